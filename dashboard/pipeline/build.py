"""From raw files to a release: `python -m dashboard build`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard.pipeline.declared import Declared, RawTables, boundaries_of, load_declared
from dashboard.pipeline.province import BuiltProvince, build_province
from dashboard.pipeline.quality import quality_report
from dashboard.pipeline.read import InputError
from dashboard.pipeline.write import ProvinceData, write_release
from dashboard.release import Release, checksum


def build_release(
    raw: Path, out: Path, catalogue: Path, say: Callable[[str], None] = print
) -> Release:
    """Build every declared province whose boundaries lie under ``raw`` and write the release.

    ``say`` gets one line per province and per source that is left out. Raises ``InputError`` or
    ``CatalogueError``; the previous release then stays as it was.
    """
    declared = load_declared(catalogue)
    tables = RawTables(raw, {})
    built = [build_province(key, declared, tables) for key in _provinces_found(raw, declared, say)]
    for province in built:
        _tell(province, say)
    release = write_release(
        out,
        [_data(province, declared) for province in built],
        catalogue=declared.catalogue,
        sources=_described(raw, built, declared),
        demonstration=False,
    )
    say(f"Release {release.key} is current in {out}.")
    return release


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


def _tell(province: BuiltProvince, say: Callable[[str], None]) -> None:
    for key in province.absent.files:
        say(f"{province.key}: {key} has no file here; its indicators are left out.")
    for key, path in province.absent.rows.items():
        say(
            f"{province.key}: {key} has no row about {province.name} in {path}; its indicators are "
            "left out. If it should have, mend the province's name or plate there."
        )
    joined, total = _joined(province), province.published[province.key]
    say(f"{province.key}: {joined:,} of {total:,} residents joined ({joined / total:.2%}).")


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
    for province in built:
        for key, path in province.files.items():
            files.setdefault(key, set()).add(path)
    described = {}
    for key in sorted(files):
        described[key] = {
            **{name: _plain(entry) for name, entry in declared.sources[key].described.items()},
            "files": [
                {"name": path.relative_to(raw).as_posix(), "sha256": checksum(path)}
                for one in sorted(files[key])
                for path in (sorted(one.glob("*.json")) if one.is_dir() else [one])
            ],
            "indicators": _indicators_from(key, declared),
        }
    return described


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
