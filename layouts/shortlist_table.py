"""The shortlist: who is on it, how sure that is, who narrowly missed it, and what changes it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.index.scores import DIGITS
from dashboard.shortlist.balance import Balanced, balanced_of
from dashboard.shortlist.bounds import Bounds
from dashboard.shortlist.draws import MethodChange, Robust, method_changes, robust_of
from dashboard.shortlist.margins import Margin, Step, margins_of
from dashboard.shortlist.rules import asked_said
from dashboard.shortlist.selection import Membership, Shortlist, shortlist_of
from dashboard.shortlist.why import assumptions_said, balance_said, names_at, tie_said, why_out
from dashboard.synthesis_summary import share_of_draws, theme_name
from dashboard.view import View
from dashboard.wording import number, text
from layouts.area_names import named
from layouts.synthesis_certainty import limits_fault, rank_interval

OUT = (Membership.FAILING, Membership.VETOED, Membership.INELIGIBLE)
NOT_TOLD = (Membership.UNKNOWN, Membership.UNSCORED)


def listing(dataset: Dataset, view: View) -> list[Component | None]:
    """The table with the cut, near misses, those that are not ranked, and what decides."""
    language = view.language
    found = shortlist_of(dataset, view)
    fault = limits_fault(dataset, view, found.index)
    if fault:
        said = text("focus.fault_limits", language, reason=fault)
        return [html.P(said, className="fault list-foot", role="alert")]
    robust = robust_of(dataset, view)
    balanced = balanced_of(dataset, view)
    return [
        _table(dataset, view, found, robust, balanced)
        if found.order
        else html.P(text("focus.nobody", language), className="empty"),
        html.P(balance_said(dataset, view, balanced), className="list-foot balance-said")
        if balanced
        else None,
        html.P(text("synthesis.certainty.grades", language), className="foot list-foot"),
        html.P(assumptions_said(robust, language), className="foot list-foot"),
        _near(dataset, view, found),
        _others(dataset, view, found),
        _decides(dataset, view, found),
    ]


def _table(
    dataset: Dataset, view: View, found: Shortlist, robust: Robust, balanced: Balanced | None
) -> Component:
    language = view.language
    listed = set(balanced.listed) if balanced else set(found.listed)
    last = max((float(robust.high[one]) for one in found.order), default=1.0)
    rows: list[Component] = []
    for at, place in enumerate(found.order):
        if at == found.k:
            rows.append(_cut(dataset, view, found))
        rows.append(_row(dataset, view, robust, place, place in listed, last))
    heads: list[tuple[str, dict[str, str | int]]] = [
        ("rank", {"className": "number"}),
        ("level", {}),
        ("score", {"className": "number"}),
        ("in_list", {"colSpan": 2}),
        ("grade", {}),
        ("interval", {}),
    ]
    return html.Table(
        [
            html.Caption(text("focus.caption", language), className="visually-hidden"),
            html.Thead(
                html.Tr(
                    [
                        html.Th(
                            text(f"level_title.{found.level}", language)
                            if key == "level"
                            else text(f"focus.{key}", language),
                            scope="col",
                            **more,
                        )
                        for key, more in heads
                    ]
                    + (
                        [html.Th(text("focus.criteria_met", language), scope="col")]
                        if found.criteria
                        else []
                    )
                )
            ),
            html.Tbody(rows),
        ],
        className="ranking certainty-table shortlist-table",
        **{"data-testid": "shortlist-table"},
    )


def _row(
    dataset: Dataset, view: View, robust: Robust, place: int, counts: bool, last: float
) -> Component:
    """``counts``: whether the area is on the list that counts, under the rules of balance."""
    found = robust.shortlist
    language, names = view.language, named(dataset, found.level)
    share, graded = float(robust.shares[place]), robust.grade(place)
    note = ""
    if counts != (place in found.listed):
        note = text("focus.brought" if counts else "focus.moved_out", language)
    cells = [
        html.Td(number(int(found.ranks[place]), language), className="number rank"),
        html.Th(
            html.Button(
                [
                    html.Span(names.names[place]),
                    html.Small(" · ".join(one for one in (names.above[place], note) if one)),
                ],
                className="area-button",
                **{"data-select": names.ids[place]},
            ),
            scope="row",
        ),
        html.Td(
            number(float(found.index.scores[place]), language, DIGITS), className="number value"
        ),
        html.Td(
            html.I(className=f"share-of-draws {graded}", style={"--w": f"{share:.3f}"}),
            className="bar-cell",
            **{"aria-hidden": "true"},
        ),
        html.Td(share_of_draws(share, language), className="number value"),
        html.Td(
            text(f"synthesis.grade.{graded}", language) if graded else "",
            className=f"grade {graded}",
        ),
        html.Td(
            rank_interval(
                (float(robust.low[place]), float(robust.median[place]), float(robust.high[place])),
                last,
                language,
            )
        ),
    ]
    if found.criteria:
        cells.append(html.Td(_dots(dataset, found.criteria, place, language)))
    return html.Tr(
        cells,
        className=" ".join(
            one
            for one in (
                "is-selected" if names.ids[place] == view.selected else "",
                "is-listed" if counts else "",
            )
            if one
        ),
        title=_central(dataset, view, robust, place),
        **{"data-area": names.ids[place], "data-listed": "true" if counts else "false"},
    )


def _dots(dataset: Dataset, criteria: Sequence[Bounds], place: int, language: str) -> Component:
    """A dot per criterion: met, narrowly missed, missed or not known."""
    states = [_state(one, place) for one in criteria]
    said = [
        f"{asked_said(dataset, one.asked, language)}: "
        f"{text(f'threshold.criterion.{state}', language)}"
        for one, state in zip(criteria, states, strict=True)
    ]
    return html.Span(
        [
            *(html.I(className=f"criterion-dot {state}") for state in states),
            html.Span("; ".join(said), className="visually-hidden"),
        ]
    )


def _state(one: Bounds, place: int) -> str:
    if one.met[place]:
        return "met"
    if one.unknown[place]:
        return "unknown"
    return "near" if one.narrowly[place] else "not_met"


def _central(dataset: Dataset, view: View, robust: Robust, place: int) -> str | None:
    """The typical weights of the draws that list an area."""
    weights, language = robust.central[place], view.language
    if np.isnan(weights).any():
        return None
    themes = robust.shortlist.index.shares.structure.themes
    heaviest = np.argsort(-weights, kind="stable")[:3]
    said = ", ".join(
        f"{theme_name(dataset, themes[one], language, short=True)} "
        f"{number(float(weights[one] * 100), language)}"
        for one in heaviest
    )
    return text("focus.central", language, weights=said)


def _cut(dataset: Dataset, view: View, found: Shortlist) -> Component:
    """Where the list ends, and how far the next one is."""
    language, names = view.language, named(dataset, found.level)
    tied = tie_said(dataset, view)
    last, following = found.order[found.k - 1], found.order[found.k]
    points = float(found.index.scores[following] - found.index.scores[last])
    said = text(
        "focus.cut_close",
        language,
        k=found.k,
        last=names.names[last],
        next=names.names[following],
        points=number(points, language, DIGITS),
    )
    if tied:
        said = f"{text('focus.cut', language, k=found.k)} {tied}"
    columns = 8 if found.criteria else 7
    return html.Tr(html.Td(said, colSpan=columns), className="cut", **{"data-testid": "cut"})


def _near(dataset: Dataset, view: View, found: Shortlist) -> Component | None:
    places = [at for at, one in enumerate(found.memberships) if one is Membership.NEAR]
    if not places:
        return None
    language = view.language
    rows = [
        _reasons(
            dataset,
            view,
            found,
            at,
            why_out(dataset, found, at, language),
        )
        for at in places
    ]
    return html.Details(
        [
            html.Summary(text("focus.near", language, count=number(len(places), language))),
            html.P(text("focus.near_rule", language), className="foot"),
            html.Ul(rows, className="reason-list"),
        ],
        className="list-foot rule-fold",
        open=len(places) <= 8,
        **{"data-part": "near", "data-testid": "near-misses"},
    )


def _others(dataset: Dataset, view: View, found: Shortlist) -> Component | None:
    """Those that are out or can't be told, each with its reason."""
    language = view.language
    kinds = (*NOT_TOLD, *OUT)
    places = [at for at, one in enumerate(found.memberships) if one in kinds]
    if not places:
        return None
    places.sort(key=lambda at: kinds.index(found.memberships[at] or Membership.FAILING))
    return html.Details(
        [
            html.Summary(text("focus.others", language, count=number(len(places), language))),
            html.Ul(
                [
                    _reasons(dataset, view, found, at, why_out(dataset, found, at, language))
                    for at in places
                ],
                className="reason-list",
            ),
        ],
        className="list-foot rule-fold",
        **{"data-part": "others", "data-testid": "others"},
    )


