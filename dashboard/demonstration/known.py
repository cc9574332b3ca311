"""Values that are facts, and those that exist only for whole districts and provinces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas
import numpy
import pandas

from dashboard.demonstration.anchors import Anchors
from dashboard.demonstration.ground import Ground, Numbers, generator
from dashboard.demonstration.recipe import NEWEST

MAYORS = {35: 8, 10: 3}
PLANS = {35: 7, 10: 3}
SES_OF = {1477: 100.0, 2018: 164.0}
SES_OF_PROVINCE = {35: 138.0}
COUNCILLORS = ((50_000, 15), (100_000, 25), (250_000, 31), (500_000, 37), (10**9, 45))
WOMEN_ON_COUNCILS = 0.24
FACTS = ("population", "population_density", "population_change", "sege_score")
Table = pandas.DataFrame


def known_values(areas: geopandas.GeoDataFrame, ground: Ground, anchors: Anchors) -> list[Table]:
    """Rows without a flag: real ones, and what is invented for districts as such."""
    return [
        _rows("population", areas, areas["population"].to_numpy(dtype=float)),
        _density(areas),
        *_shares_of_women(areas, ground),
        _change(areas, anchors),
        *_of_districts(areas, ground.plate, anchors),
    ]


def _rows(
    indicator: str,
    areas: Table,
    values: Numbers,
    parts: tuple[Numbers, Numbers] | None = None,
    group: str = "total",
) -> Table:
    numerator, denominator = parts or (numpy.nan, numpy.nan)
    return pandas.DataFrame(
        {
            "area": areas["id"].to_numpy(),
            "level": areas["level"].to_numpy(),
            "indicator": indicator,
            "group": group,
            "year": NEWEST,
            "value": values,
            "numerator": numerator,
            "denominator": denominator,
            "method": "measured" if indicator in FACTS else "demonstration",
        }
    )


def counted_women(areas: geopandas.GeoDataFrame, ground: Ground) -> pandas.Series[int]:
    """Women of every area, in the order of ``areas``."""
    counts = _everywhere(areas, ground, "women")
    return pandas.Series(counts, index=areas.index).astype("Int64")


def _density(areas: Table) -> Table:
    people = areas["population"].to_numpy(dtype=float)
    km2 = areas["area_km2"].to_numpy(dtype=float)
    return _rows("population_density", areas, people / km2, (people, km2))


def _shares_of_women(areas: Table, ground: Ground) -> list[Table]:
    """Women among residents, everywhere, and older women among women, for districts."""
    counts = {name: _everywhere(areas, ground, name) for name in ("women", "residents", "women_65")}
    above = (areas["level"] != "neighbourhood").to_numpy()
    share = _share("women_share", areas, counts["women"], counts["residents"])
    older = _share("older_women_share", areas, counts["women_65"], counts["women"])
    return [share, older[above]]


def _share(indicator: str, areas: Table, part: Numbers, whole: Numbers) -> Table:
    return _rows(indicator, areas, 100 * part / whole, (part, whole), "women")


def _everywhere(areas: Table, ground: Ground, name: str) -> Numbers:
    """Counts of a group for every area: neighbourhoods, then districts, then the province."""
    counts = pandas.Series(ground.people[name])
    districts = areas.loc[areas["level"] == "district", "id"]
    sums = counts.groupby([f"d-{code}" for code in ground.district]).sum()
    return numpy.concatenate([counts, sums.loc[districts], [counts.sum()]])


def _change(areas: Table, anchors: Anchors) -> Table:
    """Growth of the districts and the province from 2021 to 2023, percent: a fact."""
    above = areas[areas["level"] != "neighbourhood"]
    before = [_of_2021(area, anchors) for area in above["id"]]
    before[-1] = sum(before[:-1])
    earlier = numpy.array(before, dtype=float)
    growth = above["population"].to_numpy(dtype=float) - earlier
    return _rows("population_change", above, 100 * growth / earlier, (growth, earlier))


def _of_2021(area: str, anchors: Anchors) -> int:
    code = area.removeprefix("d-")
    return anchors.districts[int(code)].residents_2021 if code.isdigit() else 0


def _of_districts(areas: Table, plate: int, anchors: Anchors) -> list[Table]:
    districts = areas[areas["level"] == "district"]
    codes = [int(area.removeprefix("d-")) for area in districts["id"]]
    rng = generator(plate, "districts")
    development = numpy.array([anchors.districts[code].development for code in codes])
    published = [anchors.districts[code].sege for code in codes]
    sege = numpy.array([numpy.nan if score is None else score for score in published])
    seats, women = _council(districts["population"].to_numpy(dtype=float), rng)
    ses = _levels_of_households(codes, development, rng)
    return [
        _rows("sege_score", districts, sege),
        _rows("ses_score", districts, ses),
        _rows("ses_score", areas.iloc[-1:], numpy.array([SES_OF_PROVINCE.get(plate, numpy.nan)])),
        _share("council_women_share", areas[areas["level"] != "neighbourhood"], women, seats),
        _rows("woman_mayor", districts, _some(len(codes), MAYORS, plate, rng)),
        _rows("equality_plan", districts, _some(len(codes), PLANS, plate, rng)),
    ]


def _council(residents: Numbers, rng: numpy.random.Generator) -> tuple[Numbers, Numbers]:
    """Seats and women on them, of the districts and then of all; the size of a council follows the
    residents."""
    steps = numpy.searchsorted([most for most, _ in COUNCILLORS], residents)
    seats = numpy.array([seat for _, seat in COUNCILLORS], dtype=float)[steps]
    women = rng.binomial(seats.astype(int), WOMEN_ON_COUNCILS).astype(float)
    return numpy.append(seats, seats.sum()), numpy.append(women, women.sum())


def _levels_of_households(
    codes: Sequence[int], development: Numbers, rng: numpy.random.Generator
) -> Numbers:
    """Scores between the province's published lowest (100) and highest (164)."""
    scores = numpy.clip(113 + 13 * development + rng.normal(0, 4, len(codes)), 102, 160)
    return numpy.array(
        [
            SES_OF.get(int(code), float(score))
            for code, score in zip(codes, scores.round(), strict=True)
        ]
    )


def _some(count: int, yes: Mapping[int, int], plate: int, rng: numpy.random.Generator) -> Numbers:
    """Zeros and ones, with as many ones as ``yes`` says for the plate."""
    chosen = numpy.zeros(count)
    chosen[rng.choice(count, yes[plate], replace=False)] = 1.0
    return chosen
