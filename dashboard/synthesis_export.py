"""The synthesis as files: scores (CSV, XLSX, GeoJSON), change of ranks and certainty (CSV).

Scores, classes and ranks are those of ``dashboard.index``, the same that map and table show. A file
tells a sensitive indicator of a neighbourhood no closer than the index does: as the score of its
band. Every function raises ``ValueError`` where the level has nothing to put together.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from openpyxl import Workbook

from dashboard.catalogue import Level
from dashboard.dataset import FLAG_NAMES, Dataset, Flag, Floats
from dashboard.export import (
    demonstration_prefix,
    named,
    plain,
    release_notes,
    safe,
    state,
    table,
)
from dashboard.geometry import geojson, outlines
from dashboard.index.certainty import DRAWS, Certainty, certainty_of, grade
from dashboard.index.change import change_of
from dashboard.index.inputs import Input
from dashboard.index.scores import DIGITS, Index, index_of, losses_of
from dashboard.index.weighting import Shares
from dashboard.picture.link import public_link
from dashboard.summary import province_name, source, source_terms
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.draws import Source
from dashboard.synthesis.score import Method
from dashboard.view import View
from dashboard.wording import enumerated, in_language, indicator_name, number, text, unit_name
from dashboard.workbook import Cell, number_format, write_sheet, written

PAGE = "/sentez"
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


def scores_csv(dataset: Dataset, view: View, address: str = "") -> tuple[str, str]:
    """File name and text: UTF-8 with BOM, ``;``, decimals as in the language. ``address``: the
    public one of the server, for the link."""
    index, language = index_of(dataset, view), view.language
    sheet = scores_sheet(dataset, view, index)
    said = notes(dataset, view, index, address)
    return file_name(dataset, "scores", index.level, language, "csv"), as_csv(sheet, said, language)


def scores_xlsx(dataset: Dataset, view: View, address: str = "") -> tuple[str, bytes]:
    """File name and workbook: areas, scores of their indicators, weights, what is left out."""
    index, language = index_of(dataset, view), view.language
    said = notes(dataset, view, index, address)
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in (
        scores_sheet(dataset, view, index),
        _indicators_sheet(dataset, view, index),
        _weights_sheet(dataset, index, language),
        _left_out_sheet(dataset, index, language),
    ):
        formats = {place: number_format(digits) for place, digits in sheet.digits.items()}
        write_sheet(book.create_sheet(sheet.title), said, sheet.heads, sheet.rows, formats)
    content = io.BytesIO()
    book.save(content)
    return file_name(dataset, "scores", index.level, language, "xlsx"), content.getvalue()


def scores_geojson(dataset: Dataset, view: View, address: str = "") -> tuple[str, str]:
    """File name and text of a FeatureCollection (RFC 7946): longitude and latitude in WGS 84.

    The properties have English keys; ``class`` is that of the map, the highest for the lowest
    scores. For releases whose boundaries may be passed on: see ``geometry_export.offered``.
    """
    index, language = index_of(dataset, view), view.language
    shapes = outlines(dataset.release, dataset.release.provinces, METRES)[index.level]
    columns, names = _columns(dataset, view, index), named(dataset, index.level)
    features = []
    for place in _places(dataset, view, index):
        properties: dict[str, Any] = dict(zip(HEAD_COLUMNS, names[place], strict=True))
        properties |= {one.key: _rounded(one, place) for one in columns}
        known = index.classes[place] >= 0
        properties["class"] = int(index.classes[place]) if known else None
        properties["state"] = FLAG_NAMES[Flag(index.flags[place])]
        if dataset.release.demonstration:
            properties["demonstration"] = text("demonstration.label", language).rstrip(":")
        features.append(
            {
                "type": "Feature",
                "id": names[place][0],
                "geometry": geojson(shapes[place]),
                "properties": properties,
            }
        )
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    if dataset.release.demonstration:
        collection["demonstration"] = release_notes(dataset, language)[0]
    collection |= {
        "release": dataset.release.key,
        "level": str(index.level),
        **described(index),
        "breaks": index.breaks,
        "notes": notes(dataset, view, index, address),
        "features": features,
    }
    content = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return file_name(dataset, "scores", index.level, language, "geojson"), content


def rank_change_csv(dataset: Dataset, view: View, address: str = "") -> tuple[str, str]:
    """File name and text: score and rank of each area under the base weights and the present ones,
    and by how many points each theme moves its score more than the average one."""
    change, language = change_of(dataset, view), view.language
    base, now = change.base, change.now
    columns = [
        _column("score_before", base.scores, language),
        _column("score_now", now.scores, language),
        _column("rank_before", _ranks(change.before), language, 0),
        _column("rank_now", _ranks(change.after), language, 0),
        _column("moved", change.moved, language, 0),
    ]
    shown = change.both[:, None]
    columns += _by_theme(
        dataset, now, "moves", np.where(shown, change.themes, np.nan), language, of=(base, now)
    )
    said = [
        *_head_notes(dataset, view, now, address),
        text("synthesis.export.before", language, weights=_weights_said(dataset, base, language)),
        _method_said(base.method, language),
        text("synthesis.export.now", language, weights=_weights_said(dataset, now, language)),
        _method_said(now.method, language),
        text("synthesis.export.change_rule", language, count=change.count),
        *_sources(dataset, now, language),
    ]
    sheet = _areas_sheet(dataset, view, now, columns)
    name = file_name(dataset, "change", now.level, language, "csv")
    return name, as_csv(sheet, said, language)


def certainty_csv(
    dataset: Dataset, view: View, address: str = "", count: int = DRAWS
) -> tuple[str, str]:
    """File name and text: how often each area is among the first k, between which ranks it lies,
    and the mean weights of the draws that put it there; ``count`` draws. Raises ``WeightError``
    where no weights lie between the view's limits."""
    certainty, language = certainty_of(dataset, view, count), view.language
    index, robust = certainty.index, certainty.robust
    k = certainty.k
    columns = [
        _column("score", np.where(certainty.inside, index.scores, np.nan), language),
        _column("rank", _ranks(index.ranks(certainty.inside)), language, 0),
        _column("in_top", robust.in_top * 100, language, 0, k=k),
        _column("low", robust.low, language, 0),
        _column("median", robust.median, language, 0),
        _column("high", robust.high, language, 0),
    ]
    columns += _by_theme(dataset, index, "central", robust.central * 100, language, k=k)
    sheet = _areas_sheet(dataset, view, index, columns)
    grades = [
        "" if np.isnan(share) else text(f"synthesis.export.grade.{grade(share)}", language)
        for share in robust.in_top[_places(dataset, view, index)]
    ]
    at = len(HEAD_COLUMNS) + 3  # beside the share that it grades
    sheet.heads.insert(at, text("synthesis.export.column.grade", language))
    for row, said in zip(sheet.rows, grades, strict=True):
        row.insert(at, said)
    digits = {place + (place >= at): one for place, one in sheet.digits.items()}
    sheet = Sheet(sheet.title, sheet.heads, sheet.rows, digits)
    name = file_name(dataset, "certainty", index.level, language, "csv")
    return name, as_csv(sheet, certainty_notes(dataset, view, certainty, address), language)


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


