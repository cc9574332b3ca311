"""What stands beside the map: the selected area in numbers, or the indicator in words."""

from __future__ import annotations

import math

from dashboard.catalogue import Group
from dashboard.dataset import Dataset, Flag, Series
from dashboard.figures.colours import LIGHT
from dashboard.picture.sheet import BODY, MUTED, Sheet, Style, shortened, text_width
from dashboard.ranking import value_at
from dashboard.summary import (
    area_name,
    caution,
    direction,
    province_name,
    sentence,
    women_beside_men,
    written,
)
from dashboard.threshold import Judged, Outcome, State, places
from dashboard.view import View
from dashboard.wording import amount, figure, group_and_unit, indicator_name, number, text

Place = tuple[float, float, float]  # left, top and width in units
HEAD = Style(26, bold=True)
NUMBER = Style(38, bold=True)
LABEL = Style(15, colour=LIGHT["ink-2"])
NAME = Style(16, bold=True)


def area_facts(sheet: Sheet, dataset: Dataset, view: View, place: Place) -> float:
    """Name, sentence, women, men, gap, achievement and parity of the selected area, and how far its
    value can be trusted; answers the bottom."""
    x, y, width = place
    y = sheet.paragraph(x, y - 4, area_name(dataset, view.selected), width, HEAD) + 4
    said = sentence(dataset, view.series, view.selected, view.language)
    y = sheet.paragraph(x, y, said, width, BODY)
    shown = _shown(dataset, view)
    if not shown:
        return y
    left = x
    for series in shown:
        left += _fact(sheet, dataset, series, view, left, y + 54) + 44
    y = _dumbbell(sheet, dataset, view, shown, (x, y + 108, width))
    beside = women_beside_men(dataset, view.series, view.selected, view.language)
    lines = [" · ".join(f"{one.label}: {one.said}" for one in beside)]
    lines.append(caution(dataset, view.series, view.selected, view.language))
    for line in filter(None, lines):
        y = sheet.paragraph(x, y + 8, line, width, LABEL)
    return y


def _shown(dataset: Dataset, view: View) -> list[Series]:
    """The groups that the indicator shows, at the level of the selected area."""
    level = dataset.level_of(view.selected) or view.series.level
    key, year = view.series.indicator, view.series.year
    wanted = [Series(key, one, year, level) for one in dataset.indicator(view.series).shown_groups]
    return [one for one in wanted if dataset.has(one)]


def _fact(sheet: Sheet, dataset: Dataset, series: Series, view: View, x: float, y: float) -> float:
    """A number over its group and unit; answers the width."""
    indicator, language = dataset.indicator(series), view.language
    value, flag = value_at(dataset, series, view.selected)
    if flag is Flag.OK:
        said, style = figure(value, indicator, series.group, language), NUMBER
        if series.group is Group.GAP and indicator.judged:
            side = LIGHT["behind-text"] if value < 0 else LIGHT["ahead-text"]
            style = Style(NUMBER.size, bold=True, colour=side)
    else:
        said, style = text(f"flag.{flag.name.lower()}", language), Style(19, colour=LIGHT["ink-2"])
    sheet.text(x, y, said, style)
    label = group_and_unit(indicator, series.group, language)
    indent = 0.0
    if series.group is Group.WOMEN:
        sheet.marks(x + 6, y + 23, 11, LIGHT["accent"])
        indent = 18
    elif series.group is Group.MEN:
        sheet.marks(x + 6, y + 23, 9, LIGHT["paper"], LIGHT["ink-2"])
        indent = 18
    sheet.text(x + indent, y + 28, label, LABEL)
    return max(text_width(said, style.size, style.bold), indent + text_width(label, LABEL.size))


def _dumbbell(
    sheet: Sheet, dataset: Dataset, view: View, shown: list[Series], place: Place
) -> float:
    """Women and men on one line, the gap between them in colour; answers the bottom."""
    x, y, width = place
    values = {one.group: value_at(dataset, one, view.selected)[0] for one in shown}
    women, men = values.get(Group.WOMEN, math.nan), values.get(Group.MEN, math.nan)
    if math.isnan(women) or math.isnan(men):
        return y - 16
    top = 100.0 if max(women, men) <= 100 else max(women, men)
    places = [x + 10 + one / top * (width - 20) for one in (women, men)]
    sheet.line([(x, y), (x + width, y)], LIGHT["track"], 8)
    colour = LIGHT["behind"] if women < men else LIGHT["ahead"]
    if not dataset.indicator(view.series).judged:
        colour = LIGHT["ink-3"]
    sheet.line([(places[0], y), (places[1], y)], colour, 5)
    sheet.marks(places[1], y, 14, LIGHT["paper"], LIGHT["ink-2"])
    sheet.marks(places[0], y, 16, LIGHT["accent"])
    return y + 14


