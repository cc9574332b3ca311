"""The picture of Kısa liste shows the list of the core, how sure it is, and by which rules."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.figures.colours import COLOURS, LIGHT
from dashboard.picture import shortlist
from dashboard.picture.area_map import NEAR
from dashboard.picture.compose import KINDS, drawn
from dashboard.picture.link import public_link
from dashboard.picture.sheet import PIXELS, Size
from dashboard.shortlist.balance import balanced_of
from dashboard.shortlist.draws import robust_of
from dashboard.shortlist.question import question_said
from dashboard.shortlist.selection import PALETTE, shortlist_of
from dashboard.shortlist.why import assumptions_said, balance_said, counts, name_at, why
from dashboard.synthesis_summary import share_of_draws
from dashboard.view import parse
from dashboard.wording import number, text
from tests.picture.conftest import ADDRESS, Drawing, order

Draw = Callable[..., Drawing]
KIND = "shortlist"
NEARLY = "esik=tertiary_share:kadin:cok:20&il=balikesir"
BALANCED = f"{NEARLY}&denge=kir-kent,kiyi-ic&k=3"
INSIDE = "icinde=d-1819&k=4"
A4 = (841.9, 595.2)  # points, across


@pytest.mark.parametrize("query", ["", "k=8&dil=en", NEARLY, "olcut=puan:35&veto=care:ustu:40"])
def test_every_district_has_the_colour_of_its_class(svg: Draw, demo: Dataset, query: str) -> None:
    view = parse(query, demo).view
    letters = shortlist_of(demo, view).letters()
    found = svg(demo, query, KIND)
    shown = demo.in_provinces(Level.DISTRICT, view.provinces(demo))
    seen: set[str] = set()
    for area, letter, here in zip(demo.areas(Level.DISTRICT)["id"], letters, shown, strict=True):
        if not here:
            assert area not in found.areas
            continue
        seen.add(letter)
        _check_fill(found, area, letter)
    assert len(seen) >= 3
    if query == NEARLY:
        assert "1" in seen, "a near miss is drawn"


def _check_fill(found: Drawing, area: str, letter: str) -> None:
    fill = found.fill(area)
    if (PALETTE, letter) == NEAR:  # lined as well as pale, as on Eşik
        pattern = found.pattern(fill)
        assert COLOURS[PALETTE][1] in pattern
        assert LIGHT["accent"] in pattern
    elif letter.isdigit():
        assert fill == COLOURS[PALETTE][int(letter)], area
    elif letter == "x":
        assert fill == LIGHT["land"], area
    else:
        assert fill.startswith("url(#"), area


@pytest.mark.parametrize("query", [INSIDE, f"{INSIDE}&il=balikesir", f"{INSIDE}&mahalle=41288"])
def test_the_district_that_is_chosen_from_fills_the_frame(
    svg: Draw, demo: Dataset, query: str
) -> None:
    view = parse(query, demo).view
    letters = shortlist_of(demo, view).letters()
    found = svg(demo, query, KIND)
    areas = demo.areas(Level.NEIGHBOURHOOD)
    own = (areas["district"] == "d-1819").to_numpy()
    assert own.sum() > 50
    for place in np.flatnonzero(own):
        _check_fill(found, str(areas["id"].iloc[place]), letters[place])
    whole = int((areas["province"] == areas["province"][own].iloc[0]).sum())
    assert own.sum() <= len(found.areas) < whole / 2, "the rest of the province is out of sight"
    assert "Konak, İzmir" in " ".join(found.words)


@pytest.mark.parametrize("selected", ["ilce=d-1178", "mahalle=41288"])
def test_a_selected_area_never_narrows_the_map(svg: Draw, demo: Dataset, selected: str) -> None:
    assert svg(demo, selected, KIND).areas.keys() == svg(demo, "", KIND).areas.keys()


@pytest.mark.parametrize("query", ["", "k=12&dil=en&w=care:60,safety:40", NEARLY, BALANCED, INSIDE])
def test_the_list_is_the_core_s(svg: Draw, demo: Dataset, query: str) -> None:
    view = parse(query, demo).view
    language, found, robust = view.language, shortlist_of(demo, view), robust_of(demo, view)
    balanced = balanced_of(demo, view)
    listed = balanced.listed if balanced else found.listed
    words = svg(demo, query, KIND).words
    start = words.index(text("shortlist.picture.head", language))
    rows = words[start:]
    at = 0
    for place in listed:
        name = name_at(demo, found, place)
        at = rows.index(name, at)
        rank = number(int(found.ranks[place]), language)
        assert rows[at - 1] == rank
        grade = text(f"shortlist.grade.{robust.grade(place)}", language)
        told = [
            number(float(found.index.scores[place]), language, 1),
            share_of_draws(float(robust.shares[place]), language),
            grade,
        ]
        assert [one for one in rows[at + 1 : at + 5] if one in told] == told
    cut = next(where for where, one in enumerate(rows) if one.startswith(_start("cut", language)))
    assert cut > at
    behind = [one for one in found.order if one not in listed][: shortlist.NEXT]
    after = [one for one in rows[cut:] if one in {name_at(demo, found, two) for two in found.order}]
    assert after == [name_at(demo, found, one) for one in behind]
    if query == BALANCED:
        assert text("focus.brought", language) in rows[:cut]
        assert text("focus.moved_out", language) in rows[cut:]


def _start(key: str, language: str) -> str:
    return text(f"shortlist.picture.{key}", language, k="\0").split("\0")[0]


@pytest.mark.parametrize("query", ["", f"{BALANCED}&dil=en", INSIDE, "deneme=yontem"])
def test_a_picture_says_what_was_asked_and_how_sure_it_is(
    svg: Draw, demo: Dataset, query: str
) -> None:
    view = parse(query, demo).view
    language, found, robust = view.language, shortlist_of(demo, view), robust_of(demo, view)
    words = svg(demo, query, KIND).words
    said = " ".join(words)
    assert counts(demo, view).sentence in said
    for line in (*question_said(demo, view), assumptions_said(robust, language)):
        assert line in said
    balanced = balanced_of(demo, view)
    if balanced is not None:
        assert balance_said(demo, view, balanced) in said
    made = shortlist.shown(demo, view)
    assert made is not None
    counted = made.counted(language)
    assert sum(count for *_, count in counted) == found.inside.sum()
    for letter, name, count in counted:
        assert words[words.index(name) + 1] == number(count, language)
        assert count == sum(
            one == letter and here for one, here in zip(found.letters(), found.inside, strict=True)
        )
    assert number(robust.count, language) in said
    assert demo.release.key in said
    assert text("demonstration.label", language) in said
    assert public_link(demo, view, "/kisa-liste", ADDRESS) in said.replace(" ", "")


def test_the_selected_area_has_its_sentence(svg: Draw, demo: Dataset) -> None:
    query = "ilce=d-1178&k=3"
    said = " ".join(svg(demo, query, KIND).words)
    assert why(demo, parse(query, demo).view, "d-1178").sentence in said
    # a neighbourhood is none of the districts that are chosen from
    other = " ".join(svg(demo, "mahalle=41288&k=3", KIND).words)
    assert "Umurbey" not in other


def test_a_list_that_is_longer_than_the_sheet_says_so(svg: Draw, demo: Dataset) -> None:
    view = parse("k=40", demo).view
    found = shortlist_of(demo, view)
    words = svg(demo, "k=40", KIND).words
    start = words.index(text("shortlist.picture.head", "tr"))
    ranked = {name_at(demo, found, one) for one in found.listed}
    shown = [one for one in words[start:] if one in ranked]
    assert 8 < len(shown) < len(found.listed)
    left = number(len(found.listed) - len(shown), "tr")
    assert text("export.more", "tr", count=left) in words


def test_without_draws_the_list_stands_and_says_so(svg: Draw, demo: Dataset) -> None:
    query = "deneme=aralik&sinir=care:60-70,safety:50-60&k=4"
    words = svg(demo, query, KIND).words
    said = " ".join(words)
    assert text("shortlist.picture.no_draws", "tr") in said
    assert text("shortlist.picture.in_list", "tr") not in words
    found = shortlist_of(demo, parse(query, demo).view)
    assert all(name_at(demo, found, one) in words for one in found.listed)


@pytest.mark.parametrize("size", list(Size))
def test_the_code_of_the_picture_leads_back(demo: Dataset, size: Size) -> None:
    wanted = order(demo, f"{BALANCED}&veto=care:alti:5&nufus=2000&dil=en", KIND)
    image = Image.open(io.BytesIO(drawn(KINDS[KIND], wanted, size, "png")))
    assert image.size == PIXELS[size]
    assert [one.text for one in zxingcpp.read_barcodes(image.convert("RGB"))] == [wanted.link]
    again = parse(wanted.link.split("?")[1], demo)
    assert not again.dropped
    assert again.view.shortlist == wanted.view.shortlist
    assert text("demonstration.label", "en") in image.info["Title"]


def test_on_paper_the_text_stays_text(demo: Dataset) -> None:
    wanted = order(demo, f"{BALANCED}&k=5", KIND)
    content = drawn(KINDS[KIND], wanted, Size.SCREEN, "pdf")
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx(A4, abs=1)
    found = document[0].get_textpage().get_text_bounded()
    view = wanted.view
    listed = balanced_of(demo, view)
    assert listed is not None
    for place in listed.listed:
        assert name_at(demo, shortlist_of(demo, view), place) in found
    for said in (counts(demo, view).sentence, text("shortlist.picture.grade", "tr"), "tartışmalı"):
        assert said in found, said
    assert "".join(wanted.link.split()) in "".join(found.split())
    assert text("demonstration.label", "tr") in found
    title = document.get_metadata_dict()["Title"]
    assert title.startswith(text("demonstration.label", "tr"))
    assert b"/FontFile2" in content, "the font comes along"
    assert b"Roboto" in content
    image = document[0].render(scale=3).to_pil().convert("RGB")
    assert [one.text for one in zxingcpp.read_barcodes(image)] == [wanted.link]
    assert drawn(KINDS[KIND], wanted, Size.SCREEN, "pdf") == content, "the same bytes"


@pytest.mark.parametrize("query", ["", "icinde=d-11&k=2", "k=1&ilce=d-11", "mahalle=101&k=1"])
def test_a_release_that_is_no_demonstration_can_be_drawn(tiny: Dataset, query: str) -> None:
    for form in KINDS[KIND].forms:
        assert drawn(KINDS[KIND], order(tiny, query, KIND), Size.SCREEN, form)


def test_the_view_is_drawn_where_it_speaks(demo: Dataset) -> None:
    """The link keeps the reader's words; the map takes the province of the district."""
    view = parse(f"{INSIDE}&il=balikesir", demo).view
    found = shortlist.shown(demo, view)
    mapped = shortlist.of_the_map(demo, view, found)
    assert mapped == replace(view, province="izmir")
    other = parse(f"{INSIDE}&ilce=d-1178", demo).view  # a district is none of the neighbourhoods
    assert shortlist.of_the_map(demo, other, found) == replace(other, selected="")
