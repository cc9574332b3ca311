"""Weights → view → map, legend, card and panels of Sentez; the map alone while a weight moves."""

from __future__ import annotations

import json
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State
from flask import Flask, Response, abort, request

from callbacks.current import Current
from dashboard.synthesis_view import Part
from dashboard.view import parse
from layouts import ids
from layouts.markup import Markup
from layouts.pages import synthesis as synthesis_page
from layouts.synthesis_map import letters


def register(app: Dash, current: Current) -> None:
    _register_moving(app.server, current)

    @app.callback(
        Output(ids.SYNTHESIS, "data"),
        Output(ids.SYNTHESIS_NOTICE, "children"),
        Output(ids.SYNTHESIS_LEGEND, "children"),
        Output(ids.SYNTHESIS_CARD, "children"),
        Input(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def follow(words: dict[str, str]) -> tuple[Any, ...]:
        dataset = current.dataset()
        return synthesis_page.panels(dataset, parse(words, dataset))

    @app.callback(
        Output({"role": "part", "name": ALL}, "children"),
        Input(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def parts(words: dict[str, str]) -> list[Any]:
        dataset = current.dataset()
        view = parse(words, dataset).view
        return [Markup(synthesis_page.panel(dataset, view, part, words)) for part in Part]

    app.clientside_callback(
        ClientsideFunction("synthesis", "structure"),
        Output(ids.WEIGHTS_DRAWN, "data"),
        Input(ids.VIEW, "data"),
        State(ids.WEIGHTS_DRAWN, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.WEIGHTS, "children"),
        Input(ids.WEIGHTS_DRAWN, "data"),
        State(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def draw_weights(_drawn: str, words: dict[str, str]) -> Any:
        dataset = current.dataset()
        return synthesis_page.weights(dataset, parse(words, dataset).view)

    app.clientside_callback(
        ClientsideFunction("synthesis", "drawn"),
        Input(ids.WEIGHTS, "children"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("synthesis", "paint"),
        Output(ids.SYNTHESIS_PAINTED, "data"),
        Input(ids.SYNTHESIS, "data"),
        State(ids.PAGE, "data"),
        State(ids.VIEW, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("area_map", "marked"), Input(ids.SYNTHESIS_LEGEND, "children")
    )


def _register_moving(server: Flask, current: Current) -> None:
    @server.get("/index/<release>.json")
    def moving(release: str) -> Response:
        """The classes of the areas under the weights of the address, while a thumb moves."""
        dataset = current.dataset()
        if release != dataset.release.key:
            abort(404)
        found = letters(dataset, parse(dict(request.args), dataset).view)
        answer = Response(json.dumps(found), content_type="application/json")
        answer.headers["Cache-Control"] = "no-store"
        return answer
