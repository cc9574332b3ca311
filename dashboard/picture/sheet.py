"""The sheet that everything is drawn on: lines, boxes and text in whole units from the top left.

A sheet is 1,600 units wide whatever its size in pixels or on paper. Matplotlib is used through its
figure alone, never through ``pyplot``, which keeps a state for the whole process.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal

import font_roboto
import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text

from dashboard.figures.colours import LIGHT

WIDTH = 1600.0
PAPER = LIGHT["paper"]
Align = Literal["left", "center", "right"]
# The same input gives the same bytes, and text needs no font where it is read: it is outlines, or
# the font comes along.
mpl.rcParams.update(
    {
        "svg.hashsalt": "atlas",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,  # letters stay letters, with the font in the file
        "hatch.linewidth": 0.8,
        "text.hinting": "no_hinting",  # else letters stand beside their halo
        "path.simplify": False,
    }
)
_FILES = {False: font_roboto.Roboto, True: font_roboto.RobotoBold}
_FONTS = {bold: FontProperties(fname=file) for bold, file in _FILES.items()}


class Size(StrEnum):
    """Sizes to choose from; the value is the word of the address."""

    SCREEN = "1"  # 1,600 × 1,000 pixels
    DOUBLE = "2"  # 3,200 × 2,000 pixels
    PRINT = "a4"  # A4 across at 300 dots per inch


PIXELS = {Size.SCREEN: (1600, 1000), Size.DOUBLE: (3200, 2000), Size.PRINT: (3508, 2480)}
_DPI = {Size.SCREEN: 100, Size.DOUBLE: 200, Size.PRINT: 300}


@lru_cache(maxsize=2)
def _face(file: str) -> Any:
    face = FT2Font(file)
    face.set_size(100, 72)
    return face


def text_width(words: str, size: float, bold: bool = False) -> float:
    """Width of a line of text in units; ``size`` is that of the letters, in units."""
    face = _face(_FILES[bold])
    face.set_text(words, 0.0, flags=LoadFlags.NO_HINTING)
    return float(face.get_width_height()[0]) / 64 * size / 100


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: size in units, weight, colour; ``halo``: paper around the letters."""

    size: float = 16
    bold: bool = False
    colour: str = LIGHT["ink"]
    halo: float = 0


BODY = Style()
LETTER = 24.0  # units: the circle around a letter
MUTED = Style(colour=LIGHT["ink-2"])
STRONG = Style(bold=True)


