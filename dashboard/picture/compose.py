"""The pictures of the pages: title, map, legend, facts, source, date, release and link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from dashboard.catalogue import Level
from dashboard.classes import letters, palette
from dashboard.comparison import compared_areas, compared_indicators, marks
from dashboard.dataset import Dataset
from dashboard.figures.colours import LIGHT
from dashboard.legend import in_span
from dashboard.picture import beside, facts, key, shortlist, synthesis
from dashboard.picture.area_map import AreaMap, Fit, Painted
from dashboard.picture.link import dark_runs, qr_modules
from dashboard.picture.names import draw_names, draw_province_values
from dashboard.picture.sheet import Sheet, Size, Style, rectangles, wrapped
from dashboard.picture.words import Words, comparison_words, map_words, threshold_words
from dashboard.threshold import PALETTE, evaluate
from dashboard.view import View
from dashboard.wording import day, text

MARGIN, GUTTER = 48.0, 44.0
TOP = 136.0  # of the content, under one line of title
TITLE, SUBTITLE = Style(38, bold=True), Style(20, colour=LIGHT["ink-2"])
FOOT, LINK = Style(15, colour=LIGHT["ink-2"]), Style(15, colour=LIGHT["accent"])
KEY_LEAST = 312.0  # units: height of a legend under two maps
QR_LEAST, MODULE = 116.0, 2.4  # units: width of a code, and of one of its modules


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw: the page's view, the public address that shows it, and the day to print."""

    dataset: Dataset
    view: View
    link: str
    day: date


def draw_indicator(order: Order, size: Size) -> Sheet:
    """The map of one indicator with its legend and the selected area's numbers."""
    dataset, view = order.dataset, order.view
    sheet, top, bottom = _frame(order, map_words(dataset, view), size)
    painted = _painted(dataset, view)
    drawn_map = AreaMap(sheet, dataset, view, (MARGIN, top, bottom - top))
    drawn_map.draw(painted)
    if painted.letters:
        draw_names(drawn_map, painted.level)
    else:
        draw_province_values(drawn_map)
    x = drawn_map.right + GUTTER
    width = sheet.width - MARGIN - x
    say = facts.area_facts if view.selected else facts.indicator_facts
    y = say(sheet, dataset, view, (x, top, width))
    y = facts.caveat(sheet, dataset, view, (x, y + 22, width))
    if painted.letters:
        key.ruler(sheet, dataset, view, (x, y + 16, width), bottom)
    else:
        sheet.paragraph(x, y + 22, text("export.province_only", view.language), width, FOOT)
    return sheet


def draw_outcome(order: Order, size: Size) -> Sheet:
    """The map of the criteria's outcome, the criteria in words and the counts."""
    dataset, view = order.dataset, order.view
    outcome = evaluate(dataset, view)
    sheet, top, bottom = _frame(order, threshold_words(dataset, view), size)
    drawn_map = AreaMap(sheet, dataset, view, (MARGIN, top, bottom - top))
    drawn_map.draw(Painted(outcome.level, outcome.letters(), PALETTE))
    draw_names(drawn_map, outcome.level)
    x = drawn_map.right + GUTTER
    width = sheet.width - MARGIN - x
    y = facts.criteria(sheet, dataset, view, outcome, (x, top - 4, width))
    y = key.outcome_key(sheet, outcome, view.language, x, y + 10)
    facts.passing(sheet, dataset, outcome, (x, y + 30, width, bottom), view.language)
    return sheet


def draw_comparison(order: Order, size: Size) -> Sheet:
    """A map around each of the first two areas, the legend of both, and the table."""
    dataset, view = order.dataset, order.view
    sheet, top, bottom = _frame(order, comparison_words(dataset, view), size)
    middle = sheet.width * 0.46
    painted = _painted(dataset, replace(view, span=None))
    width = middle - MARGIN - GUTTER / 2
    y = beside.maps(sheet, dataset, view, painted, (MARGIN, top, width, bottom - KEY_LEAST))
    if painted.letters:
        alone = replace(view, selected="")
        key.ruler(sheet, dataset, alone, (MARGIN, y + 12, width), bottom, marks(dataset, view))
    right = middle + GUTTER / 2
    beside.table(sheet, dataset, view, (right, top, sheet.width - MARGIN - right))
    return sheet


