"""Accounts: passwords that nobody can read, guesses that are slowed down, logins that end."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard.store import Outcome, Store, StoreError, accounts, open_store
from tests.store.conftest import PASSWORD, SetClock, everything

ADDRESS = "203.0.113.77"
WRONG = "yanlış bir parola"


def test_accounts_are_off_until_one_is_open(url: str) -> None:
    store = open_store(url)
    assert not store.has_accounts
    assert store.accounts() == ()
    added = store.add_account("ayse.k", PASSWORD)
    assert store.has_accounts
    assert store.accounts() == (added,)
    store.disable_account("ayse.k")
    assert not store.has_accounts
    assert store.accounts()[0].disabled is not None
    store.close()


@pytest.mark.parametrize(
    "name", ["", "Ayşe", "AYSE", "a b", "-a", "a" * 41, "a\0", "a\n", "\ud800"]
)
def test_a_wrong_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="not a name"):
        store.add_account(name, PASSWORD)
    assert store.authenticate(name, PASSWORD, ADDRESS).outcome is Outcome.REFUSED


def test_a_name_is_taken_once(store: Store) -> None:
    with pytest.raises(StoreError, match="already"):
        store.add_account("ayse", "another password")
    assert store.authenticate("ayse", PASSWORD, ADDRESS).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 1001])
def test_a_short_password_is_refused(store: Store, password: str) -> None:
    for act in (
        lambda: store.add_account("fatma", password),
        lambda: store.change_password("ayse", password),
    ):
        with pytest.raises(StoreError, match=f"has {len(password)} characters.*12 to 1000"):
            act()
    assert len(store.accounts()) == 1


def test_the_right_password_is_accepted_however_the_keyboard_spells_it(store: Store) -> None:
    store.add_account("fatma", "yağmurlu bir gün")
    found = store.authenticate("fatma", "yag\u0306murlu bir gu\u0308n", ADDRESS)
    assert found.outcome is Outcome.ACCEPTED
    assert found.account is not None
    assert found.account.name == "fatma"
    assert store.authenticate("fatma", "yagmurlu bir gun", ADDRESS).outcome is Outcome.REFUSED


@pytest.mark.parametrize("name", ["ayse", "nobody"])
def test_guesses_have_to_wait_longer_and_longer(
    store: Store, url: str, clock: SetClock, name: str
) -> None:
    waits = []
    for _ in range(4):
        assert store.authenticate(name, WRONG, ADDRESS).wait == 0
    for n in range(8):
        said = store.authenticate(name, WRONG, f"198.51.100.{n}")
        assert said.outcome is Outcome.REFUSED
        waits.append(said.wait)
        again = open_store(url, clock)  # another worker
        blocked = again.authenticate(name, PASSWORD, "192.0.2.1")
        assert (blocked.outcome, blocked.wait) == (Outcome.WAIT, said.wait), "even the right one"
        again.close()
        clock.forward(seconds=said.wait)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_success_forgets_the_failures_of_the_account(store: Store) -> None:
    for _ in range(2):
        for _ in range(4):
            assert store.authenticate("ayse", WRONG, ADDRESS).outcome is Outcome.REFUSED
        assert store.authenticate("ayse", PASSWORD, ADDRESS).outcome is Outcome.ACCEPTED


def test_a_client_that_tries_many_names_has_to_wait(store: Store, clock: SetClock) -> None:
    for n in range(19):
        assert store.authenticate(f"name{n}", WRONG, ADDRESS).wait == 0
    assert store.authenticate("ayse", PASSWORD, ADDRESS).outcome is Outcome.ACCEPTED
    assert store.authenticate("name19", WRONG, ADDRESS).wait == 30
    assert store.authenticate("ayse", PASSWORD, ADDRESS).outcome is Outcome.WAIT
    assert store.authenticate("ayse", PASSWORD, "192.0.2.1").outcome is Outcome.ACCEPTED
    clock.forward(hours=25)
    assert store.authenticate("name20", WRONG, ADDRESS).wait == 0, "forgotten after a day"


def test_a_clock_that_was_put_back_shuts_nobody_out_for_long(store: Store, clock: SetClock) -> None:
    for _ in range(5):
        store.authenticate("ayse", WRONG, ADDRESS)
    clock.forward(days=-30)
    assert store.authenticate("ayse", PASSWORD, ADDRESS).wait <= 900


def test_guesses_at_once_get_no_further_than_one_by_one(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: store.authenticate("ayse", WRONG, ADDRESS), range(12)))
    outcomes = [one.outcome for one in found]
    assert outcomes.count(Outcome.REFUSED) == 5
    assert outcomes.count(Outcome.WAIT) == 7


def test_a_new_password_opens_a_locked_account(store: Store) -> None:
    for _ in range(5):
        store.authenticate("ayse", WRONG, ADDRESS)
    store.change_password("ayse", "another password")
    assert store.authenticate("ayse", PASSWORD, "192.0.2.1").outcome is Outcome.REFUSED
    assert store.authenticate("ayse", "another password", ADDRESS).outcome is Outcome.ACCEPTED


def test_a_password_is_looked_at_once_whoever_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that are unknown take as long as known ones: the same work is done for them."""
    store.add_account("fatma", PASSWORD)
    store.disable_account("fatma")
    store.authenticate("nobody", WRONG, ADDRESS)
    looked: list[str] = []
    hasher = accounts._HASHER

    class Counting:
        def verify(self, hashed: str, password: bytes) -> bool:
            looked.append(hashed.rpartition("$")[0].rpartition("$")[0])
            return hasher.verify(hashed, password)

    monkeypatch.setattr(accounts, "_HASHER", Counting())
    for name in ("ayse", "nobody", "fatma", "not a name"):
        said = store.authenticate(name, WRONG, "192.0.2.1")
        assert (said.outcome, said.account) == (Outcome.REFUSED, None)
    assert len(looked) == 4
    assert len(set(looked)) == 1, "the same parameters"
    assert looked[0].startswith("$argon2id$")
    assert store.authenticate("fatma", PASSWORD, "192.0.2.1").outcome is Outcome.REFUSED


