"""Controls → view → address: the only writer of the view."""

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
