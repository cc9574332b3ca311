"""The picture of Kısa liste: who is on the list, how sure that is, and by which rules.

Classes, scores and shares of draws are those of ``dashboard.shortlist``, as on the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from dashboard.dataset import Dataset
from dashboard.figures.colours import LIGHT
from dashboard.index.certainty import Grade
from dashboard.index.scores import DIGITS, can_be_made
from dashboard.picture.facts import HEAD, LABEL, NAME
from dashboard.picture.key import ROW, swatch
from dashboard.picture.sheet import (
    BODY,
    STRONG,
    Sheet,
    Style,
    shortened,
    text_width,
    wrapped,
)
from dashboard.picture.synthesis import counting, weights
from dashboard.picture.words import Words
from dashboard.shortlist.balance import Balanced, balanced_of
from dashboard.shortlist.draws import Robust, robust_of
from dashboard.shortlist.question import among_said, asked_series, question_said
from dashboard.shortlist.selection import PALETTE, Shortlist, shortlist_level, shortlist_of
from dashboard.shortlist.why import (
    assumptions_said,
    balance_said,
    counts,
    name_at,
    tie_said,
    why,
)
from dashboard.summary import area_name, sources
from dashboard.synthesis.draws import Source
from dashboard.synthesis.weights import WeightError
from dashboard.synthesis_summary import share_of_draws
from dashboard.view import View
from dashboard.wording import number, text

LINE, LOW = 26.0, 20.0  # units: height of a row of the list, and of one of a long list
NEXT = 6  # rows behind the cut
LEAST_WIDE = 540.0  # units: of the list, so that names stand in full
MOST_WIDE, GAP = 620.0, 34.0  # units: of the list, so that the eye finds the numbers of a name
NOTES_LEAST = 230.0  # units: width in which notes are still read
SMALL = Style(15, colour=LIGHT["ink-2"])
Place = tuple[float, float, float, float]  # left, top, width and bottom in units


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A list and what is told of it. ``robust`` is ``None`` where no weights lie between the view's
    limits; ``listed`` is the list that counts, ``behind`` the areas that pass and are not on it;
    ``notes``: the rules, what was drawn, balance and ties."""

    shortlist: Shortlist
    robust: Robust | None
    balanced: Balanced | None
    listed: tuple[int, ...]
    behind: tuple[int, ...]
    notes: tuple[str, ...]

    def counted(self, language: str) -> list[tuple[str, str, int]]:
        """Letter, words and number of areas of each class, the list first; of classes without an
        area only list and candidates."""
        found = self.shortlist
        own = [one for one, here in zip(found.letters(), found.inside, strict=True) if here]
        return [
            (letter, text(f"focus.legend.{letter}", language), own.count(letter))
            for letter in "3210n"
            if own.count(letter) or letter in "32"
        ]


def shown(dataset: Dataset, view: View) -> Shown | None:
    """What the view shows; ``None`` where its level has nothing to put together."""
    if not can_be_made(dataset, shortlist_level(view)):
        return None
    found = shortlist_of(dataset, view)
    robust: Robust | None = None
    balanced: Balanced | None = None
    with suppress(WeightError):
        robust, balanced = robust_of(dataset, view), balanced_of(dataset, view)
    listed = balanced.listed if balanced else found.listed
    behind = tuple(one for one in found.order if one not in listed)
    notes = _notes(dataset, view, robust, balanced)
    return Shown(found, robust, balanced, listed, behind, notes)


def _notes(
    dataset: Dataset, view: View, robust: Robust | None, balanced: Balanced | None
) -> tuple[str, ...]:
    language = view.language
    said = question_said(dataset, view)
    said += [balance_said(dataset, view, balanced) if balanced else "", tie_said(dataset, view)]
    if robust is None:
        said.append(text("shortlist.picture.no_draws", language))
    else:
        said += [text("shortlist.picture.grades", language), assumptions_said(robust, language)]
    return tuple(one for one in said if one)


def words(dataset: Dataset, view: View) -> Words:
    """Words of the picture of Kısa liste: the finding, whose areas, weights and draws."""
    found, language = shown(dataset, view), view.language
    if found is None:
        title = text("focus.map_title", language)
        return Words(title, text("shortlist.picture.nothing", language), "–", "shortlist")
    index = found.shortlist.index
    entering = zip(index.entering.inputs, counting(index.shares), strict=True)
    series = [one.series for one, on in entering if on]
    parts = [
        among_said(dataset, view),
        weights(dataset, index.shares, language),
        _draws_said(found.robust, language) if found.robust else "",
    ]
    return Words(
        counts(dataset, view).sentence,
        " · ".join(one for one in parts if one),
        sources(dataset, (*series, *asked_series(dataset, found.shortlist)), language),
        f"shortlist-{found.shortlist.level}",
    )


