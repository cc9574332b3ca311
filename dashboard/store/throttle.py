"""Failed attempts: counted in the store, so that they hold over workers and restarts."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dashboard.store.models import AttemptRow, SecretRow

ACCOUNT_LIMIT = 5
CLIENT_LIMIT = 20  # the phones and laptops of a room share one address
FIRST_WAIT = timedelta(seconds=30)  # doubles with every further failure
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)  # after the last failure


def attempt_key(session: Session, kind: str, word: str) -> str:
    """The name of an attempt: a keyed hash, from which nobody without the store's key learns."""
    secret = session.scalars(select(SecretRow.key)).one()
    said = f"{kind}:{word}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, said, hashlib.sha256).hexdigest()


def wait(session: Session, keys: Sequence[str], now: datetime) -> int:
    """Whole seconds until an attempt is let through; 0: now."""
    rows = session.scalars(select(AttemptRow).where(AttemptRow.key.in_(keys)))
    # a clock that was put back must not shut anybody out for longer than the longest wait
    left = [min(row.blocked_until - now, LONGEST_WAIT) for row in rows if now < row.blocked_until]
    return math.ceil(max(left, default=timedelta()).total_seconds())


def count(session: Session, limits: dict[str, int], now: datetime) -> None:
    """Count one more failure of each key; from its limit on the key has to wait."""
    session.execute(delete(AttemptRow).where(AttemptRow.last < now - FORGOTTEN))
    for key, limit in limits.items():
        row = session.get(AttemptRow, key)
        if row is None:
            row = AttemptRow(key=key, failures=0)
            session.add(row)
        row.failures += 1
        row.last = row.blocked_until = now
        if row.failures >= limit:
            doublings = min(row.failures - limit, 16)
            row.blocked_until = now + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def take_back(session: Session, keys: Sequence[str], now: datetime) -> None:
    """Take back what was counted of an attempt that turned out right."""
    for row in session.scalars(select(AttemptRow).where(AttemptRow.key.in_(keys))):
        row.failures -= 1
        row.blocked_until = now


def forgive(session: Session, key: str) -> None:
    """Forget the failures of a key."""
    session.execute(delete(AttemptRow).where(AttemptRow.key == key))
