"""What a reader may not see: rates of too few people, and counts that would point at somebody."""

from __future__ import annotations

import numpy
import numpy.typing
import pandas

from dashboard.catalogue import Indicator, Sensitivity

SMALL_COUNT = 5
SMALL_COUNT_OF_VIOLENCE = 10
LEAST_HIDDEN = 2
Marks = numpy.typing.NDArray[numpy.bool_]


def hidden(rows: pandas.DataFrame, indicator: Indicator, within: str) -> pandas.DataFrame:
    """The rows of one indicator, level, group and year with their flag, hidden ones emptied.

    A rate whose denominator is under the catalogue's floor is ``too_few``. Of sensitive indicators
    counts from 1 to 4 (of violence 1 to 9) are ``suppressed``, and then the next smallest of the
    same ``within`` (a column of ``rows``), until at least two are hidden there and these add up to
    the smallest count that may be shown: the total above gives none of them away.
    """
    rows = rows.assign(flag="ok")
    violence = indicator.sensitivity is Sensitivity.DISTRICT_ONLY
    if not violence:
        rows.loc[rows["denominator"] < indicator.floor, "flag"] = "too_few"
    if indicator.sensitivity is not Sensitivity.OPEN:
        least = SMALL_COUNT_OF_VIOLENCE if violence else SMALL_COUNT
        for _, members in rows.groupby(within):
            rows.loc[_suppressed(members, least), "flag"] = "suppressed"
    rows.loc[rows["flag"] != "ok", ["value", "numerator"]] = numpy.nan
    return rows


def _suppressed(members: pandas.DataFrame, least: int) -> pandas.Index:
    """Which rows of one whole to suppress: small counts, and enough others to protect them."""
    shown = members[members["flag"] == "ok"].sort_values("numerator", kind="stable")
    few = len(members) - len(shown)
    small = int(((shown["numerator"] > 0) & (shown["numerator"] < least)).sum())
    # A single rate of too few people would follow from the total above, so it needs company too.
    if not small and few != 1:
        return shown.index[:0]
    counts = shown.loc[shown["numerator"] > 0, "numerator"]
    wanted = max(small, LEAST_HIDDEN)
    while wanted < len(counts) and counts.iloc[:wanted].sum() < least:
        wanted += 1
    return counts.index[:wanted]
