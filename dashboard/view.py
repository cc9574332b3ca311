"""The view: the one state of a page, and the link that carries it.

Everything a link must carry to show the same screen again stands here; hover, open menus and zoom
stay in the browser. The keys are the Turkish ones that people see in the address bar.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from dashboard import shortlist_view, synthesis_view
from dashboard.catalogue import BreakRule, Level
from dashboard.criterion import GROUP_WORDS as GROUP_WORDS
from dashboard.criterion import Criterion as Criterion
from dashboard.criterion import Operator as Operator
from dashboard.criterion import read_criterion, read_number
from dashboard.dataset import Dataset, Series
from dashboard.entries import LANGUAGES
from dashboard.release import RELEASE_KEY
from dashboard.shortlist_view import MOST_MORE, ShortlistView
from dashboard.synthesis_view import SynthesisView

ALL_PROVINCES = "hepsi"
MOST_COMPARED = {Level.DISTRICT: 4, Level.NEIGHBOURHOOD: 2}
MOST_INDICATORS = 12
MOST_CRITERIA = 8
MOST_NEEDED = MOST_CRITERIA + MOST_MORE
LONGEST_NAMED = 80  # characters of one part of a link that is named as not followed
# Keys that are not the reader's: of the browser alone, and those that mail programs and social
# networks hang on to links.
NOT_OF_THE_VIEW = ("satir",)
FOREIGN = ("utm_", "fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid")
SUBJECT_OF_WOMEN = "cinsiyet"
THEME = "tema:"  # before a theme's key, because a theme and an indicator may share theirs

LEVEL_WORDS = {Level.NEIGHBOURHOOD: "mahalle", Level.DISTRICT: "ilce", Level.PROVINCE: "il"}
RULE_WORDS = {
    BreakRule.QUANTILE: "esit-sayi",
    BreakRule.EQUAL: "esit-aralik",
    BreakRule.NATURAL: "dogal",
    BreakRule.FIXED: "sabit",
}


class Panel(StrEnum):
    """Panels beside the map."""

    RANKING = "siralama"
    DISTRIBUTION = "dagilim"


class Listed(StrEnum):
    """Lists beside the map of thresholds."""

    PASSING = "gecenler"
    NEAR = "kil-payi"
    FAILING = "gecemeyenler"
    DISTRICTS = "ilceler"


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows; every field is valid for the dataset it was parsed with.

    ``level`` is the one the reader wishes; ``series`` has the nearest that is published.
    ``compared`` are districts or neighbourhoods, ``reference`` the area that they are judged
    beside: a province or one of them, and each one's own province where it is empty. ``subject``
    is which indicators Veri speaks of (``SUBJECT_OF_WOMEN``, a theme after ``THEME``, or an
    indicator; all where it is empty), ``data_year`` of which year, 0 of all. ``synthesis`` is what
    Sentez is asked for, ``shortlist`` what Kısa liste is asked for. ``release`` is the release that
    the link names, empty where it names none or the one that is shown.
    """

    province: str
    level: Level
    series: Series
    rule: BreakRule | None = None
    selected: str = ""
    span: tuple[float, float] | None = None
    panel: Panel = Panel.RANKING
    descending: bool = True
    compared: tuple[str, ...] = ()
    reference: str = ""
    indicators: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    needed: int = 0
    listed: Listed = Listed.PASSING
    subject: str = ""
    data_year: int = 0
    language: str = "tr"
    synthesis: SynthesisView = field(default_factory=SynthesisView)
    shortlist: ShortlistView = field(default_factory=ShortlistView)
    release: str = ""

    def provinces(self, dataset: Dataset) -> tuple[str, ...]:
        """Keys of the provinces in view."""
        everything = dataset.release.provinces
        return everything if self.province == ALL_PROVINCES else (self.province,)

    def to_query(self) -> str:
        """The view as an address; ``parse`` of it gives the same view again."""
        return urlencode(self.to_words(), safe=":,")

    def to_words(self) -> dict[str, str]:
        """The view as the keys and words of the address, in a settled order."""
        words = {
            "il": self.province,
            "g": self.series.indicator,
            "grup": GROUP_WORDS[self.series.group],
            "yil": str(self.series.year),
            "duzey": LEVEL_WORDS[self.level],
            "kirilim": RULE_WORDS[self.rule] if self.rule else "",
            "ilce": self.selected if self.selected.startswith("d-") else "",
            "mahalle": "" if self.selected.startswith("d-") else self.selected,
            "aralik": "{:.10g},{:.10g}".format(*self.span) if self.span else "",
            "sekme": "" if self.panel is Panel.RANKING else str(self.panel),
            "sira": "" if self.descending else "artan",
            "karsi": ",".join(self.compared),
            "kiyas": self.reference,
            "gostergeler": ",".join(self.indicators),
            "esik": ",".join(one.to_word() for one in self.criteria),
            "enaz": str(self.needed) if self.needed else "",
            "liste": "" if self.listed is Listed.PASSING else str(self.listed),
            "konu": self.subject,
            "veriyili": str(self.data_year) if self.data_year else "",
            **self.synthesis.to_words(),
            **self.shortlist.to_words(),
            "dil": "" if self.language == "tr" else self.language,
            "surum": self.release,
        }
        return {key: word for key, word in words.items() if word}


