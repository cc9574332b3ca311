"""Which areas meet the criteria: reckoned by hand on the tiny province."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Flag
from dashboard.export import threshold_csv
from dashboard.threshold import Outcome, evaluate, first_criteria, places, shortfall
from dashboard.view import Criterion, Operator, View, parse
from dashboard.wording import text
from layouts.pages import threshold as page

Reader = Callable[[str, Dataset], View]
WOMEN_30 = "employment:kadin:az:30"  # 101, 102; 104 not; 103, 105, x-6 unknown
MEN_60 = "employment:erkek:cok:60"  # 101, 102, 105; 104 not; 103, x-6 unknown
PEOPLE_1000 = "population:toplam:az:1000"  # 101; x-6 unknown


def _sets(dataset: Dataset, outcome: Outcome) -> tuple[set[str], set[str], set[str]]:
    """Ids of the areas that pass, fail and can't be judged."""
    ids = dataset.areas(outcome.level)["id"].to_numpy()
    return set(ids[outcome.passes]), set(ids[outcome.fails]), set(ids[outcome.unknown])


def _evaluated(dataset: Dataset, esik: str, enaz: int = 0, more: str = "") -> Outcome:
    return evaluate(dataset, parse(f"g=employment&esik={esik}&enaz={enaz}{more}", dataset).view)


def test_one_criterion(tiny: Dataset) -> None:
    outcome = _evaluated(tiny, WOMEN_30)
    assert _sets(tiny, outcome) == ({"101", "102"}, {"104"}, {"103", "105", "x-6"})


def test_all_criteria(tiny: Dataset) -> None:
    outcome = _evaluated(tiny, f"{WOMEN_30},{MEN_60},{PEOPLE_1000}")
    passes, fails, unknown = _sets(tiny, outcome)
    assert outcome.needed == 3
    assert passes == {"101"}
    # 103 and 105 have too few people for the third criterion, whatever the others would be
    assert fails == {"102", "103", "104", "105"}
    assert unknown == {"x-6"}


def test_at_least_two_of_three(tiny: Dataset) -> None:
    outcome = _evaluated(tiny, f"{WOMEN_30},{MEN_60},{PEOPLE_1000}", 2)
    passes, fails, unknown = _sets(tiny, outcome)
    assert passes == {"101", "102"}
    assert fails == {"104"}
    assert unknown == {"103", "105", "x-6"}


def test_at_least_one_of_two(tiny: Dataset) -> None:
    outcome = _evaluated(tiny, f"{WOMEN_30},{MEN_60}", 1)
    assert _sets(tiny, outcome) == ({"101", "102", "105"}, {"104"}, {"103", "x-6"})


def test_an_islet_is_outside(tiny: Dataset) -> None:
    outcome = _evaluated(tiny, "population:toplam:cok:9999999")
    assert not outcome.inside[tiny.place("x-7")]
    assert outcome.letters()[tiny.place("x-7")] == "x"


def test_letters_say_how_near_an_area_is(tiny: Dataset) -> None:
    ids = tiny.areas(Level.NEIGHBOURHOOD)["id"]
    found = dict(zip(ids, _evaluated(tiny, f"{WOMEN_30},{MEN_60}", 1).letters(), strict=True))
    assert found == {
        **{"101": "3", "102": "3", "105": "2", "104": "1"},
        **{"103": "n", "x-6": "n", "x-7": "x"},
    }
    all_of = dict(zip(ids, _evaluated(tiny, f"{WOMEN_30},{PEOPLE_1000}").letters(), strict=True))
    assert (all_of["101"], all_of["102"], all_of["104"]) == ("3", "1", "0")


def test_more_than_all_criteria_means_all(tiny: Dataset) -> None:
    assert _evaluated(tiny, WOMEN_30, 8).needed == 1


def test_a_district_never_lends_its_value(tiny: Dataset) -> None:
    """The share of women is published for districts only."""
    outcome = _evaluated(tiny, "women_share:kadin:az:0")
    passes, fails, unknown = _sets(tiny, outcome)
    assert passes == fails == set()
    assert unknown == {"101", "102", "103", "104", "105", "x-6"}
    assert outcome.judged[0].series is None
    districts = _evaluated(tiny, "women_share:kadin:az:51", more="&duzey=ilce")
    assert _sets(tiny, districts) == ({"d-12"}, {"d-11"}, set())


def test_a_province_never_lends_its_value(demo: Dataset) -> None:
    for word in ("mahalle", "ilce"):
        query = f"esik=labour_participation:kadin:az:0&duzey={word}"
        assert not evaluate(demo, parse(query, demo).view).passes.any()


def test_a_threshold_equal_to_the_value_is_met_both_ways(tiny: Dataset) -> None:
    for operator in Operator:
        outcome = _evaluated(tiny, f"employment:kadin:{operator}:30")
        assert outcome.passes[tiny.place("101")]


def test_judged_as_shown(tiny: Dataset) -> None:
    """d-11 has 33,714 and shows 33,7."""
    outcome = _evaluated(tiny, "employment:kadin:cok:33.7", more="&duzey=ilce")
    assert outcome.passes[tiny.place("d-11")]
    outcome = _evaluated(tiny, "employment:kadin:az:33.71", more="&duzey=ilce")
    assert not outcome.passes[tiny.place("d-11")]


