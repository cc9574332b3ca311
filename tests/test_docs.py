"""What the documents say of the code is so, and nothing of the code is left unsaid."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from dashboard.catalogue import Indicator, load_catalogue
from dashboard.dataset import Dataset
from dashboard.settings import Settings
from dashboard.view import parse

PACKAGES = ("dashboard", "layouts", "callbacks")


@pytest.fixture(scope="module")
def architecture(project: Path) -> str:
    return (project / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def readme(project: Path) -> str:
    return (project / "README.md").read_text(encoding="utf-8")


def _modules(project: Path) -> list[Path]:
    return [
        path.relative_to(project)
        for package in PACKAGES
        for path in sorted((project / package).rglob("*.py"))
        if path.name != "__init__.py"
    ]


def test_every_package_and_module_is_named(project: Path, architecture: str) -> None:
    modules = _modules(project)
    packages = {path.parent for path in modules}
    missing = [str(path) for path in packages if f"{path.name}/" not in architecture]
    missing += [str(path) for path in modules if path.name not in architecture]
    assert not missing


def test_no_module_is_named_that_is_not_there(project: Path, architecture: str) -> None:
    there = {path.name for path in project.rglob("*.py") if ".venv" not in path.parts}
    named = set(re.findall(r"(?<![\w*])([a-z]\w*\.py)\b", architecture))
    assert named <= there


def test_every_key_of_the_address_is_documented(demo: Dataset, architecture: str) -> None:
    query = (
        "il=izmir&g=tertiary_share&grup=kadin&yil=2022&duzey=mahalle&kirilim=esit-aralik"
        "&aralik=1,2&sekme=dagilim&sira=artan&karsi=d-1128&gostergeler=sege_score"
        "&esik=sege_score:toplam:az:1&enaz=1&dil=en&surum=0123456789ab"
        "&icinde=d-1128&olcut=puan:45&veto=education:ustu:70&kapsam=80&nufus=5000&denge=il"
    )
    keys = {
        key
        for place in ("ilce=d-1128", "mahalle=41108")
        for key in parse(f"{query}&{place}", demo).view.to_words()
    }
    assert len(keys) >= 23
    missing = [key for key in sorted(keys) if f"`{key}`" not in architecture]
    assert not missing


def test_every_setting_is_in_the_readme(project: Path, readme: str) -> None:
    code = (project / "dashboard" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r"ATLAS_\w+", code))
    assert len(names) >= 3
    assert not [name for name in sorted(names) if name not in readme]
    options = {"data", "host", "port"} & {one.name for one in dataclasses.fields(Settings)}
    assert not [name for name in sorted(options) if f"--{name}" not in readme]


def _test_ids(path: Path) -> set[str]:
    """The values of ``"data-testid": …`` in a module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "data-testid":
                    assert isinstance(value, ast.Constant), f"{path}: a name that is put together"
                    found.add(str(value.value))
    return found


def test_every_stable_name_of_a_part_is_listed(project: Path, architecture: str) -> None:
    names = set().union(*(_test_ids(path) for path in (project / "layouts").rglob("*.py")))
    assert len(names) >= 14
    assert not [name for name in sorted(names) if f"`{name}`" not in architecture]


def test_every_link_between_documents_leads_somewhere(project: Path) -> None:
    documents = [*project.glob("*.md"), *(project / "docs").rglob("*.md")]
    documents += [*(project / "data").glob("*.md")]
    broken = [
        f"{document.relative_to(project)}: {link}"
        for document in documents
        for link in re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", link) and not (document.parent / link).exists()
    ]
    assert not broken


def test_the_entry_of_the_how_to_loads_and_every_field_is_explained(
    project: Path, tmp_path: Path
) -> None:
    how_to = (project / "docs" / "how-to" / "add-an-indicator.md").read_text(encoding="utf-8")
    entry = re.findall(r"```toml\n(.*?)```", how_to, flags=re.DOTALL)[0]
    (tmp_path / "indicators.toml").write_text(entry, encoding="utf-8")
    (tmp_path / "themes.toml").write_text(
        (project / "data" / "catalogue" / "themes.toml").read_text(encoding="utf-8"), "utf-8"
    )
    assert len(load_catalogue(tmp_path).indicators) == 1
    fields = {one.name for one in dataclasses.fields(Indicator)} - {"key"}
    assert not [name for name in sorted(fields) if f"`{name}`" not in how_to]