def test_accounts_that_are_unknown_are_named(store: Store) -> None:
    for act in (
        lambda: store.disable_account("fatma"),
        lambda: store.change_password("fatma", PASSWORD),
        lambda: store.begin_login("fatma"),
    ):
        with pytest.raises(StoreError, match="no account 'fatma'"):
            act()


def test_a_login_holds_until_it_is_ended(store: Store, url: str, clock: SetClock) -> None:
    token, other = store.begin_login("ayse"), store.begin_login("ayse")
    again = open_store(url, clock)
    found, second = again.login(token), again.login(other)
    again.close()
    assert found is not None
    assert second is not None
    assert (found.account.name, len(token)) == ("ayse", 43)
    assert found.accepts(found.csrf)
    assert not found.accepts(second.csrf), "each login has its own"
    assert not found.accepts("ş")
    store.end_login(token)
    store.end_login(token)
    assert store.login(token) is None
    assert store.login(other) == second
    for wrong in ("", "x", "\ud800", token[:-1]):
        assert store.login(wrong) is None


def test_a_login_ends_two_hours_after_its_last_use(store: Store, clock: SetClock) -> None:
    token = store.begin_login("ayse")
    clock.forward(hours=1, minutes=59)
    assert store.login(token) is not None
    clock.forward(hours=1, minutes=59)
    assert store.login(token) is not None
    clock.forward(hours=2)
    assert store.login(token) is None


def test_a_login_ends_after_twelve_hours_however_it_is_used(store: Store, clock: SetClock) -> None:
    token = store.begin_login("ayse")
    begun = clock.now
    for _ in range(11):
        clock.forward(hours=1)
        found = store.login(token)
        assert found is not None
        assert (found.ends - begun).total_seconds() == 12 * 3600
    clock.forward(minutes=59)
    assert store.login(token) is not None
    clock.forward(minutes=1)
    assert store.login(token) is None


def test_logins_that_are_over_are_cleared(store: Store, url: str, clock: SetClock) -> None:
    for _ in range(3):
        store.begin_login("ayse")
    clock.forward(hours=3)
    store.begin_login("ayse")
    assert everything(url).count("'ayse', ") == 2, "the account and the new login"


@pytest.mark.parametrize("end", ["disable", "password"])
def test_disabling_or_a_new_password_ends_the_logins(store: Store, end: str) -> None:
    store.add_account("fatma", PASSWORD)
    mine, other = store.begin_login("ayse"), store.begin_login("fatma")
    if end == "disable":
        store.disable_account("ayse")
        with pytest.raises(StoreError, match="disabled"):
            store.begin_login("ayse")
    else:
        store.change_password("ayse", "another password")
    assert store.login(mine) is None
    assert store.login(other) is not None


def test_nothing_secret_is_stored_said_or_logged(
    store: Store, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.close()
    with caplog.at_level(logging.INFO, "sqlalchemy.engine"):
        store = open_store(url)  # an engine asks once whether anybody listens
        said: list[Any] = [store, store.accounts()]
        store.add_account("fatma", PASSWORD)
        for name, password in (("fatma", PASSWORD), ("fatma", WRONG), ("yoktur", WRONG)):
            said.append(store.authenticate(name, password, ADDRESS))
        token = store.begin_login("fatma")
        login = store.login(token)
        assert login is not None
        said.append(login)
        with pytest.raises(StoreError) as caught:
            store.add_account("fatma", PASSWORD)
        said.append(caught.value)
        store.close()
    assert "INSERT INTO account" in caplog.text, "the log does listen"
    told, stored = f"{said} {caplog.text}", everything(url)
    for secret in (PASSWORD, WRONG, token, login.csrf):
        assert secret not in told
        assert secret not in stored
    for private in (ADDRESS, "yoktur"):
        assert private not in stored
    assert "$argon2id$" in stored
    assert "$argon2" not in told
