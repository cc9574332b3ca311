"""The one function that gives scores, classes and ranks; and an area beside its province."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag
from dashboard.figures.colours import COLOURS
from dashboard.index.inputs import inputs, province_values
from dashboard.index.scores import (
    LETTERS,
    Index,
    base_of,
    beside_province,
    can_be_made,
    index_of,
    losses_of,
    synthesis_level,
    with_weights,
)
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.normalise import Normalisation
from dashboard.synthesis.score import Method
from dashboard.synthesis_export import scores_csv, scores_geojson, scores_xlsx
from dashboard.synthesis_view import Preset, Weighting
from dashboard.view import View
from tests.index.made import NEIGHBOURHOODS, dataset_of, entering, index_on, indicator, row

Reader = Callable[[str, Dataset], View]
THEMES = ("a", "a", "a", "b", "b", "c")
TURNED = (1, -1, 1, 1, 1, -1)
VALUES = arrays(float, (8, 6), elements=st.floats(-10, 110))
SHARES = st.lists(st.integers(1, 99), min_size=3, max_size=3)
WITHIN = st.lists(st.integers(1, 99), min_size=6, max_size=6)
KIND = (Method(), Method(mean=Mean.ARITHMETIC))
QUERIES = [
    f"duzey={level}&birlestirme={mean}&olcekleme={scale}"
    for level, mean, scale in product(
        ("ilce", "mahalle"),
        ("geometrik", "aritmetik", "mazziotta-pareto"),
        ("sabit-uclar", "yuzdelik", "standart", "hedef"),
    )
]


def weights(themes: list[int], within: list[int]) -> Weighting:
    return Weighting(
        Preset.EQUAL,
        tuple(zip("abc", map(float, themes), strict=True)),
        tuple((f"i{place}", float(one)) for place, one in enumerate(within)),
    )


def made(values: np.ndarray, weighting: Weighting, method: Method) -> Index:
    return index_on(entering(values, THEMES, directions=TURNED), weighting, method)


@given(VALUES, SHARES, WITHIN, st.integers(0, 5), st.floats(0, 50), st.sampled_from(KIND))
@settings(deadline=None)
def test_a_better_value_never_lowers_a_score(
    values: np.ndarray,
    themes: list[int],
    within: list[int],
    column: int,
    step: float,
    method: Method,
) -> None:
    better = values.copy()
    better[0, column] += step * TURNED[column]
    before, after = (made(one, weights(themes, within), method) for one in (values, better))
    assert after.found.index[0] >= before.found.index[0] - 1e-9
    assert after.found.index[1:].tolist() == before.found.index[1:].tolist(), "the others stay"


def test_a_better_value_can_lower_a_score_of_mazziotta_pareto() -> None:
    """Its documented counterexample: imbalance costs more than the gain."""
    method = Method(mean=Mean.MAZZIOTTA_PARETO)
    inputs_ = entering(np.array([[20.0, 60.0], [20.0, 100.0]]), ("a", "b"))
    found = index_on(inputs_, None, method)
    assert found.scores.tolist() == [20.0, 6.7]
    lost = losses_of(found)
    assert lost.imbalance == pytest.approx([20.0, 53.333333])


@given(VALUES, SHARES, WITHIN, st.permutations(range(8)), st.sampled_from(list(Normalisation)))
@settings(deadline=None)
def test_the_order_of_areas_does_not_matter(
    values: np.ndarray, themes: list[int], within: list[int], order: list[int], how: Normalisation
) -> None:
    method, weighting = Method(how), weights(themes, within)
    one, other = made(values, weighting, method), made(values[order], weighting, method)
    assert other.found.index == pytest.approx(one.found.index[order], abs=1e-7, nan_ok=True)


@given(VALUES, st.permutations(range(6)), st.sampled_from(list(Mean)))
@settings(deadline=None)
def test_the_order_of_indicators_does_not_matter(
    values: np.ndarray, order: list[int], mean: Mean
) -> None:
    """Where their shares close to 100 whatever the order: quarters, halves."""
    themes = np.array(["a", "a", "b", "b", "c", "c"])
    one = index_on(entering(values, themes.tolist()), None, Method(mean=mean))
    shares = tuple(zip("abc", (50.0, 25.0, 25.0), strict=True))
    one = index_on(entering(values, themes.tolist()), Weighting(themes=shares), Method(mean=mean))
    mixed = entering(values[:, order], themes[order].tolist())
    other = index_on(mixed, Weighting(themes=shares), Method(mean=mean))
    assert other.found.index == pytest.approx(one.found.index, abs=1e-9)


@given(VALUES, SHARES, WITHIN, st.floats(0.01, 100), st.floats(-100, 100))
@settings(deadline=None)
def test_the_unit_does_not_matter(
    values: np.ndarray, themes: list[int], within: list[int], factor: float, shift: float
) -> None:
    weighting = weights(themes, within)
    plain = entering(values, THEMES, directions=TURNED)
    scale = replace(plain.scale, goalposts=plain.scale.goalposts * factor + shift)
    other = replace(plain, values=values * factor + shift, scale=scale)
    for method in KIND:
        one = index_on(plain, weighting, method).found.index
        assert index_on(other, weighting, method).found.index == pytest.approx(one, abs=1e-6)


@given(VALUES, SHARES, WITHIN, st.sampled_from(KIND))
@settings(deadline=None)
def test_what_is_worse_in_everything_comes_first(
    values: np.ndarray, themes: list[int], within: list[int], method: Method
) -> None:
    worst = np.where(np.array(TURNED) > 0, values.min(axis=0), values.max(axis=0))
    index = made(np.vstack([values, worst]), weights(themes, within), method)
    assert index.ranks(np.ones(9, dtype=np.bool_))[-1] == 1


@given(VALUES, SHARES, WITHIN, st.sampled_from(list(Mean)), st.sampled_from(list(Normalisation)))
@settings(deadline=None)
def test_losses_add_up(
    values: np.ndarray, themes: list[int], within: list[int], mean: Mean, how: Normalisation
) -> None:
    index = made(values, weights(themes, within), Method(how, mean))
    lost = losses_of(index)
    whole = lost.themes.sum(axis=1) + lost.imbalance
    assert whole == pytest.approx(100 - index.found.index, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("query", QUERIES)
def test_losses_of_the_demonstration_add_up(demo: Dataset, view: Reader, query: str) -> None:
    index = index_of(demo, view(f"{query}&w=care:45,safety:35,work:20", demo))
    lost = losses_of(index)
    known = ~np.isnan(index.found.index)
    assert known.sum() > 30
    whole = lost.themes.sum(axis=1) + lost.imbalance
    assert whole[known] == pytest.approx(100 - index.found.index[known], abs=1e-7)
    if index.method.mean is not Mean.MAZZIOTTA_PARETO:
        assert lost.imbalance[known] == pytest.approx(np.zeros(known.sum()), abs=1e-9)


@pytest.mark.parametrize("query", QUERIES)
def test_parts_beside_the_province_add_up(demo: Dataset, view: Reader, query: str) -> None:
    index = index_of(demo, view(query, demo))
    areas = demo.areas(index.level)["id"].to_numpy()
    told = 0
    scored = np.flatnonzero(~np.isnan(index.scores))
    for area in (str(areas[one]) for one in scored[:: max(len(scored) // 25, 1)]):
        found = beside_province(demo, index, area)
        if index.method.mean is Mean.MAZZIOTTA_PARETO:
            assert found is None
            continue
        assert found is not None
        place = demo.place(area)
        theme_of = index.entering.structure.theme_of
        by_theme = np.bincount(theme_of, found.indicators, len(found.themes)) + found.rest
        assert by_theme == pytest.approx(found.themes, abs=1e-7)
        difference = index.found.index[place] - found.score
        assert found.themes.sum() == pytest.approx(difference, abs=0.0501), "the score is rounded"
        told += 1
    assert told or index.method.mean is Mean.MAZZIOTTA_PARETO
    without = str(areas[np.flatnonzero(np.isnan(index.scores) & index.entering.countable)[0]])
    assert beside_province(demo, index, without) is None


def test_a_province_has_its_percentile_among_its_areas(demo: Dataset, view: Reader) -> None:
    index = index_of(demo, view("duzey=ilce&olcekleme=yuzdelik", demo))
    area = str(demo.areas(Level.DISTRICT)["id"][np.flatnonzero(~np.isnan(index.scores))[0]])
    found = beside_province(demo, index, area)
    assert found is not None
    row_ = province_values(demo, Level.DISTRICT, found.province)
    values, directions = index.entering.values, index.entering.scale.directions
    for place, value in enumerate(row_):
        if np.isnan(value):
            continue
        column = values[~np.isnan(values[:, place]), place] * directions[place]
        below = (column < value * directions[place]).sum()
        wanted = min(100 * below / (len(column) - 1), 100.0)
        assert found.province_normalised[place] == pytest.approx(wanted), place


# --- Areas without a score ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Three indicators of one theme, one of another; each neighbourhood lacks something else."""
    entries = [indicator(f"p{one}", "people") for one in range(3)] + [indicator("w", "work")]
    lacking = {
        "101": {},
        "102": {"p0": "no_data"},  # two of three are enough
        "103": {"p0": "too_few", "p1": "suppressed"},
        "104": {"w": "too_few"},
        "105": {"w": "no_data", "p2": "no_data"},
        "x-6": {"p0": "no_data", "p1": "no_data", "p2": "no_data", "w": "no_data"},
    }
    values = dict(zip(NEIGHBOURHOODS, (30.0, 40.0, 1.0, 2.0, 99.0, 50.0), strict=True))
    rows = [
        row(area, key, None if key in without else values[area], flag=without.get(key, "ok"))
        for area, without in lacking.items()
        for key in ("p0", "p1", "p2", "w")
    ]
    return dataset_of(tmp_path_factory.mktemp("gaps"), entries, rows)


