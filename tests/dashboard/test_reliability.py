"""Smoothing against published figures, and who is called unreliable."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Flag, Series
from dashboard.reliability import (
    LEAST_AREAS,
    LEAST_RANKED,
    LEAST_RELIABILITY,
    empirical_bayes,
    reliability,
)

GOLDEN = Path(__file__).parents[1] / "golden"


def _rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_smoothed_rates_as_published() -> None:
    counties = _rows("sids2.csv")
    births = np.array([float(row["BIR74"]) for row in counties])
    deaths = np.array([float(row["SID74"]) for row in counties])
    mean = deaths.sum() / births.sum()
    smoothed, _ = empirical_bayes(deaths / births, mean / births, births)
    published = _rows("sids2_smoothing.csv")
    assert [row["id"] for row in published] == [row["id"] for row in counties[:5]]
    np.testing.assert_allclose(
        smoothed[:5], [float(row["empirical_bayes"]) for row in published], atol=0.5e-7
    )
    np.testing.assert_allclose(
        (deaths / births / mean)[:5], [float(row["excess_risk"]) for row in published], rtol=5e-6
    )


areas = st.lists(st.tuples(st.floats(0.01, 0.99), st.integers(5, 5000)), min_size=2, max_size=30)


@given(areas)
def test_a_smoothed_value_lies_between_its_own_and_the_mean(
    drawn: list[tuple[float, int]],
) -> None:
    values, people = (np.array(one, dtype=float) for one in zip(*drawn, strict=True))
    mean = (values * people).sum() / people.sum()
    smoothed, weights = empirical_bayes(values, mean * (1 - mean) / people, people)
    assert (smoothed >= np.minimum(values, mean) - 1e-12).all()
    assert (smoothed <= np.maximum(values, mean) + 1e-12).all()
    assert ((weights >= 0) & (weights <= 1)).all()
    # more people keep more of their own
    assert (np.diff(weights[np.argsort(people, kind="stable")]) >= -1e-12).all()


def test_without_any_spread_nothing_is_told() -> None:
    smoothed, weights = empirical_bayes(np.ones(3), np.zeros(3), np.full(3, 10.0))
    assert (smoothed == 1).all()
    assert np.isnan(weights).all()


def _employment(group: Group, level: Level = Level.NEIGHBOURHOOD) -> Series:
    return Series("women_employment_neighbourhood", group, 2023, level)


@pytest.mark.parametrize("group", [Group.WOMEN, Group.GAP])
def test_only_shown_values_are_judged(demo: Dataset, group: Group) -> None:
    series = _employment(group)
    found, measured = reliability(demo, series), demo.measured(series)
    shown = measured.flags == Flag.OK
    assert (np.isfinite(found.weights) == shown).all()
    assert (np.isfinite(found.smoothed) == shown).all()
    assert not (found.unreliable & ~shown).any()
    assert (found.unranked <= found.unreliable).all()
    assert 0 < found.unreliable[shown].mean() < 0.5
    low = found.weights < LEAST_RELIABILITY
    assert (found.unreliable[low]).all()
    assert (found.weights[found.unranked] < LEAST_RANKED).all()


def test_what_is_hidden_moves_nothing(demo: Dataset) -> None:
    """A district's mean and spread follow from its shown neighbourhoods alone."""
    series = _employment(Group.WOMEN)
    found, measured = reliability(demo, series), demo.measured(series)
    areas = demo.areas(Level.NEIGHBOURHOOD)
    inside = (areas["district"] == "d-1128").to_numpy() & (measured.flags == Flag.OK)
    assert inside.sum() >= LEAST_AREAS
    events, people = measured.numerators[inside], measured.denominators[inside]
    mean = events.sum() / people.sum()
    smoothed, _ = empirical_bayes(events / people, mean * (1 - mean) / people, people)
    np.testing.assert_array_equal(found.smoothed[inside], np.round(smoothed * 100, 1))


def test_more_people_are_more_reliable(demo: Dataset) -> None:
    series = _employment(Group.WOMEN)
    found = reliability(demo, series)
    for province in demo.release.provinces:
        inside = demo.in_provinces(series.level, [province]) & np.isfinite(found.weights)
        order = np.argsort(found.people[inside])
        assert (np.diff(found.weights[inside][order]) >= 0).all()


def test_districts_are_drawn_to_their_province_and_provinces_to_nothing(demo: Dataset) -> None:
    districts = reliability(demo, _employment(Group.WOMEN, Level.DISTRICT))
    assert np.isfinite(districts.smoothed).all()
    assert not districts.unreliable.any()
    assert np.isnan(reliability(demo, _employment(Group.WOMEN, Level.PROVINCE)).smoothed).all()


def test_few_areas_are_not_judged(tiny: Dataset) -> None:
    found = reliability(tiny, Series("employment", Group.WOMEN, 2023, Level.NEIGHBOURHOOD))
    assert np.isnan(found.weights).all()
    assert not found.unreliable.any()


@pytest.mark.parametrize(
    "indicator",
    [
        *("health_centres_per_10000_women", "stop_distance", "woman_muhtar", "population"),
        *("council_women_share", "population_change"),
    ],
)
def test_what_is_no_share_of_people_is_not_judged(demo: Dataset, indicator: str) -> None:
    found = reliability(demo, demo.offers[indicator][0])
    assert np.isnan(found.smoothed).all()
    assert not (found.unreliable | found.unranked).any()


def test_a_tiny_share_of_many_people_is_no_uncertain_figure(demo: Dataset) -> None:
    """The standard error is a third of the share and less than its last digit."""
    series = next(
        one for one in demo.offers["residents_without_stop_share"] if one.level is Level.DISTRICT
    )
    measured, found = demo.measured(series), reliability(demo, series)
    small = (measured.values < 0.1) & (measured.denominators > 10_000)
    assert small.any()
    assert not found.unreliable[small].any()
