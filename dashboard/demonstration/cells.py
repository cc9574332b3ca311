"""Schematic neighbourhoods: small cells in the town, wide ones in the country, inside a district.

Nothing here follows a real neighbourhood boundary. The rule: points are spread over the district,
denser towards its town; weighted k-means gathers them into as many groups as the district has
neighbourhoods; the groups' centres are the seeds of Voronoi cells, which are clipped to the
district. Most people then get the smallest cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
import numpy.typing
import shapely
from scipy.spatial import cKDTree

Numbers = numpy.typing.NDArray[numpy.float64]
Places = numpy.typing.NDArray[numpy.intp]

TOWN_RESIDENTS = 2500
TOWN_PEOPLE_PER_KM2 = 8000.0
WIDEST_TOWN = 0.8
WIDENING = 0.5
ROUNDS = 30
ORDER_NOISE = 0.25


@dataclass(frozen=True, slots=True)
class Town:
    """The wished area of a cell (m²) by its distance from the town's centre (m)."""

    centre: tuple[float, float]
    radius: float
    inner: float
    outer: float

    def cell_area(self, points: Numbers) -> Numbers:
        """Wished area of the cells at these points, m².

        Beyond the town the cells' width grows by half a metre per metre, so that none becomes a
        wedge that points at the town.
        """
        distance = numpy.hypot(*(points - numpy.array(self.centre)).T)
        inside = self.inner * (0.7 + 0.5 * numpy.minimum(distance / self.radius, 1.0))
        beyond = numpy.maximum(distance - self.radius, 0.0)
        widening = (numpy.sqrt(inside) + WIDENING * beyond) ** 2
        return numpy.asarray(numpy.minimum(widening, numpy.maximum(self.outer, inside)))


def schematic_cells(
    district: Any, centre: tuple[float, float], residents: Numbers, rng: numpy.random.Generator
) -> list[Any]:
    """One polygon (metres) per neighbourhood, in the order of ``residents``.

    ``district`` is a (multi)polygon in metres, ``centre`` its town. Islands too small for a cell
    of their own belong to the nearest one.
    """
    town = town_of(district, centre, residents)
    points, weights, chances = _points(district, town, len(residents), rng)
    first = rng.choice(len(points), len(residents), replace=False, p=chances)
    seeds = gathered(points, weights, points[first])
    cells = clipped(district, seeds)
    return [cells[place] for place in order_of_people(shapely.area(cells), residents, rng)]


def town_of(district: Any, centre: tuple[float, float], residents: Numbers) -> Town:
    """The town of a district: as wide as its large neighbourhoods need at 8,000 people per km²."""
    area = shapely.area(district)
    large = residents >= min(TOWN_RESIDENTS, numpy.quantile(residents, 0.9))
    wide = min(float(residents[large].sum()) / TOWN_PEOPLE_PER_KM2 * 1e6, WIDEST_TOWN * area)
    inner = wide / large.sum()
    outer = max((area - wide) / max((~large).sum(), 1), inner * 1.2)
    return Town(centre, _radius(district, centre, wide), inner, outer)


def _radius(district: Any, centre: tuple[float, float], wide: float) -> float:
    """Radius (m) of the disc around the centre whose part inside the district is ``wide`` m²."""
    low, high = 0.0, 2.0 * float(numpy.sqrt(shapely.area(district)))
    for _ in range(25):
        middle = (low + high) / 2
        covered = shapely.area(
            shapely.intersection(shapely.buffer(shapely.points(centre), middle), district)
        )
        low, high = (middle, high) if covered < wide else (low, middle)
    return high


def _points(
    district: Any, town: Town, cells: int, rng: numpy.random.Generator
) -> tuple[Numbers, Numbers, Numbers]:
    """Points in the district, their weights for k-means and their chances of being a first seed."""
    disc = shapely.intersection(
        shapely.buffer(shapely.points(town.centre), town.radius * 3), district
    )
    count = max(5000, 100 * cells)
    points = numpy.vstack([_scattered(district, count, rng), _scattered(disc, count, rng)])
    inside = shapely.contains_xy(disc, points)
    offered = 1 / shapely.area(district) + inside / shapely.area(disc)
    wished = town.cell_area(points)
    # Cells of k-means follow the square root of the density of its points.
    weights = 1 / wished**2 / offered
    chances = 1 / wished / offered
    return points, weights / weights.mean(), chances / chances.sum()


