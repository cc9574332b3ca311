"""Veri: what the release holds and what it lacks, files to download, sources, and how to cite."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import coverage as counting
from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.view import SUBJECT_OF_WOMEN, Parsed, View
from dashboard.wording import enumerated, in_language, indicator_name, number, text
from layouts import about, area_map, controls, coverage, data_files, ids
from layouts.markup import Markup
from layouts.release_notice import release_notice

PATH = "/veri"
# sections by the words of their headings, and their anchors
ANCHORS = {
    "gaps": "bosluk",
    "coverage": "kapsam",
    "states": "degersiz",
    "downloads": "indir",
    "sources": "kaynaklar",
    "reports": "kalite",
    "log": "surumler",
    "citation": "alintila",
}
REPORTS = "/kalite"
STATES = (("none", "no_data"), ("few", "too_few"), ("suppressed", "suppressed"))


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view, language = parsed.view, parsed.view.language
    return [
        *controls.held_stores(view),
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
                    [
                        text("data.intro", language),
                        html.Small(f" {text('data.release', language)}: {dataset.release.key}"),
                    ]
                ),
                *_demonstration(dataset, language),
                _facts(dataset, language),
                _finding(dataset, view),
                _contents(language),
                *_gaps(dataset, view),
                *_section("coverage", language),
                html.Div(Markup(coverage.table(dataset, view)), id=ids.COVERAGE),
                *_section("states", language),
                *_states(language),
                *_section("downloads", language),
                html.Div(Markup(data_files.files(dataset, view)), id=ids.FILES),
                *_section("sources", language),
                html.P(text("data.sources_note", language)),
                _sources(dataset, language),
                html.H3(text("data.joined", language)),
                data_files.joined(dataset, language),
                *_section("reports", language),
                html.P(text("data.reports_note", language)),
                _reports(dataset, language),
                *_section("log", language),
                data_files.log(dataset, language),
                *_section("citation", language),
                *data_files.citation(dataset, language, date.today()),
            ],
            className="article",
        ),
    ]


def panels(dataset: Dataset, view: View) -> list[Any]:
    """What the map shows, then the parts that follow the view, in the order of
    ``callbacks.data.PANELS``."""
    found = counting.gaps(dataset, view)
    return [
        coverage.painted(found),
        Markup(coverage.said(dataset, view, found)),
        Markup(coverage.legend(found, view.language)),
        Markup(coverage.card(dataset, view, found)),
        Markup(coverage.table(dataset, view)),
        Markup(data_files.files(dataset, view)),
    ]


def constants(_dataset: Dataset, parsed: Parsed) -> dict[str, Any]:
    """For the browser: which card the map shows, and its words."""
    language = parsed.view.language
    return {
        "card": "gaps",
        "gapsWords": {
            "hover": text("data.gaps.hover", language),
            "unvalued": text("data.gaps.unvalued", language),
        },
    }


def _demonstration(dataset: Dataset, language: str) -> list[Component]:
    if not dataset.release.demonstration:
        return []
    return [
        html.Details(
            [
                html.Summary(text("data.demonstration_title", language)),
                html.P(text("data.demonstration", language)),
            ],
            open=True,
            className="fold",
        )
    ]


def _facts(dataset: Dataset, language: str) -> Component:
    """The numbers first."""
    listed = counting.listed(dataset)
    women = counting.chosen(dataset, SUBJECT_OF_WOMEN)
    valued = counting.counts_by_level(dataset, listed)
    of_women = counting.counts_by_level(dataset, women)
    anywhere = sum(one.key in dataset.offers for one in listed)
    areas = {
        level: int(dataset.countable(level, dataset.release.provinces).sum()) for level in Level
    }
    facts = [
        (number(anywhere, language), "indicators", {"total": number(len(listed), language)}),
        *(
            (
                number(valued[level], language),
                str(level),
                {"women": number(of_women[level], language)},
            )
            for level in (Level.NEIGHBOURHOOD, Level.DISTRICT)
        ),
        (
            number(areas[Level.NEIGHBOURHOOD], language),
            "areas",
            {"districts": number(areas[Level.DISTRICT], language)},
        ),
        (str(dataset.newest_year), "year", {}),
    ]
    return html.Ul(
        [
            html.Li([html.Strong(figure), html.Span(text(f"data.facts.{key}", language, **more))])
            for figure, key, more in facts
        ],
        className="data-facts",
    )


def _finding(dataset: Dataset, view: View) -> Component:
    """Whether neighbourhoods have any indicator on gender, and which tables would change that."""
    language, level = view.language, Level.NEIGHBOURHOOD
    women = counting.chosen(dataset, SUBJECT_OF_WOMEN)
    valued = counting.counts_by_level(dataset, women)[level]
    areas = int(dataset.countable(level, dataset.release.provinces).sum())
    said = text(
        "data.finding.some" if valued else "data.finding.none",
        language,
        total=number(len(women) if valued else areas, language),
        valued=number(valued, language),
    )
    if valued and dataset.release.demonstration:
        said += " " + text("data.finding.demonstration", language)
    return html.Section(
        [
            html.P(said, className="finding"),
            html.A(
                text("data.finding.show", language),
                href=f"#{ANCHORS['gaps']}",
                className="outline-button",
                **{"data-choose": "konu", "data-word": SUBJECT_OF_WOMEN},
            ),
            _obstacles(dataset, valued, language),
        ],
        className="data-finding",
        **{"data-testid": "finding"},
    )


def _obstacles(dataset: Dataset, valued: int, language: str) -> Component | None:
    found = counting.obstacles(dataset, Level.NEIGHBOURHOOD)
    if not found:
        return None
    title = text("data.finding.what_some" if valued else "data.finding.what", language)
    parts: list[Component] = [html.Summary(title)]
    for obstacle, indicators in found.items():
        by_publisher: dict[str, list[str]] = {}
        for one in indicators:
            name = indicator_name(one, one.default_group, language)
            by_publisher.setdefault(one.publisher[language], []).append(name)
        parts += [
            html.H3(text(f"data.obstacle.{obstacle}", language)),
            html.Ul(
                [
                    html.Li([html.Strong(publisher), ": ", enumerated(names, language)])
                    for publisher, names in by_publisher.items()
                ]
            ),
        ]
    return html.Details(parts, open=not valued, className="fold")


def _contents(language: str) -> Component:
    return html.Nav(
        html.Ul(
            [
                html.Li(html.A(text(f"data.section.{section}", language), href=f"#{anchor}"))
                for section, anchor in ANCHORS.items()
            ]
        ),
        className="contents",
        **{"aria-label": text("data.contents", language)},
    )


def _section(name: str, language: str) -> list[Component]:
    return [html.H2(text(f"data.section.{name}", language), id=ANCHORS[name], tabIndex=-1)]


def _gaps(dataset: Dataset, view: View) -> list[Component]:
    language = view.language
    found = counting.gaps(dataset, view)
    return [
        *_section("gaps", language),
        html.P(text("data.gaps.intro", language)),
        coverage.filters(dataset, view),
        html.Div(Markup(coverage.said(dataset, view, found)), id=ids.GAPS_SAID, role="status"),
        dcc.Store(id=ids.GAPS, data=coverage.painted(found)),
        dcc.Store(id=ids.GAPS_PAINTED),
        html.Div(
            [
                html.Div(
                    [
                        html.Div(
                            area_map.area_map(dataset, view, coverage.paint(found), wheel=False),
                            className="map-holder",
                        ),
                        html.Div(
                            Markup(coverage.legend(found, language)),
                            id=ids.GAPS_LEGEND,
                            className="legend gaps-legend",
                            **{"data-testid": "legend"},
                        ),
                    ],
                    className="gaps-map",
                ),
                html.Div(
                    Markup(coverage.card(dataset, view, found)),
                    id=ids.GAPS_CARD,
                    className="gaps-card",
                    tabIndex=0,
                    role="region",
                    **{
                        "aria-label": text("data.gaps.districts", language),
                        "data-testid": "area-card",
                    },
                ),
            ],
            className="gaps",
        ),
    ]


def _states(language: str) -> list[Component]:
    return [
        html.P(text("data.states", language)),
        html.Dl(
            [
                part
                for swatch, state in STATES
                for part in (
                    html.Dt(
                        html.Span(
                            [
                                html.Span(className="swatch", **{"data-class": swatch}),
                                text(f"flag.{state}", language),
                            ],
                            className="legend-count",
                        )
                    ),
                    html.Dd(text(f"data.state_{state}", language)),
                )
            ],
            className="states",
        ),
    ]


def _sources(dataset: Dataset, language: str) -> Component:
    heads = [text(f"data.{key}", language) for key in ("source", "publisher", "year", "licence")]
    rows: list[list[Any]] = []
    for one in dataset.release.manifest["sources"].values():
        title = in_language(one["title"], language)
        rows.append(
            [
                html.A(title, href=one["address"], rel="noopener") if one["address"] else title,
                *(in_language(one[part], language) for part in ("publisher", "year", "licence")),
            ]
        )
    return data_files.table(heads, rows)


def _reports(dataset: Dataset, language: str) -> Component:
    suffix = "" if language == "tr" else f"&dil={language}"
    names = dataset.release.manifest["provinces"]
    return html.Ul(
        [
            html.Li(
                [
                    html.A(str(names[key]["name"]), href=f"{REPORTS}?il={key}{suffix}"),
                    " · ",
                    html.A(
                        text("data.report_raw", language), href=f"/quality/{key}.md", download=""
                    ),
                ]
            )
            for key in dataset.release.provinces
        ],
        className="links",
    )
