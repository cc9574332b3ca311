"""Two sets of weights beside each other: who changes place, and why."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dashboard.dataset import Dataset
from dashboard.figures.colours import COLOURS
from dashboard.index.change import MOST_MOVERS, PALETTE, change_of
from dashboard.index.scores import base_of, index_of
from dashboard.view import View

Reader = Callable[[str, Dataset], View]
QUERIES = (
    "duzey=ilce&w=bakim",
    "duzey=ilce&w=care:60,safety:40&once=guvenlik&il=izmir",
    "duzey=ilce&w=mobility:100&birlestirme=aritmetik",
    "duzey=mahalle&w=housing:50,care:50",
)


@pytest.mark.parametrize("query", QUERIES)
def test_moved_is_before_less_after(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    change = change_of(demo, shown)
    before, after = base_of(demo, shown).scores, index_of(demo, shown).scores
    inside = change.now.inside(demo, shown)
    both = inside & ~np.isnan(before) & ~np.isnan(after)
    assert change.both.tolist() == both.tolist()
    assert change.count == both.sum() > 10
    for ranks, scores in ((change.before, before), (change.after, after)):
        wanted = [1 + int((scores[both] < one).sum()) for one in scores[both]]
        assert ranks[both].tolist() == wanted, "ranked among those with a score both times"
        assert not ranks[~both].any()
    assert change.moved[both].tolist() == (change.before - change.after)[both].tolist()
    assert np.isnan(change.moved[~both]).all()
    assert change.mean_shift == pytest.approx(np.abs(change.before - change.after)[both].mean())
    assert change.mean_shift > 0


@pytest.mark.parametrize("query", QUERIES)
def test_letters_say_who_moved_and_how_far(demo: Dataset, view: Reader, query: str) -> None:
    change = change_of(demo, view(query, demo))
    near, far = change.limits[2], change.limits[3]
    assert near < far
    now = change.now.letters()
    for letter, moved, both, otherwise in zip(
        change.letters(), change.moved, change.both, now, strict=True
    ):
        if not both:
            assert letter == ("n" if otherwise.isdigit() else otherwise)
        elif moved > far:
            assert letter == "0"
        elif moved > near:
            assert letter == "1"
        elif moved >= -near:
            assert letter == "2"
        else:
            assert letter == ("3" if moved >= -far else "4")
    assert len(COLOURS[PALETTE]) == 5


@pytest.mark.parametrize("query", QUERIES)
def test_movers_are_those_that_moved_most(demo: Dataset, view: Reader, query: str) -> None:
    change = change_of(demo, view(query, demo))
    for towards_first, sign in ((True, 1), (False, -1)):
        movers = change.movers(towards_first)
        steps = [sign * change.moved[one] for one in movers]
        assert 0 < len(movers) <= MOST_MOVERS
        assert steps == sorted(steps, reverse=True)
        assert min(steps) > 0
        others = np.delete(np.where(change.both, sign * change.moved, -np.inf), movers)
        if len(movers) == MOST_MOVERS:
            assert others.max() <= min(steps)
        else:
            assert others.max() <= 0, "nobody else moved that way"


@pytest.mark.parametrize("query", QUERIES)
def test_reasons_add_up_relative_to_the_average(demo: Dataset, view: Reader, query: str) -> None:
    change = change_of(demo, view(query, demo))
    steps = change.now.found.index - change.base.found.index
    usual = steps[change.both].mean()
    whole = change.themes.sum(axis=1)
    assert whole[change.both] == pytest.approx((steps - usual)[change.both], abs=1e-7)
    assert change.themes[change.both].mean(axis=0) == pytest.approx(0, abs=1e-9)
    area = change.movers(True)[0]
    reasons = change.reasons(area, most=3)
    sizes = [abs(points) for _, points in reasons]
    assert sizes == sorted(sizes, reverse=True)
    themes = change.now.entering.structure.themes
    for name, points in reasons:
        assert points == change.themes[area, themes.index(name)]
    assert sizes[0] == pytest.approx(np.abs(change.themes[area]).max())


def test_nothing_changes_under_the_same_weights(demo: Dataset, view: Reader) -> None:
    change = change_of(demo, view("duzey=ilce&w=bakim&once=bakim", demo))
    assert change.mean_shift == 0
    assert change.movers(True) == change.movers(False) == []
    assert {*change.letters()} <= {"2", *"nfsx"}
    assert change.reasons(int(np.flatnonzero(change.both)[0])) == []


def test_areas_that_one_of_both_leaves_out_are_not_compared(demo: Dataset, view: Reader) -> None:
    """With housing every area needs its theme; without it more of them have a score."""
    change = change_of(demo, view("duzey=ilce&w=safety:50,work:50", demo))
    gained = ~np.isnan(change.now.scores) & np.isnan(change.base.scores)
    assert gained.any()
    assert not change.both[gained].any()
    assert {change.letters()[one] for one in np.flatnonzero(gained)} == {"n"}
