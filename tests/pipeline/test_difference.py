"""A difference tells what changed and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas
import pytest
import shapely

from dashboard.__main__ import main
from dashboard.catalogue import Group, Level, load_catalogue
from dashboard.changes import value_changes
from dashboard.dataset import Dataset, Flag, Series
from dashboard.pipeline.difference import Difference, difference
from dashboard.pipeline.difference_report import difference_lines
from dashboard.pipeline.publish import publish, release_keys
from dashboard.release import RELEASES, open_release
from tests.tiny import (
    POLYGONS,
    SEX,
    boundaries,
    tiny_catalogue,
    tiny_raw,
    tiny_release,
    tiny_values,
    write_tiny,
)

WOMEN = Series("employment", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
Changed = Callable[[pandas.DataFrame], None]


@pytest.fixture
def pair(tmp_path: Path) -> Callable[[Changed], tuple[Dataset, Dataset]]:
    """The tiny release and another with changed values."""

    def make(change: Changed) -> tuple[Dataset, Dataset]:
        catalogue = tiny_catalogue(tmp_path / "catalogue")
        values = tiny_values()
        change(values)
        read = load_catalogue(catalogue)
        return tuple(  # type: ignore[return-value]
            Dataset(write_tiny(tmp_path / "out", catalogue, values=one), read)
            for one in (None, values)
        )

    return make


def _at(values: pandas.DataFrame, area: str, group: str = "women") -> pandas.Series:
    here = values["area"].eq(area) & values["indicator"].eq("employment")
    return here & values["group"].eq(group)


def test_equal_releases_differ_in_nothing(tiny: Dataset) -> None:
    found = difference(tiny, tiny)
    assert found == Difference(found.old, found.new, (), (), (), (), (), (), (), ())
    assert difference_lines(found, tiny.catalogue)[1:] == ["Values: none changed."]


def test_changed_values_with_their_gap(pair: Callable[..., tuple[Dataset, Dataset]]) -> None:
    def change(values: pandas.DataFrame) -> None:
        values.loc[_at(values, "101"), ["value", "numerator"]] = [32.0, 160.0]

    old, new = pair(change)
    found = difference(old, new)
    assert [(one.series.group, len(one.changes), one.areas) for one in found.values] == [
        ("gap", 1, 7),
        ("women", 1, 7),
    ]
    women = found.values[1].changes[0]
    assert (women.area, women.name, women.old, women.new) == ("101", "Işık Mh.", 30.0, 32.0)
    lines = difference_lines(found, new.catalogue)
    assert lines[0] == f"{old.release.key} → {new.release.key}"
    assert "  employment · women · 2023 · neighbourhood: 1 of 7 areas" in lines
    assert "    Işık Mh. (101): 30.0 → 32.0" in lines
    assert "    Işık Mh. (101): −30.0 → −28.0" in lines
    assert not found.areas
    assert not found.boundaries


def test_a_change_behind_the_published_digits_is_none(
    pair: Callable[..., tuple[Dataset, Dataset]],
) -> None:
    def change(values: pandas.DataFrame) -> None:
        values.loc[_at(values, "101"), "value"] = 30.04

    assert not difference(*pair(change)).values


def test_what_is_newly_hidden_does_not_say_what_it_was(
    pair: Callable[..., tuple[Dataset, Dataset]], tmp_path: Path
) -> None:
    def change(values: pandas.DataFrame) -> None:
        values.loc[_at(values, "104"), ["value", "numerator", "flag"]] = [None, None, "suppressed"]
        values.loc[_at(values, "102"), ["value", "numerator", "flag"]] = [None, None, "no_data"]
        values.loc[_at(values, "105"), ["value", "numerator", "flag"]] = [33.3, 37.0, "ok"]

    old, new = pair(change)
    found = {one.area: one for one in value_changes(old, new, WOMEN)}
    assert (found["104"].was, found["104"].now) == (Flag.OK, Flag.SUPPRESSED)
    assert found["104"].old != found["104"].old, "25.0 is not told"
    assert found["102"].old != found["102"].old, "nor is 40.0, which may have been taken back"
    assert (found["105"].was, found["105"].now, found["105"].new) == (
        Flag.SUPPRESSED,
        Flag.OK,
        33.3,
    )
    lines = difference_lines(difference(old, new), new.catalogue)
    for words in (
        "    newly suppressed: 1: Dereköy Mh. (104)",
        "    no data any more: 1: İnönü Mah. (102)",
        "    newly shown: 1: Kapıkaya Mh. (105)",
    ):
        assert words in lines, lines
    out = old.release.folder.parents[1]
    publish(out, old.release.key)
    places = ("--data", str(out), "--catalogue", str(tmp_path / "catalogue"))
    assert main(["diff", *places, "--csv", str(tmp_path / "changed.csv")]) == 0
    rows = (tmp_path / "changed.csv").read_text("utf-8-sig").splitlines()
    hidden = [row for row in rows if ";104;" in row and ";Kadın;" in row]
    assert hidden == ["İstihdam;Kadın;2023;mahalle;104;Dereköy Mh.;Minik;;;;Gizlendi"]
    assert "25,0" not in "\n".join(rows)


def test_series_that_come_and_go(pair: Callable[..., tuple[Dataset, Dataset]]) -> None:
    def change(values: pandas.DataFrame) -> None:
        values.loc[values["indicator"] == "women_share", "year"] = 2024

    old, new = pair(change)
    found = difference(old, new)
    here = Series("women_share", Group.WOMEN, 2024, Level.DISTRICT)
    assert (found.added, found.removed) == ((here,), (replace(here, year=2023),))
    assert not found.values
    lines = difference_lines(found, new.catalogue)
    assert "  women_share: women 2024 district" in lines


def test_the_commands_find_what_changed_in_the_raw_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names, boundaries, sources and files, through the build."""
    folder = tiny_raw(tmp_path)
    out = folder / "out"
    build = ["build", "--raw", str(folder), "--out", str(out)]
    diff = ["diff", "--data", str(out), "--catalogue", str(folder / "catalogue")]
    build += ["--catalogue", str(folder / "catalogue")]
    assert main([*build, "--publish"]) == 0
    assert main(diff) == 1
    assert "there is no release beside" in capsys.readouterr().err
    first = release_keys(out)[0]
    wider = shapely.union(POLYGONS[6][3], shapely.affinity.translate(POLYGONS[6][3], 0.005))
    drawn = boundaries([*POLYGONS[:3], (4, "Derebaşı Mh.", *POLYGONS[3][2:]), *POLYGONS[4:6],
                        (*POLYGONS[6][:3], wider)])  # fmt: skip
    drawn.to_file(folder / "boundaries.geojson", driver="GeoJSON")
    medas = (folder / "mahalle.csv").read_text(encoding="utf-8")
    (folder / "mahalle.csv").write_text(medas.replace("Dereköy", "Derebaşı"), encoding="utf-8")
    (folder / "cinsiyet.csv").write_bytes(SEX.replace("300;255", "290;265").encode())
    assert main(build) == 0
    second = next(key for key in release_keys(out) if key != first)
    capsys.readouterr()
    for order in ([], [second[:6]], [first, second[:6]]):
        assert main([*diff, *order]) == 0
        said = capsys.readouterr().out
        assert said.startswith(f"{first} → {second}\n")
        assert "women_share · women · 2021 · district: 1 of 2 areas" in said
        assert "İnciköy (d-12): 54.1 → 52.3" in said
        assert "Minik (minik): 50.9 → 50.5" in said
        assert "Areas renamed: 1" in said
        assert "Dereköy" in said
        assert re.search(r"Kaya Adası \(x-7\): (24\.9|25\.0)\d % of it moved", said), said
        assert "Işık (101)" not in said, "its outline is the same"
        assert "sources.sex.files.cinsiyet.csv: " in said
    assert main([*diff, second, first]) == 0
    assert "İnciköy (d-12): 52.3 → 54.1" in capsys.readouterr().out


