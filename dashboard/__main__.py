"""The maintainer's commands: ``python -m dashboard fetch | build | check | …``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dashboard.catalogue import load_catalogue
from dashboard.entries import CatalogueError
from dashboard.release import (
    RELEASES,
    Action,
    Publication,
    ReleaseError,
    has_release,
    open_release,
    published,
)
from dashboard.settings import Settings

DATA = Path(__file__).resolve().parents[1] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; wrong input is a message on stderr and the exit code 1."""
    chosen = _parser().parse_args(arguments)
    try:
        chosen.run(chosen)
    except _refusals() as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _refusals() -> tuple[type[Exception], ...]:
    """The errors whose message is meant for the maintainer; asked for once something went wrong."""
    from dashboard.demonstration.wheels import SourceError
    from dashboard.pipeline.agreement import DisagreementError
    from dashboard.pipeline.disk import DiskError
    from dashboard.pipeline.fetch import FetchError
    from dashboard.pipeline.read import InputError
    from dashboard.pipeline.topology import GeometryError
    from dashboard.store import StoreError

    pipeline = (InputError, GeometryError, DisagreementError, DiskError, FetchError, SourceError)
    return (CatalogueError, ReleaseError, StoreError, *pipeline)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Eşitlik Atlası")
    commands = parser.add_subparsers(dest="command", required=True)
    for add in _COMMANDS:
        add(commands)
    return parser


