"""The difference of two releases in plain lines, for the editor who is about to publish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from dashboard.catalogue import Catalogue
from dashboard.changes import ValueChange
from dashboard.dataset import Flag, Series
from dashboard.pipeline.difference import AreaChange, Difference, SeriesChange
from dashboard.wording import number

MOST_SERIES = 60  # that are told one by one
MOST_NAMED = 5  # areas of one series, and of one kind of change
_BECAME = {
    Flag.SUPPRESSED: "newly suppressed",
    Flag.TOO_FEW: "newly too few people",
    Flag.NO_DATA: "no data any more",
    Flag.OK: "newly shown",
}
_HEAD = {"added": "added", "removed": "removed", "name": "renamed"}


def difference_lines(found: Difference, catalogue: Catalogue) -> list[str]:
    """Lines of text: first the values, then areas, boundaries, offers, sources and class limits."""
    blocks = [
        _values(found.values, catalogue),
        _series("Series added", found.added),
        _series("Series removed", found.removed),
        _areas(found.areas),
        _boundaries(found),
        _entries(found),
        _listed("Class limits moved", found.limits),
    ]
    lines = [line for block in blocks for line in block]
    return [f"{found.old} → {found.new}", *(lines or ["Nothing differs."])]


def _values(values: Sequence[SeriesChange], catalogue: Catalogue) -> Iterator[str]:
    if not values:
        yield "Values: none changed."
        return
    count = sum(len(one.changes) for one in values)
    yield f"Values: {count:,} changed in {len(values):,} series."
    for one in values[:MOST_SERIES]:
        yield f"  {_name(one.series)}: {len(one.changes):,} of {one.areas:,} areas"
        digits = catalogue.indicators[one.series.indicator].digits
        for change in one.largest()[:MOST_NAMED]:
            old, new = (number(value, "en", digits) for value in (change.old, change.new))
            yield f"    {change.name} ({change.area}): {old} → {new}"
        for flag, said in _BECAME.items():
            became = one.became(flag)
            if became:
                yield f"    {said}: {len(became):,}: {_named(became)}"
    if len(values) > MOST_SERIES:
        yield f"  {len(values) - MOST_SERIES} further series: --csv FILE lists every value."


def _name(series: Series) -> str:
    return f"{series.indicator} · {series.group} · {series.year} · {series.level}"


def _named(changes: Sequence[ValueChange | AreaChange]) -> str:
    names = ", ".join(f"{one.name} ({one.area})" for one in changes[:MOST_NAMED])
    return f"{names}, …" if len(changes) > MOST_NAMED else names


def _series(head: str, series: Sequence[Series]) -> Iterator[str]:
    """Series of one indicator on one line: its levels, groups and years."""
    if series:
        yield f"{head}: {len(series):,}"
    for indicator, some in groupby(series, key=lambda one: one.indicator):
        told = [f"{one.group} {one.year} {one.level}" for one in some]
        more = f", and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
        yield f"  {indicator}: {', '.join(told[:MOST_NAMED])}{more}"


def _areas(areas: Sequence[AreaChange]) -> Iterator[str]:
    for what in dict.fromkeys(one.what for one in areas):
        some = [one for one in areas if one.what == what]
        yield f"Areas {_HEAD.get(what, f'with another {what}')}: {len(some):,}"
        if what in ("added", "removed"):
            yield f"  {_named(some)}"
            continue
        for one in some[:MOST_NAMED]:
            yield f"  {one.name} ({one.area}): {one.old or 'nothing'} → {one.new or 'nothing'}"


def _boundaries(found: Difference) -> Iterator[str]:
    for one in found.outlines:
        yield f"Geometry of {one.entry}: {one.old or 'none'} → {one.new}"
    if found.outlines:
        yield f"Boundaries moved: {len(found.boundaries):,}"
    most = sorted(found.boundaries, key=lambda one: -one.moved_percent)
    for moved in most[: 2 * MOST_NAMED]:
        yield (
            f"  {moved.name} ({moved.area}): {moved.moved_percent:.2f} % of it moved, "
            f"{moved.old_km2:.4g} → {moved.new_km2:.4g} km²"
        )


def _entries(found: Difference) -> Iterator[str]:
    for one in found.entries:
        yield f"{one.entry}: {one.old or 'nothing'} → {one.new or 'nothing'}"


def _listed(head: str, names: Iterable[str]) -> Iterator[str]:
    told = list(names)
    if told:
        yield f"{head}: {', '.join(told[: 2 * MOST_NAMED])}" + (
            f", and {len(told) - 2 * MOST_NAMED} more" if len(told) > 2 * MOST_NAMED else ""
        )
