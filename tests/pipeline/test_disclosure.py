"""Disclosure control on small tables: what is hidden, and that nothing more can be told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Catalogue, Group, Sensitivity, Unit, load_catalogue
from dashboard.pipeline.counts import guarded_counts
from dashboard.pipeline.disclosure import protected, unprotected
from dashboard.pipeline.inference import exposed
from dashboard.settings import CATALOGUE

PEOPLE = 60.0
K = 5
SHOWN = ["value", "numerator", "denominator", "flag"]


def _indicator(key: str, sensitivity: Sensitivity = Sensitivity.SENSITIVE, **more: Any) -> Any:
    like = load_catalogue(CATALOGUE).indicators["lone_mother_households_share"]
    groups = (Group.WOMEN, Group.MEN, Group.TOTAL)
    given = {"key": key, "sensitivity": sensitivity, "groups": groups, "floor": 10}
    return replace(like, **{**given, **more})


CALLS = Catalogue({}, {"calls": _indicator("calls")})


def _areas(districts: Sequence[int]) -> pandas.DataFrame:
    """A province of districts with so many neighbourhoods each."""
    rows = [("p", "province", "")]
    for number, size in enumerate(districts):
        rows.append((f"d-{number}", "district", f"d-{number}"))
        rows += [(f"{number}{at}", "neighbourhood", f"d-{number}") for at in range(size)]
    areas = pandas.DataFrame(rows, columns=["id", "level", "district"])
    return areas.assign(kind=areas["level"])


def _row(area: str, count: float, people: float, **more: Any) -> dict[str, Any]:
    level = "province" if area == "p" else "district" if area[0] == "d" else "neighbourhood"
    row = {"area": area, "indicator": "calls", "group": "total", "year": 2023, "level": level}
    row |= {"numerator": float(count), "denominator": float(people)}
    row |= {"flag": "ok", "method": "measured"}
    return {**row, "value": 100 * count / people, **more}


def _table(districts: Sequence[Sequence[float]], **more: Any) -> pandas.DataFrame:
    """Counts per neighbourhood, their districts and the province, each of ``PEOPLE``."""
    rows = []
    for number, counts in enumerate(districts):
        rows += [_row(f"{number}{at}", count, PEOPLE, **more) for at, count in enumerate(counts)]
        rows.append(_row(f"d-{number}", sum(counts), PEOPLE * len(counts), **more))
    everybody = PEOPLE * sum(len(counts) for counts in districts)
    rows.append(_row("p", sum(sum(counts) for counts in districts), everybody, **more))
    return pandas.DataFrame(rows)


def _flags(counts: Sequence[float], catalogue: Catalogue = CALLS) -> list[str]:
    """Flags of the neighbourhoods of a first district, beside a second one without small counts."""
    values = protected(_table([counts, [20, 30]]), _areas([len(counts), 2]), catalogue)
    return values["flag"].tolist()[: len(counts)]


def test_a_small_count_takes_the_next_one_with_it() -> None:
    assert _flags([0, 3, 9, 20]) == ["ok", "suppressed", "suppressed", "ok"]


def test_two_ones_are_not_enough_to_hide_each_other() -> None:
    assert _flags([1, 1, 9, 20]) == ["suppressed", "suppressed", "suppressed", "ok"]


def test_three_that_add_up_to_five_leave_too_little_open() -> None:
    # 1 + 1 + 3: none of them can be more than 3, which says more than "1 to 4"
    assert _flags([1, 1, 3, 20]) == ["suppressed"] * 4


def test_nothing_small_nothing_hidden() -> None:
    assert _flags([0, 6, 9, 20]) == ["ok"] * 4


def test_all_but_a_few_point_at_people_as_well() -> None:
    assert _flags([60, 12, 9, 20]) == ["suppressed", "ok", "suppressed", "ok"]
    assert _flags([56, 12, 9, 20]) == ["suppressed", "ok", "suppressed", "ok"]
    assert _flags([55, 12, 9, 20]) == ["ok"] * 4


def test_events_that_are_no_part_of_the_people_have_no_remainder() -> None:
    events = Catalogue({}, {"calls": _indicator("calls", unit=Unit.PER_1000)})
    assert _flags([58, 12, 9, 20], events) == ["ok"] * 4


def test_violence_is_hidden_below_ten() -> None:
    violence = Catalogue({}, {"calls": _indicator("calls", Sensitivity.VIOLENCE)})
    values = protected(
        _table([[9], [12], [30]]).query("level != 'neighbourhood'"), _areas([1, 1, 1]), violence
    )
    assert values["flag"].tolist() == ["suppressed", "suppressed", "ok", "ok"]


def test_an_open_rate_of_few_people_is_marked_and_emptied() -> None:
    catalogue = Catalogue({}, {"calls": _indicator("calls", Sensitivity.OPEN, floor=61)})
    values = protected(_table([[3, 9]]), _areas([2]), catalogue)
    few = values[values["level"] == "neighbourhood"]
    assert few["flag"].tolist() == ["too_few", "too_few"]
    assert few[["value", "numerator"]].isna().all().all()
    assert (few["denominator"] == PEOPLE).all()
    assert (values["flag"] != "suppressed").all()


def test_too_few_people_of_a_sensitive_indicator_need_company() -> None:
    values = _table([[3, 9, 20], [20, 30]])
    values.loc[0, "denominator"] = 8.0
    values.loc[3, "denominator"] = 128.0
    values.loc[6, "denominator"] = 248.0
    found = protected(values, _areas([3, 2]), CALLS)
    assert found["flag"].tolist()[:4] == ["too_few", "suppressed", "ok", "ok"]


def test_an_area_without_data_is_not_told_by_its_district() -> None:
    areas, values = _areas([4, 2]), _table([[3, 9, 20, 12], [20, 30]])
    absent = values.drop(index=0)
    assert [reason for _, reason in unprotected(absent, areas, CALLS)] == [
        "a small count elsewhere follows from what is shown around it (3 to 3)."
    ]
    assert protected(absent, areas, CALLS)["flag"].tolist()[:3] == [
        "suppressed",
        "ok",
        "suppressed",
    ]


def _by_group(women: Sequence[float], men: Sequence[float]) -> pandas.DataFrame:
    both = [one + other for one, other in zip(women, men, strict=True)]
    tables = [("women", women, 1), ("men", men, 1), ("total", both, 2)]
    parts = []
    for group, counts, times in tables:
        rows = _table([counts], group=group)
        parts.append(rows.assign(denominator=rows["denominator"] * times))
    values = pandas.concat(parts, ignore_index=True)
    return values.assign(value=100 * values["numerator"] / values["denominator"])


def test_a_hidden_woman_is_not_told_by_men_and_total() -> None:
    values = protected(_by_group([2, 20, 30, 25], [20, 22, 40, 30]), _areas([4]), CALLS)
    hidden = values[values["flag"] == "suppressed"]
    # the corners of one rectangle: two areas, women and men
    assert sorted(zip(hidden["group"], hidden["area"], strict=True)) == [
        ("men", "00"),
        ("men", "01"),
        ("women", "00"),
        ("women", "01"),
    ]


def _two(other: Any, values: pandas.DataFrame, **more: Any) -> tuple[Catalogue, pandas.DataFrame]:
    """A second indicator beside the sensitive one."""
    catalogue = Catalogue({}, {"calls": CALLS.indicators["calls"], "other": other})
    table = values.assign(indicator="other", **more)
    table["value"] = table["numerator"] / table["denominator"]
    return catalogue, pandas.concat([values, table], ignore_index=True)


COUNTS = _table([[3, 9, 20, 31], [20, 30, 45]])
WIDE = _areas([4, 3])


@pytest.mark.parametrize(
    "more",
    [
        {"denominator": COUNTS["denominator"] * 7},
        {"numerator": COUNTS["denominator"] - COUNTS["numerator"]},
        {"numerator": COUNTS["numerator"] / 2, "denominator": COUNTS["numerator"]},
    ],
    ids=["the same count", "what it leaves", "the denominator"],
)
def test_an_open_indicator_does_not_tell_a_hidden_count(more: dict[str, Any]) -> None:
    catalogue, values = _two(_indicator("other", Sensitivity.OPEN, floor=0), COUNTS, **more)
    found = protected(values, WIDE, catalogue)
    sensitive, other = (found[found["indicator"] == key] for key in ("calls", "other"))
    hidden = sensitive["flag"].to_numpy() == "suppressed"
    assert hidden.sum() == 2
    assert ((other["flag"] == "suppressed").to_numpy() == hidden).all()
    if "denominator" in more and "numerator" in more:
        assert other.loc[hidden.tolist(), "denominator"].isna().all()
    assert not list(unprotected(found, WIDE, catalogue))
    # the same release with the other indicator left as it was
    leaky = found.copy()
    leaky.loc[other.index, SHOWN] = values.loc[other.index, SHOWN]
    assert list(unprotected(leaky, WIDE, catalogue))


def test_a_count_shared_with_one_group_stays_in_the_sum_of_all_groups() -> None:
    areas, values = _areas([4]), _by_group([2, 20, 30, 25], [20, 22, 40, 30])
    catalogue, both = _two(_indicator("other", Sensitivity.OPEN, floor=0), values)
    shared = both[(both["indicator"] == "calls") | (both["group"] == "women")]
    found = protected(shared.reset_index(drop=True), areas, catalogue)
    assert not list(unprotected(found, areas, catalogue))
    gone = found[found["flag"] == "suppressed"].groupby(["indicator", "group"])["area"].agg(list)
    assert gone["calls", "women"] == gone["calls", "men"] == gone["other", "women"]
    assert len(gone["calls", "women"]) == 2


def test_nobody_left_out_is_hidden_where_another_indicator_says_so() -> None:
    table = _table([[PEOPLE, 12, 20, 31], [20, 30, 45]])
    left = {"numerator": table["denominator"] - table["numerator"]}
    catalogue, values = _two(_indicator("other", Sensitivity.OPEN, floor=0), table, **left)
    found = protected(values, WIDE, catalogue)
    assert found["flag"].tolist()[:2] == ["suppressed", "suppressed"]
    assert found["flag"].tolist()[10:12] == ["suppressed", "suppressed"], "the zero goes as well"
    assert not list(unprotected(found, WIDE, catalogue))


def test_what_is_computed_from_a_hidden_value_is_hidden_with_it() -> None:
    other = _indicator("other", Sensitivity.OPEN, unit=Unit.RATIO, floor=0, follows_from=("calls",))
    nothing = {"numerator": numpy.nan, "denominator": numpy.nan}
    catalogue, values = _two(other, COUNTS, **nothing)
    values["value"] = values["value"].fillna(1.5)
    found = protected(values, WIDE, catalogue)
    assert found["flag"].tolist()[:10] == found["flag"].tolist()[10:]
    leaky = found.copy()
    leaky.loc[10:, SHOWN] = values.loc[10:, SHOWN]
    reasons = {reason for _, reason in unprotected(leaky, WIDE, catalogue)}
    assert reasons == {"what it is computed from is hidden there. Hide it too."}


def test_a_sensitive_value_without_a_count_is_refused() -> None:
    values = COUNTS.assign(numerator=numpy.nan)
    assert len(list(unprotected(values, WIDE, CALLS))) == len(values)


def test_what_was_hidden_stays_hidden_and_what_was_shown_hides_nothing() -> None:
    areas = _areas([4, 2])
    first = _table([[3, 9, 20, 30], [20, 30]])
    before = protected(first, areas, CALLS)
    # the same year again: the small count was a mistake, another one is small
    again = _table([[7, 9, 20, 2], [20, 30]])
    alone = protected(again, areas, CALLS)["flag"].tolist()
    assert alone[:4] == ["suppressed", "ok", "ok", "suppressed"]
    found = protected(again, areas, CALLS, before)["flag"].tolist()
    assert found[:4] == ["suppressed", "suppressed", "ok", "suppressed"]
    # a count that anybody can look up in the release before protects nothing
    shown = _table([[30, 9, 20, 31], [20, 30]])
    before = protected(shown, areas, CALLS)
    assert (before["flag"] == "ok").all()
    small = _table([[3, 9, 20, 31], [20, 30]])
    found = protected(small, areas, CALLS, before)["flag"].tolist()
    assert found[0] == "suppressed"
    assert found[4] == "suppressed", "the district's total: its other parts can be looked up"


def test_company_that_can_be_looked_up_is_no_company() -> None:
    areas = _areas([4, 2])
    unguarded = Catalogue({}, {"calls": _indicator("calls", Sensitivity.OPEN)})
    before = protected(_table([[30, 4, 20, 31], [20, 30]]), areas, unguarded)
    values = _table([[3, 4, 20, 31], [20, 30]])
    assert protected(values, areas, CALLS)["flag"].tolist()[:2] == ["suppressed", "suppressed"]
    assert protected(values, areas, CALLS)["flag"][4] == "ok"
    # the 4 was shown before: with the district's total it would tell the 3
    assert protected(values, areas, CALLS, before)["flag"][4] == "suppressed"


# --- Properties -----------------------------------------------------------------------------------

SMALL_TABLES = st.lists(
    st.lists(st.integers(0, 25), min_size=1, max_size=5), min_size=1, max_size=4
)
BY_GROUP = st.integers(1, 4).flatmap(
    lambda size: st.tuples(
        *(st.lists(st.integers(0, 20), min_size=size, max_size=size) for _ in range(2))
    )
)


def _cases(table: list[list[int]]) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    return _table([[float(one) for one in row] for row in table]), _areas(
        [len(row) for row in table]
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """Values and areas: districts of neighbourhoods, or neighbourhoods by group."""
    if draw(st.booleans()):
        return _cases(draw(SMALL_TABLES))
    women, men = draw(BY_GROUP)
    return _by_group(women, men), _areas([len(women)])


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_no_margin_hides_one_alone_or_too_few_people(
    world: tuple[pandas.DataFrame, pandas.DataFrame],
) -> None:
    values, areas = world
    found = protected(values, areas, CALLS)
    counts = guarded_counts(values, areas, CALLS)
    hidden = {at for at, one in enumerate(counts.cells) if found["flag"][one.row] != "ok"}
    assert {at for at, one in enumerate(counts.cells) if one.small} <= hidden
    for margin in counts.margins:
        inside = hidden.intersection(margin.cells)
        assert len(inside) != 1
        if inside and margin.whole not in inside:
            assert sum(counts.cells[at].count for at in inside) >= K


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_nothing_can_be_told_more_closely_than_the_rule_says(
    world: tuple[pandas.DataFrame, pandas.DataFrame],
) -> None:
    values, areas = world
    found = protected(values, areas, CALLS)
    assert not list(unprotected(found, areas, CALLS))
    kept = found["flag"] == "ok"
    pandas.testing.assert_frame_equal(found[kept], values[kept])
    assert found.loc[~kept, ["value", "numerator"]].isna().all().all()
    if not any(one.small for one in guarded_counts(values, areas, CALLS).cells):
        assert kept.all()


@settings(max_examples=30, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_hiding_again_or_in_another_order_changes_nothing(
    world: tuple[pandas.DataFrame, pandas.DataFrame], chance: Any
) -> None:
    values, areas = world
    found = protected(values, areas, CALLS)
    pandas.testing.assert_frame_equal(protected(found, areas, CALLS), found)
    pandas.testing.assert_frame_equal(protected(values, areas, CALLS, before=found), found)
    order = list(range(len(values)))
    chance.shuffle(order)
    mixed = protected(values.iloc[order], areas, CALLS)
    straight = mixed.assign(place=order).sort_values("place").drop(columns="place")
    pandas.testing.assert_frame_equal(straight.reset_index(drop=True), found)


def _possible(counts: Any, known: dict[int, float], most: int) -> Iterator[dict[int, int]]:
    """Every way to fill in the hidden cells that agrees with all margins, one by one."""
    unknown = [at for at in range(len(counts.cells)) if at not in known]
    for guess in itertools.product(range(1, most + 1), repeat=len(unknown)):
        told = {**known, **dict(zip(unknown, guess, strict=True))}
        if all(told[one.whole] == sum(told[at] for at in one.members) for one in counts.margins):
            yield {at: int(told[at]) for at in unknown}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=2, max_size=3),
    st.lists(st.integers(1, 6), min_size=3, max_size=3),
    st.data(),
)
def test_the_audit_finds_what_trying_everything_finds(
    women: list[int], men: list[int], data: st.DataObject
) -> None:
    men = men[: len(women)]
    values, areas = _by_group(women, men), _areas([len(women)])
    values["denominator"] = 12.0 * (
        values["area"].map(lambda area: len(women) if area[0] in "dp" else 1)
    )
    values.loc[values["group"] == "total", "denominator"] *= 2
    counts = guarded_counts(values, areas, CALLS)
    for cell in counts.cells:
        cell.people = 12.0
    near = [at for at, one in enumerate(counts.cells) if one.name[2][0] not in "dp"]
    hidden = data.draw(st.sets(st.sampled_from(near), min_size=1, max_size=4))
    known = {at: one.count for at, one in enumerate(counts.cells) if at not in hidden}
    ways = list(_possible(counts, known, 12))
    expected = {
        at
        for at in hidden
        if max(way[at] for way in ways) - min(way[at] for way in ways) + 1 < K - 1
    }
    found = exposed(counts, known)
    assert {one.unknown for one in found} == expected
    for one in found:
        told = [way[one.unknown] for way in ways]
        assert (round(one.low), round(one.high)) == (min(told), max(told))


def test_a_small_denominator_goes_with_its_value() -> None:
    """Of a survey it is the people who were asked: three of them are as few as three counted."""
    values = _table([[1, 9, 20], [20, 30]])
    values.loc[0, ["denominator", "value"]] = [3.0, 100 / 3]
    shown = protected(values, _areas([3, 2]), CALLS)
    assert shown.loc[0, "flag"] == "too_few"
    assert numpy.isnan(shown.loc[0, "denominator"])
    assert shown.loc[shown["flag"] == "suppressed", "denominator"].notna().all()
    told = shown.assign(denominator=shown["denominator"].fillna(3.0))
    assert any("denominator" in why for _, why in unprotected(told, _areas([3, 2]), CALLS))
