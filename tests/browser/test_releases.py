"""A release from the editor's files to the reader's page and back, and links that outlive one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dashboard.release import publications, published
from dashboard.wording import text
from tests.browser.conftest import ROOT, free_port
from tests.browser.reader import Reader
from tests.tiny import SEX, tiny_raw

LONG = 60_000
SERVE = """
import sys
from pathlib import Path
from waitress import serve
from callbacks import create_app
from dashboard.settings import Settings
data, catalogue, port = sys.argv[1:]
app = create_app(Settings(data=Path(data), catalogue=Path(catalogue)))
serve(app.server, host="127.0.0.1", port=int(port), threads=8)
"""
DISTRICTS = "/?g=women_share&duzey=ilce"


class Editor:
    """Somebody who keeps the tiny province's files and types commands."""

    def __init__(self, folder: Path) -> None:
        self.raw, self.root = tiny_raw(folder / "raw"), folder / "releases"
        self.catalogue = self.raw / "catalogue"

    def type(self, command: str, *words: str) -> subprocess.CompletedProcess[str]:
        places = {"--catalogue": self.catalogue} if command in ("build", "diff", "check") else {}
        places |= {"--raw": self.raw, "--out": self.root} if command == "build" else {}
        places |= {"--data": self.root} if command != "build" else {}
        named = [str(part) for pair in places.items() for part in pair]
        return subprocess.run(
            [sys.executable, "-m", "dashboard", command, *words, *named],
            cwd=ROOT,
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def write(self, table: str) -> None:
        """A new table of women and men."""
        (self.raw / "cinsiyet.csv").write_text(table, encoding="utf-8", newline="")


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    editor = Editor(tmp_path)
    done = editor.type("build", "--publish")
    assert done.returncode == 0, done.stderr
    return editor


@pytest.fixture
def served(editor: Editor) -> Iterator[str]:
    """Address of the app on the editor's releases."""
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(editor.root), str(editor.catalogue), str(port)]
    server = subprocess.Popen(command, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        assert server.poll() is None, "the server stopped while starting"
        try:
            urllib.request.urlopen(address, timeout=5).close()
            break
        except OSError:
            time.sleep(0.25)
    yield address
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture
def visitor(chromium: Browser, served: str) -> Iterator[Reader]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="tr-TR")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served)
    reader = Reader(context.new_page(), served)
    yield reader
    context.close()
    # files of the release that is no longer served
    assert [one for one in reader.faults if "404" not in one] == []


def _shares(page: Page) -> dict[str, str]:
    """Name and value of every row of the ranking."""
    rows = page.locator("#ranking-body tbody tr").all()
    cells = (re.sub(r"^\d+\s+", "", one.inner_text()).split() for one in rows)
    return {name: value for name, *_, value in cells}


def _taken_up(visitor: Reader, area: str) -> None:
    """The open page offers what was published as soon as its reader does anything."""
    page = visitor.page
    before = page.locator("#ranking-body").inner_html()
    page.evaluate("(area) => atlas.select(area)", area)
    page.wait_for_selector("#connection[data-state=renewed]", timeout=LONG)
    assert text("connection.renewed", "tr") in page.locator("#connection").inner_text()
    assert page.locator("#ranking-body").inner_html() == before
    with page.expect_navigation():
        page.get_by_role("button", name=text("connection.reload", "tr")).click()
    page.wait_for_function("() => window.atlas?.started", timeout=LONG)
    visitor.painted()


