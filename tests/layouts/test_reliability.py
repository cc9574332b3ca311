"""What the card, the table and the legend say of few people, and of women beside men."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from dashboard.catalogue import Direction
from dashboard.dataset import Dataset
from dashboard.reliability import reliability
from dashboard.summary import by_neighbourhoods, caution, women_beside_men
from dashboard.view import View
from dashboard.wording import number, text
from layouts.about import about
from layouts.area_card import area_card
from layouts.legend import legend_block
from layouts.ranking_table import ranking_table

Reader = Callable[[str, Dataset], View]
FEW = "g=women_employment_neighbourhood&grup=kadin&mahalle=146937"
DISTRICT = "g=women_employment_neighbourhood&grup=kadin&ilce=d-1128"


def parts(node: Any) -> Iterator[Any]:
    """Every component below ``node``, and it."""
    if isinstance(node, list | tuple):
        for one in node:
            yield from parts(one)
    elif hasattr(node, "to_plotly_json"):
        yield node
        yield from parts(getattr(node, "children", None))


def words(node: Any) -> list[str]:
    """What stands in each component itself."""
    return [one.children for one in parts(node) if isinstance(one.children, str)]


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_card_says_women_men_gap_achievement_and_parity(
    demo: Dataset, view: Reader, language: str
) -> None:
    shown = view(f"{DISTRICT}&dil={language}", demo)
    said = words(area_card(demo, shown))
    lines = women_beside_men(demo, shown.series, "d-1128", language)
    assert len(lines) == 3
    for line in lines:
        assert line.label in said
        assert line.said in said
    assert text("gender.score_why", language) in said
    told = by_neighbourhoods(demo, shown.series, "d-1128", language)
    assert len(told) == 3
    assert set(told) <= set(said)


def test_the_card_says_that_a_value_rests_on_few_people(demo: Dataset, view: Reader) -> None:
    shown = view(FEW, demo)
    said = caution(demo, shown.series, shown.selected, "tr")
    assert said in words(area_card(demo, shown))
    solid = view(DISTRICT, demo)
    assert not [one for one in parts(area_card(demo, solid)) if _has(one, "unreliable-note")]


def _has(part: Any, name: str) -> bool:
    return name in (getattr(part, "className", None) or "").split()


@pytest.mark.parametrize("direction", list(Direction))
def test_what_is_not_judged_is_neither_behind_nor_scored(
    tiny: Dataset, view: Reader, direction: Direction
) -> None:
    employment = replace(tiny.catalogue.indicators["employment"], direction=direction)
    indicators = {**tiny.catalogue.indicators, "employment": employment}
    other = Dataset(tiny.release, replace(tiny.catalogue, indicators=indicators))
    shown = view("g=employment&grup=kadin&mahalle=101", other)
    card = area_card(other, shown)
    coloured = [one for one in parts(card) if _has(one, "behind") or _has(one, "behind-line")]
    assert bool(coloured) == employment.judged
    told = words(card)
    assert text("measure.achievement", "tr") in told
    scored = direction in (Direction.HIGHER, Direction.LOWER)
    assert (text("gender.parity", "tr") in told) == scored
    assert (text("gender.score", "tr") in told) == scored


def test_the_table_keeps_what_has_no_rank_and_says_why(demo: Dataset, view: Reader) -> None:
    shown = view("g=literacy_gap&grup=fark", demo)
    table = ranking_table(demo, shown, shown=5000)
    ranks = [one for one in parts(table) if _has(one, "rank")]
    without = [one for one in ranks if one.children == "–"]
    count = int(reliability(demo, shown.series).unranked.sum())
    assert len(without) == count > 100
    assert all(one.title == text("unreliable.why", "tr") for one in without)
    said = text("unranked.unreliable", "tr", count=number(count, "tr"))
    assert any(said in one for one in words(table))


def test_the_legend_counts_unreliable_areas_where_there_are_any(
    demo: Dataset, view: Reader
) -> None:
    name = text("unreliable.count", "tr")
    assert name in words(legend_block(demo, view("g=literacy_gap&grup=fark", demo)))
    assert name not in words(legend_block(demo, view("g=stop_distance", demo)))
    assert name not in words(legend_block(demo, view(DISTRICT + "&duzey=ilce", demo)))


def test_direction_source_and_caveat_come_first(demo: Dataset, view: Reader) -> None:
    shown = view(DISTRICT, demo)
    labels = [one.children for one in parts(about(demo, shown)) if one._type == "Dt"]
    assert labels[:3] == [text(f"about.{one}", "tr") for one in ("direction", "source", "caveat")]
