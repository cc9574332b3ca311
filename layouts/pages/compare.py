"""Karşılaştır: two to four districts side by side with their provinces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.comparison import (
    Cell,
    Line,
    compared_districts,
    compared_indicators,
    comparison,
    district_series,
)
from dashboard.dataset import Dataset, Flag
from dashboard.figures.distribution import described, strips
from dashboard.places import sort_key
from dashboard.summary import province_name, source, subtitle, title
from dashboard.view import MOST_COMPARED, MOST_INDICATORS, Parsed, View
from dashboard.wording import figure, indicator_name, text, unit_name
from layouts import about, controls, ids
from layouts.markup import Markup

PATH = "/karsilastir"


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view = parsed.view
    language = view.language
    return [
        *controls.held_stores(view, without=("karsi", "gostergeler")),
        html.Div(
            [
                html.H1(text("compare.title", language)),
                html.Div(
                    [_district_select(dataset, view), _indicator_select(dataset, view)],
                    className="compare-controls",
                ),
            ],
            className="compare-head",
        ),
        html.Div(about.dropped_notice(dataset, parsed), className="notice", role="status"),
        html.Div(
            body(dataset, parsed),
            id=ids.COMPARE,
            className="compare",
            **{"data-testid": "compare"},
        ),
    ]


def _district_select(dataset: Dataset, view: View) -> Component:
    language = view.language
    districts = dataset.areas(Level.DISTRICT)
    groups = []
    for province in dataset.release.provinces:
        rows = districts[districts["province"] == province]
        named = sorted(zip(rows["name"], rows["id"], strict=True), key=lambda row: sort_key(row[0]))
        items = [{"value": key, "label": name} for name, key in named]
        groups.append({"group": province_name(dataset, province), "items": items})
    return dmc.MultiSelect(
        id=ids.control("karsi"),
        label=text("compare.districts", language),
        data=groups,
        value=list(compared_districts(dataset, view)),
        maxValues=MOST_COMPARED,
        searchable=True,
        hidePickedOptions=True,
        comboboxProps={"shadow": "none"},
        filter={"function": "foldedFilter"},
        className="compare-districts",
    )


def _indicator_select(dataset: Dataset, view: View) -> Component:
    language = view.language
    groups = []
    for key, theme in dataset.catalogue.themes.items():
        items = [
            {"value": one.key, "label": indicator_name(one, one.default_group, language)}
            for one in dataset.catalogue.of_theme(key)
            if one.key in dataset.offers and district_series(dataset, one.key)
        ]
        if items:
            groups.append({"group": theme.name[language], "items": items})
    return dmc.MultiSelect(
        id=ids.control("gostergeler"),
        label=text("compare.indicators", language),
        data=groups,
        value=[one for one in compared_indicators(dataset, view) if district_series(dataset, one)],
        maxValues=MOST_INDICATORS,
        searchable=True,
        hidePickedOptions=True,
        comboboxProps={"shadow": "none"},
        filter={"function": "foldedFilter"},
        className="compare-indicators",
    )


def body(dataset: Dataset, parsed: Parsed) -> list[Component]:
    """Table and distribution of what is chosen."""
    view = parsed.view
    lines = comparison(dataset, parsed)
    if len(compared_districts(dataset, view)) < 2 or not lines:
        return [html.P(text("compare.too_few", view.language), className="empty")]
    return [Markup(_table(dataset, view, lines)), _distribution(dataset, view, lines)]


def _table(dataset: Dataset, view: View, lines: list[Line]) -> Component:
    language = view.language
    heads = [
        html.Th(
            [html.Span("ABCD"[place], className="letter"), html.Span(_name(dataset, cell.area))],
            scope="col",
            className="number",
        )
        for place, cell in enumerate(lines[0].districts)
    ]
    heads += [
        html.Th(
            [html.Small(text("compare.province", language)), html.Span(_name(dataset, cell.area))],
            scope="col",
            className="number province",
        )
        for cell in lines[0].provinces
    ]
    return html.Section(
        html.Table(
            [
                html.Caption(text("compare.caption", language), className="visually-hidden"),
                html.Thead(
                    html.Tr([html.Th(text("compare.indicator", language), scope="col"), *heads])
                ),
                html.Tbody([_row(dataset, view, line) for line in lines]),
            ],
            className="compare-table",
        ),
        className="compare-values",
    )


def _row(dataset: Dataset, view: View, line: Line) -> Component:
    language, series = view.language, line.series
    indicator = dataset.indicator(series)
    unit = unit_name(indicator, series.group, language)
    shown = series.indicator == view.series.indicator
    cells = [
        html.Td(_written(dataset, line, cell, language), className="number")
        for cell in line.districts
    ]
    cells += [
        html.Td(_written(dataset, line, cell, language), className="number province")
        for cell in line.provinces
    ]
    return html.Tr(
        [
            html.Th(
                html.Button(
                    [
                        html.Span(indicator_name(indicator, series.group, language)),
                        html.Small(f"{unit} · {series.year}"),
                    ],
                    className="area-button",
                    **{"data-indicator": series.indicator},
                ),
                scope="row",
            ),
            *cells,
        ],
        className="is-selected" if shown else "",
    )


def _written(dataset: Dataset, line: Line, cell: Cell, language: str) -> Component | str:
    indicator = dataset.indicator(line.series)
    if cell.flag is not Flag.OK:
        return html.Span(text(f"flag.{cell.flag.name.lower()}", language), className="absent")
    return figure(cell.value, indicator, line.series.group, language)


def _name(dataset: Dataset, area: str) -> str:
    return str(dataset.area(area)["name"])


def _distribution(dataset: Dataset, view: View, lines: list[Line]) -> Component:
    language = view.language
    series = next(
        (one.series for one in lines if one.series.indicator == view.series.indicator),
        lines[0].series,
    )
    districts = [cell.area for cell in lines[0].districts]
    return html.Section(
        [
            html.H2(title(dataset, series, language)),
            html.P(subtitle(dataset, series, language), className="muted"),
            html.Div(
                dcc.Graph(
                    id=ids.chart("compare"),
                    figure=strips(dataset, replace(view, series=series, span=None), districts),
                    config={"displayModeBar": False, "locale": language, "responsive": True},
                ),
                role="img",
                className="strips",
                **{"aria-label": described(dataset, series, districts, language)},
            ),
            html.P(text("compare.strips", language), className="foot"),
            html.P(
                f"{text('about.source', language)}: {source(dataset, series, language)}",
                className="foot",
            ),
        ],
        className="compare-strips",
    )
