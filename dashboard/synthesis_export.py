"""The synthesis as files: scores (CSV, XLSX, GeoJSON), change of ranks and certainty (CSV).

Scores, classes and ranks are those of ``dashboard.index``, the same that map and table show. A file
tells a sensitive indicator of a neighbourhood no closer than the index does: as the score of its
band. Every function raises ``ValueError`` where the level has nothing to put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from dashboard.dataset import FLAG_NAMES, Dataset, Flag, Floats
from dashboard.export import named, safe, state
from dashboard.index.certainty import DRAWS, Certainty, certainty_of, grade
from dashboard.index.change import change_of
from dashboard.index.scores import DIGITS, Index, index_of, losses_of
from dashboard.index_tables import (
    HEAD_COLUMNS,
    Column,
    Sheet,
    as_csv,
    as_geojson,
    as_workbook,
    described,
    file_name,
    head_notes,
    index_notes,
    input_name,
    known_ranks,
    left_out_notes,
    left_out_sheet,
    limits_note,
    method_said,
    places_said,
    rounded,
    sources_notes,
    weights_said,
    weights_sheet,
)
from dashboard.picture.link import public_link
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.draws import Source
from dashboard.synthesis_summary import theme_name
from dashboard.view import View
from dashboard.wording import number, text
from dashboard.workbook import Cell

PAGE = "/sentez"


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
    sheets = (
        scores_sheet(dataset, view, index),
        _indicators_sheet(dataset, view, index),
        weights_sheet(dataset, index, language),
        left_out_sheet(dataset, index, language),
    )
    name = file_name(dataset, "scores", index.level, language, "xlsx")
    return name, as_workbook(sheets, said)


def scores_geojson(dataset: Dataset, view: View, address: str = "") -> tuple[str, str]:
    """File name and text of a FeatureCollection (RFC 7946): longitude and latitude in WGS 84.

    The properties have English keys; ``class`` is that of the map, the highest for the lowest
    scores. For releases whose boundaries may be passed on: see ``geometry_export.offered``.
    """
    index, language = index_of(dataset, view), view.language
    columns, names = _columns(dataset, view, index), named(dataset, index.level)
    rows = []
    for place in _places(dataset, view, index):
        properties: dict[str, Any] = dict(zip(HEAD_COLUMNS, names[place], strict=True))
        properties |= {one.key: rounded(one, place) for one in columns}
        known = index.classes[place] >= 0
        properties["class"] = int(index.classes[place]) if known else None
        properties["state"] = FLAG_NAMES[Flag(index.flags[place])]
        rows.append((place, properties))
    about = {
        **described(index),
        "breaks": index.breaks,
        "notes": notes(dataset, view, index, address),
    }
    content = as_geojson(dataset, index.level, rows, about, language)
    return file_name(dataset, "scores", index.level, language, "geojson"), content


def rank_change_csv(dataset: Dataset, view: View, address: str = "") -> tuple[str, str]:
    """File name and text: score and rank of each area under the base weights and the present ones,
    and by how many points each theme moves its score more than the average one."""
    change, language = change_of(dataset, view), view.language
    base, now = change.base, change.now
    columns = [
        _column("score_before", base.scores, language),
        _column("score_now", now.scores, language),
        _column("rank_before", known_ranks(change.before), language, 0),
        _column("rank_now", known_ranks(change.after), language, 0),
        _column("moved", change.moved, language, 0),
    ]
    shown = change.both[:, None]
    columns += _by_theme(
        dataset, now, "moves", np.where(shown, change.themes, np.nan), language, of=(base, now)
    )
    said = [
        *_head_notes(dataset, view, now, address),
        text("synthesis.export.before", language, weights=weights_said(dataset, base, language)),
        method_said(base.method, language),
        text("synthesis.export.now", language, weights=weights_said(dataset, now, language)),
        method_said(now.method, language),
        text("synthesis.export.change_rule", language, count=change.count),
        *sources_notes(dataset, now, language),
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
        _column("rank", known_ranks(index.ranks(certainty.inside)), language, 0),
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
        _column("rank", known_ranks(ranked), language, 0),
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
                theme=theme_name(dataset, theme, language),
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
            *(rounded(one, place) for one in columns),
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
    heads += [input_name(entering.inputs[place], language) for place in weighing]
    digits = dict.fromkeys(range(first, len(heads)), DIGITS)
    return Sheet(text("synthesis.export.sheet.indicators", language), heads, rows, digits)


def _places(dataset: Dataset, view: View, index: Index) -> list[int]:
    """Positions of the areas in view that can have a score, in the order of the release."""
    return [int(one) for one in np.flatnonzero(index.inside(dataset, view))]


# --- Notes ----------------------------------------------------------------------------------------


def notes(dataset: Dataset, view: View, index: Index, address: str) -> list[str]:
    """What stands above every table of scores: demonstration, release, link, method, weights, what
    is left out and why, sources with their terms."""
    language = view.language
    return [
        *_head_notes(dataset, view, index, address),
        *index_notes(dataset, index, language),
        text("synthesis.export.missing", language),
        text("synthesis.export.order", language),
        *left_out_notes(dataset, index, language),
        *sources_notes(dataset, index, language),
    ]


def certainty_notes(dataset: Dataset, view: View, certainty: Certainty, address: str) -> list[str]:
    """What stands above a table of draws: the index under the present weights, what was varied and
    what was not, number, seed, k, limits."""
    language, draws, index = view.language, certainty.draws, certainty.index
    said = [
        *_head_notes(dataset, view, index, address),
        *index_notes(dataset, index, language),
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
        said.append(limits_note(dataset, index, certainty.limits, language))
    return [
        *said,
        text("synthesis.export.settled", language),
        text("synthesis.export.grades", language),
        *sources_notes(dataset, index, language),
    ]


def _head_notes(dataset: Dataset, view: View, index: Index, address: str) -> list[str]:
    language = view.language
    title = text(
        "synthesis.export.title",
        language,
        level=text(f"level.{index.level}", language),
        places=places_said(dataset, view.provinces(dataset), language),
    )
    return head_notes(dataset, title, public_link(dataset, view, PAGE, address), language)
