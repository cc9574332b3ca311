"""Thresholds of a shortlist in words: what is asked, what an area has, how far it is from it."""

from __future__ import annotations

import math
from dataclasses import replace

from dashboard import criteria
from dashboard.catalogue import Group, Unit
from dashboard.criterion import Criterion
from dashboard.dataset import Dataset
from dashboard.shortlist.bounds import Asked, Bounds, LeastCovered, LeastPeople
from dashboard.shortlist_view import InWorstTenth, Neighbourhoods, ScoreAtMost, Side, Veto
from dashboard.wording import amount, number, text


def asked_said(dataset: Dataset, asked: Asked, language: str) -> str:
    """One threshold: ``Sentez puanı en çok 45``."""
    if isinstance(asked, Criterion):
        return criteria.said(dataset, asked, language)
    if isinstance(asked, InWorstTenth):
        return text(
            "shortlist.criterion.worst_tenth",
            language,
            name=criteria.name(dataset, asked.criterion, language),
            operator=text(f"operator.{asked.criterion.operator}", language),
            share=_percent(asked.criterion.value, language),
        )
    if isinstance(asked, Neighbourhoods):
        return _neighbourhoods_said(dataset, asked, language)
    if isinstance(asked, Veto):
        return text(
            f"shortlist.criterion.{'below' if asked.side is Side.BELOW else 'above'}",
            language,
            theme=dataset.catalogue.themes[asked.theme].name[language],
            value=_number(asked.value, language),
        )
    return _of_area_said(asked, language)


def _neighbourhoods_said(dataset: Dataset, asked: Neighbourhoods, language: str) -> str:
    wanted = _percent(asked.wanted, language) if asked.of_all else _number(asked.wanted, language)
    return text(
        f"shortlist.criterion.{'share' if asked.of_all else 'count'}",
        language,
        rule=criteria.said(dataset, asked.criterion, language),
        operator=text(f"operator.{asked.operator}", language),
        wanted=wanted,
    )


def _of_area_said(asked: ScoreAtMost | LeastCovered | LeastPeople, language: str) -> str:
    if isinstance(asked, ScoreAtMost):
        return text("shortlist.criterion.score", language, value=_number(asked.value, language))
    if isinstance(asked, LeastCovered):
        return text("shortlist.criterion.covered", language, share=_percent(asked.value, language))
    return text("shortlist.criterion.people", language, count=_number(asked.value, language))


def _number(value: float, language: str) -> str:
    return number(value, language, criteria.digits(value, 0))


def _percent(value: float, language: str) -> str:
    return text("unit.percent.amount", language).format(_number(value, language))


def figure_said(dataset: Dataset, bounds: Bounds, place: int, language: str) -> str:
    """What the area at a position has; the words for no data where that is not known exactly."""
    value, asked = bounds.figure(place), bounds.asked
    if math.isnan(value):
        return text("no_data", language)
    if isinstance(asked, Criterion):
        indicator = dataset.catalogue.indicators[asked.indicator]
        return amount(value, indicator, asked.group, language)
    written = number(value, language, bounds.digits)
    of_100 = isinstance(asked, LeastCovered | InWorstTenth)
    if of_100 or (isinstance(asked, Neighbourhoods) and asked.of_all):
        return text("unit.percent.amount", language).format(written)
    return written


def broken_said(dataset: Dataset, bounds: Bounds, place: int, language: str) -> str:
    """A threshold with what the area has: ``“Eğitim” puanı en çok 70 (burada 74,1)``."""
    return text(
        "shortlist.criterion.has",
        language,
        rule=asked_said(dataset, bounds.asked, language),
        value=figure_said(dataset, bounds, place, language),
    )


def distance_said(dataset: Dataset, bounds: Bounds, place: int, language: str) -> str:
    """How far an area is from a threshold that it misses: ``4,2 puan``; empty for yes or no."""
    asked, missed = bounds.asked, float(bounds.missed[place])
    written = number(missed, language, criteria.digits(bounds.value, bounds.digits))
    if isinstance(asked, Criterion):
        indicator = dataset.catalogue.indicators[asked.indicator]
        if indicator.unit is Unit.YES_NO:
            return ""
        if indicator.unit is not Unit.PERCENT:
            fine = replace(indicator, digits=criteria.digits(bounds.value, indicator.digits))
            return amount(missed, fine, Group.TOTAL, language)
    if isinstance(asked, Neighbourhoods) and not asked.of_all:
        return text("shortlist.criterion.neighbourhoods", language, count=written)
    if isinstance(asked, LeastPeople):
        return text("unit.persons.amount", language).format(written)
    return text("unit.points.amount", language).format(written)


def missed_said(dataset: Dataset, bounds: Bounds, place: int, language: str) -> str:
    """A criterion that an area misses, with the distance, or of which it can't be told; empty
    where it is met."""
    if bounds.met[place]:
        return ""
    rule = asked_said(dataset, bounds.asked, language)
    if bounds.unknown[place]:
        return text("shortlist.criterion.not_known", language, rule=rule)
    far = distance_said(dataset, bounds, place, language)
    return text("shortlist.criterion.missed", language, rule=rule, far=far) if far else rule
