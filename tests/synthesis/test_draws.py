"""Weights drawn at random: closed, within their limits, even over what they may be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.synthesis.draws import any_weights, near_weights, weights_between
from dashboard.synthesis.weights import Structure, WeightError, closed_weights, equal

STRUCTURE = Structure.of(["a", "b", "c", "d", "e"], ["x", "x", "x", "y", "z"])
LIMITS = np.array([[0.2, 0.6], [0.1, 0.5], [0.0, 0.4]])
MAKERS: dict[str, Any] = {
    "any": lambda seed: any_weights(STRUCTURE, equal(STRUCTURE), 4000, seed),
    "near": lambda seed: near_weights(STRUCTURE, equal(STRUCTURE), 4000, seed),
    "between": lambda seed: weights_between(STRUCTURE, equal(STRUCTURE), LIMITS, 4000, seed),
}


@pytest.mark.parametrize("source", MAKERS)
def test_draws_are_closed_and_follow_their_seed(source: str) -> None:
    draws, again, other = (MAKERS[source](seed) for seed in (3, 3, 4))
    assert draws.themes.sum(axis=1) == pytest.approx(np.ones(4000))
    for theme in range(3):
        sums = draws.within[:, STRUCTURE.theme_of == theme].sum(axis=1)
        assert sums == pytest.approx(np.ones(4000))
    assert (draws.themes == again.themes).all()
    assert (draws.within == again.within).all()
    assert (draws.themes != other.themes).any()


def test_any_shares_are_uniform_over_the_simplex() -> None:
    shares = any_weights(STRUCTURE, equal(STRUCTURE), 20_000, 1).themes
    # Dirichlet(1, 1, 1): each share has the distribution function 1 − (1 − x)²
    for limit in (0.1, 0.3, 0.7):
        assert (shares < limit).mean(axis=0) == pytest.approx(1 - (1 - limit) ** 2, abs=0.015)


def test_shares_between_limits_are_uniform() -> None:
    """Against rejection: uniform draws of which only those within the limits are kept."""
    found = weights_between(STRUCTURE, equal(STRUCTURE), LIMITS, 20_000, 1).themes
    assert (found >= LIMITS[:, 0] - 1e-12).all()
    assert (found <= LIMITS[:, 1] + 1e-12).all()
    uniform = np.random.default_rng(2).dirichlet(np.ones(3), 200_000)
    kept = uniform[((uniform >= LIMITS[:, 0]) & (uniform <= LIMITS[:, 1])).all(axis=1)]
    for share in (0.1, 0.5, 0.9):
        assert np.quantile(found, share, axis=0) == pytest.approx(
            np.quantile(kept, share, axis=0), abs=0.012
        )


def test_near_draws_stay_within_a_quarter() -> None:
    weights = closed_weights(STRUCTURE, np.array([6.0, 3.0, 1.0]), np.ones(5))
    ratios = near_weights(STRUCTURE, weights, 4000, 1).themes / weights.themes
    assert ratios.min() >= 0.75 / 1.25
    assert ratios.max() <= 1.25 / 0.75


@pytest.mark.parametrize("source", ["any", "near"])
def test_what_is_off_stays_off(source: str) -> None:
    weights = closed_weights(STRUCTURE, np.array([1.0, 0.0, 1.0]), np.array([1.0, 0, 1, 1, 1]))
    make = {"any": any_weights, "near": near_weights}[source]
    draws = make(STRUCTURE, weights, 100, 1)
    assert not draws.themes[:, 1].any()
    assert not draws.within[:, 1].any()


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ([[0.6, 0.7], [0.5, 0.6], [0, 1]], "least shares add up to 110%"),
        ([[0, 0.2], [0, 0.2], [0, 0.2]], "most shares add up to only 60%"),
        ([[0.5, 0.2], [0, 1], [0, 1]], "least below the most"),
    ],
)
def test_limits_without_room_are_refused(limits: list[list[float]], said: str) -> None:
    with pytest.raises(WeightError, match=said):
        weights_between(STRUCTURE, equal(STRUCTURE), np.array(limits, dtype=float), 10, 1)


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.data())
def test_any_limits_with_room_are_kept(low: list[float], data: st.DataObject) -> None:
    least = np.array(low) / max(sum(low), 1.0)
    most = np.array([data.draw(st.floats(one, 1.0)) for one in least])
    if most.sum() < 1:
        return
    limits = np.column_stack([least, most])
    shares = weights_between(STRUCTURE, equal(STRUCTURE), limits, 50, 1).themes
    assert shares.sum(axis=1) == pytest.approx(np.ones(50))
    assert (shares >= least - 1e-9).all()
    assert (shares <= most + 1e-9).all()
