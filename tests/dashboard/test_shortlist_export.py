"""The shortlist as files: what they say is what the core found, and all of them say the same."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import openpyxl
import pytest
from shapely.geometry import shape

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.export import BOM
from dashboard.shortlist.balance import balanced_of
from dashboard.shortlist.bounds import Bounds
from dashboard.shortlist.draws import method_changes, robust_of
from dashboard.shortlist.margins import margins_of
from dashboard.shortlist.record import as_record
from dashboard.shortlist.rules import asked_said
from dashboard.shortlist.selection import Membership, shortlist_of
from dashboard.shortlist.why import (
    assumptions_said,
    balance_said,
    counts,
    names_at,
    tie_said,
    verdict,
    why,
    why_out,
)
from dashboard.shortlist_export import (
    shortlist_csv,
    shortlist_geojson,
    shortlist_xlsx,
    whole_percent,
)
from dashboard.synthesis.weights import WeightError
from dashboard.synthesis_summary import share_of_draws
from dashboard.view import View
from dashboard.wording import number, text

Reader = Callable[[str, Dataset], View]
ADDRESS = "https://atlas.example"
RULES = (
    "esik=women_employment_neighbourhood:kadin:cok:30.25&olcut=puan:45,"
    "sayi:kindergarten_distance:toplam:az:1000:az:5&veto=education:ustu:66"
    "&kapsam=80&nufus=20000&denge=il,kiyi-ic&enaz=2&k=6"
)
MOVED = "esik=tertiary_share:kadin:cok:20&il=balikesir&dil=en&denge=kir-kent,kiyi-ic&k=3"
QUERIES = ("", f"{RULES}&dil=en", RULES, MOVED, "icinde=d-1819&k=9", "deneme=yontem&k=4")


def _table(content: str) -> tuple[list[str], dict[str, list[str]]]:
    """Notes and columns."""
    rows = list(csv.reader(io.StringIO(content.removeprefix(BOM)), delimiter=";"))
    notes = [one[0].removeprefix("# ") for one in rows if one[0].startswith("#")]
    heads, *body = [one for one in rows if not one[0].startswith("#")]
    assert len(set(heads)) == len(heads)
    return notes, dict(zip(heads, zip(*body, strict=True), strict=True))  # type: ignore[arg-type]


def _number(cell: str) -> float:
    return float(cell.replace(",", ".")) if cell else math.nan


def _word(key: str, shown: View) -> str:
    return text(f"shortlist.export.column.{key}", shown.language)


def _thresholds(demo: Dataset, shown: View) -> list[tuple[str, Bounds]]:
    """Beginnings of their columns and bounds."""
    found = shortlist_of(demo, shown)
    groups = (
        ("criterion", found.criteria),
        ("veto", found.vetoes),
        ("eligibility", found.eligibility),
    )
    return [
        (f"{text(f'shortlist.export.{kind}', shown.language)} {which}", one)
        for kind, several in groups
        for which, one in enumerate(several, 1)
    ]


def _sheet(sheet: Any) -> tuple[list[str], list[str], list[list[Any]]]:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    gap = next(place for place, row in enumerate(rows) if not any(row))
    heads = [str(one) for one in rows[gap + 1] if one is not None]
    return [str(row[0]) for row in rows[:gap]], heads, rows[gap + 2 :]


@pytest.mark.parametrize("query", QUERIES)
def test_every_row_is_the_core_s(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    language = shown.language
    found, robust = shortlist_of(demo, shown), robust_of(demo, shown)
    balanced = balanced_of(demo, shown)
    listed = balanced.listed if balanced else found.listed
    columns = _table(shortlist_csv(demo, shown, ADDRESS)[1])[1]
    ids = list(columns[text("export.column.id", language)])
    places = [demo.place(one) for one in ids]
    assert sorted(places) == np.flatnonzero(found.inside).tolist()
    assert tuple(places[: len(found.order)]) == found.order
    numbers = {
        "rank": np.where(found.ranks > 0, found.ranks, np.nan),
        "score": found.index.scores,
        "in_list_share": robust.shares,
        "in_list_draws": np.where(robust.candidates, robust.times, np.nan),
        "rank_low": robust.low,
        "rank_median": robust.median,
        "rank_high": robust.high,
        "covered": found.covered,
    }
    for key, wanted in numbers.items():
        told = [_number(one) for one in columns[_word(key, shown)]]
        assert told == pytest.approx(wanted[places], abs=5.1e-5, nan_ok=True), key
    for at, place in enumerate(places):
        membership = found.memberships[place]
        share = float(robust.shares[place])
        graded = robust.grade(place)
        words = {
            "standing": text(f"shortlist.membership.{membership}", language),
            "standing_key": str(membership),
            "listed": text("yes" if place in listed else "no", language),
            "grade": text(f"shortlist.grade.{graded}", language) if graded else "",
            "verdict": text(f"shortlist.verdict.{verdict(place in listed, share)}", language),
        }
        assert {key: columns[_word(key, shown)][at] for key in words} == words
        percent = columns[_word("in_list_percent", shown)][at]
        if share >= 0.01:  # as the page says it
            pattern = text("unit.percent.amount", language)
            assert pattern.format(percent) == share_of_draws(share, language)
        assert why(demo, shown, ids[at]).answer == words["verdict"]


@pytest.mark.parametrize("query", [RULES, f"{RULES}&dil=en", MOVED])
def test_each_threshold_has_figure_state_and_distance(
    demo: Dataset, view: Reader, query: str
) -> None:
    shown = view(query, demo)
    language = shown.language
    columns = _table(shortlist_csv(demo, shown)[1])[1]
    places = [demo.place(one) for one in columns[text("export.column.id", language)]]
    states: set[str] = set()
    thresholds = _thresholds(demo, shown)
    assert len(thresholds) == (6 if RULES in query else 1)
    for name, one in thresholds:
        figures = [
            _number(cell) for cell in columns[f"{name}: {asked_said(demo, one.asked, language)}"]
        ]
        known = np.where(one.low == one.high, one.low, np.nan)[places]
        assert figures == pytest.approx(known, abs=0.0501, nan_ok=True)
        distances = [_number(cell) for cell in columns[f"{name}: {_word('missed', shown)}"]]
        missed = np.where(one.unmet, one.missed, np.nan)[places]
        assert distances == pytest.approx(missed, abs=1e-4, nan_ok=True)
        said = columns[f"{name}: {text('export.column.state', language)}"]
        for place, word in zip(places, said, strict=True):
            state = "met" if one.met[place] else "unknown" if one.unknown[place] else "not_met"
            state = "near" if one.narrowly[place] else state
            assert word == text(f"threshold.criterion.{state}", language)
            states.add(state)
    assert states >= ({"met", "not_met", "near"} if RULES in query else {"met", "not_met"})


@pytest.mark.parametrize(("language", "mark", "other"), [("tr", ",", "."), ("en", ".", ",")])
def test_a_table_opens_in_a_spreadsheet(
    demo: Dataset, view: Reader, language: str, mark: str, other: str
) -> None:
    shown = view(f"k=6&dil={language}", demo)
    name, content = shortlist_csv(demo, shown)
    written = content.encode("utf-8")
    assert written.startswith(b"\xef\xbb\xbf")
    again = written.decode("utf-8-sig")
    assert "Gömeç;Gömeç;Balıkesir" in again
    assert name.endswith(("kisa-liste-ilce.csv", "shortlist-district.csv"))
    columns = _table(again)[1]
    scores = [one for one in columns[_word("score", shown)] if one]
    shares = [one for one in columns[_word("in_list_share", shown)] if one]
    assert scores
    assert all(mark in one and other not in one for one in (*scores, *shares))
    whole = [one for one in columns[_word("in_list_percent", shown)] if one]
    assert all(one.isdecimal() for one in whole)


def test_all_and_nearly_all_are_told_apart() -> None:
    assert [whole_percent(one) for one in (0.0, 0.004, 0.7274, 0.9996, 1.0)] == [0, 0, 73, 99, 100]
    assert math.isnan(whole_percent(math.nan))


@pytest.mark.parametrize("query", [RULES, "icinde=d-1819&dil=en&k=9&olcut=puan:30"])
def test_the_workbook(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    language, found = shown.language, shortlist_of(demo, shown)
    name, content = shortlist_xlsx(demo, shown, ADDRESS)
    assert name.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    first, margins, weights, others, methods = book.worksheets
    assert [one.title for one in (first, margins, others, methods)] == [
        text(f"shortlist.export.sheet.{key}", language)
        for key in ("list", "margins", "others", "methods")
    ]
    notes, heads, rows = _sheet(first)
    said, columns = _table(shortlist_csv(demo, shown, ADDRESS)[1])
    assert notes == said
    assert heads == list(columns)
    numbers = 0
    for at, head in enumerate(heads):
        cells = [row[at] for row in rows]
        if head == text("export.column.id", language):
            assert cells == list(columns[head])  # of neighbourhoods too: text, no numbers
        elif any(isinstance(one, int | float) for one in cells):
            numbers += 1
            told = [math.nan if one is None else one for one in cells]
            wanted = [_number(one) for one in columns[head]]
            assert told == pytest.approx(wanted, nan_ok=True), head
        else:
            assert [one or "" for one in cells] == list(columns[head])
    assert numbers >= 9
    _, heads, rows = _sheet(margins)
    several = margins_of(demo, shown)
    assert len(rows) == len(several) > 0
    for row, one in zip(rows, several, strict=True):
        told = dict(zip(heads, row, strict=False))
        assert told[_word("value", shown)] == one.value
        for way, step in (("down", one.down), ("up", one.up)):
            cell = told[_word(f"{way}_value", shown)]
            assert cell == (text("focus.margin_none", language) if step is None else step.value)
            if step is not None:
                who = told[_word(f"{way}_enters", shown)] or ""
                assert who == names_at(demo, found, step.enters, language)
    _, _, rows = _sheet(weights)
    assert [row[3] for row in rows] == list(found.index.shares.within)
    _, heads, rows = _sheet(others)
    out = {row[0]: row for row in rows}
    ids = demo.areas(found.level)["id"]
    unranked = {
        str(ids.iloc[place]): place
        for place, one in enumerate(found.memberships)
        if one not in (None, Membership.LISTED, Membership.PASSING)
    }
    assert out.keys() == unranked.keys()
    for area, place in unranked.items():
        assert out[area][4] == text(f"shortlist.membership.{found.memberships[place]}", language)
        assert (out[area][5] or "") == "; ".join(why_out(demo, found, place, language))
    _, heads, rows = _sheet(methods)
    changes = method_changes(demo, shown)
    assert [row[heads.index(_word("same", shown))] for row in rows] == [
        text("no" if one.enters or one.leaves else "yes", language) for one in changes
    ]


@pytest.mark.parametrize("query", QUERIES)
def test_geojson_follows_the_rules(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    found, robust = shortlist_of(demo, shown), robust_of(demo, shown)
    name, content = shortlist_geojson(demo, shown, ADDRESS)
    assert name.endswith(".geojson")
    told = json.loads(content)
    record = as_record(demo, shown)
    assert told["type"] == "FeatureCollection"
    assert text("demonstration.label", shown.language) in told["demonstration"]
    assert told["list"] == record["list"]
    assert told["draws"] == record["draws"]
    assert told["level"] == record["level"]
    assert [one["properties"]["id"] for one in told["features"]] == [
        one["area"] for one in record["rows"]
    ]
    letters = found.letters()
    for one, row in zip(told["features"], record["rows"], strict=True):
        drawn, properties = shape(one["geometry"]), one["properties"]
        assert 25.5 < drawn.bounds[0] < drawn.bounds[2] < 29.5
        place = demo.place(one["id"])
        assert properties["demonstration"]
        assert properties["standing"] == row["membership"]
        assert properties["listed"] == row["listed"]
        assert properties["verdict"] == row["verdict"]
        assert properties["grade"] == row["grade"]
        assert properties["score"] == row["score"]
        assert properties["covered"] == row["covered"]
        assert properties["in_list_draws"] == row["times"]
        share = float(robust.shares[place])
        assert properties["in_list_share"] == (None if math.isnan(share) else share)
        assert str(properties["class"]) == (letters[place] if letters[place] != "n" else "None")
        for which, outcome in enumerate(row["criteria"], 1):
            state = properties[f"criterion_{which}_state"]
            assert (state == "met") == (outcome["met"] is True)
            assert (state == "unknown") == (outcome["met"] is None)
            assert properties[f"criterion_{which}_missed_by"] == (outcome["missed"] or None)


@pytest.mark.parametrize("query", QUERIES)
def test_notes_say_what_was_asked_and_how_sure_it_is(
    demo: Dataset, view: Reader, query: str
) -> None:
    shown = view(query, demo)
    language, found, robust = shown.language, shortlist_of(demo, shown), robust_of(demo, shown)
    notes = _table(shortlist_csv(demo, shown, ADDRESS)[1])[0]
    said = "\n".join(notes)
    assert notes[0].startswith(text("demonstration.label", language))
    assert demo.release.key in notes[1]
    assert f"{ADDRESS}/kisa-liste?" in said
    assert counts(demo, shown).sentence in notes
    for _, one in _thresholds(demo, shown):
        assert asked_said(demo, one.asked, language) in said
    assert (text(f"shortlist.question.none.{found.level}", language) in notes) == (
        not found.criteria
    )
    assert assumptions_said(robust, language) in notes
    drawn = text(
        "shortlist.export.draws",
        language,
        source=text(f"synthesis.source.{robust.source}", language),
        count=number(robust.count, language),
        seed=robust.seed,
    )
    assert drawn in notes
    balanced = balanced_of(demo, shown)
    if balanced is not None:
        assert balance_said(demo, shown, balanced) in notes
    tied = tie_said(demo, shown)
    assert (text("shortlist.tie", language) in notes) == bool(tied)
    shares = zip(found.index.shares.structure.themes, found.index.shares.themes, strict=True)
    for key, share in shares:
        if share:
            assert demo.catalogue.themes[key].name[language] in said
    assert text("about.source", language) in notes[-1]
    if found.level is Level.NEIGHBOURHOOD:
        assert "Konak" in notes[2]


def test_balance_and_ties_are_told(demo: Dataset, view: Reader) -> None:
    """The queries above hold a list that balance moved; here is one that ends in equal scores."""
    moved = balanced_of(demo, view(MOVED, demo))
    assert moved is not None
    assert moved.brought_in
    for k in range(1, 40):
        shown = view(f"k={k}&w=care:35,education:20.5,work:20,safety:24.5", demo)
        if shortlist_of(demo, shown).tied_at_the_end:
            assert text("shortlist.tie", "tr") in _table(shortlist_csv(demo, shown)[1])[0]
            return
    pytest.fail("no list of the demonstration ends in equal scores")


def test_limits_of_draws(demo: Dataset, view: Reader) -> None:
    between = view("deneme=aralik&sinir=care:20-40&w=care:30,safety:70&k=3", demo)
    said = "\n".join(_table(shortlist_csv(demo, between)[1])[0])
    assert f"{demo.catalogue.themes['care'].name['tr']} 20,0–%40,0" in said
    impossible = view("deneme=aralik&sinir=care:60-70,safety:50-60", demo)
    for made in (shortlist_csv, shortlist_xlsx, shortlist_geojson):
        with pytest.raises(WeightError):
            made(demo, impossible)


def test_the_same_view_gives_the_same_bytes(demo: Dataset, view: Reader) -> None:
    for made in (shortlist_csv, shortlist_geojson):
        first = made(demo, view("tohum=5", demo), ADDRESS, 200)[1]
        assert made(demo, view("tohum=5&ilce=d-1128", demo), "", 200)[1] != first  # its link
        assert made(demo, view("tohum=5", demo), ADDRESS, 200)[1] == first
        assert made(demo, view("tohum=6", demo), ADDRESS, 200)[1] != first


def test_a_real_release_says_nothing_of_a_demonstration(tiny: Dataset, view: Reader) -> None:
    name, content = shortlist_csv(tiny, view("k=1", tiny))
    assert name == "kisa-liste-ilce.csv"
    assert text("demonstration.label", "tr") not in content
    assert "demonstration" not in json.loads(shortlist_geojson(tiny, view("k=1", tiny))[1])


def test_no_name_is_a_formula(tiny: Dataset, view: Reader, monkeypatch: Any) -> None:
    areas = tiny.areas(Level.DISTRICT).assign(name="=1+1")
    monkeypatch.setitem(tiny._areas, Level.DISTRICT, areas)
    shown = view("k=1&olcut=puan:20", tiny)
    assert "'=1+1" in shortlist_csv(tiny, shown)[1]
    for sheet in openpyxl.load_workbook(io.BytesIO(shortlist_xlsx(tiny, shown)[1])).worksheets:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