# --- Tables ---------------------------------------------------------------------------------------


def scores_sheet(dataset: Dataset, view: View, index: Index) -> Sheet:
    """The areas in view: score, rank, why there is none; per theme with a share the coverage, the
    score, and the points lost."""
    return _areas_sheet(dataset, view, index, _columns(dataset, view, index))


def _columns(dataset: Dataset, view: View, index: Index) -> list[Column]:
    language, lost = view.language, losses_of(index)
    ranked = index.ranks(index.inside(dataset, view))
    columns = [
        _column("score", index.scores, language),
        _column("rank", _ranks(ranked), language, 0),
        *_by_theme(dataset, index, "coverage", index.found.theme_coverage * 100, language),
        *_by_theme(dataset, index, "theme", index.found.themes, language),
        *_by_theme(dataset, index, "lost", lost.themes, language),
    ]
    if index.method.mean is Mean.MAZZIOTTA_PARETO:
        columns.append(_column("imbalance", lost.imbalance, language))
    return columns


def _column(
    key: str, values: Floats, language: str, digits: int = DIGITS, **words: object
) -> Column:
    return Column(key, text(f"synthesis.export.column.{key}", language, **words), values, digits)


def _by_theme(
    dataset: Dataset,
    index: Index,
    key: str,
    values: Floats,
    language: str,
    of: Iterable[Index] = (),
    **words: object,
) -> list[Column]:
    """A column per theme that has a share (in one of the indices ``of``, if there are several);
    ``values``: areas × themes."""
    shares = np.array([one.shares.themes for one in (*of, index)]).max(axis=0)
    return [
        Column(
            f"{key}_{theme}",
            text(
                f"synthesis.export.column.{key}",
                language,
                theme=_theme(dataset, theme, language),
                **words,
            ),
            values[:, place],
        )
        for place, theme in enumerate(index.shares.structure.themes)
        if shares[place]
    ]


