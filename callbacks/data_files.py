"""The files of Veri: made when first asked for, kept as long as their release is served."""

from __future__ import annotations

import gzip
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock

from flask import Flask, Response, abort, request, send_file

from callbacks.current import Current
from dashboard import data_package
from dashboard.citation import published
from dashboard.data_export import Choice
from dashboard.dataset import Dataset
from dashboard.view import parse
from dashboard.wording import language_or_default

CHOSEN = "chosen"
COMPRESSED = ("csv", "geojson", "json")


@dataclass
class Made:
    """Files in a folder of their own, which goes when the process ends."""

    folder: tempfile.TemporaryDirectory[str] = field(default_factory=tempfile.TemporaryDirectory)
    _lock: Lock = field(default_factory=Lock)
    _of: tuple[str, date | None] = ("", None)  # release, and the day that its citation names

    def file(self, dataset: Dataset, name: str, language: str, address: str) -> Path:
        """The file, written at its first request; beside it ``.gz`` for those that shrink much.

        Raises ``KeyError`` for a name that the release does not offer.
        """
        path = Path(self.folder.name) / f"{dataset.release.key}-{language}-{name}"
        with self._lock:  # two readers at once do not make it twice
            self._forget_all_but((dataset.release.key, published(dataset)))
            if not path.exists():
                content = data_package.content(dataset, name, language, address)
                if name.rpartition(".")[2] in COMPRESSED:
                    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, 6))
                path.write_bytes(content)
        return path

    def _forget_all_but(self, wanted: tuple[str, date | None]) -> None:
        if self._of != wanted:
            for old in Path(self.folder.name).iterdir():
                old.unlink()
            self._of = wanted


def register(server: Flask, current: Current, address: str) -> None:
    """Add the addresses of the files; ``address`` is the server's public one, empty where none is
    known: what a reader's request calls the server is not written into files that others get."""
    made = Made()

    @server.get("/data/<release>/<name>")
    def data_file(release: str, name: str) -> Response:
        dataset = current.dataset()
        if release != dataset.release.key:
            abort(404)
        language = language_or_default(request.args.get("dil"))
        stem, _, form = name.rpartition(".")
        if stem == CHOSEN and f"values.{form}" in data_package.VALUES:
            return _chosen(dataset, name, form, address)
        try:
            path = made.file(dataset, name, language, address)
        except KeyError:
            abort(404)
        return _sent(dataset, path, name, language)


def _chosen(dataset: Dataset, name: str, form: str, address: str) -> Response:
    view = parse(dict(request.args), dataset).view
    choice = Choice.of_view(dataset, view)
    content = data_package.values(dataset, form, choice, view.language, address)
    answer = Response(content, content_type=data_package.MEDIA_TYPES[form])
    return _named(answer, dataset, name, view.language)


def _sent(dataset: Dataset, path: Path, name: str, language: str) -> Response:
    """The file in pieces, with ETag and ranges; compressed where the browser can read that."""
    form = name.rpartition(".")[2]
    packed = path.with_name(f"{path.name}.gz")
    compressed = packed.exists() and request.accept_encodings["gzip"] and not request.range
    kind = data_package.MEDIA_TYPES[form]
    answer = send_file(packed if compressed else path, mimetype=kind, conditional=True)
    answer.headers["Content-Type"] = kind
    if compressed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    # asked for again each time: citations in it change when the release is published again
    answer.headers["Cache-Control"] = "no-cache"
    return _named(answer, dataset, name, language)


def _named(answer: Response, dataset: Dataset, name: str, language: str) -> Response:
    called = data_package.file_name(dataset, name, language)
    answer.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    return answer
