"""Colouring by CSS on ``data-class`` against setting ``fill`` on each path."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from benchmarks.painting import park

METRICS = ("RecalcStyleDuration", "LayoutDuration", "ScriptDuration", "TaskDuration")

# Both ways of colouring the same paths, and the same table of classes per indicator. The paths of
# the second way lose the class that colours by CSS, because CSS would win over the attribute.
SET_UP = """(keys) => {
    const NAMED = {n: "none", f: "few", s: "suppressed", x: "unvalued"};
    const frame = document.querySelector(".map-frame");
    const paths = atlas.mapState.paths.neighbourhood;
    const series = keys.map((key) => atlas.seriesKey(atlas.resolve({...atlas.words, g: key, grup: "", yil: ""})));
    const root = document.documentElement;
    frame.insertAdjacentHTML("beforeend", `<style>.by-fill {fill-opacity: 1; stroke: var(--edge);
        stroke-width: var(--edge-width, .6); stroke-opacity: 1; pointer-events: visiblePainted;}</style>`);
    const v = (window.variant = {way: "class", at: 0});
    const patterns = {n: "url(#pattern-none)", f: "url(#pattern-few)", s: "url(#pattern-suppressed)"};
    function colours() {
        const style = getComputedStyle(root);
        const found = {...patterns, x: style.getPropertyValue("--land")};
        const palette = atlas.mapState.preloaded[series[v.at]].palette;
        const steps = palette.startsWith("div-7") ? [1, 2, 3, 4, 5, 6, 7] : palette.startsWith("div")
            ? [2, 3, 4, 5, 6] : {2: [1, 4], 3: [1, 3, 5], 4: [1, 2, 3, 5]}[palette.slice(-1)] || [1, 2, 3, 4, 5];
        steps.forEach((step, i) => (found[i] = style.getPropertyValue(`--${palette.slice(0, 3)}-${step}`)));
        return found;
    }
    v.paint = function (all) {
        const {letters, palette} = atlas.mapState.preloaded[series[v.at]];
        const before = v.letters;
        const changed = (i) => all || !before || before[i] !== letters[i];
        if (v.way === "class") {
            for (let i = 0; i < paths.length; i++) if (changed(i)) paths[i].dataset.class = NAMED[letters[i]] || letters[i];
        } else {
            const colour = colours();
            for (let i = 0; i < paths.length; i++) if (changed(i)) paths[i].setAttribute("fill", colour[letters[i]]);
        }
        frame.dataset.palette = palette;
        v.letters = letters;
    };
    v.use = function (way) {
        v.way = way;
        for (const path of paths) {
            path.classList.toggle("area", way === "class");
            path.classList.toggle("by-fill", way === "fill");
            if (way === "class") path.removeAttribute("fill");
        }
        v.paint(true);
    };
    v.next = () => ((v.at = (v.at + 1) % series.length), v.paint(false));
    v.scheme = function () {
        root.dataset.mantineColorScheme = root.dataset.mantineColorScheme === "dark" ? "light" : "dark";
        if (v.way === "fill") v.paint(true);
    };
}"""


def compare(page: Page, keys: list[str], count: int) -> dict[str, dict[str, list[float]]]:
    """Both ways turn by turn: ms of a switch and of a colour-scheme change, and main-thread ms.

    The switch here is the painting alone: no callback, no panel. The time of a scheme change is
    that of the whole page to the end of the second frame after it, since CSS mutates no path.
    """
    page.evaluate(SET_UP, keys)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    found: dict[str, dict[str, list[float]]] = {}
    for _ in range(2):
        for way in ("class", "fill"):
            page.evaluate("(way) => variant.use(way)", way)
            taken = found.setdefault(way, {})
            for action in ("next", "scheme"):
                for _ in range(count // 2):
                    park(page)
                    before = _metrics(session)
                    ms = page.evaluate(f"meter.frames(() => variant.{action}())")
                    page.wait_for_timeout(150)
                    after = _metrics(session)
                    taken.setdefault(action, []).append(ms)
                    for name in METRICS:
                        cost = (after[name] - before[name]) * 1000
                        taken.setdefault(f"{action}_{name}", []).append(cost)
    return found


def _metrics(session: Any) -> dict[str, float]:
    answer = session.send("Performance.getMetrics")["metrics"]
    return {one["name"]: float(one["value"]) for one in answer}
