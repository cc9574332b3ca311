"""How sure the first places are: what is varied, and each place's share of draws and range."""

from __future__ import annotations

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.index.certainty import Certainty, certainty_of, grade, limits_of
from dashboard.index.scores import Index
from dashboard.synthesis.draws import Source
from dashboard.synthesis_summary import LEAST, share, share_of_draws, theme_name
from dashboard.synthesis_view import MOST_K, SOURCE_WORDS
from dashboard.view import View
from dashboard.wording import number, text
from layouts.area_names import named
from layouts.markup import FormInput

MORE = 12  # rows after the first k
FORMS = {Level.DISTRICT: "csv", Level.NEIGHBOURHOOD: "parquet"}  # of the file of all draws
CENTRAL = 3  # themes named in the typical weights


def certainty_panel(dataset: Dataset, view: View, index: Index) -> list[Component | None]:
    """Controls, table and what was and was not varied."""
    language = view.language
    fault = limits_fault(dataset, view, index)
    controls = draws_controls(dataset, view, index)
    if fault:
        said = text("synthesis.certainty.limits_fault", language, reason=fault)
        return [controls, html.P(said, className="fault list-foot", role="alert")]
    if np.isnan(index.scores[index.inside(dataset, view)]).all():
        return [controls, html.P(text("synthesis.ranking_none", language), className="empty")]
    found = certainty_of(dataset, view)
    methods = "_methods" if found.draws.source is Source.METHODS else ""
    return [
        controls,
        html.P(
            text(
                f"synthesis.certainty.said{methods}",
                language,
                count=number(found.count, language),
                k=found.k,
            ),
            className="scope list-foot",
        ),
        _table(dataset, view, found),
        html.P(text("synthesis.certainty.grades", language), className="foot list-foot"),
        html.P(
            html.A(
                text("synthesis.certainty.download", language),
                href=f"/export/draws.{FORMS[found.index.level]}?{view.to_query()}",
                download="",
                title=text("synthesis.certainty.download_title", language),
            ),
            className="list-foot",
        ),
        *(
            html.P(
                text(
                    f"synthesis.certainty.{key}",
                    language,
                    what=text(f"synthesis.{key}.{found.draws.source}", language),
                ),
                className="foot list-foot",
            )
            for key in ("varied", "not_varied")
        ),
    ]


def limits_fault(dataset: Dataset, view: View, index: Index) -> str:
    """Why no weights lie between the entered limits; empty where some do."""
    if view.synthesis.source is not Source.BETWEEN:
        return ""
    language = view.language
    limits = limits_of(index, view.synthesis)
    for theme, (low, high) in zip(index.shares.structure.themes, limits, strict=True):
        if low > high:
            name = theme_name(dataset, theme, language)
            return text("synthesis.certainty.order_sum", language, theme=name)
    least, most = (sum(one[side] for one in limits) for side in (0, 1))
    if least > 100 + 1e-9:
        said = number(least, language, 1)
        return text("synthesis.certainty.least_sum", language, sum=said)
    if most < 100 - 1e-9:
        return text("synthesis.certainty.most_sum", language, sum=number(most, language, 1))
    return ""


def draws_controls(dataset: Dataset, view: View, index: Index) -> Component:
    """What is varied, how many first places, the seed, and the limits where they are entered."""
    synthesis, language = view.synthesis, view.language
    label = text("synthesis.certainty.source", language)
    return html.Div(
        [
            html.Label(
                [
                    html.Span(label),
                    html.Select(
                        [
                            html.Option(
                                text(f"synthesis.source.{source}", language),
                                value=word,
                                selected=source is synthesis.source,
                            )
                            for source, word in SOURCE_WORDS.items()
                        ],
                        className="native-select",
                        **{"data-control": "deneme", "aria-label": label},
                    ),
                ],
                className="method-choice",
            ),
            _whole("k", "k", synthesis.k, MOST_K, language),
            _whole("seed", "tohum", synthesis.seed, 999_999, language)
            if synthesis.source is not Source.METHODS
            else None,
            _limits(dataset, view, index) if synthesis.source is Source.BETWEEN else None,
        ],
        className="certainty-controls",
    )


def _whole(words: str, field: str, value: int, most: int, language: str) -> Component:
    label = text(f"synthesis.certainty.{words}", language)
    return html.Label(
        [
            html.Span(label),
            FormInput(
                type="number",
                min="1" if field == "k" else "0",
                max=str(most),
                step="1",
                value=str(value),
                className="whole-number",
                **{"data-control": field, "aria-label": label},
            ),
        ],
        className="method-choice",
        title=text("synthesis.certainty.seed_title", language) if field == "tohum" else None,
    )


