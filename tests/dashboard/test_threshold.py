"""Which areas meet the criteria: reckoned by hand on the tiny province."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Flag
from dashboard.threshold import (
    SKEWED,
    Outcome,
    State,
    evaluate,
    first_criteria,
    places,
    shares,
    slider_step,
)
from dashboard.threshold_export import threshold_csv
from dashboard.view import Criterion, Operator, View, parse
from dashboard.wording import number, text
from layouts import threshold_lists
from layouts.markup import as_text
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
        **{"101": "3", "102": "3", "105": "2", "104": "0"},
        **{"103": "n", "x-6": "n", "x-7": "x"},
    }
    all_of = dict(zip(ids, _evaluated(tiny, f"{WOMEN_30},{PEOPLE_1000}").letters(), strict=True))
    assert (all_of["101"], all_of["102"], all_of["104"]) == ("3", "0", "0")


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
    missed = outcome.judged[0].missed
    assert missed[tiny.place("104")] == 5.0
    assert missed[tiny.place("101")] == 0.0
    assert np.isnan(missed[tiny.place("105")])


def test_a_near_miss_lacks_at_most_a_twentieth_of_the_scale(tiny: Dataset) -> None:
    """Women's employment runs from 25 to 40 here: 0.75 points are near."""
    assert _evaluated(tiny, WOMEN_30).judged[0].scale == (25.0, 40.0)
    at = {value: _evaluated(tiny, f"employment:kadin:az:{value}") for value in (25.7, 25.8)}
    assert at[25.7].near.nonzero()[0].tolist() == [tiny.place("104")]
    assert at[25.7].letters()[tiny.place("104")] == "1"
    assert not at[25.8].near.any()


def test_a_near_miss_must_reach_what_is_needed(tiny: Dataset) -> None:
    """104 narrowly misses the first criterion and clearly the second."""
    both = f"employment:kadin:az:25.7,{PEOPLE_1000}"
    assert not _evaluated(tiny, both).near[tiny.place("104")]
    assert _evaluated(tiny, both, 1).near[tiny.place("104")]


def test_a_missing_value_is_no_near_miss(tiny: Dataset) -> None:
    """103 fails by its residents; what it has of the other criterion is not known."""
    outcome = _evaluated(tiny, f"employment:kadin:az:20,{PEOPLE_1000}", 2)
    assert outcome.fails[tiny.place("103")]


def test_yes_and_no_have_no_near_miss(demo: Dataset) -> None:
    outcome = evaluate(demo, parse("esik=woman_muhtar:toplam:az:1", demo).view)
    assert outcome.passes.any()
    assert not outcome.near.any()


def test_outliers_do_not_stretch_the_scale(demo: Dataset) -> None:
    outcome = evaluate(demo, parse("esik=population_density:toplam:az:100", demo).view)
    one = outcome.judged[0]
    known = one.values[one.known]
    assert (known > one.scale[1]).any()
    assert one.scale[1] - one.scale[0] < (known.max() - known.min()) / SKEWED
    even = evaluate(demo, parse("esik=tertiary_share:kadin:az:10", demo).view).judged[0]
    assert even.scale == (even.values[even.known].min(), even.values[even.known].max())


def test_shares_of_districts_by_hand(tiny: Dataset) -> None:
    """d-11: 1200 of 2000 judged (103 lacks a value); d-12: 300 of 550 residents are judged."""
    outcome = _evaluated(tiny, "employment:kadin:cok:30")
    found = {one.area: one for one in shares(tiny, outcome)}
    assert found["d-11"].residents == pytest.approx(1200 / 2000)
    assert found["d-12"].residents == 1.0
    assert found["d-11"].counts == {State.PASS: 1, State.NEAR: 0, State.FAIL: 1, State.UNKNOWN: 1}
    assert [one.area for one in shares(tiny, outcome)] == ["d-12", "d-11"]


def test_too_little_judged_gives_no_share(tiny: Dataset) -> None:
    """Men of 105 are known, women are not: without 104, less than half of d-12 is judged."""
    outcome = _evaluated(tiny, WOMEN_30)
    hidden = replace(outcome, unknown=outcome.unknown | (np.arange(7) == tiny.place("104")))
    found = {one.area: one for one in shares(tiny, hidden)}
    assert np.isnan(found["d-12"].residents)
    assert found["d-12"].counts[State.UNKNOWN] == 3
    assert [one.area for one in shares(tiny, hidden)][-1] == "d-12"


def test_districts_are_shared_by_province(demo: Dataset) -> None:
    outcome = evaluate(demo, parse("duzey=ilce&esik=sege_score:toplam:az:0", demo).view)
    assert {one.area for one in shares(demo, outcome)} == {"izmir", "balikesir"}


@pytest.mark.parametrize("level", ["mahalle", "ilce"])
def test_shares_count_only_published_women(demo: Dataset, level: str) -> None:
    outcome = evaluate(demo, parse(f"duzey={level}", demo).view)
    assert outcome.women is not None
    series = next(one for one in demo.offers["women_share"] if one.level is outcome.level)
    flags = demo.measured(series).flags
    assert np.isfinite(outcome.women[flags == Flag.OK]).all()
    assert np.isnan(outcome.women[flags != Flag.OK]).all()
    for one in shares(demo, outcome):
        assert np.isnan(one.women) or 0 <= one.women <= 1
        assert sum(one.counts.values()) > 0


def test_people_come_first(tiny: Dataset) -> None:
    outcome = _evaluated(tiny, "population:toplam:az:1")
    ids = tiny.areas(outcome.level)["id"].to_numpy()
    found = [ids[place] for place in places(outcome, State.PASS)]
    assert found == ["101", "102", "104", "105", "103"]


