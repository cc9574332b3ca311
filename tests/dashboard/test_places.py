"""Names of places as Turkish writes, sorts and searches them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.places import (
    bare_name,
    fold,
    name_key,
    slug,
    sort_key,
    turkish_lower,
    turkish_upper,
)

# Calls of lower() or upper() that meet no name of a place: file, then the text called upon.
ALLOWED = {
    ("dashboard/entries.py", "key"),  # catalogue keys are a to z
    ("dashboard/summary.py", "values[area][1].name"),  # the name of a flag
    ("layouts/shell.py", "code"),  # tr, en
    ("layouts/markup.py", "node._type"),  # names of HTML elements
    ("dashboard/store/migrations/versions/r0001_first.py", "event"),  # UPDATE, DELETE
    ("dashboard/store/migrations/versions/r0001_first.py", "each"),
}
MEMBER_OF_FLAG = re.compile(r"(^|\.)(flag|painted)\.name$")  # members of an enumeration are a to z


def test_dotted_and_dotless_i() -> None:
    assert turkish_lower("İZMİR") == "izmir"
    assert turkish_lower("IĞDIR") == "ığdır"
    assert turkish_upper("izmir") == "İZMİR"
    assert turkish_upper("ığdır") == "IĞDIR"


def test_a_dot_written_apart_is_the_same_letter() -> None:
    assert turkish_lower("I\u0307zmir") == "izmir"


def test_fold_is_what_people_type() -> None:
    assert fold("Altıeylül") == fold("ALTIEYLÜL") == fold("altieylul") == "altieylul"
    assert fold("Şirinyer  / Çamlık") == "sirinyer camlik"
    assert fold("Hâkim Evleri") == "hakim evleri"


def test_slug_stands_in_addresses() -> None:
    assert slug("Balıkesir") == "balikesir"
    assert slug("Yeni Mahalle (İç)") == "yeni-mahalle-ic"


@pytest.mark.parametrize("written", ["Evka-6 Mah.", "EVKA 6 MAHALLESİ", "Evka - 6", "evka 6 mh"])
def test_two_publishers_spellings_have_one_key(written: str) -> None:
    assert name_key(written) == "evka6"


def test_key_keeps_turkish_letters_and_brackets() -> None:
    assert name_key("Kışla Köyü") == "kışla" != name_key("Kisla")
    assert name_key("Hacılar (Dereköy)") != name_key("Hacılar (İsmailli)")
    assert name_key("Hâkimiyet") == name_key("Hakimiyet")


def test_a_name_that_only_ends_like_a_suffix_keeps_its_end() -> None:
    assert name_key("Dereköy") == "dereköy"
    assert name_key("Akmah") == "akmah"


def test_turkish_alphabet() -> None:
    names = ["Dere", "Çay", "Can", "Irmak", "İnci", "Hisar", "Şahin", "Su", "Üç", "Uzun", "Öz"]
    expected = ["Can", "Çay", "Dere", "Hisar", "Irmak", "İnci", "Öz", "Su", "Şahin", "Uzun", "Üç"]
    assert sorted(names, key=sort_key) == expected


def test_numbers_in_names_sort_as_numbers() -> None:
    assert sorted(["Evka 10", "Evka 2", "Evka"], key=sort_key) == ["Evka", "Evka 2", "Evka 10"]
    assert sorted(["Alsancak", "9 Eylül", "100. Yıl"], key=sort_key)[0] == "9 Eylül"


def test_a_circumflex_only_breaks_ties() -> None:
    assert sorted(["Kâr", "Kara", "Kar"], key=sort_key) == ["Kar", "Kâr", "Kara"]


@given(st.text(max_size=20))
def test_no_name_is_too_strange(name: str) -> None:
    assert sort_key(name) == sort_key(name)
    assert fold(fold(name)) == fold(name)
    assert " " not in slug(name)


TURKISH = "abcçdefgğhıijklmnoöprsştuüvyz"
NAMES = st.lists(
    st.text(TURKISH, min_size=1, max_size=8).map(lambda word: turkish_upper(word[0]) + word[1:]),
    min_size=1,
    max_size=3,
).map(" ".join)
SUFFIXES = ["", " Mah.", " mah", " MAHALLESİ", " Mahallesi", " Mh.", " mh"]
UNHURRIED = settings(deadline=None)
# words that a name can end in and that are read as its level
LEVEL_WORDS = ("mahallesi", "mah", "mh", "köyü", "koyu")


@UNHURRIED
@given(NAMES.filter(lambda name: turkish_lower(name.split()[-1]) not in LEVEL_WORDS))
def test_a_key_is_its_own_key_whatever_case_or_signs(name: str) -> None:
    key = name_key(name)
    assert key
    assert name_key(turkish_upper(name)) == name_key(turkish_lower(name)) == key
    assert name_key(name.replace(" ", " - ")) == name_key(f"  {name.replace(' ', '.')} ") == key


@UNHURRIED
@given(NAMES.filter(lambda name: turkish_lower(name.split()[-1]) not in LEVEL_WORDS))
def test_a_key_does_not_see_the_word_for_the_level(name: str) -> None:
    assert {name_key(f"{name}{suffix}") for suffix in SUFFIXES} == {name_key(name)}
    assert name_key(bare_name(f"{name} Mah.")) == name_key(name)


@UNHURRIED
@given(NAMES, st.sampled_from(["ıi", "sş", "gğ", "cç", "oö", "uü"]), st.data())
def test_a_key_never_merges_letters_that_differ(name: str, pair: str, data: st.DataObject) -> None:
    words = turkish_lower(name)
    place = data.draw(st.integers(0, len(words)))
    one, other = (words[:place] + letter + words[place:] for letter in pair)
    assert name_key(one) != name_key(other)
    assert fold(one) == fold(other), "only search may"


@UNHURRIED
@given(NAMES, NAMES)
def test_two_names_have_one_key_only_if_they_differ_in_case_and_signs(one: str, other: str) -> None:
    def letters(name: str) -> str:
        return turkish_lower(name).replace(" ", "")

    plain = all(turkish_lower(name.split()[-1]) not in LEVEL_WORDS for name in (one, other))
    if plain:
        assert (name_key(one) == name_key(other)) == (letters(one) == letters(other))


def _bare_calls(path: Path) -> list[tuple[str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (ast.unparse(node.func.value), node.func.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("lower", "upper", "casefold", "capitalize", "title", "swapcase")
        and not (node.func.attr == "title" and node.args)
    ]


def test_only_places_changes_the_case_of_names(project: Path) -> None:
    seen, wrong = set(), []
    for package in ("dashboard", "layouts", "callbacks"):
        for path in sorted((project / package).rglob("*.py")):
            where = path.relative_to(project).as_posix()
            if where == "dashboard/places.py":
                continue
            for called_on, function in _bare_calls(path):
                if MEMBER_OF_FLAG.search(called_on):
                    continue
                if (where, called_on) in ALLOWED:
                    seen.add((where, called_on))
                else:
                    wrong.append(f"{where}: {called_on}.{function}()")
    assert not wrong
    assert seen == ALLOWED, "an allowance that is no longer needed"


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("Işık Mh.", "Işık"),
        ("İnönü Mah.", "İnönü"),
        ("YENİ MAHALLESİ", "YENİ"),
        ("Kaplan (Göçbeyli Bucağı) Mah.", "Kaplan (Göçbeyli Bucağı)"),
        ("Dere Köyü", "Dere Köyü"),
        ("Gaziosmanpaşa OSB", "Gaziosmanpaşa OSB"),
        ("Mah.", "Mah."),
    ],
)
def test_a_shown_name_leaves_out_what_its_level_says(published: str, shown: str) -> None:
    assert bare_name(published) == shown
    assert name_key(bare_name(published)) == name_key(published)
