"""How long builds take and how much memory: ``python -m benchmarks.build --raw DIR --sources DIR``.

Builds the demonstration and both provinces, then repairs, cleans, simplifies and writes growing
numbers of areas, each in a process of its own. It measures and never judges.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import Row, table
from benchmarks.serving import ROOT

SIZES = (2_500, 10_000, 49_597)
Json = dict[str, Any]


def run(command: list[str], out: Path) -> Json:
    """A module of the project in a process of its own: wall and processor seconds, peak MB."""
    start = time.perf_counter()
    with out.open("w+", encoding="utf-8") as said:
        process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = said.read().splitlines()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed.")
    return {
        "wall": round(time.perf_counter() - start, 1),
        "processor": round(used.ru_utime + used.ru_stime, 1),
        "megabytes": round(used.ru_maxrss / 1024),
        "said": lines[-1] if lines else "",
    }


def measure(chosen: argparse.Namespace, folder: Path) -> tuple[Json, list[Row]]:
    """All figures, and the lines of the table."""
    out = folder / "said"
    builds = {
        "demonstration": ["demo", "--sources", str(chosen.sources)],
        "both provinces": ["build", "--raw", str(chosen.raw)],
    }
    taken: Json = {"load before": os.getloadavg()[0]}
    rows: list[Row] = [("load before", f"{taken['load before']:.1f}", "", "")]
    for name, words in builds.items():
        taken[name] = run(["dashboard", *words, "--out", str(folder / name)], out)
        rows.append(_row(name, taken[name], "90 s"))
    boundaries = chosen.raw / "boundaries" / "turkiye_50m.parquet"
    for size in chosen.sizes:
        command = ["benchmarks.areas", "--boundaries", str(boundaries), "--count", str(size)]
        found = run([*command, "--out", str(folder / str(size))], out)
        found |= json.loads(found.pop("said"))
        taken[str(size)] = found
        rows.append(
            _row(f"{found['areas']:,} areas, {found['vertices']:,} vertices", found, "6 GB")
        )
        rows += [(f"  {step}", "", f"{one:g} s", "") for step, one in found["seconds"].items()]
    taken["load after"] = os.getloadavg()[0]
    return taken, [*rows, ("load after", f"{taken['load after']:.1f}", "", "")]


def _row(name: str, found: Json, target: str) -> Row:
    return name, f"{found['wall']} s, {found['megabytes']} MB", f"{found['processor']} s", target


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True, help="folder of the raw files")
    parser.add_argument("--sources", type=Path, required=True, help="folder of the two wheels")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--json", type=Path, help="keep every number here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        taken, rows = measure(chosen, Path(folder))
    print(table(rows, ("measured", "wall, peak", "processor", "target")))
    if chosen.json:
        chosen.json.write_text(json.dumps(taken, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
