"""Making the tables of a store, as a step of its own: no worker does it by the way."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import inspect
from sqlalchemy import text as sql

from dashboard.store.engine import (
    StoreError,
    alone,
    explained,
    make_engine,
    make_file,
    parse_url,
    sqlite_file,
)
from dashboard.store.models import REVISION

_MIGRATIONS = str(Path(__file__).parent / "migrations")
_PATIENCE = 60  # seconds that an upgrade waits for another one


def upgrade(url: str) -> str:
    """Bring the store at ``url`` to the program's revision; gives the revision that it had before.

    Empty where there was none. One at a time: a second one waits, then finds nothing to do. All
    happens in one transaction. Raises ``StoreError``, then nothing was changed.
    """
    parsed = parse_url(url)
    file, place = sqlite_file(parsed), parsed.render_as_string(hide_password=True)
    with explained(place):
        if file is not None:
            make_file(file)
        engine = make_engine(parsed, _PATIENCE)
        try:
            with alone(engine, _PATIENCE) as connection:
                there = inspect(connection).has_table("alembic_version")
                found = there and connection.scalar(sql("SELECT version_num FROM alembic_version"))
                before = str(found or "")
                if before > REVISION:
                    raise StoreError(
                        f"{place}: a newer program wrote this store (revision {before}, this "
                        f"program has {REVISION}). Run that program; nothing was changed."
                    )
                if before < REVISION:
                    config = Config(attributes={"connection": connection})
                    config.set_main_option("script_location", _MIGRATIONS.replace("%", "%%"))
                    command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(f"{place}: {error}. Restore a backup.") from error
        finally:
            engine.dispose()
        if file is not None:  # cannot be said in a transaction; the file remembers it
            with closing(sqlite3.connect(file, timeout=_PATIENCE)) as raw:
                raw.execute("PRAGMA journal_mode = WAL")
    return before
