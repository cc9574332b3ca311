"""How far each threshold can move before the list changes: the next value up and down, exactly.

A list changes only where a threshold crosses a figure of some area, so every figure is tried, the
nearest first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dashboard.criterion import Criterion, Operator
from dashboard.dataset import Dataset, Floats, Selection
from dashboard.shortlist.bounds import Asked, Bounds, LeastPeople
from dashboard.shortlist.selection import Shortlist, all_of, counted, first_k, shortlist_of
from dashboard.shortlist_view import WHOLE, Neighbourhoods
from dashboard.view import View

MOST_DIGITS = 6
CHUNK = 200  # thresholds at a time

MetAt = Callable[[Floats], Selection]  # thresholds to thresholds × areas


class Threshold(StrEnum):
    """Which threshold is moved; ``NEIGHBOURHOOD`` is the one on the indicator, of a criterion that
    counts neighbourhoods."""

    CRITERION = "criterion"
    NEIGHBOURHOOD = "neighbourhood"
    VETO = "veto"
    ELIGIBILITY = "eligibility"


@dataclass(frozen=True, slots=True)
class Step:
    """The nearest value at which the list is another one; positions of who enters and leaves."""

    value: float
    enters: tuple[int, ...]
    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Margin:
    """One threshold, named by its kind and its place among them: its value, and the next values
    below and above at which the list changes; ``None`` where no value that way does it."""

    threshold: Threshold
    place: int
    value: float
    down: Step | None
    up: Step | None


def margins_of(dataset: Dataset, view: View) -> tuple[Margin, ...]:
    """Every threshold of the view, in the order of criteria, vetoes, eligibility."""
    return _margins(shortlist_of(dataset, view))


@lru_cache(maxsize=32)
def _margins(found: Shortlist) -> tuple[Margin, ...]:
    margins = []
    for place, one in enumerate(found.criteria):
        margins.append(_margin(found, Threshold.CRITERION, place, one))
        if one.inner is not None and isinstance(one.asked, Neighbourhoods):
            margins.append(_inner_margin(found, place, one, one.asked))
    for place, one in enumerate(found.vetoes):
        margins.append(_margin(found, Threshold.VETO, place, one))
    for place, one in enumerate(found.eligibility):
        margins.append(_margin(found, Threshold.ELIGIBILITY, place, one))
    return tuple(margins)


def _margin(found: Shortlist, kind: Threshold, place: int, one: Bounds) -> Margin:
    figures = one.low if one.operator is Operator.AT_LEAST else one.high
    finite = np.unique(figures[found.inside & np.isfinite(figures)])
    down, up = turning_points(finite, one.operator, one.value, one.digits)

    def met(values: Floats) -> Selection:
        if one.operator is Operator.AT_LEAST:
            return np.asarray(one.low[None, :] >= values[:, None])
        return np.asarray(one.high[None, :] <= values[:, None])

    low, high = _askable(one.asked)
    within = (values[(values >= low) & (values <= high)] for values in (down, up))
    first = (_first(found, kind, place, values, met) for values in within)
    return Margin(kind, place, one.value, *first)


def _askable(asked: Asked) -> tuple[float, float]:
    """What the threshold may be in a view: what is out of 100 is asked from 0 to 100."""
    if isinstance(asked, Criterion):
        return -np.inf, np.inf
    if isinstance(asked, LeastPeople) or (isinstance(asked, Neighbourhoods) and not asked.of_all):
        return 0.0, np.inf
    return 0.0, WHOLE


def _inner_margin(found: Shortlist, place: int, one: Bounds, asked: Neighbourhoods) -> Margin:
    inner, criterion = one.inner, asked.criterion
    assert inner is not None
    here = [inner.values[area] for area in np.flatnonzero(found.inside)]
    figures = np.unique(np.concatenate([*here, np.array([])]))
    down, up = turning_points(figures, criterion.operator, criterion.value, inner.digits)

    def met(values: Floats) -> Selection:
        rows = []
        for value in values:
            low, high = inner.counted(criterion.operator, float(value))
            rows.append(
                low >= one.value if one.operator is Operator.AT_LEAST else high <= one.value
            )
        return np.array(rows, dtype=np.bool_)

    kind = Threshold.NEIGHBOURHOOD
    first = (_first(found, kind, place, values, met) for values in (down, up))
    return Margin(kind, place, criterion.value, *first)


def turning_points(
    figures: Floats, operator: Operator, value: float, digits: int
) -> tuple[Floats, Floats]:
    """Values below and above a threshold at which some area begins or ceases to meet it, the
    nearest first; on the finer of the figures' and the threshold's decimals."""
    fine = next(
        (one for one in range(digits, MOST_DIGITS) if np.isclose(round(value, one), value)),
        MOST_DIGITS,
    )
    step = 10.0**-fine
    at_least = operator is Operator.AT_LEAST
    # Going up, "at least" loses an area just above its figure, "at most" wins one right at it.
    up = figures[figures >= value] + step if at_least else figures[figures > value]
    down = figures[figures < value] if at_least else figures[figures <= value] - step
    return np.unique(np.round(down, fine))[::-1], np.unique(np.round(up, fine))


def _first(
    found: Shortlist, kind: Threshold, place: int, values: Floats, met: MetAt
) -> Step | None:
    now = np.zeros(len(found.inside), dtype=np.bool_)
    now[list(found.listed)] = True
    scores = found.index.found.index[None, :]
    for start in range(0, len(values), CHUNK):
        part = values[start : start + CHUNK]
        listed = first_k(scores, _passing(found, kind, place, met(part)), found.k)
        changed = np.flatnonzero((listed != now).any(axis=1))
        if len(changed):
            then = listed[changed[0]]
            enters, leaves = np.flatnonzero(then & ~now), np.flatnonzero(now & ~then)
            return Step(float(part[changed[0]]) + 0.0, _positions(enters), _positions(leaves))
    return None


def _positions(places: npt.NDArray[np.intp]) -> tuple[int, ...]:
    return tuple(int(one) for one in places)


def _passing(found: Shortlist, kind: Threshold, place: int, met: Selection) -> Selection:
    """Thresholds × areas: who passes where one threshold is met as told and the others stay."""
    groups = {
        Threshold.CRITERION: found.criteria,
        Threshold.VETO: found.vetoes,
        Threshold.ELIGIBILITY: found.eligibility,
    }
    kind = Threshold.CRITERION if kind is Threshold.NEIGHBOURHOOD else kind
    rest = {
        name: [one.met for at, one in enumerate(bounds) if (name, at) != (kind, place)]
        for name, bounds in groups.items()
    }
    scored = found.inside & ~np.isnan(found.index.scores)
    settled = all_of([*rest[Threshold.VETO], *rest[Threshold.ELIGIBILITY]], scored)
    enough = counted(rest[Threshold.CRITERION], len(found.inside))
    if kind is Threshold.CRITERION:
        return np.asarray(settled & (enough + met >= found.needed))
    return np.asarray(settled & (enough >= found.needed) & met)
