"""The committed demonstration atlas, read once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import pandas
import pytest
import shapely

from dashboard.release import AREAS, VALUES, Release, current_release

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"


@dataclass(frozen=True)
class Demonstration:
    release: Release
    areas: pandas.DataFrame
    values: pandas.DataFrame
    shapes: dict[str, Any]

    def rows(self, indicator: str, group: str, level: str = "neighbourhood") -> pandas.DataFrame:
        """The newest year's rows of one indicator, by area."""
        rows = self.values[
            (self.values["indicator"] == indicator)
            & (self.values["group"] == group)
            & (self.values["level"] == level)
        ]
        return rows[rows["year"] == rows["year"].max()].set_index("area")


@pytest.fixture(scope="session")
def demonstration() -> Demonstration:
    release = current_release(DEMO)

    def table(name: str) -> pandas.DataFrame:
        files = [pandas.read_parquet(release.folder / key / name) for key in release.provinces]
        return pandas.concat(files, ignore_index=True)

    shapes: dict[str, Any] = {}
    for key in release.provinces:
        shapes |= _shapes(release.folder / release.geometry(key, 50))
    return Demonstration(release, table(AREAS), table(VALUES), shapes)


def _shapes(path: Path) -> dict[str, Any]:
    """Neighbourhoods of a TopoJSON file in metres or so: degrees east are shortened."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [numpy.cumsum(arc, axis=0) for arc in topology["arcs"]]
    factor = numpy.array([111_320 * numpy.cos(numpy.radians(39)), 111_320])

    def ring(numbers: list[int]) -> Any:
        pieces = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        points = numpy.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])
        return (points * scale + move) * factor

    def polygon(rings: list[list[int]]) -> Any:
        return shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]])

    return {
        one["id"]: polygon(one["arcs"])
        if one["type"] == "Polygon"
        else shapely.MultiPolygon([polygon(part) for part in one["arcs"]])
        for one in topology["objects"]["neighbourhood"]["geometries"]
    }
