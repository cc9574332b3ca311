"""A release is written aside, moved to its name in one step, and not published."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet
import pytest

from dashboard.catalogue import load_catalogue
from dashboard.pipeline import write
from dashboard.pipeline.agreement import DisagreementError, require_agreement
from dashboard.release import RELEASES, current_release, open_release
from tests.tiny import KEY, tiny_areas, tiny_catalogue, tiny_release, tiny_values, write_tiny


def test_two_writings_give_the_same_bytes(tmp_path: Path) -> None:
    first = current_release(tiny_release(tmp_path / "a"))
    second = current_release(tiny_release(tmp_path / "b"))
    assert (first.folder / "manifest.json").read_bytes() == (
        second.folder / "manifest.json"
    ).read_bytes()


def test_writing_publishes_nothing(tmp_path: Path) -> None:
    release = write_tiny(tmp_path / "out", tiny_catalogue(tmp_path / "catalogue"))
    assert [one.name for one in (tmp_path / "out").iterdir()] == [RELEASES]
    assert open_release(tmp_path / "out" / RELEASES / release.key).key == release.key


def test_columns_are_those_of_the_layout(tmp_path: Path) -> None:
    folder = current_release(tiny_release(tmp_path)).folder / KEY
    areas = pyarrow.parquet.read_schema(folder / "areas.parquet")
    values = pyarrow.parquet.read_schema(folder / "values.parquet")
    assert areas.names == list(write.AREA_SCHEMA.names)
    assert str(areas.field("population").type) == "int64"
    assert values.names == list(write.VALUE_SCHEMA.names)
    assert not areas.metadata


def test_writing_again_keeps_the_sound_release(tmp_path: Path) -> None:
    out = tiny_release(tmp_path)
    folder = current_release(out).folder
    before = folder.stat().st_ino
    write_tiny(out, tmp_path / "catalogue")
    assert current_release(out).folder.stat().st_ino == before


def test_a_damaged_release_of_the_same_id_is_replaced(tmp_path: Path) -> None:
    out = tiny_release(tmp_path)
    (current_release(out).folder / KEY / "values.parquet").write_bytes(b"")
    write_tiny(out, tmp_path / "catalogue")
    assert current_release(out).provinces == (KEY,)


def _change(column: str, value: object) -> dict[str, object]:
    return {column: value}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_change("area", "nowhere"), "no such area"),
        (_change("area", "x-7"), "islets"),
        (_change("indicator", "unknown"), r"indicators\.toml"),
        (_change("level", "district"), "another level"),
        (_change("flag", "too_few"), "only with it"),
        (_change("flag", "fine"), "flag is none of"),
        (_change("group", "men"), "does not name this group"),
    ],
)
def test_values_the_catalogue_forbids_are_refused(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    catalogue = load_catalogue(tiny_catalogue(tmp_path))
    values = tiny_values()
    for column, value in change.items():
        values.loc[0, column] = value
    with pytest.raises(DisagreementError, match=words):
        require_agreement(KEY, tiny_areas(), values, catalogue)


def test_a_district_indicator_never_has_a_neighbourhood_value(tmp_path: Path) -> None:
    catalogue = load_catalogue(tiny_catalogue(tmp_path))
    values = tiny_values()
    values.loc[0, ["indicator", "group"]] = ["women_share", "women"]
    with pytest.raises(DisagreementError, match="published for the district"):
        require_agreement(KEY, tiny_areas(), values, catalogue)


def test_hidden_numerators_are_refused(tmp_path: Path) -> None:
    catalogue = load_catalogue(tiny_catalogue(tmp_path))
    values = tiny_values()
    values.loc[values["flag"] == "suppressed", "numerator"] = 3.0
    with pytest.raises(DisagreementError, match="would tell what the flag hides"):
        require_agreement(KEY, tiny_areas(), values, catalogue)
