"""Neighbours: adjacent areas, and the nearest one for an island."""

from __future__ import annotations

import geopandas
import pandas
import shapely

from dashboard.pipeline.areas import complete_areas, joined_to_nearest

# name, district, west, south in steps of about 2 km; an islet lies nearest to everything
CELLS = [
    ("Bir", "Ova", 0, 0, "neighbourhood"),
    ("İki", "Ova", 1, 0, "neighbourhood"),
    ("Üç", "Ova", 2, 1, "neighbourhood"),  # touches İki in a corner
    ("Kaya", "Ova", 5, 0, "islet"),
    ("Ada", "Deniz", 7, 0, "neighbourhood"),
    ("Uzak", "Deniz", 30, 0, "neighbourhood"),
]


def _areas(cells: list[tuple[str, str, int, int, str]]) -> geopandas.GeoDataFrame:
    step = 0.02
    shapes = [
        shapely.box(27 + x * step, 38 + y * step, 27 + (x + 1) * step, 38 + (y + 1) * step)
        for _, _, x, y, _ in cells
    ]
    rows = geopandas.GeoDataFrame(
        {
            "id": [name for name, *_ in cells],
            "name": [name for name, *_ in cells],
            "kind": [kind for *_, kind in cells],
            "district": [f"d-{district}" for _, district, *_ in cells],
            "district_name": [district for _, district, *_ in cells],
            "population": pandas.array([100] * len(cells), dtype="Int64"),
        },
        geometry=shapes,
        crs="EPSG:4326",
    )
    return complete_areas(rows, ("minik", "Minik"))


def _neighbours(areas: geopandas.GeoDataFrame) -> dict[str, str]:
    return dict(zip(areas["id"], areas["neighbours"], strict=True))


def test_an_island_and_its_nearest_area_are_neighbours() -> None:
    areas = _areas(CELLS)
    assert _neighbours(areas) == {
        "Bir": "İki",
        "İki": "Bir Üç",
        "Üç": "Ada İki",
        "Kaya": "",
        "Ada": "Uzak Üç",
        "Uzak": "Ada",
        "d-Ova": "d-Deniz",
        "d-Deniz": "d-Ova",
        "minik": "",
    }
    assert joined_to_nearest(areas) == [
        *[("Ada", "Üç"), ("Uzak", "Ada")],
        *[("d-Deniz", "d-Ova"), ("d-Ova", "d-Deniz")],
    ]


def test_of_two_areas_equally_near_the_first_is_taken() -> None:
    ring = [("Batı", "Ova", 0, 0), ("Doğu", "Ova", 4, 0), ("Ada", "Ova", 2, 0)]
    areas = _areas([(*cell, "neighbourhood") for cell in ring])
    assert dict(joined_to_nearest(areas))["Ada"] == "Batı"


def test_a_single_area_stays_alone() -> None:
    assert _neighbours(_areas(CELLS[:1])) == {"Bir": "", "d-Ova": "", "minik": ""}
