"""The catalogue as it is committed, and what each kind of wrong entry is told."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import (
    Access,
    Catalogue,
    Direction,
    Group,
    Kind,
    Level,
    Sensitivity,
    Unit,
    load_catalogue,
)
from dashboard.classes import CLASS_LETTERS, palette_of
from dashboard.dataset import Dataset, Flag
from dashboard.entries import CatalogueError, read_toml
from dashboard.figures.colours import COLOURS

FOLDER = Path(__file__).parents[2] / "data" / "catalogue"
CODES = (
    *("D01", "D02", "D03", "D04", "D05", "D06", "D07", "E01", "E02", "E03", "E04", "E05"),
    *("W01", "W02", "W03", "W04", "W05", "C01", "C02", "C03", "C04", "C05", "C06"),
    *("H01", "H02", "H04", "S01", "S02", "S03", "P01", "P02", "P03", "P04", "P05"),
    *("M01", "M02", "M03", "M05", "K01", "K03"),
)
NORMATIVE = {
    (0.0, 1.0),
    (0.0, 50.0),
    (0.0, 100.0),
}  # of yes or no, of councils, of reachable shares
ENTRY = """
[literacy]
code = "E02"
theme = "education"
kind = "gap"
name = { tr = "Okuryazarlık", en = "Literacy" }
meaning = { tr = "Okuma yazma bilenler.", en = "Those who can read." }
numerator = { tr = "okuma yazma bilenler", en = "those who can read" }
denominator = { tr = "nüfus", en = "residents" }
dark = { tr = "Koyu: yüksek", en = "Darker: higher" }
caveat = { tr = "Dikkat.", en = "Mind." }
groups = ["women", "men"]
unit = "percent"
direction = "higher"
goalposts = [0, 100]
aggregation = "pooled"
access = "district"

[literacy.origin]
publisher = { tr = "TÜİK", en = "TÜİK" }
licence = { tr = "Koşullar", en = "Terms" }
address = "https://example.org"
date = "2024-12-31"
"""
OTHER = ENTRY.replace("literacy", "schooling").replace("E02", "E03")
GONE = """
[schooling.withdrawn]
date = "2026-11-22"
reason = { tr = "Neden.", en = "Why." }
replacement = "literacy"
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
        for words in (one.name, one.meaning, one.numerator, one.dark, one.publisher, one.caveat):
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


def test_what_is_not_judged_can_never_count_in_an_index(catalogue: Catalogue) -> None:
    for one in catalogue.indicators.values():
        assert one.judged == (one.goalposts is not None), one.key
        if not one.judged:
            assert not one.fits_index, one.key
    fitting = {one.key for one in catalogue.indicators.values() if one.fits_index}
    assert len(fitting) > 30
    assert not fitting & {"women_share", "registered_unemployed_women", "land_value"}
    assert not fitting & {"protection_orders_per_10000", "average_rent"}


def test_violence_stays_out_of_an_index_even_if_it_were_judged(tmp_path: Path) -> None:
    guarded = f'{CODE}\nfinest_level = "district"\nsensitivity = "{Sensitivity.VIOLENCE}"'
    found = load_catalogue(_write(tmp_path, ENTRY.replace(CODE, guarded)))
    assert found.indicators["literacy"].judged
    assert not found.indicators["literacy"].fits_index


def test_kinds_and_access_are_those_of_the_list_of_forty(catalogue: Catalogue) -> None:
    """Counted in the project's list; S02 asks women alone, so it is no gap."""
    forty = [one for one in catalogue.indicators.values() if one.code in CODES]
    assert Counter(one.kind for one in forty) == {Kind.GAP: 6, Kind.WOMEN: 15, Kind.CONTEXT: 19}
    assert Counter(one.access for one in forty) == {
        Access.NEIGHBOURHOOD: 2,
        Access.PART: 13,
        Access.REQUEST: 11,
        Access.DISTRICT: 8,
        Access.PROVINCE: 5,
        Access.SURVEY: 1,
    }


def test_the_rough_edges_of_the_list_are_settled(catalogue: Catalogue) -> None:
    by_code = {one.code: one for one in catalogue.indicators.values()}
    for language in ("tr", "en"):
        kindergartens = by_code["C01"]
        for words in (kindergartens.meaning, kindergartens.population, kindergartens.denominator):
            assert "0–5" in words[language]
        assert "3–5" not in kindergartens.name[language]
    toilets = by_code["M05"]
    assert "kadın tuvaleti" in toilets.name["tr"]
    assert "toilets for women" in toilets.name["en"]
    assert (by_code["S02"].kind, by_code["S02"].groups) == (Kind.WOMEN, (Group.WOMEN,))
    assert by_code["W03"].direction is Direction.AMBIGUOUS
    assert by_code["K02"].withdrawn is not None


