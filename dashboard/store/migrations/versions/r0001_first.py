"""Accounts, logins, decision records and commitments.

There is no way back: it would delete records. Restore a backup instead.
"""

from __future__ import annotations

from secrets import token_bytes

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Tables that only grow, and when a new row would replace one. SQLite's INSERT OR REPLACE deletes
# without asking the trigger of DELETE, so it is refused before it comes to that.
_GROWING = {
    "decision": "number = NEW.number OR supersedes = NEW.supersedes "
    "OR (year = NEW.year AND sequence = NEW.sequence)",
    "commitment": "id = NEW.id",
    "commitment_status": "id = NEW.id",
}


def upgrade() -> None:
    """Make the tables, the key of hashes and the triggers."""
    _accounts()
    _records()
    protect = _protect_sqlite if op.get_bind().dialect.name == "sqlite" else _protect_postgresql
    for table, replaces in _GROWING.items():
        protect(table, replaces)


def _accounts() -> None:
    secret = op.create_table(
        "secret",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_secret"),
    )
    op.bulk_insert(secret, [{"id": 1, "key": token_bytes(32)}])
    op.create_table(
        "account",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        _moment("created"),
        sa.Column("disabled", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("name", name="pk_account"),
    )
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        _moment("last"),
        _moment("blocked_until"),
        sa.PrimaryKeyConstraint("key", name="pk_attempt"),
    )
    op.create_table(
        "login",
        sa.Column("token_hash", sa.String(64), nullable=False),
        _account("login"),
        _moment("created"),
        _moment("seen"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_login"),
    )
    op.create_index("ix_login_account", "login", ["account"])


def _records() -> None:
    op.create_table(
        "decision",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        _moment("created"),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _account("decision"),
        sa.Column(
            "supersedes",
            sa.String(20),
            sa.ForeignKey("decision.number", name="fk_decision_supersedes"),
        ),
        sa.PrimaryKeyConstraint("number", name="pk_decision"),
        sa.UniqueConstraint("supersedes", name="uq_decision_supersedes"),
        sa.UniqueConstraint("year", "sequence", name="uq_decision_year_sequence"),
        sa.CheckConstraint("sequence > 0", name="ck_decision_sequence"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column(
            "decision",
            sa.String(20),
            sa.ForeignKey("decision.number", name="fk_commitment_decision"),
            nullable=False,
        ),
        *(_text(name) for name in ("district", "district_name", "indicator", "target")),
        sa.Column("target_value", sa.Float(53)),
        _text("responsible"),
        sa.Column("due", sa.Date, nullable=False),
        _text("evidence"),
        _moment("created"),
        _account("commitment"),
        sa.PrimaryKeyConstraint("id", name="pk_commitment"),
    )
    op.create_index("ix_commitment_decision", "commitment", ["decision"])
    op.create_index("ix_commitment_district", "commitment", ["district"])
    op.create_table(
        "commitment_status",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column(
            "commitment",
            sa.Integer,
            sa.ForeignKey("commitment.id", name="fk_commitment_status_commitment"),
            nullable=False,
        ),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        _text("note"),
        _moment("created"),
        _account("commitment_status"),
        sa.PrimaryKeyConstraint("id", name="pk_commitment_status"),
    )
    op.create_index("ix_commitment_status_commitment", "commitment_status", ["commitment"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _account(table: str) -> sa.Column[str]:
    key = sa.ForeignKey("account.name", name=f"fk_{table}_account")
    return sa.Column("account", sa.String(40), key, nullable=False)


def _protect_sqlite(table: str, replaces: str) -> None:
    refuse = f"SELECT RAISE(ABORT, '{table}: rows are never changed or deleted')"
    replaced = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {replaces})"
    for event, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", replaced)):
        op.execute(
            f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} {when} "
            f"BEGIN {refuse}; END"
        )


def _protect_postgresql(table: str, _replaces: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '%: rows are never changed or deleted', TG_TABLE_NAME; END $$"
    )
    for event, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_{each.lower()} BEFORE {event} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )
