"""What an attacker can get hold of: a release that was built from raw files, and the app on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from callbacks import create_app
from dashboard.catalogue import load_catalogue
from dashboard.dataset import Dataset
from dashboard.pipeline.build import build_release
from dashboard.pipeline.publish import publish
from dashboard.release import Release, current_release
from dashboard.settings import Settings
from tests.attacker.world import World, write_world


@dataclass(frozen=True)
class Site:
    """A release, the app's memory of it, and its addresses."""

    dataset: Dataset
    client: FlaskClient

    @property
    def folder(self) -> Path:
        """The release's folder."""
        return self.dataset.release.folder


def published(folder: Path, world: World, guarded: bool) -> Site:
    """Build ``world`` from raw files in ``folder`` and serve it."""
    _build(folder, world, guarded)
    out, catalogue = folder / "processed", folder / "catalogue"
    dataset = Dataset(current_release(out), load_catalogue(catalogue))
    app = create_app(Settings(data=out, catalogue=catalogue))
    assert app.server is not None
    return Site(dataset, app.server.test_client())


def published_again(folder: Path, worlds: Sequence[World]) -> list[Release]:
    """The releases of one world after the other, built into the same folder."""
    return [_build(folder, world, guarded=True) for world in worlds]


def _build(folder: Path, world: World, guarded: bool) -> Release:
    raw = write_world(folder, world, guarded)
    out = folder / "processed"
    release = build_release(raw, out, folder / "catalogue", say=lambda _: None)
    publish(out, release.key)
    return release
