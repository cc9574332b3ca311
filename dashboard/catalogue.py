"""The catalogue: what each number means, kept as data that people can edit without programming.

Keys are permanent, because they stand in people's links.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of_class
from enum import StrEnum
from pathlib import Path

from dashboard.districts import Districts, load_districts
from dashboard.entries import Entry, Words, entries


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


@dataclass(frozen=True, slots=True)
class Origin:
    """Who publishes an indicator's figures, on which terms and where.

    ``date`` is the day that the newest figures known speak of; it and ``address`` may be empty.
    """

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
    """A group of indicators; ``short`` is its name where room is scarce."""

    key: str
    name: Words
    short: Words


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; texts are ``{"tr": …, "en": …}``.

    ``floor`` is the number of people in the denominator below which a value is not shown ("too few
    people"). ``follows_from``: keys of the indicators out of whose values this one is computed; it
    is hidden where one of them is. ``breaks`` and ``gap_breaks`` are the fixed limits, empty where
    the rule finds them.
    ``goalposts`` are the fixed lower and upper end of the scale on which a rate counts in an index,
    in its unit: every judged indicator has them, no other. ``years`` are those for which figures
    are known to be published, empty where nobody has looked.
    """

    key: str
    code: str
    theme: str
    kind: Kind
    name: Words
    gap_name: Words
    meaning: Words
    population: Words
    numerator: Words
    denominator: Words
    dark: Words
    caveat: Words
    groups: tuple[Group, ...]
    default_group: Group
    unit: Unit
    digits: int
    direction: Direction
    goalposts: tuple[float, float] | None
    aggregation: Aggregation
    access: Access
    years: tuple[int, ...]
    origin: Origin
    finest_level: Level
    sensitivity: Sensitivity
    follows_from: tuple[str, ...]
    floor: int
    break_rule: BreakRule
    breaks: tuple[float, ...]
    gap_breaks: tuple[float, ...]
    invented: bool
    withdrawn: Withdrawn | None

    @property
    def shown_groups(self) -> tuple[Group, ...]:
        """Groups a reader can choose: those stored, and the gap where women and men both are."""
        has_gap = Group.WOMEN in self.groups and Group.MEN in self.groups
        return (*self.groups, Group.GAP) if has_gap else self.groups

    @property
    def judged(self) -> bool:
        """Whether one end may be called better than the other."""
        return self.direction not in (Direction.NEUTRAL, Direction.AMBIGUOUS)

    @property
    def fits_index(self) -> bool:
        """Whether it may count in an index: judged, in use, and not of violence."""
        return self.judged and self.withdrawn is None and not self.of_violence

    @property
    def of_gender(self) -> bool:
        """Whether it tells of women, or of a gap between women and men."""
        return self.kind is not Kind.CONTEXT

    @property
    def of_violence(self) -> bool:
        """Whether it counts violence: nothing below the district, nowhere in an index."""
        return self.sensitivity is Sensitivity.VIOLENCE

    @property
    def publisher(self) -> Words:
        """Who publishes its figures."""
        return self.origin.publisher

    def equality(self, group: Group) -> float | None:
        """The value at which women and men are equal, where the colours diverge about it."""
        if group is Group.GAP:
            return 0.0
        return 1.0 if self.direction is Direction.PARITY else None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Themes and indicators in the order of their files; withdrawn indicators are among them.
    ``districts``: what is known of districts beside their figures."""

    themes: Mapping[str, Theme]
    indicators: Mapping[str, Indicator]
    districts: Districts = of_class(default_factory=Districts)

    @property
    def in_use(self) -> tuple[Indicator, ...]:
        """The indicators that are not withdrawn."""
        return tuple(one for one in self.indicators.values() if one.withdrawn is None)

    def of_theme(self, theme: str) -> list[Indicator]:
        """The indicators of one theme that are in use."""
        return [one for one in self.in_use if one.theme == theme]


def load_catalogue(folder: Path) -> Catalogue:
    """Read ``themes.toml``, ``indicators.toml`` and, where it is, ``districts.toml``; a wrong entry
    stops with one message."""
    path = folder / "themes.toml"
    themes = {key: _theme(one) for key, one in entries(path).items()}
    written = entries(folder / "indicators.toml")
    indicators = {key: _indicator(one) for key, one in written.items()}
    codes: dict[str, str] = {}
    for key, one in indicators.items():
        if one.theme not in themes:
            said = f"{one.theme!r} is not in themes.toml. Use one of {', '.join(themes)}."
            raise written[key].fault("theme", said)
        if codes.setdefault(one.code, key) != key:
            said = f"{one.code!r} is the code of [{codes[one.code]}] too. Give it another."
            raise written[key].fault("code", said)
        _require_replacement(written[key], one, indicators)
        for origin in one.follows_from:
            if origin not in indicators or origin == key:
                said = f"{origin!r} is no other indicator of this file. Write the key of one."
                raise written[key].fault("follows_from", said)
    return Catalogue(themes, indicators, load_districts(folder))


def _require_replacement(
    entry: Entry, indicator: Indicator, indicators: Mapping[str, Indicator]
) -> None:
    wanted = indicator.withdrawn.replacement if indicator.withdrawn else ""
    if wanted and wanted not in indicators:
        raise entry.fault("withdrawn.replacement", f"{wanted!r} is no indicator. Name one.")
    if wanted and indicators[wanted].withdrawn:
        said = f"{wanted!r} is withdrawn itself. Name one that is in use, or none."
        raise entry.fault("withdrawn.replacement", said)


_REQUIRED = (
    *("code", "theme", "kind", "name", "meaning", "numerator", "dark", "caveat"),
    *("groups", "unit", "direction", "aggregation", "access", "origin"),
)
_OPTIONAL = (
    *("gap_name", "population", "denominator", "default_group", "digits", "goalposts", "years"),
    *("finest_level", "sensitivity", "follows_from", "floor", "break_rule", "breaks"),
    *("gap_breaks", "invented", "withdrawn"),
)
_NO_RATES = (Unit.PERSONS, Unit.METRES, Unit.SCORE, Unit.YES_NO)
_YEARS = range(1923, 2100)


def _theme(entry: Entry) -> Theme:
    entry.require(("name",), ("short",))
    name = entry.words("name")
    return Theme(entry.key, name, entry.words("short") if "short" in entry.fields else name)


def _indicator(entry: Entry) -> Indicator:
    entry.require(_REQUIRED, _OPTIONAL)
    groups = _groups(entry)
    indicator = Indicator(
        key=entry.key,
        code=entry.line("code"),
        theme=entry.line("theme"),
        kind=entry.choice(Kind, "kind"),
        name=entry.words("name"),
        gap_name=entry.words("gap_name"),
        meaning=entry.words("meaning"),
        population=entry.words("population"),
        numerator=entry.words("numerator"),
        denominator=entry.words("denominator"),
        dark=entry.words("dark"),
        caveat=entry.words("caveat"),
        groups=groups,
        default_group=entry.choice(Group, "default_group", groups[0]),
        unit=entry.choice(Unit, "unit"),
        digits=entry.whole("digits", 1),
        direction=entry.choice(Direction, "direction"),
        goalposts=_goalposts(entry),
        aggregation=entry.choice(Aggregation, "aggregation"),
        access=entry.choice(Access, "access"),
        years=_years(entry),
        origin=_origin(entry.table("origin")),
        finest_level=entry.choice(Level, "finest_level", "neighbourhood"),
        sensitivity=entry.choice(Sensitivity, "sensitivity", "open"),
        follows_from=entry.lines("follows_from"),
        floor=entry.whole("floor", 0),
        break_rule=entry.choice(BreakRule, "break_rule", "quantile"),
        breaks=entry.rising("breaks"),
        gap_breaks=entry.rising("gap_breaks"),
        invented=entry.yes("invented"),
        withdrawn=_withdrawn(entry.table("withdrawn")) if "withdrawn" in entry.fields else None,
    )
    _require_agreement(entry, indicator)
    _require_goalposts(entry, indicator)
    _require_colours(entry, indicator)
    return indicator


def _groups(entry: Entry) -> tuple[Group, ...]:
    given = entry.fields["groups"]
    if not isinstance(given, list):
        raise entry.fault("groups", f'{given!r} is not a list. Write ["women", "men"].')
    groups = tuple(entry.one_of(Group, "groups", group) for group in given)
    if not groups or Group.GAP in groups or len(set(groups)) < len(groups):
        said = "name women, men or total, each once; the gap is computed. Mend the list."
        raise entry.fault("groups", said)
    return groups


def _goalposts(entry: Entry) -> tuple[float, float] | None:
    posts = entry.rising("goalposts")
    if "goalposts" in entry.fields and len(posts) != 2:
        raise entry.fault("goalposts", "write two numbers, the lower end first.")
    return (posts[0], posts[1]) if posts else None


def _years(entry: Entry) -> tuple[int, ...]:
    years = entry.rising("years")
    for year in years:
        if year not in _YEARS:
            said = f"{year:g} is not a year from {_YEARS[0]} to {_YEARS[-1]}. Mend it."
            raise entry.fault("years", said)
    return tuple(map(int, years))


def _origin(entry: Entry) -> Origin:
    entry.require(("publisher", "licence", "address", "date"))
    address = entry.line("address")
    if address and not address.startswith(("https://", "http://")):
        said = f'{address!r} is no address of a page. Write "https://…", or "" where none is known.'
        raise entry.fault("address", said)
    return Origin(
        publisher=entry.words("publisher"),
        licence=entry.words("licence"),
        address=address,
        date=entry.day("date", needed=False),
    )


def _withdrawn(entry: Entry) -> Withdrawn:
    entry.require(("date", "reason"), ("replacement",))
    replacement = entry.line("replacement") if "replacement" in entry.fields else ""
    return Withdrawn(entry.day("date", needed=True), entry.words("reason"), replacement)


def _require_agreement(entry: Entry, indicator: Indicator) -> None:
    """Raise ``CatalogueError`` for fields that contradict each other."""
    if indicator.default_group not in indicator.shown_groups:
        said = f"{indicator.default_group} is not among its groups."
        said += f" Use one of {', '.join(indicator.shown_groups)}."
        raise entry.fault("default_group", said)
    if indicator.unit not in _NO_RATES and "denominator" not in entry.fields:
        raise entry.fault("denominator", f"missing for the unit '{indicator.unit}'. Add it.")
    if indicator.of_violence and indicator.finest_level is Level.NEIGHBOURHOOD:
        said = f"'{indicator.sensitivity}' has no values of neighbourhoods."
        raise entry.fault("finest_level", f'{said} Write finest_level = "district" or "province".')
    if indicator.break_rule is BreakRule.FIXED and not indicator.breaks:
        raise entry.fault("breaks", "missing for the rule 'fixed'. Add them.")


def _require_goalposts(entry: Entry, indicator: Indicator) -> None:
    posts, direction = indicator.goalposts, indicator.direction
    if indicator.judged and posts is None:
        raise entry.fault("goalposts", f"missing for the direction '{direction}'. Add [low, high].")
    if not indicator.judged and posts is not None:
        said = f"the direction '{direction}' is never judged, so it has none. Remove them."
        raise entry.fault("goalposts", said)
    if direction is Direction.PARITY and posts is not None and posts[1] != 1:
        raise entry.fault("goalposts", "of parity the upper one is 1, equality. Write [low, 1].")


MOST_LIMITS = 4  # five colours in one direction
_DIVERGING = (4, 6)  # two or three colours on either side of equality


def centred(limits: Sequence[float], equality: float) -> bool:
    """Whether there are diverging colours for ``limits``: the middle class holds equality."""
    half = len(limits) // 2
    return len(limits) in _DIVERGING and limits[half - 1] < equality < limits[half]


def _require_colours(entry: Entry, indicator: Indicator) -> None:
    """Raise ``CatalogueError`` for limits between which there are no colours, or untrue ones."""
    fixed = (("breaks", None, indicator.breaks), ("gap_breaks", Group.GAP, indicator.gap_breaks))
    for field, group, limits in fixed:
        equality = indicator.equality(group or indicator.groups[0])
        if not limits or (equality is not None and centred(limits, equality)):
            continue
        if equality is not None and limits[0] < equality < limits[-1]:
            said = f"{len(limits)} limits on both sides of {equality:g}. Write 4 or 6, half "
            raise entry.fault(field, f"{said}below and half above {equality:g}.")
        if len(limits) > MOST_LIMITS:
            said = f"{len(limits)} limits, but there are five colours."
            raise entry.fault(field, f"{said} Write at most {MOST_LIMITS}.")