def _draws_said(robust: Robust, language: str) -> str:
    methods = "_methods" if robust.source is Source.METHODS else ""
    return text(
        f"shortlist.picture.made{methods}",
        language,
        source=text(f"synthesis.source.{robust.source}", language),
        count=number(robust.count, language),
        seed=str(robust.seed),
    )


def of_the_map(dataset: Dataset, view: View, found: Shown | None) -> View:
    """The view as the map draws it: with the province of the district whose neighbourhoods are
    chosen from, and an area selected only where it is one of those that are chosen from."""
    inside, selected = view.shortlist.inside, view.selected
    if inside and str(dataset.area(inside)["province"]) not in view.provinces(dataset):
        view = replace(view, province=str(dataset.area(inside)["province"]))
    chosen = found is not None and _is_chosen_from(dataset, found.shortlist, selected)
    return view if chosen or not selected else replace(view, selected="")


def _is_chosen_from(dataset: Dataset, found: Shortlist, area: str) -> bool:
    if dataset.level_of(area) is not found.level:
        return False
    return bool(found.inside[dataset.place(area)])


def selected(sheet: Sheet, dataset: Dataset, view: View, found: Shown, place: Place) -> float:
    """“Neden bu ilçe?” in a sentence, for the selected area; answers the bottom."""
    x, y, width, _ = place
    if found.robust is None or not _is_chosen_from(dataset, found.shortlist, view.selected):
        return y
    y = sheet.paragraph(x, y - 4, area_name(dataset, view.selected), width, HEAD) + 4
    return sheet.paragraph(x, y, why(dataset, view, view.selected).sentence, width, BODY) + 12


def colour_key(sheet: Sheet, found: Shown, language: str, place: Place) -> float:
    """A line per colour with its count; answers the bottom."""
    x, y, _, _ = place
    y -= ROW / 2
    for letter, said, count in found.counted(language):
        y += ROW
        left = swatch(sheet, x, y, letter, PALETTE) + 10
        sheet.text(left, y, said, BODY)
        sheet.text(left + text_width(said, BODY.size) + 10, y, number(count, language), STRONG)
    return y


def list_and_notes(sheet: Sheet, dataset: Dataset, found: Shown, language: str, at: Place) -> None:
    """The list, as much of it as there is room for, and its rules: beside it, or below where there
    is no room."""
    x, y, width, bottom = at
    wide = min(width, MOST_WIDE)
    beside = width - wide - GAP
    if beside >= NOTES_LEAST:
        _list(sheet, dataset, found, language, (x, y, wide, bottom))
        _notes_drawn(sheet, found, (x + wide + GAP, y + 4, beside, bottom))
        return
    lines = [len(wrapped(one, width, SMALL)) for one in found.notes]
    below = sum(lines) * SMALL.size * 1.38 + 4 * len(lines) + 12
    y = _list(sheet, dataset, found, language, (x, y, wide, bottom - below))
    _notes_drawn(sheet, found, (x, y + 12, width, bottom))


def _notes_drawn(sheet: Sheet, found: Shown, at: Place) -> None:
    x, y, width, _ = at
    for one in found.notes:
        y = sheet.paragraph(x, y, one, width, SMALL) + 4


