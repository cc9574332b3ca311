"""Every word and every number a reader sees, in Turkish and in English."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from dashboard.catalogue import Group, Indicator, Unit
from dashboard.entries import LANGUAGES
from dashboard.places import turkish_lower

TEXTS = Path(__file__).parent / "texts"
MINUS = "−"
TURKEY = timezone(timedelta(hours=3))  # all year round, since 2016
_BACK_VOWELS = "aıou"
_FRONT = {"e": "i", "i": "i", "ö": "ü", "ü": "ü", "a": "ı", "ı": "ı", "o": "u", "u": "u"}
_VOWELS = "aeıioöuü"
_LAST_WORD_OF_NUMBER = (
    "sıfır",
    "bir",
    "iki",
    "üç",
    "dört",
    "beş",
    "altı",
    "yedi",
    "sekiz",
    "dokuz",
)
_TENS = ("", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan")


@cache
def texts(language: str) -> Mapping[str, str]:
    """All words of one language by dotted key."""
    with (TEXTS / f"{language}.toml").open("rb") as file:
        return dict(_flat("", tomllib.load(file)))


def _flat(start: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{start}{key}"
        rows += _flat(f"{name}.", value) if isinstance(value, Mapping) else [(name, str(value))]
    return rows


def text(key: str, language: str, **values: object) -> str:
    """The words of ``key``; a missing key raises, because a raw key must never be seen."""
    return texts(language)[key].format(**values) if values else texts(language)[key]


def language_or_default(language: str | None) -> str:
    """``tr`` unless the reader asks for another language that we have."""
    return language if language in LANGUAGES else LANGUAGES[0]


def in_language(words: str | Mapping[str, str], language: str) -> str:
    """A text of the release, which is given once or in both languages."""
    return words[language] if isinstance(words, Mapping) else str(words)


def enumerated(names: Sequence[str], language: str) -> str:
    """Names in a row: ``İzmir ve Balıkesir``."""
    return format_list(list(names), locale=language)


def day(when: date, language: str) -> str:
    """A date in words: ``22 Kasım 2026``, ``22 November 2026``."""
    locale = "en_GB" if language == "en" else language
    return str(format_date(when, "long", locale=locale))


def number(value: float | None, language: str, digits: int = 0, sign: bool = False) -> str:
    """A number as its readers write it: ``1.234,5`` or ``1,234.5``, with a true minus.

    A missing value gives the words for "no data". ``sign`` adds a plus, for gaps only.
    """
    if value is None or math.isnan(value):
        return text("no_data", language)
    places = "." + "0" * digits if digits else ""
    written = str(format_decimal(abs(value), format=f"#,##0{places}", locale=language))
    nothing = not any(character in "123456789" for character in written)
    if value < 0 and not nothing:
        return MINUS + written
    return f"+{written}" if sign and not nothing else written


def percent(share: float, language: str, case: str = "") -> str:
    """A share (0 to 1) in whole percent, in Turkish with a case ending: ``%12’si``, ``12%``; one
    digit more where it would read as nobody or everybody and is not."""
    points = share * 100
    digits = 0 if points in (0, 100) or 1 <= points < 99 else 1
    if digits:
        points = min(max(points, 0.1), 99.9)
    said = number(points, language, digits)
    said = suffixed(said, case) if case and language == "tr" else said
    return text("unit.percent.amount", language).format(said)


def day_of(moment: datetime, language: str) -> str:
    """The day of a moment on the calendars of Türkiye, written as ``day`` does."""
    return day(moment.astimezone(TURKEY).date(), language)


def figure(value: float | None, indicator: Indicator, group: Group, language: str) -> str:
    """A value without its unit, for tables: ``38,4``, ``+3,0`` for gaps, ``Evet`` or ``Hayır``."""
    if indicator.unit is Unit.YES_NO and value in (0, 1):
        return text("yes" if value else "no", language)
    return number(value, language, indicator.digits, sign=group is Group.GAP)


def amount(value: float | None, indicator: Indicator, group: Group, language: str) -> str:
    """A value with its unit, short: ``%38,4``, ``38.4%``, ``−3,2 puan``, ``420 m``."""
    if value is None or math.isnan(value):
        return text("no_data", language)
    pattern = text(f"unit.{unit_of(indicator, group)}.amount", language)
    return pattern.format(figure(value, indicator, group, language))


def unit_of(indicator: Indicator, group: Group) -> str:
    """Key of the unit's words; a gap between percentages is in points."""
    if group is Group.GAP and indicator.unit is Unit.PERCENT:
        return "points"
    return str(indicator.unit)


def unit_name(indicator: Indicator, group: Group, language: str) -> str:
    """The unit as it stands in a subtitle: ``%``, ``puan``, ``1.000 kişi başına``."""
    return text(f"unit.{unit_of(indicator, group)}.name", language)


def group_and_unit(indicator: Indicator, group: Group, language: str) -> str:
    """``Kadın, %``; the unit alone where a value speaks of everyone."""
    unit = unit_name(indicator, group, language)
    return unit if group is Group.TOTAL else f"{text(f'group.{group}', language)}, {unit}"


def indicator_name(indicator: Indicator, group: Group, language: str) -> str:
    """Name of the rate, or of the gap where the gap is shown."""
    return indicator.gap_name[language] if group is Group.GAP else indicator.name[language]


def suffixed(name: str, case: str) -> str:
    """A Turkish proper name with a case ending after an apostrophe, by vowel harmony.

    ``case``: ``of`` (-in), ``in`` (-de), ``from`` (-den), ``to`` (-e), ``its`` (-si, third
    person), ``its_in`` (-sinde), ``its_of`` (-sinin). Numbers are read aloud for their last vowel:
    ``1.037’sinde`` comes from ``yedi``.
    """
    spoken = _spoken(name)
    last = next((letter for letter in reversed(spoken) if letter in _VOWELS), "e")
    high, low = _FRONT[last], ("a" if last in _BACK_VOWELS else "e")
    ends_in_vowel = spoken[-1:] in _VOWELS
    hard = "t" if spoken[-1:] in "fstkçşhp" else "d"
    endings = {
        "of": f"{'n' if ends_in_vowel else ''}{high}n",
        "in": f"{hard}{low}",
        "from": f"{hard}{low}n",
        "to": f"{'y' if ends_in_vowel else ''}{low}",
        "its": f"{'s' if ends_in_vowel else ''}{high}",
        "its_in": f"{'s' if ends_in_vowel else ''}{high}nd{low}",
        "its_of": f"{'s' if ends_in_vowel else ''}{high}n{high}n",
    }
    return f"{name}’{endings[case]}"


def _spoken(name: str) -> str:
    digits = name.replace(".", "").replace(",", "")
    number_at_end = re.search(r"\d+$", digits)
    if number_at_end and not digits.isdigit():
        return _spoken(number_at_end.group())
    if not digits.isdigit():
        return turkish_lower(
            "".join(letter for letter in name if letter.isalpha() or letter == " ")
        )
    whole = int(digits)
    if whole == 0:
        return "sıfır"
    for power, word in ((10**6, "milyon"), (1000, "bin")):
        if whole % power == 0:
            return word
    if whole % 100 == 0:
        return "yüz"
    return _LAST_WORD_OF_NUMBER[whole % 10] if whole % 10 else _TENS[whole // 10 % 10]
