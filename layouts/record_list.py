"""Karar kayıtları: all records, the newest first; or those that chose one place, with what
followed from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.decision.document import chosen_areas, is_known
from dashboard.store import DecisionRecord
from dashboard.wording import day, enumerated, text
from layouts.footing import RECORDS, in_language
from layouts.record import address_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A record by its number; ``record`` is ``None`` where it is damaged."""

    number: str
    record: DecisionRecord | None


def list_page(
    listed: Sequence[Listed],
    language: str,
    place: str,
    commitments: list[Component | None],
) -> list[Component]:
    """``place`` is the name of the area that is asked for, empty for all; ``commitments`` are those
    for it."""
    title = text("record.list_of", language, name=place) if place else ""
    return [
        html.Article(
            [
                html.H1(title or text("record.list_title", language)),
                html.P(text("record.list_intro", language)),
                _all(language) if place else None,
                _table(listed, language) if listed else _none(language, place),
                *commitments,
            ],
            className="article record",
            **{"data-testid": "records"},
        )
    ]


def _all(language: str) -> Component:
    label = text("record.list_all", language)
    return html.P(html.A(label, href=in_language(RECORDS, language)))


def _none(language: str, place: str) -> Component:
    if place:
        return html.P(text("record.list_of_none", language))
    said = [text("record.list_none", language), text("record.list_how", language)]
    return html.Div([html.P(one) for one in said])


def _table(listed: Sequence[Listed], language: str) -> Component:
    heads = ("number", "decided", "question", "list", "state")
    caption = text("record.list_title", language)
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(
                    html.Tr(
                        [
                            html.Th(text(f"record.head.{one}", language), scope="col")
                            for one in heads
                        ]
                    )
                ),
                html.Tbody([_row(one, language) for one in listed]),
            ],
            className="plain-table record-list",
        ),
        className="wide",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )


def _row(one: Listed, language: str) -> Component:
    record = one.record
    link = html.A(one.number, href=address_of(one.number, language))
    if record is None or not is_known(record):
        state = "state_damaged" if record is None else "state_unknown"
        cells = ["–", "–", "–", html.Strong(text(f"record.{state}", language))]
    else:
        content = record.content
        later = record.superseded_by
        cells = [
            day(date.fromisoformat(content["decided"]), language),
            content["question"],
            enumerated(list(chosen_areas(content).values()), language),
            text("record.state_superseded", language, number=later)
            if later
            else text("record.state_standing", language),
        ]
    return html.Tr(
        [html.Th(link, scope="row"), *(html.Td(cell) for cell in cells)],
        className="is-superseded" if record is not None and record.superseded_by else "",
    )
