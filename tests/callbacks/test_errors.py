"""What is answered when something is wrong: calm words, both languages, nothing of the inside."""

from __future__ import annotations

from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from callbacks.errors import LARGEST_REQUEST, RELEASE_HEADER, error_page
from dashboard.dataset import Dataset
from dashboard.wording import text
from layouts.pages import PAGES, indicator, not_found_404

INSIDE = ("Traceback", "File &quot;", ".py", "KeyError", "werkzeug", "Werkzeug")


def _content(client: FlaskClient, path: str, search: str = "") -> str:
    """The content that the router answers for an address."""
    inputs = [
        {"id": "_pages_location", "property": "pathname", "value": path},
        {"id": "_pages_location", "property": "search", "value": search},
    ]
    outputs = [
        {"id": "_pages_content", "property": "children"},
        {"id": "_pages_store", "property": "data"},
    ]
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": outputs,
        "inputs": inputs,
        "changedPropIds": ["_pages_location.pathname"],
    }
    return client.post("/_dash-update-component", json=body).text


def _utf8(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize(
    "path",
    [
        "/yok",
        "/hakkinda/yok",
        "/404",
        "/admin.php",
        "/gostergeler/yok",
        "/gostergeler/population/a",
    ],
)
def test_an_unknown_path_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *(one.PATH for one in PAGES if one not in (not_found_404, indicator)),
        *("/veri/", "/gostergeler/literacy_gap", "/gostergeler/literacy_gap/"),
        "/gostergeler/average_rent",  # withdrawn, and still at its address
    ],
)
def test_pages_are_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("language", ["tr", "en"])
def test_an_unknown_path_shows_our_page_in_the_shell(client: FlaskClient, language: str) -> None:
    found = client.application.json.loads(_content(client, "/yok", f"?dil={language}&il=izmir"))
    said = str(found)
    assert text("not_found.title", language) in said
    assert text("nav.compare", language) in said
    assert "il=izmir" in said
    assert "404 - Page not found" not in said


@pytest.mark.parametrize("search", ["", "?gosterge=yok", "?gosterge=a&gosterge=b"])
def test_an_unknown_indicator_has_no_card(client: FlaskClient, search: str) -> None:
    path = "/gostergeler/literacy_gap" if search else "/gostergeler/yok"
    assert text("not_found.title", "tr") in _content_words(client, path, search)


def test_a_card_does_not_take_its_path_for_a_word_of_the_address(client: FlaskClient) -> None:
    said = _content_words(client, "/gostergeler/literacy_gap", "?il=izmir")
    assert "indicator-card" in said
    assert "gosterge=" not in said


def _content_words(client: FlaskClient, path: str, search: str) -> str:
    return str(client.application.json.loads(_content(client, path, search)))


@pytest.mark.parametrize(
    ("path", "code", "kind"),
    [
        ("/geo/old/izmir/x", 404, "absent"),
        ("/values/old/stamp/tr/a/b/1/c/own.json", 404, "absent"),
        ("/quality/nowhere.md", 404, "absent"),
    ],
)
def test_a_missing_file_is_told_in_both_languages(
    client: FlaskClient, path: str, code: int, kind: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == code
    for language in ("tr", "en"):
        assert text(f"error.{kind}", language) in _utf8(answer)
    assert '<html lang="tr">' in _utf8(answer)
    assert '<html lang="en">' in _utf8(client.get(f"{path}?dil=en"))


def test_a_fault_shows_nothing_of_the_inside(client: FlaskClient) -> None:
    answer = client.post("/_dash-update-component", json={"output": "no.such", "inputs": []})
    assert answer.status_code == 500
    assert text("error.server", "tr") in _utf8(answer)
    assert not [one for one in INSIDE if one in _utf8(answer)]


def test_a_large_request_is_refused(client: FlaskClient) -> None:
    answer = client.post(
        "/_dash-update-component",
        data=b"x" * (LARGEST_REQUEST + 1),
        content_type="application/json",
    )
    assert answer.status_code == 413
    assert text("error.too_large", "en") in _utf8(answer)


def test_a_wrong_method_is_told(client: FlaskClient) -> None:
    answer = client.post("/export/values.csv")
    assert answer.status_code == 405
    assert text("error.request", "tr") in _utf8(answer)


@pytest.mark.parametrize("query", ["g=" + "x" * 10_000, "g=a&g=b&il=&=1&%ff=%00&il[]=x"])
def test_no_query_is_a_fault_of_the_server(client: FlaskClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 200
    assert "map-title-text" in _content(client, "/", f"?{query}")


def test_a_key_that_stands_twice_is_named_on_the_page(client: FlaskClient) -> None:
    said = _content(client, "/", "?il=izmir&il=balikesir")
    assert "il=balikesir" in said


def test_every_answer_to_a_callback_names_its_release(client: FlaskClient, demo: Dataset) -> None:
    body = {
        "output": "search.data",
        "outputs": {"id": "search", "property": "data"},
        "inputs": [{"id": "search", "property": "searchValue", "value": "konak"}],
        "state": [{"id": "view", "property": "data", "value": {}}],
        "changedPropIds": ["search.searchValue"],
    }
    found = client.post("/_dash-update-component", json=body)
    assert found.headers[RELEASE_HEADER] == demo.release.key


def test_a_message_is_shown_as_text(app: Dash) -> None:
    with app.server.test_request_context("/?dil=en"):
        shown = error_page(503, "unavailable", "<b>data/x</b>").get_data(as_text=True)
    assert "&lt;b&gt;data/x" in shown
    assert shown.index(text("error.unavailable", "en")) < shown.index(
        text("error.unavailable", "tr")
    )
