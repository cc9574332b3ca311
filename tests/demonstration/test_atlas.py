"""What the committed demonstration atlas promises: its shapes, its residents, its values."""

from __future__ import annotations

import numpy
import pandas
import pytest
import shapely
from scipy.stats import spearmanr

from dashboard.catalogue import Aggregation, Catalogue, Level, load_catalogue
from tests.dashboard.test_catalogue import CODES
from tests.demonstration.conftest import DEMO, ROOT, Demonstration

MOST_BYTES = 6_000_000
DEFAULT = ("women_employment_neighbourhood", "women")
SMALLEST_CELL_KM2 = 0.05
# Width of the largest circle inside a cell's main part ÷ the square root of the part's area: a
# square has 1, a circle 1.13, a strip of 1 : 7 has 0.38.
THINNEST = 0.4


def _catalogue() -> Catalogue:
    return load_catalogue(ROOT / "data" / "catalogue")


def _plain(demonstration: Demonstration) -> pandas.DataFrame:
    areas = demonstration.areas
    return areas[areas["level"] == "neighbourhood"]


def test_it_says_that_it_is_a_demonstration(demonstration: Demonstration) -> None:
    assert demonstration.release.demonstration
    title = demonstration.release.manifest["sources"]["demonstration"]["title"]
    assert "Gösterim verisi" in title["tr"]
    assert "Demonstration data" in title["en"]
    for key in demonstration.release.provinces:
        report = (demonstration.release.folder / key / "quality-report.md").read_text("utf-8")
        assert "Values are invented and neighbourhood shapes are schematic" in report


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) <= MOST_BYTES
    assert len(list((DEMO / "releases").iterdir())) == 1


def test_districts_neighbourhoods_and_residents_are_the_real_ones(
    demonstration: Demonstration,
) -> None:
    plain = _plain(demonstration)
    counts = {
        key: (entry["counts"]["district"], entry["counts"]["neighbourhood"])
        for key, entry in demonstration.release.manifest["provinces"].items()
    }
    assert counts == {"izmir": (30, 1297), "balikesir": (20, 1133)}
    assert plain["id"].str.fullmatch(r"\d+").all()
    assert plain["id"].is_unique
    assert int(plain["population"].sum()) == 4_479_463 + 1_273_514
    provinces = demonstration.areas[demonstration.areas["level"] == "province"].set_index("id")
    assert provinces["population"].to_dict() == {"izmir": 4_479_525, "balikesir": 1_273_519}


def test_most_people_live_in_the_smallest_cells(demonstration: Demonstration) -> None:
    plain = _plain(demonstration)
    density = plain["population"] / plain["area_km2"]
    for district, rows in plain.groupby("district"):
        rank = spearmanr(rows["area_km2"], density[rows.index]).statistic
        assert rank <= -0.6, district


def test_there_are_no_slivers(demonstration: Demonstration) -> None:
    plain = _plain(demonstration)
    assert plain["area_km2"].min() >= SMALLEST_CELL_KM2
    for area in plain["id"]:
        part = max(shapely.get_parts(demonstration.shapes[area]), key=shapely.area)
        circle = shapely.maximum_inscribed_circle(part, tolerance=10)
        assert 2 * shapely.length(circle) / shapely.area(part) ** 0.5 >= THINNEST, area


def test_the_shapes_form_a_valid_coverage(demonstration: Demonstration) -> None:
    for key in demonstration.release.provinces:
        own = pandas.read_parquet(demonstration.release.folder / key / "areas.parquet")
        ids = own.loc[own["level"] == "neighbourhood", "id"]
        polygons = numpy.array([demonstration.shapes[area] for area in ids], dtype=object)
        assert shapely.is_valid(polygons).all()
        assert shapely.coverage_is_valid(polygons)


def test_only_islands_break_a_neighbourhood_into_parts(demonstration: Demonstration) -> None:
    plain = _plain(demonstration).set_index("id")
    broken = [a for a in plain.index if len(shapely.get_parts(demonstration.shapes[a])) > 1]
    assert len(broken) <= 40
    for area in broken:
        whole = shapely.union_all(
            [
                demonstration.shapes[other]
                for other in plain.index[plain["district"] == plain.loc[area, "district"]]
            ]
        )
        assert len(shapely.get_parts(whole)) > 1, area


def test_the_default_indicator_is_alike_between_neighbours(demonstration: Demonstration) -> None:
    values = demonstration.rows(*DEFAULT)["value"].dropna()
    assert _moran(values, _pairs(demonstration)) > 0.35


