"""The catalogue: what each number means, kept as data that people can edit without programming.

Keys are permanent, because they stand in people's links.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

LANGUAGES = ("tr", "en")
T = TypeVar("T", bound=StrEnum)


class CatalogueError(ValueError):
    """A wrong entry; the message names file, entry and repair."""


class Level(StrEnum):
    """Size of the areas a value speaks of, finest first."""

    NEIGHBOURHOOD = "neighbourhood"
    DISTRICT = "district"
    PROVINCE = "province"


class Group(StrEnum):
    """Whom a value speaks of; the gap is women − men, in the unit of the rate."""

    WOMEN = "women"
    MEN = "men"
    TOTAL = "total"
    GAP = "gap"


class Direction(StrEnum):
    """Which end is better for women; only the first three may be judged."""

    HIGHER = "higher"
    LOWER = "lower"
    PARITY = "parity"
    NEUTRAL = "neutral"
    AMBIGUOUS = "ambiguous"


class Unit(StrEnum):
    """Unit of an indicator; its words and its way of being written are in ``wording``."""

    PERSONS = "persons"
    PERCENT = "percent"
    PERSONS_PER_KM2 = "persons_per_km2"
    STOPS_PER_KM2 = "stops_per_km2"
    LAMPS_PER_KM = "lamps_per_km"
    PER_100 = "per_100"
    PER_1000 = "per_1000"
    PER_10000 = "per_10000"
    METRES = "metres"
    SQUARE_METRES = "square_metres"
    LIRA_PER_M2 = "lira_per_m2"
    RATIO = "ratio"
    SCORE = "score"
    YES_NO = "yes_no"


class BreakRule(StrEnum):
    """How the limits between classes are found."""

    QUANTILE = "quantile"
    EQUAL = "equal"
    NATURAL = "natural"
    FIXED = "fixed"


class Sensitivity(StrEnum):
    """How closely counts are guarded; one about violence has no values below the district."""

    OPEN = "open"
    SENSITIVE = "sensitive"
    VIOLENCE = "violence"


class Kind(StrEnum):
    """What an indicator tells of equality."""

    GAP = "gap"
    WOMEN = "women"
    CONTEXT = "context"


class Aggregation(StrEnum):
    """How the value of a larger area follows from its parts: added up, numerators and denominators
    added up before dividing, mean or median of the residents; or not at all."""

    SUM = "sum"
    POOLED = "pooled"
    MEAN = "mean"
    MEDIAN = "median"
    NONE = "none"


class Access(StrEnum):
    """The finest level at which the figure can be had, and how: openly published, in part (for one
    province, or from the places of services), from a register on request, or only by a survey."""

    NEIGHBOURHOOD = "neighbourhood"
    PART = "part"
    REQUEST = "request"
    DISTRICT = "district"
    PROVINCE = "province"
    SURVEY = "survey"


Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who publishes an indicator's figures: terms, address and the date of the last look there."""

    publisher: Words
    licence: Words
    address: str
    date: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """When and why an indicator was given up; the key of what replaces it, or an empty one."""

    date: str
    reason: Words
    replacement: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of indicators."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; texts are ``{"tr": …, "en": …}``.

    ``floor`` is the number of people in the denominator below which a value is not shown ("too few
    people"). ``follows_from``: keys of the indicators out of whose values this one is computed; it
    is hidden where one of them is. ``breaks`` and ``gap_breaks`` are the fixed limits, empty where
    the rule finds them.
    """

    key: str
    code: str
    theme: str
    name: Words
    gap_name: Words
    meaning: Words
    population: Words
    numerator: Words
    denominator: Words
    dark: Words
    publisher: Words
    caveat: Words
    groups: tuple[Group, ...]
    default_group: Group
    unit: Unit
    digits: int
    direction: Direction
    finest_level: Level
    sensitivity: Sensitivity
    follows_from: tuple[str, ...]
    floor: int
    break_rule: BreakRule
    breaks: tuple[float, ...]
    gap_breaks: tuple[float, ...]
    invented: bool

    @property
    def shown_groups(self) -> tuple[Group, ...]:
        """Groups a reader can choose: those stored, and the gap where women and men both are."""
        has_gap = Group.WOMEN in self.groups and Group.MEN in self.groups
        return (*self.groups, Group.GAP) if has_gap else self.groups

    @property
    def judged(self) -> bool:
        """Whether one end may be called better than the other."""
        return self.direction not in (Direction.NEUTRAL, Direction.AMBIGUOUS)

    def equality(self, group: Group) -> float | None:
        """The value at which women and men are equal, where the colours diverge about it."""
        if group is Group.GAP:
            return 0.0
        return 1.0 if self.direction is Direction.PARITY else None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Themes and indicators in the order of their files."""

    themes: Mapping[str, Theme]
    indicators: Mapping[str, Indicator]

    def of_theme(self, theme: str) -> list[Indicator]:
        """The indicators of one theme."""
        return [one for one in self.indicators.values() if one.theme == theme]


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; raises ``CatalogueError`` that names file and place."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError as error:
        raise CatalogueError(f"{path}: the file is missing. Restore it.") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: not UTF-8 ({error.reason}). Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: not valid TOML: {error}. Mend that line.") from error


def load_catalogue(folder: Path) -> Catalogue:
    """Read ``themes.toml`` and ``indicators.toml``; a wrong entry stops with one message."""
    themes = {
        key: Theme(key, _words(folder / "themes.toml", key, entry, "name"))
        for key, entry in read_toml(folder / "themes.toml").items()
    }
    path = folder / "indicators.toml"
    indicators = {key: _indicator(path, key, entry) for key, entry in read_toml(path).items()}
    for indicator in indicators.values():
        if indicator.theme not in themes:
            raise CatalogueError(
                f"{path}: [{indicator.key}] theme: {indicator.theme!r} is not in themes.toml. "
                f"Use one of {', '.join(themes)}."
            )
    _require_origins(path, indicators)
    return Catalogue(themes, indicators)


def _require_origins(path: Path, indicators: Mapping[str, Indicator]) -> None:
    for key, indicator in indicators.items():
        for origin in indicator.follows_from:
            if origin not in indicators or origin == key:
                raise CatalogueError(
                    f"{path}: [{key}] follows_from: {origin!r} is no other indicator of this file. "
                    "Write the key of one."
                )


_REQUIRED = ("code", "theme", "name", "meaning", "groups", "unit", "direction", "dark")
_OPTIONAL = (
    *("gap_name", "population", "numerator", "denominator", "publisher", "caveat"),
    *("default_group", "digits", "finest_level", "sensitivity", "follows_from", "floor"),
    *("break_rule", "breaks", "gap_breaks", "invented"),
)


def _require_known_fields(path: Path, key: str, entry: Mapping[str, Any]) -> None:
    if not (key.isascii() and key.isidentifier() and key == key.lower()):
        raise CatalogueError(f"{path}: [{key}]: keys are snake_case, a to z. Rename the entry.")
    for field in _REQUIRED:
        if field not in entry:
            raise CatalogueError(f"{path}: [{key}] {field}: missing. Add it.")
    unknown = sorted(set(entry) - {*_REQUIRED, *_OPTIONAL})
    if unknown:
        raise CatalogueError(f"{path}: [{key}] {unknown[0]}: not a known field. Remove it.")


def _groups(path: Path, key: str, entry: Mapping[str, Any]) -> tuple[Group, ...]:
    groups = tuple(_choice(path, key, "groups", Group, group) for group in entry["groups"])
    if not groups or Group.GAP in groups:
        raise CatalogueError(
            f"{path}: [{key}] groups: name women, men or total; the gap is computed. Mend the list."
        )
    return groups


def _whole(path: Path, key: str, entry: Mapping[str, Any], field: str, default: int) -> int:
    value = entry.get(field, default)
    if not isinstance(value, int) or value < 0:
        raise CatalogueError(f"{path}: [{key}] {field}: {value!r} is not a whole number ≥ 0.")
    return value


def _indicator(path: Path, key: str, entry: Mapping[str, Any]) -> Indicator:
    _require_known_fields(path, key, entry)

    def words(field: str) -> Words:
        return _words(path, key, entry, field) if field in entry else {"tr": "", "en": ""}

    def choice(kind: type[T], field: str, default: str) -> T:
        return _choice(path, key, field, kind, entry.get(field, default))

    groups = _groups(path, key, entry)
    indicator = Indicator(
        key=key,
        code=str(entry["code"]),
        theme=str(entry["theme"]),
        name=words("name"),
        gap_name=words("gap_name"),
        meaning=words("meaning"),
        population=words("population"),
        numerator=words("numerator"),
        denominator=words("denominator"),
        dark=words("dark"),
        publisher=words("publisher"),
        caveat=words("caveat"),
        groups=groups,
        default_group=choice(Group, "default_group", groups[0]),
        unit=choice(Unit, "unit", ""),
        digits=_whole(path, key, entry, "digits", 1),
        direction=choice(Direction, "direction", ""),
        finest_level=choice(Level, "finest_level", "neighbourhood"),
        sensitivity=choice(Sensitivity, "sensitivity", "open"),
        follows_from=tuple(str(origin) for origin in entry.get("follows_from", ())),
        floor=_whole(path, key, entry, "floor", 0),
        break_rule=choice(BreakRule, "break_rule", "quantile"),
        breaks=_limits(path, key, entry, "breaks"),
        gap_breaks=_limits(path, key, entry, "gap_breaks"),
        invented=bool(entry.get("invented", False)),
    )
    if indicator.default_group not in indicator.shown_groups:
        raise CatalogueError(
            f"{path}: [{key}] default_group: {indicator.default_group} is not among its groups. "
            f"Use one of {', '.join(indicator.shown_groups)}."
        )
    _require_colours(path, indicator)
    if indicator.break_rule is BreakRule.FIXED and not indicator.breaks:
        raise CatalogueError(f"{path}: [{key}] breaks: missing for the rule 'fixed'. Add them.")
    return indicator


def _words(path: Path, key: str, entry: Mapping[str, Any], field: str) -> Words:
    words = entry.get(field)
    if not isinstance(words, Mapping) or any(not words.get(language) for language in LANGUAGES):
        raise CatalogueError(
            f'{path}: [{key}] {field}: write both languages, {{ tr = "…", en = "…" }}.'
        )
    return {language: str(words[language]) for language in LANGUAGES}


def _choice(path: Path, key: str, field: str, kind: type[T], value: object) -> T:
    try:
        return kind(str(value))
    except ValueError as error:
        raise CatalogueError(
            f"{path}: [{key}] {field}: {value!r} is not known. Use one of {', '.join(kind)}."
        ) from error


def _limits(path: Path, key: str, entry: Mapping[str, Any], field: str) -> tuple[float, ...]:
    given = entry.get(field, [])
    numbers = isinstance(given, list) and all(
        isinstance(limit, int | float) and math.isfinite(limit) for limit in given
    )
    if not numbers:
        raise CatalogueError(f"{path}: [{key}] {field}: write a list of numbers.")
    limits = tuple(float(limit) for limit in given)
    if list(limits) != sorted(set(limits)):
        raise CatalogueError(f"{path}: [{key}] {field}: limits must rise. Sort them.")
    return limits


MOST_LIMITS = 4  # five colours in one direction
_DIVERGING = (4, 6)  # two or three colours on either side of equality


def centred(limits: Sequence[float], equality: float) -> bool:
    """Whether there are diverging colours for ``limits``: the middle class holds equality."""
    half = len(limits) // 2
    return len(limits) in _DIVERGING and limits[half - 1] < equality < limits[half]


def _require_colours(path: Path, indicator: Indicator) -> None:
    """Raise ``CatalogueError`` for limits between which there are no colours, or untrue ones."""
    fixed = (("breaks", None, indicator.breaks), ("gap_breaks", Group.GAP, indicator.gap_breaks))
    for field, group, limits in fixed:
        place = f"{path}: [{indicator.key}] {field}"
        equality = indicator.equality(group or indicator.groups[0])
        if not limits or (equality is not None and centred(limits, equality)):
            continue
        if equality is not None and limits[0] < equality < limits[-1]:
            raise CatalogueError(
                f"{place}: {len(limits)} limits on both sides of {equality:g}. Write 4 or 6, half "
                f"below and half above {equality:g}."
            )
        if len(limits) > MOST_LIMITS:
            raise CatalogueError(
                f"{place}: {len(limits)} limits, but there are five colours. Write at most "
                f"{MOST_LIMITS}."
            )
