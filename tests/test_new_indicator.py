"""A new indicator needs a file and entries: no code, from the publisher's table to the CSV."""

from __future__ import annotations

import csv
import io

import pytest
from dash.development.base_component import Component

from dashboard.__main__ import main
from dashboard.catalogue import load_catalogue
from dashboard.dataset import Dataset
from dashboard.export import values_csv
from dashboard.release import current_release
from dashboard.search import search
from dashboard.view import parse
from dashboard.wording import text
from layouts import controls, ids
from layouts.pages import catalogue, indicator
from layouts.pages import map as map_page
from tests.layouts.test_pages import parts, visible
from tests.tiny import tiny_raw

LIBRARIES = "AD;ENLEM;BOYLAM\nBir;38.011;27.012\nİki;38.009;27.008\nÜç;38.031;27.01\n"
SOURCE = """
[libraries]
content = "points"
service = "libraries"
format = "csv"
files = { minik = "kutuphane.csv" }
publisher = "Minik Belediyesi"
title = { tr = "Kütüphaneler", en = "Libraries" }
year = 2025
date = "2025-12-31"
licence = "CC BY 4.0"
address = "https://example.org/kutuphane"
columns = { name = "AD" }
scores = { lat = "ENLEM", lon = "BOYLAM" }
"""
MEASURE = """
[[measure]]
indicator = "libraries_per_1000_people"
group = "total"
levels = ["neighbourhood", "district", "province"]
year = 2025
numerator = { points = "libraries", figure = "count" }
denominator = { figure = "residents" }
scale = 1000
"""
ENTRY = """
[libraries_per_1000_people]
code = "L01"
theme = "people"
kind = "context"
name = { tr = "Binde kütüphane", en = "Libraries per thousand" }
meaning = { tr = "Her 1.000 kişiye kaç kütüphane.", en = "Libraries for every 1,000 people." }
numerator = { tr = "kütüphaneler", en = "libraries" }
denominator = { tr = "toplam nüfus", en = "all residents" }
dark = { tr = "Koyu renk: kütüphane daha çok", en = "Darker: more libraries" }
caveat = { tr = "Kitap sayısını söylemez.", en = "It doesn't say how many books there are." }
groups = ["total"]
unit = "per_1000"
direction = "higher"
goalposts = [0, 4]
aggregation = "pooled"
access = "part"
years = [2024, 2025]
floor = 100

[libraries_per_1000_people.origin]
publisher = { tr = "Minik Belediyesi", en = "Municipality of Minik" }
licence = { tr = "CC BY 4.0", en = "CC BY 4.0" }
address = "https://example.org/kutuphane"
date = "2025-12-31"
"""
KEY = "libraries_per_1000_people"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The tiny province built with the new file and the three new entries."""
    folder = tiny_raw(tmp_path_factory.mktemp("added"))
    (folder / "kutuphane.csv").write_text(LIBRARIES, encoding="utf-8")
    entries = {"sources": SOURCE, "measures": MEASURE, "indicators": ENTRY}
    for name, entry in entries.items():
        with (folder / "catalogue" / f"{name}.toml").open("a", encoding="utf-8") as file:
            file.write(entry)
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    assert (
        main(["build", "--publish", *(str(part) for pair in places.items() for part in pair)]) == 0
    )
    return Dataset(current_release(folder / "out"), load_catalogue(folder / "catalogue"))


def _said(built: list[Component]) -> str:
    return "\n".join(line for part in built for line in visible(part))


@pytest.mark.parametrize("language", ["tr", "en"])
def test_it_is_on_the_map_and_in_the_picker(dataset: Dataset, language: str) -> None:
    name = dataset.catalogue.indicators[KEY].name[language]
    parsed = parse(f"g={KEY}&dil={language}", dataset)
    assert parsed.dropped == ()
    heading = [
        part.children
        for whole in map_page.build(dataset, parsed, {})
        for part in parts(whole)
        if getattr(part, "id", "") == ids.MAP_TITLE
    ]
    assert heading == [name]
    other = parse(f"g=population&dil={language}", dataset).view
    assert name in _said([controls.indicator_picker(dataset, other)])
    assert [one.key for one in search(dataset, name.split()[1], language)] == [KEY]


@pytest.mark.parametrize("language", ["tr", "en"])
def test_it_has_a_card_and_a_row(dataset: Dataset, language: str) -> None:
    entry = dataset.catalogue.indicators[KEY]
    parsed = parse(f"dil={language}", dataset)
    card = _said(indicator.build(dataset, parsed, {indicator.VARIABLE: KEY}))
    for words in (entry.name, entry.meaning, entry.numerator, entry.denominator, entry.publisher):
        assert words[language] in card
    assert "2024, 2025" in card
    assert entry.name[language] in _said(catalogue.build(dataset, parsed, {}))


def test_its_values_are_in_the_file(dataset: Dataset) -> None:
    """One neighbourhood has fewer people than the floor, one could not be joined."""
    name, content = values_csv(dataset, parse(f"g={KEY}", dataset).view)
    assert name == f"{KEY}-total-2025-neighbourhood.csv"
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    values = {row[0]: (row[4], row[7]) for row in rows if len(row) > 7}
    assert {area: values[area] for area in ("101", "102", "103", "104", "x-6")} == {
        "101": ("1,7", ""),
        "102": ("0,0", ""),
        "103": ("", text("flag.too_few", "tr")),
        "104": ("3,3", ""),
        "x-6": ("", text("flag.no_data", "tr")),
    }
    assert "Minik Belediyesi" in content
    districts = values_csv(dataset, parse(f"g={KEY}&duzey=ilce", dataset).view)[1]
    assert "d-12;" in districts
    assert ";1,8;" in districts  # one of 555 residents
