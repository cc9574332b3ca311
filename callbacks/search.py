"""The search box: the server matches, the browser goes there."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from callbacks.current import Current
from dashboard.search import search
from dashboard.wording import language_or_default
from layouts import ids
from layouts.search import options


def register(app: Dash, current: Current) -> None:
    @app.callback(
        Output(ids.SEARCH, "data"),
        Input(ids.SEARCH, "searchValue"),
        State(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def find(typed: str | None, words: dict[str, str]) -> list[dict[str, object]]:
        dataset = current.dataset()
        language = language_or_default(words.get("dil"))
        return options(search(dataset, typed or "", language), language)

    app.clientside_callback(
        ClientsideFunction("search", "go"),
        Output(ids.SEARCH, "value"),
        Input(ids.SEARCH, "value"),
        State(ids.PAGE, "data"),
        prevent_initial_call=True,
    )
