"""Karşılaştır: areas side by side, in numbers, in words and on two linked maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.catalogue import Group, Indicator, Level, Unit
from dashboard.comparison import (
    ACHIEVEMENT,
    LETTERS,
    OUT_OF_100,
    Cell,
    Entry,
    Line,
    Outcome,
    cell,
    compared_areas,
    compared_indicators,
    compared_level,
    comparison,
    marks,
    standings,
)
from dashboard.dataset import Dataset, Flag
from dashboard.places import sort_key
from dashboard.summary import (
    area_name,
    province_name,
    source,
    standing_sentence,
    subtitle,
    title,
    written,
)
from dashboard.view import MOST_COMPARED, MOST_INDICATORS, Parsed, View
from dashboard.wording import figure, indicator_name, number, text, unit_name
from layouts import about, area_map, controls, downloads, ids, projector
from layouts import legend as legend_layout
from layouts.distribution import chart_and_table
from layouts.markup import Markup
from layouts.release_notice import release_notice
from layouts.search import UNTOUCHED

PATH = "/karsilastir"


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view = parsed.view
    language = view.language
    first = area_map.paint(dataset, view)
    return [
        *controls.held_stores(
            view, without=("gostergeler",), karsi=",".join(compared_areas(dataset, view))
        ),
        dcc.Store(id=ids.COMPARED_PLACES),
        html.H1(text("compare.title", language), className="visually-hidden"),
        html.Div(
            [
                html.Div(Markup(chosen(dataset, view)), id=ids.COMPARED, className="compared"),
                _adder(language),
                _indicator_select(dataset, view),
            ],
            className="compare-head",
        ),
        html.Div(
            [
                *release_notice(dataset, parsed.view, PATH),
                *about.dropped_notice(dataset, parsed),
            ],
            className="notice",
            role="status",
        ),
        html.Div(
            [
                html.Section(
                    [
                        _map_head(first, language),
                        html.Div(
                            controls.series_controls(dataset, view),
                            id=ids.SERIES_CONTROLS_COMPARE,
                            className="compare-controls",
                        ),
                        area_map.twin_maps(dataset, view, first, twin_names(dataset, view)),
                        html.Div(
                            Markup(legend_layout.legend_block(dataset, view, marks(dataset, view))),
                            id=ids.LEGEND_COMPARE,
                            className="legend",
                            **{"data-testid": "legend"},
                        ),
                    ],
                    className="centre",
                    **{"aria-label": text("map.section", language)},
                ),
                html.Section(
                    [
                        html.Div(
                            Markup(table(dataset, view)),
                            id=ids.COMPARE,
                            **{"data-testid": "compare"},
                        ),
                        html.Div(distribution(dataset, view), id=ids.STRIPS_COMPARE),
                        projector.code(language),
                    ],
                    className="compare-values",
                    **{"aria-label": text("compare.values", language)},
                ),
            ],
            className="compare",
        ),
        downloads.dialog(dataset, view, "comparison"),
    ]


def panels(dataset: Dataset, view: View) -> list[Any]:
    """Where the compared areas stand, then the parts that follow the view, in the order of
    ``callbacks.compare.PANELS``."""
    return [
        area_map.places(dataset, compared_areas(dataset, view)),
        *twin_names(dataset, view),
        Markup(chosen(dataset, view)),
        controls.series_controls(dataset, view),
        Markup(legend_layout.legend_block(dataset, view, marks(dataset, view))),
        Markup(table(dataset, view)),
        distribution(dataset, view),
    ]


def twin_names(dataset: Dataset, view: View) -> list[Component | None]:
    """Over each of the two maps: the area it is about, its value, and what that is."""
    areas = compared_areas(dataset, view)
    return [
        Markup(_twin_name(dataset, view, areas[place], place)) if place < len(areas) else None
        for place in (0, 1)
    ]


def _twin_name(dataset: Dataset, view: View, area: str, place: int) -> list[Component]:
    found = cell(dataset, view.series, area, str(view.series.group), view.reference)
    parts = [
        _letter(place),
        html.Strong(area_name(dataset, area)),
        html.Span(written(dataset, view.series, area, view.language)),
    ]
    if found.outcome is not Outcome.NOT_COMPARED:
        parts.append(tag(found.outcome, view.language))
    return parts


def _map_head(first: Mapping[str, Any], language: str) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.H2(first["title"], id=ids.MAP_TITLE),
                    html.P(first["subtitle"], id=ids.MAP_SUBTITLE),
                ],
                className="titles",
                **{"data-testid": "map-title"},
            ),
            html.Div(area_map.table_button(language), className="counts"),
        ],
        className="map-head",
    )


def chosen(dataset: Dataset, view: View) -> list[Component]:
    """The compared areas in their order, with what can be done to each, and the reference."""
    areas, language = compared_areas(dataset, view), view.language
    return [
        html.Ul(
            [_chip(dataset, view, areas, place) for place in range(len(areas))],
            className="chips",
            **{"aria-label": text("compare.chosen", language)},
        ),
        _reference(dataset, view, areas),
    ]


def _chip(dataset: Dataset, view: View, areas: tuple[str, ...], place: int) -> Component:
    language, area = view.language, areas[place]
    name = area_name(dataset, area)
    pinned = view.reference == area
    buttons = []
    if place:
        swapped = list(areas)
        swapped[place - 1], swapped[place] = area, swapped[place - 1]
        buttons.append(
            _chip_button(
                "←", "karsi", ",".join(swapped), text("compare.forward", language, name=name)
            )
        )
    buttons.append(
        _chip_button(
            text("compare.unpin" if pinned else "compare.pin", language),
            "kiyas",
            "" if pinned else area,
            text("compare.unpin_area" if pinned else "compare.pin_area", language, name=name),
            pressed=pinned,
        )
    )
    if len(areas) > 1:
        left = ",".join(one for one in areas if one != area)
        buttons.append(
            _chip_button("×", "karsi", left, text("compare.remove", language, name=name))
        )
    return html.Li(
        [_letter(place), html.Span(name, className="chip-name"), *buttons],
        className="chip is-pinned" if pinned else "chip",
        **{"data-hover": area},
    )


def _chip_button(
    shown: str, field: str, word: str, label: str, pressed: bool | None = None
) -> Component:
    state = {} if pressed is None else {"aria-pressed": "true" if pressed else "false"}
    return html.Button(
        shown,
        title=label,
        className="chip-button",
        **{"data-set": field, "data-word": word, "aria-label": label, **state},
    )


def _letter(place: int) -> Component:
    return html.Span(LETTERS[place], className="letter")


def _reference(dataset: Dataset, view: View, areas: tuple[str, ...]) -> Component:
    language = view.language
    options = [("", text("compare.own_province", language))]
    options += [(key, province_name(dataset, key)) for key in dataset.release.provinces]
    options += [
        (area, f"{LETTERS[place]} {_name(dataset, area)}") for place, area in enumerate(areas)
    ]
    return html.Label(
        [
            html.Span(text("compare.reference", language)),
            html.Select(
                [
                    html.Option(name, value=word, selected=word == view.reference)
                    for word, name in options
                ],
                className="native-select",
                **{
                    "data-control": "kiyas",
                    "aria-label": text("compare.reference_label", language),
                },
            ),
        ],
        className="reference",
    )


def _adder(language: str) -> Component:
    return dmc.Select(
        id=ids.ADD_COMPARED,
        placeholder=text("compare.add", language),
        **UNTOUCHED,
        data=[],
        searchable=True,
        filter={"function": "showAll"},
        nothingFoundMessage=text("search.nothing", language),
        comboboxProps={"shadow": "none"},
        className="compare-adder",
        **{"aria-label": text("compare.add_label", language)},
    )


def additions(dataset: Dataset, view: View) -> list[dict[str, Any]]:
    """What can be added before anything is typed: the districts, or the siblings of a compared
    neighbourhood."""
    areas = compared_areas(dataset, view)
    if compared_level(dataset, view) is Level.NEIGHBOURHOOD:
        parents = list(dict.fromkeys(dataset.parent(one) for one in areas))
        level, column = Level.NEIGHBOURHOOD, "district"
    else:
        parents, level, column = list(dataset.release.provinces), Level.DISTRICT, "province"
    rows = dataset.areas(level)
    groups = []
    for parent in parents:
        inside = rows[(rows[column] == parent) & ~rows["id"].isin(areas)]
        named = sorted(
            zip(inside["name"], inside["id"], strict=True), key=lambda row: sort_key(row[0])
        )
        items = [{"value": key, "label": name} for name, key in named]
        groups.append({"group": _name(dataset, parent), "items": items})
    return groups


def _default_name(indicator: Indicator, language: str) -> str:
    return indicator_name(indicator, indicator.default_group, language)


def _indicator_select(dataset: Dataset, view: View) -> Component:
    language = view.language
    return html.Details(
        [
            html.Summary(text("compare.indicators", language), className="outline-button"),
            dmc.MultiSelect(
                id=ids.control("gostergeler"),
                label=text("compare.indicators_label", language, most=MOST_INDICATORS),
                data=controls.indicator_options(dataset, language, _default_name),
                value=list(compared_indicators(dataset, view)),
                maxValues=MOST_INDICATORS,
                searchable=True,
                hidePickedOptions=True,
                comboboxProps={"shadow": "none"},
                filter={"function": "foldedFilter"},
            ),
        ],
        className="compare-indicators",
    )


def table(dataset: Dataset, view: View) -> list[Component]:
    """What the comparison says in one sentence, then indicator by indicator."""
    language = view.language
    entries = comparison(dataset, view)
    if not entries:
        return [html.P(text("compare.no_indicator", language), className="empty")]
    return [
        html.Div(
            [
                html.H2(standing_sentence(dataset, view, standings(dataset, entries))),
                downloads.button(language),
            ],
            className="compare-said",
        ),
        html.Div(
            html.Table(
                [
                    html.Caption(text("compare.caption", language), className="visually-hidden"),
                    html.Thead(_heads(dataset, view, entries[0].main)),
                    *(_entry(dataset, view, entry) for entry in entries),
                ],
                className="compare-table",
            ),
            className="wide",
            tabIndex=0,
            role="region",
            **{"aria-label": text("compare.caption", language), "data-table": "map"},
        ),
        html.P(
            [
                f"{text('compare.rule_short', language)} {text('compare.rule', language)} ",
                html.Span(text("compare.row", language), className="on-screen"),
            ],
            className="foot compare-rule",
        ),
    ]


def _heads(dataset: Dataset, view: View, line: Line) -> Component:
    heads = [
        html.Th(
            [_letter(place), html.Span(_name(dataset, one.area))], scope="col", className="number"
        )
        for place, one in enumerate(line.areas)
    ]
    heads += [
        html.Th(
            [
                html.Small(text(f"level_title.{dataset.level_of(one.area)}", view.language)),
                html.Span(_name(dataset, one.area)),
            ],
            scope="col",
            className="number above",
        )
        for one in line.above
    ]
    return html.Tr([html.Th(text("compare.indicator", view.language), scope="col"), *heads])


def _entry(dataset: Dataset, view: View, entry: Entry) -> Component:
    shown = entry.main.series.indicator == view.series.indicator
    lines = [_row(dataset, view, entry.main, shown)]
    if shown:
        others = (line for line in entry.measures if line.measure != entry.main.measure)
        lines += [_measure_row(dataset, view, line) for line in others]
    return html.Tbody(lines, className="is-selected" if shown else "")


def _row(dataset: Dataset, view: View, line: Line, shown: bool) -> Component:
    language, series = view.language, line.series
    indicator = dataset.indicator(series)
    unit = unit_name(indicator, series.group, language)
    note = f"{text(f'measure.{line.measure}', language)} · {unit} · {series.year}"
    if not dataset.has(series):
        note = text(f"level_absent.{series.level}", language)
    return html.Tr(
        [
            html.Th(
                html.Button(
                    [
                        html.Span(indicator_name(indicator, series.group, language)),
                        html.Small(note),
                    ],
                    className="area-button",
                    **{
                        "data-indicator": series.indicator,
                        "aria-pressed": "true" if shown else "false",
                    },
                ),
                scope="row",
            ),
            *_cells(dataset, view, line),
        ]
    )


def _measure_row(dataset: Dataset, view: View, line: Line) -> Component:
    return html.Tr(
        [
            html.Th(
                [
                    html.I(className=f"dot dot-{line.measure}"),
                    text(f"measure.{line.measure}", view.language),
                ],
                scope="row",
            ),
            *_cells(dataset, view, line),
        ],
        className="measure",
    )


def _cells(dataset: Dataset, view: View, line: Line) -> list[Component]:
    return [
        html.Td(_written(dataset, view, line, one), className="number" + aside)
        for cells, aside in ((line.areas, ""), (line.above, " above"))
        for one in cells
    ]


def _written(dataset: Dataset, view: View, line: Line, cell: Cell) -> list[Component]:
    language, indicator = view.language, dataset.indicator(line.series)
    if cell.flag is not Flag.OK:
        return [html.Span(text(f"flag.{cell.flag.name.lower()}", language), className="absent")]
    if line.measure in OUT_OF_100:
        return [html.Span(number(cell.value, language), className="compare-value")]
    group = Group(line.measure) if line.measure != ACHIEVEMENT else Group.TOTAL
    shown = figure(cell.value, indicator, group, language)
    found = [
        html.Span(shown, className="compare-value", title=_interval(line, cell, view, dataset))
    ]
    if cell.outcome is not Outcome.NOT_COMPARED:
        found.append(tag(cell.outcome, language))
    return found


def _interval(line: Line, cell: Cell, view: View, dataset: Dataset) -> str | None:
    indicator = dataset.indicator(line.series)
    if indicator.unit is Unit.YES_NO:
        return None
    low, high = (number(one, view.language, indicator.digits + 1) for one in (cell.low, cell.high))
    return text("compare.interval", view.language, low=low, high=high)


def tag(outcome: Outcome, language: str) -> Component:
    """An outcome in words; its colour says the same again."""
    return html.Span(text(f"outcome.{outcome}", language), className=f"tag tag-{outcome}")


def _name(dataset: Dataset, area: str) -> str:
    return str(dataset.area(area)["name"])


def distribution(dataset: Dataset, view: View) -> list[Component]:
    """The neighbourhoods of the compared districts on one axis."""
    language, series = view.language, view.series
    areas = list(compared_areas(dataset, view))
    if compared_level(dataset, view) is Level.NEIGHBOURHOOD:
        areas = list(dict.fromkeys(dataset.parent(one) for one in areas))
    at_districts = replace(view, series=replace(series, level=Level.DISTRICT), span=None)
    fine = replace(series, level=Level.NEIGHBOURHOOD)
    if not dataset.has(at_districts.series) and not dataset.has(fine):
        return []
    return [
        html.H2(text("compare.distribution", language)),
        html.P(
            " · ".join(
                (
                    title(dataset, series, language),
                    subtitle(dataset, at_districts.series, language),
                )
            ),
            className="muted",
        ),
        *chart_and_table(dataset, at_districts, areas, "compare"),
        html.P(
            text("compare.strips" if dataset.has(fine) else "compare.no_dots", language),
            className="foot",
        ),
        html.P(
            f"{text('about.source', language)}: {source(dataset, series, language)}",
            className="foot",
        ),
    ]


def constants(dataset: Dataset, parsed: Parsed) -> dict[str, Any]:
    """For the browser: what is compared at first."""
    return {
        "comparedAtFirst": area_map.places(dataset, compared_areas(dataset, parsed.view)),
        "indicatorsAtFirst": list(compared_indicators(dataset, parsed.view)),
        "mostCompared": {str(level): most for level, most in MOST_COMPARED.items()},
    }
