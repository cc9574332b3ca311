"""The peer without ``Patch``: each change sends the whole Plotly figure anew.

Run ``python -m benchmarks.peer_resent --data DIR --port PORT [--provinces A B]``. One map of all
provinces, or one map per province named, as a reader of Dash's own examples would write it; kinder
than those in that the polygons are fetched by address once and are not part of the figure.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html, no_update
from waitress import serve

from benchmarks.peer_plotly import (
    class_numbers,
    features,
    neighbourhood_series,
    trace,
    view_of,
)
from dashboard.catalogue import Level, load_catalogue
from dashboard.dataset import Dataset, Series
from dashboard.release import Release, current_release
from dashboard.settings import Settings

FADED = 0.14  # opacity outside the range, as in the atlas
METRES = 50  # tolerance of the polygons that the atlas shows at first

Json = dict[str, Any]
Span = tuple[float, float] | None


def shapes_of(release: Release, province: str) -> Json:
    """The neighbourhoods of one province as a FeatureCollection, coordinates in degrees."""
    path = release.folder / release.geometry(province, METRES)
    return {
        "type": "FeatureCollection",
        "features": list(features(json.loads(path.read_text("utf-8")))),
    }


def inside(dataset: Dataset, series: Series, span: Span) -> list[bool]:
    """Which neighbourhoods the range holds (ends included); all where there is no range."""
    low, high = span or (-math.inf, math.inf)
    return [bool(low <= one <= high) for one in dataset.measured(series).values]


def read_span(word: str | None) -> Span:
    """``low,high`` as two numbers."""
    if not word:
        return None
    low, high = map(float, word.split(","))
    return low, high


class Maps:
    """The figures of one release; ``groups`` holds the provinces of each map."""

    def __init__(
        self,
        dataset: Dataset,
        groups: list[tuple[str, ...]],
        size: tuple[int, int],
        views: list[Json] | None = None,
    ):
        self.dataset = dataset
        self.series = neighbourhood_series(dataset)
        self.size = size
        areas = dataset.areas(Level.NEIGHBOURHOOD)
        self.places = [
            [at for at, one in enumerate(areas["province"]) if one in group] for group in groups
        ]
        self.names = areas["id"].tolist()
        self.shapes: list[Json] = []
        for group in groups:
            parts = [shapes_of(dataset.release, one)["features"] for one in group]
            self.shapes.append({"type": "FeatureCollection", "features": [*chain(*parts)]})
        self.views = views or [view_of(one, *size) for one in self.shapes]

    def figure(self, number: int, key: str, span: Span, view: Json | None = None) -> go.Figure:
        """The whole figure of map ``number`` for an indicator and a range."""
        series, places = self.series[key], self.places[number]
        letters = class_numbers(self.dataset, series)
        drawn = trace(
            [self.names[at] for at in places],
            [letters[at] for at in places],
            f"/areas-{number}.geojson",
        )
        if span:
            held = inside(self.dataset, series, span)
            drawn.selectedpoints = [i for i, at in enumerate(places) if held[at]]
            drawn.unselected = {"marker": {"opacity": FADED}}
        figure = go.Figure(drawn)
        figure.update_layout(
            map={"style": "white-bg", **(view or self.views[number])},
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            width=self.size[0],
            height=self.size[1],
        )
        return figure


def create_peer(maps: Maps) -> Dash:
    """The peer app: its maps, a choice of the indicator, and a store for the range."""
    numbers = range(len(maps.shapes))
    first = next(iter(maps.series))
    app = Dash("peer", assets_folder="none", compress=True)
    for number in numbers:
        address = f"/areas-{number}.geojson"
        app.server.add_url_rule(address, address, _answer(json.dumps(maps.shapes[number])))
    graphs = [
        dcc.Graph(
            id=f"map-{number}",
            figure=maps.figure(number, first, None),
            config={"displayModeBar": False},
        )
        for number in numbers
    ]
    app.layout = html.Div(
        [
            html.Div(graphs, style={"display": "flex"}),
            dcc.RadioItems(list(maps.series), first, id="indicator"),
            dcc.Store(id="span"),
        ]
    )

    @app.callback(
        [Output(f"map-{number}", "figure") for number in numbers],
        Input("indicator", "value"),
        Input("span", "data"),
        prevent_initial_call=True,
    )
    def redraw(key: str, word: str | None) -> list[go.Figure]:
        return [maps.figure(number, key, read_span(word)) for number in numbers]

    if len(graphs) > 1:
        _follow(app, maps, first)
    return app


def _answer(written: str) -> Callable[[], tuple[str, int, dict[str, str]]]:
    return lambda: (written, 200, {"Content-Type": "application/json"})


def _follow(app: Dash, maps: Maps, key: str) -> None:
    """The second map is moved as far as the first, when Plotly says that it was moved."""

    @app.callback(
        Output("map-1", "figure", allow_duplicate=True),
        Input("map-0", "relayoutData"),
        prevent_initial_call=True,
    )
    def follow(change: Json | None) -> Any:
        if not change or "map.center" not in change:
            return no_update
        home, now, other = maps.views[0]["center"], change["map.center"], maps.views[1]
        centre = {axis: other["center"][axis] + now[axis] - home[axis] for axis in ("lon", "lat")}
        return maps.figure(1, key, None, {**other, "center": centre})


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What both peers are told."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True, help="folder of releases")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--provinces", nargs="*", default=[], help="a map for each; else one of all"
    )
    parser.add_argument("--width", type=int, default=748, help="of a map, pixels")
    parser.add_argument("--height", type=int, default=600, help="of a map, pixels")
    parser.add_argument("--views", type=json.loads, help="centre (degrees) and zoom of each map")
    return parser


def maps_of(chosen: argparse.Namespace) -> Maps:
    """The maps that the arguments name."""
    catalogue = load_catalogue(Settings.from_environment().catalogue)
    dataset = Dataset(current_release(chosen.data), catalogue)
    groups = [(one,) for one in chosen.provinces] or [tuple(dataset.release.provinces)]
    return Maps(dataset, groups, (chosen.width, chosen.height), chosen.views)


def main() -> None:
    """Serve the peer with the server that the atlas uses."""
    chosen = arguments(__doc__).parse_args()
    app = create_peer(maps_of(chosen))
    serve(app.server, host="127.0.0.1", port=chosen.port, threads=8, ident=None)


if __name__ == "__main__":
    main()