def test_the_editors_path(editor: Editor, visitor: Reader) -> None:
    first = published(editor.root)
    page = visitor.open(DISTRICTS)
    assert _shares(page) == {"İnciköy": "54,1", "Iğdır": "50,0"}

    # a new file with two wrong rows
    editor.write(SEX.replace("1.030;1.030", "1.030;bin otuz") + "MİNİK;;300;255\r\n")
    done = editor.type("build")
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert len(told) == 2, done.stderr
    for line, parts in zip(
        told,
        (
            ("cinsiyet.csv, row 2, column 'ERKEK'", "'bin otuz' is not a number", "Write a number"),
            ("cinsiyet.csv, row 4, column 'ILCE'", "the cell is empty", "Fill it in"),
        ),
        strict=True,
    ):
        assert all(part in line for part in parts), line
    assert [one.name for one in (editor.root / "releases").iterdir()] == [first]

    # mended
    editor.write(SEX.replace("300;255", "290;265"))
    done = editor.type("build")
    assert done.returncode == 0, done.stderr
    assert "row 6: Bahçe Mah. (İnciköy), 5 residents" in done.stdout
    assert "not published" in done.stdout
    second = re.findall(r"publish ([0-9a-f]{12}) ", done.stdout)[0]
    assert published(editor.root) == first

    # what changes: the district and, pooled from the same counts, the province
    done = editor.type("diff")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:2] == [f"{first} → {second}", "Values: 2 changed in 2 series."]
    assert "    İnciköy (d-12): 54.1 → 52.3" in lines
    assert "    Minik (minik): 50.9 → 50.5" in lines
    assert not [one for one in lines if one.startswith(("Areas", "Boundaries", "Geometry"))]
    assert editor.type("check", second[:6]).returncode == 0

    done = editor.type("publish", second[:6], "--note", "Cinsiyet tablosu düzeltildi")
    assert done.returncode == 0, done.stderr
    _taken_up(visitor, "d-12")
    assert _shares(page) == {"İnciköy": "52,3", "Iğdır": "50,0"}
    assert page.evaluate("atlas.page.release") == second

    done = editor.type("rollback", "--note", "Tablo yanlışmış")
    assert done.returncode == 0, done.stderr
    _taken_up(visitor, "d-11")
    assert _shares(page) == {"İnciköy": "54,1", "Iğdır": "50,0"}
    assert page.evaluate("atlas.page.release") == first

    said = [(one.action, one.release, one.before, one.note) for one in publications(editor.root)]
    assert said == [
        ("publish", first, "", ""),
        ("publish", second, first, "Cinsiyet tablosu düzeltildi"),
        ("rollback", first, second, "Tablo yanlışmış"),
    ]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_shared_link_outlives_its_release(editor: Editor, visitor: Reader, width: int) -> None:
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 844})
    visitor.open(DISTRICTS)
    first = published(editor.root)
    page.evaluate("document.querySelector('[data-testid=share]').click()")
    page.wait_for_function(
        "(done) => document.querySelector('[data-testid=share]').textContent === done",
        arg=text("share.done", "tr"),
    )
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith(f"&surum={first}")
    assert "surum" not in page.url
    editor.write(SEX.replace("300;255", "290;265"))
    assert editor.type("build", "--publish").returncode == 0

    page.goto(link)
    visitor.painted()
    notice = page.get_by_test_id("release-notice")
    said = notice.inner_text()
    assert first in said
    assert published(editor.root) in said
    assert text("earlier.changed", "tr", total="2", count="1’i") in said
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    found = Axe().run(page, "[data-testid=release-notice]").response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    with page.expect_download() as download:
        notice.get_by_role("link").click()
    rows = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert rows[-1] == "Kadın payı;Kadın;2021;ilçe;d-12;İnciköy;Minik;54,1;52,3;;"

    button = notice.get_by_role("button", name=text("earlier.dismiss", "tr"))
    if width < 400:
        assert button.bounding_box()["height"] >= 44  # type: ignore[index]
        assert notice.get_by_role("link").bounding_box()["height"] >= 44  # type: ignore[index]
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("!location.search.includes('surum')")
    notice.wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "main"
    assert visitor.words()["g"] == "women_share"


def test_the_notice_is_dismissed_on_a_page_without_a_map(editor: Editor, visitor: Reader) -> None:
    page = visitor.open("/veri?surum=0123456789ab&dil=en", painted=False)
    notice = page.get_by_test_id("release-notice")
    notice.wait_for()
    assert published(editor.root) in notice.inner_text()
    notice.get_by_role("button", name=text("earlier.dismiss", "en")).click()
    notice.wait_for(state="hidden")
    page.wait_for_function("location.search.includes('dil=en')")
    page.wait_for_function("!location.search.includes('surum')")
