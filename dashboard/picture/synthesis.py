"""The picture of Sentez: what its colours show, in words, and the first places.

Scores, how sure the first places are, or how other weights move the places; classes and numbers are
those of ``dashboard.index``, as on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag, Selection
from dashboard.figures.colours import LIGHT
from dashboard.index import certainty, change
from dashboard.index.certainty import Certainty, certainty_of
from dashboard.index.change import Change, change_of
from dashboard.index.scores import DIGITS, Index, can_be_made, index_of, synthesis_level
from dashboard.index.weighting import Shares
from dashboard.picture.facts import HEAD, LABEL, NAME
from dashboard.picture.key import LETTERS, ROW, swatch, uncoloured
from dashboard.picture.sheet import (
    BODY,
    MUTED,
    STRONG,
    Sheet,
    Style,
    shortened,
    text_width,
    wrapped,
)
from dashboard.picture.words import Words
from dashboard.summary import area_name, sources
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.normalise import Normalisation
from dashboard.synthesis.weights import WeightError
from dashboard.synthesis_summary import of_gender
from dashboard.synthesis_view import Painted
from dashboard.view import View
from dashboard.wording import number, percent, text

FIRST = 10  # places that are listed
LINE = 26.0  # units: height of a listed place
MOST_WIDE, GAP = 570.0, 36.0  # units: of the list, so that the eye finds the number of a name
NOTES_LEAST = 230.0  # units: width in which notes are still read
EVEN = 0.11  # of 100: shares that are this near differ by their rounding alone
SMALL = Style(15, colour=LIGHT["ink-2"])


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What is shown of an index. ``lead`` says what the colours tell, ``classes`` their letters in
    words, the first places first; ``ranks`` are among the areas ``inside``. ``column``: what stands
    over the numbers of the listed places, ``figure``: the number of one. ``notes``: how it was
    made."""

    index: Index
    inside: Selection
    title: str
    letters: str
    palette: str
    lead: str
    classes: tuple[tuple[str, str], ...]
    ranks: npt.NDArray[np.int64]
    column: str
    figure: Callable[[int], str]
    notes: tuple[str, ...]

    def counted(self) -> list[tuple[str, str, int]]:
        """Letter, words and number of areas of each class."""
        own = np.array(list(self.letters))[self.inside]
        return [(letter, said, int((own == letter).sum())) for letter, said in self.classes]

    def without(self, language: str) -> list[tuple[str, str, int]]:
        """The same for the reasons for having no score."""
        own = np.array(list(self.letters))[self.inside]
        return [
            (letter, text(f"flag.{flag.name.lower()}", language), int((own == letter).sum()))
            for flag, letter in LETTERS.items()
        ]


def settled(dataset: Dataset, view: View) -> View:
    """The view at a level that has an index; with scores where its limits leave no weights to
    draw."""
    level = synthesis_level(view)
    if not can_be_made(dataset, level):
        other = Level.DISTRICT if level is Level.NEIGHBOURHOOD else Level.NEIGHBOURHOOD
        if not can_be_made(dataset, other):
            return view
        view = replace(view, level=other)
    if view.synthesis.painted is Painted.CERTAINTY:
        try:
            certainty_of(dataset, view)
        except WeightError:
            return replace(view, synthesis=replace(view.synthesis, painted=Painted.SCORE))
    return view


def shown(dataset: Dataset, view: View) -> Shown | None:
    """What the view shows; ``None`` where its level has nothing to put together."""
    if not can_be_made(dataset, synthesis_level(view)):
        return None
    if view.synthesis.painted is Painted.CERTAINTY:
        return _certainty(certainty_of(dataset, view), dataset, view)
    if view.synthesis.painted is Painted.CHANGE:
        return _change(change_of(dataset, view), dataset, view)
    return _scores(index_of(dataset, view), dataset, view)