def _reasons(
    dataset: Dataset, view: View, found: Shortlist, place: int, said: list[str]
) -> Component:
    language, names = view.language, named(dataset, found.level)
    membership = found.memberships[place]
    return html.Li(
        [
            html.Button(
                html.Span(names.names[place]),
                className="area-button",
                **{"data-select": names.ids[place]},
            ),
            html.Small(
                ". ".join([text(f"shortlist.membership.{membership}", language), *said]),
            ),
        ],
        **{"data-hover": names.ids[place]},
    )


def _decides(dataset: Dataset, view: View, found: Shortlist) -> Component:
    """Other methods and other thresholds."""
    language = view.language
    changes = method_changes(dataset, view)
    same = sum(not (one.enters or one.leaves) for one in changes)
    margins = margins_of(dataset, view)
    return html.Details(
        [
            html.Summary(text("focus.decides", language)),
            html.H3(text("focus.methods", language)),
            html.P(
                text(
                    "focus.methods_same",
                    language,
                    count=number(len(changes), language),
                    same=number(same, language),
                )
            ),
            html.Ul(
                [
                    html.Li(_method_said(dataset, found, one, language))
                    for one in changes
                    if not one.scenario.without and (one.enters or one.leaves)
                ],
                className="foot",
            ),
            html.H3(text("focus.margins", language)) if margins else None,
            html.Ul(
                [html.Li(_margin_said(dataset, found, one, language)) for one in margins],
                className="foot",
                **{"data-testid": "margins"},
            )
            if margins
            else None,
        ],
        className="list-foot rule-fold",
        **{"data-part": "decides", "data-testid": "decides"},
    )


