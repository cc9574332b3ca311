"""Districts and provinces out of their neighbourhoods: counts are added before dividing."""

from __future__ import annotations

import numpy
import pandas

from dashboard.demonstration.recipe import Kind

KEYS = ["group", "year"]


def pooled(rows: pandas.DataFrame, kind: Kind, within: str) -> pandas.DataFrame:
    """One row per group, year and ``within`` (a column that names the larger area).

    ``rows`` has also numerator, denominator, value and ``residents``. Counts are added; of
    distances the median of the residents is taken, of levels their mean.
    """
    if kind in (Kind.DISTANCE, Kind.LEVEL):
        measure = _median if kind is Kind.DISTANCE else _mean
        values = [
            {within: key[0], "group": key[1], "year": key[2], "value": measure(members)}
            for key, members in rows.groupby([within, *KEYS])
        ]
        return pandas.DataFrame(values).assign(numerator=numpy.nan, denominator=numpy.nan)
    sums = rows.groupby([within, *KEYS], as_index=False)[["numerator", "denominator"]].sum()
    return sums.assign(value=sums["numerator"] / sums["denominator"])


def _median(members: pandas.DataFrame) -> float:
    """The value that half of the residents lie below."""
    ordered = members.sort_values("value", kind="stable")
    counted = ordered["residents"].cumsum()
    return float(ordered["value"].iloc[int(numpy.searchsorted(counted, counted.iloc[-1] / 2))])


def _mean(members: pandas.DataFrame) -> float:
    return float(numpy.average(members["value"], weights=members["residents"]))
