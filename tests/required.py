"""A test that was skipped fails where the environment says that it must run."""

from __future__ import annotations

import os

import pytest

Report = pytest.TestReport | pytest.CollectReport


def failed_if_skipped(report: Report, variable: str) -> Report:
    """The report, failed where it was skipped for whatever reason and ``variable`` is set."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get(variable):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{variable} is set, and this was skipped: {reason}"
    return report
