"""The map of a picture: areas by class, borders, the selected area and what it must say itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.catalogue import Level
from dashboard.classes import UNRELIABLE_LETTERS
from dashboard.comparison import LETTERS
from dashboard.dataset import Dataset, Selection
from dashboard.figures.colours import COLOURS, LIGHT
from dashboard.geometry import Outline
from dashboard.picture.sheet import LETTER, Sheet, Style, text_width, wrapped
from dashboard.picture.window import Box, Window, extent, layers_of, suited_width
from dashboard.threshold import PALETTE
from dashboard.view import View
from dashboard.wording import text

FADED = 0.14  # opacity of areas outside the brushed range, as on the screen
NEAR = (PALETTE, "1")
UNRELIABLE = {"edgecolor": LIGHT["ink"], "linestyle": (0, (1.5, 2.5))}  # few people
HATCHES = {"n": "///", "f": "...", "s": "xxxx"}
LABEL, LINE = Style(15), 21.0
DASHES = (0, (4, 2.4))


@dataclass(frozen=True, slots=True)
class Painted:
    """What a map shows: the areas of a level with one letter each, and the colours of the digits.

    ``faded`` areas stand back, as those outside a brushed range. Without letters no area has a
    colour.
    """

    level: Level
    letters: str
    palette: str
    faded: Selection | None = None


def fill(letter: str, palette: str) -> dict[str, Any]:
    """Matplotlib's look of a class or of a reason for having none."""
    if letter.isdigit():
        # a near miss is lined as well as pale: colour is not its only sign
        near = {"hatch": "---", "hatchcolor": LIGHT["accent"]} if (palette, letter) == NEAR else {}
        return {"facecolor": COLOURS[palette][int(letter)], **near}
    if letter in UNRELIABLE_LETTERS:
        return {"facecolor": COLOURS[palette][UNRELIABLE_LETTERS.index(letter)], **UNRELIABLE}
    if letter in HATCHES:
        hatch = {"hatch": HATCHES[letter], "hatchcolor": LIGHT["nodata-ink"]}
        return {"facecolor": LIGHT["nodata"], **hatch}
    return {"facecolor": LIGHT["land"]}


@dataclass(frozen=True, slots=True)
class Fit:
    """How a map fits on its sheet. ``width`` (units) of one of several maps; else the width follows
    from what is shown, up to ``most``. ``framed``: the area whose district fills the frame, empty
    for whole provinces; the selected one, where it is not said."""

    width: float = 0
    most: float = math.inf
    framed: str | None = None


ALONE = Fit()


