"""Saved responses of the open-data API; hand-written here, in the shape that is described."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import pytest

from dashboard.__main__ import main
from dashboard.release import VALUES, current_release
from tests.tiny import STOPS, tiny_raw

Json = dict[str, Any]
FOLDER = "saglik"


def _record(name: str, lat: Any, lon: Any, **more: Any) -> Json:
    return {
        **{"ILCE": "IĞDIR", "MAHALLE": "IŞIK", "MAHALLEID": None, "ADI": name, "ACIKLAMA": None},
        **{"ENLEM": lat, "BOYLAM": lon, "YOL": "SIĞINAK SOKAK", "KAPINO": "7", "ILCEID": "11"},
        **more,
    }


def _records() -> list[Json]:
    rows = [line.split(";") for line in STOPS.splitlines()[1:]]
    return [_record(name, float(lat), float(lon)) for name, lat, lon in rows]


def _pages(*parts: list[Json], first: int = 1) -> list[Json]:
    in_all = sum(len(part) for part in parts)
    return [
        {
            "sayfadaki_kayitsayisi": len(part),
            "kayit_sayisi": in_all,
            "sayfa_numarasi": number,
            "onemliyer": part,
        }
        for number, part in enumerate(parts, start=first)
    ]


def _raw(folder: Path, pages: list[Json]) -> Path:
    """Raw files whose points are a folder of saved pages."""
    tiny_raw(folder)
    (folder / FOLDER).mkdir()
    for page in pages:
        path = folder / FOLDER / f"sayfa-{page['sayfa_numarasi']}.json"
        path.write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
    _declare(folder, FOLDER)
    return folder


def _declare(folder: Path, name: str) -> None:
    sources = folder / "catalogue" / "sources.toml"
    text = sources.read_text(encoding="utf-8")
    start = text.index('format = "csv"\nfiles = { minik = "durak.csv" }')
    sources.write_text(
        f'{text[:start]}format = "izmir_api"\nfiles = {{ minik = "{name}" }}\n', encoding="utf-8"
    )


def _build(folder: Path) -> int:
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    return main(["build", "--publish", *(str(part) for pair in places.items() for part in pair)])


def _distances(folder: Path) -> list[float]:
    release = current_release(folder / "out")
    values = pandas.read_parquet(release.folder / "minik" / VALUES)
    return list(values.loc[values["indicator"] == "stop_distance", "value"])


@pytest.fixture(scope="module")
def from_csv(tmp_path_factory: pytest.TempPathFactory) -> list[float]:
    folder = tiny_raw(tmp_path_factory.mktemp("csv"))
    assert _build(folder) == 0
    return _distances(folder)


@pytest.mark.parametrize("first", [0, 1])
def test_a_folder_of_pages_is_one_source(tmp_path: Path, from_csv: list[float], first: int) -> None:
    records = _records()
    folder = _raw(tmp_path, _pages(records[:3], records[3:], first=first))
    assert _build(folder) == 0
    assert _distances(folder) == from_csv
    files = current_release(folder / "out").manifest["sources"]["stops"]["files"]
    assert [one["name"] for one in files] == [f"saglik/sayfa-{first + n}.json" for n in (0, 1)]


def test_one_saved_response_is_enough(tmp_path: Path, from_csv: list[float]) -> None:
    folder = tiny_raw(tmp_path)
    (folder / "yanit.json").write_text(json.dumps(_pages(_records())[0]), encoding="utf-8")
    _declare(folder, "yanit.json")
    assert _build(folder) == 0
    assert _distances(folder) == from_csv


def test_more_than_nine_pages_are_in_their_order(tmp_path: Path, from_csv: list[float]) -> None:
    more = [_record(f"Bir {n}", 38.01, 27.01) for n in range(7)]
    folder = _raw(tmp_path, _pages(*([one] for one in [*_records(), *more])))
    assert _build(folder) == 0
    assert _distances(folder) == from_csv


def _changed(change: Callable[[list[Json]], Any]) -> list[Json]:
    """Two pages of two records each, changed."""
    records = _records()
    pages = _pages(records[:2], records[2:])
    change(pages)
    return pages


def _set(page: int, record: int, **cells: Any) -> Callable[[list[Json]], Any]:
    return lambda pages: pages[page]["onemliyer"][record].update(cells)


WRONG: dict[str, tuple[Callable[[list[Json]], Any], tuple[str, ...]]] = {
    "the last page is missing": (
        lambda pages: pages.pop(),
        (FOLDER, "2 of 4 records", "missing pages: those after 1", "Save them too"),
    ),
    "a page in between is missing": (
        lambda pages: pages.pop(0),
        (FOLDER, "2 of 4 records", "missing pages: 1"),
    ),
    "a page is cut short": (
        lambda pages: pages[1]["onemliyer"].pop(),
        ("sayfa-2.json", "2 records and has 1", "'sayfadaki_kayitsayisi'", "Save this page again"),
    ),
    "pages of different days": (
        lambda pages: pages[1].update(kayit_sayisi=5),
        ("sayfa-2.json", "counts 5 records in all", "sayfa-1.json 4"),
    ),
    "more than there are": (
        lambda pages: [page.update(kayit_sayisi=3) for page in pages],
        (FOLDER, "hold 4 records", "there are 3"),
    ),
    "a record twice": (
        _set(1, 0, ADI="Bir", ENLEM=38.01, BOYLAM=27.01),
        (FOLDER, "row 1 of sayfa-2.json", "repeats", "row 1 of sayfa-1.json", "Keep one"),
    ),
    "null coordinates": (
        _set(1, 1, ENLEM=None, BOYLAM=None),
        (FOLDER, "row 2 of sayfa-2.json", "'lon'", "missing", "remove the row"),
    ),
    "exchanged coordinates": (
        _set(1, 1, ENLEM=27.01, BOYLAM=38.03),
        (FOLDER, "row 2 of sayfa-2.json", "exchanged", "Mend the row"),
    ),
    "comma decimals": (
        _set(1, 1, ENLEM="38,03", BOYLAM="27,01"),
        (FOLDER, "row 2 of sayfa-2.json", "'ENLEM'", "'38,03'", 'decimal = ","'),
    ),
    "a cell is missing": (
        lambda pages: pages[1]["onemliyer"][1].pop("ENLEM"),
        (FOLDER, "row 2 of sayfa-2.json", "'ENLEM'", "missing"),
    ),
    "no envelope": (
        lambda pages: pages[1].pop("kayit_sayisi"),
        ("sayfa-2.json", "'kayit_sayisi'", "no response of the API"),
    ),
    "a count in words": (
        lambda pages: pages[1].update(kayit_sayisi="dört"),
        ("sayfa-2.json", "'kayit_sayisi'", "'dört'", "whole number"),
    ),
    "an error instead of records": (
        lambda pages: pages[1].update(onemliyer="hata"),
        ("sayfa-2.json", "no record", "Save it again"),
    ),
    "a shelter": (
        _set(1, 1, ADI="Ek Hizmet Binası", ACIKLAMA="KADIN KONUKEVİ"),
        (FOLDER, "row 2 of sayfa-2.json", "'ACIKLAMA'", "never mapped", "Remove the row"),
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_pages_are_named_with_record_and_repair(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    change, parts = WRONG[kind]
    assert _build(_raw(tmp_path, _changed(change))) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == (2 if kind == "comma decimals" else 1)  # a line per cell
    for part in parts:
        assert part in message, message


def test_a_page_given_twice_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _raw(tmp_path, _pages(_records()))
    path = folder / FOLDER / "sayfa-1.json"
    (folder / FOLDER / "kopya.json").write_bytes(path.read_bytes())
    assert _build(folder) == 1
    message = capsys.readouterr().err
    for part in ("sayfa-1.json", "kopya.json is page 1 too", "Keep one"):
        assert part in message


def test_an_empty_folder_and_a_page_cut_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _raw(tmp_path, _pages(_records()))
    path = folder / FOLDER / "sayfa-1.json"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: len(whole) // 2], encoding="utf-8")
    assert _build(folder) == 1
    assert "sayfa-1.json, row 1: not valid JSON" in capsys.readouterr().err
    path.unlink()
    assert _build(folder) == 1
    assert "there is no page (*.json) in it" in capsys.readouterr().err
