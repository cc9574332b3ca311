"""The wires between the reader's controls and the functions of the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import dash
from dash import Dash, page_container
from dash.development.base_component import Component

from callbacks import (
    commitments,
    compare,
    data,
    data_files,
    errors,
    files,
    login,
    map,
    pictures,
    records,
    search,
    shortlist,
    synthesis,
    threshold,
    view,
)
from callbacks.current import Current
from callbacks.index import interpolated_index
from callbacks.stored import Stored
from dashboard.dataset import Dataset
from dashboard.picture.link import omitted
from dashboard.release import ReleaseError
from dashboard.settings import PROJECT, Settings
from dashboard.view import parse
from dashboard.wording import text
from layouts import footing, shell
from layouts.area_map import browser_constants
from layouts.pages import PAGES, indicator, not_found_404, refused

PLAIN_SCRIPT = r"plain_page\.js"  # of the pages that Dash does not draw


def create_app(settings: Settings) -> Dash:
    """The whole app, warmed: every worker has answered once before it answers a reader."""
    current = Current.from_settings(settings)
    stored = Stored(settings.database_url, settings.address)
    app = Dash(
        "atlas",
        use_pages=True,
        pages_folder="",
        assets_folder=str(PROJECT / "assets"),
        assets_ignore=PLAIN_SCRIPT,
        serve_locally=True,
        compress=True,
        title=text("brand", "tr"),
        update_title="",
    )
    app.layout = page_container
    app.interpolate_index = interpolated_index(current)
    for page in PAGES:
        dash.register_page(
            page.__name__,
            **{"path_template" if "<" in page.PATH else "path": page.PATH},
            layout=_layout(current, stored, page),
            title=text("brand", "tr"),
        )
    files.register(app.server, current, settings.address)
    data_files.register(app.server, current, settings.address)
    errors.register(app.server, current)
    pictures.register(app.server, current, settings.address)
    login.register(app.server, current, stored)
    records.register(app.server, current, stored)
    commitments.register(app.server, current, stored)
    view.register(app)
    search.register(app, current)
    map.register(app, current)
    compare.register(app, current)
    threshold.register(app, current)
    synthesis.register(app, current)
    shortlist.register(app, current)
    data.register(app, current)
    _warm(app)
    return app


def _layout(current: Current, stored: Stored, page: ModuleType) -> Callable[..., Component]:
    """The page as a function of the words of the address, among which is that of its path."""

    def layout(**words: object) -> Component:
        try:
            dataset = current.dataset()
        except ReleaseError as error:
            return refused.build(str(error))
        given = _words(words)
        shown, path = _shown(page, dataset, given)
        parsed = parse({key: given[key] for key in given if f"<{key}>" not in page.PATH}, dataset)
        constants: dict[str, Any] = {
            "path": path,
            "language": parsed.view.language,
            "title": shell.page_title(dataset, path, parsed.view.language),
            "report": footing.report_words(dataset, parsed.view.language),
            "preload": _preload_address(current, parsed.view.language),
            "link": {"address": stored.address, "omitted": sorted(omitted(path) or ())},
            **browser_constants(dataset, parsed.view),
            **(shown.constants(dataset, parsed) if hasattr(shown, "constants") else {}),
        }
        content = [*shell.stores(constants, parsed.view), *shown.build(dataset, parsed, given)]
        return shell.shell(dataset, parsed.view, path, content, stored.login())

    return layout


def _shown(
    page: ModuleType, dataset: Dataset, words: Mapping[str, object]
) -> tuple[ModuleType, str]:
    """The page and its path: that of a card ends in a key, and an unknown key has no card."""
    if page is not indicator:
        return page, page.PATH
    if not indicator.knows(dataset, words):
        return not_found_404, not_found_404.PATH
    variable = indicator.VARIABLE
    return page, page.PATH.replace(f"<{variable}>", str(words.get(variable, "")))


def _words(words: Mapping[str, object]) -> dict[str, str | list[str]]:
    """The words of the address as Dash gives them: a list where a key stands twice."""
    return {key: word for key, word in words.items() if isinstance(word, str | list)}


def _preload_address(current: Current, language: str) -> str:
    return f"/classes/{files.preloaded(current.dataset(), language).name}.{language}.json"


def _warm(app: Dash) -> None:
    """Answer once before the first reader does.

    Dash registers its component libraries during the first request; parallel first requests to a
    cold worker fail ("is not a registered library").
    """
    client = app.server.test_client()
    client.get("/")
    client.get("/_dash-layout")
    client.get("/_dash-dependencies")
