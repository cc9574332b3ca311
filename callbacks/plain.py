"""Pages that are plain HTML: they run no callback, can be read without a script, and are kept by no
cache."""

from __future__ import annotations

import html
from functools import cache

from dash.development.base_component import Component
from flask import Response, request

from dashboard.dataset import Dataset
from dashboard.settings import PROJECT
from dashboard.store import Login
from dashboard.view import View
from dashboard.wording import text
from layouts.login import BACK
from layouts.markup import as_text
from layouts.record import AGAIN, SUPERSEDE
from layouts.shell import plain_frame

SCRIPT = "js/plain_page.js"
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    # the address holds words of the view; "no-referrer" would hide where a form comes from
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
BESIDE = (BACK, AGAIN, SUPERSEDE)  # words of the address beside those of the view
PAGE = """<!DOCTYPE html>
<html lang="{language}" data-mantine-color-scheme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
<meta property="og:type" content="website">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
{assets}
</head>
<body class="plain">
{body}
</body>
</html>"""


def plain_page(
    dataset: Dataset,
    view: View,
    title: str,
    content: list[Component],
    login: Login | None,
    status: int = 200,
) -> Response:
    """A page in the atlas's frame. ``title`` is that of the document, without the brand."""
    language = view.language
    described = text("record.list_intro", language)
    if dataset.release.demonstration:
        described = f"{text('demonstration.label', language)} {described}"
    kept = {key: word for key, word in request.values.items() if key in BESIDE}
    frame = plain_frame(dataset, view, request.path, [*content], login, kept)
    page = PAGE.format(
        language=language,
        title=html.escape(f"{title} · {text('brand', language)}"),
        description=html.escape(described),
        assets=_assets(),
        body=as_text(frame),
    )
    return guarded(Response(page, status, content_type="text/html; charset=utf-8"))


def guarded(answer: Response) -> Response:
    """An answer that no cache keeps and no foreign page frames."""
    answer.headers.update(HEADERS)
    return answer


def go_on(address: str) -> Response:
    """To a page of ours, after something was written."""
    answer = Response(status=303)
    answer.headers["Location"] = address
    answer.autocorrect_location_header = False
    return guarded(answer)


@cache
def _assets() -> str:
    """The style sheets of the app and the one script, by the time of their last change."""
    folder = PROJECT / "assets"
    sheets = sorted((folder / "css").glob("*.css"))
    links = [
        f'<link rel="stylesheet" href="/assets/css/{one.name}?m={int(one.stat().st_mtime)}">'
        for one in sheets
    ]
    script = f'<script src="/assets/{SCRIPT}?m={int((folder / SCRIPT).stat().st_mtime)}"></script>'
    return "\n".join([script, *links])
