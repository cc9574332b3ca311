"""With ``ATLAS_REQUIRE_POSTGRES`` a test of PostgreSQL that is skipped fails."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from tests.required import failed_if_skipped

VARIABLE = "ATLAS_REQUIRE_POSTGRES"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, pytest.TestReport]:
    """A skipped test that bears the mark."""
    report = yield
    return failed_if_skipped(report, VARIABLE) if "postgres" in report.keywords else report
