"""What the synthesis map shows: classes, the numbers for hover, and the legend."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag
from dashboard.index.certainty import PALETTE as CERTAINTY_PALETTE
from dashboard.index.certainty import Certainty, certainty_of
from dashboard.index.change import PALETTE as CHANGE_PALETTE
from dashboard.index.change import Change, change_of
from dashboard.index.scores import DIGITS, Index, can_be_made, index_of, synthesis_level
from dashboard.legend import Legend, legend_of, people_of
from dashboard.synthesis.aggregate import FLOOR, Mean
from dashboard.synthesis_summary import (
    change_subtitle,
    covered,
    lead,
    synthesis_subtitle,
    synthesis_title,
)
from dashboard.synthesis_view import Painted
from dashboard.view import View
from dashboard.wording import number, text
from layouts import legend as legend_layout
from layouts.synthesis_certainty import limits_fault
from layouts.weights import shares_at

ABSENT = (
    ("n", "none", Flag.NO_DATA),
    ("f", "few", Flag.TOO_FEW),
    ("s", "suppressed", Flag.SUPPRESSED),
)


def made(dataset: Dataset, view: View) -> Index | None:
    """The index of the view; ``None`` where its level has nothing to put together."""
    return index_of(dataset, view) if can_be_made(dataset, synthesis_level(view)) else None


def shown(dataset: Dataset, view: View) -> dict[str, Any]:
    """What the map shows, the numbers for hover, and the shares that count."""
    index = made(dataset, view)
    level = synthesis_level(view)
    found: dict[str, Any] = {
        "rule": "",
        "level": str(level),
        "title": synthesis_title(view, index),
        "key": _key(view, level),
    }
    if index is None:
        areas = dataset.areas(level)
        nothing = np.where(dataset.countable(level, dataset.release.provinces), "n", "x")
        return found | {
            "palette": "seq-5",
            "letters": "".join(nothing[: len(areas)]),
            "subtitle": text("synthesis.no_index", view.language),
        }
    inside = index.inside(dataset, view)
    found |= {
        "palette": index.palette,
        "letters": index.letters(),
        "subtitle": synthesis_subtitle(dataset, view, index),
        "scores": _packed(index.scores * 10**DIGITS),
        "ranks": _packed(np.where(index.ranks(inside) > 0, index.ranks(inside), np.nan)),
        "count": int((inside & ~np.isnan(index.scores)).sum()),
        "shares": shares_at(index),
    }
    painted = view.synthesis.painted
    if painted is Painted.CERTAINTY and not limits_fault(dataset, view, index):
        certainty = _certainty(dataset, view)
        if certainty:
            found |= {
                "palette": CERTAINTY_PALETTE,
                "letters": certainty.letters(),
                "certainty": _packed(certainty.robust.in_top * 1000),
                "k": certainty.k,
            }
    if painted is Painted.CHANGE:
        change = change_of(dataset, view)
        found |= {
            "palette": CHANGE_PALETTE,
            "letters": change.letters(),
            "subtitle": change_subtitle(dataset, view, change),
            "before": _packed(np.where(change.both, change.before, np.nan)),
            "ranks": _packed(np.where(change.both, change.after, np.nan)),
        }
    return found


def _certainty(dataset: Dataset, view: View) -> Certainty | None:
    index = index_of(dataset, view)
    known = index.inside(dataset, view) & ~np.isnan(index.scores)
    return certainty_of(dataset, view) if known.any() else None


def letters(dataset: Dataset, view: View) -> dict[str, Any]:
    """The map alone, while a weight is being moved: scores, or the change of ranks."""
    index = made(dataset, view)
    if index is None:
        return {}
    found = {"level": str(index.level), "key": "moving", "rule": ""}
    if view.synthesis.painted is Painted.CHANGE:
        return found | {
            "palette": CHANGE_PALETTE,
            "letters": change_of(dataset, view).letters(),
        }
    return found | {"palette": index.palette, "letters": index.letters()}


def _key(view: View, level: Level) -> str:
    words = view.synthesis.to_words()
    parts = [words[key] for key in ("gorunum", "w", "wg", "olcekleme", "birlestirme")]
    return f"synthesis/{level}/{view.province}/{'/'.join(parts)}"


def _packed(values: np.ndarray) -> str:
    """Whole numbers in a row, nothing where there is none: shorter than a list of nulls."""
    return ",".join("" if np.isnan(one) else str(round(float(one))) for one in values)


def legend(dataset: Dataset, view: View) -> list[Component | None]:
    """What the colours mean: ruler of the scores, or the classes with their counts."""
    index = made(dataset, view)
    if index is None:
        return []
    painted = view.synthesis.painted
    if painted is Painted.CHANGE:
        change = change_of(dataset, view)
        return _classes(dataset, view, index, change)
    if painted is Painted.CERTAINTY and not limits_fault(dataset, view, index):
        certainty = _certainty(dataset, view)
        if certainty:
            return _classes(dataset, view, index, certainty)
    return _ruler(dataset, view, index)


def _ruler(dataset: Dataset, view: View, index: Index) -> list[Component | None]:
    language = view.language
    found = _legend(dataset, view, index)
    said = lead(dataset, view, index, view.selected) if view.selected else ""
    if not found.valued:
        return [
            html.P(said or covered(dataset, view, index), className="legend-sentence"),
            legend_layout.counts(found, language, bars=False),
        ]
    labels = [
        html.Span(number(value, language, DIGITS), style={"left": f"{position * 100:.3f}%"})
        for value, position in zip(found.edges[1:-1], found.positions[1:-1], strict=True)
    ]
    return [
        html.Div(
            [
                html.P(
                    said or covered(dataset, view, index),
                    className="legend-sentence",
                ),
                html.P(text("synthesis.legend_dark", language), className="legend-dark"),
            ],
            className="legend-head",
        ),
        legend_layout.ruler(found, index.palette, _key(view, index.level), labels, turned=True),
        legend_layout.counts(found, language),
        html.P(" ".join(_notes(dataset, view, index)), className="foot"),
    ]


def _notes(dataset: Dataset, view: View, index: Index) -> list[str]:
    """What the classes are, and how often the geometric mean met a theme near zero."""
    language = view.language
    below = _below_floor(dataset, view, index)
    said = [text(f"synthesis.legend_fifths.{index.level}", language)]
    if below:
        said.append(text("synthesis.floor_warning", language, count=number(below, language)))
    return said


def _below_floor(dataset: Dataset, view: View, index: Index) -> int:
    """Areas in view with a score of which a theme counts as the floor of the geometric mean."""
    if index.method.mean is not Mean.GEOMETRIC:
        return 0
    low = (index.found.themes < FLOOR) & (index.shares_on[None, :])
    return int((low.any(axis=1) & index.inside(dataset, view) & ~np.isnan(index.scores)).sum())


def _legend(dataset: Dataset, view: View, index: Index) -> Legend:
    ascending = np.where(index.classes < 0, -1, len(index.breaks) - index.classes).astype(np.int8)
    return legend_of(
        index.scores,
        index.flags,
        ascending,
        index.breaks,
        index.inside(dataset, view),
        people_of(dataset, index.level),
    )


def _classes(
    dataset: Dataset, view: View, index: Index, found: Certainty | Change
) -> list[Component | None]:
    """The classes of certainty or change, each with how many areas in view it holds."""
    language = view.language
    kind = "change" if isinstance(found, Change) else "certainty"
    palette = CHANGE_PALETTE if kind == "change" else CERTAINTY_PALETTE
    inside = index.inside(dataset, view)
    letters_ = np.array(list(found.letters()))[inside]
    classes = 5 if kind == "change" else 4
    order = range(classes) if kind == "change" else range(classes - 1, -1, -1)
    said = lead(dataset, view, index, view.selected) if view.selected else ""
    named = [(str(one), str(one), f"synthesis.legend_{kind}.{one}") for one in order]
    absent = [(letter, word, f"flag.{flag.name.lower()}") for letter, word, flag in ABSENT]
    swatches = [
        (word, text(key, language), int((letters_ == letter).sum()))
        for letter, word, key in (*named, *absent)
    ]
    return [
        html.P(said or covered(dataset, view, index), className="legend-sentence"),
        html.Div(
            [
                html.Span(
                    [
                        html.Span(className="swatch", **{"data-class": word}),
                        html.Span(label),
                        html.Strong(number(count, language)),
                    ],
                    className="legend-count",
                )
                for word, label, count in swatches
            ],
            className=f"legend-counts legend-{kind}",
            **{"data-palette": palette},
        ),
    ]