GAPS = "duzey=mahalle&w=people:50,work:50&wg=" + ",".join(f"p{one}:33.3" for one in range(3))


def test_an_area_below_the_floor_is_nowhere(gaps: Dataset, view: Reader) -> None:
    shown = view(GAPS, gaps)
    index = index_of(gaps, shown)
    letters = dict(zip(gaps.areas(Level.NEIGHBOURHOOD)["id"], index.letters(), strict=True))
    assert {area for area, one in letters.items() if one.isdigit()} == {"101", "102"}
    assert {area: letters[area] for area in NEIGHBOURHOODS[2:]} == {
        "103": "s",
        "104": "f",
        "105": "n",
        "x-6": "n",
    }
    assert letters["x-7"] == "x", "an islet can't have a score"
    ranks = dict(
        zip(
            gaps.areas(Level.NEIGHBOURHOOD)["id"],
            index.ranks(index.inside(gaps, shown)).tolist(),
            strict=True,
        )
    )
    assert ranks == {"101": 1, "102": 2, **dict.fromkeys((*NEIGHBOURHOODS[2:], "x-7"), 0)}
    # the limits are those of the two that have a score: 105 with its 99 counts nowhere
    known = index.scores[~np.isnan(index.scores)]
    assert known.min() < min(index.breaks) <= max(index.breaks) <= known.max()


