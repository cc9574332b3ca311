"""The other pages, search, language, phone, keyboard and accessibility in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Route

from tests.browser.reader import Reader

PAGES = (
    "/",
    "/karsilastir",
    "/esik",
    "/sentez",
    "/gostergeler",
    "/gostergeler/literacy_gap",
    "/veri",
)
PAGES += ("/gostergeler/average_rent", "/kalite", "/hakkinda")
RAW = re.compile(r"\b[a-z_]+\.[a-z_]+\.[a-z_]+\b|undefined|\bNaN\b|\bNone\b(?! of)|\[object")
DOTTED_DECIMAL = re.compile(r"(?<![\d.])\d{1,3}\.\d{1,2}(?!\d)")


def find(reader: Reader, typed: str) -> None:
    box = reader.page.locator("#search")
    box.click()
    box.press_sequentially(typed)


def found(reader: Reader) -> Locator:
    """What the search offers; other fields hold options of their own."""
    page = reader.page
    page.wait_for_selector("#search[aria-controls]")
    return page.locator(
        f"[id='{page.locator('#search').get_attribute('aria-controls')}'] [role=option]:visible"
    )


@pytest.mark.parametrize(
    ("typed", "name", "parents"),
    [("karsiyaka bostanli", "Bostanlı", "Karşıyaka"), ("altieylul", "Altıeylül", "Balıkesir")],
)
def test_search_finds_names_typed_without_turkish_letters(
    reader: Reader, typed: str, name: str, parents: str
) -> None:
    page = reader.open("/?il=izmir")
    find(reader, typed)
    option = found(reader).first
    option.wait_for()
    assert option.inner_text().startswith(name)
    assert parents in option.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".area-card h2")
    assert page.locator(".area-card h2").inner_text() == name


def test_search_finds_indicators_and_says_when_there_is_nothing(reader: Reader) -> None:
    page = reader.open("/?il=izmir")
    find(reader, "okuryazarlik")
    found(reader).filter(has_text="Okuryazarlık farkı").click()
    reader.painted("literacy_gap")
    find(reader, "zzzzqq")
    page.get_by_text("bulunamadı").wait_for()


def test_a_value_is_reached_with_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open("/?il=izmir")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "search":
            break
    page.keyboard.type("bostanli")
    found(reader).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".area-card h2")
    assert "Bostanlı" in page.locator("#announcement").inner_text()
    assert re.search(r"%\d+,\d", page.locator("#announcement").inner_text())


def test_a_key_leads_to_the_search(reader: Reader) -> None:
    page = reader.open("/?il=izmir")
    page.keyboard.press("/")
    page.wait_for_function("() => document.activeElement.id === 'search'")
    page.keyboard.type("bostanli")
    # the list gets another id when it opens, so it is asked for anew each time
    page.wait_for_function(
        """() => {
            const list = document.querySelector('#search').getAttribute('aria-controls');
            return document.querySelector(`[id='${list}'] [role=option]`)?.offsetParent;
        }"""
    )
    assert page.locator("#search").input_value() == "bostanli"


@pytest.fixture
def busy() -> Iterator[None]:
    """A machine that has other things to do."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    yield
    for one in loops:
        one.kill()
        one.wait()


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("path", "field", "typed", "name"),
    [
        ("/", "search", "bergama", "Bergama"),
        ("/karsilastir", "add-compared", "bergama", "Bergama"),
        ("/esik", "add-criterion", "okuryazarlik", "Okuryazarlık"),
    ],
)
def test_no_letter_is_lost_however_late_the_answers_come(
    reader: Reader, path: str, field: str, typed: str, name: str
) -> None:
    page, late = reader.page, []

    def hold(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}").get("output")
        late.append(route) if asked == f"{field}.data" else route.continue_()

    page.route("**/_dash-update-component*", hold)
    page.goto(f"{reader.address}{path}?il=izmir")
    page.locator(f"#{field}").focus()
    page.keyboard.type(typed)
    while late:
        late.pop(0).continue_()
    page.unroute("**/_dash-update-component*")
    page.locator("[role=option]:visible", has_text=name).first.wait_for()
    page.wait_for_load_state("networkidle")
    assert page.locator(f"#{field}").input_value() == typed


def test_table_rows_are_reached_and_chosen_with_the_keyboard(reader: Reader) -> None:
    page = reader.open("/?il=izmir&duzey=ilce")
    button = page.locator(".ranking tbody .area-button").nth(1)
    button.focus()
    assert page.locator("tr.is-hovered").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.is-pinned")


def test_the_indicator_list_can_be_filtered(reader: Reader) -> None:
    page = reader.open("/?il=izmir")
    page.locator("#indicator-filter").fill("kres")
    page.wait_for_function("document.querySelectorAll('.picker-item:not([hidden])').length < 8")
    assert page.locator(".picker-item:not([hidden])", has_text="kreş").count() >= 1
    page.locator("#indicator-filter").fill("zzz")
    page.locator(".picker-nothing").wait_for(state="visible")


def _own_words(reader: Reader) -> str:
    """What the page says; licences, versions and addresses are written as their publishers do."""
    foreign = ".plain-table, .report, .cite, a[rel=noreferrer]"
    reader.page.evaluate(
        "(all) => document.querySelectorAll(all).forEach((one) => one.remove())", foreign
    )
    return reader.page.locator("body").inner_text().replace("WCAG 2.2", "")


