"""Writing that survives a power cut, and that says what to do where the disk refuses."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT)
_BLOCK = 4096  # bytes that a file system gives away at once


class DiskError(OSError):
    """Something could not be written; the message names the path and the repair."""


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` survive a power cut, where the system can (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def blocks(sizes: Iterable[int]) -> int:
    """Bytes that files of these sizes take up on a disk, roughly: whole blocks."""
    return sum(-(-size // _BLOCK) * _BLOCK for size in sizes)


@contextmanager
def explained(folder: Path, needed: int) -> Iterator[None]:
    """Turn a failure to write ``needed`` bytes into ``folder`` into a ``DiskError``.

    What was half-written must be gone when this ends, so that the bytes that are free then are
    those that the next try finds.
    """
    try:
        yield
    except DiskError:
        raise
    except OSError as error:
        path = Path(error.filename or folder)
        if error.errno not in _FULL:
            raise DiskError(
                f"{path}: {error.strerror or error}. Mend the folder's permissions or name "
                "another one; nothing was changed."
            ) from error
        there = next(one for one in (folder, *folder.parents) if one.exists())
        free = shutil.disk_usage(there).free
        missing = max(needed - free, _BLOCK)
        raise DiskError(
            f"{folder}: disk full: {needed:,} bytes are needed and {free:,} are free. Free "
            f"{missing:,} bytes, for example by deleting releases that nobody needs, and try "
            "again; nothing was changed."
        ) from error
