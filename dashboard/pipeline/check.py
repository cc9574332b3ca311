"""Checking a release as a reader of its files would: `python -m dashboard check`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import brotli
import numpy
import pandas
import shapely

from dashboard.catalogue import Catalogue
from dashboard.pipeline.agreement import require_agreement
from dashboard.pipeline.write import TOLERANCES
from dashboard.release import AREAS, VALUES, Release, ReleaseError, open_release

LEVELS = ("neighbourhood", "district", "province")


def check_release(folder: Path, catalogue: Catalogue) -> list[str]:
    """Lines that say what was found in the release in ``folder``, published or not.

    Raises ``ReleaseError`` or ``DisagreementError`` for the first thing that is wrong.
    """
    release = open_release(folder)
    lines = [f"Release {release.key}: {len(release.manifest['files'])} files as written."]
    for province in release.provinces:
        folder = release.folder / province
        areas = pandas.read_parquet(folder / AREAS)
        values = pandas.read_parquet(folder / VALUES)
        require_agreement(province, areas, values, catalogue)
        lines.append(f"{province}: {len(areas)} areas, {len(values)} values agree.")
        lines += [_check_geometry(release, province, metres, areas) for metres in TOLERANCES]
    return lines


def _check_geometry(release: Release, province: str, metres: int, areas: pandas.DataFrame) -> str:
    name = release.geometry(province, metres)
    path = release.folder / name
    content = path.read_bytes()
    if gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) != content:
        raise ReleaseError(f"{path}.gz differs from it. Build the release again.")
    packed = path.with_name(f"{path.name}.br").read_bytes()
    if brotli.decompress(packed) != content:
        raise ReleaseError(f"{path}.br differs from it. Build the release again.")
    topology = json.loads(content)
    for level in LEVELS:
        ids = [one["id"] for one in topology["objects"][level]["geometries"]]
        if ids != areas.loc[areas["level"] == level, "id"].tolist():
            raise ReleaseError(f"{path}: {level} is not in the order of {AREAS}. Build it again.")
        shapes = decoded(topology, level)
        if not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
            raise ReleaseError(f"{path}: {level} is no valid coverage. Build it again.")
    return f"{name}: valid coverage, {len(content):,} bytes, {len(packed):,} as .br."


def decoded(topology: Mapping[str, Any], level: str) -> Any:
    """The polygons of one object of a TopoJSON, in steps of its grid (whole numbers)."""
    arcs = [numpy.cumsum(numpy.array(arc), axis=0) for arc in topology["arcs"]]
    shapes = []
    for geometry in topology["objects"][level]["geometries"]:
        single = geometry["type"] == "Polygon"
        parts = [geometry["arcs"]] if single else geometry["arcs"]
        polygons = [
            shapely.Polygon(*_rings([_ring(arcs, ring) for ring in part])) for part in parts
        ]
        shapes.append(polygons[0] if single else shapely.MultiPolygon(polygons))
    return numpy.array(shapes, dtype=object)


def _rings(rings: list[Any]) -> tuple[Any, list[Any]]:
    return rings[0], rings[1:]


def _ring(arcs: list[Any], numbers: list[int]) -> Any:
    pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return numpy.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
