"""The frame of every page: brand, search, navigation, tools and the demonstration line."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.store import Login
from dashboard.view import View
from dashboard.wording import text
from layouts import downloads, footing, ids, indicator_words, projector
from layouts.footing import page_address
from layouts.search import UNTOUCHED

PAGES = ("/", "/karsilastir", "/esik", "/sentez", "/kisa-liste", indicator_words.LIST, "/veri")
WITH_MAP = ("/", "/karsilastir", "/esik", "/sentez", "/kisa-liste")
PAGE_WORDS = {
    "/": "map",
    "/karsilastir": "compare",
    "/esik": "threshold",
    "/sentez": "synthesis",
    "/kisa-liste": "shortlist",
    indicator_words.LIST: "catalogue",
    "/veri": "data",
    "/kalite": "quality",
    footing.IMPRINT: "imprint",
    "/404": "not_found",
}


def shell(
    dataset: Dataset,
    view: View,
    path: str,
    content: list[Component],
    login: Login | None = None,
) -> Component:
    """A whole page in its frame; a path that is no page's own is that of a card. ``login`` is that
    of the reader, if any."""
    language = view.language
    name = PAGE_WORDS.get(path, "indicator")
    return dmc.MantineProvider(
        theme=THEME,
        defaultColorScheme="auto",
        children=html.Div(
            [
                html.A(text("nav.skip", language), href="#main", className="skip"),
                _bar(view, path),
                _demonstration_line(dataset, view),
                html.Main(content, id="main", className=f"page page-{name}", tabIndex=-1),
                footing.footing(dataset, view, login),
                projector.leave(language) if path in WITH_MAP else None,
                downloads.print_foot(dataset, view, path),
            ],
            className="frame",
            lang=language,
        ),
    )


def plain_frame(
    dataset: Dataset,
    view: View,
    path: str,
    content: list[Component | None],
    login: Login | None,
    kept: Mapping[str, str],
) -> Component:
    """The frame of a page that is plain HTML and runs no callback: without search and projector.
    ``kept`` are words of the address beside those of the view."""
    language = view.language
    return html.Div(
        [
            html.A(text("nav.skip_content", language), href="#main", className="skip"),
            _bar(view, path, kept),
            _demonstration_line(dataset, view),
            html.Main(content, id="main", className="page page-record", tabIndex=-1),
            footing.footing(dataset, view, login),
        ],
        className="frame",
        lang=language,
    )


def page_title(dataset: Dataset, path: str, language: str) -> str:
    """Page and brand, for the document's title; what a map shows stands before them, and the
    indicator of a card."""
    card = dataset.catalogue.indicators.get(indicator_words.key_of(path))
    if card:
        path = indicator_words.LIST
    word = "not_found.title" if path not in PAGE_WORDS or path == "/404" else _name_of(path)
    parts = [text(word, language), text("brand", language)]
    return " · ".join([card.name[language], *parts] if card else parts)


def _name_of(path: str) -> str:
    return f"nav.{PAGE_WORDS[path]}"


def _bar(view: View, path: str, plain: Mapping[str, str] | None = None) -> Component:
    """``plain``: further words of the address of a page without search."""
    language = view.language
    return html.Header(
        [
            html.A(
                [html.Span(className="brand-mark"), html.Span(text("brand", language))],
                href=page_address("/", view),
                className="brand",
                **{"data-page": "/", "aria-label": text("brand", language)},
            ),
            _search(language) if plain is None else html.Span(className="grow"),
            html.Button(
                text("nav.menu", language),
                className="outline-button menu-button",
                **{"data-toggle": "menu", "aria-expanded": "false", "aria-controls": "navigation"},
            ),
            html.Nav(
                [_link(one, path, view) for one in (*PAGES, footing.IMPRINT)],
                id="navigation",
                className="pages",
                **{"aria-label": text("nav.label", language)},
            ),
            html.Div(
                [
                    projector.button(language) if path in WITH_MAP else None,
                    _languages(view, path, plain or {}),
                    _scheme(language),
                    _share(language),
                ],
                className="tools",
            ),
        ],
        className="bar",
    )


def _link(page: str, path: str, view: View) -> Component:
    here = "page" if page == path else "true" if path.startswith(f"{page}/") else ""
    current = {"aria-current": here} if here else {}
    return html.A(
        text(_name_of(page), view.language),
        href=page_address(page, view),
        className="" if page in PAGES else "narrow-only",
        **{"data-page": page, **current},
    )


def _search(language: str) -> Component:
    return html.Div(
        dmc.Select(
            id=ids.SEARCH,
            **UNTOUCHED,
            data=[],
            searchable=True,
            clearable=True,
            filter={"function": "showAll"},
            placeholder=text("search.placeholder", language),
            nothingFoundMessage=text("search.nothing", language),
            leftSection=html.Span(className="search-mark"),
            rightSection=html.Kbd("/", className="search-key"),
            maxDropdownHeight=420,
            comboboxProps={"shadow": "none"},
            **{"aria-label": text("search.label", language)},
        ),
        className="search",
        role="search",
        **{"data-testid": "search"},
    )


def _languages(view: View, path: str, kept: Mapping[str, str]) -> Component:
    more = f"&{urlencode(kept)}" if kept else ""
    return html.Div(
        [
            html.A(
                code.upper(),
                href=f"{path}?{view.to_query()}{more}",
                lang=code,
                hrefLang=code,
                title=text("nav.language", code),
                **{
                    "data-language": code,
                    "aria-label": text("nav.language", code),
                    **({"aria-current": "true"} if code == view.language else {}),
                },
            )
            for code in ("tr", "en")
        ],
        className="languages",
        **{"data-testid": "language"},
    )


def _scheme(language: str) -> Component:
    return html.Button(
        html.Span(className="scheme-mark"),
        className="icon-button",
        title=text("nav.scheme", language),
        **{
            "aria-label": text("nav.scheme", language),
            "data-action": "scheme",
            "data-testid": "colour-scheme",
        },
    )


def _share(language: str) -> Component:
    return html.Button(
        text("share.button", language),
        className="outline-button",
        **{
            "data-action": "share",
            "data-done": text("share.done", language),
            "data-testid": "share",
        },
    )


def _demonstration_line(dataset: Dataset, view: View) -> Component | None:
    if not dataset.release.demonstration:
        return None
    language = view.language
    return html.P(
        [
            html.Strong(text("demonstration.label", language)),
            html.Span(text("demonstration.sentence", language)),
            html.A(
                text("demonstration.more", language),
                href=page_address("/veri", view),
                **{"data-page": "/veri"},
            ),
        ],
        className="demonstration-line",
        **{"data-testid": "demonstration"},
    )


PETROL = [
    "#eef5f6", "#dbe7ea", "#b4ced3", "#8ab4bc", "#689fa9",
    "#548f9a", "#2f7381", "#0f4c5c", "#0c3f4d", "#09313c",
]  # fmt: skip
THEME = {
    "primaryColor": "petrol",
    "primaryShade": {"light": 7, "dark": 4},
    "colors": {"petrol": PETROL},
    "fontFamily": "var(--font)",
    "defaultRadius": 4,
    "fontSizes": {"xs": "13px", "sm": "15px", "md": "15px", "lg": "18px", "xl": "24px"},
    "shadows": dict.fromkeys(("xs", "sm", "md", "lg", "xl"), "none"),
    "respectReducedMotion": True,
}


def stores(page: dict[str, object], view: View) -> list[Component]:
    """The page's constants and its state, for the browser."""
    return [
        dcc.Store(id=ids.PAGE, data=page),
        dcc.Store(id=ids.VIEW, data=view.to_words()),
        dcc.Store(id=ids.ADDRESSED),
    ]
