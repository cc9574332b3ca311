"""What the colours of a picture mean: the ruler with its histogram, or the outcome of criteria."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.path import Path

from dashboard import criteria
from dashboard.catalogue import Unit
from dashboard.classes import UNRELIABLE_LETTERS, palette
from dashboard.dataset import Dataset, Flag
from dashboard.figures.colours import COLOURS, LIGHT
from dashboard.legend import Legend, legend, mark_places
from dashboard.picture.area_map import fill
from dashboard.picture.sheet import BODY, LETTER, MUTED, STRONG, Sheet, Style, text_width, wrapped
from dashboard.ranking import value_at
from dashboard.summary import coverage, dark_means
from dashboard.threshold import PALETTE, Outcome
from dashboard.view import View
from dashboard.wording import amount, number, text

UNRELIABLE = UNRELIABLE_LETTERS[2]  # the sample is that of a middle class
LETTERS = {Flag.NO_DATA: "n", Flag.TOO_FEW: "f", Flag.SUPPRESSED: "s"}
LEAST, MOST, BAND = 78.0, 170.0, 18.0  # heights of the histogram and of the classes, in units
LABEL = Style(15, colour=LIGHT["ink-2"])
MARKER = Style(15, bold=True)
ROW = 30.0


def ruler(
    sheet: Sheet,
    dataset: Dataset,
    view: View,
    place: tuple[float, float, float],
    bottom: float,
    marks: Sequence[tuple[str, float]] = (),
) -> None:
    """Sentence, histogram, classes with their limits, and the counts.

    ``place``: left, the highest top, and width; the histogram takes what room there is.
    ``marks``: letters and values that stand on the ruler.
    """
    x, top, width = place
    found = legend(dataset, view)
    said = dark_means(dataset, view.series, view.language, view.rule)
    letters = mark_places(found, marks, LETTER / width)
    room = 30 + LETTER * max((tier for *_, tier in letters), default=0)
    words = len(wrapped(said, width, MUTED)) * MUTED.size * 1.38 + room
    below = BAND + 30 + 3 * ROW
    high = min(max(bottom - top - words - below, LEAST), MOST)
    y = sheet.paragraph(x, bottom - below - high - words, said, width, MUTED) + room
    colours = COLOURS[palette(dataset, view.series, view.rule)]
    _bars(sheet, found, colours, (x, y, width), high)
    y += high
    for one, colour in enumerate(colours):
        low, end = found.positions[one] * width, found.positions[one + 1] * width
        sheet.box((x + low, y, end - low, BAND), facecolor=colour)
    sheet.box(
        (x, y, width, BAND), facecolor="none", edgecolor=LIGHT["ink-3"], linewidth=sheet.point
    )
    _limits(sheet, dataset, view, found, (x, y + BAND, width))
    _marker(sheet, dataset, view, found, (x, y, width), high)
    for letter, share, tier in letters:
        across, top = x + share * width, y - high - LETTER / 2 - tier * LETTER
        sheet.line([(across, top + LETTER / 2), (across, y + BAND)], LIGHT["ink"], 1.8)
        sheet.letter(across, top, letter)
    _counts(sheet, found, view, x, y + BAND + 30)


def _bars(
    sheet: Sheet,
    found: Legend,
    colours: tuple[str, ...],
    place: tuple[float, float, float],
    height: float,
) -> None:
    """Bars for areas, a line for people; ``place``: left, top and width."""
    x, y, width = place
    foot = y + height
    tallest = max([*(max(one.areas, one.people) / one.width for one in found.bins), 1e-9])
    steps: list[tuple[float, float]] = [(x, foot)]
    for one in found.bins:
        high = one.areas / one.width / tallest * height
        left, right = x + one.start * width, x + (one.start + one.width) * width
        pale = colours[one.of_class] in (COLOURS["seq-5"][0], COLOURS["div-7"][3])
        edge = LIGHT["pale-edge"] if pale else "none"
        sheet.box(
            (left, foot - high, right - left - 1, high),
            facecolor=colours[one.of_class],
            edgecolor=edge,
            linewidth=0.75 * sheet.point,
        )
        level = foot - one.people / one.width / tallest * height
        steps += [(left, level), (right, level)]
    sheet.line([*steps, (x + width, foot)], LIGHT["ink"], 1.6)


def _limits(
    sheet: Sheet, dataset: Dataset, view: View, found: Legend, place: tuple[float, float, float]
) -> None:
    x, y, width = place
    indicator, language = dataset.indicator(view.series), view.language
    if indicator.unit is Unit.YES_NO:
        for word, share in (("no", 0.25), ("yes", 0.75)):
            sheet.text(x + share * width, y + 19, text(word, language), LABEL, "center")
        return
    inner = list(zip(found.edges[1:-1], found.positions[1:-1], strict=True))
    for place_, (value, position) in enumerate(inner):
        whole = place_ in (0, len(inner) - 1)
        gap = view.series.group == "gap"
        said = (
            amount(value, indicator, view.series.group, language)
            if whole
            else number(value, language, indicator.digits, sign=gap)
        )
        sheet.line([(x + position * width, y), (x + position * width, y + 4)], LIGHT["ink-2"])
        sheet.text(x + position * width, y + 19, said, LABEL, "center")


def _marker(
    sheet: Sheet,
    dataset: Dataset,
    view: View,
    found: Legend,
    place: tuple[float, float, float],
    height: float,
) -> None:
    """The selected area on the ruler; nothing where it has no value at this level."""
    if not view.selected or dataset.level_of(view.selected) is not view.series.level:
        return
    value, flag = value_at(dataset, view.series, view.selected)
    if flag is not Flag.OK:
        return
    x, y, width = place
    share = float(np.interp(value, found.edges, found.positions))
    across, top = x + share * width, y - height - 6
    sheet.line([(across, top), (across, y + BAND)], LIGHT["ink"], 1.8)
    sheet.shape(_pointer(across, top), facecolor=LIGHT["ink"])
    amount_ = amount(value, dataset.indicator(view.series), view.series.group, view.language)
    said = f"{dataset.area(view.selected)['name']} {amount_}"
    right = across + 12 + text_width(said, MARKER.size, True) > x + width
    side = -12 if right else 12
    sheet.text(across + side, top - 1, said, MARKER, "right" if right else "left")


def _pointer(x: float, y: float) -> Path:
    corners = [(x - 7, y - 11), (x + 7, y - 11), (x, y), (x - 7, y - 11)]
    return Path(corners, [Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY])


def _counts(sheet: Sheet, found: Legend, view: View, x: float, y: float) -> None:
    """Areas without a colour and why; what bars and line stand for; the coverage."""
    language = view.language
    y += ROW
    counted = [
        (letter, text(f"flag.{flag.name.lower()}", language), found.counts[flag])
        for flag, letter in LETTERS.items()
    ]
    if found.unreliable:
        counted.append((UNRELIABLE, text("unreliable.count", language), found.unreliable))
    uncoloured(sheet, counted, x, y, language)
    y += ROW
    for step in range(4):
        high = (7, 12, 9, 5)[step]
        sheet.box((x + step * 7, y - high + 1, 6, high), facecolor=LIGHT["ink-3"])
    sheet.text(x + 36, y, text("legend.areas", language), LABEL)
    left = x + 36 + text_width(text("legend.areas", language), LABEL.size) + 22
    sheet.line([(left, y - 5), (left + 28, y - 5)], LIGHT["ink"], 1.6)
    sheet.text(left + 36, y, text(f"legend.{found.people}", language), LABEL)
    said = coverage(found.valued, found.total, view.series.level, language)
    sheet.text(x, y + ROW, said, LABEL)


def uncoloured(
    sheet: Sheet, counted: Sequence[tuple[str, str, int]], x: float, y: float, language: str
) -> None:
    """Samples of letters with their words and counts, on one line."""
    for letter, name, many in counted:
        x = swatch(sheet, x, y, letter, "seq-5") + 8
        sheet.text(x, y, name, LABEL)
        x += text_width(name, LABEL.size) + 8
        count = number(many, language)
        sheet.text(x, y, count, MARKER)
        x += text_width(count, MARKER.size, True) + 22


def swatch(sheet: Sheet, x: float, y: float, letter: str, colours: str) -> float:
    """A sample of a class or of a pattern beside a line of text; answers its right edge."""
    edge = {"edgecolor": LIGHT["ink-3"], "linewidth": 0.8 * sheet.point}
    sheet.box((x, y - 14, 32, 18), **{**edge, **fill(letter, colours)})
    return x + 32


def outcome_key(sheet: Sheet, outcome: Outcome, language: str, x: float, y: float) -> float:
    """A line per colour; answers the bottom."""
    for letter, said, count in criteria.colours(outcome, language):
        y += ROW
        left = swatch(sheet, x, y, letter, PALETTE) + 10
        sheet.text(left, y, said, BODY)
        sheet.text(left + text_width(said, BODY.size) + 10, y, number(count, language), STRONG)
    return y
