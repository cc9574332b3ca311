"""Joining tables to boundaries: by official code, by confirmed alias, by name; never by guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import pandas
from rapidfuzz import fuzz, process

from dashboard.entries import CatalogueError, read_toml
from dashboard.pipeline.read import InputError
from dashboard.places import name_key, slug, turkish_lower

NEAR = 75.0


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that was confirmed by hand: the boundary's and the table's name of one place."""

    province: str
    district: str
    boundary_name: str
    table_name: str
    reason: str
    date: str


@dataclass(frozen=True, slots=True)
class Split:
    """A polygon that has become several neighbourhoods since it was drawn; listed, not joined."""

    province: str
    district: str
    boundary_name: str
    table_names: tuple[str, ...]
    reason: str
    date: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What `aliases.toml` confirms."""

    aliases: tuple[Alias, ...]
    splits: tuple[Split, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Result of a join: table row per polygon (positions), and what explains it."""

    rows: Mapping[int, int]
    aliases: tuple[Alias, ...]
    unused_aliases: tuple[Alias, ...]


@dataclass(frozen=True, slots=True)
class Districts:
    """Districts of one province: ids by TÜİK code and by name key, names by id."""

    by_code: Mapping[str, str]
    by_name: Mapping[str, str]
    names: Mapping[str, str]


def load_changes(path: Path) -> Changes:
    """Aliases and splits of ``aliases.toml``; each has a reason and a date."""
    content = read_toml(path)
    try:
        return Changes(
            tuple(
                Alias(**{**entry, "date": str(entry["date"])}) for entry in content.get("alias", ())
            ),
            tuple(
                Split(
                    **{
                        **entry,
                        "date": str(entry["date"]),
                        "table_names": tuple(entry["table_names"]),
                    }
                )
                for entry in content.get("split", ())
            ),
        )
    except (TypeError, KeyError) as error:
        raise CatalogueError(
            f"{path}: {error}. An alias has province, district, boundary_name, table_name, reason "
            "and date; a split has table_names instead."
        ) from error


def of_province(table: pandas.DataFrame, name: str, plate: int) -> pandas.DataFrame:
    """Rows of one province: by plate where the table has it, else by name."""
    if "plate" in table:
        mine = table["plate"].map(lambda text: text.lstrip("0") == str(plate))
    elif "province" in table:
        mine = table["province"].map(turkish_lower) == turkish_lower(name)
    else:
        return table
    return table[mine]


def districts_of(boundary_names: Iterable[str], table: pandas.DataFrame) -> Districts:
    """Districts of the boundaries with the codes of the published district table."""
    code = {name_key(row["district"]): row["district_code"] for row in table.to_dict("records")}
    by_code: dict[str, str] = {}
    by_name: dict[str, str] = {}
    names: dict[str, str] = {}
    for name in sorted(set(boundary_names)):
        key = name_key(name)
        area = f"d-{code.get(key) or slug(name)}"
        by_name[key], names[area] = area, name
        if key in code:
            by_code[code[key]] = area
    return Districts(by_code, by_name, names)


def with_district(table: pandas.DataFrame, districts: Districts, file: Path) -> pandas.DataFrame:
    """The rows with ``area``, the id of their district; an unknown one is an ``InputError``."""
    areas = []
    for row in table.to_dict("records"):
        # A table may know its districts by code alone.
        column = "district" if "district" in row else "district_code"
        name = row.get(column, "")
        area = districts.by_code.get(row.get("district_code", "")) or districts.by_name.get(
            name_key(name)
        )
        if area is None:
            near = process.extractOne(name, districts.names.values(), scorer=fuzz.ratio)
            raise InputError(
                file,
                f"{name!r} is no district of these boundaries",
                f"Mend the name (nearest: {near[0]}) or the boundaries",
                row=row["row"],
                column=column,
            )
        areas.append(area)
    return table.assign(area=areas)


def with_neighbourhood(
    table: pandas.DataFrame, polygons: geopandas.GeoDataFrame, residents: pandas.DataFrame
) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """The rows with ``area``, the id of their neighbourhood; and the rows that no polygon is for.

    ``table`` as ``with_district`` gives it. A row belongs to the polygon whose id is its ``code``,
    else to the one that bears its name in the same district: on the map or, joined before, in the
    table of ``residents``. A name that several polygons bear joins nothing.
    """
    joined = residents[residents["joined"]]
    names = [
        *zip(_keys(polygons["district"], polygons["name"]), polygons["id"], strict=True),
        *zip(_keys(joined["area"], joined["neighbourhood"]), joined["code"], strict=True),
    ]
    bearers: dict[Any, set[str]] = {}
    for key, area in names:
        bearers.setdefault(key, set()).add(area)
    single = {key: areas.pop() for key, areas in bearers.items() if len(areas) == 1}
    by_name = [single.get(key, "") for key in _keys(table["area"], table["neighbourhood"])]
    areas = pandas.Series(by_name, index=table.index, dtype=str)
    if "code" in table:
        areas = table["code"].where(table["code"].isin(polygons["id"]), areas)
    return table.assign(area=areas)[areas != ""], table[areas == ""]


