"""Answers of the search box."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard.search import Found
from dashboard.wording import text


def area_options(found: Sequence[Found], language: str) -> list[dict[str, object]]:
    """Districts and neighbourhoods by kind; a value is the area's id."""
    areas = [one for one in found if one.kind != "indicator"]
    return _by_kind(areas, language, lambda one: one.key)


def options(found: Sequence[Found], language: str) -> list[dict[str, object]]:
    """Options grouped by kind; a value is ``kind|key|province``."""
    return _by_kind(found, language, lambda one: f"{one.kind}|{one.key}|{one.province}")


def _by_kind(
    found: Sequence[Found], language: str, value: Callable[[Found], str]
) -> list[dict[str, object]]:
    groups: dict[str, list[dict[str, str]]] = {}
    for one in found:
        item = {"value": value(one), "label": f"{one.name} · {one.parents}"}
        groups.setdefault(one.kind, []).append(item)
    return [
        {"group": text(f"search.{kind}", language), "items": items}
        for kind, items in groups.items()
    ]