class AreaMap:
    """A map on a sheet, from a place down to a height; its width follows from what it shows,
    unless it is given."""

    def __init__(
        self,
        sheet: Sheet,
        dataset: Dataset,
        view: View,
        place: tuple[float, float, float],
        fit: Fit = ALONE,
    ) -> None:
        """``place``: left, top and height in units."""
        left, top, height = place
        self.sheet, self.dataset, self.view = sheet, dataset, view
        self.framed = view.selected if fit.framed is None else fit.framed
        self.layers = layers_of(dataset, view, self.framed)
        shown = extent(dataset, self.framed, self.layers)
        width = fit.width or min(suited_width(shown, height), fit.most)
        self.frame: Box = (left, top, width, height)
        self._label = self._label_lines("short" if fit.width else "sentence")
        self.window = Window.of(shown, self.frame, self._label_height())
        self.taken: list[Box] = []  # left, top, right, bottom of what no name may cover

    @property
    def right(self) -> float:
        """The x at which the frame ends."""
        return self.frame[0] + self.frame[2]

    def outline(self, area: str) -> Outline:
        """The outline of an area of the provinces in view."""
        level = self.dataset.level_of(area) or Level.DISTRICT
        return next(one for one in self.layers[level] if one.area == area)

    def draw(self, painted: Painted, compared: Sequence[str] = ()) -> None:
        """Areas, borders, the selected area or those that are ``compared``, and the label of a
        demonstration; no names yet."""
        self.inside = self.sheet.box(self.frame, facecolor=LIGHT["sea"])
        self._areas(painted)
        self._borders(painted.level)
        if compared:
            self._compared(compared)
        else:
            self._selection()
        self._demonstration()
        edge = {"edgecolor": LIGHT["rule-2"], "linewidth": self.sheet.point}
        self.sheet.box(self.frame, facecolor="none", **edge)

    def _areas(self, painted: Painted) -> None:
        level = painted.level if painted.letters else Level.PROVINCE
        shown = self.dataset.in_provinces(level, self.view.provinces(self.dataset))
        edge = 0.5 if level is Level.NEIGHBOURHOOD and not self.framed else 0.9
        for place, outline in zip(np.flatnonzero(shown), self.layers[level], strict=True):
            if not self.window.shows(outline):
                continue
            letter = painted.letters[place] if painted.letters else "x"
            away = painted.faded is not None and bool(painted.faded[place])
            self.sheet.shape(
                self.window.path(outline),
                self.inside,
                f"area-{outline.area}",
                linewidth=edge,
                alpha=FADED if away else None,
                **{"edgecolor": LIGHT["edge"], **fill(letter, painted.palette)},
            )

    def _borders(self, level: Level) -> None:
        widths = {Level.DISTRICT: 1.0} if level is Level.NEIGHBOURHOOD else {}
        for coarser, width in {**widths, Level.PROVINCE: 1.8}.items():
            for outline in self.layers[coarser]:
                look = {"edgecolor": LIGHT["district-edge"], "alpha": 0.85}
                self._stroke(outline, width, **look)

    def _selection(self) -> None:
        """The selected area dark on a light halo; the district of a neighbourhood dashed."""
        area = self.view.selected
        if not area:
            return
        dark, halo = {"edgecolor": LIGHT["select"]}, {"edgecolor": LIGHT["select-halo"]}
        if self.dataset.level_of(area) is Level.NEIGHBOURHOOD:
            above = self.outline(self.dataset.parent(area))
            self._stroke(above, 5, **halo)
            self._stroke(above, 2.6, linestyle=DASHES, **dark)
        self._stroke(self.outline(area), 7.5, **halo)
        self._stroke(self.outline(area), 3.2, **dark)

    def _compared(self, areas: Sequence[str]) -> None:
        """The first area as if it were selected, the others dashed; each with its letter."""
        provinces = self.view.provinces(self.dataset)
        dark, halo = {"edgecolor": LIGHT["select"]}, {"edgecolor": LIGHT["select-halo"]}
        for letter, area in zip(LETTERS, areas, strict=False):
            row = self.dataset.area(area)
            if row["province"] not in provinces:
                continue
            dash = {"linestyle": DASHES} if area != areas[0] else {}
            self._stroke(self.outline(area), 7.5, **halo)
            self._stroke(self.outline(area), 3.2, **dash, **dark)
            self._letter(letter, self.window.point(row["lon"], row["lat"]))

    def _letter(self, letter: str, point: tuple[float, float]) -> None:
        """A compared area's letter over the place of its name, where that lies in the frame."""
        left, top, width, height = self.frame
        x, y = point[0], point[1] - LETTER
        room = LETTER / 2
        box = (x - room, y - room, x + room, y + room)
        if left < box[0] and box[2] < left + width and top < box[1] and box[3] < top + height:
            self.taken.append(box)
            self.sheet.letter(x, y, letter)

    def _stroke(self, outline: Outline, width: float, **look: Any) -> None:
        if self.window.shows(outline):
            path = self.window.path(outline)
            self.sheet.shape(path, self.inside, facecolor="none", linewidth=width, **look)

    def _label_lines(self, how: str) -> list[str]:
        """That the release is a demonstration; nothing for any other."""
        if not self.dataset.release.demonstration:
            return []
        language = self.view.language
        said = f"{text('demonstration.label', language)} {text(f'demonstration.{how}', language)}"
        return wrapped(said, self.frame[2] - 60, LABEL)

    def _label_height(self) -> float:
        return len(self._label) * LINE + 13 if self._label else 0.0

    def _demonstration(self) -> None:
        """The label that no cutting of the picture can lose: it stands on the map itself."""
        if not self._label:
            return
        wide = max(text_width(line, LABEL.size) for line in self._label) + 28
        high = self._label_height()
        left, top = self.frame[0] + 12, self.frame[1] + self.frame[3] - 12 - high
        self.sheet.box((left, top, wide, high), facecolor=LIGHT["paper"])
        self.sheet.box((left, top, 4, high), facecolor=LIGHT["accent"])
        for row, line in enumerate(self._label):
            self.sheet.text(left + 16, top + 22 + row * LINE, line, LABEL)
        self.taken.append((left, top, left + wide, top + high))
