"""Names of areas for lists that are drawn anew often."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.summary import province_name


@dataclass(frozen=True, slots=True)
class Named:
    """Id, name and the name of the area above, for every area of a level."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    above: tuple[str, ...]


@lru_cache(maxsize=16)
def named(dataset: Dataset, level: Level) -> Named:
    """The names of a level, read once: a row of a data frame is dear."""
    areas, districts = dataset.areas(level), dataset.areas(Level.DISTRICT)
    if level is Level.NEIGHBOURHOOD:
        known = dict(zip(districts["id"], districts["name"], strict=True))
        above = tuple(str(known.get(one, "")) for one in areas["district"])
    else:
        above = tuple(province_name(dataset, one) for one in areas["province"])
    return Named(tuple(areas["id"]), tuple(str(one) for one in areas["name"]), above)
