"""The controls of the criteria: each with histogram, slider and a field for exact values."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import criteria
from dashboard.catalogue import Group, Indicator, Level, Unit
from dashboard.dataset import Dataset
from dashboard.legend import histogram
from dashboard.threshold import Judged, Outcome, criterion_at, slider_step
from dashboard.view import GROUP_WORDS, MOST_CRITERIA, Operator, View
from dashboard.wording import figure, group_and_unit, indicator_name, number, text
from layouts import controls, ids
from layouts.markup import Markup
from layouts.search import UNTOUCHED

BARS = 24
LONGEST_AFFIX = 5
LEVELS_WITH_NOTE = (Level.DISTRICT, Level.PROVINCE)


def criteria_controls(dataset: Dataset, view: View, outcome: Outcome) -> list[Component | None]:
    """How many criteria are needed, then a block per criterion."""
    count = len(outcome.judged)
    return [
        needed_switch(count, outcome.needed, view.language),
        *(criterion_block(dataset, view, outcome, place) for place in range(count)),
    ]


def needed_switch(count: int, needed: int, language: str) -> Component | None:
    """How many of ``count`` criteria are needed; nothing to choose where there is one at most."""
    if count < 2:
        return None
    options = [
        (
            str(one) if one < count else "0",
            text("threshold.all", language)
            if one == count
            else text("threshold.at_least", language, needed=one, count=count),
            True,
        )
        for one in range(count, 0, -1)
    ]
    chosen = str(needed) if needed < count else "0"
    label = text("threshold.needed", language)
    if count > 3:
        switch = _needed_select(label, options, chosen)
    else:
        switch = controls.segmented("enaz", label, options, chosen, True)
    return html.Div(switch, className="section controls")


def _needed_select(label: str, options: list[tuple[str, str, bool]], needed: str) -> Component:
    """A row of more than three choices is too narrow to be read."""
    return html.Div(
        [
            html.Span(label, className="control-label", id="label-enaz"),
            dmc.Select(
                id=ids.control("enaz", needed),
                data=[{"value": word, "label": name} for word, name, _ in options],
                value=needed,
                allowDeselect=False,
                comboboxProps={"shadow": "none"},
                **{"aria-labelledby": "label-enaz"},
            ),
        ],
        className="control-row",
    )


def criterion_block(
    dataset: Dataset,
    view: View,
    outcome: Outcome,
    place: int,
    least: int = 1,
    counted: str = "said",
) -> Component:
    """Name, group, histogram, slider and field of one criterion; it can be removed where more than
    ``least`` of them stand. ``counted``: the part that says how many areas meet it, written by a
    callback of the page."""
    judged, language = outcome.judged[place], view.language
    name = criteria.name(dataset, judged.criterion, language)
    return html.Div(
        [
            html.Div(
                [
                    html.H2(_title(dataset, judged, language)),
                    _remove(outcome, place, name, language, least),
                ],
                className="criterion-head",
            ),
            _groups(dataset, outcome, place, language),
            _body(dataset, view, outcome, place, counted)
            if judged.series
            else html.P(text(f"threshold.not_at.{outcome.level}", language), className="foot"),
        ],
        className="section criterion",
        role="group",
        **{"data-testid": "criterion", "aria-label": name},
    )


def _title(dataset: Dataset, judged: Judged, language: str) -> str:
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    return indicator_name(indicator, judged.criterion.group, language)


def _remove(outcome: Outcome, place: int, name: str, language: str, least: int) -> Component | None:
    if len(outcome.judged) <= least:
        return None
    said = text("threshold.remove", language, name=name)
    return html.Button(
        "×",
        className="icon-button close",
        title=said,
        **{"data-remove-criterion": str(place), "aria-label": said},
    )


def _groups(dataset: Dataset, outcome: Outcome, place: int, language: str) -> Component:
    """The group, where the indicator offers more than one at this level; else what it counts."""
    criterion = outcome.judged[place].criterion
    indicator = dataset.catalogue.indicators[criterion.indicator]
    offers = dataset.offers[criterion.indicator]
    here = {one.group for one in offers if one.level is outcome.level}
    if not here - {criterion.group}:
        return html.P(group_and_unit(indicator, criterion.group, language), className="muted")
    return dmc.SegmentedControl(
        id=ids.criterion("group", place),
        data=[
            {
                "value": word,
                "label": text(f"group.{group}", language),
                "disabled": group not in here,
            }
            for group, word in GROUP_WORDS.items()
            if group in here or group is criterion.group
        ],
        value=GROUP_WORDS[criterion.group],
        size="xs",
        fullWidth=True,
        className="criterion-group",
        **{
            "aria-label": text(
                "threshold.group", language, name=_name(dataset, criterion.indicator, language)
            )
        },
    )


def _name(dataset: Dataset, indicator: str, language: str) -> str:
    return dataset.catalogue.indicators[indicator].name[language]


def _body(dataset: Dataset, view: View, outcome: Outcome, place: int, counted: str) -> Component:
    judged, language = outcome.judged[place], view.language
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    empty = not (judged.known & outcome.inside).any()
    yes_no = indicator.unit is Unit.YES_NO
    return html.Div(
        [
            html.Div(
                [
                    _operator(dataset, judged, place, language),
                    None if yes_no else _number(dataset, judged, place, language),
                ],
                className="criterion-line",
            ),
            Markup(_bars(indicator, judged, outcome, place)),
            None if yes_no else _slider(dataset, judged, place, language),
            html.Div(
                [
                    html.Span(_end(dataset, judged, 0, language)),
                    html.Span(
                        criterion_said(outcome, place, language), id=ids.criterion(counted, place)
                    ),
                    html.Span(_end(dataset, judged, 1, language)),
                ],
                className="criterion-ends",
            ),
            html.P(text(f"threshold.empty.{outcome.level}", language), className="foot")
            if empty
            else None,
        ]
    )


def _operator(dataset: Dataset, judged: Judged, place: int, language: str) -> Component:
    """At least or at most; for a question of yes or no the answer that is asked for."""
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    labels = {one: text(f"operator.{one}", language) for one in Operator}
    if indicator.unit is Unit.YES_NO:
        labels = {Operator.AT_LEAST: text("yes", language), Operator.AT_MOST: text("no", language)}
    name = criteria.name(dataset, judged.criterion, language)
    return dmc.SegmentedControl(
        id=ids.criterion("operator", place),
        data=[{"value": str(one), "label": labels[one]} for one in Operator],
        value=str(judged.criterion.operator),
        size="xs",
        **{"aria-label": text("threshold.operator", language, name=name)},
    )


def _number(dataset: Dataset, judged: Judged, place: int, language: str) -> Component:
    criterion = judged.criterion
    indicator = dataset.catalogue.indicators[criterion.indicator]
    before, after = _short_affixes(indicator, criterion.group, language)
    name = criteria.name(dataset, criterion, language)
    return dmc.NumberInput(
        id=ids.criterion("number", place),
        value=criterion.value,
        step=10.0**-indicator.digits,
        decimalSeparator="," if language == "tr" else ".",
        allowedDecimalSeparators=[",", "."],
        decimalScale=max(indicator.digits, criteria.MOST_DIGITS),
        prefix=before,
        suffix=after,
        clampBehavior="none",
        size="sm",
        className="criterion-number",
        **{"aria-label": text("threshold.number", language, name=name)},
    )


def _short_affixes(indicator: Indicator, group: Group, language: str) -> tuple[str, str]:
    """The unit beside a number, where it is short; a long one stands below the name already."""
    before, after = criteria.affixes(indicator, group, language)
    return (before, after) if len(before + after) <= LONGEST_AFFIX else ("", "")


def _slider(dataset: Dataset, judged: Judged, place: int, language: str) -> Component:
    low, high = judged.scale
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    name = criteria.name(dataset, judged.criterion, language)
    return dmc.Slider(
        id=ids.criterion("value", place),
        min=low,
        max=high,
        step=slider_step(indicator.digits, low, high),
        value=min(max(judged.criterion.value, low), high),
        label=None,
        updatemode="drag",
        inverted=judged.criterion.operator is Operator.AT_LEAST,
        thumbLabel=text("threshold.slider", language, name=name),
    )


def _end(dataset: Dataset, judged: Judged, end: int, language: str) -> str:
    """An end of the slider; where values lie beyond it, it says so."""
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    group = judged.criterion.group
    before, after = _short_affixes(indicator, group, language)
    said = f"{before}{figure(judged.scale[end], indicator, group, language)}{after}"
    known = judged.values[judged.known]
    beyond = (known < judged.scale[0] if end == 0 else known > judged.scale[1]).any()
    return text(f"threshold.beyond.{end}", language, value=said) if beyond else said


def criterion_said(outcome: Outcome, place: int, language: str) -> str:
    """How many areas meet the criterion alone."""
    count = int((outcome.judged[place].met & outcome.inside).sum())
    return text(f"threshold.meets.{outcome.level}", language, count=number(count, language))


def _bars(indicator: Indicator, judged: Judged, outcome: Outcome, place: int) -> Component:
    low, high = judged.scale
    digits, yes_no = indicator.digits, indicator.unit is Unit.YES_NO
    counts = histogram(judged.values[judged.known & outcome.inside], low, high or low + 1, BARS)
    tallest = max([*counts, 1])
    share = (judged.criterion.value - low) / ((high - low) or 1)
    return html.Div(
        [html.I(style={"height": f"{count / tallest * 100:.1f}%"}) for count in counts],
        className="criterion-bars",
        style={"--t": f"{min(max(share, 0), 1):.4f}"},
        **{
            "aria-hidden": "true",
            "data-criterion": str(place),
            "data-operator": str(judged.criterion.operator),
            "data-ends": f"{low:.10g},{high:.10g}",
            "data-step": f"{slider_step(digits, low, high):.10g}",
            **({"data-yes-no": ""} if yes_no else {}),
        },
    )


def adder(dataset: Dataset, view: View, outcome: Outcome) -> Component:
    """Indicators by theme; those without values at the level say where they have some."""
    language = view.language

    def offered(indicator: Indicator, language: str) -> str:
        said = indicator_name(indicator, indicator.default_group, language)
        finest = dataset.offers[indicator.key][0].level
        note = text(f"picker.only_{finest}", language) if finest in LEVELS_WITH_NOTE else ""
        return f"{said} · {note}" if note else said

    return dmc.Select(
        id=ids.ADD_CRITERION,
        **UNTOUCHED,
        label=text("threshold.add", language),
        placeholder=text("threshold.add_which", language, most=MOST_CRITERIA),
        data=controls.indicator_options(dataset, language, offered),
        searchable=True,
        disabled=len(outcome.judged) >= MOST_CRITERIA,
        filter={"function": "foldedFilter"},
        comboboxProps={"shadow": "none"},
    )


def beginning_groups(dataset: Dataset, key: str, level: Level) -> list[Group]:
    """Groups of an indicator at a level, its default group first."""
    default = dataset.catalogue.indicators[key].default_group
    found = {one.group for one in dataset.offers[key] if one.level is level}
    return sorted(found, key=lambda group: (group is not default, str(group)))


def beginnings(dataset: Dataset) -> dict[str, Any]:
    """For the browser: what a newly added criterion begins with, per level, indicator and group."""
    return {
        "criteria": {
            str(level): {
                key: {
                    GROUP_WORDS[group]: _beginning(dataset, key, level, group)
                    for group in beginning_groups(dataset, key, level)
                }
                for key in dataset.offers
            }
            for level in Level
        },
        "mostCriteria": MOST_CRITERIA,
        "yesNo": [
            key for key in dataset.offers if dataset.catalogue.indicators[key].unit is Unit.YES_NO
        ],
    }


def _beginning(dataset: Dataset, key: str, level: Level, group: Group) -> str:
    first = next(one for one in dataset.offers[key] if (one.level, one.group) == (level, group))
    return criterion_at(dataset, first).to_word()
