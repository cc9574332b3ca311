"""Sentez in a real browser: weights, map, ranks, sensitivity, draws, the most important themes."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.index.change import change_of
from dashboard.index.inputs import inputs
from dashboard.index.scores import index_of
from dashboard.index.weighting import most_important, tenths
from dashboard.view import parse
from dashboard.wording import number
from layouts.synthesis_certainty import share_of_draws
from tests.browser.reader import Reader

PRIORITIES = ["care", "safety", "participation"]


def shares(page: Page) -> dict[str, float]:
    """The shares of the themes as their fields show them; "off" is none."""
    fields = page.locator("[data-theme-number]")
    found = {}
    for place in range(fields.count()):
        said = fields.nth(place).input_value()
        key = fields.nth(place).get_attribute("data-theme-number") or ""
        found[key] = 0.0 if said == "Kapalı" else float(said.replace(",", "."))
    return found


def unfold(page: Page, part: str) -> None:
    page.locator(f"details[data-part={part}] > summary").click()


def index_shown(reader: Reader, demo: Dataset) -> Any:
    """What the core says of the address as it stands."""
    view = parse(reader.words(), demo).view
    return view, index_of(demo, view)


def map_letters(reader: Reader) -> str:
    return str(reader.page.evaluate("() => atlas.mapState.shown.letters"))


def settled(page: Page, key: str, word: str) -> None:
    """Wait until a word stands in the address and the server has answered it."""
    page.wait_for_function(
        "([key, word]) => new URLSearchParams(location.search).get(key) === word",
        arg=[key, word],
    )
    page.wait_for_function(
        "([key, word]) => !document.querySelector('[data-overdue]')"
        " && (key === 'kilit' || key === 'tohum' || atlas.mapState.shown.key.includes(word))",
        arg=[key, word],
    )


def test_a_dragged_weight_recolours_the_map_and_says_what_it_did(
    reader: Reader, demo: Dataset
) -> None:
    page = reader.open("/sentez?duzey=ilce")
    reset = page.locator('[data-weights="reset"]')
    expect(reset).to_be_hidden()
    expect(page.locator("details.weights")).not_to_have_attribute("open", "")
    unfold(page, "weights")
    before = map_letters(reader)
    slider = page.locator('[data-theme-share="care"]')
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    y, inner = box["y"] + box["height"] / 2, box["width"] - 20
    page.mouse.move(box["x"] + 10 + inner * 0.11, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 10 + inner * 0.35, y, steps=8)
    page.wait_for_function("(before) => atlas.mapState.shown.letters !== before", arg=before)
    assert sum(shares(page).values()) == pytest.approx(100)
    assert "w=" not in page.url  # nothing is written while the thumb moves
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('w=')")
    page.wait_for_function("() => atlas.mapState.shown.key !== 'moving'")
    now = shares(page)
    assert now["care"] == pytest.approx(35, abs=1)
    assert sum(now.values()) == pytest.approx(100)
    _, index = index_shown(reader, demo)
    assert map_letters(reader) == index.letters()
    assert dict(zip(index.shares.structure.themes, index.shares.themes, strict=True)) == now
    changed = sum(a != b for a, b in zip(before, index.letters(), strict=True))
    said = page.locator(".weights-changed strong").inner_text()
    assert said == f"{changed} ilçe sınıf değiştirdi"
    expect(reset).to_be_visible()
    reset.click()
    page.wait_for_function("(before) => atlas.mapState.shown.letters === before", arg=before)
    expect(reset).to_be_hidden()


def test_a_late_answer_never_paints_over_a_newer_one(reader: Reader) -> None:
    page = reader.open("/sentez?duzey=ilce")
    unfold(page, "weights")
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/index/**", hold_first)
    moved = """(value) => {
        const slider = document.querySelector('[data-theme-share=care]');
        slider.value = value;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
    }"""
    page.evaluate(moved, 90)
    page.wait_for_timeout(100)
    page.evaluate(moved, 60)
    page.wait_for_function("() => atlas.synthesisPainted?.wish === 2")
    newest = map_letters(reader)
    held[0].continue_()
    page.wait_for_timeout(400)
    assert map_letters(reader) == newest
    assert page.evaluate("() => atlas.synthesisPainted.wish") == 2


def test_locked_weights_stay_and_zero_reads_off(reader: Reader) -> None:
    page = reader.open("/sentez?duzey=ilce&w=care:40,education:30,health:20,safety:10")
    unfold(page, "weights")
    page.locator('[data-lock="education"]').check()
    settled(page, "kilit", "education")
    field = page.locator('[data-theme-number="care"]')
    field.fill("0")
    field.press("Enter")
    page.wait_for_function("() => !new URLSearchParams(location.search).get('w').includes('care')")
    now = shares(page)
    assert (now["education"], now["care"]) == (30, 0)
    assert now["health"] / now["safety"] == pytest.approx(2, rel=0.01)
    assert sum(now.values()) == pytest.approx(100)
    assert field.input_value() == "Kapalı"
    page.go_back()
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('w').includes('care:40')"
    )
    page.wait_for_function(
        "() => document.querySelector('[data-theme-number=care]').value === '40'"
    )


def test_shares_close_in_the_browser_as_in_python(reader: Reader) -> None:
    page = reader.open("/sentez?duzey=ilce")
    rng = np.random.default_rng(11)
    parts = [rng.integers(0, 400, rng.integers(2, 12)).tolist() for _ in range(200)]
    parts = [one for one in parts if sum(one)]
    closed = page.evaluate("(parts) => parts.map((one) => atlas.shares.tenths(one))", parts)
    for one, found in zip(parts, closed, strict=True):
        assert [share / 10 for share in found] == tenths(np.array(one, dtype=float)).tolist()


def test_method_in_words(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/sentez?duzey=ilce&bolum=yontem")
    said = page.get_by_test_id("how").inner_text()
    assert "Geometrik ortalama" in said
    assert "Sabit uçlar" in said
    assert "üçte iki" in said
    assert demo.release.key in said
    rows = page.locator(".inputs tbody tr")
    assert rows.count() == len(inputs(demo, Level.DISTRICT).inputs)
    assert all("iyi" in rows.nth(place).inner_text() for place in range(rows.count()))
    left_out = page.get_by_test_id("left-out").inner_text()
    assert "şiddet göstergeleri sentezin dışında tutulur" in left_out


def test_other_method_moves_map_and_rank_changes(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/sentez?bolum=degisim")
    assert "1 puan sayıldı" in page.get_by_test_id("legend").inner_text()  # zeros meet the mean
    geometric = map_letters(reader)
    unfold(page, "method")
    page.locator('[data-control="birlestirme"]').select_option("aritmetik")
    settled(page, "birlestirme", "aritmetik")
    page.wait_for_function("(before) => atlas.mapState.shown.letters !== before", arg=geometric)
    page.locator('[data-control="olcekleme"]').select_option("yuzdelik")
    settled(page, "olcekleme", "yuzdelik")
    view, index = index_shown(reader, demo)
    page.wait_for_function(
        "(letters) => atlas.mapState.shown.letters === letters", arg=index.letters()
    )
    assert "1 puan sayıldı" not in page.get_by_test_id("legend").inner_text()
    change = change_of(demo, view)
    mean = number(change.mean_shift, "tr", 1)
    expect(page.locator(".scope:visible")).to_contain_text(f"ortalama {mean} basamak")
    names = demo.areas(Level.NEIGHBOURHOOD)["name"].to_numpy()
    movers = [str(names[one]) for one in change.movers(True)]
    shown = (
        page.locator("[data-testid=movers][data-way=up]")
        .locator(".area-button span")
        .all_inner_texts()
    )
    assert shown == movers


def _plain_ranks(scores: np.ndarray) -> np.ndarray:
    return np.array([1 + int((scores < one).sum()) for one in scores])


def _plain_index(values: np.ndarray, entering: Any, weights: list[float]) -> np.ndarray:
    """Equal themes out of the raw values, area by area, in plain loops; NaN without an index."""
    found = []
    for row in values:
        themes: dict[int, list[tuple[float, float]]] = {}
        for place, value in enumerate(row):
            if weights[place]:
                low, high = entering.scale.goalposts[place]
                part = min(max((value - low) / (high - low), 0), 1)
                part = 1 - part if entering.scale.directions[place] < 0 else part
                theme = int(entering.structure.theme_of[place])
                themes.setdefault(theme, []).append((weights[place], part * 100))
        logs, shares_ = [], []
        for parts in themes.values():
            known = [(w, s) for w, s in parts if not np.isnan(s)]
            whole, have = sum(w for w, _ in parts), sum(w for w, _ in known)
            if have < whole * 2 / 3 - 1e-9:
                logs = [float("nan")]
                break
            logs.append(np.log(max(sum(w * s for w, s in known) / have, 1)))
            shares_.append(1.0)
        found.append(float(np.exp(np.mean(logs))))
    return np.array(found)


def test_leaving_out_an_indicator(reader: Reader, demo: Dataset) -> None:
    """The bars against a recomputation that shares no code with the engine."""
    page = reader.open(
        "/sentez?duzey=ilce&bolum=duyarlilik&w=care:25,education:25,health:25,safety:25"
    )
    rows = page.locator("[data-testid=without][data-of=indicators]").locator("tr[data-shift]")
    rows.first.wait_for()
    shown = {
        rows.nth(place).get_attribute("data-shift"): rows.nth(place)
        .locator("td")
        .nth(1)
        .inner_text()
        for place in range(rows.count())
    }
    _, index = index_shown(reader, demo)
    entering = index.entering
    on = {"care", "education", "health", "safety"}
    theme_on = [entering.structure.themes[one] in on for one in entering.structure.theme_of]
    weights = [
        share if here else 0.0 for share, here in zip(index.shares.within, theme_on, strict=True)
    ]
    before = _plain_index(entering.values, entering, weights)
    expected = {}
    for place, weight in enumerate(weights):
        if not weight:
            continue
        rest = [0.0 if one == place else share for one, share in enumerate(weights)]
        after = _plain_index(entering.values, entering, rest)
        both = ~np.isnan(before) & ~np.isnan(after)
        moved = np.abs(_plain_ranks(before[both]) - _plain_ranks(after[both])).mean()
        expected[entering.structure.indicators[place]] = float(moved)
    assert shown == {key: f"{number(one, 'tr', 1)} sıra" for key, one in expected.items()}
    order = [round(expected[str(key)], 6) for key in shown]
    assert order == sorted(order, reverse=True)


def test_draws_have_a_seed_and_say_what_they_vary(reader: Reader) -> None:
    page = reader.open("/sentez?duzey=ilce&bolum=kesinlik&gorunum=kesinlik")
    table = page.get_by_test_id("certainty-table")
    first = table.inner_text()
    assert "sağlam" in first
    panel = page.locator("[role=tabpanel]:visible").inner_text()
    assert "Denenen:" in panel
    assert "Denenmeyen:" in panel
    page.locator('[data-control="tohum"]').fill("7")
    page.locator('[data-control="tohum"]').press("Enter")
    settled(page, "tohum", "7")
    page.locator('[data-control="tohum"]').fill("2026")
    page.locator('[data-control="tohum"]').press("Enter")
    page.wait_for_function("() => !location.search.includes('tohum=7')")
    expect(table).to_have_text(re.compile(".*"))
    page.wait_for_function(
        "(first) => document.querySelector('[data-testid=certainty-table]').innerText === first",
        arg=first,
    )


def test_downloaded_draws_give_the_shown_percentages(reader: Reader) -> None:
    page = reader.open("/sentez?duzey=ilce&bolum=kesinlik&tohum=41&k=4&w=bakim")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Denemeleri indir").click()
    said = Path(waited.value.path()).read_text("utf-8-sig")
    assert "41" in said.split("\n\n")[0]
    rows = list(csv.reader(io.StringIO(said), delimiter=";"))
    head = next(place for place, row in enumerate(rows) if "d-1178" in row)
    places = {area: place for place, area in enumerate(rows[head]) if area.startswith("d-")}
    drawn = [row for row in rows[head + 1 :] if len(row) == len(rows[head])]
    assert len(drawn) == 10_000
    shown = page.get_by_test_id("certainty-table").locator("tr[data-area]")
    for row in shown.all():
        place = places[row.get_attribute("data-area") or ""]
        share = sum(int(one[place]) <= 4 for one in drawn) / len(drawn)
        assert row.locator("td.number").inner_text() == share_of_draws(share, "tr")


def test_limits_are_entered_by_hand_and_impossible_ones_are_explained(reader: Reader) -> None:
    page = reader.open(
        "/sentez?duzey=ilce&bolum=kesinlik&deneme=aralik&w=care:50,health:30,work:20"
    )
    low = page.get_by_label("Bakım ve hizmetler: en az")
    low.fill("45")
    low.press("Tab")
    page.wait_for_function("() => location.search.includes('sinir=')")
    expect(page.get_by_test_id("certainty-table")).to_be_visible()
    high = page.get_by_label("Bakım ve hizmetler: en çok")
    high.fill("46")
    high.press("Tab")
    health = page.get_by_label("Sağlık: en çok")
    health.fill("21")
    health.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("üst sınırların toplamı 97")
    expect(page.get_by_test_id("certainty-table")).to_have_count(0)


def test_the_three_most_important_on_a_phone(phone: Reader, demo: Dataset) -> None:
    page = phone.open("/sentez?duzey=ilce&ilce=d-1203")
    unfold(page, "most")
    for theme in PRIORITIES:
        page.locator(f'[data-priority="{theme}"]').click()
    page.locator('[data-priority="health"]').click()  # a fourth is not taken
    expect(page.locator('[data-priority="health"]')).to_have_attribute("aria-pressed", "false")
    page.get_by_test_id("apply-priorities").click()
    settled(page, "w", "ilk:care-safety-participation")
    expected = tenths(most_important(inputs(demo, Level.DISTRICT), PRIORITIES))
    assert [float(one) for one in shares(page).values()] == expected.tolist()
    view = parse(phone.words(), demo).view
    moved = int(change_of(demo, view).moved[demo.place("d-1203")])
    way = "yukarıda" if moved > 0 else "aşağıda"
    said = f"Varsayılana göre {abs(moved)} sıra {way}" if moved else "Varsayılanla aynı sırada"
    expect(page.get_by_test_id("area-card")).to_contain_text(said)
    assert "Bu bir anket değildir" in page.get_by_test_id("most-important").inner_text()
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 390


def test_saved_weights_come_back(reader: Reader) -> None:
    page = reader.open("/sentez?duzey=ilce&w=care:60,work:40")
    unfold(page, "saved")
    page.locator(".save-name").fill("İkinci atölye")
    page.locator('[data-weights="save"]').click()
    page.locator('[data-preset="esit"]').click()
    page.wait_for_function("() => !new URLSearchParams(location.search).get('w')")
    reader.open("/sentez?duzey=ilce")
    unfold(page, "saved")
    page.get_by_role("button", name="İkinci atölye", exact=True).click()
    settled(page, "w", "care:60,work:40")
    page.get_by_label("İkinci atölye kaydını sil").click()
    expect(page.locator(".saved-row")).to_have_count(0)


def test_the_link_carries_everything(reader: Reader, demo: Dataset) -> None:
    page = reader.open(
        "/sentez?duzey=ilce&w=care:60,work:40&wg=kindergarten_distance:70,creche_places_per_100:30"
        "&once=bakim&birlestirme=aritmetik&bolum=degisim&gorunum=degisim&ilce=d-1178"
    )
    view, _ = index_shown(reader, demo)
    assert map_letters(reader) == change_of(demo, view).letters()
    said = page.locator(".scope:visible").inner_text()
    letters = map_letters(reader)
    reader.open(page.url.removeprefix(reader.address))
    assert map_letters(reader) == letters
    assert page.locator(".scope:visible").inner_text() == said


def test_the_keyboard_alone_moves_a_weight(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/sentez?duzey=ilce")
    page.locator("details[data-part=weights] > summary").focus()
    page.keyboard.press("Enter")
    page.locator('[data-theme-share="safety"]').focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.search.includes('w=')")
    page.wait_for_function("() => atlas.mapState.shown.key !== 'moving'")
    _, index = index_shown(reader, demo)
    assert map_letters(reader) == index.letters()
    assert page.evaluate("() => document.activeElement.dataset.themeShare") == "safety"
