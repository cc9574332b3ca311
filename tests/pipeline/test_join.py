"""Joining: by code, by confirmed alias, by name inside the district; never by guess."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from dashboard.pipeline.join import (
    Alias,
    Districts,
    join_neighbourhoods,
    near_names,
    with_district,
)
from dashboard.pipeline.kinds import kind_of, load_kinds
from dashboard.pipeline.read import InputError


def _polygons(*names: str, district: str = "Iğdır") -> pandas.DataFrame:
    return pandas.DataFrame({"name": names, "district": "d-1", "district_name": district})


def _table(*names: str, district: str = "Iğdır") -> pandas.DataFrame:
    codes = [str(100 + place) for place in range(len(names))]
    rows = {"neighbourhood": names, "area": "d-1", "district": district, "code": codes}
    return pandas.DataFrame(rows)


@pytest.mark.parametrize(
    ("drawn", "written"),
    [
        ("IŞIK MH.", "Işık Mah."),
        ("İnönü Mahallesi", "İNÖNÜ Mah."),
        ("Evka - 6", "Evka 6 Mah."),
        ("75.yıl", "75. Yıl Mah."),
        ("Kâzım Karabekir Mh.", "Kazım Karabekir Mah."),
        ("Dere Köyü", "Dere Mah."),
    ],
)
def test_the_same_name_written_differently(drawn: str, written: str) -> None:
    assert join_neighbourhoods(_polygons(drawn), _table(written), []).rows == {0: 0}


@pytest.mark.parametrize(
    ("drawn", "written"),
    [
        ("Kapıkaya Mh.", "Kapukaya Mah."),
        ("Kaplan Mh.", "Kaplan (Göçbeyli Bucağı) Mah."),
        ("Sarı Mh.", "Sari Mah."),
        ("Evka 1 Mh.", "Evka 10 Mah."),
    ],
)
def test_nothing_is_guessed(drawn: str, written: str) -> None:
    assert join_neighbourhoods(_polygons(drawn), _table(written), []).rows == {}


def test_a_name_that_two_rows_share_joins_nothing() -> None:
    two = _table("Yeni Mah.", "Yeni Mahallesi")
    assert join_neighbourhoods(_polygons("Yeni Mh."), two, []).rows == {}
    assert join_neighbourhoods(_polygons("Yeni Mh.", "YENİ"), _table("Yeni Mah."), []).rows == {}


def test_an_alias_comes_before_the_name_and_says_when_it_is_of_no_use() -> None:
    alias = Alias("minik", "IĞDIR", "Kapıkaya Mh.", "Kapukaya Mah.", "Yazım", "2026-01-01")
    found = join_neighbourhoods(_polygons("Kapıkaya Mh."), _table("Kapukaya Mah."), [alias])
    assert (found.rows, found.aliases, found.unused_aliases) == ({0: 0}, (alias,), ())
    gone = join_neighbourhoods(_polygons("Dere Mh."), _table("Kapukaya Mah."), [alias])
    assert (gone.rows, gone.unused_aliases) == ({}, (alias,))


def test_a_table_may_know_its_districts_by_code_alone() -> None:
    districts = Districts({"11": "d-11"}, {"ığdır": "d-11"}, {"d-11": "Iğdır"})
    rows = pandas.DataFrame({"row": [2, 3], "district_code": ["11", "12"]})
    assert with_district(rows[:1], districts, Path("t.csv"))["area"].tolist() == ["d-11"]
    with pytest.raises(InputError, match=r"t\.csv, row 3, column 'district_code': '12' is no dist"):
        with_district(rows, districts, Path("t.csv"))


def test_near_names_are_few_and_nearest_first() -> None:
    names = ["Kapıkaya Mh.", "Kadriye Mh.", "Pireveliler Mh."]
    assert near_names("Kapukaya Mah.", names) == ["Kapıkaya Mh."]
    assert near_names("Sahil Yenice Mah.", ["Yenice Mh."]) == ["Yenice Mh."]
    assert near_names("Ali Çetinkaya Mah.", names) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Garip Adası", "islet"),
        ("Küçük Adalar", "islet"),
        ("Bozburunadaları", "islet"),
        ("Mırmırca Kayalığı", "islet"),
        ("KARA ADA", "islet"),
        ("Kınık OSB", "industrial"),
        ("Zafer SB Mh.", "industrial"),
        ("Gaziosmanpaşa OSB - Güney Mh.", "industrial"),
        ("Organize Sanayi Bölgesi", "industrial"),
        ("Adabaşı Mh.", "neighbourhood"),
        ("Adalet Mh.", "neighbourhood"),
        ("Sanayi Mh.", "neighbourhood"),
    ],
)
def test_the_rule_of_kinds(name: str, kind: str) -> None:
    from pathlib import Path

    rules = load_kinds(Path(__file__).parents[2] / "data" / "catalogue" / "kinds.toml")
    assert kind_of(name, False, rules) == kind
    assert kind_of(name, True, rules) == "neighbourhood", "the table of residents knows it"
