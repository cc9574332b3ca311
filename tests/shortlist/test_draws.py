"""The list over the draws: those of the certainty, and made anew one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.dataset import Dataset
from dashboard.index.certainty import Grade, certainty_of, drawn_weights, grade
from dashboard.shortlist.draws import (
    Assumption,
    candidates_of,
    method_changes,
    robust_of,
)
from dashboard.shortlist.selection import Shortlist, asked_of, shortlist_of
from dashboard.shortlist_view import Side
from dashboard.synthesis.aggregate import aggregate
from dashboard.view import View, parse
from tests.shortlist.questions import questions

SOURCES = ("hepsi", "aralik", "yakin", "yontem")


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("mean", ["geometrik", "mazziotta-pareto"])
def test_without_criteria_it_is_the_certainty_of_the_index(
    demo: Dataset, source: str, mean: str
) -> None:
    query = f"duzey=ilce&deneme={source}&birlestirme={mean}&tohum=7&k=4"
    view = parse(query, demo).view
    sure, robust = certainty_of(demo, view, 600), robust_of(demo, view, 600)
    assert robust.count == sure.count
    np.testing.assert_allclose(robust.shares, sure.robust.in_top, rtol=0, atol=1e-12)
    for ours, theirs in (
        (robust.low, sure.robust.low),
        (robust.median, sure.robust.median),
        (robust.high, sure.robust.high),
        (robust.central, sure.robust.central),
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)
    asked = asked_of(demo, view).synthesis
    drawn = drawn_weights(sure.index, asked, robust.limits, 600)
    assert (drawn.themes == sure.draws.themes).all()
    assert (drawn.within == sure.draws.within).all()


def _themes(found: Shortlist, place: int, within: np.ndarray) -> np.ndarray:
    """The themes of one area under shares inside them, closed over the indicators that it has."""
    structure = found.index.entering.structure
    scores, themes = found.index.found.normalised[place], np.zeros(len(structure.themes))
    for theme in range(len(themes)):
        has = (structure.theme_of == theme) & ~np.isnan(scores)
        if within[has].sum():
            themes[theme] = (scores[has] * within[has]).sum() / within[has].sum()
    return themes


def _listed_once(demo: Dataset, view: View, weights: np.ndarray, within: np.ndarray) -> set[int]:
    """The list under one set of weights, area by area."""
    found, order = shortlist_of(demo, view), []
    names = found.index.entering.structure.themes
    for place in np.flatnonzero(candidates_of(found)):
        themes = _themes(found, int(place), within)
        index = float(aggregate(found.index.method.mean, themes[None, :], weights[None, :])[0])
        met = sum(
            round(index, 1) <= one.value if one.of_score else bool(one.met[place])
            for one in found.criteria
        )
        out = False
        for veto in view.shortlist.vetoes:
            score = round(float(themes[names.index(veto.theme)]), 1)
            out |= score > veto.value if veto.side is Side.ABOVE else score < veto.value
        if met >= found.needed and not out:
            order.append((index, int(place)))
    return {place for _, place in sorted(order)[: found.k]}


@given(st.data())
@settings(max_examples=12, deadline=None)
def test_every_draw_makes_the_list_anew(demo: Dataset, data: st.DataObject) -> None:
    view = parse({**data.draw(questions(demo)), "deneme": "yakin"}, demo).view
    found, robust = shortlist_of(demo, view), robust_of(demo, view, 40)
    draws = drawn_weights(found.index, view.synthesis, (), 40)
    times = np.zeros(len(found.inside), dtype=int)
    for themes, within in zip(draws.themes, draws.within, strict=True):
        for place in _listed_once(demo, view, themes, within):
            times[place] += 1
    assert (robust.times == times).all()


def test_a_score_is_judged_as_it_would_be_shown(demo: Dataset) -> None:
    free = parse("deneme=yakin&k=50", demo).view
    found = shortlist_of(demo, free)
    draws = drawn_weights(found.index, free.synthesis, (), 1)
    rounded = 0
    for place in found.order:
        themes = _themes(found, place, draws.within[0])
        index = float(aggregate(found.index.method.mean, themes[None, :], draws.themes)[0])
        shown = round(index, 1)
        if index > shown:
            rounded += 1
            view = parse(f"deneme=yakin&k=50&olcut=puan:{shown}", demo).view
            assert robust_of(demo, view, 1).times[place] == 1
    assert rounded > 5


def test_criteria_on_the_score_follow_each_draw(demo: Dataset) -> None:
    free, bound = (parse(f"deneme=yakin&k=50{more}", demo).view for more in ("", "&olcut=puan:40"))
    shares, fewer = robust_of(demo, free, 500).shares, robust_of(demo, bound, 500).shares
    known = ~np.isnan(shares)
    assert (shares[known] == 1).all()
    assert ((fewer[known] > 0) & (fewer[known] < 1)).any(), "some scores lie about the threshold"
    assert (fewer[known] == 0).any()


def test_the_same_seed_gives_the_same_shares_and_another_one_others(demo: Dataset) -> None:
    one, other, again = (
        robust_of(demo, parse(f"tohum={seed}", demo).view, count).times.tolist()
        for seed, count in ((1, 500), (2, 500), (1, 500))
    )
    assert one == again != other


def test_grades_have_named_cuts() -> None:
    grades = [grade(one) for one in (1.0, 0.8, 0.799, 0.2, 0.199, 0.0)]
    assert grades == [
        *(Grade.STURDY, Grade.STURDY, Grade.CONTESTED),
        *(Grade.CONTESTED, Grade.WEAK, Grade.WEAK),
    ]


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_varied_and_what_is_not_are_all_assumptions(demo: Dataset, source: str) -> None:
    robust = robust_of(demo, parse(f"deneme={source}", demo).view, 50)
    assert set(robust.varied) | set(robust.not_varied) == set(Assumption)
    assert not set(robust.varied) & set(robust.not_varied)
    assert Assumption.DATA_ERROR in robust.not_varied


def test_central_weights_are_those_of_the_draws_that_list_an_area(demo: Dataset) -> None:
    view = parse("k=3", demo).view
    robust = robust_of(demo, view, 300)
    listed = robust.times > 0
    assert np.allclose(robust.central[listed].sum(axis=1), 1)
    assert np.isnan(robust.central[~listed]).all()


def test_methods_change_the_list_as_the_draws_of_methods_say(demo: Dataset) -> None:
    view = parse("k=5&deneme=yontem", demo).view
    found, robust = shortlist_of(demo, view), robust_of(demo, view)
    changes = method_changes(demo, view)
    assert len(changes) == robust.count
    for place in found.order:
        kept = sum(
            place in one.enters or (place in found.listed and place not in one.leaves)
            for one in changes
        )
        assert kept == robust.times[place]
    assert all(len(one.enters) == len(one.leaves) for one in changes)


def test_draws_inside_one_district(demo: Dataset) -> None:
    view = parse("icinde=d-1819&k=3", demo).view
    robust = robust_of(demo, view, 200)
    assert robust.times.sum() == 200 * 3
    assert not robust.candidates[~robust.shortlist.inside].any()


def test_a_veto_that_nobody_can_be_told_of_leaves_no_candidate(tiny: Dataset) -> None:
    view = parse("veto=people:ustu:0", tiny).view
    robust = robust_of(tiny, view, 20)
    assert not robust.times.any()
    assert not robust.shortlist.order