def test_the_smallest_shortfall_comes_first(demo: Dataset) -> None:
    outcome = evaluate(demo, parse("esik=tertiary_share:kadin:cok:10", demo).view)
    missed = outcome.judged[0].missed[places(outcome, State.NEAR)]
    assert len(missed) > 10
    assert (np.diff(missed) >= 0).all()


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
    for one in State:
        said = text(f"threshold.state.{one}", "tr")
        assert states.count(said) == outcome.areas(one).sum()
    assert len(rows) == outcome.inside.sum()
    assert (sum(outcome.areas(one).astype(int) for one in State) == outcome.inside).all()
    ids = demo.areas(outcome.level)["id"].to_numpy()
    for one in State:
        listed = {row[0] for row in rows if row[state] == text(f"threshold.state.{one}", "tr")}
        assert listed == {ids[place] for place in places(outcome, one)}
    letters = np.array(list(outcome.letters()))
    assert set(letters[outcome.passes]) <= {"2", "3"}
    assert set(letters[outcome.near]) <= {"1"}
    assert set(letters[outcome.fails]) <= {"0"}
    assert set(letters[outcome.unknown]) <= {"n"}
    assert not (set(letters[~outcome.inside]) & {"0", "1", "2", "3"})
    assert sum(int(one.counts[State.PASS]) for one in shares(demo, outcome)) == outcome.passes.sum()


def _scale(values: list[float], digits: int) -> tuple[float, float]:
    low, high = min(values), max(values)
    inner = np.percentile(values, 0.5), np.percentile(values, 99.5)
    if high - low > SKEWED * (inner[1] - inner[0]) > 0:
        low, high = inner
    step = slider_step(digits, low, high)
    ends = np.floor(low / step + 1e-9) * step, np.ceil(high / step - 1e-9) * step
    return round(ends[0], digits), round(ends[1], digits)


def _one_by_hand(dataset: Dataset, criterion: Criterion, level: Level) -> list[str]:
    """``met``, ``near``, ``not`` or ``unknown`` for every area, one area at a time."""
    digits = dataset.catalogue.indicators[criterion.indicator].digits
    offers = dataset.offers[criterion.indicator]
    here = [one for one in offers if (one.level, one.group) == (level, criterion.group)]
    if not here:
        return ["unknown"] * len(dataset.areas(level))
    measured = dataset.measured(max(here, key=lambda one: one.year))
    shown = [
        float(Decimal(str(value)).quantize(Decimal(1).scaleb(-digits))) if flag == Flag.OK else None
        for value, flag in zip(measured.values, measured.flags, strict=True)
    ]
    low, high = _scale([value for value in shown if value is not None], digits)
    sign = 1 if criterion.operator is Operator.AT_LEAST else -1
    found = []
    for value in shown:
        short = 0.0 if value is None else sign * (criterion.value - value)
        near = short <= 0.05 * (high - low) + 1e-9
        state = "met" if short <= 0 else "near" if near else "not"
        found.append("unknown" if value is None else state)
    return found


def _by_hand(dataset: Dataset, view: View) -> list[str]:
    """The state of every area, empty outside."""
    level, count = view.level, len(view.criteria)
    each = [_one_by_hand(dataset, one, level) for one in view.criteria]
    needed = min(view.needed or count, count)
    found = []
    for place, row in dataset.areas(level).iterrows():
        states = [one[place] for one in each]
        met = states.count("met")
        if row["province"] not in view.provinces(dataset) or row["kind"] in ("islet", "industrial"):
            found.append("")
        elif met >= needed:
            found.append("pass")
        elif met + states.count("unknown") >= needed:
            found.append("unknown")
        else:
            found.append("near" if met + states.count("near") >= needed else "fail")
    return found


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_one_function_agrees_with_a_plain_loop(demo: Dataset, data: st.DataObject) -> None:
    offers = [one for key in demo.offers for one in demo.offers[key]]
    chosen = data.draw(st.lists(st.sampled_from(offers), min_size=1, max_size=4))
    criteria = []
    for one in chosen:
        known = demo.measured(one).values
        value = data.draw(st.sampled_from(sorted(set(known[np.isfinite(known)].round(1)))))
        operator = data.draw(st.sampled_from(list(Operator)))
        criteria.append(Criterion(one.indicator, one.group, operator, float(value)))
    words = f"duzey={data.draw(st.sampled_from(['mahalle', 'ilce']))}"
    words += f"&il={data.draw(st.sampled_from(['izmir', 'balikesir', 'hepsi']))}"
    needed = data.draw(st.integers(0, 4))
    view = replace(parse(words, demo).view, criteria=tuple(criteria), needed=needed)
    outcome, by_hand = evaluate(demo, view), _by_hand(demo, view)
    for one in State:
        assert outcome.areas(one).tolist() == [state == one for state in by_hand]
    # what is shown reads the same outcome
    count = number(by_hand.count("pass"), "tr")
    assert as_text(page.head(demo, view, outcome)).startswith(
        f'<h1><span class="count-number">{count}<'
    )
    rows = _rows(demo, view)[1:]
    assert len(rows) == len(by_hand) - by_hand.count("")
    for listed, state in threshold_lists.STATES.items():
        shown = threshold_lists.listing(demo, replace(view, listed=listed), outcome, listed, True)
        assert as_text(shown).count("<tr data-area=") == by_hand.count(state)
        label = as_text(threshold_lists.tab_label(outcome, listed, "tr"))
        assert number(by_hand.count(state), "tr") in label


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
