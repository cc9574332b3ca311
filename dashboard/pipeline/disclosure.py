"""Disclosure control: what readers may not see is removed before anything is written.

The rules and their reasons: docs/decisions/0016-disclosure-control.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy
import pandas

from dashboard.catalogue import Catalogue
from dashboard.pipeline.counts import NONE, Counts, Margin, counted, guarded_counts, guards
from dashboard.pipeline.inference import exposed

KEY = ["area", "indicator", "group", "year"]
NOTHING: frozenset[int] = frozenset()


def protected(
    values: pandas.DataFrame,
    areas: pandas.DataFrame,
    catalogue: Catalogue,
    before: pandas.DataFrame | None = None,
) -> pandas.DataFrame:
    """The values of one province as they may be published, in the order they came in.

    ``values`` and ``areas``: columns of ``values.parquet`` and ``areas.parquet``. Rates of fewer
    people than the indicator's floor become ``too_few``. Of guarded indicators small counts become
    ``suppressed``, with as many others as their margins need. ``before``: values of the same
    province as published last; what was suppressed there stays so, and what was shown there hides
    nothing. All other values stay as they are.
    """
    values = values.reset_index(drop=True)
    floors = values["indicator"].map({key: one.floor for key, one in catalogue.indicators.items()})
    few = (values["flag"] == "ok") & (values["denominator"] < floors)
    values["flag"] = values["flag"].mask(few, "too_few")
    counts = guarded_counts(values, areas, catalogue)
    kept, published = _history(counts, values, before, catalogue)
    hidden = _Hiding(counts, catalogue, kept, published).found()
    rows, below = _rows_of(counts, hidden)
    gone = rows | below | set(_following(values, counts, hidden, catalogue))
    removed = values.index.isin(sorted(gone)) & (values["flag"] == "ok")
    values["flag"] = values["flag"].mask(removed, "suppressed")
    values.loc[values.index.isin(sorted(below)), "denominator"] = numpy.nan
    values.loc[_few(values, catalogue), "denominator"] = numpy.nan
    values.loc[values["flag"] != "ok", ["value", "numerator"]] = numpy.nan
    return values


def _few(values: pandas.DataFrame, catalogue: Catalogue) -> pandas.Series[bool]:
    """Rows without a value whose denominator is itself a count that small: three people asked."""
    least = values["indicator"].map(guards(catalogue))
    few: pandas.Series[bool] = (
        (values["flag"] != "ok") & (values["denominator"] > 0) & (values["denominator"] < least)
    )
    return few


def unprotected(
    values: pandas.DataFrame, areas: pandas.DataFrame, catalogue: Catalogue
) -> Iterator[tuple[int, str]]:
    """Positions of published rows that give away what must be hidden, and how they do."""
    values = values.reset_index(drop=True)
    guarded = guards(catalogue)
    shown = values["flag"] == "ok"
    bare = shown & values["indicator"].isin(
        [key for key in guarded if not _origins(key, catalogue)]
    )
    for at in values.index[bare & numpy.isnan(counted(values, catalogue))]:
        yield int(at), "without its count nobody can tell whether it must be hidden. Add its count."
    counts = guarded_counts(values, areas, catalogue)
    hidden = {at for at, cell in enumerate(counts.cells) if cell.flag != "ok"}
    for cell in counts.cells:
        if cell.flag == "ok" and cell.small:
            yield cell.row, "it rests on so few people that it must be hidden."
    telling = values.index.isin(sorted(_rows_of(counts, hidden)[1])) & values["denominator"].notna()
    for row in values.index[telling | _few(values, catalogue)]:
        yield int(row), "its denominator is a count that must be hidden. Hide it too."
    for at in _following(values, counts, hidden, catalogue):
        if shown[at]:
            yield at, "what it is computed from is hidden there. Hide it too."
    yield from _inferred(counts, hidden)


def _inferred(counts: Counts, hidden: set[int]) -> Iterator[tuple[int, str]]:
    """Rows whose hidden counts, or those that they include, follow from the others."""
    told = {at: cell.count for at, cell in enumerate(counts.cells) if at not in hidden}
    for unknown, low, high in exposed(counts, told):
        at = unknown if unknown >= 0 else counts.margins[-1 - unknown].whole
        what = "what is hidden" if unknown >= 0 else "a small count elsewhere"
        hint = f"{what} follows from what is shown around it ({low:g} to {high:g})."
        yield counts.cells[at].row, hint


def _rows_of(counts: Counts, hidden: Iterable[int]) -> tuple[set[int], set[int]]:
    """Rows that have a hidden count as their numerator, and as their denominator."""
    cells = [counts.cells[at] for at in hidden]
    return {one.row for one in cells}, {row for one in cells for row in one.below}


def _origins(key: str, catalogue: Catalogue) -> tuple[str, ...]:
    return catalogue.indicators[key].follows_from


def _following(
    values: pandas.DataFrame, counts: Counts, hidden: Iterable[int], catalogue: Catalogue
) -> Iterator[int]:
    """Rows of indicators that are computed from something hidden there and then."""
    rows, _ = _rows_of(counts, hidden)
    gone = values.loc[sorted(rows), ["indicator", "area", "year"]]
    spots = set(gone.itertuples(index=False, name=None))
    for key in guards(catalogue):
        own = values[values["indicator"] == key]
        for at, area, year in zip(own.index, own["area"], own["year"], strict=True):
            if any((origin, area, year) in spots for origin in _origins(key, catalogue)):
                yield int(at)


def _history(
    counts: Counts,
    values: pandas.DataFrame,
    before: pandas.DataFrame | None,
    catalogue: Catalogue,
) -> tuple[set[int], frozenset[int]]:
    """Cells that were suppressed when last published, and those shown with the same count."""
    if before is None:
        return set(), NOTHING
    rows = values[KEY].assign(now=counted(values, catalogue), at=values.index)
    rows["year"] = rows["year"].astype(int)
    earlier = before[KEY].assign(then=counted(before, catalogue), was=before["flag"])
    earlier["year"] = earlier["year"].astype(int)
    both = rows.merge(earlier, on=KEY)
    suppressed = set(both.loc[both["was"] == "suppressed", "at"])
    shown = set(both.loc[(both["was"] == "ok") & (both["now"] == both["then"]), "at"])
    kept = {at for at, cell in enumerate(counts.cells) if cell.count > 0 and cell.row in suppressed}
    published = {at for at, cell in enumerate(counts.cells) if cell.row in shown}
    return kept, frozenset(published)


class _Hiding:
    """The search for the cells to hide."""

    def __init__(
        self, counts: Counts, catalogue: Catalogue, kept: set[int], published: frozenset[int]
    ) -> None:
        self.counts = counts
        small = {at for at, cell in enumerate(counts.cells) if cell.small or cell.flag != "ok"}
        self.hidden = small | kept
        self.views = {NOTHING, published}
        self.published = published
        self.margins_of: dict[int, list[Margin]] = {at: [] for at in range(len(counts.cells))}
        for margin in counts.margins:
            for at in margin.cells:
                self.margins_of[at].append(margin)
        self.origins = {key: one.follows_from for key, one in catalogue.indicators.items()}

    def found(self) -> set[int]:
        """Positions of the cells to hide: the small ones, and others until nothing follows."""
        while self._settle() or self._widen():
            pass
        return self.hidden

    def _settle(self) -> bool:
        """Hide what follows from hidden cells and keep no cell alone; whether any was hidden."""
        size = len(self.hidden)
        self._follow()
        for seen in self.views:
            for margin in self.counts.margins:
                while self._is_thin(margin, seen) and self._hide_one(margin.cells, seen):
                    pass
        return len(self.hidden) > size

    def _follow(self) -> None:
        gone = {(name[0], *name[2:]) for name in (self.counts.cells[at].name for at in self.hidden)}
        for at, cell in enumerate(self.counts.cells):
            indicator, _, area, year = cell.name
            if any((origin, area, year) in gone for origin in self.origins[indicator]):
                self.hidden.add(at)

    def _is_thin(self, margin: Margin, seen: frozenset[int]) -> bool:
        """Whether a margin hides too little: one cell alone, or fewer people than may be shown."""
        cells = self.counts.cells
        unknown = [at for at in margin.cells if at in self.hidden and at not in seen]
        least = cells[margin.members[0]].least
        if not unknown:
            rest = cells[margin.whole].count - sum(cells[at].count for at in margin.members)
            return margin.rest > 0 and 0 < rest < least
        if len(unknown) == 1:
            return True
        if margin.whole in (*unknown, NONE):
            return False
        total = sum(cells[at].count for at in unknown)
        if numpy.isnan(total):  # counts that came without: what the others leave
            shown = [cells[at].count for at in margin.members if at not in unknown]
            total = cells[margin.whole].count - sum(shown)
        return total < least

    def _hide_one(self, pool: Iterable[int], seen: frozenset[int]) -> bool:
        """Hide the smallest cell of ``pool`` that is shown and may be hidden; whether there was
        one. Zeros are shown, but for those that are what a hidden count leaves."""
        able = [
            at
            for at in set(pool) - self.hidden - seen
            if self.counts.cells[at].count > 0 or self.counts.cells[at].zero
        ]
        if not able:
            return False
        self.hidden.add(min(able, key=self._cost))
        return True

    def _cost(self, at: int) -> tuple[bool, int, float, tuple[str, str, str, int]]:
        """First what was not published before, then what leaves the fewest margins with one hidden
        cell, then the smallest count."""
        alone = sum(self.hidden.isdisjoint(margin.cells) for margin in self.margins_of[at])
        cell = self.counts.cells[at]
        return at in self.published, alone, cell.count, cell.name

    def _widen(self) -> bool:
        """Hide one more cell wherever a hidden one can be told too closely; whether any was."""
        size = len(self.hidden)
        for seen in self.views:
            known = {
                at: cell.count
                for at, cell in enumerate(self.counts.cells)
                if at not in self.hidden or at in seen
            }
            touched: set[int] = set()
            for unknown, _, _ in exposed(self.counts, known):
                margins = (
                    self.margins_of[unknown]
                    if unknown >= 0
                    else [self.counts.margins[-1 - unknown]]
                )
                pool = {at for margin in margins for at in margin.cells}
                if pool.isdisjoint(touched):
                    touched |= pool
                    self._hide_one(pool, seen) or self._hide_one(self._around(pool), seen)
        return len(self.hidden) > size

    def _around(self, pool: Iterable[int]) -> set[int]:
        """All cells of the margins of ``pool``."""
        return {at for one in pool for margin in self.margins_of[one] for at in margin.cells}
