"""How far thresholds can move: the next value changes the list, and none before it does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.criterion import Operator
from dashboard.dataset import Dataset
from dashboard.shortlist.bounds import LeastCovered
from dashboard.shortlist.margins import Margin, Threshold, margins_of, turning_points
from dashboard.shortlist.selection import shortlist_of
from dashboard.shortlist_view import InWorstTenth, Neighbourhoods, ScoreAtMost
from dashboard.view import View, parse
from tests.shortlist.questions import questions


def _moved(view: View, margin: Margin, value: float) -> View:
    """The view with one threshold at another value."""
    asked, place = view.shortlist, margin.place
    if margin.threshold is Threshold.VETO:
        vetoes = list(asked.vetoes)
        vetoes[place] = replace(vetoes[place], value=value)
        return replace(view, shortlist=replace(asked, vetoes=tuple(vetoes)))
    if margin.threshold is Threshold.ELIGIBILITY:
        first = asked.least_covered and place == 0
        moved = {"least_covered": value} if first else {"least_people": round(value)}
        return replace(view, shortlist=replace(asked, **moved))
    if place < len(view.criteria):
        criteria = list(view.criteria)
        criteria[place] = replace(criteria[place], value=value)
        return replace(view, criteria=tuple(criteria))
    more = list(asked.more)
    at = place - len(view.criteria)
    one = more[at]
    if isinstance(one, ScoreAtMost):
        more[at] = ScoreAtMost(value)
    elif isinstance(one, InWorstTenth):
        more[at] = InWorstTenth(replace(one.criterion, value=value))
    elif margin.threshold is Threshold.NEIGHBOURHOOD:
        assert isinstance(one, Neighbourhoods)
        more[at] = replace(one, criterion=replace(one.criterion, value=value))
    else:
        more[at] = replace(one, wanted=value)
    return replace(view, shortlist=replace(asked, more=tuple(more)))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_the_next_value_changes_the_list_and_none_before_it(
    demo: Dataset, data: st.DataObject
) -> None:
    view = parse(data.draw(questions(demo)), demo).view
    found = shortlist_of(demo, view)
    now = set(found.listed)
    for margin in margins_of(demo, view):
        for step in (margin.down, margin.up):
            if step is None:
                continue
            then = set(shortlist_of(demo, _moved(view, margin, step.value)).listed)
            assert (then - now, now - then) == (set(step.enters), set(step.leaves))
            assert then != now
            for part in (0.1, 0.5, 0.9, 0.999):
                between = margin.value + part * (step.value - margin.value)
                if margin.threshold is Threshold.ELIGIBILITY and not _covered(found, margin):
                    between = float(np.trunc(between))
                stays = shortlist_of(demo, _moved(view, margin, between)).listed
                # thresholds have decimals: what lies less than one of them before may change it
                assert set(stays) == now or abs(step.value - between) < _step(found, margin)


def _covered(found: object, margin: Margin) -> bool:
    bounds = found.eligibility[margin.place]  # type: ignore[attr-defined]
    return isinstance(bounds.asked, LeastCovered)


def _step(found: object, margin: Margin) -> float:
    groups = {
        Threshold.VETO: found.vetoes,  # type: ignore[attr-defined]
        Threshold.ELIGIBILITY: found.eligibility,  # type: ignore[attr-defined]
    }
    one = groups.get(margin.threshold, found.criteria)[margin.place]  # type: ignore[attr-defined]
    digits = one.inner.digits if margin.threshold is Threshold.NEIGHBOURHOOD else one.digits
    return 10.0**-digits + 1e-9


def test_where_no_value_does_it_neither_end_of_the_figures_does(demo: Dataset) -> None:
    view = parse("esik=women_employment_neighbourhood:kadin:cok:30&k=5", demo).view
    found = shortlist_of(demo, view)
    margin = margins_of(demo, view)[0]
    assert margin.down is not None
    assert margin.up is not None
    loose = parse("esik=women_employment_neighbourhood:kadin:cok:99&k=5", demo).view
    (all_in,) = margins_of(demo, loose)
    assert all_in.up is None
    assert len(found.order) < len(shortlist_of(demo, loose).order)


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=8),
    st.integers(0, 30),
    st.sampled_from(list(Operator)),
)
def test_turning_points_are_where_an_area_begins_or_ceases_to_meet_it(
    drawn: list[int], tenths: int, operator: Operator
) -> None:
    figures, value = np.unique(np.array(drawn) / 10), tenths / 10

    def who(threshold: float) -> list[bool]:
        if operator is Operator.AT_LEAST:
            return [bool(one >= threshold - 1e-9) for one in figures]
        return [bool(one <= threshold + 1e-9) for one in figures]

    down, up = turning_points(figures, operator, value, 1)
    grid = [round(one / 10, 1) for one in range(-10, 50)]
    upwards = [one for one in grid if one > value and who(one) != who(round(one - 0.1, 1))]
    downwards = [one for one in grid if one < value and who(one) != who(round(one + 0.1, 1))]
    assert up.tolist() == upwards
    assert down.tolist() == downwards[::-1]
