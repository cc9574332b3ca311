"""Criteria in words: what is asked, what an area has, and how far it is from it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from dashboard.catalogue import Group, Indicator, Unit
from dashboard.dataset import Dataset, Flag
from dashboard.places import turkish_lower
from dashboard.summary import source
from dashboard.threshold import Judged, Outcome
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


def rule(outcome: Outcome, language: str) -> str:
    """How many of the criteria are asked, as the object of a sentence: ``bütün ölçütleri``."""
    count = len(outcome.judged)
    if count == 1:
        return text("threshold.rule_one", language)
    if outcome.needed == count:
        return text("threshold.rule_all", language)
    return text("threshold.rule_some", language, needed=outcome.needed, count=count)


def finding(outcome: Outcome, language: str) -> tuple[str, str]:
    """How many areas pass, and what they do: ``412``, `` mahalle bütün ölçütleri sağlıyor``."""
    count = number(int(outcome.passes.sum()), language)
    return count, text(f"threshold.pass.{outcome.level}", language, rule=rule(outcome, language))


def reach(outcome: Outcome, language: str) -> str:
    """Of how many areas that could be judged, and how many people live where it is met."""
    judgeable = int((outcome.inside & ~outcome.unknown).sum())
    if not judgeable:
        return text(f"threshold.of_none.{outcome.level}", language)
    people = outcome.people[outcome.passes]
    said = text(
        f"threshold.of.{outcome.level}",
        language,
        judgeable=number(judgeable, language),
        people=number(float(np.nansum(people)), language),
        who=text(f"people.{outcome.who}", language),
    )
    uncounted = int(np.isnan(people).sum())
    if uncounted:
        said += text("threshold.uncounted", language, count=number(uncounted, language))
    return said


def colours(outcome: Outcome, language: str) -> list[tuple[str, str, int]]:
    """Class letter, words and number of areas of each colour that the map of criteria may use."""
    single = len(outcome.judged) == 1
    words = {
        "3": text(
            f"threshold.legend.{'one' if single else 'all'}", language, count=len(outcome.judged)
        ),
        "2": text("threshold.legend.enough", language, needed=outcome.needed),
        "1": text("threshold.legend.near", language),
        "0": text("threshold.legend.out", language),
        "n": text("threshold.legend.unknown", language),
    }
    inside = np.array(list(outcome.letters()))[outcome.inside]
    return [
        (letter, said, int((inside == letter).sum()))
        for letter, said in words.items()
        if letter != "2" or outcome.needed < len(outcome.judged)
    ]


def sources(dataset: Dataset, outcome: Outcome, language: str) -> str:
    """Who published the values that the criteria judge; empty where there are none."""
    said = [source(dataset, one.series, language) for one in outcome.judged if one.series]
    return "; ".join(dict.fromkeys(said))


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
