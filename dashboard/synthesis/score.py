"""The synthesis index, step by step: the only place where a score is made.

direction and goalposts → outliers → normalised scores → themes (weighted arithmetic mean) → index.
Every step keeps its table, so that any score unfolds back to the values it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.synthesis.aggregate import FLOOR, Mean, aggregate, closed, coverage
from dashboard.synthesis.normalise import (
    Normalisation,
    by_deviation,
    by_goalposts,
    by_percentile,
    by_target,
)
from dashboard.synthesis.treatment import treated
from dashboard.synthesis.weights import Structure, Weights

Numbers = npt.NDArray[np.float64]
# Two thirds, less what shares lose that are shown with one decimal: of three equal indicators two
# may be 66.6 of 100, and it must not matter which of them an area lacks.
LEAST_OF_THEME = 2 / 3 - 0.003
BEST = 100.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How indicators are read: ``directions`` holds 1 or −1 for each, ``goalposts`` its lowest and
    highest value in its unit."""

    directions: Numbers
    goalposts: Numbers


@dataclass(frozen=True, slots=True)
class Method:
    """How the index is made; the default is the atlas's own."""

    normalisation: Normalisation = Normalisation.GOALPOSTS
    mean: Mean = Mean.GEOMETRIC
    draw_in_tails: bool = False


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Every step of an index, a row per area.

    ``treatments``: what was done to each indicator's tail, or "". ``normalised``: areas ×
    indicators. ``within``: the shares of the indicators inside their theme, closed over those the
    area has. ``themes``, ``theme_coverage``: areas × themes; NaN below two thirds. ``shares``: of
    the themes, all NaN where one is missing. ``index``: NaN where an area can't be scored.
    """

    structure: Structure
    weights: Weights
    method: Method
    treatments: tuple[str, ...]
    normalised: Numbers
    within: Numbers
    themes: Numbers
    theme_coverage: Numbers
    shares: Numbers
    index: Numbers


def synthesise(
    values: Numbers,
    structure: Structure,
    scale: Scale,
    weights: Weights,
    method: Method,
    among: Numbers | None = None,
) -> Synthesis:
    """The index of every row of ``values`` (areas × indicators, in their units; NaN: no value).

    ``among``: the areas beside which a row is placed by scales that follow from areas (percentile,
    standard score), where they are not ``values``: for a province beside its neighbourhoods.
    """
    treatments = ("",) * len(structure.indicators)
    if method.draw_in_tails:
        columns = [treated(column) for column in values.T]
        values = np.column_stack([column for column, _ in columns])
        treatments = tuple(done for _, done in columns)
    normalised = normalise(values, scale, method.normalisation, among)
    within = np.zeros(normalised.shape)
    themes = np.full((len(values), len(structure.themes)), np.nan)
    covered = np.full(themes.shape, np.nan)
    for theme in range(len(structure.themes)):
        members = structure.theme_of == theme
        scores, share = normalised[:, members], weights.within[members]
        covered[:, theme] = coverage(scores, share)
        within[:, members] = closed(scores, share, LEAST_OF_THEME)
        themes[:, theme] = aggregate(Mean.ARITHMETIC, scores, within[:, members])
    shares = closed(themes, weights.themes, least=1.0)
    index = aggregate(method.mean, themes, shares)
    return Synthesis(
        structure, weights, method, treatments, normalised, within, themes, covered, shares, index
    )


def normalise(
    values: Numbers, scale: Scale, how: Normalisation, among: Numbers | None = None
) -> Numbers:
    """Scores of the values, more is better; see ``dashboard.synthesis.normalise``."""
    if how is Normalisation.GOALPOSTS:
        return by_goalposts(values, scale.directions, scale.goalposts)
    if how is Normalisation.PERCENTILE:
        return by_percentile(values, scale.directions, among)
    if how is Normalisation.STANDARD:
        return by_deviation(values, scale.directions, among)
    return by_target(values, scale.directions, scale.goalposts)


def ranks(index: Numbers) -> npt.NDArray[np.int64]:
    """1 for the highest score, equal scores share the better rank; 0 for an area without one."""
    found = np.zeros(len(index), dtype=np.int64)
    known = ~np.isnan(index)
    falling = np.sort(-index[known])
    found[known] = 1 + np.searchsorted(falling, -index[known], side="left")
    return found


def theme_contributions(found: Synthesis, area: int, other: Numbers) -> Numbers:
    """What each theme adds to the difference between an area's index and another's, in points.

    ``other``: the other's theme scores (the province's, say). The parts add up exactly: for the
    geometric mean by the logarithmic mean of both indices (LMDI), for the arithmetic mean by the
    weights. Themes without weight add nothing. NaN where the index is missing, and for
    Mazziotta–Pareto, whose penalty belongs to no single theme.
    """
    shares = found.shares[area]
    if np.isnan(shares).any() or found.method.mean is Mean.MAZZIOTTA_PARETO:
        return np.full(len(shares), np.nan)
    mine = np.where(shares > 0, found.themes[area], FLOOR)
    theirs = np.where(shares > 0, other, FLOOR)
    if found.method.mean is Mean.ARITHMETIC:
        return np.asarray(shares * (mine - theirs))
    steps = shares * (np.log(np.maximum(mine, FLOOR)) - np.log(np.maximum(theirs, FLOOR)))
    there = found.index[area] / np.exp(steps.sum())
    return np.asarray(steps * logarithmic_mean(float(found.index[area]), float(there)))


def indicator_contributions(
    found: Synthesis, area: int, other: Numbers, other_themes: Numbers
) -> tuple[Numbers, Numbers]:
    """The themes' contributions shared out to their indicators, in points; and what is left.

    ``other``: the other's normalised scores. An indicator's part follows its weight × difference
    inside its theme. What is left, per theme, comes from indicators that one side lacks: there the
    others weigh more. Parts and rest add up to ``theme_contributions`` exactly.
    """
    themes = theme_contributions(found, area, other_themes)
    place = found.structure.theme_of
    steps = found.within[area] * (found.normalised[area] - other)
    steps = np.where(np.isnan(steps), 0.0, steps)
    # a theme without weight adds nothing, even where one side has no score of it
    weighs = found.shares[area] > 0
    gaps = np.where(weighs, found.themes[area] - other_themes, np.inf)
    points = np.divide(themes, gaps, out=np.zeros(len(themes)), where=gaps != 0)
    parts = steps * points[place]
    # Equal themes: parts of opposite sign that cancel out, at the rate of an infinitely small step.
    even = gaps == 0
    if even.any():
        rate = found.shares[area]
        if found.method.mean is Mean.GEOMETRIC:
            rate = rate * found.index[area] / np.maximum(found.themes[area], FLOOR)
        parts = np.where(even[place], steps * rate[place], parts)
    return parts, themes - np.bincount(place, parts, minlength=len(themes))


def losses(found: Synthesis) -> tuple[Numbers, Numbers]:
    """What each theme (areas × themes) and the imbalance between them (areas) take from 100.

    Both add up to 100 − index exactly: for the geometric mean by the logarithmic mean of index and
    100, else by the weights; only Mazziotta–Pareto has an imbalance. NaN without an index.
    """
    index = found.index[:, None]
    if found.method.mean is Mean.GEOMETRIC:
        inside = np.maximum(np.where(found.shares > 0, found.themes, BEST), FLOOR)
        steps = found.shares * np.log(BEST / inside)
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = np.where(index == BEST, BEST, (BEST - index) / np.log(BEST / index))
        return np.asarray(steps * rate), np.where(np.isnan(found.index), np.nan, 0.0)
    parts = found.shares * (BEST - np.where(found.shares > 0, found.themes, BEST))
    return np.asarray(parts), np.asarray(BEST - found.index - parts.sum(axis=1))


def logarithmic_mean(one: float, other: float) -> float:
    """(a − b) ÷ (ln a − ln b), or a where both are the same: turns differences of logarithms into
    differences of the numbers."""
    if one == other:
        return one
    # Not as a difference of two logarithms: of neighbouring numbers they may be the same.
    return float((one - other) / np.log1p((one - other) / other))
