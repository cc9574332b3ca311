"""One province from its raw files: areas with ids and residents, tables, points and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pandas

from dashboard.catalogue import Level
from dashboard.entries import CatalogueError
from dashboard.pipeline.areas import complete_areas
from dashboard.pipeline.boundaries import Repairs, read_boundaries, repaired
from dashboard.pipeline.declared import Declared, RawTables, boundaries_of
from dashboard.pipeline.join import (
    Districts,
    Joined,
    Split,
    districts_of,
    join_neighbourhoods,
    of_province,
    require_single,
    with_district,
    with_neighbourhood,
)
from dashboard.pipeline.kinds import kind_of
from dashboard.pipeline.measures import Ground, Measure, values_of
from dashboard.pipeline.points import PointFigures, point_figures
from dashboard.pipeline.read import InputError, text_columns
from dashboard.pipeline.sources import Content, Source
from dashboard.places import bare_name, name_key, slug, sort_key

LEAST_SUM = 0.99


@dataclass(frozen=True, slots=True)
class Absent:
    """What the sources do not tell about a province.

    ``files`` are sources without a file; ``rows`` maps sources whose file has no row about the
    province to that file; ``districts`` maps sources to the names of districts without a row;
    ``boundaries`` maps sources to the neighbourhoods of theirs that no boundary is for.
    """

    files: tuple[str, ...]
    rows: Mapping[str, Path]
    districts: Mapping[str, tuple[str, ...]]
    boundaries: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class BuiltProvince:
    """One province with everything its quality report tells.

    ``polygons`` are the neighbourhoods with source_id, kind and joined; ``table`` the residents
    per neighbourhood with a column joined. ``published`` are residents per area id.
    """

    key: str
    name: str
    plate: int
    areas: geopandas.GeoDataFrame
    values: pandas.DataFrame
    polygons: geopandas.GeoDataFrame
    table: pandas.DataFrame
    joined: Joined
    splits: tuple[Split, ...]
    repairs: Repairs
    published: Mapping[str, int]
    points: Mapping[str, PointFigures]
    files: Mapping[str, Path]
    absent: Absent


@dataclass(frozen=True, slots=True)
class _Named:
    key: str
    name: str
    plate: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What tables and points are joined to; ``residents`` has a column joined."""

    place: _Named
    areas: geopandas.GeoDataFrame
    districts: Districts
    polygons: geopandas.GeoDataFrame
    residents: pandas.DataFrame


def build_province(key: str, declared: Declared, tables: RawTables) -> BuiltProvince:
    """Read, repair, join and measure one province. Raises ``InputError``."""
    boundary_source = boundaries_of(declared.sources)
    path = boundary_source.file(tables.raw, key)
    assert path is not None
    drawn = _of_key(read_boundaries(boundary_source, path), key, path)
    place = _Named(key, drawn["province"].iloc[0], _plate(drawn, path))
    polygons, repairs = repaired(path, drawn)
    files = {boundary_source.key: path}
    districts, published = _districts(place, polygons, declared, tables)
    table = _residents(place, districts, declared, tables, files)
    table_file = files[declared.residents.neighbourhood]
    _require_whole(table_file, table, published[key], declared.residents.column)
    polygons = _with_districts(polygons, districts)
    aliases = [alias for alias in declared.changes.aliases if alias.province == key]
    joined = join_neighbourhoods(polygons, table, aliases)
    polygons, table = _marked(polygons, table, joined, declared)
    areas = complete_areas(_rows(polygons), (key, place.name), published)
    known = _Known(place, areas, districts, polygons, table)
    ground, absent = _ground(known, declared, tables, files)
    usable = [one for one in declared.measures if one.sources <= ground.available]
    values = [values_of(measure, ground, declared.catalogue) for measure in usable]
    return BuiltProvince(
        key=key,
        name=place.name,
        plate=place.plate,
        areas=areas,
        values=pandas.concat(values, ignore_index=True),
        polygons=polygons,
        table=table,
        joined=joined,
        splits=tuple(split for split in declared.changes.splits if split.province == key),
        repairs=repairs,
        published=published,
        points=ground.points,
        files=files,
        absent=absent,
    )


def _of_key(drawn: geopandas.GeoDataFrame, key: str, path: Path) -> geopandas.GeoDataFrame:
    mine = drawn[drawn["province"].map(slug) == key]
    if mine.empty:
        there = ", ".join(sorted(set(drawn["province"])))
        raise InputError(
            path,
            f"none of its polygons lies in {key!r} (there are: {there})",
            "Mend 'files' or 'columns' in sources.toml",
            column="province",
        )
    return mine.reset_index(drop=True)


