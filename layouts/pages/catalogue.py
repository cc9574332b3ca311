"""Göstergeler: all indicators by theme, one row each, and those that were withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Indicator, Kind
from dashboard.dataset import Dataset
from dashboard.view import Parsed, View
from dashboard.wording import number, text
from layouts import about, indicator_words
from layouts.markup import Markup

PATH = indicator_words.LIST
FACTS = (
    *("catalogue.kind_label", "about.direction", "catalogue.finest_level"),
    *("catalogue.secrecy", "catalogue.held_label"),
)


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view, language = parsed.view, parsed.view.language
    themes = [_theme(dataset, view, theme) for theme in dataset.catalogue.themes]
    return [
        html.Article(
            [
                html.Div(about.dropped_notice(dataset, parsed), className="notice", role="status"),
                html.H1(text("catalogue.title", language)),
                html.P(_lead(dataset, language)),
                Markup(
                    [
                        _filter(dataset, language),
                        _heads(language),
                        *themes,
                        *_withdrawn(dataset, view),
                    ]
                ),
            ],
            className="article catalogue",
        )
    ]


def _lead(dataset: Dataset, language: str) -> str:
    in_use = dataset.catalogue.in_use
    held = sum(one.key in dataset.offers for one in in_use)
    return text(
        "catalogue.lead",
        language,
        count=number(len(in_use), language),
        held=number(held, language),
    )


def _filter(dataset: Dataset, language: str) -> Component:
    """Choices that the browser follows; ``assets/js/5_catalogue.js``."""
    themes = [(key, one.name[language]) for key, one in dataset.catalogue.themes.items()]
    kinds = [(str(kind), text(f"catalogue.kind.{kind}", language)) for kind in Kind]
    held = [(word, text(f"catalogue.held.{word}", language)) for word in ("yes", "no")]
    return html.Div(
        [
            _choice("theme", text("catalogue.theme", language), themes, language),
            _choice("kind", text("catalogue.kind_label", language), kinds, language),
            _choice("held", text("catalogue.held_label", language), held, language),
            html.P(text("catalogue.nothing", language), className="catalogue-nothing", hidden=True),
        ],
        className="catalogue-filter on-screen",
        role="search",
        **{"aria-label": text("catalogue.filter", language), "data-testid": "catalogue-filter"},
    )


def _choice(field: str, label: str, options: Sequence[tuple[str, str]], language: str) -> Component:
    every = html.Option(text("catalogue.every", language), value="", selected=True)
    return html.Label(
        [
            html.Span(label),
            html.Select(
                [every, *(html.Option(name, value=word) for word, name in options)],
                className="native-select",
                **{"data-narrow": field, "aria-label": label},
            ),
        ]
    )


def _heads(language: str) -> Component:
    """What the facts of the rows are, where they stand in columns; each fact says it itself too."""
    heads = [html.Span(), *(html.Span(text(fact, language)) for fact in FACTS)]
    return html.Div(heads, className="indicator-heads", **{"aria-hidden": "true"})


def _theme(dataset: Dataset, view: View, theme: str) -> Component:
    indicators = dataset.catalogue.of_theme(theme)
    return html.Section(
        [
            html.H2(dataset.catalogue.themes[theme].name[view.language]),
            html.Ul([_row(dataset, view, one) for one in indicators], className="indicator-rows"),
        ],
        **{"data-theme": theme},
    )


def _row(dataset: Dataset, view: View, indicator: Indicator) -> Component:
    language, key = view.language, indicator.key
    years = indicator_words.years_held(dataset, key)
    facts = (
        text(f"catalogue.kind.{indicator.kind}", language),
        indicator_words.directions(indicator, language)[0],
        text(f"catalogue.finest.{indicator.finest_level}", language),
        text(f"catalogue.sensitivity.{indicator.sensitivity}", language),
        years or text("catalogue.absent", language),
    )
    return html.Li(
        [
            html.Div(
                [
                    indicator_words.card_link(key, indicator.name[language], view),
                    html.Span(indicator.code, className="code"),
                    html.P(indicator.meaning[language]),
                ]
            ),
            *(html.Span(one, className="fact") for one in facts),
        ],
        **{"data-kind": str(indicator.kind), "data-held": "yes" if years else "no"},
    )


def _withdrawn(dataset: Dataset, view: View) -> list[Component]:
    language = view.language
    items = [
        html.Li(
            [
                indicator_words.card_link(one.key, one.name[language], view),
                html.P(indicator_words.withdrawn_on(one.withdrawn, language)),
            ]
        )
        for one in dataset.catalogue.indicators.values()
        if one.withdrawn
    ]
    if not items:
        return []
    return [
        html.Section(
            [
                html.H2(text("catalogue.withdrawn_title", language)),
                html.P(text("catalogue.withdrawn_lead", language)),
                html.Ul(items, className="indicator-rows"),
            ]
        )
    ]
