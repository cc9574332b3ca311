"""Projektör, the map with the keyboard, and tables beside pictures."""

from __future__ import annotations

import pytest

from dashboard.catalogue import Level
from dashboard.comparison import Outcome, outcome
from dashboard.dataset import Dataset
from dashboard.ranking import value_at
from dashboard.view import parse
from dashboard.wording import amount, text
from tests.browser.reader import Reader

SMALL = """(least) => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const part = walk.currentNode.parentElement;
        const range = document.createRange();
        range.selectNodeContents(walk.currentNode);
        const box = range.getBoundingClientRect();
        const seen = walk.currentNode.textContent.trim() && box.width && box.height
            && box.bottom > 0 && box.top < innerHeight && part.checkVisibility()
            && !part.closest('.visually-hidden, script, style, noscript');
        if (seen && parseFloat(getComputedStyle(part).fontSize) < least)
            found.push(`${part.className}: ${walk.currentNode.textContent.trim()}`);
    }
    return found;
}"""
MIDDLE = """(area) => {
    const {lng, lat} = atlas.featureOf(area).layer.getBounds().getCenter();
    return [lng, lat];
}"""
SHOWN = "() => atlas.mapState.maps.map(({map}) => [map.getZoom(), map.getSize().x])"


@pytest.mark.parametrize(
    "path",
    ["/", "/?mahalle=41108&g=tertiary_share", "/?g=labour_participation", "/karsilastir", "/esik"],
)
def test_the_projector_is_read_from_the_back_and_gives_the_page_back(
    reader: Reader, path: str
) -> None:
    page = reader.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    reader.open(path, painted=path.startswith(("/?", "/esik")) or path == "/")
    page.wait_for_function("() => atlas.mapState?.maps.every(({map, fitted}) => map && fitted)")
    before, words = page.evaluate(SHOWN), reader.words()
    page.keyboard.press("p")
    page.wait_for_selector("html[data-projector]")
    assert page.evaluate(SMALL, 24) == []
    assert not page.locator(".left, .bar, .footing").locator("visible=true").count()
    assert "Gösterim verisi" in page.locator(".demonstration-line").inner_text()
    page.wait_for_function("document.querySelector('.room-code').naturalWidth")
    assert page.locator(".room-code").is_visible()
    page.get_by_role("button", name="Projektörden çık").click()
    page.wait_for_selector("html:not([data-projector])")
    page.wait_for_function(f"(before) => JSON.stringify(({SHOWN})()) === before", arg=_json(before))
    assert reader.words() == words


def test_the_projector_cuts_no_name_of_the_distribution(reader: Reader) -> None:
    page = reader.open("/?il=izmir&sekme=dagilim")
    page.wait_for_selector("[data-testid=distribution] .point")
    page.keyboard.press("p")
    page.wait_for_function(
        """() => [...document.querySelectorAll('.strips .ytick text')].every((one) =>
            getComputedStyle(one).fontSize === '24px' && one.getBoundingClientRect().left
                >= one.closest('svg').getBoundingClientRect().left)"""
    )


def _json(shown: list[list[float]]) -> str:
    parts = ("[" + ",".join(f"{one:g}" for one in pair) + "]" for pair in shown)
    return "[" + ",".join(parts) + "]"


def test_keys_step_through_indicators_and_districts(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/?il=balikesir")
    page.get_by_test_id("projector").click()
    page.wait_for_selector("html[data-projector]")
    offers = list(demo.offers)
    page.keyboard.press("ArrowRight")
    first = page.evaluate("() => atlas.page && Object.keys(atlas.page.offers)")
    assert first == offers
    page.wait_for_function(
        "(key) => atlas.words.g !== key", arg=parse("", demo).view.series.indicator
    )
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".area-head h2")
    names = sorted(demo.areas(Level.DISTRICT).query("province == 'balikesir'")["name"])
    assert page.locator(".area-head h2").inner_text() in names
    chosen = reader.words()["ilce"]
    page.keyboard.press("ArrowDown")
    page.wait_for_function("(area) => atlas.words.ilce !== area", arg=chosen)
    page.wait_for_function("() => document.querySelector('.room-code').naturalWidth > 0")
    page.wait_for_function(
        "(word) => document.querySelector('.room-code').src.includes(word)",
        arg=reader.words()["ilce"],
    )
    page.keyboard.press("b")
    page.wait_for_selector("html[data-blank]", state="attached")
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    page.wait_for_selector("html:not([data-projector])")


