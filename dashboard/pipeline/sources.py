"""What `sources.toml` declares: whose files are read, where they lie and how their columns read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from dashboard.catalogue import Level
from dashboard.entries import CatalogueError, read_toml
from dashboard.pipeline.shelters import speaks_of_shelter

EVERY_PROVINCE = "*"


class Content(StrEnum):
    """What a source holds."""

    BOUNDARIES = "boundaries"
    TABLE = "table"
    POINTS = "points"


class Format(StrEnum):
    """How a file is written."""

    VECTOR = "vector"
    MEDAS = "medas"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    IZMIR_API = "izmir_api"


@dataclass(frozen=True, slots=True)
class Download:
    """Where ``python -m dashboard fetch`` gets a source.

    ``sha256`` is that of the file if its publisher never changes it, else empty. ``pages`` is the
    parameter of the address that takes the number of a page, where an answer has several.
    """

    url: str
    sha256: str = ""
    pages: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One source. ``files`` maps province keys, or ``*`` for every province, to paths.

    ``columns`` (text), ``counts`` (whole numbers ≥ 0) and ``scores`` (any numbers) map our names
    to the file's. ``described`` are publisher, title, year, date, licence and address, and of
    boundaries ``redistributable``. ``service`` says what points are; ``reviewed`` are names of
    points that sound like a shelter and are none.
    """

    key: str
    content: Content
    format: Format
    level: Level
    files: Mapping[str, str]
    columns: Mapping[str, str]
    counts: Mapping[str, str]
    scores: Mapping[str, str]
    described: Mapping[str, Any]
    separator: str = ";"
    encoding: str = "utf-8"
    thousands: str = ""
    decimal: str = "."
    rows: str = ""
    header_row: int = 1
    crs: str = "EPSG:4326"
    service: str = ""
    reviewed: tuple[str, ...] = ()
    download: Download | None = None

    def file(self, raw: Path, province: str) -> Path | None:
        """The file for a province under the folder ``raw``, if one is declared."""
        name = self.files.get(province) or self.files.get(EVERY_PROVINCE)
        return raw / name if name else None


_DESCRIBED = ("publisher", "title", "year", "date", "licence", "address")
_MAPPINGS = ("files", "columns", "counts", "scores")
_OPTIONS = ("separator", "encoding", "thousands", "decimal", "rows", "header_row", "crs")
_POINTS = ("service", "reviewed")
_BOUNDARIES_ONLY = "redistributable"
_CHOICES = {"content": Content, "format": Format, "level": Level}
# Formats that name their columns themselves.
_OWN_COLUMNS = {Format.IZMIR_API: {"name": "ADI"}}
_OWN_SCORES = {
    Format.IZMIR_API: {"lat": "ENLEM", "lon": "BOYLAM"},
    Format.VECTOR: {"lat": "lat", "lon": "lon"},
}


def load_sources(path: Path) -> dict[str, Source]:
    """The sources of ``sources.toml``; raises ``CatalogueError`` for a wrong entry."""
    return {key: _source(path, key, entry) for key, entry in read_toml(path).items()}


