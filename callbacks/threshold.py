"""Criteria → view → map, counts and lists of Eşik."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from callbacks.current import Current
from dashboard.threshold import evaluate
from dashboard.view import parse
from layouts import ids
from layouts.criteria import criteria_controls
from layouts.pages import shortlist as shortlist_page
from layouts.pages import threshold as threshold_page
from layouts.shortlist_controls import shortlist_criteria


def register(app: Dash, current: Current) -> None:
    app.clientside_callback(
        ClientsideFunction("threshold", "moved"),
        Output(ids.held("esik"), "data"),
        Input({"role": "criterion", "part": "value", "place": ALL}, "value"),
        Input({"role": "criterion", "part": "number", "place": ALL}, "value"),
        Input({"role": "criterion", "part": "operator", "place": ALL}, "value"),
        Input({"role": "criterion", "part": "group", "place": ALL}, "value"),
        State(ids.held("esik"), "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("threshold", "add"),
        Output(ids.ADD_CRITERION, "value"),
        Input(ids.ADD_CRITERION, "value"),
        State(ids.PAGE, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("threshold", "structure"),
        Output(ids.CRITERIA_DRAWN, "data"),
        Input(ids.VIEW, "data"),
        State(ids.CRITERIA_DRAWN, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.THRESHOLDS, "children"),
        Input(ids.CRITERIA_DRAWN, "data"),
        State(ids.VIEW, "data"),
        State(ids.PAGE, "data"),
        prevent_initial_call=True,
    )
    def draw_controls(_drawn: str, words: dict[str, str], page: dict[str, Any]) -> list[Any]:
        dataset = current.dataset()
        view = parse(words, dataset).view
        if page["path"] == shortlist_page.PATH:
            return shortlist_criteria(dataset, view)
        return criteria_controls(dataset, view, evaluate(dataset, view))

    app.clientside_callback(
        ClientsideFunction("threshold", "drawn"),
        Input(ids.THRESHOLDS, "children"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.JUDGED, "data"),
        Output(ids.COUNTS_THRESHOLD, "children"),
        Output(ids.LEGEND_THRESHOLD, "children"),
        Output(ids.THRESHOLD_CARD, "children"),
        Output({"role": "listed", "part": "tab", "list": ALL}, "children"),
        Output({"role": "listed", "part": "panel", "list": ALL}, "children"),
        Output({"role": "criterion", "part": "said", "place": ALL}, "children"),
        Input(ids.VIEW, "data"),
        State({"role": "criterion", "part": "said", "place": ALL}, "id"),
        prevent_initial_call=True,
    )
    def outcome(words: dict[str, str], shown: list[dict[str, Any]]) -> tuple[Any, ...]:
        dataset = current.dataset()
        places = [one["place"] for one in shown]
        return threshold_page.panels(dataset, parse(words, dataset).view, words, places)

    app.clientside_callback(
        ClientsideFunction("threshold", "paint"),
        Output(ids.CHANGED, "children"),
        Input(ids.JUDGED, "data"),
        State(ids.PAGE, "data"),
        State(ids.VIEW, "data"),
    )
