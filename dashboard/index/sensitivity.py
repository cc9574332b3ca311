"""What the ranks hang on: each indicator, the method, each theme; and whether indicators agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, product

import numpy as np

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Floats
from dashboard.index.scores import Index, index_at, method_of, synthesis_level
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.normalise import Normalisation
from dashboard.synthesis.robustness import shift, without_indicator, without_theme
from dashboard.synthesis.score import Method, ranks, synthesise
from dashboard.synthesis.weights import Structure, WeightError, Weights
from dashboard.synthesis_view import SynthesisView
from dashboard.view import View

REDUNDANT = 0.9  # correlation from which on two indicators of a theme say the same
CONTRADICTING = -0.3  # below which they pull against each other
DOMINATING = 0.9  # share of a theme's variance that one indicator explains
LEAST_PAIRS = 10  # areas with both values, below which nothing is said


@dataclass(frozen=True, slots=True)
class Shift:
    """How far ranks move, on average and either way, if something is done otherwise: an indicator
    or theme left out (``name``), or another ``method``. ``kept``: how many of the first k stay
    among them; ``count``: areas with a rank both times."""

    name: str
    method: Method
    places: float
    kept: int
    count: int


class Finding(StrEnum):
    """What is worth a warning about the indicators of a theme."""

    REDUNDANT = "redundant"
    CONTRADICTING = "contradicting"
    DOMINATED = "dominated"


@dataclass(frozen=True, slots=True)
class Caution:
    """A finding about one indicator (``dominated``) or two, with the figure it rests on."""

    finding: Finding
    theme: str
    indicators: tuple[str, ...]
    figure: float


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """``indicators``, ``themes``: each left out in turn, largest shift first; ``methods``: every
    other normalisation and mean."""

    index: Index
    k: int
    indicators: tuple[Shift, ...]
    themes: tuple[Shift, ...]
    methods: tuple[Shift, ...]
    cautions: tuple[Caution, ...]


def sensitivity_of(dataset: Dataset, view: View) -> Sensitivity:
    """The view's index done otherwise, on the areas in view."""
    synthesis = view.synthesis
    asked = SynthesisView(
        weighting=synthesis.weighting,
        normalisation=synthesis.normalisation,
        mean=synthesis.mean,
        k=synthesis.k,
    )
    return _sensitivity(dataset, synthesis_level(view), view.provinces(dataset), asked)


@lru_cache(maxsize=16)
def _sensitivity(
    dataset: Dataset, level: Level, provinces: tuple[str, ...], asked: SynthesisView
) -> Sensitivity:
    index = index_at(dataset, level, asked.weighting, method_of(asked))
    inside = dataset.countable(level, provinces)
    structure, weights = index.shares.structure, index.shares.weights

    def otherwise(name: str, part: Weights, method: Method) -> Shift:
        entering = index.entering
        made = synthesise(entering.values, structure, entering.scale, part, method).index
        before, after = (np.where(inside, one, np.nan) for one in (index.found.index, made))
        places, count = shift(before, after)
        return Shift(name, method, places, _kept(before, after, asked.k), count)

    indicators = []
    for one in np.flatnonzero((weights.within > 0) & (weights.themes > 0)[structure.theme_of]):
        name = structure.indicators[one]
        rest = _without_indicator(structure, weights, int(one))
        if rest is not None:
            indicators.append(otherwise(name, rest, index.method))
    on = [name for name, one in zip(structure.themes, weights.themes, strict=True) if one]
    themes = [
        otherwise(name, part, index.method)
        for name in on
        if (part := _without(structure, weights, name)) is not None
    ]
    methods = [
        otherwise("", weights, method)
        for method in (*(Method(how, mean) for how, mean in product(Normalisation, Mean)), _TAILS)
        if method != index.method
    ]
    return Sensitivity(
        index,
        asked.k,
        _largest_first(indicators),
        _largest_first(themes),
        tuple(methods),
        cautions(index),
    )


_TAILS = Method(draw_in_tails=True)


def _without_indicator(structure: Structure, weights: Weights, place: int) -> Weights | None:
    try:
        return without_indicator(structure, weights, place)
    except WeightError:  # the last of its theme: without it the theme is off
        return _without(structure, weights, structure.themes[structure.theme_of[place]])


def _without(structure: Structure, weights: Weights, theme: str) -> Weights | None:
    try:
        return without_theme(structure, weights, theme)
    except WeightError:  # the last theme: nothing would be left
        return None


def _kept(before: Floats, after: Floats, k: int) -> int:
    """How many of the first k are among them both times."""
    both = ~np.isnan(before) & ~np.isnan(after)
    first = [ranks(-np.where(both, one, np.nan)) for one in (before, after)]
    return int(((first[0] > 0) & (first[0] <= k) & (first[1] <= k)).sum())


def _largest_first(shifts: list[Shift]) -> tuple[Shift, ...]:
    return tuple(sorted(shifts, key=lambda one: -np.nan_to_num(one.places)))


def cautions(index: Index) -> tuple[Caution, ...]:
    """Indicators with weight that say the same, that pull against each other, or that alone decide
    their theme."""
    structure, weights = index.shares.structure, index.shares.weights
    found: list[Caution] = []
    for place, theme in enumerate(structure.themes):
        members = np.flatnonzero((structure.theme_of == place) & (weights.within > 0))
        if not weights.themes[place] or len(members) < 2:
            continue
        for one, other in combinations(members, 2):
            agreement = _correlation(*(index.found.normalised[:, side] for side in (one, other)))
            pair = (structure.indicators[one], structure.indicators[other])
            if agreement >= REDUNDANT:
                found.append(Caution(Finding.REDUNDANT, theme, pair, agreement))
            elif agreement <= CONTRADICTING:
                found.append(Caution(Finding.CONTRADICTING, theme, pair, agreement))
        influence = [
            _correlation(index.found.normalised[:, one], index.found.themes[:, place]) ** 2
            for one in members
        ]
        strongest = int(np.nanargmax(np.nan_to_num(influence)))
        others = [share for one, share in enumerate(influence) if one != strongest]
        if influence[strongest] >= DOMINATING and np.nanmax(np.nan_to_num(others)) < DOMINATING:
            name = structure.indicators[members[strongest]]
            found.append(Caution(Finding.DOMINATED, theme, (name,), influence[strongest]))
    return tuple(found)


def _correlation(one: Floats, other: Floats) -> float:
    """Pearson's correlation over the areas with both; NaN for too few, or without variation."""
    both = ~np.isnan(one) & ~np.isnan(other)
    if both.sum() < LEAST_PAIRS or not one[both].std() or not other[both].std():
        return float("nan")
    return float(np.corrcoef(one[both], other[both])[0, 1])
