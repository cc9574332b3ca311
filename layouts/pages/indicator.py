"""The card of one indicator: everything that the catalogue and the release say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import BreakRule, Group, Indicator, Unit, Withdrawn
from dashboard.dataset import Dataset, Series
from dashboard.summary import held, source
from dashboard.view import Parsed, View, settle
from dashboard.wording import amount, day, number, text, unit_name
from layouts import about, indicator_words
from layouts.footing import page_address
from layouts.markup import Markup

VARIABLE = "gosterge"
PATH = f"{indicator_words.LIST}/<{VARIABLE}>"
Fact = tuple[str, str | Component | list[Component | str]]


def knows(dataset: Dataset, words: Mapping[str, object]) -> bool:
    """Whether there is a card for the words of the address."""
    return words.get(VARIABLE, "") in ("", *dataset.catalogue.indicators)


def build(dataset: Dataset, parsed: Parsed, words: Mapping[str, str]) -> list[Component]:
    """The page's content; the card of the shown indicator where the address names none."""
    view, language = parsed.view, parsed.view.language
    indicator = dataset.catalogue.indicators[words.get(VARIABLE) or view.series.indicator]
    return [
        html.Article(
            [
                html.Div(about.dropped_notice(dataset, parsed), className="notice", role="status"),
                html.P(indicator_words.list_link(text("catalogue.all", language), view)),
                html.H1(indicator.name[language]),
                html.P(_subtitle(dataset, indicator, language), className="muted"),
                *_withdrawal(dataset, view, indicator),
                html.P(indicator.meaning[language], className="lead"),
                Markup(
                    html.Div(
                        [
                            _part("measured", _measured(indicator, language), language),
                            _part("origin", _origin(indicator, language), language),
                            _part("read", _read(indicator, language), language),
                        ],
                        className="card-parts",
                    )
                ),
                *_held(dataset, view, indicator),
            ],
            className="article indicator-card",
            **{"data-testid": "indicator-card"},
        )
    ]


def _subtitle(dataset: Dataset, indicator: Indicator, language: str) -> str:
    theme = dataset.catalogue.themes[indicator.theme].name[language]
    kind = text(f"catalogue.kind.{indicator.kind}", language)
    return f"{indicator.code} · {theme} · {kind}"


def _withdrawal(dataset: Dataset, view: View, indicator: Indicator) -> list[Component]:
    """Of a withdrawn indicator: when, why, and what took its place."""
    withdrawn, language = indicator.withdrawn, view.language
    if withdrawn is None:
        return []
    said = [
        html.H2(indicator_words.withdrawn_on(withdrawn, language)),
        html.P(withdrawn.reason[language]),
    ]
    return [
        html.Section([*said, *_replacement(dataset, view, withdrawn)], className="withdrawn-note")
    ]


def _replacement(dataset: Dataset, view: View, withdrawn: Withdrawn) -> list[Component]:
    if not withdrawn.replacement:
        return [html.P(text("catalogue.no_replacement", view.language))]
    name = dataset.catalogue.indicators[withdrawn.replacement].name[view.language]
    link = indicator_words.card_link(withdrawn.replacement, name, view)
    return [html.P([f"{text('catalogue.replacement', view.language)}: ", link])]


def _part(name: str, facts: list[Fact], language: str) -> Component:
    rows = [
        part
        for label, said in facts
        if said
        for part in (html.Dt(text(label, language)), html.Dd(said))
    ]
    return html.Section([html.H2(text(f"catalogue.part.{name}", language)), html.Dl(rows)])


def _measured(indicator: Indicator, language: str) -> list[Fact]:
    # A woman mayor or none: nobody asks of which group.
    shown = () if indicator.unit is Unit.YES_NO else indicator.shown_groups
    groups = ", ".join(text(f"group_long.{one}", language) for one in shown)
    return [
        ("catalogue.people", indicator.population[language]),
        ("about.numerator", indicator.numerator[language]),
        ("about.denominator", indicator.denominator[language]),
        ("catalogue.groups", groups),
        ("catalogue.gap", indicator.gap_name[language]),
        ("catalogue.unit", unit_name(indicator, Group.TOTAL, language)),
    ]


