"""A strip per district with its neighbourhoods as dots, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag, Series
from dashboard.figures.distribution import described, strips
from dashboard.ranking import value_at
from dashboard.view import View
from dashboard.wording import figure, group_and_unit, number, text
from layouts import ids
from layouts.markup import Markup


def chart_and_table(
    dataset: Dataset, view: View, districts: Sequence[str], name: str
) -> list[Component]:
    """The strips of the view's series for ``districts``; ``name`` tells the page's charts apart."""
    language = view.language
    return [
        html.Div(
            dcc.Graph(
                id=ids.chart(name),
                figure=strips(dataset, view, districts),
                config={"displayModeBar": False, "locale": language, "responsive": True},
            ),
            role="img",
            className="strips",
            **{"aria-label": described(dataset, view.series, districts, language)},
        ),
        Markup(distribution_table(dataset, view.series, districts, language)),
    ]


def distribution_table(
    dataset: Dataset, series: Series, districts: Sequence[str], language: str
) -> Component:
    """Folded under a chart: per district its value, then number, lowest, median and highest of its
    neighbourhoods with a value."""
    columns = ("district", "value", "count", "lowest", "median", "highest")
    heads = [text(f"distribution.{one}", language) for one in columns]
    heads[1] = group_and_unit(dataset.indicator(series), series.group, language)
    rows = [_row(dataset, series, one, language) for one in districts]
    return html.Details(
        [
            html.Summary(text("map.table", language), className="text-button"),
            html.Div(
                html.Table(
                    [
                        html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                        html.Tbody(rows),
                    ],
                    className="plain-table",
                ),
                className="wide",
                tabIndex=0,
                role="region",
                **{"aria-label": text("map.table", language)},
            ),
        ],
        className="chart-table",
    )


def _row(dataset: Dataset, series: Series, district: str, language: str) -> Component:
    indicator = dataset.indicator(series)
    value, flag = value_at(dataset, series, district)
    said = text(f"flag.{flag.name.lower()}", language)
    cells = [figure(value, indicator, series.group, language) if flag is Flag.OK else said]
    inside = _values(dataset, series, district)
    cells.append(number(len(inside), language))
    for found in (np.min, np.median, np.max):
        shown = (
            figure(float(found(inside)), indicator, series.group, language) if len(inside) else "–"
        )
        cells.append(shown)
    name = str(dataset.area(district)["name"])
    return html.Tr([html.Th(name, scope="row"), *(html.Td(one) for one in cells)])


def _values(dataset: Dataset, series: Series, district: str) -> np.ndarray:
    """Values of the neighbourhoods of a district; none where the series has no such level."""
    fine = replace(series, level=Level.NEIGHBOURHOOD)
    if not dataset.has(fine):
        return np.array([])
    here = (dataset.areas(Level.NEIGHBOURHOOD)["district"] == district).to_numpy()
    measured = dataset.measured(fine)
    return measured.values[here & (measured.flags == Flag.OK)]
