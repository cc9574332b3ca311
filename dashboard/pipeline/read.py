"""Reading tables as their publishers give them: MEDAS, CSV, JSON and XLSX.

Every reader gives the same kind of table: ``row`` (the line or record in the file, for messages),
the text columns that the source declares and its numbers.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas
from openpyxl.utils.exceptions import InvalidFileException

from dashboard.pipeline.sources import Content, Format, Source

Record = tuple[int | str, Mapping[str, Any]]
_MEDAS_LINE = re.compile(r"([^(|]+?)(?:\((.*)\))?-(\d+)\|([^|]*)\|")
_MEDAS_PLACES = ("district", "municipality", "neighbourhood")
_MEDAS_CODES = ("plate", "district_code", "municipality_code", "code")
_WHOLE = 1e-9
MOST_TOLD = 20  # findings of one file that one message names


class InputError(ValueError):
    """A raw file that can't be used; the one message names file, row, column and repair."""

    def __init__(
        self, file: Path, problem: str, repair: str, *, row: object = None, column: str = ""
    ) -> None:
        self.row = row
        places = [str(file)]
        if row is not None:
            places.append(f"row {row}")
        if column:
            places.append(f"column {column!r}")
        super().__init__(f"{', '.join(places)}: {problem}. {repair}.")


class FindingsError(InputError):
    """Several findings in one file: a line each, in the order of the rows."""

    def __init__(self, file: Path, findings: list[InputError]) -> None:
        self.row = None
        lines = [str(one) for one in sorted(findings, key=_place)]
        if len(lines) > MOST_TOLD:
            lines[MOST_TOLD:] = [f"{file}: {len(lines) - MOST_TOLD} further findings."]
        ValueError.__init__(self, "\n".join(lines))


def _place(finding: InputError) -> list[int]:
    """Numbers to sort findings by: the row, or page and record."""
    return [int(number) for number in reversed(re.findall(r"\d+", str(finding.row)))]


def read_table(source: Source, path: Path) -> pandas.DataFrame:
    """The rows of a file: ``row``, text columns and numbers under our names.

    An empty cell of a number is missing. Raises ``InputError``, which tells every wrong row.
    """
    return table_of(source, path, records_of(source, path))


def records_of(source: Source, path: Path) -> list[Record]:
    """The records of a file, each with its row there; at least one. Raises ``InputError``."""
    if not path.is_file():
        raise InputError(
            path, "the file is missing", "Put it there or mend 'files' in sources.toml"
        )
    if path.stat().st_size == 0:
        raise InputError(path, "the file is empty", "Get it from its publisher again")
    return list(_READERS[source.format](source, path))


def table_of(source: Source, path: Path, records: Sequence[Record]) -> pandas.DataFrame:
    """The records as ``read_table`` gives them."""
    if not records:
        raise InputError(path, "the file has no rows", "Get it from its publisher again")
    texts = text_columns(source)
    columns: dict[str, list[Any]] = {"row": [row for row, _ in records]}
    findings: list[InputError] = []
    for name, column in texts.items():
        columns[name] = _column(path, records, column, (partial(_text, source), findings))
    number = partial(_number, source)
    for name, column in {**source.counts, **source.scores}.items():
        columns[name] = _column(path, records, column, (number, findings))
    table = pandas.DataFrame(columns)
    findings += _wrong_counts(source, path, table)
    if findings:
        raise findings[0] if len(findings) == 1 else FindingsError(path, findings)
    return table


def _column(
    path: Path,
    records: Sequence[Record],
    column: str,
    reading: tuple[Callable[[Path, tuple[int | str, str], Any], Any], list[InputError]],
) -> list[Any]:
    """The cells of a column as read; a finding takes the place of a cell that can't be."""
    read, findings = reading
    found = []
    for row, cells in records:
        cell = _cell(path, row, column, cells)
        try:
            found.append(read(path, (row, column), cell))
        except InputError as finding:
            findings.append(finding)
            found.append(math.nan)
    return found


def text_columns(source: Source) -> Mapping[str, str]:
    """The text columns of a source's tables: our names to the file's."""
    if source.format is not Format.MEDAS:
        return source.columns
    depth = {"neighbourhood": 4, "district": 2, "province": 1}[source.level]
    code = _MEDAS_CODES[depth - 1]
    names = ("province", *_MEDAS_PLACES[: depth - 1], code)
    return {name: name for name in names}


def _cell(path: Path, row: int | str, column: str, cells: Mapping[str, Any]) -> Any:
    if column not in cells:
        raise InputError(
            path,
            f"the column is missing (there are: {', '.join(str(name) for name in cells)})",
            "Get the file again or mend the column's name in sources.toml",
            row=row,
            column=column,
        )
    return cells[column]


def _text(source: Source, path: Path, place: tuple[int | str, str], value: Any) -> str:
    text = "" if value is None else str(value).strip()
    # A table is joined by its texts; a point lies where it lies, even without a name.
    if not text and source.content is not Content.POINTS:
        raise InputError(path, "the cell is empty", "Fill it in", row=place[0], column=place[1])
    return text


def _number(source: Source, path: Path, place: tuple[int | str, str], value: Any) -> float:
    text = "" if value is None else str(value).strip()
    if not text:
        return math.nan
    if not isinstance(value, int | float):
        if source.thousands:
            text = text.replace(source.thousands, "")
        text = text.replace(source.decimal, ".")
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(
            path,
            f"{str(value)!r} is not a number",
            "Write a number or leave the cell empty"
            + (', or declare decimal = "," in sources.toml' if "," in text else ""),
            row=place[0],
            column=place[1],
        )
    return number


