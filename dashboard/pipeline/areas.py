"""The areas of a province: districts and the province dissolved from their neighbourhoods."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import geopandas
import numpy
import numpy.typing
import pandas
import shapely

from dashboard.places import sort_key

WGS84 = "EPSG:4326"
NEIGHBOURHOOD_KINDS = ("neighbourhood", "islet", "industrial")
COLUMNS = (
    *("id", "name", "level", "kind", "district", "lon", "lat", "area_km2"),
    *("population", "women", "neighbours"),
)


def metric(areas: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """The areas in metres: the UTM zone that holds their centre (WGS 84 / UTM).

    Within a zone lengths are off by at most 0.1 %, areas by 0.2 %.
    """
    return areas.to_crs(areas.estimate_utm_crs())


def complete_areas(
    neighbourhoods: geopandas.GeoDataFrame,
    province: tuple[str, str],
    published: Mapping[str, int] | None = None,
) -> geopandas.GeoDataFrame:
    """All areas of a province: neighbourhoods, then districts, then the province (EPSG:4326).

    ``neighbourhoods`` has the columns id, name, kind, district (id), district_name, population and
    geometry in EPSG:4326, a valid coverage, and ``women`` where they are counted. ``province`` is
    its key and name. Residents of districts and of the province are those ``published`` under their
    id, else the sum of their neighbourhoods; women are that sum where every neighbourhood with
    residents has a count. Rows are in Turkish order of district and name. Columns as in
    ``COLUMNS``, and geometry.
    """
    women = neighbourhoods.get("women", pandas.Series(pandas.NA, index=neighbourhoods.index))
    rows = neighbourhoods.assign(
        level="neighbourhood",
        population=neighbourhoods["population"].astype("Int64"),
        women=women.astype("Int64"),
    )
    order = sorted(range(len(rows)), key=lambda place: _place(rows.iloc[place]))
    rows = rows.iloc[order].reset_index(drop=True)
    districts = _districts(rows)
    areas = pandas.concat([rows, districts, _province(rows, province)], ignore_index=True)
    areas = geopandas.GeoDataFrame(areas, geometry="geometry", crs=WGS84)
    for area, residents in (published or {}).items():
        areas.loc[areas["id"] == area, "population"] = residents
    points = areas.geometry.representative_point()
    areas["lon"], areas["lat"] = points.x, points.y
    areas["area_km2"] = metric(areas).area / 1e6
    areas["neighbours"] = _neighbours(areas)
    return areas[[*COLUMNS, "geometry"]]


def _place(row: Any) -> tuple[Any, Any, str]:
    return sort_key(row["district_name"]), sort_key(row["name"]), row["id"]


def _districts(rows: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    records = [
        {
            "id": district,
            "name": members["district_name"].iloc[0],
            "level": "district",
            "kind": "district",
            "district": district,
            "population": members["population"].sum(min_count=1),
            "women": _women(members),
            "geometry": dissolve(members.geometry.values),
        }
        for district, members in rows.groupby("district", sort=False)
    ]
    return geopandas.GeoDataFrame(records, geometry="geometry", crs=WGS84)


def _province(rows: geopandas.GeoDataFrame, province: tuple[str, str]) -> geopandas.GeoDataFrame:
    record = {
        "id": province[0],
        "name": province[1],
        "level": "province",
        "kind": "province",
        "district": "",
        "population": rows["population"].sum(min_count=1),
        "women": _women(rows),
        "geometry": dissolve(rows.geometry.values),
    }
    return geopandas.GeoDataFrame([record], geometry="geometry", crs=WGS84)


def _women(members: geopandas.GeoDataFrame) -> Any:
    counted = members.loc[members["population"].notna(), "women"]
    return counted.sum() if len(counted) and counted.notna().all() else pandas.NA


def dissolve(polygons: Any) -> Any:
    """The union of polygons of a valid coverage; keeps every vertex of its outline."""
    return shapely.coverage_union_all(polygons)


def _neighbours(areas: geopandas.GeoDataFrame) -> list[str]:
    """Ids of the adjacent neighbourhoods or districts: those that share a vertex (queen).

    In a valid coverage everything that touches shares a vertex. Islets and industrial zones are
    nobody's neighbours.
    """
    adjacent: dict[str, set[str]] = {area: set() for area in areas["id"]}
    for kind in ("neighbourhood", "district"):
        of_kind = areas[areas["kind"] == kind]
        ids = of_kind["id"].tolist()
        for one, other in adjacent_pairs(of_kind.geometry.values):
            adjacent[ids[one]].add(ids[other])
            adjacent[ids[other]].add(ids[one])
    return [" ".join(sorted(adjacent[area])) for area in areas["id"]]


def adjacent_pairs(polygons: Any) -> set[tuple[int, int]]:
    """Pairs of positions of polygons that have a vertex in common."""
    points, owners = shapely.get_coordinates(polygons, return_index=True)
    _, vertex = numpy.unique(points, axis=0, return_inverse=True)
    visits = numpy.unique(numpy.column_stack([vertex.ravel(), owners]), axis=0)
    starts = numpy.flatnonzero(numpy.diff(visits[:, 0], prepend=-1))
    pairs: set[tuple[int, int]] = set()
    for group in numpy.split(visits[:, 1], starts[1:]):
        if len(group) > 1:
            pairs.update(combinations(group.tolist(), 2))
    return pairs
