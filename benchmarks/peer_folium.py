"""The peer that writes pages: the same polygons by folium, a page for each change.

Run ``python -m benchmarks.peer_folium --data DIR --port PORT --scripts DIR [--provinces A B]``.
folium has no update: another indicator or another range is another page. A page is written once and
kept, so that the time counted is the browser's alone; the pages hold no tiles and, of folium's
scripts, only Leaflet (and Leaflet.Sync for two maps), from ``--scripts``.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import folium
from flask import Flask, Response, request, send_from_directory
from folium.plugins import DualMap
from waitress import serve

from benchmarks.peer_plotly import class_numbers
from benchmarks.peer_resent import FADED, Maps, arguments, inside, maps_of, read_span
from dashboard.figures.colours import SEQUENTIAL

NO_VALUE = "#ddd"
KEPT = 256  # pages

Json = dict[str, Any]


class Pages:
    """The pages of one release, as HTML."""

    def __init__(self, maps: Maps):
        self.maps = maps

    @lru_cache(maxsize=KEPT)  # noqa: B019 - lives as long as the program
    def page(self, key: str, word: str) -> str:
        """One map, or two that move together, for an indicator and a range."""
        options: Json = {"tiles": None, "prefer_canvas": True, "zoom_control": False}
        two = len(self.maps.shapes) > 1
        whole = DualMap(**options) if two else folium.Map(**options)
        shown = [whole.m1, whole.m2] if two else [whole]
        for number, one in enumerate(shown):
            one.default_js = [("leaflet", "/scripts/leaflet.js")]
            one.default_css = [("leaflet_css", "/scripts/leaflet.css")]
            view = self.maps.views[number]
            one.location = [view["center"]["lat"], view["center"]["lon"]]
            one.options["zoom"] = math.floor(view["zoom"] + 1)  # Leaflet's world is half as wide
            self._areas(number, key, word).add_to(one)
        if two:
            whole.default_js = [("Leaflet.Sync", "/scripts/L.Map.Sync.js")]
        return str(whole.get_root().render())

    def _areas(self, number: int, key: str, word: str) -> folium.GeoJson:
        series = self.maps.series[key]
        letters = class_numbers(self.maps.dataset, series)
        held = inside(self.maps.dataset, series, read_span(word))
        place = {self.maps.names[at]: at for at in self.maps.places[number]}

        def style(feature: Json) -> Json:
            at = place[feature["id"]]
            letter = letters[at]
            opacity = 1 if held[at] or not word else FADED
            return {
                "fillColor": NO_VALUE if letter is None else SEQUENTIAL[letter],
                "color": "#fff",
                "weight": 0.5,
                "fillOpacity": opacity,
                "opacity": opacity,
            }

        return folium.GeoJson(self.maps.shapes[number], style_function=style)


def create_server(pages: Pages, scripts: Path) -> Flask:
    """``/?g=KEY&span=LOW,HIGH`` and the scripts."""
    server = Flask("peer_folium")

    @server.get("/")
    def page() -> Response:
        first = next(iter(pages.maps.series))
        return Response(pages.page(request.args.get("g", first), request.args.get("span", "")))

    @server.get("/scripts/<name>")
    def script(name: str) -> Response:
        return send_from_directory(scripts, name)

    return server


def main() -> None:
    """Serve the pages with the server that the atlas uses."""
    parser = arguments(__doc__)
    parser.add_argument("--scripts", type=Path, required=True, help="Leaflet and Leaflet.Sync")
    chosen = parser.parse_args()
    server = create_server(Pages(maps_of(chosen)), chosen.scripts.resolve())
    serve(server, host="127.0.0.1", port=chosen.port, threads=8, ident=None)


if __name__ == "__main__":
    main()