def test_arrows_walk_over_the_map_and_say_what_is_there(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/?il=izmir&duzey=ilce&g=tertiary_share&grup=kadin")
    assert page.locator(".map-frame[tabindex='0']").count() == 1
    assert page.locator(".map-frame a[href]:not([tabindex='-1'])").count() == 0
    page.locator(".map-frame").focus()
    page.keyboard.press("ArrowRight")  # where the map is
    page.wait_for_function("() => atlas.mapState.hovered")
    here = page.evaluate("() => atlas.mapState.hovered")
    for key, axis, sign in (("ArrowRight", 0, 1), ("ArrowUp", 1, 1), ("ArrowLeft", 0, -1)):
        page.keyboard.press(key)
        there = page.evaluate("() => atlas.mapState.hovered")
        if there != here:  # at the border there is none
            moved = page.evaluate(MIDDLE, there)[axis] - page.evaluate(MIDDLE, here)[axis]
            assert moved * sign > 0, key
        here = there
    spoken = page.locator("#map-spoken").inner_text()
    series = parse("il=izmir&duzey=ilce&g=tertiary_share&grup=kadin", demo).view.series
    value, _ = value_at(demo, series, here)
    assert str(demo.area(here)["name"]) in spoken
    assert amount(value, demo.indicator(series), series.group, "tr") in spoken
    found = outcome(demo, series, here)
    assert found is not Outcome.NOT_COMPARED
    assert text(f"outcome_beside_province.{found}", "tr") in spoken
    page.keyboard.press("Enter")
    page.wait_for_function("(area) => atlas.words.ilce === area", arg=here)
    assert page.evaluate("() => document.activeElement.className") == "map-frame"


def test_every_picture_has_its_table(reader: Reader) -> None:
    page = reader.open("/?il=izmir&sekme=dagilim")
    page.locator(".chart-table summary").click()
    table = page.locator(".chart-table table")
    assert table.locator("tbody tr").count() == 30
    page.locator("[data-action=table]").click()
    page.wait_for_function("() => document.activeElement.closest('[data-table]')")
    assert reader.words().get("sekme", "siralama") == "siralama"


def test_the_way_past_the_head_keeps_the_map(reader: Reader) -> None:
    page = reader.open("/?il=izmir")
    page.evaluate("() => atlas.choose('duzey', 'ilce')")
    page.wait_for_function("() => atlas.mapState.shown.level === 'district'")
    paths = page.locator("path.area").count()
    page.keyboard.press("Tab")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'main'")
    assert page.locator("path.area").count() == paths
    assert reader.words()["duzey"] == "ilce"


def test_another_province_lets_go_of_the_selected_area(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/?il=izmir&mahalle=41108")
    page.get_by_test_id("province-switch").get_by_text("Balıkesir").click()
    page.wait_for_selector(".area-card .empty")
    assert reader.words()["il"] == "balikesir"
    assert "mahalle" not in reader.words()
    balikesir = demo.in_provinces(Level.NEIGHBOURHOOD, ["balikesir"]).sum()
    assert f"{balikesir:,}".replace(",", ".") in page.locator(".counts").inner_text()


def test_back_to_the_first_choice_before_the_server_answered(reader: Reader) -> None:
    page = reader.open("/?il=izmir&duzey=ilce&g=tertiary_share&grup=kadin")
    page.route("**/_dash-update-component*", lambda _route: None)  # held back
    for name in ("Erkek", "Kadın"):
        page.locator(".control-row", has_text="Göster").get_by_text(name, exact=True).click()
        word = {"Erkek": "erkek", "Kadın": "kadin"}[name]
        page.wait_for_function("(word) => atlas.words.grup === word", arg=word)
    page.unroute_all(behavior="ignoreErrors")
