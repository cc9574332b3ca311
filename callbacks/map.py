"""The panels of Harita follow the view; the map itself is painted in the browser."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update

from callbacks.current import Current
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
        [Output(part, "children") for part in PANELS],
        Input(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def panels(words: dict[str, str]) -> list[Any]:
        dataset = current.dataset()
        return map_page.panels(dataset, parse(words, dataset), words)

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

    app.clientside_callback(
        ClientsideFunction("strips", "drawn"),
        Input(ids.STRIPS, "children"),
    )
    app.clientside_callback(
        ClientsideFunction("view", "refocus"),
        Input(ids.SERIES_CONTROLS, "children"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("area_map", "marked"),
        Input(ids.LEGEND, "children"),
    )
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
