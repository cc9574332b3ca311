"""Pictures show what the screen shows, and say what they are."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import font_roboto
import numpy as np
import pytest
import zxingcpp
from matplotlib.ft2font import FT2Font
from PIL import Image

from dashboard.catalogue import Level
from dashboard.classes import UNRELIABLE_LETTERS, letters, palette
from dashboard.comparison import Outcome, comparison
from dashboard.dataset import Dataset
from dashboard.figures.colours import COLOURS, LIGHT
from dashboard.picture.area_map import FADED, AreaMap, Painted
from dashboard.picture.compose import KINDS, drawn
from dashboard.picture.link import OMITTED, dark_runs, public_link, qr_modules, qr_svg
from dashboard.picture.names import draw_names
from dashboard.picture.sheet import PIXELS, Sheet, Size, shortened, text_width, wrapped
from dashboard.reliability import reliability
from dashboard.summary import caution, women_beside_men
from dashboard.threshold import PALETTE, evaluate
from dashboard.view import LEVEL_WORDS, parse
from dashboard.wording import text, texts
from tests.picture.conftest import ADDRESS, SVG, Drawing, order

Draw = Callable[..., Drawing]
SEQUENTIAL = "g=tertiary_share&grup=kadin"
GAP = "g=literacy_gap&grup=fark"


@pytest.mark.parametrize("rule", ["", "&kirilim=esit-aralik"])
@pytest.mark.parametrize("level", [Level.NEIGHBOURHOOD, Level.DISTRICT])
@pytest.mark.parametrize(("query", "family"), [(SEQUENTIAL, "seq"), (GAP, "div")])
def test_every_area_has_the_colour_of_its_class(
    svg: Draw, demo: Dataset, query: str, family: str, level: Level, rule: str
) -> None:
    query = f"{query}&duzey={LEVEL_WORDS[level]}{rule}"
    view = parse(query, demo).view
    assert view.series.level is level
    found = svg(demo, query)
    name = palette(demo, view.series, view.rule)
    assert rule or name.startswith(family)
    given = zip(demo.areas(level)["id"], letters(demo, view.series, view.rule), strict=True)
    counted, marked = 0, 0
    for area, letter in given:
        if letter.isdigit():
            counted += 1
            assert found.fill(area) == COLOURS[name][int(letter)], area
        elif letter in UNRELIABLE_LETTERS:
            marked += 1
            assert found.fill(area) == COLOURS[name][UNRELIABLE_LETTERS.index(letter)], area
        elif letter == "x":
            assert found.fill(area) == LIGHT["land"], area
        else:
            assert found.fill(area).startswith("url(#"), area
    assert counted > 40
    # what is marked on the screen has a dotted edge here too, and nothing else has
    dotted = [area for area, path in found.areas.items() if "dasharray" in path.get("style")]
    assert len(dotted) == marked == reliability(demo, view.series).unreliable.sum()
    assert (marked > 100) == (level is Level.NEIGHBOURHOOD)
    assert len(found.areas) == len(demo.areas(level))


def test_a_selected_area_says_level_parity_and_how_far_it_can_be_trusted(
    svg: Draw, demo: Dataset
) -> None:
    query = "g=women_employment_neighbourhood&grup=kadin&mahalle=146937"
    said = " ".join(svg(demo, query).words)
    series = parse(query, demo).view.series
    assert caution(demo, series, "146937", "tr") in said
    for line in women_beside_men(demo, series, "146937", "tr"):
        assert f"{line.label}: {line.said}" in said
    assert text("unreliable.count", "tr") in said


def test_the_three_ways_of_having_no_value_are_three_patterns(svg: Draw, tiny: Dataset) -> None:
    found = svg(tiny, "g=employment&grup=kadin")
    fills = {flag: found.fill(area) for flag, area in (("n", "x-6"), ("f", "103"), ("s", "105"))}
    series = parse("g=employment&grup=kadin", tiny).view.series
    given = dict(zip(tiny.areas(Level.NEIGHBOURHOOD)["id"], letters(tiny, series), strict=True))
    assert [given[area] for area in ("x-6", "103", "105", "x-7")] == ["n", "f", "s", "x"]
    assert len(set(fills.values())) == 3
    looks = {found.pattern(fill) for fill in fills.values()}
    assert len(looks) == 3
    for look in looks:
        assert LIGHT["nodata"] in look
        assert LIGHT["nodata-ink"] in look
    assert found.fill("x-7") == LIGHT["land"]


def test_the_outcome_of_criteria_has_the_colours_of_the_screen(svg: Draw, demo: Dataset) -> None:
    query = "il=izmir&esik=tertiary_share:kadin:cok:20,literacy_gap:fark:cok:-2&enaz=1"
    outcome = evaluate(demo, parse(query, demo).view)
    found = svg(demo, query, "threshold")
    ids = demo.areas(outcome.level)["id"].tolist()
    shown = demo.in_provinces(outcome.level, ["izmir"])
    seen = set()
    for area, letter, here in zip(ids, outcome.letters(), shown, strict=True):
        if not here:
            assert area not in found.areas
            continue
        seen.add(letter)
        if letter == "1":  # a near miss: pale and lined
            assert COLOURS[PALETTE][1] in found.pattern(found.fill(area)), area
        elif letter.isdigit():
            assert found.fill(area) == COLOURS[PALETTE][int(letter)], area
        elif letter == "n":
            assert found.fill(area).startswith("url(#"), area
    assert {"1", "2", "3", "n"} <= seen
    said = " ".join(found.words)
    for judged in outcome.judged:
        indicator = demo.catalogue.indicators[judged.criterion.indicator]
        assert indicator.name["tr"] in said or indicator.gap_name["tr"] in said
    assert text("threshold.caution", "tr") in said
    assert "%20,0" in said


def test_areas_outside_the_brushed_range_stand_back(svg: Draw, tiny: Dataset) -> None:
    """Women's employment: 101 30 %, 102 40 %, 104 25 %."""
    found = svg(tiny, "g=employment&grup=kadin&aralik=35,45")
    away = [area for area, path in found.areas.items() if f"opacity: {FADED}" in path.get("style")]
    assert {"101", "104"} <= set(away)
    assert "102" not in away
    assert any("%35,0 – %45,0" in one for one in found.words)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_picture_says_what_it_is(svg: Draw, demo: Dataset, language: str) -> None:
    query = f"{GAP}&ilce=d-1128&dil={language}"
    found = svg(demo, query)
    view = parse(query, demo).view
    said = " ".join(found.words)
    indicator = demo.catalogue.indicators["literacy_gap"]
    assert indicator.gap_name[language] in found.words
    assert "2023" in said
    assert text("level.neighbourhood", language) in said
    assert text("about.source", language) in said
    assert demo.release.key in said
    assert ("22 Kasım 2026" if language == "tr" else "22 November 2026") in said
    assert public_link(demo, view, "/", ADDRESS) in said.replace(" ", "")
    for flag in ("no_data", "too_few", "suppressed"):
        assert text(f"flag.{flag}", language) in found.words
    assert text("legend.gap", language) in said
    assert "Aliağa" in found.words
    assert any(one.startswith("−") for one in found.words)  # the gap of the selected area


