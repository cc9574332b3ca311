"""Tables with several rows per district: chosen by `where`, never added up twice."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from dashboard.__main__ import main
from dashboard.release import VALUES, current_release
from tests.tiny import tiny_raw

BY_AGE = """IL;ILCE;YAS;UYRUK;KADIN;ERKEK
Minik;Iğdır;18-24;TR;100;110
Minik;Iğdır;25-29;TR;200;190
Minik;Iğdır;30+;TR;700;730
Minik;İnciköy;18-24;TR;30;20
Minik;İnciköy;25-29;TR;40;35
Minik;İnciköy;30+;TR;230;200
"""


def _raw(folder: Path, table: str) -> Path:
    """Raw files whose table by sex is also by age and nationality; women under 30 among all."""
    tiny_raw(folder)
    (folder / "cinsiyet.csv").write_text(table, encoding="utf-8")
    for name, old, new in (
        ("sources", 'district = "ILCE" }', 'district = "ILCE", age = "YAS", nation = "UYRUK" }'),
        (
            "measures",
            'table = "sex", columns = ["women"] }',
            'table = "sex", columns = ["women"], where = { age = ["18-24", "25-29"] } }',
        ),
    ):
        path = folder / "catalogue" / f"{name}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def _build(folder: Path) -> int:
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    return main(["build", "--publish", *(str(part) for pair in places.items() for part in pair)])


def _women(folder: Path) -> pandas.DataFrame:
    release = current_release(folder / "out")
    values = pandas.read_parquet(release.folder / "minik" / VALUES)
    return values[values["indicator"] == "women_share"].set_index("area")


def test_rows_by_age_are_chosen_and_added_up(tmp_path: Path) -> None:
    folder = _raw(tmp_path, BY_AGE)
    assert _build(folder) == 0
    women = _women(folder)
    assert women.loc["d-12", ["numerator", "denominator"]].tolist() == [70, 555]
    assert women.loc["minik", ["numerator", "denominator"]].tolist() == [370, 2585]


def test_an_age_given_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _raw(tmp_path, BY_AGE.replace("İnciköy;25-29", "İnciköy;18-24"))
    assert _build(folder) == 1
    message = capsys.readouterr().err
    for part in ("cinsiyet.csv", "row 5, 6", "'ILCE'", "YAS 18-24", "UYRUK TR", "Keep one row"):
        assert part in message, message


def test_two_rows_of_one_age_do_not_stand_in_for_two_ages(tmp_path: Path) -> None:
    folder = _raw(tmp_path, BY_AGE.replace("İnciköy;25-29;TR", "İnciköy;18-24;XX"))
    assert _build(folder) == 0
    assert _women(folder).index.tolist() == ["d-11"], "no value for what is not whole"


def test_a_measure_of_a_withdrawn_indicator_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tiny_raw(tmp_path)
    path = folder / "catalogue" / "indicators.toml"
    withdrawn = (
        '[women_share]\nwithdrawn = { date = "2026-11-22", reason = { tr = "a", en = "b" } }'
    )
    text = path.read_text(encoding="utf-8").replace("[women_share]", withdrawn)
    path.write_text(text, encoding="utf-8")
    assert _build(folder) == 1
    assert "measures.toml: 'women_share' is withdrawn. Remove" in capsys.readouterr().err
