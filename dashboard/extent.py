"""A district or province by its neighbourhoods: how many people live in the worst tenth of all,
and how far the neighbourhoods lie apart.

Both are computed from shown values only: a hidden value counts neither way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dashboard.catalogue import Direction, Indicator, Level, Unit
from dashboard.dataset import Dataset, Flag, Floats, Selection, Series

TENTH = 0.1
LEAST_COVERED = 2 / 3


def worst_tenth(badness: Floats) -> Selection:
    """Which areas belong to the worst tenth of those with a value (NaN: without one).

    Areas with equal values stand inside together or not at all, so that it is never more than a
    tenth.
    """
    known = badness[np.isfinite(badness)]
    with np.errstate(invalid="ignore"):
        as_bad = len(known) - np.searchsorted(np.sort(known), badness, side="left")
    return np.isfinite(badness) & (as_bad <= len(known) * TENTH)


def quantile(values: Floats, people: Floats, share: float) -> float:
    """The value that at least ``share`` (0 to 1) of the people live at or below; NaN of nobody."""
    order = np.argsort(values, kind="stable")
    counted = np.cumsum(people[order])
    if not len(counted) or counted[-1] <= 0:
        return float("nan")
    # the last digits of a sum must not move the place
    place = int(np.searchsorted(counted, share * counted[-1] * (1 - 1e-12)))
    return float(values[order][place])


def badness(values: Floats, indicator: Indicator, equality: float | None) -> Floats:
    """Numbers that rise as values get worse: by the direction, or by the distance from equality
    (0 for gaps, 1 for ratios), whichever side it lies on."""
    if equality is not None:
        return np.abs(values - equality)
    return values if indicator.direction is Direction.LOWER else -values


@dataclass(frozen=True, slots=True)
class Extent:
    """Per district or province; people are women where they are counted in all its neighbourhoods
    (``of_women``), else residents.

    ``covered``: share of the people whose neighbourhood has a value. The rest is NaN where it is
    under two thirds: ``worst`` (share of people in the worst tenth, of those with a value),
    ``worst_areas`` (share of the neighbourhoods), ``reach`` (90th less 10th percentile, weighted by
    people, in the indicator's unit) and ``middle`` (75th less 25th). ``worst`` is NaN for all where
    equal values leave less than half a tenth.
    """

    covered: Floats
    worst: Floats
    worst_areas: Floats
    reach: Floats
    middle: Floats
    of_women: Selection


@lru_cache(maxsize=512)
def extent(dataset: Dataset, series: Series) -> Extent | None:
    """The areas of a series' level by their neighbourhoods, for one group and year.

    ``None`` for what is not judged, a yes or no, or not published for neighbourhoods.
    """
    indicator = dataset.indicator(series)
    fine = Series(series.indicator, series.group, series.year, Level.NEIGHBOURHOOD)
    judged = indicator.judged and indicator.unit is not Unit.YES_NO
    if series.level is Level.NEIGHBOURHOOD or not judged or not dataset.has(fine):
        return None
    values = dataset.measured(fine).values
    shown = dataset.measured(fine).flags == Flag.OK
    worst = worst_tenth(badness(values, indicator, indicator.equality(series.group)))
    told = worst.sum() >= shown.sum() * TENTH / 2
    ids = dataset.areas(series.level)["id"].to_numpy()
    parents = dataset.areas(Level.NEIGHBOURHOOD)[str(series.level)].to_numpy()
    rows = np.full((5, len(ids)), np.nan)
    of_women = np.zeros(len(ids), np.bool_)
    for place, area in enumerate(ids):
        inside = parents == area
        people, of_women[place] = _people(dataset, inside)
        whole = people.sum()
        here = shown[inside] & (people > 0)
        rows[0, place] = people[here].sum() / whole if whole else np.nan
        if not rows[0, place] >= LEAST_COVERED:
            continue
        rows[3:, place] = _spread(values[inside][here], people[here])
        if told:
            bad = worst[inside][here]
            rows[1:3, place] = people[here][bad].sum() / people[here].sum(), bad.mean()
    covered, worst_people, worst_areas, reach, middle = rows
    return Extent(covered, worst_people, worst_areas, reach, middle, of_women)


def _people(dataset: Dataset, inside: Selection) -> tuple[Floats, bool]:
    """Women of the neighbourhoods, or residents where some women are not counted; 0 where nobody
    knows; and whether they are women."""
    areas = dataset.areas(Level.NEIGHBOURHOOD)
    women, residents = (
        areas[column].to_numpy(np.float64, na_value=np.nan)[inside]
        for column in ("women", "population")
    )
    counted = bool(np.isfinite(women[residents > 0]).all())
    return np.nan_to_num(women if counted else residents), counted


def _spread(values: Floats, people: Floats) -> tuple[float, float]:
    tenth, quarter, three, nine = (quantile(values, people, one) for one in (0.1, 0.25, 0.75, 0.9))
    return nine - tenth, three - quarter
