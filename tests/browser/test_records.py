"""The planner's way to a decision (P7 to P9): a list, a deviation with its reason, a record."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from dashboard.wording import text
from tests.browser.conftest import ROOT, free_port
from tests.browser.reader import Reader
from tests.browser.starting import started

PASSWORD = "mor salkımlı ev"
VIEW = "esik=tertiary_share:kadin:cok:12,kindergarten_distance:toplam:cok:1000&enaz=1&k=5"
NEW = f"/karar/yeni?{VIEW}"
QUESTION = "2027 kreş bütçesi önce hangi beş ilçede kullanılsın?"
REASON = "Belediye bu ilçede bu yıl zaten kreş açıyor."
ANSWERED = re.compile(r"the server responded with a status of (403|422|429)")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the atlas with a store and an account, both made by the real command line."""
    store = tmp_path_factory.mktemp("store") / "atlas.sqlite"
    environment = {**os.environ, "ATLAS_DATABASE_URL": f"sqlite:///{store}"}
    for words, typed in (
        (("store", "upgrade"), ""),
        (("user", "add", "ayse", "--role", "facilitator", "--password-stdin"), PASSWORD),
    ):
        subprocess.run(
            [sys.executable, "-m", "dashboard", *words],
            cwd=ROOT, env=environment, input=typed, text=True, check=True, capture_output=True,
        )  # fmt: skip
    port = free_port()
    command = [sys.executable, "app.py", "--port", str(port), "--data", str(ROOT / "data" / "demo")]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    yield started(server, port)
    server.terminate()
    server.wait(timeout=10)


def _reader(browser: Browser, address: str, phone: bool = False) -> Reader:
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size, has_touch=phone, locale="tr-TR")
    return Reader(context.new_page(), address)


def _faults(reader: Reader) -> list[str]:
    """What went wrong, without the answers that refuse: Chromium calls each an error."""
    return [one for one in reader.faults if not ANSWERED.search(one)]


@pytest.fixture
def facilitator(chromium: Browser, records: str) -> Iterator[Reader]:
    """Somebody at a laptop, who has not logged in yet."""
    reader = _reader(chromium, records)
    yield reader
    reader.page.context.close()
    assert _faults(reader) == []


def _log_in(page: Page) -> None:
    page.get_by_label(text("login.name", "tr")).fill("ayse")
    page.get_by_label(text("login.password", "tr")).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_test_id("record-form").wait_for()
    page.wait_for_load_state("load")  # the form stands there before its style does


def _label(key: str, **values: object) -> str:
    return text(f"record.form.{key}", "tr", **values)


def _fill(page: Page) -> None:
    page.get_by_label(_label("question")).fill(QUESTION)
    page.get_by_label(_label("role", row=1)).fill("Sosyal işler komisyonu")
    page.get_by_label(_label("review"), exact=True).fill("2030-01-15")
    page.get_by_label(_label("objections")).fill("Ulaşım ölçülmedi.")


def _save(page: Page) -> None:
    page.locator(".form-end").get_by_role("button", name=_label("save")).click()


def _written(page: Page) -> str:
    page.get_by_test_id("record").wait_for()
    return page.locator(".record-number").inner_text()


def test_a_deviation_needs_a_reason_and_the_record_marks_it(facilitator: Reader) -> None:
    page = facilitator.open(NEW, painted=False)
    _log_in(page)
    assert facilitator.words()["esik"].startswith("tertiary_share")
    fifth = page.locator(".place").nth(4)
    computed = fifth.locator("strong").inner_text().removeprefix("Hesaplanan: ")
    choice = page.get_by_label(_label("choose", place=5))
    reason = page.get_by_label(_label("reason", place=5))
    assert not reason.is_visible()
    seventh = choice.locator("optgroup").nth(1).locator("option", has_text="Sıra 7")
    name = seventh.inner_text().split(" · ")[0]
    choice.select_option(seventh.get_attribute("value"))
    assert reason.is_visible()
    _fill(page)
    _save(page)
    page.locator(".faults").wait_for()
    assert text("record.fault.reason", "tr") in page.locator(".faults").inner_text()
    assert page.locator(".faults").evaluate("(one) => one === document.activeElement")
    assert page.get_by_label(_label("question")).input_value() == QUESTION
    assert facilitator.barriers() == []
    page.locator(".faults a").click()
    assert reason.evaluate("(one) => one === document.activeElement")
    reason.fill(REASON)
    _save(page)
    number = _written(page)
    assert re.fullmatch(r"KK-[0-9]{4}-[0-9]{3,}", number)
    marked = page.locator("#decision ~ .wide tr.is-chosen")
    assert name in marked.inner_text()
    assert f"{computed.split(', ')[0]} yerine" in marked.inner_text()
    assert REASON in page.locator("section:has(#deviation)").inner_text()
    assert facilitator.barriers() == []


