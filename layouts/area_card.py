"""The card of the selected area: women, men and gap, its place, and the ladder above it."""

from __future__ import annotations

import math

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Flag, Series
from dashboard.figures.distribution import spread
from dashboard.ranking import value_at
from dashboard.release import UNVALUED
from dashboard.summary import (
    by_neighbourhoods,
    caution,
    ladder,
    sentence,
    siblings,
    subtitle,
    title,
    women_beside_men,
    written,
)
from dashboard.view import View
from dashboard.wording import figure, group_and_unit, number, text
from layouts import footing


def area_card(dataset: Dataset, view: View) -> list[Component]:
    """The selected area, or how to select one."""
    language = view.language
    if not view.selected:
        return [html.P(text("area.none", language), className="empty")]
    row = dataset.area(view.selected)
    residents = row["population"]
    people = number(None if residents != residents else residents, language)
    return [
        html.Div(
            [
                html.H2(str(row["name"])),
                html.Span(
                    [
                        _parents(dataset, view.selected),
                        " · ",
                        text("area.people", language, count=people),
                    ],
                    className="muted",
                ),
                html.Button(
                    "×",
                    className="icon-button close",
                    title=text("area.close", language),
                    **{"data-select": "", "aria-label": text("area.close", language)},
                ),
            ],
            className="area-head",
        ),
        _kind_note(row, language)
        or html.P(sentence(dataset, view.series, view.selected, language)),
        _facts(dataset, view),
        _caution(dataset, view),
        _beside(dataset, view),
        _by_neighbourhoods(dataset, view),
        _ladder(dataset, view),
        html.A(
            text("area.compare", language, name=_district_name(dataset, view.selected)),
            href=_compare_address(dataset, view),
            className="text-link",
        ),
        footing.report_link(view, _reported(dataset, view)),
    ]


def _reported(dataset: Dataset, view: View) -> str:
    """What a mail about this card begins with: indicator, area and value."""
    language = view.language
    above = _parents(dataset, view.selected)
    return "\n".join(
        (
            f"{title(dataset, view.series, language)} · {subtitle(dataset, view.series, language)}",
            f"{dataset.area(view.selected)['name']} ({above})",
            sentence(dataset, view.series, view.selected, language),
        )
    )


def _parents(dataset: Dataset, area: str) -> str:
    names = [str(dataset.area(one)["name"]) for one in _chain(dataset, area)[1:]]
    return ", ".join(names)


def _chain(dataset: Dataset, area: str) -> list[str]:
    chain = [area]
    while dataset.parent(chain[-1]) != chain[-1]:
        chain.append(dataset.parent(chain[-1]))
    return chain


def _district_name(dataset: Dataset, area: str) -> str:
    district = area if dataset.level_of(area) is Level.DISTRICT else dataset.parent(area)
    return str(dataset.area(district)["name"])


def _compare_address(dataset: Dataset, view: View) -> str:
    chain = _chain(dataset, view.selected)
    district = next(one for one in chain if dataset.level_of(one) is Level.DISTRICT)
    chosen = dict.fromkeys((district, *view.compared))
    words = view.to_words() | {"karsi": ",".join(list(chosen)[:4])}
    return "/karsilastir?" + "&".join(f"{key}={word}" for key, word in words.items())


def _kind_note(row: object, language: str) -> Component | None:
    kind = row["kind"]  # type: ignore[index]
    if kind in UNVALUED:
        return html.P(text(f"kind.{kind}", language))
    return None


def _facts(dataset: Dataset, view: View) -> Component | None:
    indicator, language = dataset.indicator(view.series), view.language
    level = dataset.level_of(view.selected) or view.series.level
    shown = [
        Series(indicator.key, group, view.series.year, level) for group in indicator.shown_groups
    ]
    shown = [one for one in shown if dataset.has(one)]
    if not shown:
        return None
    return html.Div(
        [
            html.Div(
                [_fact(dataset, one, view.selected, language) for one in shown], className="facts"
            ),
            _dumbbell(dataset, shown, view.selected),
        ]
    )


