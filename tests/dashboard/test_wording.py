"""Numbers, case endings and the two files of words."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Group, Level, Unit
from dashboard.dataset import Dataset, Flag
from dashboard.wording import amount, language_or_default, number, percent, suffixed, text, texts

PACKAGES = ("dashboard", "layouts", "callbacks")

# name: of, in, from, to
ENDINGS = """
Aliağa nın da dan ya|Balçova nın da dan ya|Bayındır ın da dan a|Bayraklı nın da dan ya
Bergama nın da dan ya|Beydağ ın da dan a|Bornova nın da dan ya|Buca nın da dan ya
Çeşme nin de den ye|Çiğli nin de den ye|Dikili nin de den ye|Foça nın da dan ya
Gaziemir in de den e|Güzelbahçe nin de den ye|Karabağlar ın da dan a|Karaburun un da dan a
Karşıyaka nın da dan ya|Kemalpaşa nın da dan ya|Kınık ın ta tan a|Kiraz ın da dan a
Konak ın ta tan a|Menderes in te ten e|Menemen in de den e|Narlıdere nin de den ye
Ödemiş in te ten e|Seferihisar ın da dan a|Selçuk un ta tan a|Tire nin de den ye
Torbalı nın da dan ya|Urla nın da dan ya|Altıeylül ün de den e|Ayvalık ın ta tan a
Balya nın da dan ya|Bandırma nın da dan ya|Bigadiç in te ten e|Burhaniye nin de den ye
Dursunbey in de den e|Edremit in te ten e|Erdek in te ten e|Gömeç in te ten e
Gönen in de den e|Havran ın da dan a|İvrindi nin de den ye|Karesi nin de den ye
Kepsut un ta tan a|Manyas ın ta tan a|Marmara nın da dan ya|Savaştepe nin de den ye
Sındırgı nın da dan ya|Susurluk un ta tan a
"""
CASES = ("of", "in", "from", "to")


def _endings() -> dict[str, tuple[str, ...]]:
    rows = [row.split() for line in ENDINGS.strip().splitlines() for row in line.split("|")]
    return {name: tuple(endings) for name, *endings in rows}


def test_every_district_takes_its_endings(demo: Dataset) -> None:
    expected = _endings()
    names = list(demo.areas(Level.DISTRICT)["name"])
    assert sorted(names) == sorted(expected)
    for name in names:
        said = tuple(suffixed(name, case) for case in CASES)
        assert said == tuple(f"{name}’{ending}" for ending in expected[name])


def test_provinces_take_their_endings() -> None:
    assert suffixed("İzmir", "in") == "İzmir’de"
    assert suffixed("Balıkesir", "of") == "Balıkesir’in"
    assert suffixed("Iğdır", "in") == "Iğdır’da"
    assert suffixed("İzmir + Balıkesir", "of") == "İzmir + Balıkesir’in"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1.037", "1.037’sinde"),
        ("2.098", "2.098’inde"),
        ("26", "26’sında"),
        ("0", "0’ında"),
        ("1", "1’inde"),
        ("3", "3’ünde"),
        ("9", "9’unda"),
        ("10", "10’unda"),
        ("20", "20’sinde"),
        ("30", "30’unda"),
        ("40", "40’ında"),
        ("50", "50’sinde"),
        ("60", "60’ında"),
        ("80", "80’inde"),
        ("100", "100’ünde"),
        ("1.100", "1.100’ünde"),
        ("2.000", "2.000’inde"),
        ("3.000.000", "3.000.000’unda"),
    ],
)
def test_numbers_are_read_aloud(written: str, expected: str) -> None:
    assert suffixed(written, "its_in") == expected


@pytest.mark.parametrize(
    ("written", "its", "its_of", "left", "reached"),
    [
        ("34", "34’ü", "34’ünün", "34’ten", "34’e"),
        ("35", "35’i", "35’inin", "35’ten", "35’e"),
        ("62", "62’si", "62’sinin", "62’den", "62’ye"),
        ("66", "66’sı", "66’sının", "66’dan", "66’ya"),
        ("40", "40’ı", "40’ının", "40’tan", "40’a"),
        ("100", "100’ü", "100’ünün", "100’den", "100’e"),
        ("0", "0’ı", "0’ının", "0’dan", "0’a"),
        ("11,1", "11,1’i", "11,1’inin", "11,1’den", "11,1’e"),
        ("58,9", "58,9’u", "58,9’unun", "58,9’dan", "58,9’a"),
        ("0,7", "0,7’si", "0,7’sinin", "0,7’den", "0,7’ye"),
    ],
)
def test_shares_move_from_one_number_to_another(
    written: str, its: str, its_of: str, left: str, reached: str
) -> None:
    cases = ("its", "its_of", "from", "to")
    assert tuple(suffixed(written, one) for one in cases) == (its, its_of, left, reached)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Evka 3", "Evka 3’te"), ("Evka-2", "Evka-2’de"), ("Evka-6", "Evka-6’da")],
)
def test_a_number_at_the_end_of_a_name_is_read_aloud_too(name: str, expected: str) -> None:
    assert suffixed(name, "in") == expected


def test_brackets_belong_to_the_name() -> None:
    assert suffixed("Hacılar (Dereköy Bucağı)", "in") == "Hacılar (Dereköy Bucağı)’da"


@pytest.mark.parametrize(
    ("value", "digits", "tr", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (0, 0, "0", "0"),
        (4479525, 0, "4.479.525", "4,479,525"),
        (-3.25, 1, "−3,2", "−3.2"),
        (-0.04, 1, "0,0", "0.0"),
        (0.004, 2, "0,00", "0.00"),
        (None, 1, "Veri yok", "No data"),
        (float("nan"), 1, "Veri yok", "No data"),
    ],
)
def test_numbers_as_their_readers_write_them(
    value: float | None, digits: int, tr: str, en: str
) -> None:
    assert number(value, "tr", digits) == tr
    assert number(value, "en", digits) == en


def test_a_sign_for_gaps_only() -> None:
    assert number(3.2, "tr", 1, sign=True) == "+3,2"
    assert number(3.2, "tr", 1) == "3,2"
    assert number(-3.2, "tr", 1, sign=True) == "−3,2"
    assert number(0.0, "tr", 1, sign=True) == "0,0"
    assert number(0.04, "tr", 1, sign=True) == "0,0"


@given(st.floats(-1e7, 1e7), st.integers(0, 3))
def test_both_languages_say_the_same_number(value: float, digits: int) -> None:
    swapped = str.maketrans(".,", ",.")
    tr = number(value, "tr", digits)
    assert tr.translate(swapped) == number(value, "en", digits)
    read = float(tr.replace(".", "").replace(",", ".").replace("−", "-"))
    assert abs(read - value) <= 0.5 * 10**-digits + 1e-6
    assert "-" not in tr


def test_percent_stands_before_in_turkish_and_after_in_english(demo: Dataset) -> None:
    indicator = demo.catalogue.indicators["women_employment_neighbourhood"]
    assert amount(38.4, indicator, Group.WOMEN, "tr") == "%38,4"
    assert amount(38.4, indicator, Group.WOMEN, "en") == "38.4%"


def test_a_gap_between_percentages_is_in_points(demo: Dataset) -> None:
    indicator = demo.catalogue.indicators["women_employment_neighbourhood"]
    assert amount(-3.2, indicator, Group.GAP, "tr") == "−3,2 puan"
    assert amount(3.2, indicator, Group.GAP, "tr") == "+3,2 puan"
    assert "%" not in amount(-3.2, indicator, Group.GAP, "en")


def test_yes_and_no_are_words(demo: Dataset) -> None:
    indicator = demo.catalogue.indicators["woman_mayor"]
    assert amount(1, indicator, Group.TOTAL, "tr") == "Evet"
    assert amount(0, indicator, Group.TOTAL, "en") == "No"
    assert amount(float("nan"), indicator, Group.TOTAL, "tr") == "Veri yok"


def test_an_unknown_language_is_turkish() -> None:
    assert language_or_default("de") == language_or_default(None) == "tr"
    assert language_or_default("en") == "en"


def _fields(words: str) -> list[str]:
    return sorted(field for _, field, _, _ in string.Formatter().parse(words) if field is not None)


def test_both_languages_have_the_same_words() -> None:
    tr, en = texts("tr"), texts("en")
    assert set(tr) == set(en)
    for key in tr:
        assert tr[key].strip(), key
        assert en[key].strip(), key
        assert _fields(tr[key]) == _fields(en[key]), key


def test_a_missing_key_is_never_seen() -> None:
    with pytest.raises(KeyError):
        text("no.such.key", "tr")


def test_every_unit_level_group_and_flag_has_words() -> None:
    known = texts("tr")
    for unit in Unit:
        assert {f"unit.{unit}.name", f"unit.{unit}.amount"} <= set(known)
    for level in Level:
        assert {f"level.{level}", f"level_title.{level}", f"coverage.{level}"} <= set(known)
    for group in Group:
        assert {f"group.{group}", f"group_long.{group}"} <= set(known)
    for flag in Flag:
        assert f"flag.{flag._name_.lower()}" in known


def _keys_in_code(path: Path) -> list[tuple[str, bool]]:
    """Keys given to ``text``: whole ones, and the beginnings of those with a filled-in end."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) in ("text", "wording.text")):
            continue
        for leaf in _leaves(node.args[0]):
            if isinstance(leaf, ast.Constant):
                found.append((str(leaf.value), True))
            elif isinstance(leaf, ast.JoinedStr) and isinstance(leaf.values[0], ast.Constant):
                found.append((str(leaf.values[0].value), False))
    return found


