"""Veri in a real browser: filters, map of gaps, files and citation, by keyboard and on a phone."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.coverage import gaps
from dashboard.dataset import Dataset
from dashboard.view import parse
from dashboard.wording import number, text
from tests.browser.reader import Reader


def choose(reader: Reader, field: str, typed: str) -> None:
    """An option of a list, by keyboard."""
    page = reader.page
    page.get_by_label(field, exact=True).first.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(typed, delay=15)
    page.locator("[role=option]:visible", has_text=typed).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def letters_shown(reader: Reader, demo: Dataset, query: str, level: str) -> None:
    """The map shows what the core counts for the words of the address."""
    found = gaps(demo, parse(query, demo).view)
    reader.page.wait_for_function(
        "([level, total]) => atlas.mapState.shown?.level === level"
        " && document.querySelector('.gaps-card')?.textContent",
        arg=[level, len(found.indicators)],
    )
    classes = {"n": "none", "x": "unvalued"}
    expected = [classes.get(one, one) for one in found.letters()]
    reader.page.wait_for_function(
        "([level, wanted]) => atlas.mapState.maps[0].paths[level]"
        "?.every((one, i) => one.dataset.class === wanted[i])",
        arg=[level, expected],
    )


def test_filters_map_and_table_follow_each_other(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/veri")
    letters_shown(reader, demo, "", "neighbourhood")
    choose(reader, "Gösterge", "Cinsiyet göstergeleri")
    page.wait_for_function("location.search.includes('konu=cinsiyet')")
    letters_shown(reader, demo, "konu=cinsiyet", "neighbourhood")
    page.get_by_text("cinsiyet göstergesinden").wait_for()
    page.get_by_test_id("level-switch").get_by_text("İlçe", exact=True).click()
    letters_shown(reader, demo, "konu=cinsiyet&duzey=ilce", "district")
    page.wait_for_function(
        "document.querySelector('[data-testid=coverage] tr[data-series$=\"/district\"]')"
    )
    page.go_back()
    letters_shown(reader, demo, "konu=cinsiyet", "neighbourhood")
    page.go_back()
    letters_shown(reader, demo, "", "neighbourhood")
    page.wait_for_function(
        "[...document.querySelectorAll('input')].some((one) => one.value === 'Bütün göstergeler')"
    )


def test_a_district_opens_its_indicators_by_keyboard(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/veri?konu=cinsiyet")
    row = page.locator(".gaps-districts .area-button").first
    name = row.inner_text()
    row.focus()
    page.keyboard.press("Enter")
    page.locator(".gaps-card h3", has_text=name).wait_for()
    total = len(gaps(demo, parse("konu=cinsiyet", demo).view).indicators)
    assert page.locator(".gaps-parts li").count() == total
    assert "ilce=d-" in page.url
    page.get_by_role("button", name=text("data.gaps.back", "tr")).click()
    page.locator(".gaps-districts").wait_for()


def test_the_card_under_the_pointer_counts_indicators(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/veri?duzey=ilce&il=izmir")
    letters_shown(reader, demo, "duzey=ilce&il=izmir", "district")
    page.locator(".map-frame").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    spot = page.evaluate(
        """() => {
            const box = document.querySelector('.map-frame').getBoundingClientRect();
            for (let k = 1; k < 1000; k++) {
                const x = box.x + box.width * ((k * 0.618) % 1);
                const y = box.y + box.height * (k / 1000);
                const path = document.elementFromPoint(x, y)?.closest('path[data-level=district]');
                if (path) return [x, y, path.dataset.area];
            }
        }"""
    )
    page.mouse.move(spot[0], spot[1])
    card = page.locator("#hover-card")
    card.wait_for(state="visible")
    found = gaps(demo, parse("duzey=ilce&il=izmir", demo).view)
    count = number(int(found.counts[demo.place(spot[2])]), "tr")
    total = number(len(found.indicators), "tr")
    assert text("data.gaps.hover", "tr", count=count, total=total) in card.inner_text()


def test_the_citation_is_copied_with_the_address_of_the_server(
    reader: Reader, atlas: str, demo: Dataset
) -> None:
    page = reader.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.open("/veri", painted=False)
    page.locator("[data-origin]", has_text=atlas).first.wait_for(state="attached")
    for part in ("plain", "bibtex", "link"):
        button = page.locator(f"[data-copy=cite-{part}]")
        button.focus()
        page.keyboard.press("Enter")
        button.get_by_text(text("data.citation.copied", "tr")).wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert f"{atlas}/veri?surum={demo.release.key}" in copied
        assert copied == page.locator(f"#cite-{part}").inner_text()


def test_chosen_values_are_downloaded_by_keyboard(
    reader: Reader, demo: Dataset, tmp_path: Path
) -> None:
    page = reader.open("/veri?konu=tertiary_share&duzey=ilce&il=izmir")
    link = page.locator("[data-file-name='chosen.csv']")
    link.focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    path = tmp_path / "chosen.csv"
    waiting.value.save_as(path)
    assert demo.release.key in waiting.value.suggested_filename
    assert waiting.value.suggested_filename.startswith("gosterim-verisi-")
    table = pd.read_csv(io.BytesIO(path.read_bytes()), sep=";", comment="#", decimal=",")
    assert set(table[text("data.column.indicator", "tr")]) == {"tertiary_share"}
    assert set(table[text("data.column.level", "tr")]) == {text("level.district", "tr")}
    shown = page.locator("[data-testid=coverage] tr[data-series^='tertiary_share/women/2023']")
    group = table[text("data.column.group", "tr")] == text("group.women", "tr")
    year = table[text("data.column.year", "tr")] == 2023
    valued = table[group & year][text("data.column.value", "tr")].notna()
    assert shown.locator("td").nth(1).inner_text() == number(int(valued.sum()), "tr")
    assert shown.locator("td").nth(5).inner_text() == number(len(valued), "tr")


@pytest.mark.parametrize("query", ["konu=cinsiyet&ilce=d-1128", "duzey=il"])
def test_axe_finds_nothing_serious_in_the_chosen(reader: Reader, query: str) -> None:
    page = reader.open(f"/veri?{query}")
    found = Axe().run(page).response["violations"]
    assert not [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_a_phone_scrolls_inside_tables_alone(phone: Reader) -> None:
    page = phone.open("/veri?konu=cinsiyet")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    table = page.locator(".coverage-table").locator("xpath=..")
    assert table.evaluate("(one) => one.scrollWidth - one.clientWidth") > 0
    small = page.evaluate(
        """() => [...document.querySelectorAll('main button, main summary, main .download-files a,'
                + ' main .data-filters input:not([type=radio]), main .contents a')]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
            .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert small == []
    page.locator(".gaps-districts .area-button").first.tap()
    page.locator(".gaps-parts").wait_for()


def test_a_report_is_read_on_a_phone(phone: Reader) -> None:
    page = phone.open("/veri?il=izmir")
    page.locator("a[href^='/kalite?il=izmir']").first.click()
    page.wait_for_selector(".page-quality .report table")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
