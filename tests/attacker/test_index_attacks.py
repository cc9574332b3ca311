"""Route (a): the synthesis index with the weights of the attacker's choice.

``distress`` are the calls of the planted world, judged: hidden for 201 and its neighbour, and in
bands of five for the others. Each attack must recover the hidden count, or tell a shown value
closer than its band, from the same data without protection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest

from dashboard.catalogue import Group, Level
from dashboard.dataset import Flag, Series
from dashboard.index.inputs import BANDS, inputs
from dashboard.index.scores import DIGITS, Index, fifths, index_of
from dashboard.index.sensitivity import sensitivity_of
from dashboard.synthesis.score import synthesise
from dashboard.synthesis.weights import closed_weights
from dashboard.view import parse
from tests.attacker.site import Site, published
from tests.attacker.world import OTHER, RESIDENTS, TRUTH, _moved, area

CALLER, CALLS, CALLERS = area(0, 0), TRUTH.calls[0][0], RESIDENTS[0][0]
SHOWN = area(0, 2)  # 241 calls are shown; the index tells no more of them than their band
CALLED = Series("calls", Group.TOTAL, 2023, Level.NEIGHBOURHOOD)
HIDEABLE = range(1, 5)
MEANS = ("geometrik", "aritmetik", "mazziotta-pareto")
SCALES = ("sabit-uclar", "yuzdelik", "standart", "hedef")
WAYS = [f"birlestirme={mean}&olcekleme={scale}" for mean, scale in product(MEANS, SCALES)]
ALONE = "duzey=mahalle&w=people:100&wg=distress:100"
SETS = (
    ALONE,
    "duzey=mahalle",
    "duzey=mahalle&w=people:60,ground:40&wg=distress:50,visits:50",
    "duzey=mahalle&w=people:90,ground:10&wg=distress:100",
    "duzey=mahalle&w=people:100&wg=distress:20,visits:80",
    "duzey=ilce&w=people:100&wg=distress:100",
)


def _possible(low: float, high: float) -> list[int]:
    """Counts of the caller's neighbourhood with a rate between two."""
    return [one for one in range(60) if low <= 10_000 * one / CALLERS <= high]


def _index(site: Site, query: str) -> Index:
    return index_of(site.dataset, parse(query, site.dataset).view)


def _file(site: Site, query: str) -> dict[str, tuple[float, int]]:
    """Score and rank of each area in the file that a reader downloads; NaN and 0 without."""
    lines = site.client.get(f"/export/synthesis.csv?{query}&dil=en").text.lstrip("\ufeff")
    rows = [one for one in csv.reader(io.StringIO(lines), delimiter=";") if one[0][:1] != "#"]
    return {
        one[0]: (float(one[5]) if one[5] else np.nan, int(one[6]) if one[6] else 0)
        for one in rows[1:]
    }


def _rates(site: Site, without: str) -> dict[str, float]:
    """What the attacker knows of the other areas: rates out of published counts of calls."""
    told = site.dataset.measured(CALLED)
    areas = site.dataset.areas(Level.NEIGHBOURHOOD)["id"]
    return {
        str(key): 10_000 * told.numerators[place] / told.denominators[place]
        for place, key in enumerate(areas)
        if key != without and told.flags[place] == Flag.OK
    }


def _told(site: Site, query: str, of: str) -> tuple[float, float] | None:
    """Between which rates an area's lies, by its score under all weight on distress and the rates
    and scores of the others; ``None`` where it has no score."""
    scores = {key: score for key, (score, _) in _file(site, query).items()}
    mine = scores[of]
    if np.isnan(mine):
        return None
    others = {key: rate for key, rate in _rates(site, of).items() if not np.isnan(scores[key])}
    low = max([rate for key, rate in others.items() if scores[key] > mine], default=0.0)
    high = min([rate for key, rate in others.items() if scores[key] < mine], default=np.inf)
    # a scale that is a straight line: read off where the others lie on it
    inside = [key for key, rate in others.items() if rate < 100]
    x, y = (np.array([one[key] for key in inside]) for one in (scores, others))
    line = np.polyfit(x, y, 1)
    if np.abs(np.polyval(line, x) - y).max() < 0.3:
        rate = float(np.polyval(line, mine))
        low, high = max(low, rate - 0.3), min(high, rate + 0.3)
    return low, high


@pytest.mark.parametrize("way", WAYS)
def test_a_all_weight_on_one_indicator(guarded: Site, naked: Site, way: str) -> None:
    found = _told(naked, f"{ALONE}&{way}", CALLER)
    assert found is not None
    assert _possible(*found) == [CALLS]
    assert _told(guarded, f"{ALONE}&{way}", CALLER) is None


