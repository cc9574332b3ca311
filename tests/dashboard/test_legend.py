"""What the legend counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dashboard.catalogue import Level
from dashboard.classes import UNRELIABLE_LETTERS, classes, letters
from dashboard.dataset import Dataset, Flag
from dashboard.legend import histogram, in_span, legend, mark_places, people_of, rule_in_use
from dashboard.view import RULE_WORDS, View, parse

Reader = Callable[[str, Dataset], View]


def _queries(dataset: Dataset) -> list[str]:
    return [
        f"g={key}&duzey={word}&kirilim={rule}"
        for key in dataset.offers
        for word in ("mahalle", "ilce")
        for rule in RULE_WORDS.values()
    ]


def test_letters_on_the_ruler_never_lie_on_each_other(demo: Dataset) -> None:
    found = legend(demo, parse("g=literacy_gap&grup=fark&duzey=ilce", demo).view)
    low, high = found.edges[0], found.edges[-1]
    steps = (0.44, 0.466, 0.468, 0.481)
    values = [float(np.interp(one, found.positions, found.edges)) for one in steps]
    marks = [*zip("ABCD", values, strict=True), ("E", float("nan")), ("F", low), ("G", high)]
    placed = mark_places(found, marks, 0.04)
    assert [letter for letter, *_ in placed] == ["F", "A", "B", "C", "D", "G"]
    assert [tier for *_, tier in placed] == [0, 0, 1, 2, 0, 0]


def test_shares_sum_to_one(demo: Dataset, tiny: Dataset, view: Reader) -> None:
    for dataset in (demo, tiny):
        for query in _queries(dataset):
            shown = view(query, dataset)
            if shown.series.level is Level.PROVINCE:
                continue
            found = legend(dataset, shown)
            assert sum(one.areas for one in found.bins) == pytest.approx(1), query
            assert sum(one.people for one in found.bins) == pytest.approx(1), query


def test_bins_fill_the_ruler_class_by_class(demo: Dataset, view: Reader) -> None:
    for query in _queries(demo):
        shown = view(query, demo)
        if shown.series.level is Level.PROVINCE:
            continue
        found = legend(demo, shown)
        limits = demo.breaks(shown.series, shown.rule)
        assert found.edges[1:-1] == limits
        assert list(found.edges) == sorted(set(found.edges))
        assert found.positions[0] == 0
        assert found.positions[-1] == pytest.approx(1)
        assert sorted({one.of_class for one in found.bins}) == list(range(len(limits) + 1))
        assert sum(one.width for one in found.bins) == pytest.approx(1)
        for one in found.bins:
            assert found.positions[one.of_class] <= one.start + 1e-9
            assert one.start + one.width <= found.positions[one.of_class + 1] + 1e-9


def test_a_bar_counts_the_areas_of_its_class(demo: Dataset, view: Reader) -> None:
    shown = view("g=tertiary_share&il=balikesir", demo)
    found, letter = legend(demo, shown), classes(demo, shown.series)
    inside = demo.in_provinces(Level.NEIGHBOURHOOD, ["balikesir"]) & (letter >= 0)
    for of_class in range(5):
        share = sum(one.areas for one in found.bins if one.of_class == of_class)
        assert share == pytest.approx(float((letter[inside] == of_class).mean()))


def test_counts_are_those_of_the_provinces_in_view(demo: Dataset, view: Reader) -> None:
    for query in ("il=izmir", "il=balikesir", "il=hepsi", "il=izmir&duzey=ilce"):
        shown = view(query, demo)
        found = legend(demo, shown)
        inside = demo.in_provinces(shown.series.level, shown.provinces(demo))
        assert found.total == inside.sum()
        assert found.valued == (inside & (demo.measured(shown.series).flags == Flag.OK)).sum()


def test_counts_of_the_tiny_province(tiny: Dataset, view: Reader) -> None:
    found = legend(tiny, view("g=employment&grup=kadin", tiny))
    assert found.counts == {Flag.OK: 3, Flag.NO_DATA: 1, Flag.TOO_FEW: 1, Flag.SUPPRESSED: 1}
    assert (found.valued, found.total) == (3, 6)


def test_the_ruler_is_the_same_for_every_province(demo: Dataset, view: Reader) -> None:
    one, other = (legend(demo, view(f"g=land_value&il={il}", demo)) for il in ("izmir", "hepsi"))
    assert (one.edges, one.positions) == (other.edges, other.positions)


def test_people_are_women_where_they_are_counted(tiny: Dataset) -> None:
    women, who = people_of(tiny, Level.DISTRICT)
    assert (who, list(women)) == ("women", [1030, 300])
    residents, who = people_of(tiny, Level.NEIGHBOURHOOD)
    assert who == "residents"
    assert residents[tiny.place("101")] == 1200
    assert np.isnan(residents[tiny.place("x-6")]), "not told is not nobody"


def test_outliers_stand_in_the_end_bars() -> None:
    assert histogram(np.array([-100.0, 1.0, 5.0, 500.0]), 0, 10, 2) == [2, 2]


def test_a_span_holds_its_ends() -> None:
    values = np.array([1.0, 2.0, 3.0, np.nan])
    assert list(in_span(values, (1.0, 2.0))) == [True, True, False, False]
    assert list(in_span(values, None)) == [True, True, True, False]


def test_the_rule_in_use_is_the_catalogues_unless_another_is_frozen(
    demo: Dataset, view: Reader
) -> None:
    series = view("g=tertiary_share&grup=kadin", demo).series
    own, *others = demo.rules(series)
    assert rule_in_use(demo, series, None) is own
    assert rule_in_use(demo, series, others[0]) is others[0]


@pytest.mark.parametrize("province", ["hepsi", "izmir", "balikesir"])
def test_unreliable_areas_are_counted_as_the_map_marks_them(
    demo: Dataset, view: Reader, province: str
) -> None:
    shown = view(f"g=literacy_gap&grup=fark&il={province}", demo)
    inside = demo.in_provinces(shown.series.level, shown.provinces(demo))
    drawn = zip(letters(demo, shown.series), inside, strict=True)
    marked = sum(letter in UNRELIABLE_LETTERS for letter, here in drawn if here)
    assert legend(demo, shown).unreliable == marked > 100
