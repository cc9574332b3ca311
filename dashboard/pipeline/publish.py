"""Publishing a release and taking it back: the pointer is replaced in one step, the log grows."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from dashboard.pipeline.disk import blocks, explained, sync_folder, write_durably
from dashboard.release import (
    MANIFEST,
    POINTER,
    PUBLICATIONS,
    RELEASES,
    Action,
    Publication,
    ReleaseError,
    open_release,
    publications,
    published,
)

if sys.platform != "win32":
    import fcntl

Say = Callable[[str], None]
_at_once = partial(print, flush=True)  # who waits must see why


def find_release(root: Path, start: str) -> str:
    """The id of the one release in ``root`` that begins with ``start``.

    Raises ``ReleaseError`` where none or several do.
    """
    known = release_keys(root)
    found = [key for key in known if key.startswith(start)] if start else []
    if len(found) == 1:
        return found[0]
    said = f"{len(found)} releases begin so" if found else "there is no such release"
    there = ", ".join(found or known) or "none; build one: python -m dashboard build"
    raise ReleaseError(f"{root / RELEASES}: {start!r}: {said}. There are: {there}.")


def release_keys(root: Path) -> list[str]:
    """Ids of the releases that lie in ``root``, the newest first, sound or not."""
    written = {
        manifest.parent.name: manifest.stat().st_mtime_ns
        for manifest in (root / RELEASES).glob(f"*/{MANIFEST}")
    }
    return sorted(written, key=lambda key: (-written[key], key))


def newest_other(root: Path, key: str) -> str:
    """The release of ``root`` that was written last, ``key`` left aside."""
    others = [one for one in release_keys(root) if one != key]
    if not others:
        raise ReleaseError(
            f"{root / RELEASES}: there is no release beside {key}. Build one: "
            "python -m dashboard build."
        )
    return others[0]


def publish(root: Path, key: str, note: str = "", say: Say = _at_once) -> Publication:
    """Make the release ``key`` the published one, verified file by file first.

    One publication at a time: a second one waits, and ``say`` tells so. Where the release is
    published already the pointer is written again, so that a repaired one is taken up, and nothing
    is logged. Raises ``ReleaseError`` or ``DiskError``; the release before then stays published.
    """
    with _log(root, say) as log:
        return _switch(root, log, (key, Action.PUBLISH, note))


def rollback(root: Path, note: str = "", say: Say = _at_once) -> Publication:
    """Publish again what was published before the present release.

    Each further rollback goes one publication further back. Raises ``ReleaseError`` where nothing
    was published before or that release is damaged or gone, ``DiskError`` where the disk refuses.
    """
    published(root)
    with _log(root, say) as log:
        present = published(root)
        line = standing(publications(root), present)
        if len(line) < 2:
            raise ReleaseError(
                f"{root / PUBLICATIONS}: nothing was published before {present}. To show another "
                f"release: python -m dashboard publish ID; there are: "
                f"{', '.join(release_keys(root))}."
            )
        return _switch(root, log, (line[-2], Action.ROLLBACK, note))


def standing(said: Sequence[Publication], present: str) -> list[str]:
    """The releases that stand behind the present one, oldest first, the present one last.

    A publication adds its release, a rollback takes the last one away. A release that became the
    published one without the log is learnt from what followed it.
    """
    line: list[str] = []
    for one in said:
        if one.before and line[-1:] != [one.before]:
            line.append(one.before)
        if one.action is Action.ROLLBACK and line[-2:-1] == [one.release]:
            line.pop()
        else:
            line.append(one.release)
    return line if line[-1:] == [present] else [*line, present]


def _switch(root: Path, log: BinaryIO, wanted: tuple[str, Action, str]) -> Publication:
    """Everything that needs room comes first; replacing the pointer is the last step and one."""
    key, action, note = wanted
    open_release(root / RELEASES / key)
    try:
        before = published(root)
    except ReleaseError:  # the first publication, or a pointer that was damaged
        before = ""
    said = Publication(datetime.now(UTC).replace(microsecond=0), key, action, before, note)
    line = b"" if key == before else f"{said.to_line()}\n".encode()
    new, end = root / f"{POINTER}.new", log.tell()
    with explained(root, blocks((len(line), len(key)))):
        try:
            write_durably(new, f"{key}\n".encode())
            _append(log, line)
            new.replace(root / POINTER)
        except OSError:
            new.unlink(missing_ok=True)
            log.truncate(end)
            raise
    sync_folder(root)
    return said


@contextmanager
def _log(root: Path, say: Say) -> Iterator[BinaryIO]:
    """The log, held by this process alone and ready for its next line."""
    with explained(root, blocks((1,))), (root / PUBLICATIONS).open("a+b", buffering=0) as log:
        _hold(log, root, say)
        _mend(log)
        yield log


def _hold(log: BinaryIO, root: Path, say: Say) -> None:
    """Wait until no other process publishes here. The system lets go even of a killed one's."""
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say(f"{root}: another publication is under way; waiting for it to end.")
        fcntl.flock(log, fcntl.LOCK_EX)


def _mend(log: BinaryIO) -> None:
    """End the last line, or take it away where a kill or a full disk broke it off."""
    log.seek(0)
    content = log.read()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        try:
            Publication.from_line(content[whole:].decode("utf-8", errors="replace"))
            _append(log, b"\n")
        except ValueError:
            log.truncate(whole)
    log.seek(0, os.SEEK_END)


def _append(log: BinaryIO, line: bytes) -> None:
    if log.write(line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(log.fileno())