def _areas_sheet(dataset: Dataset, view: View, index: Index, columns: Sequence[Column]) -> Sheet:
    """Areas in view that can have a score: names, why an area has none, the columns."""
    language = view.language
    names = named(dataset, index.level)
    heads = [text(f"export.column.{one}", language) for one in HEAD_COLUMNS]
    heads.append(text("synthesis.export.column.reason", language))
    rows: list[list[Cell]] = [
        [
            *(safe(one) for one in names[place]),
            state(Flag(index.flags[place]), language),
            *(_rounded(one, place) for one in columns),
        ]
        for place in _places(dataset, view, index)
    ]
    first = len(heads)
    heads += [one.head for one in columns]
    digits = {place: one.digits for place, one in enumerate(columns, first)}
    return Sheet(text(f"synthesis.export.sheet.{index.level}", language), heads, rows, digits)


def _indicators_sheet(dataset: Dataset, view: View, index: Index) -> Sheet:
    """Scores of the indicators that weigh anything; where an area lacks one, why."""
    language, entering = view.language, index.entering
    weighing = [
        place
        for place in np.flatnonzero(np.array(index.shares.within) > 0)
        if index.shares.themes[entering.structure.theme_of[place]]
    ]
    names = named(dataset, index.level)
    rows: list[list[Cell]] = [
        [
            *(safe(one) for one in names[area]),
            *(
                state(Flag(entering.flags[area, place]), language)
                if np.isnan(index.found.normalised[area, place])
                else round(float(index.found.normalised[area, place]), DIGITS)
                for place in weighing
            ),
        ]
        for area in _places(dataset, view, index)
    ]
    heads = [text(f"export.column.{one}", language) for one in HEAD_COLUMNS]
    first = len(heads)
    heads += [_input(entering.inputs[place], language) for place in weighing]
    digits = dict.fromkeys(range(first, len(heads)), DIGITS)
    return Sheet(text("synthesis.export.sheet.indicators", language), heads, rows, digits)


def _weights_sheet(dataset: Dataset, index: Index, language: str) -> Sheet:
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
                _theme(dataset, entering.structure.themes[theme], language),
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


def _left_out_sheet(dataset: Dataset, index: Index, language: str) -> Sheet:
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


def _input(one: Input, language: str) -> str:
    name = indicator_name(one.indicator, one.series.group, language)
    mark = f" ({text('synthesis.export.entered.banded', language)})" if one.banded else ""
    return f"{name}, {one.series.year}{mark}"


def _places(dataset: Dataset, view: View, index: Index) -> list[int]:
    """Positions of the areas in view that can have a score, in the order of the release."""
    return [int(one) for one in np.flatnonzero(index.inside(dataset, view))]


def _ranks(ranked: np.ndarray) -> Floats:
    return np.where(ranked > 0, ranked, np.nan).astype(float)


def _rounded(column: Column, place: int) -> float | int | None:
    value = float(column.values[place])
    if np.isnan(value):
        return None
    return round(value, column.digits) + 0.0 if column.digits else round(value)


# --- Notes ----------------------------------------------------------------------------------------


def notes(dataset: Dataset, view: View, index: Index, address: str) -> list[str]:
    """What stands above every table of scores: demonstration, release, link, method, weights, what
    is left out and why, sources with their terms."""
    language = view.language
    return [
        *_head_notes(dataset, view, index, address),
        *_index_notes(dataset, index, language),
        text("synthesis.export.missing", language),
        text("synthesis.export.order", language),
        *_left_out_notes(dataset, index, language),
        *_sources(dataset, index, language),
    ]


