"""Class colours for figures and exports, equal to ``assets/css/1_tokens.css`` (tested)."""

from __future__ import annotations

SEQUENTIAL = ("#f4eebf", "#a4bb65", "#3aa0a6", "#4d5f95", "#2e0745")
DIVERGING = ("#8d4307", "#d97b12", "#fdc885", "#ece8dc", "#c2bedc", "#7967a6", "#380b5c")
THRESHOLD = ("#e3e2dc", "#b4ced3", "#548f9a", "#0f4c5c")

COLOURS = {
    "seq-1": (SEQUENTIAL[2],),
    "seq-2": (SEQUENTIAL[0], SEQUENTIAL[3]),
    "seq-3": (SEQUENTIAL[0], SEQUENTIAL[2], SEQUENTIAL[4]),
    "seq-4": (SEQUENTIAL[0], SEQUENTIAL[1], SEQUENTIAL[2], SEQUENTIAL[4]),
    "seq-5": SEQUENTIAL,
    "div-5": (DIVERGING[1], DIVERGING[2], DIVERGING[3], DIVERGING[4], DIVERGING[5]),
    "div-7": DIVERGING,
    "thr-4": THRESHOLD,
    "cer-4": THRESHOLD,
}

# What stands around the classes; the names are those of the tokens, the values of the light scheme.
LIGHT = {
    "paper": "#fcfbf8",
    "paper-2": "#f4f3ee",
    "ink": "#17262b",
    "ink-2": "#4d5d63",
    "ink-3": "#626f75",
    "rule": "#dedcd4",
    "rule-2": "#7f8b8f",
    "better": "#c3dade",
    "worse": "#f3e3c3",
    "accent": "#0f4c5c",
    "tint": "#e2ecee",
    "sea": "#dde6e8",
    "land": "#e4e5e0",
    "edge": "#fff",
    "district-edge": "#17262b",
    "select": "#0b1417",
    "select-halo": "#fff",
    "nodata": "#e6e4de",
    "nodata-ink": "#aeaea6",
    "behind": "#b85c0a",
    "ahead": "#6a5799",
    "behind-text": "#9a4a06",
    "ahead-text": "#5a4790",
    "track": "#e9e7e0",
    "pale-edge": "#b4a965",
}