def test_another_grid_alone_moves_no_boundary(tmp_path: Path) -> None:
    """An islet far off widens the province, and so the grid that all corners are rounded to."""
    folder = tiny_raw(tmp_path)
    build = ["build", "--raw", str(folder), "--out", str(folder / "out")]
    build += ["--catalogue", str(folder / "catalogue")]
    assert main(build) == 0
    first = release_keys(folder / "out")[0]
    far = shapely.affinity.translate(POLYGONS[6][3], 0.0371, 0.0219)
    boundaries([*POLYGONS, (8, "Uzak Adası", "İnciköy", far)]).to_file(
        folder / "boundaries.geojson", driver="GeoJSON"
    )
    assert main(build) == 0
    second = next(key for key in release_keys(folder / "out") if key != first)
    catalogue = load_catalogue(folder / "catalogue")
    old, new = (
        Dataset(open_release(folder / "out" / RELEASES / key), catalogue) for key in (first, second)
    )
    found = difference(old, new)
    assert {one.area for one in found.boundaries} == {"d-12", "minik"}, "they hold the new islet"
    assert [(one.what, one.name) for one in found.areas] == [("added", "Uzak Adası")]
    assert len(found.outlines) == 1


def test_a_release_that_is_damaged_is_named(tmp_path: Path) -> None:
    out = tiny_release(tmp_path)
    other = write_tiny(out, tmp_path / "catalogue", licence="other")
    shutil.rmtree(other.folder / "minik")
    places = ["--data", str(out), "--catalogue", str(tmp_path / "catalogue")]
    assert main(["diff", *places]) == 1
