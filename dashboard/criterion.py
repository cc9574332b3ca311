"""A threshold on one indicator and its word in the address: ``older_women_share:kadin:az:12``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dashboard.catalogue import Group

LARGEST = 1e15  # no indicator comes near; larger numbers can't be written out
GROUP_WORDS = {Group.WOMEN: "kadin", Group.MEN: "erkek", Group.TOTAL: "toplam", Group.GAP: "fark"}


class Operator(StrEnum):
    """How a criterion compares: at least, at most."""

    AT_LEAST = "az"
    AT_MOST = "cok"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A threshold on one indicator and group; ``value`` in the indicator's unit."""

    indicator: str
    group: Group
    operator: Operator
    value: float

    def to_word(self) -> str:
        """The criterion as a part of the address: ``older_women_share:kadin:az:12``."""
        return ":".join(
            (self.indicator, GROUP_WORDS[self.group], self.operator, f"{self.value:.10g}")
        )


def read_criterion(word: str, offered: Mapping[str, Collection[Group]]) -> Criterion | None:
    """The criterion of a word, ``None`` for one that can't be followed; ``offered``: the groups of
    each indicator that the release has."""
    groups = {name: group for group, name in GROUP_WORDS.items()}
    parts = word.split(":")
    if len(parts) != 4 or parts[0] not in offered:
        return None
    group, value = groups.get(parts[1]), read_number(parts[3])
    if group is None or value is None or parts[2] not in tuple(Operator):
        return None
    if group not in offered[parts[0]]:
        return None
    return Criterion(parts[0], group, Operator(parts[2]), value)


def read_number(word: str) -> float | None:
    """The number of a word as the address writes it, ``None`` where it is none or too large."""
    try:
        value = float(f"{float(word):.10g}")
    except ValueError:
        return None
    return value if abs(value) < LARGEST else None
