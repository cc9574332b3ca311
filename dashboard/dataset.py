"""The values of one release in memory, never changed after reading.

Every series of values is an array aligned with the areas of its level, in the order of the
geometry, so that a class, a rank and a row of a table speak of the same area.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.catalogue import BreakRule, Catalogue, Group, Indicator, Level
from dashboard.imprint import NO_IMPRINT, Imprint
from dashboard.release import AREAS, BREAKS, UNVALUED, VALUES, Release

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.uint8]
Methods = npt.NDArray[np.uint8]
Selection = npt.NDArray[np.bool_]


class Flag(IntEnum):
    """Why a value is there or not; only ``OK`` carries a number."""

    OK = 0
    NO_DATA = 1
    TOO_FEW = 2
    SUPPRESSED = 3
    NOT_VALUED = 4  # islets and industrial zones: drawn, never valued, never counted


FLAGS = {
    "ok": Flag.OK,
    "no_data": Flag.NO_DATA,
    "too_few": Flag.TOO_FEW,
    "suppressed": Flag.SUPPRESSED,
}
FLAG_NAMES = {flag: name for name, flag in FLAGS.items()} | {Flag.NOT_VALUED: "not_valued"}


class Method(IntEnum):
    """How a value was made, the closest to a count first; ``NONE`` where the release has no row."""

    NONE = 0
    MEASURED = 1
    APPORTIONED = 2
    MODELLED = 3
    DEMONSTRATION = 4


METHODS = {
    "measured": Method.MEASURED,
    "apportioned": Method.APPORTIONED,
    "modelled": Method.MODELLED,
    "demonstration": Method.DEMONSTRATION,
}
METHOD_NAMES = {method: name for name, method in METHODS.items()} | {Method.NONE: "none"}


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator for one group, year and level: ``values`` in the indicator's unit."""

    indicator: str
    group: Group
    year: int
    level: Level

    @property
    def key(self) -> str:
        """The series as a part of an address."""
        return f"{self.indicator}/{self.group}/{self.year}/{self.level}"

    @property
    def scale(self) -> str:
        """Key of its frozen breaks: shared by years and provinces."""
        return f"{self.indicator}/{self.group}/{self.level}"


@dataclass(frozen=True, slots=True)
class Measured:
    """Values as published (NaN where there is none), why, and the people they rest on."""

    values: Floats
    flags: Flags
    numerators: Floats
    denominators: Floats


def _sealed(values: Floats, flags: Flags, numerators: Floats, denominators: Floats) -> Measured:
    """The arrays as values that nobody can change afterwards."""
    for array in (values, flags, numerators, denominators):
        array.setflags(write=False)
    return Measured(values, flags, numerators, denominators)


