"""Files of Veri, read back with the programs that people read them with."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from dashboard.catalogue import Level, load_catalogue
from dashboard.citation import bibtex, cited, link
from dashboard.coverage import coverage
from dashboard.data_export import COLUMNS, NUMBERS, Choice, heads
from dashboard.data_package import (
    DESCRIPTOR,
    GEOJSON,
    GEOPACKAGE,
    README,
    TABLE,
    VALUES,
    WORKBOOK,
    ZIP,
    content,
    file_name,
    names,
    values,
)
from dashboard.dataset import Dataset, Flag
from dashboard.geometry_export import offered, withheld
from dashboard.pipeline.sources import load_sources
from dashboard.release import VALUES as STORED
from dashboard.release import current_release
from dashboard.view import View
from dashboard.wording import text

LANGUAGES = ("tr", "en")
# of the Data Package standard, version 1
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
FIELD_TYPES = {"string", "number", "integer", "boolean", "date", "datetime", "year"}


def read_csv(written: bytes, language: str) -> pd.DataFrame:
    decimal = "," if language == "tr" else "."
    table = pd.read_csv(
        io.BytesIO(written),
        sep=";",
        decimal=decimal,
        comment="#",
        encoding="utf-8-sig",
        dtype={text("data.column.area", language): str},
    )
    assert list(table.columns) == heads(language)
    return table.set_axis(list(COLUMNS), axis=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_csv_holds_every_value_as_published(demo: Dataset, language: str) -> None:
    table = read_csv(content(demo, TABLE, language), language)
    assert len(table) == sum(
        int((demo.measured(one).flags != Flag.NOT_VALUED).sum())
        for offers in demo.offers.values()
        for one in offers
    )
    group, level = text("group.women", language), text("level.neighbourhood", language)
    mine = table[
        (table["indicator"] == "tertiary_share")
        & (table["group"] == group)
        & (table["level"] == level)
        & (table["year"] == 2023)
    ].set_index("area")
    series = next(
        one
        for one in demo.offers["tertiary_share"]
        if (one.group, one.level, one.year) == ("women", "neighbourhood", 2023)
    )
    measured = demo.measured(series)
    for area, value, flag in zip(
        demo.areas(series.level)["id"], measured.values, measured.flags, strict=True
    ):
        if flag == Flag.OK:
            assert mine.loc[area, "value"] == pytest.approx(value, abs=1e-9)
            assert mine.loc[area, "state"] == text("flag.ok", language)
        elif flag != Flag.NOT_VALUED:
            assert pd.isna(mine.loc[area, list(NUMBERS)]).all()


def test_csv_begins_with_bom_and_says_what_it_is(demo: Dataset) -> None:
    written = content(demo, TABLE, "tr", "https://atlas.example").decode()
    above = [line for line in written.splitlines() if line.startswith(("#", "\ufeff#"))]
    assert written.startswith("\ufeff# Gösterim verisi")
    assert any(demo.release.key in line for line in above)
    assert any(f"https://atlas.example/veri?surum={demo.release.key}" in line for line in above)
    for source in demo.release.manifest["sources"].values():
        licence = source["licence"]
        said = (licence if isinstance(licence, str) else licence["tr"]).replace(";", ",")
        assert any(said in line for line in above), said
    assert not any(";" in line for line in above)


def test_hidden_values_are_in_no_file(tiny: Dataset) -> None:
    """Of a hidden cell neither value, numerator nor denominator: 110 and 25 people stand in the
    release beside the cells of 105 and 103."""
    for form in ("csv", "parquet"):
        written = values(tiny, form, None, "tr")
        read = pd.read_parquet if form == "parquet" else lambda file: read_csv(file.read(), "tr")
        table = read(io.BytesIO(written))
        women = {text("group.women", "tr"), "women"}
        hidden = table[
            table["area"].isin(["103", "105"])
            & (table["indicator"] == "employment")
            & table["group"].isin(women)
        ]
        assert len(hidden) == 2
        assert hidden[list(NUMBERS)].isna().all().all()
        gaps = {text("group.gap", "tr"), "gap"}
        gap = table[(table["area"] == "105") & table["group"].isin(gaps)]
        assert len(gap) == 1
        assert gap[list(NUMBERS)].isna().all().all()
    sheet = openpyxl.load_workbook(io.BytesIO(values(tiny, "xlsx", None, "tr"))).worksheets[0]
    cells = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    titles = cells[text("export.column.id", "tr")]
    women = next(place for place, one in enumerate(titles) if one and "Kadın, 2023" in one)
    assert cells["103"][women] == text("flag.too_few", "tr")
    assert cells["105"][women] == text("flag.suppressed", "tr")


def test_parquet_is_typed_and_carries_its_notes(demo: Dataset) -> None:
    table = pq.read_table(io.BytesIO(content(demo, "values.parquet", "en")))
    assert table.schema.names == list(COLUMNS)
    about = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert about["release"] == demo.release.key
    assert about["demonstration"] == "True"
    assert any(demo.release.key in one for one in json.loads(about["notes"]))
    frame = table.to_pandas()
    stored = pd.concat(
        pd.read_parquet(demo.release.folder / one / STORED) for one in demo.release.provinces
    )
    mine = frame[(frame["group"] != "gap") & (frame["state"] != "no_data")]
    there = stored[stored["flag"] != "no_data"]
    assert len(mine) == len(there)
    keys = ["area", "indicator", "group", "year", "level"]
    joined = mine.merge(there, on=keys, suffixes=("", "_stored"))
    assert len(joined) == len(there)
    assert (joined["state"] == joined["flag"]).all()
    assert (joined["method"] == joined["method_stored"]).all()
    close = (joined["value"] - joined["value_stored"]).abs()
    assert close.max() <= 0.5000001


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_a_row_per_area_and_explains_its_columns(
    tiny: Dataset, language: str
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content(tiny, WORKBOOK, language)))
    expected = [text(f"level_title.{level}", language) for level in Level]
    assert book.sheetnames == [*expected, text("data.sheet.indicators", language)]
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    ids = [row[0] for row in rows]
    known = tiny.areas(Level.NEIGHBOURHOOD)["id"].tolist()
    assert [one for one in ids if one in known] == [one for one in known if one != "x-7"]
    assert rows[ids.index("101")][4] == 1200
    explained = list(book.worksheets[-1].iter_rows(values_only=True))
    assert [row[8] for row in explained if row[1] == "population"] == [5, 2, 1]


def test_chosen_values_are_those_of_the_table(
    demo: Dataset, view: Callable[[str, Dataset], View]
) -> None:
    """The same counts as the page's table of coverage."""
    seen = view("il=balikesir&konu=tema:education&veriyili=2022&duzey=mahalle", demo)
    table = read_csv(values(demo, "csv", Choice.of_view(demo, seen), "tr"), "tr")
    assert set(table["year"]) == {2022}
    assert set(table["province"]) == {"Balıkesir"}
    for one in coverage(demo, seen):
        mine = table[
            (table["indicator"] == one.indicator.key)
            & (table["group"] == text(f"group.{one.group}", "tr"))
        ]
        states = mine["state"].value_counts()
        assert states.get(text("flag.ok", "tr"), 0) == one.valued
        if one.year:
            assert len(mine) == one.areas
            assert states.get(text("flag.too_few", "tr"), 0) == one.counts[Flag.TOO_FEW]


def test_geojson_is_what_the_map_shows(demo: Dataset) -> None:
    for name, level in GEOJSON.items():
        written = json.loads(content(demo, name, "tr"))
        assert "Gösterim verisi" in written["demonstration"]
        assert any(demo.release.key in one for one in written["notes"])
        frame = geopandas.read_file(io.BytesIO(content(demo, name, "tr")))
        assert frame["id"].tolist() == demo.areas(level)["id"].tolist()
        assert frame.is_valid.all()
        areas = frame.to_crs(3035).area / 1e6
        given = demo.areas(level)["area_km2"].to_numpy()
        large = given > 5
        assert ((areas[large] - given[large]).abs() / given[large]).max() < 0.05


def test_the_geopackage_opens_with_its_layers(demo: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    path.write_bytes(content(demo, GEOPACKAGE, "en"))
    layers = pyogrio.list_layers(path)
    assert [tuple(one) for one in layers] == [(str(one), "MultiPolygon") for one in Level]
    for level in Level:
        frame = geopandas.read_file(path, layer=str(level))
        assert frame.crs.to_epsg() == 4326
        assert frame["id"].tolist() == demo.areas(level)["id"].tolist()
        assert frame.is_valid.all()
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        said = database.execute("SELECT description, identifier FROM gpkg_contents").fetchall()
    for description, identifier in said:
        assert demo.release.key in description
        assert identifier.startswith("demonstration-data-")


def test_boundaries_are_offered_only_with_the_right_to(tiny: Dataset) -> None:
    assert not offered(tiny.release)
    assert not set(names(tiny.release)) & {*GEOJSON, GEOPACKAGE}
    with pytest.raises(KeyError):
        content(tiny, GEOPACKAGE, "tr")
    assert withheld(tiny, "tr")
    for stated, expected in ((True, True), (False, False)):
        manifest = dict(tiny.release.manifest)
        manifest["sources"] = {"b": {"redistributable": stated, "licence": "x"}}
        changed = type(tiny.release)(tiny.release.folder, manifest)
        assert offered(changed) is expected


def test_the_committed_boundaries_are_not_passed_on(project: Path) -> None:
    sources = load_sources(project / "data" / "catalogue" / "sources.toml")
    assert sources["boundaries"].described["redistributable"] is False
    assert "redistributable" not in sources["sege_2022"].described


def unzipped(dataset: Dataset, language: str) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(content(dataset, ZIP, language)))
    assert archive.testzip() is None
    return {one: archive.read(one) for one in archive.namelist()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", ["demo", "tiny"])
def test_the_package_is_what_its_description_says(
    request: pytest.FixtureRequest, which: str, language: str
) -> None:
    dataset: Dataset = request.getfixturevalue(which)
    files = unzipped(dataset, language)
    described = json.loads(files.pop(DESCRIPTOR))
    assert NAME.fullmatch(described["name"])
    assert described["version"] == dataset.release.key
    assert described["demonstration"] is dataset.release.demonstration
    resources = {one["path"]: one for one in described["resources"]}
    assert set(resources) == set(files)
    assert len({one["name"] for one in described["resources"]}) == len(resources)
    for path, one in resources.items():
        assert NAME.fullmatch(one["name"])
        assert one["bytes"] == len(files[path])
        kind, digest = one["hash"].split(":")
        assert kind == "sha256"
        assert len(digest) == 64
    for entry in (*described["sources"], *described["contributors"]):
        assert entry["title"]
    for licence in described["licenses"]:
        assert licence.get("name") or licence.get("path")
    _require_schema(resources[TABLE], files[TABLE], language)
    assert README in files
    assert dataset.release.key in files[README].decode()


def _require_schema(resource: dict[str, Any], written: bytes, language: str) -> None:
    """Every cell can be read as its field's type says, and the key is one."""
    schema, dialect = resource["schema"], resource["dialect"]
    table = pd.read_csv(
        io.BytesIO(written), sep=dialect["delimiter"], encoding="utf-8-sig", dtype=str
    )
    assert list(table.columns) == [field["name"] for field in schema["fields"]]
    for field in schema["fields"]:
        assert field["type"] in FIELD_TYPES
        assert field["description"]
        cells = table[field["name"]].dropna()
        if field["type"] == "number":
            cells.str.replace(field["decimalChar"], ".").astype(float)
        if field["type"] == "integer":
            assert cells.str.fullmatch(r"\d+").all()
        if field["type"] == "boolean":
            assert set(cells) <= {*field["trueValues"], *field["falseValues"]}
        if field.get("constraints", {}).get("required"):
            assert len(cells) == len(table)
    assert not table.duplicated(schema["primaryKey"]).any()
    assert language in LANGUAGES


def test_the_same_release_gives_the_same_package(tiny: Dataset) -> None:
    assert content(tiny, ZIP, "tr") == content(tiny, ZIP, "tr")


def test_every_file_has_a_name_that_says_its_release(demo: Dataset, tiny: Dataset) -> None:
    for name in names(demo.release):
        called = file_name(demo, name, "tr")
        assert called.startswith("gosterim-verisi-esitlik-atlasi-")
        assert demo.release.key in called
    assert file_name(tiny, VALUES[0], "tr") == f"esitlik-atlasi-{tiny.release.key}-values.csv"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citation_names_version_day_and_address(demo: Dataset, language: str) -> None:
    where = link(demo, language, "https://atlas.example/")
    said = cited(demo, language, where, date(2026, 11, 22))
    assert where.startswith(f"https://atlas.example/veri?surum={demo.release.key}")
    assert where in said
    assert demo.release.key in said
    assert "2026" in said
    assert text("data.citation.mark", language).strip() in said
    entry = bibtex(demo, language, where, date(2026, 11, 22))
    assert re.match(r"@misc\{[\w-]+,\n", entry)
    assert entry.count("{") == entry.count("}")
    assert 'urldate = "2026-11-22"' in entry


def test_a_published_release_is_cited_with_its_day(tiny_root: Path) -> None:
    key = current_release(tiny_root).key
    line = {"time": "2026-05-03T22:30:00Z", "release": key, "action": "publish"}
    line |= {"before": "", "note": ""}
    (tiny_root / "publications.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    dataset = Dataset(current_release(tiny_root), load_catalogue(tiny_root.parent / "catalogue"))
    said = cited(dataset, "tr", link(dataset, "tr"))
    assert "4 Mayıs 2026" in said, "midnight is past in Türkiye"
    assert "gösterim" not in said
    assert "4 May 2026" in cited(dataset, "en", link(dataset, "en"))
    assert 'date = "2026-05-04"' in bibtex(dataset, "tr", link(dataset, "tr"))
