"""Figures of İzmir's stops, found a second way: on the sphere, from the files as they came.

Nothing of the pipeline is used: no projection, no repaired boundaries, no circles. Points are sown
in the publisher's polygons, and their distances to the stops are measured as straight lines through
the earth, which differ from arcs by less than a millimetre at these lengths.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import numpy
import pandas
import pytest
import scipy.spatial
import shapely

from dashboard.release import Release

pytestmark = pytest.mark.real

EARTH = 6_371_000.0  # metres; lengths on this sphere differ by up to 0.3 % from the ellipsoid's
SOWN = 4000


def _in_space(lon: Any, lat: Any) -> Any:
    lon, lat = numpy.radians(lon), numpy.radians(lat)
    flat = numpy.cos(lat)
    return EARTH * numpy.column_stack(
        [flat * numpy.cos(lon), flat * numpy.sin(lon), numpy.sin(lat)]
    )


@pytest.fixture(scope="module")
def stops(raw: Path) -> scipy.spatial.cKDTree:
    path = raw / "tables" / "eshot-stops" / "eshot-otobus-duraklari.csv"
    table = pandas.read_csv(path, sep=";")
    return scipy.spatial.cKDTree(_in_space(table["BOYLAM"], table["ENLEM"]))


@pytest.fixture(scope="module")
def values(release: Release) -> pandas.DataFrame:
    return pandas.read_parquet(release.folder / "izmir" / "values.parquet")


@pytest.fixture(scope="module")
def areas(release: Release) -> pandas.DataFrame:
    return pandas.read_parquet(release.folder / "izmir" / "areas.parquet").set_index("id")


def _of(values: pandas.DataFrame, indicator: str) -> pandas.Series:
    rows = values[(values["indicator"] == indicator) & (values["flag"] == "ok")]
    return rows.set_index("area")["value"]


def _share_within(shape: Any, stops: scipy.spatial.cKDTree, rng: numpy.random.Generator) -> float:
    west, south, east, north = shapely.bounds(shape)
    lon = rng.uniform(west, east, 20 * SOWN)
    # equal areas: sown evenly in the sine of the latitude
    low, high = numpy.sin(numpy.radians([south, north]))
    lat = numpy.degrees(numpy.arcsin(rng.uniform(low, high, 20 * SOWN)))
    inside = shapely.contains_xy(shape, lon, lat)
    metres, _ = stops.query(_in_space(lon[inside][:SOWN], lat[inside][:SOWN]))
    return float((metres <= 500).mean())


def test_shares_within_500_metres(
    raw: Path, areas: pandas.DataFrame, values: pandas.DataFrame, stops: scipy.spatial.cKDTree
) -> None:
    drawn = geopandas.read_file(raw / "boundaries" / "izmir.gpkg")
    shapes = shapely.make_valid(drawn.geometry.to_numpy())
    tree = shapely.STRtree(shapes)
    shares = _of(values, "stop_within_500m_share")
    neighbourhoods = shares[areas.loc[shares.index, "level"] == "neighbourhood"]
    partly = neighbourhoods[neighbourhoods.between(1, 99)]
    assert len(neighbourhoods) >= 350
    assert len(partly) >= 50
    rng = numpy.random.default_rng(500)
    differences = []
    for area, share in partly.items():
        label = shapely.Point(areas.loc[area, "lon"], areas.loc[area, "lat"])
        shape = shapes[tree.query(label, predicate="intersects")[0]]
        differences.append(_share_within(shape, stops, rng) * 100 - share)
    # 4,000 points give a standard error of at most 0.8 points; the sphere adds a few tenths.
    assert numpy.abs(differences).max() < 4
    assert abs(numpy.mean(differences)) < 0.4


def test_districts_add_up_their_neighbourhoods(
    areas: pandas.DataFrame, values: pandas.DataFrame
) -> None:
    rows = values[values["indicator"] == "stop_within_500m_share"].set_index("area")
    neighbourhoods = rows[rows["level"] == "neighbourhood"]
    residents = areas.loc[neighbourhoods.index, "population"].astype(float)
    parents = areas.loc[neighbourhoods.index, "district"]
    sums = (neighbourhoods["value"] / 100 * residents).groupby(parents).sum()
    few = residents[neighbourhoods["flag"] == "too_few"].groupby(parents).sum()
    districts = rows[rows["level"] == "district"]
    assert set(areas.loc[districts.index, "name"]) >= {"Karabağlar", "Konak"}
    for area, row in districts.iterrows():
        # what is too few to be shown by itself is in the sum
        more = row["numerator"] - sums[area]
        assert -1e-6 < more <= few.get(area, 0) + 1e-6
        assert row["denominator"] == areas.loc[area, "population"]


def test_distances_of_neighbourhoods_and_districts(
    areas: pandas.DataFrame, values: pandas.DataFrame, stops: scipy.spatial.cKDTree
) -> None:
    found = _of(values, "stop_distance")
    homes = areas[areas["kind"] == "neighbourhood"]
    metres, _ = stops.query(_in_space(homes["lon"], homes["lat"]))
    again = pandas.Series(metres, index=homes.index)
    assert found[homes.index].to_numpy() == pytest.approx(again.to_numpy(), rel=5e-3, abs=1)
    joined = homes[homes["population"].notna()]
    districts = found[found.index.str.startswith("d-")]
    assert len(districts) == 29, "Aliağa has a split neighbourhood, so too few are joined"
    for district, median in districts.items():
        members = joined[joined["district"] == district]
        # each resident written out, and the middle one taken
        people = numpy.repeat(again[members.index].to_numpy(), members["population"].astype(int))
        assert median == pytest.approx(numpy.quantile(people, 0.5, method="lower"), rel=5e-3, abs=1)
    assert found["izmir"] == pytest.approx(
        numpy.quantile(
            numpy.repeat(again[joined.index].to_numpy(), joined["population"].astype(int)), 0.5
        ),
        rel=5e-3,
    )
