"""Controls: each one's value is a word of the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.catalogue import BreakRule, Indicator, Level
from dashboard.dataset import Dataset
from dashboard.legend import rule_in_use
from dashboard.view import ALL_PROVINCES, GROUP_WORDS, LEVEL_WORDS, RULE_WORDS, View
from dashboard.wording import indicator_name, text
from layouts import ids
from layouts.indicator_words import list_link
from layouts.markup import Markup, RadioInput


def segmented(
    field: str,
    label: str,
    options: Sequence[tuple[str, str, bool]],
    value: str,
    redrawn: bool = False,
) -> Component:
    """A labelled row of choices; ``options`` are (word, label, whether it can be chosen).

    ``redrawn``: the server draws it anew after each change of the view.
    """
    return html.Div(
        [
            html.Span(label, className="control-label", id=f"label-{field}"),
            dmc.SegmentedControl(
                id=ids.control(field, value if redrawn else ""),
                data=[
                    {"value": word, "label": name, "disabled": not offered}
                    for word, name, offered in options
                ],
                value=value,
                fullWidth=True,
                size="sm",
                **{"aria-labelledby": f"label-{field}"},
            ),
        ],
        className="control-row",
    )


def province_switch(dataset: Dataset, view: View) -> Component:
    """One province or all of them."""
    provinces = dataset.release.manifest["provinces"]
    options = [(key, provinces[key]["name"], True) for key in dataset.release.provinces]
    if len(options) > 1:
        both = "control.both" if len(options) == 2 else "control.all"
        options.append((ALL_PROVINCES, text(both, view.language), True))
    return html.Div(
        segmented("il", text("control.province", view.language), options, view.province),
        **{"data-testid": "province-switch"},
    )


def level_switch(level: Level, language: str) -> Component:
    """Neighbourhoods or districts, where both are always offered."""
    options = [
        (LEVEL_WORDS[one], text(f"level_title.{one}", language), True)
        for one in (Level.NEIGHBOURHOOD, Level.DISTRICT)
    ]
    return html.Div(
        segmented("duzey", text("control.level", language), options, LEVEL_WORDS[level]),
        **{"data-testid": "level-switch"},
    )


def undo_button(language: str) -> Component:
    """Takes back the last change of the criteria; the browser enables it once there is one."""
    return html.Button(
        text("threshold.undo", language),
        id=ids.UNDO,
        className="outline-button",
        disabled=True,
        title=text("threshold.undo_title", language),
        **{"data-testid": "undo"},
    )


def series_controls(dataset: Dataset, view: View) -> list[Component]:
    """Level, group, year and class rule: what the chosen indicator offers."""
    language, series = view.language, view.series
    offers = dataset.offers[series.indicator]
    levels = {one.level for one in offers}
    here = [one for one in offers if one.level == series.level]
    groups = [group for group in GROUP_WORDS if group in {one.group for one in here}]
    years = sorted({one.year for one in here if one.group == series.group})
    rows = [
        html.Div(
            segmented(
                "duzey",
                text("control.level", language),
                [
                    (LEVEL_WORDS[level], text(f"level_title.{level}", language), level in levels)
                    for level in (Level.NEIGHBOURHOOD, Level.DISTRICT)
                ],
                LEVEL_WORDS[series.level],
                redrawn=True,
            ),
            **{"data-testid": "level-switch"},
        )
    ]
    absent = [one for one in (Level.NEIGHBOURHOOD, Level.DISTRICT) if one not in levels]
    if absent:
        reason = "both" if len(absent) > 1 else str(absent[0])
        rows.append(html.P(text(f"level_absent.{reason}", language), className="control-why"))
    if len(groups) > 1:
        options = [(GROUP_WORDS[one], text(f"group.{one}", language), True) for one in groups]
        label = text("control.group", language)
        rows.append(segmented("grup", label, options, GROUP_WORDS[series.group], True))
    if len(years) > 1:
        options = [(str(year), str(year), True) for year in years]
        rows.append(
            segmented("yil", text("control.year", language), options, str(series.year), True)
        )
    return rows


def rule_select(dataset: Dataset, view: View) -> Component | None:
    """The rule by which classes are made, where more than one is frozen."""
    rules = dataset.rules(view.series)
    if len(rules) < 2 or view.series.level is Level.PROVINCE:
        return None
    used = rule_in_use(dataset, view.series, view.rule) or BreakRule.QUANTILE
    return dmc.Select(
        id=ids.control("kirilim", RULE_WORDS[used]),
        label=text("control.rule", view.language),
        data=[
            {"value": RULE_WORDS[rule], "label": text(f"rule.{rule}", view.language)}
            for rule in rules
        ],
        value=RULE_WORDS[used],
        allowDeselect=False,
        size="sm",
        className="rule-select",
        comboboxProps={"shadow": "none"},
    )


def indicator_picker(dataset: Dataset, view: View) -> Component:
    """Indicators by theme, with a filter; those without values here say so and can't be chosen."""
    language = view.language
    catalogue = dataset.catalogue
    themes = [_theme(dataset, view, theme, catalogue.of_theme(theme)) for theme in catalogue.themes]
    return html.Div(
        [
            dmc.TextInput(
                id="indicator-filter",
                placeholder=text("picker.filter", language),
                className="indicator-filter",
                **{"aria-label": text("picker.filter", language)},
            ),
            html.Div(
                Markup(
                    [one for one in themes if one],
                    id=ids.control("g"),
                    value=view.series.indicator,
                ),
                className="themes",
                role="radiogroup",
                **{"aria-label": text("picker.label", language)},
            ),
            html.P(text("picker.nothing", language), className="picker-nothing", hidden=True),
            list_link(text("catalogue.all", language), view),
        ],
        className="picker",
        **{"data-testid": "indicator-picker"},
    )


