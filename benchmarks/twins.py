"""How fast two maps follow: ``python -m benchmarks.twins --data DIR --scripts DIR``.

Starts the atlas and its peers, changes the indicator of two maps side by side and drags the first
of them, turn by turn, and prints a table. It measures and never judges: the exit code is 0 whatever
the figures are.
"""

from __future__ import annotations

import argparse
import json
from itertools import cycle, islice
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.figures import Row, per_run, said
from benchmarks.painting import indicators, park
from benchmarks.peers import LIMIT, QUIET, Peers, opened, program, timed
from benchmarks.serving import new_context, open_atlas
from dashboard.catalogue import Level, load_catalogue
from dashboard.dataset import Dataset
from dashboard.release import current_release
from dashboard.settings import Settings

STEPS = 40  # movements of the pointer in one drag
STEP = (3, 2)  # pixels
PAUSE = 20  # ms between movements

PAINTED = """() => atlas.mapState.maps.length === 2 && atlas.mapState.values
    && atlas.mapState.maps.every(({frame, map, paths}) => map
        && paths.neighbourhood?.some((one) => one.dataset.class !== "wait"))"""
VIEWS = """() => atlas.mapState.maps.map(({map}) => {
    const {lat, lng} = map.getCenter();
    return {center: {lon: lng, lat}, zoom: map.getZoom() - 1};
})"""
SWITCH = f"""(key) => {{
    const series = atlas.seriesKey(
        atlas.resolve({{...atlas.words, g: key, grup: "", yil: ""}}));
    const chart = () => document.querySelector(".compare-values .js-plotly-plot")?.layout;
    const before = chart();
    const wanted = () => document.querySelector(`.is-selected [data-indicator="${{key}}"]`)
        && document.querySelector(".legend-ruler")?.dataset.series === series
        && (!before || chart() !== before);
    const button = document.querySelector(`[data-indicator="${{key}}"]`);
    const painted = () => atlas.mapState.maps.every(({{frame}}) => frame.dataset.series === series);
    return meter.take(() => button.click(), {{wanted, quiet: {QUIET}, limit: {LIMIT}}})
        .then((times) => ({{...times, painted: painted()}}));
}}"""
# Where the panes of both maps stand, once per frame.
RECORD = """() => {
    const panes = [...document.querySelectorAll(".leaflet-map-pane")];
    const place = (pane) => {
        const {m41, m42} = new DOMMatrix(getComputedStyle(pane).transform);
        return [m41, m42];
    };
    window.frames_ = [];
    window.recording = true;
    const look = (now) => {
        window.frames_.push([now, ...panes.map(place)]);
        if (window.recording) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""
RECORDED = "() => { window.recording = false; return window.frames_; }"

Json = dict[str, Any]


def districts(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """The province with most neighbourhoods, and its two districts with most of them."""
    catalogue = load_catalogue(Settings.from_environment().catalogue)
    areas = Dataset(current_release(chosen.data), catalogue).areas(Level.NEIGHBOURHOOD)
    province = str(areas["province"].value_counts().index[0])
    inside = areas.loc[areas["province"] == province, "district"]
    return province, [str(one) for one in inside.value_counts().index[:2]]


def open_twins(browser: Browser, address: str, keys: list[str], areas: list[str]) -> Page:
    """Karşılaştır with all ``keys`` in its table, both maps painted, every change watched."""
    page = new_context(browser).new_page()
    query = f"karsi={','.join(areas)}&gostergeler={','.join(keys)}&g={keys[0]}"
    page.goto(f"{address}/karsilastir?{query}")
    page.wait_for_function(PAINTED, timeout=60_000)
    page.wait_for_function("window.atlas.mapState.preloaded", timeout=30_000)
    page.wait_for_selector(".compare-values .js-plotly-plot .main-svg", timeout=60_000)
    page.wait_for_timeout(3_000)
    page.evaluate("document.querySelectorAll('.map-frame').forEach(meter.watchPaths)")
    page.evaluate("meter.watchEverything()")
    return page


def drag(page: Page, x: float, y: float) -> list[Any]:
    """Drag there and back; per frame its time (ms) and where the panes of both maps stood."""
    park(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(RECORD)
    for step in [*range(1, STEPS + 1), *range(STEPS - 1, -1, -1)]:
        page.mouse.move(x + STEP[0] * step, y + STEP[1] * step)
        page.wait_for_timeout(PAUSE)
    page.mouse.up()
    page.wait_for_timeout(PAUSE * 10)
    return list(page.evaluate(RECORDED))


def followed(frames: list[Any]) -> Json:
    """Of the frames in which the first map moved: in how many the second stood elsewhere (more
    than 1 pixel off), how many frames later it was there at most, and the time between frames."""
    steps = [
        [(at[0] - to[0], at[1] - to[1]) for at, to in zip(one[1:], frames[0][1:], strict=True)]
        for one in frames
    ]
    moved = [k for k in range(1, len(steps)) if steps[k][0] != steps[k - 1][0]]
    lags = [_lag(steps, k) for k in moved]
    gaps = [frames[k][0] - frames[k - 1][0] for k in moved]
    return {"moved": len(moved), "apart": sum(lag != 0 for lag in lags), "lags": lags, "gaps": gaps}


def _lag(steps: list[Any], k: int) -> int | None:
    for later in range(k, len(steps)):
        if all(abs(a - b) <= 1 for a, b in zip(steps[k][0], steps[later][1], strict=True)):
            return later - k
    return None


def run(page: Page, peers: Peers, keys: list[str], n: int) -> dict[str, list[Json]]:
    """``n`` changes of the indicator in each, turn by turn."""
    taken: dict[str, list[Json]] = {"atlas": [], "resent": [], "folium": []}
    for key in islice(cycle([*keys[1:], keys[0]]), n):
        park(page)
        taken["atlas"].append(page.evaluate(SWITCH, key))
        taken["resent"].append(peers.resend({"indicator": {"value": key}}))
        taken["folium"].append(peers.rewrite(f"g={key}"))
    return taken


def drags(page: Page, peers: Peers) -> dict[str, Json]:
    """One drag in the atlas, one in folium's two maps."""
    box = page.locator(".map-frame").first.bounding_box() or {}
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    found = {"atlas": followed(drag(page, x, y))}
    found["folium"] = followed(drag(peers.folium, box["width"] / 2, box["height"] / 2))
    return found


