"""Tables to download: each says what it is, whence it comes and whether it is invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.catalogue import Group, Level
from dashboard.comparison import OUT_OF_100, Cell, Line, Outcome, comparison
from dashboard.dataset import FLAG_NAMES, Dataset, Flag, Floats, Series
from dashboard.extent import extent
from dashboard.gender_gap import points, together
from dashboard.legend import in_span
from dashboard.reliability import reliability
from dashboard.summary import area_name, province_name, source, subtitle, title
from dashboard.view import View
from dashboard.wording import indicator_name, number, text, unit_name

BOM = "\ufeff"
_COLUMNS = ("id", "name", "district", "province", "value", "numerator", "denominator", "state")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def table(notes: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV file: UTF-8 with BOM, ``;``; a line per note, then the heads and the rows."""
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerows([f"# {note}"] for note in notes)
    writer.writerows(rows)
    return BOM + lines.getvalue()


def values_csv(dataset: Dataset, view: View) -> tuple[str, str]:
    """File name and text of what the map shows: UTF-8 with BOM, ``;``, decimals as in the language.

    Areas without a value keep their row and say why. Above the columns stand title, source,
    release and, for a demonstration, that the values are invented.
    """
    series, language = view.series, view.language
    measured = dataset.measured(series)
    inside = dataset.in_provinces(series.level, view.provinces(dataset))
    inside &= measured.flags != Flag.NOT_VALUED
    if view.span:
        inside &= in_span(measured.values, view.span)
    further = _further(dataset, series)
    columns = (*_COLUMNS, *(one.name for one in further))
    rows = [[text(f"export.column.{column}", language) for column in columns]]
    names = named(dataset, series.level)
    digits = dataset.indicator(series).digits
    for place in np.flatnonzero(inside):
        flag = Flag(int(measured.flags[place]))
        rows.append(
            [
                *names[place],
                plain(measured.values[place], language, digits),
                *(
                    plain(counts[place] if flag is Flag.OK else np.nan, language, 0)
                    for counts in (measured.numerators, measured.denominators)
                ),
                state(flag, language),
                *(plain(one.values[place], language, one.digits) for one in further),
            ]
        )
    name = f"{series.indicator}-{series.group}-{series.year}-{series.level}.csv"
    return demonstration_prefix(dataset, language) + name, table(_notes(dataset, view), rows)


@dataclass(frozen=True, slots=True)
class _Column:
    """One number per area: key of its head, and the digits that are written."""

    name: str
    values: Floats
    digits: int


def _further(dataset: Dataset, series: Series) -> list[_Column]:
    """What follows from the values: only the columns that have a number anywhere."""
    found = [
        *_beside_men(dataset, series),
        *_reliability(dataset, series),
        *_neighbourhoods(dataset, series),
    ]
    return [one for one in found if np.isfinite(one.values).any()]


def _beside_men(dataset: Dataset, series: Series) -> list[_Column]:
    found = together(dataset, series)
    if found is None:
        return []
    digits = dataset.indicator(series).digits
    groups = [
        _Column(str(group), dataset.measured(replace(series, group=group)).values, digits)
        for group in (Group.WOMEN, Group.MEN, Group.GAP)
    ]
    return [
        *groups,
        _Column("achievement", found.achievements, digits),
        _Column("parity", points(found.parities), 0),
        _Column("score", points(found.scores), 0),
    ]


def _reliability(dataset: Dataset, series: Series) -> list[_Column]:
    found, digits = reliability(dataset, series), dataset.indicator(series).digits
    return [_Column("smoothed", found.smoothed, digits), _Column("reliability", found.weights, 2)]


def _neighbourhoods(dataset: Dataset, series: Series) -> list[_Column]:
    found, digits = extent(dataset, series), dataset.indicator(series).digits
    if found is None:
        return []
    return [
        _Column("worst_people", found.worst * 100, 1),
        _Column("worst_areas", found.worst_areas * 100, 1),
        _Column("spread_90_10", found.reach, digits),
        _Column("spread_75_25", found.middle, digits),
        _Column("covered", found.covered * 100, 1),
    ]


