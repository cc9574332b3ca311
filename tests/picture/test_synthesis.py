"""The picture of Sentez shows the classes of the index, and says what they rest on."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Series
from dashboard.figures.colours import COLOURS, LIGHT
from dashboard.index import certainty, change
from dashboard.index.certainty import certainty_of
from dashboard.index.change import change_of
from dashboard.index.scores import index_of
from dashboard.picture import synthesis
from dashboard.picture.area_map import NEAR
from dashboard.picture.compose import KINDS, drawn
from dashboard.picture.link import OMITTED, public_link
from dashboard.picture.sheet import PIXELS, Size
from dashboard.summary import area_name, sources
from dashboard.synthesis_view import Painted
from dashboard.view import parse
from dashboard.wording import number, percent, text
from tests.picture.conftest import ADDRESS, Drawing, order

Draw = Callable[..., Drawing]
KIND = "synthesis"
WEIGHTS = "w=care:35,education:20.5,work:20,safety:24.5"


def _shown(demo: Dataset, query: str) -> tuple[str, str]:
    """Letters and palette, straight from the index."""
    view = parse(query, demo).view
    if view.synthesis.painted is Painted.CERTAINTY:
        return certainty_of(demo, view).letters(), certainty.PALETTE
    if view.synthesis.painted is Painted.CHANGE:
        return change_of(demo, view).letters(), change.PALETTE
    index = index_of(demo, view)
    return index.letters(), index.palette


@pytest.mark.parametrize("level", ["mahalle", "ilce"])
@pytest.mark.parametrize(
    "query",
    ["", "&gorunum=kesinlik", f"&gorunum=degisim&{WEIGHTS}", "&il=izmir&birlestirme=aritmetik"],
)
def test_every_area_has_the_colour_of_its_class(
    svg: Draw, demo: Dataset, level: str, query: str
) -> None:
    query = f"duzey={level}{query}"
    view = parse(query, demo).view
    letters, palette = _shown(demo, query)
    found = svg(demo, query, KIND)
    seen: set[str] = set()
    shown = demo.in_provinces(view.level, view.provinces(demo))
    for area, letter, here in zip(demo.areas(view.level)["id"], letters, shown, strict=True):
        if not here:
            assert area not in found.areas
            continue
        seen.add(letter)
        fill = found.fill(area)
        if (palette, letter) == NEAR:  # lined as well as pale, as on the screen
            assert COLOURS[palette][1] in found.pattern(fill), area
        elif letter.isdigit():
            assert fill == COLOURS[palette][int(letter)], area
        elif letter == "x":
            assert fill == LIGHT["land"], area
        else:
            assert fill.startswith("url(#"), area
    assert len(seen & set("01234")) >= 3
    assert len(found.areas) == shown.sum()


@pytest.mark.parametrize("painted", list(Painted))
@pytest.mark.parametrize("level", ["mahalle", "ilce"])
def test_the_counts_of_the_legend_are_those_of_the_map(
    demo: Dataset, level: str, painted: Painted
) -> None:
    view = parse(f"duzey={level}&gorunum={painted}&{WEIGHTS}&il=izmir", demo).view
    found = synthesis.shown(demo, view)
    assert found is not None
    counts = [count for *_, count in (*found.counted(), *found.without("tr"))]
    assert sum(counts) == found.inside.sum()  # every area that can have a score, once
    assert [letter for letter, *_ in found.counted()] == [letter for letter, _ in found.classes]
    if painted is Painted.SCORE:
        scores = found.index.scores[found.inside]
        limits = found.index.breaks
        assert found.counted()[0][2] == (scores < limits[0]).sum()
        assert found.counted()[-1][2] == (scores >= limits[-1]).sum()
        below = number(limits[0] - 0.1, "tr", 1)
        assert found.classes[0][1] == text("synthesis.picture.up_to", "tr", score=below)
        assert found.classes[0][0] == str(len(limits))  # the darkest


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_picture_says_what_the_score_rests_on(svg: Draw, demo: Dataset, language: str) -> None:
    query = f"duzey=ilce&{WEIGHTS}&dil={language}"
    view = parse(query, demo).view
    found = svg(demo, query, KIND)
    said = " ".join(found.words)
    index = index_of(demo, view)
    for theme, share in (("care", "35"), ("education", "20.5"), ("safety", "24.5")):
        written = share if language == "en" else share.replace(".", ",")
        pattern = text("unit.percent.amount", language).format(written)
        assert f"{demo.catalogue.themes[theme].name[language]} {pattern}" in said
    ranks = index.ranks(index.inside(demo, view))
    first = np.argsort(np.where(ranks, ranks, len(ranks) + 1), kind="stable")[:10]
    for place in first:
        assert area_name(demo, str(demo.areas(Level.DISTRICT)["id"].iloc[place])) in found.words
        assert number(index.scores[place], language, 1) in found.words
    assert text("synthesis.picture.title.score.district", language) in found.words
    assert text("synthesis.picture.mean.geometric", language) in said
    assert text("about.source", language) in said
    assert demo.release.key in said
    assert ("22 Kasım 2026" if language == "tr" else "22 November 2026") in said
    link = public_link(demo, view, "/sentez", ADDRESS)
    assert link in said.replace(" ", "")
    assert WEIGHTS in link
    assert text("demonstration.label", language) in said


def test_first_places_with_how_sure_they_are(svg: Draw, demo: Dataset) -> None:
    query = "duzey=ilce&gorunum=kesinlik&k=3&ilce=d-1128"
    view = parse(query, demo).view
    found, made = svg(demo, query, KIND), certainty_of(demo, view)
    said = " ".join(found.words)
    assert text("synthesis.picture.title.certainty.district", "tr", k="3") in found.words
    place = int(np.argmax(made.index.ranks(made.inside) == 1))
    low, high = int(made.robust.low[place]), int(made.robust.high[place])
    share = percent(float(made.robust.in_top[place]), "tr")
    assert f"{share} · {low}–{high}" in found.words or f"{share} · {low}" in found.words
    assert "10.000" in said
    assert "2026" in said
    # the selected area has its own sentence
    own = demo.place("d-1128")
    assert f"Puanı {number(made.index.scores[own], 'tr', 1)}" in said


def test_a_change_lists_ranks_among_the_areas_with_both(demo: Dataset) -> None:
    view = parse(f"duzey=ilce&gorunum=degisim&{WEIGHTS}", demo).view
    found, compared = synthesis.shown(demo, view), change_of(demo, view)
    assert found is not None
    assert found.ranks.tolist() == compared.after.tolist()
    assert compared.count < (compared.now.ranks(found.inside) > 0).sum()
    count = str(compared.count)
    assert text("synthesis.picture.compared.district", "tr", count=count) in found.notes
    same = parse("duzey=ilce&gorunum=degisim", demo).view
    still = synthesis.shown(demo, same)
    assert still is not None
    assert text("synthesis.picture.still", "tr") in still.notes


def test_limits_that_leave_no_weights_give_the_scores(svg: Draw, demo: Dataset) -> None:
    themes = index_of(demo, parse("duzey=ilce", demo).view).shares.structure.themes
    limits = ",".join(f"{one}:0-5" for one in themes)
    query = f"duzey=ilce&gorunum=kesinlik&deneme=aralik&sinir={limits}"
    settled = KINDS[KIND].settled(demo, parse(query, demo).view)
    assert settled.synthesis.painted is Painted.SCORE
    assert text("synthesis.picture.title.score.district", "tr") in svg(demo, query, KIND).words


def test_weights_in_words(demo: Dataset) -> None:
    def said(query: str) -> str:
        view = parse(f"duzey=ilce&{query}", demo).view
        return synthesis.weights(demo, index_of(demo, view).shares, "tr")

    assert said("").startswith("eşit ağırlıkta 9 tema: Nüfus ve haneler, ")
    assert said("w=care:100") == "yalnız Bakım ve hizmetler teması"
    assert said("w=work:20,care:80") == "ağırlıklar: Bakım ve hizmetler %80, Çalışma ve ekonomi %20"


def test_uneven_indicators_of_a_theme_are_told(demo: Dataset) -> None:
    view = parse("duzey=ilce&w=care:100", demo).view
    care = [
        one.indicator.key
        for one in index_of(demo, view).entering.inputs
        if one.indicator.theme == "care"
    ]
    told = text("synthesis.picture.uneven_within", "tr")
    for within, uneven in ((f"{care[0]}:90,{care[1]}:10", True), (f"{care[0]}:100", False)):
        found = synthesis.shown(demo, parse(f"duzey=ilce&w=care:100&wg={within}", demo).view)
        assert found is not None
        assert (told in found.notes) == uneven


def test_each_publisher_is_named_once_with_its_years(tiny: Dataset) -> None:
    year = 2023
    one = Series("employment", Group.WOMEN, year, Level.DISTRICT)
    said = sources(tiny, [one, replace(one, year=2021), one], "tr")
    assert said.endswith(", 2021, 2023")
    assert said.count(";") == 0


def test_the_link_carries_the_weights_only_where_they_are_shown(demo: Dataset) -> None:
    view = parse(f"{WEIGHTS}&gorunum=kesinlik&k=9&esik=sege_score:toplam:az:1", demo).view
    for path in OMITTED:
        link = public_link(demo, view, path, ADDRESS)
        assert (WEIGHTS in link and "k=9" in link) == (path in ("/sentez", "/kisa-liste"))
    assert "esik" not in public_link(demo, view, "/sentez", ADDRESS)
    again = parse(public_link(demo, view, "/sentez", ADDRESS).split("?")[1], demo).view
    assert again.synthesis == view.synthesis


@pytest.mark.parametrize("size", list(Size))
def test_the_code_of_the_picture_leads_back(demo: Dataset, size: Size) -> None:
    wanted = order(demo, f"duzey=ilce&{WEIGHTS}&gorunum=degisim&dil=en", KIND)
    image = Image.open(io.BytesIO(drawn(KINDS[KIND], wanted, size, "png")))
    assert image.size == PIXELS[size]
    assert [one.text for one in zxingcpp.read_barcodes(image.convert("RGB"))] == [wanted.link]
    assert text("demonstration.label", "en") in image.info["Title"]


@pytest.mark.parametrize("painted", list(Painted))
def test_a_release_that_is_no_demonstration_can_be_drawn(tiny: Dataset, painted: Painted) -> None:
    for query in (
        f"gorunum={painted}",
        f"duzey=ilce&gorunum={painted}",
        f"duzey=il&gorunum={painted}",
    ):
        assert drawn(KINDS[KIND], order(tiny, query, KIND), Size.SCREEN, "png")
