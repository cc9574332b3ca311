"""Sentences and facts about one series or one area, for titles, cards and announcements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.catalogue import BreakRule, Group, Level, Unit
from dashboard.classes import palette
from dashboard.comparison import Outcome, Standing, outcome
from dashboard.dataset import Dataset, Flag, Series
from dashboard.extent import LEAST_COVERED, Extent, extent
from dashboard.gender_gap import points, together
from dashboard.ranking import value_at
from dashboard.reliability import reliability
from dashboard.view import View
from dashboard.wording import (
    amount,
    in_language,
    indicator_name,
    number,
    percent,
    suffixed,
    text,
    unit_name,
    unit_of,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A value among its siblings: ``rank`` 1 is the highest of ``ranked``, 0 where it has none;
    ``values`` and ``areas`` are all that have a value."""

    rank: int
    ranked: int
    values: tuple[float, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What a release holds of an indicator for one level and group: all its ``years``, and of the
    newest how many areas have a value, no data, too few people, a suppressed value."""

    level: Level
    group: Group
    years: tuple[int, ...]
    valued: int
    no_data: int
    too_few: int
    suppressed: int


def held(dataset: Dataset, indicator: str) -> list[Held]:
    """What the release holds of an indicator, finest level first; the gap follows from its two."""
    years: dict[tuple[Level, Group], list[int]] = {}
    for series in dataset.offers.get(indicator, ()):
        if series.group is not Group.GAP:
            years.setdefault((series.level, series.group), []).append(series.year)
    found = []
    for (level, group), several in years.items():
        flags = dataset.measured(Series(indicator, group, max(several), level)).flags
        counts = [int(np.sum(flags == flag)) for flag in _COUNTED]
        found.append(Held(level, group, tuple(sorted(several)), *counts))
    order = list(dataset.catalogue.indicators[indicator].groups)
    return sorted(found, key=lambda one: (list(Level).index(one.level), order.index(one.group)))


_COUNTED = (Flag.OK, Flag.NO_DATA, Flag.TOO_FEW, Flag.SUPPRESSED)


def title(dataset: Dataset, series: Series, language: str) -> str:
    """What is shown, without its subtitle."""
    return indicator_name(dataset.indicator(series), series.group, language)


def subtitle(dataset: Dataset, series: Series, language: str) -> str:
    """Group, people, unit, year and level: what a title must never leave open."""
    indicator = dataset.indicator(series)
    # A woman mayor or none: nobody asks of which group.
    of_people = indicator.unit is not Unit.YES_NO
    parts = (
        text(f"group_long.{series.group}", language) if of_people else "",
        indicator.population[language],
        unit_name(indicator, series.group, language),
        str(series.year),
        text(f"level.{series.level}", language),
    )
    return " · ".join(part for part in parts if part)


def source(dataset: Dataset, series: Series, language: str) -> str:
    """Who published the values and when; a demonstration says so before all else."""
    manifest = dataset.release.manifest
    keys = manifest["indicators"].get(series.indicator, {}).get("sources", [])
    invented = "demonstration" in keys
    if dataset.release.demonstration and invented:
        return text("source.invented", language, year=series.year)
    publishers = [in_language(manifest["sources"][key]["publisher"], language) for key in keys]
    publisher = "; ".join(dict.fromkeys(publishers))
    said = f"{publisher or dataset.indicator(series).publisher[language]}, {series.year}"
    if dataset.release.demonstration:
        return text("source.demonstration", language, source=said)
    return said


def source_terms(entry: Mapping[str, Any], language: str) -> str:
    """Publisher, title, year, terms and address of a source, as the manifest has them."""
    parts = (
        in_language(entry["publisher"], language),
        f"{in_language(entry['title'], language)} ({entry['year']})",
        in_language(entry["licence"], language),
        str(entry["address"]),
    )
    return ". ".join(part for part in parts if part)


def sources(dataset: Dataset, several: Iterable[Series], language: str) -> str:
    """Who published the values of several series: each publisher once, with all its years."""
    years: dict[str, set[int]] = {}
    for one in several:
        said = source(dataset, one, language).removesuffix(f", {one.year}")
        years.setdefault(said, set()).add(one.year)
    return "; ".join(f"{said}, {', '.join(map(str, sorted(ys)))}" for said, ys in years.items())


def area_name(dataset: Dataset, area: str) -> str:
    """``Bostanlı, Karşıyaka``; a district with its province."""
    row = dataset.area(area)
    parent = dataset.parent(area)
    if row["level"] == Level.NEIGHBOURHOOD:
        return f"{row['name']}, {dataset.area(parent)['name']}"
    if row["level"] == Level.DISTRICT:
        return f"{row['name']}, {province_name(dataset, str(row['province']))}"
    return str(row["name"])


def province_name(dataset: Dataset, province: str) -> str:
    """Name of a province by its key."""
    return str(dataset.release.manifest["provinces"][province]["name"])


def written(dataset: Dataset, series: Series, area: str, language: str) -> str:
    """The value of an area as readers write it, or why there is none."""
    value, flag = value_at(dataset, series, area)
    if flag is Flag.OK:
        return amount(value, dataset.indicator(series), series.group, language)
    return text(f"flag.{flag.name.lower()}", language)


def ladder(dataset: Dataset, series: Series, area: str) -> list[str]:
    """The area and those above it: neighbourhood, district, province."""
    rungs = [area]
    while dataset.parent(rungs[-1]) != rungs[-1]:
        rungs.append(dataset.parent(rungs[-1]))
    return [one for one in rungs if dataset.has(_at(dataset, series, one))]


def _at(dataset: Dataset, series: Series, area: str) -> Series:
    level = dataset.level_of(area) or series.level
    return Series(series.indicator, series.group, series.year, level)


def siblings(dataset: Dataset, series: Series, area: str) -> Place:
    """Place of an area among those with the same parent; areas without a value, or with one that
    is mostly chance, have none."""
    here = _at(dataset, series, area)
    areas = dataset.areas(here.level)
    parent = "district" if here.level is Level.NEIGHBOURHOOD else "province"
    own = areas[parent].iloc[dataset.place(area)]
    if here.level is Level.PROVINCE:
        same = np.ones(len(areas), dtype=bool)
    else:
        same = (areas[parent] == own).to_numpy()
    measured = dataset.measured(here)
    known = np.flatnonzero(same & (measured.flags == Flag.OK))
    unranked = reliability(dataset, here).unranked
    ranked = measured.values[known[~unranked[known]]]
    place = dataset.place(area)
    value = measured.values[place]
    without = np.isnan(value) or unranked[place]
    rank = 0 if without else int(np.sum(ranked > value)) + 1
    ids = areas["id"].to_numpy()[known]
    values = measured.values[known]
    return Place(rank, len(ranked), tuple(map(float, values)), tuple(map(str, ids)))


def sentence(dataset: Dataset, series: Series, area: str, language: str) -> str:
    """The area's value in one sentence beside those of the areas above it."""
    rungs = ladder(dataset, series, area)
    if area not in rungs:
        return text("sentence.not_published", language, name=dataset.area(area)["name"])
    values = {one: value_at(dataset, series, one) for one in rungs}
    name = str(dataset.area(area)["name"])
    if values[area][1] is not Flag.OK:
        reason = text(f"flag_sentence.{values[area][1].name.lower()}", language)
        return text("sentence.no_value", language, name=name, reason=reason)
    parts = [_clause(dataset, series, one, language) for one in rungs if values[one][1] is Flag.OK]
    said = ", ".join(parts)
    compared = beside(dataset, series, area, language)
    return f"{said}; {compared}." if compared else f"{said}."


def _clause(dataset: Dataset, series: Series, area: str, language: str) -> str:
    name = str(dataset.area(area)["name"])
    value = written(dataset, series, area, language)
    return f"{suffixed(name, 'in') if language == 'tr' else name} {value}"


def provinces_with_values(dataset: Dataset, series: Series) -> tuple[str, ...]:
    """Keys of the provinces in which at least one area of the series has a value."""
    valued = dataset.measured(series).flags == Flag.OK
    return tuple(
        province
        for province in dataset.release.provinces
        if np.any(valued & dataset.in_provinces(series.level, [province]))
    )


def beside(dataset: Dataset, series: Series, area: str, language: str) -> str:
    """What an area is beside its province, in words: ``İzmir’e göre daha düşük``; empty where they
    are not compared."""
    found = outcome(dataset, series, area)
    if found is Outcome.NOT_COMPARED:
        return ""
    name = province_name(dataset, str(dataset.area(area)["province"]))
    name = suffixed(name, "to") if language == "tr" else name
    return text(f"beside.{found}", language, province=name)


def standing_sentence(dataset: Dataset, view: View, standings: Sequence[Standing]) -> str:
    """The area that is behind most often, and on how many of the compared indicators."""
    judged = [one for one in standings if one.judged]
    if not judged:
        return text("standing.not_judged", view.language)
    worst = max(judged, key=lambda one: one.behind / one.judged)
    if not worst.behind:
        return text("standing.nobody", view.language)
    return text(
        "standing.behind" if worst.judged > 1 else "standing.behind_one",
        view.language,
        name=str(dataset.area(worst.area)["name"]),
        reference=_reference_of(dataset, view, worst.area),
        behind=suffixed(str(worst.behind), "its_in")
        if view.language == "tr"
        else number(worst.behind, "en"),
        count=number(worst.judged, view.language),
    )


def _reference_of(dataset: Dataset, view: View, area: str) -> str:
    """Of what an area is behind: ``İzmir’in``."""
    reference = view.reference or str(dataset.area(area)["province"])
    name = str(dataset.area(reference)["name"])
    return suffixed(name, "of") if view.language == "tr" else name


@dataclass(frozen=True, slots=True)
class Line:
    """A fact in words: what it is, what is said, and what it means (empty where it needs none)."""

    label: str
    said: str
    why: str = ""


def women_beside_men(dataset: Dataset, series: Series, area: str, language: str) -> list[Line]:
    """What women and men achieve together, parity and the score of both; only what is
    known, and only where both rates are shown."""
    found = together(dataset, _at(dataset, series, area))
    place = dataset.place(area)
    if found is None or np.isnan(found.achievements[place]):
        return []
    indicator = dataset.indicator(series)
    both = amount(float(found.achievements[place]), indicator, Group.TOTAL, language)
    lines = [Line(text("measure.achievement", language), both)]
    parity, score = (float(points(one)[place]) for one in (found.parities, found.scores))
    if not np.isnan(parity):
        lines.append(Line(text("gender.parity", language), _parity(parity, language)))
    if not np.isnan(score):
        said = text("gender.of_100", language, points=number(score, language))
        lines.append(Line(text("gender.score", language), said, text("gender.score_why", language)))
    return lines


def _parity(women: float, language: str) -> str:
    """``women``: points out of 100."""
    if women >= 100:
        return text("gender.not_behind", language)
    return text("gender.women_per_100", language, women=number(women, language))


def caution(dataset: Dataset, series: Series, area: str, language: str) -> str:
    """That a value rests on few people, with the smoothed one beside it; empty where it does
    not."""
    here = _at(dataset, series, area)
    if not dataset.has(here):
        return ""
    found, place = reliability(dataset, here), dataset.place(area)
    if not found.unreliable[place]:
        return ""
    said = text(
        "unreliable.sentence",
        language,
        people=number(float(found.people[place]), language),
        value=amount(float(found.smoothed[place]), dataset.indicator(here), here.group, language),
    )
    return f"{said} {text('unreliable.no_rank', language)}" if found.unranked[place] else said


def by_neighbourhoods(dataset: Dataset, series: Series, area: str, language: str) -> list[str]:
    """Of a district or province: how many live in the worst tenth, and how far its neighbourhoods
    lie apart; or why that is not told. Nothing for neighbourhoods and what is not judged."""
    here = _at(dataset, series, area)
    found = extent(dataset, here) if dataset.has(here) else None
    if found is None:
        return []
    place = dataset.place(area)
    who = "women" if found.of_women[place] else "residents"
    covered = float(np.nan_to_num(found.covered[place]))
    if covered < LEAST_COVERED:
        share = percent(covered, language, "its")
        return [text(f"extent.too_little.{who}", language, share=share)]
    spread = number(float(found.reach[place]), language, dataset.indicator(here).digits)
    unit = unit_of(dataset.indicator(here), Group.GAP)
    apart = text(f"unit.{unit}.amount", language).format(spread)
    return [
        _in_worst_tenth(dataset, here, found, place, language),
        text("extent.spread", language, spread=apart),
        text(f"extent.covered.{who}", language, share=percent(covered, language, "its")),
    ]


def _in_worst_tenth(
    dataset: Dataset, series: Series, found: Extent, place: int, language: str
) -> str:
    if np.isnan(found.worst[place]):
        return text("extent.equal_values", language)
    unequal = dataset.indicator(series).equality(series.group) is not None
    kind = "unequal" if unequal else "worst"
    if not found.worst[place]:
        return text(f"extent.{kind}.nobody", language)
    who = "women" if found.of_women[place] else "residents"
    share = percent(float(found.worst[place]), language, "its")
    return text(f"extent.{kind}.{who}", language, share=share)


def coverage(valued: int, total: int, level: Level, language: str) -> str:
    """How many areas have a value, in words: ``2.426 mahallenin 1.912’sinde veri var``."""
    if not valued:
        return text(f"coverage_none.{level}", language, total=number(total, language))
    written_valued = number(valued, language)
    if language == "tr":
        written_valued = suffixed(written_valued, "its_in")
    return text(f"coverage.{level}", language, valued=written_valued, total=number(total, language))


def direction(dataset: Dataset, series: Series, language: str) -> str:
    """Which end is better, in words."""
    indicator = dataset.indicator(series)
    if series.group is Group.GAP and indicator.judged:
        return text("direction.gap", language)
    return text(f"direction.{indicator.direction}", language)


def dark_means(
    dataset: Dataset, series: Series, language: str, rule: BreakRule | None = None
) -> str:
    """What the dark end of the colours means."""
    diverging = palette(dataset, series, rule).startswith("div")
    if series.group is Group.GAP or diverging:
        if not diverging:
            return text("legend.gap_one_sided", language)
        judged = dataset.indicator(series).judged
        return text("legend.gap" if judged else "legend.gap_not_judged", language)
    return dataset.indicator(series).dark[language]