def _pairs(demonstration: Demonstration) -> list[tuple[str, str]]:
    plain = _plain(demonstration)
    return [
        (area, other)
        for area, neighbours in zip(plain["id"], plain["neighbours"], strict=True)
        for other in neighbours.split()
    ]


def _moran(values: pandas.Series, pairs: list[tuple[str, str]]) -> float:
    """Moran's I with row-standardised weights over the areas that have a value."""
    kept = [(one, other) for one, other in pairs if one in values and other in values]
    off = values - values.mean()
    products = pandas.DataFrame(
        [(one, off[one] * off[other]) for one, other in kept], columns=["area", "product"]
    )
    by_area = products.groupby("area")["product"].mean()
    return float(by_area.sum() / len(by_area) / (off**2).mean())


def test_noise_shrinks_with_the_number_of_people(demonstration: Demonstration) -> None:
    rows = demonstration.rows(*DEFAULT).dropna(subset="value")
    pairs = pandas.DataFrame(_pairs(demonstration), columns=["area", "other"])
    pairs["value"] = pairs["other"].map(rows["value"])
    around = pairs.groupby("area")["value"].mean()
    off = (rows["value"] - around).dropna()
    people = pandas.qcut(rows.loc[off.index, "denominator"], 3, labels=["few", "some", "many"])
    spread = off.groupby(people, observed=True).std()
    assert spread["few"] > spread["some"] > 1.1 * spread["many"] > 0


def test_indicators_stay_at_their_level(demonstration: Demonstration) -> None:
    catalogue = _catalogue()
    levels = list(Level)
    for key, rows in demonstration.values.groupby("indicator"):
        finest = min(levels.index(Level(level)) for level in rows["level"].unique())
        assert finest >= levels.index(catalogue.indicators[str(key)].finest_level), key


def test_every_catalogued_indicator_has_values(demonstration: Demonstration) -> None:
    catalogue = _catalogue()
    without = {one.key for one in catalogue.in_use} - set(demonstration.values["indicator"])
    # Voters are real figures that the wheels do not hold, and nothing invented replaces them.
    assert without == {
        *("voter_women_share", "young_voter_share", "older_voter_share"),
        "oldest_voter_women_share",
    }


def test_the_forty_have_values_at_every_level_they_may_have(demonstration: Demonstration) -> None:
    forty = [one for one in _catalogue().in_use if one.code in CODES]
    assert len(forty) == 40
    ok = demonstration.values[demonstration.values["flag"] == "ok"]
    for one in forty:
        levels = list(Level)[list(Level).index(one.finest_level) :]
        if one.aggregation is Aggregation.NONE:
            levels = levels[:1]
        rows = ok[ok["indicator"] == one.key]
        for group in one.groups:
            assert set(levels) <= set(rows.loc[rows["group"] == group, "level"]), (one.key, group)


def test_at_least_ten_of_the_forty_have_two_years(demonstration: Demonstration) -> None:
    years = demonstration.values.groupby("indicator")["year"].nunique()
    codes = {one.key: one.code for one in _catalogue().in_use}
    twice = [key for key in years.index[years == 2] if codes[str(key)] in CODES]
    assert len(twice) >= 10
    assert demonstration.values["year"].max() == 2023


def test_cells_are_suppressed_and_missing(demonstration: Demonstration) -> None:
    suppressed = demonstration.values[demonstration.values["flag"] == "suppressed"]
    assert suppressed["indicator"].nunique() >= 3
    near = demonstration.values[demonstration.values["level"] == "neighbourhood"]
    rows = near.groupby(["indicator", "group", "year"]).size()
    assert (rows < len(_plain(demonstration))).sum() >= 20


def test_one_withdrawn_indicator_is_named_and_has_no_values(demonstration: Demonstration) -> None:
    withdrawn = [one for one in _catalogue().indicators.values() if one.withdrawn]
    assert [one.code for one in withdrawn] == ["K02"]
    assert withdrawn[0].key not in set(demonstration.values["indicator"])
    assert withdrawn[0].withdrawn is not None
    assert withdrawn[0].withdrawn.replacement in set(demonstration.values["indicator"])


