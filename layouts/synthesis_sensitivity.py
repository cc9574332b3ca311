"""What the ranks hang on, and whether the indicators of a theme go together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.index.scores import Index
from dashboard.index.sensitivity import Caution, Finding, Shift, sensitivity_of
from dashboard.synthesis_summary import theme_name
from dashboard.view import View
from dashboard.wording import number, percent, text


def sensitivity_panel(dataset: Dataset, view: View, _index: Index) -> list[Component | None]:
    """Each indicator, each theme and the method done otherwise, as bars; then the cautions."""
    language = view.language
    found = sensitivity_of(dataset, view)
    longest = max(
        (
            one.places
            for group in (found.indicators, found.themes, found.methods)
            for one in group
            if not math.isnan(one.places)
        ),
        default=1.0,
    )

    def indicator(one: Shift) -> str:
        return dataset.catalogue.indicators[one.name].name[language]

    def theme(one: Shift) -> str:
        return theme_name(dataset, one.name, language)

    def method(one: Shift) -> str:
        return method_said(one, language)

    groups: list[tuple[str, Sequence[Shift], Callable[[Shift], str]]] = [
        ("indicators", found.indicators, indicator),
        ("themes", found.themes, theme),
        ("methods", found.methods, method),
    ]
    return [
        html.P(
            text("synthesis.sensitivity.said", language, k=found.k), className="scope list-foot"
        ),
        *(
            _bars(name, shifts, said, longest or 1.0, found.k, language)
            for name, shifts, said in groups
            if shifts
        ),
        html.P(text("synthesis.sensitivity.chart", language), className="foot list-foot"),
        html.Div(
            [
                html.H3(text("synthesis.sensitivity.cautions", language)),
                html.Ul([html.Li(_caution(dataset, one, language)) for one in found.cautions])
                if found.cautions
                else html.P(text("synthesis.sensitivity.no_cautions", language)),
            ],
            className="cautions list-foot",
            **{"data-testid": "cautions"},
        ),
        *(
            html.P(text(f"synthesis.sensitivity.{key}", language), className="foot list-foot")
            for key in ("varied", "not_varied")
        ),
    ]


def method_said(one: Shift, language: str) -> str:
    """Scale and mean of another method, in words."""
    if one.method.draw_in_tails:
        return text("synthesis.sensitivity.tails", language)
    scale = text(f"synthesis.normalisation.{one.method.normalisation}", language)
    return f"{scale}, {text(f'synthesis.mean.{one.method.mean}', language)}"


def _bars(
    name: str,
    shifts: Sequence[Shift],
    said: Callable[[Shift], str],
    longest: float,
    k: int,
    language: str,
) -> Component:
    return html.Div(
        [
            html.H3(text(f"synthesis.sensitivity.{name}", language)),
            html.Table(
                [
                    html.Caption(
                        text("synthesis.sensitivity.caption", language),
                        className="visually-hidden",
                    ),
                    html.Tbody(
                        [
                            html.Tr(
                                [
                                    html.Th(said(one), scope="row"),
                                    html.Td(
                                        html.I(
                                            className="shift",
                                            style={"--w": f"{one.places / longest:.3f}"},
                                        ),
                                        className="bar-cell",
                                        **{"aria-hidden": "true"},
                                    ),
                                    html.Td(_places(one, language), className="number"),
                                    html.Td(
                                        text(
                                            "synthesis.sensitivity.kept",
                                            language,
                                            kept=one.kept,
                                            k=k,
                                        ),
                                        className="number muted",
                                    ),
                                ],
                                **{"data-shift": one.name},
                            )
                            for one in shifts
                            if not math.isnan(one.places)
                        ]
                    ),
                ],
                className="shifts",
            ),
        ],
        className="list-foot",
        **{"data-testid": "without", "data-of": name},
    )


def _places(one: Shift, language: str) -> str:
    said = number(one.places, language, 1)
    return text("synthesis.sensitivity.places", language, places=said)


def _caution(dataset: Dataset, one: Caution, language: str) -> str:
    names = [dataset.catalogue.indicators[key].name[language] for key in one.indicators]
    figure = number(one.figure, language, 2)
    if one.finding is Finding.DOMINATED:
        figure = percent(one.figure, language)
    return text(
        f"synthesis.sensitivity.{one.finding}",
        language,
        theme=theme_name(dataset, one.theme, language),
        one=names[0],
        other=names[-1],
        figure=figure,
    )
