"""TopoJSON: neighbours share arcs, districts are made of their neighbourhoods' arcs."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import numpy
import pytest
import shapely

from dashboard.pipeline.check import LEVELS, decoded
from dashboard.pipeline.topology import GeometryError, quantised, topojson
from tests.tiny import tiny_areas


def _topology(metres: float = 20) -> dict[str, object]:
    return json.loads(topojson(tiny_areas(), metres))


def test_every_level_is_a_valid_coverage_in_the_order_of_the_areas() -> None:
    areas, topology = tiny_areas(), _topology()
    for level in LEVELS:
        shapes = decoded(topology, level)
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        ids = [one["id"] for one in topology["objects"][level]["geometries"]]
        assert ids == areas.loc[areas["level"] == level, "id"].tolist()


def test_no_border_is_written_twice() -> None:
    arcs = [tuple(map(tuple, numpy.cumsum(arc, axis=0).tolist())) for arc in _topology()["arcs"]]
    edges = [frozenset(pair) for arc in arcs for pair in pairwise(arc)]
    assert len(edges) == len(set(edges))


def test_districts_use_arcs_of_neighbourhoods_alone() -> None:
    objects = _topology()["objects"]

    def numbers(level: str) -> set[int]:
        text = json.dumps([one["arcs"] for one in objects[level]["geometries"]])
        found = map(int, re.findall(r"-?\d+", text))
        return {number if number >= 0 else ~number for number in found}

    assert numbers("province") <= numbers("district") <= numbers("neighbourhood")


def test_properties_are_id_name_district_kind() -> None:
    geometries = _topology()["objects"]["neighbourhood"]["geometries"]
    islet = next(one for one in geometries if one["id"] == "x-7")
    assert islet["properties"] == {
        "id": "x-7",
        "name": "Kaya Adası",
        "district": "d-12",
        "kind": "islet",
    }


def test_coordinates_come_back_within_a_step_of_the_grid() -> None:
    topology = _topology()
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    shape = shapely.transform(
        decoded(topology, "neighbourhood")[0], lambda points: points * scale + origin
    )
    drawn = tiny_areas().geometry.iloc[0]
    assert shapely.hausdorff_distance(shape, drawn) < 2 * max(scale)


def test_rounding_that_breaks_a_coverage_is_repaired() -> None:
    left = shapely.Polygon([(0, 0), (10, 0), (10, 4.4), (4.6, 4.45), (10, 4.6), (10, 10), (0, 10)])
    right = shapely.Polygon(
        [(10, 0), (20, 0), (20, 10), (10, 10), (10, 4.6), (4.6, 4.45), (10, 4.4)]
    )
    assert shapely.coverage_is_valid([left, right])
    cells = quantised(numpy.array([left, right]), numpy.zeros(2), numpy.ones(2))
    assert shapely.is_valid(cells).all()
    assert shapely.coverage_is_valid(cells)
    assert (shapely.get_coordinates(cells) % 1 == 0).all()


def test_cleaning_after_rounding_loses_no_area() -> None:
    """With a snapping distance of 0 GEOS gives all of the first to the second."""
    first = shapely.Polygon([(0, 0), (484, 403), (484, 402), (484, 401)])
    second = shapely.Polygon([(484, 401), (484, 403), (1453, 391)])
    cells = quantised(numpy.array([first, second]), numpy.zeros(2), numpy.ones(2))
    assert shapely.coverage_is_valid(cells)
    assert shapely.area(cells).tolist() == [first.area, second.area]


def test_an_area_too_small_for_the_grid_is_named() -> None:
    areas = tiny_areas()
    shapes = areas.geometry.to_numpy().copy()
    west, south = shapely.get_coordinates(shapes[-4])[0]
    shapes[-4] = shapely.box(west, south, west + 1e-9, south + 1e-9)
    with pytest.raises(GeometryError, match=f"lost {areas['name'].iloc[-4]}"):
        topojson(areas.set_geometry(shapes, crs=areas.crs), 0)


def test_a_wide_land_takes_more_steps_and_not_wider_ones() -> None:
    areas = tiny_areas()
    far = shapely.transform(areas.geometry.to_numpy(), lambda at: at + numpy.array([7.0, 0.0]))
    far[:5] = areas.geometry.to_numpy()[:5]
    topology = json.loads(topojson(areas.set_geometry(far, crs=areas.crs), 20))
    assert max(topology["transform"]["scale"]) == 5e-5


@pytest.mark.parametrize("metres", [20, 50])
def test_the_same_areas_give_the_same_bytes(metres: int) -> None:
    assert topojson(tiny_areas(), metres) == topojson(tiny_areas(), metres)
