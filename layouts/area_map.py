"""The map: one layer per province and level, geometry loaded by the browser, painted by class."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_leaflet as dl
import numpy as np
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.catalogue import BreakRule, Group, Level
from dashboard.classes import letters, palette
from dashboard.dataset import Dataset, Series
from dashboard.summary import subtitle, title
from dashboard.view import View
from dashboard.wording import text, unit_of
from layouts import ids

LAYERS = {Level.NEIGHBOURHOOD: 410, Level.DISTRICT: 420, Level.PROVINCE: 430}  # pane z-index
TOLERANCES = (50, 20)  # metres: first view, near view
MARGIN = 0.12  # degrees around the label points of the districts


def paint(dataset: Dataset, view: View) -> dict[str, Any]:
    """What the map shows at first: series, classes and title belong to each other."""
    series = view.series
    return {
        "key": series.key,
        "rule": str(view.rule or ""),
        "level": str(series.level),
        "palette": palette(dataset, series, view.rule),
        "letters": letters(dataset, series, view.rule),
        "title": title(dataset, series, view.language),
        "subtitle": subtitle(dataset, series, view.language),
    }


def area_map(dataset: Dataset, view: View, first: dict[str, Any]) -> list[Component]:
    """The map and the store of what it shows at first."""
    return [
        dcc.Store(id=ids.PAINT, data=first),
        dcc.Store(id=ids.PAINTED),
        dcc.Store(id=ids.MAP_DRAWN),
        html.Div(
            dl.Map(
                [_pane(level, z) for level, z in LAYERS.items()]
                + [
                    _layer(province, level)
                    for level in LAYERS
                    for province in dataset.release.provinces
                ]
                + [dl.ZoomControl(position="topright")],
                id=ids.MAP,
                center=_centre(dataset, view),
                zoom=8,
                zoomControl=False,
                attributionControl=False,
                zoomSnap=0.25,
                zoomDelta=0.75,
                wheelPxPerZoomLevel=90,
                maxZoom=17,
                minZoom=6,
                keyboard=False,
                className="map",
            ),
            className="map-frame",
            **{
                "data-testid": "map",
                "data-level": str(first["level"]),
                "data-palette": str(first["palette"]),
                "role": "group",
                "aria-label": text("map.label", view.language),
            },
        ),
        html.Div(id="hover-card", className="hover-card", hidden=True),
    ]


def _pane(level: Level, z: int) -> Component:
    return dl.Pane(name=str(level), style={"zIndex": z}, id=f"pane-{level}")


def _layer(province: str, level: Level) -> Component:
    return dl.GeoJSON(
        id=ids.geometry(province, level),
        pane=str(level),
        interactive=False,
        disableDefaultEventHandlers=True,
        style={"variable": "atlasMap.style"},
        onEachFeature={"variable": "atlasMap.onEachFeature"},
    )


def _centre(dataset: Dataset, view: View) -> list[float]:
    corners = bounds(dataset, view)
    return [sum(corner[axis] for corner in corners) / 2 for axis in (0, 1)]


def bounds(dataset: Dataset, view: View) -> list[list[float]]:
    """South-west and north-east corner of the provinces in view, by the districts' labels."""
    districts = dataset.areas(Level.DISTRICT)
    inside = districts[dataset.in_provinces(Level.DISTRICT, view.provinces(dataset))]
    return [
        [float(inside["lat"].min()) - MARGIN, float(inside["lon"].min()) - MARGIN],
        [float(inside["lat"].max()) + MARGIN, float(inside["lon"].max()) + MARGIN],
    ]


def offers(dataset: Dataset) -> dict[str, Any]:
    """Per indicator its default group and the series it has, for ``assets/js/1_view.js``."""
    return {
        key: {
            "group": str(dataset.catalogue.indicators[key].default_group),
            "series": [[one.level, one.group, one.year] for one in series],
        }
        for key, series in dataset.offers.items()
    }


