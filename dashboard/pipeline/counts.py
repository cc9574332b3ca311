"""Guarded counts of people, and the sums that tie them to each other.

A count is guarded where its indicator is sensitive or about violence, or follows from one that is.
What tells a guarded count is guarded too: a series (an indicator for a group) with the same count,
or with what the count leaves of the denominator. Where it is another's denominator, that goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy
import numpy.typing
import pandas

from dashboard.catalogue import Catalogue, Group, Sensitivity, Unit
from dashboard.release import UNVALUED

LEAST: Mapping[Sensitivity, int] = {Sensitivity.SENSITIVE: 5, Sensitivity.VIOLENCE: 10}
DISTINCT, LARGE = 3, 1000
OF_PEOPLE = (Unit.PERCENT, Unit.PER_100, Unit.PER_1000, Unit.PER_10000)
Floats = numpy.typing.NDArray[numpy.float64]
Marks = numpy.typing.NDArray[numpy.bool_]
SeriesKey: TypeAlias = tuple[str, str]
Name: TypeAlias = tuple[str, str, str, int]


NONE = -1
SAME, LEFT, BELOW = "same", "left", "below"


@dataclass(frozen=True, slots=True, order=True)
class Margin:
    """``members`` add up to ``whole`` (positions of cells), or to ``total`` where that is ``NONE``;
    at most ``rest`` people are counted in areas or groups that have no cell."""

    whole: int
    members: tuple[int, ...]
    rest: float = 0.0
    total: float = 0.0

    @property
    def cells(self) -> tuple[int, ...]:
        """Members and whole."""
        return self.members if self.whole == NONE else (*self.members, self.whole)


@dataclass(slots=True)
class Cell:
    """One count. ``people`` (the denominator) is infinite where it is unknown or counts no people.

    ``least``: the smallest count that may be shown. ``share``: the counted are a part of the
    people. ``flag`` and ``row``: of the row that has it as its numerator, by position; ``below``:
    rows that have it as their denominator. ``zero``: hidden, it could be zero.
    """

    name: Name
    least: int
    share: bool
    count: float
    people: float
    flag: str
    row: int
    below: tuple[int, ...] = ()
    zero: bool = False

    @property
    def small(self) -> bool:
        """Whether it points at people: 1 to ``least`` − 1, or all of a share's people but fewer
        than ``least``."""
        left = self.people - self.count if self.share else numpy.inf
        return self.count > 0 and (self.count < self.least or left < self.least)


@dataclass(frozen=True, slots=True)
class Counts:
    """The guarded cells of a province, in the order of their names, and their margins."""

    cells: tuple[Cell, ...]
    margins: tuple[Margin, ...]


def guards(catalogue: Catalogue) -> dict[str, int]:
    """The smallest count to show per guarded indicator: by its class, or by the class of what it
    follows from."""
    found = {
        key: LEAST[one.sensitivity]
        for key, one in catalogue.indicators.items()
        if one.sensitivity in LEAST
    }
    for _ in catalogue.indicators:
        for key, one in catalogue.indicators.items():
            least = max((found.get(origin, 0) for origin in one.follows_from), default=0)
            if least > found.get(key, 0):
                found[key] = least
    return found


def counted(values: pandas.DataFrame, catalogue: Catalogue) -> Floats:
    """The count behind each row: its numerator, or its value where that is a number of persons."""
    in_persons = [key for key, one in catalogue.indicators.items() if one.unit is Unit.PERSONS]
    bare = values["indicator"].isin(in_persons) & values["denominator"].isna()
    own = values["value"].where(bare & values["numerator"].isna(), values["numerator"])
    return own.to_numpy(float)


def guarded_counts(
    values: pandas.DataFrame, areas: pandas.DataFrame, catalogue: Catalogue
) -> Counts:
    """The guarded cells of a province.

    ``values``: columns of ``values.parquet``, whatever is not told as NaN. ``areas``: columns of
    ``areas.parquet``. The order of the rows makes no difference.
    """
    guarded = guards(catalogue)
    table = values.assign(counted=counted(values, catalogue), row=numpy.arange(len(values)))
    table = table[table["flag"] != "no_data"]
    if not table["indicator"].isin(list(guarded)).any():
        return Counts((), ())
    tables = {
        (str(key[0]), str(key[1])): rows
        for key, rows in table.groupby(["indicator", "group"], sort=True)
    }
    least = {
        key: guarded[key[0]]
        for key, rows in tables.items()
        if key[0] in guarded and _counts(rows, key[0], catalogue)
    }
    links = _links(tables, least)
    for one, other, how in links:
        if how != BELOW:
            least[other] = max(least[one], least.get(other, 0))
    cells = sorted(
        (
            cell
            for key in least
            for cell in _cells(key, tables[key], least[key], catalogue.indicators[key[0]].unit)
        ),
        key=lambda cell: cell.name,
    )
    place = {cell.name: at for at, cell in enumerate(cells)}
    margins = {
        *_of_levels(cells, areas),
        *_of_groups(cells),
        *(margin for link in links for margin in _linked(cells, place, tables, link)),
    }
    return Counts(tuple(cells), tuple(sorted(margins)))


def _counts(rows: pandas.DataFrame, key: str, catalogue: Catalogue) -> bool:
    """Whether a series counts people, even where all of its counts are hidden; a ratio doesn't."""
    in_persons = catalogue.indicators[key].unit is Unit.PERSONS
    return in_persons or bool(rows[["counted", "denominator"]].notna().to_numpy().any())


