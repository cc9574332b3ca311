"""Weights of a view as shares of 100 that can be read off the screen."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.index.inputs import inputs
from dashboard.index.weighting import (
    FIRST_THEME,
    most_important,
    resolve,
    tenths,
)
from dashboard.synthesis_view import Preset, Weighting
from tests.index.made import entering

LEVELS = (Level.DISTRICT, Level.NEIGHBOURHOOD)
THEMES = ("a", "a", "a", "b", "b", "c", "d")
PARTS = arrays(float, st.integers(1, 14), elements=st.floats(0, 1000)).filter(
    lambda one: one.sum() > 1e-3
)


def matrix(count: int = 4) -> np.ndarray:
    return np.random.default_rng(1).random((count, len(THEMES))) * 100


def _whole(shares: Any) -> np.ndarray:
    """Shares as whole tenths; fails where one is none."""
    counted = np.round(np.array(shares) * 10)
    assert np.abs(counted / 10 - np.array(shares)).max() < 1e-9
    return counted


@given(PARTS)
def test_shares_close_to_100_with_one_decimal(parts: np.ndarray) -> None:
    shares = _whole(tenths(parts))
    assert shares.sum() == 1000
    exact = parts / parts.sum() * 1000
    assert np.abs(shares - exact).max() < 1 + 1e-6, "each is the exact share rounded up or down"
    larger = parts[:, None] > parts[None, :]
    assert (shares[:, None] >= shares[None, :])[larger].all(), "what weighs more has no less"


@given(arrays(int, st.integers(1, 9), elements=st.integers(1, 200)), st.floats(0.01, 50))
def test_shares_that_close_already_stay(parts: np.ndarray, factor: float) -> None:
    shares = tenths(parts.astype(float))
    assert tenths(shares) == pytest.approx(shares, abs=1e-9)
    assert tenths(shares * factor) == pytest.approx(shares, abs=1e-9)


@st.composite
def weightings(draw: st.DrawFn, themes: list[str], indicators: list[str]) -> Weighting:
    share = st.integers(0, 1000).map(lambda one: one / 10)

    def some(keys: list[str]) -> tuple[tuple[str, float], ...]:
        pairs = st.lists(st.tuples(st.sampled_from(keys), share), unique_by=lambda one: one[0])
        return tuple(draw(pairs))

    return Weighting(draw(st.sampled_from(list(Preset))), some(themes), some(indicators))


@given(st.data(), st.sampled_from(LEVELS))
@settings(max_examples=200, deadline=None)
def test_any_words_of_the_address_give_weights(
    demo: Dataset, data: st.DataObject, level: Level
) -> None:
    made = inputs(demo, level)
    themes, indicators = list(demo.catalogue.themes), list(made.structure.indicators)
    weighting = data.draw(weightings([*themes, "gone"], indicators))
    found = resolve(made, weighting)
    assert _whole(found.themes).sum() == 1000
    for place in range(len(found.themes)):
        inside = np.array(found.within)[made.structure.theme_of == place]
        assert _whole(inside).sum() in ((1000,) if found.themes[place] else (0, 1000))
    assert found.weights.themes.sum() == pytest.approx(1)
    # the words of the same shares say the same again
    assert resolve(made, found.as_words()).themes == found.themes
    again = resolve(made, found.as_words())
    weighed = np.array(found.themes)[made.structure.theme_of] > 0
    assert np.array(again.within)[weighed].tolist() == np.array(found.within)[weighed].tolist()


def test_shares_follow_the_words_of_the_address(demo: Dataset) -> None:
    made = inputs(demo, Level.DISTRICT)
    words = Weighting(
        themes=(("safety", 30.0), ("care", 50.0), ("work", 20.0)),
        within=(("street_lights_per_km", 25.0), ("unsafe_at_night_share", 75.0)),
    )
    found = resolve(made, words)
    themes = dict(zip(made.structure.themes, found.themes, strict=True))
    assert {key: share for key, share in themes.items() if share} == {
        "safety": 30.0,
        "care": 50.0,
        "work": 20.0,
    }
    inside = dict(zip(made.structure.indicators, found.within, strict=True))
    assert inside["street_lights_per_km"] == 25.0
    assert inside["unsafe_at_night_share"] == 75.0
    assert found.dropped == ()


def _vertices(on: int, first: int) -> np.ndarray:
    """Corners of all weights of ``on`` themes of which the first ``first`` weigh at least as much
    as the next, in their order, and the last of these as any other: the middle of the corners of
    each order that fits, all orders equally likely."""
    corners = []
    for order in permutations(range(first, on)):
        placed = [*range(first), *order]
        of_order = np.zeros((on, on))
        for size in range(1, on + 1):
            of_order[size - 1, placed[:size]] = 1 / size
        corners.append(of_order.mean(axis=0))
    return np.array(corners).mean(axis=0)


@pytest.mark.parametrize("count", [1, 2, 4, 6])
def test_the_most_important_are_the_middle_of_all_weights_that_fit(count: int) -> None:
    names = [f"t{one}" for one in range(count)]
    made = entering(np.ones((3, count)), names)
    for first in range(min(count, 3) + 1):
        if not first:
            continue
        ordered = names[::-1][:first]
        found = most_important(made, ordered)
        wanted = _vertices(count, first) * 100
        by_name = dict(zip([*ordered, *names[: count - first]], wanted, strict=True))
        assert found == pytest.approx([by_name[name] for name in names])
        centroid = [sum(1 / k for k in range(j, count + 1)) / count for j in range(1, count + 1)]
        for place, name in enumerate(ordered):
            assert found[names.index(name)] == pytest.approx(100 * centroid[place])


def test_the_most_important_are_the_middle_of_random_weights() -> None:
    names = list("abcde")
    made = entering(np.ones((3, 5)), names)
    drawn = np.random.default_rng(4).dirichlet(np.ones(5), 200_000)
    fits = (drawn[:, 3] >= drawn[:, 1]) & (drawn[:, 1] >= drawn[:, [0, 2, 4]].max(axis=1))
    assert most_important(made, ["d", "b"]) == pytest.approx(
        drawn[fits].mean(axis=0) * 100, abs=0.6
    )


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("preset", list(Preset))
def test_presets(demo: Dataset, level: Level, preset: Preset) -> None:
    made = inputs(demo, level)
    found = resolve(made, Weighting(preset))
    first = FIRST_THEME.get(preset)
    on = made.themes_on | np.array([one == first for one in made.structure.themes])
    shares = np.array(found.themes)
    assert (shares > 0).tolist() == on.tolist()
    count = int(on.sum())
    if first is None:
        assert np.abs(shares[on] - 100 / count).max() < 0.1
        return
    place = made.structure.themes.index(first)
    highest = 100 * sum(1 / k for k in range(1, count + 1)) / count
    assert shares[place] == pytest.approx(highest, abs=0.1)
    others = np.delete(shares, place)[np.delete(on, place)]
    assert np.ptp(others) <= 0.1 + 1e-9


def test_a_theme_that_is_off_at_first_is_on_where_it_is_put_first() -> None:
    made = entering(matrix(), THEMES, on=[True] * 5 + [False] + [True])
    even = tenths(np.array([1.0, 1, 0, 1])).tolist()
    assert list(resolve(made, Weighting()).themes) == even
    shares = resolve(made, Weighting(first=("c",))).themes
    assert shares[2] == max(shares)
    assert list(resolve(made, Weighting(first=("nowhere",))).themes) == even


def test_themes_in_their_order_are_those_of_the_most_important() -> None:
    made = entering(matrix(), THEMES)
    found = resolve(made, Weighting(first=("d", "a", "b")))
    assert list(found.themes) == tenths(most_important(made, ["d", "a", "b"])).tolist()
    assert found.themes[3] > found.themes[0] > found.themes[1] > found.themes[2] > 0


def test_themes_that_the_level_lacks_are_dropped_and_named() -> None:
    made = entering(matrix(), THEMES)
    found = resolve(made, Weighting(themes=(("a", 30.0), ("gone", 40.0), ("b", 30.0))))
    assert found.themes == (50.0, 50.0, 0.0, 0.0)
    assert found.dropped == ("gone",)
    assert resolve(made, Weighting(themes=(("a", 30.0), ("gone", 0.0)))).dropped == ()
    alone = resolve(made, Weighting(themes=(("gone", 100.0),)))
    assert alone.themes == (25.0,) * 4, "nothing is left: every theme that is on weighs the same"
    assert alone.dropped == ("gone",)


def test_a_theme_without_an_indicator_on_has_no_share() -> None:
    made = entering(matrix(), THEMES)
    off = (("i3", 0.0), ("i4", 0.0))
    assert resolve(made, Weighting(within=off)).themes[1] == 0
    found = resolve(made, Weighting(themes=(("a", 20.0), ("b", 80.0)), within=off))
    assert found.themes == (100.0, 0.0, 0.0, 0.0)
    assert found.within[3:5] == (0.0, 0.0)
    # alone with a share and off: the others take its place
    alone = resolve(made, Weighting(themes=(("b", 100.0),), within=off))
    assert alone.themes[1] == 0
    assert sum(alone.themes) == pytest.approx(100)


def test_of_a_theme_with_nothing_on_at_first_every_indicator_weighs_the_same() -> None:
    made = entering(matrix(), THEMES, on=[False, False, False, True, False, True, True])
    found = resolve(made, Weighting())
    assert found.within == (33.4, 33.3, 33.3, 100.0, 0.0, 100.0, 100.0)
    assert found.themes[0] == 0, "off at first"
    named = resolve(made, Weighting(within=(("i4", 5.0),)))
    assert named.within[3:5] == (0.0, 100.0), "one that is named leaves those that are not"


def test_nothing_to_put_together_is_refused() -> None:
    with pytest.raises(ValueError, match="can enter an index"):
        resolve(entering(np.empty((3, 0)), []), Weighting())
