"""What people write: decision records, commitments, accounts and logins, in SQLite or PostgreSQL.

``open_store`` is the way in. The tables are made by ``python -m dashboard store upgrade`` only.
"""

from __future__ import annotations

from dashboard.store.accounts import Account, Authentication, Outcome, Role
from dashboard.store.commitments import Commitment, Commitments, State, Status, Terms
from dashboard.store.engine import Clock, NoStoreError, StoreError, utc_now
from dashboard.store.logins import Login, Logins
from dashboard.store.records import DamagedRecordError, DecisionRecord, Records, canonical

__all__ = [
    "Account",
    "Authentication",
    "Commitment",
    "DamagedRecordError",
    "DecisionRecord",
    "Login",
    "NoStoreError",
    "Outcome",
    "Role",
    "State",
    "Status",
    "Store",
    "StoreError",
    "Terms",
    "canonical",
    "open_store",
]


class Store(Records, Commitments, Logins):
    """All that is stored. ``fault()`` says why it cannot be used yet, if so."""


def open_store(url: str, clock: Clock = utc_now) -> Store:
    """The store at a database URL, also where there is none yet: ``fault()`` says so then, and the
    other methods raise it. Asks nothing of the database; raises ``StoreError`` for a URL that is
    neither SQLite's nor PostgreSQL's."""
    return Store(url, clock)
