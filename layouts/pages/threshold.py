"""Eşik: which areas meet the criteria, live on the map, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag
from dashboard.legend import histogram
from dashboard.picture.words import sources
from dashboard.threshold import (
    PALETTE,
    Judged,
    Outcome,
    criterion_at,
    evaluate,
    judged_level,
    places,
    shortfall,
)
from dashboard.view import LEVEL_WORDS, MOST_CRITERIA, Operator, Parsed, View
from dashboard.wording import amount, group_and_unit, indicator_name, number, text
from layouts import about, area_map, controls, downloads, ids
from layouts.markup import Markup

PATH = "/esik"
BARS = 24
SHOWN = 60


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view = parsed.view
    outcome = evaluate(dataset, view)
    first = paint(outcome)
    return [
        *controls.held_stores(view, without=("enaz",), esik=criteria_word(outcome)),
        dcc.Store(id=ids.JUDGED),
        dcc.Store(id=ids.CRITERIA_DRAWN, data=structure(criteria_word(outcome), outcome.level)),
        html.Aside(
            [
                html.Div(
                    [
                        html.H1(text("threshold.title", view.language)),
                        html.P(text("threshold.help", view.language), className="foot"),
                    ],
                    className="section",
                ),
                html.Div(
                    [controls.province_switch(dataset, view), _level(view)],
                    className="section controls",
                ),
                html.Div(
                    criteria_controls(dataset, view, outcome),
                    id=ids.THRESHOLDS,
                ),
                html.Div(_adder(dataset, view), className="section"),
                html.P(
                    [
                        html.Strong(text("threshold.caution", view.language)),
                        html.Span(text("threshold.caution_why", view.language)),
                    ],
                    className="caution",
                ),
            ],
            className="left",
            **{"aria-label": text("threshold.controls", view.language)},
        ),
        html.Section(
            [
                html.Div(
                    Markup(head(view, outcome)), id=ids.COUNTS_THRESHOLD, className="map-head"
                ),
                html.Div(
                    about.dropped_notice(dataset, parsed),
                    className="notice",
                    role="status",
                ),
                html.Div(area_map.area_map(dataset, view, first), className="map-holder"),
                html.Div(
                    Markup(legend(outcome, view.language)),
                    id=ids.LEGEND_THRESHOLD,
                    className="legend threshold-legend",
                    **{"data-testid": "legend"},
                ),
            ],
            className="centre",
            **{"aria-label": text("map.section", view.language)},
        ),
        html.Aside(
            html.Div(
                Markup(lists(dataset, view, outcome)),
                id=ids.THRESHOLD_LIST,
                **{"data-testid": "threshold-list"},
            ),
            className="right",
            **{"aria-label": text("threshold.lists", view.language)},
        ),
        downloads.dialog(dataset, view, "threshold"),
    ]


def criteria_word(outcome: Outcome) -> str:
    """The criteria as they stand in the address."""
    return ",".join(one.criterion.to_word() for one in outcome.judged)


def paint(outcome: Outcome) -> dict[str, Any]:
    """What the map shows: how many criteria each area meets."""
    return {
        "key": f"threshold/{criteria_word(outcome)}/{outcome.needed}/{outcome.level}",
        "rule": "",
        "level": str(outcome.level),
        "palette": PALETTE,
        "letters": outcome.letters(),
    }


def _level(view: View) -> Component:
    options = [
        (LEVEL_WORDS[level], text(f"level_title.{level}", view.language), True)
        for level in (Level.NEIGHBOURHOOD, Level.DISTRICT)
    ]
    label = text("control.level", view.language)
    return html.Div(
        controls.segmented("duzey", label, options, LEVEL_WORDS[judged_level(view)]),
        **{"data-testid": "level-switch"},
    )


def criteria_controls(dataset: Dataset, view: View, outcome: Outcome) -> list[Component]:
    """How many criteria are needed, then a block per criterion."""
    count = len(outcome.judged)
    options = [
        (
            str(needed) if needed < count else "0",
            text("threshold.all", view.language)
            if needed == count
            else text("threshold.at_least", view.language, needed=needed, count=count),
            True,
        )
        for needed in range(count, 0, -1)
    ]
    needed = str(outcome.needed) if outcome.needed < count else "0"
    switch = controls.segmented(
        "enaz", text("threshold.needed", view.language), options, needed, True
    )
    return [
        html.Div(switch, className="section controls") if count > 1 else None,
        *(_block(dataset, view, outcome, place) for place in range(count)),
    ]


def _block(dataset: Dataset, view: View, outcome: Outcome, place: int) -> Component:
    judged, language = outcome.judged[place], view.language
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    name = indicator_name(indicator, judged.criterion.group, language)
    return html.Div(
        [
            html.Div(
                [
                    html.H2(name),
                    html.Button(
                        "×",
                        className="icon-button close",
                        title=text("threshold.remove", language, name=name),
                        **{
                            "data-remove-criterion": str(place),
                            "aria-label": text("threshold.remove", language, name=name),
                        },
                    )
                    if len(outcome.judged) > 1
                    else None,
                ],
                className="criterion-head",
            ),
            html.P(group_and_unit(indicator, judged.criterion.group, language), className="muted"),
            _slider(dataset, view, outcome, place)
            if judged.series
            else html.P(text(f"threshold.not_at.{outcome.level}", language), className="foot"),
        ],
        className="section criterion",
        **{"data-testid": "criterion"},
    )


def _slider(dataset: Dataset, view: View, outcome: Outcome, place: int) -> Component:
    judged, language = outcome.judged[place], view.language
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    low, high, step = _range(dataset, judged)
    name = indicator_name(indicator, judged.criterion.group, language)
    return html.Div(
        [
            html.Div(
                [
                    dmc.SegmentedControl(
                        id=ids.criterion("operator", place),
                        data=[
                            {"value": str(one), "label": text(f"operator.{one}", language)}
                            for one in Operator
                        ],
                        value=str(judged.criterion.operator),
                        size="xs",
                        **{"aria-label": text("threshold.operator", language, name=name)},
                    ),
                    html.Span(
                        criterion_said(dataset, outcome, place, language),
                        id=ids.criterion("said", place),
                        className="criterion-said",
                    ),
                ],
                className="criterion-line",
            ),
            Markup(_bars(judged, outcome, low, high, place)),
            dmc.Slider(
                id=ids.criterion("value", place),
                min=low,
                max=high,
                step=step,
                value=min(max(judged.criterion.value, low), high),
                label=None,
                updatemode="drag",
                inverted=judged.criterion.operator is Operator.AT_LEAST,
                thumbLabel=text("threshold.slider", language, name=name),
            ),
            html.Div(
                [
                    html.Span(amount(low, indicator, judged.criterion.group, language)),
                    html.Span(amount(high, indicator, judged.criterion.group, language)),
                ],
                className="criterion-ends",
            ),
        ]
    )


def _range(dataset: Dataset, judged: Judged) -> tuple[float, float, float]:
    """Ends of the slider over both provinces, and its step: a published digit or coarser."""
    digits = dataset.catalogue.indicators[judged.criterion.indicator].digits
    known = judged.values[judged.known]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    step = 10.0**-digits
    while (high - low) / step > 1000:
        step *= 10
    return float(np.floor(low / step) * step), float(np.ceil(high / step) * step), step


def criterion_said(
    dataset: Dataset, outcome: Outcome, place: int, language: str
) -> list[Component]:
    """The threshold in words and how many areas meet it alone."""
    judged = outcome.judged[place]
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    count = int((judged.met & outcome.inside).sum())
    return [
        html.Strong(amount(judged.criterion.value, indicator, judged.criterion.group, language)),
        html.Span(
            text(f"threshold.meets.{outcome.level}", language, count=number(count, language))
        ),
    ]


def _bars(judged: Judged, outcome: Outcome, low: float, high: float, place: int) -> Component:
    counts = histogram(judged.values[judged.known & outcome.inside], low, high, BARS)
    tallest = max([*counts, 1])
    return html.Div(
        [html.I(style={"height": f"{count / tallest * 100:.1f}%"}) for count in counts],
        className="criterion-bars",
        style={"--t": f"{(judged.criterion.value - low) / ((high - low) or 1):.4f}"},
        **{
            "aria-hidden": "true",
            "data-criterion": str(place),
            "data-operator": str(judged.criterion.operator),
            "data-ends": f"{low},{high}",
        },
    )


def _adder(dataset: Dataset, view: View) -> Component:
    language = view.language
    groups = []
    for key, theme in dataset.catalogue.themes.items():
        items = [
            {
                "value": f"{one.key}",
                "label": indicator_name(one, one.default_group, language),
            }
            for one in dataset.catalogue.of_theme(key)
            if one.key in dataset.offers
        ]
        if items:
            groups.append({"group": theme.name[language], "items": items})
    return dmc.Select(
        id=ids.ADD_CRITERION,
        label=text("threshold.add", language),
        placeholder=text("threshold.add_which", language, most=MOST_CRITERIA),
        data=groups,
        searchable=True,
        filter={"function": "foldedFilter"},
        comboboxProps={"shadow": "none"},
    )


def head(view: View, outcome: Outcome) -> list[Component]:
    """How many areas pass and how many people live there."""
    language = view.language
    count = int(outcome.passes.sum())
    people = float(outcome.people[outcome.passes].sum())
    judgeable = int((outcome.inside & ~outcome.unknown).sum())
    of_needed = (
        text("threshold.rule_all", language)
        if outcome.needed == len(outcome.judged)
        else text("threshold.rule_some", language, needed=outcome.needed, count=len(outcome.judged))
    )
    return [
        html.Div(
            [
                html.H1(
                    [
                        html.Span(number(count, language), className="count-number"),
                        text(f"threshold.pass.{outcome.level}", language, rule=of_needed),
                    ]
                ),
                html.P(
                    text(
                        f"threshold.of.{outcome.level}",
                        language,
                        judgeable=number(judgeable, language),
                        people=number(people, language),
                        who=text(f"people.{outcome.who}", language),
                    )
                ),
            ],
            className="titles",
            **{"data-testid": "map-title"},
        ),
        html.Div(
            downloads.button(language),
            className="counts",
        ),
    ]


def legend(outcome: Outcome, language: str) -> list[Component]:
    """What the colours mean, with counts."""
    every = outcome.inside & (outcome.met == len(outcome.judged))
    enough = outcome.passes & ~every
    short = outcome.fails & (outcome.met == outcome.needed - 1)
    out = outcome.fails & ~short
    entries = [
        ("3", text("threshold.legend.all", language, count=len(outcome.judged)), every),
        ("2", text("threshold.legend.enough", language, needed=outcome.needed), enough),
        ("1", text("threshold.legend.short", language), short),
        ("0", text("threshold.legend.out", language), out),
        ("none", text("threshold.legend.unknown", language), outcome.unknown),
    ]
    return [
        html.Div(
            [
                html.Span(
                    [
                        html.Span(className="swatch", **{"data-class": letter}),
                        html.Span(label),
                        html.Strong(number(int(which.sum()), language)),
                    ],
                    className="legend-count",
                )
                for letter, label, which in entries
                if letter in ("3", "0", "none") or which.any()
            ],
            className="legend-counts",
            **{"data-palette": PALETTE},
        )
    ]


def lists(dataset: Dataset, view: View, outcome: Outcome) -> list[Component]:
    """Areas that pass, with residents; then those that do not, with the criterion that failed."""
    language = view.language
    passing = places(outcome, outcome.passes)
    failing = sorted(places(outcome, outcome.fails), key=lambda place: -int(outcome.met[place]))
    return [
        html.H2(text("threshold.passing", language, count=number(len(passing), language))),
        _passing(dataset, view, outcome, passing[:SHOWN])
        if passing
        else html.P(text("threshold.nobody", language), className="empty"),
        _more(len(passing), language),
        html.H2(text("threshold.failing", language, count=number(len(failing), language))),
        _failing(dataset, view, outcome, failing[:SHOWN]),
        _more(len(failing), language),
        html.P(
            f"{text('about.source', language)}: {sources(dataset, outcome, language)}",
            className="foot list-foot",
        ),
    ]


def _more(count: int, language: str) -> Component | None:
    if count <= SHOWN:
        return None
    hidden = number(count - SHOWN, language)
    return html.P(text("threshold.more", language, count=hidden), className="foot list-foot")


def _passing(dataset: Dataset, view: View, outcome: Outcome, shown: list[int]) -> Component:
    language = view.language
    return html.Table(
        [
            html.Thead(
                html.Tr(
                    [
                        html.Th(text(f"level_title.{outcome.level}", language), scope="col"),
                        html.Th(text("threshold.criteria", language), scope="col"),
                        html.Th(
                            text(f"threshold.{outcome.who}", language),
                            scope="col",
                            className="number",
                        ),
                    ]
                )
            ),
            html.Tbody(
                [
                    html.Tr(
                        [
                            _name(dataset, outcome, place),
                            html.Td(_dots(dataset, outcome, place, language)),
                            html.Td(number(outcome.people[place], language), className="number"),
                        ],
                        **{"data-area": _id(dataset, outcome, place)},
                    )
                    for place in shown
                ]
            ),
        ],
        className="ranking passing",
    )


def _id(dataset: Dataset, outcome: Outcome, place: int) -> str:
    return str(dataset.areas(outcome.level)["id"].iloc[place])


def _name(dataset: Dataset, outcome: Outcome, place: int) -> Component:
    area = _id(dataset, outcome, place)
    above = dataset.parent(area)
    return html.Th(
        html.Button(
            [
                html.Span(str(dataset.area(area)["name"])),
                html.Small(str(dataset.area(above)["name"])),
            ],
            className="area-button",
            **{"data-select": area},
        ),
        scope="row",
    )


def _dots(dataset: Dataset, outcome: Outcome, place: int, language: str) -> Component:
    """A dot per criterion in the order of the controls: full, empty, or a dash where unknown."""
    dots, said = [], []
    for judged in outcome.judged:
        state = "unknown"
        if judged.known[place]:
            state = "met" if judged.met[place] else "not_met"
        dots.append(html.I(className=f"criterion-dot {state}"))
        indicator = dataset.catalogue.indicators[judged.criterion.indicator]
        name = indicator_name(indicator, judged.criterion.group, language)
        said.append(f"{name}: {text(f'threshold.state.{state}', language)}")
    return html.Span([*dots, html.Span("; ".join(said), className="visually-hidden")])


def _failing(dataset: Dataset, view: View, outcome: Outcome, shown: list[int]) -> Component:
    language = view.language
    return html.Table(
        [
            html.Thead(
                html.Tr(
                    [
                        html.Th(text(f"level_title.{outcome.level}", language), scope="col"),
                        html.Th(text("threshold.failed", language), scope="col"),
                    ]
                )
            ),
            html.Tbody(
                [
                    html.Tr(
                        [
                            _name(dataset, outcome, place),
                            html.Td(why_not(dataset, outcome, place, language)),
                        ],
                        **{"data-area": _id(dataset, outcome, place)},
                    )
                    for place in shown
                ]
            ),
        ],
        className="ranking failing",
    )


def why_not(dataset: Dataset, outcome: Outcome, place: int, language: str) -> list[Component]:
    """The criteria that an area misses, and by how much."""
    reasons = []
    for judged in outcome.judged:
        indicator = dataset.catalogue.indicators[judged.criterion.indicator]
        group = judged.criterion.group
        name = indicator_name(indicator, group, language)
        if not judged.known[place]:
            flag = Flag.NO_DATA
            if judged.series:
                flag = Flag(int(dataset.measured(judged.series).flags[place]))
            reasons.append(f"{name}: {text(f'flag.{flag.name.lower()}', language)}")
        elif not judged.met[place]:
            value = amount(float(judged.values[place]), indicator, group, language)
            gap = amount(shortfall(judged, place), indicator, group, language).lstrip("+")
            reasons.append(text("threshold.short", language, name=name, value=value, gap=gap))
    return [html.Small(reason) for reason in reasons]


def panels(dataset: Dataset, view: View, shown: int) -> tuple[Any, ...]:
    """Map, counts, legend, lists and the words of the ``shown`` criteria that have controls."""
    outcome, language = evaluate(dataset, view), view.language
    said = [
        criterion_said(dataset, outcome, place, language)
        for place, judged in enumerate(outcome.judged)
        if judged.series
    ]
    return (
        paint(outcome),
        Markup(head(view, outcome)),
        Markup(legend(outcome, language)),
        Markup(lists(dataset, view, outcome)),
        (said + [[]] * shown)[:shown],
    )


def constants(dataset: Dataset, parsed: Parsed) -> dict[str, Any]:
    """For the browser: the criteria at first, and what a newly added one begins with."""
    beginnings: dict[str, dict[str, str]] = {"any": {}}
    for level in (Level.NEIGHBOURHOOD, Level.DISTRICT, Level.PROVINCE):
        found = beginnings.setdefault(str(level), {})
        for key, offers in dataset.offers.items():
            group = dataset.catalogue.indicators[key].default_group
            first = next((one for one in offers if (one.level, one.group) == (level, group)), None)
            if first:
                found[key] = criterion_at(dataset, first).to_word()
                beginnings["any"].setdefault(key, found[key])
    return {
        "criteria": beginnings,
        "criteriaAtFirst": criteria_word(evaluate(dataset, parsed.view)),
    }


def structure(criteria: str, level: Level) -> str:
    """What needs other controls when it changes; ``assets/js/6_threshold.js`` makes the same."""
    indicators = ",".join(":".join(one.split(":")[:2]) for one in criteria.split(",") if one)
    return f"{LEVEL_WORDS[level]}/{indicators}"