def preload(dataset: Dataset, language: str) -> dict[str, Any]:
    """Classes and titles of every indicator's default series at each level."""
    found: dict[str, Any] = {}
    for key, series in dataset.offers.items():
        group = dataset.catalogue.indicators[key].default_group
        for level in Level:
            first = next((one for one in series if (one.level, one.group) == (level, group)), None)
            if first:
                found[first.key] = _short(dataset, first, language)
    return found


def _short(dataset: Dataset, series: Series, language: str) -> dict[str, str]:
    return {
        "palette": palette(dataset, series),
        "letters": letters(dataset, series),
        "title": title(dataset, series, language),
        "subtitle": subtitle(dataset, series, language),
    }


def series_answer(
    dataset: Dataset, series: Series, rule: BreakRule | None, language: str
) -> dict[str, Any]:
    """Classes, title and values of one series: what the browser needs to paint it and to hover.

    Values are whole numbers of the last published digit, because that is how they are shown.
    """
    indicator = dataset.indicator(series)
    measured = dataset.measured(series)
    scaled = np.rint(measured.values * 10**indicator.digits)
    unit = unit_of(indicator, series.group)
    return {
        "key": series.key,
        "level": str(series.level),
        "palette": palette(dataset, series, rule),
        "letters": letters(dataset, series, rule),
        "title": title(dataset, series, language),
        "subtitle": subtitle(dataset, series, language),
        "values": [None if np.isnan(one) else int(one) for one in scaled],
        "digits": indicator.digits,
        "pattern": text(f"unit.{unit}.amount", language),
        "unit": str(indicator.unit),
        "sign": series.group is Group.GAP,
    }


def browser_constants(dataset: Dataset, view: View) -> dict[str, Any]:
    """What the browser must know of the release to load, place and name its areas."""
    release = dataset.release
    districts = dataset.areas(Level.DISTRICT).sort_values("population", ascending=False)
    return {
        "release": release.key,
        "provinces": list(release.provinces),
        "offers": offers(dataset),
        "geometry": {
            province: {
                metres: f"/geo/{release.key}/{release.geometry(province, metres)}"
                for metres in TOLERANCES
            }
            for province in release.provinces
        },
        "offsets": {one: _spans(dataset, one, first=True) for one in release.provinces},
        "sizes": {one: _spans(dataset, one, first=False) for one in release.provinces},
        "bounds": {one: bounds(dataset, replace(view, province=one)) for one in release.provinces},
        "values": f"/values/{release.key}/{view.language}",
        "districts": dict(zip(districts["id"], districts["name"], strict=True)),
        "labels": _labels(districts),
        "provinceLabels": _labels(dataset.areas(Level.PROVINCE)),
        "words": {
            "n": text("flag.no_data", view.language),
            "f": text("flag.too_few", view.language),
            "s": text("flag.suppressed", view.language),
            "x": text("flag.not_valued", view.language),
            "yes": text("yes", view.language),
            "no": text("no", view.language),
            "offline": text("notice.offline", view.language),
            "zoom-in": text("map.zoom_in", view.language),
            "zoom-out": text("map.zoom_out", view.language),
        },
    }


def _labels(areas: pd.DataFrame) -> list[dict[str, Any]]:
    """Names and where they stand, in the order of ``areas``: the first win where two would lie on
    each other."""
    columns = ("id", "name", "lat", "lon", "province")
    return [
        {"id": area, "name": name, "lat": round(lat, 4), "lon": round(lon, 4), "province": province}
        for area, name, lat, lon, province in zip(*(areas[one] for one in columns), strict=True)
    ]


def _spans(dataset: Dataset, province: str, first: bool) -> dict[str, int]:
    """Per level the position of the province's first area, or how many it has."""
    found = {}
    for level in Level:
        inside = np.flatnonzero(dataset.in_provinces(level, [province]))
        found[str(level)] = int(inside[0] if first else len(inside))
    return found