def _plate(drawn: geopandas.GeoDataFrame, path: Path) -> int:
    plates = sorted(set(drawn["plate"]))
    if len(plates) != 1 or not plates[0].isdigit():
        raise InputError(
            path,
            f"the polygons of one province have the plates {', '.join(plates)}",
            "Give all the same number",
            column="plate",
        )
    return int(plates[0])


def _table_of(
    key: str, place: _Named, declared: Declared, tables: RawTables
) -> tuple[Path, pandas.DataFrame]:
    """File and rows of a table that the build can't do without."""
    source = declared.sources.get(key)
    if source is None:
        raise CatalogueError(f"measures.toml: [residents] {key!r} is not in sources.toml.")
    found = tables.of(source, place.key)
    if found is None:
        raise InputError(
            source.file(tables.raw, place.key) or tables.raw,
            f"the file is missing, and nothing can be built without {key}",
            "Put it there or mend 'files' in sources.toml",
        )
    path, table = found
    mine = of_province(table, place.name, place.plate)
    if mine.empty:
        raise InputError(
            path, f"no row is about {place.name}", "Get the whole file again", column="province"
        )
    _require_counted(source, path, mine, declared.residents.column)
    return path, mine


def _require_counted(source: Source, path: Path, rows: pandas.DataFrame, column: str) -> None:
    """Every row of residents has its number: without it there is no denominator."""
    if column not in source.counts:
        raise CatalogueError(
            f"measures.toml: [residents] column: {column!r} is not among the counts of "
            f"{source.key} in sources.toml. Add it there."
        )
    empty = rows[rows[column].isna()]
    if len(empty):
        raise InputError(
            path,
            "the cell is empty, and residents must be known",
            "Write the number of residents",
            row=empty["row"].iloc[0],
            column=source.counts[column],
        )


def _districts(
    place: _Named, polygons: geopandas.GeoDataFrame, declared: Declared, tables: RawTables
) -> tuple[Districts, dict[str, int]]:
    """Districts and the published residents of districts and province, by area id."""
    column = declared.residents.column
    path, table = _table_of(declared.residents.district, place, declared, tables)
    districts = districts_of(polygons["district"], table)
    named = with_district(table, districts, path)
    _require_single(declared.sources[declared.residents.district], named, path)
    published = {
        str(area): int(count) for area, count in zip(named["area"], named[column], strict=True)
    }
    path, whole = _table_of(declared.residents.province, place, declared, tables)
    whole = whole.assign(area=place.key)
    _require_single(declared.sources[declared.residents.province], whole, path)
    published[place.key] = int(whole[column].iloc[0])
    return districts, published


def _require_single(source: Source, table: pandas.DataFrame, path: Path) -> None:
    column = source.columns.get(source.level, source.level)
    require_single(table, text_columns(source), path, column)


def _residents(
    place: _Named,
    districts: Districts,
    declared: Declared,
    tables: RawTables,
    files: dict[str, Path],
) -> pandas.DataFrame:
    """Residents per neighbourhood with the id of the district in ``area``."""
    residents = declared.residents
    for key in (residents.district, residents.province):
        files[key] = _table_of(key, place, declared, tables)[0]
    path, table = _table_of(residents.neighbourhood, place, declared, tables)
    files[residents.neighbourhood] = path
    twice = table[table["code"].duplicated(keep=False)]
    if len(twice):
        raise InputError(
            path,
            f"the code {twice['code'].iloc[0]} is given twice",
            "Keep one row per neighbourhood",
            row=", ".join(str(row) for row in twice["row"][:2]),
            column="code",
        )
    return with_district(table, districts, path).reset_index(drop=True)


def _require_whole(path: Path, table: pandas.DataFrame, published: int, column: str) -> None:
    """A file cut off at the end of a line shows only in its sum."""
    total = int(table[column].sum())
    if total < LEAST_SUM * published:
        raise InputError(
            path,
            f"its neighbourhoods have {total:,} residents together, the province has {published:,}",
            "The table of residents may be cut off: get it from its publisher again",
            column=column,
        )


def _with_districts(
    polygons: geopandas.GeoDataFrame, districts: Districts
) -> geopandas.GeoDataFrame:
    names = polygons["district"]
    ids = [districts.by_name[name_key(name)] for name in names]
    return polygons.assign(district=ids, district_name=[districts.names[area] for area in ids])