def test_goalposts_are_about_the_range_where_most_people_live(
    catalogue: Catalogue, demo: Dataset
) -> None:
    """At most one person in twenty lives beyond them, in the demonstration."""
    for one in catalogue.in_use:
        if one.goalposts is None or one.goalposts in NORMATIVE or one.key not in demo.offers:
            continue
        low, high = one.goalposts
        for series in demo.offers[one.key]:
            if series.group is Group.GAP or one.direction is Direction.PARITY:
                continue
            measured = demo.measured(series)
            women = demo.areas(series.level)["women"].to_numpy(float)
            valued = measured.flags == Flag.OK
            beyond = valued & ((measured.values < low) | (measured.values > high))
            assert women[beyond].sum() <= 0.05 * women[valued].sum(), series.key


def test_the_invented_indicator_says_so_in_its_name(catalogue: Catalogue) -> None:
    invented = [one for one in catalogue.indicators.values() if one.invented]
    assert [one.key for one in invented] == ["women_employment_neighbourhood"]
    for words in (invented[0].name, invented[0].gap_name):
        assert "uydurma" in words["tr"]
        assert "invented" in words["en"]


def test_no_shelter_is_named_anywhere() -> None:
    for path in FOLDER.glob("*.toml"):
        text = json.dumps(read_toml(path), ensure_ascii=False, default=str).lower()
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


CODE = 'code = "E02"'
WRONG = [
    ("[literacy]", '["Literacy rate"]', "keys are snake_case"),
    ("[literacy]", 'stray = "x"\n[literacy]', "stray: stands outside of an entry"),
    (CODE, "", r"\[literacy\] code: missing"),
    (CODE, "code = 2", "code: 2 is not a text"),
    (CODE, f'{CODE}\ncolour = "red"', "colour: not a known field"),
    ('theme = "education"', 'theme = "school"', "'school' is not in themes.toml"),
    ('kind = "gap"', "", "kind: missing"),
    ('kind = "gap"', 'kind = "sex"', "kind: 'sex' is not known. Use one of gap, women, context"),
    (', en = "Literacy" }', " }", "name: write both languages"),
    (', en = "Literacy" }', ', en = " " }', "name: write both languages"),
    (', en = "Literacy" }', ', en = "Literacy", de = "x" }', "name: write both languages"),
    (
        'numerator = { tr = "okuma yazma bilenler", en = "those who can read" }',
        "",
        "numerator: miss",
    ),
    (
        'denominator = { tr = "nüfus", en = "residents" }',
        "",
        "denominator: missing for the unit 'percent'. Add it",
    ),
    ('caveat = { tr = "Dikkat.", en = "Mind." }', "", "caveat: missing"),
    ('unit = "percent"', 'unit = "percentage"', "unit: 'percentage' is not known"),
    ('direction = "higher"', 'direction = "up"', "direction: 'up' is not known"),
    ('["women", "men"]', '["girls"]', "groups: 'girls' is not known"),
    ('["women", "men"]', '"women"', "groups: 'women' is not a list"),
    ('["women", "men"]', '["women", "women"]', "each once"),
    ('["women", "men"]', '["women", "gap"]', "the gap is computed"),
    ('["women", "men"]', '["women"]\ndefault_group = "men"', "men is not among its groups"),
    (CODE, f"{CODE}\nfloor = -1", "floor: -1 is not a whole number"),
    (CODE, f"{CODE}\ndigits = true", "digits: True is not a whole number"),
    (CODE, f'{CODE}\ninvented = "no"', "invented: 'no' is neither true nor false"),
    (CODE, f"{CODE}\nbreaks = [2, 1]", "breaks: numbers must rise"),
    (CODE, f'{CODE}\nbreaks = ["a"]', "write a list of numbers"),
    (CODE, f"{CODE}\nbreaks = [1, nan]", "write a list of numbers"),
    (CODE, f'{CODE}\ngap_breaks = "12"', "write a list of numbers"),
    (CODE, f"{CODE}\nbreaks = [1, 2, 3, 4, 5]", r"breaks: 5 .* at most 4"),
    (CODE, f"{CODE}\ngap_breaks = [1, 2, 3, 4, 5]", "gap_breaks: 5 .* at most 4"),
    (
        CODE,
        f"{CODE}\ngap_breaks = [-4, -3, -2, -1, 0, 1, 2, 3, 4]",
        r"\[literacy\] gap_breaks: 9 limits on both sides of 0\. Write 4 or 6",
    ),
    (CODE, f"{CODE}\ngap_breaks = [-9, -5, -4, -3, -2, 2]", "both sides of 0"),
    (CODE, f"{CODE}\ngap_breaks = [-2, 2]", "2 limits on both sides of 0"),
    (CODE, f"{CODE}\ngap_breaks = [-2, -1, 0, 2]", "both sides of 0"),
    (
        'direction = "higher"\ngoalposts = [0, 100]',
        'direction = "parity"\ngoalposts = [0, 1]\nbreaks = [0.5, 1.1, 1.2, 1.3]',
        "breaks: 4 limits on both sides of 1",
    ),
    (CODE, f'{CODE}\nbreak_rule = "fixed"', "missing for the rule 'fixed'"),
    (CODE, "code = ", "not valid TOML"),
    ("goalposts = [0, 100]", "", "goalposts: missing for the direction 'higher'"),
    ("goalposts = [0, 100]", "goalposts = [100, 0]", "goalposts: numbers must rise"),
    ("goalposts = [0, 100]", "goalposts = [0]", "goalposts: write two numbers"),
    ("goalposts = [0, 100]", "goalposts = []", "goalposts: write two numbers"),
    ("goalposts = [0, 100]", "goalposts = [false, true]", "goalposts: write a list of numbers"),
    (
        'direction = "higher"',
        'direction = "neutral"',
        "goalposts: the direction 'neutral' is never",
    ),
    ('direction = "higher"', 'direction = "ambiguous"', "never judged, so it has none. Remove"),
    ('direction = "higher"', 'direction = "parity"', "goalposts: of parity the upper one is 1"),
    ('aggregation = "pooled"', 'aggregation = "average"', "aggregation: 'average' is not known"),
    ('access = "district"', 'access = "A"', "access: 'A' is not known. Use one of neighbourhood"),
    (CODE, f"{CODE}\nyears = [2023, 1822]", "years: numbers must rise"),
    (CODE, f"{CODE}\nyears = [1822]", "years: 1822 is not a year from 1923"),
    (CODE, f"{CODE}\nyears = [2021.5]", "years: 2021.5 is not a year"),
    (CODE, f'{CODE}\nyears = ["2021"]', "years: write a list of numbers"),
    (
        CODE,
        f'{CODE}\nsensitivity = "{Sensitivity.VIOLENCE}"',
        "finest_level: .* has no values of neighbourhoods. Write finest_level",
    ),
    ('publisher = { tr = "TÜİK", en = "TÜİK" }', "", r"\[literacy\] origin.publisher: missing"),
    (
        'publisher = { tr = "TÜİK", en = "TÜİK" }',
        'publisher = "TÜİK"',
        "origin.publisher: write both",
    ),
    ('date = "2024-12-31"', 'date = "31.12.2024"', "origin.date: '31.12.2024' is not a date"),
    ('date = "2024-12-31"', 'date = "20241231"', "is not a date. Write it as 2026-11-22"),
    ('date = "2024-12-31"', 'date = "2024-12-31"\npage = 3', "origin.page: not a known field"),
    ('"https://example.org"', '"example.org"', "origin.address: 'example.org' is no address"),
    ("[literacy.origin]", "[literacy.origins]", r"\[literacy\] origin: missing"),
    (CODE, f'{CODE}\nwithdrawn = "2026"', "withdrawn: '2026' is not a table"),
    (CODE, f'{CODE}\nwithdrawn = {{ date = "2026-11-22" }}', "withdrawn.reason: missing"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), WRONG)
