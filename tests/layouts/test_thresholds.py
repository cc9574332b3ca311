"""The lists, the card and the controls of Eşik as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.threshold import evaluate
from dashboard.view import MOST_CRITERIA, Listed, Parsed, View, parse
from dashboard.wording import text
from layouts.criteria import adder, criteria_controls
from layouts.markup import as_text
from layouts.pages import threshold as page
from layouts.threshold_lists import SHOWN, card, listing, tab_label

Reader = Callable[[str, Dataset], View]


def _parts(built: list[Any], kind: str) -> Iterator[dict[str, Any]]:
    for one in built:
        if not isinstance(one, Component):
            continue
        for part in (one, *one._traverse()):
            if isinstance(part, Component) and part._type == kind:
                yield part.to_plotly_json()["props"]


def _controls(dataset: Dataset, view: View) -> list[Any]:
    return criteria_controls(dataset, view, evaluate(dataset, view))


def test_each_criterion_has_slider_field_and_choice_of_group(demo: Dataset, view: Reader) -> None:
    shown = view("esik=tertiary_share:kadin:cok:10,stops_per_km2:toplam:cok:5", demo)
    built = _controls(demo, shown)
    assert [one["value"] for one in _parts(built, "Slider")] == [10, 5]
    assert [one["value"] for one in _parts(built, "NumberInput")] == [10, 5]
    groups = [one for one in _parts(built, "SegmentedControl") if one["id"].get("part") == "group"]
    assert len(groups) == 1  # stops have one group only
    assert [one["value"] for one in groups[0]["data"]] == ["kadin", "erkek", "fark"]


@pytest.mark.parametrize(("language", "separator"), [("tr", ","), ("en", ".")])
def test_the_field_has_the_decimal_of_the_language(
    demo: Dataset, view: Reader, language: str, separator: str
) -> None:
    built = _controls(demo, view(f"esik=tertiary_share:kadin:cok:10&dil={language}", demo))
    field = next(_parts(built, "NumberInput"))
    assert field["decimalSeparator"] == separator
    assert (field.get("prefix"), field.get("suffix")) == (
        ("%", "") if language == "tr" else ("", "%")
    )


def test_a_value_beyond_the_slider_stays_in_the_field(demo: Dataset, view: Reader) -> None:
    built = _controls(demo, view("esik=tertiary_share:kadin:az:99", demo))
    slider, field = next(_parts(built, "Slider")), next(_parts(built, "NumberInput"))
    assert slider["value"] == slider["max"] < 99
    assert field["value"] == 99
    assert field.get("min") is field.get("max") is None


def test_yes_and_no_have_neither_slider_nor_field(demo: Dataset, view: Reader) -> None:
    built = _controls(demo, view("esik=woman_muhtar:toplam:az:1", demo))
    assert not list(_parts(built, "Slider"))
    assert not list(_parts(built, "NumberInput"))
    labels = [one["label"] for one in next(_parts(built, "SegmentedControl"))["data"]]
    assert labels == ["Evet", "Hayır"]


def test_what_is_not_published_here_says_so_and_has_no_slider(demo: Dataset, view: Reader) -> None:
    shown = view("esik=sege_score:toplam:az:0", demo)
    built = _controls(demo, shown)
    assert not list(_parts(built, "Slider"))
    assert text("threshold.not_at.neighbourhood", "tr") in as_text(built[1])


def test_no_ninth_criterion(demo: Dataset, view: Reader) -> None:
    words = ",".join(f"tertiary_share:kadin:cok:{one}" for one in range(MOST_CRITERIA))
    for esik, full in ((words, True), ("tertiary_share:kadin:cok:1", False)):
        shown = view(f"esik={esik}", demo)
        assert adder(demo, shown, evaluate(demo, shown)).disabled is full


def test_a_closed_list_is_empty_and_an_open_one_begins(demo: Dataset, view: Reader) -> None:
    shown = view("esik=tertiary_share:kadin:cok:10&liste=gecemeyenler", demo)
    outcome = evaluate(demo, shown)
    for one in Listed:
        built = as_text(listing(demo, shown, outcome, one, every=False))
        assert built.count("<tr data-area=") == (SHOWN if one is Listed.FAILING else 0)
    everything = as_text(listing(demo, shown, outcome, Listed.FAILING, every=True))
    assert everything.count("<tr data-area=") == outcome.fails.sum()
    assert "satir" not in everything


def test_tabs_count_what_is_painted(demo: Dataset, view: Reader) -> None:
    shown = view("il=balikesir&esik=tertiary_share:kadin:cok:10", demo)
    outcome = evaluate(demo, shown)
    letters = page.paint(outcome)["letters"]
    for listed, found in ((Listed.PASSING, "3"), (Listed.NEAR, "1"), (Listed.FAILING, "0")):
        label = as_text(tab_label(outcome, listed, "en"))
        assert f"<strong>{letters.count(found)}</strong>" in label


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("101", "%30,0: sağlanıyor"),
        ("104", "%25,0: eşiğe 5,0 puan kaldı"),
        ("103", "Çok az kişi"),
        ("105", "Gizlendi"),
        ("x-6", "Veri yok"),
    ],
)
def test_the_card_says_what_an_area_has(tiny: Dataset, view: Reader, area: str, said: str) -> None:
    shown = view(f"g=employment&esik=employment:kadin:az:30&mahalle={area}", tiny)
    assert said in as_text(card(tiny, shown, evaluate(tiny, shown)))


def test_the_card_of_a_district_gives_its_share(tiny: Dataset, view: Reader) -> None:
    shown = view("g=employment&esik=employment:kadin:cok:30&ilce=d-11", tiny)
    found = as_text(card(tiny, shown, evaluate(tiny, shown)))
    assert "%60" in found
    assert "1/2 mahalle geçiyor, 1 değerlendirilemedi" in found


def test_a_distance_between_percentages_is_in_points(demo: Dataset, view: Reader) -> None:
    shown = view("esik=tertiary_share:kadin:cok:10&liste=kil-payi&dil=en", demo)
    found = as_text(listing(demo, shown, evaluate(demo, shown), Listed.NEAR, every=False))
    assert "0.1 pp short" in found
    assert "% short" not in found


def test_hover_tells_the_same_states_as_the_lists(demo: Dataset, view: Reader) -> None:
    shown = view("esik=tertiary_share:kadin:cok:10,sege_score:toplam:az:0&enaz=1", demo)
    outcome = evaluate(demo, shown)
    first, second = page.judged(demo, shown, outcome)["criteria"]
    one = outcome.judged[0]
    assert first["states"].count("m") == one.met.sum()
    assert first["states"].count("c") == one.narrowly.sum()
    assert sum(first["states"].count(letter) for letter in "mco") == one.known.sum()
    assert set(first["states"]) <= set("mconfsx")
    assert set(second["states"]) == {"n"}
    assert second["series"] == ""


def test_the_browser_knows_where_a_new_criterion_begins(demo: Dataset, view: Reader) -> None:
    constants = page.constants(demo, Parsed(view("", demo)))
    for groups in (one for level in constants["criteria"].values() for one in level.values()):
        for group, word in groups.items():
            criterion = parse(f"esik={word}", demo).view.criteria[0]
            assert word.split(":")[1] == group
            assert criterion.to_word() == word
    for level, word in (("neighbourhood", "mahalle"), ("district", "ilce")):
        first = evaluate(demo, replace(view(f"duzey={word}", demo), criteria=()))
        assert constants["criteriaAtFirst"][level] == page.criteria_word(first)
