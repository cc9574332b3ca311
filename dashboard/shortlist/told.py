"""A figure in plain words: the question that the catalogue asks of an indicator, answered.

“15 yaş ve üstü 100 kişiden kaçı çalışıyor” becomes “15 yaş ve üstü 100 kadından 26’sı çalışıyor”.
Where the catalogue asks no such question, or asks it of the middle of a neighbourhood, name and
figure stand alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboard.catalogue import Group, Indicator, Unit
from dashboard.places import capital
from dashboard.wording import amount, indicator_name, number, suffixed, text

_QUESTION = {"tr": re.compile(r"\bkaç(ında|ının|ı)?\b"), "en": re.compile(r"\b[Hh]ow many\b")}
_CASES = {"ı": "its", "ında": "its_in", "ının": "its_of"}
_END = re.compile(r"[;.](?:\s|$)")
_ANYONE = {"tr": "100 kişiden", "en": "100 people"}
_WOMEN = {"tr": "100 kadından", "en": "100 women"}
_THERE_ARE = re.compile(r"^How many (.+?) there are\b")
WHOLE_FROM, WHOLE_TO = 1.5, 98.5  # of 100, between which people are told in whole ones


@dataclass(frozen=True, slots=True)
class Figure:
    """What an area and its province have, in the indicator's unit; ``men`` and ``province_men`` are
    those of men, where both sexes count. ``None``: not known, or not told."""

    value: float
    province: float | None = None
    men: float | None = None
    province_men: float | None = None

    @property
    def known(self) -> tuple[float, ...]:
        """All the figures that are told."""
        several = (self.value, self.province, self.men, self.province_men)
        return tuple(one for one in several if one is not None)


def told(indicator: Indicator, group: Group, figure: Figure, province: str, language: str) -> str:
    """The figure of an area in a sentence without its stop, beside that of its province (by its
    name), where that is known and more than a yes or no."""
    asked = _END.split(indicator.meaning[language])[0]
    question = _QUESTION[language].search(asked)
    of_both = figure.men is not None
    plain = question is None or indicator.unit in (Unit.YES_NO, Unit.METRES)
    if question is None or plain or (of_both and _not_of_100(asked)):
        sentence, values = _plain(indicator, group, figure, language)
    else:
        case = _CASES.get(question.group(1) or "", "") if language == "tr" else ""
        digits = _digits(indicator, figure)
        values = _written(figure, language, digits, case)
        of_women = group is Group.WOMEN and Group.MEN in indicator.groups
        if of_women:
            asked = asked.replace(_ANYONE[language], _WOMEN[language])
        sentence = _answer(asked, values, language)
    beside = [one for one in values[1::2] if one]
    if not beside or indicator.unit is Unit.YES_NO:
        return sentence
    where = suffixed(province, "in") if language == "tr" else province
    both = text("shortlist.reason.both", language, one=beside[0], other=beside[-1])
    said = both if len(beside) == 2 else beside[0]
    return text("shortlist.reason.beside", language, said=sentence, where=where, value=said)


def _not_of_100(asked: str) -> bool:
    return not any(one in asked for one in _ANYONE.values())


def _written(figure: Figure, language: str, digits: int, case: str) -> tuple[str, str, str, str]:
    """The figure of the area, of the province, of the area's men and of the province's; empty
    where it is not told."""

    def said(value: float | None) -> str:
        if value is None:
            return ""
        written = number(value, language, digits)
        return suffixed(written, case) if case else written

    return (
        said(figure.value), said(figure.province), said(figure.men), said(figure.province_men)
    )  # fmt: skip


def _digits(indicator: Indicator, figure: Figure) -> int:
    """People out of 100 are told in whole ones, where that hides no difference."""
    if indicator.unit is not Unit.PERCENT:
        return indicator.digits
    rounded = {round(one) for one in figure.known}
    apart = len(rounded) == len({round(one, indicator.digits) for one in figure.known})
    whole = all(WHOLE_FROM <= one <= WHOLE_TO for one in figure.known)
    return 0 if apart and whole else indicator.digits


def _answer(asked: str, values: tuple[str, str, str, str], language: str) -> str:
    value, _, men, _ = values
    if language == "tr":
        both = f"{value}, 100 erkekten {men}" if men else value
        return capital(_QUESTION["tr"].sub(both, asked, count=1), "tr")
    there = _THERE_ARE.sub(rf"There are {value} \1", asked)
    said = capital(_QUESTION["en"].sub(value, there, count=1), "en")
    return text("shortlist.reason.of_men", language, said=said, men=men) if men else said


def _plain(
    indicator: Indicator, group: Group, figure: Figure, language: str
) -> tuple[str, tuple[str, str, str, str]]:
    shown = (figure.value, figure.province, figure.men, figure.province_men)
    values = ["" if one is None else amount(one, indicator, group, language) for one in shown]
    name = indicator_name(indicator, group, language)
    both = text("shortlist.reason.both", language, one=values[0], other=values[2])
    said = text(
        "shortlist.reason.plain", language, name=name, value=both if values[2] else values[0]
    )
    return said, (values[0], values[1], values[2], values[3])
