"""Veri as data: findings follow the release, links lead to files, reports are readable."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash.development.base_component import Component

from dashboard.catalogue import Access, Catalogue, load_catalogue
from dashboard.coverage import Obstacle, coverage, gaps
from dashboard.dataset import Dataset
from dashboard.release import PUBLICATIONS, current_release
from dashboard.view import View, parse
from dashboard.wording import number, text
from layouts import coverage as blocks
from layouts import data_files, ids
from layouts.markdown import components
from layouts.pages import data as data_page
from layouts.pages import quality as quality_page
from tests import tiny as tiny_province
from tests.layouts.test_pages import page_of, parts, visible
from tests.tiny import tiny_values, write_tiny


def given(part: Component) -> dict[str, Any]:
    found: dict[str, Any] = part.to_plotly_json()["props"]
    return found


def with_test_id(built: Component, name: str) -> Component:
    return next(one for one in parts(built) if given(one).get("data-testid") == name)


def of_type(built: Component, kind: str) -> Iterator[Component]:
    return (one for one in parts(built) if one._type == kind)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_without_figures_of_women_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The sentence follows the release: with the values of women and without them."""
    catalogue = tiny_province.tiny_catalogue(tmp_path / "catalogue")
    everything = tiny_values()
    coarse = everything[(everything["level"] != "neighbourhood") | (everything["group"] == "total")]
    none = text("data.finding.none", language, total="6")
    for values, expected in ((everything, False), (coarse, True)):
        monkeypatch.setattr(tiny_province, "tiny_values", lambda values=values: values)
        release = write_tiny(tmp_path / "out", catalogue)
        dataset = Dataset(release, load_catalogue(catalogue))
        finding = with_test_id(page_of(dataset, data_page, f"dil={language}"), "finding")
        assert (none in visible(finding)) is expected
        heading = "data.finding.what" if expected else "data.finding.what_some"
        assert text(heading, language) in visible(finding)


def test_which_tables_would_change_it_is_the_catalogue_s_word(tiny: Dataset) -> None:
    plain = tiny.catalogue.indicators["women_share"]
    publisher = {"tr": "Minik Belediyesi", "en": "Minik Municipality"}
    origin = dataclasses.replace(plain.origin, publisher=publisher)
    stated = dataclasses.replace(plain, access=Access.PART, origin=origin)
    catalogue = Catalogue(
        tiny.catalogue.themes, {**tiny.catalogue.indicators, "women_share": stated}
    )
    dataset = Dataset(tiny.release, catalogue)
    said = visible(with_test_id(page_of(dataset, data_page, ""), "finding"))
    assert text(f"data.obstacle.{Obstacle.PART}", "tr") in said
    assert "Minik Belediyesi" in said


def test_invented_values_are_not_called_published(demo: Dataset) -> None:
    said = " ".join(visible(with_test_id(page_of(demo, data_page, ""), "finding")))
    assert text("data.finding.demonstration", "tr") in said


def test_the_table_shows_the_counts(demo: Dataset, view: Callable[[str, Dataset], View]) -> None:
    query = "duzey=ilce&konu=tema:participation"
    table = with_test_id(page_of(demo, data_page, query), "coverage")
    rows = {
        given(one)["data-series"]: visible(one)
        for one in of_type(table, "Tr")
        if "data-series" in given(one)
    }
    expected = coverage(demo, view(query, demo))
    assert len(rows) == len(expected)
    for one in expected:
        key = one.indicator.key
        if one.year:
            key = f"{key}/{one.group}/{one.year}/{one.level}"
        assert number(one.valued, "tr") in rows[key]
        assert number(one.areas, "tr") in rows[key]


def test_map_card_and_sentence_tell_the_same(
    demo: Dataset, view: Callable[[str, Dataset], View]
) -> None:
    seen = view("konu=cinsiyet&mahalle=41108", demo)
    found = gaps(demo, seen)
    painted = blocks.painted(found)
    place = demo.place("41108")
    valued = painted["counts"][place]
    said = [one for block in blocks.card(demo, seen, found) for one in visible(block)]
    sentence = text(
        "data.gaps.has", "tr", total=number(painted["total"], "tr"), valued=number(valued, "tr")
    )
    assert sentence in said
    assert painted["letters"][place] == (str(found.shade(valued) - 1) if valued else "n")
    head = " ".join(visible(blocks.said(demo, seen, found)[0]))
    assert number(found.empty, "tr") in head
    assert painted["letters"].count("n") == found.empty


@pytest.mark.parametrize(("level", "told"), [("mahalle", True), ("ilce", False)])
def test_what_is_withheld_from_neighbourhoods_is_told(
    demo: Dataset, level: str, told: bool
) -> None:
    seen = parse(f"duzey={level}&konu=cinsiyet", demo).view
    words = [
        word for one in blocks.said(demo, seen, gaps(demo, seen)) if one for word in visible(one)
    ]
    assert (text("data.gaps.withheld", "tr") in words) is told