def _theme(
    dataset: Dataset, view: View, theme: str, indicators: Sequence[Indicator]
) -> Component | None:
    offered = [one for one in indicators if one.key in dataset.offers]
    absent = [one for one in indicators if one.key not in dataset.offers and not one.invented]
    if not offered and dataset.release.demonstration:
        return None
    chosen = dataset.catalogue.indicators[view.series.indicator].theme == theme
    shown = offered if dataset.release.demonstration else [*offered, *absent]
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(dataset.catalogue.themes[theme].name[view.language]),
                    html.Span(str(len(offered)), className="count"),
                ]
            ),
            html.Div([_radio(dataset, view, one) for one in shown]),
        ],
        open=chosen,
        className="theme",
    )


def _radio(dataset: Dataset, view: View, indicator: Indicator) -> Component:
    language = view.language
    offers = dataset.offers.get(indicator.key, ())
    note = ""
    if not offers:
        note = text("picker.absent", language)
    elif offers[0].level is not Level.NEIGHBOURHOOD:
        note = text(f"picker.only_{offers[0].level}", language)
    return html.Div(
        [
            html.Label(
                [
                    RadioInput(
                        "g", indicator.key, indicator.key == view.series.indicator, not offers
                    ),
                    html.Span(indicator_name(indicator, indicator.default_group, language)),
                ]
            ),
            html.Span(note, className="note") if note else None,
        ],
        className="picker-item",
        **{"data-words": _words(indicator)},
    )


def _words(indicator: Indicator) -> str:
    parts = [*indicator.name.values(), *indicator.gap_name.values(), *indicator.meaning.values()]
    return " ".join(parts)


HELD = (
    "ilce",
    "mahalle",
    "sekme",
    "sira",
    "aralik",
    "karsi",
    "kiyas",
    "gostergeler",
    "esik",
    "enaz",
    "liste",
    "satir",
)


def held_stores(view: View, without: Sequence[str] = (), **known: str) -> list[Component]:
    """Words that clicks set; ``without`` are those that a control of the page sets.

    ``known`` replaces words of the view by what the page settled on.
    """
    words = view.to_words() | known
    return [
        dcc.Store(id=ids.held(field), data=words.get(field, ""))
        for field in HELD
        if field not in without
    ]


def indicator_options(
    dataset: Dataset, language: str, label: Callable[[Indicator, str], str]
) -> list[dict[str, Any]]:
    """The release's indicators by theme, for a select; ``label`` writes one of them."""
    groups = [
        {
            "group": theme.name[language],
            "items": [
                {"value": one.key, "label": label(one, language)}
                for one in dataset.catalogue.of_theme(key)
                if one.key in dataset.offers
            ],
        }
        for key, theme in dataset.catalogue.themes.items()
    ]
    return [group for group in groups if group["items"]]