class Sheet:
    """A drawing of one size; x to the right, y down, both in units."""

    def __init__(self, size: Size) -> None:
        wide, high = PIXELS[size]
        self.size = size
        self.width = WIDTH
        self.height = WIDTH * high / wide
        dpi = _DPI[size]
        self.point = 72 * wide / dpi / WIDTH  # points per unit
        self.figure = Figure(figsize=(wide / dpi, high / dpi), dpi=dpi, facecolor=PAPER)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)
        self.axes.set_axis_off()
        self._level = 1.0

    def add(self, artist: Any, inside: Any = None, name: str = "") -> None:
        """Put an artist on top of all others, clipped to ``inside``; ``name`` is its id in SVG."""
        self._level += 1
        artist.set_zorder(self._level)
        if name:
            artist.set_gid(name)
        self.axes.add_artist(artist)
        if inside is not None:
            artist.set_clip_path(inside)

    def text(
        self, x: float, y: float, words: str, style: Style = BODY, align: Align = "left"
    ) -> None:
        """One line; ``y`` is its baseline."""
        if style.halo:  # a text of its own: SVG names the words only of a text without effects
            around = self._text((x, y), words, style, align)
            around.set_path_effects([Stroke(linewidth=style.halo * self.point, foreground=PAPER)])
            self.add(around)
        self.add(self._text((x, y), words, style, align))

    def _text(self, place: tuple[float, float], words: str, style: Style, align: Align) -> Text:
        return Text(
            *place,
            words,
            fontproperties=_FONTS[style.bold],
            fontsize=style.size * self.point,
            color=style.colour,
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
        )

    def paragraph(self, x: float, y: float, words: str, width: float, style: Style = BODY) -> float:
        """Lines no wider than ``width``; ``y`` is the top, the answer the bottom."""
        for line in wrapped(words, width, style):
            y += style.size * 1.38
            self.text(x, y - style.size * 0.3, line, style)
        return y

    def line(
        self, points: list[tuple[float, float]], colour: str, width: float = 1, dash: Any = "-"
    ) -> None:
        """A line through points; ``width`` in units."""
        x, y = zip(*points, strict=True)
        drawn = Line2D(x, y, color=colour, linewidth=width * self.point, linestyle=dash)
        drawn.set_solid_capstyle("butt")
        self.add(drawn)

    def box(self, box: tuple[float, float, float, float], **look: Any) -> Rectangle:
        """A rectangle from left, top, width and height; ``look`` is matplotlib's."""
        drawn = Rectangle(box[:2], box[2], box[3], **{"linewidth": 0, **look})
        self.add(drawn)
        return drawn

    def shape(self, path: Path, inside: Any = None, name: str = "", **look: Any) -> None:
        """A filled or outlined path; ``linewidth`` in units."""
        look["linewidth"] = look.get("linewidth", 0) * self.point
        self.add(PathPatch(path, joinstyle="round", **look), inside, name)

    def marks(self, x: Any, y: Any, diameter: float, colour: str, ring: str = "") -> None:
        """Dots; with ``ring`` they are outlined in that colour."""
        drawn = Line2D(np.atleast_1d(x), np.atleast_1d(y), linestyle="", marker="o")
        drawn.set_markersize(diameter * self.point)
        drawn.set_markerfacecolor(colour)
        drawn.set_markeredgecolor(ring or colour)
        drawn.set_markeredgewidth(2.5 * self.point if ring else 0)
        self.add(drawn)

    def letter(self, x: float, y: float, said: str) -> None:
        """A letter in a dark circle around a point, as the screen has it."""
        round_ = Path.circle((x, y), LETTER / 2)
        self.shape(round_, facecolor=LIGHT["ink"], edgecolor=PAPER, linewidth=2)
        self.text(x, y + 5, said, Style(14, bold=True, colour=PAPER), "center")

    def png(self, about: dict[str, str]) -> bytes:
        """The sheet in pixels; ``about`` becomes its text entries."""
        written = io.BytesIO()
        FigureCanvasAgg(self.figure)
        metadata = {"Software": None, **about}
        self.figure.savefig(written, format="png", dpi="figure", metadata=metadata)
        return written.getvalue()

    def svg(self, about: dict[str, str]) -> bytes:
        """The sheet as a drawing, with no date in it."""
        written = io.BytesIO()
        metadata = {"Date": None, "Creator": None, **about}
        FigureCanvasSVG(self.figure)
        self.figure.savefig(written, format="svg", metadata=metadata)
        return written.getvalue()

    def pdf(self, about: dict[str, str]) -> bytes:
        """The sheet on paper, with no date in it; its text can be selected and searched. Of
        ``about`` the title is told, and the source as the subject."""
        written = io.BytesIO()
        metadata: dict[str, Any] = {
            "Title": about["Title"],
            "Subject": about["Source"],
            "CreationDate": None,
            "Creator": None,
            "Producer": None,
        }
        FigureCanvasPdf(self.figure)
        self.figure.savefig(written, format="pdf", metadata=metadata)
        return written.getvalue()


def rectangles(boxes: list[tuple[float, float, float, float]]) -> Path:
    """One path of rectangles, each from left, top, width and height."""
    corners = []
    for left, top, wide, high in boxes:
        right, foot = left + wide, top + high
        corners += [(left, top), (right, top), (right, foot), (left, foot), (left, top)]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(corners, codes * len(boxes))


def wrapped(words: str, width: float, style: Style = BODY) -> list[str]:
    """Lines of whole words; a word wider than a line (an address) is broken where it must."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, style.size, style.bold) <= width:
            lines[-1] = longer
            continue
        pieces = _broken(word, width, style)
        lines = [*[one for one in lines if one], *pieces]
    return [one for one in lines if one]


def _broken(word: str, width: float, style: Style) -> list[str]:
    pieces = [""]
    for letter in word:
        if text_width(pieces[-1] + letter, style.size, style.bold) > width and pieces[-1]:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def shortened(words: str, width: float, style: Style = BODY) -> str:
    """The words, cut with an ellipsis where they are wider than ``width``."""
    if text_width(words, style.size, style.bold) <= width:
        return words
    while words and text_width(f"{words}…", style.size, style.bold) > width:
        words = words[:-1]
    return f"{words.rstrip()}…"
