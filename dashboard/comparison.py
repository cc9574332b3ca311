"""The one comparison: map, table, sentence and file all say what is decided here.

A value is called better, worse, higher or lower only where its difference from the reference is
greater than chance or rounding could make it (``dashboard.intervals``); else the two are similar.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from dashboard.catalogue import Direction, Group, Indicator, Level, Unit
from dashboard.dataset import Dataset, Flag, Series
from dashboard.gender_gap import SCALES, goalpost, points, scored, together
from dashboard.intervals import Estimates, difference, distance, rate, rounded, share
from dashboard.ranking import value_at
from dashboard.view import View

SHOWN_AT_FIRST = 7
LETTERS = "ABCD"  # of the compared areas, in their order
ACHIEVEMENT = "achievement"
PARITY, SCORE = "parity", "score"
OUT_OF_100 = (PARITY, SCORE)  # points without an interval: told, not compared


class Outcome(StrEnum):
    """What a value is beside another one; ``EQUAL`` ones speak of gaps and ratios."""

    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    MORE_EQUAL = "more_equal"
    LESS_EQUAL = "less_equal"
    NOT_COMPARED = "not_compared"


BEHIND = (Outcome.WORSE, Outcome.LESS_EQUAL)
JUDGED = (Outcome.BETTER, Outcome.WORSE, Outcome.MORE_EQUAL, Outcome.LESS_EQUAL)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of one area with its interval (NaN where unknown), and what it is beside the
    reference."""

    area: str
    value: float
    low: float
    high: float
    flag: Flag
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Line:
    """One measure (a group, the achievement, parity or the score) of the compared areas, then of
    those above them."""

    series: Series
    measure: str
    areas: tuple[Cell, ...]
    above: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator: the line of its default group, and one per measure where it has more."""

    main: Line
    measures: tuple[Line, ...]


@lru_cache(maxsize=512)
def estimates(dataset: Dataset, series: Series) -> Estimates:
    """Values of a series with their intervals: of shares Wilson's, of events per people Byar's, of
    gaps from both groups; where no people are known, what rounding hides."""
    indicator, measured = dataset.indicator(series), dataset.measured(series)
    if series.group is Group.GAP:
        of_sexes = difference(*(estimates(dataset, _of(series, one)) for one in _SEXES))
        return Estimates(measured.values, of_sexes.low, of_sexes.high)
    numerators, denominators = measured.numerators, measured.denominators
    scale = SCALES.get(indicator.unit, 0.0)
    counted = np.isfinite(numerators) & (numerators >= 0) & (denominators > 0) & bool(scale)
    low, high = rounded(measured.values, indicator.digits)
    is_share = indicator.unit is Unit.PERCENT
    if is_share:
        counted &= numerators <= denominators
    exact = (share if is_share else rate)(numerators, denominators, scale)
    known = counted & (measured.flags == Flag.OK)
    return Estimates(
        measured.values, np.where(known, exact[0], low), np.where(known, exact[1], high)
    )


_SEXES = (Group.WOMEN, Group.MEN)


def _of(series: Series, group: Group) -> Series:
    return Series(series.indicator, group, series.year, series.level)


@lru_cache(maxsize=512)
def achievement(dataset: Dataset, series: Series) -> Estimates:
    """The rate that women and men reach together: their people pooled, never a mean of two rates.

    NaN wherever one of both is not shown.
    """
    found = together(dataset, series)
    assert found is not None, series  # ``measures`` names it only where both are rates
    indicator = dataset.indicator(series)
    interval = share if indicator.unit is Unit.PERCENT else rate
    low, high = interval(found.numerators, found.denominators, SCALES[indicator.unit])
    return Estimates(found.achievements, low, high)


def measures(indicator: Indicator) -> tuple[str, ...]:
    """What is told of an indicator: its groups and, where both sexes have a rate, the achievement,
    parity and the score of both."""
    groups = tuple(str(group) for group in indicator.shown_groups)
    if Group.GAP not in indicator.shown_groups or indicator.unit not in SCALES:
        return groups
    together_ = () if Group.TOTAL in indicator.shown_groups else (ACHIEVEMENT,)
    if not scored(indicator):
        return (*groups, *together_)
    return (*groups, *together_, PARITY, *((SCORE,) if goalpost(indicator) else ()))


def _estimates_of(dataset: Dataset, series: Series, measure: str) -> Estimates | None:
    """A measure at the series' level, ``None`` where the release has not got it."""
    if measure in (ACHIEVEMENT, *OUT_OF_100):
        there = all(dataset.has(_of(series, group)) for group in _SEXES)
        return _together(dataset, series, measure) if there else None
    wanted = _of(series, Group(measure))
    return estimates(dataset, wanted) if dataset.has(wanted) else None


