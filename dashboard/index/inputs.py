"""What can enter the synthesis at a level, and why the rest can't.

An indicator enters with the value that its card shows: the rate of women where one is published,
else that of everyone; where the catalogue calls it a matter of the gap and both rates are there,
with the score of both (parity and level). A district's figure is never lent to its neighbourhoods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import Direction, Group, Indicator, Kind, Level, Sensitivity
from dashboard.dataset import Dataset, Flag, Flags, Floats, Selection, Series
from dashboard.gender_gap import points, scored, together
from dashboard.legend import people_of
from dashboard.synthesis.score import Scale
from dashboard.synthesis.weights import Structure

ENOUGH = 2 / 3  # of the areas, that an indicator needs a value in to be on at first
BANDS = 5  # in which a sensitive indicator enters below the district
SCORES = (0.0, 100.0)  # goalposts of the score of women and men


class Reason(StrEnum):
    """Why an indicator can't enter the synthesis of a level."""

    NEUTRAL = "neutral"
    AMBIGUOUS = "ambiguous"
    VIOLENCE = "violence"
    NOT_PUBLISHED = "not_published"
    ONLY_DISTRICT = "only_district"
    ONLY_PROVINCE = "only_province"
    NOT_AT_LEVEL = "not_at_level"


@dataclass(frozen=True, slots=True)
class Input:
    """An indicator as it enters: its series, whether with the score of women and men (0–100)
    instead of the rate, whether in bands, in how many areas it has a value, and whether that is
    enough to be on at first."""

    indicator: Indicator
    series: Series
    of_both: bool
    banded: bool
    known: int
    on: bool


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """What enters at a level. ``values``: areas × inputs, in the unit in which they enter, NaN
    without a value; ``flags`` say why. ``countable``: areas that can have values at all."""

    level: Level
    inputs: tuple[Input, ...]
    left_out: Mapping[str, Reason]
    structure: Structure
    scale: Scale
    values: Floats
    flags: Flags
    countable: Selection

    @property
    def themes_on(self) -> npt.NDArray[np.bool_]:
        """Themes of which one indicator at least is on at first."""
        on = np.array([one.on for one in self.inputs], dtype=float)
        return np.bincount(self.structure.theme_of, on, len(self.structure.themes)) > 0


@lru_cache(maxsize=8)
def inputs(dataset: Dataset, level: Level) -> Inputs:
    """What enters the synthesis at a level, by theme, in the order of the catalogue."""
    countable = dataset.countable(level, dataset.release.provinces)
    found: list[Input] = []
    left_out: dict[str, Reason] = {}
    columns: list[tuple[Floats, Flags]] = []
    for theme in dataset.catalogue.themes:
        for indicator in dataset.catalogue.of_theme(theme):
            series = _series(dataset, indicator, level)
            if not indicator.fits_index or series is None:
                left_out[indicator.key] = _reason(dataset, indicator, level)
                continue
            of_both = _of_both(dataset, indicator, series)
            banded = indicator.sensitivity is not Sensitivity.OPEN and level is Level.NEIGHBOURHOOD
            values, flags = _column(dataset, series, of_both)
            known = int((~np.isnan(values) & countable).sum())
            on = known >= ENOUGH * countable.sum()
            found.append(Input(indicator, series, of_both, banded, known, on))
            posts = _posts(indicator, of_both)
            columns.append((_in_bands(values, posts) if banded else values, flags))
    count = len(countable)
    return Inputs(
        level,
        tuple(found),
        left_out,
        Structure.of([one.indicator.key for one in found], [one.indicator.theme for one in found]),
        _scale(found),
        np.column_stack([values for values, _ in columns]) if columns else np.empty((count, 0)),
        np.column_stack([flags for _, flags in columns])
        if columns
        else np.empty((count, 0), dtype=np.uint8),
        countable,
    )


