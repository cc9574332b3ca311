"""What the list of indicators and their cards say alike, and the way to a card."""

from __future__ import annotations

from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.catalogue import Group, Indicator, Withdrawn
from dashboard.dataset import Dataset
from dashboard.view import View
from dashboard.wording import day, text
from layouts.footing import page_address

LIST = "/gostergeler"


def key_of(path: str) -> str:
    """The key in the path of a card; empty for other paths."""
    return path.removeprefix(f"{LIST}/").rstrip("/") if path.startswith(f"{LIST}/") else ""


def list_link(label: str, view: View) -> Component:
    """The way to the list of all indicators."""
    return html.A(
        label, href=page_address(LIST, view), className="text-link", **{"data-page": LIST}
    )


def card_link(key: str, label: str, view: View, small: bool = False) -> Component:
    """The way to the card of an indicator; ``small``: a link of its own beside other words."""
    path = f"{LIST}/{key}"
    shape = "text-link" if small else ""
    return html.A(label, href=page_address(path, view), className=shape, **{"data-page": path})


def years_held(dataset: Dataset, key: str) -> str:
    """The years of which the release has values, in a row; empty where it has none."""
    return ", ".join(map(str, sorted({one.year for one in dataset.offers.get(key, ())})))


def directions(indicator: Indicator, language: str) -> list[str]:
    """Which end of the rate is better, and how the gap is read where there is one."""
    said = [text(f"direction.{indicator.direction}", language)]
    if Group.GAP in indicator.shown_groups and indicator.judged:
        said.append(f"{text('group.gap', language)}: {text('direction.gap', language)}")
    return said


def withdrawn_on(withdrawn: Withdrawn, language: str) -> str:
    """When an indicator was given up, in words."""
    return text(
        "catalogue.withdrawn_on", language, day=day(date.fromisoformat(withdrawn.date), language)
    )
