"""Harita: one indicator on the map, linked with ranking, distribution and the selected area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import dcc, html, no_update
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag
from dashboard.legend import legend, people_of
from dashboard.ranking import value_at
from dashboard.summary import coverage, sentence, subtitle, title
from dashboard.view import Panel, Parsed, View
from dashboard.wording import number, text
from layouts import (
    about,
    area_card,
    area_map,
    controls,
    downloads,
    ids,
    projector,
    ranking_table,
)
from layouts import legend as legend_layout
from layouts.distribution import chart_and_table
from layouts.markup import Markup

PATH = "/"
MOST_STRIPS = 60


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view = parsed.view
    first = area_map.paint(dataset, view)
    return [
        *controls.held_stores(view, without=("sekme",)),
        dcc.Store(id=ids.PANELS_DRAWN, data=view.to_words()),
        _left(dataset, view),
        html.Section(
            [
                _head(dataset, view, first),
                html.Div(
                    about.notice(dataset, parsed),
                    id=ids.NOTICE,
                    className="notice",
                    role="status",
                ),
                html.Div(area_map.area_map(dataset, view, first), className="map-holder"),
                html.Div(
                    Markup(legend_layout.legend_block(dataset, view)),
                    id=ids.LEGEND,
                    className="legend",
                    **{"data-testid": "legend"},
                ),
            ],
            className="centre",
            **{"aria-label": text("map.section", view.language)},
        ),
        _right(dataset, view),
        html.Div(id=ids.ANNOUNCEMENT, className="visually-hidden", role="status"),
        downloads.dialog(dataset, view, "map"),
    ]


def panels(
    dataset: Dataset, parsed: Parsed, words: Mapping[str, str], brushed: bool = False
) -> list[Any]:
    """The parts that follow the view, in the order of ``callbacks.map.PANELS``.

    Where only the range was ``brushed``, what does not depend on it stays: Dash draws each choice
    in it anew, which takes longer than all the rest.
    """
    view = parsed.view
    shown = len(dataset.areas(view.series.level)) if words.get("satir") else ranking_table.SHOWN
    series_controls, meaning, legend_block, said = (
        [no_update] * 4 if brushed else _without_range(dataset, view)
    )
    return [
        about.notice(dataset, parsed),
        series_controls,
        meaning,
        counts(dataset, view),
        legend_block,
        Markup(ranking_table.ranking_table(dataset, view, shown)),
        distribution(dataset, view),
        Markup(area_card.area_card(dataset, view)),
        said,
    ]


def _without_range(dataset: Dataset, view: View) -> list[Any]:
    return [
        controls.series_controls(dataset, view),
        [Markup(about.about(dataset, view)), controls.rule_select(dataset, view)],
        Markup(legend_layout.legend_block(dataset, view)),
        announcement(dataset, view),
    ]


def announcement(dataset: Dataset, view: View) -> str:
    """What a screen reader hears after a change."""
    parts = [
        title(dataset, view.series, view.language),
        subtitle(dataset, view.series, view.language),
    ]
    if view.selected:
        parts.append(sentence(dataset, view.series, view.selected, view.language))
    return ". ".join(parts)


def _left(dataset: Dataset, view: View) -> Component:
    language = view.language
    return html.Aside(
        [
            html.Div(
                [
                    html.Strong(text("picker.label", language)),
                    html.Button(
                        text("nav.close", language),
                        className="outline-button",
                        **{"data-toggle": "picker"},
                    ),
                ],
                className="sheet-head",
            ),
            html.P(text("home.sentence", language), className="home-sentence"),
            html.Div(
                [
                    controls.province_switch(dataset, view),
                    html.Div(controls.series_controls(dataset, view), id=ids.SERIES_CONTROLS),
                ],
                className="section controls",
            ),
            html.Div(controls.indicator_picker(dataset, view), className="section picker-section"),
            html.Div(
                [Markup(about.about(dataset, view)), controls.rule_select(dataset, view)],
                id=ids.ABOUT,
                className="section about",
            ),
        ],
        className="left",
        id="picker",
        **{"aria-label": text("picker.label", language)},
    )


def _head(dataset: Dataset, view: View, first: dict[str, str]) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.H1(first["title"], id=ids.MAP_TITLE),
                    html.P(first["subtitle"], id=ids.MAP_SUBTITLE),
                ],
                className="titles",
                **{"data-testid": "map-title"},
            ),
            html.Div(
                [
                    html.Span(counts(dataset, view), id=ids.COUNTS),
                    area_map.table_button(view.language),
                    downloads.button(view.language),
                ],
                className="counts",
            ),
            html.Button(
                text("picker.change", view.language),
                className="outline-button picker-button",
                **{"data-toggle": "picker", "aria-expanded": "false", "aria-controls": "picker"},
            ),
        ],
        className="map-head",
    )


def counts(dataset: Dataset, view: View) -> str:
    """How many areas have a value, or stand in the brushed range."""
    if view.span:
        return _in_span(dataset, view)
    found = legend(dataset, view)
    return coverage(found.valued, found.total, view.series.level, view.language)


def _in_span(dataset: Dataset, view: View) -> str:
    language, series = view.language, view.series
    measured = dataset.measured(series)
    low, high = view.span or (0.0, 0.0)
    inside = dataset.in_provinces(series.level, view.provinces(dataset))
    inside &= (measured.flags == Flag.OK) & (measured.values >= low) & (measured.values <= high)
    people, kind = people_of(dataset, series.level)
    said = text(
        f"span.{series.level}",
        language,
        count=number(int(inside.sum()), language),
        people=number(float(np.nansum(people[inside])), language),
        who=text(f"people.{kind}", language),
    )
    uncounted = int(np.isnan(people[inside]).sum())
    if uncounted:
        said += text("threshold.uncounted", language, count=number(uncounted, language))
    return said


def _right(dataset: Dataset, view: View) -> Component:
    language = view.language
    ranking = [
        html.Div(
            Markup(ranking_table.ranking_table(dataset, view)),
            id=ids.RANKING,
            **{"data-table": "map"},
        )
    ]
    spread = [
        dcc.Store(id=ids.STRIPS_DRAWN, data=""),
        html.Div(distribution(dataset, view), id=ids.DISTRIBUTION),
        html.Div(id=ids.STRIPS, **{"data-testid": "distribution"}),
    ]
    tabs = [(Panel.RANKING, ranking), (Panel.DISTRIBUTION, spread)]
    return html.Aside(
        [
            html.Div(
                Markup(area_card.area_card(dataset, view)),
                id=ids.AREA,
                className="area-card",
                **{"data-testid": "area-card"},
            ),
            dmc.Tabs(
                [
                    dmc.TabsList(
                        [dmc.TabsTab(text(f"panel.{tab}", language), value=tab) for tab, _ in tabs]
                    ),
                    *(
                        dmc.TabsPanel(html.Div(body, className="panel"), value=tab)
                        for tab, body in tabs
                    ),
                ],
                id=ids.control("sekme"),
                value=str(view.panel),
                variant="default",
                className="panels",
            ),
            projector.code(language),
        ],
        className="right",
        **{"aria-label": text("panel.label", language)},
    )


def strip_districts(dataset: Dataset, view: View) -> list[str]:
    """Districts of the strips, by value: all in view, in the order of the ranking."""
    areas = dataset.areas(Level.DISTRICT)
    inside = dataset.in_provinces(Level.DISTRICT, view.provinces(dataset))
    names = [str(one) for one in areas["id"].to_numpy()[inside]]
    values = {one: value_at(dataset, view.series, one)[0] for one in names}
    sign = -1 if view.descending else 1
    known = [one for one in names if values[one] == values[one]]
    unknown = [one for one in names if values[one] != values[one]]
    return (sorted(known, key=lambda one: sign * values[one]) + unknown)[:MOST_STRIPS]


def distribution(dataset: Dataset, view: View) -> list[Component]:
    """The range to brush, above the strips; nothing while the panel is closed."""
    if view.panel is not Panel.DISTRIBUTION:
        return []
    return [
        html.P(text("distribution.help", view.language), className="foot"),
        _span_slider(dataset, view),
    ]


def strips_key(view: View) -> str:
    """What the strips depend on; empty while the panel is closed, so that plotly loads late.

    The first layout never holds them: plotly is asked for when the map has been drawn. A brushed
    range is not part of it: ``assets/js/5_strips.js`` fades the dots of the chart that is there.
    """
    if view.panel is not Panel.DISTRIBUTION:
        return ""
    return f"{view.series.key}/{view.rule}/{view.province}/{view.descending}"


def strips_chart(dataset: Dataset, view: View) -> list[Component]:
    """A strip per district."""
    if view.panel is not Panel.DISTRIBUTION:
        return []
    return chart_and_table(dataset, view, strip_districts(dataset, view), "distribution")


def _span_slider(dataset: Dataset, view: View) -> Component:
    measured = dataset.measured(view.series)
    known = measured.values[measured.flags == Flag.OK]
    digits, language = dataset.indicator(view.series).digits, view.language
    step = 10.0**-digits
    low = float(np.floor(known.min() / step) * step) if len(known) else 0.0
    high = float(np.ceil(known.max() / step) * step) if len(known) else 1.0
    chosen = [round(min(max(one, low), high), digits) for one in view.span or (low, high)]
    return html.Div(
        [
            html.Div(
                [
                    html.Span(text("span.label", language)),
                    html.Strong(" – ".join(number(one, language, digits) for one in chosen)),
                    _clear(language) if view.span else None,
                ],
                className="panel-line",
            ),
            dmc.RangeSlider(
                id=ids.control("aralik", ",".join(f"{one:.10g}" for one in chosen)),
                min=round(low, digits),
                max=round(high, digits),
                step=step,
                value=chosen,
                label=None,
                updatemode="mouseup",
                minRange=0,
                thumbFromLabel=text("span.from", language),
                thumbToLabel=text("span.to", language),
            ),
        ],
        className="span-slider",
    )


def _clear(language: str) -> Component:
    return html.Button(
        text("span.clear", language),
        className="text-button",
        **{"data-set": "aralik", "data-word": ""},
    )