def _data(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", type=Path, default=DATA / "processed", help="folder of releases")


def _catalogue(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--catalogue", type=Path, default=DATA / "catalogue", help="folder of the TOML files"
    )


def _raw(command: argparse.ArgumentParser) -> None:
    command.add_argument("--raw", type=Path, default=DATA / "raw", help="folder of the raw files")


def _note(command: argparse.ArgumentParser) -> None:
    command.add_argument("--note", default="", help="a sentence for the log of publications")


def _add_fetch(commands: Any) -> None:
    fetch = commands.add_parser("fetch", help="get the sources that declare a download")
    _raw(fetch)
    _catalogue(fetch)
    fetch.set_defaults(run=_fetch)


def _fetch(chosen: argparse.Namespace) -> None:
    from dashboard.pipeline.fetch import FetchError, fetch
    from dashboard.pipeline.sources import load_sources

    sources = load_sources(chosen.catalogue / "sources.toml")
    faults = fetch(chosen.raw, sources.values(), print)
    if faults:
        raise FetchError("\n".join(faults))


def _add_build(commands: Any) -> None:
    build = commands.add_parser("build", help="make a release from raw files; does not publish it")
    _raw(build)
    build.add_argument("--out", type=Path, default=DATA / "processed", help="folder of releases")
    build.add_argument("--publish", action="store_true", help="publish it at once")
    _note(build)
    _catalogue(build)
    build.set_defaults(run=_build)


def _build(chosen: argparse.Namespace) -> None:
    from dashboard.pipeline.build import build_release
    from dashboard.pipeline.publish import publish

    release = build_release(chosen.raw, chosen.out, chosen.catalogue)
    if chosen.publish:
        _tell(chosen.out, publish(chosen.out, release.key, chosen.note))
        return
    print(f"Release {release.key} is written to {release.folder} and not published.")
    own = "" if chosen.catalogue == DATA / "catalogue" else f" --catalogue {chosen.catalogue}"
    steps = [
        ("See what it changes", f"diff --data {chosen.out}{own}"),
        ("Check it", f"check {release.key} --data {chosen.out}{own}"),
        ("Publish it", f"publish {release.key} --data {chosen.out}"),
    ]
    for purpose, command in steps if has_release(chosen.out) else steps[1:]:
        print(f"{purpose}: python -m dashboard {command}")


def _add_check(commands: Any) -> None:
    check = commands.add_parser("check", help="check a release, the published one by default")
    check.add_argument("release", nargs="?", default="", help="its id, or how it begins")
    _data(check)
    _catalogue(check)
    check.set_defaults(run=_check)


def _check(chosen: argparse.Namespace) -> None:
    from dashboard.pipeline.check import check_release
    from dashboard.pipeline.publish import find_release

    key = find_release(chosen.data, chosen.release) if chosen.release else published(chosen.data)
    for line in check_release(chosen.data / RELEASES / key, load_catalogue(chosen.catalogue)):
        print(line)


def _add_diff(commands: Any) -> None:
    diff = commands.add_parser("diff", help="what a release changes, before it is published")
    diff.add_argument(
        "releases",
        nargs="*",
        metavar="ID",
        help="one: the newer release; two: the older and the newer; none: the published and the "
        "newest other one",
    )
    diff.add_argument("--csv", type=Path, help="file for the full list of changed values")
    _data(diff)
    _catalogue(diff)
    diff.set_defaults(run=_diff)


def _diff(chosen: argparse.Namespace) -> None:
    from dashboard.changes_export import changes_csv
    from dashboard.dataset import Dataset
    from dashboard.pipeline.difference import difference
    from dashboard.pipeline.difference_report import difference_lines
    from dashboard.pipeline.disk import explained, write_durably
    from dashboard.pipeline.publish import find_release, newest_other

    root, catalogue = chosen.data, load_catalogue(chosen.catalogue)
    keys = [find_release(root, start) for start in chosen.releases[-2:]]
    if len(keys) < 2:
        keys.insert(0, published(root))
    if len(keys) < 2:
        keys.append(newest_other(root, keys[0]))
    old, new = (Dataset(open_release(root / RELEASES / key), catalogue) for key in keys)
    found = difference(old, new)
    for line in difference_lines(found, catalogue):
        print(line)
    if chosen.csv:
        changes = [change for one in found.values for change in one.changes]
        content = changes_csv(old, new, changes, "tr")[1].encode()
        with explained(chosen.csv.parent, len(content)):
            write_durably(chosen.csv, content)
        print(f"{len(changes):,} changed values are listed in {chosen.csv}.")


def _add_publish(commands: Any) -> None:
    publish = commands.add_parser("publish", help="verify a release and serve it from now on")
    publish.add_argument("release", help="its id, or how it begins")
    _data(publish)
    _note(publish)
    publish.set_defaults(run=_publish)


def _publish(chosen: argparse.Namespace) -> None:
    from dashboard.pipeline.publish import find_release, publish

    key = find_release(chosen.data, chosen.release)
    _tell(chosen.data, publish(chosen.data, key, chosen.note))


def _add_rollback(commands: Any) -> None:
    rollback = commands.add_parser("rollback", help="serve again what was published before")
    _data(rollback)
    _note(rollback)
    rollback.set_defaults(run=_rollback)


def _rollback(chosen: argparse.Namespace) -> None:
    from dashboard.pipeline.publish import rollback

    _tell(chosen.data, rollback(chosen.data, chosen.note))


def _tell(root: Path, said: Publication) -> None:
    print(f"Release {said.release} is published in {root}.")
    if said.before == said.release:
        print("It was before, too; a running atlas reads it again.")
    elif said.before:
        print(f"Before, it was {said.before}.")
        if said.action is Action.PUBLISH:
            print(f"Take it back: python -m dashboard rollback --data {root}")


def _add_demo(commands: Any) -> None:
    demo = commands.add_parser("demo", help="make the demonstration atlas again and publish it")
    demo.add_argument("--sources", type=Path, required=True, help="folder of the two wheels")
    demo.add_argument("--out", type=Path, default=DATA / "demo", help="folder of releases")
    demo.set_defaults(run=_demo)


def _demo(chosen: argparse.Namespace) -> None:
    from dashboard.demonstration.build import build_demonstration

    release = build_demonstration(chosen.sources, chosen.out)
    print(f"Release {release.key} is published in {chosen.out}.")


def _database_url() -> str:
    return Settings.from_environment().database_url


def _add_store(commands: Any) -> None:
    store = commands.add_parser("store", help="the database of what people write")
    steps = store.add_subparsers(dest="step", required=True)
    upgrade = steps.add_parser("upgrade", help="make it, or bring it to this program's revision")
    upgrade.set_defaults(run=_store_upgrade)
    status = steps.add_parser("status", help="what is in it; every record is read and verified")
    status.set_defaults(run=_store_status)


def _store_upgrade(_chosen: argparse.Namespace) -> None:
    from dashboard.store.commands import upgrade_store

    upgrade_store(_database_url())


def _store_status(_chosen: argparse.Namespace) -> None:
    from dashboard.store.commands import tell_status

    tell_status(_database_url())


def _add_user(commands: Any) -> None:
    user = commands.add_parser("user", help="accounts of those who may write")
    steps = user.add_subparsers(dest="step", required=True)
    steps.add_parser("list", help="all accounts").set_defaults(run=_user)
    for step, purpose in (
        ("add", "open an account"),
        ("disable", "shut an account for good and end its logins"),
        ("password", "give an account another password and end its logins"),
    ):
        parser = steps.add_parser(step, help=purpose)
        parser.add_argument("name", metavar="NAME")
        if step == "add":
            parser.add_argument("--role", required=True, help="what it may do: facilitator")
        if step != "disable":
            parser.add_argument(
                "--password-stdin", action="store_true", help="read it from a pipe, do not ask"
            )
        parser.set_defaults(run=_user)


def _user(chosen: argparse.Namespace) -> None:
    from dashboard.store import commands

    url = _database_url()
    if chosen.step == "add":
        commands.add_user(url, chosen.name, chosen.role, chosen.password_stdin)
    elif chosen.step == "list":
        commands.list_users(url)
    elif chosen.step == "disable":
        commands.disable_user(url, chosen.name)
    else:
        commands.change_password(url, chosen.name, chosen.password_stdin)


_COMMANDS = (
    *(_add_fetch, _add_build, _add_check, _add_diff),
    *(_add_publish, _add_rollback, _add_demo, _add_store, _add_user),
)

if __name__ == "__main__":
    sys.exit(main())
