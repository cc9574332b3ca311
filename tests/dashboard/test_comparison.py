"""One comparison for map, table, sentence and file."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Direction, Group, Level
from dashboard.comparison import (
    ACHIEVEMENT,
    PARITY,
    SCORE,
    SHOWN_AT_FIRST,
    Outcome,
    above,
    achievement,
    cell,
    compared_areas,
    compared_indicators,
    compared_series,
    comparison,
    estimates,
    outcome,
    outcomes,
    standings,
)
from dashboard.dataset import Dataset, Flag, Series
from dashboard.export import comparison_csv
from dashboard.ranking import value_at
from dashboard.summary import beside, standing_sentence
from dashboard.view import View, parse
from dashboard.wording import text
from layouts.area_map import OUTCOME_LETTERS, series_answer


def _view(query: str, dataset: Dataset) -> View:
    return parse(query, dataset).view


def test_two_districts_with_their_province(tiny: Dataset) -> None:
    view = _view("karsi=d-12,d-11&gostergeler=employment,women_share", tiny)
    employment, women = comparison(tiny, view)
    assert [one.area for one in employment.main.areas] == ["d-12", "d-11"]
    assert [one.value for one in employment.main.areas] == [26.1, 33.7]
    assert [(one.area, one.value) for one in employment.main.above] == [("minik", 32.1)]
    assert [line.measure for line in employment.measures] == [
        "women",
        "men",
        "gap",
        ACHIEVEMENT,
        PARITY,
        SCORE,
    ]
    assert women.measures == ()
    assert [one.flag for one in women.main.above] == [Flag.NO_DATA]


def test_only_a_difference_beyond_chance_is_called_one(tiny: Dataset) -> None:
    # 60 of 230 and 295 of 875 women: their intervals of difference hold 0 for the first, and the
    # province is little else than the second.
    series = compared_series(tiny, "employment", Level.DISTRICT)
    found = estimates(tiny, series)
    assert found.low[0] < found.values[0] < found.high[0]
    assert outcome(tiny, series, "d-11") is Outcome.SIMILAR
    assert outcome(tiny, series, "d-12", "d-11") is Outcome.WORSE
    assert outcome(tiny, series, "d-11", "d-12") is Outcome.BETTER


def test_achievement_pools_women_and_men(tiny: Dataset) -> None:
    series = compared_series(tiny, "employment", Level.DISTRICT)
    women, men = (
        tiny.measured(Series("employment", group, series.year, Level.DISTRICT))
        for group in (Group.WOMEN, Group.MEN)
    )
    expected = (women.numerators + men.numerators) / (women.denominators + men.denominators) * 100
    np.testing.assert_array_equal(achievement(tiny, series).values, np.round(expected, 1))


def test_gaps_are_more_or_less_equal_never_better(demo: Dataset) -> None:
    gap = Series("literacy_gap", Group.GAP, 2023, Level.DISTRICT)
    assert set(outcomes(demo, gap)) <= {
        Outcome.MORE_EQUAL,
        Outcome.SIMILAR,
        Outcome.LESS_EQUAL,
        Outcome.NOT_COMPARED,
    }


def test_what_may_not_be_judged_is_higher_or_lower(demo: Dataset) -> None:
    for key, offers in demo.offers.items():
        found = {one for series in offers for one in outcomes(demo, series)}
        if demo.catalogue.indicators[key].judged:
            assert not found & {Outcome.HIGHER, Outcome.LOWER}, key
        else:
            assert found <= {*_ORDER, Outcome.NOT_COMPARED}, key


_ORDER = (Outcome.HIGHER, Outcome.SIMILAR, Outcome.LOWER)


def test_no_value_is_not_compared_and_tells_nothing(demo: Dataset, tiny: Dataset) -> None:
    for dataset in (demo, tiny):
        for series in (one for offers in dataset.offers.values() for one in offers):
            flags = dataset.measured(series).flags
            found = np.array(outcomes(dataset, series))
            assert (found[flags != Flag.OK] == Outcome.NOT_COMPARED).all(), series


def test_an_area_is_not_compared_with_itself_nor_counts_of_people(demo: Dataset) -> None:
    share = compared_series(demo, "women_share", Level.DISTRICT)
    assert outcome(demo, share, "d-1128", "d-1128") is Outcome.NOT_COMPARED
    assert outcome(demo, share, "izmir") is Outcome.NOT_COMPARED
    people = compared_series(demo, "population", Level.DISTRICT)
    assert set(outcomes(demo, people)) == {Outcome.NOT_COMPARED}


@st.composite
def chosen(draw: st.DrawFn, dataset: Dataset) -> View:
    level = draw(st.sampled_from([Level.DISTRICT, Level.NEIGHBOURHOOD]))
    areas = st.sampled_from([str(one) for one in dataset.areas(level)["id"]])
    most = 4 if level is Level.DISTRICT else 2
    compared = draw(st.lists(areas, min_size=2, max_size=most, unique=True))
    reference = draw(st.sampled_from(["", "izmir", "balikesir", *compared]))
    indicators = draw(
        st.lists(st.sampled_from(list(dataset.offers)), min_size=1, max_size=4, unique=True)
    )
    words = {"karsi": ",".join(compared), "kiyas": reference, "gostergeler": ",".join(indicators)}
    return parse(words, dataset).view


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_map_table_sentence_and_file_say_the_same(demo: Dataset, data: st.DataObject) -> None:
    view = data.draw(chosen(demo))
    entries = comparison(demo, view)
    rows = iter(list(csv.reader(io.StringIO(comparison_csv(demo, view)[1]), delimiter=";"))[5:])
    for entry in entries:
        for line in entry.measures or (entry.main,):
            for one in (*line.areas, *line.above):
                level = demo.level_of(one.area)
                assert level is not None
                here = Series(line.series.indicator, line.series.group, line.series.year, level)
                # the table
                found = outcome(demo, here, one.area, view.reference, line.measure)
                assert one.outcome is found
                # the file
                row = next(rows)
                said = text(f"outcome.{found}", "tr") if found is not Outcome.NOT_COMPARED else ""
                assert row[8] == said
                # the map and the sentence speak of the own province
                if line.measure == str(here.group) and demo.has(here) and not view.reference:
                    letters = series_answer(demo, here, None, "tr")["outcomes"]
                    assert letters[demo.place(one.area)] == OUTCOME_LETTERS[found]
                    words = beside(demo, here, one.area, "tr")
                    assert words.endswith(said) if said else not words
    assert next(rows, None) is None


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_two_areas_see_each_other_from_both_sides(demo: Dataset, data: st.DataObject) -> None:
    opposite = {
        Outcome.BETTER: Outcome.WORSE,
        Outcome.HIGHER: Outcome.LOWER,
        Outcome.MORE_EQUAL: Outcome.LESS_EQUAL,
    }
    opposite |= {worse: better for better, worse in opposite.items()}
    key = data.draw(st.sampled_from(list(demo.offers)))
    series = compared_series(demo, key, Level.DISTRICT)
    areas = st.sampled_from([str(one) for one in demo.areas(Level.DISTRICT)["id"]])
    one, other = data.draw(areas), data.draw(areas)
    there, back = outcome(demo, series, one, other), outcome(demo, series, other, one)
    assert back is opposite.get(there, there)


def test_a_standing_counts_what_the_table_shows(demo: Dataset) -> None:
    view = _view("karsi=d-1128,d-1161,d-2066&il=izmir", demo)
    entries = comparison(demo, view)
    for place, standing in enumerate(standings(demo, entries)):
        seen = [entry.main.areas[place].outcome for entry in entries]
        assert standing.behind == sum(one in (Outcome.WORSE, Outcome.LESS_EQUAL) for one in seen)
        judged = [
            entry
            for entry in entries
            if demo.indicator(entry.main.series).direction
            not in (Direction.NEUTRAL, Direction.AMBIGUOUS)
        ]
        assert standing.judged <= len(judged)
    said = standing_sentence(demo, view, standings(demo, entries))
    worst = max(standings(demo, entries), key=lambda one: one.behind / max(one.judged, 1))
    assert demo.area(worst.area)["name"] in said
    assert str(worst.behind) in said


def test_neighbourhoods_bring_their_districts_and_all_provinces(demo: Dataset) -> None:
    fine = demo.areas(Level.NEIGHBOURHOOD)
    first = str(fine["id"].iloc[0])
    other = str(fine[fine["province"] == "balikesir"]["id"].iloc[0])
    found = above(demo, (first, other))
    assert found == (demo.parent(first), demo.parent(other), "izmir", "balikesir")
    view = _view(f"karsi={first},{other}", demo)
    assert all(entry.main.series.level is Level.NEIGHBOURHOOD for entry in comparison(demo, view))


def test_an_indicator_that_the_level_lacks_stands_there_without_values(demo: Dataset) -> None:
    view = _view("karsi=d-1128,d-1161&gostergeler=labour_participation", demo)
    line = comparison(demo, view)[0].main
    assert {one.flag for one in line.areas} == {Flag.NO_DATA}
    assert {one.flag for one in line.above} == {Flag.OK}


def test_at_first_the_most_populous_of_each_province(demo: Dataset, tiny: Dataset) -> None:
    areas = demo.areas(Level.DISTRICT)
    first = [
        rows.sort_values("population", ascending=False)["id"].iloc[0]
        for _, rows in areas.groupby("province")
    ]
    assert sorted(compared_areas(demo, _view("", demo))) == sorted(first)
    assert compared_areas(tiny, _view("", tiny)) == ("d-11", "d-12")


def test_at_first_the_shown_indicator_and_one_of_each_theme(demo: Dataset) -> None:
    found = compared_indicators(demo, _view("g=literacy_gap", demo))
    assert found[0] == "literacy_gap"
    assert len(set(found)) == len(found) <= SHOWN_AT_FIRST
    assert len({demo.catalogue.indicators[key].theme for key in found}) >= 6


@pytest.mark.parametrize("key", ["literacy_gap", "sege_score"])
def test_every_cell_is_the_value_of_its_area(demo: Dataset, key: str) -> None:
    series = compared_series(demo, key, Level.DISTRICT)
    for area in demo.areas(Level.DISTRICT)["id"]:
        value, flag = value_at(demo, series, area)
        found = cell(demo, series, area, str(series.group))
        assert (found.flag, str(found.value)) == (flag, str(value))
