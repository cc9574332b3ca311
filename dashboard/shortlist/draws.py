"""How sure the list is: the selection under thousands of weights, or under other methods.

The draws are those of ``dashboard.index.certainty``, on the areas that could be listed in any of
them. A draw moves scores and themes, and with them criteria on the score and vetoes; what is
eligible and which areas have a score is settled by the present weights, once for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dashboard.dataset import Dataset, Floats, Selection
from dashboard.index.certainty import (
    DRAWS,
    Grade,
    drawn_weights,
    grade,
    limits_of,
    scenarios_of,
)
from dashboard.index.scores import DIGITS
from dashboard.shortlist.bounds import Bounds
from dashboard.shortlist.selection import (
    Shortlist,
    all_of,
    asked_of,
    counted,
    first_k,
    shortlist_of,
)
from dashboard.shortlist_view import Veto
from dashboard.synthesis.aggregate import aggregate
from dashboard.synthesis.draws import Draws, Source
from dashboard.synthesis.robustness import EDGES, Scenario, drawn_themes
from dashboard.view import View

CHUNK = 250  # draws at a time
Places = npt.NDArray[np.intp]


class Assumption(StrEnum):
    """What a list rests on; each is varied by the draws or not."""

    THEME_WEIGHTS = "theme_weights"
    INDICATOR_WEIGHTS = "indicator_weights"
    NORMALISATION = "normalisation"
    MEAN = "mean"
    THEMES = "themes"
    THRESHOLDS = "thresholds"
    MISSING_DATA = "missing_data"
    DATA_ERROR = "data_error"


_VARIED = {
    Source.METHODS: (Assumption.NORMALISATION, Assumption.MEAN, Assumption.THEMES),
    Source.ANY: (Assumption.THEME_WEIGHTS, Assumption.INDICATOR_WEIGHTS),
    Source.NEAR: (Assumption.THEME_WEIGHTS, Assumption.INDICATOR_WEIGHTS),
    Source.BETWEEN: (Assumption.THEME_WEIGHTS, Assumption.INDICATOR_WEIGHTS),
}


@dataclass(frozen=True, slots=True, eq=False)
class Robust:
    """The list over ``count`` draws; arrays have one entry per area of the level.

    ``candidates``: areas that could be listed in some draw. ``times``: in how many draws an area is
    listed. ``low``, ``median``, ``high``: 5, 50 and 95 % of its ranks among the candidates, rank 1
    the lowest score; NaN for others. ``central``: areas × themes, the mean weights (sum 1) of the
    draws that list it; NaN where none does. ``limits``: least and most share of each theme, of 100,
    where the draws lie between limits; else empty.
    """

    shortlist: Shortlist
    source: Source
    seed: int
    count: int
    candidates: Selection
    times: npt.NDArray[np.int64]
    low: Floats
    median: Floats
    high: Floats
    central: Floats
    limits: tuple[tuple[float, float], ...]

    @property
    def shares(self) -> Floats:
        """Share of draws (0 to 1) that list an area; NaN for those that are no candidates."""
        return np.where(self.candidates, self.times / self.count, np.nan)

    def grade(self, place: int) -> Grade | None:
        """How sure it is that an area is listed; ``None`` where it is no candidate."""
        return grade(float(self.shares[place])) if self.candidates[place] else None

    @property
    def varied(self) -> tuple[Assumption, ...]:
        """What the draws vary."""
        return _VARIED[self.source]

    @property
    def not_varied(self) -> tuple[Assumption, ...]:
        """What they leave as it is."""
        return tuple(one for one in Assumption if one not in self.varied)


def robust_of(dataset: Dataset, view: View, count: int = DRAWS) -> Robust:
    """The view's list over its draws. Raises ``WeightError`` where no shares lie between its
    limits."""
    return _robust(dataset, asked_of(dataset, view), count)


@lru_cache(maxsize=32)
def _robust(dataset: Dataset, view: View, count: int) -> Robust:
    found = shortlist_of(dataset, view)
    synthesis = view.synthesis
    limits = limits_of(found.index, synthesis) if synthesis.source is Source.BETWEEN else ()
    draws = drawn_weights(found.index, synthesis, limits, count)
    candidates = candidates_of(found)
    places = np.flatnonzero(candidates)
    tally = _Tally.of(places, len(candidates), draws)
    listings = (
        _under_methods(found, places)
        if draws.source is Source.METHODS
        else _under_weights(found, places, draws)
    )
    for listed, scores in listings:
        tally.add(listed, scores)
    edges = tally.edges()
    return Robust(
        found, synthesis.source, synthesis.seed, len(draws.themes), candidates, tally.times,
        edges[0], edges[1], edges[2], tally.central(), limits,
    )  # fmt: skip


def candidates_of(found: Shortlist) -> Selection:
    """Areas with a score that would pass if every criterion on the score were met and no veto
    bit: a veto that can't be told keeps an area out for good."""
    fixed = [one.met for one in found.criteria if not one.of_score]
    follow = len(found.criteria) - len(fixed)
    enough = counted(fixed, len(found.inside)) + follow >= found.needed
    known = [~one.unknown for one in found.vetoes]
    eligible = [one.met for one in found.eligibility]
    scored = ~np.isnan(found.index.scores)
    return all_of([enough, scored, *known, *eligible], found.inside)


