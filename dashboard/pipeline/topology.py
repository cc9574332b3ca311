"""Geometry for the browser: TopoJSON in which neighbouring areas share their borders.

Every border is written once, as an arc; districts and the province are made of the arcs of their
neighbourhoods, so outlines of all levels lie exactly on each other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import geopandas
import numpy
import numpy.typing
import shapely

from dashboard.pipeline.areas import WGS84, dissolve, metric

GRID = 100_000
_WIDEST_STEP = 5e-5  # degrees, about 5 m: what is wider than 5 degrees takes more steps
# Steps of the grid, too short to move anything; at 0 GEOS can give a polygon to its neighbour.
_SNAPPING = 1e-6
Point = tuple[int, int]
Ring = list[Point]


class GeometryError(ValueError):
    """Areas that do not form a valid coverage."""


def simplified(areas: geopandas.GeoDataFrame, metres: float) -> geopandas.GeoDataFrame:
    """The areas (EPSG:4326) with borders simplified alike on both sides; a valid coverage.

    ``metres``: Visvalingam-Whyatt tolerance, the square root of the smallest triangle kept.
    """
    projected = metric(areas)
    geometry = shapely.coverage_simplify(projected.geometry.values, metres)
    if not (shapely.coverage_is_valid(geometry) and shapely.is_valid(geometry).all()):
        raise GeometryError(f"Simplifying at {metres} m broke the coverage. Clean it first.")
    return projected.set_geometry(geometry, crs=projected.crs).to_crs(WGS84)


def topojson(areas: geopandas.GeoDataFrame, metres: float) -> bytes:
    """The TopoJSON of a province, simplified at ``metres``, as UTF-8 bytes.

    ``areas`` are all areas of the province (EPSG:4326); the neighbourhoods must form a valid
    coverage. Coordinates are rounded to a grid of 100,000 steps per side of the province, or
    more where a step would be wider than 0.00005 degrees. Raises ``GeometryError``.
    """
    neighbourhoods = areas[areas["level"] == "neighbourhood"]
    geometry = simplified(neighbourhoods, metres).geometry.values
    low, step = _grid(geometry)
    cells = quantised(geometry, low, step)
    _require_kept(neighbourhoods, cells)
    layers = {
        level: _layer(areas, level, neighbourhoods, cells)
        for level in ("neighbourhood", "district", "province")
    }
    rings = [
        ring for _, shapes in layers.values() for shape in shapes for part in shape for ring in part
    ]
    arcs = _Arcs(_junctions(rings))
    objects = {
        level: {
            "type": "GeometryCollection",
            "geometries": [
                _feature(row, [[arcs.of_ring(ring) for ring in part] for part in shape])
                for row, shape in zip(rows, shapes, strict=True)
            ],
        }
        for level, (rows, shapes) in layers.items()
    }
    topology = {
        "type": "Topology",
        "transform": {"scale": step.tolist(), "translate": low.tolist()},
        "objects": objects,
        "arcs": [_deltas(arc) for arc in arcs.arcs],
    }
    return json.dumps(topology, ensure_ascii=False, separators=(",", ":")).encode()


def _grid(geometry: Any) -> tuple[Any, Any]:
    bounds = shapely.total_bounds(geometry)
    low = numpy.round(bounds[:2], 6)
    step = numpy.ceil((bounds[2:] - low) / (GRID - 1) * 1e9) / 1e9
    return low, numpy.minimum(step, _WIDEST_STEP)


def quantised(geometry: Any, low: Any, step: Any) -> Any:
    """The polygons in whole steps of the grid, still a valid coverage.

    Rounding can make a thin part cross itself; such polygons are repaired and the coverage is
    cleaned until it holds. Raises ``GeometryError`` if it never does.
    """
    cells = shapely.transform(geometry, lambda points: numpy.rint((points - low) / step))
    for _ in range(5):
        invalid = ~shapely.is_valid(cells)
        cells[invalid] = _polygons(shapely.make_valid(cells[invalid], method="structure"))
        if not invalid.any() and shapely.coverage_is_valid(cells):
            return shapely.remove_repeated_points(cells, 0)
        cleaned = shapely.coverage_clean(cells, snapping_distance=_SNAPPING)
        cells = shapely.transform(cleaned, numpy.rint)
    raise GeometryError("Rounding the coordinates broke the coverage. Clean the boundaries first.")


def _require_kept(neighbourhoods: geopandas.GeoDataFrame, cells: Any) -> None:
    lost = neighbourhoods.loc[shapely.area(cells) == 0, "name"]
    if len(lost):
        raise GeometryError(
            f"Rounding the coordinates lost {lost.iloc[0]} ({len(lost)} areas in all). Merge it "
            "with its neighbour in the boundaries."
        )


def _polygons(geometry: Any) -> Any:
    """What is polygon of each geometry; an empty polygon where nothing is."""
    parts, owners = shapely.get_parts(geometry, return_index=True)
    keep = numpy.isin(shapely.get_type_id(parts), (3, 6))
    parts, owners = parts[keep], owners[keep]
    found = [shapely.union_all(parts[owners == owner]) for owner in range(len(geometry))]
    return numpy.array([shapely.Polygon() if one.is_empty else one for one in found], dtype=object)


Layer = tuple[list[dict[str, str]], list[list[list[Ring]]]]


def _layer(
    areas: geopandas.GeoDataFrame, level: str, neighbourhoods: geopandas.GeoDataFrame, cells: Any
) -> Layer:
    of_level = areas[areas["level"] == level]
    rows = of_level[["id", "name", "district", "kind"]].to_dict("records")
    if level == "neighbourhood":
        shapes = list(cells)
    elif level == "district":
        owner = neighbourhoods["district"].to_numpy()
        shapes = [dissolve(cells[owner == row["id"]]) for row in rows]
    else:
        shapes = [dissolve(cells)]
    return rows, [_parts(shape) for shape in shapes]


def _parts(shape: Any) -> list[list[Ring]]:
    """Rings of each part of a (multi)polygon, the outer one first, without the closing point."""
    return [
        [_ring(part.exterior), *(_ring(hole) for hole in part.interiors)]
        for part in shapely.get_parts(shapely.normalize(shape))
    ]


def _ring(line: Any) -> Ring:
    points = shapely.get_coordinates(line).astype(int).tolist()
    return [(x, y) for x, y in points[:-1]]


def _junctions(rings: Iterable[Ring]) -> set[Point]:
    """Points where borders meet: those whose two neighbours are not the same in every ring."""
    around: dict[Point, tuple[Point, Point]] = {}
    junctions: set[Point] = set()
    for ring in rings:
        for before, point, after in zip(
            [ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True
        ):
            pair = (before, after) if before < after else (after, before)
            if around.setdefault(point, pair) != pair:
                junctions.add(point)
    return junctions


class _Arcs:
    """The arcs met so far, each stored once, in the order of their first use."""

    def __init__(self, junctions: set[Point]) -> None:
        self.arcs: list[Ring] = []
        self._junctions = junctions
        self._places: dict[tuple[Point, ...], int] = {}

    def of_ring(self, ring: Ring) -> list[int]:
        """Numbers of the arcs of a ring; a reversed arc is ``~number``, as TopoJSON says."""
        cuts = [place for place, point in enumerate(ring) if point in self._junctions]
        if not cuts:
            start = ring.index(min(ring))
            turned = [*ring[start:], *ring[:start], ring[start]]
            return [self._number(turned)]
        turned = [*ring[cuts[0] :], *ring[: cuts[0] + 1]]
        ends = [cut - cuts[0] for cut in cuts[1:]] + [len(ring)]
        starts = [0, *ends[:-1]]
        return [
            self._number(turned[start : end + 1]) for start, end in zip(starts, ends, strict=True)
        ]

    def _number(self, arc: Ring) -> int:
        forward, backward = tuple(arc), tuple(reversed(arc))
        if backward in self._places and forward != backward:
            return ~self._places[backward]
        if forward not in self._places:
            self._places[forward] = len(self.arcs)
            self.arcs.append(arc)
        return self._places[forward]


def _feature(row: dict[str, str], parts: list[list[list[int]]]) -> dict[str, Any]:
    single = len(parts) == 1
    return {
        "type": "Polygon" if single else "MultiPolygon",
        "id": row["id"],
        "properties": row,
        "arcs": parts[0] if single else parts,
    }


def _deltas(arc: Sequence[Point]) -> list[list[int]]:
    steps = [[after[0] - before[0], after[1] - before[1]] for before, after in pairwise(arc)]
    return [list(arc[0]), *steps]
