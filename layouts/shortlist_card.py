"""“Neden bu ilçe?”: verdict, reasons beside the province, what speaks against, what flips it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.shortlist.selection import shortlist_level
from dashboard.shortlist.why import Reason, Why, why
from dashboard.summary import area_name
from dashboard.synthesis_view import shares_word
from dashboard.view import View
from dashboard.wording import text
from layouts.footing import page_address, report_link

RECORD = "/karar/yeni"
RECORDS = "/kararlar"


def shortlist_card(dataset: Dataset, view: View) -> list[Component | None]:
    """The card of the selected area, or how to choose one."""
    language = view.language
    level = shortlist_level(view)
    if not view.selected or dataset.level_of(view.selected) is not level:
        return [html.P(text("focus.card_choose", language), className="empty"), actions(view, None)]
    found = why(dataset, view, view.selected)
    asked = "question" if level is Level.DISTRICT else "question_neighbourhood"
    name, _, above = area_name(dataset, view.selected).partition(", ")
    return [
        html.Div(
            [
                html.Span(text(f"focus.{asked}", language), className="muted why-question"),
                html.H2([name, html.Small(f" {above}")]),
                html.Button(
                    "×",
                    className="icon-button close",
                    title=text("area.close", language),
                    **{"data-select": "", "aria-label": text("area.close", language)},
                ),
            ],
            className="area-head",
        ),
        html.P(
            [
                html.Strong(found.answer, className=f"verdict-word {found.verdict}"),
                html.Span(found.standing),
                html.Span(found.grade_word, className=f"grade {found.grade}")
                if found.grade
                else None,
            ],
            className="verdict card-lead",
        ),
        html.P(found.sentence, className="card-lead why-sentence"),
        _missed(found, language),
        _reasons(found, language),
        html.P(found.coverage, className="card-lead foot"),
        _flip(found),
        actions(view, found),
        report_link(view, f"{area_name(dataset, view.selected)}: {found.sentence}"),
    ]


def _missed(found: Why, language: str) -> Component | None:
    if not found.missed:
        return None
    return html.Div(
        [
            html.H3(text("focus.missed", language)),
            html.Ul([html.Li(one) for one in found.missed], className="foot"),
        ],
        className="card-lead",
    )


def _reasons(found: Why, language: str) -> Component | None:
    if not found.reasons and not found.against:
        return None
    rows = [_reason(one, False) for one in found.reasons]
    if found.against:
        rows.append(_reason(found.against, True))
    return html.Div(
        [
            html.H3(text("focus.reasons", language)) if found.reasons else None,
            html.Ul(rows, className="why-reasons", **{"data-testid": "why-reasons"}),
        ],
        className="card-lead",
    )


def _reason(one: Reason, against: bool) -> Component:
    return html.Li(
        [html.Span(one.said), html.Small(one.standing)],
        className="is-against" if against else "",
        **{"data-indicator-key": one.indicator},
    )


def _flip(found: Why) -> Component:
    """What would change the verdict, and a button that does it."""
    return html.Div(
        [
            html.Span(found.flip_label, className="muted"),
            html.P(found.flip_sentence),
        ],
        className="flip",
        **{"data-testid": "flip"},
    )


def actions(view: View, found: Why | None) -> Component:
    """The primary action of the page, and trying the flip line."""
    language = view.language
    flip = found.flip if found else None
    return html.Div(
        [
            html.A(
                text("focus.record", language),
                href=page_address(RECORD, view),
                className="primary-button",
                title=text("focus.record_hint", language),
                **{"data-page": RECORD, "data-testid": "make-record"},
            ),
            html.Button(
                text("focus.try", language),
                className="outline-button",
                **{"data-try": shares_word(flip.themes), "data-testid": "try-flip"},
            )
            if flip
            else None,
            html.A(
                text("focus.records", language),
                href=page_address(RECORDS, view),
                className="text-link",
                **{"data-page": RECORDS},
            ),
        ],
        className="why-actions",
    )