def _leaves(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [*_leaves(node.body), *_leaves(node.orelse)]
    return [node]


def test_every_key_in_the_code_has_words(project: Path) -> None:
    known = set(texts("tr"))
    keys = [
        (path.name, *key)
        for package in PACKAGES
        for path in (project / package).rglob("*.py")
        for key in _keys_in_code(path)
    ]
    assert len(keys) > 100
    for file, key, whole in keys:
        if whole:
            assert key in known, f"{file}: {key}"
        else:
            assert any(one.startswith(key) for one in known), f"{file}: {key}…"


def _strings(path: Path) -> tuple[set[str], set[str]]:
    """All strings of a module, and the beginnings (up to a dot) of those that are filled in."""
    whole, starts = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            whole.add(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            if "." in start:
                starts.add(start)
    return whole, starts


def test_no_words_are_left_over(project: Path) -> None:
    whole: set[str] = set()
    starts: set[str] = set()
    for package in PACKAGES:
        for path in (project / package).rglob("*.py"):
            found = _strings(path)
            whole, starts = whole | found[0], starts | found[1]
    unused = [key for key in texts("tr") if key not in whole and not key.startswith(tuple(starts))]
    assert not unused


@pytest.mark.parametrize(
    ("share", "turkish", "english"),
    [
        (0.0, "%0’ı", "0%"),
        (0.0002, "%0,1’i", "0.1%"),
        (0.004, "%0,4’ü", "0.4%"),
        (0.12, "%12’si", "12%"),
        (0.5, "%50’si", "50%"),
        (0.996, "%99,6’sı", "99.6%"),
        (0.9999, "%99,9’u", "99.9%"),
        (1.0, "%100’ü", "100%"),
    ],
)
def test_shares_are_whole_percent_unless_they_would_read_as_nobody_or_everybody(
    share: float, turkish: str, english: str
) -> None:
    assert percent(share, "tr", "its") == turkish
    assert percent(share, "en", "its") == english
