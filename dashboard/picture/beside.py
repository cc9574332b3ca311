"""The compared areas of a picture: a map around each of the first two, and the table."""

from __future__ import annotations

from dataclasses import replace

from dashboard.catalogue import Unit
from dashboard.comparison import (
    LETTERS,
    Cell,
    Line,
    Outcome,
    compared_areas,
    comparison,
)
from dashboard.dataset import Dataset, Flag
from dashboard.figures.colours import LIGHT
from dashboard.picture.area_map import AreaMap, Fit, Painted
from dashboard.picture.names import draw_names, draw_province_values
from dashboard.picture.sheet import Sheet, Style, shortened, text_width, wrapped
from dashboard.summary import area_name, written
from dashboard.view import View
from dashboard.wording import figure, indicator_name, text, unit_name

HEAD, LABEL = Style(15, bold=True), Style(14, colour=LIGHT["ink-2"])
VALUE, NAME = Style(17, bold=True), Style(15)
TAG, ROW, COLUMN, GAP = Style(12), 46.0, 84.0, 16.0
GROUNDS = {
    Outcome.BETTER: LIGHT["better"],
    Outcome.MORE_EQUAL: LIGHT["better"],
    Outcome.WORSE: LIGHT["worse"],
    Outcome.LESS_EQUAL: LIGHT["worse"],
}


def maps(
    sheet: Sheet, dataset: Dataset, view: View, painted: Painted, place: tuple[float, ...]
) -> float:
    """A map around each of the first two areas; answers their bottom.

    ``place``: left, top, width and the lowest bottom.
    """
    left, top, width, bottom = place
    compared = compared_areas(dataset, view)
    areas = compared[:2]
    views = [
        replace(view, selected=one, province=str(dataset.area(one)["province"])) for one in areas
    ]
    across = (width - GAP * (len(areas) - 1)) / len(areas)
    height = bottom - top - 34
    for place_, (area, one) in enumerate(zip(areas, views, strict=True)):
        x = left + place_ * (across + GAP)
        said = f"{LETTERS[place_]}  {area_name(dataset, area)}"
        value = written(dataset, view.series, area, view.language)
        sheet.text(x, top + 14, shortened(said, across - 90), HEAD)
        sheet.text(x + across, top + 14, value, HEAD, "right")
        drawn = AreaMap(sheet, dataset, one, (x, top + 26, height), Fit(across))
        drawn.draw(painted, compared)
        if painted.letters:
            draw_names(drawn, painted.level)
        else:
            draw_province_values(drawn)
    return top + 26 + height


def table(sheet: Sheet, dataset: Dataset, view: View, place: tuple[float, ...]) -> None:
    """A row per indicator: the compared areas with what they are, then those above them.

    ``place``: left, top and width.
    """
    left, top, width = place
    entries = comparison(dataset, view)
    if not entries:
        return
    first = entries[0].main
    columns = len(first.areas) + len(first.above)
    step = min(COLUMN * 1.3, (width - 220) / columns)
    start = left + width - step * columns
    for place_, one in enumerate((*first.areas, *first.above)):
        letter = f"{LETTERS[place_]} " if place_ < len(first.areas) else ""
        name = shortened(f"{letter}{dataset.area(one.area)['name']}", step - 6)
        style = HEAD if letter else LABEL
        sheet.text(start + step * (place_ + 1), top + 14, name, style, "right")
    y = top + 24
    for entry in entries:
        sheet.line([(left, y), (left + width, y)], LIGHT["rule"], 1)
        _row(sheet, dataset, view, entry.main, (left, y, start, step))
        y += ROW
    sheet.line([(left, y), (left + width, y)], LIGHT["rule"], 1)
    sheet.paragraph(left, y + 8, text("compare.rule_short", view.language), width, LABEL)


def _row(sheet: Sheet, dataset: Dataset, view: View, line: Line, place: tuple[float, ...]) -> None:
    left, y, start, step = place
    indicator, language = dataset.indicator(line.series), view.language
    name = indicator_name(indicator, line.series.group, language)
    lines = wrapped(name, start - left - 10, NAME)
    unit = f"{unit_name(indicator, line.series.group, language)} · {line.series.year}"
    sheet.text(left, y + 18, lines[0], NAME)
    rest = shortened(" ".join(lines[1:]), (start - left) * 0.55)
    sheet.text(left, y + 36, rest, NAME)
    indent = text_width(rest, NAME.size) + 10 if rest else 0
    sheet.text(left + indent, y + 36, unit, LABEL)
    for place_, one in enumerate((*line.areas, *line.above)):
        _value(sheet, dataset, line, one, (start + step * (place_ + 1), y), language)


def _value(
    sheet: Sheet, dataset: Dataset, line: Line, one: Cell, at: tuple[float, float], language: str
) -> None:
    right, y = at
    if one.flag is not Flag.OK:
        said = text(f"flag.{one.flag.name.lower()}", language)
        sheet.text(right, y + 20, said, LABEL, "right")
        return
    said = figure(one.value, dataset.indicator(line.series), line.series.group, language)
    small = dataset.indicator(line.series).unit is Unit.YES_NO
    sheet.text(right, y + 20, said, LABEL if small else VALUE, "right")
    if one.outcome is Outcome.NOT_COMPARED:
        return
    words = text(f"outcome.{one.outcome}", language)
    wide = text_width(words, TAG.size) + 10
    edge = {"edgecolor": LIGHT["rule-2"], "linewidth": 0.8 * sheet.point}
    ground = GROUNDS.get(one.outcome)
    look = {"facecolor": ground} if ground else {"facecolor": "none", **edge}
    sheet.box((right - wide, y + 26, wide, 16), **look)
    sheet.text(right - 5, y + 38, words, TAG, "right")