def _together(dataset: Dataset, series: Series, measure: str) -> Estimates:
    if measure == ACHIEVEMENT:
        return achievement(dataset, series)
    found = together(dataset, series)
    assert found is not None, series
    told = points(found.parities if measure == PARITY else found.scores)
    nothing = np.full(len(told), np.nan)
    return Estimates(told, nothing, nothing)


@lru_cache(maxsize=512)
def outcomes(
    dataset: Dataset, series: Series, reference: str = "", measure: str = ""
) -> tuple[Outcome, ...]:
    """What every area of the series' level is beside ``reference``, an area of any level; without
    one beside its own province. ``measure`` is the series' group unless it is named."""
    measure = measure or str(series.group)
    here = _estimates_of(dataset, series, measure)
    areas = dataset.areas(series.level)
    # How many people a place has says nothing beside a larger place.
    without = measure in OUT_OF_100 or dataset.indicator(series).unit is Unit.PERSONS
    if here is None or without:
        return (Outcome.NOT_COMPARED,) * len(areas)
    found: list[Outcome] = [Outcome.NOT_COMPARED] * len(areas)
    for beside in [reference] if reference else dataset.release.provinces:
        level = dataset.level_of(beside)
        there = level and _estimates_of(dataset, _at(series, level), measure)
        if not there:
            continue
        signs = _signs(here, there.at(dataset.place(beside)), dataset.indicator(series), measure)
        own = (areas["province"] == beside).to_numpy() if not reference else np.full(len(areas), 1)
        own = own & (areas["id"] != beside).to_numpy()
        words = _words(dataset.indicator(series), measure)
        for place in np.flatnonzero(own & np.isfinite(signs)):
            found[place] = words[int(signs[place])]
    return tuple(found)


def _at(series: Series, level: Level) -> Series:
    return Series(series.indicator, series.group, series.year, level)


def _to_equality(indicator: Indicator, measure: str) -> float | None:
    """The value that is best because it is equal, if the measure has one."""
    if measure == Group.GAP:
        return 0.0 if indicator.judged else None
    return 1.0 if indicator.direction is Direction.PARITY else None


def _signs(here: Estimates, beside: Estimates, indicator: Indicator, measure: str) -> np.ndarray:
    """1 higher, −1 lower, 0 within chance or rounding, NaN unknown; of distances from equality
    where equality is best."""
    centre = _to_equality(indicator, measure)
    if centre is not None:
        here, beside = distance(here, centre), distance(beside, centre)
    found = difference(here, beside)
    signs = np.where(found.low > 0, 1.0, np.where(found.high < 0, -1.0, 0.0))
    return np.where(np.isfinite(found.values), signs, np.nan)


def _words(indicator: Indicator, measure: str) -> dict[int, Outcome]:
    if _to_equality(indicator, measure) is not None:
        return {1: Outcome.LESS_EQUAL, 0: Outcome.SIMILAR, -1: Outcome.MORE_EQUAL}
    if indicator.direction is Direction.HIGHER:
        return {1: Outcome.BETTER, 0: Outcome.SIMILAR, -1: Outcome.WORSE}
    if indicator.direction is Direction.LOWER:
        return {1: Outcome.WORSE, 0: Outcome.SIMILAR, -1: Outcome.BETTER}
    return {1: Outcome.HIGHER, 0: Outcome.SIMILAR, -1: Outcome.LOWER}


def outcome(
    dataset: Dataset, series: Series, area: str, reference: str = "", measure: str = ""
) -> Outcome:
    """What one area of any level is beside the reference (its province without one)."""
    level = dataset.level_of(area)
    if level is None:
        return Outcome.NOT_COMPARED
    found = outcomes(dataset, _at(series, level), reference, measure)
    return found[dataset.place(area)]


def compared_areas(dataset: Dataset, view: View) -> tuple[str, ...]:
    """The chosen areas; where none is chosen, the most populous district of each province in
    view."""
    if view.compared:
        return view.compared
    districts = dataset.areas(Level.DISTRICT).sort_values("population", ascending=False)
    firsts = districts.drop_duplicates("province")["id"].tolist()
    chosen = list(dict.fromkeys([*firsts, *districts["id"].tolist()]))[: max(2, len(firsts))]
    return tuple(str(one) for one in chosen)


def compared_level(dataset: Dataset, view: View) -> Level:
    """Districts are compared with districts, neighbourhoods with neighbourhoods."""
    return dataset.level_of(compared_areas(dataset, view)[0]) or Level.DISTRICT


