"""The build on the real files beside the checkout; skipped where they are absent."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest
import shapely

from dashboard.__main__ import DATA
from dashboard.catalogue import Level, load_catalogue
from dashboard.coverage import gaps, obstacles
from dashboard.data_package import names
from dashboard.dataset import Dataset
from dashboard.pipeline.check import LEVELS, check_release, decoded
from dashboard.places import fold, name_key
from dashboard.release import Release
from dashboard.view import parse
from tests.tiny import read_json

pytestmark = pytest.mark.real


def _values(release: Release, indicator: str) -> pandas.DataFrame:
    tables = [pandas.read_parquet(release.folder / p / "values.parquet") for p in release.provinces]
    values = pandas.concat(tables)
    return values[values["indicator"] == indicator]


@pytest.mark.parametrize(
    ("province", "counts", "unmatched"),
    [
        ("izmir", {"neighbourhood": 1295, "islet": 52, "industrial": 13, "district": 30}, 5),
        ("balikesir", {"neighbourhood": 1131, "islet": 32, "industrial": 3, "district": 20}, 4),
    ],
)
def test_counts_and_residents(
    release: Release, province: str, counts: dict[str, int], unmatched: int
) -> None:
    found = release.manifest["provinces"][province]
    assert found["counts"] == counts
    assert found["unmatched"] == unmatched
    assert found["residents"]["joined"] / found["residents"]["total"] >= 0.996


@pytest.mark.parametrize(
    ("province", "joined"),
    [("izmir", []), ("balikesir", [["148381", "197257"], ["d-1824", "d-1310"]])],
    ids=["İzmir", "Balıkesir: Ekinlik to Deniz, Marmara to Erdek"],
)
def test_areas_without_neighbours_are_joined_to_the_nearest(
    release: Release, province: str, joined: list[list[str]]
) -> None:
    assert release.manifest["provinces"][province]["joined_to_nearest"] == joined
    areas = pandas.read_parquet(release.folder / province / "areas.parquet")
    counted = areas[areas["kind"].isin(["neighbourhood", "district"])]
    neighbours = dict(zip(counted["id"], counted["neighbours"].map(str.split), strict=True))
    assert all(neighbours.values())
    assert all(area in neighbours[other] for area in neighbours for other in neighbours[area])


def test_every_joined_name_is_that_of_its_code(release: Release, raw: Path) -> None:
    """Codes and names read a second way: from the JSON of another compiler."""
    records = read_json(raw / "tables" / "tuik-adnks-2023-json" / "neighborhoods.min.json")
    official = {str(one["id"]): one for one in records}
    differing = set()
    for province in release.provinces:
        areas = pandas.read_parquet(release.folder / province / "areas.parquet")
        names = dict(zip(areas["id"], areas["name"], strict=True))
        for area in areas[areas["level"] == "neighbourhood"].to_dict("records"):
            if area["id"].startswith("x-"):
                continue
            one = official[area["id"]]
            assert name_key(one["district"]) == name_key(names[area["district"]])
            assert one["population"] == area["population"]
            # That compiler has lost the dot of some İ, so the letters are compared folded.
            if fold(name_key(one["name"])) != fold(name_key(area["name"])):
                differing.add(area["name"])
    assert differing <= {
        *("Dereköy Hacılar", "İsmailli Hacılar", "Göçbeyli Kaplan"),
        *("Yukarıbey Kaplan", "Kapıkaya", "Pireveliler", "Kırıklar"),
        *("Sasallı Merkez", "Köylü", "Yenice"),
    }, "only confirmed aliases join different names"


def test_geometry_is_valid_at_both_tolerances(release: Release) -> None:
    for province in release.provinces:
        for metres in (50, 20):
            topology = read_json(release.folder / release.geometry(province, metres))
            for level in LEVELS:
                shapes = decoded(topology, level)
                assert shapely.is_valid(shapes).all()
                assert shapely.coverage_is_valid(shapes)


def test_area_is_kept(release: Release) -> None:
    provinces = release.manifest["provinces"]
    assert provinces["izmir"]["area_km2"] == pytest.approx(11_994, abs=1)
    assert provinces["balikesir"]["area_km2"] == pytest.approx(14_501, abs=1)


def test_published_figures_come_back(release: Release) -> None:
    population = _values(release, "population").set_index(["area", "year"])["value"]
    assert population["izmir", 2023] == 4_479_525
    assert population["balikesir", 2023] == 1_273_519
    assert population["izmir", 2025] == 4_504_185
    assert population["balikesir", 2025] == 1_284_517
    women = _values(release, "women_share").set_index("area")
    assert women.loc["izmir", "numerator"] == 2_226_502
    assert women.loc["balikesir", "numerator"] == 625_083
    assert women["value"].min() == pytest.approx(44.5, abs=0.1), "Foça"
    sege = _values(release, "sege_score")
    assert (sege["value"].min(), sege["value"].max(), len(sege)) == (-0.599, 3.465, 32)


def test_district_indicators_stay_at_districts(release: Release) -> None:
    for key in ("women_share", "sege_score", "young_voter_share", "population_change"):
        assert "neighbourhood" not in set(_values(release, key)["level"])


def test_stops_only_where_there_is_a_file(release: Release) -> None:
    assert "stops_per_km2" in release.manifest["indicators"]
    balikesir = pandas.read_parquet(release.folder / "balikesir" / "values.parquet")
    assert not set(balikesir["indicator"]) & {"stops_per_km2", "stop_distance"}


def test_people_near_stops_only_where_homes_fill_the_neighbourhood(release: Release) -> None:
    shares = _values(release, "stop_within_500m_share")
    assert set(shares["method"]) == {"apportioned"}
    density = _values(release, "population_density").set_index("area")["value"]
    neighbourhoods = shares[shares["level"] == "neighbourhood"]
    assert (density[neighbourhoods["area"]] >= 3000).all()
    assert neighbourhoods["value"].dropna().between(0, 100).all()


def test_at_least_ten_indicators(release: Release) -> None:
    assert len(release.manifest["indicators"]) >= 10


def test_the_release_passes_its_own_check(release: Release) -> None:
    check_release(release.folder, load_catalogue(DATA / "catalogue"))


def test_veri_says_that_neighbourhoods_have_no_gender_indicator(release: Release) -> None:
    """No value of women or men stands in the files below the district, and the page says so; the
    boundaries, whose rights are not cleared, are in none of its files."""
    dataset = Dataset(release, load_catalogue(DATA / "catalogue"))
    tables = [pandas.read_parquet(release.folder / p / "values.parquet") for p in release.provinces]
    fine = pandas.concat(tables).query("level == 'neighbourhood' and flag == 'ok'")
    assert set(fine["group"]) == {"total"}
    found = gaps(dataset, parse("konu=cinsiyet", dataset).view)
    assert (found.areas, found.empty) == (2426, 2426)
    assert "women_share" in {
        one.key for ones in obstacles(dataset, Level.NEIGHBOURHOOD).values() for one in ones
    }
    assert not [one for one in names(release) if one.startswith("areas")]
    assert release.manifest["sources"]["boundaries"]["redistributable"] is False
