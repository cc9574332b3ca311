"""Giriş: who gets in, who waits, what a foreign page can do, and what is off without an account."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from dashboard.store import Store
from dashboard.wording import text
from tests.records.conftest import FILLED, NEW, PASSWORD, Person, routes


def test_who_logs_in_is_led_back_with_the_view(visitor: Person) -> None:
    answer = visitor.client.get(NEW)
    assert answer.status_code == 303
    page = visitor.get(answer.headers["Location"])
    assert text("login.needed", "tr") in page
    answer = visitor.client.post(
        "/giris", data={**visitor.hidden(page), "ad": "ayse", "parola": PASSWORD}
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == NEW
    page = visitor.get(NEW)
    assert 'data-testid="record-form"' in page
    assert text("login.who", "tr", name="ayse") in page


def test_the_cookie_is_for_this_server_alone(visitor: Person) -> None:
    cookies = visitor.log_in().headers.getlist("Set-Cookie")
    login = next(one for one in cookies if one.startswith("atlas_login="))
    assert "HttpOnly" in login
    assert "SameSite=Lax" in login
    assert "Path=/" in login
    assert "Secure" not in login
    assert "Expires" not in login
    assert "Max-Age" not in login


@pytest.mark.parametrize(
    ("address", "base"), [("https://atlas.example", "http://localhost"), ("", "https://localhost")]
)
def test_the_cookie_is_for_https_where_the_atlas_is(
    account_url: str, address: str, base: str
) -> None:
    client = routes(account_url, address=address).test_client()
    page = client.get("/giris", base_url=base)
    assert "Secure" in page.headers["Set-Cookie"]
    proof = re.findall(r'name="form" value="([^"]+)"', page.get_data(as_text=True))[0]
    # sent as a browser over https would, whatever the proxy makes of it
    client.set_cookie("atlas_form", proof, path="/giris", domain="localhost")
    answer = client.post(
        "/giris", data={"form": proof, "ad": "ayse", "parola": PASSWORD}, base_url=base
    )
    assert answer.status_code == 303
    assert all("Secure" in one for one in answer.headers.getlist("Set-Cookie")[:1])


def test_wrong_passwords_and_unknown_names_look_alike(visitor: Person) -> None:
    for name in ("ayse", "kimse"):
        answer = visitor.log_in(name, "yanlış parola")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 403
        assert text("login.refused", "tr") in page
        assert f'value="{name}"' in page
        assert "yanlış parola" not in page
        assert not [one for one in answer.headers.getlist("Set-Cookie") if "atlas_login" in one]


def test_who_guesses_waits_and_hears_how_long(visitor: Person) -> None:
    said = [visitor.log_in("ayse", f"yanlış parola {one}") for one in range(5)]
    assert "30 saniye" in said[-1].get_data(as_text=True)
    answer = visitor.log_in()  # even with the right password
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert "saniye sonra yeniden deneyin" in answer.get_data(as_text=True)
    assert visitor.client.get(NEW).status_code == 303


def test_nothing_typed_is_said(visitor: Person) -> None:
    assert visitor.log_in("", "").status_code == 422


@pytest.mark.parametrize("proof", [None, "", "guessed"])
def test_the_form_must_be_our_own(visitor: Person, proof: str | None) -> None:
    visitor.get("/giris")
    data = {"ad": "ayse", "parola": PASSWORD} | ({} if proof is None else {"form": proof})
    answer = visitor.client.post("/giris", data=data)
    assert answer.status_code == 403
    assert text("login.form_old", "tr") in answer.get_data(as_text=True)
    assert visitor.client.get(NEW).status_code == 303


FOREIGN = (
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("address", ["/giris", "/cikis", NEW, "/karar/KK-2026-001/taahhut"])
def test_forms_of_other_sites_are_refused(
    facilitator: Person, store: Store, address: str, headers: dict[str, str]
) -> None:
    page = facilitator.get(NEW)
    data = {**facilitator.hidden(page), **FILLED}
    answer = facilitator.client.post(address, data=data, headers=headers)
    assert answer.status_code == 403
    assert text("login.foreign_title", "tr") in answer.get_data(as_text=True)
    assert store.numbers() == ()
    assert facilitator.client.get(NEW).status_code == 200  # still logged in


def test_a_form_of_this_site_is_accepted(facilitator: Person) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    data = {**facilitator.hidden(facilitator.get(NEW)), **FILLED}
    assert facilitator.client.post(NEW, data=data, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "karar/yeni",
        "/\t/elsewhere.example",
        "///elsewhere.example",
        "//[::1",
        "http:///x",
    ],
)
def test_nobody_is_led_elsewhere(visitor: Person, address: str) -> None:
    page = visitor.get("/giris", query_string={"sonra": address})
    data = {**visitor.hidden(page), "ad": "ayse", "parola": PASSWORD, "sonra": address}
    assert visitor.client.post("/giris", data=data).headers["Location"] == "/kararlar"


def test_logging_out_ends_the_login_on_the_server(facilitator: Person, server: Flask) -> None:
    token = facilitator.client.get_cookie("atlas_login")
    assert token is not None
    page = facilitator.get("/kararlar")
    csrf = re.findall(r'action="/cikis".*?name="csrf" value="(\w+)"', page) or re.findall(
        r'name="csrf" value="(\w+)"', page
    )
    assert facilitator.client.post("/cikis", data={"csrf": "wrong"}).status_code == 403
    assert facilitator.client.get(NEW).status_code == 200
    assert facilitator.client.post("/cikis", data={"csrf": csrf[0]}).status_code == 303
    assert facilitator.client.get(NEW).status_code == 303
    thief = server.test_client()
    thief.set_cookie("atlas_login", token.value)
    assert thief.get(NEW).status_code == 303
    assert facilitator.client.get("/cikis").status_code == 405


def test_pages_are_kept_and_framed_by_nobody(facilitator: Person) -> None:
    number = facilitator.record()
    addresses = ("/giris", "/kararlar", NEW, f"/karar/{number}", f"/karar/{number}.json")
    for address in addresses:
        headers = facilitator.client.get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-eval" not in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/giris", NEW, "/giris?dil=en"])
def test_without_a_store_the_operator_is_told(empty_url: str, address: str) -> None:
    client = routes(empty_url).test_client()
    answer = client.get(address)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "python -m dashboard store upgrade" in page
    assert "python -m dashboard user add" in page
    assert "<form" not in page
    assert client.get("/kararlar").status_code == 200
    assert client.post(NEW, data=FILLED).status_code == 200
    assert client.post("/giris", data={"ad": "ayse", "parola": PASSWORD}).status_code == 200
    assert not Path(empty_url.removeprefix("sqlite:///")).exists()


def test_without_an_account_the_operator_is_told(url: str) -> None:
    page = routes(url).test_client().get("/giris").get_data(as_text=True)
    assert text("login.off.no_account", "tr") in page
    assert "python -m dashboard user add" in page
    assert "store upgrade" not in page


def test_a_store_that_comes_later_is_taken_up(empty_url: str) -> None:
    from dashboard.store import open_store
    from dashboard.store.migrate import upgrade

    client = routes(empty_url).test_client()
    assert "store upgrade" in client.get("/giris").get_data(as_text=True)
    upgrade(empty_url)
    open_store(empty_url).add_account("ayse", PASSWORD)
    assert Person(client).log_in().status_code == 303


@pytest.mark.fault
@pytest.mark.parametrize("broken", ["file", "address"])
def test_a_broken_store_is_named_without_its_place(
    url: str, tmp_path: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    if broken == "file":
        (tmp_path / "store" / "atlas.sqlite").write_bytes(b"not a database" * 100)
    else:
        url = "mysql://root:secret@localhost/atlas"
    client = routes(url).test_client()
    client.set_cookie("atlas_login", "x" * 43)
    for address in ("/giris", "/kararlar", NEW, "/karar/KK-2026-001"):
        answer = client.get(address)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 503, address
        assert text("login.off.broken", "tr") in page
        assert str(tmp_path) not in page
        assert "secret" not in page
    assert "the store cannot be used" in caplog.text


def test_addresses_of_one_household_are_one(server: Flask) -> None:
    from callbacks.stored import client_key

    def key(address: str) -> str:
        with server.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return client_key()

    assert key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9")
    assert key("2001:db8:1:2::1") != key("2001:db8:1:3::1")
    assert key("::ffff:192.0.2.1") == key("192.0.2.1")
    assert key("192.0.2.1") != key("192.0.2.2")
    assert key("") == ""
