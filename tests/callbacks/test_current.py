"""The last good release is served, and never the demonstration in place of a bad one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from callbacks import current as current_module
from callbacks.current import Current
from dashboard.pipeline.publish import publish
from dashboard.release import (
    BREAKS,
    MANIFEST,
    POINTER,
    RELEASES,
    ReleaseError,
    current_release,
)
from dashboard.settings import DEMONSTRATION, Settings
from dashboard.wording import text
from tests.tiny import write_tiny

AppMaker = Callable[[Settings], Dash]


@pytest.fixture
def root(tiny_root: Path) -> Path:
    return tiny_root


@pytest.fixture
def settings(root: Path) -> Settings:
    return Settings(data=root, catalogue=root.parent / "catalogue")


def _pointer(root: Path) -> str:
    return (root / POINTER).read_text(encoding="utf-8").strip()


def _damage(root: Path) -> Path:
    file = root / RELEASES / _pointer(root) / BREAKS
    file.write_text(file.read_text(encoding="utf-8") + " ", encoding="utf-8")
    return file


def _publish(root: Path) -> str:
    """A second release: the committed demonstration."""
    release = current_release(DEMONSTRATION)
    (root / RELEASES / release.key).symlink_to(release.folder, target_is_directory=True)
    (root / POINTER).write_text(f"{release.key}\n", encoding="utf-8")
    return release.key


def _publish_broken(root: Path, key: str = "0123456789ab") -> None:
    folder = root / RELEASES / key
    folder.mkdir()
    (folder / MANIFEST).write_text("{", encoding="utf-8")
    (root / POINTER).write_text(key, encoding="utf-8")


def _page(client: FlaskClient, path: str = "/") -> Any:
    """The content that the router answers for an address."""
    location = [
        {"id": "_pages_location", "property": "pathname", "value": path},
        {"id": "_pages_location", "property": "search", "value": ""},
    ]
    outputs = [
        {"id": "_pages_content", "property": "children"},
        {"id": "_pages_store", "property": "data"},
    ]
    answer = client.post(
        "/_dash-update-component",
        json={
            "output": ".._pages_content.children..._pages_store.data..",
            "outputs": outputs,
            "inputs": location,
            "state": [],
            "changedPropIds": ["_pages_location.pathname"],
        },
    )
    assert answer.status_code == 200
    return json.dumps(answer.get_json(), ensure_ascii=False)


def test_a_sound_release_is_served(app_of: AppMaker, settings: Settings) -> None:
    page = _page(app_of(settings).server.test_client())
    assert "Iğdır" in page
    assert text("demonstration.sentence", "tr") not in page


def test_a_corrupt_release_is_refused_with_the_file(
    app_of: AppMaker, settings: Settings, root: Path
) -> None:
    file = _damage(root)
    client = app_of(settings).server.test_client()
    assert client.get("/").status_code == 200
    for path in ("/", "/karsilastir", "/esik", "/veri"):
        page = _page(client, path)
        assert text("refused.title", "tr") in page
        assert text("refused.title", "en") in page
        assert str(file) in page
        assert text("demonstration.sentence", "tr") not in page
        assert "Konak" not in page


@pytest.mark.parametrize("content", ["[]", "{}", '{"format": 1}', "\xff"])
def test_a_manifest_of_any_content_is_refused(
    app_of: AppMaker, settings: Settings, root: Path, content: str
) -> None:
    manifest = root / RELEASES / _pointer(root) / MANIFEST
    manifest.write_bytes(content.encode("latin-1"))
    assert str(manifest) in _page(app_of(settings).server.test_client())


def test_a_named_folder_without_a_release_is_refused(app_of: AppMaker, tmp_path: Path) -> None:
    page = _page(app_of(Settings(data=tmp_path)).server.test_client())
    assert str(tmp_path / POINTER) in page
    assert "Konak" not in page


def test_files_of_a_refused_release_are_not_a_fault_of_the_server(
    app_of: AppMaker, settings: Settings, root: Path
) -> None:
    _damage(root)
    client = app_of(settings).server.test_client()
    for path in ("/export/values.csv", "/quality/minik.md", f"/geo/{_pointer(root)}/minik/x"):
        assert client.get(path).status_code in (404, 503), path


def test_a_broken_publish_leaves_the_last_good_one(settings: Settings, root: Path) -> None:
    served = Current.from_settings(settings)
    good = served.dataset().release.key
    _publish_broken(root)
    assert served.dataset().release.key == good
    assert MANIFEST in served.fault


def test_a_publish_that_vanishes_leaves_the_last_good_one(settings: Settings, root: Path) -> None:
    served = Current.from_settings(settings)
    good = served.dataset().release.key
    (root / POINTER).unlink()
    assert served.dataset().release.key == good
    assert POINTER in served.fault


def test_a_damaged_catalogue_leaves_the_last_good_one(settings: Settings, root: Path) -> None:
    served = Current.from_settings(settings)
    good = served.dataset().release.key
    _publish(root)
    (settings.catalogue / "indicators.toml").write_text("[broken", encoding="utf-8")
    assert served.dataset().release.key == good
    assert "indicators.toml" in served.fault


def test_a_pointer_that_is_no_text_leaves_the_last_good_one(settings: Settings, root: Path) -> None:
    served = Current.from_settings(settings)
    good = served.dataset().release.key
    (root / POINTER).write_bytes(b"\xff\xfe\x00")
    assert served.dataset().release.key == good
    assert served.fault


def test_a_new_pointer_is_taken_up(settings: Settings, root: Path) -> None:
    served = Current.from_settings(settings)
    old = served.dataset().release.key
    new = _publish(root)
    assert new != old
    assert served.dataset().release.key == new
    assert served.fault == ""


def test_after_a_broken_publish_a_good_one_is_taken_up(settings: Settings, root: Path) -> None:
    served = Current.from_settings(settings)
    _publish_broken(root)
    assert served.dataset()
    new = _publish(root)
    assert served.dataset().release.key == new
    assert served.fault == ""


def test_a_release_repaired_in_place_is_taken_up(settings: Settings, root: Path) -> None:
    _damage(root)
    served = Current.from_settings(settings)
    damaged = _pointer(root)
    assert BREAKS in served.fault
    assert write_tiny(root, settings.catalogue).key == damaged, "the same data have the same id"
    publish(root, damaged)
    assert served.dataset().release.key == damaged
    assert served.fault == ""


def test_the_same_pointer_is_not_read_twice(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = Current.from_settings(settings)
    first = served.dataset()
    monkeypatch.setattr(current_module, "current_release", None)
    assert served.dataset() is first


def test_pages_follow_a_new_pointer(app_of: AppMaker, settings: Settings, root: Path) -> None:
    client = app_of(settings).server.test_client()
    assert text("demonstration.sentence", "tr") not in _page(client)
    old = _pointer(root)
    new = _publish(root)
    page = _page(client)
    assert new in page
    assert old not in page
    assert text("demonstration.sentence", "tr") in page


def test_a_release_in_processed_goes_before_the_demonstration(
    settings: Settings, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_module, "PROCESSED", root)
    served = Current.from_settings(Settings(catalogue=settings.catalogue))
    assert served.dataset().release.key == _pointer(root)


def test_a_corrupt_release_in_processed_is_not_replaced_by_the_demonstration(
    settings: Settings, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_module, "PROCESSED", root)
    file = _damage(root)
    served = Current.from_settings(Settings(catalogue=settings.catalogue))
    with pytest.raises(ReleaseError, match=file.name):
        served.dataset()


def test_without_any_release_the_demonstration_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_module, "PROCESSED", tmp_path)
    assert Current.from_settings(Settings()).dataset().release.demonstration


def test_a_wrong_word_of_the_operator_is_told(app_of: AppMaker, tmp_path: Path) -> None:
    operator = tmp_path / "operator.toml"
    operator.write_text('mail = "nobody"\n', encoding="utf-8")
    page = _page(app_of(Settings(data=DEMONSTRATION, operator=operator)).server.test_client())
    assert f"{operator}: mail" in page
