"""Rules of balance against every possible list, and what districts are."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Level, load_catalogue
from dashboard.dataset import Dataset
from dashboard.districts import load_districts
from dashboard.entries import CatalogueError
from dashboard.settings import CATALOGUE
from dashboard.shortlist.balance import (
    RURAL_DENSITY,
    Kind,
    Why,
    balanced_of,
    best,
    needs_of,
    rural_districts,
)
from dashboard.shortlist.draws import robust_of
from dashboard.shortlist.selection import shortlist_of
from dashboard.shortlist.why import balance_said
from dashboard.view import parse

members = st.lists(st.booleans(), min_size=7, max_size=7)


@given(
    st.lists(st.integers(0, 20), min_size=7, max_size=7),
    st.lists(st.integers(200, 300), min_size=7, max_size=7),
    st.lists(members, max_size=4),
    st.integers(1, 5),
)
@settings(max_examples=60, deadline=None)
def test_no_other_list_is_better(
    times: list[int], tenths: list[int], wanted: list[list[bool]], k: int
) -> None:
    able = [
        some
        for some in combinations(range(7), k)
        if all(any(need[one] for one in some) for need in wanted)
    ]
    needs = [np.array(one) for one in wanted]
    scores = np.array(tenths) / 10
    if not able:
        with pytest.raises(ValueError, match="can't be met"):
            best(np.array(times), scores, needs, k)
        return
    found = best(np.array(times), scores, needs, k).tolist()
    assert tuple(found) in able

    def worth(some: tuple[int, ...]) -> tuple[int, int]:
        return sum(times[one] for one in some), -sum(tenths[one] for one in some)

    assert worth(tuple(found)) == max(worth(some) for some in able)


def test_a_list_that_keeps_the_rules_stays(demo: Dataset) -> None:
    view = parse("denge=il&k=5", demo).view
    balanced = balanced_of(demo, view, 500)
    assert balanced is not None
    assert balanced.listed == shortlist_of(demo, view).listed
    assert not balanced.displaced
    assert balanced.given_up == balanced.score_points == 0
    assert balance_said(demo, view, balanced) == "Liste denge kurallarını kendiliğinden sağlıyor."


@pytest.mark.parametrize("rules", ["kir-kent", "il,kir-kent,kiyi-ic"])
@pytest.mark.parametrize("k", [4, 5, 6])
def test_who_is_displaced_and_what_it_costs(demo: Dataset, rules: str, k: int) -> None:
    view = parse(f"denge={rules}&k={k}", demo).view
    found, robust = shortlist_of(demo, view), robust_of(demo, view, 500)
    balanced = balanced_of(demo, view, 500)
    assert balanced is not None
    assert balanced.clash is None
    assert set(found.listed) - set(balanced.displaced) | set(balanced.brought_in) == set(
        balanced.listed
    )
    assert all(need.members[list(balanced.listed)].any() for need in balanced.needs)
    assert len(balanced.displaced) == len(balanced.brought_in) > 0
    free = np.sort(robust.times)[-k:].sum()
    kept = robust.times[list(balanced.listed)].sum()
    assert balanced.given_up == pytest.approx((free - kept) / 500)
    scores = found.index.scores
    points = scores[list(balanced.listed)].sum() - scores[list(found.listed)].sum()
    assert balanced.score_points == pytest.approx(points, abs=0.05)
    assert balanced.score_points > 0
    said = balance_said(demo, view, balanced)
    for one in (*balanced.displaced, *balanced.brought_in):
        assert str(demo.areas(Level.DISTRICT)["name"][one]) in said


@pytest.mark.parametrize(
    ("query", "why", "kinds", "said"),
    [
        (
            "denge=il&k=1",
            Why.TOO_SHORT,
            [Kind.PROVINCE, Kind.PROVINCE],
            "Denge kuralları birlikte uygulanamadı: İzmir’den ilçe ve Balıkesir’den ilçe için en "
            "az 2 yer gerekiyor, listede 1 yer var.",
        ),
        (
            "denge=kir-kent,kiyi-ic&k=1&il=izmir",
            Why.TOO_SHORT,
            [Kind.RURAL, Kind.URBAN],
            "Denge kuralları birlikte uygulanamadı: kırsal ilçe ve kentsel ilçe için en az 2 yer "
            "gerekiyor, listede 1 yer var.",
        ),
        (
            "denge=kir-kent&k=3&esik=population:toplam:cok:20000",
            Why.NOBODY,
            [Kind.URBAN],
            "Denge kuralı uygulanamadı: koşulları sağlayanlar arasında kentsel ilçe yok.",
        ),
        (
            "denge=il&k=3&esik=population:toplam:az:400000",
            Why.NOBODY,
            [Kind.PROVINCE],
            "Denge kuralı uygulanamadı: koşulları sağlayanlar arasında Balıkesir’den ilçe yok.",
        ),
    ],
)
def test_rules_that_clash_are_named(
    demo: Dataset, query: str, why: Why, kinds: list[Kind], said: str
) -> None:
    view = parse(query, demo).view
    balanced = balanced_of(demo, view, 200)
    assert balanced is not None
    assert balanced.clash is not None
    assert balanced.clash.why is why
    assert [one.kind for one in balanced.clash.needs] == kinds
    assert balanced.listed == shortlist_of(demo, view).listed
    assert balance_said(demo, view, balanced) == said


def test_no_rules_and_neighbourhoods_are_not_balanced(demo: Dataset) -> None:
    assert balanced_of(demo, parse("k=5", demo).view) is None
    assert balanced_of(demo, parse("denge=il&icinde=d-1819", demo).view) is None


def test_every_district_of_the_demonstration_is_by_the_sea_or_not(demo: Dataset) -> None:
    areas, known = demo.areas(Level.DISTRICT), demo.catalogue.districts
    rows = list(zip(areas["province"], areas["name"], strict=True))
    assert len(rows) == len(known.entries) == 50
    assert all(known.coast(*row) is not None for row in rows)
    inland = {name for province, name in rows if known.coast(province, name) is False}
    assert {"Bornova", "Buca", "Karesi", "Manyas", "Ödemiş"} <= inland
    assert not {"Konak", "Ayvalık", "Marmara", "Foça", "Erdek"} & inland
    for one in known.entries.values():
        assert not one.doubtful or one.note["tr"], f"{one.name}: say what is doubtful"


def test_no_inland_district_reaches_beyond_all_coastal_ones(demo: Dataset) -> None:
    areas, known = demo.areas(Level.DISTRICT), demo.catalogue.districts
    izmir = areas[areas["province"] == "izmir"]
    east = izmir.sort_values("lon").iloc[-1]
    west = izmir.sort_values("lon").iloc[0]
    assert known.coast("izmir", str(east["name"])) is False
    assert known.coast("izmir", str(west["name"])) is True


def test_rural_is_where_few_people_live_on_a_square_kilometre(demo: Dataset) -> None:
    rural, known = rural_districts(demo)
    areas = demo.areas(Level.DISTRICT)
    assert known.all()
    for place, row in areas.iterrows():
        assert rural[place] == (row["population"] / row["area_km2"] < RURAL_DENSITY)
    assert 10 < rural.sum() < 40


def test_a_catalogue_without_the_file_tells_of_no_coast(tiny: Dataset) -> None:
    assert not tiny.catalogue.districts.entries
    view = parse("denge=kiyi-ic", tiny).view
    needs, not_told = needs_of(tiny, view)
    assert set(not_told) == {Kind.COAST, Kind.INLAND}
    assert not any(need.members.any() for need in needs)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "coast = false\n",
            "coast = 1\n",
            r"\[izmir_bayindir\] coast: 1 is neither true nor false",
        ),
        ('name = "Aliağa"\n', "", r"\[izmir_aliaga\] name: missing. Add it."),
        (
            'name = "Balçova"',
            'name = "Aliağa"',
            r"\[izmir_balcova\] name: Aliağa of izmir stands twice",
        ),
        ("\n[rule]\n", "\n[rules]\n", r"\[rule\]: missing. Say by which rule"),
        ("coast = true", "sea = true\ncoast = true", r"\[izmir_aliaga\] sea: not a known field"),
        ('checked = "2026-11-28"', 'checked = "bugün"', r"\[rule\] checked: 'bugün' is not a date"),
        ('name = "Aliağa"', 'name = " "', r"\[izmir_aliaga\] name: empty"),
    ],
)
def test_a_wrong_entry_is_named_with_its_repair(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    written = (CATALOGUE / "districts.toml").read_text(encoding="utf-8")
    assert old in written
    (tmp_path / "districts.toml").write_text(written.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=said) as error:
        load_districts(tmp_path)
    assert "districts.toml" in str(error.value)


def test_the_catalogue_carries_its_districts() -> None:
    districts = load_catalogue(CATALOGUE).districts
    assert districts.coast("izmir", "Çeşme") is True
    assert districts.coast("izmir", "Ankara") is None
    assert districts.source["tr"]
    assert districts.checked == "2026-11-28"