def test_a_demonstration_says_so_on_the_map_itself(svg: Draw, demo: Dataset, tiny: Dataset) -> None:
    label = text("demonstration.label", "tr")
    for query, kind in ((SEQUENTIAL, "map"), ("g=labour_participation", "map"), ("", "threshold")):
        found = svg(demo, query, kind)
        lines = [one for one in found.words if one.startswith(label)]
        assert lines, query
        # between the areas and the names: inside the frame, and no name may lie on it
        place = found.content.index(f"<!-- {lines[0]}")
        assert found.content.index('id="area-') < place
    assert label not in svg(tiny, "g=employment&grup=kadin").content


def test_a_province_only_indicator_is_two_values_without_colours(svg: Draw, demo: Dataset) -> None:
    found = svg(demo, "g=labour_participation&grup=kadin")
    assert {found.fill(area) for area in found.areas} == {LIGHT["land"]}
    assert set(found.areas) == {"izmir", "balikesir"}
    values = [one for one in found.words if re.fullmatch(r"%\d+,\d", one)]
    assert len(values) == 4  # on the map and beside it
    assert text("export.province_only", "tr") in " ".join(found.words)


@pytest.mark.parametrize("selected", ["mahalle=41108", "ilce=d-1128"])
def test_no_name_lies_on_another_and_the_selected_is_there(
    svg: Draw, demo: Dataset, selected: str
) -> None:
    view = parse(f"{SEQUENTIAL}&{selected}", demo).view
    area_map = AreaMap(Sheet(Size.SCREEN), demo, view, (48, 136, 660))
    area_map.draw(Painted(view.series.level, letters(demo, view.series), "seq-5"))
    draw_names(area_map, view.series.level)
    boxes = area_map.taken
    assert len(boxes) > 5
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1]
            assert apart or other[3] <= one[1]
    assert demo.area(view.selected)["name"] in svg(demo, f"{SEQUENTIAL}&{selected}").words


