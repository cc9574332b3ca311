"""What a release changes: values, areas, boundaries, sources and what it offers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import pandas
import shapely

from dashboard.catalogue import Level
from dashboard.changes import ValueChange, value_changes
from dashboard.dataset import Dataset, Flag, Series
from dashboard.pipeline.check import decoded
from dashboard.pipeline.write import TOLERANCES
from dashboard.release import BREAKS, Release

FINEST = min(TOLERANCES)
TOLD = ("name", "kind", "district", "population", "women")


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """Changed values of one series; ``areas`` is how many areas its level has in the newer one."""

    series: Series
    areas: int
    changes: tuple[ValueChange, ...]

    def largest(self) -> list[ValueChange]:
        """The values that are there in both and moved, the farthest first."""
        moved = [one for one in self.changes if one.size == one.size]
        return sorted(moved, key=lambda one: (-one.size, one.area))

    def became(self, flag: Flag) -> list[ValueChange]:
        """The areas whose value is now there, or missing for another reason than before."""
        return [one for one in self.changes if one.now is flag and one.was is not flag]


@dataclass(frozen=True, slots=True)
class AreaChange:
    """One area: ``what`` is ``added``, ``removed`` or the changed column of ``areas.parquet``."""

    area: str
    name: str
    level: Level
    what: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class BoundaryChange:
    """One area whose outline moved: how much of it (per cent), its size in km² before and now."""

    area: str
    name: str
    level: Level
    moved_percent: float
    old_km2: float
    new_km2: float


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry of the manifest, by its path: ``sources.sex.year``; empty where it is not there."""

    entry: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What ``new`` says otherwise than ``old``, the ids of two releases.

    ``added`` and ``removed`` are series that only one of them has: their values are not listed.
    ``limits`` are scales (``indicator/group/level``) whose frozen breaks moved, ``outlines`` the
    provinces whose geometry has another hash.
    """

    old: str
    new: str
    values: tuple[SeriesChange, ...]
    added: tuple[Series, ...]
    removed: tuple[Series, ...]
    areas: tuple[AreaChange, ...]
    outlines: tuple[EntryChange, ...]
    boundaries: tuple[BoundaryChange, ...]
    entries: tuple[EntryChange, ...]
    limits: tuple[str, ...]


def difference(old: Dataset, new: Dataset) -> Difference:
    """Compare two releases that were read with the same catalogue."""
    before, after = set(_all_series(old)), set(_all_series(new))
    compared = [
        SeriesChange(one, len(new.areas(one.level)), tuple(value_changes(old, new, one)))
        for one in _all_series(new)
        if one in before
    ]
    manifests = old.release.manifest, new.release.manifest
    return Difference(
        old=old.release.key,
        new=new.release.key,
        values=tuple(one for one in compared if one.changes),
        added=tuple(one for one in _all_series(new) if one not in before),
        removed=tuple(one for one in _all_series(old) if one not in after),
        areas=tuple(_area_changes(old, new)),
        outlines=tuple(_outlines(old.release, new.release)),
        boundaries=tuple(_boundary_changes(old, new)),
        entries=tuple(_entries(*(_compared(one) for one in manifests))),
        limits=tuple(_limits(old.release, new.release)),
    )


def _all_series(dataset: Dataset) -> list[Series]:
    return [one for offers in dataset.offers.values() for one in offers]


def _area_changes(old: Dataset, new: Dataset) -> Iterator[AreaChange]:
    for level in Level:
        before, after = (one.areas(level).set_index("id") for one in (old, new))
        for area in after.index.difference(before.index, sort=False):
            yield AreaChange(area, str(after.at[area, "name"]), level, "added")
        for area in before.index.difference(after.index, sort=False):
            yield AreaChange(area, str(before.at[area, "name"]), level, "removed")
        both = after.index.intersection(before.index, sort=False)
        for column in TOLD:
            was, now = (_as_text(one.loc[both, column]) for one in (before, after))
            for area in both[(was != now).to_numpy()]:
                name = str(after.at[area, "name"])
                yield AreaChange(area, name, level, column, was[area], now[area])


def _as_text(column: pandas.Series) -> pandas.Series:
    """Cells as they are told: whole numbers without a point, nothing for a missing one."""
    return column.map(lambda cell: "" if pandas.isna(cell) else str(cell).removesuffix(".0"))


def _outlines(old: Release, new: Release) -> Iterator[EntryChange]:
    for province in new.provinces:
        names = ["", new.geometry(province, FINEST)]
        if province in old.provinces:
            names[0] = old.geometry(province, FINEST)
        if names[0] != names[1]:
            yield EntryChange(province, *(name.rpartition("/")[2] for name in names))


def _boundary_changes(old: Dataset, new: Dataset) -> Iterator[BoundaryChange]:
    for one in _outlines(old.release, new.release):
        if not one.old:
            continue
        topologies = [_topology(dataset.release, one.entry) for dataset in (old, new)]
        for level in Level:
            yield from _moved(old, new, level, topologies)


def _moved(
    old: Dataset, new: Dataset, level: Level, topologies: Sequence[Mapping[str, Any]]
) -> Iterator[BoundaryChange]:
    """Areas of one level whose outlines differ by more than the rounding to the grid can make.

    Both are compared in steps of the newer grid. Where the grids differ, each corner may lie half a
    step aside in either file, so that a border of n steps may sweep over n cells.
    """
    before, after = (_shapes(one, level, topologies[1]) for one in topologies)
    both = [area for area in after if area in before]
    was = numpy.array([before[area] for area in both], dtype=object)
    now = numpy.array([after[area] for area in both], dtype=object)
    if not both:
        return
    one_grid = topologies[0]["transform"] == topologies[1]["transform"]
    differ = numpy.flatnonzero(~shapely.equals_exact(was, now, normalize=True))
    swept = shapely.area(shapely.symmetric_difference(was[differ], now[differ]))
    noise = 0.0 if one_grid else shapely.length(now[differ])
    for place in differ[swept > noise]:
        area = both[place]
        share = shapely.area(shapely.symmetric_difference(was[place], now[place]))
        yield BoundaryChange(
            area,
            str(new.area(area)["name"]),
            level,
            float(share / shapely.area(was[place]) * 100),
            float(old.area(area)["area_km2"]),
            float(new.area(area)["area_km2"]),
        )


def _topology(release: Release, province: str) -> dict[str, Any]:
    path = release.folder / release.geometry(province, FINEST)
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _shapes(topology: Mapping[str, Any], level: Level, like: Mapping[str, Any]) -> dict[str, Any]:
    """Polygons of a level by id, in steps of the grid of ``like``."""
    own, other = topology["transform"], like["transform"]

    def moved(points: Any) -> Any:
        degrees = points * own["scale"] + own["translate"]
        return (degrees - other["translate"]) / other["scale"]

    shapes = decoded(topology, level)
    if own != other:
        shapes = shapely.make_valid(shapely.transform(shapes, moved))
    ids = [one["properties"]["id"] for one in topology["objects"][level]["geometries"]]
    return dict(zip(ids, shapes, strict=True))


def _compared(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What of a manifest is compared entry by entry, as path → text."""
    told: dict[str, Any] = {"demonstration": manifest["demonstration"], "sources": {}}
    for key, source in manifest["sources"].items():
        # files with counts that are hidden have no checksum
        files = {one["name"]: one.get("sha256", "there")[:12] for one in source.get("files", ())}
        told["sources"][key] = {**source, "files": files}
    return dict(_flat("", told))


def _flat(start: str, content: Any) -> Iterator[tuple[str, str]]:
    if isinstance(content, Mapping):
        for key, inner in content.items():
            yield from _flat(f"{start}.{key}" if start else str(key), inner)
    else:
        yield start, str(content)


def _entries(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[EntryChange]:
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path):
            yield EntryChange(path, old.get(path, ""), new.get(path, ""))


def _limits(old: Release, new: Release) -> Iterator[str]:
    before, after = (
        json.loads((one.folder / BREAKS).read_text(encoding="utf-8")) for one in (old, new)
    )
    for scale, limits in after.items():
        if scale in before and before[scale] != limits:
            yield scale
