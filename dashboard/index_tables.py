"""What the files of an index share: sheets, and what stands above them.

A sheet is a table of words and numbers that is written as CSV or into a workbook. The notes name
demonstration, release, link, method, weights, what is left out and why, and sources with terms.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from openpyxl import Workbook

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Floats
from dashboard.export import demonstration_prefix, plain, release_notes, safe, table
from dashboard.geometry import geojson, outlines
from dashboard.index.inputs import Input
from dashboard.index.scores import DIGITS, Index
from dashboard.index.weighting import Shares
from dashboard.summary import province_name, source, source_terms
from dashboard.synthesis.score import Method
from dashboard.synthesis_summary import theme_name
from dashboard.wording import enumerated, indicator_name, number, text, unit_name
from dashboard.workbook import Cell, number_format, write_sheet, written

METRES = 50  # tolerance of the outlines in GeoJSON
HEAD_COLUMNS = ("id", "name", "district", "province")
SHARE_DIGITS = 1  # of shares of 100: those that count


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: heads, a row of cells per record, decimals of the columns with numbers by place."""

    title: str
    heads: list[str]
    rows: list[list[Cell]]
    digits: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """One number per area of the level, NaN where there is none; ``digits`` are written."""

    key: str
    head: str
    values: Floats
    digits: int = DIGITS


def file_name(dataset: Dataset, what: str, level: Level, language: str, kind: str) -> str:
    """``gosterim-verisi-sentez-mahalle.csv``; the beginning only for a demonstration."""
    name = text(f"synthesis.export.name.{what}", language)
    at = text(f"synthesis.export.at.{level}", language)
    return f"{demonstration_prefix(dataset, language)}{name}-{at}.{kind}"


def as_csv(sheet: Sheet, said: Sequence[str], language: str) -> str:
    """A sheet as CSV with notes above."""
    rows = [[safe(one) for one in sheet.heads]]
    rows += [
        [written(cell, sheet.digits.get(place), language) for place, cell in enumerate(row)]
        for row in sheet.rows
    ]
    return table(said, rows)


