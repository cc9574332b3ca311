"""Limits between the classes of a map, frozen when a release is made."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import jenkspy
import numpy
import numpy.typing
import pandas

from dashboard.catalogue import BreakRule, Catalogue, Group, Indicator

CLASSES = 5
GAP_BREAKS = (-10.0, -5.0, -2.0, 2.0, 5.0, 10.0)
MAPPED_LEVELS = ("neighbourhood", "district")
Numbers = numpy.typing.NDArray[numpy.float64]


def frozen_breaks(values: pandas.DataFrame, catalogue: Catalogue) -> dict[str, Any]:
    """``breaks.json`` of a release: limits per indicator, group and level.

    ``values`` are the rows of all provinces and years (columns of ``values.parquet``); only those
    with the flag ``ok`` count.
    """
    usable = values[(values["flag"] == "ok") & values["level"].isin(MAPPED_LEVELS)]
    frozen: dict[str, Any] = {}
    for (key, level), rows in usable.groupby(["indicator", "level"], sort=True):
        indicator = catalogue.indicators[str(key)]
        for group in indicator.shown_groups:
            numbers = _gap(rows) if group is Group.GAP else _of_group(rows, group)
            if numbers.size:
                frozen[f"{key}/{group}/{level}"] = _entry(indicator, group, numbers)
    return frozen


def _of_group(rows: pandas.DataFrame, group: str) -> Numbers:
    return rows.loc[rows["group"] == group, "value"].to_numpy(dtype=float)


def _gap(rows: pandas.DataFrame) -> Numbers:
    """Women − men, where both have a value for the same area and year."""
    sides = [
        rows[rows["group"] == group].set_index(["area", "year"])["value"].astype(float)
        for group in (Group.WOMEN, Group.MEN)
    ]
    gap = (sides[0] - sides[1]).dropna()
    return numpy.asarray(gap, dtype=numpy.float64)


def _entry(indicator: Indicator, group: Group, numbers: Numbers) -> dict[str, Any]:
    breaks: dict[str, list[float]] = {
        rule: class_breaks(rule, numbers, indicator.digits) for rule in _RULES
    }
    fixed = indicator.breaks
    if group is Group.GAP:
        fixed = indicator.gap_breaks or GAP_BREAKS
    if fixed:
        breaks[BreakRule.FIXED] = list(fixed)
    rule = BreakRule.FIXED if group is Group.GAP else indicator.break_rule
    return {"rule": rule, "breaks": breaks}


def class_breaks(rule: str, numbers: Numbers, digits: int) -> list[float]:
    """Inner limits of up to five classes, ascending and rounded to ``digits``.

    A value equal to a limit belongs to the class above. Limits that rounding or many equal values
    (often zeros) make the same are merged, and no limit leaves the lowest or highest class empty,
    so there may be fewer than five classes.
    """
    found = _RULES[rule](numpy.sort(numbers), digits)
    limits = {round(float(limit), digits) + 0.0 for limit in found}
    return sorted(limit for limit in limits if numbers.min() < limit <= numbers.max())


def _quantile(numbers: Numbers, _: int) -> Sequence[float]:
    shares = numpy.arange(1, CLASSES) / CLASSES
    return [float(limit) for limit in numpy.quantile(numbers, shares)]


def _equal(numbers: Numbers, _: int) -> Sequence[float]:
    limits = numpy.linspace(numbers[0], numbers[-1], CLASSES + 1)[1:-1]
    return [float(limit) for limit in limits]


def _natural(numbers: Numbers, digits: int) -> Sequence[float]:
    """Fisher-Jenks: least variance inside the classes."""
    distinct = numpy.unique(numbers)
    places = range(1, len(distinct))
    if len(distinct) > CLASSES:
        highest = jenkspy.jenks_breaks(numbers, n_classes=CLASSES)[1:-1]
        places = numpy.searchsorted(distinct, highest, side="right")
    return [
        _between(float(distinct[place - 1]), float(distinct[place]), digits)
        for place in places
        if place < len(distinct)
    ]


def _between(low: float, high: float, digits: int) -> float:
    """A rounded limit above ``low`` and not above ``high``, so that both keep their class."""
    unit = 10.0**digits
    for limit in (round((low + high) / 2, digits), math.floor(high * unit) / unit):
        if low < limit <= high:
            return limit
    return high


_RULES: dict[str, Callable[[Numbers, int], Sequence[float]]] = {
    BreakRule.QUANTILE: _quantile,
    BreakRule.EQUAL: _equal,
    BreakRule.NATURAL: _natural,
}
