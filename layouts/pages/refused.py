"""What is shown where no good release can be read: what is wrong and what to do."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.wording import text


def build(fault: str) -> Component:
    """The page in both languages; ``fault`` names the file and the repair."""
    return html.Main(
        [
            part
            for language in ("tr", "en")
            for part in (
                html.H1(text("refused.title", language), lang=language),
                html.P(text("refused.sentence", language), lang=language),
            )
        ]
        + [html.Pre(fault)],
        className="refused",
    )
