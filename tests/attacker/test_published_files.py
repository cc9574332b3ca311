"""Every byte of a release, decoded: nothing of it is a hidden value, nor lets one be tried out."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import brotli
import pandas
import pyarrow.parquet
import pytest

from dashboard.__main__ import main
from dashboard.release import RELEASES, VALUES, Release, release_key
from tests.attacker.site import Site, published_again
from tests.attacker.world import KEY, RESIDENTS, TRUTH, points, write_world

NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")


def _planted() -> list[float]:
    """Hidden numbers that nothing else is equal to: rates and shares."""
    counts = [
        *zip(TRUTH.calls[0][:2], RESIDENTS[0][:2], strict=True),
        *((of[1][at], RESIDENTS[1][at]) for of in (TRUTH.women, TRUTH.men) for at in (0, 5)),
        *zip(TRUTH.reports[:2], (sum(people) for people in RESIDENTS[:2]), strict=True),
    ]
    rates = [10_000 * count / people for count, people in counts]
    shares = [count / people for count, people in counts]
    return [*rates, *shares]


def _numbers(path: Path) -> Iterator[float]:
    """Every number in a file, whatever its form."""
    if path.suffix == ".parquet":
        for column in pyarrow.parquet.read_table(path).to_pydict().values():
            yield from (float(one) for one in column if isinstance(one, int | float))
            for one in column:
                if isinstance(one, str):
                    yield from _in_text(one)
        return
    content = path.read_bytes()
    if path.suffix in (".br", ".gz"):
        content = brotli.decompress(content) if path.suffix == ".br" else gzip.decompress(content)
    yield from _in_text(content.decode())


def _in_text(text: str) -> Iterator[float]:
    for found in NUMBER.findall(text):
        yield float(found.replace(",", "."))
        # Turkish reports write 4.479.525: their parts together
    for found in re.findall(r"\d{1,3}(?:\.\d{3})+", text):
        yield float(found.replace(".", ""))


def _told(site: Site) -> set[str]:
    """Files that hold a planted number."""
    planted = _planted()
    return {
        path.name
        for path in site.folder.rglob("*")
        if path.is_file()
        and any(
            abs(one - hidden) <= 1e-7 * hidden for one in set(_numbers(path)) for hidden in planted
        )
    }


def test_no_file_holds_a_hidden_value(guarded: Site, naked: Site) -> None:
    kinds = {path.suffix for path in guarded.folder.rglob("*") if path.is_file()}
    assert kinds == {".json", ".parquet", ".topojson", ".md", ".br", ".gz"}
    assert VALUES in _told(naked)
    assert _told(guarded) == set()


def test_no_statistics_of_a_file_span_a_hidden_value(guarded: Site, naked: Site) -> None:
    """Parquet keeps the lowest and highest of each column beside it."""

    def lowest(site: Site) -> dict[str, Any]:
        data = pyarrow.parquet.ParquetFile(site.folder / KEY / VALUES).metadata.row_group(0)
        columns = [data.column(at) for at in range(data.num_columns)]
        return {one.path_in_schema: one.statistics.min for one in columns if one.statistics}

    assert lowest(naked)["numerator"] == 2
    assert lowest(guarded)["numerator"] == 5


def _by_checksum(release: Release) -> list[int]:
    """Counts with which the raw file comes out that the manifest names, all others known."""
    entry = release.manifest["sources"]["calls"]["files"][0]

    def text(count: int) -> bytes:
        first = TRUTH.calls[0]
        both = first[0] + first[1]
        return points(((count, both - count, *first[2:]), *TRUTH.calls[1:])).encode()

    return [n for n in range(1, 5) if hashlib.sha256(text(n)).hexdigest() == entry.get("sha256")]


def test_checksums_of_raw_files_are_no_oracle(guarded: Site, naked: Site) -> None:
    assert _by_checksum(naked.dataset.release) == [TRUTH.calls[0][0]]
    assert _by_checksum(guarded.dataset.release) == []
    open_file = guarded.dataset.release.manifest["sources"]["residents"]["files"][0]
    assert len(open_file["sha256"]) == 64


def _sealed(folder: Path, values: pandas.DataFrame, site: Site) -> Path:
    """A release made elsewhere: the same files but for the values, with fitting checksums."""
    target = folder / RELEASES / "new"
    for path in site.folder.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(site.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    name = f"{KEY}/{VALUES}"
    values.to_parquet(target / name)
    manifest = json.loads((target / "manifest.json").read_text("utf-8"))
    content = (target / name).read_bytes()
    manifest["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest["release"] = release_key(manifest)
    (target / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "CURRENT").write_text(f"{manifest['release']}\n", "utf-8")
    target.rename(target.with_name(manifest["release"]))
    return folder


def _check(folder: Path, catalogue: Path) -> int:
    return main(["check", "--data", str(folder), "--catalogue", str(catalogue)])


def test_a_release_made_elsewhere_is_refused_if_it_tells(
    guarded: Site, naked: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = write_world(tmp_path / "raw", TRUTH) / "catalogue"
    protected = pandas.read_parquet(guarded.folder / KEY / VALUES)
    unguarded = pandas.read_parquet(naked.folder / KEY / VALUES)
    assert _check(_sealed(tmp_path / "as it is", protected, guarded), catalogue) == 0

    assert _check(_sealed(tmp_path / "unguarded", unguarded, guarded), catalogue) == 1
    assert "so few people that it must be hidden" in capsys.readouterr().err

    alone = protected.copy()
    neighbour = (alone["indicator"].isin(["calls", "calls_per_km2"])) & (alone["area"] == "202")
    alone.loc[neighbour] = unguarded.loc[neighbour]
    assert _check(_sealed(tmp_path / "alone", alone, guarded), catalogue) == 1
    assert "follows from what is shown around it (3 to 3)" in capsys.readouterr().err

    shared = protected.copy()
    other = shared["indicator"] == "calls_per_km2"
    shared.loc[other] = unguarded.loc[other]
    assert _check(_sealed(tmp_path / "shared", shared, guarded), catalogue) == 1
    assert "hidden" in capsys.readouterr().err


def test_releases_with_hidden_counts_can_be_compared(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("compared")
    more = replace(TRUTH, reports=(*TRUTH.reports[:2], 44))
    old, new = published_again(folder, [TRUTH, more])
    places = ["--data", str(folder / "processed"), "--catalogue", str(folder / "catalogue")]
    assert main(["diff", old.key, new.key, *places]) == 0
    told = capsys.readouterr().out
    assert "reports · women · 2023 · district: 1 of 3 areas" in told
    assert "sources." not in told, "nothing is told of files whose checksum is not published"
