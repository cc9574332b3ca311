"""No shelter is read, by class or by name, and no message tells where one is."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.pipeline.shelters import is_shelter, speaks_of_shelter
from dashboard.release import current_release
from tests.tiny import STOPS, tiny_raw

SHELTERS = [
    "Konak Belediyesi Kadın Sığınmaevi",
    "KADIN SIĞINMA EVİ",
    "SIGINMAEVI",
    "siginma  evi",
    "Sığınma-Evi'nin bahçesi",
    "sığın\u00adma\u200bevi",
    "S&#305;ğ&#305;nmaevi",
    "<td>Sığınma</td><td>Evi</td>",
    "Kadın Konukevi",
    "kadın ve çocuk konuk evi",
    "Konukevi (Kadın)",
    "Kadın Sığınağı",
    "kadınlar için sığınak",
    "Şiddet Mağdurları Sığınağı",
    "Women's shelter",
    "Refuge for women",
    "domestic violence refuge",
    "Kadın İlk Adım İstasyonu",
]
DOUBTFUL = [
    "Deprem Sığınağı",
    "SIĞINAK",
    "Sığınaklar",
    "Öğretmen Konukevi",
    "Belediye Konuk Evi",
    "İlk Kabul Birimi",
    "Geçici Barınma Evi",
    "Bus shelter",
    "Safe house",
]
HARMLESS = [
    "Sığınak Sokak",
    "1234. Sk. (Sığınak Sokağı) No: 5",
    "Konukevi Cad.",
    "Hayvan Barınağı",
    "Aliağa Balıkçı Barınağı",
    "Şehit Üsteğmen Ahmet Konuksever",
    "Sığınmacı Destek Derneği",
    "Işığın Ağacı",
    "Kadın Danışma Merkezi",
    "Şiddet Önleme ve İzleme Merkezi",
    "Konak Evleri",
    "Refugee support office",
    "38.4189",
    "",
]


@pytest.mark.parametrize("text", SHELTERS)
def test_a_shelter_is_known_however_it_is_written(text: str) -> None:
    assert is_shelter(text)


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_be_a_shelter_is_doubted(text: str) -> None:
    assert speaks_of_shelter(text)
    assert not is_shelter(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_streets_and_like_words_raise_no_alarm(text: str) -> None:
    assert not speaks_of_shelter(text)


def _build(folder: Path) -> int:
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    return main(["build", "--publish", *(str(part) for pair in places.items() for part in pair)])


def _stops(folder: Path, name: str, note: str = "") -> Path:
    """Raw files with a further stop of this name and note, and its address."""
    tiny_raw(folder)
    lines = [f"{line};;" for line in STOPS.splitlines()]
    lines[0] = "AD;ENLEM;BOYLAM;YOL;ACIKLAMA"
    lines.append(f"{name};38.0123;27.0456;Gizli Cadde 17;{note}")
    (folder / "durak.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "note", "column"),
    [("Kadın Konukevi", "", "AD"), ("Ek bina", "sığınma evinin ek binası", "ACIKLAMA")],
)
def test_a_shelter_among_points_stops_the_build_and_is_not_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, note: str, column: str
) -> None:
    assert _build(_stops(tmp_path, name, note)) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    for part in ("durak.csv", "row 6", f"'{column}'", "never mapped", "Remove the row"):
        assert part in message
    for secret in (name, "Gizli", "38.01", "27.04"):
        assert secret not in message
    assert not (tmp_path / "out" / "CURRENT").exists()


def test_a_wrong_number_beside_a_shelter_is_not_told_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _stops(tmp_path, "Kadın Konukevi")
    path = folder / "durak.csv"
    path.write_text(path.read_text("utf-8").replace("38.0123", "38.0123x"), encoding="utf-8")
    assert _build(folder) == 1
    assert "38.01" not in capsys.readouterr().err


def _reviewed(folder: Path, name: str) -> None:
    path = folder / "catalogue" / "sources.toml"
    text = path.read_text(encoding="utf-8")
    new = text.replace('service = "bus stops"', f'service = "bus stops"\nreviewed = ["{name}"]')
    path.write_text(new, encoding="utf-8")


def test_an_editor_can_confirm_a_name_that_only_sounds_like_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _stops(tmp_path, "Deprem Sığınağı", "sığınak 200 kişiliktir")
    assert _build(folder) == 1
    assert "'reviewed' of [stops] in sources.toml" in capsys.readouterr().err
    _reviewed(folder, "Deprem Sığınağı")
    assert _build(folder) == 0
    assert current_release(folder / "out")


def test_a_womens_shelter_cannot_be_confirmed_away(tmp_path: Path) -> None:
    folder = _stops(tmp_path, "Kadın Sığınağı")
    _reviewed(folder, "Kadın Sığınağı")
    assert _build(folder) == 1


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('service = "bus stops"', 'service = "kadın sığınma evleri"', "service"),
        ('service = "bus stops"', 'service = "shelters"', "service"),
        ('service = "bus stops"\n', "", "service: missing"),
        ("[stops]", "[women_shelters]", "key"),
        ('[stops]\npublisher = "Test"\ntitle = { tr = "Deneme"', None, "title"),
    ],
)
def test_a_source_of_shelters_is_refused_at_load(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str | None, field: str
) -> None:
    folder = tiny_raw(tmp_path)
    path = folder / "catalogue" / "sources.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    wanted = old.replace("Deneme", "Kadın konukevleri") if new is None else new
    path.write_text(text.replace(old, wanted), encoding="utf-8")
    assert _build(folder) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "sources.toml" in message
    assert field in message
