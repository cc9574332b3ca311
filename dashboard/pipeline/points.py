"""Points of a service (such as stops) counted in neighbourhoods and measured from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy
import pandas
import shapely

from dashboard.pipeline.areas import WGS84
from dashboard.pipeline.read import InputError

LEAST_INSIDE = 0.5


@dataclass(frozen=True, slots=True)
class PointFigures:
    """Per neighbourhood id (islets and zones too): ``count``; ``distance`` in metres from the
    label point to the nearest point. ``outside``: points in none of the areas.
    """

    count: pandas.Series[int]
    distance: pandas.Series[float]
    outside: int


def point_figures(
    areas: geopandas.GeoDataFrame, table: pandas.DataFrame, file: Path
) -> PointFigures:
    """Figures of the points in ``table`` (lon, lat in EPSG:4326) for the neighbourhoods.

    Raises ``InputError`` for coordinates that are none, or when most points lie elsewhere.
    """
    _require_degrees(table, file)
    neighbourhoods = areas[areas["level"] == "neighbourhood"]
    ids = neighbourhoods["id"].to_numpy()
    points = shapely.points(table["lon"], table["lat"])
    tree = shapely.STRtree(neighbourhoods.geometry.values)
    which_point, which_area = tree.query(points, predicate="intersects")
    # A point on a border lies in two areas; it is counted in the first alone.
    _, first = numpy.unique(which_point, return_index=True)
    count = numpy.bincount(which_area[first], minlength=len(ids))
    outside = len(points) - len(first)
    if outside > (1 - LEAST_INSIDE) * len(points):
        raise InputError(
            file,
            f"{outside} of {len(points)} points lie outside the province",
            "Check in sources.toml that lon and lat are not exchanged",
            column="lat",
        )
    return PointFigures(pandas.Series(count, index=ids), _distance(neighbourhoods, points), outside)


def _require_degrees(table: pandas.DataFrame, file: Path) -> None:
    for name, limit in (("lon", 180), ("lat", 90)):
        wrong = (~(table[name].abs() <= limit)).to_numpy()
        if wrong.any():
            row = table.iloc[int(wrong.argmax())]
            raise InputError(
                file,
                f"{row[name]} is not in degrees",
                "Give longitude and latitude in EPSG:4326",
                row=row["row"],
                column=name,
            )


def _distance(neighbourhoods: geopandas.GeoDataFrame, points: object) -> pandas.Series[float]:
    labels = geopandas.points_from_xy(neighbourhoods["lon"], neighbourhoods["lat"])
    system = neighbourhoods.estimate_utm_crs()
    near = geopandas.GeoSeries(points, crs=WGS84).to_crs(system).values
    far = geopandas.GeoSeries(labels, crs=WGS84).to_crs(system).values
    place = shapely.STRtree(near).nearest(far)
    metres = shapely.distance(far, numpy.asarray(near)[place])
    return pandas.Series(metres, index=neighbourhoods["id"].to_numpy())
