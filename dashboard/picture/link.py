"""The public address of what a picture or a printed page shows, and its QR code."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import segno

from dashboard.dataset import Dataset
from dashboard.shortlist_view import ShortlistView
from dashboard.synthesis_view import SynthesisView
from dashboard.view import View, permalink

# Words of the address that a page does not show: without them links and codes stay short. What
# stands in no list is carried, so that a new word is never lost.
_OF_TABLES = {"sekme", "sira"}
_OF_LISTS = {"karsi", "gostergeler", "esik", "enaz"} | _OF_TABLES
_OF_SERIES = {"g", "grup", "yil", "kirilim", "aralik"}
_OF_DATA = {"konu", "veriyili"}
_OF_SYNTHESIS = set(SynthesisView().to_words())
_OF_SHORTLIST = set(ShortlistView().to_words())
_ELSEWHERE = _OF_DATA | _OF_SYNTHESIS | _OF_SHORTLIST
_OF_THE_SYNTHESIS_PAGE = {"gorunum", "bolum", "once", "onceg"}
CARDS = "/gostergeler/"
OMITTED: dict[str, frozenset[str]] = {
    "/": frozenset(_OF_LISTS | _ELSEWHERE),
    "/esik": frozenset({"karsi", "gostergeler"} | _OF_SERIES | _OF_TABLES | _ELSEWHERE),
    "/karsilastir": frozenset({"esik", "enaz", "aralik"} | _OF_TABLES | _ELSEWHERE),
    "/sentez": frozenset(_OF_LISTS | _OF_SERIES | _OF_DATA | _OF_SHORTLIST),
    "/kisa-liste": frozenset(
        {"karsi", "gostergeler", "duzey", "liste"}
        | _OF_TABLES
        | _OF_SERIES
        | _OF_DATA
        | _OF_THE_SYNTHESIS_PAGE
    ),
    "/gostergeler": frozenset(_OF_LISTS | _OF_SERIES | _ELSEWHERE),
    CARDS: frozenset(_OF_LISTS | _OF_SERIES | _ELSEWHERE),
    "/hakkinda": frozenset({"aralik"} | _OF_LISTS | _ELSEWHERE),
    "/kalite": frozenset({"aralik"} | _OF_LISTS | _ELSEWHERE),
    "/veri": frozenset({"aralik"} | _OF_LISTS | _OF_SYNTHESIS | _OF_SHORTLIST),
}
BORDER = 4  # modules of quiet zone that readers of codes need
ERROR = "m"  # a code that is still read with 15 % of it dirty


def omitted(path: str) -> frozenset[str] | None:
    """The words that the page of a path does not show; ``None`` where there is no such page."""
    card = path.startswith(CARDS) and path.removeprefix(CARDS).isidentifier()
    return OMITTED.get(CARDS if card else path)


def public_link(dataset: Dataset, view: View, path: str, address: str) -> str:
    """The address at which everyone sees ``path`` as the view has it, with its release.

    ``address`` is that of the server, as the public knows it; ``path`` is that of a page.
    """
    query = permalink(view, dataset, omitted(path) or frozenset())
    return f"{address.rstrip('/')}{path}?{query}"


def qr_modules(link: str) -> np.ndarray:
    """The code's modules, true where dark, with the quiet zone; shape (n, n)."""
    code = segno.make_qr(link, error=ERROR, boost_error=False)
    return np.array(list(code.matrix_iter(border=BORDER)), dtype=bool)


def dark_runs(modules: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Row, first column and column after the last of every run of dark modules."""
    for row, cells in enumerate(modules):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], cells.astype(np.int8), [0]))))
        for start, end in edges.reshape(-1, 2):
            yield row, int(start), int(end)


def qr_svg(link: str) -> bytes:
    """The code as an SVG file without size: it takes that of the place where it is shown."""
    written = io.BytesIO()
    code = segno.make_qr(link, error=ERROR, boost_error=False)
    code.save(written, kind="svg", border=BORDER, omitsize=True, light="#fff", xmldecl=False)
    return written.getvalue()
