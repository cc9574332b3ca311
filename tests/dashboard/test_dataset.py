"""Values stand in the order of the areas, gaps are women − men, and nothing changes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import numpy as np
import pandas as pd

from dashboard.catalogue import Group, Level
from dashboard.comparison import comparison
from dashboard.dataset import FLAGS, Dataset, Flag, Series
from dashboard.export import values_csv
from dashboard.release import VALUES
from dashboard.threshold_export import threshold_csv
from dashboard.view import View, parse
from layouts.area_map import preload
from layouts.pages import PAGES

Reader = Callable[[str, Dataset], View]
EMPLOYMENT = Series("employment", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)


def _all_series(dataset: Dataset) -> list[Series]:
    return [one for offers in dataset.offers.values() for one in offers]


def test_areas_stand_in_the_order_of_the_geometry(demo: Dataset) -> None:
    for province in demo.release.provinces:
        path = demo.release.folder / demo.release.geometry(province, 50)
        drawn = json.loads(path.read_text(encoding="utf-8"))["objects"]
        for level in Level:
            areas = demo.areas(level)
            ids = list(areas[areas["province"] == province]["id"])
            assert [one["properties"]["id"] for one in drawn[level]["geometries"]] == ids


def test_the_most_populous_province_comes_first(demo: Dataset) -> None:
    assert demo.release.provinces == ("izmir", "balikesir")
    assert list(demo.areas(Level.PROVINCE)["id"]) == ["izmir", "balikesir"]


def test_every_stored_value_stands_at_its_area(demo: Dataset) -> None:
    rows = pd.concat(
        pd.read_parquet(demo.release.folder / province / VALUES)
        for province in demo.release.provinces
    )
    names = ["indicator", "group", "year", "level"]
    checked = 0
    for (indicator, group, year, level), part in rows.groupby(names, observed=True):
        measured = demo.measured(Series(indicator, Group(group), int(year), Level(level)))
        places = [demo.place(area) for area in part["area"]]
        np.testing.assert_array_equal(measured.flags[places], part["flag"].map(FLAGS))
        digits = demo.catalogue.indicators[indicator].digits
        shown = np.round(part["value"].astype(float), digits)
        np.testing.assert_array_equal(measured.values[places], shown)
        absent = np.setdiff1d(np.arange(len(measured.values)), places)
        assert (measured.flags[absent] != Flag.OK).all()
        checked += len(part)
    assert checked == len(rows)


def test_only_ok_carries_a_number(demo: Dataset, tiny: Dataset) -> None:
    for dataset in (demo, tiny):
        for series in _all_series(dataset):
            measured = dataset.measured(series)
            np.testing.assert_array_equal(np.isfinite(measured.values), measured.flags == Flag.OK)
            assert np.isnan(measured.numerators[measured.flags != Flag.OK]).all(), series.key


def test_flags_of_the_tiny_province(tiny: Dataset) -> None:
    measured = tiny.measured(EMPLOYMENT)
    flags = {
        area: Flag(int(measured.flags[tiny.place(area)]))
        for area in tiny.areas(Level.NEIGHBOURHOOD)["id"]
    }
    assert flags == {
        "101": Flag.OK,
        "102": Flag.OK,
        "103": Flag.TOO_FEW,
        "104": Flag.OK,
        "105": Flag.SUPPRESSED,
        "x-6": Flag.NO_DATA,
        "x-7": Flag.NOT_VALUED,
    }


def test_an_islet_is_never_valued(tiny: Dataset) -> None:
    for series in _all_series(tiny):
        if series.level is Level.NEIGHBOURHOOD:
            assert tiny.measured(series).flags[tiny.place("x-7")] == Flag.NOT_VALUED


def test_the_gap_is_women_minus_men(tiny: Dataset) -> None:
    gap = tiny.measured(Series("employment", Group.GAP, 2023, Level.NEIGHBOURHOOD))
    assert gap.values[tiny.place("101")] == 30 - 60
    assert gap.values[tiny.place("104")] == 25 - 75
    assert Flag(int(gap.flags[tiny.place("105")])) is Flag.SUPPRESSED
    assert np.isnan(gap.values[tiny.place("105")])


def test_every_gap_of_the_demonstration(demo: Dataset) -> None:
    gaps = [one for one in _all_series(demo) if one.group is Group.GAP]
    assert gaps
    for gap in gaps:
        women, men = (
            demo.measured(Series(gap.indicator, group, gap.year, gap.level)).values
            for group in (Group.WOMEN, Group.MEN)
        )
        # each is rounded by itself, so that they may differ by one last digit
        step = 10.0 ** -demo.indicator(gap).digits
        np.testing.assert_allclose(demo.measured(gap).values, women - men, atol=1.001 * step)
        assert np.array_equal(np.isnan(demo.measured(gap).values), np.isnan(women - men))


def test_only_both_sexes_make_a_gap(tiny: Dataset) -> None:
    assert not tiny.has(Series("women_share", Group.GAP, 2023, Level.DISTRICT))


def test_a_neighbourhood_belongs_to_a_district_and_that_to_a_province(tiny: Dataset) -> None:
    assert tiny.parent("101") == "d-11"
    assert tiny.parent("d-11") == "minik" == tiny.parent("minik")
    assert tiny.level_of("no such area") is None
    assert tiny.area("102")["name"] == "İnönü Mah."


def test_offers_begin_with_the_finest_level_and_the_newest_year(demo: Dataset) -> None:
    levels = list(Level)
    for offers in demo.offers.values():
        order = [(levels.index(one.level), -one.year) for one in offers]
        assert order == sorted(order)
    assert list(demo.offers) == [key for key in demo.catalogue.indicators if key in demo.offers]


def test_a_district_indicator_has_no_series_for_neighbourhoods(demo: Dataset) -> None:
    for key, offers in demo.offers.items():
        finest = list(Level).index(demo.catalogue.indicators[key].finest_level)
        assert all(list(Level).index(one.level) >= finest for one in offers), key


def _fingerprint(dataset: Dataset) -> str:
    found = hashlib.sha256()
    for series in _all_series(dataset):
        measured = dataset.measured(series)
        for array in (measured.values, measured.flags, measured.numerators, measured.denominators):
            found.update(array.tobytes())
    for level in Level:
        found.update(dataset.areas(level).to_csv().encode())
    return found.hexdigest()


def test_nothing_that_is_shown_changes_the_values(demo: Dataset) -> None:
    before = _fingerprint(demo)
    for words in (
        {"sekme": "dagilim", "ilce": "d-1128", "aralik": "5,30"},
        {"g": "literacy_gap", "grup": "fark", "duzey": "ilce", "sira": "artan", "dil": "en"},
    ):
        parsed = parse(words, demo)
        for page in PAGES:
            page.build(demo, parsed, words)
        comparison(demo, parsed.view)
        values_csv(demo, parsed.view)
        threshold_csv(demo, parsed.view)
    preload(demo, "tr")
    assert _fingerprint(demo) == before


def test_a_selection_of_provinces_is_a_copy(demo: Dataset) -> None:
    inside = demo.in_provinces(Level.DISTRICT, ["izmir"])
    assert inside.sum() == 30
    inside[:] = False
    assert demo.in_provinces(Level.DISTRICT, ["izmir"]).sum() == 30
