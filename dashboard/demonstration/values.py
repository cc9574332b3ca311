"""All values of one province, level by level, as the catalogue allows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

import geopandas
import numpy
import pandas

from dashboard.catalogue import Catalogue, Indicator, Level, Unit
from dashboard.demonstration.anchors import Anchors
from dashboard.demonstration.draw import drawn
from dashboard.demonstration.ground import Ground, generator
from dashboard.demonstration.known import known_values
from dashboard.demonstration.recipe import Kind, Recipe
from dashboard.demonstration.recipes import RECIPES
from dashboard.pipeline.disclosure import protected
from dashboard.pipeline.pooling import means, medians, rates

COLUMNS = (
    *("area", "indicator", "group", "year", "level"),
    *("value", "numerator", "denominator", "flag", "method"),
)
FACTORS = {Unit.PERCENT: 100, Unit.PER_100: 100, Unit.PER_1000: 1000, Unit.PER_10000: 10000}
KEYS = ("group", "year")
POOLING = {Kind.DISTANCE: medians, Kind.LEVEL: means}
_LEVELS = list(Level)
Table: TypeAlias = pandas.DataFrame


def province_values(
    areas: geopandas.GeoDataFrame, ground: Ground, anchors: Anchors, catalogue: Catalogue
) -> Table:
    """The values of one province, with the columns of ``values.parquet``.

    ``areas``: all areas of the province as ``complete_areas`` gives them.
    """
    tables: list[Table] = []
    for recipe, rows in _drawn_tables(ground, anchors):
        indicator = catalogue.indicators[recipe.key]
        tables += _by_level(rows, recipe, indicator, areas)
    for rows in known_values(areas, ground, anchors):
        known = rows[rows["value"].notna()].reset_index(drop=True)
        if len(known):
            tables.append(known.assign(flag="ok"))
    values = pandas.concat([table[list(COLUMNS)] for table in tables], ignore_index=True)
    return protected(values, areas, catalogue)


def _drawn_tables(ground: Ground, anchors: Anchors) -> list[tuple[Recipe, Table]]:
    """What the recipes give, and the indicators that follow from them."""
    tables = {
        recipe.key: (recipe, drawn(recipe, ground, anchors.centres.get(recipe.key, {})))
        for recipe in RECIPES
    }
    for key, (origin, make) in FOLLOWING.items():
        recipe, rows = tables[origin]
        tables[key] = (replace(recipe, key=key), make(rows, ground))
    return list(tables.values())


def _same(rows: Table, _: Ground) -> Table:
    return rows


def _illiterate(rows: Table, _: Ground) -> Table:
    women: Table = rows[(rows["group"] == "women") & (rows["year"] == rows["year"].max())]
    count = women["denominator"] - women["numerator"]
    return women.assign(numerator=count, value=count / women["denominator"])


def _per_resident(rows: Table, ground: Ground) -> Table:
    whole = ground.residents[rows["place"]]
    return rows.assign(denominator=whole, value=rows["numerator"] / whole)


def _without_stop(rows: Table, ground: Ground) -> Table:
    whole = ground.residents[rows["place"]]
    count = numpy.where(rows["numerator"] == 0, whole, 0.0)
    return rows.assign(numerator=count, denominator=whole, value=count / whole)


FOLLOWING: Mapping[str, tuple[str, Callable[[Table, Ground], Table]]] = {
    "employment_gap": ("women_employment_neighbourhood", _same),
    "illiterate_women_share": ("literacy_gap", _illiterate),
    "stops_per_1000_people": ("stops_per_km2", _per_resident),
    "residents_without_stop_share": ("stops_per_km2", _without_stop),
    "tertiary_parity": ("tertiary_share", _same),
}


def _by_level(
    rows: Table, recipe: Recipe, indicator: Indicator, areas: geopandas.GeoDataFrame
) -> list[Table]:
    """The rows at every level the indicator has, scaled to its unit and thinned."""
    plain = areas[areas["kind"] == "neighbourhood"]
    rows = rows.assign(
        area=plain["id"].to_numpy()[rows["place"]],
        district=plain["district"].to_numpy()[rows["place"]],
        residents=plain["population"].to_numpy(dtype=float)[rows["place"]],
        province=areas["id"].iloc[-1],
    )
    pooled = POOLING.get(recipe.kind, rates)
    districts = pooled(rows, ["district", *KEYS]).assign(province=areas["id"].iloc[-1])
    provinces = pooled(rows, ["province", *KEYS])
    holes = [f"d-{code}" for code in recipe.hole]
    levels = {
        Level.NEIGHBOURHOOD: _thinned(rows, recipe, holes),
        Level.DISTRICT: districts[~districts["district"].isin(holes)].rename(
            columns={"district": "area"}
        ),
        Level.PROVINCE: provinces.assign(area=provinces["province"]),
    }
    only_near = recipe.kind is Kind.YES_NO
    return [
        _finished(table, indicator, level)
        for level, table in levels.items()
        if _LEVELS.index(level) >= _LEVELS.index(indicator.finest_level)
        and not (only_near and level is not Level.NEIGHBOURHOOD)
    ]


def _thinned(rows: Table, recipe: Recipe, holes: list[str]) -> Table:
    """The rows without the districts and neighbourhoods whose data are missing."""
    rng = generator(0, f"missing {recipe.key}")
    left_out = rng.uniform(size=int(rows["place"].max()) + 1) < recipe.missing
    return rows[~rows["district"].isin(holes) & ~left_out[rows["place"]]]


def _finished(rows: Table, indicator: Indicator, level: Level) -> Table:
    rows = rows.assign(indicator=indicator.key, level=str(level), method="demonstration", flag="ok")
    if indicator.unit is Unit.RATIO:
        rows = parity(rows)
        rows["flag"] = numpy.where(rows["denominator"] < indicator.floor, "too_few", "ok")
        # Two rates stand behind a ratio, so it has no counts of its own.
        rows[["numerator", "denominator"]] = numpy.nan
    rows["value"] = rows["value"] * FACTORS.get(indicator.unit, 1)
    return rows


def parity(rows: Table) -> Table:
    """Women's rate ÷ men's per area and year; the denominator is the smaller of the two groups."""
    women = rows[rows["group"] == "women"].set_index(["area", "year"])
    men = rows[rows["group"] == "men"].set_index(["area", "year"]).loc[women.index]
    ratio = women["value"] / men["value"].where(men["value"] > 0)
    fewest = numpy.minimum(women["denominator"], men["denominator"])
    table: Table = women.assign(value=ratio, numerator=numpy.nan, denominator=fewest, group="total")
    kept: Table = table[ratio.notna() | (fewest == 0)]
    return kept.reset_index()
