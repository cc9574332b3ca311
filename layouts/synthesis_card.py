"""The card of a place: its score, what pulls it down and up beside its province, its sources."""

from __future__ import annotations

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Group
from dashboard.dataset import FLAG_NAMES, Dataset, Flag
from dashboard.index.change import change_of
from dashboard.index.scores import DIGITS, Beside, Index, beside_province
from dashboard.summary import area_name, province_name
from dashboard.synthesis_summary import missing_themes, score_name, share, theme_name, why_no_score
from dashboard.synthesis_view import Weighting
from dashboard.view import View
from dashboard.wording import amount, enumerated, number, text
from layouts.footing import report_link
from layouts.indicator_words import card_link

LEAST = 0.05  # points below which a theme pulls neither way
MOST = 3  # themes named in each direction


def synthesis_card(dataset: Dataset, view: View, index: Index) -> list[Component | None]:
    """The selected place, or how to choose one."""
    language, area = view.language, view.selected
    if not area:
        return [html.P(text("synthesis.card_choose", language), className="empty")]
    if dataset.level_of(area) is not index.level:
        return [
            _head(dataset, view, ""),
            html.P(text("synthesis.card_outside", language), className="card-lead"),
        ]
    place = dataset.place(area)
    if np.isnan(index.scores[place]):
        return _without_score(dataset, view, index, place)
    inside = index.inside(dataset, view)
    rank = int(index.ranks(inside)[place])
    count = int((inside & ~np.isnan(index.scores)).sum())
    said = text(
        "synthesis.card_rank",
        language,
        rank=number(rank, language),
        count=number(count, language),
    )
    beside = beside_province(dataset, index, area)
    return [
        _head(dataset, view, said if rank else ""),
        html.P(
            [
                html.Strong(
                    number(float(index.scores[place]), language, DIGITS), className="card-score"
                ),
                html.Span(_beside_said(dataset, index, place, beside, language)),
            ],
            className="card-line",
        ),
        html.P(_moved(dataset, view, place), className="card-lead"),
        _pulls(dataset, index, beside, language)
        if beside
        else html.P(text("synthesis.card_no_parts", language), className="card-lead foot"),
        _unfolded(dataset, view, index, place, beside),
        report_link(view, f"{area_name(dataset, area)}: {_score_said(index, place, language)}"),
    ]


def _score_said(index: Index, place: int, language: str) -> str:
    points = number(float(index.scores[place]), language, DIGITS)
    return f"{score_name(index, language)} {points}"


def _head(dataset: Dataset, view: View, said: str) -> Component:
    language = view.language
    above = area_name(dataset, view.selected).partition(", ")[2]
    return html.Div(
        [
            html.H2(str(dataset.area(view.selected)["name"])),
            html.Span(" · ".join(one for one in (above, said) if one), className="muted"),
            html.Button(
                "×",
                className="icon-button close",
                title=text("area.close", language),
                **{"data-select": "", "aria-label": text("area.close", language)},
            ),
        ],
        className="area-head",
    )


def _without_score(
    dataset: Dataset, view: View, index: Index, place: int
) -> list[Component | None]:
    language = view.language
    themes = missing_themes(dataset, index, place, language)
    missing = text("synthesis.card_missing", language, themes=enumerated(themes, language))
    return [
        _head(dataset, view, text("synthesis.no_score", language)),
        html.P(why_no_score(index, place, language), className="card-lead"),
        html.P(missing, className="card-lead") if themes else None,
        _unfolded(dataset, view, index, place, None)
        if index.flags[place] != Flag.NOT_VALUED
        else None,
    ]


def _beside_said(
    dataset: Dataset, index: Index, place: int, beside: Beside | None, language: str
) -> str:
    if beside is None:
        return ""
    difference = float(np.round(index.scores[place] - beside.score, DIGITS))
    return text(
        "synthesis.card_beside",
        language,
        province=province_name(dataset, beside.province),
        score=number(beside.score, language, DIGITS),
        difference=number(difference, language, DIGITS, sign=True),
    )


def _moved(dataset: Dataset, view: View, place: int) -> str:
    """How many places nearer to the first than under the weights it is compared with."""
    change, language = change_of(dataset, view), view.language
    if not change.both[place] or not change.mean_shift:
        return ""
    moved = int(change.moved[place])
    way = "same" if not moved else "up" if moved > 0 else "down"
    base = "default" if view.synthesis.base == Weighting() else "pinned"
    return text(f"synthesis.moved_{base}.{way}", language, count=number(abs(moved), language))


