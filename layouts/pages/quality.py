"""The quality report of a province as a page: what did not join, what was repaired and why."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.release import QUALITY_REPORT
from dashboard.summary import province_name
from dashboard.view import Parsed
from dashboard.wording import text
from layouts import about
from layouts.footing import page_address
from layouts.markdown import components
from layouts.markup import Markup

PATH = "/kalite"
DATA = "/veri"


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The report of the province in view; where all are in view, a choice."""
    view, language = parsed.view, parsed.view.language
    provinces = view.provinces(dataset)
    content: list[Component] = (
        _report(dataset, provinces[0], language)
        if len(provinces) == 1
        else [
            html.H1(text("data.reports", language)),
            html.P(text("quality.choose", language)),
            reports(dataset, language),
        ]
    )
    return [
        html.Article(
            [
                html.Div(about.dropped_notice(dataset, parsed), className="notice", role="status"),
                html.P(
                    html.A(
                        text("quality.back", language),
                        href=page_address(DATA, view),
                        **{"data-page": DATA},
                    )
                ),
                *content,
            ],
            className="article",
        )
    ]


def reports(dataset: Dataset, language: str) -> Component:
    """A link to the report of each province."""
    suffix = "" if language == "tr" else f"&dil={language}"
    return html.Ul(
        [
            html.Li(html.A(province_name(dataset, one), href=f"{PATH}?il={one}{suffix}"))
            for one in dataset.release.provinces
        ],
        className="links",
    )


def _without_title(written: str) -> str:
    """The page has a title of its own."""
    first, _, rest = written.partition("\n")
    return rest if first.startswith("# ") else written


def _report(dataset: Dataset, province: str, language: str) -> list[Component]:
    written = (dataset.release.folder / province / QUALITY_REPORT).read_text("utf-8")
    name = province_name(dataset, province)
    return [
        html.H1(text("quality.title", language, province=name)),
        html.Div(Markup(components(_without_title(written))), className="report"),
        html.P(html.A(text("quality.raw", language), href=f"/quality/{province}.md")),
    ]