@pytest.mark.parametrize("path", PAGES)
def test_both_languages_and_no_raw_words(reader: Reader, path: str) -> None:
    page = reader.open(f"{path}?il=izmir", painted=path in ("/", "/esik"))
    turkish = _own_words(reader)
    assert "Gösterim verisi" in turkish
    assert not RAW.search(turkish), RAW.search(turkish)
    assert not DOTTED_DECIMAL.search(turkish), DOTTED_DECIMAL.search(turkish)
    page.locator("a[data-language=en]").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.wait_for_selector("main h1")
    english = _own_words(reader)
    assert "Demonstration data" in english
    assert not RAW.search(english), RAW.search(english)
    assert reader.words()["il"] == "izmir"


def test_the_title_of_the_document_follows_page_and_view(reader: Reader) -> None:
    def titled(title: str) -> None:
        page.wait_for_function("(title) => document.title === title", arg=title)

    page = reader.open("/?il=izmir&g=literacy_gap&grup=fark")
    titled("Okuryazarlık farkı · Harita · Eşitlik Atlası")
    page.evaluate("atlas.choose('grup', 'kadin')")
    titled("Okuryazarlık oranı · Harita · Eşitlik Atlası")
    page.go_back()
    titled("Okuryazarlık farkı · Harita · Eşitlik Atlası")
    page.locator("a[data-language=en]").click()
    titled("Literacy gap · Map · Equality Atlas")
    reader.open("/esik?il=izmir&duzey=ilce&dil=en")
    titled(f"{page.locator('main h1').inner_text()} · Thresholds · Equality Atlas")
    reader.open("/veri", painted=False)
    titled("Veri · Eşitlik Atlası")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(reader: Reader, path: str, scheme: str) -> None:
    page = reader.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    reader.open(f"{path}?il=izmir&duzey=ilce", painted=path in ("/", "/esik"))
    assert page.locator("html").get_attribute("data-mantine-color-scheme") == scheme
    assert reader.barriers() == []


def test_the_colour_scheme_is_switched_and_kept(reader: Reader) -> None:
    page = reader.open("/?il=izmir")
    before = reader.letters()
    page.get_by_test_id("colour-scheme").click()
    assert page.locator("html").get_attribute("data-mantine-color-scheme") == "dark"
    assert reader.letters() == before
    page.reload()
    reader.painted()
    assert page.locator("html").get_attribute("data-mantine-color-scheme") == "dark"


def test_phone_shows_title_map_and_values_without_scrolling_sideways(phone: Reader) -> None:
    page = phone.open("/?il=izmir")
    for path in PAGES:
        phone.open(f"{path}?il=izmir", painted=path in ("/", "/esik"))
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
    phone.open("/?il=izmir")
    page.get_by_role("button", name="Değiştir").click()
    page.get_by_label("Gösterge seç").first.wait_for()
    page.locator("#picker summary", has_text="Eğitim").click()
    page.locator("#picker .picker-item", has_text="Okuryazarlık farkı").click()
    phone.painted("literacy_gap")
    page.locator("#picker").get_by_role("button", name="Kapat").click()
    assert page.locator("#map-title-text").is_visible()
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .bar a, summary')]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
            .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_a_comparison_on_a_phone_scrolls_in_its_table_alone(phone: Reader) -> None:
    page = phone.open("/karsilastir?karsi=d-1128,d-1161,d-1819,d-1203", painted=False)
    table = page.locator("[data-testid=compare] .wide")
    table.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert table.evaluate("(one) => one.scrollWidth - one.clientWidth") > 0
    table.evaluate("(one) => one.scrollTo(200, 0)")
    assert table.locator("tbody th").first.bounding_box()["x"] == 0  # type: ignore[index]
    small = page.locator(".compare-head button, .compare-head select, .compare-head summary")
    heights = small.evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().height).filter(Boolean)"
    )
    assert len(heights) > 10
    assert min(heights) >= 44


def test_a_tap_on_the_map_of_a_phone_selects(phone: Reader) -> None:
    page = phone.open("/?il=izmir&duzey=ilce")
    box = page.locator(".map-frame").bounding_box()
    assert box
    spot = page.evaluate(
        """() => {
            const box = document.querySelector('.map-frame').getBoundingClientRect();
            for (let k = 1; k < 1000; k++) {
                const x = box.x + box.width * ((k * 0.618) % 1);
                const y = box.y + box.height * (k / 1000);
                const found = document.elementFromPoint(x, y);
                if (found?.closest('path[data-level=district]')) return [x, y];
            }
        }"""
    )
    page.touchscreen.tap(*spot)
    page.wait_for_selector(".area-card h2")


def test_pages_carry_the_view_to_each_other(reader: Reader) -> None:
    page = reader.open("/?il=izmir&g=literacy_gap&grup=kadin")
    page.locator("a[data-page='/esik']").click()
    page.wait_for_selector(".page-threshold")
    assert reader.words()["il"] == "izmir"
    page.locator("a[data-page='/']").first.click()
    reader.painted("literacy_gap/women")
