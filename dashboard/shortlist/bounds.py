"""Every threshold of a shortlist on every area: between which bounds the area's figure lies.

A figure that is known has two equal bounds, a missing one none (−∞ and ∞), a count of
neighbourhoods of which some have no value two different ones. So a threshold is met, missed, or
can't be told, by one rule for all kinds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from dashboard.catalogue import Level
from dashboard.criterion import Criterion, Operator
from dashboard.dataset import Dataset, Flag, Floats, Selection, Series
from dashboard.extent import extent
from dashboard.index.scores import DIGITS, Index
from dashboard.shortlist_view import (
    InWorstTenth,
    More,
    Neighbourhoods,
    ScoreAtMost,
    Side,
    Veto,
)
from dashboard.threshold import NEAR, criterion_series, evaluate
from dashboard.view import View

SHARE_DIGITS = 1  # of shares of people, in percent


@dataclass(frozen=True, slots=True)
class LeastCovered:
    """Eligible are areas of which at least this percentage of the weight rests on values."""

    value: float


@dataclass(frozen=True, slots=True)
class LeastPeople:
    """Eligible are areas with at least this many residents."""

    value: float


Asked = Criterion | More | Veto | LeastCovered | LeastPeople


@dataclass(frozen=True, slots=True, eq=False)
class Inner:
    """Per district its neighbourhoods' known values, ascending, and how many have none: what a
    count of neighbourhoods is made of. ``shares``: counts are turned into percent."""

    values: tuple[Floats, ...]
    missing: Floats
    shares: bool
    digits: int

    def counted(self, operator: Operator, value: float) -> tuple[Floats, Floats]:
        """Least and most neighbourhoods (or their percentage) that meet a threshold, per area; no
        bounds for a district without any."""
        least = np.array([_meeting(one, operator, value) for one in self.values], dtype=float)
        most = least + self.missing
        whole = np.array([len(one) for one in self.values]) + self.missing
        if self.shares:
            part = np.divide(100.0, whole, out=np.zeros(len(whole)), where=whole > 0)
            least, most = (np.round(one * part, SHARE_DIGITS) for one in (least, most))
        nobody = whole == 0
        return np.where(nobody, -np.inf, least), np.where(nobody, np.inf, most)


def _meeting(values: Floats, operator: Operator, value: float) -> int:
    if operator is Operator.AT_LEAST:
        return len(values) - int(np.searchsorted(values, value, side="left"))
    return int(np.searchsorted(values, value, side="right"))


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """One threshold on every area of the level: ``low`` and ``high`` bound the area's figure, in
    the unit of ``value``. ``digits``: decimals of the figures. ``scale``: the lowest and the
    highest figure, for near misses. ``of_score``: it follows the weights. ``inner``: of a count of
    neighbourhoods."""

    asked: Asked
    operator: Operator
    value: float
    low: Floats
    high: Floats
    digits: int
    scale: tuple[float, float]
    of_score: bool = False
    inner: Inner | None = None

    @property
    def met(self) -> Selection:
        """Areas that meet the threshold, whatever is missing."""
        return self.met_at(self.value)

    def met_at(self, value: float) -> Selection:
        """Areas that would meet the threshold at another value."""
        if self.operator is Operator.AT_LEAST:
            return np.asarray(self.low >= value)
        return np.asarray(self.high <= value)

    @property
    def unmet(self) -> Selection:
        """Areas that miss it, whatever is missing."""
        if self.operator is Operator.AT_LEAST:
            return np.asarray(self.high < self.value)
        return np.asarray(self.low > self.value)

    @property
    def unknown(self) -> Selection:
        """Areas of which it can't be told."""
        return ~self.met & ~self.unmet

    @property
    def missed(self) -> Floats:
        """Distance from the threshold in its unit, the least that is possible; 0 where it is met,
        NaN where that can't be told."""
        at_least = self.operator is Operator.AT_LEAST
        distance = self.value - self.high if at_least else self.low - self.value
        return np.where(self.unmet, distance, np.where(self.met, 0.0, np.nan))

    @property
    def narrowly(self) -> Selection:
        """Areas that miss it by at most ``NEAR`` of the scale."""
        most = NEAR * (self.scale[1] - self.scale[0]) + 1e-9
        return self.unmet & (np.nan_to_num(self.missed) <= most)

    def figure(self, place: int) -> float:
        """The area's figure, NaN where it is not known exactly."""
        low, high = float(self.low[place]), float(self.high[place])
        return low if low == high else float("nan")


def known(values: Floats) -> tuple[Floats, Floats]:
    """Both bounds of figures of which some are missing (NaN)."""
    return (
        np.where(np.isnan(values), -np.inf, values),
        np.where(np.isnan(values), np.inf, values),
    )


def span_of(values: Floats, inside: Selection) -> tuple[float, float]:
    """Lowest and highest of the known figures."""
    found = values[inside & np.isfinite(values)]
    return (float(found.min()), float(found.max())) if len(found) else (0.0, 1.0)