@dataclass(slots=True)
class _Tally:
    """Counts over draws, in the order in which they come."""

    places: Places
    draws: Draws
    times: npt.NDArray[np.int64]
    weights: Floats
    ranks: npt.NDArray[np.int16]
    seen: int = 0

    @classmethod
    def of(cls, places: Places, areas: int, draws: Draws) -> _Tally:
        themes = draws.themes.shape[1]
        ranks = np.zeros((len(draws.themes), len(places)), dtype=np.int16)
        times = np.zeros(areas, dtype=np.int64)
        return cls(places, draws, times, np.zeros((areas, themes)), ranks)

    def add(self, listed: Selection, scores: Floats) -> None:
        """Draws × candidates: whether each is listed, and its score (NaN: none)."""
        part = slice(self.seen, self.seen + len(listed))
        self.seen += len(listed)
        self.times[self.places] += listed.sum(axis=0)
        self.weights[self.places] += listed.T.astype(float) @ self.draws.themes[part]
        order = np.argsort(scores, axis=1, kind="stable")
        ascending = np.arange(1, scores.shape[1] + 1, dtype=np.int16)[None, :]
        np.put_along_axis(self.ranks[part], order, ascending, axis=1)

    def edges(self) -> Floats:
        """``EDGES`` × areas: quantiles of the ranks."""
        found = np.full((len(EDGES), len(self.times)), np.nan)
        ordered = np.sort(self.ranks, axis=0)
        for row, edge in enumerate(EDGES):
            found[row, self.places] = ordered[round(edge * (len(ordered) - 1))]
        return found

    def central(self) -> Floats:
        """Areas × themes: the mean weights of the draws that list an area."""
        times = self.times[:, None]
        nothing = np.full(self.weights.shape, np.nan)
        return np.asarray(np.divide(self.weights, times, out=nothing, where=times > 0))


def _under_weights(
    found: Shortlist, places: Places, draws: Draws
) -> Iterator[tuple[Selection, Floats]]:
    kind = found.index.method.mean
    for start in range(0, len(draws.themes), CHUNK):
        part = slice(start, start + CHUNK)
        themes = drawn_themes(found.index.found, places, draws.within[part])
        flat = themes.reshape(-1, themes.shape[2])
        shares = np.repeat(draws.themes[part], len(places), axis=0)
        scores = aggregate(kind, flat, shares).reshape(themes.shape[:2])
        passes = _passing(found, places, scores, themes)
        yield first_k(scores, passes, found.k), scores


def _passing(found: Shortlist, places: Places, scores: Floats, themes: Floats) -> Selection:
    """Draws × candidates: enough criteria met, no veto, by the scores of each draw as they would
    be shown."""
    shown = np.round(scores, DIGITS)
    met = counted([one.met[places] for one in found.criteria if not one.of_score], len(places))
    follow = [_at_most(one, shown) for one in found.criteria if one.of_score]
    enough = met + sum(one.astype(np.int64) for one in follow) >= found.needed
    passes = np.broadcast_to(enough, scores.shape)
    names = found.index.entering.structure.themes
    for one in found.vetoes:
        if not (isinstance(one.asked, Veto) and one.asked.theme in names):
            continue  # a theme that the level has not: there is no candidate
        theme = names.index(one.asked.theme)
        passes = passes & _meets(one, np.round(themes[..., theme], DIGITS))
    return passes


def _at_most(one: Bounds, figures: Floats) -> Selection:
    return np.asarray(figures <= one.value)


def _meets(one: Bounds, figures: Floats) -> Selection:
    return Bounds(one.asked, one.operator, one.value, figures, figures, one.digits, one.scale).met


@dataclass(frozen=True, slots=True)
class MethodChange:
    """What another method does to the list: ``without`` is the theme that is left out, or empty;
    ``enters`` and ``leaves`` are positions of areas."""

    scenario: Scenario
    enters: tuple[int, ...]
    leaves: tuple[int, ...]


def method_changes(dataset: Dataset, view: View) -> tuple[MethodChange, ...]:
    """The list under every normalisation × mean, with all themes and without each.

    Criteria on the score and vetoes stay as under the present method: other scales have other
    numbers.
    """
    found = shortlist_of(dataset, view)
    places = np.flatnonzero(candidates_of(found))
    now = set(found.listed)
    changes = []
    pairs = zip(scenarios_of(found.index), _under_methods(found, places), strict=True)
    for scenario, (listed, _) in pairs:
        then = {int(one) for one in places[listed[0]]}
        changes.append(MethodChange(scenario, tuple(sorted(then - now)), tuple(sorted(now - then))))
    return tuple(changes)


def _under_methods(found: Shortlist, places: Places) -> Iterator[tuple[Selection, Floats]]:
    required = [one.met for one in (*found.eligibility, *found.vetoes)]
    settled = all_of([found.met >= found.needed, *required], found.inside)[places]
    for one in scenarios_of(found.index):
        scores = one.index[places][None, :]
        yield first_k(scores, settled & ~np.isnan(scores), found.k), scores
