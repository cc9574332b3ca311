"""The maintainer's commands: ``python -m dashboard fetch | build | check | demo``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from dashboard.catalogue import CatalogueError, load_catalogue
from dashboard.release import ReleaseError

DATA = Path(__file__).resolve().parents[1] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; wrong input is one message on stderr and the exit code 1."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "fetch":
            return _fetch(chosen)
        if chosen.command == "build":
            return _build(chosen)
        if chosen.command == "check":
            return _check(chosen)
        return _demo(chosen)
    except (CatalogueError, ReleaseError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Eşitlik Atlası")
    commands = parser.add_subparsers(dest="command", required=True)
    fetch = commands.add_parser("fetch", help="get the sources that declare a download")
    build = commands.add_parser("build", help="make a release from raw files")
    for command in (fetch, build):
        command.add_argument(
            "--raw", type=Path, default=DATA / "raw", help="folder of the raw files"
        )
    build.add_argument("--out", type=Path, default=DATA / "processed", help="folder of releases")
    check = commands.add_parser("check", help="check the current release")
    check.add_argument("--data", type=Path, default=DATA / "processed", help="folder of releases")
    for command in (fetch, build, check):
        command.add_argument(
            "--catalogue", type=Path, default=DATA / "catalogue", help="folder of the TOML files"
        )
    demo = commands.add_parser("demo", help="make the demonstration atlas again")
    demo.add_argument("--sources", type=Path, required=True, help="folder of the two wheels")
    demo.add_argument("--out", type=Path, default=DATA / "demo", help="folder of releases")
    return parser


def _fetch(chosen: argparse.Namespace) -> int:
    from dashboard.pipeline.fetch import fetch
    from dashboard.pipeline.sources import load_sources

    sources = load_sources(chosen.catalogue / "sources.toml")
    faults = fetch(chosen.raw, sources.values(), print)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _build(chosen: argparse.Namespace) -> int:
    from dashboard.pipeline.agreement import DisagreementError
    from dashboard.pipeline.build import build_release
    from dashboard.pipeline.read import InputError
    from dashboard.pipeline.topology import GeometryError

    try:
        build_release(chosen.raw, chosen.out, chosen.catalogue)
    except (InputError, GeometryError, DisagreementError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _check(chosen: argparse.Namespace) -> int:
    from dashboard.pipeline.agreement import DisagreementError
    from dashboard.pipeline.check import check_release

    try:
        for line in check_release(chosen.data, load_catalogue(chosen.catalogue)):
            print(line)
    except DisagreementError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _demo(chosen: argparse.Namespace) -> int:
    from dashboard.demonstration.build import build_demonstration
    from dashboard.demonstration.wheels import SourceError

    try:
        build_demonstration(chosen.sources, chosen.out)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