class Dataset:
    """Areas, values and frozen breaks of a release, what explains them and who answers for them."""

    def __init__(
        self, release: Release, catalogue: Catalogue, imprint: Imprint = NO_IMPRINT
    ) -> None:
        self.release = release
        self.catalogue = catalogue
        self.imprint = imprint
        self._breaks: Mapping[str, Any] = json.loads((release.folder / BREAKS).read_text("utf-8"))
        areas = pd.concat(
            [
                pd.read_parquet(release.folder / province / AREAS).assign(province=province)
                for province in release.provinces
            ],
            ignore_index=True,
        )
        self._areas = {
            level: areas[areas["level"] == level].reset_index(drop=True) for level in Level
        }
        self._places = {
            level: {area: place for place, area in enumerate(frame["id"])}
            for level, frame in self._areas.items()
        }
        self._level_of = {area: level for level in Level for area in self._places[level]}
        self._methods: dict[Series, Methods] = {}
        self._series = self._read_values()

    def _read_values(self) -> dict[Series, Measured]:
        values = pd.concat(
            [
                pd.read_parquet(self.release.folder / province / VALUES)
                for province in self.release.provinces
            ],
            ignore_index=True,
        )
        known = values["indicator"].isin([one.key for one in self.catalogue.in_use])
        stored: dict[Series, Measured] = {}
        names = ["indicator", "group", "year", "level"]
        for (indicator, group, year, level), rows in values[known].groupby(names, observed=True):
            series = Series(str(indicator), Group(str(group)), int(str(year)), Level(str(level)))
            stored[series] = self._aligned(rows, series.level)
            self._methods[series] = self._made(rows, series.level)
        exact = stored | dict(self._gaps(stored))
        return {series: self._as_published(series, measured) for series, measured in exact.items()}

    def _as_published(self, series: Series, measured: Measured) -> Measured:
        """The values rounded to the digits that readers see: the number that is shown is the one
        that is classed, ranked, filtered and written to files. A gap is rounded after it is
        computed; who needs more has the counts."""
        digits = self.catalogue.indicators[series.indicator].digits
        values = np.round(measured.values, digits) + 0.0  # no minus zero
        return _sealed(values, measured.flags, measured.numerators, measured.denominators)

    def _aligned(self, rows: pd.DataFrame, level: Level) -> Measured:
        frame = self._areas[level]
        places = rows["area"].map(self._places[level]).to_numpy()
        flags = np.where(frame["kind"].isin(UNVALUED), Flag.NOT_VALUED, Flag.NO_DATA).astype(
            np.uint8
        )
        flags[places] = rows["flag"].map(FLAGS).to_numpy(np.uint8)

        def column(name: str) -> Floats:
            filled = np.full(len(frame), np.nan)
            filled[places] = rows[name].to_numpy(np.float64)
            return filled

        values = np.where(flags == Flag.OK, column("value"), np.nan)
        return _sealed(values, flags, column("numerator"), column("denominator"))

    def _made(self, rows: pd.DataFrame, level: Level) -> Methods:
        made = np.zeros(len(self._areas[level]), dtype=np.uint8)
        places = rows["area"].map(self._places[level]).to_numpy()
        made[places] = rows["method"].map(METHODS).to_numpy(np.uint8)
        made.setflags(write=False)
        return made

    def _gaps(self, stored: Mapping[Series, Measured]) -> Iterable[tuple[Series, Measured]]:
        for series, women in stored.items():
            men = stored.get(Series(series.indicator, Group.MEN, series.year, series.level))
            if series.group is Group.WOMEN and men is not None:
                gap = Series(series.indicator, Group.GAP, series.year, series.level)
                nothing = np.full(len(women.values), np.nan)
                yield (
                    gap,
                    _sealed(
                        women.values - men.values,
                        np.maximum(women.flags, men.flags),
                        nothing,
                        np.fmin(women.denominators, men.denominators),
                    ),
                )

    def areas(self, level: Level) -> pd.DataFrame:
        """Areas of a level with the columns of ``areas.parquet`` and ``province``."""
        return self._areas[level]

    def place(self, area: str) -> int:
        """Position of an area among those of its level; raises ``KeyError``."""
        return self._places[self._level_of[area]][area]

    def level_of(self, area: str) -> Level | None:
        """Level of an area, ``None`` where the release has no such area."""
        return self._level_of.get(area)

    def area(self, area: str) -> Mapping[str, Any]:
        """The row of one area."""
        row = self._areas[self._level_of[area]].iloc[self.place(area)]
        return {str(column): value for column, value in row.items()}

    def parent(self, area: str) -> str:
        """The district of a neighbourhood, the province of a district, itself for a province."""
        row = self.area(area)
        if row["level"] == Level.NEIGHBOURHOOD:
            return str(row["district"])
        return str(row["province"])

    def measured(self, series: Series) -> Measured:
        """Values of a series; raises ``KeyError`` where the release has none."""
        return self._series[series]

    def methods(self, series: Series) -> Methods:
        """``Method`` per area of the level; of a gap the one that is farther from a count.

        Raises ``KeyError`` where the release has no such series.
        """
        if series.group is not Group.GAP:
            return self._methods[series]
        women, men = (replace(series, group=group) for group in (Group.WOMEN, Group.MEN))
        return np.maximum(self._methods[women], self._methods[men])

    def has(self, series: Series) -> bool:
        """Whether the release has values of the series."""
        return series in self._series

    @cached_property
    def offers(self) -> Mapping[str, tuple[Series, ...]]:
        """Per indicator of the release its series, finest level and newest year first."""
        levels = list(Level)
        offers: dict[str, list[Series]] = {}
        for series in self._series:
            offers.setdefault(series.indicator, []).append(series)
        return {
            key: tuple(
                sorted(
                    offers[key],
                    key=lambda one: (levels.index(one.level), -one.year, str(one.group)),
                )
            )
            for key in self.catalogue.indicators
            if key in offers
        }

    @cached_property
    def newest_year(self) -> int:
        """The newest year of which the release has anything."""
        return max(one.year for offers in self.offers.values() for one in offers)

    def indicator(self, series: Series) -> Indicator:
        """The catalogue's entry of a series."""
        return self.catalogue.indicators[series.indicator]

    def rules(self, series: Series) -> tuple[BreakRule, ...]:
        """Rules for which breaks are frozen, the catalogue's own first."""
        entry = self._breaks.get(series.scale)
        if not entry:
            return ()
        own = BreakRule(entry["rule"])
        return (own, *(BreakRule(rule) for rule in entry["breaks"] if rule != own))

    def breaks(self, series: Series, rule: BreakRule | None = None) -> tuple[float, ...]:
        """Inner limits between the classes, ascending; empty where the release froze none."""
        entry = self._breaks.get(series.scale)
        if not entry:
            return ()
        chosen = rule if rule in entry["breaks"] else entry["rule"]
        return tuple(entry["breaks"][chosen])

    def in_provinces(self, level: Level, provinces: Iterable[str]) -> Selection:
        """Which areas of a level lie in the provinces."""
        return self._areas[level]["province"].isin(list(provinces)).to_numpy(np.bool_, copy=True)

    def countable(self, level: Level, provinces: Iterable[str]) -> Selection:
        """Areas of the provinces that can have values: no islets, no industrial zones."""
        never = self._areas[level]["kind"].isin(UNVALUED).to_numpy(np.bool_)
        return self.in_provinces(level, provinces) & ~never