def comparison_csv(dataset: Dataset, view: View) -> tuple[str, str]:
    """File name and text of the comparison: a row per indicator, measure and area, with the
    interval and what the value is beside the reference."""
    language = view.language
    reference = (
        dataset.area(view.reference)["name"]
        if view.reference
        else text("compare.own_province", language)
    )
    notes = [
        *release_notes(dataset, language),
        f"{text('compare.reference', language)}: {reference}",
        text("compare.rule_short", language),
    ]
    columns = ("indicator", "measure", "unit", "year", "area", "value", "low", "high")
    rows = [[text(f"export.column.{one}", language) for one in (*columns, "outcome", "state")]]
    for entry in comparison(dataset, view):
        for line in entry.measures or (entry.main,):
            cells = (*line.areas, *line.above)
            rows += [_compared_row(dataset, line, one, language) for one in cells]
    return f"{demonstration_prefix(dataset, language)}comparison.csv", table(notes, rows)


def _compared_row(dataset: Dataset, line: Line, one: Cell, language: str) -> list[str]:
    indicator = dataset.indicator(line.series)
    known = one.flag is Flag.OK
    group = Group.GAP if line.measure == Group.GAP else line.series.group
    nan = float("nan")
    compared = one.outcome is not Outcome.NOT_COMPARED
    of_100 = line.measure in OUT_OF_100
    return [
        indicator_name(indicator, line.series.group, language),
        text(f"measure.{line.measure}", language),
        text("gender.scale", language) if of_100 else unit_name(indicator, group, language),
        str(line.series.year),
        safe(area_name(dataset, one.area)),
        plain(one.value if known else nan, language, 0 if of_100 else indicator.digits),
        plain(one.low if known else nan, language, indicator.digits + 1),
        plain(one.high if known else nan, language, indicator.digits + 1),
        text(f"outcome.{one.outcome}", language) if compared else "",
        "" if known else text(f"flag.{one.flag.name.lower()}", language),
    ]


def state(flag: Flag, language: str) -> str:
    """Why a value is missing; empty where it is there."""
    return "" if flag is Flag.OK else text(f"flag.{FLAG_NAMES[flag]}", language)


def demonstration_prefix(dataset: Dataset, language: str) -> str:
    """How the names of a demonstration's files begin; empty for a real release."""
    return text("export.demonstration_prefix", language) if dataset.release.demonstration else ""


def _notes(dataset: Dataset, view: View) -> list[str]:
    series, language = view.series, view.language
    return [
        *release_notes(dataset, language),
        f"{title(dataset, series, language)} · {subtitle(dataset, series, language)}",
        f"{text('about.source', language)}: {source(dataset, series, language)}",
    ]


def release_notes(dataset: Dataset, language: str) -> list[str]:
    """The release and, before all else, that a demonstration's values are invented."""
    notes = [f"{text('export.release', language)}: {dataset.release.key}"]
    if dataset.release.demonstration:
        said = f"{text('demonstration.label', language)} {text('demonstration.sentence', language)}"
        notes.insert(0, said)
    return notes


def named(dataset: Dataset, level: Level) -> list[list[str]]:
    """Id, name, district and province of every area of a level."""
    areas, districts = dataset.areas(level), dataset.areas(Level.DISTRICT)
    names = dict(zip(districts["id"], districts["name"], strict=True))
    columns = (areas[column].tolist() for column in ("id", "name", "district", "province"))
    return [
        [key, safe(name), safe(names.get(district, "")), safe(province_name(dataset, province))]
        for key, name, district, province in zip(*columns, strict=True)
    ]


def plain(value: float, language: str, digits: int) -> str:
    """A number without thousands separators and with a plain minus, as spreadsheets read it."""
    if np.isnan(value):
        return ""
    separator = "." if language == "tr" else ","
    return number(float(value), language, digits).replace(separator, "").replace("−", "-")
