"""The selection: which areas are eligible, escape the vetoes, meet the criteria and have a score;
the first k of them, lowest score first, are the list.

Areas are ordered by their exact score; equal shown scores are said to be tied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Floats, Selection
from dashboard.index.scores import Index, index_at, method_of
from dashboard.shortlist.bounds import (
    Bounds,
    LeastCovered,
    LeastPeople,
    coverage_of,
    covered_bounds,
    criteria_bounds,
    people_bounds,
    veto_bounds,
)
from dashboard.synthesis.draws import Source
from dashboard.synthesis_view import SynthesisView
from dashboard.view import View

PALETTE = "thr-4"


class Membership(StrEnum):
    """Where an area stands, the first that is true of it:

    ``INELIGIBLE``: not eligible for certain; ``VETOED``: a veto takes it out; ``FAILING``: it can't
    meet enough criteria; ``UNSCORED``: it has no score; ``NEAR``: it would meet enough criteria if
    those missed by at most 5 % of their scale were met; ``UNKNOWN``: missing values decide about
    eligibility, a veto or criteria; ``LISTED``: among the first k; ``PASSING``: behind them.
    """

    LISTED = "listed"
    PASSING = "passing"
    NEAR = "near"
    FAILING = "failing"
    UNKNOWN = "unknown"
    UNSCORED = "unscored"
    VETOED = "vetoed"
    INELIGIBLE = "ineligible"


NOT_RANKED = (Membership.UNKNOWN, Membership.UNSCORED)


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """The selection on the areas of one level; arrays have one entry per area of the level.

    ``inside``: areas that are chosen from. ``eligibility`` and ``vetoes`` must all be met,
    of the ``criteria`` ``needed``. ``met``: how many criteria are met. ``order``: positions of the
    areas that pass, lowest score first; ``listed`` its first ``k``. ``ranks``: among those that
    pass by the shown score, equal ones share the better rank; 0 elsewhere. ``tied``: another one
    that passes has the same shown score. ``covered``: percent of the weight that rests on values.
    """

    level: Level
    index: Index
    inside: Selection
    eligibility: tuple[Bounds, ...]
    vetoes: tuple[Bounds, ...]
    criteria: tuple[Bounds, ...]
    needed: int
    k: int
    met: npt.NDArray[np.int64]
    order: tuple[int, ...]
    ranks: npt.NDArray[np.int64]
    tied: Selection
    covered: Floats
    memberships: tuple[Membership | None, ...]

    @property
    def listed(self) -> tuple[int, ...]:
        """Positions of the first ``k``."""
        return self.order[: self.k]

    @property
    def tied_at_the_end(self) -> bool:
        """Whether the last of the list and the first behind it have the same shown score."""
        if len(self.order) <= self.k:
            return False
        last, first = self.order[self.k - 1], self.order[self.k]
        return bool(self.index.scores[last] == self.index.scores[first])

    def count(self, *memberships: Membership) -> int:
        """How many areas stand in one of these places."""
        return sum(one in memberships for one in self.memberships)

    def letters(self) -> str:
        """Classes for the map: digits of ``PALETTE``, 3 listed, 2 passing, 1 near, 0 out; ``n``
        where it can't be told, ``x`` outside."""
        return "".join(_LETTERS.get(one, "0") if one else "x" for one in self.memberships)


_LETTERS = {
    Membership.LISTED: "3",
    Membership.PASSING: "2",
    Membership.NEAR: "1",
    Membership.UNKNOWN: "n",
    Membership.UNSCORED: "n",
}


def shortlist_level(view: View) -> Level:
    """Neighbourhoods inside a district where one is named, else districts."""
    return Level.NEIGHBOURHOOD if view.shortlist.inside else Level.DISTRICT


def asked_of(dataset: Dataset, view: View) -> View:
    """The view with what the shortlist depends on, alone: equal questions are answered once."""
    synthesis, first = view.synthesis, next(iter(dataset.offers.values()))[0]
    between = synthesis.source is Source.BETWEEN
    return View(
        province=view.province,
        level=shortlist_level(view),
        series=first,
        criteria=view.criteria,
        needed=view.needed,
        synthesis=SynthesisView(
            weighting=synthesis.weighting,
            normalisation=synthesis.normalisation,
            mean=synthesis.mean,
            source=synthesis.source,
            seed=synthesis.seed,
            k=synthesis.k,
            limits=synthesis.limits if between else (),
            locked=synthesis.locked,
        ),
        shortlist=view.shortlist,
    )


def shortlist_of(dataset: Dataset, view: View) -> Shortlist:
    """The view's shortlist. Raises ``ValueError`` where the level has nothing to put together."""
    asked = asked_of(dataset, view)
    kept = SynthesisView(
        weighting=asked.synthesis.weighting,
        normalisation=asked.synthesis.normalisation,
        mean=asked.synthesis.mean,
        k=asked.synthesis.k,
    )
    return _shortlist(
        dataset, replace(asked, synthesis=kept, shortlist=replace(asked.shortlist, balance=()))
    )


