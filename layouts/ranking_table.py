"""The ranking: a table whose rows are linked with the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Direction, Group, Level
from dashboard.classes import classes, palette
from dashboard.dataset import Dataset, Flag
from dashboard.ranking import Ranking, Row, ranking
from dashboard.view import View
from dashboard.wording import figure, group_and_unit, number, text

SHOWN = 40


def ranking_table(dataset: Dataset, view: View, shown: int = SHOWN) -> list[Component]:
    """The table, what it covers, and what could not be ranked."""
    language = view.language
    found = ranking(dataset, view)
    if not found.rows and not view.span:
        unranked = html.P(_unranked(found, language), className="foot list-foot")
        return [html.P(text("ranking.nobody", language), className="empty"), unranked]
    scale = _scale(dataset, view, found.rows)
    has_gap = any(row.gap is not None for row in found.rows[:shown])
    rows = [row for row in found.rows if row is not found.pinned][:shown]
    pinned = found.pinned
    return [
        html.Div(
            [
                html.Span(_scope(dataset, view, found), className="scope"),
                html.Button(
                    text(
                        "ranking.descending" if view.descending else "ranking.ascending", language
                    ),
                    className="text-button",
                    **{"data-set": "sira", "data-word": "artan" if view.descending else ""},
                ),
            ],
            className="panel-line",
        ),
        html.Table(
            [
                html.Caption(text("ranking.caption", language), className="visually-hidden"),
                html.Thead(_head(dataset, view, has_gap)),
                html.Tbody(
                    ([_row(dataset, view, scale, pinned, has_gap, pinned=True)] if pinned else [])
                    + [_row(dataset, view, scale, row, has_gap) for row in rows]
                ),
            ],
            className="ranking",
            **{
                "data-testid": "ranking-table",
                "data-palette": palette(dataset, view.series, view.rule),
            },
        ),
        html.Div(
            [
                html.P(_unranked(found, language), className="foot"),
                html.Button(
                    text("ranking.all", language, count=number(len(found.rows), language)),
                    className="text-button",
                    **{"data-set": "satir", "data-word": "hepsi"},
                )
                if len(found.rows) > shown
                else None,
            ],
            className="panel-line",
        ),
    ]


def _scope(dataset: Dataset, view: View, found: Ranking) -> str:
    language, level = view.language, view.series.level
    if found.district:
        name = str(dataset.area(found.district)["name"])
    else:
        provinces = dataset.release.manifest["provinces"]
        name = " + ".join(provinces[key]["name"] for key in view.provinces(dataset))
    count = number(len(found.rows), language)
    return text(f"ranking.scope.{level}", language, name=name, count=count)


def _head(dataset: Dataset, view: View, has_gap: bool) -> Component:
    language = view.language
    indicator = dataset.indicator(view.series)
    head = group_and_unit(indicator, view.series.group, language)
    cells = [
        html.Th(text("ranking.rank", language), scope="col", className="number"),
        html.Th(text(f"level_title.{view.series.level}", language), scope="col"),
        html.Th(head, scope="col", colSpan=2, className="number"),
    ]
    if has_gap:
        gap_head = group_and_unit(indicator, Group.GAP, language)
        cells.append(html.Th(gap_head, scope="col", className="number"))
    return html.Tr(cells)


@dataclass(frozen=True, slots=True)
class _Scale:
    """What every row needs to draw its bar: the class of each area, and the ends of the bars.

    Bars begin at ``origin``: 0, so that their lengths can be compared, or equality for a ratio.
    """

    classes: np.ndarray
    low: float
    high: float
    origin: float

    def bar(self, value: float) -> dict[str, str]:
        """Start and width as shares of the cell."""
        spread = (self.high - self.low) or 1.0
        start, end = sorted(((self.origin - self.low) / spread, (value - self.low) / spread))
        return {"--from": f"{start:.3f}", "--w": f"{end - start:.3f}"}


def _scale(dataset: Dataset, view: View, rows: Sequence[Row]) -> _Scale:
    parity = dataset.indicator(view.series).direction is Direction.PARITY
    origin = 1.0 if parity and view.series.group is not Group.GAP else 0.0
    values = [origin, *(row.value for row in rows)]
    return _Scale(classes(dataset, view.series, view.rule), min(values), max(values), origin)


def _row(
    dataset: Dataset, view: View, scale: _Scale, row: Row, has_gap: bool, pinned: bool = False
) -> Component:
    indicator = dataset.indicator(view.series)
    selected = row.area == view.selected
    name = [html.Span(row.name)]
    if view.series.level is Level.NEIGHBOURHOOD and not view.selected:
        name.append(html.Small(str(dataset.area(row.district)["name"])))
    bar = html.Span(
        className="cell-bar",
        style=scale.bar(row.value),
        **{"data-class": str(scale.classes[dataset.place(row.area)])},
    )
    cells = [
        _rank(row, view.language),
        html.Th(
            html.Button(name, className="area-button", **{"data-select": row.area}), scope="row"
        ),
        html.Td(bar, className="bar-cell", **{"aria-hidden": "true"}),
        html.Td(
            figure(row.value, indicator, view.series.group, view.language), className="number value"
        ),
    ]
    if has_gap and row.gap is None:
        cells.append(html.Td("–", className="number", title=text("no_data", view.language)))
    elif row.gap is not None:
        side = "behind" if row.gap < 0 else "ahead"
        side = side if indicator.judged else ""
        gap = figure(row.gap, indicator, Group.GAP, view.language)
        cells.append(html.Td(gap, className=f"number {side}"))
    return html.Tr(
        cells,
        className="is-pinned" if pinned else ("is-selected" if selected else ""),
        **{"data-area": row.area},
    )


def _rank(row: Row, language: str) -> Component:
    if row.rank:
        return html.Td(str(row.rank), className="number rank")
    why = text("unreliable.why", language)
    return html.Td("–", className="number rank", title=why)


def _unranked(found: Ranking, language: str) -> str:
    parts = [
        text(f"unranked.{flag.name.lower()}", language, count=number(count, language))
        for flag, count in found.unranked.items()
        if count and flag is not Flag.OK
    ]
    if found.unreliable:
        count = number(found.unreliable, language)
        parts.append(text("unranked.unreliable", language, count=count))
    return f"{text('unranked.start', language)} {', '.join(parts)}." if parts else ""
