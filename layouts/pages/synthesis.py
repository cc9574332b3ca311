"""Sentez: indicators put together under the reader's own weights, and how sure the result is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag
from dashboard.index.inputs import inputs
from dashboard.index.scores import Index, synthesis_level
from dashboard.synthesis_summary import of_gender, theme_name
from dashboard.synthesis_view import Painted, Part
from dashboard.view import Parsed, View
from dashboard.wording import enumerated, text
from layouts import about, area_map, controls, downloads, ids, projector
from layouts.markup import Markup
from layouts.release_notice import release_notice
from layouts.synthesis_card import synthesis_card
from layouts.synthesis_certainty import certainty_panel
from layouts.synthesis_change import change_panel
from layouts.synthesis_map import legend, made, shown
from layouts.synthesis_method import left_out, method_panel
from layouts.synthesis_ranking import ranking
from layouts.synthesis_sensitivity import sensitivity_panel
from layouts.weights import weights_block

PATH = "/sentez"


def build(dataset: Dataset, parsed: Parsed, words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view = parsed.view
    found = shown(dataset, view)
    return [
        *controls.held_stores(view, without=("sekme", "liste")),
        dcc.Store(id=ids.SYNTHESIS, data=found),
        dcc.Store(id=ids.SYNTHESIS_PAINTED),
        dcc.Store(id=ids.WEIGHTS_DRAWN, data=str(synthesis_level(view))),
        _left(dataset, view),
        _centre(dataset, parsed, found),
        _right(dataset, view, words),
        downloads.dialog(dataset, view, "synthesis"),
    ]


def _left(dataset: Dataset, view: View) -> Component:
    language = view.language
    return html.Aside(
        [
            html.Div(
                [
                    html.H2(text("synthesis.title", language)),
                    html.P(text("synthesis.purpose", language), className="foot"),
                ],
                className="section",
            ),
            html.Div(
                [
                    controls.province_switch(dataset, view),
                    controls.level_switch(synthesis_level(view), view.language),
                ],
                className="section controls",
            ),
            html.Div(weights(dataset, view), id=ids.WEIGHTS),
        ],
        className="left",
        **{"aria-label": text("synthesis.controls", language)},
    )


def weights(dataset: Dataset, view: View) -> Component:
    """The controls of weights and method at the view's level."""
    index = made(dataset, view)
    return Markup(weights_block(dataset, view, index) if index else [])


def _centre(dataset: Dataset, parsed: Parsed, found: dict[str, Any]) -> Component:
    view, language = parsed.view, parsed.view.language
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.H1(found["title"], id=ids.MAP_TITLE),
                            html.P(found["subtitle"], id=ids.MAP_SUBTITLE),
                        ],
                        className="titles",
                        **{"data-testid": "map-title"},
                    ),
                    html.Div(
                        [area_map.table_button(language), downloads.button(language)],
                        className="counts",
                    ),
                ],
                className="map-head",
            ),
            html.Div(
                notice(dataset, parsed),
                id=ids.SYNTHESIS_NOTICE,
                className="notice",
                role="status",
            ),
            html.Div(
                [_painted(view), *area_map.area_map(dataset, view, found)], className="map-holder"
            ),
            html.Div(
                Markup(legend(dataset, view)),
                id=ids.SYNTHESIS_LEGEND,
                className="legend",
                **{"data-testid": "legend"},
            ),
        ],
        className="centre",
        **{"aria-label": text("map.section", language)},
    )


def _painted(view: View) -> Component:
    """What the map shows: scores, certainty or the change of ranks."""
    language = view.language
    options = [(str(one), text(f"synthesis.painted.{one}", language), True) for one in Painted]
    label = text("synthesis.painted_label", language)
    return html.Div(
        controls.segmented("gorunum", label, options, str(view.synthesis.painted)),
        className="painted",
        **{"data-testid": "painted"},
    )


