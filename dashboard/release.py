"""A release on disk: its layout, its pointer and its manifest (`data/README.md`).

The pipeline writes releases with these names, the app reads them with these checks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

FORMAT = 2
POINTER = "CURRENT"
PUBLICATIONS = "publications.jsonl"
RELEASES = "releases"
MANIFEST = "manifest.json"
BREAKS = "breaks.json"
AREAS = "areas.parquet"
VALUES = "values.parquet"
QUALITY_REPORT = "quality-report.md"
UNVALUED = ("islet", "industrial")  # kinds of areas that are drawn and never have a value
RELEASE_KEY = re.compile(r"[0-9a-f]{12}")


class ReleaseError(ValueError):
    """A release that can't be trusted; the message names file and repair."""


@dataclass(frozen=True, slots=True)
class Release:
    """One verified release: its folder and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The id, 12 hexadecimal digits."""
        return str(self.manifest["release"])

    @property
    def demonstration(self) -> bool:
        """Whether values are invented and shapes schematic."""
        return bool(self.manifest["demonstration"])

    @property
    def provinces(self) -> tuple[str, ...]:
        """Keys of the provinces, the most populous first: the order of areas in the app."""
        residents = {
            key: -int(entry["residents"]["total"])
            for key, entry in self.manifest["provinces"].items()
        }
        return tuple(sorted(residents, key=lambda key: (residents[key], key)))

    def geometry(self, province: str, metres: int) -> str:
        """Name, relative to the folder, of the province's geometry simplified at ``metres``."""
        start = f"{province}/areas-{metres}m."
        return next(
            str(name)
            for name in self.manifest["files"]
            if name.startswith(start) and name.endswith(".topojson")
        )


class Action(StrEnum):
    """How a release became the published one."""

    PUBLISH = "publish"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Publication:
    """One line of the log: when (UTC, whole seconds) which release was published.

    ``before`` is the release that was published until then, empty for the first one; ``note`` is
    what the editor wrote about it, often nothing.
    """

    time: datetime
    release: str
    action: Action
    before: str = ""
    note: str = ""

    def to_line(self) -> str:
        """The line of the log, without its end."""
        return json.dumps(
            {
                "time": f"{self.time:%Y-%m-%dT%H:%M:%SZ}",
                "release": self.release,
                "action": self.action,
                "before": self.before,
                "note": self.note,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_line(cls, line: str) -> Publication:
        """The publication of a line; raises ``ValueError`` for a torn or edited one."""
        try:
            said = json.loads(line)
            return cls(
                time=datetime.strptime(said["time"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
                release=str(said["release"]),
                action=Action(said["action"]),
                before=str(said["before"]),
                note=str(said["note"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"no publication: {line[:60]!r}") from error


def checksum(path: Path) -> str:
    """SHA-256 of the file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def release_hash(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of all of the manifest but the id itself, so of every file too, hexadecimal."""
    said = {key: value for key, value in manifest.items() if key != "release"}
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def release_key(manifest: Mapping[str, Any]) -> str:
    """The id of a release: the first 12 digits of its hash."""
    return release_hash(manifest)[:12]


def has_release(root: Path) -> bool:
    """Whether ``root`` claims to hold a release, sound or not."""
    return (root / POINTER).exists()


def published(root: Path) -> str:
    """The id that the pointer of ``root`` names; raises ``ReleaseError`` where there is none."""
    pointer = root / POINTER
    if not pointer.is_file():
        raise ReleaseError(
            f"{pointer}: no release is published here. Build one and publish it: "
            "python -m dashboard build --publish."
        )
    try:
        key = pointer.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as error:
        raise ReleaseError(
            f"{pointer}: not text. Publish a release again: python -m dashboard publish ID."
        ) from error
    if not RELEASE_KEY.fullmatch(key):
        raise ReleaseError(
            f"{pointer}: {key!r} is no id of a release. Publish one again: "
            "python -m dashboard publish ID."
        )
    return key


def current_release(root: Path) -> Release:
    """The release that the pointer of ``root`` names, verified file by file."""
    return open_release(root / RELEASES / published(root))


def publications(root: Path) -> list[Publication]:
    """The log of the folder of releases ``root``: every publication, oldest first.

    Empty where nothing was logged. Never raises: a line that can't be read is left out, and so is
    one that was written before a kill or a power cut kept the pointer from following it.
    """
    try:
        lines = (root / PUBLICATIONS).read_text(encoding="utf-8", errors="replace").splitlines()
        pointer = (root / POINTER).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return []
    said: list[Publication] = []
    for line in lines:
        try:
            said.append(Publication.from_line(line))
        except ValueError:
            continue
    then = [*(one.before for one in said[1:]), pointer]
    return [
        one
        for one, followed in zip(said, then, strict=False)
        if followed == one.release or followed != one.before
    ]


def first_publication(root: Path, key: str) -> Publication | None:
    """When the release ``key`` was first published in ``root``; ``None`` where no log says so."""
    return next((one for one in publications(root) if one.release == key), None)


def open_release(folder: Path) -> Release:
    """The release in ``folder``; raises ``ReleaseError`` if any file differs from the manifest."""
    path = folder / MANIFEST
    manifest = _read_manifest(path)
    for name, expected in manifest["files"].items():
        file = folder / name
        if not file.is_file():
            raise ReleaseError(f"{file}: missing. Build the release again.")
        if checksum(file) != expected["sha256"]:
            raise ReleaseError(f"{file}: differs from its checksum. Build the release again.")
    if release_key(manifest) != manifest["release"]:
        raise ReleaseError(
            f"{path}: its id does not follow from its content. Build the release again."
        )
    return Release(folder, manifest)


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReleaseError(f"{path}: missing. Build the release again.") from error
    except ValueError as error:
        raise ReleaseError(f"{path}: damaged ({error}). Build the release again.") from error
    if not isinstance(manifest, dict):
        raise ReleaseError(f"{path}: damaged (no table). Build the release again.")
    if manifest.get("format") != FORMAT:
        raise ReleaseError(
            f"{path}: format {manifest.get('format')!r}, this version reads {FORMAT}. "
            "Build the release again."
        )
    for key in ("release", "demonstration", "sources", "provinces", "indicators", "files"):
        if key not in manifest:
            raise ReleaseError(f"{path}: {key} is missing. Build the release again.")
    return manifest
