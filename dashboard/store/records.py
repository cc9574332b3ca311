"""Decision records: numbered without gaps, written once, never changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from dashboard.store.accounts import active_account
from dashboard.store.engine import Access, StoreError
from dashboard.store.models import DecisionRow
from dashboard.wording import TURKEY

_NUMBER = re.compile(r"KK-[0-9]{4}-[0-9]{3,6}")


class DamagedRecordError(StoreError):
    """A record is not what was written."""


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision record as it was written.

    ``number`` is ``KK-YYYY-NNN`` of the year (in Türkiye) and the sequence in it, from 1;
    ``created`` is in UTC; ``content`` is the caller's, ``sha256`` that of its canonical JSON in
    UTF-8; ``account`` wrote it. ``supersedes`` and ``superseded_by`` are numbers of other records.
    """

    number: str
    year: int
    sequence: int
    created: datetime
    content: dict[str, Any]
    sha256: str
    account: str
    supersedes: str | None
    superseded_by: str | None


def canonical(content: Mapping[str, Any]) -> str:
    """The one JSON text of a content: keys sorted, no spaces, letters as they are.

    Raises ``StoreError`` for what JSON would give back otherwise: keys that are no texts, tuples,
    dates, numbers that are not finite, broken text.
    """
    try:
        written = json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        written.encode()
        same = isinstance(content, dict) and json.loads(written) == content
    except (TypeError, ValueError, RecursionError) as error:
        raise StoreError(f"The content of a record must be JSON: {error}.") from error
    if not same:
        raise StoreError(
            "The content of a record must be an object of texts, finite numbers, true, false, "
            "null, lists and objects with texts as keys."
        )
    return written


class Records(Access):
    """The decision records. All methods raise ``StoreError`` where the store cannot be used."""

    def record_decision(
        self, content: dict[str, Any], account: str, supersedes: str | None = None
    ) -> DecisionRecord:
        """Write a record and give it the next number of the year; once this returns it lasts.

        ``supersedes`` is the number of the record that this one takes the place of; only one can.
        Raises ``StoreError`` for a content that is not JSON, an unknown or disabled account, a
        record that is not there or has been superseded; then no number is used up.
        """
        written = canonical(content)
        with self._writing() as session:
            writer = active_account(session, account)
            if supersedes is not None:
                _require_standing(session, supersedes)
            created = self._clock()
            year = created.astimezone(TURKEY).year
            last = session.scalar(
                select(func.max(DecisionRow.sequence)).where(DecisionRow.year == year)
            )
            sequence = (last or 0) + 1
            row = DecisionRow(
                number=f"KK-{year}-{sequence:03d}",
                year=year,
                sequence=sequence,
                created=created,
                content=written,
                sha256=_hash(written),
                account=writer.name,
                supersedes=supersedes,
            )
            session.add(row)
            return _as_record(row, None)

    def decision(self, number: str) -> DecisionRecord | None:
        """The record of a number; ``None`` where there is none.

        Raises ``DamagedRecordError`` where its content is not what was written.
        """
        found = self._decisions(number) if _NUMBER.fullmatch(number) else ()
        return found[0] if found else None

    def decisions(self) -> tuple[DecisionRecord, ...]:
        """All records, the newest first; raises ``DamagedRecordError`` as ``decision`` does."""
        return self._decisions(None)

    def numbers(self) -> tuple[str, ...]:
        """The numbers of all records, the newest first; reads no content, so that one damaged
        record does not hide the others."""
        newest = select(DecisionRow.number).order_by(
            DecisionRow.year.desc(), DecisionRow.sequence.desc()
        )
        with self._reading() as session:
            return tuple(session.scalars(newest))

    def number_of(self, content: Mapping[str, Any]) -> str | None:
        """The number under which this very content was recorded, the first if there are several;
        raises ``StoreError`` for a content that is not JSON."""
        wanted = _hash(canonical(content))
        query = select(DecisionRow.number).where(DecisionRow.sha256 == wanted)
        oldest = query.order_by(DecisionRow.year, DecisionRow.sequence).limit(1)
        with self._reading() as session:
            return session.scalar(oldest)

    def _decisions(self, number: str | None) -> tuple[DecisionRecord, ...]:
        later = aliased(DecisionRow)
        query = (
            select(DecisionRow, later.number)
            .outerjoin(later, later.supersedes == DecisionRow.number)
            .order_by(DecisionRow.year.desc(), DecisionRow.sequence.desc())
        )
        if number is not None:
            query = query.where(DecisionRow.number == number)
        with self._reading() as session:
            return tuple(_as_record(row, by) for row, by in session.execute(query))


def require_decision(session: Session, number: str) -> DecisionRow:
    """The row of a record; raises ``StoreError`` where there is none."""
    row = session.get(DecisionRow, number) if _NUMBER.fullmatch(number) else None
    if row is None:
        raise StoreError(f"There is no decision record {number!r}.")
    return row


def _require_standing(session: Session, number: str) -> None:
    require_decision(session, number)
    by = session.scalar(select(DecisionRow.number).where(DecisionRow.supersedes == number))
    if by is not None:
        raise StoreError(f"{number} has been superseded by {by} already. Supersede that one.")


def _hash(written: str) -> str:
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _as_record(row: DecisionRow, by: str | None) -> DecisionRecord:
    if _hash(row.content) != row.sha256:
        raise DamagedRecordError(
            f"{row.number}: the content is not what was recorded (SHA-256 differs). Restore the "
            "store from a backup, and find out who changed it."
        )
    return DecisionRecord(
        number=row.number,
        year=row.year,
        sequence=row.sequence,
        created=row.created,
        content=json.loads(row.content),
        sha256=row.sha256,
        account=row.account,
        supersedes=row.supersedes,
        superseded_by=by,
    )
