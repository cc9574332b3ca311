"""Drawing the invented values of the neighbourhoods of one province."""

from __future__ import annotations

from collections.abc import Mapping

import numpy
import pandas
from scipy import stats

from dashboard.demonstration.ground import Ground, Numbers
from dashboard.demonstration.recipe import NEWEST, Kind, Recipe

SIDE_SPREAD = 0.35
CHANGE_SPREAD = 0.06
OWN_NOISE = 0.2
GROWTH_OF_PEOPLE = 0.99


def drawn(
    recipe: Recipe, ground: Ground, centres: Mapping[str, Mapping[int, float]]
) -> pandas.DataFrame:
    """Rows of place (the neighbourhood's position), group, year, numerator, denominator, value.

    ``value`` of kinds with a denominator is numerator ÷ denominator, without the unit's factor.
    ``centres``: percent that rates pool to, per group and plate.
    """
    rng = ground.rng(recipe.key)
    shared = recipe.spread * ground.field(rng)
    tables = []
    for group, people in (recipe.of or {"total": ""}).items():
        side = SIDE_SPREAD * recipe.spread * ground.field(rng)
        pull = recipe.development + (recipe.lead if group == "women" else 0.0)
        signal = shared + side + pull * ground.development + recipe.urban * ground.urban
        chance = rng.uniform(size=len(signal))
        for year in recipe.years:
            change = 0.0 if year == NEWEST else CHANGE_SPREAD * ground.field(rng)
            factor = 1.0 if year == NEWEST else 1 - (recipe.drift or 0.0) / 100
            whole = _whole(ground, people, year)
            rate = centres.get(group, {}).get(ground.plate, 0.0) / 100 * factor
            aim = rate if recipe.kind is Kind.RATE else factor
            part = _part(recipe, signal + change, whole, chance, aim)
            tables.append(_rows(group, year, part, whole if recipe.of else None))
    return pandas.concat(tables, ignore_index=True)


def _whole(ground: Ground, people: str, year: int) -> Numbers:
    """The denominator: people counted in the newest year, one percent fewer the year before."""
    if not people:
        return ground.residents
    whole = ground.people[people]
    growing = year != NEWEST and people not in ("area_km2", "road_km")
    return numpy.rint(whole * GROWTH_OF_PEOPLE) if growing else whole


def _part(recipe: Recipe, signal: Numbers, whole: Numbers, chance: Numbers, aim: float) -> Numbers:
    """Numerators; or values, for kinds without a denominator. ``aim``: rate, or yearly factor."""
    if recipe.kind is Kind.RATE:
        return _binomial(signal, whole, chance, aim)
    if recipe.kind is Kind.YES_NO:
        odds = numpy.log(recipe.middle / (1 - recipe.middle)) + signal
        return numpy.asarray(chance < 1 / (1 + numpy.exp(-odds)), dtype=float)
    expected: Numbers = recipe.middle * aim * numpy.exp(signal)
    if recipe.kind is Kind.FACILITIES:
        return numpy.asarray(stats.poisson.ppf(chance, expected * whole))
    own = numpy.exp(OWN_NOISE * stats.norm.ppf(numpy.clip(chance, 0.001, 0.999)))
    if recipe.kind is Kind.AMOUNT:
        return numpy.asarray(numpy.rint(expected * own * whole))
    if recipe.kind is Kind.DISTANCE:
        return numpy.asarray(numpy.rint(numpy.maximum(expected * own, 30.0)))
    return numpy.asarray(numpy.round(expected * own**recipe.spread, 4))


def _binomial(signal: Numbers, whole: Numbers, chance: Numbers, rate: float) -> Numbers:
    """Binomial counts whose expected pooled rate is ``rate``; the shift is found by halving."""
    low, high = -15.0, 15.0
    for _ in range(50):
        middle = (low + high) / 2
        shares = 1 / (1 + numpy.exp(-(middle + signal)))
        low, high = (middle, high) if (shares * whole).sum() < rate * whole.sum() else (low, middle)
    return numpy.asarray(stats.binom.ppf(chance, whole, shares))


def _rows(group: str, year: int, part: Numbers, whole: Numbers | None) -> pandas.DataFrame:
    table = pandas.DataFrame({"place": numpy.arange(len(part)), "group": group, "year": year})
    if whole is None:
        return table.assign(numerator=numpy.nan, denominator=numpy.nan, value=part)
    share = numpy.divide(part, whole, out=numpy.full(len(part), numpy.nan), where=whole > 0)
    return table.assign(numerator=part, denominator=whole, value=share)
