"""What enters the synthesis at a level, in which unit, and why the rest does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dashboard.catalogue import Direction, Group, Level, Sensitivity
from dashboard.dataset import Dataset, Flag, Series
from dashboard.gender_gap import points, together
from dashboard.index.inputs import BANDS, ENOUGH, Reason, inputs, province_values, why_missing
from tests.index.made import NEIGHBOURHOODS, dataset_of, indicator, row

LEVELS = (Level.DISTRICT, Level.NEIGHBOURHOOD)
WOMEN_AND_MEN = 'groups = ["women", "men"]'
SENSITIVE = 'sensitivity = "sensitive"'


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A sensitive indicator of women and men whose own goalposts are 80 and 100, and one that the
    province has for women alone."""
    entries = [
        indicator("reading", "people", WOMEN_AND_MEN, SENSITIVE, goalposts="[80, 100]"),
        indicator("alone", "work", WOMEN_AND_MEN),
    ]
    women = dict(zip(NEIGHBOURHOODS, (20.0, 40.0, 60.0, 75.0, 90.0, 99.0), strict=True))
    rows = [row(area, "reading", value, "women") for area, value in women.items()]
    rows += [row(area, "reading", 99.0, "men") for area in NEIGHBOURHOODS]
    rows += [row(area, "alone", 30.0 + place, "women") for place, area in enumerate(women)]
    rows += [row(area, "alone", 60.0, "men") for area in women]
    rows += [row("minik", "alone", 35.0, "women")]
    return dataset_of(tmp_path_factory.mktemp("both"), entries, rows)


def _reading(dataset: Dataset) -> np.ndarray:
    series = Series("reading", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
    found = together(dataset, series)
    assert found is not None
    return points(found.scores)


def test_bands_of_the_score_of_both_part_its_own_scale(both: Dataset) -> None:
    entering = inputs(both, Level.NEIGHBOURHOOD)
    place = entering.structure.indicators.index("reading")
    assert entering.inputs[place].of_both
    assert entering.inputs[place].banded
    scores = _reading(both)
    entered = entering.values[:, place]
    assert len({*entered[~np.isnan(scores)]}) > 2, "the scores lie in several fifths"
    known = ~np.isnan(scores)
    assert np.abs(entered - scores)[known].max() <= 100 / BANDS / 2


def test_a_province_with_women_alone_lends_no_rate_as_a_score(both: Dataset) -> None:
    entering = inputs(both, Level.NEIGHBOURHOOD)
    place = entering.structure.indicators.index("alone")
    assert entering.inputs[place].of_both
    scores = entering.values[:, place]
    found = province_values(both, Level.NEIGHBOURHOOD, "minik")[place]
    # 35 is the rate of the province's women; their score beside men can't be told
    assert np.nanmin(scores) <= found <= np.nanmax(scores)
    assert found != 35.0
