"""The files of Veri by name, and all of them as one Frictionless data package."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from dashboard.catalogue import Level
from dashboard.citation import author, cited, link, package_title
from dashboard.data_export import (
    COLUMNS,
    NUMBERS,
    SCHEMA,
    Choice,
    csv_text,
    heads,
    notes,
    parquet,
    sources,
)
from dashboard.data_export import workbook as _workbook
from dashboard.dataset import Dataset
from dashboard.export import demonstration_prefix, release_notes
from dashboard.geometry_export import areas_geojson, areas_geopackage, offered
from dashboard.release import Release
from dashboard.wording import in_language, text

NAME = "esitlik-atlasi"
DESCRIPTOR = "datapackage.json"
ZIP = f"{NAME}.zip"
TABLE, WORKBOOK = "values.csv", "values.xlsx"
VALUES = (TABLE, WORKBOOK, "values.parquet")
README = "README.md"
GEOJSON = {f"areas-{level}.geojson": level for level in Level}
GEOPACKAGE = "areas.gpkg"
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "zip": "application/zip",
}
_TYPES = {"year": "integer", "demonstration": "boolean"} | dict.fromkeys(NUMBERS, "number")
_ALWAYS = ("area", "area_name", "level", "indicator", "group", "year", "state")
_SPDX = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")

Maker = Callable[[Dataset, str, str], bytes]


def names(release: Release) -> tuple[str, ...]:
    """The files that a release offers; boundaries only where they may be passed on."""
    shapes = (*GEOJSON, GEOPACKAGE) if offered(release) else ()
    return (*VALUES, *shapes, DESCRIPTOR, ZIP)


def content(dataset: Dataset, name: str, language: str, address: str = "") -> bytes:
    """The file ``name`` in a language; raises ``KeyError`` for one that the release does not offer.

    ``address`` is the public one of the server, for citations; empty where it is not known.
    """
    if name not in names(dataset.release):
        raise KeyError(name)
    return _makers()[name](dataset, language, address)


def _makers() -> Mapping[str, Maker]:
    return {
        TABLE: lambda dataset, *more: values(dataset, "csv", None, *more),
        WORKBOOK: lambda dataset, *more: values(dataset, "xlsx", None, *more),
        "values.parquet": lambda dataset, *more: values(dataset, "parquet", None, *more),
        **{name: partial(_shapes, level) for name, level in GEOJSON.items()},
        GEOPACKAGE: areas_geopackage,
        DESCRIPTOR: lambda dataset, *more: _json(describe(dataset, _files(dataset, *more), *more)),
        ZIP: _zip,
    }


def _shapes(level: Level, dataset: Dataset, language: str, address: str) -> bytes:
    return areas_geojson(dataset, level, language, address)


def values(
    dataset: Dataset, form: str, choice: Choice | None, language: str, address: str = ""
) -> bytes:
    """The chosen values (``None``: all of them) as ``csv``, ``xlsx`` or ``parquet``."""
    choice = choice or Choice.everything(dataset)
    if form == "csv":
        return csv_text(dataset, choice, language, notes(dataset, language, address)).encode()
    make = _workbook if form == "xlsx" else parquet
    return make(dataset, choice, language, address)


def file_name(dataset: Dataset, name: str, language: str) -> str:
    """What the file is called on the reader's disk: it says its release, and a demonstration."""
    start = f"{demonstration_prefix(dataset, language)}{NAME}-{dataset.release.key}"
    if name == ZIP:
        return f"{start}.zip"
    return f"{start}-{name}"


def _files(dataset: Dataset, language: str, address: str) -> dict[str, bytes]:
    """What lies in the package beside its description: notes in a file of their own, because
    programs that read packages stumble over lines above the head of a table; no workbook, whose
    sheets are not the table that is described."""
    left_out = (DESCRIPTOR, ZIP, TABLE, WORKBOOK)
    inside = [one for one in names(dataset.release) if one not in left_out]
    files = {one: content(dataset, one, language, address) for one in inside}
    files[TABLE] = csv_text(dataset, Choice.everything(dataset), language).encode()
    return files | {README: _readme(dataset, language, address, sorted(files))}


def _zip(dataset: Dataset, language: str, address: str) -> bytes:
    files = _files(dataset, language, address)
    files[DESCRIPTOR] = _json(describe(dataset, files, language, address))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            # a fixed time: the same release gives the same bytes
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return packed.getvalue()


