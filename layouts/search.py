"""The fields that people type a name into, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard.search import Found
from dashboard.wording import text

# A dmc.Select whose value is unset takes the first answer for a choice of nothing, and empties what
# has been typed meanwhile. One that is told from the start that nothing is chosen has no such turn.
UNTOUCHED: dict[str, str | None] = {"value": None, "searchValue": ""}


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
