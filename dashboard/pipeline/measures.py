"""Making values from tables and points as `measures.toml` declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import pandas

from dashboard.catalogue import Catalogue, Group, Level
from dashboard.dataset import METHODS
from dashboard.entries import CatalogueError, read_toml
from dashboard.pipeline.points import PointFigures
from dashboard.pipeline.pooling import added_up
from dashboard.pipeline.sources import Source
from dashboard.release import UNVALUED

Figures = pandas.Series
_ORDER = list(Level)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number per area: from a table, from points, its area in km² or its residents.

    ``metres`` and ``least_density`` (residents per km²) belong to the figure ``residents_within``.
    """

    table: str = ""
    columns: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    less: Quantity | None = None
    points: str = ""
    figure: str = ""
    metres: float = 0
    least_density: float = 0

    @property
    def sources(self) -> set[str]:
        """Keys of the sources it reads."""
        own = {name for name in (self.table, self.points) if name}
        return own | (self.less.sources if self.less else set())


@dataclass(frozen=True, slots=True)
class Measure:
    """How the values of one indicator and group come about; see the head of `measures.toml`."""

    indicator: str
    group: Group
    levels: tuple[Level, ...]
    year: int
    numerator: Quantity
    denominator: Quantity | None
    scale: float
    method: str

    @property
    def sources(self) -> set[str]:
        """Keys of the sources it reads."""
        return self.numerator.sources | (self.denominator.sources if self.denominator else set())

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its numerator and, if there is one, its denominator."""
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)

    @property
    def figures(self) -> set[str]:
        """Figures of areas and points it needs."""
        return {one.figure for one in self.quantities if one.figure}


@dataclass(frozen=True, slots=True)
class Residents:
    """Which tables say who lives where, and how complete a sum of neighbourhoods must be."""

    neighbourhood: str
    district: str
    province: str
    column: str
    year: int
    least_joined_percent: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What measures are computed from, for one province.

    ``tables`` have a column ``area``; ``points`` are counted per neighbourhood.
    """

    areas: geopandas.GeoDataFrame
    sources: Mapping[str, Source]
    tables: Mapping[str, pandas.DataFrame]
    points: Mapping[str, PointFigures]
    least_joined_percent: float

    @property
    def available(self) -> set[str]:
        """Keys of the sources that were read."""
        return {*self.tables, *self.points}

    def of_level(self, level: Level) -> geopandas.GeoDataFrame:
        """The areas of a level that may have values."""
        areas = self.areas[self.areas["level"] == level]
        return areas[~areas["kind"].isin(UNVALUED)]

    def parents(self, level: Level) -> pandas.Series[str]:
        """The area of ``level`` that each neighbourhood (islets and zones too) lies in, by id."""
        rows = self.areas[self.areas["level"] == Level.NEIGHBOURHOOD]
        ids = rows["id"].tolist()
        owners = {
            Level.NEIGHBOURHOOD: ids,
            Level.DISTRICT: rows["district"].tolist(),
            Level.PROVINCE: [str(self.areas["id"].iloc[-1])] * len(ids),
        }
        return pandas.Series(owners[level], index=ids)


def load_measures(path: Path) -> tuple[Residents, list[Measure]]:
    """``measures.toml``; raises ``CatalogueError`` for a wrong entry."""
    content = read_toml(path)
    try:
        residents = Residents(**content["residents"])
    except (KeyError, TypeError) as error:
        raise CatalogueError(f"{path}: [residents]: {error}. Mend the entry.") from error
    measures = []
    for place, entry in enumerate(content.get("measure", ()), start=1):
        name = f"[[measure]] {place} ({entry.get('indicator', 'no indicator')})"
        try:
            measures.append(_measure(entry))
        except (KeyError, TypeError, ValueError) as error:
            raise CatalogueError(f"{path}: {name}: {error}. Mend the entry.") from error
    return residents, measures