def measure(browser: Browser, chosen: argparse.Namespace, atlas: str) -> tuple[Json, list[Row]]:
    """Everything, as plain numbers (ms), and the lines of the table."""
    first = open_atlas(new_context(browser), atlas)
    keys = indicators(first)
    first.context.close()
    province, areas = districts(chosen)
    page = open_twins(browser, atlas, keys, areas)
    size = page.evaluate(
        "(({width, height}) => ({width: Math.round(width), height: Math.round(height)}))"
        "(document.querySelector('.map-frame').getBoundingClientRect())"
    )
    views = json.dumps(page.evaluate(VIEWS))
    more = ["--provinces", province, province, "--views", views]
    with opened(browser, chosen, size, more) as peers:
        taken = [run(page, peers, keys, chosen.n) for _ in range(chosen.runs)]
        panned = [drags(page, peers) for _ in range(chosen.runs)]

    def of(name: str) -> list[list[Json]]:
        return [one[name] for one in taken]

    wrong = sum(not one["painted"] for run in of("atlas") for one in run)
    rows = [
        timed("both maps repainted, ms", of("atlas"), "p95 200", part="map"),
        timed("everything repainted, ms", of("atlas")),
        timed("Plotly, two figures sent anew: maps alone, ms", of("resent")),
        timed("folium, page written before: maps alone, ms", of("folium")),
        ("switches that showed another series", f"{wrong}", "", "0"),
        *_panned("atlas", panned),
        *_panned("folium", panned),
    ]
    found = {"browser": browser.version, "map": size, "areas": areas, "indicators": keys}
    return {**found, "runs": taken, "pan": panned}, rows


def _panned(name: str, panned: list[dict[str, Json]]) -> list[Row]:
    runs = [one[name] for one in panned]
    apart = ", ".join(f"{one['apart']} of {one['moved']}" for one in runs)
    most = ", ".join(
        str(max((lag for lag in one["lags"] if lag is not None), default=0)) for one in runs
    )
    gaps = per_run([one["gaps"] for one in runs])
    return [
        (f"{name}, drag: frames in which the maps stood apart", apart, "", "0"),
        (f"{name}, drag: most frames behind", most, "", "0"),
        (f"{name}, drag: between frames, ms", said(gaps, "p50"), said(gaps, "p95"), ""),
    ]


if __name__ == "__main__":
    program(__doc__, measure)