def words(dataset: Dataset, view: View) -> Words:
    """Words of the picture of Sentez."""
    found, language = shown(dataset, view), view.language
    if found is None:
        title = text("synthesis.picture.name", language)
        return Words(title, text("synthesis.picture.nothing", language), "–", "synthesis")
    enters = counting(found.index.shares)
    inputs = [one.series for one, on in zip(found.index.entering.inputs, enters, strict=True) if on]
    several = "indicators" if len(inputs) > 1 else "indicator"
    method = found.index.method
    ends = method.normalisation is Normalisation.STANDARD or method.mean is Mean.MAZZIOTTA_PARETO
    parts = (
        text("synthesis.picture.open_score" if ends else "synthesis.picture.score", language),
        text(f"synthesis.picture.{several}", language, count=number(len(inputs), language)),
        weights(dataset, found.index.shares, language),
    )
    return Words(
        found.title,
        " · ".join(parts),
        sources(dataset, inputs, language),
        f"synthesis-{view.synthesis.painted.name.lower()}-{found.index.level}",
    )


def weights(dataset: Dataset, shares: Shares, language: str, short: bool = False) -> str:
    """The themes that are on with their shares: ``ağırlıklar: Bakım %35, Eğitim %12,5``; where
    ``short``, equal ones without the names."""
    themes = zip(shares.structure.themes, shares.themes, strict=True)
    on = sorted(((key, share) for key, share in themes if share), key=lambda one: -one[1])
    names = [dataset.catalogue.themes[key].name[language] for key, _ in on]
    if len(on) == 1:
        return text("synthesis.picture.one_theme", language, theme=names[0])
    if on[0][1] - on[-1][1] < EVEN:
        count = number(len(on), language)
        said = text("synthesis.picture.even", language, count=count)
        return said if short else f"{said}: {', '.join(names)}"
    several = [f"{name} {_share(one[1], language)}" for name, one in zip(names, on, strict=True)]
    return text("synthesis.picture.uneven", language, shares=", ".join(several))


def _share(share: float, language: str) -> str:
    digits = 0 if share == round(share) else 1
    return text("unit.percent.amount", language).format(number(share, language, digits))


def counting(shares: Shares) -> npt.NDArray[np.bool_]:
    """Indicators that have weight."""
    themes = np.array(shares.themes)[shares.structure.theme_of]
    return (np.array(shares.within) > 0) & (themes > 0)


def _scores(index: Index, dataset: Dataset, view: View) -> Shown:
    language = view.language
    inside = index.inside(dataset, view)
    return Shown(
        index,
        inside,
        text(f"synthesis.picture.title.score.{index.level}", language),
        index.letters(),
        index.palette,
        text("synthesis.picture.lead.score", language),
        _score_classes(index, language),
        index.ranks(inside),
        text("synthesis.picture.column.score", language),
        lambda place: number(index.scores[place], language, DIGITS),
        _notes(index, dataset, language),
    )


def _score_classes(index: Index, language: str) -> tuple[tuple[str, str], ...]:
    """Classes from the lowest scores: ``15,9 ve altı``, ``16,0–20,9``, ``41,0 ve üstü``."""
    step = 10.0**-DIGITS
    low = [number(one, language, DIGITS) for one in index.breaks]
    high = [number(one - step, language, DIGITS) for one in index.breaks]
    if not low:
        return (("0", text("synthesis.picture.all_scores", language)),)
    said = [
        text("synthesis.picture.up_to", language, score=high[0]),
        *[f"{start}–{end}" for start, end in zip(low[:-1], high[1:], strict=True)],
        text("synthesis.picture.from", language, score=low[-1]),
    ]
    return tuple((str(len(low) - place), one) for place, one in enumerate(said))


def _certainty(found: Certainty, dataset: Dataset, view: View) -> Shown:
    language, index, robust = view.language, found.index, found.robust
    k = number(found.k, language)

    def figure(place: int) -> str:
        low, high = (number(one[place], language) for one in (robust.low, robust.high))
        between = low if low == high else f"{low}–{high}"
        return f"{percent(float(robust.in_top[place]), language)} · {between}"

    inside = index.inside(dataset, view)
    one = "_one" if found.k == 1 else ""  # English has another word for one
    made = text(
        f"synthesis.picture.draws.{found.draws.source}",
        language,
        count=number(found.count, language),
        seed=str(found.draws.seed),
    )
    return Shown(
        index,
        inside,
        text(f"synthesis.picture.title.certainty{one}.{index.level}", language, k=k),
        found.letters(),
        certainty.PALETTE,
        text(f"synthesis.picture.lead.certainty{one}", language, k=k),
        tuple(
            (letter, text(f"synthesis.picture.certainty.{grade}", language))
            for letter, grade in zip("3210", ("sturdy", "contested", "weak", "never"), strict=True)
        ),
        index.ranks(inside),
        text(f"synthesis.picture.column.certainty{one}", language, k=k),
        figure,
        (made, *_notes(index, dataset, language)),
    )


