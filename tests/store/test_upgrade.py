"""The tables are made by one command, once, whole; and a store that does not fit is explained."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError

from dashboard.store import NoStoreError, StoreError, migrate, open_store
from dashboard.store.engine import make_engine, parse_url
from dashboard.store.migrate import upgrade
from dashboard.store.models import REVISION, Base
from tests.killed import killed_at
from tests.store.conftest import PASSWORD, connected, new_database, set_revision

ROOT = Path(__file__).resolve().parents[2]


def test_the_migrations_make_what_the_models_say(url: str) -> None:
    with connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_program_needs_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_a_second_upgrade_finds_nothing_to_do(empty_url: str) -> None:
    assert upgrade(empty_url) == ""
    opened = open_store(empty_url)
    opened.add_account("ayse", PASSWORD)
    record = opened.record_decision({"question": "Hangi ilçe?"}, "ayse")
    assert upgrade(empty_url) == REVISION
    assert opened.decisions() == (record,)
    opened.close()


def test_upgrades_at_once_make_one_store(empty_url: str) -> None:
    program = "import sys; from dashboard.store.migrate import upgrade\nprint(upgrade(sys.argv[1]))"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, empty_url], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    told = sorted(one.communicate(timeout=120)[0].strip() for one in running)
    assert [one.returncode for one in running] == [0, 0, 0, 0]
    assert told == ["", REVISION, REVISION, REVISION], "one made it, the others waited for it"
    with connected(empty_url) as connection:
        assert connection.scalar(text("SELECT count(*) FROM secret")) == 1


def _killed_at(step: int, work: Callable[[], Any]) -> bool:
    """Do the work in a process that ends itself by SIGKILL just before its n-th statement or
    commit; false where it came to its end before."""

    def listen(count: Callable[[], None]) -> None:
        event.listen(Engine, "before_cursor_execute", lambda *_: count())
        event.listen(Engine, "commit", lambda *_: count())

    return killed_at(step, listen, work)


@pytest.mark.fault
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_an_upgrade_killed_at_any_statement_leaves_no_half_store(empty_url: str) -> None:
    killed = 0
    while _killed_at(killed + 1, lambda: upgrade(empty_url)):
        killed += 1
        assert isinstance(open_store(empty_url).fault(), NoStoreError)
    assert killed > 20
    assert open_store(empty_url).fault() is None


@pytest.mark.fault
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_record_killed_at_any_statement_is_whole_or_not_there(url: str) -> None:
    store = open_store(url)
    store.add_account("ayse", PASSWORD)
    store.close()

    def write() -> None:
        open_store(url).record_decision({"step": "killed"}, "ayse")

    killed = 0
    while _killed_at(killed + 1, write):
        killed += 1
        assert store.decisions() == (), "killed before its commit"
        store.close()
    assert killed >= 5
    assert [one.number[-3:] for one in store.decisions()] == ["001"], "no number was used up"
    store.close()


def test_pages_live_without_a_store_and_take_up_a_new_one(empty_url: str, tmp_path: Path) -> None:
    store = open_store(empty_url)
    fault = store.fault()
    assert isinstance(fault, NoStoreError)
    assert "python -m dashboard store upgrade" in str(fault)
    assert not store.has_accounts
    with pytest.raises(NoStoreError):
        store.decisions()
    assert not list(tmp_path.rglob("*.sqlite")), "asking makes no file"
    upgrade(empty_url)
    assert store.fault() is None
    assert store.decisions() == ()
    store.close()


@pytest.mark.parametrize(
    ("revision", "repair"),
    [("0000", "python -m dashboard store upgrade"), ("9999", "A newer program wrote it")],
)
def test_a_store_of_another_revision_is_refused(url: str, revision: str, repair: str) -> None:
    set_revision(url, revision)
    store = open_store(url)
    fault = str(store.fault())
    assert f"has revision {revision}, the program needs {REVISION}" in fault
    assert repair in fault
    with pytest.raises(StoreError, match=revision):
        store.decisions()
    with pytest.raises(StoreError, match=revision):
        _ = store.has_accounts
    with pytest.raises(StoreError, match=revision):
        upgrade(url)
    set_revision(url, REVISION)
    assert store.fault() is None
    store.close()


@pytest.mark.parametrize(
    "written",
    ["mysql://u:geheimnis@h/n", "sqlite://", "sqlite:///:memory:", "geheimnis", "", "http://[::1"],
)
def test_another_kind_of_database_is_refused(written: str) -> None:
    with pytest.raises(StoreError, match="ATLAS_DATABASE_URL") as caught:
        open_store(written)
    assert "geheimnis" not in str(caught.value)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    store = open_store("postgresql://u:geheimnis@127.0.0.1:1/atlas")
    fault = store.fault()
    assert not isinstance(fault, NoStoreError)
    assert "127.0.0.1" in str(fault)
    assert "geheimnis" not in f"{fault} {store.place} {store!r}"


def test_sqlite_keeps_what_it_acknowledges_and_its_file_to_itself(tmp_path: Path) -> None:
    file = tmp_path / "50% ş" / "atlas.sqlite"
    url = f"sqlite:///{file}"
    upgrade(url)
    engine = make_engine(parse_url(url))
    with engine.begin() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert said == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "atlas.sqlite"
    file.write_bytes(b"not a database" * 1000)
    assert "Restore the file from a backup" in str(open_store(f"sqlite:///{file}").fault())
    with pytest.raises(StoreError, match="Restore the file from a backup"):
        upgrade(f"sqlite:///{file}")


def test_a_file_that_was_replaced_is_read_anew_and_a_lost_one_stays_lost(tmp_path: Path) -> None:
    file, backup = tmp_path / "atlas.sqlite", tmp_path / "backup.sqlite"
    url = f"sqlite:///{file}"
    upgrade(url)
    store = open_store(url)
    store.add_account("ayse", PASSWORD)
    first = store.record_decision({"n": 1}, "ayse")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)  # as `sqlite3 .backup` does, while the store is open
    store.record_decision({"n": 2}, "ayse")
    for ending in ("-wal", "-shm"):
        file.with_name(f"{file.name}{ending}").unlink()
    backup.replace(file)
    assert store.decisions() == (first,)
    assert store.record_decision({"n": 3}, "ayse").number == "KK-2026-002"
    for one in tmp_path.glob("atlas.sqlite*"):
        one.unlink()
    with pytest.raises(StoreError, match="restore the file from a backup"):
        store.record_decision({"n": 4}, "ayse")
    assert not file.exists(), "it does not come back empty"
    store.close()


@pytest.mark.postgres
def test_a_dump_restores_the_records_and_their_protection(postgres: str, tmp_path: Path) -> None:
    """The commands of docs/how-to/run-the-store.md."""
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    dump = str(tmp_path / "atlas.dump")
    with new_database(postgres) as url, new_database(postgres) as other:
        upgrade(url)
        store, again = open_store(url), open_store(other)
        store.add_account("ayse", PASSWORD)
        record = store.record_decision({"question": "Hangi ilçe?"}, "ayse")
        subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", url], check=True)
        restore = ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={other}", dump]
        subprocess.run(restore, check=True)
        assert upgrade(other) == REVISION
        assert again.decisions() == (record,)
        assert again.authenticate("ayse", PASSWORD, "x").account is not None
        with pytest.raises(DBAPIError, match="never changed"), connected(other) as connection:
            connection.exec_driver_sql("DELETE FROM decision")
        assert again.record_decision({}, "ayse").sequence == 2
        store.close()
        again.close()
