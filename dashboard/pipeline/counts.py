"""Guarded counts of people, and the sums that tie them to each other.

A count is guarded where its indicator is sensitive or about violence, or follows from one that is.
The same count may be told by several series (an indicator for a group): as the numerator, as what
the numerator leaves of the denominator, or as the denominator. All of these are one cell here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy
import numpy.typing
import pandas

from dashboard.catalogue import Catalogue, Group, Sensitivity, Unit

LEAST: Mapping[Sensitivity, int] = {Sensitivity.SENSITIVE: 5, Sensitivity.VIOLENCE: 10}
DISTINCT, LARGE = 3, 1000
OF_PEOPLE = (Unit.PERCENT, Unit.PER_100, Unit.PER_1000, Unit.PER_10000)
Floats = numpy.typing.NDArray[numpy.float64]
Marks = numpy.typing.NDArray[numpy.bool_]
SeriesKey: TypeAlias = tuple[str, str]
Name: TypeAlias = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True, order=True)
class Margin:
    """``members`` add up to ``whole`` (positions of cells); at most ``rest`` people are counted in
    areas or groups that have no cell."""

    whole: int
    members: tuple[int, ...]
    rest: float

    @property
    def cells(self) -> tuple[int, ...]:
        """Members and whole."""
        return (*self.members, self.whole)


@dataclass(slots=True)
class Cell:
    """One count. ``people`` (the denominator) is infinite where it is unknown or counts no people.

    ``least``: the smallest count that may be shown. ``share``: the counted are a part of the
    people. ``told``: a row shows it. ``few``: withheld for want of people alone. ``rows``:
    positions of the rows that have it as their numerator, ``below`` as their denominator.
    """

    name: Name
    least: int
    share: bool
    count: float = numpy.nan
    people: float = numpy.inf
    told: bool = False
    few: bool = True
    rows: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)

    @property
    def small(self) -> bool:
        """Whether it points at people: 1 to ``least`` − 1, or all of a share's people but fewer
        than ``least``."""
        left = self.people - self.count if self.share else numpy.inf
        return self.count > 0 and (self.count < self.least or left < self.least)

    def take(self, row: Any, how: str) -> None:
        """Add what one row tells of the count."""
        if how == "below":
            self.below.append(int(row.row))
            count, told = row.denominator, not numpy.isnan(row.denominator)
        else:
            self.rows.append(int(row.row))
            count = row.counted if how == "same" else row.denominator - row.counted
            told = row.flag == "ok"
            self.few &= row.flag == "too_few"
        self.told |= told
        self.count = count if numpy.isnan(self.count) else self.count


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
    cells: dict[Name, Cell] = {}
    roots = [key for key in tables if key[0] in guarded and _counts(tables[key], key[0], catalogue)]
    roots.sort(key=lambda key: (-guarded[key[0]], key))
    for key, linked in _links(tables, roots).items():
        unit = catalogue.indicators[key[0]].unit
        for other, how in linked:
            rows: Any = tables[other].sort_values(["year", "area"]).itertuples()
            for row in rows:
                name = (*key, str(row.area), int(row.year))
                cell = cells.setdefault(name, Cell(name, guarded[key[0]], unit is Unit.PERCENT))
                cell.take(row, how)
                if other == key and unit in OF_PEOPLE and not numpy.isnan(row.denominator):
                    cell.people = row.denominator
    ordered = tuple(cells[name] for name in sorted(cells))
    margins = {*_of_levels(ordered, areas), *_of_groups(ordered)}
    return Counts(ordered, tuple(sorted(margins)))


def _counts(rows: pandas.DataFrame, key: str, catalogue: Catalogue) -> bool:
    """Whether a series counts people, even where all of its counts are hidden; a ratio doesn't."""
    in_persons = catalogue.indicators[key].unit is Unit.PERSONS
    return in_persons or bool(rows[["counted", "denominator"]].notna().to_numpy().any())


def _links(
    tables: Mapping[SeriesKey, pandas.DataFrame], roots: list[SeriesKey]
) -> dict[SeriesKey, list[tuple[SeriesKey, str]]]:
    """Per guarded count the series that tell it: ``same``, ``left`` or ``below``."""
    told = {key: rows.set_index(["area", "year"]) for key, rows in tables.items()}
    spots = pandas.concat([rows[["row"]] for rows in told.values()]).index.unique()
    told = {key: rows.reindex(spots) for key, rows in told.items()}
    links: dict[SeriesKey, list[tuple[SeriesKey, str]]] = {}
    taken: set[SeriesKey] = set()
    for key in roots:
        if key in taken:
            continue
        taken.add(key)
        links[key] = [(key, "same")]
        for other in sorted(set(tables) - taken):
            how = _how(told[key], told[other])
            if how:
                links[key].append((other, how))
            if how in ("same", "left"):
                taken.add(other)
    return links


def _how(one: pandas.DataFrame, other: pandas.DataFrame) -> str:
    """How a series tells the count of another, by what both tell of the same areas and years."""
    count, people = one["counted"].to_numpy(float), one["denominator"].to_numpy(float)
    others, others_people = other["counted"].to_numpy(float), other["denominator"].to_numpy(float)
    if _agree(count, others):
        return "same"
    if _agree(people, others_people) and _agree(people - count, others):
        return "left"
    return "below" if _agree(count, others_people) else ""


def _agree(one: Floats, other: Floats) -> bool:
    """Equal wherever both are told, and not by chance: often enough, or in a large number."""
    both = ~(numpy.isnan(one) | numpy.isnan(other))
    if not both.any() or not numpy.allclose(one[both], other[both], rtol=1e-9, atol=1e-6):
        return False
    distinct = numpy.unique(one[both])
    return distinct.size >= DISTINCT or bool(distinct.max() >= LARGE)


def _of_levels(cells: tuple[Cell, ...], areas: pandas.DataFrame) -> Iterator[Margin]:
    """Neighbourhoods in their district; districts, or their neighbourhoods, in the province."""
    place = {cell.name: position for position, cell in enumerate(cells)}
    valued = areas[~areas["kind"].isin(["islet", "industrial"])]
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


def _of_groups(cells: tuple[Cell, ...]) -> Iterator[Margin]:
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
    cells: tuple[Cell, ...], own: Mapping[str, int], whole: str, parts: list[str]
) -> Iterator[Margin]:
    """The margin of ``whole``, where it and a part have a cell."""
    members = tuple(own[part] for part in parts if part in own)
    if whole not in own or not members:
        return
    rest = cells[own[whole]].people - sum(cells[member].people for member in members)
    if numpy.isnan(rest) or numpy.isinf(rest):
        rest = 0.0 if len(members) == len(parts) else numpy.inf
    yield Margin(own[whole], members, max(float(rest), 0.0))
