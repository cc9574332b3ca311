"""Downloads against a server on this machine: patience, resuming, checksums, records."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.__main__ import main
from dashboard.catalogue import Level
from dashboard.entries import CatalogueError
from dashboard.pipeline.fetch import Patience, fetch
from dashboard.pipeline.sources import Content, Download, Format, Source, load_sources
from tests.tiny import tiny_catalogue

BODY = b"ILCE;KADIN;ERKEK\r\n" + b"Konak;1;2\r\n" * 20_000
SHA256 = hashlib.sha256(BODY).hexdigest()
QUICK = Patience(seconds=1, tries=3, pause=0.01)
Answer = Callable[["_Handler"], None]


class _Handler(BaseHTTPRequestHandler):
    """Answers each request by the next of its server's answers; the last one stays."""

    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def give(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answers: list[Answer]
    asked: list[tuple[str, dict[str, str]]]

    def handle_error(self, *_: object) -> None:
        """A reader who hung up on a slow answer is no fault of the test."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tablo.csv"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    found = _Server(("127.0.0.1", 0), _Handler)
    found.answers, found.asked = [_whole], []
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def _whole(handler: _Handler) -> None:
    handler.give(BODY, ETag='"1"')


def _status(code: int) -> Answer:
    return lambda handler: handler.give(b"", code)


def _cut(handler: _Handler) -> None:
    """Half of what was announced, then the line goes dead."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(BODY)))
    handler.send_header("ETag", '"1"')
    handler.end_headers()
    handler.wfile.write(BODY[: len(BODY) // 2])


def _rest(handler: _Handler) -> None:
    """The rest of the same version, as a server that knows ranges gives it."""
    if handler.headers["If-Range"] != '"1"' or not handler.headers["Range"]:
        _whole(handler)
        return
    start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
    span = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
    handler.give(BODY[start:], 206, ETag='"1"', Content_Range=span)


def _slow(handler: _Handler) -> None:
    time.sleep(2 * QUICK.seconds)
    _whole(handler)


def _source(download: Download, **more: object) -> Source:
    source = Source(
        key="women",
        content=Content.TABLE,
        format=Format.CSV,
        level=Level.NEIGHBOURHOOD,
        files={"izmir": "tables/women/tablo.csv"},
        columns={},
        counts={},
        scores={},
        described={
            **{"publisher": "İzBB", "title": {"tr": "Kadınlar", "en": "Women"}, "year": 2023},
            **{"date": "2023", "licence": {"tr": "Açık", "en": "Open"}},
            "address": "https://example.org/about",
        },
        download=download,
    )
    return dataclasses.replace(source, **more)


def _run(raw: Path, download: Download, **more: object) -> tuple[list[str], list[str]]:
    said: list[str] = []
    return said, fetch(raw, [_source(download, **more)], said.append, QUICK)


def _place(raw: Path) -> Path:
    return raw / "tables" / "women" / "tablo.csv"


def _left(raw: Path) -> list[str]:
    return sorted(path.name for path in raw.rglob("*") if path.is_file())


def test_a_file_is_fetched_and_recorded(tmp_path: Path, server: _Server) -> None:
    said, faults = _run(tmp_path, Download(server.address, SHA256))
    assert not faults
    assert said == [f"women: fetched to {_place(tmp_path)}."]
    assert _place(tmp_path).read_bytes() == BODY
    assert _left(tmp_path) == ["fetched.json", "tablo.csv"]
    record = json.loads((tmp_path / "fetched.json").read_text(encoding="utf-8"))
    assert record == {
        "tables/women/tablo.csv": {
            "url": server.address,
            "sha256": SHA256,
            "bytes": len(BODY),
            "licence": {"tr": "Açık", "en": "Open"},
            "publisher": "İzBB",
            "title": {"tr": "Kadınlar", "en": "Women"},
            "date": datetime.now(UTC).date().isoformat(),
        }
    }


def test_a_damaged_record_stops_before_anything_is_fetched(tmp_path: Path, server: _Server) -> None:
    (tmp_path / "fetched.json").write_text("{", encoding="utf-8")
    said, (fault,) = _run(tmp_path, Download(server.address, SHA256))
    assert "fetched.json: damaged" in fault
    assert not said
    assert not server.asked
    assert (tmp_path / "fetched.json").read_text(encoding="utf-8") == "{"


def test_a_file_of_a_run_that_was_killed_is_recorded_by_the_next(
    tmp_path: Path, server: _Server
) -> None:
    _run(tmp_path, Download(server.address))
    (tmp_path / "fetched.json").unlink()
    said, faults = _run(tmp_path, Download(server.address))
    assert (faults, "has not changed" in said[0]) == ([], True)
    assert "tables/women/tablo.csv" in (tmp_path / "fetched.json").read_text(encoding="utf-8")


def test_a_busy_server_is_asked_again(tmp_path: Path, server: _Server) -> None:
    server.answers = [_status(500), _status(503), _whole]
    assert _run(tmp_path, Download(server.address))[1] == []
    assert _place(tmp_path).read_bytes() == BODY
    assert len(server.asked) == 3


def test_a_server_that_stays_busy_is_named(tmp_path: Path, server: _Server) -> None:
    server.answers = [_status(503)]
    (fault,) = _run(tmp_path, Download(server.address))[1]
    assert "503" in fault
    assert "Try again later" in fault
    assert _left(tmp_path) == []


def test_a_cut_connection_goes_on_where_it_stopped(tmp_path: Path, server: _Server) -> None:
    server.answers = [_cut, _rest]
    assert _run(tmp_path, Download(server.address, SHA256))[1] == []
    assert _place(tmp_path).read_bytes() == BODY
    asked = server.asked[1][1]
    start = int(asked["Range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= len(BODY) // 2
    assert asked["If-Range"] == '"1"'
    assert _left(tmp_path) == ["fetched.json", "tablo.csv"]


def test_a_later_run_goes_on_too(tmp_path: Path, server: _Server) -> None:
    server.answers = [_cut]
    (fault,) = _run(tmp_path, Download(server.address))[1]
    assert "go on where it stopped" in fault
    assert not _place(tmp_path).exists()
    server.answers = [_rest]
    assert _run(tmp_path, Download(server.address))[1] == []
    assert _place(tmp_path).read_bytes() == BODY


def test_halves_of_two_versions_are_never_put_together(tmp_path: Path, server: _Server) -> None:
    newer = BODY.replace(b"Konak", b"Buca!")
    server.answers = [_cut, lambda handler: handler.give(newer, ETag='"2"')]
    assert _run(tmp_path, Download(server.address))[1] == []
    assert _place(tmp_path).read_bytes() == newer


def test_another_part_than_was_asked_for_is_thrown_away(tmp_path: Path, server: _Server) -> None:
    span = f"bytes 5-{len(BODY) - 1}/{len(BODY)}"
    wrong: Answer = lambda handler: handler.give(BODY[5:], 206, Content_Range=span)  # noqa: E731
    server.answers = [_cut, wrong, _whole]
    assert _run(tmp_path, Download(server.address))[1] == []
    assert _place(tmp_path).read_bytes() == BODY


def test_a_range_past_the_end_begins_again(tmp_path: Path, server: _Server) -> None:
    server.answers = [_cut, _status(416), _whole]
    assert _run(tmp_path, Download(server.address))[1] == []
    assert _place(tmp_path).read_bytes() == BODY


def test_a_wrong_checksum_leaves_nothing(tmp_path: Path, server: _Server) -> None:
    (fault,) = _run(tmp_path, Download(server.address, "0" * 64))[1]
    for part in (server.address, SHA256, "0" * 64, "Nothing was replaced", "example.org/about"):
        assert part in fault
    assert _left(tmp_path) == []


def test_a_web_page_is_no_table(tmp_path: Path, server: _Server) -> None:
    server.answers = [lambda handler: handler.give(b"\xef\xbb\xbf\n<!DOCTYPE HTML><p>Hata</p>")]
    (fault,) = _run(tmp_path, Download(server.address))[1]
    assert "gave a web page" in fault
    assert _left(tmp_path) == []


def test_a_slow_server_is_asked_again_and_then_named(tmp_path: Path, server: _Server) -> None:
    server.answers = [_slow, _whole]
    assert _run(tmp_path, Download(server.address))[1] == []
    server.answers, server.asked = [_slow], []
    _place(tmp_path).unlink()
    (fault,) = _run(tmp_path, Download(server.address))[1]
    assert "no answer within 1 s" in fault
    assert len(server.asked) == QUICK.tries


def test_a_missing_file_is_named_at_once(tmp_path: Path, server: _Server) -> None:
    server.answers = [_status(404)]
    (fault,) = _run(tmp_path, Download(server.address))[1]
    for part in ("women", server.address, "404", "example.org/about", "sources.toml"):
        assert part in fault
    assert len(server.asked) == 1


def test_what_is_there_and_right_is_not_asked_for(tmp_path: Path, server: _Server) -> None:
    _place(tmp_path).parent.mkdir(parents=True)
    _place(tmp_path).write_bytes(BODY)
    said, faults = _run(tmp_path, Download(server.address, SHA256))
    assert (faults, server.asked) == ([], [])
    assert "as declared" in said[0]


def test_an_unchanged_file_is_kept(tmp_path: Path, server: _Server) -> None:
    _run(tmp_path, Download(server.address))
    before = _place(tmp_path).stat().st_mtime_ns
    said, faults = _run(tmp_path, Download(server.address))
    assert not faults
    assert "has not changed" in said[0]
    assert _place(tmp_path).stat().st_mtime_ns == before
    assert _left(tmp_path) == ["fetched.json", "tablo.csv"]


def test_a_changed_file_is_laid_beside_and_never_replaces(tmp_path: Path, server: _Server) -> None:
    _place(tmp_path).parent.mkdir(parents=True)
    _place(tmp_path).write_bytes(b"mine")
    for _ in range(2):
        said, faults = _run(tmp_path, Download(server.address))
        assert not faults
        assert "has changed at its publisher" in said[0]
        assert "tablo.csv.new" in said[0]
        assert _place(tmp_path).read_bytes() == b"mine"
        assert _left(tmp_path) == ["tablo.csv", "tablo.csv.new"]
        assert _place(tmp_path).with_name("tablo.csv.new").read_bytes() == BODY


def test_no_place_outside_the_folder(tmp_path: Path, server: _Server) -> None:
    files = {"izmir": "../elsewhere.csv"}
    (fault,) = _run(tmp_path / "raw", Download(server.address), files=files)[1]
    assert "outside" in fault
    assert not server.asked


# --- pages ---------------------------------------------------------------------------------------


def _page(numbers: range, in_all: int) -> Answer:
    def answer(handler: _Handler) -> None:
        number = int(parse_qs(urlsplit(handler.path).query)["sayfa"][0])
        records = [{"ADI": f"{number}.{one}", "ENLEM": 38.4, "BOYLAM": 27.1} for one in numbers]
        content = {
            **{"sayfadaki_kayitsayisi": len(records), "kayit_sayisi": in_all},
            **{"sayfa_numarasi": number, "onemliyer": records},
        }
        handler.give(json.dumps(content).encode())

    return answer


PAGES = {
    "content": Content.POINTS,
    "format": Format.IZMIR_API,
    "files": {"izmir": "api/saglik"},
}


def test_pages_are_fetched_until_all_records_are_there(tmp_path: Path, server: _Server) -> None:
    server.answers = [_page(range(2), 5), _page(range(2), 5), _page(range(1), 5)]
    download = Download(server.address, pages="sayfa")
    said, faults = _run(tmp_path, download, **PAGES)
    assert not faults
    assert said == [f"women: fetched to {tmp_path / 'api' / 'saglik'}."]
    pages = [f"page-000{number}.json" for number in (1, 2, 3)]
    assert _left(tmp_path) == ["fetched.json", *pages]
    record = json.loads((tmp_path / "fetched.json").read_text(encoding="utf-8"))
    assert list(record) == [f"api/saglik/{page}" for page in pages]


def test_pages_that_were_had_are_not_asked_for_again(tmp_path: Path, server: _Server) -> None:
    download = Download(server.address, pages="sayfa")
    server.answers = [_page(range(2), 3), _status(404)]
    (fault,) = _run(tmp_path, download, **PAGES)[1]
    assert "404" in fault
    assert not (tmp_path / "api" / "saglik").exists()
    server.answers, server.asked = [_page(range(1), 3)], []
    assert _run(tmp_path, download, **PAGES)[1] == []
    assert [path for path, _ in server.asked] == ["/tablo.csv?sayfa=2"]


@pytest.mark.parametrize(
    ("answers", "part"),
    [
        ([_page(range(2), 5), _page(range(0), 5)], "2 of 5 records"),
        ([lambda handler: handler.give(b"{")], "not valid JSON"),
        ([_page(range(2), 4), _page(range(2), 6), _page(range(2), 6)], "counts 6 records"),
    ],
)
def test_pages_that_do_not_hold_together_are_not_kept(
    tmp_path: Path, server: _Server, answers: list[Answer], part: str
) -> None:
    server.answers = answers
    (fault,) = _run(tmp_path, Download(server.address, pages="sayfa"), **PAGES)[1]
    assert part in fault
    assert _left(tmp_path) == []


# --- the command ---------------------------------------------------------------------------------


def _declared(folder: Path, download: str) -> list[str]:
    """Arguments of the command, for a catalogue in which one source declares a download."""
    path = tiny_catalogue(folder / "catalogue") / "sources.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[stops]\n", f"[stops]\ndownload = {download}\n"), "utf-8")
    return ["fetch", "--raw", str(folder / "raw"), "--catalogue", str(folder / "catalogue")]


def _nobody() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}/durak.csv"


def test_without_a_network_one_line_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    url = _nobody()
    assert main(_declared(tmp_path, f'{{ url = "{url}" }}')) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert said.err.startswith("There is no network here")
    assert f"stops: {url} → {tmp_path / 'raw' / 'durak.csv'}" in said.err
    assert said.out == ""


def test_one_dead_server_does_not_stop_the_others(tmp_path: Path, server: _Server) -> None:
    said: list[str] = []
    dead = dataclasses.replace(
        _source(Download(_nobody())), key="dead", files={"izmir": "dead.csv"}
    )
    (fault,) = fetch(tmp_path, [dead, _source(Download(server.address))], said.append, QUICK)
    assert fault.startswith("dead: ")
    assert "does not answer" in fault
    assert len(said) == 1
    assert _place(tmp_path).read_bytes() == BODY


def test_the_command_fetches(
    tmp_path: Path, server: _Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_declared(tmp_path, f'{{ url = "{server.address}" }}')) == 0
    assert "stops: fetched to" in capsys.readouterr().out
    assert (tmp_path / "raw" / "durak.csv").read_bytes() == BODY


@pytest.mark.parametrize(
    ("download", "part"),
    [
        ('{ url = "ftp://example.org/a.csv" }', "no address"),
        ('{ url = "https://example.org/a.csv", sha256 = "abc" }', "64 digits"),
        ('{ adres = "https://example.org/a.csv" }', "url and perhaps sha256 and pages"),
    ],
)
def test_a_wrong_declaration_is_named(tmp_path: Path, download: str, part: str) -> None:
    _declared(tmp_path, download)
    with pytest.raises(CatalogueError) as raised:
        load_sources(tmp_path / "catalogue" / "sources.toml")
    assert "[stops] download" in str(raised.value)
    assert part in str(raised.value)