@lru_cache(maxsize=64)
def _shortlist(dataset: Dataset, view: View) -> Shortlist:
    synthesis, wanted = view.synthesis, view.shortlist
    index = index_at(dataset, view.level, synthesis.weighting, method_of(synthesis))
    inside = chosen_from(dataset, view)
    covered = coverage_of(index)
    residents = dataset.areas(view.level)["population"].to_numpy(np.float64, na_value=np.nan)
    eligibility = []
    if wanted.least_covered:
        eligibility.append(covered_bounds(LeastCovered(wanted.least_covered), covered))
    if wanted.least_people:
        eligibility.append(people_bounds(LeastPeople(wanted.least_people), residents))
    vetoes = tuple(veto_bounds(one, index, inside) for one in wanted.vetoes)
    criteria = criteria_bounds(dataset, view, index, inside)
    needed = min(view.needed or len(criteria), len(criteria))
    return _put_together(
        index, inside, (tuple(eligibility), vetoes, criteria), needed, synthesis.k, covered
    )


def chosen_from(dataset: Dataset, view: View) -> Selection:
    """Areas that can have values: of the provinces in view, or of the district that is named."""
    if not view.shortlist.inside:
        return dataset.countable(Level.DISTRICT, view.provinces(dataset))
    parents = dataset.areas(Level.NEIGHBOURHOOD)["district"].to_numpy()
    countable = dataset.countable(Level.NEIGHBOURHOOD, dataset.release.provinces)
    return np.asarray(countable & (parents == view.shortlist.inside))


def _put_together(
    index: Index,
    inside: Selection,
    bounds: tuple[tuple[Bounds, ...], tuple[Bounds, ...], tuple[Bounds, ...]],
    needed: int,
    k: int,
    covered: Floats,
) -> Shortlist:
    eligibility, vetoes, criteria = bounds
    scored = ~np.isnan(index.scores)
    met = counted([one.met for one in criteria], len(inside))
    open_ = counted([one.unknown for one in criteria], len(inside))
    narrowly = counted([one.narrowly for one in criteria], len(inside))
    required = (*eligibility, *vetoes)
    passes = inside & scored & (met >= needed) & all_of([one.met for one in required], inside)
    order = tuple(int(one) for one in lowest_first(index.found.index, passes))
    tied, ranks = _ties(index.scores, passes), index.ranks(passes)
    where: list[Membership | None] = [None] * len(inside)
    rules = (
        (Membership.INELIGIBLE, any_of([one.unmet for one in eligibility], inside)),
        (Membership.VETOED, any_of([one.unmet for one in vetoes], inside)),
        (Membership.FAILING, met + np.maximum(open_, narrowly) < needed),
        (Membership.UNSCORED, ~scored),
        (Membership.NEAR, met + open_ < needed),
        (Membership.UNKNOWN, ~passes),
    )
    # the last rule that is written wins: so the first one is written last
    for place in np.flatnonzero(inside):
        where[place] = Membership.PASSING
        for membership, holds in reversed(rules):
            if holds[place]:
                where[place] = membership
    for one in order[:k]:
        where[one] = Membership.LISTED
    return Shortlist(
        index.level, index, inside, eligibility, vetoes, criteria, needed, k, met, order, ranks,
        tied, covered, tuple(where),
    )  # fmt: skip


def counted(selections: Sequence[Selection], areas: int) -> npt.NDArray[np.int64]:
    """In how many selections each area is."""
    return np.sum(selections, axis=0, dtype=np.int64) if selections else np.zeros(areas, np.int64)


def all_of(selections: Sequence[Selection], inside: Selection) -> Selection:
    """Areas ``inside`` that are in every selection."""
    return np.asarray(np.logical_and.reduce([inside, *selections]), dtype=np.bool_)


def any_of(selections: Sequence[Selection], inside: Selection) -> Selection:
    """Areas ``inside`` that are in one selection at least."""
    some = np.logical_or.reduce([np.zeros_like(inside), *selections])
    return np.asarray(inside & some)


def lowest_first(scores: Floats, passes: Selection) -> npt.NDArray[np.intp]:
    """Positions of the areas that pass, lowest score first, equal ones in the areas' order."""
    found = np.flatnonzero(passes)
    return np.asarray(found[np.argsort(scores[found], kind="stable")])


def first_k(scores: Floats, passes: Selection, k: int) -> Selection:
    """Rows × areas: the k lowest scores of those that pass, row by row, as ``lowest_first`` orders
    them. A row of one may stand for all rows of the other."""
    shape = np.broadcast_shapes(scores.shape, passes.shape)
    ordered = np.argsort(np.where(passes, scores, np.inf), axis=1, kind="stable")
    ordered = np.broadcast_to(ordered, shape)[:, :k]
    found = np.zeros(shape, dtype=np.bool_)
    np.put_along_axis(found, ordered, True, axis=1)
    return found & passes


def _ties(scores: Floats, passes: Selection) -> Selection:
    values, back, counts = np.unique(scores[passes], return_inverse=True, return_counts=True)
    tied = np.zeros(len(scores), dtype=np.bool_)
    tied[passes] = counts[back] > 1 if len(values) else False
    return tied
