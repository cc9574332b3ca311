"""Ranks reckoned by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Flag, Series
from dashboard.ranking import ranking, scope, value_at
from dashboard.reliability import reliability
from dashboard.view import View

Reader = Callable[[str, Dataset], View]


def _short(dataset: Dataset, view: View) -> list[tuple[int, str, float]]:
    return [(row.rank, row.area, row.value) for row in ranking(dataset, view).rows]


def test_women_of_the_tiny_province(tiny: Dataset, view: Reader) -> None:
    found = ranking(tiny, view("g=employment&grup=kadin", tiny))
    assert [(row.rank, row.area, row.value, row.gap) for row in found.rows] == [
        (1, "102", 40.0, -20.0),
        (2, "101", 30.0, -30.0),
        (3, "104", 25.0, -50.0),
    ]
    assert found.unranked == {Flag.NO_DATA: 1, Flag.TOO_FEW: 1, Flag.SUPPRESSED: 1}
    assert found.district == ""


def test_equal_values_share_the_better_rank(tiny: Dataset, view: Reader) -> None:
    men = view("g=employment&grup=erkek", tiny)
    down = _short(tiny, men)
    assert down[0] == (1, "104", 75.0)
    assert sorted(down[1:3]) == [(2, "101", 60.0), (2, "102", 60.0)]
    assert down[3] == (4, "105", 50.0)
    up = _short(tiny, replace(men, descending=False))
    assert up[0] == (1, "105", 50.0)
    assert {rank for rank, area, _ in up if area in ("101", "102")} == {2}
    assert up[3] == (4, "104", 75.0)


def test_a_span_keeps_the_ranks(tiny: Dataset, view: Reader) -> None:
    found = ranking(tiny, view("g=employment&grup=kadin&aralik=20,30", tiny))
    assert [(row.rank, row.area) for row in found.rows] == [(2, "101"), (3, "104")]


def test_a_selected_neighbourhood_is_ranked_within_its_district(
    tiny: Dataset, view: Reader
) -> None:
    found = ranking(tiny, view("g=employment&grup=kadin&mahalle=104", tiny))
    assert found.district == "d-12"
    assert [(row.rank, row.area) for row in found.rows] == [(1, "104")]
    assert found.pinned is found.rows[0]
    assert found.unranked == {Flag.NO_DATA: 1, Flag.TOO_FEW: 0, Flag.SUPPRESSED: 1}


def test_a_selected_district_shows_its_neighbourhoods(tiny: Dataset, view: Reader) -> None:
    found = ranking(tiny, view("g=employment&grup=kadin&ilce=d-11", tiny))
    assert found.district == "d-11"
    assert [row.area for row in found.rows] == ["102", "101"]
    assert found.pinned is None


def test_districts_are_ranked_in_their_provinces(tiny: Dataset, view: Reader) -> None:
    found = ranking(tiny, view("g=employment&grup=kadin&duzey=ilce&ilce=d-12", tiny))
    assert [(row.rank, row.area) for row in found.rows] == [(1, "d-11"), (2, "d-12")]
    assert found.district == ""
    assert found.pinned is not None
    assert found.pinned.area == "d-12"


def test_an_area_without_a_value_is_never_ranked(tiny: Dataset, view: Reader) -> None:
    found = ranking(tiny, view("g=employment&grup=kadin&mahalle=103", tiny))
    assert found.pinned is None
    assert "103" not in [row.area for row in found.rows]


def test_ranks_agree_with_an_independent_reckoning(demo: Dataset, view: Reader) -> None:
    for query in ("g=tertiary_share&il=izmir", "g=stops_per_km2&sira=artan", "g=woman_muhtar"):
        shown = view(query, demo)
        inside, _ = scope(demo, shown)
        values = demo.measured(shown.series).values
        known = values[inside & np.isfinite(values)]
        rows = ranking(demo, shown).rows
        assert len(rows) == len(known)
        for row in rows[:: max(1, len(rows) // 50)]:
            better = known > row.value if shown.descending else known < row.value
            assert row.rank == better.sum() + 1


def test_a_gap_has_no_gap_beside_it(tiny: Dataset, view: Reader) -> None:
    found = ranking(tiny, view("g=employment&grup=fark", tiny))
    assert [(row.area, row.value, row.gap) for row in found.rows] == [
        ("102", -20.0, None),
        ("101", -30.0, None),
        ("104", -50.0, None),
    ]


def test_values_of_the_areas_above(tiny: Dataset) -> None:
    series = Series("employment", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
    assert value_at(tiny, series, "101") == (30.0, Flag.OK)
    assert value_at(tiny, series, "d-11") == (33.7, Flag.OK), "295 of 875, as it is published"
    assert value_at(tiny, series, "minik") == (32.1, Flag.OK)
    assert value_at(tiny, series, "103")[1] is Flag.TOO_FEW
    assert value_at(tiny, series, "nowhere")[1] is Flag.NO_DATA
    share = Series("women_share", Group.WOMEN, 2023, Level.DISTRICT)
    assert value_at(tiny, share, "101")[1] is Flag.NO_DATA


def test_what_is_mostly_chance_stands_in_the_table_without_a_rank(
    demo: Dataset, view: Reader
) -> None:
    shown = view("g=literacy_gap&grup=fark", demo)
    found, reliable = ranking(demo, shown), reliability(demo, shown.series)
    measured = demo.measured(shown.series)
    assert len(found.rows) == (measured.flags == Flag.OK).sum()
    without = {row.area for row in found.rows if not row.rank}
    ids = demo.areas(Level.NEIGHBOURHOOD)["id"].to_numpy()
    assert without == set(ids[reliable.unranked])
    assert found.unreliable == len(without) > 100
    # the others are counted among themselves, and nobody's place is told by a missing number
    ranked = [row for row in found.rows if row.rank]
    for row in ranked[::200]:
        assert row.rank == 1 + sum(other.value > row.value for other in ranked)
