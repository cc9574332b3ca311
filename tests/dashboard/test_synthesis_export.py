"""The synthesis as files: what they say agrees with the index, and with each other."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest
from shapely.geometry import shape

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.draws_export import draws_csv, draws_parquet
from dashboard.index.certainty import certainty_of, grade
from dashboard.index.change import change_of
from dashboard.index.scores import index_of, losses_of
from dashboard.synthesis.weights import WeightError
from dashboard.synthesis_export import (
    certainty_csv,
    rank_change_csv,
    scores_csv,
    scores_geojson,
    scores_xlsx,
)
from dashboard.view import View
from dashboard.wording import text
from tests.index import made as made_up

Reader = Callable[[str, Dataset], View]
ADDRESS = "https://atlas.example"
QUERIES = (
    "duzey=ilce",
    "duzey=ilce&il=izmir&w=care:60,safety:40&dil=en",
    "duzey=ilce&birlestirme=mazziotta-pareto&olcekleme=standart",
    "duzey=mahalle&il=balikesir&w=bakim",
)
SOURCES = ("hepsi", "yakin", "aralik", "yontem")


def _csv(content: str) -> tuple[list[str], list[str], list[list[str]]]:
    """Notes, heads, rows."""
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    notes = [one[0] for one in rows if one[0].startswith("#")]
    heads, *body = [one for one in rows if not one[0].startswith("#")]
    assert all(len(one) == len(heads) for one in body)
    return notes, heads, body


def _number(cell: str) -> float:
    return float(cell.replace(",", ".")) if cell else float("nan")


def _sheet(sheet: Any) -> tuple[list[str], list[str], list[list[Any]]]:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    gap = next(place for place, row in enumerate(rows) if not any(row))
    return [str(row[0]) for row in rows[:gap]], [str(one) for one in rows[gap + 1]], rows[gap + 2 :]


def _columns(content: str) -> dict[str, list[str]]:
    _, heads, rows = _csv(content)
    return dict(zip(heads, zip(*rows, strict=True), strict=True))


def _word(key: str, shown: View, **words: object) -> str:
    return text(f"synthesis.export.column.{key}", shown.language, **words)


@pytest.mark.parametrize("query", QUERIES)
def test_scores_ranks_coverage_and_losses(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    index = index_of(demo, shown)
    places = np.flatnonzero(index.inside(demo, shown))
    columns = _columns(scores_csv(demo, shown)[1])
    assert list(columns[text("export.column.id", shown.language)]) == list(
        demo.areas(index.level)["id"].to_numpy()[places]
    )
    scores = np.array([_number(one) for one in columns[_word("score", shown)]])
    assert scores == pytest.approx(index.scores[places], nan_ok=True)
    ranks = index.ranks(index.inside(demo, shown))[places]
    assert [one or "0" for one in columns[_word("rank", shown)]] == [str(one) for one in ranks]
    reasons = columns[_word("reason", shown)]
    assert [bool(one) for one in reasons] == np.isnan(scores).tolist()
    lost = losses_of(index)
    told = {}
    for place, key in enumerate(index.shares.structure.themes):
        name = demo.catalogue.themes[key].name[shown.language]
        heads = {one: _word(one, shown, theme=name) for one in ("coverage", "theme", "lost")}
        on = index.shares.themes[place] > 0
        assert all((head in columns) == on for head in heads.values())
        if on:
            told[key] = [_number(one) for one in columns[heads["lost"]]]
            covered = index.found.theme_coverage[places, place] * 100
            for kind, wanted in (
                ("coverage", covered),
                ("theme", index.found.themes[places, place]),
                ("lost", lost.themes[places, place]),
            ):
                written = [_number(one) for one in columns[heads[kind]]]
                assert written == pytest.approx(wanted, abs=0.0501, nan_ok=True)
    imbalance = _word("imbalance", shown)
    assert (imbalance in columns) == ("pareto" in query)
    whole = np.sum(list(told.values()), axis=0)
    if imbalance in columns:
        whole = whole + [_number(one) for one in columns[imbalance]]
    # a file that is read back adds up: each part is rounded to a tenth
    assert whole == pytest.approx(100 - scores, abs=0.05 * (len(told) + 2) + 1e-6, nan_ok=True)


def test_decimals_follow_the_language(demo: Dataset, view: Reader) -> None:
    for language, mark, other in (("tr", ",", "."), ("en", ".", ",")):
        shown = view(f"duzey=ilce&dil={language}", demo)
        scores = [one for one in _columns(scores_csv(demo, shown)[1])[_word("score", shown)] if one]
        assert all(mark in one and other not in one for one in scores)


@pytest.mark.parametrize("query", QUERIES)
def test_the_workbook_says_what_the_table_says(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    name, content = scores_xlsx(demo, shown, ADDRESS)
    assert name.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    areas, indicators, weights, left_out = book.worksheets
    notes, heads, rows = _sheet(areas)
    csv_notes, csv_heads, csv_rows = _csv(scores_csv(demo, shown, ADDRESS)[1])
    assert heads == csv_heads
    assert [f"# {one}" for one in notes] == csv_notes
    for cells, other in zip(rows, csv_rows, strict=True):
        assert cells[0] == other[0]
        numbers = [float("nan") if one is None else one for one in cells[5:]]
        assert numbers == pytest.approx([_number(one) for one in other[5:]], nan_ok=True)
    assert all(sheet.freeze_panes for sheet in book.worksheets)
    index = index_of(demo, shown)
    # the sheet of indicators: themes can be made of it again
    _, heads, rows = _sheet(indicators)
    weighing = [
        place
        for place, share in enumerate(index.shares.within)
        if share and index.shares.themes[index.entering.structure.theme_of[place]]
    ]
    assert len(heads) == 4 + len(weighing)
    inside = np.flatnonzero(index.inside(demo, shown))
    for row, area in zip(rows, inside, strict=True):
        for cell, place in zip(row[4:], weighing, strict=True):
            score = index.found.normalised[area, place]
            if np.isnan(score):
                assert isinstance(cell, str)
            else:
                assert cell == pytest.approx(score, abs=0.0501)
    _, _, rows = _sheet(weights)
    assert [row[1] for row in rows] == [
        index.shares.themes[theme] for theme in index.entering.structure.theme_of
    ]
    assert [row[3] for row in rows] == list(index.shares.within)
    assert sum(row[4] for row in rows) == pytest.approx(100, abs=0.4)
    _, _, rows = _sheet(left_out)
    assert len(rows) == len(index.entering.left_out)
    assert all(all(row) for row in rows)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_notes_say_how_it_was_made(demo: Dataset, view: Reader, language: str) -> None:
    shown = view(f"duzey=mahalle&w=care:60,safety:40&birlestirme=aritmetik&dil={language}", demo)
    name, content = scores_csv(demo, shown, ADDRESS)
    notes = "\n".join(_csv(content)[0])
    assert text("demonstration.label", language) in notes
    assert name.startswith(text("export.demonstration_prefix", language))
    assert demo.release.key in notes
    assert f"{ADDRESS}/sentez?" in notes
    assert f"surum={demo.release.key}" in notes
    assert text("synthesis.export.mean.arithmetic", language) in notes
    assert text("synthesis.export.normalisation.goalposts", language) in notes
    for key, share in (("care", 60), ("safety", 40)):
        written = f"{share},0" if language == "tr" else f"{share}.0"
        percent = f"%{written}" if language == "tr" else f"{written}%"
        assert f"{demo.catalogue.themes[key].name[language]} {percent}" in notes
    index = index_of(demo, shown)
    for key in index.entering.left_out:
        assert demo.catalogue.indicators[key].name[language] in notes
    banded = [one.indicator.key for one in index.entering.inputs if one.banded]
    said = next(one for one in notes.split("\n") if one.startswith(_start("bands", language)))
    assert all(demo.catalogue.indicators[key].name[language] in said for key in banded)
    manifest, told = demo.release.manifest, 0
    for one in index.entering.inputs:
        for key in manifest["indicators"][one.indicator.key]["sources"]:
            licence = manifest["sources"][key]["licence"]
            assert (licence if isinstance(licence, str) else licence[language]) in notes
            told += 1
    assert told


def _start(key: str, language: str) -> str:
    return f"# {text(f'synthesis.export.{key}', language).split('{')[0]}"


def test_a_theme_that_the_level_lacks_is_named(tmp_path: Path, view: Reader) -> None:
    rows = [made_up.row(area, "p", 10.0) for area in made_up.NEIGHBOURHOODS]
    rows += [made_up.row(area, "w", 30.0) for area in ("d-11", "d-12")]
    entries = [made_up.indicator("p", "people"), made_up.indicator("w", "work")]
    dataset = made_up.dataset_of(tmp_path, entries, rows)
    for level, lacking in (("mahalle", "work"), ("ilce", "people")):
        shown = view(f"duzey={level}&w=people:40,work:60", dataset)
        notes = _csv(scores_csv(dataset, shown)[1])[0]
        (said,) = [one for one in notes if one.startswith(_start("dropped", "tr"))]
        assert said == f"{_start('dropped', 'tr')}{lacking}"
        demonstration = text("demonstration.label", "tr")
        assert not any(demonstration in one for one in notes), "a real release says nothing of it"
    shown = view("duzey=ilce&w=work:60", dataset)
    notes = _csv(scores_csv(dataset, shown)[1])[0]
    assert not [one for one in notes if one.startswith(_start("dropped", "tr"))]


def test_geojson_follows_the_rules(demo: Dataset, view: Reader) -> None:
    shown = view("duzey=ilce&il=izmir&w=care:60,safety:40", demo)
    index = index_of(demo, shown)
    name, content = scores_geojson(demo, shown, ADDRESS)
    assert name.endswith(".geojson")
    found = json.loads(content)
    assert found["type"] == "FeatureCollection"
    assert text("demonstration.label", "tr") in found["demonstration"]
    assert found["themes"]["care"] == 60.0
    assert found["breaks"] == list(index.breaks)
    assert len(found["features"]) == 30
    for one in found["features"]:
        drawn = shape(one["geometry"])
        assert 25.5 < drawn.bounds[0] < drawn.bounds[2] < 29.5
        told = one["properties"]
        assert told["id"] == one["id"]
        assert told["demonstration"]
        assert (told["score"] is None) == (told["state"] != "ok") == (told["class"] is None)
        assert {"coverage_care", "theme_care", "lost_care"} <= set(told)
        assert "theme_work" not in told


@pytest.mark.parametrize(
    "query", ["duzey=ilce&once=bakim", "duzey=mahalle&il=izmir&w=guvenlik&dil=en"]
)
def test_change_of_ranks(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    change = change_of(demo, shown)
    columns = _columns(rank_change_csv(demo, shown, ADDRESS)[1])
    places = np.flatnonzero(change.now.inside(demo, shown))
    for key, wanted in (
        ("rank_before", change.before),
        ("rank_now", change.after),
        ("moved", change.moved),
    ):
        written = np.array([_number(one) for one in columns[_word(key, shown)]])
        both = change.both[places]
        assert np.isnan(written[~both]).all()
        assert written[both].tolist() == wanted[places][both].tolist()
    scores = [_number(one) for one in columns[_word("score_before", shown)]]
    assert scores == pytest.approx(change.base.scores[places], nan_ok=True)
    moves = [
        [_number(one) for one in column]
        for head, column in columns.items()
        if head.endswith(_word("moves", shown, theme=""))
    ]
    assert len(moves) == sum(
        max(pair) > 0
        for pair in zip(change.base.shares.themes, change.now.shares.themes, strict=True)
    )
    notes = "\n".join(_csv(rank_change_csv(demo, shown, ADDRESS)[1])[0])
    assert _start("before", shown.language) in notes
    assert _start("now", shown.language) in notes


@pytest.mark.parametrize("source", SOURCES)
def test_certainty(demo: Dataset, view: Reader, source: str) -> None:
    shown = view(f"duzey=ilce&il=izmir&deneme={source}&k=7&tohum=11", demo)
    certainty = certainty_of(demo, shown, 300)
    content = certainty_csv(demo, shown, ADDRESS, 300)[1]
    columns = _columns(content)
    places = np.flatnonzero(certainty.index.inside(demo, shown))
    written = np.array([_number(one) for one in columns[_word("in_top", shown, k=7)]])
    shares = certainty.robust.in_top[places]
    assert written == pytest.approx(shares * 100, abs=0.501, nan_ok=True)
    assert all(one == round(one) for one in written[~np.isnan(written)]), "whole percentages"
    for key, wanted in (
        ("low", certainty.robust.low),
        ("median", certainty.robust.median),
        ("high", certainty.robust.high),
    ):
        told = [_number(one) for one in columns[_word(key, shown)]]
        assert told == pytest.approx(wanted[places], nan_ok=True)
    grades = columns[_word("grade", shown)]
    for said, share in zip(grades, shares, strict=True):
        key = "" if np.isnan(share) else text(f"synthesis.export.grade.{grade(share)}", "tr")
        assert said == key
    notes = "\n".join(_csv(content)[0])
    word = {"hepsi": "any", "yakin": "near", "aralik": "between", "yontem": "methods"}[source]
    assert text(f"synthesis.export.varied.{word}", "tr") in notes
    assert text(f"synthesis.export.not_varied.{word}", "tr") in notes
    assert "tohum: 11" in notes
    assert (_start("limits", "tr") in notes) == (source == "aralik")


def _published(content: str, k: int) -> dict[str, tuple[str, str, str]]:
    """Of each area with a rank: the share of draws, and the interval, as the table prints them."""
    _, heads, rows = _csv(content)
    at = [
        heads.index(text(f"synthesis.export.column.{key}", "tr", k=k))
        for key in ("in_top", "low", "high")
    ]
    return {row[0]: tuple(row[one] for one in at) for row in rows if row[at[0]]}  # type: ignore


def _counted(ranks: np.ndarray, areas: list[str], k: int) -> dict[str, tuple[str, str, str]]:
    """The same from the ranks of all draws (draws × areas)."""
    found = {}
    for area, mine in zip(areas, ranks.T, strict=True):
        ordered = sorted(int(one) for one in mine)
        last = len(ordered) - 1
        share = round(100 * sum(one <= k for one in ordered) / len(ordered))
        edges = (ordered[round(edge * last)] for edge in (0.05, 0.95))
        found[area] = (str(share), *map(str, edges))
    return found


@pytest.mark.parametrize("source", SOURCES)
def test_percentages_can_be_counted_again_from_the_table(
    demo: Dataset, view: Reader, source: str
) -> None:
    shown = view(f"duzey=ilce&deneme={source}&k=9", demo)
    certainty = certainty_of(demo, shown, 250)
    notes, heads, rows = _csv(draws_csv(demo, shown, ADDRESS, 250)[1])
    ids = {*demo.areas(Level.DISTRICT)["id"]}
    ranked = [place for place, head in enumerate(heads) if head in ids]
    ranks = np.array([[int(row[place]) for place in ranked] for row in rows])
    found = _counted(ranks, [heads[place] for place in ranked], 9)
    assert found == _published(certainty_csv(demo, shown, ADDRESS, 250)[1], 9)
    assert len(rows) == certainty.count
    # the shares are those of the draws, and close to 100
    themes = certainty.index.shares.structure.themes
    first = heads.index(themes[0])
    shares = np.array([[_number(one) for one in row[first : first + len(themes)]] for row in rows])
    assert shares == pytest.approx(certainty.draws.themes * 100, abs=6e-4)
    assert shares.sum(axis=1) == pytest.approx(100, abs=0.01)
    assert any(str(certainty.draws.seed) in one for one in notes)
    ways = text("synthesis.export.column.normalisation", "tr") in heads
    assert ways == (source == "yontem")


@pytest.mark.parametrize("source", SOURCES)
def test_percentages_can_be_counted_again_from_parquet(
    demo: Dataset, view: Reader, source: str
) -> None:
    shown = view(f"duzey=mahalle&deneme={source}&k=25&il=balikesir&tohum=3", demo)
    count = 120
    certainty = certainty_of(demo, shown, count)
    name, content = draws_parquet(demo, shown, ADDRESS, count)
    assert name.endswith("-mahalle.parquet")
    found = pq.read_table(io.BytesIO(content))
    areas = [one for one in found.column_names if one.startswith("rank:")]
    ranks = np.column_stack([found[one].to_numpy() for one in areas])
    counted = _counted(ranks, [one.removeprefix("rank:") for one in areas], 25)
    assert counted == _published(certainty_csv(demo, shown, ADDRESS, count)[1], 25)
    assert len(areas) == certainty.inside.sum() > 100
    types = {str(found.schema.field(one).type) for one in areas}
    assert types == {"int16"}
    themes = [one for one in found.column_names if one.startswith("theme:")]
    assert {str(found.schema.field(one).type) for one in themes} == {"float"}
    shares = np.column_stack([found[one].to_numpy() for one in themes])
    assert shares == pytest.approx(certainty.draws.themes * 100, abs=1e-4)
    about = {key.decode(): word.decode() for key, word in found.schema.metadata.items()}
    assert about["release"] == demo.release.key
    assert about["demonstration"] == "True"
    assert (about["seed"], about["k"], about["draws"]) == ("3", "25", str(certainty.count))
    assert about["source"] == str(certainty.draws.source)
    index = json.loads(about["index"])
    assert list(index["themes"].values()) == list(certainty.index.shares.themes)
    assert any(text("demonstration.label", "tr") in one for one in json.loads(about["notes"]))
    limits = json.loads(about["limits"])
    assert bool(limits) == (source == "aralik")


def test_the_same_view_gives_the_same_bytes(demo: Dataset, view: Reader) -> None:
    shown = view("duzey=ilce&tohum=5", demo)
    for made in (draws_csv, draws_parquet, certainty_csv):
        first = made(demo, shown, ADDRESS, 50)[1]
        certainty_of(demo, view("duzey=ilce&tohum=6", demo), 50)
        assert made(demo, shown, ADDRESS, 50)[1] == first
        assert made(demo, view("duzey=ilce&tohum=6", demo), ADDRESS, 50)[1] != first


def test_impossible_limits_are_refused(demo: Dataset, view: Reader) -> None:
    shown = view("duzey=ilce&deneme=aralik&sinir=care:60-70,safety:50-60", demo)
    for made in (certainty_csv, draws_csv, draws_parquet):
        with pytest.raises(WeightError):
            made(demo, shown, ADDRESS, 10)
    assert scores_csv(demo, shown)[1], "limits are of the draws alone"


def test_a_sensitive_value_is_told_by_its_band_alone(demo: Dataset, view: Reader) -> None:
    """In no sheet a score of a banded indicator but the five of its bands."""
    index = index_of(demo, view("duzey=mahalle&w=population:100", demo))
    banded = {one.indicator.name["tr"] for one in index.entering.inputs if one.banded}
    book = openpyxl.load_workbook(
        io.BytesIO(scores_xlsx(demo, view("duzey=mahalle&w=population:100", demo))[1])
    )
    _, heads, rows = _sheet(book.worksheets[1])
    seen = 0
    for place, head in enumerate(heads):
        if any(head.startswith(name) for name in banded):
            told = {row[place] for row in rows if not isinstance(row[place], str)}
            assert told <= {10, 30, 50, 70, 90}
            seen += len(told)
    assert seen > 2


def test_no_name_is_a_formula(tiny: Dataset, view: Reader, monkeypatch: Any) -> None:
    areas = tiny.areas(Level.NEIGHBOURHOOD).assign(name="=1+1")
    monkeypatch.setitem(tiny._areas, Level.NEIGHBOURHOOD, areas)
    shown = view("duzey=mahalle", tiny)
    assert all(row[1] == "'=1+1" for row in _csv(scores_csv(tiny, shown)[1])[2])
    for sheet in openpyxl.load_workbook(io.BytesIO(scores_xlsx(tiny, shown)[1])).worksheets:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