def criteria_bounds(
    dataset: Dataset, view: View, index: Index, inside: Selection
) -> tuple[Bounds, ...]:
    """The criteria of a view that names the level: thresholds on indicators, then the others."""
    judged = evaluate(dataset, view).judged if view.criteria else ()
    found = []
    for one in judged:
        low, high = known(np.where(one.known, one.values, np.nan))
        criterion = one.criterion
        digits = dataset.catalogue.indicators[criterion.indicator].digits
        bounds = Bounds(
            criterion, criterion.operator, criterion.value, low, high, digits, one.scale
        )
        found.append(bounds)
    return (*found, *(_more(dataset, one, index, inside) for one in view.shortlist.more))


def _more(dataset: Dataset, asked: More, index: Index, inside: Selection) -> Bounds:
    if isinstance(asked, ScoreAtMost):
        return score_bounds(asked, index, inside)
    if isinstance(asked, InWorstTenth):
        return _worst_tenth(dataset, asked, index.level, inside)
    return _neighbourhoods(dataset, asked, index.level, inside)


def score_bounds(asked: ScoreAtMost, index: Index, inside: Selection) -> Bounds:
    """The synthesis score as it is shown."""
    scale = span_of(index.scores, inside)
    low, high = known(index.scores)
    return Bounds(asked, Operator.AT_MOST, asked.value, low, high, DIGITS, scale, of_score=True)


def _worst_tenth(dataset: Dataset, asked: InWorstTenth, level: Level, inside: Selection) -> Bounds:
    """Unknown everywhere where the indicator has no worst tenth, and for neighbourhoods."""
    criterion = asked.criterion
    series = None if level is Level.NEIGHBOURHOOD else _with_extent(dataset, criterion, level)
    found = extent(dataset, series) if series else None
    shares = np.full(len(inside), np.nan)
    if found is not None:
        shares = np.round(100 * found.worst, SHARE_DIGITS)
    scale = span_of(shares, inside)
    return Bounds(asked, criterion.operator, criterion.value, *known(shares), SHARE_DIGITS, scale)


def _with_extent(dataset: Dataset, criterion: Criterion, level: Level) -> Series | None:
    """The series of a district whose neighbourhoods have values, in their newest year."""
    fine = criterion_series(dataset, criterion, Level.NEIGHBOURHOOD)
    return replace(fine, level=level) if fine else None


def _neighbourhoods(
    dataset: Dataset, asked: Neighbourhoods, level: Level, inside: Selection
) -> Bounds:
    """Unknown everywhere for neighbourhoods, and where the indicator has no values of them."""
    criterion = asked.criterion
    series = criterion_series(dataset, criterion, Level.NEIGHBOURHOOD)
    digits = SHARE_DIGITS if asked.of_all else 0
    if series is None or level is Level.NEIGHBOURHOOD:
        nothing = known(np.full(len(inside), np.nan))
        return Bounds(asked, asked.operator, asked.wanted, *nothing, digits, (0.0, 1.0))
    inner = _inner(dataset, series, level, asked.of_all)
    low, high = inner.counted(criterion.operator, criterion.value)
    scale = span_of(np.concatenate([low, high]), np.concatenate([inside, inside]))
    return Bounds(asked, asked.operator, asked.wanted, low, high, digits, scale, inner=inner)


@lru_cache(maxsize=64)
def _inner(dataset: Dataset, series: Series, level: Level, shares: bool) -> Inner:
    measured = dataset.measured(series)
    countable = dataset.countable(Level.NEIGHBOURHOOD, dataset.release.provinces)
    parents = dataset.areas(Level.NEIGHBOURHOOD)[str(level)].to_numpy()
    shown = countable & (measured.flags == Flag.OK)
    ids = dataset.areas(level)["id"].to_numpy()
    values = tuple(np.sort(measured.values[shown & (parents == one)]) for one in ids)
    missing = np.array([float((countable & ~shown & (parents == one)).sum()) for one in ids])
    return Inner(values, missing, shares, dataset.indicator(series).digits)


def covered_bounds(asked: LeastCovered, covered: Floats) -> Bounds:
    """The share of the weight that rests on values, in percent."""
    low, high = known(covered)
    return Bounds(
        asked, Operator.AT_LEAST, asked.value, low, high, SHARE_DIGITS, (0.0, 100.0), of_score=True
    )


def people_bounds(asked: LeastPeople, residents: Floats) -> Bounds:
    """Residents as they are published."""
    low, high = known(residents)
    scale = span_of(residents, np.ones(len(residents), dtype=np.bool_))
    return Bounds(asked, Operator.AT_LEAST, asked.value, low, high, 0, scale)


def veto_bounds(veto: Veto, index: Index, inside: Selection) -> Bounds:
    """A veto as what areas need to escape it: a score at least, or at most, that of the limit.
    Unknown where the theme has no score, and everywhere where the level has no such theme."""
    scores = np.full(len(inside), np.nan)
    themes = index.entering.structure.themes
    if veto.theme in themes:
        scores = np.round(index.found.themes[:, themes.index(veto.theme)], DIGITS)
    operator = Operator.AT_LEAST if veto.side is Side.BELOW else Operator.AT_MOST
    low, high = known(scores)
    return Bounds(veto, operator, veto.value, low, high, DIGITS, span_of(scores, inside))


def coverage_of(index: Index) -> Floats:
    """Percent of the present weight that rests on values, per area."""
    shares, covered = index.shares.weights.themes, np.nan_to_num(index.found.theme_coverage)
    return np.asarray(np.round(100 * covered @ shares, SHARE_DIGITS))
