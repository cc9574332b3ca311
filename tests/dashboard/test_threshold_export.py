"""The outcome of the criteria as files: three forms of the same records."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import pytest
import shapely
from shapely.geometry import shape

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag
from dashboard.threshold import State, evaluate, shares
from dashboard.threshold_export import threshold_csv, threshold_geojson, threshold_xlsx
from dashboard.view import View
from dashboard.wording import text

Reader = Callable[[str, Dataset], View]
QUERIES = (
    "esik=tertiary_share:kadin:cok:10,stops_per_km2:toplam:cok:5",
    "esik=tertiary_share:kadin:cok:10,literacy_gap:fark:cok:-2&enaz=1&il=balikesir&dil=en",
    "duzey=ilce&esik=sege_score:toplam:cok:0,literacy_gap:fark:cok:-2",
    "esik=sege_score:toplam:cok:0",
    "esik=woman_muhtar:toplam:az:1",
)
SUPPRESSED = ("103", "105", "x-6")


def _csv(dataset: Dataset, view: View) -> list[list[str]]:
    content = threshold_csv(dataset, view)[1].removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    return [row for row in rows if not row[0].startswith("#")]


def _book(dataset: Dataset, view: View) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(threshold_xlsx(dataset, view)[1]))


def _sheet(sheet: Any) -> tuple[list[str], list[list[Any]]]:
    """Notes; heads and rows below the empty line."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    gap = next(place for place, row in enumerate(rows) if not any(row))
    return [str(row[0]) for row in rows[:gap]], rows[gap + 1 :]


def _features(dataset: Dataset, view: View) -> dict[str, Any]:
    return dict(json.loads(threshold_geojson(dataset, view)[1]))


