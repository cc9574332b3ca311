"""Properties that hold for any index: what a better value, another scale or another order does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.normalise import Normalisation, by_deviation
from dashboard.synthesis.score import (
    Method,
    Scale,
    Synthesis,
    indicator_contributions,
    logarithmic_mean,
    ranks,
    synthesise,
    theme_contributions,
)
from dashboard.synthesis.weights import Structure, WeightError, closed_weights, equal

STRUCTURE = Structure.of(["a", "b", "c", "d", "e"], ["x", "x", "x", "y", "y"])
SCALE = Scale(
    np.array([1.0, -1.0, 1.0, 1.0, -1.0]),
    np.array([[0, 100], [0, 50], [-10, 10], [0, 1], [200, 2000]], dtype=float),
)
UNIT = arrays(float, (6, 5), elements=st.floats(-0.2, 1.2))
SHARES = arrays(float, 5, elements=st.floats(0.01, 1.0))
MEANS = (Method(), Method(mean=Mean.ARITHMETIC))


def values_of(unit: np.ndarray) -> np.ndarray:
    """Values that lie at the given places between the goalposts."""
    low, high = SCALE.goalposts.T
    return low + unit * (high - low)


def made(values: np.ndarray, method: Method, within: np.ndarray | None = None) -> Synthesis:
    weights = equal(STRUCTURE) if within is None else closed_weights(STRUCTURE, np.ones(2), within)
    return synthesise(values, STRUCTURE, SCALE, weights, method)


@given(UNIT, SHARES, st.integers(0, 4), st.floats(0.0, 1.0))
def test_a_better_value_never_lowers_a_score(
    unit: np.ndarray, within: np.ndarray, column: int, step: float
) -> None:
    better = unit.copy()
    better[0, column] += step * SCALE.directions[column]
    for method in MEANS:
        before = made(values_of(unit), method, within).index[0]
        assert made(values_of(better), method, within).index[0] >= before - 1e-9


@given(UNIT, st.floats(0.001, 1000.0), st.floats(-500.0, 500.0))
def test_another_unit_changes_nothing(unit: np.ndarray, factor: float, shift: float) -> None:
    values, scale = values_of(unit), SCALE
    moved = values.copy()
    moved[:, 0] = values[:, 0] * factor + shift
    goalposts = scale.goalposts.copy()
    goalposts[0] = goalposts[0] * factor + shift
    other = Scale(scale.directions, goalposts)
    for method in MEANS:
        found = synthesise(moved, STRUCTURE, other, equal(STRUCTURE), method).index
        assert found == pytest.approx(made(values, method).index, abs=1e-6)


@given(arrays(float, 2, elements=st.floats(0, 10)), arrays(float, 5, elements=st.floats(0, 10)))
def test_weights_close_to_one(themes: np.ndarray, within: np.ndarray) -> None:
    try:
        weights = closed_weights(STRUCTURE, themes, within)
    except WeightError:
        sums = np.bincount(STRUCTURE.theme_of, within)
        assert not themes.sum() or ((themes > 0) & (sums == 0)).any()
        return
    assert weights.themes.sum() == pytest.approx(1.0)
    sums = np.bincount(STRUCTURE.theme_of, weights.within)
    assert np.isclose(sums, 1.0)[weights.themes > 0].all()


@given(UNIT, SHARES)
def test_better_in_everything_ranks_first(unit: np.ndarray, within: np.ndarray) -> None:
    best = np.where(SCALE.directions > 0, unit.max(axis=0), unit.min(axis=0))
    for method in MEANS:
        index = made(values_of(np.vstack([unit, best])), method, within).index
        assert index[-1] >= index.max() - 1e-9


@given(UNIT, st.permutations(range(6)), st.sampled_from(list(Normalisation)))
def test_the_order_of_areas_does_not_matter(
    unit: np.ndarray, order: list[int], how: Normalisation
) -> None:
    method = Method(normalisation=how)
    index = made(values_of(unit), method).index
    found = made(values_of(unit)[order], method).index
    assert found == pytest.approx(index[order], abs=1e-9, nan_ok=True)


@given(UNIT)
def test_scores_lie_on_the_scale(unit: np.ndarray) -> None:
    for method in MEANS:
        index = made(values_of(unit), method).index
        assert ((index >= 0) & (index <= 100 + 1e-9)).all()


def test_a_better_value_can_lower_mazziotta_pareto() -> None:
    method = Method(mean=Mean.MAZZIOTTA_PARETO)
    low = values_of(np.array([[0.2, 0.8, 0.2, 0.6, 0.4], [0.2, 0.8, 0.2, 1.0, 0.0]]))
    assert made(low, method).index == pytest.approx([20.0, 6.67], abs=0.01)


def test_below_two_thirds_of_a_theme_there_is_no_index_and_no_rank() -> None:
    unit = np.full((3, 5), 0.5)
    unit[1, 0] = np.nan  # two of three are two thirds
    unit[2, [0, 1]] = np.nan
    found = made(values_of(unit), Method())
    assert np.isnan(found.index).tolist() == [False, False, True]
    assert ranks(found.index).tolist() == [1, 1, 0]
    assert found.theme_coverage[:, 0] == pytest.approx([1, 2 / 3, 1 / 3])


def test_a_dropped_theme_is_not_required() -> None:
    unit = np.full((1, 5), 0.5)
    unit[0, 3:] = np.nan
    weights = closed_weights(STRUCTURE, np.array([1.0, 0.0]), np.ones(5))
    found = synthesise(values_of(unit), STRUCTURE, SCALE, weights, Method())
    assert found.index == pytest.approx([50.0])


def test_all_weight_on_one_indicator_tells_nothing_of_an_area_without_it() -> None:
    unit = np.full((2, 5), 0.5)
    unit[1, 1] = np.nan
    alone = np.array([0.0, 1.0, 0.0, 0.0, 0.0])
    weights = closed_weights(STRUCTURE, np.array([1.0, 0.0]), alone)
    found = synthesise(values_of(unit), STRUCTURE, SCALE, weights, Method())
    assert np.isnan(found.index).tolist() == [False, True]


def test_every_theme_needs_an_indicator() -> None:
    with pytest.raises(WeightError, match="y: all its indicators are off"):
        closed_weights(STRUCTURE, np.ones(2), np.array([1.0, 1, 1, 0, 0]))
    with pytest.raises(WeightError, match="All themes are off"):
        closed_weights(STRUCTURE, np.zeros(2), np.ones(5))


@given(UNIT, SHARES, st.sampled_from(MEANS), st.sampled_from([(), (1,), (3,)]))
def test_contributions_add_up(
    unit: np.ndarray, within: np.ndarray, method: Method, missing: tuple[int, ...]
) -> None:
    unit = unit.copy()
    unit[0, list(missing)] = np.nan
    found = made(values_of(unit), method, within)
    if np.isnan(found.index[0]):
        return
    other, themes = found.normalised[1], found.themes[1]
    parts = theme_contributions(found, 0, themes)
    assert parts.sum() == pytest.approx(found.index[0] - found.index[1], abs=1e-6)
    each, rest = indicator_contributions(found, 0, other, themes)
    assert each.sum() + rest.sum() == pytest.approx(parts.sum(), abs=1e-6)
    if not missing:
        assert rest == pytest.approx(np.zeros(2), abs=1e-6)


def test_it_does_not_matter_which_of_equal_indicators_is_missing() -> None:
    """Shares are shown with one decimal: of three equal ones two may be 66.6 of 100."""
    for count in range(3, 13, 3):
        shares = np.full(count, np.floor(1000 / count) / 10)
        shares[: round((100 - shares.sum()) * 10)] += 0.1
        assert shares.sum() == pytest.approx(100)
        structure = Structure.of([f"i{one}" for one in range(count)], ["x"] * count)
        scale = Scale(np.ones(count), np.tile([0.0, 1.0], (count, 1)))
        values = np.full((2, count), 0.5)
        values[0, : count // 3] = np.nan  # the heaviest
        values[1, -(count // 3) :] = np.nan  # the lightest
        weights = closed_weights(structure, np.ones(1), shares)
        found = synthesise(values, structure, scale, weights, Method())
        assert found.index == pytest.approx([50.0, 50.0]), count
        values[:, count // 2] = np.nan
        found = synthesise(values, structure, scale, weights, Method())
        assert np.isnan(found.index).all(), count


def test_an_indicator_with_one_value_tells_no_area_from_another() -> None:
    unit = np.full((4, 5), 0.5)
    unit[1:, 0] = np.nan
    found = made(values_of(unit), Method(normalisation=Normalisation.STANDARD))
    assert found.normalised[0] == pytest.approx(np.full(5, 100.0))
    assert np.isnan(found.normalised[1:, 0]).all()
    unit[:, 0] = np.nan
    found = made(values_of(unit), Method(normalisation=Normalisation.STANDARD))
    assert np.isnan(found.normalised[:, 0]).all()


def test_an_indicator_that_is_equal_everywhere_is_everywhere_the_mean() -> None:
    column = np.full((10, 1), 0.1)  # ten of which do not add up to 1 in binary
    found = by_deviation(column, np.ones(1))
    assert found.tolist() == [[100.0]] * 10


def test_a_theme_without_weight_adds_nothing_even_where_it_has_no_score() -> None:
    unit = np.random.default_rng(3).random((2, 5))
    unit[0, 3:] = np.nan
    weights = closed_weights(STRUCTURE, np.array([1.0, 0.0]), np.ones(5))
    for method in MEANS:
        found = synthesise(values_of(unit), STRUCTURE, SCALE, weights, method)
        each, rest = indicator_contributions(found, 0, found.normalised[1], found.themes[1])
        assert each[3:].tolist() == [0.0, 0.0]
        assert rest == pytest.approx(np.zeros(2), abs=1e-9)
        assert each.sum() == pytest.approx(found.index[0] - found.index[1])


def test_the_logarithmic_mean_of_neighbouring_numbers_is_about_them() -> None:
    for one in (1.0, 36.4, 100.0):
        other = float(np.nextafter(one, 0))
        assert logarithmic_mean(one, other) == pytest.approx(one, rel=1e-12)
    assert logarithmic_mean(50, 50) == 50
    assert logarithmic_mean(20, 80) == pytest.approx(60 / np.log(4))
