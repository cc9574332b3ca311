"""The form of a new decision record: the computed list, what was decided, by whom and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.decision import draft as form
from dashboard.decision.draft import Asked, Draft
from dashboard.store import Login
from dashboard.wording import number, percent, text
from layouts.fields import Fields, Group, hidden, submit, token
from layouts.footing import LOGIN, in_language
from layouts.record import NEW, SHORTLIST

ACTION, SAVE, MORE = "islem", "kaydet", "satir"
OPENED = "acilan_surum"  # the release whose list the form was made of


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form is made of. ``computed``: the list as ``as_record`` gives it, without figures
    of its own; ``query``: the words of the view; ``release``: key of the release; ``notices``: what
    must be known first; ``rules``: criteria, vetoes and conditions in words."""

    computed: Mapping[str, Any]
    provinces: Mapping[str, str]
    candidates: str
    finding: str
    weights: str
    query: str
    release: str
    notices: Sequence[str]
    standing: Sequence[tuple[str, str]]

    def name(self, area: str) -> str:
        """An area with its province."""
        row = next(one for one in self.computed["rows"] if one["area"] == area)
        return f"{row['name']}, {self.provinces[row['province']]}"


def form_page(
    sheet: Sheet, asked: Asked, draft: Draft, faults: Mapping[str, str], login: Login | None,
    language: str,
) -> list[Component]:  # fmt: skip
    """The whole page; ``faults`` in words by name of the field."""
    fields = Fields(faults)
    back = html.A(_word("back", language), href=f"{SHORTLIST}?{sheet.query}")
    return [
        html.Article(
            [
                html.P(back),
                html.H1(_word("title", language)),
                html.P(_word("intro", language)),
                *(html.Div(html.P(one), className="record-notice") for one in sheet.notices),
                _way_in(language) if login is None else None,
                fields.summary(_word("faults", language), tuple(faults)),
                _form(sheet, asked, draft, fields, login, language)
                if asked.computed
                else html.P(html.Strong(_word("nothing", language))),
            ],
            className="article record-form",
            **{"data-testid": "record-form"},
        )
    ]


def _way_in(language: str) -> Component:
    """In another tab, so that what was typed stays here."""
    label = text("login.again", language)
    return html.P(html.A(label, href=in_language(LOGIN, language), target="_blank"))


def _word(key: str, language: str, **values: object) -> str:
    return text(f"record.form.{key}", language, **values)


def _form(
    sheet: Sheet, asked: Asked, draft: Draft, fields: Fields, login: Login | None, language: str
) -> Component:
    return html.Form(
        [
            token(login),
            hidden(OPENED, sheet.release),
            # the first button of a form is the one that Enter presses
            html.Button(
                _word("save", language),
                type="submit",
                name=ACTION,
                value=SAVE,
                className="visually-hidden",
                tabIndex=-1,
                **{"aria-hidden": "true"},
            ),
            fields.text(
                form.QUESTION,
                _word("question", language),
                draft.question,
                hint=_word("question_help", language),
                rows=2,
            ),
            *_list(sheet, asked, draft, fields, language),
            *_weights(sheet, asked, draft, fields, language),
            *_deciders(draft, fields, language),
            *_days(draft, fields, language),
            fields.text(
                form.OBJECTIONS,
                _word("objections", language),
                draft.objections,
                hint=_word("objections_help", language),
                needed=False,
            ),
            _supersedes(sheet, draft, fields, language),
            html.Div(
                [
                    submit(_word("save", language)),
                    html.P(_word("save_note", language), className="hint"),
                ],
                className="form-end",
            ),
        ],
        method="post",
        action=f"{NEW}?{sheet.query}",
        noValidate=True,
        **{"data-typed": "true"},
    )


def _list(
    sheet: Sheet, asked: Asked, draft: Draft, fields: Fields, language: str
) -> list[Component]:
    inside = sheet.computed["level"] == Level.NEIGHBOURHOOD
    hint = "list_help_neighbourhood" if inside else "list_help"
    options = _options(sheet, language)
    return [
        html.H2(_word("computed", language)),
        html.P(f"{sheet.candidates}. {sheet.finding}"),
        html.P(_word(hint, language), className="hint"),
        html.Ol(
            [
                _place(sheet, place, asked, draft, fields, (options, language))
                for place in range(len(asked.computed))
            ],
            className="places",
        ),
    ]


