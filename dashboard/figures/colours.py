"""Class colours for figures and exports, equal to ``assets/css/1_tokens.css`` (tested)."""

from __future__ import annotations

SEQUENTIAL = ("#f4eebf", "#a4bb65", "#3aa0a6", "#4d5f95", "#2e0745")
DIVERGING = ("#8d4307", "#d97b12", "#fdc885", "#ece8dc", "#c2bedc", "#7967a6", "#380b5c")

COLOURS = {
    "seq-1": (SEQUENTIAL[2],),
    "seq-2": (SEQUENTIAL[0], SEQUENTIAL[3]),
    "seq-3": (SEQUENTIAL[0], SEQUENTIAL[2], SEQUENTIAL[4]),
    "seq-4": (SEQUENTIAL[0], SEQUENTIAL[1], SEQUENTIAL[2], SEQUENTIAL[4]),
    "seq-5": SEQUENTIAL,
    "div-5": (DIVERGING[1], DIVERGING[2], DIVERGING[3], DIVERGING[4], DIVERGING[5]),
    "div-7": DIVERGING,
}