def certainty_notes(dataset: Dataset, view: View, certainty: Certainty, address: str) -> list[str]:
    """What stands above a table of draws: the index under the present weights, what was varied and
    what was not, number, seed, k, limits."""
    language, draws, index = view.language, certainty.draws, certainty.index
    said = [
        *_head_notes(dataset, view, index, address),
        *_index_notes(dataset, index, language),
        text(f"synthesis.export.varied.{draws.source}", language),
        text(f"synthesis.export.not_varied.{draws.source}", language),
        text(
            "synthesis.export.draws",
            language,
            count=number(certainty.count, language),
            seed=draws.seed,
            k=certainty.k,
        ),
    ]
    if draws.source is Source.BETWEEN:
        limits = zip(index.shares.structure.themes, certainty.limits, strict=True)
        parts = [
            f"{_theme(dataset, key, language)} "
            f"{plain(low, language, SHARE_DIGITS)}–{_percent(high, language)}"
            for key, (low, high) in limits
            if high
        ]
        said.append(text("synthesis.export.limits", language, limits="; ".join(parts)))
    return [
        *said,
        text("synthesis.export.settled", language),
        text("synthesis.export.grades", language),
        *_sources(dataset, index, language),
    ]


def _head_notes(dataset: Dataset, view: View, index: Index, address: str) -> list[str]:
    language = view.language
    places = [province_name(dataset, one) for one in view.provinces(dataset)]
    return [
        *release_notes(dataset, language),
        text(
            "synthesis.export.title",
            language,
            level=text(f"level.{index.level}", language),
            places=enumerated(places, language),
        ),
        text(
            "synthesis.export.link",
            language,
            link=public_link(dataset, view, PAGE, address),
        ),
    ]


def _index_notes(dataset: Dataset, index: Index, language: str) -> list[str]:
    weights = _weights_said(dataset, index, language)
    said = [
        _method_said(index.method, language),
        text("synthesis.export.weights", language, weights=weights),
        *_indicators_said(dataset, index, language),
    ]
    banded = [one for one in index.entering.inputs if one.banded]
    if banded:
        names = enumerated([indicator_name(one.indicator, one.series.group, language)
                            for one in banded], language)  # fmt: skip
        said.append(text("synthesis.export.bands", language, indicators=names))
    return said


def _method_said(method: Method, language: str) -> str:
    return text(
        "synthesis.export.method",
        language,
        normalisation=text(f"synthesis.export.normalisation.{method.normalisation}", language),
        mean=text(f"synthesis.export.mean.{method.mean}", language),
    )


def _weights_said(dataset: Dataset, index: Index, language: str) -> str:
    shares = zip(index.shares.structure.themes, index.shares.themes, strict=True)
    return "; ".join(
        f"{_theme(dataset, key, language)} {_percent(share, language)}"
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
            f"{_percent(shares.within[at], language)}"
            for at, one in enumerate(index.entering.inputs)
            if shares.structure.theme_of[at] == place and shares.within[at]
        ]
        said.append(f"{_theme(dataset, theme, language)}: {'; '.join(parts)}")
    return said


def _left_out_notes(dataset: Dataset, index: Index, language: str) -> list[str]:
    """A line per reason with the indicators that it keeps out; and the themes without any."""
    reasons: dict[str, list[str]] = {}
    for key, why in index.entering.left_out.items():
        reasons.setdefault(str(why), []).append(dataset.catalogue.indicators[key].name[language])
    said = [
        f"{text(f'synthesis.export.left_out.{why}', language)}: {'; '.join(names)}"
        for why, names in reasons.items()
    ]
    if index.shares.dropped:
        names = [_theme(dataset, one, language) for one in index.shares.dropped]
        themes = enumerated(names, language)
        said.append(text("synthesis.export.dropped", language, themes=themes))
    return said


def _sources(dataset: Dataset, index: Index, language: str) -> list[str]:
    """The sources of the indicators that enter, with their terms."""
    manifest = dataset.release.manifest
    keys = dict.fromkeys(
        key
        for one in index.entering.inputs
        for key in manifest["indicators"].get(one.indicator.key, {}).get("sources", ())
    )
    said = [source_terms(manifest["sources"][key], language) for key in keys]
    return [f"{text('about.source', language)}: {one}" for one in said]


def _theme(dataset: Dataset, key: str, language: str) -> str:
    return in_language(dataset.catalogue.themes[key].name, language)


def _percent(share: float, language: str) -> str:
    return text("unit.percent.amount", language).format(plain(share, language, SHARE_DIGITS))
