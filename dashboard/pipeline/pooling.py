"""Larger areas out of their parts: counts are added before dividing; never a mean of rates.

A part without a number leaves the whole without one, so a hidden count is neither taken for zero
nor told by what is left of a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
import pandas

from dashboard.extent import quantile

Table = pandas.DataFrame
HALF = 0.5


def added_up(numbers: pandas.Series[float], of: Any) -> pandas.Series[float]:
    """Sums over the parts of each area; NaN unless every part has a number.

    ``of``: what each part belongs to, or a list of such columns.
    """
    whole = numbers.notna().groupby(of).all()
    return numbers.groupby(of).sum().where(whole)


def rates(rows: Table, of: Sequence[str]) -> Table:
    """Σ numerator ÷ Σ denominator: one row per combination of the columns ``of``, with numerator,
    denominator and value (NaN where a part is missing or nobody is counted)."""
    keys = [rows[name] for name in of]
    sums = {name: added_up(rows[name], keys) for name in ("numerator", "denominator")}
    table = pandas.DataFrame(sums)
    positive = table["denominator"].where(table["denominator"] > 0)
    return table.assign(value=table["numerator"] / positive).reset_index()


def means(rows: Table, of: Sequence[str]) -> Table:
    """The mean of the residents, for levels: ``rows`` have value and residents."""

    def mean(members: Table) -> float:
        return float(numpy.average(members["value"], weights=members["residents"]))

    return _of_residents(rows, of, mean)


def medians(rows: Table, of: Sequence[str]) -> Table:
    """The value that half of the residents live at or below, for distances."""

    def median(members: Table) -> float:
        values, residents = (members[one].to_numpy(dtype=float) for one in ("value", "residents"))
        return quantile(values, residents, HALF) if numpy.isfinite(values).all() else numpy.nan

    return _of_residents(rows, of, median)


def _of_residents(rows: Table, of: Sequence[str], measure: Any) -> Table:
    values = [
        {**dict(zip(of, key, strict=True)), "value": measure(members)}
        for key, members in rows.groupby(list(of))
    ]
    return pandas.DataFrame(values).assign(numerator=numpy.nan, denominator=numpy.nan)
