"""Bringing indicators onto one scale on which more is better for women.

Every function takes a matrix of areas × indicators and gives one of the same shape; NaN stays NaN.
``directions`` holds 1 where a higher value is better and −1 where a lower one is.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
CENTRE, DEVIATION = 100.0, 10.0


class Normalisation(StrEnum):
    """Ways of bringing indicators onto one scale."""

    GOALPOSTS = "goalposts"
    PERCENTILE = "percentile"
    STANDARD = "standard"
    TARGET = "target"


def by_goalposts(values: Numbers, directions: Numbers, goalposts: Numbers) -> Numbers:
    """0–100 between fixed goalposts (indicators × 2: lowest, highest), clipped.

    A score does not change when other areas do, nor with the places a reader looks at.
    """
    low, high = goalposts[:, 0], goalposts[:, 1]
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return np.asarray(100.0 * np.where(directions > 0, share, 1.0 - share))


def by_percentile(values: Numbers, directions: Numbers, among: Numbers | None = None) -> Numbers:
    """(lowest rank − 1) ÷ (n − 1) × 100 among the areas with a value, as in the CDC's SVI.

    ``among``: the areas whose ranks are meant, where they are not ``values`` themselves.
    """
    ranked = np.full(values.shape, np.nan)
    others = values if among is None else among
    for column, direction in enumerate(directions):
        one, all_ = values[:, column] * direction, others[:, column] * direction
        known, inside = ~np.isnan(one), np.sort(all_[~np.isnan(all_)])
        below = np.searchsorted(inside, one[known], side="left")
        ranked[known, column] = np.minimum(100.0 * below / max(len(inside) - 1, 1), 100.0)
    return ranked


def by_deviation(values: Numbers, directions: Numbers, among: Numbers | None = None) -> Numbers:
    """Standard scores with mean 100 and deviation 10 (sample SD), the scale of Mazziotta–Pareto.

    ``among``: the areas whose mean and deviation are meant, where they are not ``values``.
    """
    others = values if among is None else among
    known = ~np.isnan(others)
    count = known.sum(axis=0)
    mean = np.where(known, others, 0.0).sum(axis=0) / np.maximum(count, 1)
    squares = np.where(known, others - mean, 0.0) ** 2
    spread = np.sqrt(squares.sum(axis=0) / np.maximum(count - 1, 1))
    # An indicator that is equal everywhere, or known once, tells no area from another. The mean of
    # equal numbers may differ from them in its last digit, so they are compared themselves.
    least, most = (np.where(known, others, one).T for one in (np.inf, -np.inf))
    even = least.min(axis=1, initial=np.inf) >= most.max(axis=1, initial=-np.inf)
    standard = (values - mean) / np.where(even | (spread == 0), np.nan, spread)
    standard = np.where(~np.isnan(values) & (even | (spread == 0)), 0.0, standard)
    return np.asarray(CENTRE + DEVIATION * directions * standard)


def by_target(values: Numbers, directions: Numbers, goalposts: Numbers) -> Numbers:
    """Percent of the way to the better goalpost, from zero; reached is 100, clipped at 0.

    Where lower is better it is the target ÷ the value, or 100 at a value of zero.
    """
    low, high = goalposts[:, 0], goalposts[:, 1]
    upward = values / high
    # A target of zero is never a share of anything: the way from the worse goalpost is.
    with np.errstate(divide="ignore", invalid="ignore"):
        downward = np.where(low > 0, low / values, (high - values) / high)
    downward = np.where(values <= low, 1.0, downward)
    way = np.where(directions > 0, upward, downward)
    return np.asarray(100.0 * np.where(np.isnan(values), np.nan, np.clip(way, 0.0, 1.0)))
