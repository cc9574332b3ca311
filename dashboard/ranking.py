"""Ranks, places among siblings and the values of the areas above: one source for table and card."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Flag, Selection, Series
from dashboard.legend import in_span
from dashboard.reliability import reliability
from dashboard.view import View


@dataclass(frozen=True, slots=True)
class Row:
    """One area in the ranking; ``rank`` 1 is the first of the chosen order, 0 stands where the
    value rests on too few people to be ranked."""

    area: str
    name: str
    district: str
    rank: int
    value: float
    gap: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows in order, the selected one among them, and how many areas have no rank and why:
    ``unranked`` ones have no value, ``unreliable`` ones stand among the rows without a rank."""

    rows: tuple[Row, ...]
    pinned: Row | None
    district: str
    unranked: dict[Flag, int]
    unreliable: int


def scope(dataset: Dataset, view: View) -> tuple[Selection, str]:
    """Areas that are ranked together, and the district they lie in (empty for whole provinces)."""
    level = view.series.level
    inside = dataset.in_provinces(level, view.provinces(dataset))
    district = district_in_view(dataset, view)
    if level is Level.NEIGHBOURHOOD and district:
        inside = inside & (dataset.areas(level)["district"] == district).to_numpy(np.bool_)
        return inside, district
    return inside, ""


def district_in_view(dataset: Dataset, view: View) -> str:
    """The selected district, or the district of the selected neighbourhood, or nothing."""
    if not view.selected:
        return ""
    if dataset.level_of(view.selected) is Level.NEIGHBOURHOOD:
        return dataset.parent(view.selected)
    return view.selected


def ranking(dataset: Dataset, view: View) -> Ranking:
    """The ranking of what the view shows; areas without a value, or with one that is mostly
    chance, are counted and never ranked."""
    inside, district = scope(dataset, view)
    measured = dataset.measured(view.series)
    ranked = np.flatnonzero(inside & (measured.flags == Flag.OK))
    values = measured.values[ranked]
    ascending = np.argsort(-values if view.descending else values, kind="stable")
    ordered = ranked[ascending]
    unreliable = reliability(dataset, view.series).unranked[ordered]
    ranks = np.zeros(len(ordered), dtype=int)
    ranks[~unreliable] = _competition_ranks(measured.values[ordered[~unreliable]])
    gaps = _gaps(dataset, view.series)
    areas = dataset.areas(view.series.level)
    names, ids = areas["name"].to_numpy(), areas["id"].to_numpy()
    districts = areas["district"].to_numpy()
    kept = in_span(measured.values[ordered], view.span)
    rows = tuple(
        Row(
            area=str(ids[place]),
            name=str(names[place]),
            district=str(districts[place]),
            rank=int(rank),
            value=float(measured.values[place]),
            gap=None if gaps is None or np.isnan(gaps[place]) else float(gaps[place]),
        )
        for place, rank, keep in zip(ordered, ranks, kept, strict=True)
        if keep
    )
    pinned = next((row for row in rows if row.area == view.selected), None)
    unranked = {
        flag: int(np.sum(inside & (measured.flags == flag)))
        for flag in (Flag.NO_DATA, Flag.TOO_FEW, Flag.SUPPRESSED)
    }
    return Ranking(rows, pinned, district, unranked, int(unreliable.sum()))


def _competition_ranks(ordered: np.ndarray) -> np.ndarray:
    """1, 2, 2, 4: equal values share the better rank."""
    if not len(ordered):
        return np.array([], dtype=int)
    new = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    return np.maximum.accumulate(np.where(new, np.arange(1, len(ordered) + 1), 0))


def _gaps(dataset: Dataset, series: Series) -> np.ndarray | None:
    gap = Series(series.indicator, Group.GAP, series.year, series.level)
    if series.group is Group.GAP or not dataset.has(gap):
        return None
    return dataset.measured(gap).values


def value_at(dataset: Dataset, series: Series, area: str) -> tuple[float, Flag]:
    """Value of an area of any level for the series' indicator, group and year, and its flag."""
    level = dataset.level_of(area)
    if level is None:
        return float("nan"), Flag.NO_DATA
    here = Series(series.indicator, series.group, series.year, level)
    if not dataset.has(here):
        return float("nan"), Flag.NO_DATA
    measured, place = dataset.measured(here), dataset.place(area)
    return float(measured.values[place]), Flag(int(measured.flags[place]))
