"""Wrong input stops with one message that names file, row, column and repair."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas
import pytest
import shapely

from dashboard.pipeline.read import MOST_TOLD
from tests.tiny import DISTRICTS, MEDAS, POLYGONS, PROVINCES, SEX, STOPS, boundaries, tiny_raw

ROOT = Path(__file__).resolve().parents[2]
Damage = Callable[[Path], None]


def _text(name: str, text: str, encoding: str = "utf-8") -> Damage:
    return lambda folder: (folder / name).write_bytes(text.encode(encoding)) and None


def _map(drawn: Callable[[], geopandas.GeoDataFrame]) -> Damage:
    def write(folder: Path) -> None:
        drawn().to_file(folder / "boundaries.geojson", driver="GeoJSON")

    return write


def _metric_under_a_false_flag() -> geopandas.GeoDataFrame:
    return boundaries().to_crs(32635).set_crs(4326, allow_override=True)


def _other_system(folder: Path) -> None:
    path = folder / "boundaries.geojson"
    path.unlink()
    boundaries().to_crs(32635).to_file(path, driver="GeoJSON")


def _cut_map(folder: Path) -> None:
    path = folder / "boundaries.geojson"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _overlapping() -> geopandas.GeoDataFrame:
    number, name, district, shape = POLYGONS[1]
    wider = shapely.affinity.scale(shape, 1.5, 1.0)
    return boundaries([POLYGONS[0], (number, name, district, wider), *POLYGONS[2:]])


WRONG = {
    "missing column": (
        _text("cinsiyet.csv", SEX.replace("KADIN", "KADINLAR")),
        ("cinsiyet.csv", "row 2", "'KADIN'", "missing", "sources.toml"),
    ),
    "missing column of the boundaries": (
        _map(lambda: boundaries().drop(columns="ilce")),
        ("boundaries.geojson", "'ilce'", "missing", "sources.toml"),
    ),
    "metres declared as degrees": (
        _map(_metric_under_a_false_flag),
        ("boundaries.geojson", "row 1", "'geometry'", "longitude", "EPSG:32635"),
    ),
    "another system than declared": (
        _other_system,
        ("boundaries.geojson", "coordinate system", "EPSG:32635", "EPSG:4326", "sources.toml"),
    ),
    "duplicate id": (
        _map(lambda: boundaries([*POLYGONS[:5], (5, *POLYGONS[5][1:]), POLYGONS[6]])),
        ("boundaries.geojson", "row 5, 6", "'no'", "'5'", "own id"),
    ),
    "duplicate code": (
        _text("mahalle.csv", MEDAS.replace("-104|", "-103|")),
        ("mahalle.csv", "row 3, 4", "'code'", "103", "one row per neighbourhood"),
    ),
    "a district twice": (
        _text("cinsiyet.csv", SEX + "MİNİK;İnciköy;300;255\r\n"),
        ("cinsiyet.csv", "row 3, 4", "'ILCE'", "İNCİKÖY", "more than once", "Keep one row"),
    ),
    "a district twice in the table of residents": (
        _text("ilce.csv", DISTRICTS + "Minik(İnciköy)-12|999.0|\n"),
        ("ilce.csv", "row 2, 4", "'district'", "İnciköy", "more than once", "Keep one row"),
    ),
    "a province twice": (
        _text("il.csv", PROVINCES + "Minik-99|9999.0|\n"),
        ("il.csv", "row 1, 3", "'province'", "more than once", "Keep one row"),
    ),
    "negative count": (
        _text("mahalle.csv", MEDAS.replace("800.0", "-800.0")),
        ("mahalle.csv", "row 2", "'nüfus'", "-800", "negative"),
    ),
    "empty residents of a district": (
        _text("ilce.csv", DISTRICTS.replace("555.0", "")),
        ("ilce.csv", "row 2", "'nüfus'", "empty", "Write the number"),
    ),
    "empty residents of a province": (
        _text("il.csv", PROVINCES.replace("2615.0", " ")),
        ("il.csv", "row 1", "'nüfus'", "empty", "Write the number"),
    ),
    "empty residents of a small neighbourhood": (
        _text("mahalle.csv", MEDAS.replace("|5.0|", "||")),
        ("mahalle.csv", "row 6", "'nüfus'", "empty", "Write the number"),
    ),
    "half a person": (
        _text("mahalle.csv", MEDAS.replace("800.0", "800.5")),
        ("mahalle.csv", "row 2", "'nüfus'", "800.5", "whole number"),
    ),
    "text in a number": (
        _text("cinsiyet.csv", SEX.replace("300;255", "üç yüz;255")),
        ("cinsiyet.csv", "row 3", "'KADIN'", "'üç yüz'", "Write a number"),
    ),
    "truncated line": (
        _text("mahalle.csv", MEDAS[: MEDAS.index("105|250") + 5]),
        ("mahalle.csv", "row 5", "cut off", "Get it again"),
    ),
    "truncated between lines": (
        _text("mahalle.csv", "\n".join(MEDAS.splitlines()[:3]) + "\n"),
        ("mahalle.csv", "'residents'", "2,060", "2,615", "cut off"),
    ),
    "truncated csv": (
        _text("cinsiyet.csv", SEX[: SEX.index("300;255") + 2]),
        ("cinsiyet.csv", "row 3", "cells", "cut off"),
    ),
    "truncated boundaries": (
        _cut_map,
        ("boundaries.geojson", "cut off", "publisher"),
    ),
    "empty table": (_text("ilce.csv", ""), ("ilce.csv", "empty", "publisher")),
    "empty boundaries": (
        _text("boundaries.geojson", ""),
        ("boundaries.geojson", "empty", "publisher"),
    ),
    "byte order mark alone": (
        _text("cinsiyet.csv", "\ufeff"),
        ("cinsiyet.csv", "no rows", "publisher"),
    ),
    "header alone": (
        _text("cinsiyet.csv", SEX.splitlines()[0] + "\n"),
        ("cinsiyet.csv", "no rows", "publisher"),
    ),
    "unknown district": (
        _text("cinsiyet.csv", SEX.replace("İNCİKÖY", "İNCEKÖY")),
        ("cinsiyet.csv", "row 3", "'district'", "'İNCEKÖY'", "nearest: İnciköy"),
    ),
    "unknown district in the table of residents": (
        _text("mahalle.csv", MEDAS.replace("Minik(Iğdır/", "Minik(Iğdir/")),
        ("mahalle.csv", "row 1", "'Iğdir'", "nearest: Iğdır"),
    ),
    "wrong encoding": (
        _text("cinsiyet.csv", SEX, "cp1254"),
        ("cinsiyet.csv", "row 2", "not utf-8", "cp1254"),
    ),
    "wrong encoding of MEDAS": (
        _text("ilce.csv", DISTRICTS.removeprefix("\ufeff"), "cp1254"),
        ("ilce.csv", "row 1", "not utf-8", "cp1254"),
    ),
    "exchanged coordinates": (
        _text("durak.csv", STOPS.replace("ENLEM;BOYLAM", "BOYLAM;ENLEM")),
        ("durak.csv", "'lat'", "outside", "exchanged"),
    ),
    "no polygon": (
        _map(lambda: boundaries([*POLYGONS[:6], (7, "Kaya Adası", "İnciköy", None)])),
        ("boundaries.geojson", "row 7", "'geometry'", "Draw it"),
    ),
    "overlap": (_map(_overlapping), ("boundaries.geojson", "row", "overlap", "map editor")),
    "missing residents": (
        lambda folder: (folder / "il.csv").unlink(),
        ("il.csv", "missing", "sources.toml"),
    ),
    "no boundaries at all": (
        lambda folder: (folder / "boundaries.geojson").unlink(),
        ("no boundaries of any province", "boundaries.geojson"),
    ),
}


def _build(folder: Path) -> subprocess.CompletedProcess[str]:
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    command = [sys.executable, "-m", "dashboard", "build"]
    command += [str(part) for pair in places.items() for part in pair]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", WRONG)
def test_one_message_names_file_row_column_and_repair(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard.__main__ import main

    damage, parts = WRONG[name]
    folder = tiny_raw(tmp_path)
    damage(folder)
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    assert main(["build", *(str(part) for pair in places.items() for part in pair)]) != 0
    message = capsys.readouterr().err
    assert message.count("\n") == 1, message
    for part in parts:
        assert part in message, message
    assert not (folder / "out" / "CURRENT").exists()


def test_every_wrong_row_of_a_file_is_told_in_its_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard.__main__ import main

    folder = tiny_raw(tmp_path)
    wrong = SEX.replace("MİNİK;IĞDIR;1.030;1.030", "MİNİK;IĞDIR;1.030;-4").replace(
        "MİNİK;İNCİKÖY;300", "MİNİK;;üç yüz"
    )
    (folder / "cinsiyet.csv").write_text(wrong, encoding="utf-8")
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    assert main(["build", *(str(part) for pair in places.items() for part in pair)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith(str(folder / "cinsiyet.csv")) for line in lines)
    for line, parts in zip(
        lines,
        (
            ("row 2", "'ERKEK'", "-4 is negative", "Mend the cell"),
            ("row 3", "'ILCE'", "empty", "Fill it in"),
            ("row 3", "'KADIN'", "'üç yüz' is not a number", "Write a number"),
        ),
        strict=True,
    ):
        assert all(part in line for part in parts), line


def test_a_file_of_wrong_rows_is_not_told_row_by_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard.__main__ import main

    folder = tiny_raw(tmp_path)
    (folder / "durak.csv").write_text(
        "AD;ENLEM;BOYLAM\n" + "Bir;kuzey;27.01\n" * 500, encoding="utf-8"
    )
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    assert main(["build", *(str(part) for pair in places.items() for part in pair)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == MOST_TOLD + 1
    assert f"{500 - MOST_TOLD} further findings" in lines[-1]


def test_the_command_ends_with_an_exit_code_and_no_traceback(tmp_path: Path) -> None:
    folder = tiny_raw(tmp_path)
    (folder / "mahalle.csv").write_bytes(b"")
    done = _build(folder)
    assert done.returncode == 1
    assert "mahalle.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_catalogue_names_file_and_entry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard.__main__ import main

    folder = tiny_raw(tmp_path)
    measures = folder / "catalogue" / "measures.toml"
    text = measures.read_text(encoding="utf-8")
    spread = text.replace('levels = ["district", "province"]', 'levels = ["neighbourhood"]')
    measures.write_text(spread, encoding="utf-8")
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    assert main(["build", *(str(part) for pair in places.items() for part in pair)]) == 1
    message = capsys.readouterr().err
    assert "measures.toml" in message
    assert "can't be spread over" in message