@pytest.fixture(scope="module")
def number(chromium: Browser, records: str) -> str:
    """The number of a record that follows the computed list."""
    reader = _reader(chromium, records)
    page = reader.open(NEW, painted=False)
    _log_in(page)
    _fill(page)
    _save(page)
    written = _written(page)
    page.context.close()
    return written


def test_a_record_is_read_without_a_login_or_a_script(
    chromium: Browser, records: str, number: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{records}/karar/{number}")
    said = page.locator("main").inner_text()
    for part in (QUESTION, "Sosyal işler komisyonu", "Ulaşım ölçülmedi.", "15 Ocak 2030"):
        assert part in said
    for section in ("computation", "certainty", "near", "candidates", "proof"):
        assert text(f"record.part.{section}", "tr") in said
    assert page.locator("form").count() == 0
    assert context.cookies() == []
    context.close()


def test_the_pdf_and_the_json_come_from_the_page(facilitator: Reader, number: str) -> None:
    page = facilitator.open(f"/karar/{number}", painted=False)
    for form, start in (("pdf", b"%PDF-"), ("json", b'{"number": "KK-')):
        address = page.locator(f"[data-format={form}]").get_attribute("href")
        answer = page.request.get(facilitator.address + str(address))
        assert answer.ok
        assert answer.body().startswith(start)


def test_running_again_gives_the_identical_table(facilitator: Reader, number: str) -> None:
    page = facilitator.open(f"/karar/{number}", painted=False)
    stored = page.locator("section:has(#candidates) tbody tr").all_inner_texts()
    page.get_by_test_id("rerun-link").click()
    said = page.get_by_test_id("rerun")
    said.wait_for()
    assert text("record.rerun.same", "tr") in said.inner_text()
    section = page.locator("section:has(#yeniden)")
    hashes = re.findall(r"\b[0-9a-f]{64}\b", section.inner_text())
    assert len(hashes) == 2
    assert hashes[0] == hashes[1]
    section.locator("summary").click()
    again = section.locator("tbody tr").all_inner_texts()
    assert len(again) > 5
    cells = [[cell.split(",")[0] for cell in row.split("\t")[:2]] for row in stored]
    assert [row.split("\t")[:2] for row in again] == cells[: len(again)]
    assert facilitator.barriers() == []


def test_a_commitment_and_its_status(facilitator: Reader, number: str) -> None:
    page = facilitator.open(f"/giris?sonra=/karar/{number}", painted=False)
    page.get_by_label(text("login.name", "tr")).fill("ayse")
    page.get_by_label(text("login.password", "tr")).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_test_id("add-commitment").locator("summary").click()
    form = page.get_by_test_id("add-commitment")
    form.get_by_label(text("commitment.target", "tr"), exact=True).fill("On kreş")
    form.get_by_role("button").click()
    page.locator(".faults").wait_for()
    assert form.get_by_label(text("commitment.target", "tr"), exact=True).input_value() == "On kreş"
    assert facilitator.barriers() == []
    form.get_by_label(text("commitment.indicator", "tr")).select_option("creche_places_per_100")
    form.get_by_label(text("commitment.responsible", "tr")).fill("Belediye")
    form.get_by_label(text("commitment.due", "tr")).fill("2031-12-31")
    form.get_by_role("button").click()
    one = page.get_by_test_id("commitment")
    one.wait_for()
    one.locator("summary").click()
    one.get_by_label(text("commitment.year", "tr")).fill("2026")
    one.get_by_label(text("commitment.state", "tr"), exact=True).select_option("under_way")
    one.get_by_role("button").click()
    page.get_by_text("2026: sürüyor").wait_for()
    assert "31 Aralık 2031" in one.inner_text()
    assert facilitator.barriers() == []


def test_the_form_is_filled_by_keyboard_alone(facilitator: Reader) -> None:
    page = facilitator.open(NEW, painted=False)
    _log_in(page)
    page.get_by_label(_label("question")).focus()
    page.keyboard.type("Klavyeyle yazılan soru?")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.name || ''"))
        visible = page.evaluate("document.activeElement.getBoundingClientRect().width")
        assert visible > 1, page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.className") == "primary-button":
            break
    assert {"yer_1", "yer_5", "agirlik", "rol_1", "ad_1", "tarih", "gozden", "itiraz"} <= seen
    assert "gerekce_1" not in seen
    page.keyboard.press("Enter")
    page.locator(".faults").wait_for()
    assert page.get_by_label(_label("question")).input_value() == "Klavyeyle yazılan soru?"


def test_login_stands_in_the_foot_of_every_page(facilitator: Reader) -> None:
    page = facilitator.open("/hakkinda", painted=False)
    link = page.locator(".footing").get_by_role("link", name=text("login.link", "tr"), exact=True)
    link.click()
    page.get_by_label(text("login.name", "tr")).fill("ayse")
    page.get_by_label(text("login.password", "tr")).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_test_id("records").wait_for()
    facilitator.open("/hakkinda", painted=False)
    who = page.locator(".footing .who")
    assert text("login.who", "tr", name="ayse") in who.inner_text()
    who.get_by_role("button", name=text("login.out", "tr")).click()
    page.get_by_test_id("records").wait_for()
    assert page.locator(".footing .who").count() == 0
    assert [one for one in page.context.cookies() if one["name"] == "atlas_login"] == []


@pytest.mark.parametrize(
    "address", ["/giris", "/kararlar", "/karar/{number}", "/karar/{number}?yeniden=evet"]
)
def test_pages_fit_a_phone(chromium: Browser, records: str, number: str, address: str) -> None:
    reader = _reader(chromium, records, phone=True)
    page = reader.open(address.format(number=number), painted=False)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert reader.barriers() == []
    page.get_by_role("button", name=text("nav.menu", "tr")).tap()
    assert page.get_by_role("link", name=text("nav.map", "tr")).is_visible()
    page.get_by_test_id("colour-scheme").tap()
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "dark"
    assert reader.barriers() == []
    page.context.close()
    assert reader.faults == []


def test_the_form_fits_a_phone(chromium: Browser, records: str) -> None:
    reader = _reader(chromium, records, phone=True)
    page = reader.open(NEW, painted=False)
    _log_in(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        "[...document.querySelectorAll('main :is(input:not([type=hidden]), select, textarea,"
        " button:not([aria-hidden]))')].filter((one) => one.offsetParent"
        " && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"
    )
    assert small == []
    assert reader.barriers() == []
    page.context.close()


def test_a_record_prints_without_controls(facilitator: Reader, number: str, tmp_path: Path) -> None:
    page = facilitator.open(f"/karar/{number}", painted=False)
    page.emulate_media(media="print")
    assert not page.locator(".record-actions").is_visible()
    assert not page.locator(".bar").is_visible()
    assert page.locator(".record-code").is_visible()
    page.pdf(path=tmp_path / "record.pdf", format="A4")
    import pypdfium2

    with pypdfium2.PdfDocument(tmp_path / "record.pdf") as document:
        said = " ".join(one.get_textpage().get_text_range() for one in document)
        assert 2 <= len(document) <= 8
    assert number in said
    assert text("record.part.proof", "tr") in said
