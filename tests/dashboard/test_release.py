"""A release is opened only if every byte is as its manifest says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dashboard.release import (
    BREAKS,
    MANIFEST,
    POINTER,
    PUBLICATIONS,
    RELEASES,
    Action,
    Publication,
    ReleaseError,
    current_release,
    has_release,
    open_release,
    publications,
    release_key,
)
from dashboard.settings import DEMONSTRATION

CONTENTS = ("[]", "null", "{}", '{"format": 2}', '{"format": 2, "files": {}}')


@pytest.fixture
def root(tiny_root: Path) -> Path:
    return tiny_root


@pytest.fixture
def folder(root: Path) -> Path:
    return root / RELEASES / (root / POINTER).read_text(encoding="utf-8").strip()


def _rewrite(folder: Path, change: dict[str, Any]) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**manifest, **change}), encoding="utf-8")


def _refusal(folder: Path) -> str:
    with pytest.raises(ReleaseError) as refused:
        open_release(folder)
    return str(refused.value)


def test_a_sound_release_opens(root: Path, folder: Path) -> None:
    release = current_release(root)
    assert release.folder == folder
    assert release.key == folder.name
    assert not release.demonstration
    assert release.provinces == ("minik",)
    for metres in (20, 50):
        assert (folder / release.geometry("minik", metres)).is_file()


def test_the_committed_demonstration_is_sound() -> None:
    release = current_release(DEMONSTRATION)
    assert release.demonstration
    assert release.provinces == ("izmir", "balikesir")


def test_the_committed_demonstration_stays_small() -> None:
    size = sum(file.stat().st_size for file in DEMONSTRATION.rglob("*") if file.is_file())
    assert size <= 6 * 1024 * 1024
    assert [one.name for one in (DEMONSTRATION / RELEASES).iterdir()] == [
        (DEMONSTRATION / POINTER).read_text(encoding="utf-8").strip()
    ]


def test_every_file_of_the_manifest_is_checked(folder: Path) -> None:
    names = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    for name in names:
        file = folder / name
        before = file.read_bytes()
        file.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        assert str(file) in _refusal(folder)
        file.unlink()
        assert str(file) in _refusal(folder)
        file.write_bytes(before)
    assert open_release(folder).key == folder.name


def test_a_damaged_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"format": 1,', encoding="utf-8")
    assert str(folder / MANIFEST) in _refusal(folder)
    (folder / MANIFEST).unlink()
    assert str(folder / MANIFEST) in _refusal(folder)


@pytest.mark.parametrize("content", CONTENTS)
def test_a_manifest_with_other_content_is_refused(folder: Path, content: str) -> None:
    (folder / MANIFEST).write_text(content, encoding="utf-8")
    assert str(folder / MANIFEST) in _refusal(folder)


def test_another_format(folder: Path) -> None:
    _rewrite(folder, {"format": 3})
    assert "3" in _refusal(folder)
    assert str(folder / MANIFEST) in _refusal(folder)


def test_another_id(folder: Path) -> None:
    _rewrite(folder, {"release": "0" * 12})
    assert str(folder / MANIFEST) in _refusal(folder)


def test_a_file_that_is_left_out_of_the_manifest(folder: Path) -> None:
    files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    _rewrite(folder, {"files": {name: file for name, file in files.items() if name != BREAKS}})
    assert str(folder / MANIFEST) in _refusal(folder)


def test_no_pointer(tmp_path: Path, root: Path) -> None:
    assert has_release(root)
    assert not has_release(tmp_path)
    with pytest.raises(ReleaseError, match=POINTER):
        current_release(tmp_path)


def test_a_pointer_to_nothing(root: Path) -> None:
    (root / POINTER).write_text("0123456789ab\n", encoding="utf-8")
    assert has_release(root)
    with pytest.raises(ReleaseError, match="0123456789ab"):
        current_release(root)


def test_the_id_follows_from_the_whole_manifest_in_any_order() -> None:
    one = {"demonstration": True, "files": {"a": "1", "b": "2"}}
    other = {"files": {"b": "2", "a": "1"}, "demonstration": True, "release": "anything"}
    assert release_key(one) == release_key(other)
    assert release_key(one) != release_key(one | {"demonstration": False})
    assert release_key(one) != release_key(one | {"files": {"a": "2", "b": "1"}})
    assert len(release_key(one)) == 12


def test_a_demonstration_cannot_be_passed_off_as_real(root: Path) -> None:
    folder = current_release(root).folder
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    manifest["demonstration"] = not manifest["demonstration"]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ReleaseError, match="does not follow"):
        current_release(root)


def _publication(minute: int, release: str, before: str, **more: Any) -> Publication:
    time = datetime(2026, 11, 22, 9, minute, tzinfo=UTC)
    return Publication(time, release, more.pop("action", Action.PUBLISH), before, **more)


def _log(root: Path, *said: Publication, torn: str = "") -> None:
    lines = "".join(f"{one.to_line()}\n" for one in said)
    (root / PUBLICATIONS).write_text(lines + torn, encoding="utf-8")
    (root / POINTER).write_text(f"{said[-1].release}\n", encoding="utf-8")


def test_the_log_gives_back_what_was_published(tmp_path: Path) -> None:
    assert publications(tmp_path) == []
    said = [
        _publication(1, "a" * 12, ""),
        _publication(2, "b" * 12, "a" * 12, note="İlçe toplamları “yenilendi”\nve denendi"),
        _publication(3, "a" * 12, "b" * 12, action=Action.ROLLBACK),
    ]
    _log(tmp_path, *said)
    assert publications(tmp_path) == said
    assert len((tmp_path / PUBLICATIONS).read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    "torn", ['{"time": "2026-11-22T09', "{}\n", "[]\n", "null\n", '{"time": 3, "release": 1}\n']
)
def test_a_line_that_cannot_be_read_hides_no_other(tmp_path: Path, torn: str) -> None:
    said = [_publication(1, "a" * 12, ""), _publication(2, "b" * 12, "a" * 12)]
    _log(tmp_path, *said, torn=torn)
    assert publications(tmp_path) == said


def test_a_line_that_the_pointer_never_followed_is_no_publication(tmp_path: Path) -> None:
    first, killed = _publication(1, "a" * 12, ""), _publication(2, "b" * 12, "a" * 12)
    again = _publication(5, "b" * 12, "a" * 12)
    _log(tmp_path, first, killed)
    (tmp_path / POINTER).write_text("a" * 12, encoding="utf-8")
    assert publications(tmp_path) == [first]
    _log(tmp_path, first, killed, again)
    assert publications(tmp_path) == [first, again]
    (tmp_path / POINTER).write_text("c" * 12, encoding="utf-8")
    assert publications(tmp_path) == [first, again], "changed by hand later: it was published"