def _method_said(dataset: Dataset, found: Shortlist, one: MethodChange, language: str) -> str:
    scale = text(f"synthesis.normalisation.{one.scenario.method.normalisation}", language)
    mean = text(f"synthesis.mean.{one.scenario.method.mean}", language)
    return text(
        "focus.methods_changed",
        language,
        way=f"{scale}, {mean}",
        enters=names_at(dataset, found, one.enters, language) or "–",
        leaves=names_at(dataset, found, one.leaves, language) or "–",
    )


def _margin_said(dataset: Dataset, found: Shortlist, one: Margin, language: str) -> str:
    """A threshold, and the next values at which the list is another one."""
    bounds = _bounds(found, one)
    rule = asked_said(dataset, bounds.asked, language)
    steps = [
        text(
            f"focus.margin_{way}",
            language,
            value=number(step.value, language, bounds.digits),
            who=_who(dataset, found, step, language),
        )
        for way, step in (("down", one.down), ("up", one.up))
        if step
    ]
    if not steps:
        return f"{rule}: {text('focus.margin_none', language)}"
    if len(steps) == 1:
        return f"{rule}: {text('focus.margin_one_way', language, said=steps[0])}"
    return f"{rule}: {'; '.join(steps)}"


def _bounds(found: Shortlist, one: Margin) -> Bounds:
    several = {
        "veto": found.vetoes,
        "eligibility": found.eligibility,
    }.get(str(one.threshold), found.criteria)
    return several[one.place]


def _who(dataset: Dataset, found: Shortlist, step: Step, language: str) -> str:
    parts = [
        text(f"focus.{key}", language, names=names_at(dataset, found, places, language))
        for key, places in (("enters", step.enters), ("leaves", step.leaves))
        if places
    ]
    return ", ".join(parts)
