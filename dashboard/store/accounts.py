"""Accounts: who may write, and who somebody is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from secrets import token_hex

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dashboard.store import throttle
from dashboard.store.engine import Access, NoStoreError, StoreError
from dashboard.store.models import AccountRow, LoginRow

SHORTEST, LONGEST = 12, 1000  # characters of a password
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_HASHER = PasswordHasher()  # argon2id with the parameters of RFC 9106


class Role(StrEnum):
    """What an account may do."""

    FACILITATOR = "facilitator"


@dataclass(frozen=True, slots=True)
class Account:
    """Who may write; ``disabled`` is when it was shut (UTC), ``None`` while it is open."""

    name: str
    role: Role
    created: datetime
    disabled: datetime | None


class Outcome(StrEnum):
    """What came of an attempt to log in."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Authentication:
    """What came of an attempt; the account where it was accepted, else seconds until the next
    attempt is looked at (0: at once). Unknown names, wrong passwords and disabled accounts look
    alike."""

    outcome: Outcome
    account: Account | None = None
    wait: int = 0


class Accounts(Access):
    """The accounts of a store. All methods raise ``StoreError`` where the store cannot be used."""

    @property
    def has_accounts(self) -> bool:
        """Whether anybody can log in; false without a store: what needs accounts is off then."""
        if isinstance(self.fault(), NoStoreError):
            return False
        with self._reading() as session:
            active = select(AccountRow.name).where(AccountRow.disabled.is_(None)).limit(1)
            return session.scalar(active) is not None

    def accounts(self) -> tuple[Account, ...]:
        """All accounts by name, disabled ones too."""
        with self._reading() as session:
            rows = session.scalars(select(AccountRow).order_by(AccountRow.name))
            return tuple(as_account(row) for row in rows)

    def add_account(self, name: str, password: str, role: Role = Role.FACILITATOR) -> Account:
        """Open an account; raises ``StoreError`` for a wrong or taken name or a short password."""
        if not _NAME.fullmatch(name):
            raise StoreError(
                f"{name!r} is not a name for an account. Use a to z, 0 to 9, '.', '_', '-'; it "
                "begins with a letter or digit and has at most 40 characters."
            )
        hashed = _HASHER.hash(_new_password(password))
        with self._writing() as session:
            if session.get(AccountRow, name):
                raise StoreError(f"There is an account {name} already. Choose another name.")
            row = AccountRow(
                name=name,
                role=role.value,
                password_hash=hashed,
                created=self._clock(),
                disabled=None,
            )
            session.add(row)
            return as_account(row)

    def disable_account(self, name: str) -> None:
        """Shut an account for good and end its logins; what it wrote stays."""
        with self._writing() as session:
            row = _known(session, name)
            row.disabled = row.disabled or self._clock()
            _end_logins(session, name)

    def change_password(self, name: str, password: str) -> None:
        """Give an account another password, end its logins and forget its failed attempts."""
        hashed = _HASHER.hash(_new_password(password))
        with self._writing() as session:
            _known(session, name).password_hash = hashed
            _end_logins(session, name)
            throttle.forgive(session, throttle.attempt_key(session, "account", name))

    def authenticate(self, name: str, password: str, address_key: str) -> Authentication:
        """Whether the password is that of the account.

        ``address_key`` stands for where the attempt comes from (an address, of IPv6 its first 64
        bits); only its keyed hash is stored. After 5 failures of an account, or 20 from one place,
        each further one doubles the wait, from 30 seconds to 15 minutes.
        """
        decoy = _decoy()  # made by the first attempt of a process, whatever name it gives
        with self._writing() as session:
            now = self._clock()
            own = throttle.attempt_key(session, "account", name)
            client = throttle.attempt_key(session, "client", address_key)
            seconds = throttle.wait(session, (own, client), now)
            if seconds:
                return Authentication(Outcome.WAIT, wait=seconds)
            # counted before it is looked at: many attempts at once get no further than one by one
            limits = {own: throttle.ACCOUNT_LIMIT, client: throttle.CLIENT_LIMIT}
            throttle.count(session, limits, now)
            row = session.get(AccountRow, name) if _NAME.fullmatch(name) else None
            hashed = row.password_hash if row else decoy
        matches = _matches(hashed, password)  # takes long; nobody is kept from writing meanwhile
        with self._writing() as session:
            row = session.get(AccountRow, name) if row and matches else None
            # the password may have been changed in between
            if row and row.disabled is None and row.password_hash == hashed:
                throttle.forgive(session, own)
                throttle.take_back(session, (client,), self._clock())
                return Authentication(Outcome.ACCEPTED, as_account(row))
            return Authentication(
                Outcome.REFUSED, wait=throttle.wait(session, (own, client), self._clock())
            )


def as_account(row: AccountRow) -> Account:
    """A row of the table, without what is secret."""
    return Account(row.name, Role(row.role), row.created, row.disabled)


def active_account(session: Session, name: str) -> AccountRow:
    """An account that may write; raises ``StoreError`` for an unknown or disabled one."""
    row = _known(session, name)
    if row.disabled is not None:
        raise StoreError(f"The account {name} is disabled. Write with another one.")
    return row


def _known(session: Session, name: str) -> AccountRow:
    row = session.get(AccountRow, name) if _NAME.fullmatch(name) else None
    if row is None:
        raise StoreError(
            f"There is no account {name!r}. See which there are: python -m dashboard user list"
        )
    return row


def _end_logins(session: Session, name: str) -> None:
    session.execute(delete(LoginRow).where(LoginRow.account == name))


def _spelled(password: str) -> bytes:
    """One spelling: some keyboards give ğ as one letter, others as g and a breve."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _new_password(password: str) -> bytes:
    length = len(unicodedata.normalize("NFC", password))
    if not SHORTEST <= length <= LONGEST:
        raise StoreError(
            f"The password has {length} characters. Choose one of {SHORTEST} to {LONGEST}."
        )
    return _spelled(password)


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, _spelled(password[: 2 * LONGEST]))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    """A hash to look at for names that are unknown, so that they take as long as known ones."""
    return _HASHER.hash(token_hex(16))
