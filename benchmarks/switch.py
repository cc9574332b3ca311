"""How fast the map follows: ``python -m benchmarks.switch --data DIR [--runs 2] [--n 20]``.

Starts the atlas and its peer, measures both in one run in one browser, and prints a table. It
measures and never judges: the exit code is 0 whatever the figures are.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks import painting, transfer, variants
from benchmarks.figures import Row, per_run, said, spread, table
from benchmarks.serving import launch, new_context, open_atlas, open_peer, serving
from dashboard.release import ReleaseError, current_release

Json = dict[str, Any]


def measure(browser: Browser, atlas: str, peer_command: list[str], runs: int, n: int) -> Json:
    """Everything, as plain numbers: times in ms, sizes in bytes."""
    context = new_context(browser)
    page = open_atlas(context, atlas)
    keys = painting.indicators(page)
    size = page.evaluate(
        "(({width, height}) => ({width: Math.round(width), height: Math.round(height)}))"
        "(document.querySelector('.map-frame').getBoundingClientRect())"
    )
    found: Json = {
        "browser": browser.version,
        "map": size,
        "areas": page.evaluate("atlas.mapState.maps[0].paths.neighbourhood.length"),
        "indicators": keys,
    }
    box = ["--width", str(size["width"]), "--height", str(size["height"])]
    with serving([*peer_command, *box]) as peer_address:
        peer_context = new_context(browser, size)
        peer = open_peer(peer_context, peer_address)
        taken = [painting.switches(page, peer, keys, n) for _ in range(runs)]
        peer_context.close()
    found["switch"] = _switches(taken)
    hovers = [painting.hovers(page, n) for _ in range(runs)]
    found["hover"] = per_run([[one["last"] for one in run] for run in hovers])
    found["hover_drawn"] = per_run([[one["first"] for one in run] for run in hovers])
    context.close()
    found["first_load"] = transfer.first_load(browser, atlas)
    found["plotly"] = transfer.plotly_order(browser, atlas)
    found["change"] = transfer.change_of_indicator(browser, atlas, keys)
    return found


def _switches(taken: list[dict[str, list[Json]]]) -> Json:
    def of(name: str, field: str) -> list[Json]:
        return per_run([[one[field] for one in run[name]] for run in taken])

    atlas, peer = of("atlas", "last"), of("peer", "last")
    return {
        "atlas": atlas,
        "atlas_first_draw": of("atlas", "first"),
        "peer": peer,
        "peer_first_draw": of("peer", "first"),
        "panels": of("atlas", "ready"),
        "ratio_p50": [_ratio(a, b) for a, b in zip(atlas, peer, strict=True)],
        "wrong_series": sum(not one["painted"] for run in taken for one in run["atlas"]),
        "draws": {name: [one["draws"] for one in taken[0][name]] for name in ("atlas", "peer")},
    }


def _ratio(atlas: Json, peer: Json) -> float | None:
    return round(peer["p50"] / atlas["p50"], 1) if "p50" in atlas and "p50" in peer else None


def measure_variants(browser: Browser, atlas: str, runs: int, n: int) -> list[Json]:
    """The ways of colouring, per run; ``colours`` is 1 where all paint the same."""
    found = []
    for _ in range(runs):
        context = new_context(browser)
        page = open_atlas(context, atlas)
        taken = variants.compare(page, painting.indicators(page), n)
        ways = {way: {name: spread(ms) for name, ms in taken[way].items()} for way in variants.WAYS}
        found.append({"colours": taken["colours"], **ways})
        context.close()
    return found


def rows(found: Json) -> list[Row]:
    """The lines of the table."""
    switch, load = found["switch"], found["first_load"]
    change = [one["bytes"] / 1000 for one in found["change"]]
    lines = [
        _timed("map repainted, ms", switch["atlas"], "60, 100"),
        _timed("peer (Plotly, Patch on z), ms", switch["peer"], ""),
        ("peer / atlas, by p50", ", ".join(f"{one}" for one in switch["ratio_p50"]), "", "8"),
        _timed("panels, ms", switch["panels"], "250"),
        _timed("hover to highlight, ms", found["hover"], "32"),
        ("first load without plotly.js, kB", f"{load['bytes'] / 1000:.0f}", "", "1300"),
        *((f"  {kind}", f"{size / 1000:.1f}", "", "") for kind, size in load["kinds"].items()),
        ("  plotly.js in the first load", f"{load['plotly_bytes'] / 1000:.0f}", "", "0"),
        ("plotly.js after the map, s", f"{found['plotly']['after_map']}", "", "> 0"),
        ("change of indicator, kB (most)", f"{max(change):.1f}", "", "10"),
    ]
    for way in variants.WAYS:
        for action, name in (("next", "switch"), ("scheme", "colour scheme")):
            times = [run[way][f"{action} frames"] for run in found["variants"]]
            lines.append(_timed(f"coloured by {way}: {name}, ms", times, ""))
    return lines


def _timed(name: str, runs: list[Json], target: str) -> Row:
    return name, said(runs, "p50"), said(runs, "p95"), target


def main() -> None:
    """Measure, print the table and write the numbers where a file is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of releases")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--n", type=int, default=20, help="actions per run")
    parser.add_argument("--json", type=Path, help="file for all numbers")
    chosen = parser.parse_args()
    data = str(chosen.data.resolve())
    try:
        current_release(chosen.data)
    except ReleaseError as error:
        parser.exit(message=f"Nothing to measure. {error}\n")
    peer = ["-m", "benchmarks.peer_plotly", "--data", data]
    with serving(["app.py", "--data", data]) as atlas, sync_playwright() as playwright:
        browser = launch(playwright)
        found = measure(browser, atlas, peer, chosen.runs, chosen.n)
        found["variants"] = measure_variants(browser, atlas, chosen.runs, chosen.n)
        browser.close()
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), "utf-8")
    print(table(rows(found)))


if __name__ == "__main__":
    main()
