"""The map: one layer per province and level, geometry loaded by the browser, painted by class."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import dash_leaflet as dl
import numpy as np
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.catalogue import BreakRule, Group, Level
from dashboard.classes import letters, palette
from dashboard.comparison import LETTERS, Outcome, outcomes
from dashboard.dataset import Dataset, Series
from dashboard.entries import LANGUAGES
from dashboard.places import sort_key
from dashboard.summary import subtitle, title
from dashboard.view import View
from dashboard.wording import text, texts, unit_of
from layouts import ids

LAYERS = {Level.NEIGHBOURHOOD: 410, Level.DISTRICT: 420, Level.PROVINCE: 430}  # pane z-index
TOLERANCES = (50, 20)  # metres: first view, near view
# one letter per area in what the browser gets
OUTCOME_LETTERS = dict(zip(Outcome, "bswhlmu-", strict=True))
KM_PER_DEGREE = 111.0
SECOND = "-second"  # the second of two maps
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


def area_map(
    dataset: Dataset, view: View, first: dict[str, Any], wheel: bool = True
) -> list[Component]:
    """The map and the stores of what it shows at first. ``wheel``: whether the mouse wheel zooms,
    else it scrolls the page that the map stands on."""
    return [*_stores(first), _map(dataset, view, first, wheel=wheel), _hover_card()]


def twin_maps(
    dataset: Dataset, view: View, first: dict[str, Any], names: Sequence[Component | None]
) -> Component:
    """Two maps of the same series side by side, for the browser to keep together. ``names``: what
    stands over each."""
    return html.Div(
        [
            *_stores(first),
            *(
                html.Div(
                    [
                        html.Div(name, id=ids.TWIN_NAMES[place], className="twin-name"),
                        html.Div(
                            _map(dataset, view, first, SECOND if place else ""),
                            className="map-holder",
                        ),
                    ],
                    className="twin",
                )
                for place, name in enumerate(names)
            ),
            _hover_card(),
        ],
        className="twins",
    )


def table_button(language: str) -> Component:
    """Leads from the map to the table that says the same."""
    said = text("map.table", language)
    return html.Button(
        text("map.table_short", language),
        className="text-button",
        title=said,
        **{"data-action": "table", "aria-label": said},
    )


def _stores(first: dict[str, Any]) -> list[Component]:
    return [
        dcc.Store(id=ids.PAINT, data=first),
        dcc.Store(id=ids.PAINTED),
        dcc.Store(id=ids.MAP_DRAWN),
    ]


def _hover_card() -> Component:
    return html.Div(
        [
            html.Div(id="hover-card", className="hover-card", hidden=True),
            html.Div(id="map-spoken", className="visually-hidden", role="status"),
        ],
        className="map-aside",
    )


def _map(
    dataset: Dataset, view: View, first: dict[str, Any], name: str = "", wheel: bool = True
) -> Component:
    return html.Div(
        dl.Map(
            [_pane(level, z, name) for level, z in LAYERS.items()]
            + [
                _layer(province, level, name)
                for level in LAYERS
                for province in dataset.release.provinces
            ]
            + [dl.ZoomControl(position="topright")],
            id=f"{ids.MAP}{name}",
            center=_centre(dataset, view),
            zoom=8,
            zoomControl=False,
            attributionControl=False,
            trackViewport=False,  # else a late echo of where the map was moves it back
            zoomSnap=0.25,
            zoomDelta=0.75,
            wheelPxPerZoomLevel=90,
            scrollWheelZoom=wheel,
            maxZoom=17,
            minZoom=6,
            keyboard=False,
            className="map",
        ),
        className="map-frame",
        tabIndex=0,
        **{
            "data-testid": "map",
            "data-map": name,
            "data-keys": text("map.keys", view.language),
            "data-level": str(first["level"]),
            "data-palette": str(first["palette"]),
            "role": "application",
            "aria-label": text("map.label", view.language),
            "aria-description": text("map.keys", view.language),
        },
    )


def _pane(level: Level, z: int, of_map: str) -> Component:
    return dl.Pane(name=str(level), style={"zIndex": z}, id=f"pane-{level}{of_map}")


def _layer(province: str, level: Level, of_map: str) -> Component:
    return dl.GeoJSON(
        id=ids.geometry(province, level, of_map),
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


def places(dataset: Dataset, areas: Sequence[str]) -> list[dict[str, Any]]:
    """Where compared areas stand: letter, label point, province, and the corners (south-west,
    north-east) of their label points, or of a square as large as the area."""
    return [
        {
            "id": area,
            "letter": letter,
            **{column: dataset.area(area)[column] for column in ("name", "province", "lat", "lon")},
            "bounds": _around(dataset, area),
        }
        for letter, area in zip(LETTERS, areas, strict=False)
    ]


def _around(dataset: Dataset, area: str) -> list[list[float]]:
    fine = dataset.areas(Level.NEIGHBOURHOOD)
    inside = fine[(fine["district"] == area).to_numpy() | (fine["id"] == area).to_numpy()]
    half = math.sqrt(float(inside["area_km2"].median())) / KM_PER_DEGREE
    return [
        [float(inside["lat"].min()) - half, float(inside["lon"].min()) - half],
        [float(inside["lat"].max()) + half, float(inside["lon"].max()) + half],
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
        "outcomes": "".join(OUTCOME_LETTERS[one] for one in outcomes(dataset, series)),
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
        "values": f"/values/{release.key}/{_stamp(dataset)}/{view.language}",
        "districts": dict(zip(districts["id"], districts["name"], strict=True)),
        "labels": _labels(districts),
        "districtOrder": _district_order(dataset),
        "provinceLabels": _labels(dataset.areas(Level.PROVINCE)),
        "outcomes": {
            OUTCOME_LETTERS[one]: text(f"outcome_beside_province.{one}", view.language)
            for one in Outcome
            if one is not Outcome.NOT_COMPARED
        },
        "words": {
            "n": text("flag.no_data", view.language),
            "f": text("flag.too_few", view.language),
            "s": text("flag.suppressed", view.language),
            "x": text("flag.not_valued", view.language),
            "unreliable": text("unreliable.count", view.language),
            "yes": text("yes", view.language),
            "no": text("no", view.language),
            "zoom-in": text("map.zoom_in", view.language),
            "zoom-out": text("map.zoom_out", view.language),
        },
    }


@lru_cache(maxsize=4)
def _stamp(dataset: Dataset) -> str:
    """Changes with the words and the catalogue: answers are kept for ever by browsers, and they
    hold titles and units, not numbers alone."""
    said = [texts(language) for language in LANGUAGES]
    return hashlib.sha256(repr((said, dataset.catalogue)).encode()).hexdigest()[:8]


def _district_order(dataset: Dataset) -> list[dict[str, str]]:
    """Districts in the order in which the keyboard steps through them: by province and name."""
    districts = dataset.areas(Level.DISTRICT)
    rows = zip(*(districts[column] for column in ("id", "name", "province")), strict=True)
    order = {province: place for place, province in enumerate(dataset.release.provinces)}
    ordered = sorted(rows, key=lambda row: (order[row[2]], sort_key(row[1])))
    return [{"id": area, "province": province} for area, _, province in ordered]


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