def test_a_wrong_entry_is_told_what_to_mend(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    assert right in ENTRY
    with pytest.raises(CatalogueError, match=message) as error:
        load_catalogue(_write(tmp_path, ENTRY.replace(right, wrong)))
    assert "indicators.toml: " in str(error.value)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            'code = "E03"',
            'code = "E02"',
            r"\[schooling\] code: 'E02' is the code of \[literacy\] too",
        ),
        ('"literacy"', '"reading"', r"\[schooling\] withdrawn.replacement: 'reading' is no indica"),
        ('"literacy"', '"schooling"', "withdrawn.replacement: 'schooling' is withdrawn itself"),
        ('"literacy"', "7", "withdrawn.replacement: 7 is not a text"),
        ("2026-11-22", "yesterday", "withdrawn.date: 'yesterday' is not a date"),
        ('date = "2026-11-22"', 'date = ""', "withdrawn.date: '' is not a date"),
    ],
)
def test_entries_that_contradict_each_other_are_told_so(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    assert right in OTHER + GONE
    entries = ENTRY + (OTHER + GONE).replace(right, wrong)
    with pytest.raises(CatalogueError, match=message):
        load_catalogue(_write(tmp_path, entries))


def test_a_withdrawn_indicator_keeps_its_entry_and_is_not_in_use(tmp_path: Path) -> None:
    found = load_catalogue(_write(tmp_path, ENTRY + OTHER + GONE))
    assert [one.key for one in found.in_use] == ["literacy"]
    assert [one.key for one in found.of_theme("education")] == ["literacy"]
    gone = found.indicators["schooling"]
    assert gone.withdrawn is not None
    assert gone.withdrawn.replacement == "literacy"
    assert not gone.fits_index


def test_a_theme_of_unknown_fields_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"themes\.toml: \[education\] colour: not a known"):
        load_catalogue(_write(tmp_path, ENTRY, THEMES + 'colour = "red"\n'))


@given(
    st.sampled_from(["higher", "neutral", "parity"]),
    st.lists(st.integers(-5, 5), max_size=9, unique=True).map(sorted),
    st.lists(st.integers(-5, 5), max_size=9, unique=True).map(sorted),
)
def test_limits_that_load_have_colours(
    folder: Path, direction: str, breaks: list[int], gap_breaks: list[int]
) -> None:
    posts = {"higher": "goalposts = [0, 100]", "neutral": "", "parity": "goalposts = [0, 1]"}
    entry = ENTRY.replace("higher", direction).replace("goalposts = [0, 100]", posts[direction])
    entry = entry.replace(CODE, f"{CODE}\nbreaks = {breaks}\ngap_breaks = {gap_breaks}")
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
