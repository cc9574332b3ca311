"""Kills at every step and full disks: the published release stays whole, nothing half is taken up.

No step is pretended: processes are ended by SIGKILL, and the disk that is full is a file system of
two megabytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.pipeline.publish import publish, release_keys, rollback
from dashboard.release import RELEASES, current_release, open_release, publications, published
from tests.killed import killed_at
from tests.small_disk import on_a_small_disk
from tests.tiny import tiny_catalogue, write_tiny

ROOT = Path(__file__).resolve().parents[2]
STEPS = ("open", "os.mkdir", "os.rename", "os.remove", "os.truncate", "os.scandir", "fcntl.flock")
pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL and file systems of its own"),
]


def _killed_at(step: int, root: Path, work: Callable[[], Any]) -> bool:
    """Do the work in a process of its own that ends itself by SIGKILL just before its n-th step
    in ``root``; false where it came to its end before."""

    def listen(count: Callable[[], None]) -> None:
        def heard(event: str, arguments: tuple[Any, ...]) -> None:
            if event in STEPS and arguments:
                there = isinstance(arguments[0], int) or str(arguments[0]).startswith(str(root))
                if there:
                    count()

        sys.addaudithook(heard)

    return killed_at(step, listen, work)


def _require_whole(root: Path, allowed: set[str]) -> None:
    """What is published is whole and one of those allowed; so is everything under releases/."""
    assert current_release(root).key in allowed
    for key in release_keys(root):
        assert open_release(root / RELEASES / key).key == key
    assert sorted(one.name for one in (root / RELEASES).iterdir()) == sorted(release_keys(root))
    assert publications(root)[-1].release == published(root)


def test_a_build_killed_at_any_step_is_never_taken_up(tmp_path: Path) -> None:
    catalogue, start = tiny_catalogue(tmp_path / "catalogue"), tmp_path / "start"
    first = write_tiny(start, catalogue).key
    publish(start, first)
    killed = 0
    for step in range(1, 200):
        root = tmp_path / f"root-{step}"
        shutil.copytree(start, root)
        if not _killed_at(step, root, lambda: write_tiny(root, catalogue, licence="other")):  # noqa: B023
            break
        killed += 1
        _require_whole(root, {first})
        if step % 8 == 0:
            second = write_tiny(root, catalogue, licence="other").key
            publish(root, second)
            _require_whole(root, {second})
    assert killed > 20
    assert len(release_keys(root)) == 2


@pytest.mark.parametrize("move", ["publish", "rollback"])
def test_a_publication_killed_at_any_step_happened_or_did_not(tmp_path: Path, move: str) -> None:
    catalogue, start = tiny_catalogue(tmp_path / "catalogue"), tmp_path / "start"
    one, two, three = (write_tiny(start, catalogue, licence=word).key for word in "abc")
    for key in (one, two):
        publish(start, key)
    outcomes = []
    for step in range(1, 100):
        root = tmp_path / f"{move}-{step}"
        shutil.copytree(start, root)
        work: Callable[[], Any] = (
            (lambda: publish(root, three)) if move == "publish" else (lambda: rollback(root))  # noqa: B023
        )
        if not _killed_at(step, root, work):
            break
        wanted = three if move == "publish" else one
        _require_whole(root, {two, wanted})
        outcomes.append(published(root) == wanted)
        publish(root, three)
        assert rollback(root).release in (two, one)
        _require_whole(root, {two, one})
    assert len(outcomes) > 10
    assert not outcomes[0], "killed at the first step, nothing has happened"
    assert outcomes == sorted(outcomes), "once done it stays done"


def test_builds_of_the_same_release_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    catalogue, root = tiny_catalogue(tmp_path / "catalogue"), tmp_path / "out"
    first = write_tiny(root, catalogue, licence="first").key
    publish(root, first)
    program = (
        "import sys; from pathlib import Path; from tests.tiny import write_tiny\n"
        "print(write_tiny(Path(sys.argv[1]), Path(sys.argv[2])).key)"
    )
    command = [sys.executable, "-c", program, str(root), str(catalogue)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    told = {one.communicate(timeout=300)[0].strip() for one in running}
    assert [one.returncode for one in running] == [0, 0, 0, 0]
    assert len(told) == 1
    _require_whole(root, {first})
    assert set(release_keys(root)) == {first, *told}
    assert not list(root.glob(".building-*"))


_START = """
import contextlib, io, json, os, re, sys
from pathlib import Path
from dashboard.__main__ import main
from dashboard.pipeline.publish import publish
from dashboard.release import RELEASES, PUBLICATIONS, open_release, current_release, publications
from tests.killed import killed_at
from tests.small_disk import on_a_small_disk
from tests.tiny import tiny_catalogue, tiny_raw, write_tiny

