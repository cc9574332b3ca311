"""One function decides the class of an area, and its colour is the token's."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from dashboard.catalogue import Direction, Group, Level
from dashboard.classes import CLASS_LETTERS, UNRELIABLE_LETTERS, classes, letters, palette
from dashboard.dataset import Dataset, Flag, Series
from dashboard.figures.colours import COLOURS
from dashboard.reliability import reliability
from dashboard.threshold import PALETTE

EMPLOYMENT = Series("employment", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)


def _classed(dataset: Dataset) -> list[Series]:
    return [
        one
        for offers in dataset.offers.values()
        for one in offers
        if one.level is not Level.PROVINCE
    ]


@pytest.fixture(scope="module")
def tokens(project: Path) -> str:
    return (project / "assets" / "css" / "1_tokens.css").read_text(encoding="utf-8")


def test_marked_letters_are_those_of_unreliable_values(demo: Dataset) -> None:
    marked = 0
    for series in _classed(demo):
        found = classes(demo, series)
        unreliable = reliability(demo, series).unreliable
        for letter, one, less in zip(letters(demo, series), found, unreliable, strict=True):
            assert (letter in UNRELIABLE_LETTERS) == bool(less and one >= 0), series
            if one >= 0:
                assert letter == (UNRELIABLE_LETTERS if less else CLASS_LETTERS)[one]
        marked += int(unreliable.sum())
    assert marked > 1000


def test_letters_of_the_tiny_province(tiny: Dataset) -> None:
    assert tiny.breaks(EMPLOYMENT) == (27.0, 29.0, 32.0, 36.0)
    by_area = dict(
        zip(tiny.areas(Level.NEIGHBOURHOOD)["id"], letters(tiny, EMPLOYMENT), strict=True)
    )
    assert by_area == {
        **{"101": "2", "102": "4", "103": "f", "104": "0", "105": "s"},
        **{"x-6": "n", "x-7": "x"},
    }


def test_a_value_equal_to_a_break_belongs_above(tiny: Dataset) -> None:
    men = Series("employment", Group.MEN, 2023, Level.NEIGHBOURHOOD)
    assert tiny.breaks(men) == (56.0, 60.0, 66.0)
    assert tiny.measured(men).values[tiny.place("101")] == 60.0
    assert classes(tiny, men)[tiny.place("101")] == 2


def test_classes_equal_an_independent_reckoning(demo: Dataset) -> None:
    for series in _classed(demo):
        for rule in (None, *demo.rules(series)):
            measured = demo.measured(series)
            known = np.isfinite(measured.values)
            found = classes(demo, series, rule)
            expected = np.digitize(measured.values[known], demo.breaks(series, rule), right=False)
            np.testing.assert_array_equal(found[known], expected)
            assert (found[~known] == -1).all()


def test_a_letter_is_a_class_exactly_where_there_is_a_value(demo: Dataset) -> None:
    for series in _classed(demo):
        ok = demo.measured(series).flags == Flag.OK
        valued = CLASS_LETTERS + UNRELIABLE_LETTERS
        found = [letter in valued for letter in letters(demo, series)]
        np.testing.assert_array_equal(found, ok)


def test_a_province_is_no_map(demo: Dataset) -> None:
    series = Series("labour_participation", Group.WOMEN, 2023, Level.PROVINCE)
    assert np.isfinite(demo.measured(series).values).all()
    assert (classes(demo, series) == -1).all()


def test_breaks_are_shared_by_years_and_provinces(demo: Dataset) -> None:
    old, new = (
        Series("tertiary_share", Group.WOMEN, year, Level.NEIGHBOURHOOD) for year in (2022, 2023)
    )
    assert demo.breaks(old) == demo.breaks(new) != ()
    for series in _classed(demo):
        assert series.scale == f"{series.indicator}/{series.group}/{series.level}"


def test_breaks_rise(demo: Dataset) -> None:
    for series in _classed(demo):
        for rule in demo.rules(series):
            limits = demo.breaks(series, rule)
            assert list(limits) == sorted(set(limits))


def test_another_rule_gives_other_breaks(demo: Dataset) -> None:
    series = Series("tertiary_share", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
    own, *others = demo.rules(series)
    assert others
    assert demo.breaks(series) == demo.breaks(series, own)
    assert demo.breaks(series, others[0]) != demo.breaks(series)


def test_every_palette_has_colours(demo: Dataset, tiny: Dataset, tokens: str) -> None:
    for dataset in (demo, tiny):
        for series in _classed(dataset):
            for rule in (None, *dataset.rules(series)):
                name = palette(dataset, series, rule)
                count = len(dataset.breaks(series, rule)) + 1
                assert len(COLOURS[name]) == count == int(name[-1])
                assert f'[data-palette="{name}"]' in tokens or f'[data-palette^="{name}"]' in tokens


def test_a_gap_diverges_about_zero(demo: Dataset, tiny: Dataset) -> None:
    for dataset in (demo, tiny):
        for series in _classed(dataset):
            if series.group is Group.GAP:
                limits = dataset.breaks(series)
                assert palette(dataset, series).startswith("div"), series.key
                assert limits == tuple(-one for one in reversed(limits)), series.key


def test_diverging_colours_have_equality_in_the_middle(demo: Dataset) -> None:
    """Otherwise an area where women lag behind takes the colour of women ahead."""
    wrong = []
    for series in _classed(demo):
        equal = 1 if demo.indicator(series).direction is Direction.PARITY else 0
        for rule in demo.rules(series):
            limits = demo.breaks(series, rule)
            if palette(demo, series, rule).startswith("div"):
                low, high = limits[len(limits) // 2 - 1 : len(limits) // 2 + 1]
                if not low < equal < high:
                    wrong.append(f"{series.key} {rule}: {limits}")
    assert not wrong


def _variables(tokens: str) -> dict[str, str]:
    light = tokens.split('[data-mantine-color-scheme="dark"]')[0]
    return dict(re.findall(r"(--(?:seq|div|thr)-\d): (#[0-9a-f]{3,6})", light))


def _rules(tokens: str) -> dict[tuple[str, str], str]:
    """Colour variable by palette and class."""
    found: dict[tuple[str, str], str] = {}
    for name, colours in re.findall(r'\[data-palette="([\w-]+)"\] \{([^}]*)\}', tokens):
        for letter, variable in re.findall(r"--c(\d): var\((--[\w-]+)\);", colours):
            assert (name, letter) not in found, f"{name} {letter} is coloured twice"
            found[name, letter] = variable
    return found


def test_figures_have_the_colours_of_the_tokens(tokens: str) -> None:
    variables, rules = _variables(tokens), _rules(tokens)
    for name, colours in COLOURS.items():
        found = tuple(variables[rules[name, str(one)]] for one in range(len(colours)))
        assert found == colours, name


def test_the_palette_of_thresholds_has_four_colours(tokens: str) -> None:
    variables, rules = _variables(tokens), _rules(tokens)
    found = [variables[rules[PALETTE, str(one)]] for one in range(4)]
    assert len(set(found)) == 4


def test_no_data_has_no_colour_of_a_class(tokens: str) -> None:
    absent = re.findall(r"--nodata: (#[0-9a-f]{3,6})", tokens)
    assert len(absent) == 2
    assert not set(absent) & {one for colours in COLOURS.values() for one in colours}


def test_no_class_has_no_letter(demo: Dataset) -> None:
    most = max(len(demo.breaks(one, rule)) for one in _classed(demo) for rule in demo.rules(one))
    assert most < len(CLASS_LETTERS)