def _read(indicator: Indicator, language: str) -> list[Fact]:
    return [
        ("about.direction", _lines(indicator_words.directions(indicator, language))),
        ("catalogue.goalposts", _goalposts(indicator, language)),
        ("catalogue.breaks", _breaks(indicator, language)),
        ("catalogue.aggregation", text(f"catalogue.pooling.{indicator.aggregation}", language)),
        ("about.floor", about.floor_sentence(indicator.floor, language)),
        (
            "catalogue.secrecy",
            text(f"catalogue.secrecy_rule.{indicator.sensitivity}", language),
        ),
        ("about.caveat", indicator.caveat[language]),
    ]


def _lines(said: list[str]) -> list[Component | str]:
    return [html.Div(one) for one in said]


def _goalposts(indicator: Indicator, language: str) -> str:
    if indicator.goalposts is None:
        return text("catalogue.no_goalposts", language)
    if indicator.unit is Unit.YES_NO:
        return text("catalogue.posts_yes_no", language)
    low, high = (
        amount(one, replace(indicator, digits=int(one % 1 > 0)), Group.TOTAL, language)
        for one in indicator.goalposts
    )
    return text("catalogue.posts", language, low=low, high=high)


def _breaks(indicator: Indicator, language: str) -> str:
    rule = text(f"rule.{indicator.break_rule}", language)
    if indicator.break_rule is not BreakRule.FIXED:
        return rule
    limits = "; ".join(number(one, language, 2) for one in indicator.breaks)
    return f"{rule}: {limits}"


def _origin(indicator: Indicator, language: str) -> list[Fact]:
    origin = indicator.origin
    years = ", ".join(map(str, indicator.years))
    unknown = text("catalogue.unknown", language)
    return [
        ("catalogue.finest_level", text(f"level_title.{indicator.finest_level}", language)),
        ("catalogue.access", text(f"catalogue.access_rule.{indicator.access}", language)),
        ("catalogue.years", years or unknown),
        ("data.publisher", origin.publisher[language]),
        ("data.licence", origin.licence[language]),
        (
            "catalogue.address",
            html.A(origin.address, href=origin.address, rel="noreferrer")
            if origin.address
            else unknown,
        ),
        (
            "catalogue.date",
            day(date.fromisoformat(origin.date), language) if origin.date else unknown,
        ),
    ]


def _held(dataset: Dataset, view: View, indicator: Indicator) -> list[Component]:
    """What the release has of the indicator, and the way to the map."""
    language, key = view.language, indicator.key
    if key not in dataset.offers:
        absent = "withdrawn_absent" if indicator.withdrawn else "absent_sentence"
        said: list[Component] = [html.P(text(f"catalogue.{absent}", language))]
    else:
        series = dataset.offers[key][0]
        said = [
            html.P(f"{text('about.source', language)}: {source(dataset, series, language)}"),
            Markup(_table(dataset, key, language)),
            html.P(_map_link(dataset, view, series)),
        ]
    return [html.H2(text("catalogue.part.held", language)), *said]


COUNTED = ("valued", "no_data", "too_few", "suppressed")


def _table(dataset: Dataset, key: str, language: str) -> Component:
    heads = [
        html.Th(text(f"catalogue.{one}", language), scope="col")
        for one in ("level", "group", "years_held")
    ]
    heads += [
        html.Th(text(f"catalogue.counted.{one}", language), scope="col", className="number")
        for one in COUNTED
    ]
    rows = [
        html.Tr(
            [
                html.Th(text(f"level_title.{one.level}", language), scope="row"),
                html.Td(text(f"group.{one.group}", language)),
                html.Td(", ".join(map(str, one.years))),
                *(
                    html.Td(number(getattr(one, name), language), className="number")
                    for name in COUNTED
                ),
            ]
        )
        for one in held(dataset, key)
    ]
    caption = text("catalogue.counted.caption", language)
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="muted"),
                html.Thead(html.Tr(heads)),
                html.Tbody(rows),
            ],
            className="plain-table held-table",
        ),
        className="wide",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )


def _map_link(dataset: Dataset, view: View, series: Series) -> Component:
    default = dataset.indicator(series).default_group
    shown = settle(dataset, replace(series, group=default, level=view.level))
    there = replace(view, series=shown, rule=None, span=None)
    return html.A(
        text("catalogue.on_map", view.language),
        href=page_address("/", there),
        className="outline-button card-map",
    )
