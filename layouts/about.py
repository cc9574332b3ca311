"""What the shown indicator means: sentence, direction, source and caveat, always in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Indicator, Withdrawn
from dashboard.dataset import Dataset
from dashboard.summary import direction, province_name, provinces_with_values, source
from dashboard.view import Parsed, View, settle
from dashboard.wording import enumerated, indicator_name, number, text
from layouts.footing import page_address
from layouts.indicator_words import card_link
from layouts.release_notice import release_notice

MOST_NAMED = 4  # parts of a link that one notice names


def about(dataset: Dataset, view: View) -> list[Component]:
    """The indicator in words."""
    indicator, language = dataset.indicator(view.series), view.language
    facts = [
        ("about.direction", direction(dataset, view.series, language)),
        ("about.source", source(dataset, view.series, language)),
        ("about.caveat", indicator.caveat[language]),
        ("about.numerator", indicator.numerator[language]),
        ("about.denominator", indicator.denominator[language]),
        ("about.floor", floor_sentence(indicator.floor, language)),
    ]
    card = card_link(indicator.key, text("catalogue.card", language), view, small=True)
    return [
        html.H2(indicator.name[language]),
        html.P([f"{indicator.meaning[language]} ", card]),
        html.Dl(
            [
                part
                for label, said in facts
                if said
                for part in (html.Dt(text(label, language)), html.Dd(said))
            ]
        ),
    ]


def floor_sentence(people: int, language: str) -> str:
    """Of how many people a value must speak to be shown; empty where there is no such floor."""
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
    language = parsed.view.language
    said: list[Component] = []
    others = []
    for part in parsed.dropped:
        named = dataset.catalogue.indicators.get(_indicator_of(part))
        if named and named.withdrawn:
            said.append(_withdrawn(dataset, parsed.view, named, named.withdrawn))
        elif named and part.startswith("g="):
            said.append(html.P(_not_published(dataset, parsed, named)))
        else:
            others.append(part)
    if others:
        parts = "; ".join(others[:MOST_NAMED])
        more = len(others) - MOST_NAMED
        if more > 0:
            parts = text("notice.and_more", language, parts=parts, count=number(more, language))
        said.append(html.P(text("notice.dropped", language, parts=parts)))
    return said


def _indicator_of(part: str) -> str:
    """The indicator's key in a part of a link: ``g=key``, ``gostergeler=key``, ``esik=key:…``."""
    key, _, word = part.partition("=")
    return word.partition(":")[0] if key in ("g", "gostergeler", "esik") else ""


def _withdrawn(
    dataset: Dataset, view: View, indicator: Indicator, withdrawn: Withdrawn
) -> Component:
    """That an indicator was withdrawn, the way to the reason, and what is offered instead."""
    language, replacement = view.language, withdrawn.replacement
    name = indicator.name[language]
    said: list[Component | str] = [
        text("notice.withdrawn", language, name=name),
        " ",
        card_link(indicator.key, text("notice.why", language), view),
    ]
    if replacement:
        instead = dataset.catalogue.indicators[replacement].name[language]
        said += [f" {text('catalogue.replacement', language)}: "]
        said += [_offered(dataset, view, replacement, instead)]
    return html.P(said)


def _offered(dataset: Dataset, view: View, key: str, name: str) -> Component:
    """An indicator on the map, or its card where the release has no values of it."""
    if key not in dataset.offers:
        return card_link(key, name, view)
    shown = settle(dataset, replace(view.series, indicator=key))
    return html.A(name, href=page_address("/", replace(view, series=shown)))


def _not_published(dataset: Dataset, parsed: Parsed, indicator: Indicator) -> str:
    language, series = parsed.view.language, parsed.view.series
    return text(
        "notice.unpublished",
        language,
        name=indicator.name[language],
        shown=indicator_name(dataset.indicator(series), series.group, language),
    )
