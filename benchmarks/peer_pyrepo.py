"""The peer of the index: pyrepo-mcda, once per draw. ``python -m benchmarks.peer_pyrepo AREAS``.

Per draw: ``SAW`` with ``minmax_normalization`` (verifies, brings the matrix between the lowest and
highest value of each column, lower-is-better turned round, multiplies by the weights, sums), then
``rank_preferences`` from the lowest. It has no themes, no gaps and no geometric mean, and takes one
set of weights at a time; so it gets the same values without gaps, the shares of the themes times
those inside them as one row of weights, and is set beside the atlas's arithmetic mean. Shares of
draws among the first ``K`` and the intervals are taken of its ranks with numpy, as it has neither.

Prints one line of JSON as ``benchmarks.index_parts`` does; ``seconds`` are of ``--draws`` draws,
``agree`` is the share of them whose first ``K`` are those of the atlas.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from importlib.metadata import version

import numpy as np
from pyrepo_mcda.additions import rank_preferences
from pyrepo_mcda.mcda_methods import SAW
from pyrepo_mcda.normalizations import minmax_normalization

from benchmarks.index_parts import DRAWS, SEED, K, made, scale, structure, timed, values
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.draws import any_weights
from dashboard.synthesis.robustness import EDGES, drawn_ranks
from dashboard.synthesis.weights import equal

Ranks = Callable[[np.ndarray], np.ndarray]


def places(preferences: np.ndarray) -> np.ndarray:
    """Ranks from the lowest by one sort of numpy, instead of ``rank_preferences``."""
    found = np.empty(len(preferences), dtype=int)
    found[np.argsort(preferences)] = np.arange(1, len(preferences) + 1)
    return found


def own_ranks(preferences: np.ndarray) -> np.ndarray:
    """The library's ranks, from the lowest."""
    return np.asarray(rank_preferences(preferences, reverse=False))


def loop(matrix: np.ndarray, types: np.ndarray, weights: np.ndarray, ranks: Ranks) -> np.ndarray:
    """Draws × areas: the rank in each draw; then what is asked of the ranks."""
    method = SAW(normalization_method=minmax_normalization)
    found = np.empty((len(weights), len(matrix)), dtype=np.int16)
    for draw, row in enumerate(weights):
        found[draw] = ranks(method(matrix, row, types))
    (found <= K).mean(axis=0)
    np.quantile(found, EDGES, axis=0)
    return found


def main() -> None:
    """Measure one number of areas."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("areas", type=int)
    parser.add_argument("--draws", type=int, required=True, help="of all that are drawn")
    parser.add_argument("--repeat", type=int, required=True)
    parser.add_argument("--sorted", action="store_true", help="its scores, ranked by numpy's sort")
    chosen = parser.parse_args()
    matrix, of = values(chosen.areas, gaps=False), structure()
    draws = any_weights(of, equal(of), DRAWS, SEED)
    weights = (draws.themes[:, of.theme_of] * draws.within)[: chosen.draws]
    types = scale(matrix).directions.astype(int)
    ranks = places if chosen.sorted else own_ranks
    found = timed(lambda: loop(matrix, types, weights, ranks), chosen.repeat)
    ours = drawn_ranks(made(matrix, Mean.ARITHMETIC), draws)[: chosen.draws] <= K
    theirs = loop(matrix, types, weights, ranks) <= K
    found["agree"] = float((ours == theirs).all(axis=1).mean())
    print(json.dumps(found | {"draws": chosen.draws, "version": version("pyrepo-mcda")}))


if __name__ == "__main__":
    main()
