"""Table and distribution of Karşılaştır follow the view."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output

from callbacks.current import Current
from dashboard.view import parse
from layouts import ids
from layouts.pages import compare as compare_page


def register(app: Dash, current: Current) -> None:
    @app.callback(
        Output(ids.COMPARE, "children"),
        Input(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def compared(words: dict[str, str]) -> list[Any]:
        dataset = current.dataset()
        return compare_page.body(dataset, parse(words, dataset))
