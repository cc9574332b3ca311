"""What stands beside the map of thresholds: the selected area, the lists and the districts."""

from __future__ import annotations

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard import criteria
from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.release import UNVALUED
from dashboard.summary import province_name
from dashboard.threshold import LEAST_JUDGED, Outcome, Share, State, places, share_of, shares
from dashboard.view import Listed, View
from dashboard.wording import number, text
from layouts.area_names import named

SHOWN = 40
STATES = {
    Listed.PASSING: State.PASS,
    Listed.NEAR: State.NEAR,
    Listed.FAILING: State.FAIL,
}


def tab_label(outcome: Outcome, listed: Listed, language: str) -> list[Component]:
    """Name of a list and how many areas it has."""
    if listed is Listed.DISTRICTS:
        return [html.Span(text(f"threshold.tab.ilceler.{outcome.level}", language))]
    count = int(outcome.areas(STATES[listed]).sum())
    return [
        html.Span(text(f"threshold.tab.{listed}", language)),
        html.Strong(number(count, language)),
    ]


def listing(
    dataset: Dataset, view: View, outcome: Outcome, listed: Listed, every: bool
) -> list[Component]:
    """The content of a tab; nothing while it is closed."""
    if view.listed is not listed:
        return []
    if listed is Listed.DISTRICTS:
        return _districts(dataset, view, outcome)
    found = places(outcome, STATES[listed])
    table = {
        Listed.PASSING: _passing,
        Listed.NEAR: _near,
        Listed.FAILING: _failing,
    }[listed]
    return [
        *_intro(dataset, outcome, listed, view.language),
        table(dataset, view, outcome, found if every else found[:SHOWN])
        if found
        else html.P(_nobody(outcome, listed, view.language), className="empty"),
        _all(len(found), every, view.language),
    ]


def _intro(dataset: Dataset, outcome: Outcome, listed: Listed, language: str) -> list[Component]:
    if listed is Listed.NEAR:
        return [html.P(text("threshold.near_rule", language), className="foot list-foot")]
    if listed is Listed.FAILING and outcome.fails.any():
        return [_reasons(dataset, outcome, language)]
    return []


def _reasons(dataset: Dataset, outcome: Outcome, language: str) -> Component:
    """Why the rest fails: each criterion with the number of areas that miss it."""
    counts = [int((outcome.fails & one.known & ~one.met).sum()) for one in outcome.judged]
    return html.Div(
        [
            html.P(text(f"threshold.because.{outcome.level}", language)),
            html.Ul(
                [
                    html.Li(
                        text(
                            "threshold.because_one",
                            language,
                            count=number(count, language),
                            criterion=criteria.said(dataset, one.criterion, language),
                        )
                    )
                    for one, count in zip(outcome.judged, counts, strict=True)
                    if count
                ]
            ),
        ],
        className="reasons list-foot",
    )


def _nobody(outcome: Outcome, listed: Listed, language: str) -> str:
    if listed is Listed.PASSING and outcome.unknown[outcome.inside].all():
        return text("threshold.nothing_known", language)
    return text(f"threshold.nobody.{listed}", language)


def _all(count: int, every: bool, language: str) -> Component | None:
    if every or count <= SHOWN:
        return None
    return html.Button(
        text("ranking.all", language, count=number(count, language)),
        className="text-button list-foot",
        **{"data-set": "satir", "data-word": "hepsi"},
    )


def _table(
    view: View, outcome: Outcome, heads: list[Component], rows: list[Component]
) -> Component:
    first = html.Th(text(f"level_title.{outcome.level}", view.language), scope="col")
    return html.Table(
        [html.Thead(html.Tr([first, *heads])), html.Tbody(rows)],
        className="ranking threshold-table",
        **{"data-listed": str(view.listed)},
    )


def _row(
    dataset: Dataset, view: View, outcome: Outcome, place: int, cells: list[Component]
) -> Component:
    names = named(dataset, outcome.level)
    area = names.ids[place]
    button = html.Button(
        [html.Span(names.names[place]), html.Small(names.above[place])],
        className="area-button",
        **{"data-select": area},
    )
    chosen = {"className": "is-selected"} if area == view.selected else {}
    return html.Tr([html.Th(button, scope="row"), *cells], **chosen, **{"data-area": area})


def _passing(dataset: Dataset, view: View, outcome: Outcome, shown: list[int]) -> Component:
    language = view.language
    heads = [
        html.Th(text("threshold.criteria", language), scope="col"),
        html.Th(text(f"threshold.{outcome.who}", language), scope="col", className="number"),
    ]
    names = [criteria.name(dataset, one.criterion, language) for one in outcome.judged]
    rows = [
        _row(
            dataset,
            view,
            outcome,
            place,
            [
                html.Td(_dots(outcome, place, names, language)),
                html.Td(number(outcome.people[place], language), className="number"),
            ],
        )
        for place in shown
    ]
    return _table(view, outcome, heads, rows)


