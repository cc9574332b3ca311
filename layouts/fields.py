"""Fields of forms that write: a label, what helps, what is wrong, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.store import Login
from layouts.footing import CSRF
from layouts.markup import FormInput

Option = tuple[str, str]  # value and label
Group = tuple[str, Sequence[Option]]  # label and its options


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one form. ``faults``: what is wrong, in words, by name of the field; ``start``
    keeps the ids of several forms on a page apart."""

    faults: Mapping[str, str] = field(default_factory=dict)
    start: str = ""

    def id_of(self, name: str) -> str:
        """Id of the part into which a field is typed."""
        return f"alan-{self.start}{name}"

    def line(
        self, name: str, label: str, value: str, *, hint: str = "", needed: bool = True, **more: Any
    ) -> Component:
        """One line of text, or what ``type`` says."""
        control = FormInput(
            **{"type": "text", **more}, value=value, name=name, **self._told(name, hint, needed)
        )
        return self._field(name, label, hint, control)

    def text(
        self,
        name: str,
        label: str,
        value: str,
        *,
        hint: str = "",
        needed: bool = True,
        rows: int = 3,
    ) -> Component:
        """Several lines."""
        control = html.Textarea(value, name=name, rows=rows, **self._told(name, hint, needed))
        return self._field(name, label, hint, control)

    def choice(
        self,
        name: str,
        label: str,
        value: str,
        options: Sequence[Option | Group],
        *,
        needed: bool = True,
    ) -> Component:
        """One of several options, which may stand in groups."""
        control = html.Select(
            [_option(label, rest, value) for label, rest in options],
            name=name,
            className="native-select",
            **self._told(name, "", needed),
        )
        return self._field(name, label, "", control)

    def _told(self, name: str, hint: str, needed: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"id": self.id_of(name)}
        parts = [f"{self.id_of(name)}-{part}" for part in self._parts(name, hint)]
        if parts:
            told["aria-describedby"] = " ".join(parts)
        if name in self.faults:
            told["aria-invalid"] = "true"
        if needed:
            told["aria-required"] = "true"
        return told

    def _parts(self, name: str, hint: str) -> list[str]:
        return [*(["fault"] if name in self.faults else []), *(["hint"] if hint else [])]

    def _field(self, name: str, label: str, hint: str, control: Component) -> Component:
        own = self.id_of(name)
        fault = self.faults.get(name, "")
        return html.Div(
            [
                html.Label(label, htmlFor=own),
                html.P(hint, id=f"{own}-hint", className="hint") if hint else None,
                control,
                html.P(fault, id=f"{own}-fault", className="fault") if fault else None,
            ],
            className="field is-wrong" if fault else "field",
        )

    def summary(self, said: str, order: Sequence[str] = ()) -> Component | None:
        """All faults with links to their fields; takes the focus when the page opens."""
        if not self.faults:
            return None
        names = sorted(
            self.faults, key=lambda one: order.index(one) if one in order else len(order)
        )
        return html.Div(
            [
                html.P(html.Strong(said)),
                html.Ul(
                    [
                        html.Li(html.A(self.faults[name], href=f"#{self.id_of(name)}"))
                        for name in names
                    ]
                ),
            ],
            className="faults",
            role="alert",
            tabIndex=-1,
            **{"data-focus": "true"},
        )


def _option(value: str, rest: str | Sequence[Option], chosen: str) -> Component:
    if isinstance(rest, str):
        return html.Option(rest, value=value, selected=value == chosen)
    return html.Optgroup([_option(one, said, chosen) for one, said in rest], label=value)


def token(login: Login | None) -> Component:
    """The hidden field with which a form shows that it comes from this login's own page."""
    return FormInput(type="hidden", name=CSRF, value=login.csrf if login else "")


def hidden(name: str, value: str) -> Component:
    """A field that is sent and not seen."""
    return FormInput(type="hidden", name=name, value=value)


def submit(label: str) -> Component:
    """The primary button of a form."""
    return html.Button(label, type="submit", className="primary-button")
