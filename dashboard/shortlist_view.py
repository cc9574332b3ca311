"""What a reader asks of the shortlist, beside weights, draws and k; and its words in the address.

Thresholds on indicators (``esik``) and how many of all criteria are needed (``enaz``) are those of
the view; here are the criteria of other kinds, vetoes, eligibility and balance rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from dashboard.criterion import Criterion, Operator, read_number

MOST_MORE = 4
MOST_VETOES = 4
MOST_PEOPLE = 10_000_000
WHOLE = 100.0
SCORE, WORST_TENTH, COUNT, SHARE = "puan", "onda-bir", "sayi", "oran"


class Balance(StrEnum):
    """Rules of balance, each asking for at least one area of every kind."""

    PROVINCE = "il"
    SETTLEMENT = "kir-kent"
    COAST = "kiyi-ic"


class Side(StrEnum):
    """On which side of its limit a theme's score takes an area out."""

    BELOW = "alti"
    ABOVE = "ustu"


@dataclass(frozen=True, slots=True)
class ScoreAtMost:
    """The synthesis score is at most ``value`` (0–100): enough is to be done."""

    value: float

    def to_word(self) -> str:
        """``puan:45``."""
        return f"{SCORE}:{self.value:.10g}"


@dataclass(frozen=True, slots=True)
class InWorstTenth:
    """The share of women who live in the worst tenth of an indicator; the criterion's value is
    this share in percent, not one of the indicator."""

    criterion: Criterion

    def to_word(self) -> str:
        """``onda-bir:kindergarten_distance:toplam:az:20``."""
        return f"{WORST_TENTH}:{self.criterion.to_word()}"


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """How many of a district's neighbourhoods meet a criterion: at least or at most ``wanted``, a
    number or, where ``of_all``, a share in percent."""

    criterion: Criterion
    operator: Operator
    wanted: float
    of_all: bool = False

    def to_word(self) -> str:
        """``sayi:kindergarten_distance:toplam:az:1000:az:5``."""
        kind = SHARE if self.of_all else COUNT
        return f"{kind}:{self.criterion.to_word()}:{self.operator}:{self.wanted:.10g}"


More = ScoreAtMost | InWorstTenth | Neighbourhoods


@dataclass(frozen=True, slots=True)
class Veto:
    """An area is out where the score of ``theme`` (0–100, more is better) lies strictly on
    ``side`` of ``value``: ``ABOVE`` takes out those that are well off there, ``BELOW`` those that
    are too badly off."""

    theme: str
    side: Side
    value: float

    def to_word(self) -> str:
        """``education:ustu:70``."""
        return f"{self.theme}:{self.side}:{self.value:.10g}"


@dataclass(frozen=True, slots=True)
class ShortlistView:
    """The part of the view that speaks of the shortlist.

    ``inside``: the district whose neighbourhoods are chosen from; districts are, where it is
    empty. ``least_covered``: percent of the weight that must rest on values. ``least_people``:
    residents.
    """

    inside: str = ""
    more: tuple[More, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    least_covered: float = 0.0
    least_people: int = 0
    balance: tuple[Balance, ...] = ()

    def to_words(self) -> dict[str, str]:
        """The keys and words of the address; what is not asked has none."""
        return {
            "icinde": self.inside,
            "olcut": ",".join(one.to_word() for one in self.more),
            "veto": ",".join(one.to_word() for one in self.vetoes),
            "kapsam": f"{self.least_covered:.10g}" if self.least_covered else "",
            "nufus": str(self.least_people) if self.least_people else "",
            "denge": ",".join(self.balance),
        }


class Reader(Protocol):
    """Reads the words of an address and notes those that can't be followed."""

    @property
    def words(self) -> Mapping[str, str]:
        """The words by key."""

    def drop(self, key: str, word: str = "") -> None:
        """Note a part of the address that is not followed."""


CriterionReader = Callable[[str], Criterion | None]


def read(
    reader: Reader,
    themes: Collection[str],
    criterion: CriterionReader,
    is_district: Callable[[str], bool],
) -> ShortlistView:
    """The shortlist of an address. ``themes``: those that have a score; ``criterion`` reads a
    threshold on an indicator; ``is_district`` knows the ids of districts."""
    inside = reader.words.get("icinde", "")
    if inside and not is_district(inside):
        reader.drop("icinde")
        inside = ""
    return ShortlistView(
        inside=inside,
        more=tuple(_several(reader, "olcut", MOST_MORE, lambda part: _more(part, criterion))),
        vetoes=tuple(_several(reader, "veto", MOST_VETOES, lambda part: _veto(part, themes))),
        least_covered=_number(reader, "kapsam", WHOLE),
        least_people=int(_number(reader, "nufus", MOST_PEOPLE, whole=True)),
        balance=tuple(_several(reader, "denge", len(Balance), _balance)),
    )


_Found = TypeVar("_Found")


def _several(
    reader: Reader, key: str, most: int, read_one: Callable[[str], _Found | None]
) -> Iterator[_Found]:
    seen: list[_Found] = []
    for part in dict.fromkeys(reader.words.get(key, "").split(",")):
        found = read_one(part) if part else None
        if found is not None and found not in seen and len(seen) < most:
            seen.append(found)
            yield found
        elif part and found not in seen:
            reader.drop(key, part)


def _more(part: str, criterion: CriterionReader) -> More | None:
    kind, _, rest = part.partition(":")
    if kind == SCORE:
        value = _between(rest, WHOLE)
        return None if value is None else ScoreAtMost(value)
    if kind == WORST_TENTH:
        found = criterion(rest)
        fits = found is not None and 0 <= found.value <= WHOLE
        return InWorstTenth(found) if found is not None and fits else None
    return _neighbourhoods(kind, rest, criterion) if kind in (COUNT, SHARE) else None


def _neighbourhoods(kind: str, rest: str, criterion: CriterionReader) -> Neighbourhoods | None:
    parts = rest.split(":")
    if len(parts) != 6 or parts[4] not in tuple(Operator):
        return None
    found = criterion(":".join(parts[:4]))
    wanted = _between(parts[5], WHOLE if kind == SHARE else MOST_PEOPLE)
    if found is None or wanted is None or (kind == COUNT and not wanted.is_integer()):
        return None
    return Neighbourhoods(found, Operator(parts[4]), wanted, kind == SHARE)


def _veto(part: str, themes: Collection[str]) -> Veto | None:
    theme, side, value = (*part.split(":"), "", "")[:3]
    limit = _between(value, WHOLE)
    if part.count(":") != 2 or theme not in themes or side not in tuple(Side) or limit is None:
        return None
    return Veto(theme, Side(side), limit)


def _balance(part: str) -> Balance | None:
    return Balance(part) if part in tuple(Balance) else None


def _number(reader: Reader, key: str, most: float, whole: bool = False) -> float:
    if key not in reader.words:
        return 0.0
    value = _between(reader.words[key], most)
    if value is None or (whole and not value.is_integer()):
        reader.drop(key)
        return 0.0
    return value


def _between(word: str, most: float) -> float | None:
    """A number from 0 to ``most``."""
    value = read_number(word)
    return value + 0.0 if value is not None and 0 <= value <= most else None