def _fact(dataset: Dataset, series: Series, area: str, language: str) -> Component:
    indicator = dataset.indicator(series)
    value, flag = value_at(dataset, series, area)
    if flag is Flag.OK:
        shown = figure(value, indicator, series.group, language)
    else:
        shown = text(f"flag.{flag.name.lower()}", language)
    side = ""
    if series.group is Group.GAP and flag is Flag.OK and indicator.judged:
        side = " behind" if value < 0 else " ahead"
    label = group_and_unit(indicator, series.group, language)
    return html.Div(
        [
            html.Span(shown, className=f"fact-value{side}{'' if flag is Flag.OK else ' absent'}"),
            html.Span(
                [
                    html.I(className=f"dot dot-{series.group}"),
                    label,
                ],
                className="fact-label",
            ),
        ]
    )


def _dumbbell(dataset: Dataset, shown: list[Series], area: str) -> Component | None:
    by_group = {one.group: one for one in shown}
    if Group.WOMEN not in by_group or Group.MEN not in by_group:
        return None
    women = value_at(dataset, by_group[Group.WOMEN], area)[0]
    men = value_at(dataset, by_group[Group.MEN], area)[0]
    if math.isnan(women) or math.isnan(men):
        return None
    top = 100.0 if max(women, men) <= 100 else max(women, men)
    low, high = min(women, men), max(women, men)
    side = ""
    if dataset.indicator(by_group[Group.WOMEN]).judged:
        side = " behind-line" if women < men else " ahead-line"
    return html.Div(
        [
            html.Span(
                className=f"bell-line{side}",
                style={
                    "left": f"{low / top * 100:.2f}%",
                    "width": f"{(high - low) / top * 100:.2f}%",
                },
            ),
            html.I(className="dot dot-men", style={"left": f"{men / top * 100:.2f}%"}),
            html.I(className="dot dot-women", style={"left": f"{women / top * 100:.2f}%"}),
        ],
        className="dumbbell",
        **{"aria-hidden": "true"},
    )


def _caution(dataset: Dataset, view: View) -> Component | None:
    said = caution(dataset, view.series, view.selected, view.language)
    why = text("unreliable.why", view.language)
    return html.P(said, className="unreliable-note", title=why) if said else None


def _beside(dataset: Dataset, view: View) -> Component | None:
    """Achievement, parity and score, each with what it means."""
    lines = women_beside_men(dataset, view.series, view.selected, view.language)
    if not lines:
        return None
    parts: list[Component] = []
    for line in lines:
        parts += [html.Dt(line.label), html.Dd(line.said)]
        if line.why:
            parts.append(html.Dd(line.why, className="meaning"))
    return html.Dl(parts, className="beside-men")


def _by_neighbourhoods(dataset: Dataset, view: View) -> Component | None:
    lines = by_neighbourhoods(dataset, view.series, view.selected, view.language)
    return (
        html.Ul([html.Li(one) for one in lines], className="by-neighbourhoods") if lines else None
    )


def _ladder(dataset: Dataset, view: View) -> Component:
    rungs = ladder(dataset, view.series, view.selected)
    if not rungs:
        return html.Div()
    places = [siblings(dataset, view.series, one) for one in rungs]
    values = [value for place in places for value in place.values]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    low, high = low - (high - low) * 0.04, high + (high - low) * 0.04

    def share(value: float) -> float:
        return (value - low) / (high - low) if high > low else 0.5

    rows = []
    for area, place in zip(rungs, places, strict=True):
        level = dataset.level_of(area) or Level.PROVINCE
        value, _ = value_at(dataset, view.series, area)
        dots = [
            html.I(
                className="sibling",
                style={"left": f"{share(one) * 100:.2f}%", "--jitter": f"{spread(other):.2f}"},
                **{"data-area": other},
            )
            for one, other in zip(place.values, place.areas, strict=True)
        ]
        if not math.isnan(value):
            dots.append(html.I(className="own", style={"left": f"{share(value) * 100:.2f}%"}))
        rows.append(
            html.Div(
                [
                    html.Div(
                        [
                            html.Span(
                                [
                                    html.Strong(text(f"level_title.{level}", view.language)),
                                    html.Span(_among(place.rank, place.ranked, view)),
                                ]
                            ),
                            html.Strong(
                                f"{dataset.area(area)['name']} "
                                f"{written(dataset, view.series, area, view.language)}"
                            ),
                        ],
                        className="rung-head",
                    ),
                    html.Div(dots, className="rung-line", **{"aria-hidden": "true"}),
                ],
                className="rung",
            )
        )
    return html.Div(rows, className="ladder", **{"data-testid": "ladder"})


def _among(rank: int, ranked: int, view: View) -> str:
    if not rank or ranked < 2:
        return ""
    return text("area.rank", view.language, rank=str(rank), count=number(ranked, view.language))
