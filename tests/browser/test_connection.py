"""Slow networks, lost requests, a server that goes away, a release that is published meanwhile."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Route
from playwright.sync_api import Error as BrowserError

from dashboard.pipeline.publish import publish
from dashboard.release import MANIFEST, RELEASES, current_release, release_key
from dashboard.settings import DEMONSTRATION
from dashboard.wording import text
from tests.browser.conftest import ROOT, free_port
from tests.browser.reader import Reader
from tests.browser.slow_line import slow_line

LONG = 60_000
LOST = ("ERR_EMPTY_RESPONSE", "ERR_CONNECTION", "ERR_SOCKET", "ERR_INCOMPLETE", "ERR_CONTENT")


class Server:
    """The app on a port of its own, to be ended and started again under an open page."""

    def __init__(self, data: Path) -> None:
        self.port, self.data = free_port(), data
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "app.py", "--port", str(self.port), "--data", str(self.data)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        for _ in range(240):
            assert self.process.poll() is None, "the server stopped while starting"
            try:
                urllib.request.urlopen(self.address, timeout=5).close()
            except OSError:
                time.sleep(0.25)
            else:
                return
        raise AssertionError("the server did not answer within 60 seconds")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server on a copy of the demonstration, in which a test may publish."""
    shutil.copytree(DEMONSTRATION, tmp_path / "data")
    server = Server(tmp_path / "data")
    yield server
    server.stop()


@pytest.fixture
def reader_of(chromium: Browser) -> Iterator[Callable[[str], Reader]]:
    """A reader of any address; lost requests are no fault of the page."""
    readers: list[Reader] = []

    def open_context(address: str) -> Reader:
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="tr-TR")
        readers.append(Reader(context.new_page(), address))
        return readers[-1]

    yield open_context
    for reader in readers:
        reader.page.context.close()
        assert [one for one in reader.faults if not any(said in one for said in LOST)] == []


def state(page: Page, wanted: str) -> None:
    """Wait until the line of the connection says something (or, for "", nothing)."""
    page.wait_for_function(
        "(wanted) => (document.getElementById('connection').dataset.state || '') === wanted",
        arg=wanted,
        timeout=LONG,
    )


def started(reader: Reader) -> None:
    """Wait until a page that was opened by a click or by itself has started, and is painted."""
    reader.page.wait_for_function("() => window.atlas?.started", timeout=LONG)
    reader.painted()


def choose(page: Page, indicator: str) -> None:
    """As the reader does in the picker, whichever theme is open."""
    page.evaluate("(key) => atlas.choose('g', key)", indicator)


def caught_up(page: Page, title: str) -> None:
    page.wait_for_function(
        """(title) => document.getElementById('map-title-text').innerText === title
            && document.querySelector('#about-body h2').innerText === title
            && !document.querySelector('[data-overdue]')""",
        arg=title,
        timeout=LONG,
    )


def test_a_slow_line_that_loses_requests_loses_nothing(
    atlas: str, reader_of: Callable[[str], Reader]
) -> None:
    with slow_line(atlas, latency=0.4, loss=0.03) as (address, line):
        reader = reader_of(address)
        page = reader.page
        # Where a script gets lost the page loads again: the faults of that load alone count.
        page.on("request", lambda one: one.is_navigation_request() and reader.faults.clear())
        for _ in range(5):
            try:
                page.goto(f"{address}/?il=izmir", timeout=LONG, wait_until="commit")
            except BrowserError:
                continue  # the page itself got lost: a reader asks for it again
            break
        page.wait_for_selector("#map-title-text", timeout=LONG)
        page.wait_for_function(
            "() => atlas.mapState?.values && atlas.mapState.preloaded", timeout=LONG
        )
        reader.painted()
        choose(page, "literacy_gap")
        caught_up(page, "Okuryazarlık oranı")
        page.wait_for_function(
            "() => atlas.mapState.values?.key.startsWith('literacy_gap')", timeout=LONG
        )
        assert reader.words()["g"] == "literacy_gap"
        assert reader.words()["il"] == "izmir"
        assert page.locator(".ranking tbody tr").count() > 5
        assert line.asked > 20