def _right(dataset: Dataset, view: View, words: Mapping[str, str]) -> Component:
    language = view.language
    return html.Aside(
        [
            html.Div(
                Markup(card(dataset, view)),
                id=ids.SYNTHESIS_CARD,
                className="synthesis-card",
                **{"data-testid": "area-card"},
            ),
            dmc.Tabs(
                [
                    dmc.TabsList(
                        [
                            dmc.TabsTab(text(f"synthesis.tab.{part}", language), value=str(part))
                            for part in Part
                        ]
                    ),
                    *(
                        dmc.TabsPanel(
                            html.Div(
                                Markup(panel(dataset, view, part, words)),
                                id=ids.part(part),
                                className="panel",
                                **{"data-table": "map"},
                            ),
                            value=str(part),
                        )
                        for part in Part
                    ),
                ],
                id=ids.control("bolum"),
                value=str(view.synthesis.part),
                variant="default",
                className="panels",
                **{"data-testid": "synthesis-panels"},
            ),
            projector.code(language),
        ],
        className="right",
        **{"aria-label": text("synthesis.panels", language)},
    )


def notice(dataset: Dataset, parsed: Parsed) -> list[Component]:
    """What of the link could not be followed, and what the synthesis must say of itself."""
    view, language = parsed.view, parsed.view.language
    said = [*release_notice(dataset, view, PATH), *about.dropped_notice(dataset, parsed)]
    index = made(dataset, view)
    if index is None:
        return [*said, html.P(text("synthesis.no_index", language))]
    if index.shares.dropped:
        names = [theme_name(dataset, one, language) for one in index.shares.dropped]
        themes = enumerated(names, language)
        said.append(html.P(text("synthesis.dropped", language, themes=themes)))
    given = sum(share for _, share in view.synthesis.weighting.themes)
    if given and abs(given - 100) > 0.05 and not index.shares.dropped:
        said.append(html.P(text("synthesis.shares_closed", language)))
    if not of_gender(index):
        said.append(html.P(text("synthesis.no_gender", language)))
    return said


def card(dataset: Dataset, view: View) -> list[Component | None]:
    """The card of the selected place."""
    index = made(dataset, view)
    return synthesis_card(dataset, view, index) if index else []


def panel(
    dataset: Dataset, view: View, part: Part, words: Mapping[str, str]
) -> list[Component | None]:
    """The content of one panel; nothing while it is closed."""
    index = made(dataset, view)
    if view.synthesis.part is not part:
        return []
    if index is None:
        entering = inputs(dataset, synthesis_level(view))
        why = html.P(text("synthesis.no_index_why", view.language), className="empty")
        return [why, html.Div(left_out(dataset, view, entering), className="how")]
    if part is Part.RANKING:
        return ranking(dataset, view, index, bool(words.get("satir")))
    return PANELS[part](dataset, view, index)


PANELS: dict[Part, Callable[[Dataset, View, Index], list[Component | None]]] = {
    Part.CERTAINTY: certainty_panel,
    Part.SENSITIVITY: sensitivity_panel,
    Part.CHANGE: change_panel,
    Part.METHOD: method_panel,
}


def panels(dataset: Dataset, parsed: Parsed) -> tuple[Any, ...]:
    """Map, notice, legend and card, in the order of ``callbacks.synthesis``."""
    view = parsed.view
    return (
        shown(dataset, view),
        notice(dataset, parsed),
        Markup(legend(dataset, view)),
        Markup(card(dataset, view)),
    )


def constants(_dataset: Dataset, parsed: Parsed) -> dict[str, Any]:
    """For the browser: the words of the hover card and of the result line."""
    language = parsed.view.language
    keys = (
        *("off", "before", "no_score", "hover_score", "hover_rank", "hover_certainty"),
        *("hover_change", "changed_none", "changed_parts"),
    )
    return {
        "card": "synthesis",
        "synthesis": {
            **{key: text(f"synthesis.{key}", language) for key in keys},
            "points": text("unit.score.amount", language),
            "percent": text("unit.percent.amount", language),
            "changed": {
                str(level): text(f"synthesis.changed.{level}", language)
                for level in (Level.NEIGHBOURHOOD, Level.DISTRICT)
            },
            "missing": {
                letter: text(f"synthesis.missing.{flag.name.lower()}", language)
                for letter, flag in (
                    ("n", Flag.NO_DATA),
                    ("f", Flag.TOO_FEW),
                    ("s", Flag.SUPPRESSED),
                    ("x", Flag.NOT_VALUED),
                )
            },
        },
    }
