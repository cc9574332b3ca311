"""What a reader chose for the synthesis: weights, method, draws; and their words in the address.

Shares are of 100, with at most one decimal: the numbers that are shown are the ones that count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar

from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.draws import Source
from dashboard.synthesis.normalise import Normalisation

WHOLE = 100.0
MOST_SEED = 999_999
FIRST_SEED = 2026
FIRST_K = 5
MOST_K = 50
IN_ORDER = "ilk:"  # before the most important themes
MOST_FIRST = 3
MEAN_WORDS = {
    Mean.GEOMETRIC: "geometrik",
    Mean.ARITHMETIC: "aritmetik",
    Mean.MAZZIOTTA_PARETO: "mazziotta-pareto",
}
NORMALISATION_WORDS = {
    Normalisation.GOALPOSTS: "sabit-uclar",
    Normalisation.PERCENTILE: "yuzdelik",
    Normalisation.STANDARD: "standart",
    Normalisation.TARGET: "hedef",
}
SOURCE_WORDS = {
    Source.ANY: "hepsi",
    Source.BETWEEN: "aralik",
    Source.NEAR: "yakin",
    Source.METHODS: "yontem",
}


class Preset(StrEnum):
    """Named weights: the same for every theme, or one theme first."""

    EQUAL = "esit"
    CARE = "bakim"
    SAFETY = "guvenlik"
    PARTICIPATION = "katilim"


class Painted(StrEnum):
    """What the synthesis map shows: scores, how sure the first places are, who changed place."""

    SCORE = "puan"
    CERTAINTY = "kesinlik"
    CHANGE = "degisim"


class Part(StrEnum):
    """Panels beside the synthesis map."""

    RANKING = "siralama"
    CERTAINTY = "kesinlik"
    SENSITIVITY = "duyarlilik"
    CHANGE = "degisim"
    METHOD = "yontem"


Share = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Weighting:
    """A set of weights. ``themes``: shares of 100 by theme, a theme that is not named has none;
    empty where ``preset`` or ``first`` says them. ``first``: the most important themes in their
    order. ``within``: shares of 100 of the indicators of those themes whose indicators don't all
    weigh the same."""

    preset: Preset = Preset.EQUAL
    themes: tuple[Share, ...] = ()
    within: tuple[Share, ...] = ()
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SynthesisView:
    """The part of the view that speaks of the synthesis.

    ``base`` are the weights that the present ones are compared with. ``limits``: least and most
    share of a theme, of 100. ``locked``: themes whose share stays when others move.
    """

    weighting: Weighting = field(default_factory=Weighting)
    base: Weighting = field(default_factory=Weighting)
    normalisation: Normalisation = Normalisation.GOALPOSTS
    mean: Mean = Mean.GEOMETRIC
    painted: Painted = Painted.SCORE
    part: Part = Part.RANKING
    source: Source = Source.ANY
    seed: int = FIRST_SEED
    k: int = FIRST_K
    limits: tuple[tuple[str, float, float], ...] = ()
    locked: tuple[str, ...] = ()

    def to_words(self) -> dict[str, str]:
        """The keys and words of the address; what is as at first has none."""
        usual = SynthesisView()._words()
        return {key: "" if usual[key] == word else word for key, word in self._words().items()}

    def _words(self) -> dict[str, str]:
        return {
            "w": weights_word(self.weighting),
            "wg": shares_word(self.weighting.within),
            "once": weights_word(self.base),
            "onceg": shares_word(self.base.within),
            "olcekleme": NORMALISATION_WORDS[self.normalisation],
            "birlestirme": MEAN_WORDS[self.mean],
            "gorunum": str(self.painted),
            "bolum": str(self.part),
            "deneme": SOURCE_WORDS[self.source],
            "tohum": str(self.seed),
            "k": str(self.k),
            "sinir": ",".join(f"{key}:{low:.10g}-{high:.10g}" for key, low, high in self.limits),
            "kilit": ",".join(self.locked),
        }


def weights_word(weighting: Weighting) -> str:
    """The shares of the themes as a word of the address, the most important ones after
    ``IN_ORDER``, or the name of the preset; empty for the usual one."""
    if weighting.first:
        return IN_ORDER + "-".join(weighting.first)
    if weighting.themes:
        return shares_word(weighting.themes)
    return "" if weighting.preset is Preset.EQUAL else str(weighting.preset)


def shares_word(shares: Sequence[Share]) -> str:
    """``care:35,education:12.5``."""
    return ",".join(f"{key}:{share:.10g}" for key, share in shares)


class Reader(Protocol):
    """Reads the words of an address and notes those that can't be followed."""

    @property
    def words(self) -> Mapping[str, str]:
        """The words by key."""

    def drop(self, key: str, word: str = "") -> None:
        """Note a part of the address that is not followed."""

    def word(self, key: str, known: Sequence[str], default: str) -> str:
        """The word of a key, if it is a known one."""


