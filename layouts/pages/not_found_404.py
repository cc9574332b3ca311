"""What is shown for an address that the atlas does not have: the pages there are."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.view import Parsed
from dashboard.wording import text
from layouts import footing, indicator_words

PATH = "/404"
OTHERS = {
    "/": "map",
    "/karsilastir": "compare",
    "/esik": "threshold",
    "/sentez": "synthesis",
    "/kisa-liste": "shortlist",
    indicator_words.LIST: "catalogue",
    "/veri": "data",
    footing.IMPRINT: "imprint",
}


def build(_dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view, language = parsed.view, parsed.view.language
    return [
        html.Article(
            [
                html.H1(text("not_found.title", language)),
                html.P(text("not_found.sentence", language)),
                html.Ul(
                    [
                        html.Li(
                            html.A(
                                text(f"nav.{word}", language),
                                href=footing.page_address(path, view),
                                **{"data-page": path},
                            )
                        )
                        for path, word in OTHERS.items()
                    ]
                ),
            ],
            className="article",
        )
    ]
