"""Settings of the server, read once from the command line and the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUE = PROJECT / "data" / "catalogue"
OPERATOR = PROJECT / "data" / "operator.toml"
DEMONSTRATION = PROJECT / "data" / "demo"
PROCESSED = PROJECT / "data" / "processed"
HOST, PORT = "127.0.0.1", 8050


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the atlas reads its data and where it listens."""

    data: Path | None = None
    catalogue: Path = CATALOGUE
    operator: Path = OPERATOR
    host: str = HOST
    port: int = PORT

    @classmethod
    def from_environment(cls) -> Settings:
        """Settings from ``ATLAS_DATA``, ``ATLAS_OPERATOR``, ``ATLAS_HOST`` and ``ATLAS_PORT``."""
        data = os.environ.get("ATLAS_DATA")
        return cls(
            data=Path(data) if data else None,
            operator=Path(os.environ.get("ATLAS_OPERATOR", OPERATOR)),
            host=os.environ.get("ATLAS_HOST", HOST),
            port=int(os.environ.get("ATLAS_PORT", PORT)),
        )