def _pulls(dataset: Dataset, index: Index, beside: Beside, language: str) -> Component:
    """The themes that lower and raise the score beside the province's, as bars from the middle."""
    themes = index.shares.structure.themes
    order = np.argsort(beside.themes, kind="stable")
    down = [int(one) for one in order if beside.themes[one] <= -LEAST][:MOST]
    up = [int(one) for one in order[::-1] if beside.themes[one] >= LEAST][:MOST]
    widest = float(np.abs(beside.themes).max()) or 1.0
    return html.Div(
        [
            html.Div(
                [
                    html.H3(text(f"synthesis.card_{way}", language)),
                    *(
                        html.Div(
                            [
                                html.Span(theme_name(dataset, themes[one], language)),
                                html.I(
                                    className=f"pull pull-{way}",
                                    style={"--w": f"{abs(beside.themes[one]) / widest:.3f}"},
                                ),
                                html.Strong(
                                    number(float(beside.themes[one]), language, DIGITS, sign=True)
                                ),
                            ],
                            className="pull-line",
                        )
                        for one in chosen
                    ),
                ]
            )
            for way, chosen in (("down", down), ("up", up))
            if chosen
        ],
        className="pulls",
        **{"data-testid": "pulls"},
    )


def _unfolded(
    dataset: Dataset, view: View, index: Index, place: int, beside: Beside | None
) -> Component:
    """Every indicator with its value, its place on the scale, its weight and its part."""
    language = view.language
    heads = ["card_value", "card_normalised", "card_share", *(["card_part"] if beside else [])]
    rows = [
        row
        for theme, part in enumerate(index.shares.themes)
        if part
        for row in _theme_rows(dataset, view, index, place, theme, beside)
    ]
    return html.Details(
        [
            html.Summary(text("synthesis.card_unfold", language)),
            html.Div(
                html.Table(
                    [
                        html.Thead(
                            html.Tr(
                                [
                                    html.Th("", scope="col"),
                                    *(
                                        html.Th(
                                            text(f"synthesis.{head}", language),
                                            scope="col",
                                            className="number",
                                        )
                                        for head in heads
                                    ),
                                ]
                            )
                        ),
                        html.Tbody(rows),
                    ],
                    className="unfolded",
                ),
                className="wide",
            ),
        ],
        className="unfold",
        **{"data-testid": "unfold"},
    )


def _theme_rows(
    dataset: Dataset, view: View, index: Index, place: int, theme: int, beside: Beside | None
) -> list[Component]:
    language, structure = view.language, index.shares.structure
    name = theme_name(dataset, structure.themes[theme], language)
    shown = [
        "",
        _points(index.found.themes[place, theme], language),
        share(index.shares.themes[theme], language),
        *([_part(beside.themes[theme], language)] if beside else []),
    ]
    rows = [_cells(html.Strong(name), shown, "unfolded-theme")]
    members = np.flatnonzero((structure.theme_of == theme) & (index.found.weights.within > 0))
    rows += [_indicator_row(view, index, place, int(one), beside) for one in members]
    if beside and abs(beside.rest[theme]) >= LEAST:
        said = text("synthesis.card_rest", language)
        rows.append(_cells(said, ["", "", "", _part(beside.rest[theme], language)], ""))
    return rows


def _indicator_row(
    view: View, index: Index, place: int, one: int, beside: Beside | None
) -> Component:
    language, entry = view.language, index.entering.inputs[one]
    of_all = (
        index.shares.within[one] * index.found.weights.themes[index.shares.structure.theme_of[one]]
    )
    link = card_link(entry.indicator.key, entry.indicator.name[language], view, small=True)
    shown = [
        _value(index, place, one, language),
        _points(index.found.normalised[place, one], language),
        number(float(of_all), language, DIGITS),
        *([_part(beside.indicators[one], language)] if beside else []),
    ]
    return _cells([link, html.Small(str(entry.series.year))], shown, "")


def _value(index: Index, place: int, one: int, language: str) -> str:
    """The value as it enters; a band is named as one, and what is missing says why."""
    entry, value = index.entering.inputs[one], float(index.entering.values[place, one])
    if np.isnan(value):
        return text(f"flag.{FLAG_NAMES[Flag(index.entering.flags[place, one])]}", language)
    if entry.of_both:
        return f"{number(value, language)} ({text('synthesis.card_of_both', language)})"
    said = amount(value, entry.indicator, Group.TOTAL, language)
    return f"≈ {said} ({text('synthesis.card_band', language)})" if entry.banded else said


def _points(points: float, language: str) -> str:
    return "–" if np.isnan(points) else number(float(points), language)


def _part(points: float, language: str) -> str:
    return number(float(points), language, DIGITS, sign=True)


def _cells(name: Component | str | list[Component], shown: list[str], kind: str) -> Component:
    return html.Tr(
        [
            html.Th(name, scope="row"),
            *(html.Td(one, className="number") for one in shown),
        ],
        className=kind,
    )
