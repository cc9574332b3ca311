"""Chosen areas, controls, legend, table and distribution of Karşılaştır follow the view."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

from callbacks.current import Current
from callbacks.view import follow_drawing
from dashboard.search import search
from dashboard.view import parse
from layouts import ids
from layouts.pages import compare as compare_page
from layouts.search import area_options

PANELS = (
    *ids.TWIN_NAMES,
    ids.COMPARED,
    ids.SERIES_CONTROLS_COMPARE,
    ids.LEGEND_COMPARE,
    ids.COMPARE,
    ids.STRIPS_COMPARE,
)


def register(app: Dash, current: Current) -> None:
    @app.callback(
        [Output(ids.COMPARED_PLACES, "data"), *(Output(part, "children") for part in PANELS)],
        Input(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def panels(words: dict[str, str]) -> list[Any]:
        dataset = current.dataset()
        return compare_page.panels(dataset, parse(words, dataset).view)

    @app.callback(
        Output(ids.ADD_COMPARED, "data"),
        Input(ids.ADD_COMPARED, "searchValue"),
        Input(ids.VIEW, "data"),
    )
    def find(typed: str | None, words: dict[str, str]) -> list[dict[str, Any]]:
        dataset = current.dataset()
        view = parse(words, dataset).view
        if not (typed or "").strip():
            return compare_page.additions(dataset, view)
        return area_options(search(dataset, typed or "", view.language), view.language)

    app.clientside_callback(
        ClientsideFunction("compare", "add"),
        Output(ids.ADD_COMPARED, "value"),
        Input(ids.ADD_COMPARED, "value"),
        State(ids.PAGE, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("compare", "go"),
        Input(ids.COMPARED_PLACES, "data"),
        prevent_initial_call=True,
    )
    follow_drawing(
        app,
        strips=ids.STRIPS_COMPARE,
        controls=ids.SERIES_CONTROLS_COMPARE,
        legend=ids.LEGEND_COMPARE,
    )
