"""What enters the synthesis at a level, in which unit, and why the rest does not."""

from __future__ import annotations

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


@pytest.mark.parametrize("level", LEVELS)
def test_every_indicator_enters_or_says_why_not(demo: Dataset, level: Level) -> None:
    entering = inputs(demo, level)
    entered = {one.indicator.key for one in entering.inputs}
    in_use = {one.key for one in demo.catalogue.in_use}
    assert entered | set(entering.left_out) == in_use
    assert not entered & set(entering.left_out)
    assert entering.values.shape == (len(demo.areas(level)), len(entering.inputs))
    for key, why in entering.left_out.items():
        indicator_ = demo.catalogue.indicators[key]
        levels = {one.level for one in demo.offers.get(key, ())}
        assert (why is Reason.VIOLENCE) == indicator_.of_violence
        if why is Reason.ONLY_DISTRICT:
            assert level is Level.NEIGHBOURHOOD
            assert Level.DISTRICT in levels
            assert level not in levels
        if why is Reason.ONLY_PROVINCE:
            assert levels == {Level.PROVINCE}
        if why is Reason.NOT_PUBLISHED:
            assert not levels


@pytest.mark.parametrize("level", LEVELS)
def test_what_enters_is_what_the_card_shows(demo: Dataset, level: Level) -> None:
    entering = inputs(demo, level)
    for place, one in enumerate(entering.inputs):
        assert one.series.level is level
        assert one.indicator.judged
        assert not one.indicator.of_violence
        offers = [o for o in demo.offers[one.indicator.key] if o.level is level]
        if any(o.group is Group.WOMEN for o in offers):
            assert one.series.group is Group.WOMEN
        same = [o.year for o in offers if o.group is one.series.group]
        assert one.series.year == max(same)
        assert one.known == (~np.isnan(entering.values[:, place]) & entering.countable).sum()
        assert one.on == (one.known >= ENOUGH * entering.countable.sum())
        if not one.of_both and not one.banded:
            shown = demo.measured(one.series).values
            assert entering.values[:, place] == pytest.approx(shown, nan_ok=True)


def test_a_value_that_is_missing_says_why(demo: Dataset) -> None:
    for level in LEVELS:
        entering = inputs(demo, level)
        missing = np.isnan(entering.values)
        assert (entering.flags[missing] != Flag.OK).mean() > 0.99
        assert not (entering.flags[~missing] != Flag.OK).any()


def test_a_sensitive_value_of_a_neighbourhood_enters_in_five_bands(demo: Dataset) -> None:
    entering = inputs(demo, Level.NEIGHBOURHOOD)
    banded = [place for place, one in enumerate(entering.inputs) if one.banded]
    assert banded
    for place in banded:
        one, column = entering.inputs[place], entering.values[:, place]
        assert one.indicator.sensitivity is Sensitivity.SENSITIVE
        assert one.indicator.goalposts is not None
        low, high = one.indicator.goalposts
        shown = demo.measured(one.series).values
        known = ~np.isnan(column)
        assert len({*column[known]}) <= BANDS
        inside = np.clip(shown[known], low, high)
        assert np.abs(column[known] - inside).max() <= (high - low) / BANDS / 2 + 1e-9
    assert not any(one.banded for one in inputs(demo, Level.DISTRICT).inputs)


def test_a_district_figure_is_not_lent_to_neighbourhoods(demo: Dataset) -> None:
    left_out = inputs(demo, Level.NEIGHBOURHOOD).left_out
    assert left_out["illiterate_women_share"] is Reason.ONLY_DISTRICT
    assert left_out["labour_participation"] is Reason.ONLY_PROVINCE
    assert "illiterate_women_share" not in inputs(demo, Level.DISTRICT).left_out


def test_directions_and_ends_of_the_scale(demo: Dataset) -> None:
    entering = inputs(demo, Level.DISTRICT)
    for place, one in enumerate(entering.inputs):
        lower = one.indicator.direction is Direction.LOWER and not one.of_both
        assert entering.scale.directions[place] == (-1 if lower else 1)
        ends = (0.0, 100.0) if one.of_both else one.indicator.goalposts
        assert tuple(entering.scale.goalposts[place]) == ends


def test_the_provinces_own_value_stands_beside_its_areas(demo: Dataset) -> None:
    entering = inputs(demo, Level.DISTRICT)
    found = province_values(demo, Level.DISTRICT, "izmir")
    inside = demo.in_provinces(Level.DISTRICT, ["izmir"])
    own = 0
    for place, one in enumerate(entering.inputs):
        series = Series(one.series.indicator, one.series.group, one.series.year, Level.PROVINCE)
        if demo.has(series) and not one.of_both:
            value = demo.measured(series).values[demo.place("izmir")]
            if not np.isnan(value):
                assert found[place] == value
                own += 1
                continue
        column = entering.values[inside, place]
        if not one.of_both and not np.isnan(column).all():
            assert np.nanmin(column) <= found[place] <= np.nanmax(column)
    assert own


def test_the_most_telling_reason_comes_first() -> None:
    ok, none, few, hidden = Flag.OK, Flag.NO_DATA, Flag.TOO_FEW, Flag.SUPPRESSED
    flags = np.array([[ok, ok, ok], [none, few, ok], [few, none, hidden], [none, ok, hidden]])
    every = why_missing(flags.astype(np.uint8), np.array([True, True, True]))
    assert every.tolist() == [ok, few, hidden, hidden]
    without_last = why_missing(flags.astype(np.uint8), np.array([True, True, False]))
    assert without_last.tolist() == [ok, few, few, none]
