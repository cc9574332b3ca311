"""Weights and method of the synthesis: what a reader sets, as plain HTML.

``assets/js/6_synthesis.js`` moves the shares while a thumb moves and writes the words of the
address when it rests; the server draws these controls anew only for another level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.index.inputs import Input
from dashboard.index.scores import Index, method_of
from dashboard.index.weighting import FIRST_THEME
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.normalise import Normalisation
from dashboard.synthesis_summary import share, theme_name
from dashboard.synthesis_view import (
    MEAN_WORDS,
    MOST_FIRST,
    NORMALISATION_WORDS,
    Preset,
    Weighting,
)
from dashboard.view import View
from dashboard.wording import percent, text
from layouts.footing import page_address
from layouts.markup import FormInput

SHORTLIST = "/kisa-liste"
NARROW = 7.5  # share below which there is no room for its number


def weights_block(dataset: Dataset, view: View, index: Index) -> list[Component]:
    """Presets, shares, sliders, the most important themes, saved weights and the method."""
    language = view.language
    return [
        html.Div(
            [
                presets(view, index),
                _shares(dataset, index, language),
                html.P(
                    [
                        html.Span(text("synthesis.total", language)),
                        html.Strong("100", className="weights-total"),
                    ],
                    className="weights-sum",
                ),
                html.Div(
                    [
                        html.P(className="weights-changed", role="status"),
                        html.Button(
                            text("synthesis.reset", language),
                            className="outline-button",
                            hidden=_untouched(view),
                            **{"data-weights": "reset", "data-testid": "reset-weights"},
                        ),
                    ],
                    className="weights-result",
                    **{"data-testid": "weights-result"},
                ),
                html.A(
                    text("synthesis.to_shortlist", language),
                    href=page_address(SHORTLIST, view),
                    className="primary-button",
                    **{"data-page": SHORTLIST},
                ),
            ],
            className="section weights-first",
        ),
        html.Details(
            [
                html.Summary(text("synthesis.change_weights", language)),
                html.P(text("synthesis.weights_help", language), className="foot"),
                html.Div(
                    [
                        _theme(dataset, view, index, place)
                        for place in range(len(index.shares.themes))
                    ],
                    className="weight-themes",
                ),
            ],
            className="section weights",
            **{"data-testid": "weights", "data-part": "weights"},
        ),
        _most_important(dataset, index, language),
        _saved(language),
        _method(view),
    ]


def _untouched(view: View) -> bool:
    return view.synthesis.weighting == Weighting()


def presets(view: View, index: Index) -> Component:
    """The ready-made weights."""
    language, weighting = view.language, view.synthesis.weighting
    themes = index.shares.structure.themes
    offered = [one for one in Preset if FIRST_THEME.get(one, themes[0]) in themes]
    custom = bool(weighting.themes or weighting.within or weighting.first)
    return html.Div(
        [
            html.Button(
                text(f"synthesis.preset.{one}", language),
                className="preset",
                **{
                    "data-preset": str(one),
                    "aria-pressed": "true" if weighting.preset is one and not custom else "false",
                },
            )
            for one in offered
        ],
        className="presets",
        role="group",
        **{"aria-label": text("synthesis.presets", language), "data-testid": "presets"},
    )


def _shares(dataset: Dataset, index: Index, language: str) -> Component:
    """The shares side by side, as long as they are large."""
    themes = zip(index.shares.structure.themes, index.shares.themes, strict=True)
    return html.Div(
        [
            html.Span(
                share(part, language) if part >= NARROW else "",
                style={"--share": f"{part:g}"},
                title=theme_name(dataset, theme, language),
                hidden=not part,
                **{"data-share": theme},
            )
            for theme, part in themes
        ],
        className="share-bar-row",
        **{"aria-hidden": "true"},
    )


def _theme(dataset: Dataset, view: View, index: Index, place: int) -> Component:
    language = view.language
    theme, part = index.shares.structure.themes[place], index.shares.themes[place]
    name = theme_name(dataset, theme, language)
    return html.Div(
        [
            html.Div(
                [
                    html.Strong(name),
                    html.Span(className="weight-before muted"),
                    _lock(view, theme, name),
                ],
                className="weight-head",
            ),
            html.Div(
                [
                    _slider("theme", theme, part, text("synthesis.slider", language, theme=name)),
                    _number("theme", theme, part, language, name),
                ],
                className="weight-line",
            ),
            _indicators(view, index, place),
        ],
        className="weight-theme",
        **{"data-theme": theme, "data-testid": "weight"},
    )


def _lock(view: View, theme: str, name: str) -> Component:
    language = view.language
    return html.Label(
        [
            FormInput(
                type="checkbox",
                checked=theme in view.synthesis.locked,
                **{
                    "data-lock": theme,
                    "aria-label": text("synthesis.lock_theme", language, theme=name),
                },
            ),
            text("synthesis.lock", language),
        ],
        className="lock",
    )


def _slider(of: str, key: str, part: float, label: str) -> Component:
    return FormInput(
        type="range",
        min="0",
        max="100",
        step="1",
        value=f"{part:g}",
        autoComplete="off",
        className="weight-slider",
        style={"--share": f"{part:g}"},
        **{f"data-{of}-share": key, "aria-label": label},
    )


def _number(of: str, key: str, part: float, language: str, name: str) -> Component:
    """The exact share; a share of nothing reads "off"."""
    return FormInput(
        type="text",
        inputMode="decimal",
        value=share(part, language) if part else text("synthesis.off", language),
        autoComplete="off",
        maxLength="6",
        className="weight-number",
        **{f"data-{of}-number": key, "aria-label": text("synthesis.number", language, theme=name)},
    )


def _indicators(view: View, index: Index, place: int) -> Component | None:
    """The indicators of a theme with their shares of it; one alone has them all."""
    language = view.language
    members = np.flatnonzero(index.shares.structure.theme_of == place)
    if len(members) < 2:
        return None
    return html.Details(
        [
            html.Summary(text("synthesis.indicators", language, count=str(len(members)))),
            *(
                _indicator(index, index.entering.inputs[one], index.shares.within[one], language)
                for one in members
            ),
        ],
        className="weight-indicators",
    )


def _indicator(index: Index, one: Input, part: float, language: str) -> Component:
    name = one.indicator.name[language]
    known = percent(one.known / max(int(index.entering.countable.sum()), 1), language)
    notes = [text("synthesis.known", language, share=known)]
    if not one.on:
        notes = [f"{notes[0]}. {text('synthesis.not_enough', language)}"]
    if one.banded:
        notes.append(text("synthesis.band", language))
    return html.Div(
        [
            html.Div([html.Span(name), html.Small(" ".join(notes))]),
            html.Div(
                [
                    _slider("indicator", one.indicator.key, part, f"{name}: {_of_theme(language)}"),
                    _number("indicator", one.indicator.key, part, language, name),
                ],
                className="weight-line",
            ),
        ],
        className="weight-indicator",
    )


def _of_theme(language: str) -> str:
    return text("synthesis.indicator_share", language)


def _most_important(dataset: Dataset, index: Index, language: str) -> Component:
    """Up to three themes in order, as a quick way to weights."""
    return html.Details(
        [
            html.Summary(text("synthesis.most_important", language)),
            html.P(text("synthesis.most_important_help", language), className="foot"),
            html.Div(
                [
                    html.Button(
                        [html.I(), theme_name(dataset, theme, language)],
                        className="priority",
                        **{"data-priority": theme, "aria-pressed": "false"},
                    )
                    for theme in index.shares.structure.themes
                ],
                className="priorities",
            ),
            html.Div(
                [
                    html.Button(
                        text("synthesis.most_important_apply", language),
                        className="outline-button",
                        disabled=True,
                        **{"data-weights": "priorities", "data-testid": "apply-priorities"},
                    ),
                    html.Button(
                        text("synthesis.most_important_clear", language),
                        className="text-button",
                        **{"data-weights": "forget-priorities"},
                    ),
                ],
                className="weights-actions",
            ),
            html.P(text("synthesis.not_a_survey", language), className="foot"),
        ],
        className="section most-important",
        **{"data-testid": "most-important", "data-most": str(MOST_FIRST), "data-part": "most"},
    )


def _saved(language: str) -> Component:
    """Weights that the reader keeps in this browser; the browser fills in the list."""
    return html.Details(
        [
            html.Summary(text("synthesis.saved", language)),
            html.Div(className="saved-list"),
            html.P(text("synthesis.saved_none", language), className="foot saved-none"),
            html.Div(
                [
                    FormInput(
                        type="text",
                        maxLength="40",
                        autoComplete="off",
                        placeholder=text("synthesis.save_name", language),
                        className="save-name",
                        **{"aria-label": text("synthesis.save_name", language)},
                    ),
                    html.Button(
                        text("synthesis.save", language),
                        className="outline-button",
                        **{"data-weights": "save"},
                    ),
                ],
                className="weights-actions",
            ),
            html.P(
                text("synthesis.saved_fault", language),
                className="foot saved-fault",
                role="status",
                hidden=True,
            ),
        ],
        className="section saved-weights",
        **{
            "data-testid": "saved-weights",
            "data-part": "saved",
            "data-use": text("synthesis.saved_use", language, name="{name}"),
            "data-remove": text("synthesis.saved_remove", language, name="{name}"),
        },
    )


def _method(view: View) -> Component:
    synthesis, language = view.synthesis, view.language
    return html.Details(
        [
            html.Summary(text("synthesis.method", language)),
            _choice(
                "olcekleme",
                "normalisation",
                {one: NORMALISATION_WORDS[one] for one in Normalisation},
                synthesis.normalisation,
                language,
            ),
            _choice(
                "birlestirme",
                "mean",
                {one: MEAN_WORDS[one] for one in Mean},
                synthesis.mean,
                language,
            ),
        ],
        className="section method",
        open=method_of(synthesis) != method_of(type(synthesis)()),
        **{"data-testid": "method", "data-part": "method"},
    )


def _choice(
    field: str,
    words: str,
    offered: Mapping[Normalisation, str] | Mapping[Mean, str],
    chosen: str,
    language: str,
) -> Component:
    label = text(f"synthesis.{words}_label", language)
    return html.Label(
        [
            html.Span(label),
            html.Select(
                [
                    html.Option(
                        text(f"synthesis.{words}.{one}", language),
                        value=word,
                        selected=one == chosen,
                        title=text(f"synthesis.{words}_why.{one}", language),
                    )
                    for one, word in offered.items()
                ],
                className="native-select",
                **{"data-control": field, "aria-label": label},
            ),
        ],
        className="method-choice",
    )


def shares_at(index: Index) -> dict[str, object]:
    """For the browser: the shares that count now, in tenths."""
    return {
        "themes": _tenths(index.shares.structure.themes, index.shares.themes),
        "within": {
            theme: _tenths(
                [index.shares.structure.indicators[one] for one in members],
                [index.shares.within[one] for one in members],
            )
            for place, theme in enumerate(index.shares.structure.themes)
            for members in [np.flatnonzero(index.shares.structure.theme_of == place)]
        },
    }


def _tenths(keys: Sequence[str], shares: Sequence[float]) -> dict[str, int]:
    return {key: round(part * 10) for key, part in zip(keys, shares, strict=True)}
