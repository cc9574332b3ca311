"""How sure the first places are: ranks under thousands of weights drawn at random.

Rank 1 is the lowest score. Which areas have a score is settled by the present weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Selection
from dashboard.index.scores import Index, index_at, method_of, synthesis_level
from dashboard.synthesis.draws import Draws, Source, any_weights, near_weights, weights_between
from dashboard.synthesis.robustness import (
    Ranks,
    Robustness,
    Scenario,
    drawn_ranks,
    robustness,
    scenarios,
)
from dashboard.synthesis.score import ranks
from dashboard.synthesis_view import WHOLE, SynthesisView
from dashboard.view import View

DRAWS = 10_000
STURDY, CONTESTED = 0.8, 0.2  # shares of draws from which on a place is sure, or contested
AROUND = 10.0  # of 100: limits about the present shares, where a reader has entered none
PALETTE = "cer-4"


class Grade(StrEnum):
    """How sure it is that an area is among the first k."""

    STURDY = "sturdy"
    CONTESTED = "contested"
    WEAK = "weak"


def grade(share: float) -> Grade:
    """The grade of a share of draws (0 to 1)."""
    if share >= STURDY:
        return Grade.STURDY
    return Grade.CONTESTED if share >= CONTESTED else Grade.WEAK


@dataclass(frozen=True, slots=True, eq=False)
class Certainty:
    """The first ``k`` of the areas in view (``inside``), over all ``draws``.

    ``limits``: least and most share of each theme of 100, where the draws lie between limits.
    """

    index: Index
    inside: Selection
    draws: Draws
    robust: Robustness
    k: int
    limits: tuple[tuple[float, float], ...]

    @property
    def count(self) -> int:
        """How many weights were drawn."""
        return len(self.draws.themes)

    def letters(self) -> str:
        """Classes for the map: 3 sturdy, 2 contested, 1 weak but above 1 %, 0 below."""
        letters = list(self.index.letters())
        for area, share in enumerate(self.robust.in_top):
            if not np.isnan(share):
                letters[area] = str(int(share >= 0.01) + (share >= CONTESTED) + (share >= STURDY))
            elif letters[area].isdigit():
                letters[area] = "n"
        return "".join(letters)

    def placed(self) -> Ranks:
        """Draws × areas: the rank in each draw, 0 without one. Made anew each time: of all
        neighbourhoods it takes 50 MB."""
        return _placed(self.index, self.inside, self.draws)


def certainty_of(dataset: Dataset, view: View, count: int = DRAWS) -> Certainty:
    """The view's draws. Raises ``WeightError`` where no shares lie between its limits."""
    level, asked = synthesis_level(view), _asked(view.synthesis)
    return _certainty(dataset, level, view.provinces(dataset), asked, count)


def _asked(synthesis: SynthesisView) -> SynthesisView:
    """What the draws depend on, alone: equal questions are answered once."""
    between = synthesis.source is Source.BETWEEN
    return replace(
        SynthesisView(),
        weighting=synthesis.weighting,
        normalisation=synthesis.normalisation,
        mean=synthesis.mean,
        source=synthesis.source,
        seed=synthesis.seed,
        k=synthesis.k,
        limits=synthesis.limits if between else (),
    )


@lru_cache(maxsize=16)
def _certainty(
    dataset: Dataset, level: Level, provinces: tuple[str, ...], asked: SynthesisView, count: int
) -> Certainty:
    index = index_at(dataset, level, asked.weighting, method_of(asked))
    inside = dataset.countable(level, provinces) & ~np.isnan(index.scores)
    limits = limits_of(index, asked)
    draws = drawn_weights(index, asked, limits, count)
    k = min(asked.k, max(int(inside.sum()), 1))
    robust = robustness(_placed(index, inside, draws), draws, k)
    return Certainty(index, inside, draws, robust, k, limits)


def limits_of(index: Index, synthesis: SynthesisView) -> tuple[tuple[float, float], ...]:
    """Least and most share of each theme, of 100: as entered, else about the present share; a
    theme that is off stays off, because areas may lack it."""
    entered = {key: (low, high) for key, low, high in synthesis.limits}
    themes = zip(index.shares.structure.themes, index.shares.themes, strict=True)
    return tuple(
        entered.get(theme, (max(share - AROUND, 0.0), min(share + AROUND, WHOLE)))
        if share
        else (0.0, 0.0)
        for theme, share in themes
    )


def drawn_weights(
    index: Index, asked: SynthesisView, limits: tuple[tuple[float, float], ...], count: int
) -> Draws:
    """The draws of a source around the weights of an index. Raises ``WeightError`` where no shares
    lie between the limits."""
    structure, weights = index.shares.structure, index.shares.weights
    if asked.source is Source.ANY:
        return any_weights(structure, weights, count, asked.seed)
    if asked.source is Source.NEAR:
        return near_weights(structure, weights, count, asked.seed)
    if asked.source is Source.BETWEEN:
        return weights_between(structure, weights, np.array(limits) / WHOLE, count, asked.seed)
    made = [one.weights for one in scenarios_of(index)]
    themes, within = [one.themes for one in made], [one.within for one in made]
    return Draws(Source.METHODS, asked.seed, np.array(themes), np.array(within))


def scenarios_of(index: Index) -> Iterator[Scenario]:
    """The index by every other method, and without each theme."""
    entering = index.entering
    return scenarios(entering.values, entering.structure, entering.scale, index.shares.weights)


def _placed(index: Index, inside: Selection, draws: Draws) -> Ranks:
    if draws.source is not Source.METHODS:
        part = replace(index.found, index=np.where(inside, index.found.index, np.nan))
        return drawn_ranks(part, draws)
    ways = [ranks(-np.where(inside, one.index, np.nan)) for one in scenarios_of(index)]
    return np.array(ways, dtype=np.int16)
