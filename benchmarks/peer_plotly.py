"""The peer: the same polygons in a Plotly ``choropleth_map``, driven by ``Patch`` on ``z``.

Run ``python -m benchmarks.peer_plotly --data DIR --port PORT``. It is made as fast as this design
allows: no tiles, geometry by address and not in the figure, class numbers instead of values, and
one small answer per change of the indicator.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from dash import Dash, Input, Output, Patch, dcc, html

from dashboard.catalogue import Level, load_catalogue
from dashboard.classes import classes
from dashboard.dataset import Dataset, Series
from dashboard.figures.colours import SEQUENTIAL
from dashboard.release import Release, current_release
from dashboard.settings import Settings

METRES = 50  # tolerance of the polygons that the atlas shows at first
TILE = 512  # pixels that the world is wide at zoom 0

Json = dict[str, Any]


def neighbourhood_series(dataset: Dataset) -> dict[str, Series]:
    """Per indicator the series of its default group, where neighbourhoods have one."""
    found: dict[str, Series] = {}
    for key, offered in dataset.offers.items():
        group = dataset.catalogue.indicators[key].default_group
        for one in offered:
            if (one.level, one.group) == (Level.NEIGHBOURHOOD, group):
                found.setdefault(key, one)
    return found


def features(topology: Json) -> Iterator[Json]:
    """The neighbourhoods of a TopoJSON as GeoJSON features, coordinates in degrees."""
    arcs = list(_decoded(topology))
    for one in topology["objects"]["neighbourhood"]["geometries"]:
        parts = [one["arcs"]] if one["type"] == "Polygon" else one.get("arcs", [])
        yield {
            "type": "Feature",
            "id": one["properties"]["id"],
            "properties": {},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[_ring(arcs, ring) for ring in part] for part in parts],
            },
        }


def _decoded(topology: Json) -> Iterator[list[list[float]]]:
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append([x * scale[0] + origin[0], y * scale[1] + origin[1]])
        yield points


def _ring(arcs: list[list[list[float]]], indices: list[int]) -> list[list[float]]:
    points: list[list[float]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def collection(release: Release) -> Json:
    """All provinces of the release as one FeatureCollection."""
    found: list[Json] = []
    for province in release.provinces:
        path = release.folder / release.geometry(province, METRES)
        found.extend(features(json.loads(path.read_text("utf-8"))))
    return {"type": "FeatureCollection", "features": found}


def view_of(shapes: Json, width: int, height: int) -> Json:
    """Centre (degrees) and zoom at which all shapes fit ``width`` × ``height`` pixels."""
    points = [
        point
        for feature in shapes["features"]
        for part in feature["geometry"]["coordinates"]
        for point in part[0]
    ]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    tall = _mercator(north) - _mercator(south)
    fit = min(width / ((east - west) / 360 * TILE), height / (tall / (2 * math.pi) * TILE))
    return {
        "center": {"lon": (west + east) / 2, "lat": (south + north) / 2},
        "zoom": math.log2(fit),
    }


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def class_numbers(dataset: Dataset, series: Series) -> list[int | None]:
    """Class of each neighbourhood, none where it has no value."""
    return [int(one) if one >= 0 else None for one in classes(dataset, series)]


def create_peer(dataset: Dataset, width: int, height: int) -> Dash:
    """The peer app; the map is ``width`` × ``height`` pixels."""
    series = neighbourhood_series(dataset)
    shapes = collection(dataset.release)
    written = json.dumps(shapes, separators=(",", ":"))
    numbers = {key: class_numbers(dataset, one) for key, one in series.items()}
    first = next(iter(numbers))
    app = Dash("peer", assets_folder="none", compress=True)

    @app.server.get("/areas.geojson")
    def areas() -> tuple[str, int, dict[str, str]]:
        return written, 200, {"Content-Type": "application/json"}

    names = dataset.areas(Level.NEIGHBOURHOOD)["id"].tolist()
    figure = go.Figure(trace(names, numbers[first]))
    figure.update_layout(
        map={"style": "white-bg", **view_of(shapes, width, height)},
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        width=width,
        height=height,
    )
    app.layout = html.Div(
        [
            dcc.Graph(id="map", figure=figure, config={"displayModeBar": False}),
            dcc.RadioItems(list(numbers), first, id="indicator"),
        ]
    )

    @app.callback(Output("map", "figure"), Input("indicator", "value"), prevent_initial_call=True)
    def recolour(key: str) -> Patch:
        patch = Patch()
        patch["data"][0]["z"] = numbers[key]
        return patch

    return app


def trace(
    names: list[str], numbers: list[int | None], shapes: str = "/areas.geojson"
) -> go.Choroplethmap:
    """Areas by class number; ``shapes`` is the address of their polygons."""
    steps = len(SEQUENTIAL)
    scale = [(place / steps, colour) for i, colour in enumerate(SEQUENTIAL) for place in (i, i + 1)]
    return go.Choroplethmap(
        geojson=shapes,
        locations=names,
        z=numbers,
        zmin=-0.5,
        zmax=steps - 0.5,
        colorscale=scale,
        showscale=False,
        marker={"line": {"width": 0.5, "color": "#fff"}},
        hoverinfo="skip",
    )


def main() -> None:
    """Serve the peer with the server that the atlas uses."""
    from waitress import serve

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of releases")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--width", type=int, default=748, help="of the map, pixels")
    parser.add_argument("--height", type=int, default=600, help="of the map, pixels")
    chosen = parser.parse_args()
    catalogue = load_catalogue(Settings.from_environment().catalogue)
    dataset = Dataset(current_release(chosen.data), catalogue)
    app = create_peer(dataset, chosen.width, chosen.height)
    serve(app.server, host="127.0.0.1", port=chosen.port, threads=8, ident=None)


if __name__ == "__main__":
    main()
