"""Who lives in the worst tenth, and how far neighbourhoods lie apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Flag, Series
from dashboard.extent import LEAST_COVERED, badness, extent, quantile, worst_tenth

numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200)


def test_ten_of_a_hundred() -> None:
    found = worst_tenth(np.arange(100.0))
    assert np.flatnonzero(found).tolist() == list(range(90, 100))


def test_equal_values_stand_inside_together_or_not_at_all() -> None:
    assert worst_tenth(np.array([3.0, 3.0, *np.zeros(18)])).sum() == 2
    assert worst_tenth(np.array([3.0, 3.0, 3.0, *np.zeros(17)])).sum() == 0
    assert worst_tenth(np.zeros(50)).sum() == 0


@given(numbers)
def test_never_more_than_a_tenth_and_nobody_outside_is_worse(drawn: list[float]) -> None:
    values = np.array([*drawn, np.nan])
    found = worst_tenth(values)
    assert not found[-1]
    assert found.sum() <= len(drawn) / 10
    if found.any():
        assert values[found].min() > np.nanmax(np.where(found, np.nan, values))


@given(numbers, st.integers(1, 50))
def test_the_tenth_does_not_depend_on_the_order(drawn: list[float], turn: int) -> None:
    values = np.array(drawn)
    assert (np.roll(worst_tenth(values), turn) == worst_tenth(np.roll(values, turn))).all()


def test_quantiles_count_people() -> None:
    values, people = np.array([1.0, 2.0, 3.0]), np.array([1.0, 8.0, 1.0])
    assert [quantile(values, people, share) for share in (0.1, 0.11, 0.9, 0.91)] == [1, 2, 2, 3]
    assert np.isnan(quantile(np.array([]), np.array([]), 0.5))


@given(numbers, st.floats(0.01, 0.99))
def test_a_quantile_has_that_share_at_or_below_it(drawn: list[float], share: float) -> None:
    values, people = np.array(drawn), np.arange(1.0, len(drawn) + 1)
    found = quantile(values, people, share)
    assert people[values <= found].sum() >= share * people.sum() * (1 - 1e-9)
    assert people[values < found].sum() < share * people.sum()


def test_worst_is_what_the_catalogue_says(demo: Dataset) -> None:
    values = np.array([-2.0, 1.0, 3.0])
    indicators = demo.catalogue.indicators
    of = {
        "tertiary_share": (None, [2.0, -1.0, -3.0]),
        "older_women_alone_share": (None, [-2.0, 1.0, 3.0]),
    }
    for key, (equality, expected) in of.items():
        assert badness(values, indicators[key], equality).tolist() == expected
    # of a gap the distance counts, whoever leads
    assert badness(values, indicators["tertiary_share"], 0.0).tolist() == [2.0, 1.0, 3.0]


def _women(indicator: str, level: Level) -> Series:
    return Series(indicator, Group.WOMEN, 2023, level)


def test_the_tenth_of_all_neighbourhoods_is_shared_out_among_the_districts(demo: Dataset) -> None:
    series = _women("tertiary_share", Level.DISTRICT)
    found = extent(demo, series)
    assert found is not None
    assert found.of_women.all()
    fine = demo.measured(_women("tertiary_share", Level.NEIGHBOURHOOD))
    shown = fine.flags == Flag.OK
    limit = np.sort(fine.values[shown])[int(shown.sum() * 0.1)]
    areas = demo.areas(Level.NEIGHBOURHOOD)
    women = areas["women"].to_numpy(float)
    told = 0
    for place, district in enumerate(demo.areas(Level.DISTRICT)["id"]):
        inside = (areas["district"] == district).to_numpy()
        covered = women[inside & shown].sum() / women[inside].sum()
        assert found.covered[place] == pytest.approx(covered)
        if covered < LEAST_COVERED:
            assert np.isnan([found.worst[place], found.reach[place], found.middle[place]]).all()
            continue
        told += 1
        worse = inside & shown & (fine.values < limit)
        assert found.worst[place] == pytest.approx(women[worse].sum() / women[inside & shown].sum())
        assert 0 <= found.middle[place] <= found.reach[place]
    assert told > 10


def test_too_many_equal_values_leave_no_tenth(demo: Dataset) -> None:
    series = Series("health_centres_per_10000_women", Group.TOTAL, 2023, Level.PROVINCE)
    found = extent(demo, series)
    assert found is not None
    assert np.isnan(found.worst).all()
    assert np.isfinite(found.reach).any()


def test_nothing_is_said_of_what_is_not_judged_or_not_published_below(demo: Dataset) -> None:
    series = [
        Series("women_share", Group.WOMEN, 2023, Level.DISTRICT),
        Series("upper_secondary_gap", Group.WOMEN, 2023, Level.DISTRICT),
        Series("woman_muhtar", Group.TOTAL, 2024, Level.DISTRICT),
        _women("tertiary_share", Level.NEIGHBOURHOOD),
    ]
    assert [extent(demo, one) for one in series] == [None] * 4


def test_residents_stand_in_where_women_are_not_counted(tiny: Dataset) -> None:
    # both districts have an islet or a neighbourhood without residents; 105's women are hidden
    found = extent(tiny, _women("employment", Level.DISTRICT))
    assert found is not None
    # 101 and 102 of 101, 102 and 103; 104 of 104 and 105
    assert found.covered.tolist() == pytest.approx([1000 / 1030, 150 / 275])
    assert np.isnan(found.reach[1])
    assert np.isnan(found.worst).all()  # a tenth of three neighbourhoods is nobody
    assert found.reach[0] == 10.0
