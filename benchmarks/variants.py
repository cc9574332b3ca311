"""Colouring by CSS on ``data-class`` against setting ``fill`` on each path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks.painting import park

SCRIPT = Path(__file__).with_name("variants.js")
WAYS = ("class", "flat", "fill")
METRICS = ("RecalcStyleDuration", "TaskDuration")  # seconds of the main thread, as Chromium counts
REST = 200  # ms after an action, so that all it costs is counted


def compare(page: Page, keys: list[str], count: int) -> dict[str, Any]:
    """All ways turn by turn: ms of a switch and of a colour-scheme change, and main-thread ms.

    The switch here is the painting alone: no callback, no panel. Both times run to the end of the
    second frame after the action, since a colour-scheme change by CSS mutates no path. ``colours``
    is 1 where all ways paint the same.
    """
    page.evaluate(SCRIPT.read_text("utf-8"))
    page.evaluate("(keys) => variants.begin(keys)", keys)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    found: dict[str, Any] = {way: {} for way in WAYS}
    seen = set()
    for _ in range(2):
        for way in WAYS:
            page.evaluate("(way) => variants.use(way)", way)
            seen.add(page.evaluate("variants.seen()"))
            for action in ("next", "scheme"):
                for _ in range(count // 2):
                    _add(found[way], action, _cost(page, session, action))
    found["colours"] = len(seen)
    return found


def _cost(page: Page, session: Any, action: str) -> dict[str, float]:
    park(page)
    before = _metrics(session)
    ms = float(page.evaluate(f"meter.frames(() => variants.{action}())"))
    page.wait_for_timeout(REST)
    after = _metrics(session)
    return {"frames": ms, **{name: (after[name] - before[name]) * 1000 for name in METRICS}}


def _add(taken: dict[str, list[float]], action: str, cost: dict[str, float]) -> None:
    for name, ms in cost.items():
        taken.setdefault(f"{action} {name}", []).append(ms)


def _metrics(session: Any) -> dict[str, float]:
    answer = session.send("Performance.getMetrics")["metrics"]
    return {one["name"]: float(one["value"]) for one in answer}
