"""Controls → view → address; and what the browser does to parts that were drawn anew.

The view is written by ``gather`` from the controls, and by `assets/js/1_view.js` itself for choices
inside the page and for Back and Forward.
"""

from __future__ import annotations

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from layouts import ids


def register(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("view", "gather"),
        Output(ids.VIEW, "data"),
        Input({"role": "control", "field": ALL, "first": ALL}, "value"),
        Input({"role": "held", "field": ALL}, "data"),
        State(ids.VIEW, "data"),
        State(ids.PAGE, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("view", "address"),
        Output(ids.ADDRESSED, "data"),
        Input(ids.VIEW, "data"),
        State(ids.PAGE, "data"),
    )


def follow_drawing(app: Dash, *, strips: str, controls: str, legend: str) -> None:
    """Fade the dots, keep the focus and mark the ruler when these parts are drawn anew."""
    app.clientside_callback(ClientsideFunction("strips", "drawn"), Input(strips, "children"))
    app.clientside_callback(
        ClientsideFunction("view", "refocus"),
        Input(controls, "children"),
        prevent_initial_call=True,
    )
    app.clientside_callback(ClientsideFunction("area_map", "marked"), Input(legend, "children"))
