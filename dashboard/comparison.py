"""Districts side by side: the values of chosen indicators with the province beside them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Flag, Series
from dashboard.ranking import value_at
from dashboard.view import Parsed, View

SHOWN_AT_FIRST = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """One value and why it may be missing."""

    area: str
    value: float
    flag: Flag


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: the compared districts, then their provinces."""

    series: Series
    districts: tuple[Cell, ...]
    provinces: tuple[Cell, ...]


def compared_districts(dataset: Dataset, view: View) -> tuple[str, ...]:
    """The chosen districts; where none is chosen, the most populous of each province in view."""
    if view.compared:
        return view.compared
    districts = dataset.areas(Level.DISTRICT).sort_values("population", ascending=False)
    firsts = districts.drop_duplicates("province")["id"].tolist()
    chosen = list(dict.fromkeys([*firsts, *districts["id"].tolist()]))[: max(2, len(firsts))]
    return tuple(str(one) for one in chosen)


def compared_indicators(dataset: Dataset, view: View) -> tuple[str, ...]:
    """The chosen indicators; where none is chosen, one per theme, the shown one first."""
    if view.indicators:
        return view.indicators
    found = [view.series.indicator]
    themes = {dataset.catalogue.indicators[view.series.indicator].theme}
    for key in dataset.offers:
        theme = dataset.catalogue.indicators[key].theme
        if theme not in themes and district_series(dataset, key) is not None:
            themes.add(theme)
            found.append(key)
    for key in dataset.offers:
        if len(found) >= SHOWN_AT_FIRST:
            break
        if key not in found and district_series(dataset, key) is not None:
            found.append(key)
    return tuple(found[:SHOWN_AT_FIRST])


def district_series(dataset: Dataset, indicator: str) -> Series | None:
    """The indicator's default group in its newest year for districts, if it has them."""
    group = dataset.catalogue.indicators[indicator].default_group
    return next(
        (
            one
            for one in dataset.offers[indicator]
            if one.level is Level.DISTRICT and one.group == group
        ),
        None,
    )


def comparison(dataset: Dataset, parsed: Parsed) -> list[Line]:
    """A line per indicator that is published for districts."""
    view = parsed.view
    districts = compared_districts(dataset, view)
    provinces = tuple(dict.fromkeys(dataset.parent(one) for one in districts))
    lines = []
    for key in compared_indicators(dataset, view):
        series = district_series(dataset, key)
        if series is not None:
            lines.append(
                Line(
                    series,
                    tuple(_cell(dataset, series, one) for one in districts),
                    tuple(_cell(dataset, series, one) for one in provinces),
                )
            )
    return lines


def _cell(dataset: Dataset, series: Series, area: str) -> Cell:
    value, flag = value_at(dataset, series, area)
    return Cell(area, value, flag)
