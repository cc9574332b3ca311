"""What the server answers when it can't answer: calm words in the reader's language."""

from __future__ import annotations

import html
import logging
import re

import dash
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from callbacks.current import Current
from dashboard.release import ReleaseError
from dashboard.settings import PROJECT
from dashboard.wording import language_or_default, text
from layouts.pages import catalogue, not_found_404

log = logging.getLogger("atlas")
LARGEST_REQUEST = 1_000_000  # bytes of a body: a view has a few thousand
RELEASE_HEADER = "Atlas-Release"
KINDS = {404: "absent", 413: "too_large", 414: "too_large", 431: "too_large", 503: "unavailable"}
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · {brand}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<style>{tokens}
body {{ margin: 0; background: var(--paper); color: var(--ink); font: 400 17px/1.5 var(--font); }}
main {{ max-width: 34em; margin: 12vh auto; padding: 0 24px; }}
h1 {{ font-size: 24px; line-height: 1.25; }}
a {{ color: var(--accent); display: inline-block; padding: 10px 0; }}
section + section {{ margin-top: 40px; color: var(--ink-2); }}
</style>
</head>
<body>
<main>{sections}</main>
</body>
</html>"""
SECTION = '<section lang="{language}"><h1>{title}</h1><p>{sentence}</p>{fault}{link}</section>'


def register(server: Flask, current: Current) -> None:
    """Add the answers to errors; nothing of the inside is ever shown."""
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    server.register_error_handler(HTTPException, _http)
    server.register_error_handler(ReleaseError, _refused)
    server.register_error_handler(Exception, _unexpected)

    @server.after_request
    def mark(answer: Response) -> Response:
        if request.endpoint == "/<path:path>" and not _is_page(request.path, current):
            answer.status_code = 404
        if request.path.endswith("/_dash-update-component"):
            answer.headers[RELEASE_HEADER] = current.served()
        return answer


def _is_page(path: str, current: Current) -> bool:
    bare = path.rstrip("/")
    parent, _, key = bare.rpartition("/")
    if parent == catalogue.PATH:
        return current.has_card(key)
    known = {page["path"] for page in dash.page_registry.values()} - {not_found_404.PATH}
    return path in known or bare in known


def _http(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = error.code or 500
    return error_page(code, KINDS.get(code, "request" if code < 500 else "server"))


def _refused(error: Exception) -> Response:
    """No good release: the message names file and repair, for whoever runs the atlas."""
    return error_page(503, "unavailable", str(error))


def _unexpected(error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return error_page(500, "server")


def error_page(code: int, kind: str, fault: str = "") -> Response:
    """A page that needs nothing but itself; the language that the address asks for stands first."""
    first = language_or_default(request.args.get("dil"))
    languages = [first, *(one for one in ("tr", "en") if one != first)]
    tokens = (PROJECT / "assets" / "css" / "1_tokens.css").read_text(encoding="utf-8")
    tokens = re.sub(r"/\*.*?\*/", "", tokens, flags=re.DOTALL)
    page = PAGE.format(
        language=first,
        title=html.escape(text(f"error.{kind}_title", first)),
        brand=html.escape(text("brand", first)),
        tokens=tokens,
        sections="".join(_section(kind, one, fault) for one in languages),
    )
    return Response(page, code, content_type="text/html; charset=utf-8")


def _section(kind: str, language: str, fault: str) -> str:
    query = "" if language == "tr" else f"?dil={language}"
    return SECTION.format(
        language=language,
        title=html.escape(text(f"error.{kind}_title", language)),
        sentence=html.escape(text(f"error.{kind}", language)),
        fault=f"<pre>{html.escape(fault)}</pre>" if fault else "",
        link=f'<a href="/{query}">{html.escape(text("error.home", language))}</a>',
    )