def _limits(dataset: Dataset, view: View, index: Index) -> Component:
    """Least and most share of each theme with weight, to be entered by hand."""
    language = view.language
    limits = limits_of(index, view.synthesis)
    rows = [
        html.Div(
            [
                html.Span(theme_name(dataset, theme, language)),
                *(
                    FormInput(
                        type="text",
                        inputMode="decimal",
                        maxLength="5",
                        value=share(limits[place][side], language),
                        className="weight-number",
                        **{
                            "data-limit": theme,
                            "data-side": str(side),
                            "aria-label": text(
                                f"synthesis.certainty.{('low', 'high')[side]}",
                                language,
                                theme=theme_name(dataset, theme, language),
                            ),
                        },
                    )
                    for side in (0, 1)
                ),
            ],
            className="limit-line",
        )
        for place, theme in enumerate(index.shares.structure.themes)
        if index.shares.themes[place]
    ]
    return html.Div(
        [html.Strong(text("synthesis.certainty.limits", language)), *rows],
        className="limits",
        role="group",
        **{"aria-label": text("synthesis.certainty.limits", language), "data-testid": "limits"},
    )


def _table(dataset: Dataset, view: View, found: Certainty) -> Component:
    language = view.language
    in_top = np.nan_to_num(found.robust.in_top, nan=-1.0)
    median = np.nan_to_num(found.robust.median, nan=np.inf)
    order = [int(one) for one in np.lexsort((median, -in_top)) if in_top[one] >= 0]
    first, others = order[: found.k], order[found.k : found.k + MORE]
    shown = [*first, *(one for one in others if in_top[one] >= LEAST)]
    last = max(float(found.robust.high[one]) for one in shown)
    rest = len(order) - len(shown)
    heads = (
        html.Th(text(f"level_title.{found.index.level}", language), scope="col"),
        html.Th(text("synthesis.certainty.in_top", language, k=found.k), scope="col", colSpan=2),
        html.Th(text("synthesis.certainty.grade_head", language), scope="col"),
        html.Th(
            [
                html.Span(text("synthesis.certainty.interval", language)),
                html.Small(f"1 – {number(last, language)}"),
            ],
            scope="col",
        ),
    )
    return html.Div(
        [
            html.Table(
                [
                    html.Caption(
                        text("synthesis.certainty.caption", language), className="visually-hidden"
                    ),
                    html.Thead(html.Tr(list(heads))),
                    html.Tbody([_row(dataset, view, found, one, last) for one in shown]),
                ],
                className="ranking certainty-table",
                **{"data-testid": "certainty-table"},
            ),
            html.P(
                text("synthesis.certainty.rest", language, count=number(rest, language)),
                className="foot list-foot",
            )
            if rest and in_top[order[len(shown) :]].max() < LEAST
            else None,
        ]
    )


def _row(dataset: Dataset, view: View, found: Certainty, place: int, last: float) -> Component:
    language, names = view.language, named(dataset, found.index.level)
    part = float(found.robust.in_top[place])
    graded = grade(part)
    return html.Tr(
        [
            html.Th(
                html.Button(
                    [html.Span(names.names[place]), html.Small(names.above[place])],
                    className="area-button",
                    **{"data-select": names.ids[place]},
                ),
                scope="row",
            ),
            html.Td(
                html.I(className=f"share-of-draws {graded}", style={"--w": f"{part:.3f}"}),
                className="bar-cell",
                **{"aria-hidden": "true"},
            ),
            html.Td(share_of_draws(part, language), className="number value"),
            html.Td(text(f"synthesis.grade.{graded}", language), className=f"grade {graded}"),
            html.Td(rank_interval(_ranks(found, place), last, language)),
        ],
        className="is-selected" if names.ids[place] == view.selected else "",
        title=_central(dataset, found, place, language),
        **{"data-area": names.ids[place]},
    )


def _ranks(found: Certainty, place: int) -> tuple[float, float, float]:
    robust = found.robust
    return float(robust.low[place]), float(robust.median[place]), float(robust.high[place])


def rank_interval(ranks: tuple[float, float, float], last: float, language: str) -> Component:
    """The 5, 50 and 95 % rank on a line from 1 to the ``last`` rank that is shown."""
    low, median, high = ranks
    spread = max(last - 1, 1.0)
    said = f"{number(low, language)}–{number(high, language)}"
    return html.Div(
        [
            html.I(
                className="rank-line",
                style={
                    "left": f"{(low - 1) / spread * 100:.2f}%",
                    "width": f"{(high - low) / spread * 100:.2f}%",
                },
            ),
            html.I(className="rank-dot", style={"left": f"{(median - 1) / spread * 100:.2f}%"}),
            html.Span(said, className="visually-hidden"),
        ],
        className="rank-interval",
        title=said,
    )


def _central(dataset: Dataset, found: Certainty, place: int, language: str) -> str | None:
    """The typical weights of the draws that put a place among the first."""
    weights = found.robust.central[place]
    if np.isnan(weights).any() or found.draws.source is Source.METHODS:
        return None
    themes = found.index.shares.structure.themes
    heaviest = np.argsort(-weights, kind="stable")[:CENTRAL]
    said = ", ".join(
        f"{theme_name(dataset, themes[one], language, short=True)} "
        f"{number(float(weights[one] * 100), language)}"
        for one in heaviest
    )
    return text(
        "synthesis.certainty.central",
        language,
        name=named(dataset, found.index.level).names[place],
        k=found.k,
        weights=said,
    )