def _measure(entry: Mapping[str, Any]) -> Measure:
    divided = entry.get("denominator")
    measure = Measure(
        indicator=entry["indicator"],
        group=Group(entry["group"]),
        levels=tuple(Level(level) for level in entry["levels"]),
        year=int(entry["year"]),
        numerator=_quantity(entry["numerator"]),
        denominator=_quantity(divided) if divided else None,
        scale=float(entry.get("scale", 1)),
        method=_method(entry.get("method", "measured")),
    )
    if "residents_within" in measure.figures and measure.method != "apportioned":
        raise ValueError(
            f"method {measure.method!r}: residents_within shares residents out by area; write "
            'method = "apportioned"'
        )
    return measure


def _method(word: str) -> str:
    if word not in METHODS:
        raise ValueError(f"method {word!r} is none of {', '.join(METHODS)}")
    return word


_POINT_FIGURES = ("count", "distance", "residents_without", "residents_within")
_AREA_FIGURES = ("area_km2", "residents")


def _quantity(entry: Mapping[str, Any]) -> Quantity:
    quantity = Quantity(
        table=entry.get("table", ""),
        columns=tuple(entry.get("columns", ())),
        where={name: tuple(kept) for name, kept in entry.get("where", {}).items()},
        less=_quantity(entry["less"]) if "less" in entry else None,
        points=entry.get("points", ""),
        figure=entry.get("figure", ""),
        metres=float(entry.get("metres", 0)),
        least_density=float(entry.get("least_density", 0)),
    )
    if quantity.figure == "residents_within" and not {"metres", "least_density"} <= set(entry):
        raise ValueError("residents_within needs metres and least_density (residents per km²)")
    allowed = _POINT_FIGURES if quantity.points else _AREA_FIGURES
    if not quantity.table and quantity.figure not in allowed:
        raise ValueError(f"figure {quantity.figure!r} is none of {', '.join(allowed)}")
    return quantity


def values_of(measure: Measure, ground: Ground, catalogue: Catalogue) -> pandas.DataFrame:
    """Rows of ``values.parquet`` for one measure, nothing hidden yet; areas without data have no
    row."""
    indicator = catalogue.indicators.get(measure.indicator)
    if indicator is None:
        raise CatalogueError(
            f"measures.toml: {measure.indicator!r} is not in indicators.toml. Add it there."
        )
    if indicator.withdrawn:
        raise CatalogueError(
            f"measures.toml: {measure.indicator!r} is withdrawn. Remove its measure."
        )
    tables = [_rows(measure, level, ground) for level in measure.levels]
    return pandas.concat(tables, ignore_index=True)


def _rows(measure: Measure, level: Level, ground: Ground) -> pandas.DataFrame:
    above = figures(measure.numerator, level, ground)
    rows = pandas.DataFrame({"area": ground.of_level(level)["id"].to_numpy()})
    rows = rows.assign(
        indicator=measure.indicator, group=str(measure.group), year=measure.year, level=str(level)
    )
    numerator = rows["area"].map(above).astype(float)
    rows["value"] = numerator * measure.scale
    rows["numerator"] = rows["denominator"] = float("nan")
    rows = rows.assign(flag="ok", method=measure.method)
    if measure.denominator is not None:
        below = rows["area"].map(figures(measure.denominator, level, ground)).astype(float)
        rows["value"] = (rows["value"] / below).where(below > 0)
        rows["numerator"], rows["denominator"] = numerator, below
    return rows[rows["value"].notna()]


def figures(quantity: Quantity, level: Level, ground: Ground) -> Figures[float]:
    """The quantity per area id at a level; an area without data is absent or NaN."""
    if quantity.table:
        found = _from_table(quantity, level, ground)
    elif quantity.points:
        found = _from_points(quantity, level, ground)
    else:
        column = {"area_km2": "area_km2", "residents": "population"}[quantity.figure]
        areas = ground.of_level(level)
        found = pandas.Series(
            areas[column].astype("Float64").to_numpy(dtype=float, na_value=float("nan")),
            index=areas["id"].to_numpy(),
        )
    return found - figures(quantity.less, level, ground) if quantity.less else found