def _cells(key: SeriesKey, rows: pandas.DataFrame, least: int, unit: Unit) -> Iterator[Cell]:
    people = rows["denominator"] if unit in OF_PEOPLE else rows["denominator"] * numpy.inf
    told = zip(
        *(rows[column] for column in ("area", "year", "counted", "flag", "row")),
        people.fillna(numpy.inf),
        strict=True,
    )
    for area, year, count, flag, row, of in told:
        name = (*key, str(area), int(year))
        yield Cell(name, least, unit is Unit.PERCENT, float(count), float(of), flag, int(row))


def _links(
    tables: Mapping[SeriesKey, pandas.DataFrame], guarded: Iterable[SeriesKey]
) -> list[tuple[SeriesKey, SeriesKey, str]]:
    """Guarded series, the series of other indicators that tell their counts, and how."""
    told = {key: rows.set_index(["area", "year"]) for key, rows in tables.items()}
    spots = pandas.concat([rows[["row"]] for rows in told.values()]).index.unique()
    told = {key: rows.reindex(spots) for key, rows in told.items()}
    return [
        (one, other, how)
        for one in guarded
        for other in tables
        if other[0] != one[0] and (how := _how(told[one], told[other]))
    ]


def _linked(
    cells: list[Cell],
    place: Mapping[Name, int],
    tables: Mapping[SeriesKey, pandas.DataFrame],
    link: tuple[SeriesKey, SeriesKey, str],
) -> Iterator[Margin]:
    """The margins of a link, one per area and year that both have; denominators are noted."""
    one, other, how = link
    rows = tables[other]
    for area, year, row in zip(rows["area"], rows["year"], rows["row"], strict=True):
        first = place.get((*one, str(area), int(year)), NONE)
        second = place.get((*other, str(area), int(year)), NONE)
        if first == NONE:
            continue
        if how == BELOW:
            cells[first].below = (*cells[first].below, int(row))
        elif how == SAME:
            yield Margin(max(first, second), (min(first, second),))
        elif numpy.isfinite(cells[first].people):
            cells[first].zero = cells[second].zero = True
            pair = (min(first, second), max(first, second))
            yield Margin(NONE, pair, total=cells[first].people)


def _how(one: pandas.DataFrame, other: pandas.DataFrame) -> str:
    """How a series tells the count of another, by what both tell of the same areas and years."""
    count, people = one["counted"].to_numpy(float), one["denominator"].to_numpy(float)
    others, others_people = other["counted"].to_numpy(float), other["denominator"].to_numpy(float)
    if _agree(count, others):
        return SAME
    if _agree(people, others_people) and _agree(people - count, others):
        return LEFT
    return BELOW if _agree(count, others_people) else ""


def _agree(one: Floats, other: Floats) -> bool:
    """Equal wherever both are told, and not by chance: often enough, or in a large number."""
    both = ~(numpy.isnan(one) | numpy.isnan(other))
    if not both.any() or not numpy.allclose(one[both], other[both], rtol=1e-9, atol=1e-6):
        return False
    distinct = numpy.unique(one[both])
    return distinct.size >= DISTINCT or bool(distinct.max() >= LARGE)


def _of_levels(cells: Sequence[Cell], areas: pandas.DataFrame) -> Iterator[Margin]:
    """Neighbourhoods in their district; districts, or their neighbourhoods, in the province."""
    place = {cell.name: position for position, cell in enumerate(cells)}
    valued = areas[~areas["kind"].isin(UNVALUED)]
    province = str(areas.loc[areas["level"] == "province", "id"].iloc[0])
    near = valued[valued["level"] == "neighbourhood"].groupby("district")["id"].agg(list)
    districts = valued.loc[valued["level"] == "district", "id"].tolist()
    for indicator, group, year in sorted({(*cell.name[:2], cell.name[3]) for cell in cells}):
        own = {
            name[2]: at
            for name, at in place.items()
            if (*name[:2], name[3]) == (indicator, group, year)
        }
        parts = {district: near.get(district, []) for district in districts}
        for district, members in parts.items():
            yield from _margin(cells, own, district, members)
        below = [
            area
            for district, members in parts.items()
            for area in ([district] if district in own else members)
        ]
        yield from _margin(cells, own, province, below)


def _of_groups(cells: Sequence[Cell]) -> Iterator[Margin]:
    """Women and men in the total of one indicator, area and year."""
    place = {cell.name: position for position, cell in enumerate(cells)}
    for indicator, area, year in sorted({(name[0], *name[2:]) for name in place}):
        own = {
            str(group): place[indicator, group, area, year]
            for group in (Group.TOTAL, Group.WOMEN, Group.MEN)
            if (indicator, group, area, year) in place
        }
        yield from _margin(cells, own, Group.TOTAL, [Group.WOMEN, Group.MEN])


def _margin(
    cells: Sequence[Cell], own: Mapping[str, int], whole: str, parts: list[str]
) -> Iterator[Margin]:
    """The margin of ``whole``, where it and a part have a cell."""
    members = tuple(own[part] for part in parts if part in own)
    if whole not in own or not members:
        return
    rest = cells[own[whole]].people - sum(cells[member].people for member in members)
    if numpy.isnan(rest) or numpy.isinf(rest):
        rest = 0.0 if len(members) == len(parts) else numpy.inf
    yield Margin(own[whole], members, max(float(rest), 0.0))
