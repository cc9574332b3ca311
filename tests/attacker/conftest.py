"""The invented province, published in four ways: guarded or not, with either of two truths."""

from __future__ import annotations

from collections.abc import Iterator

import dash
import pytest

from tests.attacker.site import Site, published
from tests.attacker.world import OTHER, TRUTH


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """Dash keeps one list of pages for the whole process; afterwards the old one is back."""
    pages = dict(dash.page_registry)
    kinds = {
        "guarded": (TRUTH, True),
        "other": (OTHER, True),
        "naked": (TRUTH, False),
        "other naked": (OTHER, False),
    }
    yield {
        name: published(tmp_path_factory.mktemp(name.replace(" ", "-")), world, guarded)
        for name, (world, guarded) in kinds.items()
    }
    dash.page_registry.clear()
    dash.page_registry.update(pages)


@pytest.fixture(scope="session")
def guarded(sites: dict[str, Site]) -> Site:
    return sites["guarded"]


@pytest.fixture(scope="session")
def naked(sites: dict[str, Site]) -> Site:
    """The same truth with every indicator declared open: here each attack must succeed."""
    return sites["naked"]
