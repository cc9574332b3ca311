"""Saved responses of İzmir's open-data API: one file, or a folder with one file per page.

A response is ``{"sayfadaki_kayitsayisi": …, "kayit_sayisi": …, "sayfa_numarasi": …, "onemliyer":
[…]}``: records on this page, records in all, number of the page, and the records. As public client
code reads them; the API itself was not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from dashboard.pipeline.read import InputError, Record, json_content
from dashboard.pipeline.sources import Source

RECORDS, NUMBER = "onemliyer", "sayfa_numarasi"
ON_PAGE, IN_ALL = "sayfadaki_kayitsayisi", "kayit_sayisi"
_SAME = ("ADI", "ENLEM", "BOYLAM")


@dataclass(frozen=True, slots=True)
class Page:
    """One response: its file, its number, how many records there are in all, and its own."""

    path: Path
    number: int
    in_all: int
    records: Sequence[Mapping[str, Any]]


def read_pages(source: Source, path: Path) -> list[Record]:
    """The records of all pages; a row is the record's number on its page, from 1.

    Raises ``InputError`` for a page that is cut off or missing, and for a record given twice.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise InputError(path, "there is no page (*.json) in it", "Save the API's responses there")
    pages = sorted((read_page(source, file) for file in files), key=lambda page: page.number)
    _require_all(path, pages)
    records = list(_numbered(pages))
    _require_once(path, records)
    return records


def read_page(source: Source, path: Path) -> Page:
    """One response. Raises ``InputError``."""
    content = json_content(source, path)
    for name in (RECORDS, ON_PAGE, IN_ALL, NUMBER):
        if not isinstance(content, Mapping) or name not in content:
            raise InputError(path, "it is no response of the API", "Save it again", column=name)
    records = content[RECORDS]
    for row, record in enumerate(records if isinstance(records, list) else [records], start=1):
        if not isinstance(record, Mapping):
            raise InputError(path, "it is no record with named cells", "Save it again", row=row)
    if len(records) != _whole(path, content, ON_PAGE):
        raise InputError(
            path,
            f"the page says that it has {content[ON_PAGE]} records and has {len(records)}",
            "Save this page again",
            column=ON_PAGE,
        )
    return Page(path, _whole(path, content, NUMBER), _whole(path, content, IN_ALL), records)


def _whole(path: Path, content: Mapping[str, Any], name: str) -> int:
    text = str(content[name])
    if not text.isdecimal():
        raise InputError(path, f"{text!r} is not a whole number", "Save it again", column=name)
    return int(text)


def _require_all(path: Path, pages: Sequence[Page]) -> None:
    """Every page is there once, and together they hold what each says there is in all."""
    numbers = [page.number for page in pages]
    for before, page in pairwise(pages):
        if before.number == page.number:
            raise InputError(
                page.path,
                f"{before.path.name} is page {page.number} too",
                "Keep one",
                column=NUMBER,
            )
        if before.in_all != page.in_all:
            raise InputError(
                page.path,
                f"it counts {page.in_all} records in all, {before.path.name} {before.in_all}",
                "Save all pages again, one after the other",
                column=IN_ALL,
            )
    absent = sorted(set(range(min(1, numbers[0]), numbers[-1])) - set(numbers))
    held, in_all = sum(len(page.records) for page in pages), pages[0].in_all
    if absent or held < in_all:
        named = ", ".join(map(str, absent)) or f"those after {numbers[-1]}"
        raise InputError(
            path, f"it holds {held} of {in_all} records; missing pages: {named}", "Save them too"
        )
    if held > in_all:
        raise InputError(
            path,
            f"its pages hold {held} records and say that there are {in_all}",
            "Save all pages again, one after the other",
            column=IN_ALL,
        )


def _numbered(pages: Sequence[Page]) -> Iterator[Record]:
    for page in pages:
        for row, record in enumerate(page.records, start=1):
            yield row if len(pages) == 1 else f"{row} of {page.path.name}", record


def _require_once(path: Path, records: Sequence[Record]) -> None:
    """A page turned while records were being added gives some of them twice."""
    seen: dict[tuple[str, ...], int | str] = {}
    for row, record in records:
        same = tuple(str(record.get(name)) for name in _SAME)
        if same in seen:
            raise InputError(
                path,
                f"it repeats name and place of row {seen[same]}",
                "Keep one record, or save all pages again",
                row=row,
            )
        seen[same] = row