def _marked(
    polygons: geopandas.GeoDataFrame, table: pandas.DataFrame, joined: Joined, declared: Declared
) -> tuple[geopandas.GeoDataFrame, pandas.DataFrame]:
    """Polygons with id, kind, population and joined; rows with joined."""
    rows = joined.rows
    ids, kinds, counts = [], [], []
    for place, polygon in enumerate(polygons.to_dict("records")):
        row = table.iloc[rows[place]] if place in rows else None
        ids.append(f"x-{polygon['source_id']}" if row is None else str(row["code"]))
        kinds.append(kind_of(polygon["name"], row is not None, declared.kinds))
        counts.append(None if row is None else int(row[declared.residents.column]))
    population = pandas.Series(counts, dtype="Int64", index=polygons.index)
    marked = polygons.assign(id=ids, kind=kinds, population=population)
    marked["joined"] = marked["population"].notna()
    used = set(rows.values())
    return marked, table.assign(joined=[place in used for place in range(len(table))])


def _rows(polygons: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    columns = ["id", "name", "kind", "district", "district_name", "population", "geometry"]
    # Joined by its publisher's name; from here on it is the one that readers see.
    return polygons[columns].assign(name=polygons["name"].map(bare_name))


def _ground(
    known: _Known, declared: Declared, tables: RawTables, files: dict[str, Path]
) -> tuple[Ground, Absent]:
    """What measures need: tables with area ids and points counted; and what is absent."""
    sources = declared.sources
    found: dict[str, pandas.DataFrame] = {}
    points: dict[str, PointFigures] = {}
    no_file: list[str] = []
    no_row: dict[str, Path] = {}
    no_boundary: dict[str, tuple[str, ...]] = {}
    for key in sorted(_needed(declared.measures)):
        source = sources.get(key)
        if source is None:
            raise CatalogueError(f"measures.toml: {key!r} is not in sources.toml. Add it there.")
        read = tables.of(source, known.place.key)
        if read is None:
            no_file.append(key)
            continue
        path, table = read
        if source.content is Content.POINTS:
            reaches = _reaches(key, declared.measures)
            points[key] = point_figures(known.areas, table, path, reaches)
        else:
            mine = of_province(table, known.place.name, known.place.plate)
            if mine.empty:
                no_row[key] = path
                continue
            found[key], unknown = _located(source, mine, known, path)
            _require_single(source, found[key], path)
            if unknown:
                no_boundary[key] = unknown
        files[key] = path
    least = declared.residents.least_joined_percent
    of_districts = {key: found[key] for key in found if sources[key].level is Level.DISTRICT}
    without = _districts_without_row(known.districts, of_districts)
    absent = Absent(tuple(no_file), no_row, without, no_boundary)
    return Ground(known.areas, sources, found, points, least), absent


def _located(
    source: Source, table: pandas.DataFrame, known: _Known, path: Path
) -> tuple[pandas.DataFrame, tuple[str, ...]]:
    """The rows with the id of their ``area``; and the names of those that no boundary is for."""
    if source.level is Level.PROVINCE:
        return table.assign(area=known.place.key), ()
    rows = with_district(table, known.districts, path)
    if source.level is Level.DISTRICT:
        return rows, ()
    rows, unknown = with_neighbourhood(rows, known.polygons, known.residents)
    names = known.districts.names
    return rows, tuple(
        sorted(
            {
                f"{name} ({names[area]})"
                for area, name in zip(unknown["area"], unknown["neighbourhood"], strict=True)
            },
            key=sort_key,
        )
    )


def _reaches(key: str, measures: Iterable[Measure]) -> set[float]:
    """The distances within which people are counted around the points of a source."""
    quantities = [one for measure in measures for one in measure.quantities if one.points == key]
    return {one.metres for one in quantities if one.metres}


def _districts_without_row(
    districts: Districts, found: Mapping[str, pandas.DataFrame]
) -> dict[str, tuple[str, ...]]:
    without = {
        key: tuple(
            sorted(
                (name for area, name in districts.names.items() if area not in set(table["area"])),
                key=sort_key,
            )
        )
        for key, table in found.items()
    }
    return {key: names for key, names in without.items() if names}


def _needed(measures: Iterable[Measure]) -> set[str]:
    return {key for measure in measures for key in measure.sources}
