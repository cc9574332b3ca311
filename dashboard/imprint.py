"""Who answers for the atlas: association, contact, funding notice, and lines that help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.entries import LANGUAGES, CatalogueError, Words, read_toml

HELP_FILE = "help.toml"
NOTHING: Words = {"tr": "", "en": ""}
_KEYS = {"association": dict, "mail": str, "postal_address": str, "funding": dict}
_HELP_KEYS = ("name", "sentence", "source", "phone", "checked")
_MAIL = re.compile(r"[^@\s<>\"',;?&%]+@[^@\s<>\"',;?&%]+\.[^@\s<>\"',;?&%]+")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A service for people who live with violence.

    ``phone`` is empty where the service has no number; ``checked`` is the day on which the
    operator confirmed the entry, ``None`` while nobody has.
    """

    name: Words
    sentence: Words
    source: str
    phone: str = ""
    checked: date | None = None


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the operator says about itself; empty where it has said nothing yet."""

    association: Words
    funding: Words
    mail: str = ""
    postal_address: str = ""
    help_lines: tuple[HelpLine, ...] = ()


NO_IMPRINT = Imprint(NOTHING, NOTHING)


def load_imprint(operator: Path, catalogue: Path) -> Imprint:
    """The operator's settings and the catalogue's help lines.

    A wrong entry raises ``CatalogueError`` with one message that names file, key and repair.
    """
    entries = read_toml(operator)
    for key, value in entries.items():
        if key not in _KEYS:
            raise CatalogueError(
                f"{operator}: {key}: not a known key. Use one of {', '.join(_KEYS)}."
            )
        if not isinstance(value, _KEYS[key]):
            shape = '{ tr = "…", en = "…" }' if _KEYS[key] is dict else '"…"'
            raise CatalogueError(f"{operator}: {key}: write it as {shape}.")
    return Imprint(
        association=_both(operator, "association", entries.get("association")),
        funding=_both(operator, "funding", entries.get("funding")),
        mail=_mail(operator, str(entries.get("mail", "")).strip()),
        postal_address=str(entries.get("postal_address", "")).strip(),
        help_lines=_help_lines(catalogue / HELP_FILE),
    )


def _both(path: Path, key: str, words: Mapping[str, Any] | None) -> Words:
    """Both languages, or nothing in both: a half-translated notice is never shown."""
    said = {language: str((words or {}).get(language, "")).strip() for language in LANGUAGES}
    unknown = sorted(set(words or {}) - set(LANGUAGES))
    if unknown or len({bool(one) for one in said.values()}) > 1:
        raise CatalogueError(
            f'{path}: {key}: write both languages, {{ tr = "…", en = "…" }}, or leave both empty.'
        )
    return said


def _mail(path: Path, mail: str) -> str:
    if mail and not _MAIL.fullmatch(mail):
        raise CatalogueError(
            f'{path}: mail: {mail!r} is not an address. Write it as "name@example.org", '
            'or "" for none.'
        )
    return mail


def _help_lines(path: Path) -> tuple[HelpLine, ...]:
    """The lines in the order of the file; a catalogue without the file names none."""
    if not path.is_file():
        return ()
    return tuple(_help_line(path, key, entry) for key, entry in read_toml(path).items())


def _help_line(path: Path, key: str, entry: Any) -> HelpLine:
    if not isinstance(entry, Mapping):
        raise CatalogueError(f"{path}: {key}: stands outside an entry. Put it under [name].")
    unknown = sorted(set(entry) - set(_HELP_KEYS))
    if unknown:
        raise CatalogueError(f"{path}: [{key}] {unknown[0]}: not a known key. Remove it.")
    words = {}
    for field in ("name", "sentence"):
        given = entry.get(field)
        if not isinstance(given, Mapping) or any(not given.get(one) for one in LANGUAGES):
            raise CatalogueError(
                f'{path}: [{key}] {field}: write both languages, {{ tr = "…", en = "…" }}.'
            )
        words[field] = {language: str(given[language]) for language in LANGUAGES}
    source, phone = str(entry.get("source", "")).strip(), str(entry.get("phone", "")).strip()
    if not source:
        raise CatalogueError(f"{path}: [{key}] source: missing. Say who publishes the entry.")
    if not re.fullmatch(r"\+?[\d ]*", phone):
        raise CatalogueError(f'{path}: [{key}] phone: {phone!r}: digits only, or "" for none.')
    checked = entry.get("checked")
    if checked is not None and type(checked) is not date:
        raise CatalogueError(
            f"{path}: [{key}] checked: write the day as 2026-01-31, or remove the line."
        )
    return HelpLine(words["name"], words["sentence"], source, phone, checked)