def above(dataset: Dataset, areas: tuple[str, ...]) -> tuple[str, ...]:
    """What stands beside the compared areas: the districts of neighbourhoods, their own provinces,
    then the other ones."""
    parents = [dataset.parent(one) for one in areas]
    districts = [one for one in parents if dataset.level_of(one) is Level.DISTRICT]
    provinces = [str(dataset.area(one)["province"]) for one in areas]
    return tuple(dict.fromkeys([*districts, *provinces, *dataset.release.provinces]))


def marks(dataset: Dataset, view: View) -> list[tuple[str, float]]:
    """Letters and values (NaN where there is none) of the compared areas, for a ruler."""
    areas = compared_areas(dataset, view)
    return [
        (LETTERS[place], value_at(dataset, view.series, area)[0])
        for place, area in enumerate(areas)
    ]


def compared_indicators(dataset: Dataset, view: View) -> tuple[str, ...]:
    """The chosen indicators; where none is chosen, one per theme, the shown one first."""
    if view.indicators:
        return view.indicators
    level = compared_level(dataset, view)
    there = [key for key in dataset.offers if _published_at(dataset, key, level)]
    firsts = {dataset.catalogue.indicators[key].theme: key for key in reversed(there)}
    shown = [view.series.indicator] if view.series.indicator in there else []
    if shown:
        firsts[dataset.catalogue.indicators[shown[0]].theme] = shown[0]
    found = dict.fromkeys([*shown, *reversed(firsts.values()), *there])
    return tuple(found)[:SHOWN_AT_FIRST]


def _published_at(dataset: Dataset, indicator: str, level: Level) -> bool:
    return any(one.level is level for one in dataset.offers[indicator])


def compared_series(dataset: Dataset, indicator: str, level: Level) -> Series:
    """The indicator's default group at a level in its newest year there, published or not."""
    entry = dataset.catalogue.indicators[indicator]
    offers = dataset.offers[indicator]
    there = [one for one in offers if one.level is level] or list(offers)
    groups = [one for one in there if one.group == entry.default_group] or there
    return _at(groups[0], level)


def comparison(dataset: Dataset, view: View) -> list[Entry]:
    """An entry per chosen indicator, in the order chosen."""
    areas, level = compared_areas(dataset, view), compared_level(dataset, view)
    beside = above(dataset, areas)
    entries = []
    for key in compared_indicators(dataset, view):
        series = compared_series(dataset, key, level)
        lines = [
            Line(
                series,
                measure,
                tuple(cell(dataset, series, one, measure, view.reference) for one in areas),
                tuple(cell(dataset, series, one, measure, view.reference) for one in beside),
            )
            for measure in measures(dataset.catalogue.indicators[key])
        ]
        main = next(one for one in lines if one.measure == str(series.group))
        entries.append(Entry(main, tuple(lines) if len(lines) > 1 else ()))
    return entries


def cell(dataset: Dataset, series: Series, area: str, measure: str, reference: str = "") -> Cell:
    """A measure of one area of any level, with its interval and what it is beside the reference."""
    level = dataset.level_of(area) or series.level
    here = _at(series, level)
    found = _estimates_of(dataset, here, measure)
    if found is None:
        nan = float("nan")
        return Cell(area, nan, nan, nan, Flag.NO_DATA, Outcome.NOT_COMPARED)
    place = dataset.place(area)
    value, low, high = (float(one[place]) for one in (found.values, found.low, found.high))
    if measure in (ACHIEVEMENT, *OUT_OF_100):
        flag = max(value_at(dataset, _of(here, group), area)[1] for group in _SEXES)
    else:
        flag = value_at(dataset, _of(here, Group(measure)), area)[1]
    return Cell(area, value, low, high, flag, outcome(dataset, here, area, reference, measure))


@dataclass(frozen=True, slots=True)
class Standing:
    """On how many of the judged indicators an area is behind, ahead, or similar."""

    area: str
    behind: int
    ahead: int
    similar: int

    @property
    def judged(self) -> int:
        """Indicators on which a judgement is allowed and possible."""
        return self.behind + self.ahead + self.similar


def standings(dataset: Dataset, entries: list[Entry]) -> list[Standing]:
    """The standing of each compared area, in their order."""
    judged = [
        one.main
        for one in entries
        if set(_words(dataset.indicator(one.main.series), one.main.measure).values()) & set(JUDGED)
    ]
    count = len(entries[0].main.areas) if entries else 0
    found = []
    for place in range(count):
        seen = [line.areas[place].outcome for line in judged]
        behind = sum(one in BEHIND for one in seen)
        similar = sum(one is Outcome.SIMILAR for one in seen)
        ahead = sum(one in JUDGED for one in seen) - behind
        found.append(Standing(entries[0].main.areas[place].area, behind, ahead, similar))
    return found
