"""What an earlier release said otherwise: of the values that a page shows, and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.changes import ValueChange, value_changes
from dashboard.comparison import compared_indicators, compared_level, compared_series
from dashboard.dataset import Dataset, Flag, Series
from dashboard.export import demonstration_prefix, plain, release_notes, safe, state, table
from dashboard.summary import province_name
from dashboard.threshold import evaluate
from dashboard.view import View
from dashboard.wording import indicator_name, text

_SERIES = ("indicator", "group", "year", "level")
_COLUMNS = (*_SERIES, "id", "name", "province", "old", "new", "old_state", "new_state")


@dataclass(frozen=True, slots=True)
class ShownChanges:
    """What a page shows otherwise than it did with an earlier release.

    ``values`` is how many values it shows, those included that it showed then and lacks now.
    """

    values: int
    changes: tuple[ValueChange, ...]


def shown_changes(old: Dataset, new: Dataset, view: View, path: str) -> ShownChanges:
    """Changes among the values that a page shows in its provinces; ``path`` is that of the page.

    Another reason for having no value is no change of a value.
    """
    provinces, count = view.provinces(new), 0
    changes: list[ValueChange] = []
    for series in shown_series(new, view, path):
        found = [
            one
            for one in value_changes(old, new, series)
            if one.province in provinces and Flag.OK in (one.was, one.now)
        ]
        gone = sum(one.now is not Flag.OK for one in found)
        shown = new.measured(series).flags[new.in_provinces(series.level, provinces)] == Flag.OK
        changes += found
        count += int(shown.sum()) + gone
    return ShownChanges(count, tuple(changes))


def shown_series(dataset: Dataset, view: View, path: str) -> Sequence[Series]:
    """The series of a page: what its map or table shows, or what its criteria ask for."""
    if path == "/karsilastir":
        level = compared_level(dataset, view)
        keys = compared_indicators(dataset, view)
        found = [compared_series(dataset, key, level) for key in keys]
        return [one for one in found if dataset.has(one)]
    if path == "/esik":
        judged = (one.series for one in evaluate(dataset, view).judged)
        return list(dict.fromkeys(one for one in judged if one))
    return [view.series] if path == "/" else []


def changes_csv(
    old: Dataset, new: Dataset, changes: Iterable[ValueChange], language: str
) -> tuple[str, str]:
    """File name and text of changed values: a row each, in the form of the other tables."""
    releases = text("changes.releases", language, old=old.release.key, new=new.release.key)
    rows = [[text(f"export.column.{column}", language) for column in _COLUMNS]]
    for one in changes:
        indicator = new.indicator(one.series)
        rows.append(
            [
                indicator_name(indicator, one.series.group, language),
                text(f"group.{one.series.group}", language),
                str(one.series.year),
                text(f"level.{one.series.level}", language),
                one.area,
                safe(one.name),
                safe(province_name(new, one.province)),
                plain(one.old, language, indicator.digits),
                plain(one.new, language, indicator.digits),
                state(one.was, language),
                state(one.now, language),
            ]
        )
    name = f"{old.release.key}-{new.release.key}"
    notes = (*release_notes(new, language), releases)
    return f"{demonstration_prefix(new, language)}{name}.csv", table(notes, rows)
