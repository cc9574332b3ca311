"""Somebody who reads the atlas in a browser."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PAINTED = """() => {
    const paths = [...document.querySelectorAll('path.area[data-level]')];
    const frame = document.querySelector('.map-frame');
    const atlas = window.atlas; // none while the next page is still loading
    if (!frame || !atlas?.mapState || !atlas.page) return false;
    const il = atlas.words.il || 'hepsi', page = atlas.page;
    const loaded = page.provinces?.filter((one) => il === 'hepsi' || il === one)
        .every((one) => atlas.mapState.maps.some(({paths}) => paths[frame.dataset.level]
            ?.[page.offsets[one][frame.dataset.level]]));
    return loaded && !frame.dataset.waiting && (atlas.mapState.values || page.card)
        && !paths.some((one) => one.dataset.level === frame.dataset.level
            && one.dataset.class === 'wait');
}"""


class Reader:
    """A page that notes every fault a reader would not see: errors and requests to elsewhere."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.faults: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, message: object) -> None:
        kind, said = message.type, message.text  # type: ignore[attr-defined]
        if kind == "error" or "Invalid" in said:
            self.faults.append(f"console {kind}: {said[:300]}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"request to elsewhere: {url}")

    def open(self, path: str, painted: bool = True) -> Page:
        """Open a page and, where it has a map, wait until it is painted."""
        self.page.goto(self.address + path)
        if painted:
            self.painted()
        else:
            self.page.wait_for_selector("main")
        return self.page

    def painted(self, key: str = "") -> None:
        """Wait until the map shows a series (any, or the one whose key begins so)."""
        self.page.wait_for_function(PAINTED, timeout=20_000)
        if key:
            self.page.wait_for_function(
                "(key) => window.atlas?.mapState?.shown?.key.startsWith(key)"
                " && atlas.mapState.values?.key.startsWith(key)",
                arg=key,
            )

    def words(self) -> dict[str, str]:
        """The words of the address."""
        return dict(
            self.page.evaluate("() => Object.fromEntries(new URLSearchParams(location.search))")
        )

    def letters(self, level: str = "neighbourhood") -> list[str]:
        """What every path of a level shows, in the order of the areas: its data-class, as a
        capital letter (A is class 0) where it is marked unreliable."""
        return list(
            self.page.evaluate(
                "(level) => atlas.mapState.maps[0].paths[level].map(({dataset}) =>"
                " 'unreliable' in dataset ? 'ABCDEFG'[dataset.class] : dataset.class)",
                level,
            )
        )

    def barriers(self) -> list[tuple[str, str, str]]:
        """What axe finds serious or critical on the page: rule, element and what is wrong."""
        return [
            (one["id"], node["html"][:160], node["failureSummary"][:200])
            for one in Axe().run(self.page).response["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"][:3]
        ]
