"""All values of a release, or those that a reader has chosen, as CSV, XLSX and Parquet.

Every number comes from the dataset, so what a screen does not show is in no file: where an area has
no value, numerator and denominator are blank too, and the state says why.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from dashboard import coverage
from dashboard.catalogue import Group, Level
from dashboard.citation import cited, link
from dashboard.dataset import FLAG_NAMES, METHOD_NAMES, Dataset, Flag, Floats, Method, Series
from dashboard.export import BOM, named, release_notes, safe
from dashboard.summary import source, source_terms
from dashboard.view import View
from dashboard.wording import indicator_name, text, unit_name
from dashboard.workbook import Cell, number_format, write_sheet

COLUMNS = (
    *("area", "area_name", "level", "district", "province"),
    *("code", "indicator", "indicator_name", "group", "year", "value", "unit"),
    *("numerator", "denominator", "state", "method", "demonstration"),
)
NUMBERS = ("value", "numerator", "denominator")
_TEXT = pa.string()
SCHEMA = pa.schema(
    [
        *((name, _TEXT) for name in COLUMNS[:9]),
        ("year", pa.int16()),
        ("value", pa.float64()),
        ("unit", _TEXT),
        *((name, pa.float64()) for name in NUMBERS[1:]),
        *((name, _TEXT) for name in ("state", "method")),
        ("demonstration", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which values: of which provinces, levels and indicators, and of which year (0: all)."""

    provinces: tuple[str, ...]
    levels: tuple[Level, ...]
    indicators: tuple[str, ...]
    year: int = 0

    @classmethod
    def everything(cls, dataset: Dataset) -> Choice:
        """All values of the release."""
        return cls(dataset.release.provinces, tuple(Level), tuple(dataset.offers))

    @classmethod
    def of_view(cls, dataset: Dataset, view: View) -> Choice:
        """What the page Veri shows."""
        chosen = tuple(one.key for one in coverage.chosen(dataset, view.subject))
        return cls(view.provinces(dataset), (view.level,), chosen, view.data_year)


@dataclass(frozen=True, slots=True)
class Block:
    """The values of one series in the areas that were chosen, arrays aligned with ``names``:
    id, name, district and province of each area."""

    series: Series
    names: Sequence[list[str]]
    values: Floats
    numerators: Floats
    denominators: Floats
    flags: list[Flag]
    methods: list[Method]


def blocks(dataset: Dataset, choice: Choice) -> Iterator[Block]:
    """The chosen series in the order of the catalogue: level, newest year, group."""
    for key in choice.indicators:
        for series in dataset.offers.get(key, ()):
            if series.level in choice.levels and choice.year in (0, series.year):
                yield _block(dataset, series, choice.provinces)


def _block(dataset: Dataset, series: Series, provinces: Sequence[str]) -> Block:
    inside = dataset.countable(series.level, provinces)
    measured = dataset.measured(series)
    known = measured.flags[inside] == Flag.OK
    # of a gap there is no one denominator
    counted = known & (series.group is not Group.GAP)
    names = named(dataset, series.level)
    return Block(
        series,
        [names[place] for place in np.flatnonzero(inside)],
        np.where(known, measured.values[inside], np.nan),
        np.where(counted, measured.numerators[inside], np.nan),
        np.where(counted, measured.denominators[inside], np.nan),
        [Flag(one) for one in measured.flags[inside]],
        [Method(one) for one in dataset.methods(series)[inside]],
    )


def notes(dataset: Dataset, language: str, address: str = "") -> list[str]:
    """What every file carries: demonstration, release, citation, and the sources with their terms.

    ``address`` is the public one of the server, empty where it is not known.
    """
    where = link(dataset, language, address)
    return [
        *release_notes(dataset, language),
        f"{text('data.package.citation', language)}: {cited(dataset, language, where)}",
        *(f"{text('about.source', language)}: {one}" for one in sources(dataset, language)),
    ]


def sources(dataset: Dataset, language: str) -> list[str]:
    """Publisher, title, year, terms and address of every source."""
    return [source_terms(one, language) for one in dataset.release.manifest["sources"].values()]


def csv_text(dataset: Dataset, choice: Choice, language: str, said: Sequence[str] = ()) -> str:
    """CSV: UTF-8 with BOM, ``;``, decimals as in the language; ``said`` is above, behind ``#``."""
    # notes unquoted, so that every reader of comments knows them; a ``;`` would begin another cell
    above = "".join(f"# {one.replace(';', ',')}\r\n" for one in said)
    return BOM + above + "".join(_csv_pieces(dataset, choice, language))


def _csv_pieces(dataset: Dataset, choice: Choice, language: str) -> Iterator[str]:
    yield _csv([heads(language)])
    for block in blocks(dataset, choice):
        yield _csv(_rows(dataset, block, language))


def heads(language: str) -> list[str]:
    """The names of the columns, as the CSV has them."""
    return [text(f"data.column.{one}", language) for one in COLUMNS]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    lines = io.StringIO()
    csv.writer(lines, delimiter=";", lineterminator="\r\n").writerows(rows)
    return lines.getvalue()


def _rows(dataset: Dataset, block: Block, language: str) -> list[list[str]]:
    series, indicator = block.series, dataset.indicator(block.series)
    said = [
        indicator.code,
        indicator.key,
        safe(indicator_name(indicator, series.group, language)),
        text(f"group.{series.group}", language),
        str(series.year),
    ]
    level = text(f"level.{series.level}", language)
    unit = unit_name(indicator, series.group, language)
    yes, no = text("yes", language), text("no", language)
    return [
        [
            *(key, name, level, district, province, *said),
            *(_decimal(value, indicator.digits, language), unit),
            *(_decimal(numerator, 0, language), _decimal(denominator, 0, language)),
            text(f"flag.{FLAG_NAMES[flag]}", language),
            text(f"data.method.{METHOD_NAMES[method]}", language),
            yes if method is Method.DEMONSTRATION else no,
        ]
        for (key, name, district, province), value, numerator, denominator, flag, method in zip(
            block.names,
            block.values.tolist(),
            block.numerators.tolist(),
            block.denominators.tolist(),
            block.flags,
            block.methods,
            strict=True,
        )
    ]


