"""Commitments that follow from a decision: who took on what for a place, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Group, Indicator
from dashboard.dataset import Dataset
from dashboard.decision import commitment_draft as form
from dashboard.decision.commitment_draft import CommitmentDraft, StatusDraft
from dashboard.store import Commitment, Login, State, Status
from dashboard.wording import amount, day, text
from layouts import indicator_words
from layouts.fields import Fields, submit, token
from layouts.footing import in_language
from layouts.record import START, address_of

COMMITMENT, STATUS = "taahhut", "durum"  # last parts of the addresses that are written to


@dataclass(frozen=True, slots=True)
class Writing:
    """What a logged-in reader writes: the login, the forms as they were typed, and what is wrong
    with them, in words by name of the field."""

    login: Login | None = None
    commitment: CommitmentDraft = field(default_factory=CommitmentDraft)
    commitment_faults: Mapping[str, str] = field(default_factory=dict)
    status: StatusDraft | None = None
    status_faults: Mapping[str, str] = field(default_factory=dict)


def commitments_block(
    dataset: Dataset,
    number: str,
    districts: Mapping[str, str],
    commitments: Sequence[Commitment],
    writing: Writing,
    language: str,
) -> list[Component | None]:
    """The commitments of a record by place, and the forms for more where somebody is logged in."""
    blocks: list[Component | None] = [html.P(text("commitment.intro", language))]
    for area, name in _places(districts, commitments).items():
        of_area = [one for one in commitments if one.terms.district == area]
        blocks.append(
            html.Section(
                [
                    html.H3(name),
                    *(_commitment(dataset, one, writing, language, number) for one in of_area),
                    None
                    if of_area
                    else html.P(text("commitment.none_here", language), className="muted"),
                ],
                id=area if area.startswith("d-") else f"d-{area}",
                className="commitments-of",
                tabIndex=-1,
            )
        )
    if writing.login:
        blocks.append(_form(dataset, number, districts, writing, language))
    return blocks


def commitments_list(
    dataset: Dataset, commitments: Sequence[Commitment], language: str
) -> list[Component | None]:
    """The commitments for one place, of all records, to read."""
    title = html.H2(text("record.part.commitments", language))
    if not commitments:
        return [title, html.P(text("commitment.none_here", language))]
    return [title, *(_commitment(dataset, one, Writing(), language, "") for one in commitments)]


def _places(districts: Mapping[str, str], commitments: Sequence[Commitment]) -> dict[str, str]:
    named = {one.terms.district: one.terms.district_name for one in commitments}
    return {**named, **districts}


def _commitment(
    dataset: Dataset, one: Commitment, writing: Writing, language: str, number: str
) -> Component:
    terms = one.terms
    indicator = dataset.catalogue.indicators.get(terms.indicator)
    target = terms.target
    if terms.target_value is not None:
        value = _value(terms.target_value, indicator, language)
        target = text("commitment.value", language, target=target, value=value)
    facts: list[tuple[str, str | Component]] = [
        (text("commitment.indicator", language), _indicator(terms.indicator, indicator, language)),
        (text("commitment.responsible", language), terms.responsible),
        (text("commitment.due", language), day(terms.due, language)),
    ]
    if terms.evidence:
        facts.append((text("commitment.evidence", language).split(" (")[0], terms.evidence))
    if not number:
        link = html.A(terms.decision, href=f"{address_of(terms.decision, language)}#taahhutler")
        facts.append((text("commitment.of_record", language), link))
    return html.Div(
        [
            html.P(html.Strong(target)),
            html.Dl(
                [part for label, said in facts for part in (html.Dt(label), html.Dd(said))],
                className="facts",
            ),
            _history(one.statuses, language),
            _status_form(one, writing, language, number) if writing.login and number else None,
        ],
        className="commitment",
        **{"data-testid": "commitment"},
    )


def _value(value: float, indicator: Indicator | None, language: str) -> str:
    if indicator is None:
        return f"{value:g}"
    shown = replace(indicator, digits=max(indicator.digits, 0 if value == round(value) else 1))
    return amount(value, shown, Group.TOTAL, language)


def _indicator(key: str, indicator: Indicator | None, language: str) -> str | Component:
    if indicator is None:
        return key
    address = in_language(f"{indicator_words.LIST}/{key}", language)
    return html.A(indicator.name[language], href=address)


def _history(statuses: Sequence[Status], language: str) -> Component:
    """By year the last entry; earlier ones of the year stay readable behind it."""
    if not statuses:
        return html.P(text("commitment.no_status", language), className="muted")
    return html.Ul(
        [
            html.Li(
                [
                    html.Strong(
                        text(
                            "commitment.status",
                            language,
                            year=one.year,
                            state=text(f"commitment.states.{one.state}", language),
                        )
                    ),
                    f" {one.note}" if one.note else "",
                ]
            )
            for one in statuses
        ],
        className="statuses",
        **{"aria-label": text("commitment.history", language)},
    )


def _status_form(one: Commitment, writing: Writing, language: str, number: str) -> Component:
    own = writing.status is not None and writing.status.commitment == one.id
    draft = writing.status if own and writing.status else StatusDraft(commitment=one.id)
    fields = Fields(writing.status_faults if own else {}, start=f"{one.id}-")
    states = [("", text("commitment.state_choose", language))]
    states += [(str(state), text(f"commitment.states.{state}", language)) for state in State]
    return html.Details(
        [
            html.Summary(text("commitment.status_add", language)),
            fields.summary(text("commitment.faults", language)),
            html.Form(
                [
                    token(writing.login),
                    html.Div(
                        [
                            fields.line(
                                form.YEAR,
                                text("commitment.year", language),
                                draft.year,
                                inputMode="numeric",
                                maxLength="4",
                            ),
                            fields.choice(
                                form.STATE, text("commitment.state", language), draft.state, states
                            ),
                        ],
                        className="field-pair",
                    ),
                    fields.text(
                        form.NOTE,
                        text("commitment.note", language),
                        draft.note,
                        needed=False,
                        rows=2,
                    ),
                    submit(text("commitment.status_save", language)),
                ],
                method="post",
                action=in_language(f"{START}{number}/{COMMITMENT}/{one.id}/{STATUS}", language),
                noValidate=True,
                **{"data-typed": "true"},
            ),
        ],
        open=bool(own),
        className="fold",
    )


def _form(
    dataset: Dataset,
    number: str,
    districts: Mapping[str, str],
    writing: Writing,
    language: str,
) -> Component:
    draft, fields = writing.commitment, Fields(writing.commitment_faults)

    def word(key: str) -> str:
        return text(f"commitment.{key}", language)

    return html.Details(
        [
            html.Summary(word("add")),
            fields.summary(word("faults")),
            html.Form(
                [
                    token(writing.login),
                    html.Div(
                        [
                            fields.choice(
                                form.DISTRICT,
                                word("district"),
                                draft.district,
                                list(districts.items()),
                            ),
                            fields.choice(
                                form.INDICATOR,
                                word("indicator"),
                                draft.indicator,
                                [("", word("indicator_choose")), *_indicators(dataset, language)],
                            ),
                        ],
                        className="field-pair",
                    ),
                    fields.line(
                        form.TARGET, word("target"), draft.target, hint=word("target_help")
                    ),
                    fields.line(
                        form.TARGET_VALUE,
                        word("target_value"),
                        draft.target_value,
                        hint=word("target_value_help"),
                        needed=False,
                        inputMode="decimal",
                    ),
                    html.Div(
                        [
                            fields.line(
                                form.RESPONSIBLE,
                                word("responsible"),
                                draft.responsible,
                                hint=word("responsible_help"),
                            ),
                            fields.line(form.DUE, word("due"), draft.due, type="date"),
                        ],
                        className="field-pair",
                    ),
                    fields.text(
                        form.EVIDENCE, word("evidence"), draft.evidence, needed=False, rows=2
                    ),
                    submit(word("save")),
                ],
                method="post",
                action=in_language(f"{START}{number}/{COMMITMENT}", language),
                noValidate=True,
                **{"data-typed": "true"},
            ),
        ],
        open=bool(fields.faults),
        className="fold",
        **{"data-testid": "add-commitment"},
    )


def _indicators(dataset: Dataset, language: str) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """The catalogue by theme."""
    themes = dataset.catalogue.themes
    groups = [
        (
            theme.name[language],
            [(one.key, one.name[language]) for one in dataset.catalogue.in_use if one.theme == key],
        )
        for key, theme in themes.items()
    ]
    return [one for one in groups if one[1]]
