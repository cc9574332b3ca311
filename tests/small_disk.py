"""A disk of two megabytes, to be filled: a file system of its own, nothing pretended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _apart(other_users: bool) -> list[str] | None:
    """How to run a command that may mount file systems for itself alone; as root or without."""
    for words in (["--user", "--map-root-user", "--mount"], ["--mount"])[other_users:]:
        command = ["unshare", *words]
        try:
            done = subprocess.run(
                [*command, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"],
                capture_output=True,
                check=False,
            )
        except OSError:
            return None
        if done.returncode == 0:
            return command
    return None


def on_a_small_disk(folder: Path, script: str, *words: str, other_users: bool = False) -> Any:
    """What a Python script prints as JSON, run where ``folder/disk`` is a disk of two megabytes;
    ``words`` follow the folder among its arguments, and ``other_users`` can be asked for. What it
    mounts besides goes with it."""
    apart = _apart(other_users)
    if apart is None:
        pytest.skip("neither root nor user namespaces: no file system of a limited size")
    (folder / "disk").mkdir()
    (folder / "script.py").write_text(script, encoding="utf-8")
    mounted = 'mount -t tmpfs -o size=2m tmpfs "$1" && shift && exec "$@"'
    command = [*apart, "sh", "-c", mounted, "sh", str(folder / "disk")]
    command += [sys.executable, str(folder / "script.py"), str(folder), *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
