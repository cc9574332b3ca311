"""Thresholds: which areas meet the criteria, which do not and why, and which can't be judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Flag, Floats, Selection, Series
from dashboard.view import Criterion, Operator, View

PALETTE = "thr-4"  # 0 out, 1 near miss, 2 enough criteria, 3 all criteria
MOST_AT_FIRST = 2
NEAR = 0.05  # share of a criterion's scale within which a missed threshold is narrowly missed
OUTLIERS = (0.5, 99.5)  # percentiles between which a skewed scale runs
SKEWED = 1.5  # how many times wider the whole range is than the one between the percentiles
LEAST_JUDGED = 0.5  # share of a district's residents below which no share is given


class State(StrEnum):
    """What the criteria together say of an area."""

    PASS = "pass"
    NEAR = "near"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion on every area of a level: ``met`` is false where ``known`` is.

    ``scale``: the lowest and the highest value of its slider and histogram, over all provinces.
    ``missed``: how far a value is from the threshold, in the indicator's unit; 0 where it is met,
    NaN where it is not known.
    """

    criterion: Criterion
    series: Series | None
    values: Floats
    met: Selection
    known: Selection
    scale: tuple[float, float]

    @property
    def missed(self) -> Floats:
        """Distance from the threshold, in the indicator's unit."""
        return np.where(self.met, 0.0, np.abs(self.values - self.criterion.value))

    @property
    def narrowly(self) -> Selection:
        """Areas that miss the threshold by at most ``NEAR`` of the scale."""
        most = NEAR * (self.scale[1] - self.scale[0]) + 1e-9
        return self.known & ~self.met & (self.missed <= most)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All criteria together, one entry per area of the level.

    Inside the view's provinces every area is in one of four states. ``passes``: at least
    ``needed`` criteria are met. ``unknown``: missing values could still make the area pass.
    ``near``: it can't pass, but would if the narrowly missed thresholds were met. Else it fails.
    ``residents`` and ``women`` are NaN where the release does not tell them; ``women`` is ``None``
    where it tells them of no area of the level.
    """

    level: Level
    needed: int
    judged: tuple[Judged, ...]
    inside: Selection
    met: npt.NDArray[np.int8]
    passes: Selection
    unknown: Selection
    near: Selection
    residents: Floats
    women: Floats | None

    @property
    def fails(self) -> Selection:
        """Areas that can't pass, the near misses left out."""
        return self.inside & ~self.passes & ~self.unknown & ~self.near

    @property
    def people(self) -> Floats:
        """Women where the release counts them, else residents."""
        return self.residents if self.women is None else self.women

    @property
    def who(self) -> str:
        """Whom ``people`` counts: ``women`` or ``residents``."""
        return "residents" if self.women is None else "women"

    def areas(self, state: State) -> Selection:
        """Areas in a state."""
        return {
            State.PASS: self.passes,
            State.NEAR: self.near,
            State.FAIL: self.fails,
            State.UNKNOWN: self.unknown,
        }[state]

    def state(self, place: int) -> State | None:
        """State of one area; ``None`` outside the provinces and where nothing is ever valued."""
        return next((one for one in State if self.areas(one)[place]), None)

    def letters(self) -> str:
        """Classes for the map: digits of ``PALETTE``; ``n`` where a missing value decides."""
        found = np.full(len(self.inside), ord("x"), dtype=np.uint8)
        found[self.fails] = ord("0")
        found[self.near] = ord("1")
        found[self.passes] = ord("2")
        found[self.passes & (self.met == len(self.judged))] = ord("3")
        found[self.unknown] = ord("n")
        return found.tobytes().decode("ascii")


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a district (of a province, where districts are judged) meets the criteria.

    ``residents`` and ``women``: people in areas that pass per people in areas that could be judged,
    0 to 1; NaN where areas with less than ``LEAST_JUDGED`` of the residents could be judged.
    ``counts``: how many of its areas are in each state.
    """

    area: str
    residents: float
    women: float
    counts: dict[State, int]

    @property
    def main(self) -> float:
        """The share by which districts are sorted: of women where they are counted."""
        return self.residents if np.isnan(self.women) else self.women


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
    inside = dataset.countable(level, view.provinces(dataset))
    criteria = view.criteria or first_criteria(dataset, level)
    judged = tuple(_judge(dataset, one, level) for one in criteria)
    needed = min(view.needed or len(judged), len(judged))
    met = _counted([one.met for one in judged])
    missing = _counted([~one.known for one in judged])
    narrowly = _counted([one.narrowly for one in judged])
    passes = inside & (met >= needed)
    unknown = inside & ~passes & (met + missing >= needed)
    near = inside & ~passes & ~unknown & (met + narrowly >= needed)
    residents, women = _people(dataset, level)
    return Outcome(level, needed, judged, inside, met, passes, unknown, near, residents, women)


def _counted(selections: list[Selection]) -> npt.NDArray[np.int8]:
    """In how many selections each area is."""
    found: npt.NDArray[np.int8] = np.sum(selections, axis=0, dtype=np.int8)
    return found


def _people(dataset: Dataset, level: Level) -> tuple[Floats, Floats | None]:
    """Residents and women per area, NaN where they are not published."""
    residents = dataset.areas(level)["population"].to_numpy(np.float64, na_value=np.nan)
    for series in dataset.offers.get("women_share", ()):
        if series.level is level and series.group is Group.WOMEN:
            measured = dataset.measured(series)
            women = np.where(measured.flags == Flag.OK, measured.numerators, np.nan)
            if np.isfinite(women).any():
                return residents, women
    return residents, None


def _judge(dataset: Dataset, criterion: Criterion, level: Level) -> Judged:
    series = criterion_series(dataset, criterion, level)
    count = len(dataset.areas(level))
    if series is None:
        nothing = np.zeros(count, dtype=np.bool_)
        return Judged(criterion, None, np.full(count, np.nan), nothing, nothing, (0.0, 1.0))
    values, known = _shown(dataset, series)
    at_least = criterion.operator is Operator.AT_LEAST
    met = values >= criterion.value if at_least else values <= criterion.value
    return Judged(criterion, series, values, met & known, known, _scale(dataset, series))


@lru_cache(maxsize=256)
def _shown(dataset: Dataset, series: Series) -> tuple[Floats, Selection]:
    """Values as they are shown, rounded to the published digits, and where there is one.

    A filter on finer steps would tell more than the table does.
    """
    measured = dataset.measured(series)
    return np.round(measured.values, dataset.indicator(series).digits), measured.flags == Flag.OK


@lru_cache(maxsize=256)
def _scale(dataset: Dataset, series: Series) -> tuple[float, float]:
    """Lowest and highest value; where a few outliers would press the others into a corner, the
    percentiles ``OUTLIERS``. Rounded outwards to the step of the slider."""
    values, known = _shown(dataset, series)
    if not known.any():
        return 0.0, 1.0
    low, high = float(values[known].min()), float(values[known].max())
    inner = [float(one) for one in np.percentile(values[known], OUTLIERS)]
    if inner[1] > inner[0] and high - low > SKEWED * (inner[1] - inner[0]):
        low, high = inner
    digits = dataset.indicator(series).digits
    step = slider_step(digits, low, high)
    ends = np.floor(low / step + 1e-9) * step, np.ceil(high / step - 1e-9) * step
    return round(float(ends[0]), digits), round(float(ends[1]), digits)


def slider_step(digits: int, low: float, high: float) -> float:
    """A published digit, or ten, a hundred … of them where there would be over 1,000 steps."""
    step = 10.0**-digits
    while (high - low) / step > 1000:
        step *= 10
    return step


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


@lru_cache(maxsize=512)
def criterion_at(dataset: Dataset, series: Series) -> Criterion:
    """A criterion at the limit of the worse third of the series' values; where that is the better
    end of them all, at the worst value: it would hold everywhere."""
    measured = dataset.measured(series)
    known = measured.values[measured.flags == Flag.OK]
    higher = dataset.indicator(series).direction == "higher"
    digits = dataset.indicator(series).digits
    value = float(np.round(np.percentile(known, 33 if higher else 67), digits)) if len(known) else 0
    if len(known) and value == (known.max() if higher else known.min()):
        value = float(known.min() if higher else known.max())
    operator = Operator.AT_MOST if higher else Operator.AT_LEAST
    return Criterion(series.indicator, series.group, operator, value)


def places(outcome: Outcome, state: State) -> list[int]:
    """Positions of the areas in a state: near misses by how little is missing, others by the number
    of criteria that they meet, then by people."""
    found = np.flatnonzero(outcome.areas(state))
    people = np.nan_to_num(outcome.people[found])
    if state is State.NEAR:
        order = np.lexsort((-people, shortfall(outcome)[found]))
    else:
        order = np.lexsort((-people, -outcome.met[found]))
    return [int(one) for one in found[order]]


def shortfall(outcome: Outcome) -> Floats:
    """How far areas are from passing: the missed shares of the scales, the least that are needed.

    0 where the area passes, NaN where it can't be told.
    """
    scales = [max(one.scale[1] - one.scale[0], 1e-9) for one in outcome.judged]
    shares = [one.missed / scale for one, scale in zip(outcome.judged, scales, strict=True)]
    least = np.sort(np.where(np.isnan(shares), np.inf, shares), axis=0)[: outcome.needed].sum(
        axis=0
    )
    return np.where(np.isfinite(least), least, np.nan)


def shares(dataset: Dataset, outcome: Outcome) -> list[Share]:
    """Each district in view (province, where districts are judged), the highest share first.

    Districts of which too little could be judged come last.
    """
    column = "province" if outcome.level is Level.DISTRICT else "district"
    above = dataset.areas(outcome.level)[column].to_numpy()
    found = [
        share_of(outcome, key, outcome.inside & (above == key))
        for key in dict.fromkeys(above[outcome.inside])
    ]
    return sorted(found, key=lambda one: (np.isnan(one.main), -np.nan_to_num(one.main)))


def share_of(outcome: Outcome, area: str, here: Selection) -> Share:
    """The share of one district, whose areas are ``here``."""
    nothing = np.full(len(here), np.nan)
    women = nothing if outcome.women is None else outcome.women
    return Share(
        str(area),
        _share(outcome, outcome.residents, here),
        _share(outcome, women, here),
        {state: int((here & outcome.areas(state)).sum()) for state in State},
    )


def _share(outcome: Outcome, people: Floats, here: Selection) -> float:
    residents = np.nan_to_num(outcome.residents)
    judged = here & ~outcome.unknown & np.isfinite(people)
    everyone, reached = residents[here].sum(), people[judged].sum()
    if not reached or residents[judged].sum() < LEAST_JUDGED * everyone:
        return float("nan")
    return float(people[judged & outcome.passes].sum() / reached)
