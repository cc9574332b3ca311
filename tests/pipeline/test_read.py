"""Tables as their publishers write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard.catalogue import Level
from dashboard.entries import CatalogueError
from dashboard.pipeline.read import InputError, read_table
from dashboard.pipeline.sources import Content, Format, Source, load_sources
from tests.tiny import tiny_catalogue


def _source(form: str, **more: Any) -> Source:
    empty: dict[str, Any] = {"columns": {}, "counts": {}, "scores": {}, "described": {}}
    given = {"level": Level.DISTRICT, **empty, **more}
    return Source(key="test", content=Content.TABLE, format=Format(form), files={}, **given)


def test_medas_with_brackets_in_the_name(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    line = "\ufeffİzmir(Bergama/Bergama Bel./Hacılar (Dereköy Bucağı) Mah.)-193691|163.0|\n"
    path.write_text(line, encoding="utf-8")
    source = _source("medas", level=Level.NEIGHBOURHOOD, counts={"residents": "nüfus"})
    row = read_table(source, path).iloc[0]
    assert (row["province"], row["district"], row["code"]) == ("İzmir", "Bergama", "193691")
    assert row["neighbourhood"] == "Hacılar (Dereköy Bucağı) Mah."
    assert row["residents"] == 163


def test_csv_with_windows_line_ends_capitals_and_thousands(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes("ILCE;NUFUS;SKOR\r\nÇEŞME;15.855;-0,599\r\nURLA;;1,2\r\n".encode())
    source = _source(
        "csv",
        columns={"district": "ILCE"},
        counts={"residents": "NUFUS"},
        scores={"score": "SKOR"},
        thousands=".",
        decimal=",",
    )
    table = read_table(source, path)
    assert table["residents"].iloc[0] == 15855
    assert table["score"].tolist() == [-0.599, 1.2]
    assert table["residents"].isna().tolist() == [False, True], "an empty cell is missing, not 0"
    assert table["row"].tolist() == [2, 3]


def test_windows_encoding_when_declared(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes("ILCE\nIĞDIR ŞİŞ\n".encode("cp1254"))
    source = _source("csv", columns={"district": "ILCE"}, encoding="cp1254")
    assert read_table(source, path)["district"].tolist() == ["IĞDIR ŞİŞ"]


def test_csv_with_the_line_ends_of_an_old_macintosh(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(b"ILCE\rURLA\r")
    assert read_table(_source("csv", columns={"district": "ILCE"}), path)["row"].tolist() == [2]


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text('ILCE\n"URLA\n' + "ÇEŞME\n" * 30_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"row \d+: not readable as CSV.*Close the quotes"):
        read_table(_source("csv", columns={"district": "ILCE"}), path)


def test_nested_json(tmp_path: Path) -> None:
    path = tmp_path / "j.json"
    content = {"data": [{"ilceler": [{"a": "X", "n": "1.200"}]}, {"ilceler": [{"a": "Y", "n": 7}]}]}
    path.write_text(json.dumps(content), encoding="utf-8")
    source = _source(
        "json", rows="data.ilceler", columns={"district": "a"}, counts={"n": "n"}, thousands="."
    )
    table = read_table(source, path)
    assert table["district"].tolist() == ["X", "Y"]
    assert table["n"].tolist() == [1200, 7]


def test_truncated_json_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "j.json"
    path.write_text('[\n{"a": "X"},\n{"a": ', encoding="utf-8")
    with pytest.raises(InputError, match=r"row 3.*cut off"):
        read_table(_source("json", columns={"district": "a"}), path)


def test_json_without_the_declared_records(tmp_path: Path) -> None:
    path = tmp_path / "j.json"
    path.write_text('{"veri": []}', encoding="utf-8")
    with pytest.raises(InputError, match=r"'data'.*sources\.toml"):
        read_table(_source("json", rows="data", columns={"district": "a"}), path)


def test_json_of_bare_numbers_names_the_record(tmp_path: Path) -> None:
    path = tmp_path / "j.json"
    path.write_text('[{"a": "X"}, 7]', encoding="utf-8")
    with pytest.raises(InputError, match=r"row 2.*'7' is no record.*sources\.toml"):
        read_table(_source("json", columns={"district": "a"}), path)


def test_xlsx_with_a_title_above_the_header(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    for row in (["İlçelere göre"], ["İlçe", "Kadın"], ["Iğdır", 12], [None, None], ["Ünye", 3]):
        book.active.append(row)
    book.save(path)
    source = _source("xlsx", columns={"district": "İlçe"}, counts={"women": "Kadın"}, header_row=2)
    table = read_table(source, path)
    assert table["district"].tolist() == ["Iğdır", "Ünye"]
    assert table["row"].tolist() == [3, 5]


def test_truncated_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["İlçe"])
    book.save(path)
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(InputError, match="not a whole Excel workbook"):
        read_table(_source("xlsx", columns={"district": "İlçe"}), path)


def test_xls_is_to_be_saved_anew(tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(InputError, match=r"x\.xls.*Save it as \.xlsx"):
        read_table(_source("xlsx", columns={"district": "İlçe"}), path)


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("ILCE;KADIN;KADIN\nURLA;1;2\n", encoding="utf-8")
    source = _source("csv", columns={"district": "ILCE"}, counts={"women": "KADIN"})
    with pytest.raises(InputError, match=r"row 1, column 'KADIN': two columns.*Rename"):
        read_table(source, path)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ('separator = ";;"', r"\[sex\] separator: ';;' is not one sign"),
        ('encoding = "turkish"', r"\[sex\] encoding: 'turkish' is not known"),
    ],
)
def test_an_option_that_no_reader_takes(tmp_path: Path, option: str, message: str) -> None:
    path = tiny_catalogue(tmp_path) / "sources.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('thousands = "."', option), encoding="utf-8")
    with pytest.raises(CatalogueError, match=message):
        load_sources(path)