def indicator_facts(sheet: Sheet, dataset: Dataset, view: View, place: Place) -> float:
    """What is measured, which end is better, and the values of the provinces in view."""
    x, y, width = place
    indicator, language = dataset.indicator(view.series), view.language
    y = sheet.paragraph(x, y - 4, indicator.meaning[language], width, Style(19))
    y = sheet.paragraph(x, y + 8, direction(dataset, view.series, language), width, MUTED)
    left = x
    for province in view.provinces(dataset):
        value = written(dataset, view.series, province, language)
        label = province_name(dataset, province)
        if value_at(dataset, view.series, province)[1] is not Flag.OK:
            continue
        sheet.text(left, y + 56, value, NUMBER)
        sheet.text(left, y + 82, label, LABEL)
        left += max(text_width(value, NUMBER.size, True), text_width(label, LABEL.size)) + 48
    return y + 82 if left > x else y


def caveat(sheet: Sheet, dataset: Dataset, view: View, place: Place) -> float:
    """The catalogue's warning about the indicator, if it has one."""
    x, y, width = place
    said = dataset.indicator(view.series).caveat[view.language]
    return sheet.paragraph(x, y, said, width, LABEL) if said else y


def criteria(
    sheet: Sheet,
    dataset: Dataset,
    view: View,
    outcome: Outcome,
    place: Place,
) -> float:
    """Each criterion in words and how many areas meet it alone; answers the bottom."""
    x, y, width = place
    for judged in outcome.judged:
        name, said = _criterion(dataset, view, outcome, judged)
        y = sheet.paragraph(x, y, name, width, NAME)
        y = sheet.paragraph(x, y, said, width, MUTED) + 10
    return sheet.paragraph(x, y, text("threshold.caution", view.language), width, LABEL)


def _criterion(dataset: Dataset, view: View, outcome: Outcome, judged: Judged) -> tuple[str, str]:
    indicator, language = dataset.catalogue.indicators[judged.criterion.indicator], view.language
    group = judged.criterion.group
    name = indicator_name(indicator, group, language)
    limit = amount(judged.criterion.value, indicator, group, language)
    operator = text(f"operator.{judged.criterion.operator}", language)
    said = f"{group_and_unit(indicator, group, language)} · {operator} {limit}"
    if judged.series is None:
        return name, f"{said} · {text(f'threshold.not_at.{outcome.level}', language)}"
    count = number(int((judged.met & outcome.inside).sum()), language)
    meets = text(f"threshold.meets.{outcome.level}", language, count=count)
    return name, f"{said} · {judged.series.year} · {meets}"


def passing(
    sheet: Sheet,
    dataset: Dataset,
    outcome: Outcome,
    place: tuple[float, float, float, float],
    language: str,
) -> None:
    """The areas that pass, the most people first, as many as there is room for.

    ``place``: left, top, width and bottom.
    """
    x, y, width, bottom = place
    found = places(outcome, State.PASS)
    rows = int((bottom - y - 34) // 26)
    if not found or rows < 2:
        return
    count = number(len(found), language)
    sheet.text(x, y + 18, f"{text('threshold.tab.gecenler', language)} ({count})", NAME)
    columns = max(int(width // 330), 1)
    room = rows * columns
    shown = found if len(found) <= room else found[: room - 1]
    ids = dataset.areas(outcome.level)["id"]
    said = [area_name(dataset, str(ids.iloc[one])) for one in shown]
    if len(found) > len(shown):
        rest = number(len(found) - len(shown), language)
        said.append(text("export.more", language, count=rest))
    for place_, words in enumerate(said):
        left = x + place_ // rows * width / columns
        sheet.text(left, y + 46 + place_ % rows * 26, shortened(words, width / columns - 16), LABEL)
