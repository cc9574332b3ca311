"""Places from the lowest score on, with what each theme takes from it."""

from __future__ import annotations

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag, Selection
from dashboard.index.scores import DIGITS, Index, losses_of
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis_summary import scope_name, share, theme_name
from dashboard.view import View
from dashboard.wording import enumerated, number, text
from layouts.area_names import named

SHOWN = 40
NARROWEST = 0.01  # of the column, that a bar of something is wide


def ranking(dataset: Dataset, view: View, index: Index, every: bool) -> list[Component | None]:
    """The table, what it covers, what its bars mean and what could not be ranked."""
    language = view.language
    inside = index.inside(dataset, view)
    placed = index.ranks(inside)
    order = np.lexsort((np.arange(len(placed)), placed))
    ranked = [int(one) for one in order if placed[one]]
    if not ranked:
        return [html.P(text("synthesis.ranking_none", language), className="empty")]
    shown = ranked if every else ranked[:SHOWN]
    selected = dataset.place(view.selected) if _of_level(dataset, view, index) else -1
    if placed[selected] and selected not in shown and selected >= 0:
        shown = [selected, *shown]
    return [
        html.P(_scope(dataset, view, index, len(ranked)), className="scope list-foot"),
        html.Div(
            html.Table(
                [
                    html.Caption(
                        text("synthesis.ranking_caption", language), className="visually-hidden"
                    ),
                    html.Thead(_head(dataset, index, language)),
                    html.Tbody(_rows(dataset, view, index, shown, placed)),
                ],
                className="ranking lost-table",
                **{"data-testid": "ranking-table"},
            ),
            className="wide",
        ),
        _all(len(ranked), every, language),
        html.P(_rule(index, language), className="foot list-foot"),
        _unranked(index, inside, language),
    ]


def _of_level(dataset: Dataset, view: View, index: Index) -> bool:
    return bool(view.selected) and dataset.level_of(view.selected) is index.level


def _scope(dataset: Dataset, view: View, index: Index, count: int) -> str:
    return text(
        "synthesis.ranking_scope",
        view.language,
        name=scope_name(dataset, view),
        count=number(count, view.language),
        level=text(f"level_many.{index.level}", view.language),
    )


def _on(index: Index) -> list[int]:
    return [place for place, part in enumerate(index.shares.themes) if part]


def _head(dataset: Dataset, index: Index, language: str) -> list[Component]:
    themes = index.shares.structure.themes
    parts = [
        html.Th(
            [
                html.Span(theme_name(dataset, themes[place], language, short=True)),
                html.Small(share(index.shares.themes[place], language)),
            ],
            scope="col",
            className="lost-theme",
        )
        for place in _on(index)
    ]
    if index.method.mean is Mean.MAZZIOTTA_PARETO:
        name = text("synthesis.imbalance", language)
        parts.append(html.Th(html.Span(name), scope="col", className="lost-theme"))
    return [
        html.Tr(
            [
                html.Th(text("synthesis.rank_head", language), scope="col", className="number"),
                html.Th(text(f"level_title.{index.level}", language), scope="col"),
                html.Th(text("synthesis.score_head", language), scope="col", className="number"),
                *parts,
            ]
        )
    ]


def _rows(
    dataset: Dataset, view: View, index: Index, shown: list[int], placed: np.ndarray
) -> list[Component]:
    names, language = named(dataset, index.level), view.language
    lost = losses_of(index)
    columns = [lost.themes[:, place] for place in _on(index)]
    if index.method.mean is Mean.MAZZIOTTA_PARETO:
        columns.append(lost.imbalance)
    parts = np.column_stack(columns)
    widest = max(float(np.nanmax(np.abs(parts[placed > 0]))), 1e-9)
    small = index.level is Level.NEIGHBOURHOOD
    return [
        html.Tr(
            [
                html.Td(number(int(placed[place]), language), className="number rank"),
                html.Th(
                    html.Button(
                        [
                            html.Span(names.names[place]),
                            html.Small(names.above[place]) if small else None,
                        ],
                        className="area-button",
                        **{"data-select": names.ids[place]},
                    ),
                    scope="row",
                ),
                html.Td(
                    number(float(index.scores[place]), language, DIGITS), className="number value"
                ),
                *(_bar(float(part), widest, language) for part in parts[place]),
            ],
            className="is-selected" if names.ids[place] == view.selected else "",
            **{"data-area": names.ids[place]},
        )
        for place in shown
    ]


def _bar(lost: float, widest: float, language: str) -> Component:
    """Points that a theme takes away; what it adds (standard scores alone) is drawn hollow."""
    width = max(abs(lost) / widest, NARROWEST)
    return html.Td(
        [
            html.I(className="lost" if lost >= 0 else "lost gained", style={"--w": f"{width:.3f}"}),
            html.Span(number(lost, language, DIGITS), className="lost-points"),
        ]
    )


def _rule(index: Index, language: str) -> str:
    of_mean = "" if index.method.mean is Mean.GEOMETRIC else "_arithmetic"
    return text(f"synthesis.bars_rule{of_mean}", language)


def _all(count: int, every: bool, language: str) -> Component | None:
    if every or count <= SHOWN:
        return None
    return html.Button(
        text("ranking.all", language, count=number(count, language)),
        className="text-button list-foot",
        **{"data-set": "satir", "data-word": "hepsi"},
    )


def _unranked(index: Index, inside: Selection, language: str) -> Component | None:
    counts = [
        (flag, int((inside & (index.flags == flag)).sum()))
        for flag in (Flag.NO_DATA, Flag.TOO_FEW, Flag.SUPPRESSED)
    ]
    if not any(count for _, count in counts):
        return None
    reasons = [
        f"{text(f'flag.{flag.name.lower()}', language)} {number(count, language)}"
        for flag, count in counts
        if count
    ]
    said = text(
        "synthesis.unranked",
        language,
        count=number(sum(count for _, count in counts), language),
        reasons=enumerated(reasons, language),
    )
    return html.P(said, className="foot list-foot")
