"""Giriş and Çıkış."""

from __future__ import annotations

from secrets import token_urlsafe
from urllib.parse import urlsplit

from flask import Flask, Response, request

from callbacks.current import Current
from callbacks.plain import go_on, plain_page
from callbacks.stored import COOKIE, Stored, client_key, log, same
from dashboard.store import Authentication, Outcome, StoreError
from dashboard.view import View, parse
from dashboard.wording import text
from layouts.footing import LOGIN, LOGOUT, RECORDS, in_language
from layouts.login import (
    BACK,
    NAME,
    PASSWORD,
    PROOF,
    Off,
    login_page,
    message_page,
    off_page,
    wait_said,
)

PROOF_COOKIE = "atlas_form"  # only the page of the form itself can send it twice


def register(server: Flask, current: Current, stored: Stored) -> None:
    """Add the addresses of login and logout."""

    @server.get(LOGIN)
    def ask_who() -> Response:
        return _form(current, stored, "", 200)

    @server.post(LOGIN)
    def log_in() -> Response:
        return _log_in(current, stored)

    @server.post(LOGOUT)
    def log_out() -> Response:
        return _log_out(current, stored)


def view_of_request(current: Current) -> View:
    """The view of the words of the address."""
    return parse(dict(request.args), current.dataset()).view


def closed(current: Current, stored: Stored, off: Off) -> Response:
    """Nothing can be written: what the operator does."""
    view = view_of_request(current)
    title = text("login.off.title", view.language)
    code = 503 if off is Off.BROKEN else 200
    return plain_page(
        current.dataset(), view, title, off_page(view.language, off), stored.login(), code
    )


def foreign(current: Current, stored: Stored) -> Response:
    """A form of another site: refused."""
    view = view_of_request(current)
    title = text("login.foreign_title", view.language)
    link = (text("login.title", view.language), in_language(LOGIN, view.language))
    content = message_page(title, text("login.foreign", view.language), link)
    return plain_page(current.dataset(), view, title, content, stored.login(), 403)


def local(address: str) -> str:
    """The address if it is a path of ours, else empty: nobody is led elsewhere."""
    if not address.isprintable() or "\\" in address or address.startswith("//"):
        return ""
    parts = urlsplit(address)
    return address if address.startswith("/") and not parts.scheme and not parts.netloc else ""


def _form(current: Current, stored: Stored, said: str, status: int, wait: int = 0) -> Response:
    off = stored.off()
    if off is not None:
        return closed(current, stored, off)
    view = view_of_request(current)
    login = stored.login()
    if login is not None and request.method == "GET" and not request.args.get(BACK):
        return _already(current, stored)
    back = local(request.values.get(BACK, ""))
    proof = request.cookies.get(PROOF_COOKIE) or token_urlsafe(24)
    name = request.form.get(NAME, "")[:40]
    content = login_page(view.language, back, proof, said, name)
    answer = plain_page(
        current.dataset(), view, text("login.title", view.language), content, login, status
    )
    if wait:
        answer.headers["Retry-After"] = str(wait)
    _put(answer, stored, PROOF_COOKIE, proof, LOGIN)
    return answer


def _already(current: Current, stored: Stored) -> Response:
    view, login = view_of_request(current), stored.login()
    name = login.account.name if login else ""
    title = text("login.already", view.language, name=name)
    link = (text("record.list_title", view.language), in_language(RECORDS, view.language))
    content = message_page(title, text("login.purpose", view.language), link)
    return plain_page(current.dataset(), view, title, content, login)


def _log_in(current: Current, stored: Stored) -> Response:
    if stored.from_elsewhere():
        return foreign(current, stored)
    off = stored.off()
    if off is not None:
        return closed(current, stored, off)
    language = view_of_request(current).language
    if not same(request.cookies.get(PROOF_COOKIE, ""), request.form.get(PROOF, "")):
        return _form(current, stored, text("login.form_old", language), 403)
    name, password = request.form.get(NAME, "").strip(), request.form.get(PASSWORD, "")
    if not name or not password:
        return _form(current, stored, text("login.empty", language), 422)
    try:
        return _tried(current, stored, name, password)
    except StoreError as error:
        log.error("nobody can log in: %s", error)
        return closed(current, stored, Off.BROKEN)


def _tried(current: Current, stored: Stored, name: str, password: str) -> Response:
    language = view_of_request(current).language
    found = stored.store().authenticate(name, password, client_key())
    if found.outcome is Outcome.ACCEPTED and found.account is not None:
        return _begun(stored, stored.store().begin_login(found.account.name), language)
    status = 429 if found.outcome is Outcome.WAIT else 403
    return _form(current, stored, _refusal(found, language), status, found.wait)


def _refusal(found: Authentication, language: str) -> str:
    wait = wait_said(found.wait, language)
    if found.outcome is Outcome.WAIT:
        return text("login.wait", language, wait=wait)
    said = text("login.refused", language)
    return f"{said} {text('login.then_wait', language, wait=wait)}" if found.wait else said


def _begun(stored: Stored, token: str, language: str) -> Response:
    answer = go_on(local(request.form.get(BACK, "")) or in_language(RECORDS, language))
    _put(answer, stored, COOKIE, token, "/")
    _take(answer, PROOF_COOKIE, LOGIN)
    return answer


def _log_out(current: Current, stored: Stored) -> Response:
    if stored.from_elsewhere():
        return foreign(current, stored)
    login = stored.login()
    if login is not None and not stored.accepted(login):
        return foreign(current, stored)
    if login is not None:
        try:
            stored.store().end_login(request.cookies.get(COOKIE, ""))
        except StoreError:
            return closed(current, stored, Off.BROKEN)
    answer = go_on(in_language(RECORDS, view_of_request(current).language))
    _take(answer, COOKIE, "/")
    return answer


def _put(answer: Response, stored: Stored, name: str, word: str, path: str) -> None:
    """A cookie that ends with the browser, that no script reads and no other site's form sends."""
    answer.set_cookie(name, word, path=path, httponly=True, samesite="Lax", secure=stored.secure)


def _take(answer: Response, name: str, path: str) -> None:
    answer.delete_cookie(name, path=path, httponly=True, samesite="Lax")