def _change(found: Change, dataset: Dataset, view: View) -> Shown:
    language, index = view.language, found.now
    inside = index.inside(dataset, view)
    moves = "moved" if found.count and found.mean_shift else "still"
    notes = [
        text(f"synthesis.picture.{moves}", language, places=number(found.mean_shift, language, 1)),
        text(
            "synthesis.picture.base",
            language,
            weights=weights(dataset, found.base.shares, language, short=True),
        ),
    ]
    if found.count < int((index.ranks(inside) > 0).sum()):
        count = number(found.count, language)
        notes.append(text(f"synthesis.picture.compared.{index.level}", language, count=count))
    return Shown(
        index,
        inside,
        text(f"synthesis.picture.title.change.{index.level}", language),
        found.letters(),
        change.PALETTE,
        text("synthesis.picture.lead.change", language),
        _change_classes(found, language),
        found.after,
        text("synthesis.picture.column.change", language),
        lambda place: number(int(found.before[place]), language),
        (*notes, *_notes(index, dataset, language)),
    )


def _change_classes(found: Change, language: str) -> tuple[tuple[str, str], ...]:
    near, far = (int(one) for one in found.limits[2:])  # limits lie half a place further
    little = number(near + 1, language)
    if near + 1 < far:
        little = f"{little}–{number(far, language)}"
    much = number(far + 1, language)
    same = "same_one" if near == 1 else "same"
    said = {
        "0": text("synthesis.picture.change.much_nearer", language, places=much),
        "1": text("synthesis.picture.change.nearer", language, places=little),
        "2": text(f"synthesis.picture.change.{same}", language, places=number(near, language)),
        "3": text("synthesis.picture.change.farther", language, places=little),
        "4": text("synthesis.picture.change.much_farther", language, places=much),
    }
    return tuple(said.items())


def _notes(index: Index, dataset: Dataset, language: str) -> tuple[str, ...]:
    """How the index is made, and what of the weights the theme shares don't say."""
    made = text(
        "synthesis.picture.made",
        language,
        normalisation=text(
            f"synthesis.picture.normalisation.{index.method.normalisation}", language
        ),
        mean=text(f"synthesis.picture.mean.{index.method.mean}", language),
    )
    notes = [made]
    if _uneven_within(index.shares):
        notes.append(text("synthesis.picture.uneven_within", language))
    if index.shares.dropped:
        names = [dataset.catalogue.themes[key].name[language] for key in index.shares.dropped]
        notes.append(text("synthesis.picture.dropped", language, themes=", ".join(names)))
    if not of_gender(index):
        notes.append(text("synthesis.picture.not_of_gender", language))
    return tuple(notes)


def _uneven_within(shares: Shares) -> bool:
    """Whether the indicators of a theme that is on have other weights than each the same."""
    within, enters = np.array(shares.within), counting(shares)
    of_theme = shares.structure.theme_of
    parts = [within[enters & (of_theme == one)] for one in range(len(shares.themes))]
    return any(len(part) > 1 and np.ptp(part) > EVEN for part in parts)


def selected(
    sheet: Sheet, dataset: Dataset, view: View, found: Shown, place: tuple[float, ...]
) -> float:
    """Score and rank of the selected area, where it is of the level; answers the bottom.

    ``place``: left, top and width.
    """
    x, y, width = place
    if dataset.level_of(view.selected) is not found.index.level:
        return y
    language, at = view.language, dataset.place(view.selected)
    y = sheet.paragraph(x, y - 4, area_name(dataset, view.selected), width, HEAD) + 4
    said = _standing(found, at, language)
    if found.ranks[at] and view.synthesis.painted is not Painted.SCORE:
        said = f"{said} · {found.column}: {found.figure(at)}"
    return sheet.paragraph(x, y, said, width, BODY) + 14


