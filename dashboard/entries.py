"""Tables of a TOML file that people edit, and errors that name file, entry and repair."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

LANGUAGES = ("tr", "en")
Words = Mapping[str, str]
T = TypeVar("T", bound=StrEnum)


class CatalogueError(ValueError):
    """A wrong entry; the message names file, entry and repair."""


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; raises ``CatalogueError`` that names file and place."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError as error:
        raise CatalogueError(f"{path}: the file is missing. Restore it.") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: not UTF-8 ({error.reason}). Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: not valid TOML: {error}. Mend that line.") from error


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a TOML file; ``within`` is the way to it from the key, ending in a dot."""

    path: Path
    key: str
    fields: Mapping[str, Any]
    within: str = ""

    def fault(self, field: str, said: str) -> CatalogueError:
        """The error about a field: what is wrong with it, and the repair."""
        return CatalogueError(f"{self.path}: [{self.key}] {self.within}{field}: {said}")

    def require(self, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        """Raise ``CatalogueError`` for a field that is missing or not known."""
        for field in required:
            if field not in self.fields:
                raise self.fault(field, "missing. Add it.")
        for field in sorted(set(self.fields) - {*required, *optional}):
            raise self.fault(field, "not a known field. Remove it.")

    def table(self, field: str) -> Entry:
        """The table in a field."""
        given = self.fields[field]
        if not isinstance(given, Mapping):
            raise self.fault(field, f"{given!r} is not a table. Write {{ … }}.")
        return Entry(self.path, self.key, given, f"{self.within}{field}.")

    def line(self, field: str) -> str:
        """A text, which may be empty."""
        given = self.fields[field]
        if not isinstance(given, str):
            raise self.fault(field, f'{given!r} is not a text. Write "…".')
        return given

    def lines(self, field: str) -> tuple[str, ...]:
        """Texts; none where the field is missing."""
        given = self.fields.get(field, [])
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise self.fault(field, 'write a list of texts, ["…"].')
        return tuple(given)

    def words(self, field: str) -> Words:
        """A text in both languages; empty where the entry has none."""
        if field not in self.fields:
            return dict.fromkeys(LANGUAGES, "")
        words = self.fields[field]
        there = isinstance(words, Mapping) and {*words} == {*LANGUAGES}
        if not there or not all(isinstance(one, str) and one.strip() for one in words.values()):
            raise self.fault(field, 'write both languages, { tr = "…", en = "…" }.')
        return {language: words[language] for language in LANGUAGES}

    def choice(self, kind: type[T], field: str, default: str = "") -> T:
        """One of the words of a kind."""
        return self.one_of(kind, field, self.fields.get(field, default))

    def one_of(self, kind: type[T], field: str, value: object) -> T:
        """``value`` as a word of a kind."""
        if value not in tuple(kind):
            raise self.fault(field, f"{value!r} is not known. Use one of {', '.join(kind)}.")
        return kind(str(value))

    def whole(self, field: str, default: int) -> int:
        """A whole number that is not negative."""
        value = self.fields.get(field, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fault(field, f"{value!r} is not a whole number ≥ 0. Mend it.")
        return value

    def yes(self, field: str) -> bool:
        """True or false; false where the field is missing."""
        given = self.fields.get(field, False)
        if not isinstance(given, bool):
            raise self.fault(field, f"{given!r} is neither true nor false. Write one of them.")
        return given

    def rising(self, field: str) -> tuple[float, ...]:
        """Numbers, each larger than the one before; none where the field is missing."""
        given = self.fields.get(field, [])
        if not isinstance(given, list) or not all(map(_is_number, given)):
            raise self.fault(field, "write a list of numbers.")
        if given != sorted(set(given)):
            raise self.fault(field, "numbers must rise. Sort them.")
        return tuple(float(one) for one in given)

    def day(self, field: str, needed: bool) -> str:
        """A date as ``2026-11-22``; empty where it is not ``needed`` and not known."""
        written = str(self.fields[field])
        if not written and not needed:
            return ""
        try:
            same = date.fromisoformat(written).isoformat() == written
        except ValueError:
            same = False
        if not same:
            raise self.fault(field, f"{written!r} is not a date. Write it as 2026-11-22.")
        return written


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def entries(path: Path) -> dict[str, Entry]:
    """The entries of a file by key, in their order; raises ``CatalogueError`` for a wrong key."""
    found = {}
    for key, fields in read_toml(path).items():
        if not (key.isascii() and key.isidentifier() and key == key.lower()):
            raise CatalogueError(f"{path}: [{key}]: keys are snake_case, a to z. Rename the entry.")
        if not isinstance(fields, Mapping):
            raise CatalogueError(f"{path}: {key}: stands outside of an entry. Move it into one.")
        found[key] = Entry(path, key, fields)
    return found
