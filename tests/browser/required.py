"""With ``ATLAS_REQUIRE_BROWSER`` a browser test that is skipped, for whatever reason, fails."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

VARIABLE = "ATLAS_REQUIRE_BROWSER"
Report = pytest.TestReport | pytest.CollectReport


def _required(report: Report) -> Report:
    expected = hasattr(report, "wasxfail")
    # the real input lies beside few checkouts; the demonstration is in all of them
    if (
        report.skipped
        and not expected
        and "real" not in getattr(report, "keywords", ())
        and os.environ.get(VARIABLE)
    ):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{VARIABLE} is set, and this was skipped: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Report]:
    """A skipped test."""
    return _required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Report]:
    """A module that skips itself while it is read."""
    return _required((yield))
