"""Weights on two levels: of themes, and of indicators inside a theme; shares that close to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


class WeightError(ValueError):
    """Weights that can't be shares; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Which theme each indicator (column) belongs to, as a position in ``themes``."""

    indicators: tuple[str, ...]
    themes: tuple[str, ...]
    theme_of: npt.NDArray[np.intp]

    @classmethod
    def of(cls, indicators: Sequence[str], themes: Sequence[str]) -> Structure:
        """From each indicator's theme; themes in the order of their first indicator."""
        names = tuple(dict.fromkeys(themes))
        places = np.array([names.index(theme) for theme in themes], dtype=np.intp)
        return cls(tuple(indicators), names, places)


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of the themes (summing to 1), and of the indicators inside their theme (each theme's
    sum to 1, or all 0 where the theme's share is 0)."""

    themes: Numbers
    within: Numbers


def equal(structure: Structure) -> Weights:
    """The same for every theme, and for every indicator of a theme."""
    return closed_weights(
        structure, np.ones(len(structure.themes)), np.ones(len(structure.indicators))
    )


def closed_weights(structure: Structure, themes: Numbers, within: Numbers) -> Weights:
    """Weights of any size, closed to 1 on both levels. Raises ``WeightError`` for negative or
    missing ones, where all themes are 0, and where a theme with weight has no indicator."""
    if not (np.isfinite(themes).all() and np.isfinite(within).all()):
        raise WeightError("A weight is missing. Give each theme and indicator a number.")
    if (themes < 0).any() or (within < 0).any():
        raise WeightError("A weight is below 0. Give 0 or more.")
    if not themes.sum():
        raise WeightError("All themes are off. Give one of them a weight.")
    sums = np.bincount(structure.theme_of, within, minlength=len(structure.themes))
    empty = (themes > 0) & (sums == 0)
    if empty.any():
        name = structure.themes[int(empty.argmax())]
        raise WeightError(f"{name}: all its indicators are off. Turn one on or the theme off.")
    of_theme = sums[structure.theme_of]
    shares = np.divide(within, of_theme, out=np.zeros(len(within)), where=of_theme > 0)
    return Weights(themes / themes.sum(), shares)