def as_workbook(sheets: Iterable[Sheet], said: Sequence[str]) -> bytes:
    """The bytes of a workbook (XLSX), with the notes above each sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        formats = {place: number_format(digits) for place, digits in sheet.digits.items()}
        write_sheet(book.create_sheet(sheet.title), said, sheet.heads, sheet.rows, formats)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_geojson(
    dataset: Dataset,
    level: Level,
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    about: Mapping[str, Any],
    language: str,
) -> str:
    """Text of a FeatureCollection (RFC 7946), longitude and latitude in WGS 84: a feature per row
    (position among the areas of the level, and properties, ``id`` among them); ``about`` are the
    members beside release and level."""
    shapes = outlines(dataset.release, dataset.release.provinces, METRES)[level]
    shown = dataset.release.demonstration
    label = {"demonstration": text("demonstration.label", language).rstrip(":")} if shown else {}
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    if shown:
        collection["demonstration"] = release_notes(dataset, language)[0]
    collection |= {"release": dataset.release.key, "level": str(level), **about}
    collection["features"] = [
        {
            "type": "Feature",
            "id": properties["id"],
            "geometry": geojson(shapes[place]),
            "properties": {**properties, **label},
        }
        for place, properties in rows
    ]
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def described(index: Index) -> dict[str, Any]:
    """Method and shares of an index for machines: of the themes of 100, and of the indicators
    inside their theme of 100."""
    structure = index.shares.structure
    return {
        "normalisation": str(index.method.normalisation),
        "mean": str(index.method.mean),
        "themes": dict(zip(structure.themes, index.shares.themes, strict=True)),
        "indicators": dict(zip(structure.indicators, index.shares.within, strict=True)),
        "banded": [one.indicator.key for one in index.entering.inputs if one.banded],
        "left_out": {key: str(why) for key, why in index.entering.left_out.items()},
    }


def weights_sheet(dataset: Dataset, index: Index, language: str) -> Sheet:
    """A row per indicator that enters: its share of its theme and of the whole, in percent, its
    scale, year and source."""
    keys = ("theme_name", "theme_share", "indicator", "indicator_share", "whole_share", "scale")
    heads = [text(f"synthesis.export.column.{one}", language) for one in keys]
    heads += [text(f"export.column.{one}", language) for one in ("unit", "group", "year")]
    heads += [text(f"synthesis.export.column.{one}", language) for one in ("entered_as", "known")]
    heads.append(text("about.source", language))
    entering, shares = index.entering, index.shares
    rows: list[list[Cell]] = []
    for place, one in enumerate(entering.inputs):
        theme = int(entering.structure.theme_of[place])
        of_theme, within = shares.themes[theme], shares.within[place]
        low, high = entering.scale.goalposts[place]
        ends = (low, high) if entering.scale.directions[place] > 0 else (high, low)
        digits = one.indicator.digits
        rows.append(
            [
                theme_name(dataset, entering.structure.themes[theme], language),
                of_theme,
                indicator_name(one.indicator, one.series.group, language),
                within,
                round(of_theme * within / 100, 2),
                " … ".join(number(end, language, digits) for end in ends),
                unit_name(one.indicator, one.series.group, language),
                text(f"group.{one.series.group}", language),
                str(one.series.year),
                _entered_as(one, language),
                one.known,
                source(dataset, one.series, language),
            ]
        )
    formats = {1: SHARE_DIGITS, 3: SHARE_DIGITS, 4: 2, 10: 0}
    return Sheet(text("synthesis.export.sheet.weights", language), heads, rows, formats)


def left_out_sheet(dataset: Dataset, index: Index, language: str) -> Sheet:
    """The indicators that do not enter, and why."""
    heads = [text(f"synthesis.export.column.{one}", language) for one in ("indicator", "why")]
    rows: list[list[Cell]] = [
        [
            dataset.catalogue.indicators[key].name[language],
            text(f"synthesis.export.left_out.{why}", language),
        ]
        for key, why in index.entering.left_out.items()
    ]
    return Sheet(text("synthesis.export.sheet.left_out", language), heads, rows)


def _entered_as(one: Input, language: str) -> str:
    way = "both" if one.of_both else "rate"
    said = text(f"synthesis.export.entered.{way}", language)
    return f"{said}, {text('synthesis.export.entered.banded', language)}" if one.banded else said


def input_name(one: Input, language: str) -> str:
    """The name of what enters, with its year, and whether it does so by its band alone."""
    name = indicator_name(one.indicator, one.series.group, language)
    mark = f" ({text('synthesis.export.entered.banded', language)})" if one.banded else ""
    return f"{name}, {one.series.year}{mark}"


def known_ranks(ranked: npt.NDArray[np.int64]) -> Floats:
    """Ranks as numbers, NaN for those without one (0)."""
    return np.where(ranked > 0, ranked, np.nan).astype(float)


def rounded(column: Column, place: int) -> float | int | None:
    """The number of the area at a position as it is written; ``None`` where there is none."""
    value = float(column.values[place])
    if np.isnan(value):
        return None
    return round(value, column.digits) + 0.0 if column.digits else round(value)


def head_notes(dataset: Dataset, title: str, link: str, language: str) -> list[str]:
    """Demonstration, release, what the file holds, and the public link to what is shown."""
    linked = text("synthesis.export.link", language, link=link)
    return [*release_notes(dataset, language), title, linked]


def places_said(dataset: Dataset, provinces: Iterable[str], language: str) -> str:
    """Provinces in a row."""
    return enumerated([province_name(dataset, one) for one in provinces], language)


def index_notes(dataset: Dataset, index: Index, language: str) -> list[str]:
    """How an index is made: method, weights, and what enters by its band alone."""
    weights = weights_said(dataset, index, language)
    said = [
        method_said(index.method, language),
        text("synthesis.export.weights", language, weights=weights),
        *_indicators_said(dataset, index, language),
    ]
    banded = [one for one in index.entering.inputs if one.banded]
    if banded:
        names = enumerated([indicator_name(one.indicator, one.series.group, language)
                            for one in banded], language)  # fmt: skip
        said.append(text("synthesis.export.bands", language, indicators=names))
    return said


def method_said(method: Method, language: str) -> str:
    """Scale and mean of an index in a sentence."""
    return text(
        "synthesis.export.method",
        language,
        normalisation=text(f"synthesis.export.normalisation.{method.normalisation}", language),
        mean=text(f"synthesis.export.mean.{method.mean}", language),
    )


def weights_said(dataset: Dataset, index: Index, language: str) -> str:
    """The themes that have a share, with it."""
    shares = zip(index.shares.structure.themes, index.shares.themes, strict=True)
    return "; ".join(
        f"{theme_name(dataset, key, language)} {share_said(share, language)}"
        for key, share in shares
        if share
    )


def _indicators_said(dataset: Dataset, index: Index, language: str) -> list[str]:
    """A line per theme with a share: its indicators and their shares inside it."""
    shares: Shares = index.shares
    said = []
    for place, theme in enumerate(shares.structure.themes):
        if not shares.themes[place]:
            continue
        parts = [
            f"{indicator_name(one.indicator, one.series.group, language)} "
            f"{share_said(shares.within[at], language)}"
            for at, one in enumerate(index.entering.inputs)
            if shares.structure.theme_of[at] == place and shares.within[at]
        ]
        said.append(f"{theme_name(dataset, theme, language)}: {'; '.join(parts)}")
    return said


def left_out_notes(dataset: Dataset, index: Index, language: str) -> list[str]:
    """A line per reason with the indicators that it keeps out; and the themes without any."""
    reasons: dict[str, list[str]] = {}
    for key, why in index.entering.left_out.items():
        reasons.setdefault(str(why), []).append(dataset.catalogue.indicators[key].name[language])
    said = [
        f"{text(f'synthesis.export.left_out.{why}', language)}: {'; '.join(names)}"
        for why, names in reasons.items()
    ]
    if index.shares.dropped:
        names = [theme_name(dataset, one, language) for one in index.shares.dropped]
        themes = enumerated(names, language)
        said.append(text("synthesis.export.dropped", language, themes=themes))
    return said


def limits_note(
    dataset: Dataset, index: Index, limits: Iterable[tuple[float, float]], language: str
) -> str:
    """Least and most share of each theme that is on, of 100."""
    parts = [
        f"{theme_name(dataset, key, language)} "
        f"{plain(low, language, SHARE_DIGITS)}–{share_said(high, language)}"
        for key, (low, high) in zip(index.shares.structure.themes, limits, strict=True)
        if high
    ]
    return text("synthesis.export.limits", language, limits="; ".join(parts))


def sources_notes(
    dataset: Dataset, index: Index, language: str, further: Iterable[str] = ()
) -> list[str]:
    """The sources of the indicators that enter, and of ``further`` ones, with their terms."""
    manifest = dataset.release.manifest
    keys = dict.fromkeys(
        key
        for one in (*(one.indicator.key for one in index.entering.inputs), *further)
        for key in manifest["indicators"].get(one, {}).get("sources", ())
    )
    said = [source_terms(manifest["sources"][key], language) for key in keys]
    return [f"{text('about.source', language)}: {one}" for one in said]


def share_said(share: float, language: str) -> str:
    """A share of 100 in percent, with its decimals."""
    return text("unit.percent.amount", language).format(plain(share, language, SHARE_DIGITS))