def draw_synthesis(order: Order, size: Size) -> Sheet:
    """The map of scores, of how sure the first places are, or of what weights move; the first
    places, and how they were found."""
    dataset, view = order.dataset, order.view
    found = synthesis.shown(dataset, view)
    sheet, top, bottom = _frame(order, synthesis.words(dataset, view), size)
    drawn_map = AreaMap(sheet, dataset, view, (MARGIN, top, bottom - top))
    if found is None:  # two bare provinces under a title that says why
        drawn_map.draw(Painted(Level.PROVINCE, "", ""))
        return sheet
    drawn_map.draw(Painted(found.index.level, found.letters, found.palette))
    draw_names(drawn_map, found.index.level)
    x = drawn_map.right + GUTTER
    width = sheet.width - MARGIN - x
    y = synthesis.selected(sheet, dataset, view, found, (x, top, width))
    y = synthesis.colour_key(sheet, found, view.language, (x, y, width))
    place = (x, y + 16, width, bottom)
    synthesis.places_and_notes(sheet, dataset, found, view.language, place)
    return sheet


def draw_shortlist(order: Order, size: Size) -> Sheet:
    """The map of who is on the list, narrowly missed it or is out; the list with how sure each
    place is, and the rules."""
    dataset, view = order.dataset, order.view
    found = shortlist.shown(dataset, view)
    sheet, top, bottom = _frame(order, shortlist.words(dataset, view), size)
    most = sheet.width - 2 * MARGIN - GUTTER - shortlist.LEAST_WIDE
    fit = Fit(most=most, framed=view.shortlist.inside)
    mapped = shortlist.of_the_map(dataset, view, found)
    drawn_map = AreaMap(sheet, dataset, mapped, (MARGIN, top, bottom - top), fit)
    if found is None:  # bare provinces under a title that says why
        drawn_map.draw(Painted(Level.PROVINCE, "", ""))
        return sheet
    level = found.shortlist.level
    drawn_map.draw(Painted(level, found.shortlist.letters(), PALETTE))
    draw_names(drawn_map, level, found.listed)
    x, language = drawn_map.right + GUTTER, view.language
    width = sheet.width - MARGIN - x
    y = shortlist.selected(sheet, dataset, view, found, (x, top, width, bottom))
    y = shortlist.colour_key(sheet, found, language, (x, y, width, bottom))
    place = (x, y + 16, width, bottom)
    shortlist.list_and_notes(sheet, dataset, found, language, place)
    return sheet


def _painted(dataset: Dataset, view: View) -> Painted:
    series = view.series
    if series.level is Level.PROVINCE:
        return Painted(series.level, "", "")
    away = ~in_span(dataset.measured(series).values, view.span) if view.span else None
    found = letters(dataset, series, view.rule)
    return Painted(series.level, found, palette(dataset, series, view.rule), away)


def _frame(order: Order, words: Words, size: Size) -> tuple[Sheet, float, float]:
    """The sheet with title and foot, and the top and bottom of the room between them."""
    sheet = Sheet(size)
    brand = text("brand", order.view.language)
    right = sheet.width - MARGIN
    sheet.text(right, 74, brand, Style(20, bold=True), "right")
    room = sheet.width - 2 * MARGIN - 230
    lines = wrapped(words.title, room, TITLE)
    y = 78.0
    for line in lines:
        sheet.text(MARGIN, y, line, TITLE)
        y += 46
    below = wrapped(words.subtitle, sheet.width - 2 * MARGIN, SUBTITLE)
    for row, line in enumerate(below):
        sheet.text(MARGIN, y - 12 + 27 * row, line, SUBTITLE)
    top = TOP + 46 * (len(lines) - 1) + 27 * (len(below) - 1)
    return sheet, top, _foot(sheet, order, words.source) - 24


