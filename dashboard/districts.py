"""What is known of districts beside their figures (``districts.toml``): which touch the sea."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.entries import CatalogueError, Entry, Words, entries

FILE = "districts.toml"
RULE = "rule"


@dataclass(frozen=True, slots=True)
class District:
    """One district, named as in the release. ``doubtful``: a map of the coast should confirm it;
    ``note`` says what is near the line, empty where nothing is."""

    province: str
    name: str
    coast: bool
    doubtful: bool
    note: Words


@dataclass(frozen=True, slots=True)
class Districts:
    """Districts by province and name, with the rule by which they were sorted, its source and the
    day on which the entries were checked; all empty for a catalogue without the file."""

    coast_rule: Words = field(default_factory=dict)
    source: Words = field(default_factory=dict)
    checked: str = ""
    entries: Mapping[tuple[str, str], District] = field(default_factory=dict)

    def coast(self, province: str, name: str) -> bool | None:
        """Whether a district touches the sea; ``None`` where the catalogue doesn't say."""
        found = self.entries.get((province, name))
        return None if found is None else found.coast


def load_districts(folder: Path) -> Districts:
    """Read ``districts.toml``; a folder without it knows of no district. Raises ``CatalogueError``
    that names file, entry and repair."""
    path = folder / FILE
    if not path.is_file():
        return Districts()
    written = entries(path)
    if RULE not in written:
        raise CatalogueError(f"{path}: [{RULE}]: missing. Say by which rule districts are sorted.")
    rule = written.pop(RULE)
    rule.require(("coast", "source", "checked"))
    found: dict[tuple[str, str], District] = {}
    for key, entry in written.items():
        one = _district(entry)
        if found.setdefault((one.province, one.name), one) is not one:
            said = f"{one.name} of {one.province} stands twice. Remove one entry."
            raise written[key].fault("name", said)
    return Districts(
        rule.words("coast"), rule.words("source"), rule.day("checked", needed=True), found
    )


def _district(entry: Entry) -> District:
    entry.require(("province", "name", "coast"), ("doubtful", "note"))
    name = entry.line("name")
    if not name.strip():
        raise entry.fault("name", "empty. Write the name as in the release.")
    return District(
        province=entry.line("province"),
        name=name,
        coast=entry.yes("coast"),
        doubtful=entry.yes("doubtful"),
        note=entry.words("note"),
    )
