"""Markdown as components of plain HTML: headings, paragraphs, lists, tables; nothing of the text is
ever taken for HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html
from dash.development.base_component import Component
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_HEADINGS = {"h1": html.H1, "h2": html.H2, "h3": html.H3, "h4": html.H4}
_ELEMENTS: dict[str, Callable[..., Component]] = {
    "paragraph": html.P,
    "bullet_list": html.Ul,
    "ordered_list": html.Ol,
    "list_item": html.Li,
    "strong": html.Strong,
    "em": html.Em,
    "blockquote": html.Blockquote,
    "thead": html.Thead,
    "tbody": html.Tbody,
    "tr": html.Tr,
    "td": html.Td,
}


def components(markdown: str) -> list[Any]:
    """The blocks of a text. Tables stand in regions that scroll, named by the heading above."""
    root = SyntaxTreeNode(_PARSER.parse(markdown))
    found: list[Any] = []
    heading = ""
    for node in root.children:
        if node.type == "heading":
            heading = _plain(node)
        found.append(_table(node, heading) if node.type == "table" else _component(node))
    return found


def _component(node: SyntaxTreeNode) -> Any:
    if node.type in ("text", "softbreak", "hardbreak"):
        return node.content if node.type == "text" else " "
    if node.type in ("code_inline", "code_block", "fence"):
        return html.Code(node.content)
    inside = [_component(one) for one in node.children]
    if node.type == "heading":
        return _HEADINGS.get(node.tag, html.H4)(inside)
    if node.type == "th":
        return html.Th(inside, scope="col")
    made = _ELEMENTS.get(node.type)
    # what is left holds others: the line of a block; of a link the words alone
    return made(inside) if made else html.Span(inside)


def _plain(node: SyntaxTreeNode) -> str:
    return node.content or "".join(_plain(one) for one in node.children)


def _table(node: SyntaxTreeNode, name: str) -> Component:
    return html.Div(
        html.Table([_component(one) for one in node.children], className="plain-table"),
        className="wide",
        tabIndex=0,
        role="region",
        **{"aria-label": name},
    )