def _dots(outcome: Outcome, place: int, names: list[str], language: str) -> Component:
    """A dot per criterion in the order of the controls: full, half, empty, or dotted (unknown)."""
    states = [criteria.met(one, place) for one in outcome.judged]
    said = [
        f"{name}: {text(f'threshold.criterion.{state}', language)}"
        for name, state in zip(names, states, strict=True)
    ]
    return html.Span(
        [
            *(html.I(className=f"criterion-dot {state}") for state in states),
            html.Span("; ".join(said), className="visually-hidden"),
        ]
    )


def _near(dataset: Dataset, view: View, outcome: Outcome, shown: list[int]) -> Component:
    """What is missing, in the unit of the indicator."""
    language = view.language
    heads = [html.Th(text("threshold.missing", language), scope="col", className="number")]
    rows = [
        _row(
            dataset,
            view,
            outcome,
            place,
            [html.Td(_left_over(dataset, outcome, place, language), className="number")],
        )
        for place in shown
    ]
    return _table(view, outcome, heads, rows)


def _left_over(dataset: Dataset, outcome: Outcome, place: int, language: str) -> list[Component]:
    said: list[Component] = []
    for judged in outcome.judged:
        if judged.narrowly[place]:
            left = criteria.distance(dataset, judged, place, language)
            said.append(html.Small(criteria.name(dataset, judged.criterion, language)))
            said.append(html.Span(text("threshold.left", language, distance=left)))
    return said


def _failing(dataset: Dataset, view: View, outcome: Outcome, shown: list[int]) -> Component:
    language = view.language
    heads = [html.Th(text("threshold.failed", language), scope="col")]
    rows = [
        _row(dataset, view, outcome, place, [html.Td(why_not(dataset, outcome, place, language))])
        for place in shown
    ]
    return _table(view, outcome, heads, rows)


def why_not(dataset: Dataset, outcome: Outcome, place: int, language: str) -> list[Component]:
    """The criteria that an area misses, and by how much."""
    reasons = []
    for judged in outcome.judged:
        if judged.met[place]:
            continue
        name = criteria.name(dataset, judged.criterion, language)
        value = criteria.value(dataset, judged, place, language)
        left = criteria.distance(dataset, judged, place, language)
        key = "threshold.short" if left else "threshold.has"
        reasons.append(text(key, language, name=name, value=value, distance=left))
    return [html.Small(reason) for reason in reasons]


def _districts(dataset: Dataset, view: View, outcome: Outcome) -> list[Component]:
    """Which share of each district's people lives where the criteria are met."""
    language, level = view.language, outcome.level
    above = Level.PROVINCE if level is Level.DISTRICT else Level.DISTRICT
    found = shares(dataset, outcome)
    heads = [
        html.Th(text(f"level_title.{above}", language), scope="col"),
        html.Th(text("threshold.share_residents", language), scope="col", className="number"),
    ]
    if outcome.women is not None:
        heads.append(
            html.Th(text("threshold.share_women", language), scope="col", className="number")
        )
    return [
        html.P(
            text(f"threshold.share_rule.{level}", language, least=_percent(LEAST_JUDGED, language)),
            className="foot list-foot",
        ),
        html.Table(
            [
                html.Thead(html.Tr(heads)),
                html.Tbody([_district(dataset, view, outcome, one) for one in found]),
            ],
            className="ranking threshold-table shares",
            **{"data-testid": "district-shares"},
        ),
    ]


def _district(dataset: Dataset, view: View, outcome: Outcome, share: Share) -> Component:
    language = view.language
    people = [share.residents] if outcome.women is None else [share.residents, share.women]
    cells = [html.Td(_share(one, language), className="number") for one in people]
    known = not np.isnan(share.main)
    bar = html.I(className="share-bar", style={"--w": f"{share.main:.4f}"}) if known else None
    said = [
        html.Span(str(dataset.area(share.area)["name"])),
        bar,
        html.Small(_counted(share, outcome, language)),
    ]
    if outcome.level is Level.DISTRICT:
        return html.Tr([html.Th(said, scope="row"), *cells])
    button = html.Button(said, className="area-button", **{"data-select": share.area})
    chosen = {"className": "is-selected"} if share.area == view.selected else {}
    return html.Tr([html.Th(button, scope="row"), *cells], **chosen, **{"data-area": share.area})