def describe(
    dataset: Dataset, files: Mapping[str, bytes], language: str, address: str = ""
) -> dict[str, Any]:
    """The description of the package (Data Package, version 1 of the standard)."""
    where = link(dataset, language, address)
    described: dict[str, Any] = {
        "profile": "data-package",
        "name": NAME,
        "title": package_title(dataset, language),
        "description": _description(dataset, language),
        "version": dataset.release.key,
        "citation": cited(dataset, language, where),
        "demonstration": dataset.release.demonstration,
        "contributors": [{"title": author(dataset, language), "role": "publisher"}],
        "sources": _sources(dataset, language),
        "licenses": _licences(dataset, language),
        "resources": [_resource(one, files[one], language) for one in sorted(files)],
    }
    if address:
        described["homepage"] = where
    return described


def _description(dataset: Dataset, language: str) -> str:
    said = text("data.package.description", language)
    if dataset.release.demonstration:
        said = f"{release_notes(dataset, language)[0]} {said}"
    return said


def _sources(dataset: Dataset, language: str) -> list[dict[str, str]]:
    found = []
    for one in dataset.release.manifest["sources"].values():
        title = f"{in_language(one['publisher'], language)}, {in_language(one['title'], language)}"
        found.append({"title": title} | ({"path": one["address"]} if one["address"] else {}))
    return found


def _licences(dataset: Dataset, language: str) -> list[dict[str, str]]:
    """The terms of every source: by name where they are a licence, else by where they are found;
    the standard asks for one of the two."""
    found = []
    for one in dataset.release.manifest["sources"].values():
        terms = in_language(one["licence"], language)
        entry = {"title": terms}
        if _SPDX.fullmatch(terms):
            entry["name"] = terms
        elif one["address"]:
            entry["path"] = one["address"]
        else:
            continue
        if entry not in found:
            found.append(entry)
    return found


def _resource(name: str, written: bytes, language: str) -> dict[str, Any]:
    form = name.rpartition(".")[2]
    entry: dict[str, Any] = {
        "name": "readme" if name == README else name.replace(".", "-"),
        "title": text(f"data.package.{_about(name)}", language),
        "path": name,
        "format": form,
        "mediatype": MEDIA_TYPES[form].partition(";")[0],
        "bytes": len(written),
        "hash": f"sha256:{hashlib.sha256(written).hexdigest()}",
    }
    if form == "csv":
        entry |= _tabular(language)
    return entry


def _about(name: str) -> str:
    if name.endswith(".md"):
        return "readme"
    return "values" if name in VALUES else "geometry"


def _tabular(language: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ";",
            "lineTerminator": "\r\n",
            "doubleQuote": True,
            "header": True,
        },
        "schema": {
            "fields": [
                _field(name, head, language)
                for name, head in zip(COLUMNS, heads(language), strict=True)
            ],
            "missingValues": [""],
            "primaryKey": [
                text(f"data.column.{one}", language)
                for one in ("area", "indicator", "group", "year")
            ],
        },
    }


def _field(name: str, head: str, language: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": head,
        "type": _TYPES.get(name, "string"),
        "description": text(f"data.column_meaning.{name}", language),
    }
    if name in NUMBERS:
        field["decimalChar"] = "," if language == "tr" else "."
    if name == "demonstration":
        field |= {"trueValues": [text("yes", language)], "falseValues": [text("no", language)]}
    if name in _ALWAYS:
        field["constraints"] = {"required": True}
    return field


def _readme(dataset: Dataset, language: str, address: str, files: list[str]) -> bytes:
    """What the package says of itself to people: Markdown."""
    where = link(dataset, language, address)
    lines = [f"# {package_title(dataset, language)}", ""]
    lines += [f"**{one}**" for one in release_notes(dataset, language)[:-1]]
    lines += ["", text("data.package.description", language), ""]
    lines += [f"{text('data.release', language)}: {dataset.release.key}", ""]
    for head, said in (
        ("citation", [cited(dataset, language, where)]),
        ("content", [f"- {one}: {text(f'data.package.{_about(one)}', language)}" for one in files]),
        ("columns", _columns(language)),
        ("terms", [f"- {one}" for one in sources(dataset, language)]),
    ):
        lines += [f"## {text(f'data.package.{head}', language)}", "", *said, ""]
    lines += [text("data.states_title", language) + ": " + text("data.states", language), ""]
    for flag in ("no_data", "too_few", "suppressed"):
        lines.append(f"- {text(f'flag.{flag}', language)}: {text(f'data.state_{flag}', language)}")
    return ("\n".join(lines) + "\n").encode()


def _columns(language: str) -> list[str]:
    """The columns by both names: as the CSV writes them and as Parquet does."""
    return [
        f"- `{head}` (`{name}`): {text(f'data.column_meaning.{name}', language)}"
        for name, head in zip(SCHEMA.names, heads(language), strict=True)
    ]


def _json(described: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(described, ensure_ascii=False, indent=1)}\n".encode()
