"""What people type and what they find."""

from __future__ import annotations

import pytest

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.places import fold, turkish_upper
from dashboard.search import MOST, search


def test_a_neighbourhood_with_its_district(demo: Dataset) -> None:
    first = search(demo, "karsiyaka bostanli", "tr")[0]
    assert (first.kind, first.key, first.name) == ("neighbourhood", "41108", "Bostanlı")
    assert first.parents == "Karşıyaka, İzmir"
    assert first.province == "izmir"


@pytest.mark.parametrize("typed", ["altieylul", "ALTIEYLÜL", "Altıeylül", "  altıeylül "])
def test_a_district_without_turkish_letters(demo: Dataset, typed: str) -> None:
    first = search(demo, typed, "tr")[0]
    assert (first.kind, first.name) == ("district", "Altıeylül")


@pytest.mark.parametrize("typed", ["", "   ", "?!", "zzzzqqq", "karsiyaka zzzz"])
def test_nothing_for_nothing(demo: Dataset, typed: str) -> None:
    assert search(demo, typed, "tr") == []


@pytest.mark.parametrize("typed", ["kaya", "Kaya Adası"])
def test_islets_are_not_found(tiny: Dataset, typed: str) -> None:
    assert "x-7" not in [one.key for one in search(tiny, typed, "tr")]


def test_dotted_and_dotless_i_of_the_tiny_province(tiny: Dataset) -> None:
    for typed in ("isik", "IŞIK", "ışık"):
        assert search(tiny, typed, "tr")[0].key == "101"
    assert search(tiny, "igdir inonu", "tr")[0].key == "102"
    assert search(tiny, "incikoy", "tr")[0].key == "d-12"


def test_a_district_is_the_first_answer_to_its_name(demo: Dataset) -> None:
    areas = demo.areas(Level.DISTRICT)
    spellings = (str, fold, turkish_upper)
    rows = list(zip(areas["id"], areas["name"], strict=True))[::4]
    for place, (key, name) in enumerate(rows):
        typed = spellings[place % 3](name)
        assert search(demo, typed, "tr")[0].key == key, typed


def test_every_neighbourhood_is_found_by_its_name_and_district(demo: Dataset) -> None:
    areas = demo.areas(Level.NEIGHBOURHOOD)
    rows = list(zip(areas["id"], areas["name"], areas["district"], strict=True))
    for key, name, district in rows[::240]:
        typed = f"{fold(str(demo.area(district)['name']))} {fold(name)}"
        assert key in [one.key for one in search(demo, typed, "tr")], typed


@pytest.mark.parametrize("typed", ["kaplan göçbeyli", "kaplan gocbeyli bergama"])
def test_words_in_brackets_are_found(demo: Dataset, typed: str) -> None:
    names = [one.name for one in search(demo, typed, "tr")]
    assert names[:1] == ["Kaplan (Göçbeyli Bucağı)"]


def test_indicators_are_found_in_both_languages(demo: Dataset) -> None:
    for typed, language in (("okuryazarlik", "tr"), ("literacy", "en")):
        found = [one for one in search(demo, typed, language) if one.kind == "indicator"]
        assert "literacy_gap" in [one.key for one in found]
        assert all(one.key in demo.offers for one in found)


def test_answers_end_somewhere(demo: Dataset) -> None:
    assert 0 < len(search(demo, "a", "tr")) <= MOST + 4
