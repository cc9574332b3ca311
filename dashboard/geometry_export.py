"""The boundaries of a release as GeoJSON and GeoPackage, where they may be passed on."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Mapping
from typing import Any

from dashboard.catalogue import Level
from dashboard.data_export import notes
from dashboard.dataset import Dataset
from dashboard.export import demonstration_prefix, release_notes
from dashboard.geometry import Outline, geojson, outlines, well_known
from dashboard.release import Release
from dashboard.wording import text

METRES = 20  # tolerance: the finest that a release holds
PROPERTIES = ("id", "name", "level", "kind", "district", "province", "area_km2")
WGS84 = 4326
_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AUTHORITY["EPSG","4326"]]'
)
# The tables that the standard asks for (OGC 12-128r19, GeoPackage 1.4), and nothing more.
_TABLES = """
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10400;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
  description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL,
  identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL,
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT PRIMARY KEY REFERENCES gpkg_contents(table_name), column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id), z TINYINT NOT NULL,
  m TINYINT NOT NULL);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined cartesian', -1, 'NONE', -1, 'undefined', ''),
  ('Undefined geographic', 0, 'NONE', 0, 'undefined', '');
"""
_UNCHANGED = "2000-01-01T00:00:00.000Z"  # no time of writing: the same release gives the same bytes


def offered(release: Release) -> bool:
    """Whether the boundaries may be passed on: schematic ones of a demonstration, or such as every
    source of which says ``redistributable`` in the manifest."""
    said = [one["redistributable"] for one in boundary_sources(release)]
    return release.demonstration or (bool(said) and all(said))


def boundary_sources(release: Release) -> list[Mapping[str, Any]]:
    """The sources of which the manifest says whether they may be passed on."""
    return [one for one in release.manifest["sources"].values() if "redistributable" in one]


def areas_geojson(dataset: Dataset, level: Level, language: str, address: str = "") -> bytes:
    """A FeatureCollection (RFC 7946) of the areas of a level: longitude and latitude in WGS 84."""
    collection: dict[str, Any] = {"type": "FeatureCollection", "release": dataset.release.key}
    if dataset.release.demonstration:
        collection["demonstration"] = release_notes(dataset, language)[0]
    collection["notes"] = notes(dataset, language, address)
    collection["features"] = [
        {"type": "Feature", "id": one["id"], "geometry": geojson(shape), "properties": one}
        for shape, one in _features(dataset, level)
    ]
    written = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.encode()


def _features(dataset: Dataset, level: Level) -> list[tuple[Outline, dict[str, Any]]]:
    areas = dataset.areas(level)
    shapes = outlines(dataset.release, dataset.release.provinces, METRES)[level]
    rows = zip(*(areas[one].tolist() for one in PROPERTIES), strict=True)
    return [
        (shape, dict(zip(PROPERTIES, row, strict=True)))
        for shape, row in zip(shapes, rows, strict=True)
    ]


def areas_geopackage(dataset: Dataset, language: str, address: str = "") -> bytes:
    """A GeoPackage with a layer of multipolygons per level, in WGS 84; the notes are the
    description of each layer."""
    said = "\n".join(notes(dataset, language, address))
    start = demonstration_prefix(dataset, "en")
    with sqlite3.connect(":memory:") as database:
        database.executescript(_TABLES)
        database.execute(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
            ("WGS 84", WGS84, "EPSG", WGS84, _WKT, ""),
        )
        for level in Level:
            _layer(database, dataset, level, said, start)
        database.commit()
        return database.serialize()


def _layer(
    database: sqlite3.Connection, dataset: Dataset, level: Level, said: str, start: str
) -> None:
    table = str(level)
    types = ("TEXT",) * (len(PROPERTIES) - 1) + ("DOUBLE",)
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(PROPERTIES, types, strict=True))
    key = "fid INTEGER PRIMARY KEY AUTOINCREMENT"
    database.execute(f"CREATE TABLE {table} ({key}, geom MULTIPOLYGON, {columns})")
    features = _features(dataset, level)
    bounds = [shape.bounds for shape, _ in features if shape.parts]
    low_x, low_y, high_x, high_y = (
        pick(one[place] for one in bounds) for place, pick in enumerate((min, min, max, max))
    )
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
        (table, f"{start}{table}", said, _UNCHANGED, low_x, low_y, high_x, high_y, WGS84),
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', ?, 0, 0)",
        (table, WGS84),
    )
    marks = ", ".join("?" * len(PROPERTIES))
    database.executemany(
        f"INSERT INTO {table} (geom, {', '.join(PROPERTIES)}) VALUES (?, {marks})",
        ((_blob(shape), *properties.values()) for shape, properties in features),
    )


def _blob(shape: Outline) -> bytes:
    """The binary of the standard: head without envelope, then well-known binary."""
    empty = 0 if shape.parts else 0b10000
    return struct.pack("<2sBBi", b"GP", 0, 1 | empty, WGS84) + well_known(shape)


def withheld(dataset: Dataset, language: str) -> str:
    """Why the boundaries are not offered."""
    titles = [
        str(one["licence"][language] if isinstance(one["licence"], Mapping) else one["licence"])
        for one in boundary_sources(dataset.release)
    ]
    unknown = text("data.files.terms_unknown", language)
    return text("data.files.geometry_withheld", language, source="; ".join(titles) or unknown)
