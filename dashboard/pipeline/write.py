"""Writing a release: aside first, then moved to its name in one step.

Nothing here publishes: ``dashboard/pipeline/publish.py`` does.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
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
from dashboard.pipeline.disk import blocks, explained, sync_folder, write_durably
from dashboard.pipeline.topology import topojson
from dashboard.release import (
    AREAS,
    BREAKS,
    FORMAT,
    MANIFEST,
    QUALITY_REPORT,
    RELEASES,
    VALUES,
    Release,
    ReleaseError,
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
    """Write a release into ``out``, beside those that are there, and return it unpublished.

    ``sources`` goes into the manifest as it is, but for the list ``indicators`` of each source,
    which tells the sources of every indicator. Whatever fails or is killed on the way leaves the
    other releases whole. A sound release of the same id stays as it is. Raises ``ValueError`` for
    values that the catalogue forbids, ``DiskError`` where the disk refuses.
    """
    for province in provinces:
        require_agreement(province.key, province.areas, province.values, catalogue)
    files: dict[str, bytes] = {}
    for province in provinces:
        files |= {f"{province.key}/{name}": one for name, one in _province_files(province).items()}
    values = pandas.concat([province.values for province in provinces], ignore_index=True)
    files[BREAKS] = _json(frozen_breaks(values, catalogue))
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "demonstration": demonstration,
        "sources": {name: _without_indicators(sources[name]) for name in sources},
        "provinces": {province.key: _summary(province) for province in provinces},
        "indicators": _indicators(values, catalogue, sources),
        "files": {
            name: {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
            for name in sorted(files)
        },
    }
    key = manifest["release"] = release_key(manifest)
    files[MANIFEST] = _json(manifest)
    return _stored(out, key, files)


def _stored(out: Path, key: str, files: Mapping[str, bytes]) -> Release:
    target = out / RELEASES / key
    with suppress(ReleaseError):  # not there, or damaged: written now
        return open_release(target)
    needed = blocks(len(content) for content in files.values())
    with explained(out, needed), _aside(out) as folder:
        for name in sorted(files):
            path = folder / key / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, files[name])
        for written in {(folder / key / name).parent for name in files}:
            sync_folder(written)
        _place(folder / key, target)
    return open_release(target)


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder beside the releases, gone afterwards; what a killed build left is cleared first."""
    out.mkdir(parents=True, exist_ok=True)
    for left in out.glob(f"{_ASIDE}*"):
        if time.time() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=out))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place(folder: Path, target: Path) -> None:
    """Move the finished folder to its name; a damaged release of that name makes room."""
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        target.replace(folder.parent / "damaged")
    try:
        folder.replace(target)
    except OSError:
        open_release(target)  # another build has just written the same release
    sync_folder(target.parent)


def _province_files(province: ProvinceData) -> dict[str, bytes]:
    """Contents of the province's files by name."""
    files = {
        AREAS: _table(province.areas.drop(columns="geometry"), AREA_SCHEMA),
        VALUES: _table(_in_order(province), VALUE_SCHEMA),
        QUALITY_REPORT: province.quality_report.encode(),
    }
    for metres in TOLERANCES:
        content = topojson(province.areas, metres)
        name = f"areas-{metres}m.{hashlib.sha256(content).hexdigest()[:12]}.topojson"
        files[name] = content
        files[f"{name}.br"] = brotli.compress(content, quality=11)
        files[f"{name}.gz"] = gzip.compress(content, 9, mtime=0)
    return files


def _in_order(province: ProvinceData) -> pandas.DataFrame:
    place = {area: number for number, area in enumerate(province.areas["id"])}
    rows = province.values.assign(place=province.values["area"].map(place))
    return rows.sort_values(["indicator", "level", "group", "year", "place"], kind="stable")


def _table(rows: pandas.DataFrame, schema: Any) -> bytes:
    columns = [
        pyarrow.array(rows[field.name], type=field.type, from_pandas=True) for field in schema
    ]
    table = pyarrow.Table.from_arrays(columns, schema=schema)
    written = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, written, compression="zstd", compression_level=19)
    return bytes(written.getvalue())


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
