"""Sentences and facts about series and areas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dashboard.catalogue import Direction, Group, Level, Unit
from dashboard.dataset import Dataset, Series
from dashboard.extent import LEAST_COVERED, extent
from dashboard.reliability import reliability
from dashboard.summary import (
    area_name,
    by_neighbourhoods,
    caution,
    coverage,
    dark_means,
    direction,
    ladder,
    sentence,
    siblings,
    source,
    subtitle,
    title,
    women_beside_men,
    written,
)
from dashboard.view import View
from dashboard.wording import number, text

Reader = Callable[[str, Dataset], View]
WOMEN = Series("employment", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)


def test_a_title_leaves_nothing_open(demo: Dataset) -> None:
    for offers in demo.offers.values():
        for series in offers:
            for language in ("tr", "en"):
                said = f"{title(demo, series, language)} {subtitle(demo, series, language)}"
                if demo.indicator(series).unit is not Unit.YES_NO:
                    assert text(f"group_long.{series.group}", language) in said
                assert str(series.year) in said
                assert text(f"level.{series.level}", language) in said
                assert demo.indicator(series).name[language] or series.group is Group.GAP


def test_a_gap_has_the_name_of_the_gap(demo: Dataset) -> None:
    gap = Series("tertiary_share", Group.GAP, 2023, Level.DISTRICT)
    assert title(demo, gap, "tr") == demo.indicator(gap).gap_name["tr"]
    assert "puan" in subtitle(demo, gap, "tr")


def test_names_of_areas_stand_with_what_lies_above(tiny: Dataset, demo: Dataset) -> None:
    assert area_name(tiny, "102") == "İnönü Mah., Iğdır"
    assert area_name(tiny, "d-12") == "İnciköy, Minik"
    assert area_name(demo, "izmir") == "İzmir"


def test_the_ladder_rises_to_the_province(tiny: Dataset) -> None:
    assert ladder(tiny, WOMEN, "101") == ["101", "d-11", "minik"]
    assert ladder(tiny, WOMEN, "d-11") == ["d-11", "minik"]
    share = Series("women_share", Group.WOMEN, 2023, Level.DISTRICT)
    assert ladder(tiny, share, "101") == ["d-11"]


def test_places_among_siblings(tiny: Dataset) -> None:
    place = siblings(tiny, WOMEN, "101")
    assert (place.rank, place.ranked, sorted(place.areas)) == (2, 2, ["101", "102"])
    assert siblings(tiny, WOMEN, "102").rank == 1
    assert siblings(tiny, WOMEN, "103").rank == 0
    district = siblings(tiny, WOMEN, "d-12")
    assert (district.rank, district.ranked) == (2, 2)
    assert siblings(tiny, WOMEN, "minik").ranked == 1


def test_one_sentence_beside_the_areas_above(tiny: Dataset) -> None:
    assert sentence(tiny, WOMEN, "102", "tr").endswith(
        "Iğdır’da %33,7, Minik’te %32,1; Minik’e göre daha iyi."
    )
    assert "%40,0" in sentence(tiny, WOMEN, "102", "tr")
    assert sentence(tiny, WOMEN, "d-12", "en") == "İnciköy 26.1%, Minik 32.1%; similar to Minik."


@pytest.mark.parametrize("area", ["103", "105", "x-6", "x-7"])
def test_a_sentence_without_a_value_says_why(tiny: Dataset, area: str) -> None:
    for language in ("tr", "en"):
        said = sentence(tiny, WOMEN, area, language)
        assert str(tiny.area(area)["name"]) in said
        assert "nan" not in said
        assert "%" not in said


def test_what_is_not_published_for_the_level_says_so(tiny: Dataset) -> None:
    share = Series("women_share", Group.WOMEN, 2023, Level.DISTRICT)
    said = sentence(tiny, share, "101", "tr")
    assert said == text("sentence.not_published", "tr", name="Işık Mh.")


def test_values_as_they_are_written(tiny: Dataset) -> None:
    assert written(tiny, WOMEN, "101", "tr") == "%30,0"
    assert written(tiny, WOMEN, "103", "tr") == text("flag.too_few", "tr")
    assert written(tiny, WOMEN, "105", "tr") == text("flag.suppressed", "tr")
    gap = Series("employment", Group.GAP, 2023, Level.NEIGHBOURHOOD)
    assert written(tiny, gap, "104", "tr") == "−50,0 puan"


def test_coverage_in_words() -> None:
    assert "1.037’sinde" in coverage(1037, 2430, Level.NEIGHBOURHOOD, "tr")
    assert "26’sında" in coverage(26, 50, Level.DISTRICT, "tr")
    assert coverage(0, 1131, Level.NEIGHBOURHOOD, "tr") == "1.131 mahallenin hiçbirinde veri yok"
    assert "2,098" in coverage(2098, 2430, Level.NEIGHBOURHOOD, "en")


def test_the_source_of_a_demonstration_is_the_demonstration(demo: Dataset) -> None:
    for key, offers in demo.offers.items():
        said = source(demo, offers[0], "tr")
        if "demonstration" in demo.release.manifest["indicators"][key]["sources"]:
            assert said == text("source.invented", "tr", year=offers[0].year)
        else:
            assert said.startswith("Gösterim verisi içinde; ")
            assert "TÜİK" in said


def test_the_source_of_a_release_is_its_publisher(tiny: Dataset) -> None:
    assert source(tiny, WOMEN, "tr") == "Test, 2023"


def test_only_judged_indicators_have_a_better_end(demo: Dataset) -> None:
    for offers in demo.offers.values():
        for series in offers:
            indicator = demo.indicator(series)
            said = direction(demo, series, "en")
            if indicator.direction in (Direction.NEUTRAL, Direction.AMBIGUOUS):
                assert said == text(f"direction.{indicator.direction}", "en")
            assert said
            assert dark_means(demo, series, "en")


def test_a_gap_of_a_rate_that_is_better_low_is_not_in_the_catalogue(demo: Dataset) -> None:
    """Legend, card and table call a negative gap "behind"; there it would be the opposite."""
    for indicator in demo.catalogue.indicators.values():
        if Group.GAP in indicator.shown_groups:
            assert indicator.direction is not Direction.LOWER, indicator.key


def test_nobody_is_behind_where_nothing_is_judged(demo: Dataset) -> None:
    for indicator in demo.catalogue.indicators.values():
        if Group.GAP in indicator.shown_groups and not indicator.judged:
            gap = Series(indicator.key, Group.GAP, 2023, Level.DISTRICT)
            assert dark_means(demo, gap, "tr") != text("legend.gap", "tr"), indicator.key
            assert direction(demo, gap, "tr") != text("direction.gap", "tr"), indicator.key


def test_women_beside_men_in_words(tiny: Dataset) -> None:
    """101: 30 % of 500 women, 60 % of 500 men; 0.5 × √0.45 = 0.34."""
    found = women_beside_men(tiny, WOMEN, "101", "tr")
    assert [(line.label, line.said) for line in found] == [
        ("Kadın ve erkek birlikte", "%45,0"),
        ("Denge", "erkeklerin 100’üne karşılık kadınlarda 50"),
        ("Denge ve düzey", "100 üzerinden 34"),
    ]
    assert [bool(line.why) for line in found] == [False, False, True]
    said = [line.said for line in women_beside_men(tiny, WOMEN, "101", "en")]
    assert said == ["45.0%", "50 for women to men’s 100", "34 out of 100"]


@pytest.mark.parametrize("area", ["103", "105", "x-6", "x-7"])
def test_nothing_is_told_of_both_where_one_is_hidden(tiny: Dataset, area: str) -> None:
    assert women_beside_men(tiny, WOMEN, area, "tr") == []


def test_who_is_ahead_is_not_behind(demo: Dataset) -> None:
    gap = Series("tertiary_share", Group.GAP, 2023, Level.NEIGHBOURHOOD)
    values = demo.measured(gap).values
    ids = demo.areas(gap.level)["id"].to_numpy()
    ahead, behind = ids[values > 0], ids[values < 0]
    assert len(ahead)
    for area in ahead[:50]:
        assert women_beside_men(demo, gap, area, "tr")[1].said == "kadınlar geride değil"
    for area in behind:
        assert "100’üne karşılık" in women_beside_men(demo, gap, area, "tr")[1].said


def test_few_people_are_said_with_the_smoothed_value(demo: Dataset) -> None:
    series = Series("women_employment_neighbourhood", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
    found = reliability(demo, series)
    ids = demo.areas(series.level)["id"].to_numpy()
    place = int(np.flatnonzero(found.unreliable)[0])
    said = caution(demo, series, str(ids[place]), "tr")
    smoothed = number(float(found.smoothed[place]), "tr", 1)
    people = number(float(found.people[place]), "tr")
    assert said == f"Az güvenilir: {people} kişiye dayanıyor; düzeltilmiş değer %{smoothed}."
    solid = ids[~found.unreliable & np.isfinite(found.weights)]
    assert not any(caution(demo, series, str(area), "tr") for area in solid)
    gap = Series("literacy_gap", Group.GAP, 2023, Level.NEIGHBOURHOOD)
    unranked = ids[reliability(demo, gap).unranked]
    said = caution(demo, gap, str(unranked[0]), "en")
    assert said.endswith(text("unreliable.no_rank", "en"))
    assert "pp." in said
    assert siblings(demo, gap, str(unranked[0])).rank == 0


def test_a_district_is_told_by_its_neighbourhoods(demo: Dataset) -> None:
    series = Series("tertiary_share", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
    districts = Series(*("tertiary_share", Group.WOMEN, 2023), Level.DISTRICT)
    found = extent(demo, districts)
    assert found is not None
    ids = demo.areas(Level.DISTRICT)["id"].to_numpy()
    some = ids[found.worst > 0.01][0]
    share = number(float(found.worst[demo.place(some)] * 100), "tr")
    first, spread, covered = by_neighbourhoods(demo, series, some, "tr")
    assert first.startswith(f"Kadınların %{share}’")
    assert "puan" in spread
    assert covered.startswith("Mahallesinde değer olan: kadınların %")
    none = ids[found.worst == 0][0]
    assert by_neighbourhoods(demo, series, none, "en")[0] == text("extent.worst.nobody", "en")
    few = ids[found.covered < LEAST_COVERED][0]
    assert len(by_neighbourhoods(demo, series, few, "en")) == 1
    assert by_neighbourhoods(demo, series, "146937", "tr") == []


def test_a_gap_is_told_by_the_most_unequal(demo: Dataset) -> None:
    gap = Series("tertiary_share", Group.GAP, 2023, Level.PROVINCE)
    assert "en eşitsiz" in by_neighbourhoods(demo, gap, "balikesir", "tr")[0]
    services = Series("health_centres_per_10000_women", Group.TOTAL, 2023, Level.PROVINCE)
    said = by_neighbourhoods(demo, services, "izmir", "tr")
    assert text("extent.equal_values", "tr") in said or len(said) == 1