@pytest.mark.parametrize("way", WAYS)
def test_a_a_sensitive_value_is_told_no_closer_than_its_band(
    guarded: Site, naked: Site, way: str
) -> None:
    value = _rates(naked, CALLER)[SHOWN]
    band = np.floor(value / 100 * BANDS) / BANDS * 100
    found = _told(naked, f"{ALONE}&{way}", SHOWN)
    assert found is not None
    assert found[0] <= value <= found[1]
    assert found[1] - found[0] < 100 / BANDS / 2, "closer than its band"
    banded = _told(guarded, f"{ALONE}&{way}", SHOWN)
    assert banded is not None
    assert banded[0] <= band
    assert banded[1] >= band + 100 / BANDS


def _by_difference(site: Site, mean: str) -> list[int]:
    """Counts possible by two sets of weights that differ in the share of one indicator."""
    scores = []
    for share in (20, 30):
        query = f"duzey=mahalle&w=people:100&wg=distress:{share},visits:{100 - share}"
        scores.append(_file(site, f"{query}&birlestirme={mean}")[CALLER][0])
    if np.isnan(scores).any():
        return []
    alone = scores[0] + (scores[1] - scores[0]) / 0.1 * 0.8
    return _possible(100 - alone - 0.9, 100 - alone + 0.9)


@pytest.mark.parametrize("mean", MEANS)
def test_a_two_sets_of_weights_that_differ_in_one_share(sites: dict[str, Site], mean: str) -> None:
    assert CALLS in _by_difference(sites["naked"], mean)
    assert len(_by_difference(sites["naked"], mean)) == 1
    # a score is still told, because the rest of its theme is known; it does not depend on the count
    assert CALLS not in _by_difference(sites["guarded"], mean)
    assert _by_difference(sites["guarded"], mean) == _by_difference(sites["other"], mean)
    assert _by_difference(sites["other naked"], mean) == [OTHER.calls[0][0]]


def _by_rank(site: Site, way: str) -> list[int]:
    """Counts possible by the caller's rank and the rates of those before and after it."""
    ranks = {key: rank for key, (_, rank) in _file(site, f"{ALONE}&{way}").items()}
    if not ranks[CALLER]:
        return []
    rates = _rates(site, CALLER)
    below = [rates[key] for key, rank in ranks.items() if rank > ranks[CALLER] and key in rates]
    above = [rates[key] for key, rank in ranks.items() if 0 < rank < ranks[CALLER] and key in rates]
    return _possible(max(below, default=0.0), min(above, default=np.inf))


@pytest.mark.parametrize("way", WAYS)
def test_a_ranks_have_no_place_for_a_hidden_value(guarded: Site, naked: Site, way: str) -> None:
    found = _by_rank(naked, way)
    assert CALLS in found
    # standard scores of nearly the same rates are the same when they are shown
    assert len(found) == 1 or ("standart" in way and len(found) < 30)
    assert _by_rank(guarded, way) == []
    told = [(score, rank) for score, rank in _file(guarded, f"{ALONE}&{way}").values() if rank]
    # ranks count the shown alone: none is left out where the hidden would stand
    assert all(rank == 1 + sum(one < score for one, _ in told) for score, rank in told)
    assert len(told) == 16


HIDDEN = {"distress": (area(0, 0), area(0, 1)), "visits": (area(1, 0), area(1, 5))}


def _breaks_without(site: Site, query: str) -> tuple[float, ...]:
    """The limits as they come of what the attacker may know: without the hidden cells."""
    index, entering = _index(site, query), inputs(site.dataset, Level.NEIGHBOURHOOD)
    values = entering.values.copy()
    for key, areas in HIDDEN.items():
        column = entering.structure.indicators.index(key)
        values[[site.dataset.place(one) for one in areas], column] = np.nan
    weights = index.shares.weights
    made = synthesise(values, entering.structure, entering.scale, weights, index.method).index
    return fifths(np.where(entering.countable, np.round(made, DIGITS), np.nan))


def test_a_limits_of_classes_are_made_without_hidden_values(guarded: Site, naked: Site) -> None:
    queries = [f"duzey=mahalle&{way}" for way in WAYS]
    assert [_index(naked, one).breaks for one in queries] != [
        _breaks_without(naked, one) for one in queries
    ]
    assert [_index(guarded, one).breaks for one in queries] == [
        _breaks_without(guarded, one) for one in queries
    ]


def _values_with(site: Site, count: int) -> np.ndarray:
    """What enters, with a count of the caller's put in its place."""
    entering = inputs(site.dataset, Level.NEIGHBOURHOOD)
    values = entering.values.copy()
    column = entering.structure.indicators.index("distress")
    values[site.dataset.place(CALLER), column] = round(10_000 * count / CALLERS, 1)
    return values