@pytest.mark.parametrize("query", QUERIES)
def test_three_files_say_the_same(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    outcome = evaluate(demo, shown)
    heads, *rows = _csv(demo, shown)
    state = heads.index(text("export.column.state", shown.language))
    from_csv = {row[0]: row[state] for row in rows}
    _, (book_heads, *book_rows) = _sheet(_book(demo, shown).worksheets[0])
    assert book_heads == heads
    assert {row[0]: row[state] for row in book_rows} == from_csv
    features = _features(demo, shown)["features"]
    labels = {one["id"]: one["properties"]["state_label"] for one in features}
    assert labels == from_csv
    ids = demo.areas(outcome.level)["id"].to_numpy()
    for one in State:
        said = text(f"threshold.state.{one}", shown.language)
        wanted = set(ids[outcome.areas(one)])
        assert {area for area, label in from_csv.items() if label == said} == wanted


def test_nothing_unpublished_is_in_any_file(tiny: Dataset, view: Reader) -> None:
    shown = view("g=employment&esik=employment:kadin:az:30,population:toplam:az:0", tiny)
    heads, *rows = _csv(tiny, shown)
    value = heads.index("1. İstihdam (kadın), en az %30,0")
    for row in (one for one in rows if one[0] in SUPPRESSED):
        assert row[value] == row[value + 2] == ""
        assert row[value + 1] in ("Çok az kişi", "Gizlendi", "Veri yok")
    _, (_, *book_rows) = _sheet(_book(tiny, shown).worksheets[0])
    for line in (one for one in book_rows if one[0] in SUPPRESSED):
        assert line[value] is None
    for one in _features(tiny, shown)["features"]:
        if one["id"] in SUPPRESSED:
            assert one["properties"]["criterion_1_value"] is None
            assert one["properties"]["criterion_1_missed_by"] is None
    assert next(row for row in rows if row[0] == "x-6")[4] == ""  # residents: not zero


def test_women_are_given_only_where_they_are_published(demo: Dataset, view: Reader) -> None:
    shown = view("esik=tertiary_share:kadin:cok:10", demo)
    series = next(one for one in demo.offers["women_share"] if one.level is Level.NEIGHBOURHOOD)
    flags = demo.measured(series).flags
    hidden = set(demo.areas(Level.NEIGHBOURHOOD)["id"].to_numpy()[flags != Flag.OK])
    found = {one["id"]: one["properties"]["women"] for one in _features(demo, shown)["features"]}
    assert hidden & set(found)
    assert all((found[area] is None) == (area in hidden) for area in found)


def test_numbers_of_the_workbook_are_numbers(tiny: Dataset, view: Reader) -> None:
    shown = view("g=employment&esik=employment:kadin:az:30", tiny)
    sheet = _book(tiny, shown).worksheets[0]
    _, (heads, *_) = _sheet(sheet)
    column = heads.index("1. İstihdam (kadın), en az %30,0") + 1
    cell = next(
        sheet.cell(line, column)
        for line in range(1, sheet.max_row + 1)
        if sheet.cell(line, 1).value == "101"
    )
    assert (cell.value, cell.data_type, cell.number_format) == (30, "n", "#,##0.0")
    assert sheet.freeze_panes
    assert sheet.auto_filter.ref


@pytest.mark.parametrize("query", QUERIES[:3])
def test_the_sheet_of_districts_has_the_shares(demo: Dataset, view: Reader, query: str) -> None:
    shown = view(query, demo)
    outcome = evaluate(demo, shown)
    _, (_, *rows) = _sheet(_book(demo, shown).worksheets[1])
    wanted = shares(demo, outcome)
    assert [row[0] for row in rows] == [demo.area(one.area)["name"] for one in wanted]
    for row, one in zip(rows, wanted, strict=True):
        assert row[1] == (None if np.isnan(one.residents) else pytest.approx(one.residents))
        assert row[3:] == [one.counts[state] for state in State]


@pytest.mark.parametrize("query", QUERIES[:3])
def test_geojson_follows_the_rules(demo: Dataset, view: Reader, query: str) -> None:
    """RFC 7946: longitude first, closed rings, the outer one against the clock, no ``crs``."""
    found = _features(demo, view(query, demo))
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found
    for one in found["features"]:
        assert one["type"] == "Feature"
        assert one["geometry"]["type"] in ("Polygon", "MultiPolygon")
        drawn = shape(one["geometry"])
        assert 25.5 < drawn.bounds[0] < drawn.bounds[2] < 29.5
        assert 37.5 < drawn.bounds[1] < drawn.bounds[3] < 41
        for part in getattr(drawn, "geoms", [drawn]):
            assert shapely.is_ccw(part.exterior)
            assert not any(shapely.is_ccw(hole) for hole in part.interiors)


def test_shapes_belong_to_their_areas(demo: Dataset, view: Reader) -> None:
    found = _features(demo, view("duzey=ilce", demo))["features"]
    for one in found:
        row = demo.area(one["id"])
        assert one["properties"]["name"] == row["name"]
        assert shape(one["geometry"]).distance(shapely.Point(row["lon"], row["lat"])) < 0.01


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_demonstration_is_called_one_everywhere(
    demo: Dataset, view: Reader, language: str
) -> None:
    shown = view(f"duzey=ilce&dil={language}", demo)
    label = text("demonstration.label", language)
    prefix = text("export.demonstration_prefix", language)
    for made in (threshold_csv, threshold_xlsx, threshold_geojson):
        assert made(demo, shown)[0].startswith(prefix)
    assert label in threshold_csv(demo, shown)[1].splitlines()[0]
    assert all(label in _sheet(one)[0][0] for one in _book(demo, shown).worksheets)
    found = _features(demo, shown)
    assert label in found["demonstration"]
    assert all(one["properties"]["demonstration"] in label for one in found["features"])


def test_a_real_release_is_not_called_one(tiny: Dataset, view: Reader) -> None:
    found = _features(tiny, view("", tiny))
    assert "demonstration" not in found
    assert not any("demonstration" in one["properties"] for one in found["features"])


@pytest.mark.parametrize("query", QUERIES)
def test_every_file_carries_criteria_caution_and_release(
    demo: Dataset, view: Reader, query: str
) -> None:
    shown = view(query, demo)
    notes = [
        threshold_csv(demo, shown)[1],
        *("\n".join(_sheet(one)[0]) for one in _book(demo, shown).worksheets),
        "\n".join(_features(demo, shown)["notes"]),
    ]
    for note in notes:
        assert text("threshold.caution", shown.language) in note
        assert demo.release.key in note
        assert text("about.source", shown.language) in note


def test_no_name_is_a_formula(tiny: Dataset, view: Reader, monkeypatch: Any) -> None:
    areas = tiny.areas(Level.NEIGHBOURHOOD).assign(name="=1+1")
    monkeypatch.setitem(tiny._areas, Level.NEIGHBOURHOOD, areas)
    shown = view("g=employment&esik=employment:kadin:az:30", tiny)
    assert all(row[1] == "'=1+1" for row in _csv(tiny, shown)[1:])
    sheet = _book(tiny, shown).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_an_exact_threshold_is_written_in_full(tiny: Dataset, view: Reader) -> None:
    shown = view("g=employment&esik=employment:kadin:az:30.25", tiny)
    heads, *rows = _csv(tiny, shown)
    assert "%30,25" in heads[6]
    assert next(row for row in rows if row[0] == "101")[8] == "0,25"


def test_no_area_in_view_is_no_fault(tiny: Dataset, view: Reader) -> None:
    shown = replace(view("g=employment", tiny), province="nowhere")
    for made in (threshold_csv, threshold_xlsx, threshold_geojson):
        assert made(tiny, shown)[1]
