"""Boundaries of neighbourhoods: read, checked and repaired to a valid coverage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy
import shapely

from dashboard.pipeline.areas import WGS84, metric
from dashboard.pipeline.read import InputError
from dashboard.pipeline.sources import Source
from dashboard.pipeline.vector import open_layer

_POLYGON_TYPES = (3, 6)
# Cleaning moves borders by millimetres; a larger change means that areas overlap.
_GREATEST_TOTAL_CHANGE = 1e-5


@dataclass(frozen=True, slots=True)
class Repairs:
    """What was repaired: names of the polygons that came invalid, and areas in km²."""

    invalid: tuple[str, ...]
    area_before: float
    area_after: float
    greatest_change_percent: float


def read_boundaries(source: Source, path: Path) -> geopandas.GeoDataFrame:
    """Polygons in EPSG:4326 with row, source_id, name, district, province, plate and perhaps code.

    Raises ``InputError`` for a file that can't be read, a missing column, a wrong CRS, a missing
    shape or an id that is given twice.
    """
    polygons = open_layer(source, path)
    renamed = {"row": range(1, len(polygons) + 1)}
    for name, column in source.columns.items():
        if column not in polygons.columns:
            raise InputError(
                path,
                f"the column is missing (there are: {', '.join(polygons.columns)})",
                "Mend 'columns' in sources.toml",
                column=column,
            )
        texts = polygons[column].map(_text)
        if name != "code" and (texts == "").any():
            row = int((texts == "").to_numpy().argmax()) + 1
            raise InputError(path, "the cell is empty", "Fill it in", row=row, column=column)
        renamed["source_id" if name == "id" else name] = texts
    table = geopandas.GeoDataFrame(renamed, geometry=polygons.geometry, crs=polygons.crs)
    _require_unique(source, path, table)
    _require_shapes(path, table)
    table = table.to_crs(WGS84)
    _require_degrees(path, table)
    return table


def _text(value: Any) -> str:
    if value is None or value != value:  # NaN is the only value that differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _require_unique(source: Source, path: Path, table: geopandas.GeoDataFrame) -> None:
    for name in ("source_id", "code"):
        if name not in table:
            continue
        given = table[table[name] != ""]
        twice = given[given[name].duplicated(keep=False)]
        if len(twice):
            first = twice[name].iloc[0]
            rows = ", ".join(str(row) for row in twice.loc[twice[name] == first, "row"])
            raise InputError(
                path,
                f"{first!r} stands there {(twice[name] == first).sum()} times",
                "Give each polygon its own id, or merge the polygons",
                row=rows,
                column=source.columns["id" if name == "source_id" else name],
            )


def _require_shapes(path: Path, table: geopandas.GeoDataFrame) -> None:
    shapes = table.geometry.values
    wrong = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    wrong |= ~numpy.isin(shapely.get_type_id(shapes), _POLYGON_TYPES)
    if wrong.any():
        raise InputError(
            path,
            "there is no polygon",
            "Draw it or remove the row",
            row=int(wrong.argmax()) + 1,
            column="geometry",
        )


def _require_degrees(path: Path, table: geopandas.GeoDataFrame) -> None:
    bounds = table.geometry.bounds.to_numpy()
    outside = (numpy.abs(bounds) > (180, 90, 180, 90)).any(axis=1) | ~numpy.isfinite(bounds).all(
        axis=1
    )
    if outside.any():
        row = int(outside.argmax())
        raise InputError(
            path,
            f"{bounds[row][0]:g}, {bounds[row][1]:g} is not a longitude and a latitude",
            "Declare the true system under 'crs' in sources.toml, for example EPSG:32635",
            row=row + 1,
            column="geometry",
        )


def repaired(path: Path, table: geopandas.GeoDataFrame) -> tuple[geopandas.GeoDataFrame, Repairs]:
    """The polygons as a valid coverage, and what it took.

    Rings are rebuilt (a hole outside its shell becomes a part), then shared borders are made
    exactly equal. Raises ``InputError`` if that changes the area: then polygons overlap.
    """
    projected = metric(table)
    drawn = projected.geometry.values
    # Rounding can heal a crossing in one system and not in the other.
    invalid = ~shapely.is_valid(table.geometry.values)
    valid = with_valid_rings(drawn, invalid)
    clean = shapely.coverage_clean(valid)
    before, after = shapely.area(valid), shapely.area(clean)
    change = numpy.abs(after - before)
    _require_area(path, table, before, after)
    repairs = Repairs(
        invalid=tuple(table.loc[invalid, "name"]),
        area_before=float(before.sum()) / 1e6,
        area_after=float(after.sum()) / 1e6,
        greatest_change_percent=float((change / before).max() * 100),
    )
    return projected.set_geometry(clean, crs=projected.crs).to_crs(WGS84), repairs


def with_valid_rings(drawn: Any, invalid: Any) -> Any:
    """The polygons with their rings rebuilt, where they are invalid or are said to be."""
    broken = invalid | ~shapely.is_valid(drawn)
    valid = drawn.copy()
    valid[broken] = shapely.make_valid(drawn[broken], method="structure", keep_collapsed=False)
    return valid


def _require_area(path: Path, table: geopandas.GeoDataFrame, before: Any, after: Any) -> None:
    change = numpy.abs(after - before)
    if (after <= 0).any() or change.sum() > _GREATEST_TOTAL_CHANGE * before.sum():
        worst = int(change.argmax())
        raise InputError(
            path,
            f"{table['name'].iloc[worst]} and its neighbours overlap: cleaning the borders would "
            f"change the areas by {change.sum():,.0f} m²",
            "Mend the overlap in a map editor",
            row=int(table["row"].iloc[worst]),
            column="geometry",
        )
