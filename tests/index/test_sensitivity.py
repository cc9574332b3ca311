"""What the ranks hang on, against a second way to the shifts; and indicators that disagree."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dashboard.dataset import Dataset
from dashboard.index.scores import index_of
from dashboard.index.sensitivity import (
    LEAST_PAIRS,
    Finding,
    Sensitivity,
    cautions,
    sensitivity_of,
)
from dashboard.synthesis.score import synthesise
from dashboard.synthesis.weights import closed_weights
from dashboard.synthesis_view import Weighting
from dashboard.view import View
from tests.index.made import entering, index_on

Reader = Callable[[str, Dataset], View]
QUERIES = (
    "duzey=ilce",
    "duzey=ilce&il=izmir&w=care:40,work:30,housing:30&birlestirme=aritmetik&k=7",
    "duzey=mahalle&w=bakim&olcekleme=yuzdelik",
)


def _ranked(scores: np.ndarray, among: np.ndarray) -> dict[int, int]:
    """Rank of each area from the highest score, equal ones share the better."""
    values = {int(one): scores[one] for one in np.flatnonzero(among)}
    ordered = np.sort(-np.array(list(values.values())))
    return {one: int(np.searchsorted(ordered, -value)) + 1 for one, value in values.items()}


def _shift(before: np.ndarray, after: np.ndarray, inside: np.ndarray) -> tuple[float, int]:
    both = inside & ~np.isnan(before) & ~np.isnan(after)
    first, second = _ranked(before, both), _ranked(after, both)
    moved = [abs(first[one] - second[one]) for one in first]
    return sum(moved) / len(moved), len(moved)


def _without(found: Sensitivity, themes: np.ndarray, within: np.ndarray) -> np.ndarray:
    entering_ = found.index.entering
    weights = closed_weights(entering_.structure, themes, within)
    return synthesise(
        entering_.values, entering_.structure, entering_.scale, weights, found.index.method
    ).index


@pytest.mark.parametrize("query", QUERIES)
def test_leaving_each_indicator_out(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    found, structure = sensitivity_of(demo, shown), index_of(demo, shown).shares.structure
    inside = found.index.inside(demo, shown)
    weights = found.index.shares.weights
    wanted = {}
    for place, name in enumerate(structure.indicators):
        theme = structure.theme_of[place]
        if not weights.within[place] or not weights.themes[theme]:
            continue
        within, themes = weights.within.copy(), weights.themes.copy()
        within[place] = 0
        if not within[structure.theme_of == theme].any():
            themes[theme] = 0  # the last of its theme
        wanted[name] = _shift(found.index.found.index, _without(found, themes, within), inside)
    assert {one.name for one in found.indicators} == set(wanted)
    for one in found.indicators:
        assert (one.places, one.count) == pytest.approx(wanted[one.name])
    shifts = [one.places for one in found.indicators]
    assert shifts == sorted(shifts, reverse=True)
    assert shifts[0] > shifts[-1] > 0


@pytest.mark.parametrize("query", QUERIES)
def test_leaving_each_theme_out(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    found = sensitivity_of(demo, shown)
    inside = found.index.inside(demo, shown)
    structure, weights = found.index.shares.structure, found.index.shares.weights
    on = [name for name, one in zip(structure.themes, weights.themes, strict=True) if one]
    assert {one.name for one in found.themes} == {*on}
    for one in found.themes:
        themes = weights.themes * [name != one.name for name in structure.themes]
        rest = _without(found, themes, weights.within)
        assert (one.places, one.count) == pytest.approx(
            _shift(found.index.found.index, rest, inside)
        )
        before, after = found.index.found.index, rest
        both = inside & ~np.isnan(before) & ~np.isnan(after)
        first, second = _ranked(-before, both), _ranked(-after, both)
        assert one.kept == sum(first[a] <= found.k and second[a] <= found.k for a in first)


def test_every_other_method_is_tried(demo: Dataset, view: Reader) -> None:
    shown = view("duzey=ilce&birlestirme=aritmetik", demo)
    found = sensitivity_of(demo, shown)
    methods = [one.method for one in found.methods]
    assert len({*methods}) == len(methods) == 4 * 3 - 1 + 1  # without its own, and tails drawn in
    assert found.index.method not in methods
    assert sum(one.draw_in_tails for one in methods) == 1
    assert all(one.name == "" for one in found.methods)
    assert all(0 < one.places < 25 for one in found.methods)


def test_of_one_theme_with_one_indicator_nothing_can_be_left_out(
    demo: Dataset, view: Reader
) -> None:
    found = sensitivity_of(demo, view("duzey=ilce&w=housing:100", demo))
    assert found.indicators == found.themes == ()
    assert found.methods


# --- Cautions -------------------------------------------------------------------------------------

RNG = np.random.default_rng(11)
BASE = RNG.random(40) * 100
NOISE = RNG.random((40, 3)) * 100


def _found(values: list[np.ndarray], themes: str, **more: object) -> list[tuple[str, tuple]]:
    index = index_on(entering(np.column_stack(values), list(themes), **more))
    return [(str(one.finding), one.indicators) for one in cautions(index)]


def test_two_indicators_that_say_the_same() -> None:
    twin = np.clip(BASE + NOISE[:, 0] / 20, 0, 100)
    found = _found([BASE, twin, NOISE[:, 1]], "aab")
    assert (Finding.REDUNDANT, ("i0", "i1")) in found
    assert not [one for one in found if one[0] == Finding.CONTRADICTING]
    apart = _found([BASE, twin, NOISE[:, 1]], "abb")
    assert not [one for one in apart if one[0] == Finding.REDUNDANT], "of two themes they may"


def test_two_indicators_that_pull_against_each_other() -> None:
    against = np.clip(100 - BASE + NOISE[:, 0] / 5, 0, 100)
    assert (Finding.CONTRADICTING, ("i0", "i1")) in _found([BASE, against, BASE], "aab")
    # where less of the second is better, both want the same
    turned = _found([BASE, against, BASE], "aab", directions=[1, -1, 1])
    assert (Finding.REDUNDANT, ("i0", "i1")) in turned
    assert not [one for one in turned if one[0] == Finding.CONTRADICTING]


def test_an_indicator_that_decides_its_theme() -> None:
    still = 50 + NOISE[:, :2].T / 20
    found = _found([BASE, *still, NOISE[:, 2]], "aaab")
    assert (Finding.DOMINATED, ("i0",)) in found
    # two that say the same decide it together
    twin = _found([BASE, BASE, NOISE[:, 2]], "aab")
    assert not [one for one in twin if one[0] == Finding.DOMINATED]


def test_nothing_is_said_of_few_areas_or_of_what_is_off() -> None:
    twin = BASE.copy()
    few = BASE.copy()
    few[LEAST_PAIRS - 1 :] = np.nan
    assert _found([BASE, few, NOISE[:, 1]], "aab") == []
    index = index_on(
        entering(np.column_stack([BASE, twin, NOISE[:, 1]]), list("aab")),
        Weighting(themes=(("b", 100.0),)),
    )
    assert cautions(index) == ()
    index = index_on(
        entering(np.column_stack([BASE, twin, NOISE[:, 1]]), list("aab")),
        Weighting(within=(("i0", 100.0),)),
    )
    assert cautions(index) == ()


def test_beside_an_indicator_that_is_equal_everywhere_the_other_decides() -> None:
    found = _found([BASE, np.full(40, 30.0), NOISE[:, 1]], "aab")
    assert found == [(Finding.DOMINATED, ("i0",))]


def test_figures_of_cautions(demo: Dataset, view: Reader) -> None:
    index = index_of(demo, view("duzey=ilce", demo))
    found = cautions(index)
    assert found
    names = index.shares.structure.indicators
    for one in found:
        if one.finding is Finding.DOMINATED:
            continue
        first, second = (index.found.normalised[:, names.index(key)] for key in one.indicators)
        both = ~np.isnan(first) & ~np.isnan(second)
        x, y = first[both] - first[both].mean(), second[both] - second[both].mean()
        assert one.figure == pytest.approx((x * y).sum() / np.sqrt((x**2).sum() * (y**2).sum()))
