"""Projektör: the button in the bar, the way out, and what only the room sees."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.wording import text


def button(language: str) -> Component:
    """What turns the projector on."""
    return html.Button(
        text("projector.button", language),
        className="text-button projector-button",
        title=text("projector.keys", language),
        **{
            "data-action": "projector",
            "data-testid": "projector",
            "aria-pressed": "false",
            "aria-keyshortcuts": "P",
        },
    )


def leave(language: str) -> Component:
    """What turns it off; hidden until then."""
    return html.Button(
        text("projector.leave", language),
        className="outline-button room-exit",
        title=text("projector.keys", language),
        **{"data-action": "projector"},
    )


def code(language: str) -> Component:
    """The code of the view, for the phones in the room."""
    return html.Div(
        [
            html.Img(
                className="room-code",
                alt=text("projector.code", language),
                **{"data-code": "/export/qr.svg"},
            ),
            html.Span(text("projector.phone", language)),
        ],
        className="room",
    )