def test_a_reason_that_weighs_nothing_is_none(gaps: Dataset, view: Reader) -> None:
    index = index_of(gaps, view("duzey=mahalle&w=work:100", gaps))
    flags = dict(zip(gaps.areas(Level.NEIGHBOURHOOD)["id"], index.flags.tolist(), strict=True))
    assert flags["103"] == Flag.OK, "what it lacks is of another theme"
    assert flags["104"] == Flag.TOO_FEW
    assert flags["105"] == Flag.NO_DATA


@pytest.mark.parametrize("query", QUERIES[:2] + QUERIES[12:14])
def test_letters_follow_scores(demo: Dataset, view: Reader, query: str) -> None:
    index = index_of(demo, view(f"{query}&w=bakim", demo))
    limits = np.array(index.breaks)
    for letter, score, flag in zip(index.letters(), index.scores, index.flags, strict=True):
        if np.isnan(score):
            assert letter == LETTERS[Flag(flag)]
            assert flag != Flag.OK
        else:
            assert flag == Flag.OK
            assert int(letter) == (limits > score).sum(), "the darkest for the lowest scores"
    assert index.palette in COLOURS
    assert [*limits] == sorted({*index.breaks})
    assert all(one == round(one, 1) for one in index.breaks)


def test_classes_are_fifths_under_any_weights(demo: Dataset, view: Reader) -> None:
    for level in ("ilce", "mahalle"):
        for weights in ("esit", "bakim", "care:100", "safety:20,work:80"):
            for method in ("", "&birlestirme=aritmetik", "&olcekleme=standart"):
                index = index_of(demo, view(f"duzey={level}&w={weights}{method}", demo))
                known = index.classes >= 0
                counts = np.bincount(index.classes[known], minlength=5)
                fifth, ties = known.sum() / 5, _most_ties(index.scores[known])
                assert np.abs(counts - fifth).max() <= ties + 2, (level, weights, method)


def _most_ties(scores: np.ndarray) -> int:
    return int(np.unique(scores, return_counts=True)[1].max())


def test_ranks_count_the_areas_in_view_alone(demo: Dataset, view: Reader) -> None:
    for province in ("izmir", "balikesir", "hepsi"):
        shown = view(f"duzey=ilce&il={province}", demo)
        index = index_of(demo, shown)
        inside = index.inside(demo, shown) & ~np.isnan(index.scores)
        found = index.ranks(index.inside(demo, shown))
        assert not found[~inside].any()
        scores = index.scores[inside]
        assert found[inside].tolist() == [1 + int((scores < one).sum()) for one in scores]
    assert synthesis_level(view("duzey=il", demo)) is Level.DISTRICT


def test_the_base_is_made_by_the_atlas_own_method(demo: Dataset, view: Reader) -> None:
    shown = view("duzey=ilce&once=bakim&birlestirme=aritmetik&w=guvenlik", demo)
    base = base_of(demo, shown)
    assert base.method == Method()
    assert base.shares.themes == index_of(demo, view("duzey=ilce&w=bakim", demo)).shares.themes
    again = with_weights(shown, Weighting(Preset.CARE))
    assert index_of(demo, again).shares.themes == base.shares.themes


def test_a_level_without_anything_is_refused(tiny: Dataset, view: Reader, tmp_path: Path) -> None:
    assert can_be_made(tiny, Level.NEIGHBOURHOOD)
    empty = dataset_of(tmp_path, [], [row("d-11", "population", 20.0)])
    assert not can_be_made(empty, Level.DISTRICT)
    with pytest.raises(ValueError, match="can enter an index"):
        index_of(empty, view("duzey=ilce", empty))


# --- One function makes the score -----------------------------------------------------------------


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_everything_that_shows_a_score_shows_the_same(
    demo: Dataset, view: Reader, data: st.DataObject
) -> None:
    """Letters, ranks, classes and the three files, under random weights; no other way to a score
    than ``index_of``."""
    query = data.draw(st.sampled_from(QUERIES[:12]))
    keys = st.sampled_from([*inputs(demo, Level.DISTRICT).structure.themes])
    words = data.draw(st.dictionaries(keys, st.integers(1, 100), min_size=1))
    shares = tuple((key, float(one)) for key, one in words.items())
    province = data.draw(st.sampled_from(["izmir", "balikesir", "hepsi"]))
    shown = with_weights(view(f"{query}&il={province}", demo), Weighting(themes=shares))
    index = index_of(demo, shown)
    places = np.flatnonzero(index.inside(demo, shown))
    ids = demo.areas(index.level)["id"].to_numpy()[places]
    ranks, letters = index.ranks(index.inside(demo, shown)), index.letters()
    wanted: dict[str, Any] = {
        str(area): (
            None if np.isnan(index.scores[place]) else round(float(index.scores[place]), 1),
            int(ranks[place]) or None,
        )
        for area, place in zip(ids, places, strict=True)
    }
    assert _from_csv(scores_csv(demo, shown)[1]) == wanted
    assert _from_xlsx(scores_xlsx(demo, shown)[1]) == wanted
    features = json.loads(scores_geojson(demo, shown)[1])["features"]
    told = {one["id"]: one["properties"] for one in features}
    assert {area: (one["score"], one["rank"]) for area, one in told.items()} == wanted
    for area, place in zip(ids, places, strict=True):
        known = letters[place].isdigit()
        assert told[area]["class"] == (int(letters[place]) if known else None)
        assert told[area]["class"] == (index.classes[place] if known else None)


def _from_csv(content: str) -> dict[str, Any]:
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    rows = [one for one in rows if not one[0].startswith("#")][1:]

    def number(cell: str) -> float | None:
        return float(cell.replace(",", ".")) if cell else None

    return {one[0]: (number(one[5]), int(one[6]) if one[6] else None) for one in rows}


def _from_xlsx(content: bytes) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [one for one in sheet.iter_rows(values_only=True) if one[1]][1:]
    return {str(one[0]): (one[5], one[6]) for one in rows}
