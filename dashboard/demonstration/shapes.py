"""The areas of the demonstration: schematic neighbourhoods that fill real districts exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas
import numpy
import pandas
import pyproj
import shapely

from dashboard.demonstration.cells import schematic_cells
from dashboard.demonstration.wheels import METRES, Country

SEED = 20231231
WGS84 = "EPSG:4326"
INSIDE_METRES = 500
FAR_FROM_WATER_METRES = 1000
SNAPPING_METRES = 0.01


def schematic_neighbourhoods(
    country: Country, towns: Mapping[int, tuple[float, float]]
) -> geopandas.GeoDataFrame:
    """Columns id, name, kind, district, district_name, population, plate; a valid coverage.

    ``towns``: longitude and latitude of the town per code of district; a district without one
    gets the place nearest to another district's town. Geometry in EPSG:4326.
    """
    centres = _centres(country.districts, towns)
    rows = [
        _of_district(district, centres[district.code], country.neighbourhoods)
        for district in country.districts.itertuples(index=False)
    ]
    frame = pandas.concat(rows, ignore_index=True)
    cells = frame["geometry"].to_numpy(dtype=object)
    frame["geometry"] = shapely.coverage_clean(cells, snapping_distance=SNAPPING_METRES)
    return geopandas.GeoDataFrame(frame, geometry="geometry", crs=METRES).to_crs(WGS84)


def _of_district(
    district: Any, centre: tuple[float, float], everyone: pandas.DataFrame
) -> pandas.DataFrame:
    members = everyone[everyone["district"] == district.code]
    residents = members["population"].to_numpy(dtype=float)
    rng = numpy.random.default_rng([SEED, district.code])
    return pandas.DataFrame(
        {
            "id": members["code"].astype(str),
            "name": members["name"],
            "kind": "neighbourhood",
            "district": f"d-{district.code}",
            "district_name": district.name,
            "population": members["population"],
            "plate": district.plate,
            "geometry": schematic_cells(district.geometry, centre, residents, rng),
        }
    )


def _centres(
    districts: geopandas.GeoDataFrame, towns: Mapping[int, tuple[float, float]]
) -> dict[int, tuple[float, float]]:
    """Where each district's town is, in metres and inside the district."""
    project = pyproj.Transformer.from_crs(WGS84, METRES, always_xy=True).transform
    known = {code: shapely.Point(project(*town)) for code, town in towns.items()}
    found: dict[int, tuple[float, float]] = {}
    for code, polygon in zip(districts["code"], districts.geometry, strict=True):
        others = [point for other, point in known.items() if other != code]
        if code in known:
            centre = _inside(polygon, known[code], INSIDE_METRES)
        else:
            nearest = min(others, key=lambda point: shapely.distance(point, polygon))
            centre = _inside(polygon, nearest, FAR_FROM_WATER_METRES)
        found[code] = (centre.x, centre.y)
    return found


def _inside(polygon: Any, point: Any, metres: float) -> Any:
    """The place nearest to ``point`` that lies ``metres`` within the polygon, as far as it can."""
    inner = shapely.buffer(polygon, -metres)
    if shapely.is_empty(inner):
        return shapely.point_on_surface(polygon)
    return shapely.get_point(shapely.shortest_line(inner, point), 0)
