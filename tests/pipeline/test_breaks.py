"""Class breaks, worked out by hand."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import MOST_LIMITS, Group, load_catalogue
from dashboard.classes import palette_of
from dashboard.figures.colours import COLOURS
from dashboard.pipeline.breaks import GAP_BREAKS, class_breaks, frozen_breaks
from dashboard.settings import CATALOGUE
from tests.tiny import tiny_catalogue, tiny_values

MAPPED = [
    (one, group)
    for one in load_catalogue(CATALOGUE).indicators.values()
    for group in one.shown_groups
]


def _breaks(rule: str, numbers: list[float], digits: int = 1) -> list[float]:
    return class_breaks(rule, numpy.array(numbers, dtype=float), digits)


def test_quantile_by_hand() -> None:
    assert _breaks("quantile", list(range(1, 12))) == [3, 5, 7, 9]


def test_equal_by_hand() -> None:
    assert _breaks("equal", [0, 1, 2, 10]) == [2, 4, 6, 8]


def test_natural_finds_the_gaps_and_keeps_groups_whole() -> None:
    numbers = [1, 1.1, 5, 5.1, 9, 9.1, 20, 20.1, 50, 50.1]
    limits = _breaks("natural", numbers)
    assert [int(numpy.searchsorted(limits, number, side="right")) for number in numbers] == [
        *(0, 0, 1, 1, 2, 2, 3, 3, 4, 4)
    ]


def test_yes_and_no_are_two_classes() -> None:
    assert _breaks("natural", [0, 0, 0, 1], digits=0) == [1]
    assert _breaks("quantile", [0, 0, 0, 1], digits=0) == []
    assert _breaks("quantile", [0, 0, 1, 1], digits=0) == [1]


def test_many_zeros_merge_limits() -> None:
    assert _breaks("quantile", [0] * 7 + [1, 2, 3]) == [1.2]


def test_one_value_alone_has_no_limits() -> None:
    for rule in ("quantile", "equal", "natural"):
        assert _breaks(rule, [4.2, 4.2]) == []


@given(
    st.lists(st.floats(-1000, 1000), min_size=1, max_size=60),
    st.sampled_from(["quantile", "equal", "natural"]),
    st.integers(0, 2),
)
def test_limits_rise_and_leave_neither_end_empty(
    numbers: list[float], rule: str, digits: int
) -> None:
    limits = _breaks(rule, numbers, digits)
    assert limits == sorted(set(limits))
    assert len(limits) <= MOST_LIMITS
    assert {palette_of(one, group, limits) for one, group in MAPPED} <= set(COLOURS)
    assert all(min(numbers) < limit <= max(numbers) for limit in limits)


def test_the_limits_of_a_gap_without_its_own_have_colours() -> None:
    gaps = {palette_of(one, group, GAP_BREAKS) for one, group in MAPPED if group is Group.GAP}
    assert gaps == {"div-7"}


@pytest.fixture
def frozen(tmp_path):
    return frozen_breaks(tiny_values(), load_catalogue(tiny_catalogue(tmp_path)))


def test_gap_has_the_symmetric_limits(frozen) -> None:
    entry = frozen["employment/gap/neighbourhood"]
    assert entry["rule"] == "fixed"
    assert entry["breaks"]["fixed"] == [-10, -5, -2, 2, 5, 10]
    # Gaps are 30−60, 40−60 and 25−75; 105 and 103 lack a side.
    assert entry["breaks"]["natural"] == [-40, -25]


def test_only_ok_values_count_and_the_province_is_no_class(frozen) -> None:
    assert "population/total/province" not in frozen
    assert frozen["employment/women/neighbourhood"]["breaks"]["equal"] == [28, 31, 34, 37]
