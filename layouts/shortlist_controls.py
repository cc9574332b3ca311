"""The rules of the shortlist: among whom, weights, criteria, eligibility, vetoes, balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Group, Level, Unit
from dashboard.criterion import Operator
from dashboard.dataset import Dataset
from dashboard.index.scores import can_be_made, index_at, method_of
from dashboard.places import capital, sort_key
from dashboard.shortlist.balance import RURAL_DENSITY
from dashboard.shortlist.bounds import Asked
from dashboard.shortlist.rules import asked_said
from dashboard.shortlist.selection import shortlist_level
from dashboard.shortlist_view import COUNT, SCORE, SHARE, WORST_TENTH, Balance, Side
from dashboard.synthesis_summary import theme_name, weights_said
from dashboard.threshold import Outcome, evaluate
from dashboard.view import View
from dashboard.wording import number, text
from layouts import controls
from layouts.criteria import adder, criterion_block, needed_switch
from layouts.footing import page_address
from layouts.markup import FormInput, Markup
from layouts.weights import presets

KINDS = (SCORE, WORST_TENTH, COUNT, SHARE)
KIND_WORDS = {SCORE: "score", WORST_TENTH: "worst", COUNT: "count", SHARE: "share"}


def outcome_of(dataset: Dataset, view: View) -> Outcome:
    """The thresholds on indicators on the areas that are chosen from, for their sliders."""
    return evaluate(dataset, replace(view, level=shortlist_level(view)))


def among(dataset: Dataset, view: View) -> list[Component]:
    """Provinces, and districts or the neighbourhoods of one."""
    language = view.language
    return [
        controls.province_switch(dataset, view),
        html.Label(
            [
                html.Span(text("focus.level", language)),
                html.Select(
                    [
                        html.Option(
                            text("focus.districts", language),
                            value="",
                            selected=not view.shortlist.inside,
                        ),
                        html.Optgroup(
                            [
                                html.Option(
                                    name, value=area, selected=area == view.shortlist.inside
                                )
                                for area, name in _districts(dataset, view)
                            ],
                            label=text("focus.inside", language),
                        ),
                    ],
                    className="native-select",
                    **{"data-control": "icinde", "aria-label": text("focus.level", language)},
                ),
            ],
            className="method-choice",
        ),
    ]


def _districts(dataset: Dataset, view: View) -> list[tuple[str, str]]:
    areas = dataset.areas(Level.DISTRICT)[
        dataset.in_provinces(Level.DISTRICT, view.provinces(dataset))
    ]
    found = list(zip(areas["id"], areas["name"], strict=True))
    return sorted(found, key=lambda one: sort_key(one[1]))


def weights_summary(dataset: Dataset, view: View) -> list[Component | None]:
    """The weights in a few words, the ready-made ones, and the way to the thumbs."""
    language, level = view.language, shortlist_level(view)
    if not can_be_made(dataset, level):
        return [html.P(text("synthesis.no_index", language), className="foot")]
    synthesis = view.synthesis
    index = index_at(dataset, level, synthesis.weighting, method_of(synthesis))
    said = weights_said(dataset, synthesis.weighting, index.shares, language)
    return [
        html.H3(text("focus.weights", language)),
        html.P(said, className="weights-said"),
        presets(view, index),
        html.A(
            text("focus.weights_change", language),
            href=page_address("/sentez", view),
            className="text-link",
            **{"data-page": "/sentez"},
        ),
    ]


def shortlist_criteria(dataset: Dataset, view: View) -> list[Component | None]:
    """How many criteria are needed, and the thresholds on indicators with their sliders."""
    outcome = outcome_of(dataset, view)
    shown = len(view.criteria)
    count = shown + len(view.shortlist.more)
    needed = min(view.needed or count, count)
    return [
        needed_switch(count, needed, view.language),
        *(
            criterion_block(dataset, view, outcome, place, least=0, counted="counted")
            for place in range(shown)
        ),
    ]


def criterion_adder(dataset: Dataset, view: View) -> Component:
    """The field that adds a threshold on an indicator."""
    found = outcome_of(dataset, view)
    return adder(dataset, view, replace(found, judged=found.judged if view.criteria else ()))


def rules(dataset: Dataset, view: View) -> Component:
    """Further criteria, eligibility, vetoes and balance, each with what stands and a way to add."""
    return Markup(
        [_more(dataset, view), _eligibility(view), _vetoes(dataset, view), _balance(dataset, view)]
    )


def _standing(dataset: Dataset, asked: Sequence[Asked], field: str, language: str) -> Component:
    """The rules that stand, each with a button that removes it."""
    rows = []
    for place, one in enumerate(asked):
        said = asked_said(dataset, one, language)
        remove = text("focus.remove", language, name=said)
        rows.append(
            html.Li(
                [
                    html.Span(capital(said, language)),
                    html.Button(
                        "×",
                        className="icon-button",
                        title=remove,
                        **{"data-drop": field, "data-place": str(place), "aria-label": remove},
                    ),
                ]
            )
        )
    return html.Ul(rows, className="standing-rules")


def _fold(name: str, body: list[Component | None], is_open: bool, language: str) -> Component:
    return html.Details(
        [html.Summary(text(f"focus.{name}", language)), *[one for one in body if one]],
        className="section rule-fold",
        open=is_open,
        **{"data-part": name},
    )


def _more(dataset: Dataset, view: View) -> Component:
    language = view.language
    districts = not view.shortlist.inside
    return _fold(
        "more",
        [
            _standing(dataset, view.shortlist.more, "olcut", language),
            html.Div(
                [
                    _select(
                        "more_kind",
                        [(kind, text(f"focus.more_{KIND_WORDS[kind]}", language)) for kind in KINDS]
                        if districts
                        else [(SCORE, text("focus.more_score", language))],
                        "kind",
                        language,
                    ),
                    _indicator_select(dataset, language),
                    html.Div(
                        [
                            _select(
                                "more_limit",
                                [
                                    (str(Operator.AT_LEAST), text("focus.at_least", language)),
                                    (str(Operator.AT_MOST), text("focus.at_most", language)),
                                ],
                                "operator",
                                language,
                            ),
                            _number("more_value", "limit", language),
                        ],
                        className="rule-pair",
                        **{"data-for": "sayi oran"},
                    ),
                    _number("more_wanted", "value", language),
                    _add_button("olcut", language),
                ],
                className="rule-form",
                **{"data-rule-form": "olcut", "data-kind": SCORE},
            ),
        ],
        bool(view.shortlist.more),
        language,
    )


def _indicator_select(dataset: Dataset, language: str) -> Component | None:
    """Judged indicators of neighbourhoods, because the worst tenth and counts rest on them."""
    offered = [
        one.key
        for one in dataset.catalogue.in_use
        if one.judged and one.unit is not Unit.YES_NO and _of_neighbourhoods(dataset, one.key)
    ]
    if not offered:
        return None
    first, groups = offered[0], []
    for key, theme in dataset.catalogue.themes.items():
        options = [
            html.Option(
                one.name[language],
                value=f"{one.key}:{_group_word(dataset, one.key)}",
                selected=one.key == first,
            )
            for one in dataset.catalogue.of_theme(key)
            if one.key in offered
        ]
        if options:
            groups.append(html.Optgroup(options, label=theme.name[language]))
    label = text("focus.more_indicator", language)
    return html.Label(
        [
            html.Span(label),
            html.Select(
                groups,
                className="native-select",
                **{"data-rule": "indicator", "aria-label": label},
            ),
        ],
        className="method-choice",
        **{"data-for": "onda-bir sayi oran"},
    )


def _of_neighbourhoods(dataset: Dataset, key: str) -> bool:
    return any(one.level is Level.NEIGHBOURHOOD for one in dataset.offers.get(key, ()))


def _group_word(dataset: Dataset, key: str) -> str:
    groups = [one.group for one in dataset.offers[key] if one.level is Level.NEIGHBOURHOOD]
    return "kadin" if Group.WOMEN in groups else "toplam" if Group.TOTAL in groups else "fark"


def _eligibility(view: View) -> Component:
    language, asked = view.language, view.shortlist
    return _fold(
        "eligibility",
        [
            html.Div(
                [
                    _field("covered", "kapsam", f"{asked.least_covered:g}", language),
                    _field("people", "nufus", str(asked.least_people), language),
                ],
                className="rule-pair",
            )
        ],
        bool(asked.least_covered or asked.least_people),
        language,
    )


def _field(words: str, field: str, value: str, language: str) -> Component:
    label = text(f"focus.{words}", language)
    return html.Label(
        [
            html.Span(label),
            FormInput(
                type="text",
                inputMode="decimal",
                value="" if value == "0" else value,
                maxLength="8",
                autoComplete="off",
                className="whole-number",
                **{"data-control": field, "aria-label": label},
            ),
        ],
        className="method-choice",
    )


def _vetoes(dataset: Dataset, view: View) -> Component:
    language = view.language
    themes = [(key, theme_name(dataset, key, language)) for key in dataset.catalogue.themes]
    return _fold(
        "vetoes",
        [
            html.P(text("focus.veto_help", language), className="foot"),
            _standing(dataset, view.shortlist.vetoes, "veto", language),
            html.Div(
                [
                    _select("veto_theme", themes, "theme", language),
                    html.Div(
                        [
                            _select(
                                "vetoes",
                                [
                                    (str(side), text(f"focus.veto_{word}", language))
                                    for side, word in ((Side.ABOVE, "above"), (Side.BELOW, "below"))
                                ],
                                "side",
                                language,
                            ),
                            _number("more_value", "value", language),
                        ],
                        className="rule-pair",
                    ),
                    _add_button("veto", language),
                ],
                className="rule-form",
                **{"data-rule-form": "veto"},
            ),
        ],
        bool(view.shortlist.vetoes),
        language,
    )


def _balance(dataset: Dataset, view: View) -> Component:
    language, asked = view.language, view.shortlist.balance
    known = dataset.catalogue.districts.coast_rule
    return _fold(
        "balance",
        [
            html.P(text("focus.balance_help", language), className="foot"),
            *(
                html.Label(
                    [
                        FormInput(
                            type="checkbox", checked=one in asked, **{"data-balance": str(one)}
                        ),
                        text(f"focus.balance_{one}", language),
                    ],
                    className="lock",
                )
                for one in Balance
            ),
            html.P(
                text(
                    "focus.balance_rule",
                    language,
                    rule=known[language],
                    density=number(RURAL_DENSITY, language),
                ),
                className="foot",
            )
            if known
            else None,
        ],
        bool(asked),
        language,
    )


def _select(words: str, options: Sequence[tuple[str, str]], rule: str, language: str) -> Component:
    label = text(f"focus.{words}", language)
    return html.Label(
        [
            html.Span(label),
            html.Select(
                [
                    html.Option(name, value=word, selected=word == options[0][0])
                    for word, name in options
                ],
                className="native-select",
                **{"data-rule": rule, "aria-label": label},
            ),
        ],
        className="method-choice",
    )


def _number(words: str, rule: str, language: str) -> Component:
    label = text(f"focus.{words}", language)
    return html.Label(
        [
            html.Span(label),
            FormInput(
                type="text",
                inputMode="decimal",
                maxLength="10",
                autoComplete="off",
                className="whole-number",
                **{"data-rule": rule, "aria-label": label},
            ),
        ],
        className="method-choice",
    )


def _add_button(field: str, language: str) -> Component:
    return html.Div(
        [
            html.Button(
                text("focus.add", language), className="outline-button", **{"data-add": field}
            ),
            html.Span(
                text("focus.add_fault", language), className="fault", role="status", hidden=True
            ),
        ],
        className="weights-actions",
    )