def _wrong_counts(source: Source, path: Path, table: pandas.DataFrame) -> Iterator[InputError]:
    for name, column in source.counts.items():
        numbers = table[name]
        for wrong, problem in (
            (numbers < 0, "is negative"),
            ((numbers - numbers.round()).abs() > _WHOLE, "is not a whole number"),
        ):
            for row in table[wrong].to_dict("records"):
                yield InputError(
                    path,
                    f"{row[name]:g} {problem}, but the column counts people or things",
                    "Mend the cell, or declare the column under 'scores' in sources.toml",
                    row=row["row"],
                    column=column,
                )


def decoded(source: Source, path: Path) -> str:
    """The text of a file; a wrong encoding is an ``InputError`` that names the line."""
    content = path.read_bytes()
    encoding = "utf-8-sig" if source.encoding == "utf-8" else source.encoding
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            path,
            f"the text is not {source.encoding} (byte {content[error.start]:#04x})",
            "Save it as UTF-8, or declare its encoding in sources.toml, "
            'for older Turkish Windows files: encoding = "cp1254"',
            row=content[: error.start].count(b"\n") + 1,
        ) from error


def _medas(source: Source, path: Path) -> Iterator[Record]:
    """Lines ``İl(İlçe/X Bel./Ad Mah.)-KOD|nüfus|``; the last number is the only one."""
    codes = {"neighbourhood": "code", "district": "district_code", "province": "plate"}
    column = next(iter(source.counts.values()))
    for row, line in enumerate(decoded(source, path).splitlines(), start=1):
        if not line.strip():
            continue
        match = _MEDAS_LINE.fullmatch(line.strip())
        if match is None:
            raise InputError(
                path,
                f"{line.strip()[:60]!r} is not a MEDAS line; the file may be cut off there",
                "Get it again; a line reads İl(İlçe/X Bel./Ad Mah.)-KOD|nüfus|",
                row=row,
            )
        province, places, code, number = match.groups()
        names = (places or "").split("/", 2)
        yield (
            row,
            {
                "province": province,
                **dict(zip(_MEDAS_PLACES, names, strict=False)),
                codes[source.level]: code,
                column: number,
            },
        )


def _csv(source: Source, path: Path) -> Iterator[Record]:
    # In this mode any line end will do, an old Macintosh's too.
    lines = io.StringIO(decoded(source, path), newline=None)
    reader = csv.reader(lines, delimiter=source.separator)
    try:
        yield from _csv_records(source, path, reader)
    except csv.Error as error:  # a quote that is never closed swallows the rest of the file
        raise InputError(
            path,
            f"not readable as CSV ({error})",
            'Close the quotes (") opened in this row or before',
            row=reader.line_num,
        ) from error


def _csv_records(source: Source, path: Path, reader: Any) -> Iterator[Record]:
    header: list[str] = next(reader, [])
    declared = {*source.columns.values(), *source.counts.values(), *source.scores.values()}
    twice = [name for name in header if name in declared and header.count(name) > 1]
    if twice:
        raise InputError(
            path, "two columns have this name", "Rename one", row=reader.line_num, column=twice[0]
        )
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            raise InputError(
                path,
                f"{len(cells)} cells where the header has {len(header)}; "
                "the file may be cut off there",
                "Get it from its publisher again or mend the row",
                row=reader.line_num,
            )
        yield reader.line_num, dict(zip(header, cells, strict=True))


def json_content(source: Source, path: Path) -> Any:
    """What a JSON file holds; one that is not whole is an ``InputError`` that names the line."""
    try:
        return json.loads(decoded(source, path))
    except json.JSONDecodeError as error:
        raise InputError(
            path,
            f"not valid JSON ({error.msg}); the file may be cut off there",
            "Get it from its publisher again",
            row=error.lineno,
        ) from error


def _json(source: Source, path: Path) -> Iterator[Record]:
    content = json_content(source, path)
    try:
        found = _descend(content, source.rows)
    except (KeyError, TypeError) as error:
        raise InputError(
            path, f"there is no {source.rows!r} in it", "Mend 'rows' in sources.toml"
        ) from error
    for row, record in enumerate(found, start=1):
        if not isinstance(record, Mapping):
            raise InputError(
                path,
                f"{str(record)[:40]!r} is no record with named cells",
                "Mend 'rows' in sources.toml or get the file again",
                row=row,
            )
        yield row, record


def _descend(content: Any, path: str) -> list[Any]:
    """The records under a path such as ``data.ilceler``; lists on the way are gone through."""
    found = content if isinstance(content, list) else [content]
    for step in filter(None, path.split(".")):
        found = [
            inner
            for outer in found
            for inner in (outer[step] if isinstance(outer[step], list) else [outer[step]])
        ]
    return found


def _xlsx(source: Source, path: Path) -> Iterator[Record]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, InvalidFileException) as error:
        raise InputError(
            path,
            "not a whole Excel workbook in the format .xlsx",
            "Save it as .xlsx or get it from its publisher again",
        ) from error
    rows = book.worksheets[0].iter_rows(min_row=source.header_row, values_only=True)
    header = [str(cell).strip() for cell in next(rows, ())]
    for number, cells in enumerate(rows, start=source.header_row + 1):
        if any(cell is not None for cell in cells):
            yield number, dict(zip(header, cells, strict=False))


_READERS: dict[str, Callable[[Source, Path], Iterator[Record]]] = {
    Format.MEDAS: _medas,
    Format.CSV: _csv,
    Format.JSON: _json,
    Format.XLSX: _xlsx,
}
