"""What every invented value of a province rests on: who lives where, beside whom, how densely."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas
import numpy
import numpy.typing
from scipy import sparse

from dashboard.demonstration.anchors import Anchors

Numbers = numpy.typing.NDArray[numpy.float64]
Codes = numpy.typing.NDArray[numpy.int64]
SEED = 35_10
SMOOTHING_ROUNDS = 8
LIMIT = 2.5


@dataclass(frozen=True, slots=True)
class Ground:
    """The neighbourhoods of one province, as arrays in the order of its areas.

    ``district``: code. ``development`` and ``urban``: without unit, mean 0 and deviation 1 or so.
    ``people``: counts of groups of residents by name, such as ``women_15``.
    """

    plate: int
    district: Codes
    area_km2: Numbers
    residents: Numbers
    development: Numbers
    urban: Numbers
    people: Mapping[str, Numbers]
    adjacency: sparse.csr_array

    def rng(self, key: str) -> numpy.random.Generator:
        """Random numbers that depend on the province and the key only."""
        return generator(self.plate, key)

    def field(self, rng: numpy.random.Generator) -> Numbers:
        """A smooth field over the neighbourhoods, mean 0, deviation 1: neighbours are alike."""
        values = rng.normal(size=len(self.residents))
        for _ in range(SMOOTHING_ROUNDS):
            values = 0.5 * values + 0.5 * (self.adjacency @ values)
        # An island keeps all its noise, because nobody averages it away: hence the limit.
        return numpy.asarray(numpy.clip((values - values.mean()) / values.std(), -LIMIT, LIMIT))


def generator(plate: int, key: str) -> numpy.random.Generator:
    """Random numbers for one purpose in one province, the same at every build."""
    return numpy.random.default_rng([SEED, plate, zlib.crc32(key.encode())])


def ground_of(plate: int, areas: geopandas.GeoDataFrame, anchors: Anchors) -> Ground:
    """The ground of a province; ``areas`` as ``complete_areas`` gives them."""
    rows = areas[areas["kind"] == "neighbourhood"]
    district = rows["district"].str.removeprefix("d-").astype(int).to_numpy()
    residents = rows["population"].to_numpy(dtype=float)
    density = numpy.log(residents / rows["area_km2"].to_numpy(dtype=float))
    scores = numpy.array([one.development for one in anchors.districts.values()])
    development = numpy.array([anchors.districts[code].development for code in district])
    ground = Ground(
        plate=plate,
        district=district,
        area_km2=rows["area_km2"].to_numpy(dtype=float),
        residents=residents,
        development=(development - scores.mean()) / scores.std(),
        # 200 people per km² is half-way between country and town; e-fold of density per unit of 2.
        urban=numpy.clip((density - numpy.log(200.0)) / 2.0, -2.0, 2.5),
        people={},
        adjacency=_adjacency(rows),
    )
    return _with_people(ground, anchors)


def _adjacency(rows: geopandas.GeoDataFrame) -> sparse.csr_array:
    """Row-standardised matrix of neighbours; an area without any is its own."""
    place = {area: number for number, area in enumerate(rows["id"])}
    pairs = [
        (number, place[other])
        for number, neighbours in enumerate(rows["neighbours"])
        for other in (neighbours.split() or [rows["id"].iloc[number]])
    ]
    first, second = numpy.array(pairs).T
    degree = numpy.bincount(first, minlength=len(rows))
    return sparse.csr_array((1.0 / degree[first], (first, second)), shape=(len(rows), len(rows)))


def _with_people(ground: Ground, anchors: Anchors) -> Ground:
    rng = ground.rng("people")

    def anchor(name: str) -> Numbers:
        return numpy.array([getattr(anchors.districts[code], name) for code in ground.district])

    def near(share: Numbers | float, spread: float) -> Numbers:
        """Shares about ``share``, alike between neighbours."""
        odds = numpy.log(share / (1 - numpy.asarray(share)))
        return numpy.asarray(1 / (1 + numpy.exp(-odds - spread * ground.field(rng))))

    def part(whole: Numbers, share: Numbers) -> Numbers:
        return rng.binomial(whole.astype(int), share).astype(float)

    women = part(ground.residents, near(anchor("women_share"), 0.04))
    men = ground.residents - women
    aged = numpy.exp(-0.25 * ground.urban)
    aged = aged / _mean_by(ground.district, aged, ground.residents)
    people = {"residents": ground.residents, "women": women, "men": men}
    for sex, whole in (("women", women), ("men", men)):
        older = numpy.clip(anchor(f"older_{sex}") * aged, 0.03, 0.6)
        people[f"{sex}_65"] = part(whole, near(older, 0.15))
        people[f"{sex}_15"] = part(whole, near(0.82, 0.1))
        people[f"{sex}_25"] = numpy.rint(0.83 * people[f"{sex}_15"])
        people[f"{sex}_6"] = part(whole, near(0.93, 0.08))
    people["women_15_19"] = part(women, near(0.062, 0.15))
    people["women_15_64"] = numpy.maximum(people["women_15"] - people["women_65"], 0.0)
    people["older"] = people["women_65"] + people["men_65"]
    people["children_0_5"] = part(ground.residents, near(0.066, 0.25))
    people["households"] = numpy.rint(ground.residents / (2.75 + 0.1 * ground.urban))
    people["asked"] = numpy.clip(numpy.rint(0.2 * people["women_15"]), 4, 150)
    people["road_km"] = numpy.round(3.0 * ground.area_km2**0.8 * numpy.exp(0.4 * ground.urban), 2)
    people["area_km2"] = ground.area_km2
    return replace(ground, people=people)


def _mean_by(district: Codes, values: Numbers, weights: Numbers) -> Numbers:
    """The weighted mean of each neighbourhood's district."""
    _, place = numpy.unique(district, return_inverse=True)
    sums = numpy.bincount(place, values * weights) / numpy.bincount(place, weights)
    return numpy.asarray(sums[place])
