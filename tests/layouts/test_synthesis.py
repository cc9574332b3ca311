"""The blocks of Sentez as data: what they say is what the one function of the scores says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from dash.development.base_component import Component
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.index.certainty import certainty_of
from dashboard.index.scores import index_of, losses_of
from dashboard.synthesis_summary import share_of_draws
from dashboard.synthesis_view import Part
from dashboard.view import View, parse
from dashboard.wording import number, texts
from layouts.markup import as_text
from layouts.pages import synthesis as page
from layouts.synthesis_card import synthesis_card
from layouts.synthesis_map import legend, letters, shown
from layouts.synthesis_ranking import ranking

Reader = Callable[[str, Dataset], View]
RAW_KEY = re.compile(r"\bsynthesis\.[a-z_.]+|\bNone\b|\bnan\b")


def _parts(built: Any, kind: str) -> Iterator[Component]:
    for one in built if isinstance(built, list | tuple) else [built]:
        if isinstance(one, Component):
            for part in (one, *one._traverse()):
                if isinstance(part, Component) and part._type == kind:
                    yield part


def _rows(dataset: Dataset, view: View) -> dict[str, list[str]]:
    """Cells of the ranking by area: rank, name, score, points lost by theme."""
    table = next(_parts(ranking(dataset, view, index_of(dataset, view), every=True), "Table"))
    return {
        str(getattr(row, "data-area")): [re.sub("<.*?>", "", as_text(one)) for one in row.children]
        for row in _parts(table, "Tr")
        if hasattr(row, "data-area")
    }


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    shares=st.lists(st.integers(0, 60), min_size=9, max_size=9).filter(any),
    method=st.sampled_from(["", "&birlestirme=aritmetik", "&olcekleme=yuzdelik"]),
    level=st.sampled_from(["mahalle", "ilce"]),
)
def test_map_table_card_and_hover_say_one_score(
    demo: Dataset, shares: list[int], method: str, level: str
) -> None:
    themes = list(demo.catalogue.themes)
    word = ",".join(f"{key}:{share}" for key, share in zip(themes, shares, strict=True))
    view = parse(f"duzey={level}&w={word}{method}", demo).view
    index = index_of(demo, view)
    inside = index.inside(demo, view)
    ranks = index.ranks(inside)
    answer, rows = shown(demo, view), _rows(demo, view) if ranks.any() else {}
    assert answer["letters"] == index.letters() == letters(demo, view)["letters"]
    scores = answer["scores"].split(",")
    ids = demo.areas(index.level)["id"].tolist()
    for place, area in enumerate(ids):
        if ranks[place]:
            said = number(float(index.scores[place]), "tr", 1)
            assert rows[area][0] == number(int(ranks[place]), "tr")
            assert rows[area][2] == said
            assert int(scores[place]) == round(index.scores[place] * 10)
        else:
            assert area not in rows
    chosen = next((ids[one] for one in np.flatnonzero(ranks)), None)
    if chosen:
        key = "mahalle" if index.level is Level.NEIGHBOURHOOD else "ilce"
        at = parse(f"duzey={level}&w={word}{method}&{key}={chosen}", demo).view
        card = as_text(synthesis_card(demo, at, index_of(demo, at)))
        assert f'card-score">{rows[chosen][2]}<' in card
        if at.synthesis.painted == "puan":
            assert rows[chosen][2] in as_text(legend(demo, at))


def test_the_bars_of_a_row_add_up_to_what_is_missing_to_100(demo: Dataset, view: Reader) -> None:
    shown_view = view("duzey=ilce", demo)
    index = index_of(demo, shown_view)
    lost = losses_of(index)
    for area, cells in _rows(demo, shown_view).items():
        place = demo.place(area)
        parts = [float(one.replace(",", ".").replace("−", "-")) for one in cells[3:]]
        assert sum(parts) == pytest.approx(100 - index.scores[place], abs=0.05 * len(parts) + 0.05)
        assert parts == pytest.approx([round(one, 1) for one in lost.themes[place]], abs=0.051)


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("level", ["mahalle", "ilce"])
@pytest.mark.parametrize("part", list(Part))
def test_every_panel_is_in_words(
    demo: Dataset, view: Reader, part: Part, level: str, language: str
) -> None:
    chosen = view(f"duzey={level}&bolum={part}&w=care:40,education:60&dil={language}", demo)
    said = as_text(page.panel(demo, chosen, part, {}))
    assert len(said) > 300
    assert not RAW_KEY.search(re.sub("<.*?>", " ", said))
    closed = [one for one in Part if one is not part]
    assert all(page.panel(demo, chosen, one, {}) == [] for one in closed)


def test_a_level_with_nothing_to_put_together_says_why(tiny: Dataset, view: Reader) -> None:
    for level in ("mahalle", "ilce"):
        shown_view = view(f"duzey={level}", tiny)
        answer = shown(tiny, shown_view)
        assert len(answer["letters"]) == len(tiny.areas(Level(_level(level))))
        built = as_text(page.panel(tiny, shown_view, Part.RANKING, {}))
        assert built


def _level(word: str) -> str:
    return "neighbourhood" if word == "mahalle" else "district"


def test_shares_of_draws_are_whole_percent_and_never_say_always_of_almost() -> None:
    assert share_of_draws(0.9999, "tr") == "%99"
    assert share_of_draws(1.0, "tr") == "%100"
    assert share_of_draws(0.0001, "tr") == "< %1"
    assert share_of_draws(0.0, "en") == "0%"
    assert share_of_draws(0.874, "en") == "87%"


def test_certainty_rows_are_those_of_the_core(demo: Dataset, view: Reader) -> None:
    shown_view = view("duzey=ilce&bolum=kesinlik&k=7&tohum=3", demo)
    found = certainty_of(demo, shown_view)
    table = next(_parts(page.panel(demo, shown_view, Part.CERTAINTY, {}), "Table"))
    rows = [row for row in _parts(table, "Tr") if hasattr(row, "data-area")]
    assert len(rows) >= 7
    for row in rows:
        share = found.robust.in_top[demo.place(str(getattr(row, "data-area")))]
        cells = [re.sub("<.*?>", "", as_text(one)) for one in row.children]
        assert cells[2] == share_of_draws(float(share), "tr")


def test_every_text_of_the_synthesis_stands_in_both_languages() -> None:
    keys = [{key for key in texts(one) if key.startswith("synthesis.")} for one in ("tr", "en")]
    assert keys[0] == keys[1]


def test_limits_that_cannot_be_met_are_explained(demo: Dataset, view: Reader) -> None:
    wanted = {
        "care:60-20": "alt sınır üst sınırdan büyük",
        "care:80-90,work:30-60": "alt sınırların toplamı",
        "care:10-20,work:10-20": "üst sınırların toplamı",
    }
    for limits, said in wanted.items():
        query = f"duzey=ilce&w=care:50,work:50&deneme=aralik&bolum=kesinlik&sinir={limits}"
        shown_view = view(f"{query}&gorunum=kesinlik", demo)
        panel = as_text(page.panel(demo, shown_view, Part.CERTAINTY, {}))
        assert said in panel
        assert "certainty-table" not in panel
        assert shown(demo, shown_view)["letters"] == index_of(demo, shown_view).letters()