def test_a_server_restarted_under_an_open_page(
    server: Server, reader_of: Callable[[str], Reader]
) -> None:
    server.start()
    reader = reader_of(server.address)
    page = reader.open("/?il=izmir")
    page.wait_for_function("() => atlas.mapState.preloaded")
    server.stop()
    choose(page, "literacy_gap")
    state(page, "offline")
    choose(page, "tertiary_share")
    line = page.locator("#connection")
    assert line.inner_text() == text("connection.offline", "tr")
    page.wait_for_function("() => location.search.includes('g=tertiary_share')")
    assert page.locator("input[value=tertiary_share]").is_checked()
    assert page.locator("#ranking-body[data-overdue]").count() == 1
    page.locator("a[data-page='/veri']").first.click()  # would end on the browser's error page
    assert page.locator("#map-title-text").is_visible()
    server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    caught_up(page, page.locator("#map-title-text").inner_text())
    reader.painted("tertiary_share")
    state(page, "")
    assert not line.is_visible()


def publish_again(root: Path) -> str:
    """Publish another release with the same values."""
    release = current_release(root)
    manifest = json.loads((release.folder / MANIFEST).read_text(encoding="utf-8"))
    next(iter(manifest["sources"].values()))["note"] = "again"
    manifest["release"] = release_key(manifest)
    folder = root / RELEASES / manifest["release"]
    shutil.copytree(release.folder, folder)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return publish(root, manifest["release"]).release


def test_a_release_published_under_an_open_page_is_offered(
    server: Server, reader_of: Callable[[str], Reader]
) -> None:
    server.start()
    reader = reader_of(server.address)
    page = reader.open("/?il=izmir")
    before = page.locator("#about-body").inner_text()
    key = publish_again(server.data)
    choose(page, "literacy_gap")
    state(page, "renewed")
    assert text("connection.renewed", "tr") in page.locator("#connection").inner_text()
    assert page.locator("#about-body").inner_text() == before, "half of another release"
    with page.expect_navigation():
        page.get_by_role("button", name=text("connection.reload", "tr")).click()
    started(reader)
    assert page.evaluate("atlas.mapState.shown.key").startswith("literacy_gap")
    assert page.evaluate("atlas.page.release") == key
    assert reader.words()["g"] == "literacy_gap"
    reader.faults[:] = [one for one in reader.faults if "404" not in one]  # files of the old one


def test_a_page_on_which_nothing_happens_hears_of_a_release_too(
    server: Server, reader_of: Callable[[str], Reader]
) -> None:
    server.start()
    reader = reader_of(server.address)
    reader.page.clock.install()
    page = reader.open("/?il=izmir")
    publish_again(server.data)
    page.clock.fast_forward(61_000)
    state(page, "renewed")
    assert page.get_by_role("button", name=text("connection.reload", "tr")).is_visible()


def test_a_fault_of_the_server_is_told_without_an_error(
    atlas: str, reader_of: Callable[[str], Reader]
) -> None:
    reader = reader_of(atlas)
    page = reader.open("/?il=izmir")
    page.route("**/_dash-update-component*", lambda route: route.fulfill(status=500))
    choose(page, "literacy_gap")
    reader.painted("literacy_gap")  # an answer of another kind does not hide the fault
    state(page, "fault")
    assert page.locator("#ranking-body[data-overdue]").count() == 1
    assert text("connection.fault", "tr") in page.locator("#connection").inner_text()
    page.unroute("**/_dash-update-component*")
    choose(page, "tertiary_share")
    state(page, "")
    reader.painted("tertiary_share")
    caught_up(page, page.locator("#map-title-text").inner_text())
    reader.faults[:] = [one for one in reader.faults if "500" not in one]  # the browser's own line


def test_an_overdue_answer_dims_what_it_will_replace(
    atlas: str, reader_of: Callable[[str], Reader]
) -> None:
    reader = reader_of(atlas)
    page = reader.open("/?il=izmir")
    held: list[Route] = []
    answering = False

    def hold(route: Route) -> None:
        if answering:
            route.continue_()
        else:
            held.append(route)

    page.route("**/_dash-update-component*", hold)
    box = "() => JSON.stringify(document.querySelector('.ranking').getBoundingClientRect())"
    before = page.evaluate(box)
    choose(page, "literacy_gap")
    state(page, "waiting")
    page.wait_for_selector("#ranking-body[data-overdue]")
    assert page.locator("#connection").get_attribute("role") == "status"
    assert page.locator("#connection").inner_text() == text("connection.waiting", "tr")
    assert page.evaluate(box) == before
    state(page, "slow")
    assert page.evaluate(box) == before
    answering = True
    for route in held:
        route.continue_()
    caught_up(page, "Okuryazarlık oranı")
    state(page, "")


