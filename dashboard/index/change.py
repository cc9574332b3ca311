"""Two sets of weights beside each other: who changes place, and what moves them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.dataset import Dataset, Floats, Selection
from dashboard.index.scores import Index, base_of, index_of, losses_of
from dashboard.view import View

PALETTE = "div-5"
NEAR, FAR = 0.02, 0.10  # of the ranked areas: up to here a rank is "about the same", a little moved
MOST_MOVERS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Ranks under the base weights (``before``) and the present ones (``after``), among the areas
    in view that have a score both times; 0 elsewhere. ``moved``: how many places an area has come
    nearer to the first (negative: farther), NaN where it can't be told. ``themes``: points by which
    each theme moves the score of an area more than it moves the average one (areas × themes)."""

    base: Index
    now: Index
    both: Selection
    before: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64]
    moved: Floats
    themes: Floats

    @property
    def count(self) -> int:
        """Areas that have a rank both times."""
        return int(self.both.sum())

    @property
    def limits(self) -> tuple[float, float, float, float]:
        """Limits of the classes, in places."""
        near, far = max(1, round(NEAR * self.count)), max(2, round(FAR * self.count))
        return (-far - 0.5, -near - 0.5, near + 0.5, far + 0.5)

    @property
    def mean_shift(self) -> float:
        """Places that areas have moved on average, either way; NaN where none has a rank."""
        return float(np.abs(self.moved[self.both]).mean()) if self.count else float("nan")

    def letters(self) -> str:
        """Classes for the map: 0 far towards the first places, 4 far from them, and as the present
        index says where there is nothing to compare."""
        place = 4 - np.searchsorted(self.limits, self.moved, side="right")
        letters = list(self.now.letters())
        for one in range(len(letters)):
            if self.both[one]:
                letters[one] = str(place[one])
            elif letters[one].isdigit():
                letters[one] = "n"
        return "".join(letters)

    def movers(self, towards_first: bool) -> list[int]:
        """The areas that have moved most in one direction, at most ``MOST_MOVERS``."""
        sign = 1 if towards_first else -1
        moved = np.where(self.both, sign * self.moved, 0.0)
        order = np.argsort(-moved, kind="stable")[:MOST_MOVERS]
        return [int(one) for one in order if moved[one] > 0]

    def reasons(self, area: int, most: int = 2) -> list[tuple[str, float]]:
        """The themes that moved the score of an area most, with the points, largest first."""
        steps = self.themes[area]
        order = np.argsort(-np.abs(steps), kind="stable")[:most]
        names = self.now.entering.structure.themes
        return [(names[one], float(steps[one])) for one in order if abs(steps[one]) >= 0.05]


def change_of(dataset: Dataset, view: View) -> Change:
    """The view's weights beside its base weights, on the areas in view."""
    base, now = base_of(dataset, view), index_of(dataset, view)
    both = now.inside(dataset, view) & ~np.isnan(now.scores) & ~np.isnan(base.scores)
    before, after = base.ranks(both), now.ranks(both)
    moved = np.where(both, before - after, np.nan).astype(float)
    lost_then, lost_now = losses_of(base).themes, losses_of(now).themes
    steps = lost_then - lost_now
    usual = steps[both].mean(axis=0) if both.any() else np.zeros(steps.shape[1])
    return Change(base, now, both, before, after, moved, steps - usual)
