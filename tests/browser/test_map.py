"""Harita in a real browser: links, linking, painting."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from dashboard.catalogue import Group, Level
from dashboard.classes import classes, letters
from dashboard.dataset import Dataset, Flag, Series
from dashboard.reliability import reliability
from dashboard.view import RULE_WORDS, parse, settle
from dashboard.wording import amount, text
from tests.browser.reader import Reader

WORDS = {"n": "none", "f": "few", "s": "suppressed", "x": "unvalued"}


def expected(dataset: Dataset, series: Series, provinces: Sequence[str] = ()) -> list[str]:
    inside = dataset.in_provinces(series.level, provinces or dataset.release.provinces)
    pairs = zip(letters(dataset, series), inside, strict=True)
    return [WORDS.get(letter, letter) for letter, here in pairs if here]


def default_series(dataset: Dataset, indicator: str) -> Series:
    group = dataset.catalogue.indicators[indicator].default_group
    return settle(dataset, Series(indicator, group, 0, Level.NEIGHBOURHOOD))


def test_a_link_shows_the_same_screen_again(reader: Reader, demo: Dataset) -> None:
    bostanli = area_called(demo, "Bostanlı")
    page = reader.open(f"/?il=izmir&g=literacy_gap&grup=fark&yil=2023&mahalle={bostanli}")
    assert page.locator("#map-title-text").inner_text() == "Okuryazarlık farkı"
    said = page.locator("#map-subtitle-text").inner_text()
    for part in ("Kadın eksi erkek", "puan", "2023", "mahalle"):
        assert part in said
    assert page.locator(".area-card h2").inner_text() == "Bostanlı"
    assert page.locator("tr.is-pinned").inner_text().count("Bostanlı") == 1
    series = Series("literacy_gap", Group.GAP, 2023, Level.NEIGHBOURHOOD)
    assert reader.letters() == expected(demo, series, ["izmir"])


def area_called(dataset: Dataset, name: str, level: Level = Level.NEIGHBOURHOOD) -> str:
    areas = dataset.areas(level)
    return str(areas.loc[areas["name"] == name, "id"].iloc[0])


def test_back_and_reload_return_to_the_view_before(reader: Reader) -> None:
    page = reader.open("/?il=izmir&g=tertiary_share")
    page.get_by_label("Kadınların nüfustaki payı").or_(
        page.locator("input[type=radio][value=literacy_gap]")
    ).first.check(force=True)
    reader.painted("literacy_gap")
    page.locator("[data-select]").nth(3).click()
    page.wait_for_selector(".area-card h2")
    chosen = reader.words()
    page.reload()
    reader.painted("literacy_gap")
    assert reader.words() == chosen
    assert page.locator(".area-card h2").count() == 1
    page.go_back()
    page.wait_for_selector(".area-card .empty")
    page.go_back()
    reader.painted("tertiary_share")
    page.wait_for_function(
        "document.querySelector('.legend-ruler').dataset.series.startsWith('tertiary_share')"
    )
    assert page.locator("#map-title-text").inner_text() in page.locator(".about h2").inner_text()
    assert page.locator("input[value=tertiary_share]").is_checked()


def test_every_colour_is_the_class_that_python_computed(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/")
    for indicator in (
        "population_density",
        "literacy_gap",
        "woman_muhtar",
        "kindergarten_distance",
    ):
        choose(reader, indicator)
        series = default_series(demo, indicator)
        assert reader.letters() == expected(demo, series), indicator
        # and the computed colour of the paths is that of the class
        colours = page.evaluate(
            """() => atlas.mapState.maps[0].paths.neighbourhood.map(
                (one) => [one.dataset.class, getComputedStyle(one).fill])"""
        )
        by_class: dict[str, set[str]] = {}
        for name, colour in colours:
            by_class.setdefault(name, set()).add(colour)
        assert all(len(found) == 1 for found in by_class.values()), by_class
        found = [next(iter(one)) for one in by_class.values()]
        assert len(set(found)) == len(found), "two classes share a colour"
        assert {name for name, colour in by_class.items() if "url" in next(iter(colour))} <= set(
            WORDS.values()
        )


def choose(reader: Reader, indicator: str) -> None:
    reader.page.evaluate("(key) => atlas.choose('g', key)", indicator)
    reader.painted(indicator)
    reader.page.wait_for_function(
        "(key) => document.querySelector('.legend-ruler')?.dataset.series.startsWith(key)",
        arg=indicator,
    )


def test_a_level_without_values_says_so_and_is_not_coloured(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/?g=sege_score")
    assert "mahalleler için yayımlanmıyor" in page.locator(".notice").inner_text()
    series = settle(demo, Series("sege_score", Group.TOTAL, 0, Level.NEIGHBOURHOOD))
    assert series.level is Level.DISTRICT
    assert reader.letters("district") == expected(demo, series)
    assert set(reader.letters("neighbourhood")) == {"wait"}
    choose(reader, "population_density")
    assert page.locator(".map-frame").get_attribute("data-level") == "neighbourhood"


def test_map_table_and_legend_are_linked(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/?il=izmir&duzey=ilce&g=tertiary_share&grup=kadin")
    page.wait_for_selector(".ranking tbody tr")
    row = page.locator(".ranking tbody tr").nth(2)
    area = row.get_attribute("data-area")
    row.hover()
    page.wait_for_selector(f"use.outline-hovered[href='#area-{area}']")
    assert page.locator(".marker-hovered").is_visible()
    row.locator("button").click()
    page.wait_for_selector("tr.is-pinned")
    assert page.locator("tr.is-pinned").get_attribute("data-area") == area
    assert page.locator(f"use.outline-selected[href='#area-{area}']").count() == 1
    assert reader.words()["ilce"] == area
    # from the map: a click on another district selects it in the table
    wanted, x, y = page.evaluate(
        """(id) => {
            const box = document.querySelector('.map-frame').getBoundingClientRect();
            for (let k = 1; k < 2000; k++) {
                const x = box.x + box.width * ((k * 0.618) % 1);
                const y = box.y + box.height * (k / 2000);
                const found = document.elementFromPoint(x, y);
                const path = found?.closest('path[data-level=district]');
                if (path && path.dataset.area !== id) return [path.dataset.area, x, y];
            }
        }""",
        area,
    )
    page.mouse.click(x, y)
    page.wait_for_function(
        "(id) => document.querySelector('tr.is-pinned')?.dataset.area === id", arg=wanted
    )
    page.mouse.move(x + 1, y)
    assert page.locator(".hover-card").is_visible()
    # the map moves to the selection, so another district may now be under the pointer
    name = page.locator(".hover-card strong").inner_text()
    series = Series("tertiary_share", Group.WOMEN, 2023, Level.DISTRICT)
    value = demo.measured(series).values[demo.place(area_called(demo, name, Level.DISTRICT))]
    assert page.locator(".hover-card span").inner_text() == amount(
        float(value), demo.indicator(series), Group.WOMEN, "tr"
    )


def test_an_area_of_few_people_is_marked_and_says_so(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/?g=women_employment_neighbourhood&grup=kadin&mahalle=146937")
    series = parse("g=women_employment_neighbourhood&grup=kadin", demo).view.series
    unreliable = reliability(demo, series).unreliable
    name = text("unreliable.count", "tr")
    solid = next(
        area
        for area, district, few, valued in zip(
            *(demo.areas(series.level)[column] for column in ("id", "district")),
            unreliable,
            demo.measured(series).flags == Flag.OK,
            strict=True,
        )
        if district == "d-2077" and valued and not few
    )
    for area in ("146937", solid):
        few = bool(unreliable[demo.place(area)])
        path = page.locator(f"path[data-area='{area}'][data-level=neighbourhood]")
        assert (path.get_attribute("data-unreliable") is not None) == few
        path.hover()  # waits until the map stands still
        card = page.locator("#hover-card")
        shown = str(demo.area(area)["name"])
        page.wait_for_function(
            "(name) => document.querySelector('#hover-card strong')?.textContent === name",
            arg=shown,
        )
        assert (name in card.inner_text()) == few
    # the outline of the selected area is whole, though its edge is dotted
    selected = page.locator(".outline-selected")
    assert selected.evaluate("(one) => getComputedStyle(one).getPropertyValue('--mark-dash')") == (
        "none"
    )


WHOLE_AXIS = """() => {
    const {_fullLayout, calcdata} = document.querySelector(".strips .js-plotly-plot");
    const [low, high] = _fullLayout.xaxis.range;
    return calcdata[0].every(({x}) => low <= x && x <= high);
}"""


def test_a_brushed_range_reaches_map_table_and_count(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/?il=izmir&g=tertiary_share&grup=kadin&sekme=dagilim")
    page.wait_for_selector("[data-testid=distribution] .point")
    page.evaluate("atlas.hold('aralik', '30,100')")
    page.wait_for_function("document.querySelector('.map-frame').hasAttribute('data-span')")
    series = Series("tertiary_share", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
    values = demo.measured(series).values
    izmir = demo.in_provinces(Level.NEIGHBOURHOOD, ["izmir"])
    inside = int(((values >= 30) & (values <= 100) & izmir).sum())
    page.wait_for_function("document.querySelector('.counts').innerText.startsWith('Aralıkta')")
    said = re.sub(
        r"\D.*",
        "",
        page.locator(".counts span").inner_text().removeprefix("Aralıkta ").replace(".", ""),
    )
    assert int(said) == inside
    kept = page.evaluate(
        """() => atlas.mapState.maps[0].paths.neighbourhood.filter((one) =>
            !one.hasAttribute('data-out') && !one.hasAttribute('data-out-of-view')).length"""
    )
    assert kept == inside
    held = "document.querySelectorAll('.scatter:not(:last-of-type) .point:not([data-out])').length"
    assert page.evaluate(held) == inside
    page.evaluate(
        "Plotly.relayout(document.querySelector('.strips .js-plotly-plot'), {width: 300})"
    )
    page.wait_for_function(f"{held} === {inside}")
    page.get_by_role("tab", name="Sıralama").click()
    page.wait_for_selector(".ranking tbody tr")
    assert str(inside) in page.locator(".scope").inner_text().replace(".", "")


def test_a_box_drawn_on_the_distribution_is_a_range(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/?il=izmir&g=tertiary_share&grup=kadin&sekme=dagilim")
    page.wait_for_selector("[data-testid=distribution] .point")
    box = page.locator("[data-testid=distribution] .plot-container .nsewdrag").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 120, steps=6)
    page.mouse.up()
    page.wait_for_function("location.search.includes('aralik=')")
    assert page.locator(".map-frame[data-span]").count() == 1
    # the chart stays, with its whole axis, and the dots outside the box step back
    page.wait_for_function(WHOLE_AXIS)
    low, high = map(float, reader.words()["aralik"].split(","))
    values = demo.measured(Series("tertiary_share", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)).values
    izmir = demo.in_provinces(Level.NEIGHBOURHOOD, ["izmir"])
    inside = int(((values >= low) & (values <= high) & izmir).sum())
    dots = page.locator(".strips .scatter:not(:last-of-type) .point:not([data-out])")
    assert 0 < inside == dots.count()


def test_a_control_changed_while_geometry_is_slow_never_shows_wrong_colours(
    reader: Reader, demo: Dataset
) -> None:
    page = reader.page
    held: list[object] = []
    page.route("**/geo/**", lambda route: held.append(route))
    page.goto(f"{reader.address}/?il=izmir&g=tertiary_share&grup=kadin")
    page.wait_for_selector("input[value=literacy_gap]", state="attached")
    page.wait_for_function("window.atlas?.mapState?.shown")
    page.evaluate("atlas.choose('g', 'literacy_gap')")
    page.wait_for_function(
        "document.querySelector('#map-title-text').innerText === 'Okuryazarlık oranı'"
    )
    while held:
        held.pop().continue_()  # type: ignore[attr-defined]
    page.unroute("**/geo/**")
    reader.painted("literacy_gap")
    series = Series("literacy_gap", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
    assert reader.letters() == expected(demo, series, ["izmir"])


def test_an_old_answer_never_paints_over_a_newer_wish(reader: Reader) -> None:
    page = reader.open("/?il=izmir&g=tertiary_share&grup=kadin")
    slow: list[object] = []
    page.route("**/values/**/tertiary_share/men/**", lambda route: slow.append(route))
    page.evaluate("atlas.choose('grup', 'erkek')")
    page.wait_for_function("document.querySelector('.map-frame').dataset.waiting")
    choose(reader, "literacy_gap")
    for route in slow:
        route.continue_()  # type: ignore[attr-defined]
    page.wait_for_timeout(300)
    assert (
        page.locator(".map-frame").get_attribute("data-series")
        == "literacy_gap/men/2023/neighbourhood"
    )
    assert page.locator("#map-title-text").inner_text() == "Okuryazarlık oranı"


def test_other_class_rules_on_request(reader: Reader, demo: Dataset) -> None:
    reader.open("/?g=tertiary_share&grup=kadin&kirilim=esit-aralik")
    series = Series("tertiary_share", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
    rules = {word: rule for rule, word in RULE_WORDS.items()}
    wanted = letters(demo, series, rules["esit-aralik"])
    assert reader.letters() == [WORDS.get(one, one) for one in wanted]
    assert wanted != letters(demo, series)


def test_the_browser_settles_a_series_as_python_does(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/")
    groups = {"kadin": Group.WOMEN, "erkek": Group.MEN, "toplam": Group.TOTAL, "fark": Group.GAP}
    levels = {"mahalle": Level.NEIGHBOURHOOD, "ilce": Level.DISTRICT, "il": Level.PROVINCE}
    for indicator in demo.offers:
        for word, group in groups.items():
            for level_word, level in levels.items():
                for year in (0, 2022, 2023):
                    words = {"g": indicator, "grup": word, "duzey": level_word, "yil": str(year)}
                    found = page.evaluate("(words) => atlas.seriesKey(atlas.resolve(words))", words)
                    assert found == settle(demo, Series(indicator, group, year, level)).key, words


def test_first_answer_holds_the_whole_first_screen(reader: Reader) -> None:
    page = reader.page
    page.route("**/geo/**", lambda route: route.abort())
    page.goto(f"{reader.address}/?il=izmir&g=tertiary_share&grup=kadin")
    page.wait_for_selector(".legend-ruler")
    assert page.locator("#map-title-text").inner_text()
    assert page.locator(".ranking tbody tr").count() > 20
    first = page.evaluate("() => document.querySelector('.map-frame').dataset.palette")
    assert first == "seq-5"
    reader.faults = [one for one in reader.faults if "ERR_FAILED" not in one]


def test_plotly_is_not_loaded_before_it_is_needed(reader: Reader) -> None:
    page = reader.open("/")
    page.wait_for_timeout(400)
    loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert not [one for one in loaded if "plotly" in one]
    page.get_by_role("tab", name="Dağılım").click()
    page.wait_for_selector("[data-testid=distribution] .point")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert [one for one in loaded if "plotly" in one]


def test_classes_agree_with_breaks(demo: Dataset) -> None:
    series = default_series(demo, "tertiary_share")
    found = classes(demo, series)
    assert set(found[found >= 0]) == set(range(len(demo.breaks(series)) + 1))


def test_unknown_parts_of_a_link_are_named(reader: Reader) -> None:
    page = reader.open("/?g=gone_indicator&mahalle=999999999&il=izmir")
    said = page.locator(".notice").inner_text()
    assert "g=gone_indicator" in said
    assert "mahalle=999999999" in said


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_csv_holds_what_the_map_shows(reader: Reader, demo: Dataset, language: str) -> None:
    page = reader.open(f"/?il=izmir&g=tertiary_share&grup=kadin&dil={language}")
    page.locator(".download-button").click()
    with page.expect_download() as waiting:
        page.get_by_role("dialog").get_by_role("link", name="CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    assert ("Gösterim verisi" if language == "tr" else "Demonstration data") in lines[0]
    head = next(place for place, line in enumerate(lines) if not line.startswith(("#", '"#')))
    assert len(lines) - head - 1 == int(demo.in_provinces(Level.NEIGHBOURHOOD, ["izmir"]).sum())


def test_link_previews_say_what_is_shown_and_that_it_is_invented(reader: Reader) -> None:
    answer = reader.page.request.get(f"{reader.address}/?g=literacy_gap&dil=en").text()
    assert '<html lang="en"' in answer
    assert re.search(r'og:title" content="Literacy gap', answer)
    assert re.search(r'og:description" content="Demonstration data', answer)
