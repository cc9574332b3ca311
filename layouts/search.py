"""Answers of the search box."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.search import Found
from dashboard.wording import text


def area_options(found: Sequence[Found], language: str) -> list[dict[str, object]]:
    """Districts and neighbourhoods by kind; a value is the area's id."""
    groups: dict[str, list[dict[str, str]]] = {}
    for one in found:
        if one.kind != "indicator":
            item = {"value": one.key, "label": f"{one.name} · {one.parents}"}
            groups.setdefault(one.kind, []).append(item)
    return [
        {"group": text(f"search.{kind}", language), "items": items}
        for kind, items in groups.items()
    ]


def options(found: Sequence[Found], language: str) -> list[dict[str, object]]:
    """Options grouped by kind; a value is ``kind|key|province``."""
    groups: dict[str, list[dict[str, str]]] = {}
    for one in found:
        label = f"{one.name} · {one.parents}"
        groups.setdefault(one.kind, []).append(
            {"value": f"{one.kind}|{one.key}|{one.province}", "label": label}
        )
    return [
        {"group": text(f"search.{kind}", language), "items": items}
        for kind, items in groups.items()
    ]
