"""Every package we run on and every source we show may be used, and is named."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

from dashboard.entries import read_toml
from dashboard.release import current_release
from dashboard.settings import DEMONSTRATION

# A package is fine if its licence names one of these and none of REFUSED.
ALLOWED = re.compile(
    r"\b(?:MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|Zope|ZPL|MPL|Mozilla|HPND"
    r"|Unlicense|CC0|CC-BY-4|Zlib|CMU)",
    re.IGNORECASE,
)
REFUSED = re.compile(r"\b(?:AGPL|Affero|GPL-3|GPLv3|SSPL|BUSL|Proprietary)", re.IGNORECASE)
# Under the LGPL a library may be called as it is; we change nothing of these and ship no copy.
CALLED = {"psycopg", "psycopg-binary"}
LESSER = re.compile(r"\bLGPL-(?:2\.1|3\.0)\b")
# Packages whose metadata are silent: what their source says.
KNOWN = {"axe-playwright-python": "MIT"}


def _names(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [found.group(0) for line in lines if (found := re.match(r"[A-Za-z0-9][\w.-]*", line))]


def _licence(name: str) -> str:
    about = metadata.metadata(name)
    classifiers = [one for one in about.get_all("Classifier") or [] if one.startswith("License")]
    # some give the whole text, with the licences of what they bundle: its title is enough
    stated = [
        about.get("License-Expression") or "",
        (about.get("License") or "")[:80],
        *classifiers,
    ]
    return KNOWN.get(name.lower(), "") or " ".join(stated)


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_may_be_used(project: Path, file: str) -> None:
    names = _names(project / file)
    assert names
    for name in names:
        try:
            licence = _licence(name)
        except metadata.PackageNotFoundError:
            continue  # for another system
        called = name in CALLED and LESSER.search(licence)
        assert called or ALLOWED.search(licence), f"{name}: {licence[:80]!r}"
        assert file != "requirements.txt" or not REFUSED.search(licence), name


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned(project: Path, file: str) -> None:
    for line in (project / file).read_text(encoding="utf-8").splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            assert "==" in line, line


def test_the_code_has_its_licence(project: Path) -> None:
    text = (project / "LICENSE").read_text(encoding="utf-8")
    assert "European Union Public Licence" in text.replace("\n", " ") or "EUPL" in text
    assert 'license = "EUPL-1.2"' in (project / "pyproject.toml").read_text(encoding="utf-8")


def test_every_source_of_the_demonstration_is_named(project: Path) -> None:
    licences = (project / "data" / "LICENSES.md").read_text(encoding="utf-8")
    release = current_release(DEMONSTRATION)
    for key, source in release.manifest["sources"].items():
        assert source["licence"], key
        for file in source["files"]:
            package = file["name"].split("-")[0].replace("_", "-")
            assert package in licences.replace("_", "-"), f"{key}: {file['name']}"
        if source["address"]:
            assert source["publisher"].split(",")[0].split(";")[0] in licences, key


def test_every_source_in_the_catalogue_has_terms(project: Path) -> None:
    sources = read_toml(project / "data" / "catalogue" / "sources.toml")
    licences = (project / "data" / "LICENSES.md").read_text(encoding="utf-8")
    assert sources
    for key, source in sources.items():
        for word in ("publisher", "licence", "date", "address"):
            assert source.get(word), f"{key}: {word}"
        start = key.rsplit("_", 1)[0]
        assert f"`{key}`" in licences or start in licences, key


def test_nothing_of_the_real_boundaries_is_committed(project: Path) -> None:
    """Shapes of neighbourhoods are not cleared for publication; those committed are schematic."""
    assert current_release(DEMONSTRATION).demonstration
    ignored = (project / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/data/raw/", "/data/processed/"} <= set(ignored)
    assert "boundaries" not in current_release(DEMONSTRATION).manifest["sources"]
