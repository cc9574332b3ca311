"""Outlines decoded from a release: the shapes that the pipeline wrote."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.geometry import geographic, outlines, projected
from tests.tiny import tiny_areas


@pytest.mark.parametrize("metres", [20, 50])
def test_outlines_are_those_of_the_province(tiny: Dataset, metres: int) -> None:
    found = outlines(tiny.release, tiny.release.provinces, metres)[Level.NEIGHBOURHOOD]
    assert [one.area for one in found] == tiny.areas(Level.NEIGHBOURHOOD)["id"].tolist()
    drawn = tiny_areas().set_index("id").geometry
    for one in found:
        rings = [geographic(part[0]) for part in one.parts]
        west, south = np.min([ring.min(axis=0) for ring in rings], axis=0)
        east, north = np.max([ring.max(axis=0) for ring in rings], axis=0)
        assert (west, south, east, north) == pytest.approx(drawn[one.area].bounds, abs=1e-3)
        assert all((ring[0] == ring[-1]).all() for part in one.parts for ring in part)


def test_projection_and_its_inverse() -> None:
    degrees = np.array([[27.1, 38.4], [26.0, 40.6], [0.0, 0.0], [-5.0, -60.0]])
    assert geographic(projected(degrees)) == pytest.approx(degrees, abs=1e-9)
    assert projected([[27.0, 0.0]]) == pytest.approx(np.array([[27.0, 0.0]]))


def test_neighbours_share_their_points(demo: Dataset) -> None:
    """What the file writes once, both sides of a border have."""
    name = demo.release.geometry("izmir", 50)
    arcs = json.loads((demo.release.folder / name).read_text(encoding="utf-8"))["arcs"]
    found = outlines(demo.release, ["izmir"], 50)[Level.NEIGHBOURHOOD]
    points = {
        tuple(point) for one in found for part in one.parts for ring in part for point in ring
    }
    assert 0 < len(points) <= sum(len(arc) for arc in arcs)
