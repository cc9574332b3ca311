"""Pictures drawn for the tests, and what their SVG says."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from dashboard.dataset import Dataset
from dashboard.picture.compose import KINDS, Order, drawn
from dashboard.picture.link import public_link
from dashboard.picture.sheet import Size
from dashboard.view import parse

ADDRESS = "https://atlas.example"
DAY = date(2026, 11, 22)
SVG = "{http://www.w3.org/2000/svg}"


class Drawing:
    """An SVG picture: its areas, its patterns and its words."""

    def __init__(self, content: bytes) -> None:
        self.content = content.decode("utf-8")
        self.root = ET.fromstring(content)
        # matplotlib writes the words of a text before its outlines
        self.words = [
            one.replace("&amp;", "&") for one in re.findall(r"<!-- (.*?) -->", self.content)
        ]
        self.areas = {
            group.get("id", "").removeprefix("area-"): group.find(f"{SVG}path")
            for group in self.root.iter(f"{SVG}g")
            if group.get("id", "").startswith("area-")
        }

    def fill(self, area: str) -> str:
        """The colour of an area, or ``url(#…)`` of its pattern."""
        found = re.search(r"fill: ([^;]+)", self.areas[area].get("style"))
        assert found, area
        return found.group(1)

    def pattern(self, fill: str) -> str:
        """A pattern as text: its ground and its lines."""
        name = fill.removeprefix("url(#").removesuffix(")")
        found = next(one for one in self.root.iter(f"{SVG}pattern") if one.get("id") == name)
        return "".join(ET.tostring(one, encoding="unicode") for one in found)


def order(dataset: Dataset, query: str, kind: str = "map") -> Order:
    """What to draw for an address."""
    view = KINDS[kind].settled(dataset, parse(query, dataset).view)
    return Order(dataset, view, public_link(dataset, view, KINDS[kind].path, ADDRESS), DAY)


@pytest.fixture(scope="session")
def svg() -> Callable[..., Drawing]:
    """The SVG of an address, drawn once."""

    @cache
    def draw(dataset: Dataset, query: str, kind: str = "map") -> Drawing:
        return Drawing(drawn(KINDS[kind], order(dataset, query, kind), Size.SCREEN, "svg"))

    return draw
