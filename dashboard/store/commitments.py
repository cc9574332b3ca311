"""Commitments: who takes on what for a district, until when, and how far it is year by year."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, select

from dashboard.store.accounts import active_account
from dashboard.store.engine import Access, StoreError
from dashboard.store.models import CommitmentRow, StatusRow
from dashboard.store.records import require_decision


class State(StrEnum):
    """How far a commitment is."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is taken on.

    ``decision`` is the number of the record it follows from; ``district`` an id and
    ``district_name`` its name at the time; ``indicator`` a key of the catalogue; ``target`` is in
    words, ``target_value`` the same in the indicator's unit where it is a number; ``evidence`` says
    how one will see it, and may be empty.
    """

    decision: str
    district: str
    district_name: str
    indicator: str
    target: str
    target_value: float | None = None
    responsible: str
    due: date
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How far a commitment was in a year, when (UTC) and by whom that was written."""

    year: int
    state: State
    note: str
    created: datetime
    account: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment; ``statuses`` by year, of a year in the order they were written: the last one
    holds."""

    id: int
    terms: Terms
    created: datetime
    account: str
    statuses: tuple[Status, ...] = ()


class Commitments(Access):
    """The commitments. Entries are added, never changed; all methods raise ``StoreError`` where
    the store cannot be used."""

    def add_commitment(self, terms: Terms, account: str) -> Commitment:
        """Write a commitment; raises ``StoreError`` for an empty field, an unknown record or
        account."""
        for one in fields(terms):
            value = getattr(terms, one.name)
            if isinstance(value, str):
                _require_text(one.name, value, may_be_empty=one.name == "evidence")
        if terms.target_value is not None and not math.isfinite(terms.target_value):
            raise StoreError("The target of the commitment is not a finite number. Mend it.")
        with self._writing() as session:
            require_decision(session, terms.decision)
            writer = active_account(session, account).name
            row = CommitmentRow(**asdict(terms), created=self._clock(), account=writer)
            session.add(row)
            session.flush()  # gives it its id
            return Commitment(row.id, terms, row.created, row.account)

    def add_status(
        self, commitment: int, year: int, state: State, account: str, note: str = ""
    ) -> Status:
        """Write how far a commitment was in a year; an earlier entry of the year stays readable.

        Raises ``StoreError`` for an unknown commitment or account, or a year before 2000.
        """
        if not 2000 <= year <= 9999:
            raise StoreError(f"{year} is not a year of a commitment. Write four digits.")
        _require_text("note", note, may_be_empty=True)
        with self._writing() as session:
            if session.get(CommitmentRow, commitment) is None:
                raise StoreError(f"There is no commitment {commitment}.")
            writer = active_account(session, account).name
            row = StatusRow(
                commitment=commitment,
                year=year,
                state=state.value,
                note=note,
                created=self._clock(),
                account=writer,
            )
            session.add(row)
            return _as_status(row)

    def commitments_of_decision(self, number: str) -> tuple[Commitment, ...]:
        """The commitments that follow from a record, in the order they were written."""
        return self._commitments(CommitmentRow.decision == number)

    def commitments_of_district(self, district: str) -> tuple[Commitment, ...]:
        """The commitments for a district, of all records, in the order they were written."""
        return self._commitments(CommitmentRow.district == district)

    def _commitments(self, which: ColumnElement[bool]) -> tuple[Commitment, ...]:
        with self._reading() as session:
            rows = session.scalars(select(CommitmentRow).where(which).order_by(CommitmentRow.id))
            found = rows.all()
            statuses = defaultdict(list)
            entries = select(StatusRow).join(CommitmentRow).where(which)
            for row in session.scalars(entries.order_by(StatusRow.year, StatusRow.id)):
                statuses[row.commitment].append(_as_status(row))
            return tuple(
                Commitment(row.id, _terms(row), row.created, row.account, tuple(statuses[row.id]))
                for row in found
            )


def _require_text(field: str, value: str, may_be_empty: bool) -> None:
    if not may_be_empty and not value.strip():
        raise StoreError(f"{field} of the commitment is empty. Write it.")
    if "\0" in value:  # PostgreSQL can't keep it
        raise StoreError(f"{field} of the commitment holds a null character. Remove it.")


def _as_status(row: StatusRow) -> Status:
    return Status(row.year, State(row.state), row.note, row.created, row.account)


def _terms(row: CommitmentRow) -> Terms:
    return Terms(**{one.name: getattr(row, one.name) for one in fields(Terms)})
