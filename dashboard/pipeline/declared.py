"""What the catalogue's folder declares about a build, and the tables it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.entries import CatalogueError
from dashboard.pipeline.join import Changes, load_changes
from dashboard.pipeline.kinds import Rules, load_kinds
from dashboard.pipeline.measures import Measure, Residents, load_measures
from dashboard.pipeline.points import read_points
from dashboard.pipeline.read import read_table
from dashboard.pipeline.sources import Content, Source, load_sources


@dataclass(frozen=True, slots=True)
class Declared:
    """What the catalogue's folder declares about the build."""

    catalogue: Catalogue
    sources: Mapping[str, Source]
    residents: Residents
    measures: tuple[Measure, ...]
    changes: Changes
    kinds: Rules


@dataclass(frozen=True, slots=True)
class RawTables:
    """Tables as read, one copy for all provinces that share a file."""

    raw: Path
    read: dict[Path, pandas.DataFrame]

    def of(self, source: Source, province: str) -> tuple[Path, pandas.DataFrame] | None:
        """File and rows of a source for a province; ``None`` where there is no file."""
        path = source.file(self.raw, province)
        if path is None or not path.exists():
            return None
        if path not in self.read:
            read = read_points if source.content is Content.POINTS else read_table
            self.read[path] = read(source, path)
        return path, self.read[path]


def boundaries_of(sources: Mapping[str, Source]) -> Source:
    """The source of the boundaries; there is one."""
    found = [source for source in sources.values() if source.content is Content.BOUNDARIES]
    if len(found) != 1:
        raise CatalogueError(
            f'sources.toml: {len(found)} entries have content = "boundaries". Keep one; its '
            "'files' may name a file per province."
        )
    return found[0]


def load_declared(folder: Path) -> Declared:
    """Everything the catalogue's folder declares; raises ``CatalogueError``."""
    residents, measures = load_measures(folder / "measures.toml")
    return Declared(
        catalogue=load_catalogue(folder),
        sources=load_sources(folder / "sources.toml"),
        residents=residents,
        measures=tuple(measures),
        changes=load_changes(folder / "aliases.toml"),
        kinds=load_kinds(folder / "kinds.toml"),
    )
