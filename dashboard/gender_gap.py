"""Women beside men: truncated parity, what both achieve together, and the score of both.

All of it comes out of two published rates and their counts; where one of them is not shown
nothing is said. The signed gap (women − men, in points) is a series of its own: see ``dataset``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dashboard.catalogue import Direction, Group, Indicator, Unit
from dashboard.dataset import Dataset, Flag, Floats, Series

SCALES = {Unit.PERCENT: 100.0, Unit.PER_100: 100.0, Unit.PER_1000: 1000.0, Unit.PER_10000: 1e4}


def desirable(rates: Floats, direction: Direction) -> Floats:
    """Percentages of what is wished for: where lower is better, 100 − x.

    Ratios of complements differ, so which of both is compared is fixed by the catalogue's
    direction and never chosen by a reader.
    """
    return 100.0 - rates if direction is Direction.LOWER else rates


def parity(women: Floats, men: Floats) -> Floats:
    """Women's rate per men's, at most 1 (WEF's truncated parity); rates ≥ 0 of what is wished for.

    It tells how far women are behind and hides where they lead. 0/0 is missing (NaN).
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.minimum(women / men, 1.0)


def adjusted(parities: Floats, achievements: Floats, goalpost: float) -> Floats:
    """Parity × √(achievement / goalpost), the root at most 1: the same lack for all is no equality.

    After EIGE's Gender Equality Index, with a fixed goalpost in place of the best of the sample.
    ``achievements`` ≥ 0 and ``goalpost`` > 0 in the unit of the rates; the score lies in 0 to 1.
    """
    return parities * np.minimum(np.sqrt(achievements / goalpost), 1.0)


def points(shares: Floats) -> Floats:
    """Parities or scores (0 to 1) as whole points out of 100, as they are shown; who is behind
    never reads as equal."""
    return np.where(shares < 1, np.minimum(np.round(shares * 100), 99.0), np.round(shares * 100))


def goalpost(indicator: Indicator) -> float | None:
    """The desirable rate that counts as reached: the better end of the catalogue's fixed scale;
    ``None`` where the indicator has none."""
    if indicator.goalposts is None:
        return None
    low, high = indicator.goalposts
    return 100.0 - low if indicator.direction is Direction.LOWER else high


def scored(indicator: Indicator) -> bool:
    """Whether parity may be told: two rates of which one end is better.

    What is neutral, ambiguous or best at parity has none, and what is undesirable only where its
    complement is a rate too.
    """
    both = Group.GAP in indicator.shown_groups
    kept = indicator.unit is Unit.PERCENT or indicator.direction is Direction.HIGHER
    return both and kept and indicator.direction in (Direction.HIGHER, Direction.LOWER)


@dataclass(frozen=True, slots=True)
class Together:
    """Women and men of each area of a level, NaN where one of both is not shown.

    ``numerators`` and ``denominators`` are added up, never averaged; ``achievements`` are their
    rates in the indicator's unit, as they are shown. ``parities`` and ``scores`` (0 to 1) are NaN
    for indicators that are not ``scored``.
    """

    numerators: Floats
    denominators: Floats
    achievements: Floats
    parities: Floats
    scores: Floats


@lru_cache(maxsize=512)
def together(dataset: Dataset, series: Series) -> Together | None:
    """Women and men at the level and year of a series; ``None`` without both of them as rates."""
    women, men = (
        Series(series.indicator, group, series.year, series.level)
        for group in (Group.WOMEN, Group.MEN)
    )
    indicator = dataset.indicator(series)
    if not (dataset.has(women) and dataset.has(men) and indicator.unit in SCALES):
        return None
    hers, his = dataset.measured(women), dataset.measured(men)
    shown = (hers.flags == Flag.OK) & (his.flags == Flag.OK)
    scale = SCALES[indicator.unit]
    numerators = np.where(shown, hers.numerators + his.numerators, np.nan)
    denominators = np.where(shown, hers.denominators + his.denominators, np.nan)
    exact = _rates(numerators, denominators, scale)
    achievements = np.round(exact, indicator.digits) + 0.0
    nothing = np.full(len(shown), np.nan)
    if not scored(indicator):
        return Together(numerators, denominators, achievements, nothing, nothing)
    # out of the counts: of two rates that are rounded alike one may still be behind
    rates = (_rates(one.numerators, one.denominators, scale) for one in (hers, his))
    wished = (desirable(one, indicator.direction) for one in rates)
    parities = np.where(shown, parity(*wished), np.nan)
    best = goalpost(indicator)
    scores = adjusted(parities, desirable(exact, indicator.direction), best) if best else nothing
    return Together(numerators, denominators, achievements, parities, scores)


def _rates(numerators: Floats, denominators: Floats, scale: float) -> Floats:
    return numerators / np.where(denominators > 0, denominators, np.nan) * scale
