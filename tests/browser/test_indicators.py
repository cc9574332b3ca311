"""From a number to what it means: list, card, a withdrawn indicator, and the card on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.wording import text
from tests.browser.reader import Reader
from tests.browser.test_downloads import A4, printed, words

FOCUSED = "() => document.activeElement.getAttribute('href') || ''"


def _tab_to(reader: Reader, start: str) -> None:
    """Press Tab until a link whose address begins so has the focus."""
    for _ in range(60):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate(FOCUSED).startswith(start):
            return
    raise AssertionError(f"60 Tabs do not reach {start}")


def test_the_card_of_the_shown_indicator_is_reached_with_the_keyboard(reader: Reader) -> None:
    page = reader.open("/?il=izmir&g=literacy_gap")
    page.locator("#indicator-filter").focus()
    _tab_to(reader, "/gostergeler?")
    _tab_to(reader, "/gostergeler/literacy_gap?")
    page.keyboard.press("Enter")
    page.get_by_test_id("indicator-card").wait_for()
    assert page.locator("main h1").inner_text() == "Okuryazarlık oranı"
    assert reader.words()["il"] == "izmir"
    page.locator("main .card-map").focus()
    page.keyboard.press("Enter")
    page.locator(".map-frame").wait_for()
    reader.painted("literacy_gap")
    assert reader.words()["il"] == "izmir"


def test_a_link_to_a_withdrawn_indicator_leads_to_the_reason_and_on(reader: Reader) -> None:
    page = reader.open("/?g=average_rent&il=balikesir")
    reader.painted("rent_burden")
    notice = page.locator(".notice")
    assert text("notice.withdrawn", "tr", name="Ortalama kira") in notice.inner_text()
    notice.get_by_text(text("notice.why", "tr")).click()
    page.locator(".withdrawn-note").wait_for()
    assert page.url.startswith(f"{reader.address}/gostergeler/average_rent?")
    assert "22 Kasım 2026" in page.locator(".withdrawn-note").inner_text()
    page.locator(".withdrawn-note a").click()
    page.wait_for_url("**/gostergeler/rent_burden?**")
    page.locator("main .card-map").click()
    page.locator(".map-frame").wait_for()
    reader.painted("rent_burden")
    assert reader.words()["il"] == "balikesir"


def test_the_list_is_narrowed(reader: Reader) -> None:
    page = reader.open("/gostergeler", painted=False)
    rows = page.locator(".indicator-rows li[data-kind]:visible")
    rows.first.wait_for()
    every = rows.count()
    page.locator("[data-narrow=theme]").select_option("education")
    assert rows.count() == 5
    page.locator("[data-narrow=kind]").select_option("gap")
    assert rows.count() == 3
    page.locator("[data-narrow=held]").select_option("no")
    assert rows.count() == 0
    assert page.locator(".catalogue-nothing").is_visible()
    for field in ("theme", "kind", "held"):
        page.locator(f"[data-narrow={field}]").select_option("")
    assert rows.count() == every


def test_a_card_on_a_phone_can_be_used_with_a_thumb(phone: Reader) -> None:
    page = phone.open("/gostergeler", painted=False)
    small = """(all) => all.filter((one) => one.offsetParent)
        .map((one) => one.getBoundingClientRect().height).filter((high) => high < 44)"""
    row = page.locator(".indicator-rows a, .catalogue-filter select")
    row.first.wait_for()
    assert row.evaluate_all(small) == []
    page.locator(".indicator-rows a").nth(8).click()
    page.get_by_test_id("indicator-card").wait_for()
    assert page.locator("main a").evaluate_all(small) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize(
    "key", ["literacy_gap", "protection_orders_per_10000", "average_rent", "women_share"]
)
def test_a_card_prints_on_one_page_without_controls(
    reader: Reader, tmp_path: Path, key: str, language: str
) -> None:
    document = printed(reader, f"/gostergeler/{key}?dil={language}", tmp_path, painted=False)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx(A4, abs=1)
    said = words(document)
    assert reader.page.locator("main h1").inner_text() in said
    assert f"/gostergeler/{key}" in said
    for control in ("catalogue.on_map", "share.button", "nav.compare", "catalogue.all"):
        assert text(control, language) not in said
