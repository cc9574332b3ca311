"""What ``python -m dashboard store`` and ``user`` do and say."""

from __future__ import annotations

import sys
from getpass import getpass

from dashboard.store import Role, Store, StoreError, open_store
from dashboard.store.migrate import upgrade
from dashboard.store.models import REVISION


def upgrade_store(url: str) -> None:
    """Make the store or bring it to the program's revision."""
    before = upgrade(url)
    place = open_store(url).place
    if before == REVISION:
        print(f"{place}: the store has revision {REVISION} already.")
    elif before:
        print(f"{place}: the store went from revision {before} to {REVISION}.")
    else:
        print(f"{place}: the store was made, revision {REVISION}.")
        print("Open an account: python -m dashboard user add NAME --role facilitator")


def tell_status(url: str) -> None:
    """Say what is in the store; reads every record, so that a damaged one is found."""
    store = _opened(url)
    open_accounts = sum(one.disabled is None for one in store.accounts())
    print(f"{store.place}: revision {REVISION}.")
    print(f"Decision records: {len(store.decisions())}, all as they were written.")
    print(f"Accounts: {len(store.accounts())}, of which open {open_accounts}.")


def add_user(url: str, name: str, role: str, from_stdin: bool) -> None:
    """Open an account."""
    if role not in tuple(Role):
        raise StoreError(f"{role!r} is not a role. Use one of {', '.join(Role)}.")
    store = _opened(url)
    store.add_account(name, _password(from_stdin), Role(role))
    print(f"The account {name} is open.")


def list_users(url: str) -> None:
    """A line per account: name, role, since when, until when."""
    found = _opened(url).accounts()
    for one in found:
        until = f", disabled {one.disabled:%Y-%m-%d}" if one.disabled else ""
        print(f"{one.name}  {one.role}  since {one.created:%Y-%m-%d}{until}")
    if not found:
        print("There is no account yet: python -m dashboard user add NAME --role facilitator")


def disable_user(url: str, name: str) -> None:
    """Shut an account."""
    _opened(url).disable_account(name)
    print(f"The account {name} is disabled, and its logins have ended.")


def change_password(url: str, name: str, from_stdin: bool) -> None:
    """Give an account another password."""
    store = _opened(url)
    store.change_password(name, _password(from_stdin))
    print(f"The account {name} has a new password, and its logins have ended.")


def _opened(url: str) -> Store:
    """A store that can be used; who has none must hear of it before a password is asked for."""
    store = open_store(url)
    fault = store.fault()
    if fault is not None:
        raise fault
    return store


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("Password: ")
    if getpass("The same again: ") != first:
        raise StoreError("The two passwords differ. Try again.")
    return first
