"""The legend: a sentence, a ruler that is also a histogram, and what has no colour."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Level, Unit
from dashboard.classes import palette
from dashboard.dataset import Dataset, Flag
from dashboard.legend import Bin, Legend, legend, mark_places
from dashboard.summary import dark_means, province_name, sentence, written
from dashboard.view import View
from dashboard.wording import amount, number, text

LETTER_WIDTH = 0.045  # of the ruler, that a letter covers
CROWDED = 6  # numbers on the ruler, from which on only the last has its unit
FLAG_CLASSES = {Flag.NO_DATA: "none", Flag.TOO_FEW: "few", Flag.SUPPRESSED: "suppressed"}


def legend_block(
    dataset: Dataset, view: View, marks: Sequence[tuple[str, float]] = ()
) -> list[Component]:
    """Everything under the map. ``marks``: letters and values that stand on the ruler."""
    language = view.language
    if view.series.level is Level.PROVINCE:
        return [_provinces(dataset, view), html.P(text("legend.province_only", language))]
    found = legend(dataset, view)
    selected = view.selected
    said = sentence(dataset, view.series, selected, language) if selected else ""
    hint = text("legend.compared" if marks else "legend.choose", language)
    if not found.valued:
        return [html.P(said, className="legend-sentence"), counts(found, language, bars=False)]
    return [
        html.Div(
            [
                html.P(
                    said or hint,
                    className="legend-sentence" if said else "legend-sentence on-screen",
                ),
                html.P(
                    dark_means(dataset, view.series, language, view.rule), className="legend-dark"
                ),
            ],
            className="legend-head",
        ),
        _ruler(dataset, view, found, marks),
        counts(found, language),
    ]


def _ruler(
    dataset: Dataset, view: View, found: Legend, marks: Sequence[tuple[str, float]]
) -> Component:
    return ruler(
        found,
        palette(dataset, view.series, view.rule),
        view.series.key,
        _labels(dataset, view, found),
        marks,
    )


def ruler(
    found: Legend,
    palette_name: str,
    key: str,
    labels: Sequence[Component],
    marks: Sequence[tuple[str, float]] = (),
    turned: bool = False,
) -> Component:
    """The ruler of a legend. ``key``: of what the map must show for its markers to stand here;
    ``turned``: whether the lowest values have the last colour."""
    placed = mark_places(found, marks, LETTER_WIDTH)
    last = len(found.edges) - 2
    tallest = max([*(max(one.areas, one.people) / one.width for one in found.bins), 1e-9])
    return html.Div(
        [
            html.Div(_bars(found, tallest, last if turned else None), className="legend-bars"),
            html.Div(
                [
                    html.Span(
                        className="swatch",
                        style={
                            "left": _percent(found.positions[one]),
                            "width": _percent(found.positions[one + 1] - found.positions[one]),
                        },
                        **{"data-class": str(last - one if turned else one)},
                    )
                    for one in range(last + 1)
                ],
                className="legend-classes",
            ),
            html.Div(labels, className="legend-labels"),
            *_marks(placed),
            html.Span(className="marker marker-selected", **{"data-marker": "selected"}),
            html.Span(className="marker marker-hovered", **{"data-marker": "hovered"}),
        ],
        className="legend-ruler",
        style={"--tiers": str(max((tier for _, _, tier in placed), default=0))},
        **{
            "data-palette": palette_name,
            "data-series": key,
            "data-edges": ",".join(f"{one:.10g}" for one in found.edges),
            "data-positions": ",".join(f"{one:.5g}" for one in found.positions),
        },
    )


def _marks(placed: Sequence[tuple[str, float, int]]) -> list[Component]:
    """Letters over the ruler; one that would lie on another stands a step higher."""
    return [
        html.Span(
            html.Span(letter, className="letter"),
            className="marker marker-compared",
            style={"left": _percent(place), "--tier": str(tier)},
        )
        for letter, place, tier in placed
    ]


def _bars(found: Legend, tallest: float, last: int | None) -> list[Component]:
    """``last``: the last class where the colours are turned."""
    before = 0.0
    bars = []
    for one in found.bins:
        shown = one.of_class if last is None else last - one.of_class
        bars.append(_bar(one, tallest, before, shown))
        before = one.people / one.width / tallest
    return bars


def _bar(one: Bin, tallest: float, before: float, of_class: int) -> Component:
    people = one.people / one.width / tallest
    step = {"bottom": _percent(min(people, before)), "height": _percent(abs(people - before))}
    return html.Span(
        [
            html.Span(className="people", style={"bottom": _percent(people)}),
            html.Span(className="riser", style=step),
        ],
        className="bar-slot",
        style={
            "left": _percent(one.start),
            "width": _percent(one.width),
            "--h": f"{one.areas / one.width / tallest:.4f}",
        },
        **{"data-class": str(of_class)},
    )


def _labels(dataset: Dataset, view: View, found: Legend) -> list[Component]:
    indicator = dataset.indicator(view.series)
    if indicator.unit is Unit.YES_NO:
        return [
            html.Span(text(word, view.language), style={"left": left})
            for word, left in (("no", "25%"), ("yes", "75%"))
        ]
    inner = list(zip(found.edges[1:-1], found.positions[1:-1], strict=True))
    return [
        html.Span(
            amount(value, indicator, view.series.group, view.language)
            if place == len(inner) - 1 or (place == 0 and len(inner) < CROWDED)
            else number(value, view.language, indicator.digits, sign=view.series.group == "gap"),
            style={"left": _percent(position)},
        )
        for place, (value, position) in enumerate(inner)
    ]


def _provinces(dataset: Dataset, view: View) -> Component:
    """The values of the provinces in words: two areas are no map."""
    return html.P(
        [
            html.Span(
                [
                    html.Span(province_name(dataset, key)),
                    html.Strong(written(dataset, view.series, key, view.language)),
                ],
                className="legend-province",
            )
            for key in view.provinces(dataset)
        ],
        className="legend-sentence",
    )


def counts(found: Legend, language: str, bars: bool = True) -> Component:
    """How many areas have no colour and why, how many are unreliable; then what the ``bars``
    mean."""
    keys = [
        html.Span(className="grow"),
        html.Span(
            [html.Span(className="key-bars"), text("legend.areas", language)],
            className="legend-count",
        ),
        html.Span(
            [html.Span(className="key-line"), text(f"legend.{found.people}", language)],
            className="legend-count",
        ),
    ]
    counted = [
        (FLAG_CLASSES[flag], text(f"flag.{flag.name.lower()}", language), found.counts[flag])
        for flag in FLAG_CLASSES
    ]
    if found.unreliable:
        counted.append(("unreliable", text("unreliable.count", language), found.unreliable))
    swatches = [
        html.Span(
            [
                html.Span(className="swatch", **{"data-class": kind}),
                html.Span(name),
                html.Strong(number(count, language)),
            ],
            className="legend-count",
        )
        for kind, name, count in counted
    ]
    return html.Div(swatches + (keys if bars else []), className="legend-counts")


def _percent(share: float) -> str:
    return f"{share * 100:.3f}%"
