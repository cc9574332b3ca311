"""Points of a service (such as stops): read from any file, counted in neighbourhoods, measured.

Nobody knows where in a neighbourhood people live. Distances are therefore measured from its label
point, and the share of people near a point is the share of its area that is near one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy
import pandas
import shapely

from dashboard.pipeline.api_pages import read_pages
from dashboard.pipeline.areas import WGS84
from dashboard.pipeline.read import InputError, Record, records_of, table_of
from dashboard.pipeline.shelters import is_shelter, speaks_of_shelter
from dashboard.pipeline.sources import Format, Source
from dashboard.pipeline.vector import open_layer

LEAST_INSIDE = 0.5
_QUARTER = 32  # corners of a quarter circle: its area is 0.04 % too small


@dataclass(frozen=True, slots=True)
class PointFigures:
    """Per neighbourhood id (islets and zones too): ``count``; ``distance`` in metres from the
    label point to the nearest point; ``within``: per number of metres, the share (0 to 1) of the
    area that lies so near to a point. ``outside``: points in none of the areas.
    """

    count: pandas.Series[int]
    distance: pandas.Series[float]
    within: Mapping[float, pandas.Series[float]]
    outside: int


def read_points(source: Source, path: Path) -> pandas.DataFrame:
    """Points of a file (or a folder of saved pages): ``row``, ``lon``, ``lat`` and named columns.

    Raises ``InputError`` for a file that can't be read, and for one in which a shelter stands.
    """
    if source.format is Format.VECTOR:
        records = _records_of_layer(source, path)
    elif source.format is Format.IZMIR_API:
        records = read_pages(source, path)
    else:
        records = records_of(source, path)
    _require_no_shelter(source, path, records)
    return table_of(source, path, records)


def _records_of_layer(source: Source, path: Path) -> list[Record]:
    layer = open_layer(source, path).to_crs(WGS84)
    points, owners = shapely.get_parts(layer.geometry.to_numpy(), return_index=True)
    single = numpy.bincount(owners, minlength=len(layer)) == 1
    types = numpy.isin(layer.geom_type.to_numpy(), ["Point", "MultiPoint"])
    wrong = ~(single & types)
    if wrong.any():
        raise InputError(
            path,
            "there is not one point",
            "Draw one, or remove the row",
            row=int(wrong.argmax()) + 1,
            column="geometry",
        )
    cells = layer.drop(columns="geometry").astype(object)
    cells = cells.where(cells.notna(), None).assign(lon=shapely.get_x(points))
    return list(enumerate(cells.assign(lat=shapely.get_y(points)).to_dict("records"), start=1))


def _require_no_shelter(source: Source, path: Path, records: Sequence[Record]) -> None:
    """Raise ``InputError`` without name, address or place for a record that speaks of a shelter."""
    for row, cells in records:
        reviewed = str(cells.get(source.columns.get("name", ""))).strip() in source.reviewed
        for column, cell in cells.items():
            text = "" if cell is None else str(cell)
            if is_shelter(text):
                raise InputError(
                    path,
                    "it speaks of a women's shelter, and shelters are never mapped",
                    "Remove the row, and tell its publisher",
                    row=row,
                    column=column,
                )
            if speaks_of_shelter(text) and not reviewed:
                raise InputError(
                    path,
                    "it may be a shelter, and shelters are never mapped",
                    "Remove the row; if you are certain that it is none, add its name to "
                    f"'reviewed' of [{source.key}] in sources.toml",
                    row=row,
                    column=column,
                )


def point_figures(
    areas: geopandas.GeoDataFrame, table: pandas.DataFrame, file: Path, reaches: Collection[float]
) -> PointFigures:
    """Figures of the points in ``table`` (lon, lat in EPSG:4326) for the neighbourhoods.

    ``reaches``: the numbers of metres wanted. Raises ``InputError`` for coordinates that are none
    or exchanged, or when most points lie elsewhere.
    """
    _require_degrees(table, file)
    neighbourhoods = areas[areas["level"] == "neighbourhood"]
    ids = neighbourhoods["id"].to_numpy()
    points = shapely.points(table["lon"], table["lat"])
    tree = shapely.STRtree(neighbourhoods.geometry.values)
    which_point, which_area = tree.query(points, predicate="intersects")
    # A point on a border lies in two areas; it is counted in the first alone.
    inside, first = numpy.unique(which_point, return_index=True)
    count = numpy.bincount(which_area[first], minlength=len(ids))
    elsewhere = numpy.ones(len(points), dtype=bool)
    elsewhere[inside] = False
    _require_inside(neighbourhoods, table, file, elsewhere)
    system = neighbourhoods.estimate_utm_crs()
    metric = geopandas.GeoSeries(points, crs=WGS84).to_crs(system).to_numpy()
    shapes = neighbourhoods.geometry.to_crs(system).to_numpy()
    return PointFigures(
        pandas.Series(count, index=ids),
        pandas.Series(_distance(neighbourhoods, metric, system), index=ids),
        {metres: pandas.Series(_within(shapes, metric, metres), index=ids) for metres in reaches},
        int(elsewhere.sum()),
    )


def _require_degrees(table: pandas.DataFrame, file: Path) -> None:
    nowhere = ((table["lon"] == 0) & (table["lat"] == 0)).to_numpy()
    for name, limit in (("lon", 180), ("lat", 90)):
        empty = table[name].isna().to_numpy() | nowhere
        wrong = empty | (~(table[name].abs() <= limit)).to_numpy()
        if wrong.any():
            place = int(wrong.argmax())
            row = table.iloc[place]
            raise InputError(
                file,
                "the coordinate is missing" if empty[place] else f"{row[name]} is not in degrees",
                "Write longitude and latitude in EPSG:4326, or remove the row",
                row=row["row"],
                column=name,
            )


def _require_inside(
    neighbourhoods: geopandas.GeoDataFrame, table: pandas.DataFrame, file: Path, elsewhere: Any
) -> None:
    west, south, east, north = neighbourhoods.total_bounds
    lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
    turned = elsewhere & (west <= lat) & (lat <= east) & (south <= lon) & (lon <= north)
    many = elsewhere.mean() > 1 - LEAST_INSIDE
    if not (turned.any() or many):
        return
    problem = (
        "the point lies outside the province; longitude and latitude are exchanged"
        if turned.any()
        else f"{elsewhere.sum()} of {len(table)} points lie outside the province"
    )
    raise InputError(
        file,
        problem,
        "Mend the row, or in sources.toml 'lon' and 'lat' if they are exchanged everywhere",
        row=table["row"].iloc[int((turned if turned.any() else elsewhere).argmax())],
        column="lat",
    )


def _distance(neighbourhoods: geopandas.GeoDataFrame, points: Any, system: Any) -> Any:
    """Metres from each label point to the nearest of the points (in the metric ``system``)."""
    labels = geopandas.points_from_xy(neighbourhoods["lon"], neighbourhoods["lat"], crs=WGS84)
    labels = labels.to_crs(system)
    return shapely.distance(labels, points[shapely.STRtree(points).nearest(labels)])


def _within(shapes: Any, points: Any, metres: float) -> Any:
    """Share of the area of each shape that lies within so many metres of a point.

    Only the circles near a shape are joined and cut with it, so the time grows with the number of
    pairs that are near each other.
    """
    owners, near = shapely.STRtree(points).query(shapes, predicate="dwithin", distance=metres)
    circles = shapely.buffer(points, metres, quad_segs=_QUARTER)
    shares = numpy.zeros(len(shapes))
    starts = numpy.flatnonzero(numpy.diff(owners, prepend=-1))
    for pairs in numpy.split(numpy.arange(len(owners)), starts[1:]) if len(owners) else ():
        shape = shapes[owners[pairs[0]]]
        reached = shapely.intersection(shape, shapely.union_all(circles[near[pairs]]))
        shares[owners[pairs[0]]] = min(1.0, shapely.area(reached) / shapely.area(shape))
    return shares