def _scattered(polygon: Any, count: int, rng: numpy.random.Generator) -> Numbers:
    low_x, low_y, high_x, high_y = shapely.bounds(polygon)
    shapely.prepare(polygon)
    found: list[Numbers] = []
    while sum(map(len, found)) < count:
        points = rng.uniform((low_x, low_y), (high_x, high_y), (count, 2))
        found.append(points[shapely.contains_xy(polygon, points)])
    return numpy.vstack(found)[:count]


def gathered(points: Numbers, weights: Numbers, seeds: Numbers) -> Numbers:
    """The seeds after weighted k-means (Lloyd's rounds)."""
    for _ in range(ROUNDS):
        nearest = cKDTree(seeds).query(points)[1]
        mass = numpy.bincount(nearest, weights, len(seeds))
        moved = numpy.column_stack(
            [numpy.bincount(nearest, weights * axis, len(seeds)) for axis in points.T]
        )
        seeds = numpy.where(mass[:, None] > 0, moved / numpy.maximum(mass, 1e-300)[:, None], seeds)
    return seeds


def clipped(district: Any, seeds: Numbers) -> Any:
    """Voronoi cells of the seeds inside the district, each in one piece but for islands."""
    parts = shapely.get_parts(district)
    home = _home(parts, seeds)
    cells = numpy.empty(len(seeds), dtype=object)
    for place in numpy.unique(home):
        own = numpy.flatnonzero(home == place)
        cells[own] = _in_one_piece(parts[place], seeds[own])
    for place in set(range(len(parts))) - set(home.tolist()):
        nearest = int(numpy.argmin(shapely.distance(cells, parts[place])))
        cells[nearest] = shapely.union(cells[nearest], parts[place])
    return cells


def _home(parts: Any, seeds: Numbers) -> Places:
    """The part of the district that holds each seed, else the nearest."""
    distances = shapely.distance(parts[None, :], shapely.points(seeds)[:, None])
    return numpy.asarray(numpy.argmin(distances, axis=1))


def _in_one_piece(part: Any, seeds: Numbers) -> Any:
    """The cells of one part; a piece cut off from its cell goes to the one it borders longest."""
    if len(seeds) == 1:
        return numpy.array([part], dtype=object)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=part, ordered=True)
    )
    pieces, owners = shapely.get_parts(shapely.intersection(cells, part), return_index=True)
    polygonal = shapely.get_type_id(pieces) == 3
    pieces, owners = pieces[polygonal], owners[polygonal]
    main = numpy.array(
        [
            max(numpy.flatnonzero(owners == one), key=lambda p: shapely.area(pieces[p]))
            for one in range(len(seeds))
        ]
    )
    gathered_pieces: list[list[Any]] = [[pieces[place]] for place in main]
    for loose in sorted(set(range(len(pieces))) - set(main.tolist())):
        shared = shapely.length(shapely.intersection(shapely.boundary(pieces[loose]), pieces[main]))
        gathered_pieces[int(numpy.argmax(shared))].append(pieces[loose])
    return numpy.array([shapely.union_all(own) for own in gathered_pieces], dtype=object)


def order_of_people(areas: Numbers, residents: Numbers, rng: numpy.random.Generator) -> Places:
    """The cell of each neighbourhood: most people in the smallest cell, not quite strictly."""
    spread = numpy.log(areas).std()
    blurred = numpy.log(areas) + rng.normal(0, ORDER_NOISE * spread, len(areas))
    cells = numpy.argsort(blurred, kind="stable")
    places = numpy.empty(len(areas), dtype=numpy.intp)
    places[numpy.argsort(-residents, kind="stable")] = cells
    return places
