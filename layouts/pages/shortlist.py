"""Kısa liste: focus districts by rules that everyone sees, how sure the list is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.index.scores import can_be_made, index_at, method_of
from dashboard.shortlist.draws import robust_of
from dashboard.shortlist.selection import PALETTE, Membership, shortlist_level, shortlist_of
from dashboard.shortlist.why import counts
from dashboard.synthesis_summary import weights_said
from dashboard.view import Parsed, View
from dashboard.wording import number, text
from layouts import about, area_map, controls, downloads, ids, projector
from layouts.criteria import beginnings, criterion_said
from layouts.markup import Markup
from layouts.release_notice import release_notice
from layouts.shortlist_card import shortlist_card
from layouts.shortlist_controls import (
    among,
    criterion_adder,
    outcome_of,
    rules,
    shortlist_criteria,
    weights_summary,
)
from layouts.shortlist_table import listing
from layouts.synthesis_certainty import draws_controls, limits_fault

PATH = "/kisa-liste"


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view = parsed.view
    return [
        *controls.held_stores(view, without=("enaz", "liste", "sekme")),
        dcc.Store(id=ids.SHORTLIST, data=shown(dataset, view)),
        dcc.Store(id=ids.SHORTLIST_PAINTED),
        dcc.Store(id=ids.CRITERIA_DRAWN, data=structure(view)),
        _left(dataset, view),
        _centre(dataset, parsed),
        _right(dataset, view),
        downloads.dialog(dataset, view, "shortlist"),
    ]


def structure(view: View) -> str:
    """What needs other controls when it changes; ``assets/js/6_threshold.js`` makes the same."""
    words = view.to_words()
    criteria = ",".join(":".join(one.to_word().split(":")[:2]) for one in view.criteria)
    level, inside, more = (words.get(key, "") for key in ("duzey", "icinde", "olcut"))
    return f"{view.province}/{level}/{inside}/{more}/{criteria}"


def _left(dataset: Dataset, view: View) -> Component:
    language = view.language
    return html.Aside(
        [
            html.Div(
                [
                    html.H2(text("focus.title", language)),
                    html.P(text("focus.purpose", language), className="foot"),
                ],
                className="section",
            ),
            html.Div(among(dataset, view), className="section controls"),
            html.Div(
                Markup(weights_summary(dataset, view)),
                id=ids.SHORTLIST_WEIGHTS,
                className="section",
            ),
            html.Div(
                [
                    html.H3(text("focus.draws", language), className="rule-head"),
                    html.Div(Markup(draws(dataset, view)), id=ids.SHORTLIST_DRAWS),
                ],
                className="section draws-section",
            ),
            html.Div(
                [
                    html.Div(
                        [
                            html.H3(text("focus.criteria", language)),
                            controls.undo_button(language),
                        ],
                        className="criteria-head",
                    ),
                    html.P(text("focus.criteria_help", language), className="foot"),
                ],
                className="section",
            ),
            html.Div(shortlist_criteria(dataset, view), id=ids.THRESHOLDS),
            html.Div(criterion_adder(dataset, view), className="section"),
            html.Div(rules(dataset, view), id=ids.SHORTLIST_RULES),
            html.P(
                [
                    html.Strong(text("threshold.caution", language)),
                    html.Span(text("threshold.caution_why", language)),
                ],
                className="caution",
            ),
        ],
        className="left",
        **{"aria-label": text("focus.controls", language)},
    )


def draws(dataset: Dataset, view: View) -> Component | None:
    """Size of the list, source of the draws, seed and limits."""
    level, synthesis = shortlist_level(view), view.synthesis
    if not can_be_made(dataset, level):
        return None
    index = index_at(dataset, level, synthesis.weighting, method_of(synthesis))
    return draws_controls(dataset, view, index)


def _centre(dataset: Dataset, parsed: Parsed) -> Component:
    view, language = parsed.view, parsed.view.language
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        Markup(head(dataset, view)),
                        id=ids.SHORTLIST_HEAD,
                        **{"data-testid": "map-title"},
                    ),
                    downloads.button(language),
                ],
                className="shortlist-head",
            ),
            html.Div(
                notice(dataset, parsed), id=ids.SHORTLIST_NOTICE, className="notice", role="status"
            ),
            html.Div(
                Markup(content(dataset, view)),
                id=ids.SHORTLIST_LIST,
                className="panel shortlist-panel",
                **{"data-table": "map"},
            ),
        ],
        className="centre shortlist-centre",
        **{"aria-label": text("focus.list", language)},
    )


def _right(dataset: Dataset, view: View) -> Component:
    return html.Aside(
        [
            html.Div(
                area_map.area_map(dataset, view, shown(dataset, view)), className="map-holder"
            ),
            html.Div(
                Markup(legend(dataset, view)),
                id=ids.SHORTLIST_LEGEND,
                className="legend threshold-legend shortlist-legend",
                **{"data-testid": "legend"},
            ),
            html.Div(
                Markup(card(dataset, view)),
                id=ids.SHORTLIST_CARD,
                className="synthesis-card why-card",
                **{"data-testid": "area-card"},
            ),
            projector.code(view.language),
        ],
        className="right",
        **{"aria-label": text("focus.question", view.language)},
    )


def notice(dataset: Dataset, parsed: Parsed) -> list[Component]:
    """What of the link could not be followed."""
    return [*release_notice(dataset, parsed.view, PATH), *about.dropped_notice(dataset, parsed)]


def head(dataset: Dataset, view: View) -> list[Component | None]:
    """How many meet the rules and are on the list, under which weights and draws."""
    language, level = view.language, shortlist_level(view)
    if not can_be_made(dataset, level):
        return [html.H1(text("focus.map_title", language))]
    found = shortlist_of(dataset, view)
    synthesis = view.synthesis
    facts = (
        ("weights", weights_said(dataset, synthesis.weighting, found.index.shares, language)),
        ("draws", text(f"synthesis.source.{synthesis.source}", language)),
        ("k", number(found.k, language)),
    )
    return [
        html.H1(counts(dataset, view).sentence),
        html.Dl(
            [
                html.Div(
                    [html.Dt(text(f"focus.summary_{key}", language)), html.Dd(said)],
                )
                for key, said in facts
            ],
            className="list-facts",
        ),
    ]


def content(dataset: Dataset, view: View) -> list[Component | None]:
    """The list, or that nothing can be put together."""
    if not can_be_made(dataset, shortlist_level(view)):
        return [html.P(text("synthesis.no_index", view.language), className="empty")]
    return listing(dataset, view)


def card(dataset: Dataset, view: View) -> list[Component | None]:
    """Why the selected area is on the list or not."""
    if not can_be_made(dataset, shortlist_level(view)):
        return []
    found = shortlist_of(dataset, view)
    if limits_fault(dataset, view, found.index):
        return []
    return shortlist_card(dataset, view)


def shown(dataset: Dataset, view: View) -> dict[str, Any]:
    """What the map shows: where each area stands, and for hover its share of the draws."""
    level, language = shortlist_level(view), view.language
    answer: dict[str, Any] = {
        "rule": "",
        "level": str(level),
        "palette": PALETTE,
        "key": f"shortlist/{'&'.join(f'{k}={v}' for k, v in view.to_words().items() if v)}",
    }
    if not can_be_made(dataset, level):
        return answer | {"letters": "n" * len(dataset.areas(level))}
    found = shortlist_of(dataset, view)
    answer["letters"] = found.letters()
    answer["standing"] = [
        text(f"shortlist.membership.{one}", language) if one else "" for one in Membership
    ]
    order = list(Membership)
    answer["memberships"] = "".join(
        str(order.index(one)) if one else "-" for one in found.memberships
    )
    if not limits_fault(dataset, view, found.index):
        shares = robust_of(dataset, view).shares
        answer["shares"] = ",".join(
            "" if one != one else str(round(float(one) * 1000)) for one in shares
        )
    return answer


def legend(dataset: Dataset, view: View) -> list[Component]:
    """What the colours mean, with counts."""
    language, level = view.language, shortlist_level(view)
    if not can_be_made(dataset, level):
        return []
    found = shortlist_of(dataset, view)
    letters = [one for one, here in zip(found.letters(), found.inside, strict=True) if here]
    return [
        html.Div(
            [
                html.Span(
                    [
                        html.Span(
                            className="swatch",
                            **{"data-class": "none" if letter == "n" else letter},
                        ),
                        html.Span(text(f"focus.legend.{letter}", language)),
                        html.Strong(number(letters.count(letter), language)),
                    ],
                    className="legend-count",
                )
                for letter in "3210n"
                if letters.count(letter) or letter in "32"
            ],
            className="legend-counts",
            **{"data-palette": PALETTE},
        )
    ]


def panels(dataset: Dataset, parsed: Parsed, counted: list[int]) -> tuple[Any, ...]:
    """Map, head, notice, list, card, legend, rules, draws, weights, and the counts of the criteria
    at the places ``counted``, in the order of ``callbacks.shortlist``."""
    view = parsed.view
    outcome = outcome_of(dataset, view)
    known = len(view.criteria)
    return (
        shown(dataset, view),
        Markup(head(dataset, view)),
        notice(dataset, parsed),
        Markup(content(dataset, view)),
        Markup(card(dataset, view)),
        Markup(legend(dataset, view)),
        rules(dataset, view),
        Markup(draws(dataset, view)),
        Markup(weights_summary(dataset, view)),
        [
            criterion_said(outcome, place, view.language) if place < known else ""
            for place in counted
        ],
    )


def constants(dataset: Dataset, parsed: Parsed) -> dict[str, Any]:
    """For the browser: what new criteria begin with, and the words of the hover card."""
    language = parsed.view.language
    return {
        "card": "shortlist",
        **beginnings(dataset),
        "criteriaAtFirst": {str(level): "" for level in (Level.NEIGHBOURHOOD, Level.DISTRICT)},
        "shortlistWords": {
            "share": text("focus.hover_share", language),
            "percent": text("unit.percent.amount", language),
        },
        "synthesis": {
            "off": text("synthesis.off", language),
        },
    }
