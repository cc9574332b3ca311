"""Outlines of the areas of a release, for pictures and files: TopoJSON in, points out.

The browser decodes the same files (``assets/js/2_topology.js``).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.catalogue import Level
from dashboard.release import Release

DECIMALS = 6  # of degrees in what is written to files: 0.1 m
Points = np.ndarray  # shape (n, 2): x to the east, y to the north, in degrees of longitude
Part = tuple[Points, ...]  # rings, the outer one first


@dataclass(frozen=True, slots=True)
class Outline:
    """One area: its id and the rings of its parts, each ring closed."""

    area: str
    parts: tuple[Part, ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north; zeros where the area has no shape."""
        if not self.parts:
            return 0.0, 0.0, 0.0, 0.0
        outer = np.concatenate([part[0] for part in self.parts])
        west, south = outer.min(axis=0)
        east, north = outer.max(axis=0)
        return float(west), float(south), float(east), float(north)


Layers = dict[Level, tuple[Outline, ...]]


def projected(points: Any) -> Points:
    """Longitude and latitude (EPSG:4326) in Mercator's projection, as the map on the screen.

    The scale is that of longitude: one unit is one degree on the equator.
    """
    degrees = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    north = np.degrees(np.arctanh(np.sin(np.radians(degrees[:, 1]))))
    return np.column_stack((degrees[:, 0], north))


def geographic(points: Points) -> Points:
    """Projected points in longitude and latitude (EPSG:4326): the inverse of ``projected``."""
    return np.column_stack((points[:, 0], np.degrees(np.arcsin(np.tanh(np.radians(points[:, 1]))))))


def outlines(release: Release, provinces: Iterable[str], metres: int) -> Layers:
    """Areas of the provinces per level, in the order of the dataset's areas.

    ``metres``: one of the tolerances that the release holds.
    """
    read = [_read(release.folder / release.geometry(one, metres)) for one in provinces]
    return {level: tuple(one for layers in read for one in layers[level]) for level in Level}


@lru_cache(maxsize=8)
def _read(path: Path) -> Layers:
    """All layers of a file; its name holds a hash of its content, so it never gets old."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    transform = topology["transform"]
    arcs = [
        projected(np.cumsum(arc, axis=0) * transform["scale"] + transform["translate"])
        for arc in topology["arcs"]
    ]
    return {
        level: tuple(_outline(one, arcs) for one in topology["objects"][level]["geometries"])
        for level in Level
    }


def _outline(geometry: dict[str, Any], arcs: Sequence[Points]) -> Outline:
    parts = geometry.get("arcs", [])
    if geometry["type"] == "Polygon":
        parts = [parts]
    return Outline(
        str(geometry["properties"]["id"]),
        tuple(tuple(_ring(ring, arcs) for ring in part) for part in parts),
    )


def _ring(indices: Sequence[int], arcs: Sequence[Points]) -> Points:
    """The arcs of a ring one after the other; ``~i`` is the arc i from its end."""
    pieces = [arcs[one] if one >= 0 else arcs[~one][::-1] for one in indices]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def polygons(outline: Outline) -> list[list[Points]]:
    """Parts of rings in longitude and latitude, rounded, closed: the outer one against the clock,
    holes with it (RFC 7946)."""
    return [
        [_turned(ring, outer=place == 0) for place, ring in enumerate(part)]
        for part in outline.parts
    ]


def _turned(points: Points, outer: bool) -> Points:
    degrees = np.round(geographic(points), DECIMALS)
    x, y = degrees[:, 0] - degrees[0, 0], degrees[:, 1] - degrees[0, 1]
    against_clock = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) > 0
    return degrees if against_clock == outer else degrees[::-1]


def geojson(outline: Outline) -> dict[str, Any] | None:
    """A polygon or several in GeoJSON; ``None`` where the area has no shape."""
    parts = [[ring.tolist() for ring in part] for part in polygons(outline)]
    if not parts:
        return None
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def well_known(outline: Outline) -> bytes:
    """A multipolygon as well-known binary (OGC 06-103r4), little-endian."""
    parts = polygons(outline)
    written = [struct.pack("<BII", 1, 6, len(parts))]
    for part in parts:
        written.append(struct.pack("<BII", 1, 3, len(part)))
        for ring in part:
            written += [struct.pack("<I", len(ring)), ring.astype("<f8").tobytes()]
    return b"".join(written)
