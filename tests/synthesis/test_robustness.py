"""Ranks over many weights and methods, against closed forms and plain loops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.draws import any_weights, near_weights
from dashboard.synthesis.normalise import Normalisation
from dashboard.synthesis.robustness import (
    drawn_ranks,
    robustness,
    scenarios,
    shift_without_each,
)
from dashboard.synthesis.score import Method, Scale, ranks, synthesise
from dashboard.synthesis.weights import Structure, Weights, equal

GOLDEN = Path(__file__).parents[1] / "golden"
STRUCTURE = Structure.of(list("abcde"), list("xxyyz"))
SCALE = Scale(np.array([1.0, 1, -1, 1, 1]), np.tile([0.0, 1.0], (5, 1)))
VALUES = np.random.default_rng(5).random((30, 5))
VALUES[3, :2] = np.nan  # a whole theme: no index
VALUES[7, 4] = np.nan
METHODS = [Method(mean=one) for one in Mean]


@pytest.mark.parametrize("method", METHODS)
def test_ranks_of_draws_are_those_of_the_index(method: Method) -> None:
    found = synthesise(VALUES, STRUCTURE, SCALE, equal(STRUCTURE), method)
    draws = near_weights(STRUCTURE, equal(STRUCTURE), 300, 9)
    placed = drawn_ranks(found, draws)
    for one in (0, 150, 299):
        weights = Weights(draws.themes[one], draws.within[one])
        index = synthesise(VALUES, STRUCTURE, SCALE, weights, method).index
        assert placed[one].tolist() == ranks(-index).tolist()


def test_scores_below_zero_and_equal_ones_are_placed_too() -> None:
    structure = Structure.of(list("ab"), list("xy"))
    values = np.random.default_rng(4).random((400, 2))
    values[[17, 30]] = -40, 0.5  # far from all others: their standard scores lie below zero
    values[[40, 41]] = 0.5, -60
    scale = Scale(np.ones(2), np.tile([0.0, 1.0], (2, 1)))
    method = Method(Normalisation.STANDARD, Mean.ARITHMETIC)
    found = synthesise(values, structure, scale, equal(structure), method)
    assert (np.nanmin(found.normalised, axis=0) < 0).all()
    placed = drawn_ranks(found, any_weights(structure, equal(structure), 200, 3))
    assert (np.sort(placed, axis=1) == np.arange(1, 401)).all()
    for one, other in ((17, 30), (40, 41)):
        assert (placed[:, other] == placed[:, one] + 1).all()  # equal: in the order of the areas
    draws = any_weights(structure, equal(structure), 200, 3)
    for one in range(200):
        weights = Weights(draws.themes[one], draws.within[one])
        index = synthesise(values, structure, scale, weights, method).index
        assert (np.diff(index[np.argsort(placed[one])]) > -1e-9).all()


def test_rank_acceptability_of_two_criteria_in_closed_form() -> None:
    table = pd.read_csv(GOLDEN / "smaa_analytic_2crit.csv")
    values = table[["c1", "c2"]].to_numpy(float)
    structure = Structure.of(["c1", "c2"], ["c1", "c2"])
    scale = Scale(np.ones(2), np.tile([0.0, 1.0], (2, 1)))
    method = Method(mean=Mean.ARITHMETIC)
    found = synthesise(values, structure, scale, equal(structure), method)
    placed = drawn_ranks(found, any_weights(structure, equal(structure), 10_000, 1))
    for rank in (1, 2, 3):
        shares = (len(values) + 1 - placed == rank).mean(axis=0)  # from the best
        assert shares == pytest.approx(table[f"rank{rank}"], abs=0.015)


def test_top_shares_intervals_and_central_weights() -> None:
    found = synthesise(VALUES, STRUCTURE, SCALE, equal(STRUCTURE), Method())
    draws = any_weights(STRUCTURE, equal(STRUCTURE), 2000, 2)
    placed = drawn_ranks(found, draws)
    result = robustness(placed, draws, k=5)
    known = ~np.isnan(found.index)
    assert np.isnan(result.in_top[~known]).all()
    assert result.in_top[known].sum() == pytest.approx(5)  # five in every draw
    assert (result.low[known] <= result.median[known]).all()
    assert (result.median[known] <= result.high[known]).all()
    area = int(np.nanargmax(np.where(result.in_top < 1, result.in_top, np.nan)))
    inside = placed[:, area] <= 5
    assert result.central[area] == pytest.approx(draws.themes[inside].mean(axis=0))
    assert result.low[area] == np.sort(placed[:, area])[round(0.05 * 1999)]


def test_what_is_worse_in_everything_needs_most_in_every_draw() -> None:
    worst = np.array([-1.0, -1, 2, -1, -1])
    found = synthesise(np.vstack([VALUES, worst]), STRUCTURE, SCALE, equal(STRUCTURE), Method())
    draws = any_weights(STRUCTURE, equal(STRUCTURE), 500, 2)
    assert (drawn_ranks(found, draws)[:, -1] == 1).all()


def test_scenarios_are_the_index_made_another_way() -> None:
    made = list(scenarios(VALUES, STRUCTURE, SCALE, equal(STRUCTURE)))
    assert len({(one.method, one.without) for one in made}) == len(made) == 3 * 3 * 4
    first = next(one for one in made if one.method == Method() and not one.without)
    index = synthesise(VALUES, STRUCTURE, SCALE, equal(STRUCTURE), Method()).index
    assert first.ranks.tolist() == ranks(-index).tolist()
    without = next(one for one in made if one.method == Method() and one.without == "x")
    assert without.ranks[3] > 0  # the theme it lacks is not asked for


def test_leaving_out_an_indicator_that_is_equal_everywhere_moves_nobody() -> None:
    values = VALUES.copy()
    values[:, 4] = 0.4
    structure = Structure.of(list("abcde"), list("xxyyy"))
    method = Method(mean=Mean.ARITHMETIC)
    shifts = shift_without_each(values, structure, SCALE, equal(structure), method)
    assert shifts.shape == (5,)
    alone = Structure.of(list("abcde"), list("xxyyz"))
    assert np.isnan(shift_without_each(values, alone, SCALE, equal(alone), method)[4])