def _decimal(value: float, digits: int, language: str) -> str:
    """As ``export.plain``, without the cost of a locale for each of a hundred thousand numbers."""
    if value != value:
        return ""
    written = f"{value:.{digits}f}"
    return written.replace(".", ",") if language == "tr" else written


def parquet(dataset: Dataset, choice: Choice, language: str, address: str = "") -> bytes:
    """Typed columns (``SCHEMA``): keys of level, group, state and method as in ``data/README.md``,
    names in the language; the notes lie in the file's metadata."""
    said = json.dumps(notes(dataset, language, address), ensure_ascii=False)
    about = {"title": text("brand", language), "release": dataset.release.key, "notes": said}
    schema = SCHEMA.with_metadata({**about, "demonstration": str(dataset.release.demonstration)})
    tables = [_table(dataset, one, language, schema) for one in blocks(dataset, choice)]
    content = io.BytesIO()
    pq.write_table(pa.concat_tables(tables) if tables else schema.empty_table(), content)
    return content.getvalue()


def _table(dataset: Dataset, block: Block, language: str, schema: Any) -> Any:
    series, indicator = block.series, dataset.indicator(block.series)
    count = len(block.names)
    keys, names, districts, provinces = zip(*block.names, strict=True)
    columns: dict[str, Any] = {
        "area": keys,
        "area_name": names,
        "level": [str(series.level)] * count,
        "district": districts,
        "province": provinces,
        "code": [indicator.code] * count,
        "indicator": [indicator.key] * count,
        "indicator_name": [indicator_name(indicator, series.group, language)] * count,
        "group": [str(series.group)] * count,
        "year": [series.year] * count,
        "value": block.values,
        "unit": [str(indicator.unit)] * count,
        "numerator": block.numerators,
        "denominator": block.denominators,
        "state": [FLAG_NAMES[one] for one in block.flags],
        "method": [None if one is Method.NONE else METHOD_NAMES[one] for one in block.methods],
        "demonstration": [one is Method.DEMONSTRATION for one in block.methods],
    }
    arrays = [pa.array(columns[one.name], type=one.type, from_pandas=True) for one in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def workbook(dataset: Dataset, choice: Choice, language: str, address: str = "") -> bytes:
    """A sheet per level with a row per area and a column per series, and one that explains the
    columns. Where there is no value the cell says why."""
    book = Workbook()
    said = notes(dataset, language, address)
    explained: list[list[Cell]] = []
    for level in choice.levels:
        narrow = Choice(choice.provinces, (level,), choice.indicators, choice.year)
        found = list(blocks(dataset, narrow))
        if found:
            sheet = book.create_sheet(text(f"level_title.{level}", language))
            _wide(sheet, dataset, found, said, language)
            explained += [_explained(dataset, one, language) for one in found]
    sheet = book.create_sheet(text("data.sheet.indicators", language))
    about = ("code", "indicator", "indicator_name", "group", "year", "level", "unit")
    words = [text(f"data.column.{one}", language) for one in about]
    words += [text(f"data.table.{one}", language) for one in ("areas", "valued", "method")]
    words.append(text("about.source", language))
    write_sheet(sheet, said, words, explained, {7: "#,##0", 8: "#,##0"})
    book.remove(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _wide(
    sheet: Any, dataset: Dataset, found: Sequence[Block], said: list[str], language: str
) -> None:
    titles = [text(f"export.column.{one}", language) for one in ("id", "name", "district")]
    titles += [text("export.column.province", language)]
    titles += [_title(dataset, one, language) for one in found]
    states = {flag: text(f"flag.{name}", language) for flag, name in FLAG_NAMES.items()}
    columns = [
        [
            value if flag is Flag.OK else states[flag]
            for value, flag in zip(one.values.tolist(), one.flags, strict=True)
        ]
        for one in found
    ]
    rows: list[list[Cell]] = [
        [*names, *cells] for names, *cells in zip(found[0].names, *columns, strict=True)
    ]
    formats = {
        place: number_format(dataset.indicator(one.series).digits)
        for place, one in enumerate(found, 4)
    }
    write_sheet(sheet, said, titles, rows, formats)


def _title(dataset: Dataset, block: Block, language: str) -> str:
    series, indicator = block.series, dataset.indicator(block.series)
    name = indicator_name(indicator, series.group, language)
    unit = unit_name(indicator, series.group, language)
    group = text(f"group.{series.group}", language)
    return f"{indicator.code} {name}, {group}, {series.year} ({unit})"


def _explained(dataset: Dataset, block: Block, language: str) -> list[Cell]:
    series, indicator = block.series, dataset.indicator(block.series)
    made = sorted(
        {one for one, flag in zip(block.methods, block.flags, strict=True) if flag is Flag.OK}
    )
    return [
        indicator.code,
        indicator.key,
        indicator_name(indicator, series.group, language),
        text(f"group.{series.group}", language),
        series.year,
        text(f"level.{series.level}", language),
        unit_name(indicator, series.group, language),
        len(block.flags),
        block.flags.count(Flag.OK),
        ", ".join(text(f"data.method.{METHOD_NAMES[one]}", language) for one in made),
        source(dataset, series, language),
    ]
