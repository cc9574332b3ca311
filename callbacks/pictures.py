"""Pictures of the pages to download, and the QR code of a printed page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, request

from callbacks.current import Current
from dashboard.dataset import Dataset
from dashboard.picture.link import omitted, public_link, qr_svg
from dashboard.view import View, parse
from dashboard.wording import text

if TYPE_CHECKING:
    from dashboard.picture.compose import Order

FORMS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
WAITING = 3  # drawings at once, those that wait included; the other threads go on serving pages
KEPT = 32  # pictures in memory
MINUTES = 10  # that a browser may show a picture again without asking

_drawing = Lock()  # matplotlib is not made for threads
_room = BoundedSemaphore(WAITING)


def register(server: Flask, current: Current, address: str) -> None:
    """Add the addresses of pictures; ``address`` is the server's public one, empty: as asked."""

    @server.get("/export/<kind>.<form>")
    def picture(kind: str, form: str) -> Response:
        # Not at the top: matplotlib takes most of a second, and few requests need it.
        from dashboard.picture.compose import KINDS, Order
        from dashboard.picture.sheet import Size

        if kind not in KINDS or form not in KINDS[kind].forms:
            abort(404)
        dataset = current.dataset()
        view = parse(dict(request.args), dataset).view
        size = request.args.get("olcek", Size.SCREEN)
        if size not in tuple(Size):
            return _plain(text("export.wrong_size", view.language, sizes=", ".join(Size)), 400)
        view = KINDS[kind].settled(dataset, view)
        link = public_link(dataset, view, KINDS[kind].path, address or request.host_url)
        return _answer(_drawn, kind, Order(dataset, view, link, date.today()), size, form)

    @server.get("/export/qr.svg")
    def code() -> Response:
        dataset = current.dataset()
        view = parse(dict(request.args), dataset).view
        path = request.args.get("sayfa", "/")
        if omitted(path) is None:
            abort(404)
        link = public_link(dataset, view, path, address or request.host_url)
        return _for_minutes(Response(qr_svg(link), content_type=FORMS["svg"]))


def _answer(draw: Callable[..., bytes], kind: str, order: Order, size: str, form: str) -> Response:
    """The picture as a file; where too many wait already, when to ask again."""
    if not _room.acquire(blocking=False):
        return _plain(text("export.busy", order.view.language), 503, {"Retry-After": "5"})
    try:
        content = draw(kind, order, size, form)
    finally:
        _room.release()
    answer = Response(content, content_type=FORMS[form])
    name = _file_name(order.dataset, order.view, kind, size, form)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _for_minutes(answer)


@lru_cache(maxsize=KEPT)
def _drawn(kind: str, order: Order, size: str, form: str) -> bytes:
    from dashboard.picture.compose import KINDS, drawn
    from dashboard.picture.sheet import Size

    with _drawing:
        return drawn(KINDS[kind], order, Size(size), form)


def _file_name(dataset: Dataset, view: View, kind: str, size: str, form: str) -> str:
    from dashboard.picture.compose import KINDS

    start = (
        text("export.demonstration_prefix", view.language) if dataset.release.demonstration else ""
    )
    times = "" if form != "png" else f"-{size}" if size == "a4" else f"-{size}x"
    return f"{start}{KINDS[kind].said(dataset, view).name}{times}.{form}"


def _plain(said: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(said, status, headers, content_type="text/plain; charset=utf-8")


def _for_minutes(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"private, max-age={MINUTES * 60}"
    return answer
