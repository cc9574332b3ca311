"""Two sets of weights beside each other: how far ranks move, who moves most, and why."""

from __future__ import annotations

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.index.change import Change, change_of
from dashboard.index.scores import DIGITS, Index, method_of
from dashboard.index.weighting import FIRST_THEME
from dashboard.synthesis.score import Method
from dashboard.synthesis_summary import theme_name, weights_said
from dashboard.synthesis_view import Painted, Preset, Weighting
from dashboard.view import View
from dashboard.wording import number, text
from layouts.area_names import named


def change_panel(dataset: Dataset, view: View, _index: Index) -> list[Component | None]:
    """What is compared, the finding in a sentence, and the top movers with their reasons."""
    language = view.language
    change = change_of(dataset, view)
    return [
        _base(dataset, view),
        html.P(_said(dataset, view, change), className="scope list-foot"),
        html.P(text("synthesis.compared.said_method", language), className="foot list-foot")
        if method_of(view.synthesis) != Method()
        else None,
        html.Button(
            text("synthesis.compared.map_hint", language),
            className="text-button list-foot",
            **{"data-choose": "gorunum", "data-word": str(Painted.CHANGE)},
        )
        if view.synthesis.painted is not Painted.CHANGE and change.mean_shift
        else None,
        html.Div(
            [_movers(dataset, view, change, towards) for towards in (True, False)],
            className="movers",
        )
        if change.mean_shift
        else None,
    ]


def _base(dataset: Dataset, view: View) -> Component:
    """Choice of the weights that the present ones are compared with."""
    language, base = view.language, view.synthesis.base
    label = text("synthesis.compared.base", language)
    custom = bool(base.themes or base.within)
    options = [
        ("", text("synthesis.compared.base_default", language)),
        *(
            (str(one), text(f"synthesis.preset_long.{one}", language))
            for one in Preset
            if one in FIRST_THEME and FIRST_THEME[one] in dataset.catalogue.themes
        ),
    ]
    if custom:
        options.append(("-", text("synthesis.compared.custom", language)))
    chosen = "-" if custom else "" if base == Weighting() else str(base.preset)
    return html.Div(
        [
            html.Label(
                [
                    html.Span(label),
                    html.Select(
                        [
                            html.Option(name, value=word, selected=word == chosen)
                            for word, name in options
                        ],
                        className="native-select",
                        **{"data-base": "", "aria-label": label},
                    ),
                ],
                className="method-choice",
            ),
            html.Button(
                text("synthesis.compared.use_now", language),
                className="outline-button",
                **{"data-weights": "pin"},
            ),
        ],
        className="certainty-controls",
    )


def _said(dataset: Dataset, view: View, change: Change) -> str:
    language, synthesis = view.language, view.synthesis
    if not change.mean_shift or np.isnan(change.mean_shift):
        return text("synthesis.compared.said_same", language)
    moved = change.both & (change.base.classes != change.now.classes)
    return text(
        "synthesis.compared.said",
        language,
        before=weights_said(dataset, synthesis.base, change.base.shares, language),
        now=weights_said(dataset, synthesis.weighting, change.now.shares, language),
        places=number(change.mean_shift, language, 1),
        changed=number(int(moved.sum()), language),
    )


def _movers(dataset: Dataset, view: View, change: Change, towards_first: bool) -> Component:
    language, names = view.language, named(dataset, change.now.level)
    places = change.movers(towards_first)
    return html.Div(
        [
            html.H3(text(f"synthesis.compared.{'up' if towards_first else 'down'}", language)),
            html.Ul(
                [
                    html.Li(
                        [
                            html.Button(
                                [html.Span(names.names[one]), html.Small(names.above[one])],
                                className="area-button",
                                **{"data-select": names.ids[one]},
                            ),
                            html.Strong(
                                text(
                                    "synthesis.compared.moved",
                                    language,
                                    before=number(int(change.before[one]), language),
                                    after=number(int(change.after[one]), language),
                                )
                            ),
                            html.Small(_reasons(dataset, change, one, language)),
                        ],
                        **{"data-hover": names.ids[one]},
                    )
                    for one in places
                ],
                className="mover-list",
            )
            if places
            else html.P(text("synthesis.compared.nobody", language), className="foot"),
        ],
        **{"data-testid": "movers", "data-way": "up" if towards_first else "down"},
    )


def _reasons(dataset: Dataset, change: Change, area: int, language: str) -> str:
    parts = [
        text(
            "synthesis.compared.reason",
            language,
            theme=theme_name(dataset, theme, language, short=True),
            points=number(points, language, DIGITS, sign=True),
        )
        for theme, points in change.reasons(area)
    ]
    return text("synthesis.compared.reasons", language, reasons=", ".join(parts)) if parts else ""
