"""The flip line: applied through the words of the weights it flips, and nothing smaller does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.dataset import Dataset
from dashboard.index.scores import index_at, method_of
from dashboard.index.weighting import TENTHS, tenths
from dashboard.shortlist.flip import changes, crossing, flip_of, moved_shares, with_flip
from dashboard.shortlist.selection import Membership, Shortlist, shortlist_of
from dashboard.synthesis.score import synthesise
from dashboard.synthesis.weights import closed_weights
from dashboard.synthesis_view import Preset, Weighting
from dashboard.view import View, parse
from tests.shortlist.questions import questions


def _with(view: View, found: Shortlist, shares: np.ndarray) -> View:
    names = found.index.entering.structure.themes
    themes = tuple((name, float(one)) for name, one in zip(names, shares, strict=True) if one)
    weighting = Weighting(Preset.EQUAL, themes, view.synthesis.weighting.within)
    return parse(
        replace(view, synthesis=replace(view.synthesis, weighting=weighting)).to_query(), DATA[0]
    ).view


DATA: list[Dataset] = []


def _locked(view: View, found: Shortlist) -> np.ndarray:
    names = found.index.entering.structure.themes
    return np.array([one in view.synthesis.locked for one in names])


def _moved(shares: np.ndarray, locked: np.ndarray, theme: int, after: float) -> np.ndarray | None:
    """The shares once one theme has another; ``None`` where it can't."""
    row = moved_shares(shares, locked, np.array([theme]), np.array([after]))[0]
    return None if np.isnan(row).any() else row


def _listed(demo: Dataset, view: View, place: int) -> bool:
    return place in shortlist_of(demo, view).listed


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_exactly_this_change_flips_and_no_smaller_one_of_the_theme(
    demo: Dataset, data: st.DataObject
) -> None:
    DATA[:] = [demo]
    words = data.draw(questions(demo))
    locked = data.draw(st.sampled_from(["", "care", "education,housing"]))
    view = parse({**words, **({"kilit": locked} if locked else {})}, demo).view
    found = shortlist_of(demo, view)
    near = [*found.listed[-2:], *found.order[found.k : found.k + 2]]
    if not near:
        return
    place = data.draw(st.sampled_from(near))
    flip = flip_of(demo, view, place)
    if flip is None:
        return
    was = _listed(demo, view, place)
    then = shortlist_of(demo, parse(with_flip(view, flip).to_query(), demo).view)
    assert (place in then.listed) != was
    assert set(then.listed) - set(found.listed) == set(flip.enters)
    assert set(found.listed) - set(then.listed) == set(flip.leaves)
    names = found.index.entering.structure.themes
    shares, theme = np.array(found.index.shares.themes), names.index(flip.theme)
    index = index_at(
        demo, found.level, with_flip(view, flip).synthesis.weighting, method_of(view.synthesis)
    )
    assert dict(flip.themes) == {k: v for k, v in zip(names, index.shares.themes, strict=True) if v}
    assert index.shares.themes[theme] == flip.after
    assert flip.theme not in view.synthesis.locked
    for one in view.synthesis.locked:
        assert index.shares.themes[names.index(one)] == shares[names.index(one)]
    steps = round(flip.change * 10)
    for step in data.draw(st.lists(st.integers(1, max(steps - 1, 1)), max_size=8, unique=True)):
        for sign in (-1, 1):
            after = round(shares[theme] + sign * step / 10, 1)
            moved = _moved(shares, _locked(view, found), theme, after)
            if moved is not None and step < steps:
                assert _listed(demo, _with(view, found, moved), place) == was


@pytest.mark.parametrize("mean", ["geometrik", "aritmetik", "mazziotta-pareto"])
def test_no_smaller_change_of_any_theme_flips(demo: Dataset, mean: str) -> None:
    DATA[:] = [demo]
    view = parse(f"birlestirme={mean}&k=5", demo).view
    found = shortlist_of(demo, view)
    place = found.listed[-1]
    flip = flip_of(demo, view, place)
    assert flip is not None
    shares, locked = np.array(found.index.shares.themes), _locked(view, found)
    tried = 0
    for step in range(1, min(round(flip.change * 10), 60)):
        for theme in range(len(shares)):
            for sign in (-1, 1):
                after = round(shares[theme] + sign * step / 10, 1)
                moved = _moved(shares, locked, theme, after)
                if moved is not None:
                    tried += 1
                    assert _listed(demo, _with(view, found, moved), place), (theme, after)
    assert tried or flip.change == 0.1


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_unrounded_scores_cross_where_it_is_said(demo: Dataset, data: st.DataObject) -> None:
    words = data.draw(questions(demo, rules=False))
    more = data.draw(st.sampled_from(["", "puan:40", "puan:45"]))
    view = parse({**words, **({"olcut": more} if more else {})}, demo).view
    found = shortlist_of(demo, view)
    shares = np.array(found.index.shares.themes)
    locked = _locked(view, found)
    near = [*found.listed[-2:], *found.order[found.k : found.k + 2]]
    if not near:
        return
    place, theme = data.draw(st.sampled_from(near)), data.draw(st.integers(0, len(shares) - 1))
    upwards = data.draw(st.booleans())
    exact = crossing(found, locked, theme, place, upwards)
    if exact is None:
        return
    assert (exact > shares[theme]) == upwards

    def listed(share: float) -> bool:
        moved = shares / (100 - shares[theme]) * (100 - share)
        moved[theme] = share
        entering, method = found.index.entering, found.index.method
        weights = closed_weights(entering.structure, moved, np.array(found.index.shares.within))
        index = synthesise(
            entering.values, entering.structure, entering.scale, weights, method
        ).index
        scores = np.where(found.inside & ~np.isnan(found.index.scores), index, np.inf)
        if more:
            scores = np.where(np.round(scores, 1) <= float(more[5:]), scores, np.inf)
        first = np.argsort(scores, kind="stable")[: found.k]
        return bool(place in first and np.isfinite(scores[place]))

    near_, far = (exact - 1e-6, exact + 1e-6) if upwards else (exact + 1e-6, exact - 1e-6)
    assert listed(near_) == (place in found.listed)
    assert listed(far) != (place in found.listed)
    for part in (0.2, 0.5, 0.8):
        assert listed(shares[theme] + part * (exact - shares[theme])) == (place in found.listed)


