"""Parity and score against closed forms, and what they must obey."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Direction, Group, Level, Unit
from dashboard.dataset import Dataset, Flag, Series
from dashboard.gender_gap import adjusted, desirable, goalpost, parity, scored, together

GOLDEN = Path(__file__).parents[1] / "golden" / "gender_and_pooling.csv"
rates = st.floats(0, 100, allow_nan=False)


def _one(value: float) -> np.ndarray:
    return np.array([value], dtype=np.float64)


def _parity(women: float, men: float) -> float:
    return float(parity(_one(women), _one(men))[0])


def _adjusted(women: float, men: float, level: float) -> float:
    return float(adjusted(parity(_one(women), _one(men)), _one(level), 100.0)[0])


def test_truncated_parity_as_by_hand() -> None:
    with GOLDEN.open(encoding="utf-8") as file:
        cases = [row for row in csv.DictReader(file) if row["function"] == "parity_truncated"]
    assert len(cases) == 2
    for row in cases:
        women, men = map(float, row["input"].split(";"))
        assert _parity(women, men) == pytest.approx(float(row["expected"]), abs=1e-9)


def test_nobody_on_both_sides_has_no_parity() -> None:
    assert np.isnan(_parity(0, 0))
    assert _parity(5, 0) == 1
    assert _parity(0, 5) == 0


@given(rates, rates, rates)
def test_parity_and_score_lie_between_nothing_and_one(
    women: float, men: float, level: float
) -> None:
    if women or men:
        assert 0 <= _adjusted(women, men, level) <= _parity(women, men) <= 1


@given(rates, rates, st.floats(0.1, 10))
def test_parity_does_not_depend_on_the_unit(women: float, men: float, scale: float) -> None:
    if min(women, men) > 1e-6:
        assert _parity(women * scale, men * scale) == pytest.approx(_parity(women, men))


@given(rates, rates)
def test_one_of_both_sides_is_never_behind(women: float, men: float) -> None:
    if women > 1e-6 and men > 1e-6:
        assert max(_parity(women, men), _parity(men, women)) == 1


@given(rates, rates, st.floats(0.1, 100))
def test_parity_rises_with_women_and_falls_with_men(women: float, men: float, more: float) -> None:
    if men > 0:
        assert _parity(women + more, men) >= _parity(women, men)
        assert _parity(women, men + more) <= _parity(women, men)


@given(rates, rates, rates, rates)
def test_the_score_rises_with_the_level(women: float, men: float, one: float, other: float) -> None:
    if women or men:
        low, high = sorted((one, other))
        assert _adjusted(women, men, low) <= _adjusted(women, men, high)


def test_equally_badly_off_is_not_full_equality() -> None:
    assert _adjusted(20, 20, 20) == pytest.approx(np.sqrt(0.2))
    assert _adjusted(100, 100, 100) == 1
    # beyond the goalpost nothing is added
    assert adjusted(_one(1.0), _one(50.0), 25.0)[0] == 1


def test_what_is_undesirable_is_turned_before_it_is_compared() -> None:
    # 20 of 100 women and 10 of 100 men without work: 80 beside 90
    women, men = (desirable(_one(value), Direction.LOWER) for value in (20.0, 10.0))
    assert parity(women, men)[0] == pytest.approx(80 / 90)
    assert desirable(_one(20.0), Direction.HIGHER)[0] == 20


def test_both_rates_must_be_shown(tiny: Dataset) -> None:
    series = Series("employment", Group.GAP, 2023, Level.NEIGHBOURHOOD)
    found = together(tiny, series)
    assert found is not None
    both = tiny.areas(Level.NEIGHBOURHOOD)["id"].isin(["101", "102", "104"]).to_numpy()
    assert (np.isfinite(found.achievements) == both).all()
    assert (np.isfinite(found.parities) == both).all()
    place = tiny.place("101")  # 150 of 500 women, 300 of 500 men
    assert found.achievements[place] == 45.0
    assert found.parities[place] == pytest.approx(0.5)
    assert found.scores[place] == pytest.approx(0.5 * np.sqrt(0.45))
    # 105: the women's rate is suppressed, the men's is shown
    men = tiny.measured(Series("employment", Group.MEN, 2023, Level.NEIGHBOURHOOD))
    hidden = tiny.place("105")
    assert men.flags[hidden] == Flag.OK
    told = (found.numerators, found.achievements, found.scores)
    assert np.isnan([one[hidden] for one in told]).all()


def test_the_level_is_pooled_and_lies_between_both_rates(demo: Dataset) -> None:
    for key in ("literacy_gap", "tertiary_share", "employment_gap"):
        offered = next(one for one in demo.offers[key] if one.group is Group.GAP)
        found = together(demo, offered)
        assert found is not None
        women, men = (
            demo.measured(Series(key, group, offered.year, offered.level)).values
            for group in (Group.WOMEN, Group.MEN)
        )
        known = np.isfinite(found.achievements)
        assert known.any()
        half = 0.05 + 1e-9  # all three are rounded to one digit
        assert (found.achievements[known] >= np.minimum(women, men)[known] - 2 * half).all()
        assert (found.achievements[known] <= np.maximum(women, men)[known] + 2 * half).all()


@pytest.mark.parametrize("direction", [Direction.NEUTRAL, Direction.AMBIGUOUS, Direction.PARITY])
def test_what_is_not_judged_has_no_parity(tiny: Dataset, direction: Direction) -> None:
    employment = replace(tiny.catalogue.indicators["employment"], direction=direction)
    assert not scored(employment)
    indicators = {**tiny.catalogue.indicators, "employment": employment}
    other = Dataset(tiny.release, replace(tiny.catalogue, indicators=indicators))
    found = together(other, Series("employment", Group.GAP, 2023, Level.DISTRICT))
    assert found is not None
    assert np.isfinite(found.achievements).all()
    assert np.isnan([found.parities, found.scores]).all()


def test_lower_is_better_only_for_shares(tiny: Dataset) -> None:
    employment = tiny.catalogue.indicators["employment"]
    lower = replace(employment, direction=Direction.LOWER)
    assert scored(lower)
    assert not scored(replace(lower, unit=Unit.PER_1000))
    assert scored(replace(employment, unit=Unit.PER_1000))


def test_the_goalpost_is_the_better_end_of_the_scale(tiny: Dataset) -> None:
    employment = replace(tiny.catalogue.indicators["employment"], goalposts=(20.0, 75.0))
    assert goalpost(employment) == 75
    assert goalpost(replace(employment, direction=Direction.LOWER)) == 80  # of 100 − x
    assert goalpost(replace(employment, goalposts=None)) is None


def test_one_sex_alone_has_nothing_beside_it(demo: Dataset) -> None:
    assert together(demo, demo.offers["women_share"][0]) is None
