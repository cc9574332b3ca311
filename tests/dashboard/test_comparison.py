"""Districts side by side."""

from __future__ import annotations

from dashboard.catalogue import Group, Level
from dashboard.comparison import (
    SHOWN_AT_FIRST,
    compared_districts,
    compared_indicators,
    comparison,
    district_series,
)
from dashboard.dataset import Dataset, Flag
from dashboard.ranking import value_at
from dashboard.view import parse


def test_two_districts_with_their_province(tiny: Dataset) -> None:
    lines = comparison(tiny, parse("karsi=d-12,d-11&gostergeler=employment,women_share", tiny))
    assert [line.series.indicator for line in lines] == ["employment", "women_share"]
    employment, share = lines
    assert [cell.area for cell in employment.districts] == ["d-12", "d-11"]
    assert [cell.value for cell in employment.districts] == [60 / 230 * 100, 295 / 875 * 100]
    assert [(cell.area, cell.value) for cell in employment.provinces] == [
        ("minik", 355 / 1105 * 100)
    ]
    assert [cell.flag for cell in share.provinces] == [Flag.NO_DATA]
    assert [cell.value for cell in share.districts] == [54.05, 50.0]


def test_every_cell_is_the_value_of_its_area(demo: Dataset) -> None:
    parsed = parse("karsi=d-1128,d-1161&g=literacy_gap", demo)
    lines = comparison(demo, parsed)
    assert len(lines) == SHOWN_AT_FIRST
    for line in lines:
        assert line.series.level is Level.DISTRICT
        assert line.series.group == demo.indicator(line.series).default_group
        for cell in (*line.districts, *line.provinces):
            value, flag = value_at(demo, line.series, cell.area)
            assert (cell.flag, str(cell.value)) == (flag, str(value))


def test_districts_of_two_provinces_bring_both(demo: Dataset) -> None:
    areas = demo.areas(Level.DISTRICT)
    chosen = [areas[areas["province"] == one]["id"].iloc[0] for one in ("balikesir", "izmir")]
    line = comparison(demo, parse({"karsi": ",".join(chosen)}, demo))[0]
    assert [cell.area for cell in line.provinces] == ["balikesir", "izmir"]


def test_at_first_the_most_populous_of_each_province(demo: Dataset, tiny: Dataset) -> None:
    areas = demo.areas(Level.DISTRICT)
    first = [
        rows.sort_values("population", ascending=False)["id"].iloc[0]
        for _, rows in areas.groupby("province")
    ]
    assert sorted(compared_districts(demo, parse("", demo).view)) == sorted(first)
    assert compared_districts(tiny, parse("", tiny).view) == ("d-11", "d-12")


def test_at_first_the_shown_indicator_and_one_of_each_theme(demo: Dataset) -> None:
    found = compared_indicators(demo, parse("g=literacy_gap", demo).view)
    assert found[0] == "literacy_gap"
    assert len(set(found)) == len(found) <= SHOWN_AT_FIRST
    assert len({demo.catalogue.indicators[key].theme for key in found}) >= 6


def test_an_indicator_without_district_values_has_no_line(demo: Dataset) -> None:
    assert district_series(demo, "woman_muhtar") is None
    parsed = parse("gostergeler=woman_muhtar,labour_participation,sege_score", demo)
    assert [line.series.indicator for line in comparison(demo, parsed)] == ["sege_score"]


def test_the_default_group_is_compared(demo: Dataset) -> None:
    series = district_series(demo, "literacy_gap")
    assert series is not None
    assert series.group is Group.GAP
    assert series.year == 2023