def _shifted(index: Index, values: np.ndarray, name: str) -> float:
    """Places that areas move on average without an indicator, and its theme with the last."""
    entering, shares = index.entering, index.shares.weights
    structure = entering.structure
    within = np.where([one == name for one in structure.indicators], 0.0, shares.within)
    kept = np.bincount(structure.theme_of, within, len(structure.themes)) > 0
    rest = closed_weights(structure, shares.themes * kept, within)
    made = [
        synthesise(values, structure, entering.scale, weights, index.method).index
        for weights in (shares, rest)
    ]
    both = ~np.isnan(made[0]) & ~np.isnan(made[1])
    ranked = [np.searchsorted(np.sort(-one[both]), -one[both]) for one in made]
    return float(np.abs(ranked[0] - ranked[1]).mean())


def _by_shifts(site: Site) -> list[int]:
    """Counts with which every published shift comes out, under many weights: the mean over 18 areas
    hangs on a single place."""
    found, rng = set(HIDEABLE), np.random.default_rng(1)
    for turn in range(150):
        people, distress = (int(one) for one in rng.integers(40, 100, 2))
        query = (
            f"duzey=mahalle&w=people:{people},ground:{100 - people}"
            f"&wg=distress:{distress},visits:{100 - distress}"
        )
        view = parse(f"{query}&birlestirme={MEANS[turn % 2]}", site.dataset).view
        told = sensitivity_of(site.dataset, view)
        for shift, count in product(told.indicators, sorted(found)):
            made = _shifted(told.index, _values_with(site, count), shift.name)
            if abs(made - shift.places) > 1e-9:
                found.discard(count)
    return sorted(found)


def test_a_shifts_of_leaving_one_out(guarded: Site, naked: Site) -> None:
    assert _by_shifts(naked) == [CALLS]
    assert _by_shifts(guarded) == []


def _draws(site: Site, query: str) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Shares of themes and indicators, and ranks per area, of the file of draws."""
    answer = site.client.get(f"/export/draws.parquet?{query}")
    assert answer.status_code == 200
    found = pq.read_table(io.BytesIO(answer.data))
    parts = [
        np.column_stack([found[one].to_numpy() for one in found.column_names if one[:4] == kind])
        for kind in ("them", "indi")
    ]
    ranks = {
        one.removeprefix("rank:"): found[one].to_numpy()
        for one in found.column_names
        if one.startswith("rank:")
    }
    return parts[0] / 100, parts[1] / 100, ranks


def _by_draws(site: Site, query: str) -> list[int]:
    """Counts with which the caller stands on the right side of every other area in every draw."""
    themes, within, ranks = _draws(site, query)
    if CALLER not in ranks:
        return []
    index = _index(site, query)
    entering = index.entering
    some = slice(0, 2000)
    found = []
    for count in range(60):
        made = synthesise(
            _values_with(site, count),
            entering.structure,
            entering.scale,
            index.shares.weights,
            index.method,
        )
        members = np.eye(len(entering.structure.themes))[entering.structure.theme_of]
        weight = within[some] * (themes[some] @ members.T)
        scores = weight @ np.nan_to_num(made.normalised).T  # the arithmetic mean
        mine = scores[:, site.dataset.place(CALLER)]
        wrong = 0
        for other, theirs in ranks.items():
            ahead = scores[:, site.dataset.place(other)] < mine - 1e-3
            behind = scores[:, site.dataset.place(other)] > mine + 1e-3
            told = theirs[some] < ranks[CALLER][some]
            wrong += int((ahead & ~told).sum() + (behind & told).sum()) if other != CALLER else 0
        if not wrong:
            found.append(count)
    return found


DRAWN = (
    "duzey=mahalle&w=people:60,ground:40&wg=distress:50,visits:50&birlestirme=aritmetik",
    "duzey=mahalle&w=people:90,ground:10&wg=distress:100&birlestirme=aritmetik&deneme=aralik"
    "&sinir=people:80-100,ground:0-20",
)


@pytest.mark.parametrize("query", DRAWN)
def test_a_files_of_draws(guarded: Site, naked: Site, query: str) -> None:
    assert _by_draws(naked, query) == [CALLS]
    assert _by_draws(guarded, query) == []
    assert CALLER not in _draws(guarded, query)[2]


# --- Worlds that must look the same ---------------------------------------------------------------

FILES = ("synthesis.csv", "synthesis.geojson", "rank-change.csv", "certainty.csv", "draws.parquet")


def _answers(site: Site, queries: tuple[str, ...] = SETS) -> dict[str, bytes]:
    """Every file of the synthesis, without the release's id in what is no table of columns."""
    key = site.dataset.release.key.encode()
    found = {}
    for query, name, source in product(queries, FILES, ("hepsi", "yontem")):
        address = f"/export/{name}?{query}&deneme={source}&k=4&once=bakim"
        answer = site.client.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.data.replace(key, b"RELEASE")
        if name == "draws.parquet":
            columns = pq.read_table(io.BytesIO(answer.data)).to_pydict()
            found[address] = repr(columns).encode()
    return found


