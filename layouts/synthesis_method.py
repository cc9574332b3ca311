"""How the score is made, in words: steps, what enters with its ends and weights, what does not."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Direction, Group
from dashboard.dataset import Dataset
from dashboard.index.inputs import Inputs
from dashboard.index.scores import DIGITS, Index
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis_summary import sources, theme_name
from dashboard.view import View
from dashboard.wording import amount, number, text
from layouts.indicator_words import card_link

STEPS = (
    *("step_values", "step_scale", "step_theme", "step_index", "step_missing", "step_floor"),
    *("step_sensitive", "step_trade", "province_rule"),
)


def method_panel(dataset: Dataset, view: View, index: Index) -> list[Component | None]:
    """The method of the synthesis that is shown."""
    language = view.language
    return [
        html.Div(
            [
                html.H3(text("synthesis.how.formula", language)),
                html.Ol(
                    [
                        html.Li(_step(step, index, language))
                        for step in STEPS
                        if step != "step_floor" or index.method.mean is Mean.GEOMETRIC
                    ]
                ),
                html.H3(text("synthesis.how.inputs", language)),
                html.Div(_inputs(dataset, view, index), className="wide"),
                left_out(dataset, view, index.entering),
                html.H3(text("synthesis.how.source", language)),
                html.Ul([html.Li(one) for one in sources(dataset, index, language)]),
                html.P(
                    text("synthesis.how.version", language, release=dataset.release.key),
                    className="foot",
                ),
            ],
            className="how",
            **{"data-testid": "how"},
        )
    ]


def _step(step: str, index: Index, language: str) -> str:
    way, mean = index.method.normalisation, index.method.mean
    words = {
        "step_scale": ("normalisation", str(way)),
        "step_index": ("mean", str(mean)),
    }
    if step not in words:
        return text(f"synthesis.how.{step}", language)
    kind, one = words[step]
    named = {
        kind: text(f"synthesis.{kind}.{one}", language),
        "why": text(f"synthesis.{kind}_why.{one}", language),
    }
    return text(f"synthesis.how.{step}", language, **named)


def _inputs(dataset: Dataset, view: View, index: Index) -> Component:
    language = view.language
    heads = ("share", "direction", "ends", "year", "areas")
    rows = []
    for place, entry in enumerate(index.entering.inputs):
        theme = int(index.shares.structure.theme_of[place])
        part = index.found.weights.themes[theme] * index.found.weights.within[place] * 100
        low, high = index.entering.scale.goalposts[place]
        down = entry.indicator.direction is Direction.LOWER and not entry.of_both
        ends = [amount(one, entry.indicator, Group.TOTAL, language) for one in (low, high)]
        cells = (
            number(float(part), language, DIGITS) if part else text("synthesis.off", language),
            text(f"synthesis.how.{'down' if down else 'up'}", language),
            text("synthesis.how.of_both", language) if entry.of_both else " – ".join(ends),
            str(entry.series.year),
            number(entry.known, language),
        )
        name = card_link(entry.indicator.key, entry.indicator.name[language], view, small=True)
        short = theme_name(dataset, index.shares.structure.themes[theme], language, short=True)
        rows.append(
            html.Tr(
                [
                    html.Th([name, html.Small(short)], scope="row"),
                    *(html.Td(one, className="number") for one in cells),
                ],
                className="" if part else "is-off",
            )
        )
    return html.Table(
        [
            html.Caption(text("synthesis.how.caption", language), className="visually-hidden"),
            html.Thead(
                html.Tr(
                    [
                        html.Th(text("compare.indicator", language), scope="col"),
                        *(
                            html.Th(
                                text(f"synthesis.how.{head}", language),
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
        className="inputs",
    )


def left_out(dataset: Dataset, view: View, entering: Inputs) -> Component | None:
    """The indicators that can't enter at this level, by reason."""
    language = view.language
    by_reason: dict[str, list[str]] = {}
    for key, reason in entering.left_out.items():
        name = dataset.catalogue.indicators[key].name[language]
        by_reason.setdefault(str(reason), []).append(name)
    if not by_reason:
        return None
    return html.Div(
        [
            html.H3(text("synthesis.how.left_out", language)),
            html.Dl(
                [
                    part
                    for reason, names in by_reason.items()
                    for part in (
                        html.Dt(text(f"synthesis.reason.{reason}", language)),
                        html.Dd(", ".join(names)),
                    )
                ]
            ),
        ],
        **{"data-testid": "left-out"},
    )
