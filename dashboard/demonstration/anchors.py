"""The facts and brackets that the invented values follow (`data/catalogue/anchors.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.entries import read_toml


@dataclass(frozen=True, slots=True)
class DistrictAnchor:
    """Facts about one district; shares lie between 0 and 1.

    ``development`` is SEGE's score, or an assumed place on its scale; ``sege`` is the published
    score or ``None``. ``older_women`` and ``older_men``: voters aged 65 and over among all of the
    sex. ``town``: longitude and latitude, or ``None``.
    """

    women_share: float
    older_women: float
    older_men: float
    residents_2021: int
    development: float
    sege: float | None
    town: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Anchors:
    """``districts`` per TÜİK code; ``centres``: percent per indicator, group and plate."""

    districts: Mapping[int, DistrictAnchor]
    centres: Mapping[str, Mapping[str, Mapping[int, float]]]


def read_anchors(path: Path) -> Anchors:
    """The anchors in ``path``; raises ``CatalogueError`` where the file can't be read."""
    tables = read_toml(path)
    return Anchors(
        {int(code): _district(entry) for code, entry in tables["district"].items()},
        {
            key: {
                group: {int(plate): float(rate) for plate, rate in rates.items()}
                for group, rates in entry.items()
                if group != "basis"
            }
            for key, entry in tables["centre"].items()
        },
    )


def _district(entry: Mapping[str, Any]) -> DistrictAnchor:
    women, men = entry["women_2021"], entry["men_2021"]
    town = entry.get("town")
    return DistrictAnchor(
        women_share=women / (women + men),
        older_women=entry["voters_65_women_2018"] / women,
        older_men=entry["voters_65_men_2018"] / men,
        residents_2021=women + men,
        development=float(entry.get("sege_2022", entry.get("development_assumed", 0.0))),
        sege=entry.get("sege_2022"),
        town=(town[0], town[1]) if town else None,
    )
