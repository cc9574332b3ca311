"""With ``ATLAS_REQUIRE_BROWSER`` a browser test that is skipped, for whatever reason, fails."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from tests.required import Report, failed_if_skipped

VARIABLE = "ATLAS_REQUIRE_BROWSER"


def _required(report: Report) -> Report:
    # the real input lies beside few checkouts; the demonstration is in all of them
    if "real" in getattr(report, "keywords", ()):
        return report
    return failed_if_skipped(report, VARIABLE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Report]:
    """A skipped test."""
    return _required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Report]:
    """A module that skips itself while it is read."""
    return _required((yield))