def test_how_far_an_area_is_from_the_threshold(tiny: Dataset) -> None:
    outcome = _evaluated(tiny, WOMEN_30)
    assert shortfall(outcome.judged[0], tiny.place("104")) == 5.0
    assert np.isnan(shortfall(outcome.judged[0], tiny.place("105")))


def test_people_come_first(tiny: Dataset) -> None:
    outcome = _evaluated(tiny, "population:toplam:az:1")
    ids = tiny.areas(outcome.level)["id"].to_numpy()
    found = [ids[place] for place in places(outcome, outcome.passes)]
    assert found == ["101", "102", "104", "105", "103"]


@pytest.mark.parametrize("level", list(Level))
def test_the_first_criteria_speak_of_the_default_group(
    tiny: Dataset, demo: Dataset, level: Level
) -> None:
    for dataset in (tiny, demo):
        for criterion in first_criteria(dataset, level):
            assert (
                criterion.group is dataset.catalogue.indicators[criterion.indicator].default_group
            )


def test_the_first_criteria_let_something_pass(demo: Dataset, view: Reader) -> None:
    for word in ("mahalle", "ilce"):
        outcome = evaluate(demo, view(f"duzey={word}", demo))
        assert 0 < outcome.passes.sum() < outcome.inside.sum()


def _rows(dataset: Dataset, view: View) -> list[list[str]]:
    _, content = threshold_csv(dataset, view)
    rows = csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";")
    return [row for row in rows if not row[0].startswith("#")]


@pytest.mark.parametrize(
    "query",
    [
        "esik=tertiary_share:kadin:cok:10,stops_per_km2:toplam:cok:5",
        "esik=tertiary_share:kadin:cok:10,stops_per_km2:toplam:cok:5&enaz=1&il=balikesir",
        "duzey=ilce&esik=sege_score:toplam:cok:0,literacy_gap:fark:cok:-2",
        "esik=sege_score:toplam:cok:0,tertiary_share:kadin:cok:10",
    ],
)
def test_counts_list_and_table_agree(demo: Dataset, query: str) -> None:
    view = parse(query, demo).view
    outcome = evaluate(demo, view)
    heads, *rows = _rows(demo, view)
    state = heads.index(text("export.column.state", "tr"))
    states = [row[state] for row in rows]
    assert states.count(text("threshold.state.pass", "tr")) == outcome.passes.sum()
    assert states.count(text("threshold.state.fail", "tr")) == outcome.fails.sum()
    assert states.count(text("threshold.state.unknown", "tr")) == outcome.unknown.sum()
    assert len(rows) == outcome.inside.sum()
    assert (outcome.passes | outcome.fails | outcome.unknown == outcome.inside).all()
    ids = demo.areas(outcome.level)["id"].to_numpy()
    passing = {row[0] for row in rows if row[state] == text("threshold.state.pass", "tr")}
    assert passing == {ids[place] for place in places(outcome, outcome.passes)}
    letters = np.array(list(outcome.letters()))
    assert set(letters[outcome.passes]) <= {"2", "3"}
    assert set(letters[outcome.fails]) <= {"0", "1"}
    assert set(letters[outcome.unknown]) <= {"n"}
    counted = page.head(view, outcome)
    assert counted
    assert not (set(letters[~outcome.inside]) & {"0", "1", "2", "3"})


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_loosening_a_threshold_loses_no_area(demo: Dataset, data: st.DataObject) -> None:
    offers = [one for key in demo.offers for one in demo.offers[key]]
    numbers = st.floats(-100, 2000, allow_nan=False)
    chosen = data.draw(st.lists(st.sampled_from(offers), min_size=1, max_size=4))
    criteria = tuple(
        Criterion(
            one.indicator,
            one.group,
            data.draw(st.sampled_from(list(Operator))),
            data.draw(numbers),
        )
        for one in chosen
    )
    level = data.draw(st.sampled_from(["mahalle", "ilce"]))
    view = replace(
        parse(f"duzey={level}", demo).view, criteria=criteria, needed=data.draw(st.integers(0, 4))
    )
    place = data.draw(st.integers(0, len(criteria) - 1))
    slack = data.draw(st.floats(0, 1000))
    tight = criteria[place]
    sign = -1 if tight.operator is Operator.AT_LEAST else 1
    looser = replace(tight, value=tight.value + sign * slack)
    loosened = replace(view, criteria=(*criteria[:place], looser, *criteria[place + 1 :]))
    before, after = evaluate(demo, view), evaluate(demo, loosened)
    assert not (before.passes & ~after.passes).any()
    assert (before.unknown & ~after.passes & ~after.unknown).sum() == 0


def test_gaps_can_be_criteria(tiny: Dataset) -> None:
    outcome = _evaluated(tiny, "employment:fark:cok:-30")
    assert _sets(tiny, outcome) == ({"101", "104"}, {"102"}, {"103", "105", "x-6"})
    assert outcome.judged[0].criterion.group is Group.GAP


def test_what_is_not_known_is_never_met(demo: Dataset, view: Reader) -> None:
    outcome = evaluate(demo, view("esik=tertiary_share:kadin:az:0", demo))
    series = outcome.judged[0].series
    assert series is not None
    assert not (outcome.judged[0].met & (demo.measured(series).flags != Flag.OK)).any()
