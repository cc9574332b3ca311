"""How fast a range of 500 areas shows: ``python -m benchmarks.brush --data DIR --scripts DIR``.

Starts the atlas and its peers, holds ranges of about 500 neighbourhoods in each, turn by turn, and
prints a table. It measures and never judges: the exit code is 0 whatever the figures are.
"""

from __future__ import annotations

import argparse
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.figures import Row
from benchmarks.painting import park
from benchmarks.peers import LIMIT, QUIET, Peers, opened, program, timed
from benchmarks.serving import new_context, open_atlas
from layouts import ids

HELD = 500  # neighbourhoods in the range
INDICATOR = "population"  # what open_atlas shows
TABS = {"ranking": "siralama", "distribution": "dagilim"}

# Ranges that hold about `held` areas each, from the lowest values to the highest, in no order.
RANGES = """([held, count]) => {
    const {values, digits} = atlas.mapState.values;
    const sorted = values.filter((one) => one != null).sort((a, b) => a - b);
    const step = (sorted.length - held) / count;
    return Array.from({length: count}, (_, i) => {
        const from = Math.round(((i * 7) % count + 0.5) * step);
        return [sorted[from], sorted[from + held - 1]].map((one) => one / 10 ** digits).join(",");
    });
}"""
BRUSH = f"""([word, ranking, counts]) => {{
    const said = (id) => document.getElementById(id).textContent;
    const before = [said(counts), said(ranking)];
    const wanted = () => said(counts) !== before[0] && said(ranking) !== before[1]
        && !document.querySelector(".dash-graph--pending");
    const without = (which) => document.querySelectorAll(`${{which}}:not([data-out])`).length;
    const options = {{wanted, quiet: {QUIET}, limit: {LIMIT}}};
    return meter.take(() => atlas.hold("aralik", word), options).then((times) => ({{
        ...times,
        word,
        held: without('.area[data-level="neighbourhood"]'),
        dots: without(".strips .scatter:not(:last-of-type) .point"),
    }}));
}}"""

Json = dict[str, Any]


def brush(page: Page, word: str) -> Json:
    """Hold a range in the atlas; what the meter said, in ms, and how many areas it holds."""
    park(page)
    return dict(page.evaluate(BRUSH, [word, ids.RANKING, ids.COUNTS]))


def open_tab(browser: Browser, address: str, tab: str) -> Page:
    """Harita with a tab open, its charts drawn, every change watched."""
    page = open_atlas(new_context(browser), address, f"&sekme={tab}")
    page.wait_for_function("atlas.mapState.values")
    if tab == TABS["distribution"]:
        page.wait_for_selector(".strips .js-plotly-plot .main-svg", timeout=60_000)
    page.wait_for_timeout(QUIET)
    page.evaluate("meter.watchEverything()")
    return page


def run(pages: dict[str, Page], peers: Peers, ranges: list[str]) -> dict[str, list[Json]]:
    """Each range in the atlas, tab by tab, and in the peers."""
    taken: dict[str, list[Json]] = {name: [] for name in (*pages, "resent", "folium")}
    for word in ranges:
        for name, page in pages.items():
            taken[name].append(brush(page, word))
        taken["resent"].append(peers.resend({"span": {"data": word}}))
        taken["folium"].append(peers.rewrite(f"g={INDICATOR}&span={word}"))
    return taken


def measure(browser: Browser, chosen: argparse.Namespace, atlas: str) -> tuple[Json, list[Row]]:
    """Everything, as plain numbers (ms), and the lines of the table."""
    pages = {name: open_tab(browser, atlas, tab) for name, tab in TABS.items()}
    size = pages["ranking"].evaluate(
        "(({width, height}) => ({width: Math.round(width), height: Math.round(height)}))"
        "(document.querySelector('.map-frame').getBoundingClientRect())"
    )
    ranges = pages["ranking"].evaluate(RANGES, [HELD, chosen.n])
    with opened(browser, chosen, size) as peers:
        taken = [run(pages, peers, ranges) for _ in range(chosen.runs)]

    def of(name: str) -> list[list[Json]]:
        return [one[name] for one in taken]

    held = sorted(one["held"] for run in taken for name in TABS for one in run[name])
    wrong = sum(one["dots"] != one["held"] for run in taken for one in run["distribution"])
    rows: list[Row] = [
        ("areas held", f"{held[0]}-{held[-1]}", "", "500"),
        ("brushes after which the chart held others than the map", f"{wrong}", "", "0"),
    ]
    for name in TABS:
        rows.append(timed(f"{name} open: map repainted, ms", of(name), part="map"))
        rows.append(timed(f"{name} open: everything repainted, ms", of(name), "p95 150"))
    rows.append(timed("Plotly, figure sent anew: map alone, ms", of("resent")))
    rows.append(timed("folium, page written before: map alone, ms", of("folium")))
    return {"browser": browser.version, "map": size, "runs": taken}, rows


if __name__ == "__main__":
    program(__doc__, measure)
