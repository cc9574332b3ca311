"""Counts of coverage equal what one finds in the release's files without the dataset."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.catalogue import Access, Catalogue, Kind, Level, Sensitivity
from dashboard.coverage import (
    SHADES,
    Gaps,
    Obstacle,
    chosen,
    coverage,
    gaps,
    listed,
    obstacles,
    parts,
    shares,
)
from dashboard.dataset import FLAGS, METHODS, Dataset, Flag
from dashboard.release import AREAS, VALUES
from dashboard.view import SUBJECT_OF_WOMEN, View

QUERIES = (
    "",
    "duzey=ilce",
    "duzey=il",
    "il=balikesir&konu=cinsiyet",
    "konu=tema:education&veriyili=2022",
    "konu=tertiary_share",
)


def stored(dataset: Dataset, provinces: tuple[str, ...]) -> pd.DataFrame:
    """Rows of the release's files, without islets and industrial zones."""
    folder = dataset.release.folder
    values = pd.concat(pd.read_parquet(folder / one / VALUES) for one in provinces)
    areas = pd.concat(pd.read_parquet(folder / one / AREAS) for one in provinces)
    never = areas[areas["kind"].isin(["islet", "industrial"])]["id"]
    return values[~values["area"].isin(never)]


def areas_of(dataset: Dataset, provinces: tuple[str, ...], level: Level) -> pd.DataFrame:
    folder = dataset.release.folder
    areas = pd.concat(pd.read_parquet(folder / one / AREAS) for one in provinces)
    return areas[(areas["level"] == level) & ~areas["kind"].isin(["islet", "industrial"])]


@pytest.mark.parametrize("query", QUERIES)
def test_counts_equal_the_files(
    demo: Dataset, view: Callable[[str, Dataset], View], query: str
) -> None:
    seen = view(query, demo)
    provinces = seen.provinces(demo)
    rows = stored(demo, provinces)
    areas = len(areas_of(demo, provinces, seen.level))
    newest = int(stored(demo, demo.release.provinces)["year"].max())
    found = [one for one in coverage(demo, seen) if one.year]
    assert found
    for one in found:
        mine = rows[
            (rows["indicator"] == one.indicator.key)
            & (rows["group"] == one.group)
            & (rows["year"] == one.year)
            & (rows["level"] == one.level)
        ]
        counts = mine["flag"].value_counts()
        assert one.areas == areas
        assert one.valued == counts.get("ok", 0)
        assert one.counts[Flag.TOO_FEW] == counts.get("too_few", 0)
        assert one.counts[Flag.SUPPRESSED] == counts.get("suppressed", 0)
        assert one.counts[Flag.NO_DATA] == areas - len(mine[mine["flag"] != "no_data"])
        assert sum(one.counts.values()) == areas
        made = {METHODS[name] for name in mine[mine["flag"] == "ok"]["method"]}
        assert set(one.methods) == made
        assert one.age == newest - one.year


def test_every_series_of_the_files_has_a_row(
    demo: Dataset, view: Callable[[str, Dataset], View]
) -> None:
    rows = stored(demo, demo.release.provinces)
    for level, word in (("neighbourhood", "mahalle"), ("district", "ilce"), ("province", "il")):
        there = rows[rows["level"] == level]
        keys = set(there[["indicator", "group", "year"]].itertuples(index=False, name=None))
        found = coverage(demo, view(f"duzey={word}", demo))
        assert {(one.indicator.key, str(one.group), one.year) for one in found if one.year} == keys
        without = {one.indicator.key for one in found if not one.year}
        assert without == {one.key for one in listed(demo)} - set(there["indicator"])


def test_an_indicator_of_which_there_is_nothing_says_no_data_everywhere(
    tiny: Dataset, view: Callable[[str, Dataset], View]
) -> None:
    row = next(
        one for one in coverage(tiny, view("", tiny)) if one.indicator.key == "stop_distance"
    )
    assert (row.year, row.areas, row.valued, row.methods) == (0, 6, 0, ())
    assert row.counts[Flag.NO_DATA] == 6


def test_flags_of_the_tiny_province_are_counted_apart(
    tiny: Dataset, view: Callable[[str, Dataset], View]
) -> None:
    rows = {str(one.group): one for one in coverage(tiny, view("konu=employment", tiny))}
    women = rows["women"].counts
    assert [women[one] for one in FLAGS.values()] == [3, 1, 1, 1]
    assert set(rows) == {"women", "men"}


@pytest.mark.parametrize("query", QUERIES)
def test_the_map_counts_indicators_with_a_value(
    demo: Dataset, view: Callable[[str, Dataset], View], query: str
) -> None:
    seen = view(query, demo)
    found = gaps(demo, seen)
    rows = stored(demo, demo.release.provinces)
    rows = rows[(rows["flag"] == "ok") & (rows["level"] == found.level)]
    rows = rows[rows["indicator"].isin([one.key for one in found.indicators])]
    if seen.data_year:
        rows = rows[rows["year"] == seen.data_year]
    expected = rows.groupby("area")["indicator"].nunique()
    ids = demo.areas(found.level)["id"]
    assert found.counts.tolist() == [int(expected.get(one, 0)) for one in ids]
    assert found.areas == len(areas_of(demo, seen.provinces(demo), found.level))
    assert found.empty == sum(
        one not in expected.index for one in areas_of(demo, seen.provinces(demo), found.level)["id"]
    )