def test_a_selected_district_fills_the_frame(svg: Draw, demo: Dataset) -> None:
    whole, near = svg(demo, SEQUENTIAL), svg(demo, f"{SEQUENTIAL}&ilce=d-1128")
    own = demo.areas(Level.NEIGHBOURHOOD)
    own = set(own.loc[own["district"] == "d-1128", "id"])
    assert own <= set(near.areas) < set(whole.areas)
    assert len(near.areas) > len(own)  # its neighbours, cut off by the frame


def test_every_series_can_be_drawn(tiny: Dataset) -> None:
    drawings = 0
    for offers in tiny.offers.values():
        for series in offers:
            group = {"women": "kadin", "men": "erkek", "total": "toplam", "gap": "fark"}
            query = f"g={series.indicator}&grup={group[series.group]}"
            for place in ("", "&mahalle=103", "&ilce=d-12", "&mahalle=x-7"):
                words = f"{query}&duzey={LEVEL_WORDS[series.level]}{place}"
                assert drawn(KINDS["map"], order(tiny, words), Size.SCREEN, "png")
                drawings += 1
    assert drawings > 30


@pytest.mark.parametrize("size", list(Size))
def test_the_sizes_are_what_they_say_and_the_code_leads_back(demo: Dataset, size: Size) -> None:
    wanted = order(demo, f"{SEQUENTIAL}&il=izmir&mahalle=41108&dil=en")
    image = Image.open(io.BytesIO(drawn(KINDS["map"], wanted, size, "png")))
    assert image.size == PIXELS[size]
    assert [one.text for one in zxingcpp.read_barcodes(image.convert("RGB"))] == [wanted.link]
    if size is Size.PRINT:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.size == (3508, 2480)
    assert text("demonstration.label", "en") in image.info["Title"]
    assert wanted.link in image.info["Source"]


def test_the_code_of_eight_criteria_can_still_be_read(demo: Dataset) -> None:
    keys = list(demo.offers)[:20]
    words = [f"{key}:{group}:cok:12.345" for key in keys for group in ("kadin", "toplam")]
    criteria = parse(f"esik={','.join(words)}", demo).view.criteria
    assert len(criteria) == 8
    word = ",".join(one.to_word() for one in criteria)
    wanted = order(demo, f"duzey=ilce&ilce=d-1128&esik={word}", "threshold")
    content = drawn(KINDS["threshold"], wanted, Size.SCREEN, "png")
    image = Image.open(io.BytesIO(content)).convert("RGB")
    assert [one.text for one in zxingcpp.read_barcodes(image)] == [wanted.link]


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_view_gives_the_same_bytes(tiny: Dataset, form: str) -> None:
    query = "g=employment&grup=fark&mahalle=101"
    first, second = (drawn(KINDS["map"], order(tiny, query), Size.SCREEN, form) for _ in range(2))
    assert first == second


def test_pixels_of_the_picture_are_those_of_the_classes(tiny: Dataset) -> None:
    view = parse("g=employment&grup=kadin", tiny).view
    wanted = order(tiny, "g=employment&grup=kadin")
    image = Image.open(io.BytesIO(drawn(KINDS["map"], wanted, Size.SCREEN, "png"))).convert("RGB")
    name = palette(tiny, view.series)
    pixels = np.unique(np.asarray(image).reshape(-1, 3), axis=0)
    found = {f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in pixels}
    used = {COLOURS[name][int(one)] for one in letters(tiny, view.series) if one.isdigit()}
    assert used
    assert used <= found


def test_the_font_has_every_letter_that_can_be_written(demo: Dataset) -> None:
    written = set("".join([*texts("tr").values(), *texts("en").values()]))
    for level in Level:
        written |= set("".join(demo.areas(level)["name"]))
    for indicator in demo.catalogue.indicators.values():
        for words in (indicator.name, indicator.gap_name, indicator.meaning, indicator.caveat):
            written |= set("".join(words.values()))
    written |= set("0123456789.,:%+−–’·…çğıİöşüÇĞÖŞÜâîû×²/?=&_")
    for file in (font_roboto.Roboto, font_roboto.RobotoBold):
        known = FT2Font(file).get_charmap()
        assert not [one for one in sorted(written) if ord(one) not in known and one.isprintable()]


