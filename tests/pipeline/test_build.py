"""The tiny province from raw files to a release."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pandas
import pytest
import shapely

from dashboard.__main__ import main
from dashboard.pipeline.check import decoded
from dashboard.release import AREAS, VALUES, current_release
from tests.tiny import POLYGONS, SEX, boundaries, read_json, tiny_raw


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny_raw(tmp_path_factory.mktemp("raw"))
    assert main(_build(folder)) == 0
    return folder


def _build(folder: Path) -> list[str]:
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    return ["build", "--publish", *(str(part) for pair in places.items() for part in pair)]


def _areas(folder: Path) -> pandas.DataFrame:
    release = current_release(folder / "out")
    return pandas.read_parquet(release.folder / "minik" / AREAS).set_index("id")


def _value(folder: Path, area: str, indicator: str) -> pandas.Series:
    release = current_release(folder / "out")
    values = pandas.read_parquet(release.folder / "minik" / VALUES)
    found = values[(values["area"] == area) & (values["indicator"] == indicator)]
    assert len(found) <= 1
    return found.iloc[0] if len(found) else None


def _report(folder: Path) -> str:
    path = current_release(folder / "out").folder / "minik" / "quality-report.md"
    return path.read_text(encoding="utf-8")


def test_ids_are_official_codes_where_joined(built: Path) -> None:
    areas = _areas(built)
    assert list(areas.index) == [
        *("103", "101", "102", "104", "105", "x-7", "x-6"),
        *("d-11", "d-12", "minik"),
    ]
    assert areas.loc["103", "name"] == "Evka - 6"
    assert areas.loc["105", "name"] == "Kapıkaya", "joined by its confirmed alias"


def test_islets_are_drawn_and_never_valued(built: Path) -> None:
    release = current_release(built / "out")
    assert _areas(built).loc["x-7", ["kind", "neighbours"]].tolist() == ["islet", ""]
    values = pandas.read_parquet(release.folder / "minik" / VALUES)
    assert "x-7" not in set(values["area"])


def test_unjoined_areas_have_no_population(built: Path) -> None:
    assert _value(built, "x-6", "population") is None
    assert pandas.isna(_areas(built).loc["x-6", "population"])


def test_neighbours_share_a_corner_or_a_border(built: Path) -> None:
    areas = _areas(built)
    assert areas.loc["102", "neighbours"] == "101 103 104 105 x-6"
    assert areas.loc["d-11", "neighbours"] == "d-12"


def test_residents_of_districts_are_the_published_ones(built: Path) -> None:
    assert _value(built, "d-12", "population")["value"] == 555
    assert _value(built, "minik", "population")["value"] == 2615


def test_rates_are_pooled_before_they_are_divided(built: Path) -> None:
    province = _value(built, "minik", "women_share")
    assert (province["numerator"], province["denominator"]) == (1330, 2615)
    assert province["value"] == pytest.approx(1330 / 2615 * 100)


def test_points_are_counted_and_measured(built: Path) -> None:
    assert _value(built, "101", "stops_per_1000_people")["value"] == pytest.approx(2 / 1.2)
    assert _value(built, "105", "stops_per_1000_people")["value"] == 0
    assert _value(built, "101", "stop_distance")["value"] < 2500
    assert _value(built, "d-12", "stops_per_1000_people")["numerator"] == 1


def test_residents_without_a_stop(built: Path) -> None:
    # 103 of Iğdır has none (60 people), and 105 of İnciköy (250).
    assert _value(built, "d-11", "residents_without_stop_share")["value"] == pytest.approx(
        60 / 2060 * 100
    )
    assert _value(built, "d-12", "residents_without_stop_share")["numerator"] == 250


def test_too_few_people_hide_value_and_numerator(built: Path) -> None:
    row = _value(built, "103", "stops_per_1000_people")
    assert row["flag"] == "too_few"
    assert pandas.isna(row["value"])
    assert pandas.isna(row["numerator"])
    assert row["denominator"] == 60


def test_manifest_counts_and_sources(built: Path) -> None:
    manifest = current_release(built / "out").manifest
    province = manifest["provinces"]["minik"]
    counts = {"neighbourhood": 6, "islet": 1, "industrial": 0, "district": 2}
    assert province["counts"] == counts
    assert province["residents"] == {"joined": 2610, "total": 2615}
    assert province["unmatched"] == 1
    assert manifest["indicators"]["women_share"]["sources"] == ["sex"]
    assert manifest["indicators"]["stop_distance"]["levels"] == {
        "neighbourhood": {"groups": ["total"], "methods": ["measured"], "years": [2023]}
    }
    assert manifest["sources"]["stops"]["files"][0]["name"] == "durak.csv"


def test_a_hole_outside_its_shell_becomes_a_part_and_no_area_is_lost(built: Path) -> None:
    release = current_release(built / "out")
    topology = read_json(release.folder / release.geometry("minik", 20))
    shapes = decoded(topology, "neighbourhood")
    first = [one["id"] for one in topology["objects"]["neighbourhood"]["geometries"]].index("101")
    assert shapely.get_num_geometries(shapes[first]) == 2
    assert not shapely.is_valid(boundaries().geometry.iloc[0])
    parts = boundaries().to_crs(32635).geometry
    whole = _areas(built).loc["101", "area_km2"] * 1e6
    rings = [shapely.Polygon(parts.iloc[0].exterior), shapely.Polygon(parts.iloc[0].interiors[0])]
    assert whole == pytest.approx(sum(ring.area for ring in rings), rel=1e-3)


def test_quality_report_tells_what_a_person_must_know(built: Path) -> None:
    report = _report(built)
    for words in (
        "Residents joined to boundaries: 2,610 of 2,615",
        "| İnciköy | Bahçe Mah. | 106 | 5 |",
        "Yenişehir Mh.",
        "Kapukaya Mah.",
        "Kaya Adası (İnciköy)",
        "Onarılan geometri: 1",
        "Işık Mh.",
        "| Durak | mahalle | 100 | 1 |",
    ):
        assert words in report, words


def test_near_names_are_suggested_and_not_joined(tmp_path: Path) -> None:
    folder = tiny_raw(tmp_path)
    (folder / "catalogue" / "aliases.toml").write_text("", encoding="utf-8")
    assert main(_build(folder)) == 0
    assert "x-5" in _areas(folder).index
    report = _report(folder)
    assert "| İnciköy | Kapukaya Mah. | Kapıkaya Mh. |" in report


def test_official_codes_join_whatever_the_name(tmp_path: Path) -> None:
    folder = tiny_raw(tmp_path)
    drawn = boundaries().assign(tuik=["101", "102", "103", "104", "105", "106", None])
    drawn.to_file(folder / "boundaries.geojson", driver="GeoJSON")
    sources = folder / "catalogue" / "sources.toml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace('id = "no"', 'id = "no", code = "tuik"'), encoding="utf-8")
    assert main(_build(folder)) == 0
    assert _areas(folder).loc["106", "name"] == "Yenişehir"


def test_a_source_without_its_file_is_left_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tiny_raw(tmp_path)
    (folder / "durak.csv").unlink()
    assert main(_build(folder)) == 0
    assert "stops has no file here" in capsys.readouterr().out
    assert "stop_distance" not in current_release(folder / "out").manifest["indicators"]


def test_a_table_without_a_row_about_the_province_is_left_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tiny_raw(tmp_path)
    (folder / "cinsiyet.csv").write_text(SEX.replace("MİNİK", "MINIK"), encoding="utf-8")
    assert main(_build(folder)) == 0
    said = capsys.readouterr().out
    assert "minik: sex has no row about Minik in" in said
    assert "cinsiyet.csv; its indicators are left out" in said
    assert "sex: cinsiyet.csv dosyasında bu ille ilgili satır yok" in _report(folder)
    manifest = current_release(folder / "out").manifest
    assert "women_share" not in manifest["indicators"]
    assert "sex" not in manifest["sources"], "nothing was taken from it"


def test_districts_without_a_row_are_listed(tmp_path: Path, built: Path) -> None:
    folder = tiny_raw(tmp_path)
    (folder / "cinsiyet.csv").write_text(
        SEX.splitlines()[0] + "\n" + SEX.splitlines()[2] + "\n", "utf-8"
    )
    assert main(_build(folder)) == 0
    line = "sex: şu ilçelerin satırı yok, değerleri üretilmedi: Iğdır."
    assert line in _report(folder)
    assert line not in _report(built)


def test_same_input_same_bytes(built: Path, tmp_path: Path) -> None:
    folder = tiny_raw(tmp_path)
    assert main(_build(folder)) == 0
    first, second = current_release(built / "out"), current_release(folder / "out")
    assert first.key == second.key
    assert first.manifest == second.manifest


def test_boundaries_in_another_system_that_is_declared(tmp_path: Path, built: Path) -> None:
    folder = tiny_raw(tmp_path)
    path = folder / "boundaries.gpkg"
    boundaries().to_crs(32635).to_file(path)
    sources = folder / "catalogue" / "sources.toml"
    text = sources.read_text(encoding="utf-8").replace("boundaries.geojson", path.name)
    text = text.replace('columns = { id = "no"', 'crs = "EPSG:32635"\ncolumns = { id = "no"')
    sources.write_text(text, encoding="utf-8")
    assert main(_build(folder)) == 0
    assert _areas(folder)["area_km2"].sum() == pytest.approx(_areas(built)["area_km2"].sum())


def test_check_accepts_what_build_wrote(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = ["--data", str(built / "out"), "--catalogue", str(built / "catalogue")]
    assert main(["check", *places]) == 0
    assert "valid coverage" in capsys.readouterr().out


def test_the_tiny_province_has_its_pitfalls() -> None:
    drawn = boundaries()
    assert isinstance(drawn, geopandas.GeoDataFrame)
    assert len(POLYGONS) == 7
    assert {name[0] for _, name, _, _ in POLYGONS} >= {"I", "İ"}
