"""Percentiles and the table that is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

Row = tuple[str, str, str, str]


def spread(times: Sequence[float | None]) -> dict[str, Any]:
    """Median, 95th percentile and maximum (ms) of those that ended; how many did not."""
    known = [one for one in times if one is not None]
    found: dict[str, Any] = {"n": len(times), "missed": len(times) - len(known)}
    if known:
        found["p50"] = round(float(numpy.percentile(known, 50)), 1)
        found["p95"] = round(float(numpy.percentile(known, 95)), 1)
        found["max"] = round(max(known), 1)
    return found


def per_run(runs: Sequence[Sequence[float | None]]) -> list[dict[str, Any]]:
    """The spread of each run by itself: runs are never pooled."""
    return [spread(one) for one in runs]


def said(runs: Sequence[dict[str, Any]], name: str) -> str:
    """One figure of every run, as ``49, 52``."""
    return ", ".join(f"{one[name]:g}" if name in one else "-" for one in runs)


def table(rows: Sequence[Row], head: Row = ("measured", "p50", "p95", "target")) -> str:
    """Rows under a head, in columns of equal width."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
