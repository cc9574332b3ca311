"""Files for the browser: geometry, classes, values, and tables to download."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import brotli
from flask import Flask, Response, abort, request, send_from_directory

from callbacks.current import Current
from callbacks.errors import error_page
from dashboard.catalogue import BreakRule, Group, Level
from dashboard.changes import earlier_release
from dashboard.changes_export import changes_csv, shown_changes
from dashboard.dataset import Dataset, Series
from dashboard.draws_export import draws_csv, draws_parquet
from dashboard.export import comparison_csv, values_csv
from dashboard.geometry_export import offered
from dashboard.index.scores import can_be_made, synthesis_level
from dashboard.release import QUALITY_REPORT
from dashboard.shortlist.selection import shortlist_level
from dashboard.shortlist_export import shortlist_csv, shortlist_geojson, shortlist_xlsx
from dashboard.synthesis.weights import WeightError
from dashboard.synthesis_export import (
    certainty_csv,
    rank_change_csv,
    scores_csv,
    scores_geojson,
    scores_xlsx,
)
from dashboard.threshold_export import threshold_csv, threshold_geojson, threshold_xlsx
from dashboard.view import RULE_WORDS, View, parse
from dashboard.wording import language_or_default
from layouts.area_map import preload, series_answer

FOREVER = "public, max-age=31536000, immutable"
CSV = "text/csv; charset=utf-8"
GEOJSON = "application/geo+json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"
THRESHOLD_FILES: dict[str, tuple[Callable[[Dataset, View], tuple[str, str | bytes]], str]] = {
    "csv": (threshold_csv, CSV),
    "xlsx": (threshold_xlsx, XLSX),
    "geojson": (threshold_geojson, GEOJSON),
}
Maker = Callable[[Dataset, View, str], tuple[str, str | bytes]]
SYNTHESIS_FILES: dict[str, tuple[Maker, str]] = {
    "synthesis.csv": (scores_csv, CSV),
    "synthesis.xlsx": (scores_xlsx, XLSX),
    "synthesis.geojson": (scores_geojson, GEOJSON),
    "rank-change.csv": (rank_change_csv, CSV),
    "certainty.csv": (certainty_csv, CSV),
    "draws.csv": (draws_csv, CSV),
    "draws.parquet": (draws_parquet, PARQUET),
}
SHORTLIST_FILES: dict[str, tuple[Maker, str]] = {
    "shortlist.csv": (shortlist_csv, CSV),
    "shortlist.xlsx": (shortlist_xlsx, XLSX),
    "shortlist.geojson": (shortlist_geojson, GEOJSON),
}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class Precompressed:
    """A text and its brotli form; ``name`` follows from the content: cacheable for ever."""

    name: str
    text: bytes
    brotli: bytes

    @classmethod
    def of(cls, content: object) -> Precompressed:
        """The content as compact JSON."""
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        name = hashlib.sha256(written).hexdigest()[:12]
        return cls(name, written, brotli.compress(written, quality=11))


@lru_cache(maxsize=4)
def preloaded(dataset: Dataset, language: str) -> Precompressed:
    """The default classes of every indicator, compressed once per release and language."""
    return Precompressed.of(preload(dataset, language))


@lru_cache(maxsize=1024)
def _values(
    dataset: Dataset, series: Series, rule: BreakRule | None, language: str
) -> Precompressed:
    return Precompressed.of(series_answer(dataset, series, rule, language))


def _ready(content: Precompressed) -> Response:
    if request.accept_encodings["br"]:
        answer = Response(content.brotli, headers={"Content-Encoding": "br"})
    else:
        answer = Response(content.text)
    answer.headers["Content-Type"] = "application/json"
    return _for_ever(answer)


def register(server: Flask, current: Current, address: str = "") -> None:
    """Add the addresses of files to the server; ``address`` is its public one, empty: as asked."""
    _register_release(server, current)
    _register_geometry(server, current)
    _register_classes(server, current)
    _register_values(server, current)
    _register_downloads(server, current)
    _register_threshold(server, current)
    _register_synthesis(server, current, address)
    _register_shortlist(server, current, address)


def _register_release(server: Flask, current: Current) -> None:
    @server.get("/release")
    def release() -> Response:
        """For open pages: which release is served now."""
        answer = Response(current.dataset().release.key, content_type="text/plain; charset=utf-8")
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _register_geometry(server: Flask, current: Current) -> None:
    @server.get("/geo/<release>/<province>/<name>")
    def geometry(release: str, province: str, name: str) -> Response:
        dataset = current.dataset()
        file = f"{province}/{name}"
        known = file in dataset.release.manifest["files"] and name.endswith(".topojson")
        if release != dataset.release.key or not known:
            abort(404)
        for encoding, suffix in ENCODINGS:
            ready = dataset.release.folder / f"{file}{suffix}"
            if request.accept_encodings[encoding] and ready.is_file():
                answer = send_from_directory(dataset.release.folder, f"{file}{suffix}")
                answer.headers["Content-Encoding"] = encoding
                break
        else:
            answer = send_from_directory(dataset.release.folder, file)
        answer.headers["Content-Type"] = "application/json"
        return _for_ever(answer)


def _register_classes(server: Flask, current: Current) -> None:
    @server.get("/classes/<name>.<language>.json")
    def classes(name: str, language: str) -> Response:
        ready = preloaded(current.dataset(), language_or_default(language))
        if name != ready.name:
            abort(404)
        return _ready(ready)


def _register_values(server: Flask, current: Current) -> None:
    @server.get("/values/<release>/<_stamp>/<language>/<path:wanted>.json")
    def values(release: str, _stamp: str, language: str, wanted: str) -> Response:
        """``wanted``: ``indicator/group/year/level/rule``; ``own`` is the catalogue's rule. The
        stamp is for the browser's memory alone."""
        dataset = current.dataset()
        found = _wanted(wanted)
        if release != dataset.release.key or found is None or not dataset.has(found[0]):
            abort(404)
        return _ready(_values(dataset, *found, language_or_default(language)))


