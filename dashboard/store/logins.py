"""Logins: that somebody has said who they are, for a while."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, or_

from dashboard.store.accounts import Account, Accounts, active_account, as_account
from dashboard.store.models import AccountRow, LoginRow

ABSOLUTE = timedelta(hours=12)  # from the beginning
IDLE = timedelta(hours=2)  # since it was last used
_NOTED = timedelta(minutes=1)  # use is noted at most so often, not with every request


@dataclass(frozen=True, slots=True)
class Login:
    """A login that holds: its account, its CSRF token, and when it ends at the latest (UTC)."""

    account: Account
    csrf: str = field(repr=False)
    ends: datetime

    def accepts(self, csrf: str) -> bool:
        """Whether a form sent this login's CSRF token."""
        return hmac.compare_digest(_bytes(self.csrf), _bytes(csrf))


class Logins(Accounts):
    """The logins of a store. All methods raise ``StoreError`` where the store cannot be used."""

    def begin_login(self, name: str) -> str:
        """The token of a new login of an account that was authenticated: 256 random bits as text.

        The store keeps only its hash. Raises ``StoreError`` for an unknown or disabled account.
        """
        token = token_urlsafe(32)
        with self._writing() as session:
            now = self._clock()
            over = or_(LoginRow.created <= now - ABSOLUTE, LoginRow.seen <= now - IDLE)
            session.execute(delete(LoginRow).where(over))
            account = active_account(session, name)
            session.add(
                LoginRow(token_hash=_hash(token), account=account.name, created=now, seen=now)
            )
        return token

    def login(self, token: str) -> Login | None:
        """The login of a token; ``None`` where it is unknown, ended, or over: 12 hours after its
        beginning, or 2 hours after it was last asked for (give or take a minute)."""
        now = self._clock()
        with self._reading() as session:
            row = session.get(LoginRow, _hash(token))
            if row is None or now - row.created >= ABSOLUTE or now - row.seen >= IDLE:
                return None
            account = session.get_one(AccountRow, row.account)
            found = Login(as_account(account), _csrf(token), row.created + ABSOLUTE)
            seen = row.seen
        if now - seen >= _NOTED:
            with self._writing() as session:
                again = session.get(LoginRow, _hash(token))
                if again is None:  # ended in between
                    return None
                again.seen = now
        return found

    def end_login(self, token: str) -> None:
        """End a login; nothing happens where it has ended already."""
        with self._writing() as session:
            session.execute(delete(LoginRow).where(LoginRow.token_hash == _hash(token)))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _hash(token: str) -> str:
    return hashlib.sha256(_bytes(token)).hexdigest()


def _csrf(token: str) -> str:
    """Follows from the token, so that nobody learns it from the store."""
    return hmac.new(_bytes(token), b"csrf", hashlib.sha256).hexdigest()
