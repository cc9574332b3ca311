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
from dashboard.release import UNVALUED

WGS84 = "EPSG:4326"
NEIGHBOURHOOD_KINDS = ("neighbourhood", *UNVALUED)
COLUMNS = (
    *("id", "name", "level", "kind", "district", "lon", "lat", "area_km2"),
    *("population", "women", "neighbours", "nearest"),
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
    ``COLUMNS``, and geometry; ``nearest`` is the id of the area that one without adjacent areas was
    joined to, else empty.
    """
    women = neighbourhoods.get("women", pandas.Series(pandas.NA, index=neighbourhoods.index))
    rows = neighbourhoods.assign(
        level="neighbourhood",
        population=neighbourhoods["population"].astype("Int64"),
        women=women.astype("Int64"),
    )
    district, name = (rows[column].map(sort_key) for column in ("district_name", "name"))
    places = list(zip(district, name, rows["id"], strict=True))
    rows = rows.iloc[sorted(range(len(rows)), key=places.__getitem__)].reset_index(drop=True)
    districts = _districts(rows)
    areas = pandas.concat([rows, districts, _province(rows, province)], ignore_index=True)
    areas = geopandas.GeoDataFrame(areas, geometry="geometry", crs=WGS84)
    areas["population"] = (
        areas["id"].map(published or {}).astype("Int64").fillna(areas["population"])
    )
    points = areas.geometry.representative_point()
    areas["lon"], areas["lat"] = points.x, points.y
    projected = metric(areas)
    areas["area_km2"] = projected.area / 1e6
    areas["neighbours"], areas["nearest"] = _neighbours(areas, projected.geometry.to_numpy())
    return areas[[*COLUMNS, "geometry"]]


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


def _neighbours(areas: geopandas.GeoDataFrame, metres: Any) -> tuple[list[str], list[str]]:
    """Ids of each area's neighbours, and of the one it was joined to for want of adjacent ones.

    Neighbours are the adjacent neighbourhoods or districts: those that share a vertex (queen; in a
    valid coverage everything that touches does). One without any, such as an island, and the area
    nearest to it (border to border) are made neighbours of each other. Islets and industrial zones
    are nobody's neighbours. ``metres``: the areas' polygons in a metric projection.
    """
    adjacent: dict[str, set[str]] = {area: set() for area in areas["id"]}
    nearest = dict.fromkeys(areas["id"], "")
    for kind in ("neighbourhood", "district"):
        of_kind = (areas["kind"] == kind).to_numpy()
        ids = areas.loc[of_kind, "id"].tolist()
        pairs = adjacent_pairs(areas.geometry.to_numpy()[of_kind])
        alone = sorted(set(range(len(ids))) - {place for pair in pairs for place in pair})
        joined = _nearest(metres[of_kind], alone)
        nearest |= {ids[one]: ids[other] for one, other in joined}
        for one, other in [*pairs, *joined]:
            adjacent[ids[one]].add(ids[other])
            adjacent[ids[other]].add(ids[one])
    return [" ".join(sorted(adjacent[area])) for area in areas["id"]], list(nearest.values())


def _nearest(polygons: Any, alone: list[int]) -> list[tuple[int, int]]:
    """Positions in ``alone``, each with that of the polygon nearest to it; of equals the first."""
    tree = shapely.STRtree(polygons)
    found: list[tuple[int, int]] = []
    for one in alone:
        others = tree.query_nearest(polygons[one], exclusive=True)
        found += [(one, int(other)) for other in sorted(others)[:1]]
    return found


def joined_to_nearest(areas: geopandas.GeoDataFrame) -> list[tuple[str, str]]:
    """Ids of the areas without adjacent ones, each with that of the area it was joined to."""
    joined = areas[areas["nearest"] != ""]
    return list(zip(joined["id"], joined["nearest"], strict=True))


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
