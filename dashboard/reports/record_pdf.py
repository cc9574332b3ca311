"""A decision record as PDF: tagged, its text selectable, on A4, set by typst."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import font_roboto
import typst

from dashboard.decision.document import Block as DocumentBlock
from dashboard.decision.document import Document, Facts, Items, Table
from dashboard.picture.link import dark_runs, qr_modules
from dashboard.wording import text

TEMPLATE = Path(__file__).with_name("record.typ")
FONTS = Path(font_roboto.Roboto).parent
STANDARD: Literal["ua-1"] = (
    "ua-1"  # typst refuses to set a document that breaks what it can check of PDF/UA
)


def record_pdf(document: Document) -> bytes:
    """The file; equal documents give equal bytes."""
    told = json.dumps(_told(document), ensure_ascii=False)
    return bytes(
        typst.compile(
            TEMPLATE,
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": told},
            pdf_standards=STANDARD,
        )
    )


def _told(document: Document) -> dict[str, Any]:
    language = document.language
    return {
        "language": language,
        "brand": text("brand", language),
        "author": text("brand", language),
        "number": document.number,
        "title": document.title,
        "subtitle": document.subtitle,
        "notices": list(document.notices),
        "link": document.link,
        "page": text("record.page_of", language, number=document.number),
        "code": _code(document.link),
        "code_said": text("record.code", language),
        "sections": [
            {
                "title": one.title,
                # what is marked in a section on the decision departs from the list: it is tinted
                "blocks": [
                    _block(part, one.key in ("decision", "deviation")) for part in one.blocks
                ],
            }
            for one in document.sections
        ],
    }


def _block(block: DocumentBlock, tinted: bool) -> dict[str, Any]:
    if isinstance(block, Facts):
        return {"kind": "facts", "pairs": [list(one) for one in block.pairs]}
    if isinstance(block, Table):
        return {
            "kind": "table",
            "heads": list(block.heads),
            "rows": [list(one) for one in block.rows],
            "numeric": sorted(block.numeric),
            "marked": sorted(block.marked),
            "wide": block.wide,
            "tinted": tinted,
        }
    kind = "items" if isinstance(block, Items) else "paragraphs"
    return {"kind": kind, "said": list(block.said)}


def _code(link: str) -> str:
    """The QR code as SVG: one rectangle per run of dark modules."""
    modules = qr_modules(link)
    size = len(modules)
    dark = "".join(
        f"M{start} {row}h{end - start}v1h-{end - start}z" for row, start, end in dark_runs(modules)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{dark}" fill="#000"/></svg>'
    )