def _from_table(quantity: Quantity, level: Level, ground: Ground) -> Figures[float]:
    own = ground.sources[quantity.table].level
    if _ORDER.index(own) > _ORDER.index(level):
        raise CatalogueError(
            f"measures.toml: {quantity.table} is published for the {own}; it can't be spread over "
            f"the {level}. Remove that level."
        )
    table = ground.tables[quantity.table]
    rows_per_area = 1
    for name, kept in quantity.where.items():
        table = table[table[name].isin(kept)]
        rows_per_area *= len(kept)
    row_sums = table[list(quantity.columns)].sum(axis=1, skipna=False)
    by_area = row_sums.groupby(table["area"])
    sums = by_area.sum().where(~row_sums.isna().groupby(table["area"]).any())
    if quantity.where:
        # One row of each: two of one age group must not stand in for one of each of two.
        kinds = table.drop_duplicates(["area", *quantity.where]).groupby("area").size()
        sums = sums.where((by_area.size() == rows_per_area) & (kinds == rows_per_area))
    return sums if own is level else _pooled(sums, own, level, ground)


def _pooled(sums: Figures[float], own: Level, level: Level, ground: Ground) -> Figures[float]:
    """The numbers of the parts added up for the areas of ``level``."""
    parts = ground.of_level(own)
    if level is Level.DISTRICT:
        parent = parts["district"].to_numpy()
    else:
        parent = [ground.areas["id"].iloc[-1]] * len(parts)
    numbers = pandas.Series(parts["id"].map(sums).to_numpy(dtype=float))
    return added_up(numbers, parent)


def _from_points(quantity: Quantity, level: Level, ground: Ground) -> Figures[float]:
    points = ground.points[quantity.points]
    parents = ground.parents(level)
    if quantity.figure == "count":
        return points.count.groupby(parents).sum().astype(float)
    if quantity.figure == "distance":
        own = level is Level.NEIGHBOURHOOD
        return points.distance if own else _median_distance(points, level, ground)
    residents = _residents(ground)
    if quantity.figure == "residents_without":
        counted = residents.where(points.count.reindex(residents.index) == 0, 0.0)
    else:
        # Where few people live on much land, they do not live spread over it.
        residents = residents[_density(ground) >= quantity.least_density]
        counted = residents * points.within[quantity.metres].reindex(residents.index)
    return counted.groupby(parents).sum().where(_nearly_all(residents, level, ground))


def _residents(ground: Ground) -> Figures[float]:
    """Residents of the neighbourhoods that could be joined, by id."""
    found = figures(Quantity(figure="residents"), Level.NEIGHBOURHOOD, ground)
    return found.dropna()


def _density(ground: Ground) -> Figures[float]:
    """Residents per km² of the neighbourhoods that could be joined, by id."""
    land = figures(Quantity(figure="area_km2"), Level.NEIGHBOURHOOD, ground)
    residents = _residents(ground)
    return residents / land.reindex(residents.index)


def _nearly_all(residents: Figures[float], level: Level, ground: Ground) -> Figures[bool]:
    """Whether these residents are nearly all of an area's: ``least_joined_percent`` or more."""
    published = figures(Quantity(figure="residents"), level, ground)
    known = residents.groupby(ground.parents(level)).sum() / published * 100
    return known >= ground.least_joined_percent


def _median_distance(points: PointFigures, level: Level, ground: Ground) -> Figures[float]:
    """Half of an area's residents live in neighbourhoods that are nearer, half farther (metres).

    The median weighted by residents: the least distance up to which at least half of them live.
    Where nearly all residents are joined.
    """
    residents = _residents(ground)
    rows = pandas.DataFrame(
        {
            "area": ground.parents(level).reindex(residents.index),
            "metres": points.distance.reindex(residents.index),
            "residents": residents,
        }
    ).sort_values("metres", kind="stable")
    by_area = rows.groupby("area")["residents"]
    half = rows[by_area.cumsum() >= by_area.transform("sum") / 2]
    return half.groupby("area")["metres"].first().where(_nearly_all(residents, level, ground))
