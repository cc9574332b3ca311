"""How far a share of few people can be trusted, and what it is when chance is taken out of it.

Only shares of people are judged: percentages with counts for which the catalogue sets a floor, and
their gaps. Services per 1,000 people and seats on a council are not: they are there or not, chance
has no part in it. Everything is computed from the values that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dashboard.catalogue import Group, Level, Unit
from dashboard.dataset import Dataset, Flag, Floats, Selection, Series

# A variance between fewer areas is uncertain by more than half of itself: √(2 / 9) = 47 %.
LEAST_AREAS = 10
LEAST_RELIABILITY = 0.5
LEAST_RANKED = 0.3
MOST_VARIATION = 0.3
Counts = tuple[Floats, Floats]  # numerators and denominators


def empirical_bayes(values: Floats, variances: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Values drawn towards their mean, and the weight (0 to 1) that each keeps of its own.

    Global empirical Bayes (Marshall 1991): the mean is weighted by ``people``; the variance
    between areas is the weighted one less what sampling explains (``variances``, in squares of the
    unit of ``values``), at least 0. Where neither is left the weights are NaN.
    """
    whole = people.sum()
    mean = (people * values).sum() / whole
    spread = (people * (values - mean) ** 2).sum() / whole
    between = max(spread - (people * variances).sum() / whole, 0.0)
    with np.errstate(invalid="ignore"):
        weights = between / (between + variances)
    return mean + np.nan_to_num(weights) * (values - mean), weights


@dataclass(frozen=True, slots=True)
class Reliability:
    """Per area of a level, NaN and false where nothing is judged.

    ``smoothed``: the value drawn towards its district or province, in the indicator's unit and
    digits. ``weights``: the part (0 to 1) of the differences within the province that is more than
    chance, for an area of that many ``people``; of a gap the fewer of both sexes. ``unreliable``
    ones are marked, ``unranked`` ones have no rank.
    """

    smoothed: Floats
    weights: Floats
    people: Floats
    unreliable: Selection
    unranked: Selection


@lru_cache(maxsize=512)
def reliability(dataset: Dataset, series: Series) -> Reliability:
    """How reliable the shown values of a series are."""
    measured = dataset.measured(series)
    count = len(measured.values)
    smoothed, weights, variation = (np.full(count, np.nan) for _ in range(3))
    counts = _counts(dataset, series)
    judged = np.isfinite(_rates(counts)) if counts else np.zeros(count, np.bool_)
    for whole, parts in _groups(dataset, series, judged):
        weights[whole] = _shrunk(counts, whole)[1]
        for part in parts:
            smoothed[part] = _shrunk(counts, part)[0]
    digits = dataset.indicator(series).digits
    if len(counts) == 1:
        variation = _variation(smoothed, measured.denominators, digits)
    with np.errstate(invalid="ignore"):
        unreliable = (weights < LEAST_RELIABILITY) | (variation > MOST_VARIATION)
        unranked = weights < LEAST_RANKED
    people = np.where(judged, measured.denominators, np.nan)
    return Reliability(
        np.round(smoothed * 100, digits) + 0.0, weights, people, unreliable, unranked
    )


def _variation(shares: Floats, people: Floats, digits: int) -> Floats:
    """Standard error of shares (0 to 1) per share; 0 where chance moves the percentage by less than
    half its last digit: one in a thousand of many people is no uncertain figure."""
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(shares * (1 - shares) / people)
        return np.where(error * 100 > 0.5 * 10.0**-digits, error / shares, 0.0)


def _counts(dataset: Dataset, series: Series) -> list[Counts]:
    """Counts of a share, NaN where it is not shown; women's and men's for a gap; none for what is
    no share of people."""
    indicator = dataset.indicator(series)
    if indicator.unit is not Unit.PERCENT or not indicator.floor:
        return []
    groups = (Group.WOMEN, Group.MEN) if series.group is Group.GAP else (series.group,)
    found = []
    for group in groups:
        of_group = Series(series.indicator, group, series.year, series.level)
        measured = dataset.measured(of_group)
        events, people = measured.numerators, measured.denominators
        known = (measured.flags == Flag.OK) & (events >= 0) & (events <= people) & (people > 0)
        found.append((np.where(known, events, np.nan), np.where(known, people, np.nan)))
    return found


def _rates(counts: list[Counts]) -> Floats:
    first, *others = (events / people for events, people in counts)
    return first - others[0] if others else first


def _shrunk(counts: list[Counts], here: Selection) -> tuple[Floats, Floats]:
    """``empirical_bayes`` of the areas ``here``; the sampling variance of a share of n people is
    p (1 − p) / n with the p of all of them."""
    inside = [(events[here], people[here]) for events, people in counts]
    shares = [events.sum() / people.sum() for events, people in inside]
    variances = sum(
        share * (1 - share) / people for share, (_, people) in zip(shares, inside, strict=True)
    )
    people = 1 / sum(1 / people for _, people in inside)
    return empirical_bayes(_rates(inside), np.asarray(variances), np.asarray(people))


def _groups(
    dataset: Dataset, series: Series, judged: Selection
) -> Iterator[tuple[Selection, list[Selection]]]:
    """Per province its judged areas, and the groups in which these are smoothed: the districts
    with enough neighbourhoods, and all of the province for the others."""
    areas = dataset.areas(series.level)
    districts = areas["district"].to_numpy()
    for province in dataset.release.provinces:
        whole = judged & dataset.in_provinces(series.level, [province])
        if whole.sum() < LEAST_AREAS:
            continue
        yield whole, _parts(whole, districts) if series.level is Level.NEIGHBOURHOOD else [whole]


def _parts(whole: Selection, districts: np.ndarray) -> list[Selection]:
    inside = [whole & (districts == one) for one in np.unique(districts[whole])]
    # the province first: what has a district of its own is overwritten by it
    return [whole, *(one for one in inside if one.sum() >= LEAST_AREAS)]
