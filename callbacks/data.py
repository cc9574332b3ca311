"""Map of gaps, table of coverage and files of Veri follow the view."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

from callbacks.current import Current
from dashboard.view import parse
from layouts import ids
from layouts.pages import data as data_page

PANELS = (ids.GAPS_SAID, ids.GAPS_LEGEND, ids.GAPS_CARD, ids.COVERAGE, ids.FILES)


def register(app: Dash, current: Current) -> None:
    @app.callback(
        [Output(ids.GAPS, "data"), *(Output(part, "children") for part in PANELS)],
        Input(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def panels(words: dict[str, str]) -> list[Any]:
        dataset = current.dataset()
        return data_page.panels(dataset, parse(words, dataset).view)

    app.clientside_callback(
        ClientsideFunction("data", "paint"),
        Output(ids.GAPS_PAINTED, "data"),
        Input(ids.GAPS, "data"),
        State(ids.PAGE, "data"),
    )
