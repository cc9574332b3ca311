"""Putting scores together: weighted means of the columns of a matrix, row by row.

Weights are given for the columns and closed to 1 among those that a row has, if the row has enough
of them: no value is ever made up for a missing one.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
FLOOR = 1.0  # of a score that goes into a geometric mean: none makes the index vanish


class Mean(StrEnum):
    """Ways of putting themes together; inside a theme it is always the arithmetic mean."""

    GEOMETRIC = "geometric"
    ARITHMETIC = "arithmetic"
    MAZZIOTTA_PARETO = "mazziotta_pareto"


def coverage(scores: Numbers, weights: Numbers) -> Numbers:
    """Per row, the share of the weight that rests on columns with a score; NaN without weights."""
    whole = weights.sum()
    if not whole:
        return np.full(len(scores), np.nan)
    return np.asarray(~np.isnan(scores) @ weights / whole)


def closed(scores: Numbers, weights: Numbers, least: float) -> Numbers:
    """A row of weights per row of scores: 0 where there is no score, closed to 1 over the others;
    all NaN where less than ``least`` of the weight rests on a score."""
    known = np.where(np.isnan(scores), 0.0, weights)
    sums = known.sum(axis=1, keepdims=True)
    enough = (sums > 0) & (sums >= least * weights.sum() - 1e-12)
    return np.asarray(np.divide(known, sums, out=np.full(scores.shape, np.nan), where=enough))


def aggregate(kind: Mean, scores: Numbers, shares: Numbers) -> Numbers:
    """One score per row; ``shares`` is what ``closed`` gives. NaN where a row has too little."""
    return _MEANS[kind](np.where(np.isnan(scores), 0.0, scores), shares)


def _arithmetic(scores: Numbers, shares: Numbers) -> Numbers:
    return np.asarray((shares * scores).sum(axis=1))


def _geometric(scores: Numbers, shares: Numbers) -> Numbers:
    return np.asarray(np.exp((shares * np.log(np.maximum(scores, FLOOR))).sum(axis=1)))


def _mazziotta_pareto(scores: Numbers, shares: Numbers) -> Numbers:
    """Mean minus SD times coefficient of variation (sample SD), weighted: imbalance is a loss.

    A better value can lower it: (20, 60) scores 20, but (20, 100) only 6.7, because the imbalance
    costs more than the gain.
    """
    mean = (shares * scores).sum(axis=1)
    count = (shares > 0).sum(axis=1)
    spread = (shares * (scores - mean[:, None]) ** 2).sum(axis=1)
    variance = np.where(count > 1, spread * count / np.maximum(count - 1, 1), 0.0)
    return np.asarray(mean - variance / np.maximum(mean, FLOOR))


_MEANS = {
    Mean.ARITHMETIC: _arithmetic,
    Mean.GEOMETRIC: _geometric,
    Mean.MAZZIOTTA_PARETO: _mazziotta_pareto,
}