_PLACES = (
    *("province", "plate", "district", "district_code"),
    *("municipality", "municipality_code", "neighbourhood", "code"),
)


def require_single(
    table: pandas.DataFrame, texts: Mapping[str, str], file: Path, column: str
) -> None:
    """Raise ``InputError`` for a second row of the same area.

    ``texts`` are the table's text columns, our names to the file's. Those that are no place, such
    as an age group, tell the rows of one area apart. ``column`` names the area in the message.
    """
    parts = [name for name in texts if name not in _PLACES]
    twice = table[table.duplicated(["area", *parts], keep=False)]
    if twice.empty:
        return
    first = twice.iloc[0]
    same = (twice[["area", *parts]] == first[["area", *parts]]).all(axis=1)
    told = [first.get("neighbourhood", first.get("district", first["area"]))]
    told += [f"{texts[name]} {first[name]}" for name in parts]
    raise InputError(
        file,
        f"{', '.join(told)}: given more than once",
        "Keep one row",
        row=", ".join(str(row) for row in twice.loc[same, "row"]),
        column=column,
    )


def join_neighbourhoods(
    polygons: geopandas.GeoDataFrame, table: pandas.DataFrame, aliases: Iterable[Alias]
) -> Joined:
    """Which table row belongs to which polygon, by position; each is used once at most.

    ``polygons`` have name, district (id) and perhaps code; ``table`` has neighbourhood, area (id
    of the district) and code. A name that two rows of one district share joins nothing.
    """
    rows: dict[int, int] = {}
    if "code" in polygons:
        _match(rows, list(polygons["code"]), list(table["code"]))
    used, unused = _confirmed(rows, polygons, table, aliases)
    _match(
        rows,
        _keys(polygons["district"], polygons["name"]),
        _keys(table["area"], table["neighbourhood"]),
    )
    return Joined(rows, tuple(used), tuple(unused))


def _keys(districts: Any, names: Any) -> list[Any]:
    return [(area, name_key(name)) for area, name in zip(districts, names, strict=True)]


def _match(rows: dict[int, int], left: list[Any], right: list[Any]) -> None:
    """Add pairs of positions with the same key, where the key is single on both sides."""
    taken = set(rows.values())
    places: dict[Any, list[int]] = {}
    for place, key in enumerate(right):
        places.setdefault(key, []).append(place)
    times = Counter(left)
    for place, key in enumerate(left):
        found = places.get(key, [])
        single = len(found) == 1 and times[key] == 1
        if key and single and place not in rows and found[0] not in taken:
            rows[place] = found[0]
            taken.add(found[0])


def _confirmed(
    rows: dict[int, int],
    polygons: geopandas.GeoDataFrame,
    table: pandas.DataFrame,
    aliases: Iterable[Alias],
) -> tuple[list[Alias], list[Alias]]:
    used, unused = [], []
    for alias in aliases:
        left = _named(
            polygons["district_name"], polygons["name"], alias.district, alias.boundary_name
        )
        right = _named(table["district"], table["neighbourhood"], alias.district, alias.table_name)
        free = len(left) == len(right) == 1 and left[0] not in rows
        if free and right[0] not in rows.values():
            rows[left[0]] = right[0]
            used.append(alias)
        else:
            unused.append(alias)
    return used, unused


def _named(districts: Any, names: Any, district: str, name: str) -> list[int]:
    pairs = zip(districts, names, strict=True)
    return [
        place
        for place, pair in enumerate(pairs)
        if name_key(pair[0]) == name_key(district) and pair[1] == name
    ]


def near_names(name: str, candidates: Iterable[str]) -> list[str]:
    """Candidates whose spelling is near, nearest first: suggestions for a person to judge."""
    found = process.extract(
        name_key(name),
        list(candidates),
        processor=None,
        scorer=_likeness,
        score_cutoff=NEAR,
        limit=3,
    )
    return [str(candidate) for candidate, _, _ in found]


def _likeness(one: str, other: str, **_: Any) -> float:
    key = name_key(other)
    whole = fuzz.ratio(one, key)
    part = fuzz.partial_ratio(one, key) if min(len(one), len(key)) >= 5 else 0.0
    return max(whole, part - 10)
