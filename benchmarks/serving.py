"""Starting the two apps in processes of their own, and the browser that looks at them."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).resolve().parent.parent
METER = Path(__file__).with_name("meter.js")
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
VIEWPORT = {"width": 1440, "height": 900}  # pixels
PATIENCE = 60.0  # seconds until a server must answer


def free_port() -> int:
    """A port on this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str]) -> Iterator[str]:
    """Run a Python server (``command`` without its port) and give its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, *command, "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with code {process.returncode}.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server did not answer within {PATIENCE:.0f} s.")


def launch(playwright: Playwright) -> Browser:
    """Headless Chromium of the system where there is one, else the one of Playwright."""
    found = next((one for one in BROWSERS if Path(one).is_file()), None)
    return playwright.chromium.launch(executable_path=found, args=list(FLAGS))


def new_context(browser: Browser, size: dict[str, int] | None = None) -> BrowserContext:
    """A context with nothing cached and the meter in every page; ``size`` in pixels."""
    context = browser.new_context(viewport=size or VIEWPORT, color_scheme="light")
    context.add_init_script(path=METER)
    return context


def open_atlas(context: BrowserContext, address: str, more: str = "") -> Page:
    """Harita with every province, painted, and with the classes of all indicators at hand.

    ``more``: what else the address says, as ``&key=word``.
    """
    page = context.new_page()
    page.goto(f"{address}/?il=hepsi&g=population{more}")
    wait_painted(page)
    page.wait_for_function("window.atlas.mapState.preloaded", timeout=30_000)
    page.evaluate("meter.watchPaths(document.querySelector('.map-frame'))")
    return page


def wait_painted(page: Page) -> None:
    """Until every neighbourhood of the release stands on the map with a class."""
    page.wait_for_function(
        """() => {
            const {sizes, provinces} = window.atlas?.page || {};
            if (!sizes) return false;
            const all = provinces.reduce((sum, one) => sum + sizes[one].neighbourhood, 0);
            const drawn = document.querySelectorAll(
                'path.area[data-level="neighbourhood"][data-class]:not([data-class="wait"])');
            return drawn.length === all;
        }""",
        timeout=60_000,
    )


def open_peer(context: BrowserContext, address: str) -> Page:
    """The peer, painted."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(
        "document.querySelector('.js-plotly-plot')?._fullLayout?.map?._subplot?.map?.loaded()",
        timeout=90_000,
    )
    page.wait_for_timeout(3_000)
    return page
