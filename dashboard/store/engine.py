"""The way to the database: one connection rule for SQLite and PostgreSQL, errors with a repair."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy import text as sql
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.orm import Session

from dashboard.store.models import REVISION

Clock = Callable[[], datetime]
UPGRADE = "python -m dashboard store upgrade"
_LOCK = int.from_bytes(b"atlas")  # the advisory lock of all writers on PostgreSQL
PATIENCE = 10  # seconds that a writer waits for another one
_WRITES = "atlas_writes"
# What the databases say, and what to do. The first that fits counts.
_REPAIRS = {
    "is full": "Free room on the disk and try again; this was not recorded.",
    "No space left": "Free room on the disk and try again; this was not recorded.",
    "disk I/O": "Free room on the disk (a file is opened with some), or mend it; try again.",
    "surrogates": "The text is broken; write it anew.",
    "locked": "Another process is writing; try again.",
    "lock timeout": "Another process is writing; try again.",
    "denied": "Give the program the right to do this, or name another place.",
    "unable to open": "Mend the path or its permissions, or restore the file from a backup.",
    "not a database": "Restore the file from a backup.",
    "malformed": "Restore the file from a backup.",
}


class StoreError(RuntimeError):
    """The store refuses, or cannot be used; the message says why and names the repair."""


class NoStoreError(StoreError):
    """There is no store yet."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def parse_url(written: str) -> URL:
    """The address of a database; raises ``StoreError`` for what is not SQLite or PostgreSQL."""
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        url = None
    if url is not None and url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url is None or url.drivername != "sqlite" or url.database in (None, "", ":memory:"):
        raise StoreError(  # what was written may hold a password
            "ATLAS_DATABASE_URL: write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
        )
    return url


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite store; none for PostgreSQL."""
    return Path(url.database or "") if url.drivername == "sqlite" else None


def make_engine(url: URL, patience: int = PATIENCE) -> Engine:
    """Connections to the database; opens none yet. Make it after a fork, not before.

    ``patience`` is how many seconds a writer waits for another one.
    """
    file = sqlite_file(url)
    if file is None:
        own = {} if "connect_timeout" in url.query else {"connect_timeout": 5}
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=own)
    # mode=rw: a store that is gone must not come back empty
    where = f"file:{quote(file.resolve().as_posix())}"
    opened = URL.create("sqlite", database=where, query={"mode": "rw", "uri": "true"})
    engine = create_engine(opened, hide_parameters=True, connect_args={"timeout": patience})
    event.listen(engine, "connect", lambda raw, record: _prepare_sqlite(raw, record, file))
    event.listen(engine, "checkout", lambda _raw, record, _fairy: _require_same(record, file))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(raw: sqlite3.Connection, record: Any, file: Path) -> None:
    raw.isolation_level = None  # transactions begin in _begin_sqlite, not where Python guesses
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA synchronous = FULL")  # what is acknowledged outlives a power cut
    record.info["file"] = _identity(file)


def _require_same(record: Any, file: Path) -> None:
    """Leave a connection whose file was replaced: what it writes would be lost."""
    if record.info.get("file") != _identity(file):
        raise DisconnectionError(f"{file} was replaced.")


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _begin_sqlite(connection: Connection) -> None:
    # a writer that begins as a reader may find that another one was faster, and could not go on
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn what the database or the disk says into a ``StoreError``; never tells parameters."""
    try:
        yield
    except (SQLAlchemyError, OSError, UnicodeError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        said = (str(cause).splitlines() or [type(cause).__name__])[0].rstrip(".")
        repair = next((repair for words, repair in _REPAIRS.items() if words in said), None)
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            repair = "Look whether the database answers and whether this was recorded; try again."
        repair = repair or "Look whether the database answers, and try again."
        raise StoreError(f"{place}: {said}. {repair}") from error


@contextmanager
def alone(engine: Engine, patience: int = PATIENCE) -> Iterator[Connection]:
    """A transaction in which no other one writes, on either database. It is waited for the others
    as long as the engine (SQLite) or ``patience`` (PostgreSQL, seconds) says."""
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sql(f"SET LOCAL lock_timeout = '{patience}s'"))
            connection.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


class Access:
    """A database, what it lacks, and transactions that read or write."""

    def __init__(self, url: str, clock: Clock = utc_now) -> None:
        parsed = parse_url(url)
        self._place = parsed.render_as_string(hide_password=True)
        self._file = sqlite_file(parsed)
        self._engine = make_engine(parsed)
        self._clock = clock
        self._ready = False

    @property
    def place(self) -> str:
        """Where the store is; without a password."""
        return self._place

    def fault(self) -> StoreError | None:
        """Why the store cannot be used, with the repair; ``NoStoreError`` where there is none yet.

        Asks the database until the store is ready once, so that a page takes up a new store.
        """
        if self._ready:
            return None
        try:
            with explained(self._place):
                revision = self._revision()
        except StoreError as error:
            return error
        self._ready = revision == REVISION
        if self._ready:
            return None
        if not revision:
            return NoStoreError(f"{self._place}: there is no store yet. Make it: {UPGRADE}")
        said = f"{self._place}: the store has revision {revision}, the program needs {REVISION}."
        if revision < REVISION:
            return StoreError(f"{said} Back it up, then: {UPGRADE}")
        return StoreError(
            f"{said} A newer program wrote it: run that one, or restore a backup of this one's."
        )

    def _revision(self) -> str:
        if self._file is not None and not self._file.exists():
            return ""
        with self._engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return ""
            return str(connection.scalar(sql("SELECT version_num FROM alembic_version")) or "")

    def close(self) -> None:
        """Give the connections back; the next use opens new ones."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        self._require_ready()
        with explained(self._place), Session(self._engine) as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """One writer at a time. When this ends without an error the disk has what was written."""
        self._require_ready()
        with (
            explained(self._place),
            alone(self._engine) as connection,
            Session(connection) as session,
        ):
            yield session
            session.flush()

    def _require_ready(self) -> None:
        fault = self.fault()
        if fault is not None:
            raise fault


def make_file(file: Path) -> None:
    """An empty SQLite file that only its owner can read, if it is not there yet."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
