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
CELLS = 40_000  # scores at a time: few enough to stay close to the processor
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
    count = len(draws.themes)
    result = np.zeros((count, len(found.index)), dtype=np.int16)
    if not len(known):
        return result
    places = np.arange(1, len(known) + 1, dtype=np.int16)
    columns = _columns(found, known)
    rows = max(CELLS // len(known), 1)
    for start in range(0, count, rows):
        part = slice(start, start + rows)
        scores = _scores(found.method.mean, columns, draws.themes[part], draws.within[part])
        for row, order in enumerate(_orders(scores), start):
            result[row, known[order]] = places
    return result


def _orders(scores: Numbers) -> npt.NDArray[np.int64]:
    """Per row the columns from the lowest score to the highest; ``scores`` are used up.

    Numbers alone are sorted much faster than with their places, so the place is put into the last
    bits of the score. Scores that are the same but for these bits (2,430 areas: to twelve digits,
    less than rounding may part them by) are ties.
    """
    keys = scores.view(np.int64)
    keys ^= (keys >> 63) & np.iinfo(np.int64).max  # now in the order of the numbers below 0 too
    last_bits = (1 << (scores.shape[1] - 1).bit_length()) - 1
    keys &= ~last_bits
    keys |= np.arange(scores.shape[1])
    keys.sort(axis=1)
    keys &= last_bits
    return keys


@dataclass(frozen=True, slots=True, eq=False)
class _Theme:
    """The scores of one theme: ``members``, its columns of the matrix; ``scores``, indicators ×
    areas, 0 where one is missing; ``patterns``, patterns × indicators, 1 for what is there, and
    which of them each area has (``pattern_of``): there are few."""

    members: npt.NDArray[np.intp]
    scores: Numbers
    patterns: Numbers
    pattern_of: npt.NDArray[np.intp]


def _columns(found: Synthesis, areas: npt.NDArray[np.intp]) -> list[_Theme]:
    columns = []
    for theme in range(len(found.structure.themes)):
        members = np.flatnonzero(found.structure.theme_of == theme)
        scores = found.normalised[np.ix_(areas, members)]
        present = ~np.isnan(scores)
        patterns, pattern_of = np.unique(present, axis=0, return_inverse=True)
        filled = np.ascontiguousarray(np.where(present, scores, 0.0).T)
        columns.append(_Theme(members, filled, patterns.astype(float), pattern_of.ravel()))
    return columns


def _scores(kind: Mean, columns: list[_Theme], themes: Numbers, within: Numbers) -> Numbers:
    """Draws × areas: the index under each row of weights, or what has the same order.

    Works on as little memory at a time as the processor keeps at hand, and always the same: what
    takes long here is fetching memory, not arithmetic.
    """
    shape = (len(themes), columns[0].scores.shape[1])
    if kind is Mean.MAZZIOTTA_PARETO:
        parts = np.empty((*shape, len(columns)))
        for place, one in enumerate(columns):
            parts[..., place] = _theme_scores(one, within, *np.empty((2, *shape)))
        flat = parts.reshape(-1, len(columns))
        return aggregate(kind, flat, np.repeat(themes, shape[1], axis=0)).reshape(shape)
    total = np.zeros(shape)
    part, sums = np.empty((2, *shape))
    for place, one in enumerate(columns):
        weights = themes[:, place, None]
        if not weights.any():
            continue
        _theme_scores(one, within, part, sums)
        if kind is Mean.GEOMETRIC:
            np.maximum(part, FLOOR, out=part)
            np.log(part, out=part)  # the order is that of the exponentials
        part *= weights
        total += part
    return total


def _theme_scores(one: _Theme, within: Numbers, part: Numbers, sums: Numbers) -> Numbers:
    """Draws × areas: the mean of a theme's indicators, written into ``part``; 0 where a draw gives
    weight to none of those that an area has. ``sums`` is room to work in."""
    weights = within[:, one.members]
    each = weights @ one.patterns.T
    each[each == 0] = 1.0
    np.matmul(weights, one.scores, out=part)
    np.take(each, one.pattern_of, axis=1, out=sums)
    part /= sums
    return part


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
    draw, area = np.nonzero((placed <= k) & known)
    counts = np.bincount(area, minlength=len(known))
    share = np.where(known, counts / len(placed), np.nan)
    central = np.full((len(known), draws.themes.shape[1]), np.nan)
    for theme, weights in enumerate(draws.themes.T):
        sums = np.bincount(area, weights[draw], minlength=len(known))
        np.divide(sums, counts, out=central[:, theme], where=counts > 0)
    edges = np.full((len(EDGES), placed.shape[1]), np.nan)
    ordered = np.ascontiguousarray(placed.T)[known]
    ordered.sort(axis=1, kind="stable")  # by digits: several times faster for numbers this small
    for row, edge in enumerate(EDGES):
        edges[row, known] = ordered[:, round(edge * (len(placed) - 1))]
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
