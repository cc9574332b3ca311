"""What a recipe for an invented indicator says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NEWEST, BEFORE = 2023, 2022


class Kind(StrEnum):
    """How a value is drawn and pooled."""

    RATE = "rate"
    FACILITIES = "facilities"
    AMOUNT = "amount"
    DISTANCE = "distance"
    LEVEL = "level"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Recipe:
    """One invented indicator of neighbourhoods, before it is pooled and hidden.

    ``of``: the denominator's people per group, for rates, facilities and amounts. ``middle``: the
    typical value per unit of the denominator, in metres or in the indicator's unit; rates take it
    from the anchors. ``lead``: development's further effect on women. ``drift``: percent by which
    the newest year differs from the year before; ``None`` for one year only. ``missing``: share of
    neighbourhoods without data; ``hole``: codes of districts without any.
    """

    key: str
    kind: Kind
    of: Mapping[str, str] = field(default_factory=dict)
    middle: float = 0.0
    development: float = 0.0
    urban: float = 0.0
    spread: float = 0.3
    lead: float = 0.0
    drift: float | None = None
    missing: float = 0.0
    hole: tuple[int, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The newest year, and the one before where there is a drift."""
        return (NEWEST,) if self.drift is None else (BEFORE, NEWEST)
