"""Settings of the server, read once from the command line and the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUE = PROJECT / "data" / "catalogue"
OPERATOR = PROJECT / "data" / "operator.toml"
DEMONSTRATION = PROJECT / "data" / "demo"
PROCESSED = PROJECT / "data" / "processed"
DATABASE_URL = f"sqlite:///{(PROJECT / 'data' / 'store' / 'atlas.sqlite').as_posix()}"
HOST, PORT = "127.0.0.1", 8050


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the atlas reads its data and where it listens."""

    data: Path | None = None
    catalogue: Path = CATALOGUE
    operator: Path = OPERATOR
    host: str = HOST
    port: int = PORT
    address: str = ""  # that the public knows, for links in pictures; empty: as it was asked
    database_url: str = field(default=DATABASE_URL, repr=False)  # may hold a password

    @classmethod
    def from_environment(cls) -> Settings:
        """Settings from ``ATLAS_DATA``, ``ATLAS_OPERATOR``, ``ATLAS_HOST``, ``ATLAS_PORT``,
        ``ATLAS_ADDRESS`` and ``ATLAS_DATABASE_URL``.

        Raises ``ValueError`` for an address that is none.
        """
        data = os.environ.get("ATLAS_DATA")
        address = os.environ.get("ATLAS_ADDRESS", "").rstrip("/")
        if address and not address.startswith(("https://", "http://")):
            raise ValueError(f"ATLAS_ADDRESS must begin with https:// or http://, not {address!r}.")
        return cls(
            data=Path(data) if data else None,
            operator=Path(os.environ.get("ATLAS_OPERATOR", OPERATOR)),
            host=os.environ.get("ATLAS_HOST", HOST),
            port=int(os.environ.get("ATLAS_PORT", PORT)),
            address=address,
            database_url=os.environ.get("ATLAS_DATABASE_URL") or DATABASE_URL,
        )
