"""How sure the first places are, against a second way to every number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dashboard.dataset import Dataset
from dashboard.figures.colours import COLOURS
from dashboard.index.certainty import (
    AROUND,
    CONTESTED,
    PALETTE,
    STURDY,
    Certainty,
    Grade,
    certainty_of,
    grade,
)
from dashboard.index.scores import index_of
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.draws import Source
from dashboard.synthesis.robustness import scenarios
from dashboard.synthesis.weights import WeightError
from dashboard.view import View

Reader = Callable[[str, Dataset], View]
SOURCES = ("hepsi", "yakin", "aralik")
COUNT = 400


def made(demo: Dataset, view: Reader, query: str, count: int = COUNT) -> Certainty:
    return certainty_of(demo, view(query, demo), count)


@pytest.mark.parametrize("source", [*SOURCES, "yontem"])
def test_the_same_seed_gives_the_same_numbers(demo: Dataset, view: Reader, source: str) -> None:
    query = f"duzey=ilce&deneme={source}&tohum=7"
    one, other = made(demo, view, query), made(demo, view, query)
    assert one is other, "asked and answered once"
    made_anew = certainty_of(demo, view(f"{query}&k=6", demo), COUNT)
    assert made_anew is not one
    for field in ("themes", "within"):
        first, second = getattr(one.draws, field), getattr(made_anew.draws, field)
        assert first.tobytes() == second.tobytes()
    assert one.placed().tobytes() == made_anew.placed().tobytes()
    moved = made(demo, view, query.replace("tohum=7", "tohum=8"))
    varied = moved.draws.themes.tobytes() != one.draws.themes.tobytes()
    assert varied == (source != "yontem"), "methods are not drawn: all of them are tried"


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("level", ["ilce", "mahalle"])
@pytest.mark.parametrize("k", [1, 5, 20])
def test_k_areas_are_among_the_first_k(
    demo: Dataset, view: Reader, source: str, level: str, k: int
) -> None:
    found = made(demo, view, f"duzey={level}&deneme={source}&k={k}", 60)
    assert np.nansum(found.robust.in_top) == pytest.approx(k)
    assert found.k == k
    assert np.isnan(found.robust.in_top[~found.inside]).all()
    assert (~np.isnan(found.robust.in_top)).tolist() == found.inside.tolist()


def test_methods_share_places_where_scores_are_equal(demo: Dataset, view: Reader) -> None:
    found = made(demo, view, "duzey=ilce&deneme=yontem")
    placed = found.placed()[:, found.inside]
    assert np.nansum(found.robust.in_top) * len(placed) == (placed <= found.k).sum()
    assert ((placed <= found.k).sum(axis=1) >= found.k).all()


def test_there_are_no_more_first_places_than_areas(demo: Dataset, view: Reader) -> None:
    found = made(demo, view, "duzey=ilce&il=balikesir&k=50", 30)
    assert found.k == found.inside.sum() < 50
    assert (found.robust.in_top[found.inside] == 1).all()


@pytest.mark.parametrize("mean", ["geometrik", "aritmetik", "mazziotta-pareto"])
@pytest.mark.parametrize("source", SOURCES)
def test_one_draw_recomputed(demo: Dataset, view: Reader, mean: str, source: str) -> None:
    """From the values, with a plain loop over areas."""
    found = made(demo, view, f"duzey=ilce&il=izmir&deneme={source}&birlestirme={mean}", 50)
    entering, which = found.index.entering, 33
    themes, within = found.draws.themes[which], found.draws.within[which]
    scale, theme_of = entering.scale, entering.structure.theme_of
    scores = {}
    for area in np.flatnonzero(found.inside):
        by_theme = []
        for theme in range(len(themes)):
            total = weight = 0.0
            for place in np.flatnonzero(theme_of == theme):
                value = entering.values[area, place]
                if np.isnan(value):
                    continue
                low, high = scale.goalposts[place]
                share = min(max((value - low) / (high - low), 0.0), 1.0)
                points = 100 * (share if scale.directions[place] > 0 else 1 - share)
                total += within[place] * points
                weight += within[place]
            by_theme.append(total / weight if weight else 0.0)
        parts = np.array(by_theme)
        if mean == "geometrik":
            scores[area] = float(np.prod(np.maximum(parts, 1.0) ** themes))
        else:
            middle = float((themes * parts).sum())
            scores[area] = middle
            if mean == "mazziotta-pareto":
                count = (themes > 0).sum()
                variance = (themes * (parts - middle) ** 2).sum() * count / (count - 1)
                scores[area] = middle - variance / max(middle, 1.0)
    order = sorted(scores, key=lambda area: (round(scores[area], 9), area))
    placed = found.placed()[which]
    assert [int(placed[area]) for area in order] == list(range(1, len(order) + 1))
    assert not placed[~found.inside].any()


def test_shares_and_intervals_follow_from_the_draws(demo: Dataset, view: Reader) -> None:
    found = made(demo, view, "duzey=ilce&k=8")
    placed = found.placed().astype(int)
    for area in np.flatnonzero(found.inside):
        mine = placed[:, area]
        assert found.robust.in_top[area] == pytest.approx((mine <= 8).mean())
        ordered = sorted(mine)
        assert found.robust.low[area] == ordered[round(0.05 * (COUNT - 1))]
        assert found.robust.median[area] == ordered[round(0.5 * (COUNT - 1))]
        assert found.robust.high[area] == ordered[round(0.95 * (COUNT - 1))]
        if (mine <= 8).any():
            central = found.draws.themes[mine <= 8].mean(axis=0)
            assert found.robust.central[area] == pytest.approx(central)
        else:
            assert np.isnan(found.robust.central[area]).all()


def test_limits_are_respected(demo: Dataset, view: Reader) -> None:
    query = "duzey=ilce&deneme=aralik&sinir=care:30-50,safety:0-5"
    found = made(demo, view, query)
    themes = found.index.shares.structure.themes
    limits = dict(zip(themes, found.limits, strict=True))
    assert limits["care"] == (30.0, 50.0)
    assert limits["safety"] == (0.0, 5.0)
    share = found.index.shares.themes[themes.index("work")]
    assert limits["work"] == pytest.approx((max(share - AROUND, 0), share + AROUND))
    drawn = found.draws.themes * 100
    for place, (low, high) in enumerate(found.limits):
        assert drawn[:, place].min() >= low - 1e-9
        assert drawn[:, place].max() <= high + 1e-9
    assert found.draws.source is Source.BETWEEN


def test_a_theme_that_is_off_stays_off(demo: Dataset, view: Reader) -> None:
    for source in SOURCES:
        query = f"duzey=ilce&w=care:60,safety:40&deneme={source}&sinir=housing:10-90"
        found = made(demo, view, query, 50)
        on = np.array([one in ("care", "safety") for one in found.index.shares.structure.themes])
        assert (found.draws.themes[:, on] > 0).all()
        assert not found.draws.themes[:, ~on].any()


@pytest.mark.parametrize(
    "limits", ["care:60-80,safety:50-70", "care:0-0,safety:0-1,work:0-1,education:0-1"]
)
def test_impossible_limits_are_refused(demo: Dataset, view: Reader, limits: str) -> None:
    shown = "duzey=ilce&w=care:25,safety:25,work:25,education:25"
    with pytest.raises(WeightError):
        made(demo, view, f"{shown}&deneme=aralik&sinir={limits}")
    # they are limits of one source alone
    assert made(demo, view, f"{shown}&deneme=hepsi&sinir={limits}", 20).count == 20


def test_methods_are_those_of_the_engine(demo: Dataset, view: Reader) -> None:
    found = made(demo, view, "duzey=ilce&deneme=yontem&il=izmir&w=care:50,safety:30,work:20")
    entering = found.index.entering
    ways = list(
        scenarios(entering.values, entering.structure, entering.scale, found.index.shares.weights)
    )
    assert found.count == len(ways) == 3 * 3 * 4
    assert {one.method.mean for one in ways} == {*Mean}
    placed = found.placed()
    for which in (0, 17, 35):
        scores = ways[which].index
        for area in np.flatnonzero(found.inside):
            better = (scores[found.inside] < scores[area]).sum()
            assert placed[which, area] == better + 1


@pytest.mark.parametrize("source", [*SOURCES, "yontem"])
def test_letters_grade_the_shares(demo: Dataset, view: Reader, source: str) -> None:
    found = made(demo, view, f"duzey=ilce&il=izmir&deneme={source}")
    scores = index_of(demo, view("duzey=ilce", demo)).letters()
    letters = found.letters()
    for place, share in enumerate(found.robust.in_top):
        if np.isnan(share):
            assert letters[place] == ("n" if scores[place].isdigit() else scores[place])
        else:
            by_grade = {Grade.STURDY: "3", Grade.CONTESTED: "2"}
            wanted = by_grade.get(grade(share), "1" if share >= 0.01 else "0")
            assert letters[place] == wanted
    assert len(COLOURS[PALETTE]) == 4


def test_grades() -> None:
    assert [grade(one) for one in (0.0, CONTESTED, 0.5, STURDY, 1.0)] == [
        Grade.WEAK,
        Grade.CONTESTED,
        Grade.CONTESTED,
        Grade.STURDY,
        Grade.STURDY,
    ]
