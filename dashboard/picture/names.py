"""Names on the map of a picture, none on another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dashboard.catalogue import Level
from dashboard.picture.area_map import AreaMap
from dashboard.picture.sheet import Style, text_width
from dashboard.picture.window import Box
from dashboard.summary import written

CHOSEN = Style(19, bold=True, halo=5)
DISTRICT = Style(14, bold=True, halo=3.6)
NEIGHBOURHOOD = Style(13, halo=3.2)
PROVINCE, VALUE = Style(22, halo=5), Style(36, bold=True, halo=7)


def draw_names(drawn: AreaMap, level: Level, first: Sequence[int] = ()) -> None:
    """The selected area, the ``first`` ones, then districts by residents, then the neighbourhoods
    of the district that fills the frame, where they fit.

    ``level``: that of the painted areas; ``first`` are positions among them.
    """
    if drawn.view.selected:
        _chosen(drawn, drawn.view.selected)
    for _, row in drawn.dataset.areas(level).iloc[list(first)].iterrows():
        if row["id"] != drawn.view.selected:
            _place(drawn, str(row["name"]), drawn.window.point(row["lon"], row["lat"]), DISTRICT)
    districts = drawn.dataset.areas(Level.DISTRICT)
    shown = drawn.dataset.in_provinces(Level.DISTRICT, drawn.view.provinces(drawn.dataset))
    named = {drawn.view.selected, drawn.framed}
    if level is Level.DISTRICT:
        named |= {str(one) for one in districts["id"].iloc[list(first)]}
    shown &= ~districts["id"].isin(named).to_numpy(np.bool_)
    for _, row in districts[shown].sort_values("population", ascending=False).iterrows():
        _place(drawn, str(row["name"]), drawn.window.point(row["lon"], row["lat"]), DISTRICT)
    if drawn.framed and level is Level.NEIGHBOURHOOD:
        _neighbourhoods(drawn)


def draw_province_values(drawn: AreaMap) -> None:
    """Name and value on each province: two polygons need no colours."""
    provinces = drawn.dataset.areas(Level.PROVINCE)
    shown = drawn.dataset.in_provinces(Level.PROVINCE, drawn.view.provinces(drawn.dataset))
    for _, row in provinces[shown].iterrows():
        x, y = drawn.window.point(row["lon"], row["lat"])
        value = written(drawn.dataset, drawn.view.series, str(row["id"]), drawn.view.language)
        drawn.sheet.text(x, y - 8, str(row["name"]), PROVINCE, "center")
        drawn.sheet.text(x, y + 32, value, VALUE, "center")


def _chosen(drawn: AreaMap, area: str) -> None:
    """Inside the area where it fits, else below it; never left out."""
    row = drawn.dataset.area(area)
    name = str(row["name"])
    x, y = drawn.window.point(row["lon"], row["lat"])
    wide = text_width(name, CHOSEN.size, True)
    room, high, lowest = drawn.window.size(drawn.outline(area))
    if wide > room or high < 40:
        y = lowest + 20
    left, top, width, height = drawn.frame
    x = float(np.clip(x, left + wide / 2 + 8, left + width - wide / 2 - 8))
    y = float(np.clip(y, top + 30, top + height - 60))
    drawn.taken.append((x - wide / 2, y - 18, x + wide / 2, y + 6))
    drawn.sheet.text(x, y, name, CHOSEN, "center")


def _neighbourhoods(drawn: AreaMap) -> None:
    """The neighbourhoods of the district in the frame that are wider than their names."""
    area = drawn.framed
    own = area if area.startswith("d-") else drawn.dataset.parent(area)
    shapes = {one.area: one for one in drawn.layers[Level.NEIGHBOURHOOD]}
    areas = drawn.dataset.areas(Level.NEIGHBOURHOOD)
    of_district = (areas["district"] == own) & (areas["id"] != drawn.view.selected)
    for _, row in areas[of_district].iterrows():
        name = str(row["name"])
        room, high, _ = drawn.window.size(shapes[str(row["id"])])
        if text_width(name, NEIGHBOURHOOD.size) < room and high > 22:
            _place(drawn, name, drawn.window.point(row["lon"], row["lat"]), NEIGHBOURHOOD)


def _place(drawn: AreaMap, name: str, point: tuple[float, float], style: Style) -> None:
    """A name where nothing else stands; none where there is no room."""
    x, y = point[0], point[1] + 5
    half = text_width(name, style.size, style.bold) / 2 + 3
    box = (x - half, y - style.size, x + half, y + style.size * 0.35)
    left, top, width, height = drawn.frame
    in_frame = box[0] > left and box[2] < left + width and box[1] > top and box[3] < top + height
    if in_frame and not any(_overlap(box, other) for other in drawn.taken):
        drawn.taken.append(box)
        drawn.sheet.text(x, y, name, style, "center")


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
