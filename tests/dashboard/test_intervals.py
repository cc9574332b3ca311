"""Intervals against published figures and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intervals import Estimates, difference, distance, rate, rounded, share


def _one(value: float) -> np.ndarray:
    return np.array([value], dtype=np.float64)


def _estimates(value: float, low: float, high: float) -> Estimates:
    return Estimates(_one(value), _one(low), _one(high))


# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
@pytest.mark.parametrize(
    ("events", "people", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_of_shares_as_published(
    events: int, people: int, low: float, high: float
) -> None:
    found = share(_one(events), _one(people), 1.0)
    assert found[0][0] == pytest.approx(low, abs=1e-4)
    assert found[1][0] == pytest.approx(high, abs=1e-4)


# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: 56/70 − 48/80
def test_difference_of_two_shares_as_published() -> None:
    one, other = (
        Estimates(_one(x / n), *share(_one(x), _one(n), 1.0)) for x, n in ((56, 70), (48, 80))
    )
    found = difference(one, other)
    assert found.low[0] == pytest.approx(0.0524, abs=1e-4)
    assert found.high[0] == pytest.approx(0.3339, abs=1e-4)


def test_intervals_of_events_are_near_the_exact_ones() -> None:
    # exact Poisson limits (chi-square) of 10 and 1 events
    low, high = rate(np.array([10.0, 1.0, 0.0]), np.ones(3), 1.0)
    np.testing.assert_allclose(low, [4.795, 0.0253, 0.0], rtol=0.01, atol=0.02)
    np.testing.assert_allclose(high, [18.39, 5.572, 3.689], rtol=0.01)


def test_nobody_has_no_interval() -> None:
    for found in (*share(_one(0), _one(0), 100.0), *rate(_one(0), _one(0), 1000.0)):
        assert np.isnan(found[0])


@given(st.integers(0, 500), st.integers(1, 500), st.floats(1, 1e4))
def test_a_share_lies_in_its_interval(events: int, people: int, scale: float) -> None:
    events = min(events, people)
    low, high = share(_one(events), _one(people), scale)
    tiny = 1e-9 * scale
    assert -tiny <= low[0] <= events / people * scale + tiny
    assert events / people * scale - tiny <= high[0] <= scale + tiny


def test_more_people_make_a_narrower_interval() -> None:
    people = np.array([50.0, 500.0, 5000.0])
    low, high = share(people * 0.3, people, 1.0)
    assert (np.diff(high - low) < 0).all()


@given(st.floats(-100, 100), st.floats(0, 10), st.floats(-100, 100), st.floats(0, 10))
def test_a_difference_turns_its_sign_with_its_parts(
    one: float, reach: float, other: float, far: float
) -> None:
    first, second = _estimates(one, one - reach, one + reach), _estimates(other, other - far, other)
    there, back = difference(first, second), difference(second, first)
    assert there.values[0] == -back.values[0]
    assert there.low[0] == pytest.approx(-back.high[0])
    assert there.low[0] <= there.values[0] <= there.high[0]


def test_distance_from_equality_forgets_the_side() -> None:
    found = distance(_estimates(-5, -7, -4), 0.0)
    assert (found.values[0], found.low[0], found.high[0]) == (5, 4, 7)
    around = distance(_estimates(1.1, 0.9, 1.3), 1.0)
    assert around.low[0] == 0
    assert around.high[0] == pytest.approx(0.3)


def test_rounding_hides_half_a_digit() -> None:
    low, high = rounded(_one(12.3), 1)
    assert (low[0], high[0]) == (pytest.approx(12.25), pytest.approx(12.35))
