"""The real input files beside the checkout, and the release made from them, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.__main__ import DATA
from dashboard.pipeline.build import build_release
from dashboard.release import Release


@pytest.fixture(scope="session")
def raw() -> Path:
    """The folder of the real files; without them the test is skipped."""
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real input files are not in {folder}")
    return folder


@pytest.fixture(scope="session")
def release(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build_release(raw, tmp_path_factory.mktemp("release"), DATA / "catalogue")
