"""Weights of a view as shares that can be read off the screen: tenths of a percent, closed to 100.

A reader who puts one, two or three themes first says only that they weigh at least as much as the
others, in that order. The shares are the middle of all weights of which that is true (rank-order
centroid, with the themes that were not named sharing the last places).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.dataset import Selection
from dashboard.index.inputs import Inputs
from dashboard.synthesis.weights import Structure, Weights, closed_weights
from dashboard.synthesis_view import MOST_FIRST, Preset, Share, Weighting

Numbers = npt.NDArray[np.float64]
TENTHS = 1000  # of 100
FIRST_THEME = {Preset.CARE: "care", Preset.SAFETY: "safety", Preset.PARTICIPATION: "participation"}


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of 100 as they are shown: of the themes, and of the indicators of each theme, in the
    order of the structure; each closed to 100. ``dropped``: themes of the view's weights of which
    the level has no indicator."""

    structure: Structure
    themes: tuple[float, ...]
    within: tuple[float, ...]
    dropped: tuple[str, ...]

    @property
    def weights(self) -> Weights:
        """The same for the engine. At least one theme has a share, and each of these themes an
        indicator: ``resolve`` sees to it."""
        return closed_weights(self.structure, np.array(self.themes), np.array(self.within))

    def as_words(self) -> Weighting:
        """The shares as custom weights of a view, every indicator named, so that they stay what
        they are where another release has others on at first."""
        themes = zip(self.structure.themes, self.themes, strict=True)
        return Weighting(
            Preset.EQUAL,
            tuple((key, share) for key, share in themes if share),
            tuple(
                (self.structure.indicators[one], self.within[one])
                for place in range(len(self.structure.themes))
                for one in np.flatnonzero(self.structure.theme_of == place)
            ),
        )


def resolve(entering: Inputs, weighting: Weighting) -> Shares:
    """The shares of a set of weights at a level.

    Themes without an indicator at the level are dropped, and the others closed to 100 again; where
    nothing is left, every theme that is on at first weighs the same. Raises ``ValueError`` where
    the level has nothing to put together.
    """
    structure = entering.structure
    if not structure.themes:
        raise ValueError("Nothing that the release publishes at this level can enter an index.")
    given = dict(weighting.themes)
    wanted = np.array([given.get(theme, 0.0) for theme in structure.themes])
    dropped = tuple(key for key, share in given.items() if share and key not in structure.themes)
    within = _within(entering, weighting.within)
    off = np.array([not within[structure.theme_of == place].any() for place in range(len(wanted))])
    wanted[off] = 0.0
    if not wanted.any():
        wanted = _without_shares(entering, weighting) * ~off
    if not wanted.any():
        wanted = np.where(off, 0.0, 1.0)
    shares = [float(one) for one in tenths(wanted)]
    inside = np.zeros(len(within))
    for place in range(len(shares)):
        members = structure.theme_of == place
        if within[members].any():
            inside[members] = tenths(within[members])
    return Shares(structure, tuple(shares), tuple(float(one) for one in inside), dropped)


def _without_shares(entering: Inputs, weighting: Weighting) -> Numbers:
    """Weights that name no shares: some themes first, or the same for every theme that is on at
    first. A theme that is put first is on, whatever it is at first."""
    first = weighting.first
    if not weighting.themes and weighting.preset in FIRST_THEME:
        first = (FIRST_THEME[weighting.preset],)
    if any(theme in entering.structure.themes for theme in first):
        return most_important(entering, first)
    return _on(entering).astype(float)


def _on(entering: Inputs) -> Selection:
    """The themes that are on at first; all, where none has enough values."""
    on = entering.themes_on
    return on if on.any() else np.ones_like(on)


def most_important(entering: Inputs, first: Sequence[str]) -> Numbers:
    """Shares where up to three themes come first, in this order, and the others after them."""
    themes = entering.structure.themes
    on = _on(entering) | np.array([theme in first for theme in themes])
    count = int(on.sum())
    centroid = np.cumsum(1 / np.arange(count, 0, -1))[::-1] / count
    ordered = [theme for theme in first if theme in themes][:MOST_FIRST]
    rest = centroid[len(ordered) :]
    shares = np.where(on, rest.mean() if len(rest) else 0.0, 0.0)
    for place, theme in enumerate(ordered):
        shares[themes.index(theme)] = centroid[place]
    return np.asarray(100 * shares)


def _within(entering: Inputs, given: Sequence[Share]) -> Numbers:
    """Parts of the indicators inside their themes: as given where one of the theme is named, else
    the same for those that are on at first (for all, where none is)."""
    structure = entering.structure
    named = dict(given)
    parts = np.array([named.get(key, 0.0) for key in structure.indicators])
    on = np.array([one.on for one in entering.inputs], dtype=float)
    for place in range(len(structure.themes)):
        members = structure.theme_of == place
        if not any(structure.indicators[one] in named for one in np.flatnonzero(members)):
            parts[members] = on[members] if on[members].any() else 1.0
    return parts


def tenths(parts: Numbers) -> Numbers:
    """Parts of any size (≥ 0, one above) as shares of 100 with one decimal that add up to it: the
    largest remainders are rounded up, the first of equal ones. ``assets/js/6_synthesis.js`` does
    the same."""
    exact = parts / parts.sum() * TENTHS
    whole = np.floor(exact + 1e-9)
    left = int(TENTHS - whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:left]] += 1
    return np.asarray(whole / 10)
