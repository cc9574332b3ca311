"""Weights drawn at random, always by theme first and then inside each theme.

One flat draw over thirty indicators stays near equal weights and makes ranks look surer than they
are: so there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from dashboard.synthesis.weights import Structure, WeightError, Weights

Numbers = npt.NDArray[np.float64]
NEARBY = 0.25
STEPS_PER_THEME = 60  # of the walk between limits; see tests/synthesis/test_draws.py


class Source(StrEnum):
    """What is varied: any weights, those near the present ones, those between agreed limits, or the
    method instead of the weights."""

    ANY = "any"
    NEAR = "near"
    BETWEEN = "between"
    METHODS = "methods"


@dataclass(frozen=True, slots=True)
class Draws:
    """``themes``: draws × themes, rows sum to 1. ``within``: draws × indicators, sums of 1 per
    theme. The same source, seed and number give the same draws."""

    source: Source
    seed: int
    themes: Numbers
    within: Numbers


def any_weights(structure: Structure, weights: Weights, count: int, seed: int) -> Draws:
    """Uniform over all shares of the themes, and of the indicators of each theme; what has no
    weight now stays off."""
    rng = np.random.default_rng(seed)
    themes = _simplex(rng, count, weights.themes > 0)
    return Draws(Source.ANY, seed, themes, _any_within(rng, structure, weights, count))


def near_weights(structure: Structure, weights: Weights, count: int, seed: int) -> Draws:
    """Each weight up to a quarter more or less, closed to 1 again."""
    rng = np.random.default_rng(seed)

    def about(shares: Numbers) -> Numbers:
        factors = rng.uniform(1 - NEARBY, 1 + NEARBY, (count, len(shares)))
        return np.asarray(shares * factors)

    themes, within = about(weights.themes), about(weights.within)
    return Draws(
        Source.NEAR,
        seed,
        themes / themes.sum(axis=1, keepdims=True),
        _closed_within(structure, within),
    )


def weights_between(
    structure: Structure, weights: Weights, limits: Numbers, count: int, seed: int
) -> Draws:
    """Uniform over the shares of themes between ``limits`` (themes × 2: least and most, 0–1), and
    over any shares inside each theme. Raises ``WeightError`` where no shares lie between them."""
    rng = np.random.default_rng(seed)
    themes = _between(rng, limits[:, 0], limits[:, 1], count)
    return Draws(Source.BETWEEN, seed, themes, _any_within(rng, structure, weights, count))


def _simplex(rng: np.random.Generator, count: int, on: npt.NDArray[np.bool_]) -> Numbers:
    """Uniform rows of shares over the columns that are on."""
    parts = rng.exponential(size=(count, len(on))) * on
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def _any_within(
    rng: np.random.Generator, structure: Structure, weights: Weights, count: int
) -> Numbers:
    parts = rng.exponential(size=(count, len(weights.within))) * (weights.within > 0)
    return _closed_within(structure, parts)


def _closed_within(structure: Structure, parts: Numbers) -> Numbers:
    members = np.eye(len(structure.themes))[structure.theme_of]
    sums = (parts @ members)[:, structure.theme_of]
    return np.divide(parts, sums, out=np.zeros(parts.shape), where=sums > 0)


def _between(rng: np.random.Generator, low: Numbers, high: Numbers, count: int) -> Numbers:
    """Uniform over the shares within limits: from one such point, a walk that moves weight between
    two random themes, as far as both limits allow. Each row walks by itself."""
    if (low > high).any() or (low < 0).any() or (high > 1).any():
        raise WeightError("Limits are shares from 0 to 100 with the least below the most.")
    if low.sum() > 1 + 1e-9:
        raise WeightError(f"The least shares add up to {low.sum():.0%}. Lower one of them.")
    if high.sum() < 1 - 1e-9:
        raise WeightError(f"The most shares add up to only {high.sum():.0%}. Raise one of them.")
    room = (high - low).sum()
    start = low + (high - low) * ((1 - low.sum()) / room if room else 0.0)
    shares = np.tile(start, (count, 1))
    every = np.arange(count)
    for _ in range(STEPS_PER_THEME * len(low) if room else 0):
        one = rng.integers(len(low), size=count)
        other = (one + rng.integers(1, max(len(low), 2), size=count)) % len(low)
        mine, theirs = shares[every, one], shares[every, other]
        least = np.maximum(low[one] - mine, theirs - high[other])
        most = np.minimum(high[one] - mine, theirs - low[other])
        step = np.where(one == other, 0.0, rng.uniform(least, np.maximum(least, most)))
        shares[every, one] += step
        shares[every, other] -= step
    return shares
