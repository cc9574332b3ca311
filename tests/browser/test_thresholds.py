"""Eşik in a real browser: criteria, lists, districts, undo, files, keyboard and phone."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from playwright.sync_api import Page

from dashboard.dataset import Dataset
from dashboard.threshold import Outcome, State, evaluate, places, shares
from dashboard.view import View, parse
from tests.browser.reader import Reader

ONE = "esik=tertiary_share:kadin:cok:20"
TWO = f"{ONE},literacy_gap:fark:cok:-2"
LISTS = ("gecenler", "kil-payi", "gecemeyenler", "ilceler")


def count(page: Page) -> int:
    return int(page.locator(".count-number").inner_text().replace(".", ""))


def rows(page: Page) -> int:
    return page.locator(".threshold-table tbody tr").count()


def criteria(reader: Reader) -> list[list[str]]:
    return [one.split(":") for one in reader.words().get("esik", "").split(",")]


def until_criteria(reader: Reader, wanted: str) -> None:
    reader.page.wait_for_function(
        "(wanted) => new URLSearchParams(location.search).get('esik') === wanted", arg=wanted
    )


def open_list(page: Page, place: int) -> None:
    page.get_by_role("tab").nth(place).click()
    word = LISTS[place]
    page.wait_for_function("(word) => (atlas.words.liste || 'gecenler') === word", arg=word)
    page.locator("[role=tabpanel]:visible .threshold-table").wait_for()


def judged(demo: Dataset, reader: Reader) -> tuple[View, Outcome]:
    """What the core says of the address as it stands."""
    view = parse(reader.words(), demo).view
    return view, evaluate(demo, view)


def test_map_sentence_and_lists_say_what_python_says(reader: Reader, demo: Dataset) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{TWO}&enaz=1")
    _, outcome = judged(demo, reader)
    assert count(page) == int(outcome.passes.sum())
    for place, state in enumerate((State.PASS, State.NEAR, State.FAIL)):
        wanted = int(outcome.areas(state).sum())
        if wanted:
            open_list(page, place)
            assert rows(page) == wanted
        assert page.get_by_role("tab").nth(place).inner_text().endswith(str(wanted))
    letters = [one if one != "n" else "none" for one in outcome.letters()]
    inside = [one for one, here in zip(letters, outcome.inside, strict=True) if here]
    assert reader.letters("district") == inside


def test_a_moved_slider_moves_count_map_list_link_and_file(reader: Reader, demo: Dataset) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{ONE}")
    before = count(page)
    page.locator(".criterion [role=slider]").focus()
    for _ in range(25):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "(n) => Number(document.querySelector('.count-number').innerText) !== n", arg=before
    )
    page.wait_for_function(
        "document.querySelector('[role=slider]').ariaValueNow"
        " === new URLSearchParams(location.search).get('esik').split(':')[3]"
    )
    page.wait_for_function(
        "atlas.mapState.shown.key.includes(new URLSearchParams(location.search).get('esik'))"
    )
    _, outcome = judged(demo, reader)
    assert count(page) == rows(page) == int(outcome.passes.sum())
    assert len([one for one in reader.letters("district") if one in ("2", "3")]) == count(page)
    assert re.fullmatch(r"\d+ ilçe sınıf değiştirdi", page.locator(".changed").inner_text())
    page.locator(".download-button").click()
    with page.expect_download() as waiting:
        page.locator("[data-format=csv]").click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len([line for line in lines if ";geçiyor;" in line]) == count(page)
    assert any("Aynı mahalle, aynı kadınlar demek değildir" in line for line in lines)


def test_an_exact_value_is_typed_with_a_comma_and_may_lie_beyond_the_slider(
    reader: Reader,
) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{TWO}")
    field = page.locator(".criterion-number input").first
    field.fill("23,4")
    field.press("Enter")
    until_criteria(reader, "tertiary_share:kadin:cok:23.4,literacy_gap:fark:cok:-2")
    slider = page.locator(".criterion [role=slider]").first
    page.wait_for_function("document.querySelector('[role=slider]').ariaValueNow === '23.4'")
    field.click()  # another step than the one before, however quick
    field.fill("99")
    field.press("Enter")
    until_criteria(reader, "tertiary_share:kadin:cok:99,literacy_gap:fark:cok:-2")
    highest = slider.get_attribute("aria-valuemax")
    page.wait_for_function(
        "(n) => document.querySelector('[role=slider]').ariaValueNow === n", arg=highest
    )
    # the slider that follows does not take the exact value back
    page.get_by_test_id("undo").click()
    until_criteria(reader, "tertiary_share:kadin:cok:23.4,literacy_gap:fark:cok:-2")


def test_criteria_come_and_go_and_leave_the_others_alone(reader: Reader) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{ONE}")
    assert page.locator("[data-remove-criterion]").count() == 0
    box = page.get_by_role("textbox", name="Ölçüt ekle")
    box.click()
    box.press_sequentially("okuryazarlik")
    page.locator("[role=option]:visible", has_text="Okuryazarlık farkı").click()
    page.wait_for_function("document.querySelectorAll('[data-testid=criterion]').length === 2")
    assert criteria(reader)[0] == ["tertiary_share", "kadin", "cok", "20"]
    last = page.get_by_test_id("criterion").last
    last.get_by_text("Erkek").click()
    page.wait_for_function("location.search.includes('literacy_gap:erkek:')")
    assert criteria(reader)[0] == ["tertiary_share", "kadin", "cok", "20"]
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=criterion]')].at(-1).ariaLabel.includes('erkek')"
    )
    page.locator("[data-remove-criterion='0']").click()
    page.wait_for_function("document.querySelectorAll('[data-testid=criterion]').length === 1")
    assert [one[:2] for one in criteria(reader)] == [["literacy_gap", "erkek"]]


def test_at_least_some_of_the_criteria(reader: Reader, demo: Dataset) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{TWO},older_women_share:kadin:az:15")
    all_of = count(page)
    page.get_by_text("En az 2/3").click()
    page.wait_for_function("location.search.includes('enaz=2')")
    _, outcome = judged(demo, reader)
    page.wait_for_function(
        "(n) => document.querySelector('.count-number').innerText === String(n)",
        arg=int(outcome.passes.sum()),
    )
    assert outcome.passes.sum() > all_of
    assert "3 ölçütten en az 2 tanesini" in page.locator("[data-testid=map-title]").inner_text()


def test_near_misses_say_how_far(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/esik?il=izmir&esik=tertiary_share:kadin:cok:10&liste=kil-payi")
    _, outcome = judged(demo, reader)
    assert "%5" in page.locator("[role=tabpanel]:visible .list-foot").first.inner_text()
    first = places(outcome, State.NEAR)[0]
    said = page.locator(".threshold-table tbody tr").first.inner_text()
    missed = f"{outcome.judged[0].missed[first]:.1f}".replace(".", ",")
    assert f"{missed} puan kaldı" in said
    everything = int(outcome.near.sum())
    assert rows(page) < everything
    page.get_by_role("button", name="Tümünü göster").click()
    page.wait_for_function(
        "(n) => document.querySelectorAll('.threshold-table tbody tr').length === n", arg=everything
    )


def test_the_card_says_each_criterion_and_hover_says_the_same(
    reader: Reader, demo: Dataset
) -> None:
    page = reader.open("/esik?il=izmir&duzey=ilce&esik=tertiary_share:kadin:cok:20")
    open_list(page, 2)
    row = page.locator(".threshold-table tbody tr").first
    area = str(row.get_attribute("data-area"))
    row.get_by_role("button").click()
    card = page.get_by_test_id("area-card")
    card.locator("h2").wait_for()
    assert "eşiğe" in card.inner_text()
    assert "puan kaldı" in card.inner_text()
    page.wait_for_function("(area) => atlas.mapState.selected === area", arg=area)
    spot = page.evaluate(
        """(area) => {
            const box = document.getElementById(`area-${area}`).getBoundingClientRect();
            for (let k = 1; k < 2000; k++) {
                const x = box.x + box.width * ((k * 0.618) % 1), y = box.y + box.height * k / 2000;
                if (document.elementFromPoint(x, y)?.dataset?.area === area) return [x, y];
            }
        }""",
        area,
    )
    page.wait_for_load_state("networkidle")
    page.mouse.move(*spot)
    hover = page.locator("#hover-card")
    hover.wait_for(state="visible")
    told = card.locator(".card-criteria strong").inner_text()
    assert hover.locator("b").inner_text() == told
    assert demo.area(area)["name"] in hover.inner_text()


def test_districts_are_sorted_by_share_and_chosen(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/esik?il=izmir&esik=tertiary_share:kadin:cok:10&liste=ilceler")
    _, outcome = judged(demo, reader)
    wanted = [one.area for one in shares(demo, outcome)]
    found = page.locator(".shares tbody tr")
    assert [one.get_attribute("data-area") for one in found.all()] == wanted
    found.nth(1).get_by_role("button").click()
    page.wait_for_function("(area) => atlas.mapState.selected === area", arg=wanted[1])
    assert f"ilce={wanted[1]}" in page.url
    name = str(demo.area(wanted[1])["name"])
    page.locator("[data-testid=area-card] h2", has_text=name).wait_for()


def test_undo_steps_back_and_a_drag_is_one_step(reader: Reader) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{TWO}")
    undo = page.get_by_test_id("undo")
    assert undo.is_disabled()
    thumb = page.locator(".criterion [role=slider]").first
    box = thumb.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 10 + 8 * step, box["y"] + 10)
    page.mouse.up()
    page.wait_for_function("!location.search.includes('tertiary_share:kadin:cok:20,')")
    page.locator("[data-remove-criterion='1']").click()
    page.wait_for_function("document.querySelectorAll('[data-testid=criterion]').length === 1")
    undo.click()
    page.wait_for_function("document.querySelectorAll('[data-testid=criterion]').length === 2")
    page.keyboard.press("Control+z")
    until_criteria(reader, TWO.removeprefix("esik="))
    page.wait_for_function("document.querySelector('[role=slider]').ariaValueNow === '20'")
    page.wait_for_function("document.querySelector('#undo-criteria').disabled")


def test_back_draws_the_controls_of_then(reader: Reader) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{ONE}")
    field = page.locator(".criterion-number input")
    field.fill("12")
    field.press("Enter")
    until_criteria(reader, "tertiary_share:kadin:cok:12")
    page.go_back()
    until_criteria(reader, ONE.removeprefix("esik="))
    page.wait_for_function("document.querySelector('[role=slider]').ariaValueNow === '20'")
    assert field.input_value() == "%20"


@pytest.mark.parametrize(
    ("typed", "value"), [("−2,5", "-2.5"), ("-2.5", "-2.5"), ("−3.25", "-3.25")]
)
@pytest.mark.parametrize("how", ["typed", "pasted"])
def test_a_number_is_taken_with_either_minus_and_either_decimal_sign(
    reader: Reader, typed: str, value: str, how: str
) -> None:
    page = reader.open("/esik?il=izmir&duzey=ilce&esik=literacy_gap:fark:cok:-1")
    field = page.locator(".criterion-number input")
    field.select_text()
    if how == "typed":
        page.keyboard.type(typed)
    else:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate("(text) => navigator.clipboard.writeText(text)", typed)
        page.keyboard.press("Control+v")
    until_criteria(reader, f"literacy_gap:fark:cok:{value}")


def test_a_grouped_number_is_pasted_whole(reader: Reader) -> None:
    page = reader.open("/esik?il=izmir&duzey=ilce&esik=kindergarten_distance:toplam:cok:500")
    page.locator(".criterion-number input").select_text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('1.250')")  # as the atlas writes 1250
    page.keyboard.press("Control+v")
    until_criteria(reader, "kindergarten_distance:toplam:cok:1250")


def test_control_z_in_a_field_is_the_field_s_own(reader: Reader) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{ONE}")
    field = page.locator(".criterion-number input")
    field.fill("12")
    field.press("Enter")
    until_criteria(reader, "tertiary_share:kadin:cok:12")
    field.press("Control+z")
    page.wait_for_function("!document.querySelector('#undo-criteria').disabled")
    assert "tertiary_share:kadin:cok:20" not in page.url


def test_the_files_hold_the_same_outcome(reader: Reader, demo: Dataset) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{TWO}")
    _, outcome = judged(demo, reader)
    found = {}
    page.locator(".download-button").click()
    for kind in ("csv", "xlsx", "geojson"):
        with page.expect_download() as waiting:
            page.locator(f"[data-format={kind}]").click()
        assert waiting.value.suggested_filename == f"gosterim-verisi-esik-ilce.{kind}"
        found[kind] = waiting.value.path().read_bytes()
    wanted = int(outcome.passes.sum())
    assert found["csv"].decode("utf-8-sig").count(";geçiyor;") == wanted
    sheet = openpyxl.load_workbook(io.BytesIO(found["xlsx"])).worksheets[0]
    assert [cell.value for row in sheet.iter_rows() for cell in row].count("geçiyor") == wanted
    features = json.loads(found["geojson"])["features"]
    assert [one["properties"]["state"] for one in features].count("pass") == wanted


def test_everything_is_done_with_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{ONE}")
    page.get_by_role("textbox", name="Ölçüt ekle").focus()
    page.keyboard.type("okuryazarlik")
    page.locator("[role=option]:visible", has_text="Okuryazarlık farkı").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('[data-testid=criterion]').length === 2")
    page.locator(".criterion [role=slider]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('tertiary_share:kadin:cok:20.1')")
    page.keyboard.press("Control+z")
    page.wait_for_function("location.search.includes('tertiary_share:kadin:cok:20,')")
    page.get_by_role("tab").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("atlas.words.liste === 'gecemeyenler'")
    page.locator("[role=tabpanel]:visible .area-button").first.wait_for()
    page.locator("[role=tabpanel]:visible .area-button").first.focus()
    page.keyboard.press("Enter")
    page.locator("[data-testid=area-card] h2").wait_for()
    remove = page.locator("[data-remove-criterion='0']")
    remove.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('[data-testid=criterion]').length === 1")


def test_the_keyboard_stays_where_it_is_when_controls_are_drawn_anew(reader: Reader) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{TWO}")
    group = page.get_by_test_id("criterion").first.locator(".criterion-group input:checked")
    group.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('tertiary_share:erkek')")
    page.wait_for_function("document.activeElement.closest('.criterion-group')")
    page.wait_for_function("document.activeElement.value === 'erkek'")
    page.locator("[data-remove-criterion='1']").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('[data-testid=criterion]').length === 1")
    page.wait_for_function("document.activeElement.closest('.criterion')")


def test_choosing_an_area_leaves_the_controls_alone(reader: Reader) -> None:
    page = reader.open("/esik?il=izmir&duzey=ilce")
    page.evaluate("document.querySelector('.criterion').dataset.mine = 'yes'")
    page.locator(".threshold-table .area-button").first.click()
    page.locator("[data-testid=area-card] h2").wait_for()
    assert page.evaluate("document.querySelector('.criterion').dataset.mine") == "yes"
    page.locator(".criterion-number input").first.fill("1")
    page.wait_for_function("location.search.includes('esik=')")
    assert page.evaluate("document.querySelector('.criterion').dataset.mine") == "yes"


def test_the_bars_are_those_of_the_province(reader: Reader) -> None:
    page = reader.open(f"/esik?il=izmir&{ONE}")
    bars = "[...document.querySelectorAll('.criterion-bars i')].map((i) => i.style.height).join()"
    before = page.evaluate(bars)
    page.get_by_test_id("province-switch").get_by_text("Balıkesir").click()
    page.wait_for_function(f"(before) => {bars} !== before", arg=before)
    assert criteria(reader) == [["tertiary_share", "kadin", "cok", "20"]]


def test_search_selects_here_and_adds_indicators_as_criteria(reader: Reader) -> None:
    page = reader.open(f"/esik?il=izmir&duzey=ilce&{ONE}")
    box = page.locator("#search")
    box.click()
    box.press_sequentially("bergama")
    page.locator("[role=option]:visible", has_text="Bergama").first.click()
    page.locator("[data-testid=area-card] h2", has_text="Bergama").wait_for()
    page.wait_for_function("() => document.querySelector('#search').value === ''")
    box.click()
    box.press_sequentially("okuryazarlik")
    page.locator("[role=option]:visible", has_text="Okuryazarlık farkı").first.click()
    page.wait_for_function("document.querySelectorAll('[data-testid=criterion]').length === 2")
    assert "/esik" in page.url


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("esik=tertiary_share:kadin:az:99999", "Bu eşikleri geçen alan yok"),
        ("esik=sege_score:toplam:az:0", "hiçbir mahalle bu ölçütle değerlendirilemez"),
        ("esik=sege_score:toplam:az:0", "Hiçbir mahalle değerlendirilemiyor"),
        ("esik=woman_muhtar:toplam:az:1", "Evet"),
    ],
)
def test_the_honest_cases(reader: Reader, query: str, said: str) -> None:
    page = reader.open(f"/esik?il=izmir&{query}")
    assert said in page.locator("main").inner_text()


def test_an_answer_of_yes_or_no_is_chosen(reader: Reader, demo: Dataset) -> None:
    page = reader.open("/esik?il=izmir&esik=woman_muhtar:toplam:az:1")
    page.get_by_test_id("criterion").get_by_text("Hayır", exact=True).first.click()
    until_criteria(reader, "woman_muhtar:toplam:cok:0")
    _, outcome = judged(demo, reader)
    page.wait_for_function(
        "(n) => Number(document.querySelector('.count-number').innerText.replace('.', '')) === n",
        arg=int(outcome.passes.sum()),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("listed", LISTS)
def test_axe_finds_nothing_serious_in_any_list(reader: Reader, listed: str, scheme: str) -> None:
    reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    reader.open(f"/esik?il=izmir&duzey=ilce&{TWO}&liste={listed}&ilce=d-1128")
    assert reader.barriers() == []


def test_the_phone_shows_count_map_criteria_and_lists_in_turn(phone: Reader) -> None:
    page = phone.open(f"/esik?il=izmir&duzey=ilce&{TWO}&liste=gecemeyenler")
    order = [".count-number", ".map-holder", ".criterion", ".threshold-table"]
    tops = [page.locator(one).first.bounding_box()["y"] for one in order]  # type: ignore[index]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            'main button, main a, main .mantine-SegmentedControl-label,'
            + ' main input[type=text], main [role=tab]')]
            .filter((one) => one.offsetParent && !one.closest('.leaflet-container'))
            .filter((one) => Math.round(one.getBoundingClientRect().height) < 44)
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert small == []
    page.locator(".threshold-table .area-button").first.tap()
    page.locator("[data-testid=area-card] h2").wait_for()
