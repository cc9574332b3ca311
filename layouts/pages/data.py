"""Veri: what the release holds, where it comes from, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.view import Parsed
from dashboard.wording import in_language, indicator_name, number, text
from layouts import about
from layouts.release_notice import release_notice

PATH = "/veri"


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    language = parsed.view.language
    return [
        html.Article(
            [
                html.Div(
                    [
                        *release_notice(dataset, parsed.view, PATH),
                        *about.dropped_notice(dataset, parsed),
                    ],
                    className="notice",
                    role="status",
                ),
                html.H1(text("data.title", language)),
                html.P(
                    f"{text('data.release', language)}: {dataset.release.key}", className="muted"
                ),
                *_demonstration(dataset, language),
                html.H2(text("data.coverage", language)),
                _coverage(dataset, language),
                html.H2(text("data.states_title", language)),
                html.P(text("data.states", language)),
                html.H2(text("data.sources", language)),
                _sources(dataset, language),
                *_absent(dataset, language),
                html.H2(text("data.reports", language)),
                html.Ul(
                    [
                        html.Li(html.A(_province(dataset, key), href=f"/quality/{key}.md"))
                        for key in dataset.release.provinces
                    ]
                ),
            ],
            className="article",
        )
    ]


def _demonstration(dataset: Dataset, language: str) -> list[Component]:
    if not dataset.release.demonstration:
        return []
    return [
        html.H2(text("data.demonstration_title", language)),
        html.P(text("data.demonstration", language)),
    ]


def _province(dataset: Dataset, key: str) -> str:
    return str(dataset.release.manifest["provinces"][key]["name"])


def _table(heads: list[str], rows: list[list[Any]]) -> Component:
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows]),
            ],
            className="plain-table",
        ),
        className="wide",
        tabIndex=0,
        role="region",
        **{"aria-label": heads[0]},
    )


def _coverage(dataset: Dataset, language: str) -> Component:
    heads = [text(f"data.{key}", language) for key in ("province", "areas", "residents")]
    rows = []
    for key in dataset.release.provinces:
        entry = dataset.release.manifest["provinces"][key]
        counts, residents = entry["counts"], entry["residents"]
        areas = ", ".join(
            f"{number(counts[level], language)} {text(f'level_many.{level}', language)}"
            for level in ("neighbourhood", "district")
        )
        joined = number(residents["joined"] / residents["total"] * 100, language, 2)
        share = text("unit.percent.amount", language).format(joined)
        total = f"{number(residents['joined'], language)} / {number(residents['total'], language)}"
        rows.append([entry["name"], areas, f"{total} ({share})"])
    return _table(heads, rows)


def _sources(dataset: Dataset, language: str) -> Component:
    heads = [text(f"data.{key}", language) for key in ("source", "publisher", "year", "licence")]
    rows = [
        [
            in_language(source.get(part, ""), language)
            for part in ("title", "publisher", "year", "licence")
        ]
        for source in dataset.release.manifest["sources"].values()
    ]
    return _table(heads, rows)


def _absent(dataset: Dataset, language: str) -> list[Component]:
    absent = [one for one in dataset.catalogue.in_use if one.key not in dataset.offers]
    if not absent or dataset.release.demonstration:
        return []
    items = [
        html.Li(f"{indicator_name(one, one.default_group, language)} ({one.publisher[language]})")
        for one in absent
        if not one.invented
    ]
    return [
        html.H2(text("data.absent_title", language)),
        html.P(text("data.absent", language)),
        html.Ul(items),
    ]
