"""What somebody typed into the form of a new record, and what is still wrong with it.

The form's fields are texts, also where a date or an area is meant: what was typed is shown again
as it was typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.decision.content import Choice, Place, WeightsOf

QUESTION, WEIGHTS, WEIGHTS_NOTE = "soru", "agirlik", "agirlik_notu"
DECIDED, REVIEW, OBJECTIONS, SUPERSEDES = "tarih", "gozden", "itiraz", "yerine"
LEAST_DECIDERS, MOST_DECIDERS = 3, 20
LONGEST_LINE, LONGEST_TEXT = 300, 5000  # characters


def role_field(row: int) -> str:
    """Name of the field of a decider's role; rows count from 0."""
    return f"rol_{row + 1}"


def name_field(row: int) -> str:
    """Name of the field of a decider's name."""
    return f"ad_{row + 1}"


def chosen_field(place: int) -> str:
    """Name of the field of the area that is chosen for a place of the list."""
    return f"yer_{place + 1}"


def reason_field(place: int) -> str:
    """Name of the field of the reason for it."""
    return f"gerekce_{place + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The fields as they were typed. ``deciders`` are rows of role and name; ``chosen`` and
    ``reasons`` have one entry per place of the computed list."""

    question: str = ""
    weights_of: str = ""
    weights_note: str = ""
    deciders: tuple[tuple[str, str], ...] = ()
    decided: str = ""
    review: str = ""
    objections: str = ""
    supersedes: str = ""
    chosen: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a draft is checked against: the computed list and all that may be chosen (ids), whose
    the weights can be, the records that can be superseded, and the present day."""

    computed: Sequence[str]
    candidates: Collection[str]
    weights_kinds: Sequence[WeightsOf]
    standing: Collection[str]
    today: date


def first_draft(asked: Asked, supersedes: str = "") -> Draft:
    """The form as it is opened: the computed list, and today."""
    return Draft(
        weights_of=str(asked.weights_kinds[0]),
        deciders=(("", ""),) * LEAST_DECIDERS,
        decided=asked.today.isoformat(),
        supersedes=supersedes if supersedes in asked.standing else "",
        chosen=tuple(asked.computed),
        reasons=("",) * len(asked.computed),
    )


def typed(form: Mapping[str, str], name: str) -> str:
    """One field: one spelling of each letter, line ends as ``\\n``, no hidden characters."""
    said = unicodedata.normalize("NFC", form.get(name, ""))
    lines = said.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_visible(one) for one in lines).strip()


def _visible(line: str) -> str:
    spaced = (" " if one.isspace() else one for one in line)
    return "".join(one for one in spaced if one.isprintable())


def read_draft(form: Mapping[str, str], asked: Asked) -> Draft:
    """The draft of a form that was sent; fields that are missing are empty, places computed."""
    rows = [
        row for row in range(MOST_DECIDERS) if role_field(row) in form or name_field(row) in form
    ]
    places = range(len(asked.computed))
    return Draft(
        question=typed(form, QUESTION),
        weights_of=typed(form, WEIGHTS),
        weights_note=typed(form, WEIGHTS_NOTE),
        deciders=tuple(
            (typed(form, role_field(row)), typed(form, name_field(row))) for row in rows
        ),
        decided=typed(form, DECIDED),
        review=typed(form, REVIEW),
        objections=typed(form, OBJECTIONS),
        supersedes=typed(form, SUPERSEDES),
        chosen=tuple(typed(form, chosen_field(one)) or asked.computed[one] for one in places),
        reasons=tuple(typed(form, reason_field(one)) for one in places),
    )


def faults(draft: Draft, asked: Asked) -> dict[str, str]:
    """What is wrong, by name of the field: the last part of a key of ``record.fault``."""
    found = {  # in the order of the form
        QUESTION: _text_fault(draft.question, LONGEST_TEXT, "question"),
        **_place_faults(draft, asked),
        WEIGHTS: "" if draft.weights_of in asked.weights_kinds else "weights",
        WEIGHTS_NOTE: _note_fault(draft),
        **_decider_faults(draft),
        **_day_faults(draft, asked.today),
        OBJECTIONS: "too_long" if len(draft.objections) > LONGEST_TEXT else "",
        SUPERSEDES: "" if draft.supersedes in ("", *asked.standing) else "supersedes",
    }
    return {name: fault for name, fault in found.items() if fault}


def _text_fault(said: str, longest: int, empty: str) -> str:
    if not said:
        return empty
    return "too_long" if len(said) > longest else ""


def _note_fault(draft: Draft) -> str:
    if draft.weights_of == WeightsOf.ROOM:
        return _text_fault(draft.weights_note, LONGEST_LINE, "weights_note")
    return "too_long" if len(draft.weights_note) > LONGEST_LINE else ""


def _decider_faults(draft: Draft) -> dict[str, str]:
    found = {}
    for row, (role, name) in enumerate(draft.deciders):
        if name or role:
            found[role_field(row)] = _text_fault(role, LONGEST_LINE, "role")
            found[name_field(row)] = "too_long" if len(name) > LONGEST_LINE else ""
    if not any(role or name for role, name in draft.deciders):
        found[role_field(0)] = "no_decider"
    return found


def _day_faults(draft: Draft, today: date) -> dict[str, str]:
    decided, review = read_day(draft.decided), read_day(draft.review)
    found = {DECIDED: "", REVIEW: ""}
    if decided is None:
        found[DECIDED] = "day"
    elif decided > today:
        found[DECIDED] = "not_yet"
    if review is None:
        found[REVIEW] = "review"
    elif decided is not None and review <= decided:
        found[REVIEW] = "review_before"
    return found


def _place_faults(draft: Draft, asked: Asked) -> dict[str, str]:
    found = {}
    for place, (computed, chosen) in enumerate(zip(asked.computed, draft.chosen, strict=True)):
        reason = draft.reasons[place]
        if chosen not in asked.candidates:
            found[chosen_field(place)] = "candidate"
        elif chosen in draft.chosen[:place]:
            found[chosen_field(place)] = "twice"
        if chosen != computed:
            found[reason_field(place)] = _text_fault(reason, LONGEST_TEXT, "reason")
    return found


def read_day(word: str) -> date | None:
    """A day as browsers send it, ``YYYY-MM-DD``, from 2000 on; ``None`` for anything else."""
    try:
        found = date.fromisoformat(word) if len(word) == len("2026-11-28") else None
    except ValueError:
        return None
    return found if found is not None and found.year >= 2000 else None


def choice_of(draft: Draft, asked: Asked) -> Choice:
    """The decision that a draft without faults describes; raises ``ValueError`` for one with."""
    decided, review = read_day(draft.decided), read_day(draft.review)
    if faults(draft, asked) or decided is None or review is None:
        raise ValueError("This draft has faults.")
    places = zip(asked.computed, draft.chosen, draft.reasons, strict=True)
    return Choice(
        question=draft.question,
        weights_of=WeightsOf(draft.weights_of),
        weights_note=draft.weights_note,
        deciders=tuple((role, name) for role, name in draft.deciders if role),
        decided=decided,
        objections=draft.objections,
        review=review,
        places=tuple(
            Place(computed, chosen, reason if chosen != computed else "")
            for computed, chosen, reason in places
        ),
        supersedes=draft.supersedes or None,
    )
