"""The outcome of the criteria as files: CSV, XLSX and GeoJSON, one record per area.

All three come from ``records``. A record says why an area has no value; a value that is not
published is in none of them.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from openpyxl import Workbook

from dashboard import criteria
from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.export import demonstration_prefix, named, release_notes, safe, table
from dashboard.geometry import geojson, outlines
from dashboard.summary import source
from dashboard.threshold import Outcome, State, evaluate, shares
from dashboard.view import View
from dashboard.wording import text
from dashboard.workbook import Cell, number_format, write_sheet, written

METRES = 50  # tolerance of the outlines in GeoJSON
HEAD_COLUMNS = ("id", "name", "district", "province")


@dataclass(frozen=True, slots=True)
class Record:
    """One area: names, people and state; per criterion its value, state and distance.

    ``None`` is what is not published; ``distance`` is ``None`` too where the criterion is met.
    """

    names: list[str]
    residents: int | None
    women: int | None
    state: State
    values: tuple[float | None, ...]
    states: tuple[str, ...]
    distances: tuple[float | None, ...]
    place: int


def records(dataset: Dataset, outcome: Outcome, language: str) -> list[Record]:
    """A record per area in view, in the order of the release."""
    names = named(dataset, outcome.level)
    women = np.full(len(names), np.nan) if outcome.women is None else outcome.women
    which = range(len(outcome.judged))
    found = []
    for place in (int(one) for one in np.flatnonzero(outcome.inside)):
        values = np.array([one.values[place] for one in outcome.judged])
        missed = np.array([one.missed[place] for one in outcome.judged])
        found.append(
            Record(
                names=names[place],
                residents=_whole(outcome.residents[place]),
                women=_whole(women[place]),
                state=outcome.state(place) or State.UNKNOWN,
                values=tuple(_or_none(one) for one in values),
                states=tuple(_said(dataset, outcome, one, place, language) for one in which),
                distances=tuple(_or_none(one or np.nan) for one in missed),
                place=place,
            )
        )
    return found


def _said(dataset: Dataset, outcome: Outcome, which: int, place: int, language: str) -> str:
    """State of one criterion in words; where it is unknown, why."""
    judged = outcome.judged[which]
    if judged.series is None:
        return text("threshold.not_published", language)
    if not judged.known[place]:
        return criteria.value(dataset, judged, place, language)
    return text(f"threshold.criterion.{criteria.met(judged, place)}", language)


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _rounded(distance: float | None) -> float | None:
    return None if distance is None else round(distance, criteria.MOST_DIGITS)


def _whole(people: float) -> int | None:
    return None if np.isnan(people) else int(people)


def notes(dataset: Dataset, outcome: Outcome, language: str) -> list[str]:
    """What stands above every table: demonstration, release, criteria, rule, caution, sources."""
    asked = [criteria.said(dataset, one.criterion, language) for one in outcome.judged]
    return [
        *release_notes(dataset, language),
        text(
            "threshold.export.rule",
            language,
            rule=criteria.rule(outcome, language),
            level=text(f"level.{outcome.level}", language),
        ),
        *(f"{which}. {one}" for which, one in enumerate(asked, 1)),
        text("threshold.near_rule", language),
        text("threshold.caution", language),
        f"{text('about.source', language)}: {criteria.sources(dataset, outcome, language)}",
    ]


def file_name(dataset: Dataset, outcome: Outcome, language: str, kind: str) -> str:
    """``gosterim-verisi-esik-mahalle.csv``; the beginning only for a demonstration."""
    name = text(f"threshold.export.name.{outcome.level}", language)
    return f"{demonstration_prefix(dataset, language)}{name}.{kind}"


def _heads(dataset: Dataset, outcome: Outcome, language: str) -> list[str]:
    heads = [text(f"export.column.{one}", language) for one in HEAD_COLUMNS]
    heads.append(text("threshold.residents", language))
    if outcome.women is not None:
        heads.append(text("threshold.women", language))
    heads.append(text("export.column.state", language))
    for which, one in enumerate(outcome.judged, 1):
        said = criteria.said(dataset, one.criterion, language)
        heads += [
            f"{which}. {said}",
            f"{which}. {text('export.column.state', language)}",
            f"{which}. {text('threshold.missing', language)}",
        ]
    return heads


def _cells(outcome: Outcome, record: Record, language: str) -> list[Cell]:
    cells: list[Cell] = [safe(one) for one in record.names]
    cells.append(record.residents)
    if outcome.women is not None:
        cells.append(record.women)
    cells.append(text(f"threshold.state.{record.state}", language))
    per_criterion = zip(record.values, record.states, record.distances, strict=True)
    return cells + [cell for three in per_criterion for cell in three]


def _digits(dataset: Dataset, outcome: Outcome) -> dict[int, int]:
    """Decimals of the columns that hold numbers, by their place."""
    first = len(HEAD_COLUMNS)
    last = first + (1 if outcome.women is None else 2)
    digits = dict.fromkeys(range(first, last), 0)
    for which, one in enumerate(outcome.judged):
        published = dataset.catalogue.indicators[one.criterion.indicator].digits
        digits[last + 1 + which * 3] = published
        digits[last + 3 + which * 3] = criteria.digits(one.criterion.value, published)
    return digits


def threshold_csv(dataset: Dataset, view: View) -> tuple[str, str]:
    """File name and text: UTF-8 with BOM, ``;``, decimals as in the language."""
    outcome, language = evaluate(dataset, view), view.language
    digits = _digits(dataset, outcome)
    rows = [[safe(one) for one in _heads(dataset, outcome, language)]]
    for record in records(dataset, outcome, language):
        cells = enumerate(_cells(outcome, record, language))
        rows.append([written(cell, digits.get(column), language) for column, cell in cells])
    said = notes(dataset, outcome, language)
    return file_name(dataset, outcome, language, "csv"), table(said, rows)


def threshold_xlsx(dataset: Dataset, view: View) -> tuple[str, bytes]:
    """File name and workbook: a sheet of areas, one of districts; numbers are numbers."""
    outcome, language = evaluate(dataset, view), view.language
    book = Workbook()
    areas = book.active
    areas.title = text(f"threshold.export.sheet.{outcome.level}", language)
    rows = [_cells(outcome, one, language) for one in records(dataset, outcome, language)]
    said = notes(dataset, outcome, language)
    formats = {
        column: number_format(digits) for column, digits in _digits(dataset, outcome).items()
    }
    write_sheet(areas, said, _heads(dataset, outcome, language), rows, formats)
    _district_sheet(book, dataset, outcome, said, language)
    content = io.BytesIO()
    book.save(content)
    return file_name(dataset, outcome, language, "xlsx"), content.getvalue()


def _district_sheet(
    book: Workbook, dataset: Dataset, outcome: Outcome, said: list[str], language: str
) -> None:
    sheet = book.create_sheet(text(f"threshold.tab.ilceler.{outcome.level}", language))
    above = Level.PROVINCE if outcome.level is Level.DISTRICT else Level.DISTRICT
    heads = [text(f"level_title.{above}", language)]
    heads += [text(f"threshold.export.share_{one}", language) for one in ("residents", "women")]
    heads += [text(f"threshold.state.{state}", language) for state in State]
    rows: list[list[Cell]] = [
        [
            safe(str(dataset.area(one.area)["name"])),
            _or_none(one.residents),
            _or_none(one.women),
            *(one.counts[state] for state in State),
        ]
        for one in shares(dataset, outcome)
    ]
    counts = dict.fromkeys(range(3, 3 + len(State)), "#,##0")
    rule = text(
        f"threshold.share_rule.{outcome.level}",
        language,
        least="%50" if language == "tr" else "50%",
    )
    write_sheet(sheet, [*said, rule], heads, rows, {1: "0.0%", 2: "0.0%", **counts})  # fmt: skip


def threshold_geojson(dataset: Dataset, view: View) -> tuple[str, str]:
    """File name and text of a FeatureCollection (RFC 7946): longitude and latitude in WGS 84."""
    outcome, language = evaluate(dataset, view), view.language
    shapes = outlines(dataset.release, dataset.release.provinces, METRES)[outcome.level]
    features = [
        {
            "type": "Feature",
            "id": record.names[0],
            "geometry": geojson(shapes[record.place]),
            "properties": _properties(dataset, outcome, record, language),
        }
        for record in records(dataset, outcome, language)
    ]
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    if dataset.release.demonstration:
        collection["demonstration"] = release_notes(dataset, language)[0]
    collection |= {
        "release": dataset.release.key,
        "level": str(outcome.level),
        "needed": outcome.needed,
        "criteria": [
            {
                "key": f"criterion_{which}",
                "indicator": one.criterion.indicator,
                "group": str(one.criterion.group),
                "year": one.series.year if one.series else None,
                "operator": ">=" if one.criterion.operator == "az" else "<=",
                "value": one.criterion.value,
                "unit": str(dataset.catalogue.indicators[one.criterion.indicator].unit),
                "title": criteria.said(dataset, one.criterion, language),
                "source": source(dataset, one.series, language) if one.series else None,
            }
            for which, one in enumerate(outcome.judged, 1)
        ],
        "notes": notes(dataset, outcome, language),
        "features": features,
    }
    written = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return file_name(dataset, outcome, language, "geojson"), written


def _properties(
    dataset: Dataset, outcome: Outcome, record: Record, language: str
) -> dict[str, Any]:
    properties: dict[str, Any] = dict(zip(HEAD_COLUMNS, record.names, strict=True))
    properties |= {
        "level": str(outcome.level),
        "residents": record.residents,
        "women": record.women,
        "state": str(record.state),
        "state_label": text(f"threshold.state.{record.state}", language),
    }
    per_criterion = zip(outcome.judged, record.values, record.states, record.distances, strict=True)
    for which, (judged, value, said, distance) in enumerate(per_criterion, 1):
        properties |= {
            f"criterion_{which}_value": value,
            f"criterion_{which}_state": criteria.met(judged, record.place),
            f"criterion_{which}_label": said,
            f"criterion_{which}_missed_by": _rounded(distance),
        }
    if dataset.release.demonstration:
        properties["demonstration"] = text("demonstration.label", language).rstrip(":")
    return properties