def _source(path: Path, key: str, entry: Mapping[str, Any]) -> Source:
    for field in (*_DESCRIBED, "content", "format", "files"):
        if field not in entry:
            raise CatalogueError(f"{path}: [{key}] {field}: missing. Add it.")
    known = {*_DESCRIBED, *_MAPPINGS, *_OPTIONS, *_CHOICES, *_POINTS, _BOUNDARIES_ONLY, "download"}
    unknown = sorted(set(entry) - known)
    if unknown:
        raise CatalogueError(f"{path}: [{key}] {unknown[0]}: not a known field. Remove it.")
    chosen: dict[str, Any] = {}
    for field, kind in _CHOICES.items():
        try:
            chosen[field] = kind(entry.get(field, "neighbourhood"))
        except ValueError as error:
            raise CatalogueError(
                f"{path}: [{key}] {field}: {entry.get(field)!r} is not known. "
                f"Use one of {', '.join(kind)}."
            ) from error
    _require_readable(f"{path}: [{key}]", entry)
    if chosen["content"] is Content.POINTS:
        _require_no_shelters(f"{path}: [{key}]", key, entry)
    files = entry["files"]
    form = chosen["format"]
    return Source(
        key=key,
        **chosen,
        files={EVERY_PROVINCE: files} if isinstance(files, str) else dict(files),
        columns=dict(entry.get("columns", _OWN_COLUMNS.get(form, {}))),
        counts=dict(entry.get("counts", {})),
        scores=dict(entry.get("scores", _OWN_SCORES.get(form, {}))),
        service=entry.get("service", ""),
        reviewed=tuple(entry.get("reviewed", ())),
        download=_download(f"{path}: [{key}]", entry),
        described={field: entry[field] for field in _DESCRIBED}
        | _rights(f"{path}: [{key}]", chosen["content"], entry),
        **{field: entry[field] for field in _OPTIONS if field in entry},
    )


def _rights(place: str, content: Content, entry: Mapping[str, Any]) -> dict[str, bool]:
    """Whether boundaries may be passed on; whoever says nothing has no right to."""
    stated = entry.get(_BOUNDARIES_ONLY, False)
    if not isinstance(stated, bool):
        raise CatalogueError(
            f"{place} {_BOUNDARIES_ONLY}: {stated!r} is neither true nor false. Write one of them."
        )
    if content is Content.BOUNDARIES:
        return {_BOUNDARIES_ONLY: stated}
    if _BOUNDARIES_ONLY in entry:
        raise CatalogueError(
            f"{place} {_BOUNDARIES_ONLY}: only boundaries are passed on as they are. Remove it."
        )
    return {}


def _require_readable(place: str, entry: Mapping[str, Any]) -> None:
    separator, encoding = entry.get("separator", ";"), entry.get("encoding", "utf-8")
    if not isinstance(separator, str) or len(separator) != 1:
        raise CatalogueError(f"{place} separator: {separator!r} is not one sign. Write one.")
    try:
        codecs.lookup(encoding)
    except (LookupError, TypeError) as error:
        raise CatalogueError(
            f"{place} encoding: {encoding!r} is not known. Write utf-8 or cp1254."
        ) from error


def _require_no_shelters(place: str, key: str, entry: Mapping[str, Any]) -> None:
    """Points say what they are, and are no shelters: nobody may find one by the atlas."""
    if not entry.get("service"):
        raise CatalogueError(
            f'{place} service: missing. Say what the points are: service = "bus stops".'
        )
    title = entry["title"]
    titles = title.values() if isinstance(title, Mapping) else [title]
    for field, words in (("key", [key]), ("service", [entry["service"]]), ("title", titles)):
        if any(speaks_of_shelter(text) for text in words):
            raise CatalogueError(
                f"{place} {field}: it speaks of shelters, and they are never mapped. Remove the "
                "source."
            )


def _download(place: str, entry: Mapping[str, Any]) -> Download | None:
    if "download" not in entry:
        return None
    try:
        found = Download(**entry["download"])
    except TypeError as error:
        raise CatalogueError(
            f"{place} download: {error}. It has url and perhaps sha256 and pages."
        ) from error
    if not re.fullmatch(r"https?://\S+", found.url):
        raise CatalogueError(
            f"{place} download: {found.url!r} is no address. Write one that starts with https://."
        )
    if not re.fullmatch(r"([0-9a-f]{64})?", found.sha256):
        raise CatalogueError(
            f"{place} download: sha256 has 64 digits of 0-9 and a-f. Copy it again or leave it out."
        )
    if isinstance(entry["files"], Mapping) and len(entry["files"]) != 1:
        raise CatalogueError(
            f"{place} download: one address can't give several files. Make a source of each."
        )
    return found
