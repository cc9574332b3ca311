"""The page of a decision record: the sections of its document, and what one can do with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.decision.document import Block, Document, Facts, Items, Section, Table
from dashboard.store import DecisionRecord, Login
from dashboard.wording import text
from layouts.footing import RECORDS, in_language

START = "/karar/"
NEW = f"{START}yeni"
SHORTLIST = "/kisa-liste"
AGAIN, SUPERSEDE = "yeniden", "yerine"  # words of the address of a record and of a new one
LINKED = re.compile(r"KK-[0-9]{4}-[0-9]{3,6}")


def address_of(number: str, language: str, form: str = "", **words: str) -> str:
    """Path and words of a record's page, or of its file."""
    query = {**words, **({} if language == "tr" else {"dil": language})}
    path = f"{START}{number}{f'.{form}' if form else ''}"
    return f"{path}?{urlencode(query)}" if query else path


def record_page(
    record: DecisionRecord,
    document: Document,
    login: Login | None,
    said: str,
    parts: list[tuple[str, str, list[Component | None]]],
) -> list[Component]:
    """``said`` is told once, after something was written. ``parts`` (anchor, title, content) stand
    behind the document: what grows after the record was written."""
    language = document.language
    rerun, others = parts[:-1], parts[-1:]
    return [
        html.Article(
            [
                html.P(
                    html.A(text("record.list_all", language), href=in_language(RECORDS, language)),
                    className="on-screen",
                ),
                html.P(said, className="said", role="status") if said else None,
                html.Header(
                    [
                        html.Div(
                            [
                                html.P(document.number, className="record-number"),
                                html.H1(document.title),
                                html.P(document.subtitle, className="muted"),
                            ]
                        ),
                        html.Img(
                            src=address_of(document.number, language, "qr.svg"),
                            alt=text("record.code", language),
                            className="record-code",
                        ),
                    ],
                    className="record-head",
                ),
                *(
                    html.Div(
                        html.P(_with_links(one, document, language)), className="record-notice"
                    )
                    for one in document.notices
                ),
                _actions(record, language, login),
                *(_own_section(*one) for one in rerun),
                *(section(one) for one in document.sections),
                *(_own_section(*one) for one in others),
            ],
            className="article record",
            **{"data-testid": "record"},
        )
    ]


def _with_links(said: str, document: Document, language: str) -> list[str | Component]:
    """A notice; numbers of other records in it lead there."""
    parts: list[str | Component] = []
    end = 0
    for found in LINKED.finditer(said):
        if found.group() != document.number:
            parts += [
                said[end : found.start()],
                html.A(found.group(), href=address_of(found.group(), language)),
            ]
            end = found.end()
    return [*parts, said[end:]]


def _actions(record: DecisionRecord, language: str, login: Login | None) -> Component:
    number, content = record.number, record.content
    words: Mapping[str, str] = {**content["computed"]["view"]}
    shown = {**words, "surum": content["release"]["key"]}
    other = {} if language == "tr" else {"dil": language}
    links = [
        ("PDF", address_of(number, language, "pdf"), {"data-format": "pdf"}),
        ("JSON", address_of(number, language, "json"), {"data-format": "json"}),
        (
            text("record.rerun_button", language),
            f"{address_of(number, language, **{AGAIN: 'evet'})}#{AGAIN}",
            {"data-testid": "rerun-link"},
        ),
        (
            text("record.open_list", language),
            f"{SHORTLIST}?{urlencode({**shown, **other}, safe=',:')}",
            {},
        ),
    ]
    if login is not None and record.superseded_by is None:
        query = urlencode({**words, SUPERSEDE: number, **other}, safe=",:")
        links.append((text("record.supersede_button", language), f"{NEW}?{query}", {}))
    return html.Div(
        [
            html.A(label, href=address, className="outline-button", **more)
            for label, address, more in links
        ],
        className="record-actions",
    )


def _own_section(anchor: str, title: str, content: list[Component | None]) -> Component:
    return html.Section([html.H2(title, id=anchor, tabIndex=-1), *content])


def section(one: Section) -> Component:
    """A section of the document."""
    return html.Section(
        [html.H2(one.title, id=one.key), *(block(part, one.key) for part in one.blocks)]
    )


def block(part: Block, key: str = "") -> Component:
    """A block of the document; ``key`` is that of its section."""
    if isinstance(part, Facts):
        return html.Dl(
            [one for label, said in part.pairs for one in (html.Dt(label), html.Dd(_lines(said)))],
            className="facts",
        )
    if isinstance(part, Table):
        return table(part, "is-chosen" if key in ("decision", "deviation") else "is-listed")
    if isinstance(part, Items):
        return html.Ul([html.Li(one) for one in part.said])
    return html.Div([html.P(_lines(one)) for one in part.said], className="said-of-it")


def _lines(said: str) -> list[str | Component]:
    parts: list[str | Component] = []
    for place, line in enumerate(said.split("\n")):
        parts += [html.Br(), line] if place else [line]
    return parts


def table(part: Table, marked: str) -> Component:
    """A table that scrolls inside itself; rows that stand out get the class ``marked``."""
    heads = [
        html.Th(said, scope="col", className="number" if column in part.numeric else "")
        for column, said in enumerate(part.heads)
    ]
    rows = [
        html.Tr(
            [
                html.Td(_lines(said), className="number" if column in part.numeric else "")
                for column, said in enumerate(cells)
            ],
            className=marked if row in part.marked else "",
        )
        for row, cells in enumerate(part.rows)
    ]
    return html.Div(
        html.Table(
            [
                html.Caption(part.caption, className="visually-hidden"),
                html.Thead(html.Tr(heads)),
                html.Tbody(rows),
            ],
            className="plain-table record-table",
        ),
        className="wide",
        tabIndex=0,
        role="region",
        **{"aria-label": part.caption},
    )
