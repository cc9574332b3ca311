"""Intervals: how far chance alone could move a value (95 %).

A register counts everybody, yet a share of 40 women says less than one of 40,000: next year it
would be another by chance. Two values whose difference lies within chance are called similar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.dataset import Floats

Z = 1.959963984540054  # 97.5 % quantile of the normal distribution


@dataclass(frozen=True, slots=True)
class Estimates:
    """Values with the lower and upper end of their intervals, one per area; NaN where unknown."""

    values: Floats
    low: Floats
    high: Floats

    def at(self, place: int) -> Estimates:
        """One area's value and interval, as arrays of one."""
        only = slice(place, place + 1)
        return Estimates(self.values[only], self.low[only], self.high[only])


def share(numerators: Floats, denominators: Floats, scale: float) -> tuple[Floats, Floats]:
    """Ends of the interval of a share times ``scale`` (Wilson's score interval, Newcombe 1998)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        people = np.where(denominators > 0, denominators, np.nan)
        found = numerators / people
        middle = found + Z**2 / (2 * people)
        reach = Z * np.sqrt(found * (1 - found) / people + Z**2 / (4 * people**2))
        below = 1 + Z**2 / people
    # at 0 and 1 rounding would leave 1e-17 instead of the end itself
    low = np.where(found == 0, 0.0, (middle - reach) / below)
    high = np.where(found == 1, 1.0, (middle + reach) / below)
    return low * scale, high * scale


def rate(numerators: Floats, denominators: Floats, scale: float) -> tuple[Floats, Floats]:
    """Ends of the interval of events per people times ``scale`` (Byar, in Breslow and Day 1987)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        people = np.where(denominators > 0, denominators, np.nan)
        events = np.where(numerators > 0, numerators, np.nan)
        more = numerators + 1
        low = events * (1 - 1 / (9 * events) - Z / (3 * np.sqrt(events))) ** 3
        high = more * (1 - 1 / (9 * more) + Z / (3 * np.sqrt(more))) ** 3
    low = np.where(numerators == 0, 0.0, low)
    return low / people * scale, high / people * scale


def rounded(values: Floats, digits: int) -> tuple[Floats, Floats]:
    """Ends of what is published as the same figure, where nothing is known about chance."""
    half = 0.5 * 10.0**-digits
    return values - half, values + half


def difference(one: Estimates, other: Estimates) -> Estimates:
    """``one`` − ``other`` with its interval out of theirs (MOVER, Zou and Donner 2008).

    For two shares with Wilson's intervals it is Newcombe's interval of their difference.
    """
    values = one.values - other.values
    low = values - np.hypot(one.values - one.low, other.high - other.values)
    high = values + np.hypot(one.high - one.values, other.values - other.low)
    return Estimates(values, low, high)


def distance(found: Estimates, centre: float) -> Estimates:
    """How far from ``centre``, whichever side: for what is best where it is equal."""
    ends = np.stack([np.abs(found.low - centre), np.abs(found.high - centre)])
    holds = (found.low <= centre) & (centre <= found.high)
    return Estimates(
        np.abs(found.values - centre), np.where(holds, 0.0, ends.min(axis=0)), ends.max(axis=0)
    )