def _foot(sheet: Sheet, order: Order, sources: str) -> float:
    """Source, day, release, link and code; answers the top."""
    language = order.view.language
    modules = qr_modules(order.link)
    across = max(QR_LEAST, len(modules) * MODULE)
    width = sheet.width - 2 * MARGIN - across - GUTTER
    today = day(order.day, language)
    release = f"{text('export.release', language)} {order.dataset.release.key}"
    said = [
        *[
            (one, FOOT)
            for one in wrapped(f"{text('about.source', language)}: {sources}", width, FOOT)
        ],
        (f"{text('brand', language)} · {today} · {release}", FOOT),
        *[(one, LINK) for one in wrapped(order.link, width, LINK)],
    ]
    high = max(across, len(said) * 24.0 + 6)
    top = sheet.height - 36 - high
    sheet.line([(MARGIN, top - 12), (sheet.width - MARGIN, top - 12)], LIGHT["rule"], 1.2)
    for row, (line, style) in enumerate(said):
        sheet.text(MARGIN, top + 22 + row * 24, line, style)
    left, step = sheet.width - MARGIN - across, across / len(modules)
    sheet.box((left, top, across, across), facecolor="#fff")
    dark = [
        (left + start * step, top + row * step, (end - start) * step, step)
        for row, start, end in dark_runs(modules)
    ]
    sheet.shape(rectangles(dark), facecolor="#000", antialiased=False, name="qr")
    return top - 12


@dataclass(frozen=True, slots=True)
class Kind:
    """A page that can be drawn: its path, what its picture says, how it is drawn, and the forms of
    its files."""

    path: str
    said: Callable[[Dataset, View], Words]
    draw: Callable[[Order, Size], Sheet]
    settled: Callable[[Dataset, View], View] = lambda _dataset, view: view
    forms: tuple[str, ...] = ("png", "svg")


def with_criteria(dataset: Dataset, view: View) -> View:
    """The criteria that are judged, even where the reader chose none: a link must not drift."""
    judged = evaluate(dataset, view).judged
    return replace(view, criteria=tuple(one.criterion for one in judged))


def with_compared(dataset: Dataset, view: View) -> View:
    """The areas and indicators that are compared, even where the reader chose none."""
    return replace(
        view,
        compared=compared_areas(dataset, view),
        indicators=compared_indicators(dataset, view),
    )


KINDS: Mapping[str, Kind] = {
    "map": Kind("/", map_words, draw_indicator),
    "comparison": Kind("/karsilastir", comparison_words, draw_comparison, with_compared),
    "threshold": Kind("/esik", threshold_words, draw_outcome, with_criteria),
    "synthesis": Kind("/sentez", synthesis.words, draw_synthesis, synthesis.settled),
    "shortlist": Kind("/kisa-liste", shortlist.words, draw_shortlist, forms=("png", "svg", "pdf")),
}


def about(order: Order, words: Words) -> dict[str, str]:
    """What the file says of itself to programs."""
    label = ""
    if order.dataset.release.demonstration:
        label = f"{text('demonstration.label', order.view.language)} "
    return {
        "Title": f"{label}{words.title} · {words.subtitle}",
        "Source": f"{words.source}; {order.link}",
    }


def drawn(kind: Kind, order: Order, size: Size, form: str) -> bytes:
    """The bytes of a picture; ``form`` is ``png``, ``svg`` or, on A4 whatever the size, ``pdf``."""
    sheet = kind.draw(order, Size.PRINT if form == "pdf" else size)
    said = about(order, kind.said(order.dataset, order.view))
    written = {"png": sheet.png, "svg": sheet.svg, "pdf": sheet.pdf}
    return written[form](said)
