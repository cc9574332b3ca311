"""Kısa liste in a real browser: rules, list, draws, flip line, what decides, keyboard and phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.index.certainty import grade
from dashboard.shortlist.balance import balanced_of
from dashboard.shortlist.draws import robust_of
from dashboard.shortlist.flip import flip_of, with_flip
from dashboard.shortlist.selection import Membership, Shortlist, shortlist_of
from dashboard.shortlist.why import counts, why
from dashboard.view import View, parse
from dashboard.wording import percent
from tests.browser.reader import Reader

NAMES = (
    "En yakın kreş ya da anaokuluna uzaklık",
    "Yol kilometresine düşen sokak lambası",
    "Sosyoekonomik seviye puanı",
)
ONE = "kindergarten_distance:toplam:az:500"
TWO = f"{ONE},women_employment_neighbourhood:kadin:cok:40"
THREE = f"{TWO},street_lights_per_km:toplam:cok:8"
SMALL_TARGETS = """() => [...document.querySelectorAll('main button, main a, main select')]
    .filter((one) => one.offsetParent && !one.closest('.leaflet-container, p'))
    .map((one) => [one.className, Math.round(one.getBoundingClientRect().height)])
    .filter(([, height]) => height < 24)"""


def core(reader: Reader, demo: Dataset) -> tuple[View, Shortlist]:
    """What the core says of the address as it stands."""
    view = parse(reader.words(), demo).view
    return view, shortlist_of(demo, view)


def rows(page: Page) -> list[str]:
    """Ids of the areas of the table, in their order."""
    table = page.get_by_test_id("shortlist-table")
    return [str(one.get_attribute("data-area")) for one in table.locator("tr[data-area]").all()]


def drawn(reader: Reader, demo: Dataset) -> Shortlist:
    """Wait until table, sentence and map show what the core says of the address; the shortlist."""
    page = reader.page
    view, found = core(reader, demo)
    for _ in range(100):  # the address may still be on its way, so it is read again each time
        if page.evaluate("() => atlas.mapState.shown?.letters") == found.letters():
            break
        page.wait_for_timeout(200)
        view, found = core(reader, demo)
    ids = demo.areas(found.level)["id"].tolist()
    expect(page.locator("h1")).to_have_text(counts(demo, view).sentence)
    assert rows(page) == [ids[one] for one in found.order]
    return found


def until(page: Page, key: str, word: str) -> None:
    page.wait_for_function(
        "([key, word]) => (new URLSearchParams(location.search).get(key) || '') === word",
        arg=[key, word],
    )


def test_three_criteria_with_sliders_and_two_of_three(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/kisa-liste")
    drawn(reader, demo)
    for place, name in enumerate(NAMES):
        page.locator("#add-criterion").fill(name)
        page.get_by_role("option", name=name).first.click()
        expect(page.get_by_test_id("criterion")).to_have_count(place + 1)
    blocks = page.get_by_test_id("criterion")
    assert blocks.locator(".criterion-bars i").count() >= 3 * 20  # a histogram behind each
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('esik')?.split(',').length === 3"
    )
    every = drawn(reader, demo)
    assert every.needed == 3
    for place in range(3):
        said = blocks.nth(place).locator(".criterion-ends span").nth(1).inner_text()
        met = int((every.criteria[place].met & every.inside).sum())
        assert said.startswith(str(met))
    page.get_by_text("En az 2/3").click()
    until(page, "enaz", "2")
    some = drawn(reader, demo)
    assert set(every.order) <= set(some.order)
    slider = blocks.nth(0).locator("[role=slider]")
    slider.focus()
    for key, times in (("ArrowRight", 5), ("Control+z", 1)):
        before = reader.words()["esik"]
        for _ in range(times):
            page.keyboard.press(key)
        page.wait_for_function(
            "(word) => new URLSearchParams(location.search).get('esik') !== word", arg=before
        )
        page.wait_for_function("() => !document.querySelector('[data-overdue]')")
        drawn(reader, demo)


def test_draws_between_limits_entered_by_hand(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/kisa-liste?w=care:40,work:30,safety:30")
    page.locator('[data-control="deneme"]').select_option("aralik")
    until(page, "deneme", "aralik")
    for label, value in (("Bakım ve hizmetler: en az", "31"), ("Bakım ve hizmetler: en çok", "62")):
        field = page.get_by_label(label)
        expect(field).to_be_visible()
        field.fill(value)
        field.press("Tab")
        page.wait_for_function("(value) => location.search.includes(value)", arg=value)
    view, found = core(reader, demo)
    robust = robust_of(demo, view)
    drawn(reader, demo)
    table = page.get_by_test_id("shortlist-table")
    for place in found.order[:8]:
        area = demo.areas(found.level)["id"].iloc[place]
        row = table.locator(f"tr[data-area='{area}']")
        share = float(robust.shares[place])
        # the order may stand before the draws between the new limits do
        expect(row.locator("td.number").nth(2)).to_have_text(percent(share, "tr"))
        words = {"sturdy": "sağlam", "contested": "tartışmalı", "weak": "zayıf"}
        assert row.locator(".grade").inner_text() == words[grade(share)]
    before = table.inner_text()
    reader.open(page.url.removeprefix(reader.address))
    assert page.get_by_test_id("shortlist-table").inner_text() == before  # the same seed
    page.get_by_label("Bakım ve hizmetler: en az").fill("95")
    page.get_by_label("Bakım ve hizmetler: en az").press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("alt sınır üst sınırdan büyük")


def test_the_flip_line_flips(reader: Reader, demo: Dataset) -> None:
    """P3: the contested one, the change that it names, and the list after it."""
    view = parse("", demo).view
    found, robust = shortlist_of(demo, view), robust_of(demo, view)
    contested = [
        one
        for one in found.order
        if robust.grade(one) == "contested" and flip_of(demo, view, one) is not None
    ]
    place = contested[0]
    area = demo.areas(Level.DISTRICT)["id"].iloc[place]
    page = reader.open(f"/kisa-liste?ilce={area}")
    flip = flip_of(demo, view, place)
    assert flip is not None
    card = why(demo, parse(f"ilce={area}", demo).view, area)
    expect(page.get_by_test_id("flip")).to_contain_text(card.flip_sentence)
    listed = page.locator(f"tr[data-area='{area}']").get_attribute("data-listed")
    page.get_by_test_id("try-flip").click()
    after = with_flip(view, flip)
    row = page.locator(f"tr[data-area='{area}']")
    expect(row).not_to_have_attribute("data-listed", listed or "")
    now = drawn(reader, demo)
    assert now.listed == shortlist_of(demo, after).listed
    assert (place in now.listed) != (place in found.listed)


def test_what_decides_lists_varied_and_not_varied(reader: Reader, demo: Dataset) -> None:
    page = reader.open(f"/kisa-liste?esik={TWO}")
    said = page.locator(".shortlist-panel").inner_text()
    assert "Denenenler: temaların ağırlıkları" in said
    assert "Denenmeyenler: ölçekleme" in said
    page.locator("details[data-part=decides] > summary").click()
    expect(page.get_by_test_id("decides")).to_contain_text("yöntemden")
    margins = page.get_by_test_id("margins").locator("li")
    assert margins.count() == 2
    drawn(reader, demo)


def test_near_misses_and_reasons_of_the_rest(reader: Reader, demo: Dataset) -> None:
    page = reader.open(f"/kisa-liste?esik={THREE}&veto=education:ustu:80&nufus=20000&kapsam=90")
    _, found = core(reader, demo)
    near = found.count(Membership.NEAR)
    if near:
        expect(page.get_by_test_id("near-misses")).to_contain_text(f"({near})")
        assert "uzakta" in page.get_by_test_id("near-misses").inner_text()
    others = found.count(
        *(Membership.UNKNOWN, Membership.UNSCORED, Membership.FAILING),
        *(Membership.VETOED, Membership.INELIGIBLE),
    )
    expect(page.get_by_test_id("others")).to_contain_text(f"({others})")
    total = near + others + len(found.order)
    assert total == int(found.inside.sum())


def test_rules_are_added_and_removed_by_hand(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/kisa-liste")
    page.locator("details[data-part=more] > summary").click()
    form = page.locator('[data-rule-form="olcut"]')
    form.locator('[data-rule="value"]').fill("kırk")
    form.locator("[data-add]").click()
    expect(form.locator(".fault")).to_be_visible()
    form.locator('[data-rule="value"]').fill("42,5")
    form.locator("[data-add]").click()
    until(page, "olcut", "puan:42.5")
    drawn(reader, demo)
    page.locator("details[data-part=balance] > summary").click()
    page.locator('[data-balance="il"]').check()
    until(page, "denge", "il")
    page.locator("details[data-part=eligibility] > summary").click()
    people = page.get_by_label("En az nüfus")
    people.fill("30000")
    people.press("Tab")
    until(page, "nufus", "30000")
    view, _ = core(reader, demo)
    drawn(reader, demo)
    balanced = balanced_of(demo, view)
    assert balanced is not None
    ids = demo.areas(Level.DISTRICT)["id"].tolist()
    listed = page.locator("tr[data-listed=true]")
    assert {one.get_attribute("data-area") for one in listed.all()} == {
        ids[one] for one in balanced.listed
    }
    page.locator('[data-drop="olcut"]').click()
    until(page, "olcut", "")
    drawn(reader, demo)


def test_the_card_says_what_the_table_says(reader: Reader, demo: Dataset) -> None:
    """N2: verdict, three reasons, one against, coverage, grade, and the flip line."""
    page = reader.open(f"/kisa-liste?esik={ONE}")
    for place in (0, 4, 9):
        row = page.get_by_test_id("shortlist-table").locator("tr[data-area]").nth(place)
        row.locator("button").click()
        area = row.get_attribute("data-area") or ""
        page.wait_for_function("(area) => location.search.includes(`ilce=${area}`)", arg=area)
        view = parse(reader.words(), demo).view
        expected = why(demo, view, area)
        card = page.get_by_test_id("area-card")
        expect(card.locator(".why-sentence")).to_have_text(expected.sentence)
        assert card.locator(".verdict-word").inner_text() == expected.answer
        reasons = page.get_by_test_id("why-reasons").locator("li")
        assert reasons.count() == len(expected.reasons) + bool(expected.against)
        share = row.locator("td.number").nth(2).inner_text()
        if share.startswith("%"):
            assert share[1:] in expected.sentence
    href = page.get_by_test_id("make-record").get_attribute("href") or ""
    assert href.startswith("/karar/yeni?")
    assert parse(href.partition("?")[2], demo).view == parse(reader.words(), demo).view


def test_neighbourhoods_of_one_district(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/kisa-liste?il=izmir")
    page.locator('[data-control="icinde"]').select_option("d-1819")
    until(page, "icinde", "d-1819")
    found = drawn(reader, demo)
    assert found.level is Level.NEIGHBOURHOOD
    page.wait_for_function("() => atlas.mapState.maps[0].map.getZoom() > 10")


def test_the_keyboard_reaches_a_reason_and_tries_it(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/kisa-liste")
    page.get_by_test_id("shortlist-table").locator("button").nth(5).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("why-reasons")).to_be_visible()
    page.get_by_test_id("try-flip").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.search.includes('w=')")
    drawn(reader, demo)


def test_on_a_phone_nothing_is_wider_than_the_screen(phone: Reader) -> None:
    page = phone.open(f"/kisa-liste?esik={TWO}&ilce=d-1178")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    small = page.evaluate(SMALL_TARGETS)
    assert small == []


@pytest.mark.parametrize("query", ["", "icinde=d-1819&il=izmir", f"esik={TWO}&ilce=d-1178&dil=en"])
def test_no_barrier_that_axe_knows(reader: Reader, query: str) -> None:
    reader.open(f"/kisa-liste?{query}")
    assert reader.barriers() == []
