"""How fast the map follows a weight: ``python -m benchmarks.weights --data DIR``.

Starts the atlas and a Plotly app, moves a weight in Sentez and changes the indicator of the peer,
turn by turn, and the same weight over a line that holds every request back for 80 ms. Prints a
table. It measures and never judges: the exit code is 0 whatever the figures are.
"""

from __future__ import annotations

import argparse
import json
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import Row, per_run, said, table
from benchmarks.painting import KEYS, park
from benchmarks.peers import LIMIT, RESENT, timed
from benchmarks.serving import launch, new_context, open_peer, serving, wait_painted
from tests.browser.slow_line import slow_line

LATENCY = 0.08  # seconds that each request waits
QUIET = 250  # ms without a further draw
THEME = "care"
WAITED = 400  # ms from one movement to the next

MOVE = f"""([theme, share]) => {{
    const slider = document.querySelector(`[data-theme-share="${{theme}}"]`);
    const before = atlas.mapState.shown.letters;
    return meter.take(() => {{
        slider.value = share;
        slider.dispatchEvent(new Event("input", {{bubbles: true}}));
    }}, {{quiet: {QUIET}, limit: {LIMIT}}}).then((times) => ({{
        ...times,
        changed: [...atlas.mapState.shown.letters].filter((one, i) => one !== before[i]).length,
    }}));
}}"""

Json = dict[str, Any]


def open_weights(browser: Browser, address: str) -> Page:
    """Sentez with its weights unfolded, every neighbourhood painted."""
    page = new_context(browser).new_page()
    page.goto(f"{address}/sentez")
    wait_painted(page)
    page.locator("details[data-part=weights] > summary").click()
    page.evaluate("meter.watchPaths(document.querySelector('.map-frame'))")
    page.wait_for_timeout(WAITED)
    return page


def move(page: Page, share: int) -> Json:
    """Move the weight to a share of 100; what the meter said, in ms."""
    park(page)
    return dict(page.evaluate(MOVE, [THEME, share]))


def measure(browser: Browser, atlas: str, data: str, runs: int, n: int) -> tuple[Json, list[Row]]:
    """Everything, as plain numbers (ms), and the lines of the table."""
    near = open_weights(browser, atlas)
    box = near.locator(".map-frame").bounding_box() or {"width": 600, "height": 500}
    size = ["--width", str(round(box["width"])), "--height", str(round(box["height"]))]
    keys = near.evaluate(KEYS)
    with (
        slow_line(atlas, LATENCY, 0.0) as (far_address, _),
        serving(["-m", "benchmarks.peer_resent", "--data", data, *size]) as resent,
    ):
        far = open_weights(browser, far_address)
        peer = open_peer(new_context(browser), resent)
        wanted = cycle(keys[1:] + keys[:1])
        taken: list[dict[str, list[Json]]] = []
        for _ in range(runs):
            one: dict[str, list[Json]] = {"near": [], "far": [], "peer": []}
            for step in range(n):
                share = 20 + (step * 37) % 60
                one["near"].append(move(near, share))
                one["far"].append(move(far, share))
                park(peer)
                changed = {"indicator": {"value": next(wanted)}}
                one["peer"].append(dict(peer.evaluate(RESENT, changed)))
            taken.append(one)
    changed_ = [[one["changed"] for one in run["near"]] for run in taken]
    spreads = per_run(changed_)
    rows: list[Row] = [
        ("neighbourhoods that changed class", said(spreads, "p50"), said(spreads, "p95"), ""),
        timed("weight moved, loopback: map repainted, ms", [r["near"] for r in taken], "p95 100"),
        timed("the same, 80 ms latency, ms", [r["far"] for r in taken], "p95 300"),
        timed("Plotly, figure sent anew: map repainted, ms", [r["peer"] for r in taken]),
    ]
    return {"browser": browser.version, "runs": taken}, rows


def main() -> None:
    """Measure, print the table and write the numbers where a file is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of releases")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--n", type=int, default=20, help="movements per run")
    parser.add_argument("--json", type=Path, help="file for all numbers")
    chosen = parser.parse_args()
    data = str(chosen.data.resolve())
    with serving(["app.py", "--data", data]) as atlas, sync_playwright() as playwright:
        browser = launch(playwright)
        found, rows = measure(browser, atlas, data, chosen.runs, chosen.n)
        browser.close()
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), "utf-8")
    print(table(rows))


if __name__ == "__main__":
    main()
