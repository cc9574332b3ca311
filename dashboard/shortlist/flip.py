"""The flip line: the smallest change of one theme's weight that moves an area in or out of a list.

The others keep their proportions, locked ones their shares; a theme that is off stays off, and no
other is turned off by rounding, because that would change who has a score.
What counts is the index that the shown shares give. Shares are tenths of 100, closed by
``weighting.tenths``, so the search walks the tenths outwards from the present share and makes the
list anew for each: that is exact for every mean. ``crossing`` says where the scores of a plain mean
would cross if shares were not rounded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dashboard.dataset import Dataset, Floats, Selection
from dashboard.index.scores import DIGITS
from dashboard.index.weighting import TENTHS
from dashboard.shortlist.bounds import SHARE_DIGITS, LeastCovered
from dashboard.shortlist.selection import (
    Shortlist,
    all_of,
    asked_of,
    counted,
    first_k,
    shortlist_of,
)
from dashboard.synthesis.aggregate import FLOOR, Mean, aggregate
from dashboard.synthesis_view import WHOLE, Preset, Share, Weighting
from dashboard.view import View

AT_A_TIME = 200  # changes
ROUNDED_UP = 0.5 * 10.0**-DIGITS  # a score that is this much above a threshold is shown as above it


@dataclass(frozen=True, slots=True)
class Flip:
    """One theme's share of 100 ``before`` and ``after`` (tenths), and what comes of it: positions
    of the areas that enter and leave the list. ``themes``: the shares afterwards, as words of a
    ``Weighting``. ``exact``: the share from which on it would be so with unrounded shares; ``None``
    where the index is no plain mean, a rule of coverage follows the weights, or rounding alone does
    it."""

    theme: str
    before: float
    after: float
    enters: tuple[int, ...]
    leaves: tuple[int, ...]
    themes: tuple[Share, ...]
    exact: float | None

    @property
    def change(self) -> float:
        """How many points of 100 the share moves."""
        return round(abs(self.after - self.before), 1)


def flip_of(dataset: Dataset, view: View, place: int) -> Flip | None:
    """The flip line of the area at a position; ``None`` where no single change does it, and for an
    area without a score: weights are no cure for missing data."""
    return _flip(dataset, asked_of(dataset, view), place)


def with_flip(view: View, flip: Flip) -> View:
    """The view after the change, said by the words of its weights."""
    within = view.synthesis.weighting.within
    weighting = Weighting(Preset.EQUAL, flip.themes, within)
    return replace(view, synthesis=replace(view.synthesis, weighting=weighting))


@lru_cache(maxsize=256)
def _flip(dataset: Dataset, view: View, place: int) -> Flip | None:
    found = shortlist_of(dataset, view)
    locked = np.array([one in view.synthesis.locked for one in _names(found)])
    lists = _Lists.of(found)
    unscored = np.isnan(found.index.scores[place])
    if unscored or place not in lists.places or not lists.could_pass(place):
        return None
    column = int(np.flatnonzero(lists.places == place)[0])
    shares = np.array(found.index.shares.themes)
    now = lists.under(shares[None, :])[0]
    themes, moved = changes(shares, locked)
    for start in range(0, len(themes), AT_A_TIME):
        listed = lists.under(moved[start : start + AT_A_TIME])
        flipped = np.flatnonzero(listed[:, column] != now[column])
        if len(flipped):
            first = int(flipped[0])
            change = (int(themes[start + first]), moved[start + first])
            return _told(found, locked, change, place, (lists, now, listed[first]))
    return None


def _names(found: Shortlist) -> tuple[str, ...]:
    return found.index.entering.structure.themes


def changes(shares: Floats, locked: Selection) -> tuple[npt.NDArray[np.intp], Floats]:
    """Every change of one theme by whole tenths of 100, the smallest first: which theme, and the
    shares of all afterwards (changes × themes)."""
    free = np.flatnonzero((shares > 0) & ~locked)
    steps = np.repeat(np.arange(1, TENTHS + 1), 2 * len(free))
    signs = np.tile(np.repeat([-1, 1], len(free)), TENTHS)
    themes = np.tile(free, 2 * TENTHS)
    after = np.round(shares[themes] + signs * steps / 10, 1) + 0.0
    moved = moved_shares(shares, locked, themes, after)
    possible = ~np.isnan(moved).any(axis=1)
    return themes[possible], moved[possible]


def moved_shares(
    shares: Floats, locked: Selection, themes: npt.NDArray[np.intp], after: Floats
) -> Floats:
    """A row of shares of 100 in tenths for each theme (position) and the share that it gets: the
    unlocked ones keep their proportions. NaN where the share is out of reach, nothing is there to
    give way, or another theme would be rounded off."""
    rows = np.arange(len(themes))
    giving = np.tile(~locked & (shares > 0), (len(themes), 1))
    giving[rows, themes] = False
    others = np.where(giving, shares, 0.0).sum(axis=1)
    room = shares[themes] + others
    rest = np.maximum(room - after, 0.0)
    part = np.divide(rest, others, out=np.zeros(len(rows)), where=others > 0)
    moved = np.where(giving, shares * part[:, None], shares)
    moved[rows, themes] = after
    able = (others > 0) & (after >= 0) & (after <= room + 1e-9)
    closed = _in_tenths(np.where(able[:, None], moved, shares))
    able &= ((closed > 0) | ~giving).all(axis=1)
    return np.where(able[:, None], closed, np.nan)


def _in_tenths(parts: Floats) -> Floats:
    """``weighting.tenths``, row by row."""
    exact = parts / parts.sum(axis=1, keepdims=True) * TENTHS
    whole = np.floor(exact + 1e-9)
    left = TENTHS - whole.sum(axis=1, keepdims=True)
    order = np.argsort(-(exact - whole), axis=1, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(parts.shape[1])[None, :], axis=1)
    return np.asarray((whole + (place < left)) / 10)


@dataclass(frozen=True, slots=True)
class _Lists:
    """Makes the list anew under many shares of the themes; ``places`` are the areas chosen from.

    ``settled``: what no weight changes, eligibility by residents and vetoes, is met; ``met``: how
    many criteria that no weight changes are.
    """

    found: Shortlist
    places: npt.NDArray[np.intp]
    settled: Selection
    met: npt.NDArray[np.int64]

    @classmethod
    def of(cls, found: Shortlist) -> _Lists:
        places = np.flatnonzero(found.inside)
        required = [one.met for one in (*found.eligibility, *found.vetoes) if not one.of_score]
        fixed = [one.met for one in found.criteria if not one.of_score]
        met = counted(fixed, len(found.inside))
        return cls(found, places, all_of(required, found.inside)[places], met[places])

    def could_pass(self, place: int) -> bool:
        """Whether any weights could list the area."""
        column = int(np.flatnonzero(self.places == place)[0])
        follow = sum(one.of_score for one in self.found.criteria)
        return bool(self.settled[column] and self.met[column] + follow >= self.found.needed)

    def under(self, shares: Floats) -> Selection:
        """Rows of shares × places: who is listed, as ``index_at`` and ``shortlist_of`` say."""
        index = self.found.index
        weights = shares / shares.sum(axis=1, keepdims=True)
        themes = index.found.themes[self.places]
        count, areas = len(weights), len(self.places)
        lacks = (weights > 0).astype(float) @ np.isnan(themes).T.astype(float) > 0
        flat = np.repeat(weights, areas, axis=0)
        scores = aggregate(index.method.mean, np.tile(themes, (count, 1)), flat)
        scores = np.where(lacks, np.nan, scores.reshape(count, areas))
        shown = np.round(scores, DIGITS)
        met = np.broadcast_to(self.met, shown.shape).astype(float)
        for one in self.found.criteria:
            if one.of_score:
                met = met + (shown <= one.value)
        passes = self.settled & ~np.isnan(scores) & (met >= self.found.needed)
        for one in self.found.eligibility:
            if isinstance(one.asked, LeastCovered):
                covered = np.nan_to_num(index.found.theme_coverage[self.places])
                passes = passes & (np.round(100 * weights @ covered.T, SHARE_DIGITS) >= one.value)
        return first_k(scores, passes, self.found.k)


def _told(
    found: Shortlist,
    locked: Selection,
    change: tuple[int, Floats],
    place: int,
    lists: tuple[_Lists, Selection, Selection],
) -> Flip:
    made, now, then = lists
    names, (theme, shares) = _names(found), change
    before, after = float(found.index.shares.themes[theme]), float(shares[theme])
    themes = ((name, float(one)) for name, one in zip(names, shares, strict=True))
    enters, leaves = (
        tuple(int(one) for one in made.places[there & ~before_])
        for there, before_ in ((then, now), (now, then))
    )
    exact = crossing(found, locked, theme, place, after > before)
    kept = tuple((name, share) for name, share in themes if share)
    return Flip(names[theme], before, after, enters, leaves, kept, exact)


def crossing(
    found: Shortlist, locked: Selection, theme: int, place: int, upwards: bool
) -> float | None:
    """The share of 100 from which on an area would be in, or out, if shares were not rounded: of
    plain means alone, whose scores (geometric: their logarithms) are straight lines in the share,
    so that two of them cross once. ``None`` where they don't, up to the end of the theme's share.
    """
    follows = any(isinstance(one.asked, LeastCovered) for one in found.eligibility)
    if found.index.method.mean is Mean.MAZZIOTTA_PARETO or follows:
        return None
    lines = _Straight.of(found, locked, theme)
    column = int(np.flatnonzero(lines.places == place)[0]) if place in lines.places else -1
    if column < 0:
        return None
    events = lines.events(column)
    end = lines.room if upwards else 0.0
    ahead = (
        (events > lines.now) & (events < end) if upwards else (events < lines.now) & (events > 0)
    )
    ordered = np.unique(events[ahead])
    ordered = ordered if upwards else ordered[::-1]
    was = lines.listed(lines.now)[column]
    for one, following in zip(ordered, [*ordered, end][1:], strict=True):
        if lines.listed((one + following) / 2)[column] != was:
            return float(one)
    return None


@dataclass(frozen=True, slots=True)
class _Straight:
    """Scores as straight lines in the share of one theme: ``start`` + ``slope`` × share. Below one
    of ``limits`` a score is shown as at most the threshold of a criterion."""

    found: Shortlist
    places: npt.NDArray[np.intp]
    start: Floats
    slope: Floats
    now: float
    room: float
    limits: tuple[float, ...]

    @classmethod
    def of(cls, found: Shortlist, locked: Selection, theme: int) -> _Straight:
        lists = _Lists.of(found)
        scored = ~np.isnan(found.index.found.index[lists.places])
        follow = [one for one in found.criteria if one.of_score]
        enough = lists.met + len(follow) >= found.needed
        places = lists.places[lists.settled & scored & enough]
        shares = np.array(found.index.shares.themes)
        scores = np.where(shares > 0, found.index.found.themes[places], FLOOR)
        geometric = found.index.method.mean is Mean.GEOMETRIC
        scores = np.log(np.maximum(scores, FLOOR)) if geometric else scores
        rest = ~locked & (shares > 0)
        rest[theme] = False
        still = locked.copy()
        still[theme] = False
        others = float(shares[rest].sum())
        room = float(shares[theme]) + others
        giving = scores[:, rest] @ shares[rest] / others
        start = (scores[:, still] @ shares[still] + giving * room) / WHOLE
        slope = (scores[:, theme] - giving) / WHOLE
        limits = [one.value + ROUNDED_UP for one in follow]
        limits = [float(np.log(one)) for one in limits] if geometric else limits
        return cls(found, places, start, slope, float(shares[theme]), room, tuple(limits))

    def events(self, column: int) -> Floats:
        """Shares at which an area's line crosses another's, or any line a limit."""
        with np.errstate(divide="ignore", invalid="ignore"):
            pairs = (self.start - self.start[column]) / (self.slope[column] - self.slope)
            limits = [(one - self.start) / self.slope for one in self.limits]
        found = np.concatenate([pairs, *limits])
        return np.asarray(found[np.isfinite(found)])

    def listed(self, share: float) -> Selection:
        """Who is listed at a share."""
        scores = self.start + self.slope * share
        fixed = [one.met[self.places] for one in self.found.criteria if not one.of_score]
        met = counted(fixed, len(self.places)) + sum(
            (scores < one).astype(np.int64) for one in self.limits
        )
        enough = np.asarray(met >= self.found.needed)[None, :]
        return np.asarray(first_k(scores[None, :], enough, self.found.k)[0])
