"""Polygons that are no neighbourhoods: islets and industrial zones, by `kinds.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from dashboard.entries import CatalogueError, read_toml
from dashboard.places import turkish_lower
from dashboard.release import UNVALUED

Rules = Mapping[str, tuple[re.Pattern[str], ...]]


def load_kinds(path: Path) -> Rules:
    """Per kind the patterns of names, to be searched in small letters."""
    rules: dict[str, tuple[re.Pattern[str], ...]] = {}
    for kind, entry in read_toml(path).items():
        if kind not in UNVALUED:
            raise CatalogueError(f"{path}: [{kind}]: not a kind. Use {' or '.join(UNVALUED)}.")
        try:
            rules[kind] = tuple(re.compile(pattern) for pattern in entry["names"])
        except (KeyError, re.error) as error:
            raise CatalogueError(f"{path}: [{kind}] names: {error}. Mend the pattern.") from error
    return rules


def kind_of(name: str, joined: bool, rules: Rules) -> str:
    """The kind of a polygon. One that a table of residents knows is a neighbourhood."""
    if joined:
        return "neighbourhood"
    lowered = turkish_lower(name)
    for kind, patterns in rules.items():
        if any(pattern.search(lowered) for pattern in patterns):
            return kind
    return "neighbourhood"