def _from_parts(parts: pandas.DataFrame, rule: Aggregation) -> float:
    """The value of a district, without the unit's factor for rates."""
    people = parts["population"].to_numpy(dtype=float)
    values = parts["value"].to_numpy()
    if rule is Aggregation.SUM:
        return float(values.sum())
    if rule is Aggregation.MEAN:
        return float((values * people).sum() / people.sum())
    if rule is Aggregation.MEDIAN:
        order = numpy.argsort(values, kind="stable")
        half = numpy.searchsorted(people[order].cumsum(), people.sum() / 2)
        return float(values[order][half])
    return float(parts["numerator"].sum() / parts["denominator"].sum())


def test_districts_follow_from_their_neighbourhoods_as_the_catalogue_says(
    demonstration: Demonstration,
) -> None:
    """Where no neighbourhood is missing or hidden; residents of districts are published ones."""
    plain = _plain(demonstration).set_index("id")[["district", "population"]]
    seen = set()
    for one in _catalogue().in_use:
        group = str(one.groups[0])
        near = demonstration.rows(one.key, group).join(plain)
        far = demonstration.rows(one.key, group, "district")["value"]
        if one.key in ("population", "population_density") or not len(near):
            continue
        assert len(far) == 0 or one.aggregation is not Aggregation.NONE, one.key
        if one.aggregation is Aggregation.POOLED and near["numerator"].isna().all():
            continue  # a ratio of two rates has no counts
        whole = plain.groupby("district").size()
        for district, parts in near[near["flag"] == "ok"].groupby("district"):
            if len(parts) == whole[district] and district in far.dropna():
                scale = 1.0
                if one.aggregation is Aggregation.POOLED:
                    some = parts[parts["numerator"] > 0].iloc[:1]
                    scale = (some["value"] * some["denominator"] / some["numerator"]).mean()
                found = _from_parts(parts, one.aggregation) * (1.0 if scale != scale else scale)
                assert far[district] == pytest.approx(found), (one.key, district)
                seen.add(one.aggregation)
    assert {Aggregation.POOLED, Aggregation.MEDIAN, Aggregation.MEAN} <= seen


def test_only_ok_carries_a_value(demonstration: Demonstration) -> None:
    values = demonstration.values
    assert set(values["flag"]) == {"ok", "too_few", "suppressed"}
    ok = values["flag"] == "ok"
    assert values.loc[ok, "value"].notna().all()
    assert values.loc[~ok, ["value", "numerator"]].isna().all().all()


def test_rates_follow_from_their_counts(demonstration: Demonstration) -> None:
    rows = demonstration.rows(*DEFAULT).dropna(subset="value")
    assert numpy.allclose(rows["value"], 100 * rows["numerator"] / rows["denominator"])
    assert (rows["denominator"] >= 50).all()
    assert (rows["numerator"] % 1 == 0).all()


@pytest.mark.parametrize(
    ("indicator", "group"),
    [
        ("lone_mother_households_share", "total"),
        ("older_women_alone_share", "women"),
        ("unsafe_at_night_share", "women"),
    ],
)
def test_no_hidden_count_follows_by_subtraction(
    demonstration: Demonstration, indicator: str, group: str
) -> None:
    rows = demonstration.rows(indicator, group)
    shown = rows[rows["flag"] == "ok"]
    assert not shown["numerator"].between(1, 4).any()
    assert (rows["flag"] == "suppressed").sum() > 0
    district = demonstration.areas.set_index("id")["district"]
    hidden = rows[rows["flag"] != "ok"].groupby(district)["flag"].size()
    above = demonstration.rows(indicator, group, "district")["flag"] == "ok"
    assert (hidden[above[above].index.intersection(hidden.index)] >= 2).all()


def test_districts_pool_their_neighbourhoods(demonstration: Demonstration) -> None:
    district = demonstration.areas.set_index("id")["district"]
    below = demonstration.rows("women_share", "women")
    above = demonstration.rows("women_share", "women", "district")
    sums = below["denominator"].groupby(district).sum()
    assert (sums.loc[above.index] == above["denominator"]).all()
    assert numpy.allclose(above["value"], 100 * above["numerator"] / above["denominator"])


def test_the_development_scores_are_the_published_ones(demonstration: Demonstration) -> None:
    scores = demonstration.rows("sege_score", "total", "district")["value"]
    assert len(scores) == 32
    assert scores["d-1819"] == 3.465
    assert scores["d-1477"] == -0.599


def test_a_district_without_data_makes_a_hole(demonstration: Demonstration) -> None:
    rows = demonstration.rows("tertiary_share", "women")
    district = demonstration.areas.set_index("id")["district"]
    assert not {"d-1477", "d-1776"} & set(district[rows.index])
