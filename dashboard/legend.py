"""What the legend says: limits, how many areas and how many people stand in each class, and why
the others have no colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import BreakRule, Group, Level
from dashboard.classes import classes
from dashboard.dataset import Dataset, Flag, Flags, Floats, Selection, Series
from dashboard.reliability import reliability
from dashboard.view import View

BINS = 28
NARROWEST = 0.13  # share of the ruler below which two labels would collide


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar: its class, its place and width on the ruler and the shares it holds (0 to 1)."""

    of_class: int
    start: float
    width: float
    areas: float
    people: float


@dataclass(frozen=True, slots=True)
class Legend:
    """A ruler from ``edges[0]`` to ``edges[-1]`` with the classes between, and the counts.

    ``edges`` are values (the lowest, each break, the highest), ``positions`` their places on the
    ruler from 0 to 1; between two edges the ruler is linear. ``people`` is ``women`` where the
    release counts them, else ``residents``. ``unreliable`` areas have a value and a mark.
    """

    edges: tuple[float, ...]
    positions: tuple[float, ...]
    bins: tuple[Bin, ...]
    counts: dict[Flag, int]
    people: str
    unreliable: int

    @property
    def valued(self) -> int:
        """Areas with a value."""
        return self.counts[Flag.OK]

    @property
    def total(self) -> int:
        """Areas that could have one."""
        return sum(self.counts.values())


def legend(dataset: Dataset, view: View) -> Legend:
    """The legend of what the view shows; breaks are shared, counts are those of its provinces."""
    series = view.series
    scope = dataset.in_provinces(series.level, view.provinces(dataset))
    measured = dataset.measured(series)
    found = legend_of(
        measured.values,
        measured.flags,
        classes(dataset, series, view.rule),
        dataset.breaks(series, view.rule),
        scope,
        people_of(dataset, series.level),
    )
    shown = scope & (measured.flags == Flag.OK)
    unreliable = int(reliability(dataset, series).unreliable[shown].sum())
    return replace(found, unreliable=unreliable)


def legend_of(
    values: Floats,
    flags: Flags,
    found: npt.NDArray[np.int8],
    limits: tuple[float, ...],
    scope: Selection,
    counted: tuple[Floats, str],
) -> Legend:
    """The legend of any values: their classes (``found``, ascending with the values) between
    ``limits``; counts are those inside ``scope``, ``counted`` is what ``people_of`` gives."""
    shown = scope & (flags == Flag.OK)
    edges = _edges(values[flags == Flag.OK], limits)
    positions = _positions(edges)
    weights, people = counted
    # the line shows the shares of the people who are counted
    people_here = np.nan_to_num(weights[shown])
    bins = _bins(edges, positions, values[shown], found[shown], people_here)
    counts = {
        flag: int(np.sum(scope & (flags == flag)))
        for flag in (Flag.OK, Flag.NO_DATA, Flag.TOO_FEW, Flag.SUPPRESSED)
    }
    return Legend(edges, positions, bins, counts, people, 0)


def mark_places(
    found: Legend, marks: Sequence[tuple[str, float]], apart: float
) -> list[tuple[str, float, int]]:
    """Letter, place on the ruler (0 to 1) and tier of each value that is known.

    A letter stands on the lowest tier on which no other is less than ``apart`` (of the ruler) away.
    """
    known = [
        (float(np.interp(value, found.edges, found.positions)), letter)
        for letter, value in marks
        if not math.isnan(value)
    ]
    placed: list[tuple[str, float, int]] = []
    for place, letter in sorted(known):
        taken = {tier for _, other, tier in placed if place - other < apart}
        tier = next(one for one in range(len(known)) if one not in taken)
        placed.append((letter, place, tier))
    return placed


def people_of(dataset: Dataset, level: Level) -> tuple[Floats, str]:
    """People per area, NaN where they are not told: women where the release counts them, else
    residents."""
    for series in dataset.offers.get("women_share", ()):
        if series.level is level and series.group is Group.WOMEN:
            women = dataset.measured(series).numerators
            if np.isfinite(women).any():
                return women, "women"
    residents = dataset.areas(level)["population"].to_numpy(np.float64, na_value=np.nan)
    return residents, "residents"


def _edges(values: Floats, limits: tuple[float, ...]) -> tuple[float, ...]:
    if not len(values):
        return (limits[0], *limits, limits[-1] + 1) if limits else (0.0, 1.0)
    low, high = (float(one) for one in np.percentile(values, (0.5, 99.5)))
    if not limits:
        return (low, max(high, low + 1e-9))
    # The ends of the ruler leave out the half per cent of outliers on either side, which would
    # press all other bars together; they are counted in the first and the last bar.
    step = (limits[-1] - limits[0]) / max(len(limits) - 1, 1) or abs(limits[0]) or 1.0
    low = min(low, limits[0] - step * 0.25)
    if float(values.min()) >= 0:
        low = max(low, 0.0) if limits[0] > 0 else low
    return (low, *limits, max(high, limits[-1] + step * 0.25))


def _positions(edges: tuple[float, ...]) -> tuple[float, ...]:
    spread = np.array(edges)
    linear = (spread - spread[0]) / (spread[-1] - spread[0])
    if len(linear) < 2 or np.diff(linear).min() >= NARROWEST:
        return tuple(float(one) for one in linear)
    # Skewed values: every class gets the same width, because labels would lie on each other.
    return tuple(float(one) for one in np.linspace(0, 1, len(edges)))


def _bins(
    edges: tuple[float, ...],
    positions: tuple[float, ...],
    values: Floats,
    found: np.ndarray,
    weights: Floats,
) -> tuple[Bin, ...]:
    bins: list[Bin] = []
    people = weights.sum() or 1.0
    for of_class in range(len(edges) - 1):
        here = found == of_class
        width = positions[of_class + 1] - positions[of_class]
        parts = max(1, round(width * BINS))
        limits = np.linspace(edges[of_class], edges[of_class + 1], parts + 1)
        part = np.clip(np.searchsorted(limits, values[here], side="right") - 1, 0, parts - 1)
        for one in range(parts):
            inside = part == one
            bins.append(
                Bin(
                    of_class,
                    positions[of_class] + width * one / parts,
                    width / parts,
                    float(inside.sum() / max(len(values), 1)),
                    float(weights[here][inside].sum() / people),
                )
            )
    return tuple(bins)


def histogram(values: Floats, low: float, high: float, bins: int = BINS) -> list[int]:
    """Number of values per equal bar between ``low`` and ``high``; outliers in the end bars."""
    counts, _ = np.histogram(np.clip(values, low, high), bins=bins, range=(low, high))
    return [int(count) for count in counts]


def in_span(values: Floats, span: tuple[float, float] | None) -> Selection:
    """Which values lie in the brushed range; all that exist where nothing is brushed."""
    if span is None:
        return np.isfinite(values)
    return (values >= span[0]) & (values <= span[1])


def rule_in_use(dataset: Dataset, series: Series, rule: BreakRule | None) -> BreakRule | None:
    """The rule whose breaks are shown, ``None`` where the release froze none."""
    rules = dataset.rules(series)
    return rule if rule in rules else (rules[0] if rules else None)
