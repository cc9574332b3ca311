"""From raw files to a release: `python -m dashboard build`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas

from dashboard.pipeline.counts import guards
from dashboard.pipeline.declared import Declared, RawTables, boundaries_of, load_declared
from dashboard.pipeline.disclosure import protected
from dashboard.pipeline.province import BuiltProvince, build_province
from dashboard.pipeline.quality import quality_report
from dashboard.pipeline.read import InputError
from dashboard.pipeline.write import ProvinceData, write_release
from dashboard.release import (
    QUALITY_REPORT,
    VALUES,
    Release,
    ReleaseError,
    checksum,
    current_release,
    has_release,
)

MOST_TOLD = 20  # rows of one province that a build names; its report names all


def build_release(
    raw: Path, out: Path, catalogue: Path, say: Callable[[str], None] = print
) -> Release:
    """Build every declared province whose boundaries lie under ``raw``, and write the release.

    It is not published. ``say`` gets a line per province, per source that is left out and per row
    that joined nothing. Raises ``InputError``, ``CatalogueError`` or ``DiskError``; the other
    releases then stay as they were.
    """
    declared = load_declared(catalogue)
    tables = RawTables(raw, {})
    built = [
        _hidden(build_province(key, declared, tables), declared, _published(out, key, say))
        for key in _provinces_found(raw, declared, say)
    ]
    release = write_release(
        out,
        [_data(province, declared) for province in built],
        catalogue=declared.catalogue,
        sources=_described(raw, built, declared),
        demonstration=False,
    )
    for province in built:
        _tell(province, declared, release.folder / province.key / QUALITY_REPORT, say)
    return release


def _hidden(
    province: BuiltProvince, declared: Declared, before: pandas.DataFrame | None
) -> BuiltProvince:
    """The province without what readers may not see."""
    values = protected(province.values, province.areas, declared.catalogue, before)
    return replace(province, values=values)


def _published(out: Path, province: str, say: Callable[[str], None]) -> pandas.DataFrame | None:
    """The province's values in the release that is current in ``out``, if that has real ones."""
    if not has_release(out):
        return None
    try:
        release = current_release(out)
    except ReleaseError as error:
        say(f"{province}: what was hidden in the release before is not known. {error}")
        return None
    if release.demonstration or province not in release.provinces:
        return None
    return pandas.read_parquet(release.folder / province / VALUES)


def _provinces_found(raw: Path, declared: Declared, say: Callable[[str], None]) -> list[str]:
    source = boundaries_of(declared.sources)
    found = []
    for key in source.files:
        path = source.file(raw, key)
        if path is not None and path.is_file():
            found.append(key)
        else:
            say(f"{key}: left out, because {path} is missing.")
    if not found:
        raise InputError(
            raw,
            "there are no boundaries of any province",
            f"Put them there as sources.toml says: {', '.join(source.files.values())}",
        )
    return found


def _tell(
    province: BuiltProvince, declared: Declared, report: Path, say: Callable[[str], None]
) -> None:
    for key in province.absent.files:
        say(f"{province.key}: {key} has no file here; its indicators are left out.")
    for key, path in province.absent.rows.items():
        say(
            f"{province.key}: {key} has no row about {province.name} in {path}; its indicators are "
            "left out. If it should have, mend the province's name or plate there."
        )
    joined, total = _joined(province), province.published[province.key]
    say(f"{province.key}: {joined:,} of {total:,} residents joined ({joined / total:.2%}).")
    _tell_rows(province, declared, say)
    say(f"{province.key}: everything that was found: {report}")


def _tell_rows(province: BuiltProvince, declared: Declared, say: Callable[[str], None]) -> None:
    """The rows of the table of residents that joined no boundary, the most people first."""
    residents = declared.residents
    file = province.files[residents.neighbourhood]
    lost = province.table[~province.table["joined"]]
    rows = lost.sort_values([residents.column, "row"], ascending=[False, True]).to_dict("records")
    if rows:
        say(
            f"{file}: {len(rows)} rows have no boundary of their name in the district; their "
            "people count as not joined. Confirm names that you are certain of in aliases.toml:"
        )
    for row in rows[:MOST_TOLD]:
        place = f"{row['neighbourhood']} ({row['district']})"
        say(f"  row {row['row']}: {place}, {int(row[residents.column]):,} residents")
    if len(rows) > MOST_TOLD:
        say(f"  and {len(rows) - MOST_TOLD} further rows")


def _joined(province: BuiltProvince) -> int:
    return int(province.polygons["population"].sum())


def _data(province: BuiltProvince, declared: Declared) -> ProvinceData:
    return ProvinceData(
        key=province.key,
        name=province.name,
        plate=province.plate,
        areas=province.areas,
        values=province.values,
        residents={"joined": _joined(province), "total": province.published[province.key]},
        unmatched=int((~province.table["joined"]).sum()),
        quality_report=quality_report(province, declared),
    )


def _described(
    raw: Path, built: Sequence[BuiltProvince], declared: Declared
) -> Mapping[str, dict[str, Any]]:
    """What the manifest says of each source that was read, and the indicators made from it."""
    files: dict[str, set[Path]] = {}
    guarded = _guarded_sources(declared)
    for province in built:
        for key, path in province.files.items():
            files.setdefault(key, set()).add(path)
    described = {}
    for key in sorted(files):
        described[key] = {
            **{name: _plain(entry) for name, entry in declared.sources[key].described.items()},
            "files": [
                {"name": path.relative_to(raw).as_posix()}
                | ({} if key in guarded else {"sha256": checksum(path)})
                for one in sorted(files[key])
                for path in (sorted(one.glob("*.json")) if one.is_dir() else [one])
            ],
            "indicators": _indicators_from(key, declared),
        }
    return described


def _guarded_sources(declared: Declared) -> set[str]:
    """Sources with counts that are hidden. Their files' checksums are not published: who knows all
    other numbers of a file could try small ones until the checksum fits."""
    guarded = guards(declared.catalogue)
    return {
        source
        for measure in declared.measures
        if measure.indicator in guarded
        for source in measure.sources
    }


def _plain(entry: Any) -> Any:
    return entry if isinstance(entry, int | str | dict) else str(entry)


def _indicators_from(key: str, declared: Declared) -> list[str]:
    residents = declared.residents
    boundaries = {boundaries_of(declared.sources).key}
    people = {residents.neighbourhood, residents.district, residents.province}
    basis = {
        "residents": people,
        "residents_without": people,
        "residents_within": people | boundaries,
        "area_km2": boundaries,
        "count": boundaries,
        "distance": people | boundaries,
    }
    return sorted(
        {
            measure.indicator
            for measure in declared.measures
            if key in measure.sources or any(key in basis[name] for name in measure.figures)
        }
    )
