"""The axis of the distribution has the unit of its series."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dashboard.dataset import Dataset
from dashboard.figures.distribution import strips
from dashboard.view import View


@pytest.mark.parametrize(
    ("query", "prefix", "suffix"),
    [
        ("g=employment&grup=kadin", "%", ""),
        ("g=employment&grup=kadin&dil=en", "", "%"),
        ("g=employment&grup=fark", "", ""),
        ("g=employment&grup=fark&dil=en", "", ""),
        ("g=population&dil=en", "", ""),
    ],
)
def test_ticks_have_a_percent_sign_for_shares_and_none_for_points(
    tiny: Dataset, view: Callable[[str, Dataset], View], query: str, prefix: str, suffix: str
) -> None:
    axis = strips(tiny, view(query, tiny), ["d-11", "d-12"]).layout.xaxis
    assert (axis.tickprefix, axis.ticksuffix) == (prefix, suffix)
