"""The index of every area under the view's weights: the one function that map, table, sentence,
card, picture and files ask.

A score lies between 0 and 100, more is better; ranks count from the lowest score, because that is
where most is to be done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag, Flags, Floats, Selection
from dashboard.index.inputs import Inputs, inputs, province_values, why_missing
from dashboard.index.weighting import Shares, resolve
from dashboard.synthesis.score import (
    Method,
    Synthesis,
    indicator_contributions,
    losses,
    ranks,
    synthesise,
    theme_contributions,
)
from dashboard.synthesis_view import SynthesisView, Weighting
from dashboard.view import View

CLASSES = 5
PALETTE = "seq-5"
DIGITS = 1
LETTERS = {Flag.NO_DATA: "n", Flag.TOO_FEW: "f", Flag.SUPPRESSED: "s", Flag.NOT_VALUED: "x"}


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The index of all areas of a level under one set of weights, whatever provinces are in view.

    ``scores``: rounded to the shown digit, NaN where there is none; ``flags`` say why.
    ``breaks``: limits of the classes, ascending: fifths of all scored areas (see ``fifths``).
    """

    level: Level
    entering: Inputs
    shares: Shares
    method: Method
    found: Synthesis
    scores: Floats
    flags: Flags
    breaks: tuple[float, ...]

    @property
    def classes(self) -> npt.NDArray[np.int8]:
        """Class per area, the highest for the lowest scores; −1 without a score."""
        limits = np.array(self.breaks)
        above = np.searchsorted(limits, self.scores, side="right")
        return np.where(np.isnan(self.scores), -1, len(limits) - above).astype(np.int8)

    @property
    def shares_on(self) -> Selection:
        """Themes that have a share."""
        return np.array(self.shares.themes) > 0

    @property
    def palette(self) -> str:
        """Name of the colours."""
        return f"seq-{len(self.breaks) + 1}"

    def letters(self) -> str:
        """The classes for the map: a digit, or why there is none."""
        return "".join(
            str(one) if one >= 0 else LETTERS.get(Flag(flag), "n")
            for one, flag in zip(self.classes.tolist(), self.flags.tolist(), strict=True)
        )

    def inside(self, dataset: Dataset, view: View) -> Selection:
        """Areas of the provinces in view that can have a score at all."""
        return dataset.countable(self.level, view.provinces(dataset))

    def ranks(self, inside: Selection) -> npt.NDArray[np.int64]:
        """Rank of each area among those ``inside``, 1 for the lowest shown score, equal ones share
        the better rank; 0 without one."""
        return ranks(-np.where(inside, self.scores, np.nan))


def synthesis_level(view: View) -> Level:
    """Level of the areas that are scored: the wished one, districts instead of provinces."""
    return Level.DISTRICT if view.level is Level.PROVINCE else view.level


def method_of(synthesis: SynthesisView) -> Method:
    """How the view wants the index to be made."""
    return Method(synthesis.normalisation, synthesis.mean)


def index_of(dataset: Dataset, view: View) -> Index:
    """The index that the view shows. Raises ``ValueError`` where the level has nothing to put
    together."""
    synthesis = view.synthesis
    return index_at(dataset, synthesis_level(view), synthesis.weighting, method_of(synthesis))


def base_of(dataset: Dataset, view: View) -> Index:
    """The index that the view's is compared with: the base weights, by the atlas's own method."""
    return index_at(dataset, synthesis_level(view), view.synthesis.base, Method())


def can_be_made(dataset: Dataset, level: Level) -> bool:
    """Whether the release publishes anything at a level that can enter an index."""
    return bool(inputs(dataset, level).inputs)


@lru_cache(maxsize=24)  # about 1.3 MB each for all neighbourhoods
def index_at(dataset: Dataset, level: Level, weighting: Weighting, method: Method) -> Index:
    """The index of all areas of a level under a set of weights. Raises ``ValueError`` where the
    level has nothing to put together."""
    entering = inputs(dataset, level)
    shares = resolve(entering, weighting)
    found = _synthesis(entering, shares, method)
    scores = np.where(entering.countable, np.round(found.index, DIGITS) + 0.0, np.nan)
    needed = (found.weights.within > 0) & (found.weights.themes > 0)[entering.structure.theme_of]
    flags = why_missing(entering.flags, needed)
    flags = np.where(np.isnan(scores), np.maximum(flags, Flag.NO_DATA), Flag.OK).astype(np.uint8)
    flags[~entering.countable] = Flag.NOT_VALUED
    return Index(level, entering, shares, method, found, scores, flags, fifths(scores))


def _synthesis(entering: Inputs, shares: Shares, method: Method) -> Synthesis:
    return synthesise(entering.values, entering.structure, entering.scale, shares.weights, method)


def fifths(scores: Floats) -> tuple[float, ...]:
    """Limits that part all known scores into fifths, in shown digits; fewer where scores are equal.

    They follow the weights: a class tells who comes before whom, not how high scores are, which
    would rise or fall everywhere as soon as a theme with low scores is turned off.
    """
    known = scores[~np.isnan(scores)]
    if not len(known):
        return ()
    limits = np.round(np.quantile(known, np.arange(1, CLASSES) / CLASSES), DIGITS) + 0.0
    return tuple(sorted({float(one) for one in limits if known.min() < one <= known.max()}))


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """Points that an area is short of 100, by theme (areas × themes), and by imbalance between its
    themes (Mazziotta–Pareto alone); they add up to 100 − score before it is rounded. NaN without a
    score."""

    themes: Floats
    imbalance: Floats


def losses_of(index: Index) -> Losses:
    """Where the points of each area are lost."""
    themes, imbalance = losses(index.found)
    return Losses(themes, imbalance)


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """An area beside its province: what each theme and each indicator adds to the difference of
    their scores, in points (they add up to it; ``rest`` per theme is what comes of indicators that
    one side lacks). ``province_themes``, ``province_normalised``: the province's own scores."""

    province: str
    score: float
    themes: Floats
    indicators: Floats
    rest: Floats
    province_themes: Floats
    province_values: Floats
    province_normalised: Floats


def beside_province(dataset: Dataset, index: Index, area: str) -> Beside | None:
    """An area of the index's level beside its province; ``None`` where one of both has no score,
    or the method gives no parts."""
    place = dataset.place(area)
    province = str(dataset.area(area)["province"])
    row = province_values(dataset, index.level, province)[None, :]
    other = synthesise(
        row,
        index.entering.structure,
        index.entering.scale,
        index.shares.weights,
        index.method,
        among=index.entering.values,
    )
    parts = theme_contributions(index.found, place, other.themes[0])
    if np.isnan(parts).any() or np.isnan(other.index[0]):
        return None
    indicators, rest = indicator_contributions(
        index.found, place, other.normalised[0], other.themes[0]
    )
    score = float(np.round(other.index[0], DIGITS))
    return Beside(
        province, score, parts, indicators, rest, other.themes[0], row[0], other.normalised[0]
    )


def with_weights(view: View, weighting: Weighting) -> View:
    """The view under other weights."""
    return replace(view, synthesis=replace(view.synthesis, weighting=weighting))
