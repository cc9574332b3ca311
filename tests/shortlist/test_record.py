"""The record: the same data give the same bytes, and every number agrees with the result."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.dataset import Dataset
from dashboard.release import current_release
from dashboard.settings import CATALOGUE, DEMONSTRATION
from dashboard.shortlist.draws import robust_of
from dashboard.shortlist.record import as_record
from dashboard.shortlist.selection import shortlist_of
from dashboard.view import parse

QUERY = (
    "esik=women_employment_neighbourhood:kadin:cok:30&olcut=puan:45&veto=education:ustu:70"
    "&kapsam=80&nufus=10000&denge=il,kiyi-ic&enaz=1&k=6"
)


def _written(dataset: Dataset, query: str) -> str:
    record = as_record(dataset, parse(query, dataset).view)
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


@pytest.mark.parametrize("query", [QUERY, "", "icinde=d-1819", "deneme=yontem", "deneme=aralik"])
def test_the_same_data_give_the_same_record(demo: Dataset, query: str) -> None:
    again = Dataset(current_release(DEMONSTRATION), load_catalogue(CATALOGUE))
    assert _written(demo, query) == _written(again, query)


def test_another_process_gives_the_same_record(demo: Dataset, project: Path) -> None:
    code = (
        "import json\n"
        "from dashboard.catalogue import load_catalogue\n"
        "from dashboard.dataset import Dataset\n"
        "from dashboard.release import current_release\n"
        "from dashboard.settings import CATALOGUE, DEMONSTRATION\n"
        "from dashboard.shortlist.record import as_record\n"
        "from dashboard.view import parse\n"
        "data = Dataset(current_release(DEMONSTRATION), load_catalogue(CATALOGUE))\n"
        f"record = as_record(data, parse({QUERY!r}, data).view)\n"
        "print(json.dumps(record, ensure_ascii=True, allow_nan=False))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert json.loads(found.stdout) == json.loads(_written(demo, QUERY))


def test_its_own_words_make_it_again(demo: Dataset) -> None:
    record = as_record(demo, parse(QUERY, demo).view)
    parsed = parse(record["view"], demo)
    assert not parsed.dropped
    assert as_record(demo, parsed.view) == record
    assert record["release"] == demo.release.key


def test_language_and_what_else_is_on_the_page_change_nothing(demo: Dataset) -> None:
    assert _written(demo, QUERY) == _written(demo, f"{QUERY}&dil=en&ilce=d-1128&sekme=dagilim")


def test_its_rows_are_those_of_the_list(demo: Dataset) -> None:
    view = parse(QUERY, demo).view
    record, found, robust = as_record(demo, view), shortlist_of(demo, view), robust_of(demo, view)
    rows = {row["area"]: row for row in record["rows"]}
    assert len(rows) == found.inside.sum()
    for area, row in rows.items():
        place = demo.place(area)
        assert row["membership"] == found.memberships[place]
        assert row["listed"] == (area in record["list"])
        assert row["times"] == (robust.times[place] if robust.candidates[place] else None)
        assert len(row["criteria"]) == len(found.criteria) == 2
        assert row["met"] == sum(one["met"] is True for one in row["criteria"])
    places = [row["place"] for row in record["rows"] if row["place"]]
    assert places == list(range(1, len(found.order) + 1))
    assert [row["place"] for row in record["rows"]][: len(places)] == places
    assert sum(record["weights"]["themes"].values()) == pytest.approx(100)


def test_another_seed_is_another_record(demo: Dataset) -> None:
    assert _written(demo, QUERY) != _written(demo, f"{QUERY}&tohum=1")
