"""How long the synthesis index takes, and its ranks under 10,000 weights, beside pyrepo-mcda.

``python -m benchmarks.index [--runs 3] [--json FILE]``. Every part runs in a process of its own, in
turn with the others, so that all meet the same load and each has its own peak of memory. It
measures and never judges.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Row, table
from benchmarks.serving import ROOT

DRAWS = 10_000
SCALED = 1_000  # draws of the peer for all neighbourhoods: its loop takes as long for each
Json = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A line of the table: how often per run, in which unit, its target, and how many draws of
    the 10,000 are made."""

    name: str
    command: tuple[str, ...]
    repeat: int
    unit: str
    target: str = ""
    draws: int = DRAWS


def _own(name: str, said: str, repeat: int, unit: str, target: str = "") -> Part:
    return Part(said, ("benchmarks.index_parts", name), repeat, unit, target)


def _peer(areas: int, said: str, draws: int, more: Sequence[str] = ()) -> Part:
    words = ("benchmarks.peer_pyrepo", str(areas), "--draws", str(draws), *more)
    scaled = f", from {draws:,} draws" if draws < DRAWS else ""
    return Part(said + scaled, words, 1, "s", "", draws)


PARTS = (
    _own("one index", "one index and its ranks, 2,430 × 40", 50, "ms", "≤ 5 ms"),
    _own("served neighbourhoods", "index_at, demonstration, neighbourhoods", 50, "ms"),
    _own("served neighbourhoods, first", "  the same with the limits of classes", 50, "ms"),
    _own("served districts", "index_at, demonstration, districts", 50, "ms"),
    _own("letters", "letters, demonstration, neighbourhoods", 50, "ms"),
    _own("districts", "50 districts, geometric, gaps", 10, "s", "≤ 0.1 s"),
    _own("neighbourhoods", "2,430 areas, geometric, gaps", 3, "s", "≤ 3 s, ≤ 450 MB"),
    _own("districts, plain", "50 districts, arithmetic, no gaps", 10, "s"),
    _peer(50, "  pyrepo-mcda, 50", DRAWS),
    _peer(50, "  pyrepo-mcda, 50, numpy's sort", DRAWS, ["--sorted"]),
    _own("neighbourhoods, plain", "2,430 areas, arithmetic, no gaps", 3, "s"),
    _peer(2_430, "  pyrepo-mcda, 2,430", SCALED),
    _peer(2_430, "  pyrepo-mcda, 2,430, numpy's sort", SCALED, ["--sorted"]),
)


def run(part: Part) -> Json:
    """One part in a process of its own; its times are those of all draws."""
    command = [sys.executable, "-m", *part.command, "--repeat", str(part.repeat)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(f"{' '.join(part.command)} failed.\n{answer.stderr[-600:]}")
    found: Json = json.loads(answer.stdout)
    for clock in ("seconds", "processor"):
        found[clock] = [one * DRAWS / part.draws for one in found[clock]]
    return found


def _row(part: Part, runs: Sequence[Json]) -> Row:
    """Median and range of each run, medians of the processor's time, and the highest peak."""
    factor = 1000 if part.unit == "ms" else 1
    said = []
    for one in runs:
        times = [second * factor for second in one["seconds"]]
        ends = f" ({min(times):.3g}–{max(times):.3g})" if len(times) > 1 else ""
        said.append(f"{statistics.median(times):.3g}{ends}")
    peak = max(one["peak"] for one in runs)
    before = max(one["before"] for one in runs)
    # memory of fewer draws says nothing about all
    memory = f" · {peak} ({before})" if part.draws == DRAWS else ""
    worked = [f"{statistics.median(one['processor']) * factor:.3g}" for one in runs]
    return f"{part.name}, {part.unit}", "; ".join(said), "; ".join(worked) + memory, part.target


def _ratios(found: Sequence[Sequence[Json]]) -> list[Row]:
    """The peer's time ÷ the atlas's, run by run, then of the processor: a peer stands under what it
    is compared with."""
    rows: list[Row] = []
    own = 0
    for place, part in enumerate(PARTS):
        if "agree" not in found[place][0]:
            own = place
            continue
        times, worked = (
            "; ".join(
                f"{statistics.median(theirs[clock]) / statistics.median(ours[clock]):.3g}"
                for ours, theirs in zip(found[own], found[place], strict=True)
            )
            for clock in ("seconds", "processor")
        )
        agree = min(one["agree"] for one in found[place])
        name = f"{part.name.strip().split(', from')[0]} ÷ atlas without gaps"
        rows.append((name, times, worked, f"same first 20: {agree:.0%}"))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path, help="keep every number here")
    chosen = parser.parse_args()
    loads = [os.getloadavg()[0]]
    runs: list[list[Json]] = []
    for _ in range(chosen.runs):
        runs.append([run(part) for part in PARTS])
        loads.append(os.getloadavg()[0])
    found = list(zip(*runs, strict=True))
    rows = [_row(part, one) for part, one in zip(PARTS, found, strict=True)]
    load = "; ".join(f"{one:.1f}" for one in loads)
    rows += [*_ratios(found), ("load before and after each run", load, "", "")]
    head = ("measured", "median (range) per run", "processor · peak (before), MB", "target")
    print(table(rows, head))
    if chosen.json:
        named = {part.name.strip(): one for part, one in zip(PARTS, found, strict=True)}
        kept = {"load": loads, "parts": named}
        chosen.json.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