def test_the_tenth_lies_where_the_scores_cross(demo: Dataset) -> None:
    view = parse("k=5", demo).view
    found = shortlist_of(demo, view)
    told = 0
    for place in found.order[:9]:
        flip = flip_of(demo, view, place)
        if flip is not None and flip.exact is not None:
            told += 1
            assert abs(flip.exact - flip.after) < 1.0
    assert told >= 5


def test_a_score_right_at_a_threshold_meets_it(demo: Dataset) -> None:
    free = shortlist_of(demo, parse("k=4", demo).view)
    flipped = 0
    for place in free.order[:6]:
        view = parse(f"k=4&olcut=puan:{free.index.scores[place]}", demo).view
        was = _listed(demo, view, place)
        flip = flip_of(demo, view, place)
        if flip is not None:
            flipped += 1
            assert _listed(demo, with_flip(view, flip), place) != was
            assert (place in flip.leaves) == was
    assert flipped >= 4


def test_no_single_change_is_an_answer(demo: Dataset) -> None:
    view = parse("k=5", demo).view
    found = shortlist_of(demo, view)
    areas = demo.areas(found.level)["name"].tolist()
    assert flip_of(demo, view, areas.index("Aliağa")) is None, "its scores cross too few others"
    unscored = found.memberships.index(Membership.UNSCORED)
    assert flip_of(demo, view, unscored) is None
    locked = ",".join(found.index.entering.structure.themes)
    assert flip_of(demo, parse(f"k=5&kilit={locked}", demo).view, found.listed[-1]) is None


def test_an_area_that_fails_for_other_reasons_has_no_flip_line(demo: Dataset) -> None:
    found = shortlist_of(demo, parse("nufus=1000000", demo).view)
    assert found.count(Membership.INELIGIBLE) == found.inside.sum()
    assert flip_of(demo, parse("nufus=1000000", demo).view, 0) is None


@given(
    st.lists(st.integers(1, 300), min_size=3, max_size=9),
    st.integers(0, 8),
    st.integers(0, TENTHS),
    st.lists(st.booleans(), min_size=9, max_size=9),
)
def test_other_themes_keep_their_proportions_and_locked_ones_their_shares(
    parts: list[int], theme: int, after: int, held: list[bool]
) -> None:
    whole = sum(parts)
    shares = np.array([round(1000 * one / whole) / 10 for one in parts])
    shares[0] = round(100 - shares[1:].sum(), 1)
    theme %= len(parts)
    locked = np.array(held[: len(parts)])
    locked[theme] = False
    if (shares <= 0).any():
        return
    moved = _moved(shares, locked, theme, after / 10)
    room = 100 - shares[locked].sum()
    if moved is not None:
        assert (moved == tenths(moved)).all(), "shares that are read again stay as they are"
    if moved is None:
        rest = ~locked
        rest[theme] = False
        small = rest.any() and shares[rest].min() * (room - after / 10) / shares[rest].sum() < 0.2
        assert not rest.any() or after / 10 > room - 0.05 or small
        return
    assert moved[theme] == after / 10
    assert moved.sum() == pytest.approx(100)
    assert (moved[locked] == shares[locked]).all()
    free = ~locked
    free[theme] = False
    exact = shares[free] / shares[free].sum() * (room - after / 10)
    assert np.abs(moved[free] - exact).max() <= 0.1 + 1e-9


@given(st.lists(st.integers(1, 999), min_size=4, max_size=4), st.integers(0, 3))
def test_changes_are_in_tenths_that_close_to_100_smallest_first(
    parts: list[int], theme: int
) -> None:
    shares, locked = tenths(np.array(parts, dtype=float)), np.zeros(4, dtype=np.bool_)
    if (shares <= 0).any():
        return
    themes, moved = changes(shares, locked)
    for one, row in list(zip(themes, moved, strict=True))[:: max(len(themes) // 40, 1)]:
        scaled = shares * (100 - row[one]) / (100 - shares[one])
        scaled[one] = row[one]
        assert (tenths(row) == row).all(), "shares that are read again stay as they are"
        assert np.abs(scaled - row).max() <= 0.1 + 1e-9, "of equal remainders either may be raised"
    change = np.round(np.abs(moved[np.arange(len(themes)), themes] - shares[themes]), 1)
    assert (np.diff(change) >= 0).all(), "the smallest first"
    assert {round(one, 1) for one in change[themes == theme]} >= {0.1, 0.2} or shares[theme] > 99