folder = Path(sys.argv[1])
disk = folder / "disk"
root = disk / "out"
tell = []

def fill(free):
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    left = os.statvfs(disk)
    ballast.write_bytes(b"x" * max(0, left.f_bavail - free) * left.f_frsize)

def run(*words):
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        code = main([str(word) for word in words])
    tell.append({
        "code": code,
        "said": said.getvalue(),
        "published": current_release(root).key,
        "whole": [open_release(one).key for one in (root / RELEASES).iterdir()],
        "log": [one.release for one in publications(root)],
        "lines": (root / PUBLICATIONS).read_text().count("\\n"),
        "there": sorted(one.name for one in root.iterdir()),
    })
"""


def test_a_build_on_a_full_disk_leaves_everything_as_it_was(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    found = on_a_small_disk(
        tmp_path,
        _START
        + """
raw = tiny_raw(folder / "raw")
build = ("build", "--raw", raw, "--out", root, "--catalogue", raw / "catalogue")
main([str(one) for one in (*build, "--publish")])
tell.clear()
stops = raw / "durak.csv"
stops.write_text(stops.read_text() + "Beş;38.03;27.03\\n")
for free in (0, 1, 2, 3, 5, 8):
    fill(free)
    run(*build)
asked = int(re.search(r"Free ([0-9,]+) bytes", tell[-1]["said"]).group(1).replace(",", ""))
fill(free + asked // 4096)
run(*build)
print(json.dumps(tell))
""",
    )
    assert raw.is_dir()
    first = found[0]["published"]
    for one in found[:-1]:
        assert one["code"] == 1, one
        assert str(tmp_path / "disk" / "out") in one["said"]
        assert "disk full" in one["said"]
        assert "Free " in one["said"]
        assert one["said"].count("\n") == 1
        assert (one["published"], one["whole"], one["log"]) == (first, [first], [first])
        assert one["there"] == ["CURRENT", "publications.jsonl", "releases"]
    assert found[-1]["code"] == 0, found[-1]
    assert len(found[-1]["whole"]) == 2
    assert found[-1]["published"] == first


def test_a_publication_on_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    found = on_a_small_disk(
        tmp_path,
        _START
        + """
catalogue = tiny_catalogue(folder / "catalogue")
a, b = (write_tiny(root, catalogue, licence=one).key for one in "ab")
publish(root, a)
for free, note in ((0, ""), (0, "n" * 9000), (1, "n" * 9000), (2, "n" * 9000), (8, "n" * 9000)):
    fill(free)
    run("publish", b, "--data", root, "--note", note)
fill(0)
run("rollback", "--data", root)
fill(8)
run("rollback", "--data", root)
print(json.dumps([a, b, *tell]))
""",
    )
    a, b, *full, done, no_way_back, back = found
    assert len(full) == 4
    for one in full:
        assert one["code"] == 1, one
        assert "disk full" in one["said"]
        assert (one["published"], one["log"], one["lines"]) == (a, [a], 1)
        assert one["there"] == ["CURRENT", "publications.jsonl", "releases"]
    assert (done["code"], done["published"], done["log"]) == (0, b, [a, b])
    assert (no_way_back["code"], no_way_back["published"]) == (1, b)
    assert (back["code"], back["published"], back["log"]) == (0, a, [a, b, a])


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    from dashboard.pipeline.disk import DiskError

    root = tmp_path / "out"
    release = write_tiny(root, tiny_catalogue(tmp_path / "catalogue"))
    root.chmod(0o555)
    with pytest.raises(DiskError, match="permissions"):
        publish(root, release.key)
    root.chmod(0o755)