def _series(dataset: Dataset, indicator: Indicator, level: Level) -> Series | None:
    """The newest series of a level: of women where there is one, else as the catalogue begins."""
    offers = [one for one in dataset.offers.get(indicator.key, ()) if one.level is level]
    for group in (Group.WOMEN, indicator.default_group):
        here = [one for one in offers if one.group is group and one.group is not Group.GAP]
        if here:
            return max(here, key=lambda one: one.year)
    return None


def _reason(dataset: Dataset, indicator: Indicator, level: Level) -> Reason:
    if indicator.of_violence:
        return Reason.VIOLENCE
    if not indicator.judged:
        return Reason(str(indicator.direction))
    levels = {one.level for one in dataset.offers.get(indicator.key, ())}
    if not levels:
        return Reason.NOT_PUBLISHED
    if level is Level.NEIGHBOURHOOD and Level.DISTRICT in levels:
        return Reason.ONLY_DISTRICT
    if levels == {Level.PROVINCE}:
        return Reason.ONLY_PROVINCE
    return Reason.NOT_AT_LEVEL


def _of_both(dataset: Dataset, indicator: Indicator, series: Series) -> bool:
    gap = indicator.kind is Kind.GAP and scored(indicator)
    return gap and together(dataset, series) is not None


def _column(dataset: Dataset, series: Series, of_both: bool) -> tuple[Floats, Flags]:
    measured = dataset.measured(series)
    both = together(dataset, series) if of_both else None
    if both is None:
        return measured.values, measured.flags
    men = dataset.measured(Series(series.indicator, Group.MEN, series.year, series.level))
    return points(both.scores), np.maximum(measured.flags, men.flags)


def _posts(indicator: Indicator, of_both: bool) -> tuple[float, float]:
    """The ends of the scale in the unit in which an indicator enters."""
    return SCORES if of_both else indicator.goalposts or SCORES


def _in_bands(values: Floats, posts: tuple[float, float]) -> Floats:
    """The middle of the fifth of the scale that a value lies in: no score tells it closer."""
    low, high = posts
    band = np.clip(np.floor((values - low) / (high - low) * BANDS), 0, BANDS - 1)
    return np.asarray(low + (band + 0.5) / BANDS * (high - low))


def _scale(found: list[Input]) -> Scale:
    turned = [
        -1.0 if one.indicator.direction is Direction.LOWER and not one.of_both else 1.0
        for one in found
    ]
    posts = [_posts(one.indicator, one.of_both) for one in found]
    return Scale(np.array(turned), np.array(posts, dtype=float).reshape(-1, 2))


@lru_cache(maxsize=16)
def province_values(dataset: Dataset, level: Level, province: str) -> Floats:
    """What stands beside an area of ``level``: the province's own values, one per input.

    Where none is published for the province, the mean of its areas, weighted by women (residents
    where women are not counted); NaN where no area has a value.
    """
    entering = inputs(dataset, level)
    people = np.nan_to_num(people_of(dataset, level)[0])
    inside = dataset.in_provinces(level, [province])
    found = np.full(len(entering.inputs), np.nan)
    for place, one in enumerate(entering.inputs):
        own = Series(one.series.indicator, one.series.group, one.series.year, Level.PROVINCE)
        # women alone have no score beside men: their rate is none
        if dataset.has(own) and (not one.of_both or _of_both(dataset, one.indicator, own)):
            values, _ = _column(dataset, own, one.of_both)
            found[place] = values[dataset.place(province)]
        if np.isnan(found[place]):
            values = entering.values[:, place]
            known = inside & ~np.isnan(values) & (people > 0)
            if known.any():
                found[place] = np.average(values[known], weights=people[known])
    return found


def why_missing(flags: Flags, needed: Selection) -> Flags:
    """Per area the most telling reason among its missing inputs: suppressed before too few people
    before no data; ``Flag.OK`` where nothing that is ``needed`` is missing."""
    missing = np.where(needed[None, :] & (flags != Flag.NOT_VALUED), flags, np.uint8(Flag.OK))
    return np.asarray(missing.max(axis=1, initial=Flag.OK), dtype=np.uint8)
