"""The panels of Harita follow the view; the map itself is painted in the browser."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update

from callbacks.current import Current
from callbacks.view import follow_drawing
from dashboard.view import parse
from layouts import ids
from layouts.pages import map as map_page

PANELS = (
    ids.NOTICE,
    ids.SERIES_CONTROLS,
    ids.ABOUT,
    ids.COUNTS,
    ids.LEGEND,
    ids.RANKING,
    ids.DISTRIBUTION,
    ids.AREA,
    ids.ANNOUNCEMENT,
)


def register(app: Dash, current: Current) -> None:
    app.clientside_callback(
        ClientsideFunction("area_map", "show"),
        Output(ids.PAINTED, "data"),
        Input(ids.VIEW, "data"),
        State(ids.PAGE, "data"),
        State(ids.PAINT, "data"),
    )

    @app.callback(
        [Output(ids.PANELS_DRAWN, "data"), *(Output(part, "children") for part in PANELS)],
        Input(ids.VIEW, "data"),
        State(ids.PANELS_DRAWN, "data"),
        prevent_initial_call=True,
    )
    def panels(words: dict[str, str], drawn: dict[str, str]) -> list[Any]:
        dataset = current.dataset()
        brushed = {**words, "aralik": ""} == {**drawn, "aralik": ""}
        return [words, *map_page.panels(dataset, parse(words, dataset), words, brushed)]

    @app.callback(
        Output(ids.STRIPS, "children"),
        Output(ids.STRIPS_DRAWN, "data"),
        Input(ids.VIEW, "data"),
        Input(ids.MAP_DRAWN, "data"),
        State(ids.STRIPS_DRAWN, "data"),
        prevent_initial_call=True,
    )
    def strips(words: dict[str, str], map_drawn: bool, drawn: str) -> tuple[Any, Any]:
        dataset = current.dataset()
        view = parse(words, dataset).view
        key = map_page.strips_key(view)
        if key == drawn or not map_drawn:
            return no_update, no_update
        return map_page.strips_chart(dataset, view), key

    follow_drawing(app, strips=ids.STRIPS, controls=ids.SERIES_CONTROLS, legend=ids.LEGEND)
    for function, prop in (
        ("brushed", "relayoutData"),
        ("pointed", "hoverData"),
        ("clicked", "clickData"),
    ):
        app.clientside_callback(
            ClientsideFunction("area_map", function),
            Input({"role": "chart", "name": ALL}, prop),
            prevent_initial_call=True,
        )
