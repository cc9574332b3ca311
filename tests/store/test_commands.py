"""``python -m dashboard store`` and ``user``, as the maintainer types them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dashboard.__main__ import main
from dashboard.settings import DATABASE_URL, Settings
from dashboard.store import Outcome, commands, open_store
from tests.store.conftest import PASSWORD

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(empty_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("ATLAS_DATABASE_URL", empty_url)

    def typed(*words: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return typed


def test_from_nothing_to_an_account_and_back(run: Run, empty_url: str) -> None:
    for words in (("store", "status"), ("user", "list"), ("user", "disable", "ayse")):
        code, _, err = run(*words)
        assert code == 1
        assert "Make it: python -m dashboard store upgrade" in err
    assert "was made, revision" in run("store", "upgrade")[1]
    assert "already" in run("store", "upgrade")[1]
    assert "no account yet" in run("user", "list")[1]
    add = ("user", "add", "ayse", "--role", "facilitator", "--password-stdin")
    assert run(*add, stdin="short\n")[0] == 1
    code, out, err = run(*add, stdin=f"{PASSWORD}\r\n")
    assert (code, err) == (0, "")
    assert PASSWORD not in out
    store = open_store(empty_url)
    assert store.authenticate("ayse", PASSWORD, "x").outcome is Outcome.ACCEPTED
    store.record_decision({}, "ayse")
    assert "ayse  facilitator  since" in run("user", "list")[1]
    assert run("user", "password", "ayse", "--password-stdin", stdin="another password")[0] == 0
    assert store.authenticate("ayse", "another password", "x").outcome is Outcome.ACCEPTED
    assert run("user", "disable", "ayse")[0] == 0
    assert ", disabled " in run("user", "list")[1]
    out = run("store", "status")[1]
    assert "Decision records: 1" in out
    assert "Accounts: 1, of which open 0" in out
    store.close()


def test_an_unknown_role_or_account_is_refused(run: Run) -> None:
    run("store", "upgrade")
    code, _, err = run("user", "add", "ayse", "--role", "queen", "--password-stdin", stdin=PASSWORD)
    assert code == 1
    assert "'queen' is not a role. Use one of facilitator" in err
    code, _, err = run("user", "password", "ayse", "--password-stdin", stdin=PASSWORD)
    assert (code, "no account 'ayse'" in err) == (1, True)


def _typing(*lines: str) -> Callable[[str], str]:
    given: Iterator[str] = iter(lines)
    return lambda _prompt: next(given)


def test_a_password_is_asked_for_twice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("store", "upgrade")
    add = ("user", "add", "ayse", "--role", "facilitator")
    monkeypatch.setattr(commands, "getpass", _typing(PASSWORD, f"{PASSWORD}!"))
    code, _, err = run(*add)
    assert (code, "differ" in err) == (1, True)
    assert PASSWORD not in err
    monkeypatch.setattr(commands, "getpass", _typing(PASSWORD, PASSWORD))
    assert run(*add)[0] == 0


def test_the_database_is_a_setting_that_no_repr_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_DATABASE_URL", raising=False)
    assert Settings.from_environment().database_url == DATABASE_URL
    assert DATABASE_URL.endswith("/data/store/atlas.sqlite")
    monkeypatch.setenv("ATLAS_DATABASE_URL", "postgresql://u:geheimnis@h/n")
    settings: Any = Settings.from_environment()
    assert settings.database_url == "postgresql://u:geheimnis@h/n"
    assert "geheimnis" not in repr(settings)
