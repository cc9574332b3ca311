"""Nothing is kept that nobody uses, and no file is named that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layouts import ids

FOREIGN = re.compile(r"mantine-|leaflet-|js-plotly|plotly|scatter$|[xy]tick$")


def _text(project: Path, *patterns: str) -> str:
    files = [file for pattern in patterns for file in sorted(project.glob(pattern))]
    assert files
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.fixture(scope="module")
def css(project: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", _text(project, "assets/css/*.css"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def code(project: Path) -> str:
    packages = [f"{name}/**/*.py" for name in ("dashboard", "layouts", "callbacks")]
    return _text(project, *packages, "assets/js/*.js")


def test_every_class_of_the_style_sheets_is_given(css: str, code: str) -> None:
    """A name may be put together: then what stands before its last hyphen does."""
    selectors = "".join(re.findall(r"([^{}]*)\{", css))
    names = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))
    words = set(re.findall(r"[\w-]+", code))
    assert len(names) > 50
    unused = [
        name
        for name in sorted(names)
        if not FOREIGN.match(name) and not words & {name, f"{name.rpartition('-')[0]}-"}
    ]
    assert not unused


def test_every_id_is_used(code: str) -> None:
    names = [name for name in vars(ids) if not name.startswith("_") and name != "annotations"]
    assert len(names) > 20
    assert not [name for name in names if not re.search(rf"\bids\.{name}\b", code)]


def test_every_asset_that_is_named_is_there(project: Path) -> None:
    documents = ("*.md", "docs/**/*.md", "benchmarks/*", "assets/**/*.css")
    named = re.findall(
        r"\bassets/[\w/]+\.\w+",
        _text(
            project, *documents, *(f"{name}/**/*.py" for name in ("dashboard", "layouts", "tests"))
        ),
    )
    assert named
    assert not [name for name in named if not (project / name).exists()]


def test_dots_of_siblings_do_not_look_as_if_they_could_be_chosen(css: str) -> None:
    rules = re.findall(r"\.sibling[^{]*\{([^}]*)\}", css)
    assert rules
    assert not [rule for rule in rules if "cursor" in rule]