def _place(
    sheet: Sheet,
    place: int,
    asked: Asked,
    draft: Draft,
    fields: Fields,
    told: tuple[Sequence[Group], str],
) -> Component:
    options, language = told
    computed = asked.computed[place]
    row = next(one for one in sheet.computed["rows"] if one["area"] == computed)
    shown = [
        html.Strong(_word("computed_here", language, name=sheet.name(computed))),
        html.Span(_figures(sheet, row, language), className="muted"),
    ]
    own = (_word("group_computed", language), [(computed, sheet.name(computed))])
    others = [(label, [one for one in some if one[0] != computed]) for label, some in options]
    said = str(place + 1)
    differs = draft.chosen[place] != computed
    wrong = form.reason_field(place) in fields.faults
    return html.Li(
        [
            html.Div(shown, className="place-head"),
            fields.choice(
                form.chosen_field(place),
                _word("choose", language, place=said),
                draft.chosen[place],
                [own, *[one for one in others if one[1]]],
            ),
            html.Div(
                fields.text(
                    form.reason_field(place),
                    _word("reason", language, place=said),
                    draft.reasons[place],
                    hint=_word("reason_help", language),
                    needed=False,
                    rows=2,
                ),
                className="reason",
            ),
        ],
        className="place is-differing" if differs or wrong else "place",
        **{"data-place": said},
    )


def _figures(sheet: Sheet, row: Mapping[str, Any], language: str) -> str:
    """Score, share of draws and grade."""
    score = text("synthesis.hover_score", language, score=number(row["score"], language, 1))
    if row["times"] is None or not row["grade"]:
        return score
    share = percent(row["times"] / sheet.computed["draws"]["count"], language)
    grade = text(f"shortlist.grade.{row['grade']}", language)
    return f"{score} · {text('record.head.share', language)} {share} · {grade}"


def _options(sheet: Sheet, language: str) -> list[Group]:
    """All candidates in groups: those that pass in their order, near misses, others."""
    groups: dict[str, list[tuple[str, str]]] = {"passing": [], "near": [], "other": []}
    for row in sheet.computed["rows"]:
        kind = "passing" if row["place"] else "near" if row["membership"] == "near" else "other"
        groups[kind].append((row["area"], _option(sheet, row, language)))
    return [(_word(f"group_{kind}", language), found) for kind, found in groups.items() if found]


def _option(sheet: Sheet, row: Mapping[str, Any], language: str) -> str:
    name = f"{row['name']}, {sheet.provinces[row['province']]}"
    standing = text(f"shortlist.membership.{row['membership']}", language)
    if row["place"]:
        standing = f"{text('record.head.place', language)} {row['place']}"
    if row["score"] is None:
        return _word("option_unscored", language, name=name, standing=standing)
    score = number(row["score"], language, 1)
    return _word("option", language, name=name, score=score, standing=standing)


def _weights(
    sheet: Sheet, asked: Asked, draft: Draft, fields: Fields, language: str
) -> list[Component]:
    kinds = [(str(one), text(f"record.weights_of.{one}", language)) for one in asked.weights_kinds]
    weights = text("record.fact.weights", language)
    return [
        html.H2(_word("weights_of", language)),
        html.P(f"{weights}: {sheet.weights}"),
        html.Div(
            [
                fields.choice(form.WEIGHTS, _word("weights_of", language), draft.weights_of, kinds),
                fields.line(
                    form.WEIGHTS_NOTE,
                    _word("weights_note", language),
                    draft.weights_note,
                    hint=_word("weights_note_help", language),
                    needed=False,
                ),
            ],
            className="field-pair",
        ),
    ]


def _deciders(draft: Draft, fields: Fields, language: str) -> list[Component | None]:
    rows = [
        html.Div(
            [
                fields.line(
                    form.role_field(row),
                    _word("role", language, row=row + 1),
                    role,
                    hint="" if row else _word("role_help", language),
                    needed=row == 0,
                ),
                fields.line(
                    form.name_field(row),
                    _word("name", language, row=row + 1),
                    name,
                    needed=False,
                    autoComplete="off",
                ),
            ],
            className="field-pair",
        )
        for row, (role, name) in enumerate(draft.deciders)
    ]
    more = html.Button(
        _word("more", language), type="submit", name=ACTION, value=MORE, className="outline-button"
    )
    return [
        html.H2(_word("deciders", language)),
        html.P(_word("privacy", language), className="privacy", id="gizlilik-notu"),
        *rows,
        more if len(draft.deciders) < form.MOST_DECIDERS else None,
    ]


def _days(draft: Draft, fields: Fields, language: str) -> list[Component]:
    return [
        html.Div(
            [
                fields.line(form.DECIDED, _word("decided", language), draft.decided, type="date"),
                fields.line(
                    form.REVIEW,
                    _word("review", language),
                    draft.review,
                    type="date",
                    hint=_word("review_help", language),
                ),
            ],
            className="field-pair",
        ),
    ]


def _supersedes(sheet: Sheet, draft: Draft, fields: Fields, language: str) -> Component | None:
    if not sheet.standing and form.SUPERSEDES not in fields.faults:
        return None
    options = [("", _word("supersedes_none", language)), *sheet.standing]
    return fields.choice(
        form.SUPERSEDES, _word("supersedes", language), draft.supersedes, options, needed=False
    )
