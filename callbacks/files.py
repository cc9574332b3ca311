"""Files for the browser: geometry, classes, values, and tables to download."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

import brotli
from flask import Flask, Response, abort, request, send_from_directory

from callbacks.current import Current
from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Series
from dashboard.export import values_csv
from dashboard.view import RULE_WORDS, parse
from dashboard.wording import language_or_default
from layouts.area_map import preload, series_answer

FOREVER = "public, max-age=31536000, immutable"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class Precompressed:
    """A text with its brotli form; ``name`` follows from the content, so it may be cached for ever."""

    name: str
    text: bytes
    brotli: bytes

    @classmethod
    def of(cls, content: object) -> Precompressed:
        """The content as compact JSON."""
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        name = hashlib.sha256(written).hexdigest()[:12]
        return cls(name, written, brotli.compress(written, quality=10))


@lru_cache(maxsize=4)
def preloaded(dataset: Dataset, language: str) -> Precompressed:
    """The default classes of every indicator, compressed once per release and language."""
    return Precompressed.of(preload(dataset, language))


def register(server: Flask, current: Current) -> None:
    """Add the addresses of files to the server."""

    @server.get("/geo/<release>/<province>/<name>")
    def geometry(release: str, province: str, name: str) -> Response:
        dataset = current.dataset()
        file = f"{province}/{name}"
        if release != dataset.release.key or file not in dataset.release.manifest["files"]:
            abort(404)
        accepted = request.headers.get("Accept-Encoding", "")
        for encoding, suffix in ENCODINGS:
            if encoding in accepted and (dataset.release.folder / f"{file}{suffix}").is_file():
                answer = send_from_directory(dataset.release.folder, f"{file}{suffix}")
                answer.headers["Content-Encoding"] = encoding
                break
        else:
            answer = send_from_directory(dataset.release.folder, file)
        answer.headers["Content-Type"] = "application/json"
        return _for_ever(answer)

    @server.get("/classes/<name>.<language>.json")
    def classes(name: str, language: str) -> Response:
        ready = preloaded(current.dataset(), language_or_default(language))
        if name != ready.name:
            abort(404)
        if "br" in request.headers.get("Accept-Encoding", ""):
            answer = Response(ready.brotli, headers={"Content-Encoding": "br"})
        else:
            answer = Response(ready.text)
        answer.headers["Content-Type"] = "application/json"
        return _for_ever(answer)

    @server.get("/values/<release>/<language>/<indicator>/<group>/<int:year>/<level>/<rule>.json")
    def values(
        release: str, language: str, indicator: str, group: str, year: int, level: str, rule: str
    ) -> Response:
        dataset = current.dataset()
        rules = {word: one for one, word in RULE_WORDS.items()}
        known = group in tuple(Group) and level in tuple(Level) and (rule == "own" or rule in rules)
        if release != dataset.release.key or not known:
            abort(404)
        series = Series(indicator, Group(group), year, Level(level))
        if not dataset.has(series):
            abort(404)
        content = series_answer(dataset, series, rules.get(rule), language_or_default(language))
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return _for_ever(Response(written, content_type="application/json"))

    @server.get("/export/values.csv")
    def table() -> Response:
        dataset = current.dataset()
        view = parse(dict(request.args), dataset).view
        name, content = values_csv(dataset, view)
        return Response(
            content,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _for_ever(answer: Response) -> Response:
    answer.headers["Cache-Control"] = FOREVER
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers.pop("Content-Disposition", None)
    return answer
