"""What the operator says about itself, and the lines that help."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.entries import CatalogueError
from dashboard.imprint import HELP_FILE, load_imprint
from dashboard.settings import CATALOGUE, OPERATOR

LINE = """[line]
name = { tr = "Hat", en = "Line" }
sentence = { tr = "Arayın.", en = "Call." }
source = "Bakanlık"
phone = "112"
"""


def _operator(folder: Path, content: str) -> Path:
    path = folder / "operator.toml"
    path.write_text(content, encoding="utf-8")
    return path


def _help(folder: Path, content: str) -> Path:
    (folder / HELP_FILE).write_text(content, encoding="utf-8")
    return folder


def test_the_committed_files_load() -> None:
    found = load_imprint(OPERATOR, CATALOGUE)
    assert "Avrupa Birliği" in found.funding["tr"]
    assert "European Union" in found.funding["en"]
    assert [one.phone for one in found.help_lines] == ["112", "183", ""]
    assert found.mail == "", "an address is the operator's to give"


def test_what_is_set_is_read(tmp_path: Path) -> None:
    operator = _operator(
        tmp_path,
        'association = { tr = "Dernek", en = "Association" }\nmail = " atlas@example.org "\n'
        'postal_address = "Konak, İzmir"\n',
    )
    found = load_imprint(operator, _help(tmp_path, LINE + "checked = 2026-01-31\n"))
    assert (found.association["en"], found.mail) == ("Association", "atlas@example.org")
    assert found.funding == {"tr": "", "en": ""}
    assert found.help_lines[0].checked == date(2026, 1, 31)


def test_a_catalogue_without_help_names_none(tmp_path: Path) -> None:
    assert load_imprint(_operator(tmp_path, ""), tmp_path).help_lines == ()


@pytest.mark.parametrize(
    ("content", "key", "repair"),
    [
        ('e-mail = "a@b.org"', "e-mail: not a known key", "association, mail"),
        ('mail = "atlas at example.org"', "mail: 'atlas at example.org'", "name@example.org"),
        ('mail = "a@b.org?bcc=x@y.org"', "mail:", "name@example.org"),
        ("mail = 5", "mail: write it as", '"…"'),
        ('association = "Dernek"', "association: write it as", "tr = "),
        ('association = { tr = "Dernek" }', "association: write both languages", "leave both"),
        ('funding = { tr = "a", en = "b", de = "c" }', "funding: write both", "leave both"),
        ("mail = ", "not valid TOML", "Mend that line"),
    ],
)
def test_a_wrong_entry_names_file_key_and_repair(
    tmp_path: Path, content: str, key: str, repair: str
) -> None:
    operator = _operator(tmp_path, content)
    with pytest.raises(CatalogueError) as caught:
        load_imprint(operator, tmp_path)
    for part in (str(operator), key, repair):
        assert part in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="missing"):
        load_imprint(tmp_path / "none.toml", tmp_path)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('source = "Bakanlık"\n', "", r"\[line\] source: missing"),
        ('phone = "112"', 'phone = "112 (yirmi dört saat)"', r"\[line\] phone"),
        ('tr = "Hat", ', "", r"\[line\] name: write both languages"),
        ('phone = "112"', 'telefon = "112"', r"\[line\] telefon: not a known key"),
        ('phone = "112"', 'checked = "dün"', r"\[line\] checked: write the day"),
        ("[line]\n", 'line = "112"\n', "line: stands outside an entry"),
    ],
)
def test_a_wrong_line_names_file_key_and_repair(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    content = LINE.replace(right, wrong) if right != "[line]\n" else wrong
    with pytest.raises(CatalogueError, match=message) as caught:
        load_imprint(_operator(tmp_path, ""), _help(tmp_path, content))
    assert HELP_FILE in str(caught.value)
