"""Thresholds: which areas meet the criteria, which do not and why, and which can't be judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag, Floats, Selection, Series
from dashboard.legend import people_of
from dashboard.view import Criterion, Operator, View

PALETTE = "thr-4"  # 0 out, 1 one criterion short, 2 enough criteria, 3 all criteria
MOST_AT_FIRST = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion on every area of a level: ``met`` is meaningless where ``known`` is false."""

    criterion: Criterion
    series: Series | None
    values: Floats
    met: Selection
    known: Selection


@dataclass(frozen=True, slots=True)
class Outcome:
    """All criteria together, one entry per area of the level.

    ``passes``: at least ``needed`` criteria are met. ``unknown``: missing values could still make
    the area pass, so it neither passes nor fails. ``people`` counts women, else residents.
    """

    level: Level
    needed: int
    judged: tuple[Judged, ...]
    inside: Selection
    met: npt.NDArray[np.int8]
    passes: Selection
    unknown: Selection
    people: Floats
    who: str

    @property
    def fails(self) -> Selection:
        """Areas that can't pass any more."""
        return self.inside & ~self.passes & ~self.unknown

    def letters(self) -> str:
        """Classes for the map: digits of ``PALETTE``; ``n`` where a missing value decides."""
        every = self.met == len(self.judged)
        short = self.met == self.needed - 1
        found = np.where(every, "3", np.where(self.passes, "2", np.where(short, "1", "0")))
        return "".join(np.where(self.unknown, "n", np.where(self.inside, found, "x")))


def criterion_series(dataset: Dataset, criterion: Criterion, level: Level) -> Series | None:
    """The newest series of the criterion at a level, ``None`` where it is not published there."""
    return next(
        (
            one
            for one in dataset.offers[criterion.indicator]
            if one.level is level and one.group is criterion.group
        ),
        None,
    )


def judged_level(view: View) -> Level:
    """Level of the areas that are judged: the wished one, districts instead of provinces."""
    return Level.DISTRICT if view.level is Level.PROVINCE else view.level


def evaluate(dataset: Dataset, view: View) -> Outcome:
    """The view's criteria on the areas of its level and provinces.

    A criterion that is not published at the level is unknown everywhere: a district's figure is
    never lent to its neighbourhoods.
    """
    level = judged_level(view)
    inside = dataset.in_provinces(level, view.provinces(dataset))
    inside &= ~dataset.areas(level)["kind"].isin(("islet", "industrial")).to_numpy(np.bool_)
    criteria = view.criteria or first_criteria(dataset, level)
    judged = tuple(_judge(dataset, one, level) for one in criteria)
    needed = min(view.needed or len(judged), len(judged))
    met = np.zeros(len(inside), dtype=np.int8)
    missing = np.zeros(len(inside), dtype=np.int8)
    for one in judged:
        met += one.met & one.known
        missing += ~one.known
    passes = inside & (met >= needed)
    unknown = inside & ~passes & (met + missing >= needed)
    people, who = people_of(dataset, level)
    return Outcome(level, needed, judged, inside, met, passes, unknown, people, who)


def _judge(dataset: Dataset, criterion: Criterion, level: Level) -> Judged:
    series = criterion_series(dataset, criterion, level)
    count = len(dataset.areas(level))
    if series is None:
        nothing = np.zeros(count, dtype=np.bool_)
        return Judged(criterion, None, np.full(count, np.nan), nothing, nothing)
    measured = dataset.measured(series)
    # Judged as it is shown: the value rounded to the published digits. Otherwise a filter on finer
    # steps would tell more than the table does.
    values = np.round(measured.values, dataset.indicator(series).digits)
    known = measured.flags == Flag.OK
    at_least = criterion.operator is Operator.AT_LEAST
    met = values >= criterion.value if at_least else values <= criterion.value
    return Judged(criterion, series, values, met & known, known)


def first_criteria(dataset: Dataset, level: Level) -> tuple[Criterion, ...]:
    """Something to begin with: the first judged indicators, at the worse third of the areas."""
    found: list[Criterion] = []
    for key, offers in dataset.offers.items():
        indicator = dataset.catalogue.indicators[key]
        fits = [one for one in offers if one.level is level and one.group != "gap"]
        fits.sort(key=lambda one: one.group != indicator.default_group)
        if indicator.judged and fits and indicator.direction != "parity":
            found.append(criterion_at(dataset, fits[0]))
        if len(found) == MOST_AT_FIRST:
            break
    if not found:
        first = next(
            one for offers in dataset.offers.values() for one in offers if one.level is level
        )
        found.append(criterion_at(dataset, first))
    return tuple(found)


def criterion_at(dataset: Dataset, series: Series) -> Criterion:
    """A criterion at the limit of the worse third of the series' values."""
    measured = dataset.measured(series)
    known = measured.values[measured.flags == Flag.OK]
    higher = dataset.indicator(series).direction == "higher"
    digits = dataset.indicator(series).digits
    value = float(np.round(np.percentile(known, 33 if higher else 67), digits)) if len(known) else 0
    operator = Operator.AT_MOST if higher else Operator.AT_LEAST
    return Criterion(series.indicator, series.group, operator, value)


def places(outcome: Outcome, which: Selection) -> list[int]:
    """Positions of areas, the most people first."""
    found = np.flatnonzero(which)
    return [int(one) for one in found[np.argsort(-outcome.people[found], kind="stable")]]


def shortfall(judged: Judged, place: int) -> float:
    """How far an area is from meeting a criterion, in the indicator's unit; NaN where unknown."""
    return float(abs(judged.values[place] - judged.criterion.value))