def test_shares_of_districts_are_means_over_their_neighbourhoods(
    demo: Dataset, view: Callable[[str, Dataset], View]
) -> None:
    found = gaps(demo, view("konu=cinsiyet", demo))
    areas = demo.areas(Level.NEIGHBOURHOOD)
    listed_ = shares(demo, found)
    assert len(listed_) == 50
    assert [share for _, share in listed_] == sorted(share for _, share in listed_)
    for district, share in listed_[:5]:
        inside = found.inside & (areas["district"] == district).to_numpy()
        assert share == pytest.approx(found.counts[inside].mean() / len(found.indicators))


def test_a_neighbourhood_says_why_it_has_no_value(
    tiny: Dataset, view: Callable[[str, Dataset], View]
) -> None:
    seen = view("", tiny)

    def employment(area: str) -> Flag:
        found = {one.indicator.key: one.flag for one in parts(tiny, seen, area)}
        return found["employment"]

    assert employment("101") is Flag.OK
    assert employment("103") is Flag.TOO_FEW
    assert employment("105") is Flag.OK  # of men there is a value
    assert employment("x-6") is Flag.NO_DATA


def test_a_district_counts_its_neighbourhoods(
    tiny: Dataset, view: Callable[[str, Dataset], View]
) -> None:
    found = {one.indicator.key: one for one in parts(tiny, view("", tiny), "d-12")}
    assert (found["population"].valued, found["population"].areas) == (2, 3)
    at_district = {one.indicator.key: one for one in parts(tiny, view("duzey=ilce", tiny), "d-12")}
    assert (at_district["women_share"].valued, at_district["women_share"].areas) == (1, 1)


def test_gender_indicators_are_those_of_women_and_of_gaps(demo: Dataset) -> None:
    found = {one.key for one in chosen(demo, SUBJECT_OF_WOMEN)}
    assert found == {one.key for one in chosen(demo, "") if one.kind is not Kind.CONTEXT}
    assert {"literacy_gap", "older_women_share", "woman_muhtar"} <= found
    assert not {"population", "rent_burden"} & found


def test_what_is_never_shown_of_neighbourhoods_is_no_gap_there(
    demo: Dataset, view: Callable[[str, Dataset], View]
) -> None:
    guarded = [
        one.key
        for one in demo.catalogue.indicators.values()
        if one.sensitivity is Sensitivity.VIOLENCE
    ]
    assert guarded
    fine = {one.key for one in gaps(demo, view("", demo)).indicators}
    coarse = {one.key for one in gaps(demo, view("duzey=ilce", demo)).indicators}
    assert not fine & set(guarded)
    assert set(guarded) <= coarse


def test_an_invented_example_belongs_to_the_release_that_has_it(tiny: Dataset) -> None:
    invented = dataclasses.replace(tiny.catalogue.indicators["employment"], key="x", invented=True)
    catalogue = Catalogue(tiny.catalogue.themes, {**tiny.catalogue.indicators, "x": invented})
    assert "x" not in {one.key for one in listed(Dataset(tiny.release, catalogue))}


def test_obstacles_follow_the_release(tiny: Dataset) -> None:
    """What has a value is no obstacle; what has none stands under one heading."""
    at_neighbourhoods = obstacles(tiny, Level.NEIGHBOURHOOD)
    assert {one.key for ones in at_neighbourhoods.values() for one in ones} == {"women_share"}
    assert obstacles(tiny, Level.DISTRICT) == {}
    assert set(at_neighbourhoods) <= set(Obstacle)
    assert {str(one) for one in Access} >= {"part", "request", "survey"}


@pytest.mark.parametrize("total", [1, 2, 3, 7, 18, 48])
def test_shades_cover_every_count_once(demo: Dataset, total: int) -> None:
    indicators = tuple(list(demo.catalogue.indicators.values())[:total])
    nothing = np.zeros(0, dtype=np.int64)
    found = Gaps(Level.DISTRICT, indicators, nothing, nothing.astype(bool))
    counted = list(_spans(found))
    assert counted == list(range(total + 1))
    assert found.shade(0) == 0
    assert found.shade(total) == SHADES
    assert all(found.shade(one) >= 1 for one in range(1, total + 1))


def _spans(found: Gaps) -> Iterator[int]:
    for shade in range(SHADES + 1):
        span = found.span(shade)
        if span:
            yield from range(span[0], span[1] + 1)


def test_methods_stand_beside_each_value(demo: Dataset) -> None:
    rows = pd.read_parquet(Path(demo.release.folder) / "izmir" / VALUES)
    series = demo.offers["population"][0]
    mine = rows[(rows["indicator"] == "population") & (rows["level"] == series.level)]
    methods = dict(zip(demo.areas(series.level)["id"], demo.methods(series), strict=True))
    assert all(
        methods[area] == METHODS[name]
        for area, name in zip(mine["area"], mine["method"], strict=True)
    )


def test_islets_are_never_counted(tiny: Dataset) -> None:
    inside = tiny.countable(Level.NEIGHBOURHOOD, tiny.release.provinces)
    assert tiny.areas(Level.NEIGHBOURHOOD)["id"][~inside].tolist() == ["x-7"]
