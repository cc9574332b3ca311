"""Writing a release: aside first, then moved and made current in one step."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import geopandas
import pandas
import pyarrow
import pyarrow.parquet

from dashboard.catalogue import Catalogue
from dashboard.pipeline.agreement import require_agreement
from dashboard.pipeline.areas import NEIGHBOURHOOD_KINDS, joined_to_nearest
from dashboard.pipeline.breaks import frozen_breaks
from dashboard.pipeline.topology import topojson
from dashboard.release import (
    AREAS,
    BREAKS,
    FORMAT,
    MANIFEST,
    POINTER,
    QUALITY_REPORT,
    RELEASES,
    VALUES,
    Release,
    ReleaseError,
    checksum,
    open_release,
    release_key,
)

TOLERANCES = (50, 20)
_ASIDE = ".building-"
_STALE_SECONDS = 3600
_TEXT, _NUMBER = pyarrow.string(), pyarrow.float64()
AREA_SCHEMA = pyarrow.schema(
    [
        *((column, _TEXT) for column in ("id", "name", "level", "kind", "district")),
        *((column, _NUMBER) for column in ("lon", "lat", "area_km2")),
        *((column, pyarrow.int64()) for column in ("population", "women")),
        ("neighbours", _TEXT),
    ]
)
VALUE_SCHEMA = pyarrow.schema(
    [
        *((column, _TEXT) for column in ("area", "indicator", "group")),
        ("year", pyarrow.int16()),
        ("level", _TEXT),
        *((column, _NUMBER) for column in ("value", "numerator", "denominator")),
        *((column, _TEXT) for column in ("flag", "method")),
    ]
)


@dataclass(frozen=True, slots=True)
class ProvinceData:
    """One province, ready to be written.

    ``areas``: columns of ``areas.parquet`` and geometry in EPSG:4326, neighbourhoods first, then
    districts, then the province; the neighbourhoods form a valid coverage. ``values``: columns of
    ``values.parquet``. ``residents``: ``joined`` and ``total``. ``unmatched``: rows of the
    population table without an area. ``quality_report``: Markdown.
    """

    key: str
    name: str
    plate: int
    areas: geopandas.GeoDataFrame
    values: pandas.DataFrame
    residents: Mapping[str, int]
    unmatched: int
    quality_report: str


def write_release(
    out: Path,
    provinces: Sequence[ProvinceData],
    *,
    catalogue: Catalogue,
    sources: Mapping[str, Any],
    demonstration: bool,
) -> Release:
    """Write a release into ``out``, make it the current one and return it.

    ``sources`` goes into the manifest as it is, but for the list ``indicators`` of each source,
    which tells the sources of every indicator. Whatever fails or is killed on the way leaves the
    previous release whole and current. Raises ``ValueError`` for values that the catalogue
    forbids.
    """
    for province in provinces:
        require_agreement(province.key, province.areas, province.values, catalogue)
    out.mkdir(parents=True, exist_ok=True)
    with _aside(out) as folder:
        for province in provinces:
            _write_province(folder / province.key, province)
        values = pandas.concat([province.values for province in provinces], ignore_index=True)
        _write(folder / BREAKS, _json(frozen_breaks(values, catalogue)))
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "demonstration": demonstration,
            "sources": {name: _without_indicators(sources[name]) for name in sources},
            "provinces": {province.key: _summary(province) for province in provinces},
            "indicators": _indicators(values, catalogue, sources),
            "files": _files(folder),
        }
        key = manifest["release"] = release_key(manifest)
        _write(folder / MANIFEST, _json(manifest))
        _place(folder, out / RELEASES / key)
    _point(out, key)
    return open_release(out / RELEASES / key)


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    """Bytes and checksum of every file written so far, by relative name."""
    return {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": checksum(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder beside the releases, gone afterwards; what a killed build left is cleared first."""
    for left in out.glob(f"{_ASIDE}*"):
        if time.time() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=out))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place(folder: Path, target: Path) -> None:
    """Move the finished folder to its name; a sound release of the same id stays as it is."""
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        try:
            open_release(target)
        except ReleaseError:
            shutil.rmtree(target)
        else:
            return
    folder.replace(target)
    _sync_folder(target.parent)


def _point(out: Path, key: str) -> None:
    """Make the release current: the pointer's name changes its content in one step."""
    new = out / f"{POINTER}.new"
    _write(new, f"{key}\n".encode())
    new.replace(out / POINTER)
    _sync_folder(out)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` survive a power cut, where the system can (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_province(folder: Path, province: ProvinceData) -> None:
    folder.mkdir()
    _write_table(folder / AREAS, province.areas.drop(columns="geometry"), AREA_SCHEMA)
    _write_table(folder / VALUES, _in_order(province), VALUE_SCHEMA)
    _write(folder / QUALITY_REPORT, province.quality_report.encode())
    for metres in TOLERANCES:
        content = topojson(province.areas, metres)
        start = hashlib.sha256(content).hexdigest()[:12]
        path = folder / f"areas-{metres}m.{start}.topojson"
        _write(path, content)
        _write(path.with_name(f"{path.name}.br"), brotli.compress(content, quality=11))
        _write(path.with_name(f"{path.name}.gz"), gzip.compress(content, 9, mtime=0))


def _in_order(province: ProvinceData) -> pandas.DataFrame:
    place = {area: number for number, area in enumerate(province.areas["id"])}
    rows = province.values.assign(place=province.values["area"].map(place))
    return rows.sort_values(["indicator", "level", "group", "year", "place"], kind="stable")


def _write_table(path: Path, rows: pandas.DataFrame, schema: Any) -> None:
    columns = [
        pyarrow.array(rows[field.name], type=field.type, from_pandas=True) for field in schema
    ]
    table = pyarrow.Table.from_arrays(columns, schema=schema)
    pyarrow.parquet.write_table(table, path, compression="zstd", compression_level=19)


def _json(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def _summary(province: ProvinceData) -> dict[str, Any]:
    kinds = province.areas["kind"].tolist()
    whole = province.areas[province.areas["level"] == "province"].iloc[0]
    return {
        "name": province.name,
        "plate": province.plate,
        "counts": {kind: kinds.count(kind) for kind in (*NEIGHBOURHOOD_KINDS, "district")},
        "residents": {name: int(count) for name, count in province.residents.items()},
        "unmatched": province.unmatched,
        "area_km2": round(float(whole["area_km2"]), 1),
        "joined_to_nearest": joined_to_nearest(province.areas),
    }


def _without_indicators(source: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry for name, entry in source.items() if name != "indicators"}


def _indicators(
    values: pandas.DataFrame, catalogue: Catalogue, sources: Mapping[str, Any]
) -> dict[str, Any]:
    present = values[values["flag"] != "no_data"]
    described: dict[str, Any] = {}
    for key in catalogue.indicators:
        rows = present[present["indicator"] == key]
        if len(rows):
            levels = {
                str(level): {
                    "years": sorted({int(year) for year in of_level["year"]}),
                    "groups": sorted({str(group) for group in of_level["group"]}),
                    "methods": sorted({str(method) for method in of_level["method"]}),
                }
                for level, of_level in rows.groupby("level")
            }
            named = sorted(n for n in sources if key in sources[n].get("indicators", ()))
            described[key] = {"levels": levels, "sources": named}
    return described
