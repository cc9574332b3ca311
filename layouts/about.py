"""What the shown indicator means: sentence, direction, source and caveat, always in sight."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.summary import direction, province_name, provinces_with_values, source
from dashboard.view import Parsed, View
from dashboard.wording import enumerated, indicator_name, number, text
from layouts.release_notice import release_notice

MOST_NAMED = 4  # parts of a link that one notice names


def about(dataset: Dataset, view: View) -> list[Component]:
    """The indicator in words."""
    indicator, language = dataset.indicator(view.series), view.language
    facts = [
        ("about.direction", direction(dataset, view.series, language)),
        ("about.numerator", indicator.numerator[language]),
        ("about.denominator", indicator.denominator[language]),
        ("about.source", source(dataset, view.series, language)),
        ("about.floor", _floor(indicator.floor, language)),
        ("about.caveat", indicator.caveat[language]),
    ]
    return [
        html.H2(indicator.name[language]),
        html.P(indicator.meaning[language]),
        html.Dl(
            [
                part
                for label, said in facts
                if said
                for part in (html.Dt(text(label, language)), html.Dd(said))
            ]
        ),
    ]


def _floor(people: int, language: str) -> str:
    return text("about.floor_sentence", language, people=str(people)) if people else ""


def notice(dataset: Dataset, parsed: Parsed) -> list[Component]:
    """Plain statements about what the map could not show as asked."""
    view = parsed.view
    said = [*release_notice(dataset, view, "/"), *dropped_notice(dataset, parsed)]
    if view.level is not view.series.level:
        said.append(html.P(text(f"notice.only_{view.series.level}", view.language)))
    known = provinces_with_values(dataset, view.series)
    without = [key for key in view.provinces(dataset) if key not in known]
    if without:
        said.append(_absent_in(dataset, view, without, known))
    return said


def _absent_in(
    dataset: Dataset, view: View, without: Sequence[str], known: Sequence[str]
) -> Component:
    """In which provinces of the view the series has no value, and where it has."""
    names = [province_name(dataset, key) for key in without]
    said: list[str | Component] = [
        text("notice.absent_in", view.language, provinces=enumerated(names, view.language))
    ]
    if known and len(without) == len(view.provinces(dataset)):
        said += [
            " ",
            html.Button(
                text("notice.show_in", view.language, province=province_name(dataset, known[0])),
                className="text-button",
                **{"data-choose": "il", "data-word": known[0]},
            ),
        ]
    return html.P(said)


def dropped_notice(dataset: Dataset, parsed: Parsed) -> list[Component]:
    """Which parts of the link the page could not follow; long lists end in a number."""
    language, dropped = parsed.view.language, parsed.dropped
    said = [
        html.P(_not_published(dataset, parsed, one.removeprefix("g=")))
        for one in dropped
        if _is_unpublished(dataset, one)
    ]
    others = [one for one in dropped if not _is_unpublished(dataset, one)]
    if others:
        parts = "; ".join(others[:MOST_NAMED])
        more = len(others) - MOST_NAMED
        if more > 0:
            parts = text("notice.and_more", language, parts=parts, count=number(more, language))
        said.append(html.P(text("notice.dropped", language, parts=parts)))
    return said


def _is_unpublished(dataset: Dataset, part: str) -> bool:
    """Whether a part of a link names an indicator of the catalogue that the release lacks."""
    return part.startswith("g=") and part[2:] in dataset.catalogue.indicators


def _not_published(dataset: Dataset, parsed: Parsed, key: str) -> str:
    language, series = parsed.view.language, parsed.view.series
    return text(
        "notice.unpublished",
        language,
        name=dataset.catalogue.indicators[key].name[language],
        shown=indicator_name(dataset.indicator(series), series.group, language),
    )
