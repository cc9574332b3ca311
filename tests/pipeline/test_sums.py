"""Adding up tables: a whole is the sum of its parts, and nothing where a part is missing."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import geopandas
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Level
from dashboard.entries import CatalogueError
from dashboard.pipeline.measures import Ground, Quantity, figures
from dashboard.pipeline.points import PointFigures
from dashboard.pipeline.sources import Content, Format, Source

# neighbourhoods per district; an islet belongs to the first
SHAPE = {"d-1": ["a", "b", "c"], "d-2": ["e"], "d-3": ["f", "g"]}
PARTS = [part for parts in SHAPE.values() for part in parts]
COUNTS = st.lists(
    st.one_of(st.none(), st.integers(0, 10**6)), min_size=len(PARTS), max_size=len(PARTS)
)
WHOLE = st.lists(st.integers(0, 10**6), min_size=len(PARTS), max_size=len(PARTS))
UNHURRIED = settings(max_examples=60, deadline=None)


def _areas() -> geopandas.GeoDataFrame:
    rows = [(part, "neighbourhood", "neighbourhood", district) for district in SHAPE
            for part in SHAPE[district]]  # fmt: skip
    rows += [("i", "neighbourhood", "islet", "d-1")]
    rows += [(district, "district", "district", district) for district in SHAPE]
    rows += [("il", "province", "province", "")]
    areas = pandas.DataFrame(rows, columns=["id", "level", "kind", "district"])
    people = [100] * len(PARTS) + [None] + [100 * len(parts) for parts in SHAPE.values()]
    return areas.assign(
        population=pandas.array([*people, 100 * len(PARTS)], dtype="Int64"), area_km2=1.0
    )


def _source(level: Level) -> Source:
    empty: dict[str, Any] = {}
    return Source(
        "table", Content.TABLE, Format.CSV, level, empty, empty, empty, empty, described=empty
    )


def _ground(counts: dict[str, float | None], level: Level) -> Ground:
    table = pandas.DataFrame({"area": list(counts), "women": list(counts.values())})
    table["women"] = table["women"].astype(float)
    return Ground(_areas(), {"table": _source(level)}, {"table": table}, {}, 95)


def _sums(counts: dict[str, float | None], level: Level, own: Level) -> dict[str, float]:
    quantity = Quantity(table="table", columns=("women",))
    return dict(figures(quantity, level, _ground(counts, own)))


def _whole(parts: list[float | None]) -> float:
    return math.nan if None in parts else float(sum(part or 0 for part in parts))


@UNHURRIED
@given(COUNTS)
def test_districts_and_province_are_the_sums_of_their_parts(counts: list[int | None]) -> None:
    by_part = dict(zip(PARTS, counts, strict=True))
    districts = _sums(by_part, Level.DISTRICT, Level.NEIGHBOURHOOD)
    for district, parts in SHAPE.items():
        expected = _whole([by_part[part] for part in parts])
        assert districts[district] == pytest.approx(expected, nan_ok=True)
    province = _sums(by_part, Level.PROVINCE, Level.NEIGHBOURHOOD)
    assert province == pytest.approx({"il": _whole(counts)}, nan_ok=True)


@UNHURRIED
@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(counts: list[int | None], rng: Any) -> None:
    by_part = dict(zip(PARTS, counts, strict=True))
    turned = list(by_part.items())
    rng.shuffle(turned)
    for level in Level:
        one = _sums(by_part, level, Level.NEIGHBOURHOOD)
        other = _sums(dict(turned), level, Level.NEIGHBOURHOOD)
        assert other == pytest.approx(one, nan_ok=True)


@UNHURRIED
@given(WHOLE)
def test_steps_give_what_one_step_gives(counts: list[int]) -> None:
    by_part: dict[str, float | None] = dict(zip(PARTS, counts, strict=True))
    districts = _sums(by_part, Level.DISTRICT, Level.NEIGHBOURHOOD)
    steps = _sums(dict(districts), Level.PROVINCE, Level.DISTRICT)
    assert steps == _sums(by_part, Level.PROVINCE, Level.NEIGHBOURHOOD)


@UNHURRIED
@given(st.sampled_from(PARTS), COUNTS)
def test_a_part_without_a_row_is_missing_and_not_zero(
    absent: str, counts: list[int | None]
) -> None:
    by_part = dict(zip(PARTS, counts, strict=True))
    del by_part[absent]
    district = next(name for name, parts in SHAPE.items() if absent in parts)
    assert math.isnan(_sums(by_part, Level.DISTRICT, Level.NEIGHBOURHOOD)[district])
    assert math.isnan(_sums(by_part, Level.PROVINCE, Level.NEIGHBOURHOOD)["il"])


@pytest.mark.parametrize(("level", "own"), list(combinations(Level, 2)))
def test_nothing_is_spread_over_smaller_areas(level: Level, own: Level) -> None:
    with pytest.raises(CatalogueError, match="can't be spread over"):
        _sums({"d-1": 1}, level, own)


@UNHURRIED
@given(
    st.lists(st.integers(0, 9000), min_size=len(PARTS), max_size=len(PARTS)),
    st.lists(st.integers(0, 500), min_size=len(PARTS), max_size=len(PARTS)),
)
def test_a_median_distance_is_that_of_the_residents_one_by_one(
    metres: list[int], residents: list[int]
) -> None:
    areas = _areas()
    people = dict(zip(PARTS, residents, strict=True))
    people |= {name: sum(people[part] for part in parts) for name, parts in SHAPE.items()}
    people["il"] = sum(residents)
    areas["population"] = areas["id"].map(people).astype("Int64")
    everywhere = pandas.Series([*metres, 0], index=[*PARTS, "i"], dtype=float)
    points = PointFigures(everywhere * 0, everywhere, {}, 0)
    ground = Ground(areas, {}, {}, {"stops": points}, 95)
    quantity = Quantity(points="stops", figure="distance")
    for level, groups in ((Level.DISTRICT, SHAPE), (Level.PROVINCE, {"il": PARTS})):
        found = figures(quantity, level, ground)
        for area, parts in groups.items():
            each = sorted(everywhere[part] for part in parts for _ in range(people[part]))
            if each:
                assert found[area] == each[(len(each) - 1) // 2]
            else:
                assert math.isnan(found.get(area, math.nan))