def test_figures_stand_under_each_other() -> None:
    """Tabular figures: all of one width."""
    assert len({text_width(figure * 10, 20) for figure in "0123456789"}) == 1


def test_long_words_are_broken_and_long_names_cut() -> None:
    lines = wrapped(f"Kaynak: {'a' * 400}", 300)
    assert len(lines) > 5
    assert all(text_width(one, 16) <= 300 for one in lines)
    assert "".join(lines).replace("Kaynak:", "") == "a" * 400
    assert wrapped("", 300) == []
    cut = shortened("Çok uzun bir mahalle adı", 80)
    assert cut.endswith("…")
    assert text_width(cut, 16) <= 80
    assert shortened("Kısa", 80) == "Kısa"


def test_the_light_colours_are_those_of_the_tokens(project: Path) -> None:
    tokens = (project / "assets" / "css" / "1_tokens.css").read_text(encoding="utf-8")
    light = tokens.split('[data-mantine-color-scheme="dark"]')[0]
    given = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", light))
    assert {name: given[name] for name in LIGHT} == LIGHT


def test_a_link_carries_what_its_page_shows(demo: Dataset) -> None:
    view = parse("g=literacy_gap&mahalle=41108&esik=sege_score:toplam:az:1&sira=artan", demo).view
    assert "esik" not in public_link(demo, view, "/", ADDRESS)
    assert "mahalle=41108" in public_link(demo, view, "/", ADDRESS)
    judged = public_link(demo, view, "/esik", f"{ADDRESS}/")
    assert judged.startswith(f"{ADDRESS}/esik?")
    assert "esik=sege_score:toplam:az:1" in judged
    assert "g=" not in judged.split("?")[1].split("&")[0]
    for path in OMITTED:
        again = parse(public_link(demo, view, path, ADDRESS).split("?")[1], demo).view
        assert again.selected == view.selected
        assert again.language == view.language


def test_a_picture_of_criteria_nobody_chose_links_to_those_it_shows(demo: Dataset) -> None:
    wanted = order(demo, "duzey=ilce", "threshold")
    judged = evaluate(demo, parse("duzey=ilce", demo).view).judged
    assert ",".join(one.criterion.to_word() for one in judged) in wanted.link


def _decoded(modules: Any) -> list[str]:
    pixels = np.where(np.kron(modules, np.ones((4, 4), dtype=bool)), 0, 255).astype(np.uint8)
    return [one.text for one in zxingcpp.read_barcodes(pixels)]


def test_the_code_is_the_link() -> None:
    link = f"{ADDRESS}/karsilastir?karsi=d-1128,d-1161&gostergeler=sege_score&dil=en"
    modules = qr_modules(link)
    assert _decoded(modules) == [link]
    again = np.zeros_like(modules)
    for row, start, end in dark_runs(modules):
        again[row, start:end] = True
    assert (again == modules).all()
    content = qr_svg(link).decode()
    assert content.startswith("<svg")
    assert f'viewBox="0 0 {len(modules)} {len(modules)}"' in content


def test_compared_areas_have_letters_and_outlines_on_maps_and_ruler(
    svg: Draw, demo: Dataset
) -> None:
    query = "karsi=d-1203,d-1819,d-1448&g=tertiary_share&grup=kadin&duzey=ilce"
    query += "&gostergeler=tertiary_share"
    found = svg(demo, query, "comparison")
    # once on the ruler, and on each of the two maps in whose frame the area's middle lies
    assert [found.words.count(letter) for letter in "ABCD"] == [2, 3, 2, 0]
    dashed = [one for one in found.root.iter(f"{SVG}path") if "dasharray" in one.get("style", "")]
    assert len(dashed) == 4  # two areas on two maps


def test_a_comparison_says_what_the_engine_says(demo: Dataset) -> None:
    query = "karsi=d-1128,d-1203&gostergeler=tertiary_share,literacy_gap"
    ordered = order(demo, query, "comparison")
    found = drawn(KINDS["comparison"], ordered, Size.SCREEN, "svg").decode()
    for entry in comparison(demo, ordered.view):
        for one in entry.main.areas:
            assert str(demo.area(one.area)["name"]) in found
            if one.outcome is not Outcome.NOT_COMPARED:
                assert text(f"outcome.{one.outcome}", "tr") in found
    assert text("demonstration.short", "tr") in found
