"""What somebody typed into the forms of a commitment and of its yearly status."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dashboard.criterion import read_number
from dashboard.decision.draft import LONGEST_LINE, LONGEST_TEXT, read_day, typed
from dashboard.store import State, Terms

DISTRICT, INDICATOR, TARGET, TARGET_VALUE = "yer", "gosterge", "hedef", "hedef_degeri"
RESPONSIBLE, DUE, EVIDENCE = "sorumlu", "son_tarih", "kanit"
YEAR, STATE, NOTE = "durum_yili", "durum", "durum_notu"
FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDraft:
    """The fields as they were typed."""

    district: str = ""
    indicator: str = ""
    target: str = ""
    target_value: str = ""
    responsible: str = ""
    due: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusDraft:
    """The fields as they were typed; ``commitment`` is the id of the one they speak of."""

    commitment: int
    year: str = ""
    state: str = ""
    note: str = ""


def read_commitment(form: Mapping[str, str]) -> CommitmentDraft:
    """The draft of a form that was sent."""
    return CommitmentDraft(
        district=typed(form, DISTRICT),
        indicator=typed(form, INDICATOR),
        target=typed(form, TARGET),
        target_value=typed(form, TARGET_VALUE),
        responsible=typed(form, RESPONSIBLE),
        due=typed(form, DUE),
        evidence=typed(form, EVIDENCE),
    )


def commitment_faults(
    draft: CommitmentDraft, districts: Collection[str], indicators: Collection[str]
) -> dict[str, str]:
    """What is wrong, by name of the field: the last part of a key of ``commitment.fault``."""
    found = {
        DISTRICT: "" if draft.district in districts else "district",
        INDICATOR: "" if draft.indicator in indicators else "indicator",
        TARGET: _line_fault(draft.target, "target"),
        TARGET_VALUE: "target_value" if draft.target_value and _value(draft) is None else "",
        RESPONSIBLE: _line_fault(draft.responsible, "responsible"),
        DUE: "" if read_day(draft.due) else "due",
        EVIDENCE: "too_long" if len(draft.evidence) > LONGEST_TEXT else "",
    }
    return {name: fault for name, fault in found.items() if fault}


def _line_fault(said: str, empty: str) -> str:
    if not said:
        return empty
    return "too_long" if len(said) > LONGEST_LINE else ""


def _value(draft: CommitmentDraft) -> float | None:
    """The number, with either decimal sign and either minus."""
    return read_number(draft.target_value.replace("−", "-").replace(",", "."))


def terms_of(draft: CommitmentDraft, decision: str, district_name: str) -> Terms:
    """The terms of a draft without faults; raises ``ValueError`` where the day is none."""
    due = read_day(draft.due)
    if due is None:
        raise ValueError("This draft has faults.")
    return Terms(
        decision=decision,
        district=draft.district,
        district_name=district_name,
        indicator=draft.indicator,
        target=draft.target,
        target_value=_value(draft) if draft.target_value else None,
        responsible=draft.responsible,
        due=due,
        evidence=draft.evidence,
    )


def read_status(form: Mapping[str, str], commitment: int) -> StatusDraft:
    """The draft of a form that was sent."""
    return StatusDraft(
        commitment=commitment,
        year=typed(form, YEAR),
        state=typed(form, STATE),
        note=typed(form, NOTE),
    )


def status_faults(draft: StatusDraft, this_year: int) -> dict[str, str]:
    """What is wrong, by name of the field: the last part of a key of ``commitment.fault``."""
    year = int(draft.year) if draft.year.isascii() and draft.year.isdigit() else 0
    found = {
        YEAR: "" if FIRST_YEAR <= year <= this_year else "year",
        STATE: "" if draft.state in tuple(State) else "state",
        NOTE: "too_long" if len(draft.note) > LONGEST_TEXT else "",
    }
    return {name: fault for name, fault in found.items() if fault}
