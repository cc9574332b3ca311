"""Kills and full disks: what was acknowledged is there, and the numbers go on.

Nothing is pretended: writers are ended by SIGKILL, and full disks are small file systems.
"""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from dashboard.store import Store
from tests.small_disk import on_a_small_disk
from tests.store.test_records import go, writer

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL and file systems of its own"),
]


def test_writers_that_are_killed_lose_nothing_that_was_acknowledged(store: Store, url: str) -> None:
    acknowledged: list[str] = []
    for after in (1, 2, 3, 5, 8, 13):
        running = [writer(url, 10_000, name) for name in "ab"]
        for one in running:
            go(one)
        for one in running:
            assert one.stdout is not None
            acknowledged += [one.stdout.readline().strip() for _ in range(after)]
            one.send_signal(signal.SIGKILL)  # it is writing the next ones
        for one in running:
            assert one.stdout is not None
            rest = one.stdout.read()  # what it had said before it died; the last line may be torn
            acknowledged += [line for line in rest.splitlines(keepends=True) if line[-1:] == "\n"]
            assert one.wait() == -signal.SIGKILL
        found = store.decisions()
        assert {one.strip() for one in acknowledged} <= {one.number for one in found}
        assert [one.sequence for one in found][::-1] == list(range(1, len(found) + 1))
        own = store.record_decision({"after": after}, "ayse")
        assert own.sequence == len(found) + 1
        acknowledged.append(own.number)
    assert len(acknowledged) == len({one.strip() for one in acknowledged}), "none is given twice"


_FILL = """
import json, os, subprocess, sys
from pathlib import Path
from dashboard.store import StoreError, open_store
from dashboard.store.migrate import upgrade

disk = Path(sys.argv[1]) / "disk"
tell = {}

def fill(free):
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    left = os.statvfs(disk)
    ballast.write_bytes(b"x" * max(0, left.f_bavail - free) * left.f_frsize)

def write_until_full(store, rounds):
    written, said = [], ""
    for n in range(rounds):
        try:
            content = {"n": n, "text": os.urandom(3000).hex()}
            written.append(store.record_decision(content, "ayse").number)
        except StoreError as error:
            return written, str(error)
    return written, said
"""


def test_a_full_disk_refuses_and_keeps_what_is_there(tmp_path: Path) -> None:
    found = on_a_small_disk(
        tmp_path,
        _FILL
        + """
url = f"sqlite:///{disk / 'store' / 'atlas.sqlite'}"
fill(1)
try:
    upgrade(url)
except StoreError as error:
    tell["no room for a store"] = str(error)
fill(10_000)
upgrade(url)
store = open_store(url)
store.add_account("ayse", "mor salkımlı ev")
store.record_decision({"n": "first"}, "ayse")
store.close()
fill(0)
tell["opened when full"] = str(store.fault() or write_until_full(store, 1)[1])
fill(10_000)
tell["rounds"] = [{"written": [], "said": [], "read": [one.number for one in store.decisions()]}]
for free in (0, 1, 3, 10):
    fill(free)
    written, said = write_until_full(store, 500)
    again, said_again = write_until_full(store, 1)
    tell["rounds"].append({
        "written": written,
        "said": [said, said_again or said],
        "read": [one.number for one in store.decisions()],
    })
store.close()
fill(10_000)
store = open_store(url)
tell["after"] = store.record_decision({"n": "last"}, "ayse").number
tell["read"] = [one.number for one in store.decisions()]
print(json.dumps(tell))
""",
    )
    assert "is full" in found["no room for a store"]
    assert "Free room on the disk" in found["no room for a store"]
    there = ["KK-2026-001"]
    for one in found["rounds"]:
        there = [number[-3:] for number in (*there, *one["written"])]
        assert [number[-3:] for number in one["read"]] == there[::-1]
        for said in one["said"]:
            assert "Free room on the disk and try again; this was not recorded." in said
            assert "atlas.sqlite" in said
    assert len(there) > 2, "small records had room"
    assert "Free room on the disk" in found["opened when full"]
    assert [number[-3:] for number in found["read"]] == [found["after"][-3:], *there[::-1]]
    assert int(found["after"][-3:]) == len(there) + 1


_CLUSTER = (
    _FILL
    + """
import shutil

binaries, full = Path(sys.argv[2]), sys.argv[3]
# the folder of the test is closed to the user that PostgreSQL runs as
home = Path("/mnt")
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", home], check=True)
disk = home / "disk"
disk.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk], check=True)
for folder in (home, disk):
    shutil.chown(folder, "postgres", "postgres")

def as_postgres(program, *words):
    command = ["runuser", "-u", "postgres", "--", binaries / program, "-D", data, *words]
    return subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL).returncode

def start():
    options = f"-c listen_addresses= -c unix_socket_directories={home}"
    assert as_postgres("pg_ctl", "start", "-w", "-l", home / "log", "-o", options) == 0

data, wal = (disk / "data", home / "wal") if full == "tables" else (home / "data", disk / "wal")
assert as_postgres("initdb", "-A", "trust", "--wal-segsize=1", "--waldir", wal) == 0
start()
try:
    url = f"postgresql://postgres@/postgres?host={home}"
    upgrade(url)
    store = open_store(url)
    store.add_account("ayse", "mor salkımlı ev")
    store.record_decision({"n": "first"}, "ayse")
    fill(20)
    tell["written"], tell["said"] = write_until_full(store, 5000)
    if full == "tables":
        tell["read"] = [one.number for one in store.decisions()]
    (disk / "ballast").unlink()
    if full == "log":  # without its log the server stops itself
        as_postgres("pg_ctl", "stop", "-m", "immediate")
        start()
    tell["after"] = store.record_decision({"n": "last"}, "ayse").number
    tell["in the end"] = [one.number for one in store.decisions()]
finally:
    as_postgres("pg_ctl", "stop", "-m", "immediate")
print(json.dumps(tell))
"""
)


@pytest.mark.parametrize("full", ["tables", "log"])
def test_a_full_disk_of_postgresql_refuses_and_keeps_what_is_there(
    tmp_path: Path, full: str
) -> None:
    found = shutil.which("initdb") or max(
        Path("/usr/lib").glob("postgresql/*/bin/initdb"), default=""
    )
    if not found or os.geteuid() != 0 or not shutil.which("runuser"):
        pytest.skip("needs the server's programs, and root to start one as another user")
    binaries = str(Path(found).resolve().parent)
    told = on_a_small_disk(tmp_path, _CLUSTER, binaries, full, other_users=True)
    acknowledged = ["KK-2026-001", *told["written"]]
    assert len(acknowledged) > 2, "small records had room"
    if full == "tables":
        assert "Free room on the disk and try again; this was not recorded." in told["said"]
        assert told["read"] == acknowledged[::-1]
        assert told["in the end"] == [told["after"], *acknowledged[::-1]]
        return
    # nobody can know whether the last one was recorded, and the message says so
    assert "whether this was recorded" in told["said"]
    assert told["in the end"][-len(acknowledged) :] == acknowledged[::-1]
    assert len(told["in the end"]) - len(acknowledged) in (1, 2)
    numbers = [int(one[-3:]) for one in told["in the end"]]
    assert numbers == list(range(len(numbers), 0, -1))
