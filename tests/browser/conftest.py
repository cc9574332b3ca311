"""A real server on the demonstration atlas and a real Chromium."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.reader import Reader
from tests.browser.required import pytest_make_collect_report, pytest_runtest_makereport
from tests.browser.starting import started

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]  # hooks: pytest calls them

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser")) if p), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Start ``app.py`` with arguments; returns its address. All are ended at the end."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> str:
        port = free_port()
        command = [sys.executable, "app.py", "--port", str(port), *arguments]
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        running.append(server)
        return started(server, port)

    yield start
    for server in running:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(scope="session")
def atlas(serve: Callable[..., str]) -> str:
    """Address of the app on the embedded default."""
    return serve("--data", str(ROOT / "data" / "demo"))


@pytest.fixture
def reader(chromium: Browser, atlas: str) -> Iterator[Reader]:
    """A reader at a laptop, in a fresh browser context."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="tr-TR")
    reader = Reader(context.new_page(), atlas)
    yield reader
    context.close()
    assert reader.faults == []


@pytest.fixture
def phone(chromium: Browser, atlas: str) -> Iterator[Reader]:
    """A reader with a phone."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="tr-TR"
    )
    reader = Reader(context.new_page(), atlas)
    yield reader
    context.close()
    assert reader.faults == []
