"""The catalogue as it is committed, and what each kind of wrong entry is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import (
    Catalogue,
    CatalogueError,
    Direction,
    Group,
    Level,
    Sensitivity,
    Unit,
    load_catalogue,
)
from dashboard.classes import CLASS_LETTERS, palette_of
from dashboard.figures.colours import COLOURS

FOLDER = Path(__file__).parents[2] / "data" / "catalogue"
CODES = (
    *("D01", "D02", "D03", "D04", "D05", "D06", "D07", "E01", "E02", "E03", "E04", "E05"),
    *("W01", "W02", "W03", "W04", "W05", "C01", "C02", "C03", "C04", "C05", "C06"),
    *("H01", "H02", "H04", "S01", "S02", "S03", "P01", "P02", "P03", "P04", "P05"),
    *("M01", "M02", "M03", "M05", "K01", "K03"),
)
ENTRY = """
[literacy]
code = "E02"
theme = "education"
name = { tr = "Okuryazarlık", en = "Literacy" }
meaning = { tr = "Okuma yazma bilenler.", en = "Those who can read." }
dark = { tr = "Koyu: yüksek", en = "Darker: higher" }
groups = ["women", "men"]
unit = "percent"
direction = "higher"
"""
THEMES = '[education]\nname = { tr = "Eğitim", en = "Education" }\n'


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(FOLDER)


def test_the_forty_indicators_are_there(catalogue: Catalogue) -> None:
    codes = [one.code for one in catalogue.indicators.values()]
    assert len(CODES) == 40
    assert set(CODES) <= set(codes)
    assert len(codes) == len(set(codes))


def test_every_theme_has_indicators(catalogue: Catalogue) -> None:
    assert all(catalogue.of_theme(theme) for theme in catalogue.themes)


def test_a_gap_has_a_name_of_its_own(catalogue: Catalogue) -> None:
    for one in catalogue.indicators.values():
        assert (Group.GAP in one.shown_groups) == bool(one.gap_name["tr"]), one.key
        if one.gap_name["tr"]:
            assert one.gap_name["tr"] != one.name["tr"], one.key
            assert "fark" in one.gap_name["tr"], one.key


def test_breaks_of_gaps_are_symmetric(catalogue: Catalogue) -> None:
    for one in catalogue.indicators.values():
        mirrored = tuple(-limit for limit in reversed(one.gap_breaks))
        assert one.gap_breaks == mirrored, one.key


def test_every_text_of_an_entry_is_there(catalogue: Catalogue) -> None:
    for one in catalogue.indicators.values():
        for words in (one.name, one.meaning, one.dark, one.publisher, one.caveat):
            assert words["tr"], one.key
            assert words["en"], one.key
        assert one.dark["tr"].startswith("Koyu renk: "), one.key
        assert one.dark["en"].startswith("Darker: "), one.key
        assert one.meaning["tr"].endswith("."), one.key


def test_rates_of_people_have_a_floor(catalogue: Catalogue) -> None:
    of_people = {Unit.PERCENT, Unit.PER_100, Unit.PER_1000, Unit.PER_10000}
    without = {
        one.key
        for one in catalogue.indicators.values()
        if one.unit in of_people and one.floor < 20 and one.sensitivity != "violence"
    }
    # Councillors and rents are not residents; growth is of whole districts.
    assert without == {"council_women_share", "rent_burden", "population_change"}


def test_violence_stays_with_districts_and_is_not_judged(catalogue: Catalogue) -> None:
    orders = catalogue.indicators["protection_orders_per_10000"]
    assert orders.sensitivity is Sensitivity.VIOLENCE
    assert orders.finest_level is Level.DISTRICT
    assert orders.direction is Direction.AMBIGUOUS
    assert not orders.judged


def test_neutral_and_ambiguous_ones_are_not_judged(catalogue: Catalogue) -> None:
    for key in ("women_share", "land_value", "registered_unemployed_women", "older_women_share"):
        assert not catalogue.indicators[key].judged, key


def test_the_invented_indicator_says_so_in_its_name(catalogue: Catalogue) -> None:
    invented = [one for one in catalogue.indicators.values() if one.invented]
    assert [one.key for one in invented] == ["women_employment_neighbourhood"]
    for words in (invented[0].name, invented[0].gap_name):
        assert "uydurma" in words["tr"]
        assert "invented" in words["en"]


def test_no_shelter_is_named_anywhere() -> None:
    for path in FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8").lower()
        assert not any(word in text for word in ("sığınma", "siginma", "shelter", "refuge")), path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("catalogue")


def _write(folder: Path, entry: str, themes: str = THEMES) -> Path:
    (folder / "themes.toml").write_text(themes, encoding="utf-8")
    (folder / "indicators.toml").write_text(entry, encoding="utf-8")
    return folder


def test_a_right_entry_loads(tmp_path: Path) -> None:
    literacy = load_catalogue(_write(tmp_path, ENTRY)).indicators["literacy"]
    assert literacy.shown_groups == (Group.WOMEN, Group.MEN, Group.GAP)
    assert literacy.default_group is Group.WOMEN


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("[literacy]", '["Literacy rate"]', "keys are snake_case"),
        ('code = "E02"', "", r"\[literacy\] code: missing"),
        ('code = "E02"', 'code = "E02"\ncolour = "red"', "colour: not a known field"),
        ('theme = "education"', 'theme = "school"', "'school' is not in themes.toml"),
        (', en = "Literacy" }', " }", "name: write both languages"),
        ('unit = "percent"', 'unit = "percentage"', "unit: 'percentage' is not known"),
        ('direction = "higher"', 'direction = "up"', "direction: 'up' is not known"),
        ('["women", "men"]', '["girls"]', "groups: 'girls' is not known"),
        ('["women", "men"]', '["women", "gap"]', "the gap is computed"),
        ('["women", "men"]', '["women"]\ndefault_group = "men"', "men is not among its groups"),
        ('code = "E02"', 'code = "E02"\nfloor = -1', "floor: -1 is not a whole number"),
        ('code = "E02"', 'code = "E02"\nbreaks = [2, 1]', "limits must rise"),
        ('code = "E02"', 'code = "E02"\nbreaks = ["a"]', "write a list of numbers"),
        ('code = "E02"', 'code = "E02"\nbreaks = [1, nan]', "write a list of numbers"),
        ('code = "E02"', 'code = "E02"\ngap_breaks = "12"', "write a list of numbers"),
        ('code = "E02"', 'code = "E02"\nbreaks = [1, 2, 3, 4, 5]', r"breaks: 5 .* at most 4"),
        (
            'code = "E02"',
            'code = "E02"\ngap_breaks = [1, 2, 3, 4, 5]',
            "gap_breaks: 5 .* at most 4",
        ),
        (
            'code = "E02"',
            'code = "E02"\ngap_breaks = [-4, -3, -2, -1, 0, 1, 2, 3, 4]',
            r"\[literacy\] gap_breaks: 9 limits on both sides of 0\. Write 4 or 6",
        ),
        ('code = "E02"', 'code = "E02"\ngap_breaks = [-9, -5, -4, -3, -2, 2]', "both sides of 0"),
        ('code = "E02"', 'code = "E02"\ngap_breaks = [-2, 2]', "2 limits on both sides of 0"),
        ('code = "E02"', 'code = "E02"\ngap_breaks = [-2, -1, 0, 2]', "both sides of 0"),
        (
            'direction = "higher"',
            'direction = "parity"\nbreaks = [0.5, 1.1, 1.2, 1.3]',
            "breaks: 4 limits on both sides of 1",
        ),
        ('code = "E02"', 'code = "E02"\nbreak_rule = "fixed"', "missing for the rule 'fixed'"),
        ('code = "E02"', "code = ", "not valid TOML"),
    ],
)
def test_a_wrong_entry_is_told_what_to_mend(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    assert right in ENTRY
    with pytest.raises(CatalogueError, match=message):
        load_catalogue(_write(tmp_path, ENTRY.replace(right, wrong)))


@given(
    st.sampled_from(["higher", "neutral", "parity"]),
    st.lists(st.integers(-5, 5), max_size=9, unique=True).map(sorted),
    st.lists(st.integers(-5, 5), max_size=9, unique=True).map(sorted),
)
def test_limits_that_load_have_colours(
    folder: Path, direction: str, breaks: list[int], gap_breaks: list[int]
) -> None:
    entry = ENTRY.replace("higher", direction) + f"breaks = {breaks}\ngap_breaks = {gap_breaks}\n"
    try:
        one = load_catalogue(_write(folder, entry)).indicators["literacy"]
    except CatalogueError:
        return
    for group, limits in ((Group.WOMEN, one.breaks), (Group.GAP, one.gap_breaks)):
        assert palette_of(one, group, limits) in COLOURS
        assert len(limits) < len(CLASS_LETTERS)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"themes\.toml: the file is missing"):
        load_catalogue(tmp_path)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    _write(tmp_path, ENTRY)
    (tmp_path / "indicators.toml").write_bytes(ENTRY.encode("iso-8859-9"))
    with pytest.raises(CatalogueError, match="not UTF-8"):
        load_catalogue(tmp_path)
