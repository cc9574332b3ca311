"""Outlines are those of the release's files, in the order of the dataset."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.path import Path

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.geometry import Outline, outlines, projected


def _path(outline: Outline) -> Path:
    rings = [ring for part in outline.parts for ring in part]
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings]
    return Path(np.concatenate(rings), np.concatenate(codes))


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("metres", [20, 50])
@pytest.mark.parametrize("name", ["tiny", "demo"])
def test_areas_stand_in_the_order_of_the_dataset(
    name: str, metres: int, level: Level, request: pytest.FixtureRequest
) -> None:
    dataset = request.getfixturevalue(name)
    found = outlines(dataset.release, dataset.release.provinces, metres)[level]
    assert [one.area for one in found] == dataset.areas(level)["id"].tolist()


@pytest.mark.parametrize("name", ["tiny", "demo"])
def test_the_label_of_an_area_lies_inside_its_outline(
    name: str, request: pytest.FixtureRequest
) -> None:
    dataset = request.getfixturevalue(name)
    layers = outlines(dataset.release, dataset.release.provinces, 20)
    for level in Level:
        areas = dataset.areas(level)
        points = projected(areas[["lon", "lat"]].to_numpy())
        outside = [
            one.area
            for one, point in zip(layers[level], points, strict=True)
            if one.parts and not _path(one).contains_point(point)
        ]
        assert len(outside) <= len(areas) * 0.01, outside  # simplifying moves borders


def test_rings_are_closed_and_parts_kept(tiny: Dataset) -> None:
    shapes = outlines(tiny.release, tiny.release.provinces, 50)[Level.NEIGHBOURHOOD]
    for outline in shapes:
        for part in outline.parts:
            for ring in part:
                assert (ring[0] == ring[-1]).all()
                assert len(ring) >= 4
    # drawn by its publisher with a second part as if it were a hole
    assert len(next(one for one in shapes if one.area == "101").parts) == 2


def test_the_projection_is_that_of_the_map(tiny: Dataset) -> None:
    assert projected([27.0, 0.0])[0] == pytest.approx((27.0, 0.0))
    # a square degree is drawn taller by 1/cos of the latitude
    low, high = projected([[27, 60], [27, 60.001]])
    assert (high - low)[1] / 0.001 == pytest.approx(2, rel=1e-3)
    west, south, east, north = outlines(tiny.release, ["minik"], 50)[Level.PROVINCE][0].bounds
    assert (west, east) == pytest.approx((26.97, 27.12), abs=1e-4)
    assert (south, north) == pytest.approx(
        tuple(projected([[27, 38], [27, 38.08]])[:, 1]), abs=1e-4
    )
