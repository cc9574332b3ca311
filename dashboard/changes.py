"""What a release says otherwise than an earlier one: changed values, one series at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.dataset import Dataset, Flag, Flags, Floats, Series
from dashboard.release import (
    RELEASE_KEY,
    Publication,
    ReleaseError,
    first_publication,
    open_release,
)


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value that differs: ``old`` and ``new`` in the published digits, NaN where there is none.

    ``was`` and ``now`` say why. What the newer release has no value for is not told: ``old`` is
    NaN. It may have been taken back because it told too much.
    """

    area: str
    name: str
    province: str
    series: Series
    old: float
    new: float
    was: Flag
    now: Flag

    @property
    def size(self) -> float:
        """How far the value moved, NaN where one of the two is missing."""
        return abs(self.new - self.old)


def value_changes(old: Dataset, new: Dataset, series: Series) -> list[ValueChange]:
    """The values of a series that differ, in the order of the areas; those of lost areas last.

    An area or a series that a release lacks has no data there.
    """
    areas = pd.concat([new.areas(series.level), old.areas(series.level)])
    areas = areas.drop_duplicates("id")[["id", "name", "province"]]
    before, was = _aligned(old, series, areas["id"])
    after, now = _aligned(new, series, areas["id"])
    both = (was == Flag.OK) & (now == Flag.OK)
    found = np.flatnonzero((was != now) | (both & (before != after)))
    before = np.where(now == Flag.OK, before, np.nan)
    ids, names, provinces = (areas[column].tolist() for column in ("id", "name", "province"))
    return [
        ValueChange(
            area=ids[place],
            name=names[place],
            province=provinces[place],
            series=series,
            old=float(before[place]),
            new=float(after[place]),
            was=Flag(int(was[place])),
            now=Flag(int(now[place])),
        )
        for place in found
    ]


def _aligned(dataset: Dataset, series: Series, areas: pd.Series) -> tuple[Floats, Flags]:
    """Values and flags of the series in the order of ``areas``; islets have no data."""
    if not dataset.has(series):
        return np.full(len(areas), np.nan), np.full(len(areas), Flag.NO_DATA, dtype=np.uint8)
    measured, ids = dataset.measured(series), dataset.areas(series.level)["id"]
    places = pd.Index(ids).get_indexer(pd.Index(areas))
    values = np.where(places < 0, np.nan, measured.values[places])
    flags = np.where(places < 0, Flag.NO_DATA, measured.flags[places]).astype(np.uint8)
    return values, np.where(flags == Flag.NOT_VALUED, np.uint8(Flag.NO_DATA), flags)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another release than the one that is shown, as far as it is known here.

    ``published`` is its first publication that the log knows; ``dataset`` is there where it was
    published and its folder still lies beside the present release and can be read.
    """

    key: str
    published: Publication | None
    dataset: Dataset | None

    @property
    def known(self) -> bool:
        """Whether it was ever published here."""
        return self.published is not None


def earlier_release(dataset: Dataset, key: str) -> Earlier:
    """What is known of the release that a link names, read with the present catalogue."""
    said = first_publication(dataset.release.folder.parents[1], key)
    try:
        beside = _beside(dataset, key) if said else None
    except ReleaseError:
        beside = None
    return Earlier(key, said, beside)


@lru_cache(maxsize=2)
def _beside(dataset: Dataset, key: str) -> Dataset:
    if not RELEASE_KEY.fullmatch(key):
        raise ReleaseError(f"{key!r} is no id of a release.")
    return Dataset(open_release(dataset.release.folder.parent / key), dataset.catalogue)