def _letters(site: Site) -> dict[str, str]:
    return {
        f"{query}&{way}": _index(site, f"{query}&{way}").letters()
        for query, way in product(SETS, WAYS)
    }


def _cells(site: Site, query: str) -> list[tuple[object, ...]]:
    answer = site.client.get(f"/export/synthesis.xlsx?{query}")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    key = site.dataset.release.key
    return [
        tuple(str(cell).replace(key, "RELEASE") for cell in row)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
    ]


def _differences(one: Site, other: Site) -> set[str]:
    pairs = ((_answers(one), _answers(other)), (_letters(one), _letters(other)))
    found = {name for first, second in pairs for name in first if first[name] != second[name]}
    books = {query for query in SETS[:3] if _cells(one, query) != _cells(other, query)}
    return found | {f"/export/synthesis.xlsx?{query}" for query in books}


def test_a_two_worlds_that_differ_in_hidden_counts_give_the_same_bytes(
    sites: dict[str, Site],
) -> None:
    assert _differences(sites["guarded"], sites["other"]) == set()
    seen = _differences(sites["naked"], sites["other naked"])
    for name in ("synthesis.csv", "synthesis.geojson", "rank-change.csv", "draws.parquet"):
        assert any(name in one for one in seen), f"{name} would show the difference"
    assert any("synthesis.xlsx" in one for one in seen)


# --- The shortlist --------------------------------------------------------------------------------

CALLERS_DISTRICT = "icinde=d-21"
LISTS = (
    f"{CALLERS_DISTRICT}&k=2",
    f"{CALLERS_DISTRICT}&k=2&w=people:100&wg=distress:100&deneme=yontem",
    f"{CALLERS_DISTRICT}&k=2&esik=distress:toplam:cok:3",
    f"{CALLERS_DISTRICT}&k=1&esik=distress:toplam:cok:30&veto=people:ustu:97&kapsam=60",
    "k=1&olcut=sayi:distress:toplam:cok:3.5:az:1,onda-bir:distress:toplam:az:5",
    "k=2&olcut=oran:visits:kadin:az:5:az:10&esik=distress:toplam:az:1&enaz=1",
)


def _lists(site: Site) -> dict[str, bytes]:
    """Every file of the shortlist, without the release's id."""
    key, found = site.dataset.release.key, {}
    for query, kind in product(LISTS, ("csv", "geojson", "xlsx")):
        address = f"/export/shortlist.{kind}?{query}"
        answer = site.client.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.data.replace(key.encode(), b"RELEASE")
        if kind == "xlsx":  # a workbook carries its time
            book = openpyxl.load_workbook(io.BytesIO(answer.data))
            rows = [[*one.iter_rows(values_only=True)] for one in book.worksheets]
            found[address] = repr(rows).replace(key, "RELEASE").encode()
    return found


def test_a_shortlists_of_two_worlds_are_the_same_bytes(sites: dict[str, Site]) -> None:
    for place in ("guarded", "naked"):
        assert sites[place].dataset.level_of("d-21") is Level.DISTRICT
        assert sites[place].dataset.parent(CALLER) == "d-21"
    one, other = _lists(sites["guarded"]), _lists(sites["other"])
    assert {name for name in one if one[name] != other[name]} == set()
    one, other = _lists(sites["naked"]), _lists(sites["other naked"])
    seen = {name for name in one if one[name] != other[name]}
    for query, kind in product(LISTS[1:5], ("csv", "geojson", "xlsx")):
        assert f"/export/shortlist.{kind}?{query}" in seen, "would show the difference"


@pytest.fixture(scope="module")
def inside(
    sites: dict[str, Site], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[bool], Site]:
    """The planted world with six calls more in one neighbourhood and fewer in the next: both stay
    in their bands."""
    del sites  # their pages are put back when they are done with
    world = replace(TRUTH, calls=_moved(TRUTH.calls, 0, 2, 3, -6))
    made = {
        kind: published(tmp_path_factory.mktemp(f"inside-{kind}"), world, kind)
        for kind in (True, False)
    }
    return made.__getitem__


def test_a_a_value_that_moves_inside_its_band_changes_nothing(
    guarded: Site, naked: Site, inside: Callable[[bool], Site]
) -> None:
    near = SETS[:5]  # of districts the value itself enters
    for site, kind, same in ((guarded, True, True), (naked, False, False)):
        moved = inside(kind)
        assert _rates(moved, CALLER)[SHOWN] < _rates(site, CALLER)[SHOWN]
        one, other = _answers(site, near), _answers(moved, near)
        differing = {name for name in one if one[name] != other[name]}
        assert bool(differing) is not same
        assert (_cells(site, ALONE) == _cells(moved, ALONE)) is same