def read(reader: Reader, themes: Collection[str], indicators: Collection[str]) -> SynthesisView:
    """The synthesis of an address; ``themes`` and ``indicators`` are those that can be weighted."""
    first = SynthesisView()
    return SynthesisView(
        weighting=_weighting(reader, "w", themes, indicators),
        base=_weighting(reader, "once", themes, indicators),
        normalisation=_choice(reader, "olcekleme", NORMALISATION_WORDS, first.normalisation),
        mean=_choice(reader, "birlestirme", MEAN_WORDS, first.mean),
        painted=Painted(reader.word("gorunum", tuple(Painted), first.painted)),
        part=Part(reader.word("bolum", tuple(Part), first.part)),
        source=_choice(reader, "deneme", SOURCE_WORDS, first.source),
        seed=_whole(reader, "tohum", first.seed, range(MOST_SEED + 1)),
        k=_whole(reader, "k", first.k, range(1, MOST_K + 1)),
        limits=_limits(reader, themes),
        locked=tuple(_parts(reader, "kilit", lambda part: part if part in themes else None)),
    )


_Key = TypeVar("_Key", bound=StrEnum)


def _choice(reader: Reader, key: str, words: Mapping[_Key, str], usual: _Key) -> _Key:
    named = {word: one for one, word in words.items()}
    return named[reader.word(key, tuple(named), words[usual])]


def _whole(reader: Reader, key: str, usual: int, known: range) -> int:
    word = reader.words.get(key, str(usual))
    if word.isascii() and word.isdigit() and len(word) < 8 and int(word) in known:
        return int(word)
    reader.drop(key)
    return usual


def _weighting(
    reader: Reader, key: str, themes: Collection[str], indicators: Collection[str]
) -> Weighting:
    within = _shares(reader, f"{key}g", indicators)
    word = reader.words.get(key, str(Preset.EQUAL))
    if word in tuple(Preset):
        return Weighting(Preset(word), (), within)
    if word.startswith(IN_ORDER):
        first = tuple(dict.fromkeys(word.removeprefix(IN_ORDER).split("-")))
        if len(first) <= MOST_FIRST and all(theme in themes for theme in first):
            return Weighting(Preset.EQUAL, (), within, first)
        reader.drop(key)
        return Weighting(Preset.EQUAL, (), within)
    shares = _shares(reader, key, themes)
    if shares and not any(share for _, share in shares):
        reader.drop(key)
        shares = ()
    return Weighting(Preset.EQUAL, shares, within)


def _shares(reader: Reader, key: str, known: Collection[str]) -> tuple[Share, ...]:
    seen: set[str] = set()

    def share(part: str) -> Share | None:
        name, _, written = part.partition(":")
        found = _share(written)
        if name not in known or name in seen or found is None:
            return None
        seen.add(name)
        return name, found

    return tuple(_parts(reader, key, share))


def _limits(reader: Reader, themes: Collection[str]) -> tuple[tuple[str, float, float], ...]:
    seen: set[str] = set()

    def limit(part: str) -> tuple[str, float, float] | None:
        name, _, written = part.partition(":")
        ends = [_share(one) for one in written.split("-")]
        if name not in themes or name in seen or len(ends) != 2:
            return None
        low, high = ends
        if low is None or high is None:
            return None
        seen.add(name)
        return name, low, high

    return tuple(_parts(reader, "sinir", limit))


_Found = TypeVar("_Found")


def _parts(reader: Reader, key: str, read_one: Callable[[str], _Found | None]) -> Iterator[_Found]:
    for part in dict.fromkeys(reader.words.get(key, "").split(",")):
        found = read_one(part)
        if found is not None:
            yield found
        elif part:
            reader.drop(key, part)


def _share(word: str) -> float | None:
    """A share of 100 with at most one decimal."""
    try:
        share = round(float(word), 1)
    except ValueError:
        return None
    return share if 0 <= share <= WHOLE else None
