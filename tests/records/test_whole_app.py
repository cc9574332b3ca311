"""The atlas with and without a store: maps need none."""

from __future__ import annotations

import dash
import pytest
from dash import Dash

from dashboard.settings import DEMONSTRATION, Settings
from dashboard.store import Store
from layouts.markup import as_text
from tests.conftest import AppMaker


def _foot(app: Dash, cookie: str) -> str:
    """The foot of a page that Dash draws, for the reader with a cookie."""
    with app.server.test_request_context("/hakkinda", headers={"Cookie": f"atlas_login={cookie}"}):
        page = dash.page_registry["layouts.pages.imprint"]["layout"]()
    foot = next(one for one in page._traverse() if getattr(one, "className", "") == "footing")
    return as_text(foot)


@pytest.mark.parametrize("broken", [True, False])
def test_maps_go_on_without_a_store(app_of: AppMaker, empty_url: str, broken: bool) -> None:
    url = "nonsense" if broken else empty_url
    app = app_of(Settings(data=DEMONSTRATION, database_url=url))
    client = app.server.test_client()
    client.set_cookie("atlas_login", "x" * 43)
    for address in ("/", "/sentez", "/hakkinda", "/export/values.csv"):
        assert client.get(address).status_code == 200
    assert client.get("/kararlar").status_code == (503 if broken else 200)
    assert 'href="/giris"' in _foot(app, "x" * 43)


def test_the_foot_says_who_is_logged_in(app_of: AppMaker, account_url: str, store: Store) -> None:
    app = app_of(Settings(data=DEMONSTRATION, database_url=account_url))
    token = store.begin_login("ayse")
    foot = _foot(app, token)
    login = store.login(token)
    assert login is not None
    assert "ayse" in foot
    assert f'value="{login.csrf}"' in foot
    assert 'href="/giris"' not in foot
    assert 'href="/giris"' in _foot(app, "someone-else")
