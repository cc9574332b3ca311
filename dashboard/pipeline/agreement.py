"""What values must obey before they are written: the catalogue's word and the areas' kinds."""

from __future__ import annotations

import geopandas
import pandas

from dashboard.catalogue import Catalogue, Indicator, Level, Sensitivity
from dashboard.dataset import FLAGS, METHODS
from dashboard.pipeline.disclosure import unprotected
from dashboard.release import UNVALUED

_LEVELS = list(Level)


class DisagreementError(ValueError):
    """Values that the catalogue or the areas forbid."""


def require_agreement(
    province: str,
    areas: geopandas.GeoDataFrame,
    values: pandas.DataFrame,
    catalogue: Catalogue,
) -> None:
    """Raise ``DisagreementError`` for the first rule that ``values`` break.

    No value stands for an unknown area, an islet or an industrial zone, at a level finer than its
    indicator is published for, twice, or without the flag ``ok``; and nothing that must be hidden
    is shown or follows from what is.
    """

    def stop(rows: pandas.DataFrame, reason: str) -> None:
        if len(rows):
            row = rows.iloc[0]
            raise DisagreementError(
                f"{province}: {row['indicator']} of {row['area']} ({row['group']}, {row['year']}): "
                f"{reason}"
            )

    known = values["indicator"].isin(list(catalogue.indicators))
    stop(values[~known], "the indicator is not in indicators.toml. Add it there.")
    _require_areas(areas, values, stop)
    _require_flags(values, stop)
    key = ["area", "indicator", "group", "year"]
    stop(values[values.duplicated(key)], "it stands there twice. Keep one.")
    for name, rows in values.groupby("indicator"):
        indicator = catalogue.indicators[str(name)]
        fine = rows[rows["level"].map(_LEVELS.index) < _LEVELS.index(_finest(indicator))]
        stop(fine, f"it is published for the {_finest(indicator)} and not below. Leave it out.")
        groups = rows["group"].isin([str(group) for group in indicator.groups])
        stop(rows[~groups], "the catalogue does not name this group. Add it or leave it out.")
    for at, reason in unprotected(values, areas, catalogue):
        stop(values.iloc[[at]], reason)


def _finest(indicator: Indicator) -> Level:
    violence = indicator.sensitivity is Sensitivity.VIOLENCE
    if violence and indicator.finest_level is Level.NEIGHBOURHOOD:
        return Level.DISTRICT
    return indicator.finest_level


def _require_areas(areas: geopandas.GeoDataFrame, values: pandas.DataFrame, stop: object) -> None:
    assert callable(stop)
    if areas["id"].duplicated().any():
        twice = areas.loc[areas["id"].duplicated(), "id"].iloc[0]
        raise DisagreementError(f"The id {twice} is given to two areas. Give each its own.")
    level = dict(zip(areas["id"], areas["level"], strict=True))
    kind = dict(zip(areas["id"], areas["kind"], strict=True))
    stop(values[~values["area"].isin(list(level))], "there is no such area. Leave it out.")
    stop(values[values["area"].map(level) != values["level"]], "its area has another level.")
    unvalued = values["area"].map(kind).isin(UNVALUED)
    stop(values[unvalued], "islets and industrial zones have no values. Leave it out.")


def _require_flags(values: pandas.DataFrame, stop: object) -> None:
    assert callable(stop)
    stop(values[~values["flag"].isin(FLAGS)], f"its flag is none of {', '.join(FLAGS)}.")
    stop(values[~values["method"].isin(METHODS)], f"its method is none of {', '.join(METHODS)}.")
    has_value = values["value"].notna()
    is_ok = values["flag"] == "ok"
    stop(values[has_value != is_ok], "a value goes with the flag ok, and only with it.")
    hidden = ~is_ok & values["numerator"].notna()
    stop(values[hidden], "its numerator would tell what the flag hides. Leave it out.")
