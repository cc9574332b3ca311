"""Finding a neighbourhood, district or indicator as people type it: without Turkish letters too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.places import fold, sort_key
from dashboard.release import UNVALUED
from dashboard.wording import indicator_name

MOST = 12


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: ``kind`` is a level or ``indicator``."""

    kind: str
    key: str
    name: str
    parents: str
    province: str


def search(dataset: Dataset, typed: str, language: str) -> list[Found]:
    """Best answers first: districts, then neighbourhoods, then indicators; nothing for nothing.

    Every typed word must begin a word of the name or of the names above it, so that
    ``karsiyaka bostanli`` finds Bostanlı, Karşıyaka.
    """
    words = _words(typed).split()
    if not words:
        return []
    found = [
        one
        for level in (Level.DISTRICT, Level.NEIGHBOURHOOD)
        for one in _areas(dataset, level, words)
    ]
    return (found[:MOST] + _indicators(dataset, words, language))[: MOST + 4]


def _areas(dataset: Dataset, level: Level, words: list[str]) -> list[Found]:
    scored = []
    for found, name, parents, order in _named(dataset, level):
        score = _score(words, name, parents)
        if score is not None:
            scored.append((score, order, found))
    return [one for _, _, one in sorted(scored, key=lambda entry: entry[:2])][:MOST]


@lru_cache(maxsize=8)
def _named(dataset: Dataset, level: Level) -> list[tuple[Found, str, str, Any]]:
    """Each area that has a population, with its folded name and parents and its sorting key."""
    frame = dataset.areas(level)
    provinces = dataset.release.manifest["provinces"]
    districts = dataset.areas(Level.DISTRICT).set_index("id")["name"]
    named = []
    columns = (frame[column] for column in ("id", "name", "district", "province", "kind"))
    for key, name, district, province, kind in zip(*columns, strict=True):
        if kind not in UNVALUED:
            above = str(provinces[province]["name"])
            parents = f"{districts[district]}, {above}" if level is Level.NEIGHBOURHOOD else above
            found = Found(level, key, name, parents, province)
            named.append((found, _words(name), _words(parents), sort_key(name)))
    return named


def _words(text: str) -> str:
    """The folded text without brackets: words in them are words like the others."""
    return " ".join(fold(text).replace("(", " ").replace(")", " ").split())


def _score(words: list[str], name: str, parents: str) -> int | None:
    """0 where the words are the name, then where it begins with them; ``None`` where one misses."""
    own, above = name.split(), parents.split()
    if not any(part.startswith(word) for word in words for part in own):
        return None
    if not all(part_of(word, own) or part_of(word, above) for word in words):
        return None
    typed = " ".join(words)
    if typed == name or set(own) <= set(words):
        return 0
    return 1 if name.startswith(typed) else 2


def part_of(word: str, parts: list[str]) -> bool:
    """Whether a word begins one of the parts."""
    return any(part.startswith(word) for part in parts)


def _indicators(dataset: Dataset, words: list[str], language: str) -> list[Found]:
    found = []
    for key in dataset.offers:
        indicator = dataset.catalogue.indicators[key]
        name = indicator_name(indicator, indicator.default_group, language)
        names = fold(f"{name} {indicator.name[language]}").split()
        if all(part_of(word, names) for word in words):
            theme = dataset.catalogue.themes[indicator.theme].name[language]
            found.append(Found("indicator", key, name, theme, ""))
    return found[:4]
