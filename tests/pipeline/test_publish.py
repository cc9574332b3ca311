"""The pointer moves in one step, forwards and back, and the log tells each move."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.pipeline.publish import find_release, publish, release_keys, rollback, standing
from dashboard.release import (
    BREAKS,
    POINTER,
    PUBLICATIONS,
    RELEASES,
    Action,
    Publication,
    ReleaseError,
    current_release,
    publications,
    published,
)
from tests.tiny import NOW, tiny_catalogue, write_tiny

ROOT = Path(__file__).resolve().parents[2]
Three = tuple[Path, tuple[str, str, str]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Three:
    """Three releases, none published."""
    folder = tmp_path_factory.mktemp("three")
    catalogue, out = tiny_catalogue(folder / "catalogue"), folder / "out"
    keys = [write_tiny(out, catalogue, licence=one).key for one in ("a", "b", "c")]
    return out, (keys[0], keys[1], keys[2])


@pytest.fixture
def three(written: Three, tmp_path: Path) -> Three:
    shutil.copytree(written[0], tmp_path / "out")
    return tmp_path / "out", written[1]


def _said(root: Path) -> list[tuple[str, str, str, str]]:
    return [(one.action, one.release, one.before, one.note) for one in publications(root)]


def test_publish_and_rollback_move_the_pointer_and_write_the_log(three: Three) -> None:
    root, (a, b, c) = three
    publish(root, a)
    publish(root, b, "yeni ilçe tablosu")
    publish(root, c)
    assert current_release(root).key == c
    assert rollback(root, "toplamlar tutmuyor").release == b
    assert rollback(root).release == a, "further back, not to and fro"
    publish(root, c)
    assert rollback(root).release == a
    assert published(root) == a
    assert _said(root) == [
        ("publish", a, "", ""),
        ("publish", b, a, "yeni ilçe tablosu"),
        ("publish", c, b, ""),
        ("rollback", b, c, "toplamlar tutmuyor"),
        ("rollback", a, b, ""),
        ("publish", c, a, ""),
        ("rollback", a, c, ""),
    ]
    assert sorted(one.name for one in root.iterdir()) == [POINTER, PUBLICATIONS, RELEASES]


def test_there_is_nothing_before_the_first(three: Three) -> None:
    root, (a, b, _) = three
    with pytest.raises(ReleaseError, match=POINTER):
        rollback(root)
    publish(root, a)
    with pytest.raises(ReleaseError, match=f"nothing was published before {a}") as refused:
        rollback(root)
    assert b in str(refused.value), "what can be published instead"
    assert published(root) == a


def test_a_damaged_release_is_neither_published_nor_taken_back_to(three: Three) -> None:
    root, (a, b, _) = three
    publish(root, a)
    publish(root, b)
    damaged = root / RELEASES / a / BREAKS
    damaged.write_text("{}", encoding="utf-8")
    for move in (lambda: rollback(root), lambda: publish(root, a)):
        with pytest.raises(ReleaseError, match=BREAKS):
            move()
        assert published(root) == b
    shutil.rmtree(root / RELEASES / a)
    with pytest.raises(ReleaseError, match=a):
        rollback(root)
    assert len(publications(root)) == 2


def test_publishing_the_published_one_again_is_seen_and_not_logged(three: Three) -> None:
    root, (a, *_) = three
    publish(root, a)
    before = (root / POINTER).stat().st_ino
    publish(root, a)
    assert (root / POINTER).stat().st_ino != before, "a running atlas reads it again"
    assert len(publications(root)) == 1


def test_a_release_that_was_published_without_the_log_can_be_taken_back_to(three: Three) -> None:
    root, (a, b, c) = three
    (root / POINTER).write_text(f"{a}\n", encoding="utf-8")
    publish(root, b)
    assert rollback(root).release == a
    (root / POINTER).write_text(f"{c}\n", encoding="utf-8")
    assert rollback(root).release == a


def test_a_damaged_pointer_is_mended_by_publishing(three: Three) -> None:
    root, (a, *_) = three
    (root / POINTER).write_bytes(b"\xff\xfe")
    with pytest.raises(ReleaseError, match="Publish a release again"):
        rollback(root)
    publish(root, a)
    assert current_release(root).key == a


@pytest.mark.parametrize(
    ("moves", "behind"),
    [
        ("", "a"),
        ("a", "a"),
        ("ab", "ab"),
        ("abc<", "ab"),
        ("abc<<", "a"),
        ("abc<<c", "ac"),
        ("aba", "aba"),
        ("aba<", "ab"),
    ],
)
def test_what_stands_behind_the_present_release(moves: str, behind: str) -> None:
    said: list[Publication] = []
    stack: list[str] = []
    for move in moves:
        before = stack[-1] if stack else ""
        if move == "<":
            stack.pop()
        else:
            stack.append(move)
        action = Action.ROLLBACK if move == "<" else Action.PUBLISH
        said.append(Publication(NOW, stack[-1], action, before))
    assert "".join(standing(said, behind[-1])) == behind


@pytest.mark.parametrize("torn", ['{"time": "2026-11-2', '{"time": "2026-11-22T09:00:00Z", "rel'])
def test_a_torn_last_line_is_taken_away(three: Three, torn: str) -> None:
    root, (a, b, _) = three
    publish(root, a)
    with (root / PUBLICATIONS).open("a", encoding="utf-8") as log:
        log.write(torn)
    publish(root, b)
    assert [one.release for one in publications(root)] == [a, b]
    assert torn not in (root / PUBLICATIONS).read_text(encoding="utf-8").splitlines()
    assert rollback(root).release == a


def test_a_whole_last_line_without_its_end_is_kept(three: Three) -> None:
    root, (a, b, _) = three
    publish(root, a)
    log = root / PUBLICATIONS
    log.write_text(log.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    publish(root, b)
    assert [one.release for one in publications(root)] == [a, b]


def test_ids_may_be_abbreviated_where_only_one_begins_so(three: Three) -> None:
    root, keys = three
    assert find_release(root, keys[0][:8]) == keys[0]
    with pytest.raises(ReleaseError, match="no such release") as refused:
        find_release(root, "nothing")
    assert all(key in str(refused.value) for key in keys)
    with pytest.raises(ReleaseError):
        find_release(root, "")
    twin = root / RELEASES / f"{keys[0][:8]}ffff"
    shutil.copytree(root / RELEASES / keys[0], twin)
    with pytest.raises(ReleaseError, match="2 releases begin so"):
        find_release(root, keys[0][:8])
    assert find_release(root, keys[0]) == keys[0]
    assert set(release_keys(root)) == {*keys, twin.name}


def test_the_commands_say_what_they_did(three: Three, capsys: pytest.CaptureFixture[str]) -> None:
    root, (a, b, _) = three
    run: Callable[..., int] = lambda *words: main([*words, "--data", str(root)])  # noqa: E731
    catalogue = ("--catalogue", str(root.parents[1] / "catalogue"))
    assert run("check", *catalogue) == 1
    assert "no release is published here" in capsys.readouterr().err
    assert run("publish", a[:7], "--note", "ilk") == 0
    assert f"Release {a} is published" in capsys.readouterr().out
    assert run("publish", b) == 0
    assert "python -m dashboard rollback" in capsys.readouterr().out
    assert run("rollback") == 0
    said = capsys.readouterr().out
    assert f"Release {a} is published" in said
    assert f"it was {b}" in said
    assert run("rollback") == 1
    assert PUBLICATIONS in capsys.readouterr().err
    assert publications(root)[0].note == "ilk"


def test_an_unpublished_release_can_be_checked(
    three: Three, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root, (_, b, _) = three
    catalogue = tiny_catalogue(tmp_path / "catalogue")
    places = ("--data", str(root), "--catalogue", str(catalogue))
    assert main(["check", b[:6], *places]) == 0
    assert f"Release {b}" in capsys.readouterr().out
    (root / RELEASES / b / BREAKS).write_text("{}", encoding="utf-8")
    assert main(["check", b, *places]) == 1
    assert BREAKS in capsys.readouterr().err


@pytest.mark.fault
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lock of this kind")
def test_of_two_publications_at_once_one_waits_and_says_so(three: Three) -> None:
    """One process holds the log as a publication does; a real command comes second."""
    import fcntl

    root, (a, b, _) = three
    publish(root, a)
    with (root / PUBLICATIONS).open("ab") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "dashboard", "publish", b, "--data", str(root)]
        second = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1)
        assert second.stdout is not None
        assert "waiting" in second.stdout.readline()
        assert published(root) == a
    said, _ = second.communicate(timeout=60)
    assert second.returncode == 0
    assert f"Release {b} is published" in said
    assert published(root) == b


@pytest.mark.fault
def test_many_publications_at_once_leave_a_whole_log(three: Three) -> None:
    root, keys = three
    publish(root, keys[0])
    program = (
        "import sys; from pathlib import Path; from dashboard.pipeline.publish import publish\n"
        "for key in sys.argv[2:] * 5: publish(Path(sys.argv[1]), key)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(root), *order], cwd=ROOT)
        for order in (keys, keys[::-1], (keys[1], keys[0]))
    ]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0]
    said = publications(root)
    lines = (root / PUBLICATIONS).read_text(encoding="utf-8").splitlines()
    assert len(said) == len(lines), "every line is a publication"
    assert [one.before for one in said[1:]] == [one.release for one in said[:-1]]
    assert current_release(root).key == said[-1].release
