"""Criteria in words: what is asked, what an area has, and how far it is from it."""

from __future__ import annotations

import math
from dataclasses import replace

from dashboard.catalogue import Group, Indicator, Unit
from dashboard.dataset import Dataset, Flag
from dashboard.places import turkish_lower
from dashboard.threshold import Judged
from dashboard.view import Criterion
from dashboard.wording import amount, indicator_name, number, text, unit_of

MOST_DIGITS = 4


def name(dataset: Dataset, criterion: Criterion, language: str) -> str:
    """The indicator's name; where women or men alone are meant, with the group."""
    indicator = dataset.catalogue.indicators[criterion.indicator]
    said = indicator_name(indicator, criterion.group, language)
    if criterion.group is Group.MEN or (
        criterion.group is Group.WOMEN and Group.MEN in indicator.groups
    ):
        return f"{said} ({turkish_lower(text(f'group.{criterion.group}', language))})"
    return said


def threshold(dataset: Dataset, criterion: Criterion, language: str) -> str:
    """The threshold with its unit and with all the digits that it has."""
    indicator = dataset.catalogue.indicators[criterion.indicator]
    exact = replace(indicator, digits=digits(criterion.value, indicator.digits))
    return amount(criterion.value, exact, criterion.group, language)


def asked(dataset: Dataset, criterion: Criterion, language: str) -> str:
    """``en az %30,3``; the answer alone for a question of yes or no."""
    said = threshold(dataset, criterion, language)
    indicator = dataset.catalogue.indicators[criterion.indicator]
    if indicator.unit is Unit.YES_NO and criterion.value in (0, 1):
        return said
    return f"{text(f'operator.{criterion.operator}', language)} {said}"


def said(dataset: Dataset, criterion: Criterion, language: str) -> str:
    """The whole criterion: ``Okuryazarlık farkı, en çok −3,0 puan``."""
    return f"{name(dataset, criterion, language)}, {asked(dataset, criterion, language)}"


def value(dataset: Dataset, judged: Judged, place: int, language: str) -> str:
    """What an area has: its value, or why there is none."""
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    if judged.known[place]:
        return amount(float(judged.values[place]), indicator, judged.criterion.group, language)
    flag = reason(dataset, judged, place)
    return text(f"flag.{flag.name.lower()}", language)


def reason(dataset: Dataset, judged: Judged, place: int) -> Flag:
    """Why a value is there or not; no data where the criterion is not published at the level."""
    if judged.series is None:
        return Flag.NO_DATA
    return Flag(int(dataset.measured(judged.series).flags[place]))


def distance(dataset: Dataset, judged: Judged, place: int, language: str) -> str:
    """How far an area is from the threshold, ``0,8 puan``; empty where met, unknown or yes and no.

    A distance between percentages is in points.
    """
    indicator = dataset.catalogue.indicators[judged.criterion.indicator]
    missed = float(judged.missed[place])
    if not missed or math.isnan(missed) or indicator.unit is Unit.YES_NO:
        return ""
    shown = digits(judged.criterion.value, indicator.digits)
    pattern = text(f"unit.{unit_of(indicator, Group.GAP)}.amount", language)
    return pattern.format(number(missed, language, shown))


def met(judged: Judged, place: int) -> str:
    """``met``, ``near``, ``not_met`` or ``unknown``."""
    if not judged.known[place]:
        return "unknown"
    if judged.met[place]:
        return "met"
    return "near" if judged.narrowly[place] else "not_met"


def affixes(indicator: Indicator, group: Group, language: str) -> tuple[str, str]:
    """What stands before and after a number of the indicator's unit: ``%`` and nothing."""
    before, _, after = text(f"unit.{unit_of(indicator, group)}.amount", language).partition("{}")
    return before, after


def digits(value: float, least: int) -> int:
    """Decimals that a threshold needs to be written in full."""
    return next(
        (one for one in range(least, MOST_DIGITS) if math.isclose(round(value, one), value)),
        MOST_DIGITS,
    )
