"""What the release has a value for and what it has not: by series, by area and by district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import Access, Group, Indicator, Level
from dashboard.dataset import Dataset, Flag, Method, Selection, Series
from dashboard.view import SUBJECT_OF_WOMEN, THEME, View

Counts = npt.NDArray[np.int64]
SHADES = 3  # classes of the map of gaps above none at all


class Obstacle(StrEnum):
    """What stands between an indicator and a value for every neighbourhood."""

    OPEN = "open"
    PART = "part"
    REQUEST = "request"
    COARSER = "coarser"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Coverage:
    """One series: of how many areas it has a value, and why it has none of the others.

    ``year`` is 0 where the release has nothing of the indicator at that level; then every area
    counts as ``Flag.NO_DATA``. ``age`` is in years before the newest year of the release.
    """

    indicator: Indicator
    group: Group
    year: int
    level: Level
    areas: int
    counts: Mapping[Flag, int]
    methods: tuple[Method, ...] = ()
    age: int = 0

    @property
    def valued(self) -> int:
        """Areas with a value."""
        return self.counts[Flag.OK]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of how many of ``indicators`` each area has a published value.

    ``counts`` are aligned with the areas of ``level``; ``inside`` are those that lie in view and
    can have values at all.
    """

    level: Level
    indicators: tuple[Indicator, ...]
    counts: Counts
    inside: Selection

    @property
    def areas(self) -> int:
        """Areas in view."""
        return int(self.inside.sum())

    @property
    def empty(self) -> int:
        """Areas in view that have a value of none of the indicators."""
        return int((self.inside & (self.counts == 0)).sum())

    def shade(self, count: int) -> int:
        """0 for none, else 1 to ``SHADES``, in equal parts of the number of indicators."""
        return -(-count * SHADES // max(len(self.indicators), 1))

    def span(self, shade: int) -> tuple[int, int] | None:
        """Lowest and highest number of indicators of a shade; ``None`` where none falls there."""
        within = [one for one in range(len(self.indicators) + 1) if self.shade(one) == shade]
        return (within[0], within[-1]) if within else None

    def letters(self) -> str:
        """Per area what the browser paints: ``n`` for none, ``0`` to ``2``, ``x`` never valued."""
        shades = ("n", *"012")
        return "".join(
            shades[self.shade(int(count))] if inside else "x"
            for count, inside in zip(self.counts, self.inside, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator inside one area: how many of its areas have a value; ``flag`` says why a
    single area has none."""

    indicator: Indicator
    valued: int
    areas: int
    flag: Flag


def listed(dataset: Dataset) -> list[Indicator]:
    """The indicators of the catalogue that this release could have: an invented example belongs to
    the release that has it."""
    every = dataset.catalogue.in_use
    return [one for one in every if not one.invented or one.key in dataset.offers]


def chosen(dataset: Dataset, subject: str) -> list[Indicator]:
    """The listed indicators that a subject (``View.subject``) names."""
    if not subject:
        return listed(dataset)
    if subject == SUBJECT_OF_WOMEN:
        return [one for one in listed(dataset) if one.of_gender]
    if subject.startswith(THEME):
        return [one for one in listed(dataset) if f"{THEME}{one.theme}" == subject]
    return [dataset.catalogue.indicators[subject]]


def series_of(dataset: Dataset, indicator: str, level: Level, year: int = 0) -> list[Series]:
    """Stored series of an indicator at a level, of one year or (0) of all; gaps are computed and
    left out."""
    return [
        one
        for one in dataset.offers.get(indicator, ())
        if one.level is level and one.group is not Group.GAP and year in (0, one.year)
    ]


def coverage(dataset: Dataset, view: View) -> list[Coverage]:
    """A row per series of the subject, level and year in view, and one for each indicator of which
    there is nothing, in the order of the catalogue."""
    inside = dataset.countable(view.level, view.provinces(dataset))
    rows: list[Coverage] = []
    for indicator in chosen(dataset, view.subject):
        found = series_of(dataset, indicator.key, view.level, view.data_year)
        rows += [_row(dataset, one, inside) for one in found] or [
            _nothing(indicator, view.level, int(inside.sum()))
        ]
    return rows


def _row(dataset: Dataset, series: Series, inside: Selection) -> Coverage:
    flags = dataset.measured(series).flags[inside]
    made = dataset.methods(series)[inside][flags == Flag.OK]
    return Coverage(
        dataset.indicator(series),
        series.group,
        series.year,
        series.level,
        int(inside.sum()),
        {flag: int((flags == flag).sum()) for flag in Flag},
        tuple(Method(one) for one in np.unique(made)),
        dataset.newest_year - series.year,
    )


def _nothing(indicator: Indicator, level: Level, areas: int) -> Coverage:
    counts = dict.fromkeys(Flag, 0) | {Flag.NO_DATA: areas}
    return Coverage(indicator, indicator.groups[0], 0, level, areas, counts)


def _withheld(indicator: Indicator, level: Level) -> bool:
    """Whether we never show the indicator for areas so small: that is no gap in what is
    published."""
    return level is Level.NEIGHBOURHOOD and indicator.of_violence


def map_level(view: View) -> Level:
    """The level that maps show: two provinces are no map."""
    return Level.DISTRICT if view.level is Level.PROVINCE else view.level


def has_value(dataset: Dataset, indicator: str, level: Level, year: int = 0) -> Selection:
    """Which areas of a level have a value of any group of the indicator, in a year or (0) ever."""
    found = np.zeros(len(dataset.areas(level)), dtype=np.bool_)
    for series in series_of(dataset, indicator, level, year):
        found |= dataset.measured(series).flags == Flag.OK
    return found


def gaps(dataset: Dataset, view: View) -> Gaps:
    """Of how many indicators of the subject each area has a value, in the year in view."""
    level = map_level(view)
    counted = tuple(one for one in chosen(dataset, view.subject) if not _withheld(one, level))
    counts = np.zeros(len(dataset.areas(level)), dtype=np.int64)
    for indicator in counted:
        counts += has_value(dataset, indicator.key, level, view.data_year)
    return Gaps(level, counted, counts, dataset.countable(level, view.provinces(dataset)))


def shares(dataset: Dataset, found: Gaps) -> list[tuple[str, float]]:
    """Per district in view the share (0 to 1) of its areas and indicators that have a value, the
    lowest first; a district without areas is left out."""
    areas = dataset.areas(found.level)
    district = areas["district" if found.level is Level.NEIGHBOURHOOD else "id"].to_numpy()
    cells = max(len(found.indicators), 1)
    rows = [
        (str(one), float(found.counts[found.inside & (district == one)].mean()) / cells)
        for one in dict.fromkeys(district[found.inside])
    ]
    return sorted(rows, key=lambda row: row[1])


def parts(dataset: Dataset, view: View, area: str) -> list[Part]:
    """What an area has of each indicator of the subject: itself, or the neighbourhoods of a
    district where the map shows neighbourhoods."""
    level = map_level(view)
    inside = dataset.countable(level, dataset.release.provinces) & _within(dataset, level, area)
    found = []
    for indicator in gaps(dataset, view).indicators:
        valued = has_value(dataset, indicator.key, level, view.data_year)[inside]
        flags = [
            dataset.measured(one).flags[inside]
            for one in series_of(dataset, indicator.key, level, view.data_year)
        ]
        # of a single area the state that tells most: a value, else that there are too few people
        states = [int(one[0]) for one in flags if len(one) == 1]
        flag = Flag.OK if valued.all() else Flag(max(states, default=Flag.NO_DATA))
        found.append(Part(indicator, int(valued.sum()), int(inside.sum()), flag))
    return found


def _within(dataset: Dataset, level: Level, area: str) -> Selection:
    areas = dataset.areas(level)
    column = "district" if dataset.level_of(area) is not level else "id"
    within: Selection = (areas[column] == area).to_numpy(np.bool_)
    return within


def counts_by_level(dataset: Dataset, indicators: Sequence[Indicator]) -> dict[Level, int]:
    """How many of the indicators have a value anywhere, per level."""
    return {
        level: sum(bool(has_value(dataset, one.key, level).any()) for one in indicators)
        for level in Level
    }


def obstacles(dataset: Dataset, level: Level) -> dict[Obstacle, list[Indicator]]:
    """The indicators of women that have no value at ``level``, by what stands in the way of one;
    those that we never show there are left out."""
    found: dict[Obstacle, list[Indicator]] = {one: [] for one in Obstacle}
    for indicator in chosen(dataset, SUBJECT_OF_WOMEN):
        if not _withheld(indicator, level) and not has_value(dataset, indicator.key, level).any():
            found[_obstacle(indicator)].append(indicator)
    return {one: indicators for one, indicators in found.items() if indicators}


_BY_ACCESS = {
    Access.NEIGHBOURHOOD: Obstacle.OPEN,
    Access.PART: Obstacle.PART,
    Access.REQUEST: Obstacle.REQUEST,
    Access.SURVEY: Obstacle.SURVEY,
}


def _obstacle(indicator: Indicator) -> Obstacle:
    return _BY_ACCESS.get(indicator.access, Obstacle.COARSER)