def test_scripts_that_get_lost_while_loading_are_loaded_again(
    atlas: str, reader_of: Callable[[str], Reader]
) -> None:
    reader = reader_of(atlas)
    lost: list[str] = []

    def lose_once(route: Route) -> None:
        name = route.request.url.split("?")[0].rsplit("/", 1)[-1]
        if name in lost:
            route.continue_()
        else:
            lost.append(name)
            route.abort("connectionreset")

    reader.page.route("**/1_view.js*", lose_once)
    reader.page.route("**/3_map.css*", lose_once)
    reader.open("/?il=izmir&g=literacy_gap", painted=False)
    started(reader)
    reader.faults.clear()  # what broke off with the script
    assert sorted(lost) == ["1_view.js", "3_map.css"]
    assert reader.page.locator(".map-holder").bounding_box()["height"] > 200  # type: ignore[index]


def test_a_link_of_ten_thousand_letters_opens(reader: Reader) -> None:
    hostile = "<img src=x onerror=alert(1)>" * 100
    page = reader.page
    page.goto(f"{reader.address}/?il=izmir&g={hostile}&kaynak={'x' * 7000}")
    reader.painted()
    notice = page.locator("#notice-body")
    assert "<img src=x" in notice.inner_text()
    assert len(notice.inner_text()) < 400
    assert page.locator("#notice-body img").count() == 0


def test_an_unknown_address_shows_the_pages_there_are(reader: Reader) -> None:
    page = reader.page
    answer = page.goto(f"{reader.address}/boyle/bir/sayfa?il=izmir&dil=en")
    assert answer
    assert answer.status == 404
    page.wait_for_selector("main h1")
    assert page.locator("main h1").inner_text() == text("not_found.title", "en")
    reader.faults[:] = [one for one in reader.faults if "404" not in one]
    with page.expect_navigation():
        page.locator("main a", has_text="Map").click()
    started(reader)
    assert reader.words()["il"] == "izmir"


def mail_of(page: Page, link: Any) -> str:
    """The address that a mail program would get; the click itself is kept from opening one."""
    page.evaluate("document.addEventListener('click', (one) => one.preventDefault())")
    link.click()
    return unquote(link.get_attribute("href"))


def test_a_report_carries_the_present_view(
    serve: Callable[..., str], reader_of: Callable[[str], Reader], tmp_path: Path, monkeypatch: Any
) -> None:
    operator = tmp_path / "operator.toml"
    operator.write_text('mail = "atlas@example.org"\n', encoding="utf-8")
    monkeypatch.setenv("ATLAS_OPERATOR", str(operator))
    reader = reader_of(serve("--data", str(DEMONSTRATION)))
    page = reader.open("/?il=izmir&mahalle=41108")
    choose(page, "literacy_gap")
    page.wait_for_function("document.querySelector('.area-card').innerText.includes('Bostanlı')")
    caught_up(page, "Okuryazarlık oranı")
    said = mail_of(page, page.locator(".area-card [data-testid=report]"))
    assert said.startswith("mailto:atlas@example.org?subject=")
    for part in ("Okuryazarlık oranı", "Bostanlı (Karşıyaka, İzmir)", "g=literacy_gap"):
        assert part in said
    assert page.evaluate("atlas.page.release") in said
    assert "%" in page.locator(".area-card p").first.inner_text()
    reader.open("/karsilastir", painted=False)
    page.wait_for_selector(".chip-name")
    said = mail_of(page, page.locator(".footing [data-testid=report]"))
    shown = [page.locator("#map-title-text"), *page.locator(".chip-name").all()]
    for part in (text("nav.compare", "tr"), *(one.inner_text() for one in shown)):
        assert part in said


def test_without_a_mail_address_the_link_leads_to_what_is_known(reader: Reader) -> None:
    page = reader.open("/?il=izmir")
    page.locator(".footing [data-testid=report]").click()
    page.wait_for_url("**/hakkinda?*#yanlis-sayi")
    heading = page.locator("#yanlis-sayi")
    heading.wait_for()
    assert text("imprint.report.none", "tr") in page.locator("main").inner_text()
    page.wait_for_function("document.activeElement?.id === 'yanlis-sayi'")


def test_the_browser_keeps_the_colour_scheme_alone(reader: Reader) -> None:
    page = reader.open("/?il=izmir")
    page.get_by_test_id("colour-scheme").click()
    assert page.context.cookies() == []
    assert page.evaluate("Object.keys(localStorage)") == ["mantine-color-scheme-value"]
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_help_is_one_tap_away_on_a_phone(phone: Reader) -> None:
    page = phone.open("/?il=izmir")
    link = page.locator(".footing a", has_text=text("imprint.help.link", "tr"))
    link.scroll_into_view_if_needed()
    assert link.bounding_box()["height"] >= 44  # type: ignore[index]
    link.tap()
    page.locator("a[href='tel:112']").wait_for()
    page.locator("#siddet").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
