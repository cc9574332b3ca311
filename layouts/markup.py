"""Plain HTML as one component.

Dash's renderer sends an action for every component that it mounts, and every component on the page
listens to each: a table of 40 rows drawn anew cost over a second (measured, benchmarks/README.md).
So the blocks that only show things are built from ``dash.html`` like everything else and then sent
as text, which the browser puts on the page as one component. Every text and attribute is escaped.
"""

from __future__ import annotations

import html as escaping
from collections.abc import Iterator
from typing import Any, ClassVar

from dash.development.base_component import Component

_ATTRIBUTES = {
    "className": "class",
    "colSpan": "colspan",
    "htmlFor": "for",
    "hrefLang": "hreflang",
    "inputMode": "inputmode",
    "autoComplete": "autocomplete",
    "maxLength": "maxlength",
    "tabIndex": "tabindex",
}
_WITHOUT_CONTENT = ("Input", "Br", "Hr", "Img")


class FormInput(Component):
    """``<input>``, which ``dash.html`` lacks; only for use inside ``Markup``.

    The browser hears of it through its ``data-`` attributes.
    """

    _namespace = "dash_html_components"
    _type = "Input"
    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = []

    def __init__(self, **properties: Any) -> None:
        self._prop_names = [
            *("type", "name", "value", "checked", "disabled", "min", "max", "step", "className"),
            *("inputMode", "autoComplete", "maxLength", "placeholder", "id", "style"),
        ]
        self._valid_wildcard_attributes = ["data-", "aria-"]
        self.available_properties = self._prop_names
        self.available_wildcard_properties = self._valid_wildcard_attributes
        super().__init__(**properties)


class RadioInput(FormInput):
    """``<input type="radio">``; ``field`` is the word of the address that its value sets."""

    def __init__(self, field: str, value: str, checked: bool, disabled: bool) -> None:
        shown = {"type": "radio", "name": field, "value": value, "data-control": field}
        super().__init__(checked=checked, disabled=disabled, **shown)


class Markup(Component):
    """The nodes as one component; ``value`` is that of the radio inputs inside, if any."""

    _namespace = "atlas_components"
    _type = "Markup"
    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = []

    def __init__(self, nodes: Any, **properties: Any) -> None:
        self._prop_names = ["id", "html", "value"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties = self._valid_wildcard_attributes
        super().__init__(html=as_text(nodes), **properties)
        self.nodes = nodes

    def _traverse_with_paths(self) -> Iterator[tuple[str, Any]]:
        """The nodes inside, so that whoever walks a layout meets what the reader will see."""
        for node in self.nodes if isinstance(self.nodes, list | tuple) else [self.nodes]:
            yield "", node
            if isinstance(node, Component):
                yield from node._traverse_with_paths()


def as_text(node: Any) -> str:
    """HTML of components of ``dash.html``; raises ``TypeError`` for any other component."""
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return "".join(as_text(one) for one in node)
    if not isinstance(node, Component):
        return escaping.escape(str(node), quote=False)
    if isinstance(node, Markup):
        return as_text(node.nodes)
    if node._namespace != "dash_html_components":
        raise TypeError(f"{node._type} is not plain HTML and can't stand in markup.")
    tag = node._type.lower()
    start = f"<{tag}{_attributes(node)}>"
    if node._type in _WITHOUT_CONTENT:
        return start
    return f"{start}{as_text(getattr(node, 'children', None))}</{tag}>"


def _attributes(node: Component) -> str:
    written = []
    for name, value in node.to_plotly_json()["props"].items():
        if name == "children" or value is None or value is False:
            continue
        if name == "style":
            value = ";".join(f"{key}:{one}" for key, one in value.items())
        name = _ATTRIBUTES.get(name, name)
        text = "" if value is True else f'="{escaping.escape(str(value))}"'
        written.append(f" {name}{text}")
    return "".join(written)
