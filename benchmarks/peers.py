"""The two peers that draw everything anew, opened side by side with the atlas."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import Row, per_run, said, table
from benchmarks.painting import park
from benchmarks.serving import launch, new_context, open_peer, serving
from dashboard.release import ReleaseError, current_release

QUIET = 600  # ms without a further draw
LIMIT = 15_000  # ms after which an action counts as missed
RESENT = f"""(props) => meter.take(() => Object.entries(props).forEach(
    ([id, change]) => dash_clientside.set_props(id, change)), {{quiet: {QUIET}, limit: {LIMIT}}})"""

Json = dict[str, Any]


@dataclass
class Peers:
    """A page of each peer; ``written`` is the address that writes pages."""

    resent: Page
    folium: Page
    written: str

    def resend(self, props: Json) -> Json:
        """Set properties in the Plotly peer; what the meter said, in ms."""
        park(self.resent)
        return dict(self.resent.evaluate(RESENT, props))

    def rewrite(self, query: str) -> Json:
        """Open folium's page for ``query``, written before; what the meter said, in ms."""
        with urlopen(f"{self.written}/?{query}") as answer:
            answer.read()
        park(self.folium)
        self.folium.goto(f"{self.written}/?{query}", wait_until="commit")
        return dict(self.folium.evaluate(f"meter.settled({{quiet: {QUIET}, limit: {LIMIT}}})"))


@contextmanager
def opened(
    browser: Browser, chosen: argparse.Namespace, size: Json, more: Sequence[str] = ()
) -> Iterator[Peers]:
    """Both peers for maps of ``size`` (pixels each), painted."""
    box = ["--width", str(size["width"]), "--height", str(size["height"])]
    common = ["--data", str(chosen.data.resolve()), *box, *more]
    folium = [*common, "--scripts", str(chosen.scripts.resolve())]
    with (
        serving(["-m", "benchmarks.peer_resent", *common]) as resent,
        serving(["-m", "benchmarks.peer_folium", *folium]) as written,
    ):
        maps = 2 if more else 1
        view = {"width": size["width"] * maps, "height": size["height"]}
        contexts = [new_context(browser, view) for _ in range(2)]
        contexts[1].add_init_script("meter.arrive()")
        yield Peers(open_peer(contexts[0], resent), contexts[1].new_page(), written)
        for one in contexts:
            one.close()


def timed(name: str, runs: Sequence[Sequence[Json]], target: str = "", part: str = "") -> Row:
    """A line of the table: ``last`` of each action, of the map alone where ``part`` is ``map``."""
    spreads = per_run([[(one[part] if part else one)["last"] for one in run] for run in runs])
    return name, said(spreads, "p50"), said(spreads, "p95"), target


def program(
    description: str | None,
    measure: Callable[[Browser, argparse.Namespace, str], tuple[Json, list[Row]]],
) -> None:
    """Measure, print the table and write the numbers where a file is named."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True, help="folder of releases")
    parser.add_argument("--scripts", type=Path, required=True, help="folder of Leaflet's files")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--n", type=int, default=10, help="actions per run")
    parser.add_argument("--json", type=Path, help="file for all numbers")
    chosen = parser.parse_args()
    try:
        current_release(chosen.data)
    except ReleaseError as error:
        parser.exit(message=f"Nothing to measure. {error}\n")
    data = str(chosen.data.resolve())
    with serving(["app.py", "--data", data]) as atlas, sync_playwright() as playwright:
        browser = launch(playwright)
        found, rows = measure(browser, chosen, atlas)
        browser.close()
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), "utf-8")
    print(table(rows))
