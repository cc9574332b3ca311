"""Outliers before normalising: winsorising a few points, or the logarithm, where a tail is long.

The rule of the OECD/JRC handbook as COINr applies it: a column with |skewness| > 2 and kurtosis
> 3.5 is winsorised, point by point, until it is within one of them; after five points the column is
taken as a logarithm instead.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
MOST_SKEWED = 2.0
MOST_PEAKED = 3.5
MOST_WINSORISED = 5


def skewness(column: Numbers) -> float:
    """Sample-adjusted skewness (Excel's SKEW) of the known values; NaN for fewer than three."""
    known = column[~np.isnan(column)]
    count = len(known)
    if count < 3 or not known.std():
        return float("nan")
    standard = (known - known.mean()) / known.std(ddof=1)
    return float(count / ((count - 1) * (count - 2)) * (standard**3).sum())


def kurtosis(column: Numbers) -> float:
    """Sample-adjusted excess kurtosis (Excel's KURT) of the known values; NaN below four."""
    known = column[~np.isnan(column)]
    count = len(known)
    if count < 4 or not known.std():
        return float("nan")
    standard = (known - known.mean()) / known.std(ddof=1)
    scale = count * (count + 1) / ((count - 1) * (count - 2) * (count - 3))
    less = 3 * (count - 1) ** 2 / ((count - 2) * (count - 3))
    return float(scale * (standard**4).sum() - less)


def long_tailed(column: Numbers) -> bool:
    """Whether a few values would stretch the scale for all others."""
    return abs(skewness(column)) > MOST_SKEWED and kurtosis(column) > MOST_PEAKED


def treated(column: Numbers) -> tuple[Numbers, str]:
    """The column with its tail drawn in, and what was done: ``""``, ``winsorised 2`` or ``log``."""
    if not long_tailed(column):
        return column, ""
    for points in range(1, MOST_WINSORISED + 1):
        drawn_in = winsorised(column, points)
        if not long_tailed(drawn_in):
            return drawn_in, f"winsorised {points}"
    return logarithm(column), "log"


def winsorised(column: Numbers, points: int) -> Numbers:
    """The ``points`` values of the longer tail, set to the next one inside."""
    order = np.argsort(column)[: np.count_nonzero(~np.isnan(column))]
    changed = column.copy()
    if skewness(column) > 0:
        changed[order[-points:]] = column[order[-points - 1]]
    else:
        changed[order[:points]] = column[order[points]]
    return changed


def logarithm(column: Numbers) -> Numbers:
    """ln(x − lowest + 1 % of the range): defined for any column."""
    lowest, highest = np.nanmin(column), np.nanmax(column)
    return np.asarray(np.log(column - lowest + 0.01 * (highest - lowest)))