def permalink(view: View, dataset: Dataset, omitted: Collection[str] = ()) -> str:
    """The query of a link that is kept, shared, printed or cited: the view, and the release that
    its numbers come from. ``omitted`` are keys that its page does not show."""
    words = replace(view, release=dataset.release.key).to_words()
    kept = {key: word for key, word in words.items() if key not in omitted}
    return urlencode(kept, safe=":,")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A view and the parts of the link that it could not follow, as ``key=value``.

    A part is at most ``LONGEST_NAMED`` characters long and holds printable ones only; what of a
    link was not followed and how much of it a page names is decided in ``layouts.about``.
    """

    view: View
    dropped: tuple[str, ...] = ()


def parse(query: str | Mapping[str, str | Sequence[str]], dataset: Dataset) -> Parsed:
    """The view of an address; never raises, because a reader's link may be old or edited.

    Of a key that stands twice the first word counts.
    """
    reader = _Reader(_pairs(query), dataset)
    reader.word("duzey", tuple(LEVEL_WORDS.values()), LEVEL_WORDS[Level.NEIGHBOURHOOD])
    series = reader.series()
    compared = reader.compared()
    view = View(
        province=reader.province(),
        level=reader.level(),
        series=series,
        rule=reader.rule(series),
        selected=reader.selected(),
        span=reader.span(),
        panel=reader.panel(),
        descending=reader.word("sira", ("artan", "azalan"), "azalan") == "azalan",
        compared=compared,
        reference=reader.reference(compared),
        indicators=reader.indicators(),
        criteria=reader.criteria(),
        needed=reader.needed(),
        listed=Listed(reader.word("liste", tuple(Listed), Listed.PASSING)),
        subject=reader.subject(),
        data_year=reader.data_year(),
        synthesis=reader.synthesis(),
        shortlist=reader.shortlist(),
        language=reader.word("dil", LANGUAGES, LANGUAGES[0]),
        release=reader.release(),
    )
    if view.selected and dataset.area(view.selected)["province"] not in view.provinces(dataset):
        reader.drop("il")
        view = replace(view, province=ALL_PROVINCES)
    reader.drop_unknown()
    return Parsed(view, tuple(dict.fromkeys(reader.dropped)))


def _pairs(query: str | Mapping[str, str | Sequence[str]]) -> list[tuple[str, str]]:
    """Keys and words as they stand, empty words left out; a key may stand twice."""
    if isinstance(query, str):
        return parse_qsl(query.removeprefix("?"))
    pairs: list[tuple[str, str]] = []
    for key, words in query.items():
        several = [words] if isinstance(words, str) else words
        pairs += [(key, str(word)) for word in several or () if word]
    return pairs


def settle(dataset: Dataset, wanted: Series) -> Series:
    """The series nearest to the wanted one that the release has.

    Level first (finest where the wanted one has no values), then group (the catalogue's default),
    then year (the newest). ``assets/js/1_view.js`` follows the same rule.
    """
    offers = dataset.offers[wanted.indicator]
    default = dataset.catalogue.indicators[wanted.indicator].default_group
    levels = [one for one in offers if one.level == wanted.level] or [
        one for one in offers if one.level == offers[0].level
    ]
    groups = (
        [one for one in levels if one.group == wanted.group]
        or [one for one in levels if one.group == default]
        or levels
    )
    return next((one for one in groups if one.year == wanted.year), groups[0])


def first_indicator(dataset: Dataset) -> str:
    """What the map opens with: a demonstration's invented example, else one of gender."""
    invented = [key for key in dataset.offers if dataset.catalogue.indicators[key].invented]
    if invented and dataset.release.demonstration:
        return invented[0]
    of_gender = (key for key in dataset.offers if dataset.catalogue.indicators[key].of_gender)
    return next(of_gender, next(iter(dataset.offers)))


class _Words(Mapping[str, str]):
    """The words of an address; ``asked`` are the keys that somebody looked up."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def _named(part: str) -> str:
    """A part of a link as plain text that can be shown: no line ends, no hidden characters."""
    shown = "".join(one if one.isprintable() else "·" for one in part[: LONGEST_NAMED + 1])
    return shown if len(shown) <= LONGEST_NAMED else f"{shown[: LONGEST_NAMED - 1]}…"


class _Reader:
    """Reads the words of an address one by one and notes those it could not follow."""

    def __init__(self, pairs: Iterable[tuple[str, str]], dataset: Dataset) -> None:
        self.dataset = dataset
        self.dropped: list[str] = []
        words: dict[str, str] = {}
        for key, word in pairs:
            if words.setdefault(key, word) != word:
                self.drop(key, word)
        self.words = _Words(words)

    def drop(self, key: str, word: str = "") -> None:
        self.dropped.append(_named(f"{key}={word or self.words[key]}"))

    def drop_unknown(self) -> None:
        """Name the keys that no field of the view has looked up."""
        for key in self.words:
            known = key in self.words.asked or key in NOT_OF_THE_VIEW
            if not known and not key.startswith(FOREIGN):
                self.drop(key)

    def word(self, key: str, known: Sequence[str], default: str) -> str:
        word = self.words.get(key, default)
        if word in known:
            return word
        self.drop(key)
        return default

    def province(self) -> str:
        known = self.dataset.release.provinces
        default = known[0] if len(known) == 1 else ALL_PROVINCES
        return self.word("il", (*known, ALL_PROVINCES), default)

    def indicator(self) -> str:
        """The wanted indicator, what replaces a withdrawn one, or what the map opens with."""
        offers, indicators = self.dataset.offers, self.dataset.catalogue.indicators
        wanted = indicators.get(self.words.get("g", ""))
        replacement = wanted.withdrawn.replacement if wanted and wanted.withdrawn else ""
        default = replacement if replacement in offers else first_indicator(self.dataset)
        return self.word("g", tuple(offers), default)

    def series(self) -> Series:
        indicator = self.indicator()
        groups = {word: group for group, word in GROUP_WORDS.items()}
        default = self.dataset.catalogue.indicators[indicator].default_group
        level = self.level()
        group = groups[self.word("grup", tuple(groups), GROUP_WORDS[default])]
        year = self.words.get("yil", "0")
        if not (year.isascii() and year.isdigit() and len(year) < 5):
            self.drop("yil")
            year = "0"
        wanted = Series(indicator, group, int(year), level)
        found = settle(self.dataset, wanted)
        if "yil" in self.words and int(year) and found.year != wanted.year:
            self.drop("yil")
        if "grup" in self.words and found.group != wanted.group:
            self.drop("grup")
        return found

    def level(self) -> Level:
        levels = {word: level for level, word in LEVEL_WORDS.items()}
        return levels.get(self.words.get("duzey", "mahalle"), Level.NEIGHBOURHOOD)

    def rule(self, series: Series) -> BreakRule | None:
        rules = {word: rule for rule, word in RULE_WORDS.items()}
        if "kirilim" not in self.words:
            return None
        rule = rules.get(self.words["kirilim"])
        offered = self.dataset.rules(series)
        if rule not in offered:
            self.drop("kirilim")
        return rule if rule in offered[1:] else None

    def selected(self) -> str:
        """The neighbourhood, else the district; a district beside it must be the one it is in."""
        neighbourhood = self._area("mahalle", Level.NEIGHBOURHOOD)
        district = self._area("ilce", Level.DISTRICT)
        if neighbourhood and district and self.dataset.parent(neighbourhood) != district:
            self.drop("ilce")
        return neighbourhood or district

    def _area(self, key: str, level: Level) -> str:
        word = self.words.get(key, "")
        if not word or self.dataset.level_of(word) is level:
            return word
        self.drop(key)
        return ""

    def span(self) -> tuple[float, float] | None:
        if "aralik" not in self.words:
            return None
        parts = [read_number(part) for part in self.words["aralik"].split(",")]
        if len(parts) == 2 and parts[0] is not None and parts[1] is not None:
            return (min(parts[0], parts[1]), max(parts[0], parts[1]))
        self.drop("aralik")
        return None

    def panel(self) -> Panel:
        return Panel(self.word("sekme", tuple(Panel), Panel.RANKING))

    def compared(self) -> tuple[str, ...]:
        """Areas of the level of the first one: a district is not compared with a neighbourhood."""
        known = (self.dataset.level_of(one) for one in self.words.get("karsi", "").split(","))
        level = next((one for one in known if one in MOST_COMPARED), Level.DISTRICT)
        return self._several(
            "karsi", MOST_COMPARED[level], lambda one: self.dataset.level_of(one) is level
        )

    def reference(self, compared: Sequence[str]) -> str:
        return self.word("kiyas", ("", *self.dataset.release.provinces, *compared), "")

    def indicators(self) -> tuple[str, ...]:
        return self._several("gostergeler", MOST_INDICATORS, lambda one: one in self.dataset.offers)

    def _several(self, key: str, most: int, known: Callable[[str], bool]) -> tuple[str, ...]:
        wanted = dict.fromkeys(part for part in self.words.get(key, "").split(",") if part)
        kept = [one for one in wanted if known(one)][:most]
        for one in wanted:
            if one not in kept:
                self.drop(key, one)
        return tuple(kept)

    def criteria(self) -> tuple[Criterion, ...]:
        found: list[Criterion] = []
        for part in self.words.get("esik", "").split(","):
            criterion = self._criterion(part)
            if criterion and len(found) < MOST_CRITERIA:
                found.append(criterion)
            elif part:
                self.drop("esik", part)
        return tuple(found)

    def _criterion(self, word: str) -> Criterion | None:
        offers = self.dataset.offers
        return read_criterion(word, {key: {one.group for one in offers[key]} for key in offers})

    def release(self) -> str:
        word = self.words.get("surum", "")
        if word and not RELEASE_KEY.fullmatch(word):
            self.drop("surum")
            return ""
        return "" if word == self.dataset.release.key else word

    def subject(self) -> str:
        catalogue = self.dataset.catalogue
        themes = (f"{THEME}{one}" for one in catalogue.themes)
        known = (ALL_PROVINCES, SUBJECT_OF_WOMEN, *themes, *catalogue.indicators)
        return self.word("konu", known, ALL_PROVINCES).removeprefix(ALL_PROVINCES)

    def data_year(self) -> int:
        years = {str(one.year) for offers in self.dataset.offers.values() for one in offers}
        word = self.word("veriyili", (ALL_PROVINCES, *years), ALL_PROVINCES)
        return int(word) if word != ALL_PROVINCES else 0

    def synthesis(self) -> SynthesisView:
        catalogue = self.dataset.catalogue
        indicators = [one.key for one in catalogue.in_use if one.fits_index]
        return synthesis_view.read(self, tuple(catalogue.themes), indicators)

    def shortlist(self) -> ShortlistView:
        return shortlist_view.read(
            self,
            tuple(self.dataset.catalogue.themes),
            self._criterion,
            lambda area: self.dataset.level_of(area) is Level.DISTRICT,
        )

    def needed(self) -> int:
        word = self.words.get("enaz", "0")
        if word.isascii() and word.isdigit() and len(word) < 3 and int(word) <= MOST_NEEDED:
            return int(word)
        self.drop("enaz")
        return 0
