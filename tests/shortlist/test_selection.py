"""The list against plain loops over the same values."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Level
from dashboard.criterion import Criterion, Operator
from dashboard.dataset import Dataset, Flag, Series
from dashboard.extent import extent
from dashboard.index.scores import index_at, method_of
from dashboard.shortlist.bounds import Inner
from dashboard.shortlist.selection import Membership, Shortlist, first_k, shortlist_of
from dashboard.shortlist_view import InWorstTenth, Neighbourhoods, ScoreAtMost, Side
from dashboard.view import View, parse
from tests.shortlist.questions import questions

FAR = "women_employment_neighbourhood:kadin:cok:30"


def _meets(value: float, operator: Operator, threshold: float) -> bool | None:
    if math.isnan(value):
        return None
    return value >= threshold if operator is Operator.AT_LEAST else value <= threshold


def _values(dataset: Dataset, criterion: Criterion, level: Level) -> dict[str, float]:
    offers = [
        one
        for one in dataset.offers[criterion.indicator]
        if one.level is level and one.group is criterion.group
    ]
    ids = dataset.areas(level)["id"]
    if not offers:
        return {str(one): math.nan for one in ids}
    measured = dataset.measured(max(offers, key=lambda one: one.year))
    shown = np.where(measured.flags == Flag.OK, measured.values, np.nan)
    return {str(area): float(value) for area, value in zip(ids, shown, strict=True)}


def _of_neighbourhoods(dataset: Dataset, asked: Neighbourhoods, area: str) -> bool | None:
    values = _values(dataset, asked.criterion, Level.NEIGHBOURHOOD)
    rows = dataset.areas(Level.NEIGHBOURHOOD)
    inside = rows[(rows["district"] == area) & ~rows["kind"].isin(["islet", "industrial"])]["id"]
    outcomes = [
        _meets(values[str(one)], asked.criterion.operator, asked.criterion.value) for one in inside
    ]
    if not outcomes:
        return None
    part = 100 / len(outcomes) if asked.of_all else 1
    least = round(outcomes.count(True) * part, 1)
    most = round((outcomes.count(True) + outcomes.count(None)) * part, 1)
    ends = {_meets(one, asked.operator, asked.wanted) for one in (least, most)}
    return ends.pop() if len(ends) == 1 else None


def _outcomes(dataset: Dataset, view: View, area: str, score: float) -> list[bool | None]:
    found = []
    for one in (*view.criteria, *view.shortlist.more):
        if isinstance(one, Criterion):
            value = _values(dataset, one, Level.DISTRICT)[area]
            found.append(_meets(value, one.operator, one.value))
        elif isinstance(one, ScoreAtMost):
            found.append(_meets(score, Operator.AT_MOST, one.value))
        elif isinstance(one, InWorstTenth):
            found.append(_in_worst_tenth(dataset, one, area))
        else:
            found.append(_of_neighbourhoods(dataset, one, area))
    return found


def _in_worst_tenth(dataset: Dataset, one: InWorstTenth, area: str) -> bool | None:
    asked = one.criterion
    fine = [
        series
        for series in dataset.offers[asked.indicator]
        if series.level is Level.NEIGHBOURHOOD and series.group is asked.group
    ]
    year = max(series.year for series in fine)
    found = extent(dataset, Series(asked.indicator, asked.group, year, Level.DISTRICT))
    if found is None:
        return None
    share = round(100 * float(found.worst[dataset.place(area)]), 1)
    return _meets(share, asked.operator, asked.value)


def _by_hand(dataset: Dataset, view: View) -> tuple[list[str], dict[str, bool | None]]:
    """Ids of the list, and of each area whether it passes (``None``: not known)."""
    synthesis, asked = view.synthesis, view.shortlist
    index = index_at(dataset, Level.DISTRICT, synthesis.weighting, method_of(synthesis))
    themes = index.entering.structure.themes
    passes: dict[str, bool | None] = {}
    order: list[tuple[float, int, str]] = []
    for place, row in dataset.areas(Level.DISTRICT).iterrows():
        if row["province"] not in view.provinces(dataset):
            continue
        area, score = str(row["id"]), float(index.scores[place])
        covered = sum(
            share * np.nan_to_num(index.found.theme_coverage[place, at])
            for at, share in enumerate(index.shares.themes)
        )
        required: list[bool | None] = [
            round(covered, 1) >= asked.least_covered,
            int(row["population"]) >= asked.least_people,
        ]
        for veto in asked.vetoes:
            theme = round(float(index.found.themes[place, themes.index(veto.theme)]), 1)
            at_most = Operator.AT_MOST if veto.side is Side.ABOVE else Operator.AT_LEAST
            required.append(_meets(theme, at_most, veto.value))
        outcomes = _outcomes(dataset, view, area, score)
        needed = min(view.needed or len(outcomes), len(outcomes))
        enough: bool | None = outcomes.count(True) >= needed
        if not enough and outcomes.count(True) + outcomes.count(None) >= needed:
            enough = None
        everything = [*required, enough]
        passes[area] = None if None in everything else all(everything)
        if False in everything:
            passes[area] = False
        if passes[area] and not math.isnan(score):
            order.append((float(index.found.index[place]), int(place), area))
    return [area for _, _, area in sorted(order)][: synthesis.k], passes


def _ids(dataset: Dataset, found: Shortlist, places: Any) -> list[str]:
    ids = dataset.areas(found.level)["id"]
    return [str(ids.iloc[one]) for one in places]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_list_is_that_of_plain_loops(demo: Dataset, data: st.DataObject) -> None:
    words = data.draw(questions(demo))
    parsed = parse(words, demo)
    assert not parsed.dropped
    found = shortlist_of(demo, parsed.view)
    listed, passes = _by_hand(demo, parsed.view)
    assert _ids(demo, found, found.listed) == listed
    for place in np.flatnonzero(found.inside):
        membership, area = found.memberships[place], _ids(demo, found, [place])[0]
        scored = not math.isnan(found.index.scores[place])
        assert (membership in (Membership.LISTED, Membership.PASSING)) == (
            scored and passes[area] is True
        )
        if passes[area] is None:
            assert membership in (Membership.UNKNOWN, Membership.UNSCORED)
        if passes[area] is False:
            out = (Membership.INELIGIBLE, Membership.VETOED, Membership.FAILING, Membership.NEAR)
            assert membership in out or not scored


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_what_an_area_misses_adds_up(demo: Dataset, data: st.DataObject) -> None:
    found = shortlist_of(demo, parse(data.draw(questions(demo)), demo).view)
    assert sum(found.count(one) for one in Membership) == found.inside.sum()
    for one in found.criteria:
        assert not (one.met & one.unmet).any()
        assert ((one.missed == 0) == one.met).all()
        assert (np.isnan(one.missed) == one.unknown).all()
        assert (one.missed[one.unmet] > 0).all()
        assert not (one.narrowly & ~one.unmet).any()
    for place, membership in enumerate(found.memberships):
        narrowly = sum(bool(one.narrowly[place]) for one in found.criteria)
        if membership is Membership.NEAR:
            assert found.met[place] < found.needed <= found.met[place] + narrowly
        if membership is Membership.FAILING:
            assert found.met[place] + narrowly < found.needed
    letters = found.letters()
    assert letters.count("3") == len(found.listed)
    assert letters.count("x") == len(letters) - found.inside.sum()


def test_and_or_and_at_least_two_of_three(demo: Dataset) -> None:
    three = f"{FAR},sege_score:toplam:cok:0.5,population:toplam:cok:40000"
    sets = []
    for needed in (0, 1, 2, 3):
        found = shortlist_of(demo, parse(f"esik={three}&enaz={needed}", demo).view)
        sets.append(set(found.order))
    every, one, two, three_ = sets
    assert every == three_ < two < one


def test_without_criteria_the_list_is_that_of_the_lowest_scores(demo: Dataset) -> None:
    found = shortlist_of(demo, parse("k=7", demo).view)
    scores = found.index.scores
    assert len(found.listed) == 7
    assert max(scores[list(found.listed)]) <= min(scores[list(found.order[7:])])
    assert [found.ranks[one] for one in found.order] == sorted(found.ranks[list(found.order)])
    for place in found.order:
        same = [one for one in found.order if scores[one] == scores[place]]
        assert found.tied[place] == (len(same) > 1)
    assert found.count(Membership.UNSCORED) == np.isnan(scores).sum() > 0


def test_a_near_miss_is_within_a_twentieth_of_the_scale(demo: Dataset) -> None:
    found = shortlist_of(demo, parse(f"esik={FAR}", demo).view)
    (one,) = found.criteria
    widest = (one.scale[1] - one.scale[0]) * 0.05
    near = [place for place, said in enumerate(found.memberships) if said is Membership.NEAR]
    assert near
    for place, said in enumerate(found.memberships):
        missed = one.low[place] - 30
        if said is Membership.NEAR:
            assert 0 < missed <= widest + 1e-9
        if said is Membership.FAILING:
            assert missed > widest


def test_neighbourhoods_inside_one_district(demo: Dataset) -> None:
    found = shortlist_of(demo, parse("icinde=d-1819&il=balikesir&k=3", demo).view)
    areas = demo.areas(Level.NEIGHBOURHOOD)
    assert found.level is Level.NEIGHBOURHOOD
    assert set(areas["district"][found.inside]) == {"d-1819"}
    scores = np.where(found.inside, found.index.found.index, np.inf)
    assert set(found.listed) == set(np.argsort(scores, kind="stable")[:3].tolist())


@pytest.mark.parametrize(
    "word", ["onda-bir:kindergarten_distance:toplam:az:20", "sayi:" + FAR + ":az:1"]
)
def test_what_is_told_of_districts_alone_is_unknown_of_neighbourhoods(
    demo: Dataset, word: str
) -> None:
    found = shortlist_of(demo, parse(f"icinde=d-1819&olcut={word}", demo).view)
    assert not found.order
    assert found.count(Membership.UNKNOWN, Membership.UNSCORED) == found.inside.sum()


def test_a_veto_takes_out_on_its_side_alone(demo: Dataset) -> None:
    above, below = (
        shortlist_of(demo, parse(f"veto=education:{side}:60", demo).view)
        for side in ("ustu", "alti")
    )
    theme = above.index.entering.structure.themes.index("education")
    scores = np.round(above.index.found.themes[:, theme], 1)
    assert above.count(Membership.VETOED) == (scores > 60).sum() > 0
    assert below.count(Membership.VETOED) == (scores < 60).sum() > 0


@given(
    st.lists(st.lists(st.integers(0, 5), min_size=6, max_size=6), min_size=1, max_size=4),
    st.lists(st.booleans(), min_size=6, max_size=6),
    st.integers(1, 7),
)
def test_the_first_k_of_each_row(rows: list[list[int]], passes: list[bool], k: int) -> None:
    scores, passing = np.array(rows, dtype=float), np.array([passes])
    found = first_k(scores, passing, k)
    for row, listed in zip(rows, found, strict=True):
        able = sorted((score, at) for at, score in enumerate(row) if passes[at])
        assert set(np.flatnonzero(listed)) == {at for _, at in able[:k]}


def test_a_count_of_neighbourhoods_has_two_ends() -> None:
    values = (np.array([1.0, 2.0, 2.0, 5.0]), np.array([]))
    inner = Inner(values, np.array([2.0, 0.0]), shares=False, digits=1)
    low, high = inner.counted(Operator.AT_LEAST, 2.0)
    assert (low.tolist(), high.tolist()) == ([3.0, -np.inf], [5.0, np.inf])
    shares = Inner(values, np.array([2.0, 0.0]), shares=True, digits=1)
    assert shares.counted(Operator.AT_MOST, 2.0)[0][0] == 50.0