def _wanted(address: str) -> tuple[Series, BreakRule | None] | None:
    rules: dict[str, BreakRule | None] = {word: rule for rule, word in RULE_WORDS.items()}
    rules["own"] = None
    parts = address.split("/")
    if len(parts) != 5 or parts[4] not in rules or not parts[2].isdecimal():
        return None
    try:
        return Series(parts[0], Group(parts[1]), int(parts[2]), Level(parts[3])), rules[parts[4]]
    except ValueError:
        return None


def _register_downloads(server: Flask, current: Current) -> None:
    @server.get("/export/values.csv")
    def values_table() -> Response:
        dataset = current.dataset()
        return _download(values_csv(dataset, parse(dict(request.args), dataset).view))

    @server.get("/export/comparison.csv")
    def comparison_table() -> Response:
        dataset = current.dataset()
        return _download(comparison_csv(dataset, parse(dict(request.args), dataset).view))

    @server.get("/export/changes.csv")
    def changes_table() -> Response:
        """Changes of the values that the page ``sayfa`` shows since the release ``surum``."""
        dataset = current.dataset()
        view = parse(dict(request.args), dataset).view
        old = earlier_release(dataset, view.release).dataset
        if old is None:
            abort(404)
        found = shown_changes(old, dataset, view, request.args.get("sayfa", "/"))
        return _download(changes_csv(old, dataset, found.changes, view.language))

    @server.get("/quality/<province>.md")
    def quality(province: str) -> Response:
        dataset = current.dataset()
        if province not in dataset.release.provinces:
            abort(404)
        report = dataset.release.folder / province / QUALITY_REPORT
        return Response(report.read_text("utf-8"), content_type="text/plain; charset=utf-8")


def _register_threshold(server: Flask, current: Current) -> None:
    @server.get(f"/export/threshold.<any({','.join(THRESHOLD_FILES)}):kind>")
    def threshold_file(kind: str) -> Response:
        dataset = current.dataset()
        if kind == "geojson" and not offered(dataset.release):
            abort(404)
        made, content_type = THRESHOLD_FILES[kind]
        return _download(made(dataset, parse(dict(request.args), dataset).view), content_type)


def _register_synthesis(server: Flask, current: Current, address: str) -> None:
    def synthesis_file(name: str) -> Response:
        """As ``_of_index``; 400 too where a table is too large for its form."""
        dataset = current.dataset()
        view = parse(dict(request.args), dataset).view
        level = synthesis_level(view)
        if name == "draws.csv" and level is Level.NEIGHBOURHOOD and can_be_made(dataset, level):
            return error_page(400, "large")
        return _of_index(dataset, view, level, SYNTHESIS_FILES[name], address)

    _add_files(server, SYNTHESIS_FILES, synthesis_file)


def _register_shortlist(server: Flask, current: Current, address: str) -> None:
    def shortlist_file(name: str) -> Response:
        dataset = current.dataset()
        view = parse(dict(request.args), dataset).view
        return _of_index(dataset, view, shortlist_level(view), SHORTLIST_FILES[name], address)

    _add_files(server, SHORTLIST_FILES, shortlist_file)


def _add_files(server: Flask, names: Iterable[str], answer: Callable[..., Response]) -> None:
    """Each by its name: a rule with a part to fill in would lose against that of the pictures."""
    for name in names:
        server.add_url_rule(f"/export/{name}", name, answer, defaults={"name": name})


def _of_index(
    dataset: Dataset, view: View, level: Level, file: tuple[Maker, str], address: str
) -> Response:
    """404 where the level has nothing to put together or the boundaries may not be passed on; 400
    where no weights lie between the view's limits."""
    made, content_type = file
    if content_type == GEOJSON and not offered(dataset.release):
        abort(404)
    if not can_be_made(dataset, level):
        return error_page(404, "synthesis")
    try:
        return _download(made(dataset, view, address or request.host_url), content_type)
    except WeightError:
        return error_page(400, "limits")


def _download(file: tuple[str, str | bytes], content_type: str = CSV) -> Response:
    name, content = file
    answer = Response(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if content_type == GEOJSON and request.accept_encodings["br"]:
        # Dash compresses only the types that it knows.
        answer.set_data(brotli.compress(answer.get_data(), quality=5))
        answer.headers["Content-Encoding"] = "br"
        answer.headers["Vary"] = "Accept-Encoding"
    return answer


def _for_ever(answer: Response) -> Response:
    answer.headers["Cache-Control"] = FOREVER
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers.pop("Content-Disposition", None)
    return answer
