"""Eşik: which areas meet the criteria, live on the map, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import criteria
from dashboard.catalogue import Group, Level, Unit
from dashboard.dataset import Dataset, Flag
from dashboard.threshold import (
    PALETTE,
    Judged,
    Outcome,
    State,
    evaluate,
    judged_level,
)
from dashboard.view import GROUP_WORDS, LEVEL_WORDS, Listed, Parsed, View
from dashboard.wording import number, text, unit_of
from layouts import about, area_map, controls, downloads, ids, projector
from layouts.criteria import adder, beginnings, criteria_controls, criterion_said
from layouts.markup import Markup
from layouts.release_notice import release_notice
from layouts.threshold_lists import card, listing, tab_label

PATH = "/esik"
REASONS = {Flag.NO_DATA: "n", Flag.TOO_FEW: "f", Flag.SUPPRESSED: "s", Flag.NOT_VALUED: "x"}


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view = parsed.view
    outcome = evaluate(dataset, view)
    return [
        *controls.held_stores(view, without=("enaz", "liste"), esik=criteria_word(outcome)),
        dcc.Store(id=ids.JUDGED, data=judged(dataset, view, outcome)),
        dcc.Store(id=ids.CRITERIA_DRAWN, data=structure(view, outcome)),
        _left(dataset, view, outcome),
        _centre(dataset, parsed, outcome),
        _right(dataset, view, outcome),
        downloads.dialog(dataset, view, "threshold"),
    ]


def _left(dataset: Dataset, view: View, outcome: Outcome) -> Component:
    language = view.language
    return html.Aside(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.H2(text("threshold.title", language)),
                            controls.undo_button(language),
                        ],
                        className="criteria-head",
                    ),
                    html.P(text("threshold.help", language), className="foot"),
                ],
                className="section",
            ),
            html.Div(
                [
                    controls.province_switch(dataset, view),
                    controls.level_switch(judged_level(view), view.language),
                ],
                className="section controls",
            ),
            html.Div(criteria_controls(dataset, view, outcome), id=ids.THRESHOLDS),
            html.Div(adder(dataset, view, outcome), className="section"),
            html.P(
                [
                    html.Strong(text("threshold.caution", language)),
                    html.Span(text("threshold.caution_why", language)),
                ],
                className="caution",
            ),
        ],
        className="left",
        **{"aria-label": text("threshold.controls", language)},
    )


def _centre(dataset: Dataset, parsed: Parsed, outcome: Outcome) -> Component:
    view = parsed.view
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        Markup(head(dataset, view, outcome)),
                        id=ids.COUNTS_THRESHOLD,
                        className="titles",
                        **{"data-testid": "map-title"},
                    ),
                    html.Div(
                        [
                            html.Span(id=ids.CHANGED, className="changed", role="status"),
                            area_map.table_button(view.language),
                            downloads.button(view.language),
                        ],
                        className="counts",
                    ),
                ],
                className="map-head",
            ),
            html.Div(
                [
                    *release_notice(dataset, parsed.view, PATH),
                    *about.dropped_notice(dataset, parsed),
                ],
                className="notice",
                role="status",
            ),
            html.Div(area_map.area_map(dataset, view, paint(outcome)), className="map-holder"),
            html.Div(
                Markup(legend(dataset, outcome, view.language)),
                id=ids.LEGEND_THRESHOLD,
                className="legend threshold-legend",
                **{"data-testid": "legend"},
            ),
        ],
        className="centre",
        **{"aria-label": text("map.section", view.language)},
    )


def _right(dataset: Dataset, view: View, outcome: Outcome) -> Component:
    language = view.language
    return html.Aside(
        [
            html.Div(
                Markup(card(dataset, view, outcome)),
                id=ids.THRESHOLD_CARD,
                className="threshold-card",
                role="status",
                **{"data-testid": "area-card"},
            ),
            dmc.Tabs(
                [
                    dmc.TabsList(
                        [
                            dmc.TabsTab(
                                html.Span(
                                    Markup(tab_label(outcome, one, language)),
                                    id=ids.listed("tab", one),
                                    className="tab-label",
                                ),
                                value=str(one),
                            )
                            for one in Listed
                        ]
                    ),
                    *(
                        dmc.TabsPanel(
                            html.Div(
                                Markup(listing(dataset, view, outcome, one, every=False)),
                                id=ids.listed("panel", one),
                                className="panel",
                                **{"data-table": "map"},
                            ),
                            value=str(one),
                        )
                        for one in Listed
                    ),
                ],
                id=ids.control("liste"),
                value=str(view.listed),
                variant="default",
                className="panels",
                **{"data-testid": "threshold-list"},
            ),
            projector.code(language),
        ],
        className="right",
        **{"aria-label": text("threshold.lists", language)},
    )


def criteria_word(outcome: Outcome) -> str:
    """The criteria as they stand in the address."""
    return ",".join(one.criterion.to_word() for one in outcome.judged)


def paint(outcome: Outcome) -> dict[str, Any]:
    """What the map shows: the state of each area."""
    return {
        "key": f"threshold/{criteria_word(outcome)}/{outcome.needed}/{outcome.level}",
        "rule": "",
        "level": str(outcome.level),
        "palette": PALETTE,
        "letters": outcome.letters(),
    }


def judged(dataset: Dataset, view: View, outcome: Outcome) -> dict[str, Any]:
    """What the map shows and, for hover, each criterion in words with its state in every area."""
    return paint(outcome) | {
        "criteria": [_for_hover(dataset, one, view.language) for one in outcome.judged]
    }


def _for_hover(dataset: Dataset, one: Judged, language: str) -> dict[str, Any]:
    indicator = dataset.catalogue.indicators[one.criterion.indicator]
    has_distance = indicator.unit is not Unit.YES_NO
    return {
        "said": criteria.said(dataset, one.criterion, language),
        "series": one.series.key if one.series else "",
        "threshold": one.criterion.value,
        "distance": text(f"unit.{unit_of(indicator, Group.GAP)}.amount", language)
        if has_distance
        else "",
        "states": _states(dataset, one),
    }


def _states(dataset: Dataset, one: Judged) -> str:
    """A letter per area: ``m`` met, ``c`` closely missed, ``o`` missed, or why it is unknown."""
    found = np.full(len(one.known), ord("n"), dtype=np.uint8)
    if one.series:
        flags = dataset.measured(one.series).flags
        for flag, letter in REASONS.items():
            found[flags == flag] = ord(letter)
    found[one.known] = ord("o")
    found[one.narrowly] = ord("c")
    found[one.met] = ord("m")
    return found.tobytes().decode("ascii")


def head(dataset: Dataset, view: View, outcome: Outcome) -> list[Component]:
    """How many areas pass and how many people live there; on paper also what is asked of them,
    because the controls that say so are not printed."""
    language = view.language
    count, said = criteria.finding(outcome, language)
    return [
        html.H1([html.Span(count, className="count-number"), said]),
        html.P(criteria.reach(outcome, language)),
        html.Ul(
            [html.Li(criteria.said(dataset, one.criterion, language)) for one in outcome.judged],
            className="paper-only asked",
        ),
    ]


def legend(dataset: Dataset, outcome: Outcome, language: str) -> list[Component | None]:
    """What the colours mean, with counts, and whence the values come."""
    sources = criteria.sources(dataset, outcome, language)
    return [
        html.Div(
            [
                html.Span(
                    [
                        html.Span(
                            className="swatch",
                            **{"data-class": "none" if letter == "n" else letter},
                        ),
                        html.Span(label),
                        html.Strong(number(count, language)),
                    ],
                    className="legend-count",
                )
                for letter, label, count in criteria.colours(outcome, language)
            ],
            className="legend-counts",
            **{"data-palette": PALETTE},
        ),
        html.P(f"{text('about.source', language)}: {sources}", className="foot")
        if sources
        else None,
    ]


def panels(
    dataset: Dataset, view: View, words: Mapping[str, str], shown: list[int]
) -> tuple[Any, ...]:
    """Map, sentence, legend, card, tabs, lists and the words of the criteria at the places
    ``shown``, in the order of ``callbacks.threshold``."""
    outcome, language = evaluate(dataset, view), view.language
    every = bool(words.get("satir"))
    count = len(outcome.judged)
    return (
        judged(dataset, view, outcome),
        Markup(head(dataset, view, outcome)),
        Markup(legend(dataset, outcome, language)),
        Markup(card(dataset, view, outcome)),
        [Markup(tab_label(outcome, one, language)) for one in Listed],
        [Markup(listing(dataset, view, outcome, one, every)) for one in Listed],
        [criterion_said(outcome, place, language) if place < count else "" for place in shown],
    )


def constants(dataset: Dataset, parsed: Parsed) -> dict[str, Any]:
    """For the browser: the criteria at first, what a newly added one begins with, and words."""
    language = parsed.view.language
    return {
        "card": "criteria",
        **beginnings(dataset),
        "criteriaAtFirst": {
            str(level): criteria_word(
                evaluate(dataset, replace(parsed.view, level=level, criteria=()))
            )
            for level in (Level.NEIGHBOURHOOD, Level.DISTRICT)
        },
        "thresholdWords": {
            "changed": {
                str(level): text(f"threshold.changed.{level}", language)
                for level in (Level.NEIGHBOURHOOD, Level.DISTRICT)
            },
            "states": {
                letter: text(f"threshold.verdict.{state}", language)
                for letter, state in (
                    *(("3", State.PASS), ("2", State.PASS), ("1", State.NEAR)),
                    *(("0", State.FAIL), ("n", State.UNKNOWN)),
                )
            },
            "met": text("threshold.criterion.met", language),
            "missed": text("threshold.criterion.not_met", language),
            "valueState": text("threshold.value_state", language),
            "valueLeft": text("threshold.value_left", language),
            "notPublished": text("threshold.not_published", language),
        },
    }


def structure(view: View, outcome: Outcome) -> str:
    """What needs other controls when it changes; ``assets/js/6_threshold.js`` makes the same."""
    criteria_word_ = ",".join(
        f"{one.criterion.indicator}:{GROUP_WORDS[one.criterion.group]}" for one in outcome.judged
    )
    return f"{view.province}/{LEVEL_WORDS[view.level]}/{criteria_word_}"
