"""Continuous integration must not take a test that did not run for one that passed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from tests.browser import required as browser
from tests.store import required as store

SKIPPED = {
    "in the test": "import pytest\ndef test_one(): pytest.skip('no reason')\n",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no reason')\ndef test_one(): pass\n",
    "in a fixture": "import pytest\n@pytest.fixture\ndef page(): pytest.skip('no reason')\n"
    "def test_one(page): pass\n",
    "as a module": "import pytest\npytest.skip('no reason', allow_module_level=True)\n",
}


def _run(
    project: Path, folder: Path, rule: ModuleType, required: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(folder)]
    command += ["-p", "no:cacheprovider", "-p", rule.__name__, str(folder)]
    command += ["--continue-on-collection-errors"]
    environment = {**os.environ, "PYTHONPATH": str(project), rule.VARIABLE: required}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_every_skip_fails_where_a_browser_is_required(project: Path, tmp_path: Path) -> None:
    contents = {**SKIPPED, "not at all": "def test_one(): pass\n"}
    for number, content in enumerate(contents.values()):
        (tmp_path / f"test_example_{number}.py").write_text(content, encoding="utf-8")
    required = _run(project, tmp_path, browser, "1")
    assert required.returncode != 0
    assert "1 failed, 1 passed, 3 errors" in required.stdout, required.stdout
    assert "was skipped: Skipped: no reason" in required.stdout
    free = _run(project, tmp_path, browser, "")
    assert f"1 passed, {len(SKIPPED)} skipped" in free.stdout, free.stdout


def test_only_skips_of_postgresql_fail_where_it_is_required(project: Path, tmp_path: Path) -> None:
    (tmp_path / "test_example.py").write_text(
        "import pytest\n"
        "@pytest.fixture(params=['sqlite', pytest.param('pg', marks=pytest.mark.postgres)])\n"
        "def url(request): request.param == 'pg' and pytest.skip('no reason')\n"
        "def test_one(url): pass\n"
        "def test_two(): pytest.skip('another reason')\n",
        encoding="utf-8",
    )
    required = _run(project, tmp_path, store, "1")
    assert required.returncode != 0
    assert "1 passed, 1 skipped" in required.stdout, required.stdout
    assert "1 error" in required.stdout, required.stdout
    assert "was skipped: Skipped: no reason" in required.stdout
    free = _run(project, tmp_path, store, "")
    assert "1 passed, 2 skipped" in free.stdout, free.stdout


def test_the_tests_have_their_rules() -> None:
    from tests.browser import conftest as browsers
    from tests.store import conftest as stores

    for hook in ("pytest_runtest_makereport", "pytest_make_collect_report"):
        assert getattr(browsers, hook) is getattr(browser, hook)
    assert stores.pytest_runtest_makereport is store.pytest_runtest_makereport