def _list(sheet: Sheet, dataset: Dataset, found: Shown, language: str, at: Place) -> float:
    """Those on the list, the cut, the next ones; answers the bottom."""
    x, y, width, bottom = at
    if not found.shortlist.order:
        return sheet.paragraph(x, y, text("shortlist.picture.nobody", language), width, NAME)
    y += 18
    columns = _Columns.of(x, width, language, found.robust is not None)
    sheet.text(x, y, text("shortlist.picture.head", language), NAME)
    columns.heads(sheet, y)
    y += 8
    high = float(np.clip((bottom - y) / (len(found.listed) + NEXT + 1), LOW, LINE))
    columns = replace(columns, high=high)
    listed, behind, left = _fitting(found, max(int((bottom - y) // high), 2))
    for one in listed:
        y = _row(sheet, dataset, found, columns, one, y)
    if left:
        said = text("export.more", language, count=number(left, language))
        y = _said(sheet, said, columns, y)
    elif behind:
        y = _said(sheet, _cut_said(found, language), columns, y, cut=True)
    for one in behind:
        y = _row(sheet, dataset, found, columns, one, y)
    return y


def _fitting(found: Shown, rows: int) -> tuple[Sequence[int], Sequence[int], int]:
    """Who of the list and of those behind it has a row, and how many of the list have none."""
    if len(found.listed) > rows:
        return found.listed[: rows - 1], (), len(found.listed) - rows + 1
    room = rows - len(found.listed) - 1  # the cut takes a row
    return found.listed, found.behind[: max(min(room, NEXT), 0)], 0


def _cut_said(found: Shown, language: str) -> str:
    """Where the list ends, and how far the next one is; under rules of balance the first behind it
    may have the lower score."""
    scores, k = found.shortlist.index.scores, number(len(found.listed), language)
    points = float(scores[found.behind[0]] - scores[found.listed[-1]])
    if points <= 0:
        return text("shortlist.picture.cut", language, k=k)
    said = number(points, language, DIGITS)
    return text("shortlist.picture.cut_points", language, k=k, points=said)


def _said(sheet: Sheet, said: str, columns: _Columns, y: float, cut: bool = False) -> float:
    """A row of words; the cut stands below a strong line."""
    x, right = columns.x, columns.x + columns.width
    sheet.line([(x, y), (right, y)], LIGHT["ink" if cut else "rule"], 2.2 if cut else 1)
    y += columns.high
    sheet.text(x, y - columns.high * 0.3, said, SMALL)
    return y


@dataclass(frozen=True, slots=True)
class _Columns:
    """The right edges of score and share, the left one of the grade, the heads over them, and how
    high a row is."""

    x: float
    width: float
    score: float
    share: float
    grade: float
    language: str
    drawn: bool
    high: float = LINE

    @classmethod
    def of(cls, x: float, width: float, language: str, drawn: bool) -> _Columns:
        """``drawn``: whether there are shares of draws at all."""
        if not drawn:
            return cls(x, width, x + width, 0, 0, language, drawn)
        said = [text(f"shortlist.grade.{one}", language) for one in Grade]
        said.append(text("shortlist.picture.grade", language))
        grade = x + width - max(text_width(one, BODY.size, True) for one in said)
        share = grade - 18
        wide = text_width(text("shortlist.picture.in_list", language), LABEL.size)
        return cls(x, width, share - wide - 22, share, grade, language, drawn)

    def heads(self, sheet: Sheet, y: float) -> None:
        """What stands over the numbers."""
        sheet.text(self.score, y, text("shortlist.picture.score", self.language), LABEL, "right")
        if self.drawn:
            said = text("shortlist.picture.in_list", self.language)
            sheet.text(self.share, y, said, LABEL, "right")
            sheet.text(self.grade, y, text("shortlist.picture.grade", self.language), LABEL)


def _row(
    sheet: Sheet, dataset: Dataset, found: Shown, columns: _Columns, place: int, y: float
) -> float:
    shortlist, language, x = found.shortlist, columns.language, columns.x
    on = place in found.listed
    sheet.line([(x, y), (x + columns.width, y)], LIGHT["rule"], 1)
    y += columns.high
    base, style = y - columns.high * 0.3, STRONG if on else BODY
    score = number(float(shortlist.index.scores[place]), language, DIGITS)
    rank = number(int(shortlist.ranks[place]), language)
    sheet.text(x + 30, base, rank, style, "right")
    name = name_at(dataset, shortlist, place)
    note = _note(found, place, language)
    room = columns.score - text_width("100,0", STRONG.size, True) - 14 - (x + 44)
    if note:
        room -= text_width(note, LABEL.size) + 10
    name = shortened(name, room, style)
    sheet.text(x + 44, base, name, style)
    if note:
        sheet.text(x + 54 + text_width(name, style.size, style.bold), base, note, LABEL)
    sheet.text(columns.score, base, score, style, "right")
    if found.robust is not None:
        share = share_of_draws(float(found.robust.shares[place]), language)
        graded = found.robust.grade(place)
        sheet.text(columns.share, base, share, style, "right")
        sheet.text(columns.grade, base, text(f"shortlist.grade.{graded}", language), style)
    return y


def _note(found: Shown, place: int, language: str) -> str:
    """That balance brought an area in or moved it out."""
    if found.balanced is None:
        return ""
    if place in found.balanced.brought_in:
        return text("focus.brought", language)
    return text("focus.moved_out", language) if place in found.balanced.displaced else ""
