"""Bytes on the wire: the first load by kind, and one change of the indicator."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.painting import CONTROL
from benchmarks.serving import new_context, open_atlas, wait_painted

KINDS = (
    ("plotly", ("plotly",)),
    ("geometry", ("/geo/",)),
    ("classes", ("/classes/",)),
    ("values", ("/values/",)),
    ("fonts", (".woff", ".ttf")),
    ("UI kit", ("dash_mantine_components",)),
    ("leaflet", ("dash_leaflet",)),
    ("dash", ("_dash-component-suites", "_dash-dependencies", "_favicon")),
    ("page", ("_dash-update-component", "_dash-layout", "/?")),
    ("css", (".css",)),
    ("own scripts", ("/assets/js/",)),
)
SETTLED = 3_000  # ms without anything asked for

# The moment at which the first colours of the map are on the screen, ms.
PAINTED = """addEventListener("DOMContentLoaded", () => new MutationObserver((_, observer) => {
    if (!document.querySelector('path.area[data-class="0"]')) return;
    observer.disconnect();
    const note = () => (window.paintedAt = performance.now());
    requestAnimationFrame(() => requestAnimationFrame(note));
}).observe(document.body, {childList: true, subtree: true, attributes: true}))"""
ASKED = """[
    performance.getEntriesByType("resource").find((one) => /plotly/.test(one.name))?.startTime,
    window.paintedAt,
]"""

CHOOSE = "([control, key]) => dash_clientside.set_props(control, {value: key})"


class Wire:
    """What one page receives and sends, as the network counts it (bytes, encoded, with heads)."""

    def __init__(self, page: Page):
        self.asked: dict[str, dict[str, Any]] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        self.asked[event["requestId"]] = {
            "address": event["request"]["url"],
            "at": event["timestamp"],
            "body": len(event["request"].get("postData", "").encode()),
            "bytes": 0,
            "encoding": "",
        }

    def _answered(self, event: dict[str, Any]) -> None:
        headers = {key.lower(): value for key, value in event["response"]["headers"].items()}
        known = self.asked.get(event["requestId"], {})
        known["encoding"] = headers.get("content-encoding", "")
        known["cached"] = event["response"].get("fromDiskCache", False)

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.asked:
            self.asked[event["requestId"]]["bytes"] = int(event["encodedDataLength"])

    def take(self) -> list[dict[str, Any]]:
        """What was asked for since the last time."""
        found, self.asked = list(self.asked.values()), {}
        return found


def kind_of(address: str) -> str:
    """Which part of the first load an address belongs to."""
    for kind, marks in KINDS:
        if any(mark in address for mark in marks):
            return kind
    return "other"


def first_load(browser: Browser, address: str) -> dict[str, Any]:
    """Bytes of the first load of both provinces by kind, until nothing more is asked for."""
    context = new_context(browser)
    page = context.new_page()
    wire = Wire(page)
    page.goto(f"{address}/?il=hepsi&g=population")
    wait_painted(page)
    page.wait_for_timeout(SETTLED)
    asked = wire.take()
    context.close()
    kinds: dict[str, int] = defaultdict(int)
    for one in asked:
        kinds[kind_of(one["address"])] += one["bytes"]
    plotly = kinds.pop("plotly", 0)
    return {
        "bytes": sum(kinds.values()),
        "plotly_bytes": plotly,
        "kinds": dict(sorted(kinds.items(), key=lambda item: -item[1])),
        "requests": [
            {"path": one["address"].removeprefix(address), **_short(one)}
            for one in sorted(asked, key=lambda one: -one["bytes"])
        ],
    }


def _short(one: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": one["bytes"], "encoding": one["encoding"]}


def plotly_order(browser: Browser, address: str) -> dict[str, Any]:
    """When plotly.js is asked for where the address opens the distribution, in seconds.

    Negative ``after_map`` means that plotly.js was asked for before the map was painted.
    """
    context = new_context(browser)
    page = context.new_page()
    page.add_init_script(PAINTED)
    page.goto(f"{address}/?il=hepsi&g=population&sekme=dagilim")
    wait_painted(page)
    page.wait_for_timeout(SETTLED)
    asked, painted = page.evaluate(ASKED)
    context.close()
    after = None if asked is None else round((asked - painted) / 1000, 3)
    return {"asked": asked is not None, "after_map": after, "painted": round(painted / 1000, 3)}


def change_of_indicator(browser: Browser, address: str, keys: list[str]) -> list[dict[str, Any]]:
    """Bytes that each indicator costs when it is chosen for the first and the second time."""
    context = new_context(browser)
    page = open_atlas(context, address)
    wire = Wire(page)
    found = []
    for turn in ("first", "again"):
        for key in [*keys[1:], keys[0]]:
            page.wait_for_timeout(400)
            wire.take()
            page.evaluate(CHOOSE, [CONTROL, key])
            page.wait_for_timeout(1_200)
            asked = wire.take()
            kinds: dict[str, int] = defaultdict(int)
            for one in asked:
                kinds[kind_of(one["address"])] += one["bytes"]
            found.append(
                {
                    "indicator": key,
                    "turn": turn,
                    "bytes": sum(kinds.values()),
                    "uploaded": sum(one["body"] for one in asked),
                    "kinds": dict(kinds),
                }
            )
    context.close()
    return found
