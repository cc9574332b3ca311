"""Times of a change of the indicator, in the atlas and in the peer, and of hovering."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

from playwright.sync_api import Page

from layouts import ids

CONTROL = ids.control("g")  # the indicator's
PARKED = (4, 4)  # pixels; a corner without controls or map
REST = 700  # ms that the pointer stands still before an action

SWITCH_ATLAS = """([control, key]) => {
    const ranking = () => document.querySelector('[data-testid="ranking-table"]')?.textContent;
    const legend = () => document.querySelector(".legend-ruler")?.dataset.series;
    const before = ranking();
    const series = atlas.seriesKey(atlas.resolve({...atlas.words, g: key, grup: "", yil: ""}));
    const wanted = () => legend() === series && ranking() !== before;
    return meter.take(() => dash_clientside.set_props(control, {value: key}), {wanted})
        .then((times) => ({...times, painted: atlas.mapState.shown.key === series}));
}"""
SWITCH_PEER = (
    '(key) => meter.take(() => dash_clientside.set_props("indicator", {value: key}),'
    " {quiet: 600, limit: 12000})"
)
KEYS = """() => Object.entries(atlas.page.offers)
    .filter(([, offer]) => offer.series.some(([level, group]) =>
        level === "neighbourhood" && group === offer.group))
    .map(([key]) => key)"""
HITS = """(count) => {
    const found = [];
    for (const path of document.querySelectorAll('path.area[data-level="neighbourhood"]')) {
        const box = path.getBoundingClientRect();
        if (Math.min(box.width, box.height) < 12) continue;
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        if (document.elementFromPoint(x, y) === path) found.push([x, y]);
    }
    const step = found.length / count;
    return Array.from({length: count}, (_, i) => found[Math.floor(i * step)]).filter(Boolean);
}"""


def indicators(page: Page) -> list[str]:
    """Indicators that have values for neighbourhoods in this release."""
    return list(page.evaluate(KEYS))


def switches(atlas: Page, peer: Page, keys: list[str], count: int) -> dict[str, list[Any]]:
    """``count`` changes in each, turn by turn; what the meter said of each, in ms."""
    taken: dict[str, list[Any]] = {"atlas": [], "peer": []}
    wanted = cycle([*keys[1:], keys[0]])
    for key in islice(wanted, count):
        park(atlas)
        taken["atlas"].append(atlas.evaluate(SWITCH_ATLAS, [CONTROL, key]))
        park(peer)
        taken["peer"].append(peer.evaluate(SWITCH_PEER, key))
    return taken


def hovers(page: Page, count: int) -> list[Any]:
    """``count`` pointer movements from the corner onto an area; what the meter said, in ms."""
    taken = []
    for x, y in page.evaluate(HITS, count):
        park(page)
        page.evaluate("meter.arm()")
        page.mouse.move(x, y)
        taken.append(page.evaluate("meter.settled({limit: 3000})"))
    park(page)
    return taken


def park(page: Page) -> None:
    """Bring the page to the front and rest the pointer in its corner."""
    page.bring_to_front()
    page.mouse.move(*PARKED)
    page.wait_for_timeout(REST)
