"""What there is and what there is not: the map of gaps with its card, and the table of coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import coverage
from dashboard.catalogue import Level
from dashboard.coverage import Coverage, Gaps, Part
from dashboard.dataset import METHOD_NAMES, Dataset, Flag, Series
from dashboard.summary import area_name, source
from dashboard.view import ALL_PROVINCES, LEVEL_WORDS, SUBJECT_OF_WOMEN, THEME, View
from dashboard.wording import indicator_name, number, percent, text
from layouts import controls, ids

PALETTE = "seq-3"  # light to dark in both colour schemes
COUNTED = (Flag.NO_DATA, Flag.TOO_FEW, Flag.SUPPRESSED)


def filters(dataset: Dataset, view: View) -> Component:
    """Province, level, indicator or theme, and year: all that the page shows follows them."""
    language = view.language
    levels = [(LEVEL_WORDS[level], text(f"level_title.{level}", language), True) for level in Level]
    years = sorted({one.year for offers in dataset.offers.values() for one in offers}, reverse=True)
    any_year = {"value": ALL_PROVINCES, "label": text("data.control.all_years", language)}
    return html.Div(
        [
            controls.province_switch(dataset, view),
            html.Div(
                controls.segmented(
                    "duzey", text("control.level", language), levels, LEVEL_WORDS[view.level]
                ),
                **{"data-testid": "level-switch"},
            ),
            _select("konu", "subject", _subjects(dataset, language), view.subject, language),
            _select(
                "veriyili",
                "year",
                [any_year, *({"value": str(one), "label": str(one)} for one in years)],
                str(view.data_year or ""),
                language,
            ),
        ],
        className="data-filters",
        role="group",
        **{"aria-label": text("data.control.label", language), "data-testid": "filters"},
    )


def _select(
    field: str, name: str, options: list[dict[str, Any]], word: str, language: str
) -> Component:
    return dmc.Select(
        id=ids.control(field),
        label=text(f"data.control.{name}", language),
        data=options,
        value=word or ALL_PROVINCES,
        allowDeselect=False,
        searchable=name == "subject",
        filter={"function": "foldedFilter"},
        maxDropdownHeight=420,
        size="sm",
        comboboxProps={"shadow": "none"},
    )


def _subjects(dataset: Dataset, language: str) -> list[dict[str, Any]]:
    """All, those on gender, themes, then the indicators of each theme."""
    known = coverage.listed(dataset)
    themes = dataset.catalogue.themes
    options: list[dict[str, Any]] = [
        {"value": ALL_PROVINCES, "label": text("data.control.all", language)},
        {"value": SUBJECT_OF_WOMEN, "label": text("data.control.women", language)},
        {
            "group": text("data.control.themes", language),
            "items": [
                {
                    "value": f"{THEME}{key}",
                    "label": text("data.control.theme", language, theme=theme.name[language]),
                }
                for key, theme in themes.items()
            ],
        },
    ]
    for key, theme in themes.items():
        items = [
            {"value": one.key, "label": one.name[language]} for one in known if one.theme == key
        ]
        if items:
            options.append({"group": theme.name[language], "items": items})
    return options


def paint(found: Gaps) -> dict[str, Any]:
    """What the map shows at first."""
    return {
        "key": f"gaps/{found.level}",
        "rule": "",
        "level": str(found.level),
        "palette": PALETTE,
        "letters": found.letters(),
    }


def painted(found: Gaps) -> dict[str, Any]:
    """What the map shows, with the number that its card tells of each area."""
    return paint(found) | {"counts": found.counts.tolist(), "total": len(found.indicators)}


def said(dataset: Dataset, view: View, found: Gaps) -> list[Component]:
    """The finding in a sentence, and what it leaves out."""
    language = view.language
    total = len(found.indicators)
    how = "none" if found.empty == found.areas else "some" if found.empty else "all"
    areas = text(f"data.unit_in.{found.level}", language, count=number(found.areas, language))
    most = int(found.counts[found.inside].max(initial=0))
    what = "what_women" if view.subject == SUBJECT_OF_WOMEN else "what"
    sentence = text(
        f"data.gaps.{how}_one" if total == 1 else f"data.gaps.{how}",
        language,
        areas=areas,
        total=number(total, language),
        empty=number(found.empty, language),
        most=number(most, language),
        what=text(f"data.gaps.{what}", language),
    )
    wide = view.level is Level.PROVINCE
    withheld = len(coverage.chosen(dataset, view.subject)) > total
    return [
        html.P(sentence, className="finding"),
        html.P(text("data.gaps.withheld", language), className="foot") if withheld else None,
        html.P(text("data.gaps.province_level", language), className="foot") if wide else None,
    ]


def legend(found: Gaps, language: str) -> list[Component]:
    """What the shades mean, with how many areas have each."""
    shades = [found.shade(int(one)) for one in found.counts[found.inside]]
    entries = [("none", text("data.gaps.zero", language), shades.count(0))]
    for shade in range(1, coverage.SHADES + 1):
        span = found.span(shade)
        if span:
            key = "single" if span[0] == span[1] else "span"
            label = text(f"data.gaps.{key}", language, low=span[0], high=span[1])
            entries.append((str(shade - 1), label, shades.count(shade)))
    return [
        html.P(text("data.gaps.legend", language), className="legend-dark"),
        html.Div(
            [
                html.Span(
                    [
                        html.Span(className="swatch", **{"data-class": letter}),
                        html.Span(label),
                        html.Strong(number(count, language)),
                    ],
                    className="legend-count",
                )
                for letter, label, count in entries
            ],
            className="legend-counts",
            **{"data-palette": PALETTE},
        ),
    ]


def card(dataset: Dataset, view: View, found: Gaps) -> list[Component]:
    """The selected area by indicator; where none is selected, the districts in view."""
    if view.selected:
        return _area(dataset, view)
    return _districts(dataset, view, found)


def _area(dataset: Dataset, view: View) -> list[Component]:
    language = view.language
    rows = coverage.parts(dataset, view, view.selected)
    valued = sum(one.valued > 0 for one in rows)
    return [
        html.Div(
            [
                html.H3(area_name(dataset, view.selected)),
                html.Button(
                    text("data.gaps.back", language),
                    className="text-button",
                    **{"data-select": ""},
                ),
            ],
            className="gaps-head",
        ),
        html.P(
            text(
                "data.gaps.has",
                language,
                total=number(len(rows), language),
                valued=number(valued, language),
            )
        ),
        html.Ul([_part(one, language) for one in rows], className="gaps-parts"),
    ]


def _part(one: Part, language: str) -> Component:
    name = indicator_name(one.indicator, one.indicator.default_group, language)
    share = one.valued / one.areas if one.areas else 0.0
    if one.areas > 1:
        state = text(
            "data.gaps.part",
            language,
            valued=number(one.valued, language),
            total=number(one.areas, language),
        )
    else:
        state = text("data.gaps.whole" if one.valued else f"flag.{one.flag.name.lower()}", language)
    return html.Li(
        [html.Span(name), html.Small(state), _bar(share)],
        className="" if one.valued else "is-empty",
    )


def _bar(share: float) -> Component:
    return html.Span(className="share-bar", style={"--w": f"{share:.4f}"})


def _districts(dataset: Dataset, view: View, found: Gaps) -> list[Component]:
    language = view.language
    return [
        html.H3(text("data.gaps.districts", language)),
        html.P(text(f"data.gaps.districts_{found.level}", language), className="foot"),
        html.Table(
            [
                html.Thead(
                    html.Tr(
                        [
                            html.Th(text("level_title.district", language), scope="col"),
                            html.Th(
                                text("data.gaps.share", language), scope="col", className="number"
                            ),
                        ]
                    ),
                    className="visually-hidden",
                ),
                html.Tbody(
                    [
                        html.Tr(
                            [
                                html.Th(
                                    html.Button(
                                        str(dataset.area(area)["name"]),
                                        className="area-button",
                                        **{"data-select": area},
                                    ),
                                    scope="row",
                                ),
                                html.Td(_bar(share), className="gaps-bar"),
                                html.Td(percent(share, language), className="number"),
                            ],
                            **{"data-area": area},
                        )
                        for area, share in coverage.shares(dataset, found)
                    ]
                ),
            ],
            className="gaps-districts",
        ),
    ]


def table(dataset: Dataset, view: View) -> list[Component]:
    """The release by indicator, group and year; a body of rows per theme."""
    language = view.language
    rows = coverage.coverage(dataset, view)
    heads = ["indicator", "group", "valued", "no_data", "too_few", "suppressed", "areas"]
    heads += ["method", "source"]
    caption = text(
        "data.table.caption", language, level=text(f"level_title.{view.level}", language)
    )
    return [
        html.P(
            [
                text("data.table.count", language, count=number(len(rows), language)) + ". ",
                text("data.table.note", language),
            ],
            className="foot",
        ),
        html.Div(
            html.Table(
                [
                    html.Caption(caption, className="visually-hidden"),
                    html.Thead(
                        html.Tr(
                            [
                                html.Th(
                                    text(f"data.table.{head}", language),
                                    scope="col",
                                    className="number" if 2 <= place <= 6 else "",
                                )
                                for place, head in enumerate(heads)
                            ]
                        )
                    ),
                    *(
                        _theme(dataset, view, theme, list(of_theme))
                        for theme, of_theme in groupby(rows, lambda one: one.indicator.theme)
                    ),
                ],
                className="plain-table coverage-table",
                **{"data-testid": "coverage"},
            ),
            className="wide tall",
            tabIndex=0,
            role="region",
            **{"aria-label": caption},
        ),
    ]


def _theme(dataset: Dataset, view: View, theme: str, rows: Sequence[Coverage]) -> Component:
    name = dataset.catalogue.themes[theme].name[view.language]
    return html.Tbody(
        [
            html.Tr(html.Th(name, colSpan=9, scope="rowgroup"), className="theme-row"),
            *(_row(dataset, view, one) for one in rows),
        ]
    )


def _row(dataset: Dataset, view: View, one: Coverage) -> Component:
    language, indicator = view.language, one.indicator
    name: str | Component = indicator.name[language]
    series = Series(indicator.key, one.group, one.year, one.level)
    if one.year:
        shown = replace(view, series=series, span=None, rule=None)
        name = html.A(name, href=f"/?{shown.to_query()}")
    made = [text(f"data.method.{METHOD_NAMES[method]}", language) for method in one.methods]
    said_source = source(dataset, series, language) if one.year else indicator.publisher[language]
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(_group_and_year(one, language)),
            html.Td(
                [number(one.valued, language), _bar(one.valued / one.areas if one.areas else 0)],
                className="number",
            ),
            *(html.Td(number(one.counts[flag], language), className="number") for flag in COUNTED),
            html.Td(number(one.areas, language), className="number"),
            html.Td(", ".join(made)),
            html.Td(said_source, className="coverage-source"),
        ],
        className="" if one.year else "is-empty",
        **{"data-series": series.key if one.year else indicator.key},
    )


def _group_and_year(one: Coverage, language: str) -> list[Component | str]:
    if not one.year:
        return [text("data.table.nothing", language)]
    said: list[Component | str] = [f"{text(f'group.{one.group}', language)}, {one.year}"]
    if one.age:
        many = "age" if one.age == 1 else "age_many"
        said.append(
            html.Small(text(f"data.table.{many}", language, years=one.age), className="age")
        )
    return said
