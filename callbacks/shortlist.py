"""Rules, weights and draws → view → list, map and card of Kısa liste."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from callbacks.current import Current
from dashboard.view import parse
from layouts import ids
from layouts.pages import shortlist as shortlist_page


def register(app: Dash, current: Current) -> None:
    @app.callback(
        Output(ids.SHORTLIST, "data"),
        Output(ids.SHORTLIST_HEAD, "children"),
        Output(ids.SHORTLIST_NOTICE, "children"),
        Output(ids.SHORTLIST_LIST, "children"),
        Output(ids.SHORTLIST_CARD, "children"),
        Output(ids.SHORTLIST_LEGEND, "children"),
        Output(ids.SHORTLIST_RULES, "children"),
        Output(ids.SHORTLIST_DRAWS, "children"),
        Output(ids.SHORTLIST_WEIGHTS, "children"),
        Output({"role": "criterion", "part": "counted", "place": ALL}, "children"),
        Input(ids.VIEW, "data"),
        State({"role": "criterion", "part": "counted", "place": ALL}, "id"),
        prevent_initial_call=True,
    )
    def follow(words: dict[str, str], counted: list[dict[str, Any]]) -> tuple[Any, ...]:
        dataset = current.dataset()
        places = [one["place"] for one in counted]
        return shortlist_page.panels(dataset, parse(words, dataset), places)

    app.clientside_callback(
        ClientsideFunction("shortlist", "paint"),
        Output(ids.SHORTLIST_PAINTED, "data"),
        Input(ids.SHORTLIST, "data"),
        State(ids.PAGE, "data"),
    )
