"""A link from another release is explained calmly, in both languages, on every page of the view."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.catalogue import load_catalogue
from dashboard.dataset import Dataset
from dashboard.pipeline.publish import publish
from dashboard.release import PUBLICATIONS, Action, Publication, current_release
from dashboard.settings import Settings
from dashboard.view import parse
from dashboard.wording import day_of, text
from layouts.markup import as_text
from layouts.pages import compare, data, threshold
from layouts.pages import map as map_page
from layouts.release_notice import release_notice
from tests.tiny import tiny_catalogue, tiny_values, write_tiny

AppMaker = Callable[[Settings], Dash]
PAGES = {"/": map_page, "/karsilastir": compare, "/esik": threshold, "/veri": data}
WOMEN = "g=employment&grup=kadin&yil=2023&duzey=mahalle"


@pytest.fixture
def newer(tmp_path: Path) -> tuple[Dataset, str]:
    """A release in which 101 changed, 104 is hidden and 105 is shown, and the id before it."""
    catalogue, root = tiny_catalogue(tmp_path / "catalogue"), tmp_path / "processed"
    old = write_tiny(root, catalogue).key
    publish(root, old)
    values = tiny_values()

    def cell(area: str) -> Any:
        here = values["area"].eq(area) & values["indicator"].eq("employment")
        return here & values["group"].eq("women")

    columns = ["value", "numerator", "flag"]
    values.loc[cell("101"), columns] = [32.0, 160.0, "ok"]
    values.loc[cell("104"), columns] = [None, None, "suppressed"]
    values.loc[cell("105"), columns] = [10.0, 11.0, "ok"]
    values.loc[cell("103"), columns] = [None, None, "suppressed"]
    publish(root, write_tiny(root, catalogue, values=values).key)
    return Dataset(current_release(root), load_catalogue(catalogue)), old


def _said(dataset: Dataset, query: str, path: str = "/") -> str:
    found = as_text(release_notice(dataset, parse(query, dataset).view, path))
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", found)).strip()


def _dated(language: str, release: str) -> str:
    today = day_of(datetime.now(UTC), language)
    return text("earlier.dated", language, release=release, date=today)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_both_releases_and_how_many_values_differ(
    newer: tuple[Dataset, str], language: str
) -> None:
    dataset, old = newer
    said = _said(dataset, f"{WOMEN}&surum={old}&dil={language}")
    names = {"old": _dated(language, old), "new": _dated(language, dataset.release.key)}
    assert said.startswith(text("earlier.shared", language, **names))
    count = "3’ü" if language == "tr" else "3"
    assert text("earlier.changed", language, total="4", count=count) in said
    assert said.endswith(text("earlier.dismiss", language))


def test_nothing_is_said_of_the_release_that_is_shown(newer: tuple[Dataset, str]) -> None:
    dataset, _ = newer
    assert _said(dataset, "") == ""
    assert _said(dataset, f"surum={dataset.release.key}") == ""


def test_values_that_are_the_same_are_said_to_be(newer: tuple[Dataset, str]) -> None:
    dataset, old = newer
    assert text("earlier.same", "tr") in _said(dataset, f"g=population&duzey=ilce&surum={old}")


def test_an_unknown_release_is_said_to_be_unknown(newer: tuple[Dataset, str]) -> None:
    dataset, _ = newer
    said = _said(dataset, "surum=0123456789ab&dil=en")
    new = _dated("en", dataset.release.key)
    assert said.startswith(text("earlier.unknown", "en", old="0123456789ab", new=new))
    assert "CSV" not in said


def test_a_release_that_only_the_log_knows(newer: tuple[Dataset, str]) -> None:
    dataset, _ = newer
    log = dataset.release.folder.parents[1] / PUBLICATIONS
    gone = Publication(
        datetime(2025, 3, 8, 23, tzinfo=UTC), "0123456789ab", Action.PUBLISH, "f" * 12
    )
    log.write_text(f"{gone.to_line()}\n{log.read_text('utf-8')}", encoding="utf-8")
    said = _said(dataset, "surum=0123456789ab")
    assert "9 Mart 2025 tarihli 0123456789ab" in said, "midnight is past in Türkiye"
    assert text("earlier.gone", "tr") in said


def test_a_damaged_release_is_not_compared(newer: tuple[Dataset, str]) -> None:
    dataset, old = newer
    (dataset.release.folder.parent / old / "breaks.json").write_text("{}", encoding="utf-8")
    assert text("earlier.gone", "tr") in _said(dataset, f"surum={old}")


def test_an_invented_release_is_said_to_be(newer: tuple[Dataset, str], tmp_path: Path) -> None:
    dataset, _ = newer
    root = dataset.release.folder.parents[1]
    invented = write_tiny(root, tmp_path / "catalogue", demonstration=True).key
    new = text("earlier.unknown", "tr", old=invented, new=_dated("tr", dataset.release.key))
    assert _said(dataset, f"surum={invented}").startswith(new), "built, and never published"
    publish(root, invented)
    publish(root, dataset.release.key)
    assert text("earlier.demonstration", "tr") in _said(dataset, f"surum={invented}")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_view_explains(newer: tuple[Dataset, str], path: str) -> None:
    dataset, old = newer
    query = f"{WOMEN}&surum={old}&esik=employment:kadin:az:20&gostergeler=employment"
    parsed = parse(query, dataset)
    parts = [
        part
        for one in PAGES[path].build(dataset, parsed, {})  # type: ignore[attr-defined]
        for part in one._traverse()
        if getattr(part, "className", "") == "release-notice"
    ]
    assert len(parts) == 1
    assert (text("earlier.list", "tr") in as_text(parts[0])) == (path in ("/", "/esik"))


def test_the_list_of_changes(app_of: AppMaker, newer: tuple[Dataset, str], tmp_path: Path) -> None:
    dataset, old = newer
    root = dataset.release.folder.parents[1]
    settings = Settings(data=root, catalogue=tmp_path / "catalogue")
    client = app_of(settings).server.test_client()
    notice = as_text(release_notice(dataset, parse(f"{WOMEN}&surum={old}", dataset).view, "/"))
    address = re.search(r'href="(/export/changes[^"]+)"', notice)
    assert address
    answer = client.get(address[1].replace("&amp;", "&"))
    assert answer.status_code == 200
    name = f"{old}-{dataset.release.key}.csv"
    assert name in answer.headers["Content-Disposition"]
    said = answer.data.decode("utf-8-sig").splitlines()
    rows = list(csv.reader([line for line in said if not line.startswith("#")], delimiter=";"))
    assert [row[4:] for row in rows[1:]] == [
        ["101", "Işık Mh.", "Minik", "30,0", "32,0", "", ""],
        ["104", "Dereköy Mh.", "Minik", "", "", "", "Gizlendi"],
        ["105", "Kapıkaya Mh.", "Minik", "", "10,0", "Gizlendi", ""],
    ], "what is hidden now is not told as what it was"
    assert any(dataset.release.key in line for line in said[:3])
    for word in ("0123456789ab", "", "..", dataset.release.key):
        assert client.get(f"/export/changes.csv?{WOMEN}&surum={word}").status_code == 404
    assert client.get(f"/export/changes.csv?sayfa=/nowhere&surum={old}").status_code == 200