def _counted(share: Share, outcome: Outcome, language: str) -> str:
    """``12/40 mahalle geçiyor, 3 değerlendirilemedi``."""
    unknown = share.counts[State.UNKNOWN]
    judged = sum(share.counts.values()) - unknown
    said = text(
        f"threshold.counted.{outcome.level}",
        language,
        passing=number(share.counts[State.PASS], language),
        judged=number(judged, language),
    )
    if unknown:
        said += text("threshold.unjudged", language, count=number(unknown, language))
    return said


def _share(share: float, language: str) -> str:
    return text("threshold.too_little", language) if np.isnan(share) else _percent(share, language)


def _percent(share: float, language: str) -> str:
    """Whole per cent; neither nothing nor everything is said where it is not so."""
    if 0 < share < 0.01:
        return text("threshold.below_one", language)
    if 0.99 < share < 1:
        return text("threshold.above_99", language)
    return text("unit.percent.amount", language).format(number(share * 100, language))


def card(dataset: Dataset, view: View, outcome: Outcome) -> list[Component]:
    """The selected area: what it has, what is asked, and whether it is enough."""
    language = view.language
    if not view.selected:
        return [html.P(text("threshold.select", language), className="empty")]
    row = dataset.area(view.selected)
    level = dataset.level_of(view.selected)
    if level is outcome.level:
        body = _criteria_of(dataset, outcome, dataset.place(view.selected), language)
    elif level is Level.DISTRICT:
        body = _share_of(dataset, outcome, view.selected, language)
    else:
        body = [html.P(text("threshold.other_level", language), className="foot")]
    above = province_name(dataset, str(row["province"]))
    if level is Level.NEIGHBOURHOOD:
        above = f"{dataset.area(dataset.parent(view.selected))['name']}, {above}"
    return [
        html.Div(
            [
                html.H2(str(row["name"])),
                html.Span(above, className="muted"),
                html.Button(
                    "×",
                    className="icon-button close",
                    title=text("area.close", language),
                    **{"data-select": "", "aria-label": text("area.close", language)},
                ),
            ],
            className="area-head",
        ),
        *body,
    ]


def _criteria_of(dataset: Dataset, outcome: Outcome, place: int, language: str) -> list[Component]:
    state = outcome.state(place)
    if state is None:
        kind = str(dataset.areas(outcome.level)["kind"].iloc[place])
        key = f"kind.{kind}" if kind in UNVALUED else "threshold.outside"
        return [html.P(text(key, language))]
    count, met = len(outcome.judged), int(outcome.met[place])
    return [
        html.P(
            [
                html.Strong(text(f"threshold.verdict.{state}", language)),
                html.Span(text("threshold.verdict_of", language, met=met, count=count)),
            ],
            className=f"verdict verdict-{state}",
        ),
        html.Ul(
            [
                html.Li(
                    [
                        html.I(className=f"criterion-dot {criteria.met(one, place)}"),
                        html.Span(
                            [
                                html.Span(criteria.said(dataset, one.criterion, language)),
                                html.Strong(_has(dataset, outcome, number_, place, language)),
                            ]
                        ),
                    ]
                )
                for number_, one in enumerate(outcome.judged)
            ],
            className="card-criteria",
        ),
    ]


def _has(dataset: Dataset, outcome: Outcome, which: int, place: int, language: str) -> str:
    """``%27,4: sağlanıyor``; where it is missed, by how much; where unknown, why."""
    judged = outcome.judged[which]
    if judged.series is None:
        return text("threshold.not_published", language)
    value = criteria.value(dataset, judged, place, language)
    state = criteria.met(judged, place)
    left = criteria.distance(dataset, judged, place, language)
    if state == "unknown":
        return value
    if left:
        return text("threshold.value_left", language, value=value, distance=left)
    return text(
        "threshold.value_state",
        language,
        value=value,
        state=text(f"threshold.criterion.{state}", language),
    )


def _share_of(dataset: Dataset, outcome: Outcome, district: str, language: str) -> list[Component]:
    """A district while neighbourhoods are judged."""
    here = outcome.inside & (dataset.areas(outcome.level)["district"] == district).to_numpy(
        np.bool_
    )
    if not here.any():
        return [html.P(text("threshold.outside", language))]
    share = share_of(outcome, district, here)
    said = text("threshold.district_unknown", language)
    if not np.isnan(share.main):
        who = "residents" if np.isnan(share.women) else "women"
        said = text(f"threshold.district_{who}", language, share=_percent(share.main, language))
    return [
        html.P(html.Strong(said)),
        html.P(_counted(share, outcome, language), className="foot"),
    ]
