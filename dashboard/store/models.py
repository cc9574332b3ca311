"""The tables of the store. Migrations make them; a test compares both."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

REVISION = "0001"  # of the newest migration; numbers rise


class UtcTime(TypeDecorator[datetime]):
    """A moment: with its zone in Python, UTC in the database; SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC; a moment without a zone is refused, because it could be any."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone.")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC, and says so."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Constraints have names, so that a later migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime(), date: Date(), str: Text(), bytes: LargeBinary()}  # noqa: RUF012


class SecretRow(Base):
    """The key of hashes, made with the store: one row."""

    __tablename__ = "secret"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[bytes]


class AccountRow(Base):
    """Who may write; never deleted, because records name it."""

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str]
    created: Mapped[datetime]
    disabled: Mapped[datetime | None]


class AttemptRow(Base):
    """Failed attempts of an account or a client, named by a keyed hash only."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last: Mapped[datetime]
    blocked_until: Mapped[datetime]


class LoginRow(Base):
    """A login, named by the SHA-256 of its token only."""

    __tablename__ = "login"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name"), index=True)
    created: Mapped[datetime]
    seen: Mapped[datetime]


class DecisionRow(Base):
    """A decision record; triggers refuse to change or delete it."""

    __tablename__ = "decision"
    # without a rowid no REPLACE can hit a row by one
    __table_args__ = (
        UniqueConstraint("year", "sequence"),
        CheckConstraint("sequence > 0", name="sequence"),
        {"sqlite_with_rowid": False},
    )

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int]
    sequence: Mapped[int]
    created: Mapped[datetime]
    content: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    account: Mapped[str] = mapped_column(ForeignKey("account.name"))
    supersedes: Mapped[str | None] = mapped_column(
        String(20), ForeignKey("decision.number"), unique=True
    )


class CommitmentRow(Base):
    """What somebody took on for a district; triggers refuse to change or delete it."""

    __tablename__ = "commitment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    decision: Mapped[str] = mapped_column(ForeignKey("decision.number"), index=True)
    district: Mapped[str] = mapped_column(index=True)
    district_name: Mapped[str]
    indicator: Mapped[str]
    target: Mapped[str]
    target_value: Mapped[float | None] = mapped_column(Float(53))
    responsible: Mapped[str]
    due: Mapped[date]
    evidence: Mapped[str]
    created: Mapped[datetime]
    account: Mapped[str] = mapped_column(ForeignKey("account.name"))


class StatusRow(Base):
    """How far a commitment was in a year; triggers refuse to change or delete it."""

    __tablename__ = "commitment_status"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    commitment: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    year: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]
    created: Mapped[datetime]
    account: Mapped[str] = mapped_column(ForeignKey("account.name"))