def test_an_area_out_of_view_is_not_counted(demo: Dataset) -> None:
    page = page_of(demo, data_page, "il=balikesir")
    store = next(one for one in parts(page) if getattr(one, "id", "") == ids.GAPS)
    izmir = demo.in_provinces(gaps(demo, parse("", demo).view).level, ["izmir"])
    letters = [
        letter for letter, inside in zip(store.data["letters"], izmir, strict=True) if inside
    ]
    assert set(letters) == {"x"}


def test_files_are_those_that_the_release_offers(tiny: Dataset, demo: Dataset) -> None:
    for dataset, shapes in ((tiny, False), (demo, True)):
        page = page_of(dataset, data_page, "il=hepsi")
        offered = {
            given(one)["data-file-name"]
            for one in of_type(page, "A")
            if "data-file-name" in given(one)
        }
        assert ("areas.gpkg" in offered) is shapes
        assert {"values.csv", "chosen.xlsx", "values.parquet", "datapackage.json"} <= offered
    assert any("yeniden dağıtım" in one for one in visible(page_of(tiny, data_page, "")))
    assert text("data.files.geometry_demonstration", "tr") in visible(page_of(demo, data_page, ""))


def test_the_log_shows_publications_the_newest_first(tiny_root: Path) -> None:
    lines = [
        '{"time": "2026-05-04T10:00:00Z", "release": "aaaaaaaaaaaa", "action": "publish",'
        ' "before": "", "note": "ilk"}',
        '{"time": "2026-06-03T22:30:00Z", "release": "bbbbbbbbbbbb", "action": "rollback",'
        ' "before": "aaaaaaaaaaaa", "note": "<b>yanlış</b>"}',
    ]
    (tiny_root / "publications.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    dataset = Dataset(current_release(tiny_root), load_catalogue(tiny_root.parent / "catalogue"))
    said = visible(data_files.log(dataset, "tr"))
    assert said.index("4 Haziran 2026") < said.index("4 Mayıs 2026")
    assert "4 June 2026" in visible(data_files.log(dataset, "en"))
    assert text("data.action.rollback", "tr") in said
    assert "<b>yanlış</b>" in said


def test_without_a_log_the_current_release_stands_alone(tiny_root: Path, tiny_folder: Path) -> None:
    (tiny_root / PUBLICATIONS).unlink()
    tiny = Dataset(current_release(tiny_root), load_catalogue(tiny_folder / "catalogue"))
    said = " ".join(visible(data_files.log(tiny, "tr")))
    assert tiny.release.key in said
    assert text("data.log.undated", "tr") in said


def test_every_number_of_a_report_is_on_its_page(demo: Dataset) -> None:
    for province in demo.release.provinces:
        written = (demo.release.folder / province / "quality-report.md").read_text("utf-8")
        said = " ".join(visible(page_of(demo, quality_page, f"il={province}")))
        for cell in (part.strip() for line in written.splitlines() for part in line.split("|")):
            if cell.replace(",", "").isdigit():
                assert cell in said


def test_markdown_becomes_plain_elements() -> None:
    written = (
        "# One\n\nSome **bold** `code` and <script>alert(1)</script>.\n\n- a\n- b\n\n"
        "| x | y |\n|---|---|\n| 1 | <i>2</i> |\n\n[link](javascript:alert(1))\n"
    )
    found = components(written)
    kinds = {part._type for block in found for part in parts(block)}
    assert {"H1", "P", "Strong", "Code", "Ul", "Li", "Table", "Th", "Td"} <= kinds
    assert not kinds & {"Script", "A", "Img", "I"}
    said = " ".join(one for block in found for one in visible(block))
    assert "<script>" in said


def test_the_chosen_series_can_be_opened_on_the_map(demo: Dataset) -> None:
    table = with_test_id(page_of(demo, data_page, "konu=tertiary_share"), "coverage")
    links = [one.href for one in of_type(table, "A")]
    assert links
    for link in links:
        series = parse(link.partition("?")[2], demo).view.series
        assert series.indicator == "tertiary_share"
        assert demo.has(series)


def test_freshness_is_measured_against_the_release(demo: Dataset) -> None:
    newest = max(
        int(pd.read_parquet(demo.release.folder / one / "values.parquet")["year"].max())
        for one in demo.release.provinces
    )
    said = visible(with_test_id(page_of(demo, data_page, ""), "coverage"))
    assert (
        text(
            "data.table.age" if newest == 2023 else "data.table.age_many", "tr", years=newest - 2022
        )
        in said
    )
