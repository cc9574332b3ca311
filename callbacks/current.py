"""Which release is served: the last one that passed its checks."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from dashboard.catalogue import load_catalogue
from dashboard.dataset import Dataset
from dashboard.entries import CatalogueError
from dashboard.imprint import load_imprint
from dashboard.release import POINTER, ReleaseError, current_release, has_release
from dashboard.settings import DEMONSTRATION, OPERATOR, PROCESSED, Settings

log = logging.getLogger("atlas")


@dataclass
class Current:
    """The dataset that pages and files show, read again when the pointer changes.

    Where the operator names a folder, or a release lies in ``data/processed``, the demonstration
    is never served in its place: a release that fails its checks is refused, the last good one
    goes on, and ``fault`` says what is wrong.
    """

    root: Path
    catalogue: Path
    operator: Path = OPERATOR
    fault: str = ""
    _dataset: Dataset | None = None
    _seen: tuple[str, int, int] = ("", 0, 0)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def from_settings(cls, settings: Settings) -> Current:
        """The folder that the settings name, else ``data/processed``, else the demonstration."""
        root = settings.data or (PROCESSED if has_release(PROCESSED) else DEMONSTRATION)
        current = cls(root, settings.catalogue, settings.operator)
        current.refresh()
        return current

    def dataset(self) -> Dataset:
        """The dataset; raises ``ReleaseError`` where no good release was ever read."""
        self.refresh()
        if self._dataset is None:
            raise ReleaseError(self.fault)
        return self._dataset

    def served(self) -> str:
        """Key of the release that is served, empty where there is none."""
        return self._dataset.release.key if self._dataset else ""

    def has_card(self, key: str) -> bool:
        """Whether the catalogue that is served has an indicator of this key."""
        return self._dataset is not None and key in self._dataset.catalogue.indicators

    def refresh(self) -> None:
        """Read the release again if the pointer was replaced since the last reading."""
        seen = self._pointed()
        if seen == self._seen and (self._dataset or self.fault):
            return
        with self._lock:
            if seen == self._seen and (self._dataset or self.fault):
                return
            try:
                self._dataset = Dataset(
                    current_release(self.root),
                    load_catalogue(self.catalogue),
                    load_imprint(self.operator, self.catalogue),
                )
                self.fault = ""
            except (ReleaseError, CatalogueError) as error:
                self.fault = str(error)
                log.error("release refused: %s", error)
            self._seen = seen

    def _pointed(self) -> tuple[str, int, int]:
        """What the pointer says, and time and number of its file.

        A release that is repaired in place keeps its id: only the file tells that there is news.
        """
        pointer = self.root / POINTER
        try:
            state = pointer.stat()
            said = pointer.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return "", 0, 0
        return said, state.st_mtime_ns, state.st_ino
