"""How sure ranks are: the index under thousands of weights, and under other methods.

Ranks here count from the areas that need most: rank 1 is the lowest score.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from dashboard.synthesis.aggregate import FLOOR, Mean, aggregate
from dashboard.synthesis.draws import Draws
from dashboard.synthesis.normalise import Normalisation
from dashboard.synthesis.score import Method, Scale, Synthesis, ranks, synthesise
from dashboard.synthesis.weights import Structure, WeightError, Weights, closed_weights

Numbers = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int16]
CHUNK = 250  # draws at a time: keeps 2,430 areas × 9 themes under 50 MB
EDGES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Robustness:
    """Per area, over all draws; NaN where the area has no index.

    ``in_top``: share of draws in which it is among the ``k`` lowest scores. ``low``, ``median``,
    ``high``: 5, 50 and 95 % of its ranks. ``central``: areas × themes, the mean weights of the
    draws that put it there.
    """

    k: int
    in_top: Numbers
    low: Numbers
    median: Numbers
    high: Numbers
    central: Numbers


def drawn_ranks(found: Synthesis, draws: Draws) -> Ranks:
    """Draws × areas: rank from the lowest score (ties in the order of the areas), 0 where the area
    has no index. Which areas have one is settled by the present weights, once for all draws."""
    known = np.flatnonzero(~np.isnan(found.index))
    result = np.zeros((len(draws.themes), len(found.index)), dtype=np.int16)
    for start in range(0, len(draws.themes), CHUNK):
        part = slice(start, start + CHUNK)
        scores = _scores(found, known, draws.themes[part], draws.within[part])
        order = np.argsort(scores, axis=1, kind="stable")
        placed = np.empty(order.shape, dtype=np.int16)
        np.put_along_axis(placed, order, np.arange(1, len(known) + 1, dtype=np.int16)[None, :], 1)
        result[part, known] = placed
    return result


def _scores(
    found: Synthesis, areas: npt.NDArray[np.intp], themes: Numbers, within: Numbers
) -> Numbers:
    """Draws × areas: the index of ``areas`` under each row of weights."""
    parts = drawn_themes(found, areas, within)
    kind = found.method.mean
    if kind is Mean.MAZZIOTTA_PARETO:
        flat = parts.reshape(-1, themes.shape[1])
        return aggregate(kind, flat, np.repeat(themes, len(areas), axis=0)).reshape(len(themes), -1)
    if kind is Mean.GEOMETRIC:
        np.maximum(parts, FLOOR, out=parts)
        np.log(parts, out=parts)  # the order is that of the exponentials
    return np.asarray(np.einsum("dat,dt->da", parts, themes))


def drawn_themes(found: Synthesis, areas: npt.NDArray[np.intp], within: Numbers) -> Numbers:
    """Draws × areas × themes: the themes of ``areas`` (positions) under each row of shares inside
    the themes, closed over what an area has; 0 where it has nothing of a theme."""
    present = ~np.isnan(found.normalised[areas])
    filled = np.where(present, found.normalised[areas], 0.0)
    parts = np.empty((len(within), len(areas), len(found.structure.themes)))
    for theme in range(parts.shape[2]):
        members = found.structure.theme_of == theme
        weights = within[:, members]
        sums = weights @ present[:, members].T.astype(float)
        np.divide(weights @ filled[:, members].T, sums, out=parts[..., theme], where=sums > 0)
        parts[..., theme][sums == 0] = 0.0
    return parts


def robustness(placed: Ranks, draws: Draws, k: int) -> Robustness:
    """What ``drawn_ranks`` say of the ``k`` lowest scores."""
    known = placed[0] > 0
    chosen = (placed <= k) & known
    counts = chosen.sum(axis=0)
    share = np.where(known, counts / len(placed), np.nan)
    sums = chosen.T.astype(float) @ draws.themes
    central = np.full(sums.shape, np.nan)
    np.divide(sums, counts[:, None], out=central, where=counts[:, None] > 0)
    edges = np.full((len(EDGES), placed.shape[1]), np.nan)
    ordered = np.sort(placed[:, known], axis=0)
    for row, edge in enumerate(EDGES):
        edges[row, known] = ordered[round(edge * (len(placed) - 1))]
    return Robustness(k, share, edges[0], edges[1], edges[2], central)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Another way to make the index: its method, the theme left out (or ""), the weights of the
    others, and the index of each area."""

    method: Method
    without: str
    weights: Weights
    index: Numbers

    @property
    def ranks(self) -> npt.NDArray[np.int64]:
        """Rank of each area from the lowest score, 0 without one."""
        return ranks(-self.index)


def scenarios(
    values: Numbers, structure: Structure, scale: Scale, weights: Weights
) -> Iterator[Scenario]:
    """Every normalisation × mean, with all themes and without each of them."""
    on = [name for name, one in zip(structure.themes, weights.themes, strict=True) if one]
    dropped = ["", *on] if len(on) > 1 else [""]
    for normalisation, mean, without in product(_NORMALISATIONS, Mean, dropped):
        method = Method(normalisation, mean)
        part = without_theme(structure, weights, without)
        index = synthesise(values, structure, scale, part, method).index
        yield Scenario(method, without, part, index)


_NORMALISATIONS = (Normalisation.GOALPOSTS, Normalisation.PERCENTILE, Normalisation.STANDARD)


def without_theme(structure: Structure, weights: Weights, theme: str) -> Weights:
    """The weights without one theme, closed again. Raises ``WeightError`` if it was the last."""
    kept = weights.themes * [name != theme for name in structure.themes]
    return closed_weights(structure, kept, weights.within)


def without_indicator(structure: Structure, weights: Weights, place: int) -> Weights:
    """The weights without one indicator, its theme closed again. Raises ``WeightError`` if it was
    the last of a theme with weight."""
    rest = weights.within.copy()
    rest[place] = 0.0
    return closed_weights(structure, weights.themes, rest)


def shift(before: Numbers, after: Numbers) -> tuple[float, int]:
    """How many places areas move on average between two indices, either way, and of how many areas
    that is: those with a score both times, ranked among themselves. NaN where there is none."""
    both = ~np.isnan(before) & ~np.isnan(after)
    if not both.any():
        return float("nan"), 0
    moved = np.abs(ranks(before[both]) - ranks(after[both]))
    return float(moved.mean()), int(both.sum())


def shift_without_each(
    values: Numbers, structure: Structure, scale: Scale, weights: Weights, method: Method
) -> Numbers:
    """Per indicator, how many ranks areas move on average if it is left out (absolute; over the
    areas that have an index both times); NaN where nothing would be left of its theme's weight."""
    before = synthesise(values, structure, scale, weights, method).index
    shifts = np.full(len(structure.indicators), np.nan)
    for one in np.flatnonzero(weights.within > 0):
        try:
            part = without_indicator(structure, weights, int(one))
        except WeightError:
            continue
        shifts[one], _ = shift(before, synthesise(values, structure, scale, part, method).index)
    return shifts
