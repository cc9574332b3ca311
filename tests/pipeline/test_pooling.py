"""Larger areas out of their parts."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.pipeline.pooling import added_up, means, medians, rates

GOLDEN = Path(__file__).parents[1] / "golden" / "gender_and_pooling.csv"
# events, people and district of each part
parts = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 500), st.sampled_from("abc")),
    min_size=1,
    max_size=40,
).map(lambda drawn: [(min(events, people), people, of) for events, people, of in drawn])


def _rows(drawn: list[tuple[float, float, str]]) -> pandas.DataFrame:
    rows = pandas.DataFrame(drawn, columns=["numerator", "denominator", "district"])
    return rows.astype({"numerator": float, "denominator": float}).assign(year=2023)


def _pooled(rows: pandas.DataFrame) -> pandas.Series:
    return rates(rows, ["district", "year"]).set_index("district")["value"]


def test_a_pooled_rate_is_no_mean_of_rates() -> None:
    with GOLDEN.open(encoding="utf-8") as file:
        case = next(row for row in csv.DictReader(file) if row["function"] == "pooled_rate")
    counts = [tuple(map(float, part.split("/"))) for part in case["input"].split(";")]
    found = _pooled(_rows([(*one, "a") for one in counts]))
    assert found["a"] == pytest.approx(float(case["expected"]), abs=1e-9)


@given(parts)
def test_pooling_is_the_direct_rate_of_the_union(drawn: list[tuple[int, int, str]]) -> None:
    for district, value in _pooled(_rows(drawn)).items():
        mine = [one for one in drawn if one[2] == district]
        events = [person for part in mine for person in [1] * part[0] + [0] * (part[1] - part[0])]
        assert value == pytest.approx(numpy.mean(events))


@given(parts, st.randoms())
def test_pooling_does_not_depend_on_the_order(
    drawn: list[tuple[int, int, str]], chance: object
) -> None:
    other = drawn.copy()
    chance.shuffle(other)  # type: ignore[attr-defined]
    pandas.testing.assert_series_equal(_pooled(_rows(drawn)), _pooled(_rows(other)))


@given(parts)
def test_a_pooled_rate_lies_between_its_parts(drawn: list[tuple[int, int, str]]) -> None:
    for district, value in _pooled(_rows(drawn)).items():
        own = [events / people for events, people, of in drawn if of == district]
        assert min(own) - 1e-12 <= value <= max(own) + 1e-12


@given(parts)
def test_pooling_in_two_steps_is_pooling_in_one(drawn: list[tuple[int, int, str]]) -> None:
    rows = _rows(drawn)
    districts = rates(rows, ["district", "year"])
    once, twice = rates(rows, ["year"]), rates(districts, ["year"])
    assert twice["value"].iloc[0] == pytest.approx(once["value"].iloc[0])


@given(parts, st.data())
def test_a_hidden_part_leaves_its_whole_without_a_rate(
    drawn: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    """Never the sum of the others: that would take the hidden count for zero."""
    rows = _rows(drawn)
    place = data.draw(st.integers(0, len(rows) - 1))
    rows.loc[place, "numerator"] = numpy.nan
    found = rates(rows, ["district", "year"]).set_index("district")
    hit = rows.loc[place, "district"]
    assert numpy.isnan(found.loc[hit, ["numerator", "value"]].astype(float)).all()
    assert found.loc[hit, "denominator"] == rows.loc[rows["district"] == hit, "denominator"].sum()
    assert found.drop(hit)["value"].notna().all()


def test_nobody_has_no_rate() -> None:
    assert numpy.isnan(_pooled(_rows([(0, 0, "a"), (0, 0, "a")]))["a"])


def test_what_is_added_up_names_its_wholes() -> None:
    numbers = pandas.Series([1.0, 2.0, 4.0, numpy.nan])
    found = added_up(numbers, ["x", "x", "y", "y"])
    assert found["x"] == 3
    assert numpy.isnan(found["y"])


def _of_residents(values: list[float], residents: list[float]) -> pandas.DataFrame:
    return pandas.DataFrame({"district": "d-1", "value": values, "residents": residents})


def test_distances_pool_to_the_median_resident() -> None:
    rows = _of_residents([100.0, 500.0, 9000.0], [10.0, 80.0, 10.0])
    assert medians(rows, ["district"])["value"].tolist() == [500.0]


def test_levels_pool_to_the_mean_resident() -> None:
    rows = _of_residents([100.0, 200.0], [30.0, 10.0])
    assert means(rows, ["district"])["value"].tolist() == [125.0]


def test_an_unknown_distance_or_level_leaves_the_whole_without_one() -> None:
    rows = _of_residents([100.0, numpy.nan], [30.0, 10.0])
    assert medians(rows, ["district"])["value"].isna().all()
    assert means(rows, ["district"])["value"].isna().all()
