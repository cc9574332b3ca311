"""A store of its own for every test, on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from sqlalchemy import Connection, text

from dashboard.store import Store, open_store
from dashboard.store.engine import make_engine, parse_url
from dashboard.store.migrate import upgrade
from dashboard.store.models import Base
from tests.store.required import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]  # a hook: pytest calls it

PASSWORD = "mor salkımlı ev"
_SERVERS = ("postgresql://postgres@127.0.0.1:5432", "postgresql://root@127.0.0.1:5432")


class SetClock:
    """Shows the time that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **spans: float) -> None:
        self.now += timedelta(**spans)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A transaction that asks the store for no permission."""
    engine = make_engine(parse_url(url))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def everything(url: str) -> str:
    """All that is stored, as text."""
    with connected(url) as connection:
        return "\n".join(
            repr(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
        )


@pytest.fixture(scope="session")
def postgres() -> str:
    """The URL of a server without the name of a database."""
    named = os.environ.get("ATLAS_TEST_POSTGRES", "").rstrip("/")
    for server in (named,) if named else _SERVERS:
        try:
            with psycopg.connect(f"{server}/postgres", connect_timeout=3):
                return server
        except psycopg.OperationalError:
            continue
    tried = "ATLAS_TEST_POSTGRES" if named else "127.0.0.1:5432 (as postgres or root, no password)"
    pytest.skip(f"no PostgreSQL answers on {tried}")


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """An empty database of the server, for as long as it is needed."""
    name = f"atlas_test_{token_hex(6)}"
    with closing(psycopg.connect(f"{server}/postgres", autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store may be made."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store' / 'atlas.sqlite'}"
        return
    with new_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture
def url(empty_url: str) -> str:
    """Where a store is."""
    upgrade(empty_url)
    return empty_url


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def store(url: str, clock: SetClock) -> Iterator[Store]:
    """A store with one account, ``ayse``."""
    opened = open_store(url, clock)
    opened.add_account("ayse", PASSWORD)
    yield opened
    opened.close()


def set_revision(url: str, revision: str) -> None:
    with connected(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
