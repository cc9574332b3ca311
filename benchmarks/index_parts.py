"""What ``benchmarks.index`` measures, one part per process: ``python -m benchmarks.index_parts``.

Prints one line of JSON: ``seconds`` of each repetition and those of the ``processor``, in which
others' work is not; ``before`` and ``peak``: the most memory the process has held before the first
and after the last, in MB.

The values are drawn at random with a fixed seed: what is measured takes as long whatever they say.
``PART``: see ``PARTS``. Values with gaps lack one indicator of a theme in two of five themes, so
that every area still has an index and every score closes its weights over what is there.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.catalogue import Level, load_catalogue
from dashboard.dataset import Dataset
from dashboard.index import scores
from dashboard.index.scores import index_at
from dashboard.release import current_release
from dashboard.settings import CATALOGUE, DEMONSTRATION
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.draws import any_weights
from dashboard.synthesis.robustness import drawn_ranks, robustness
from dashboard.synthesis.score import Method, Scale, Synthesis, ranks, synthesise
from dashboard.synthesis.weights import Structure, equal
from dashboard.synthesis_view import Weighting

AREAS, DISTRICTS, INDICATORS, THEMES = 2_430, 50, 40, 9
DRAWS, K = 10_000, 20
SEED = 2026
GAPS = 0.4  # of the themes of an area, that lack one indicator
Json = dict[str, Any]


def structure() -> Structure:
    """Forty indicators in nine themes of four or five."""
    themes = [f"theme {one * THEMES // INDICATORS}" for one in range(INDICATORS)]
    return Structure.of([f"indicator {one}" for one in range(INDICATORS)], themes)


def values(areas: int, gaps: bool) -> np.ndarray:
    """Areas × indicators, between 0 and 100."""
    rng = np.random.default_rng(SEED)
    found = 100 * rng.beta(2, 3, (areas, INDICATORS))
    theme_of = structure().theme_of
    for theme in range(THEMES if gaps else 0):
        members = np.flatnonzero(theme_of == theme)
        rows = np.flatnonzero(rng.random(areas) < GAPS)
        found[rows, rng.choice(members, len(rows))] = np.nan
    return found


def scale(given: np.ndarray) -> Scale:
    """Every third indicator is better lower; goalposts at the ends of the values, as the peer has
    them."""
    turned = np.where(np.arange(INDICATORS) % 3 == 2, -1.0, 1.0)
    return Scale(turned, np.column_stack([np.nanmin(given, axis=0), np.nanmax(given, axis=0)]))


def made(given: np.ndarray, mean: Mean) -> Synthesis:
    """The index under equal weights."""
    of = structure()
    return synthesise(given, of, scale(given), equal(of), Method(mean=mean))


def one_index() -> Callable[[], object]:
    """Scores and ranks of all neighbourhoods."""
    given, of = values(AREAS, gaps=True), structure()
    read, weights, method = scale(given), equal(of), Method()
    return lambda: ranks(-synthesise(given, of, read, weights, method).index)


def served(level: Level) -> Callable[[], object]:
    """The app's way on the demonstration: ``index_at`` under weights that nobody asked for before
    (limits of the classes, which follow from the method alone, are kept)."""
    dataset = Dataset(current_release(DEMONSTRATION), load_catalogue(CATALOGUE))
    index_at(dataset, level, Weighting(), Method())

    def once() -> object:
        index_at.cache_clear()
        return index_at(dataset, level, Weighting(), Method())

    return once


def first_served(level: Level) -> Callable[[], object]:
    """The same with the limits of the classes, as the first reader of a method meets it."""
    once = served(level)

    def first() -> object:
        scores._breaks.cache_clear()
        return once()

    return first


def letters() -> Callable[[], object]:
    """Classes of all neighbourhoods of the demonstration, as the map gets them."""
    dataset = Dataset(current_release(DEMONSTRATION), load_catalogue(CATALOGUE))
    return index_at(dataset, Level.NEIGHBOURHOOD, Weighting(), Method()).letters


def certainty(areas: int, mean: Mean, gaps: bool) -> Callable[[], object]:
    """Ranks under ``DRAWS`` weights, shares of draws among the first ``K``, intervals of ranks."""
    found, of = made(values(areas, gaps), mean), structure()
    assert not np.isnan(found.index).any()
    draws = any_weights(of, equal(of), DRAWS, SEED)
    return lambda: robustness(drawn_ranks(found, draws), draws, K)


PARTS: dict[str, Callable[[], Callable[[], object]]] = {
    "one index": one_index,
    "served neighbourhoods": lambda: served(Level.NEIGHBOURHOOD),
    "served neighbourhoods, first": lambda: first_served(Level.NEIGHBOURHOOD),
    "served districts": lambda: served(Level.DISTRICT),
    "letters": letters,
    "districts": lambda: certainty(DISTRICTS, Mean.GEOMETRIC, gaps=True),
    "districts, plain": lambda: certainty(DISTRICTS, Mean.ARITHMETIC, gaps=False),
    "neighbourhoods": lambda: certainty(AREAS, Mean.GEOMETRIC, gaps=True),
    "neighbourhoods, plain": lambda: certainty(AREAS, Mean.ARITHMETIC, gaps=False),
}


def peak() -> float:
    """The most memory that this process has held, in MB. Not ``getrusage``: what it says begins
    with what the process that started this one had held."""
    said = Path("/proc/self/status").read_text(encoding="utf-8")
    return round(int(re.findall(r"VmHWM:\s+(\d+)", said)[0]) / 1024)


def timed(once: Callable[[], object], repeat: int) -> Json:
    """Seconds of each repetition after one that does not count, and memory."""
    before = peak()
    once()
    seconds, processor = [], []
    for _ in range(repeat):
        start, worked = time.perf_counter(), time.process_time()
        once()
        seconds.append(time.perf_counter() - start)
        processor.append(time.process_time() - worked)
    return {"seconds": seconds, "processor": processor, "before": before, "peak": peak()}


def main() -> None:
    """Measure one part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--repeat", type=int, required=True)
    chosen = parser.parse_args()
    print(json.dumps(timed(PARTS[chosen.part](), chosen.repeat)))


if __name__ == "__main__":
    main()