def _standing(found: Shown, at: int, language: str) -> str:
    """Score and rank of an area, or why it has none."""
    level = found.index.level
    if found.ranks[at]:
        return text(
            f"synthesis.picture.standing.{level}",
            language,
            score=number(found.index.scores[at], language, DIGITS),
            rank=number(int(found.ranks[at]), language),
            count=number(int((found.ranks > 0).sum()), language),
        )
    flag = Flag(int(found.index.flags[at]))
    if flag is Flag.OK:
        return text("synthesis.picture.not_compared", language)
    reason = text(f"flag.{flag.name.lower()}", language)
    return text("synthesis.picture.no_score", language, reason=reason)


def colour_key(sheet: Sheet, found: Shown, language: str, place: tuple[float, ...]) -> float:
    """What the colours tell, a line for each, and the areas without a score; answers the bottom.

    ``place``: left, top and width.
    """
    x, y, width = place
    y = sheet.paragraph(x, y - 4, found.lead, width, MUTED) + 2
    for letter, said, count in found.counted():
        y += ROW
        left = swatch(sheet, x, y, letter, found.palette) + 10
        sheet.text(left, y, said, BODY)
        sheet.text(left + text_width(said, BODY.size) + 10, y, number(count, language), STRONG)
    y += ROW
    uncoloured(sheet, found.without(language), x, y, language)
    return y


def places_and_notes(
    sheet: Sheet, dataset: Dataset, found: Shown, language: str, place: tuple[float, ...]
) -> None:
    """The first places, as many as there is room for, and how they were found: beside them, or
    below where there is no room.

    ``place``: left, top, width and bottom.
    """
    x, y, width, bottom = place
    listed = min(width, MOST_WIDE)
    beside = width - listed - GAP
    if beside >= NOTES_LEAST:
        _first_places(sheet, dataset, found, language, (x, y, listed, bottom))
        _notes_drawn(sheet, found, (x + listed + GAP, y, beside))
        return
    lines = [len(wrapped(one, width, SMALL)) for one in found.notes]
    below = sum(lines) * SMALL.size * 1.38 + 4 * len(lines) + 12
    y = _first_places(sheet, dataset, found, language, (x, y, listed, bottom - below))
    _notes_drawn(sheet, found, (x, y + 12, width))


def _first_places(
    sheet: Sheet, dataset: Dataset, found: Shown, language: str, place: tuple[float, ...]
) -> float:
    x, y, width, bottom = place
    ranked = np.flatnonzero(found.ranks > 0)
    order = ranked[np.argsort(found.ranks[ranked], kind="stable")]
    rows = min(FIRST, len(order), int((bottom - y - 26) // LINE))
    if rows < 1:
        return y
    level = found.index.level
    head = text(f"synthesis.picture.first.{level}", language, count=number(rows, language))
    y += 18
    sheet.text(x, y, head, NAME)
    sheet.text(x + width, y, found.column, LABEL, "right")
    y += 8
    ids = dataset.areas(level)["id"]
    for one in order[:rows]:
        sheet.line([(x, y), (x + width, y)], LIGHT["rule"], 1)
        y += LINE
        said = found.figure(int(one))
        room = width - 44 - text_width(said, STRONG.size, True) - 16
        sheet.text(x + 30, y - 8, number(int(found.ranks[one]), language), STRONG, "right")
        sheet.text(x + 44, y - 8, shortened(area_name(dataset, str(ids.iloc[one])), room))
        sheet.text(x + width, y - 8, said, STRONG, "right")
    last = found.ranks[order[rows - 1]]
    more = int((found.ranks[ranked] <= last).sum()) - rows
    if more:  # of the same score as the last: only the order of the areas leaves them out
        said = text("synthesis.picture.more", language, count=number(more, language))
        y = sheet.paragraph(x, y, said, width, SMALL)
    return y


def _notes_drawn(sheet: Sheet, found: Shown, place: tuple[float, ...]) -> None:
    x, y, width = place
    for one in found.notes:
        y = sheet.paragraph(x, y, one, width, SMALL) + 4
