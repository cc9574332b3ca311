"""Karşılaştır in a real browser: the table, two maps that move together, what is compared."""

from __future__ import annotations

from playwright.sync_api import Page

from dashboard.catalogue import Level
from dashboard.comparison import compared_series, comparison, outcome
from dashboard.dataset import Dataset
from dashboard.view import parse
from dashboard.wording import text
from tests.browser.reader import Reader

BOTH_PAINTED = """() => atlas.mapState.maps.length === 2 && atlas.mapState.maps.every(
    ({frame, map, paths}) => map && paths[frame.dataset.level]?.some(
        (one) => one.dataset.class !== 'wait'))"""
CENTRES = """() => atlas.mapState.maps.map(({map}) => {
    const {x, y} = map.project(map.getCenter(), 0);
    return [x, y, map.getZoom()];
})"""


def called(demo: Dataset, name: str, level: Level = Level.DISTRICT) -> str:
    areas = demo.areas(level)
    return str(areas.loc[areas["name"] == name, "id"].iloc[0])


def opened(reader: Reader, query: str) -> Page:
    page = reader.open(f"/karsilastir?{query}", painted=False)
    page.wait_for_function(BOTH_PAINTED, timeout=20_000)
    return page


def test_the_table_says_what_the_engine_says(reader: Reader, demo: Dataset) -> None:
    query = (
        f"karsi={called(demo, 'Konak')},{called(demo, 'Ayvalık')}"
        "&gostergeler=literacy_gap,tertiary_share&g=tertiary_share"
    )
    page = opened(reader, query)
    table = page.locator("[data-testid=compare] table")
    head = table.locator("thead").inner_text()
    for name in ("Konak", "Ayvalık", "İzmir", "Balıkesir"):
        assert name in head
    view = parse(query, demo).view
    for entry, body in zip(comparison(demo, view), table.locator("tbody").all(), strict=True):
        tags = body.locator("tr").first.locator(".tag").all_inner_texts()
        cells = (*entry.main.areas, *entry.main.above)
        assert tags == [
            text(f"outcome.{one.outcome}", "tr") for one in cells if one.outcome != "not_compared"
        ]
    # the chosen indicator is unfolded: women; men, gap, both together, parity and score
    assert table.locator("tr.measure").count() == 5


def test_a_row_puts_its_indicator_on_both_maps(reader: Reader) -> None:
    page = opened(reader, "gostergeler=literacy_gap,tertiary_share&g=literacy_gap")
    page.locator("[data-indicator=tertiary_share]").click()
    page.wait_for_function("() => atlas.mapState.shown.key.startsWith('tertiary_share')")
    page.wait_for_selector(".is-selected [data-indicator=tertiary_share]")
    assert "g=tertiary_share" in page.url
    # one legend, the same classes: each path has the class of its area on either map
    palettes = page.evaluate("() => atlas.mapState.maps.map(({frame}) => frame.dataset.palette)")
    assert len(set(palettes)) == 1
    assert page.locator("[data-testid=legend]").count() == 1


def test_two_maps_move_and_zoom_together(reader: Reader) -> None:
    page = opened(reader, "")
    before = page.evaluate(CENTRES)
    assert before[0][2] == before[1][2]
    box = page.locator(".map-frame").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 40, steps=6)
    during = page.evaluate(CENTRES)
    page.mouse.up()
    for axis in (0, 1):
        first = during[0][axis] - before[0][axis]
        second = during[1][axis] - before[1][axis]
        assert abs(first) > 0.02
        assert abs(first - second) < 0.02 * abs(first) + 0.01
    page.locator(".leaflet-control-zoom-in").last.click()
    page.wait_for_function(
        """(zoom) => atlas.mapState.maps.every(
            ({map}) => map.getZoom() > zoom && !map._animatingZoom)""",
        arg=before[0][2],
    )
    after = page.evaluate(CENTRES)
    assert after[0][2] == after[1][2]


def test_areas_are_added_swapped_pinned_and_removed(reader: Reader, demo: Dataset) -> None:
    konak, ayvalik = called(demo, "Konak"), called(demo, "Ayvalık")
    page = opened(reader, f"karsi={konak},{ayvalik}&gostergeler=tertiary_share&g=tertiary_share")
    page.locator(".compare-adder input").fill("bergama")
    page.get_by_role("option", name="Bergama").first.click()
    page.wait_for_function("() => document.querySelectorAll('.chip').length === 3")
    assert reader.words()["karsi"].split(",")[:2] == [konak, ayvalik]
    page.locator(".chip").nth(1).locator("button").first.click()
    page.wait_for_function(
        "(id) => document.querySelector('.chip').dataset.hover === id", arg=ayvalik
    )
    assert reader.words()["karsi"].split(",")[:2] == [ayvalik, konak]
    assert "Ayvalık" in page.locator("#twin-name-first").inner_text()
    page.locator(".chip").nth(1).get_by_text("Sabitle").click()
    page.wait_for_selector(".chip.is-pinned")
    assert reader.words()["kiyas"] == konak
    series = compared_series(demo, "tertiary_share", Level.DISTRICT)
    shown = page.locator(".compare-table tbody tr").first.locator("td").first.locator(".tag")
    assert shown.inner_text() == text(f"outcome.{outcome(demo, series, ayvalik, konak)}", "tr")
    page.go_back()
    page.wait_for_function("() => !document.querySelector('.chip.is-pinned')")
    page.locator(".chip").nth(2).get_by_text("×").click()
    page.wait_for_function("() => document.querySelectorAll('.chip').length === 2")
    page.reload()
    page.wait_for_function(BOTH_PAINTED)
    assert page.locator(".chip").count() == 2


def test_two_neighbourhoods_stand_beside_their_districts(reader: Reader, demo: Dataset) -> None:
    first = called(demo, "Bostanlı", Level.NEIGHBOURHOOD)
    page = opened(reader, f"karsi={first}")
    assert page.locator(".twin:visible").count() == 2 or page.locator(".twins[data-single]").count()
    page.locator(".compare-adder input").fill("mavişehir")
    page.locator("[role=option]:visible", has_text="Mavişehir").first.click()
    page.wait_for_function("() => document.querySelectorAll('.chip').length === 2")
    head = page.locator(".compare-table thead").inner_text()
    for name in ("Karşıyaka", "İzmir", "Balıkesir"):
        assert name in head


def test_an_indicator_that_districts_lack_says_so(reader: Reader) -> None:
    page = opened(reader, "gostergeler=labour_participation")
    row = page.locator(".compare-table tbody tr").first.inner_text()
    assert "yayımlanmıyor" in row
    assert "Veri yok" in row
