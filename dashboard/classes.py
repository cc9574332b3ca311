"""The class of each area: the one function that map, legend, table and export all use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import BreakRule, Group, Indicator, Level, centred
from dashboard.dataset import Dataset, Flag, Series
from dashboard.reliability import reliability

CLASS_LETTERS = "0123456"
UNRELIABLE_LETTERS = "ABCDEFG"  # the same classes, of values that rest on few people
LETTER_OF_FLAG = {
    Flag.NO_DATA: "n",
    Flag.TOO_FEW: "f",
    Flag.SUPPRESSED: "s",
    Flag.NOT_VALUED: "x",
}


def classes(
    dataset: Dataset, series: Series, rule: BreakRule | None = None
) -> npt.NDArray[np.int8]:
    """Class index per area of the level, −1 where there is no value.

    A value equal to a break belongs to the class above. A province-only indicator has no classes:
    two polygons are no map.
    """
    measured = dataset.measured(series)
    limits = dataset.breaks(series, rule)
    found = np.searchsorted(limits, measured.values, side="right").astype(np.int8)
    unclassed = measured.flags != Flag.OK
    if series.level is Level.PROVINCE:
        unclassed = np.ones_like(unclassed)
    return np.where(unclassed, np.int8(-1), found)


def letters(dataset: Dataset, series: Series, rule: BreakRule | None = None) -> str:
    """The classes as the browser gets them, one letter per area.

    Digits are classes, ``A`` to ``G`` those of unreliable values; ``n`` no data, ``f`` too few
    people, ``s`` suppressed, ``x`` never valued.
    """
    flags = dataset.measured(series).flags
    found = classes(dataset, series, rule)
    unreliable = reliability(dataset, series).unreliable
    return "".join(
        (UNRELIABLE_LETTERS if less else CLASS_LETTERS)[one]
        if one >= 0
        else LETTER_OF_FLAG.get(Flag(flag), "n")
        for one, flag, less in zip(found.tolist(), flags.tolist(), unreliable.tolist(), strict=True)
    )


def palette(dataset: Dataset, series: Series, rule: BreakRule | None = None) -> str:
    """Name of the colours: ``seq-5``, ``div-7`` …; the number is that of the classes."""
    return palette_of(dataset.indicator(series), series.group, dataset.breaks(series, rule))


def palette_of(indicator: Indicator, group: Group, limits: Sequence[float]) -> str:
    """Name of the colours of the classes between ``limits``."""
    equality = indicator.equality(group)
    # Only where the middle class holds equality: else one side takes the colours of the other.
    diverging = equality is not None and centred(limits, equality)
    return f"{'div' if diverging else 'seq'}-{len(limits) + 1}"
