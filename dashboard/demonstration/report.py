"""The quality report of a province of the demonstration: what is real in it and what is not."""

from __future__ import annotations

import geopandas
import pandas

_TEXT = """# {name}: demonstration atlas / gösterim atlası

**Values are invented and neighbourhood shapes are schematic.** No figure here says anything about
a real neighbourhood, and no shape follows a real boundary.

**Değerler uydurulmuştur, mahalle şekilleri şematiktir.** Buradaki hiçbir sayı gerçek bir mahalleyi
anlatmaz, hiçbir şekil gerçek bir sınırı izlemez.

## Real

- {districts} districts and their outlines (OCHA COD-AB), simplified at 80 m
- {neighbourhoods} names, codes and residents of neighbourhoods: {residents:,} people, register 2023
- residents and density of the districts, their growth since 2021, scores of SEGE-2022

## Invented

Everything else. Rates follow published figures of districts or provinces where there are any, else
a bracket; `data/catalogue/anchors.toml` says which. Neighbourhoods that adjoin are alike; small
ones vary more, as they would in real tables.

## Shapes

- one cell for each neighbourhood; most people live in the smallest cells
- area of a neighbourhood: {smallest:.2f} to {largest:.1f} km², median {median:.1f} km²
- {parts} neighbourhoods have more than one part, because islands belong to them

## Left out on purpose

| mark | cells |
|---|---|
{marks}

Cells without data have no row and are not counted above. Rates of fewer people than the
catalogue's floor are marked as too few; small counts of sensitive indicators are suppressed, with
enough others that no total gives them away.
"""


def quality_report(name: str, areas: geopandas.GeoDataFrame, values: pandas.DataFrame) -> str:
    """The report of one province as Markdown."""
    plain = areas[areas["kind"] == "neighbourhood"]
    flags = values["flag"].value_counts()
    return _TEXT.format(
        name=name,
        districts=int((areas["level"] == "district").sum()),
        neighbourhoods=len(plain),
        residents=int(plain["population"].sum()),
        smallest=plain["area_km2"].min(),
        largest=plain["area_km2"].max(),
        median=plain["area_km2"].median(),
        parts=int((plain.geometry.geom_type == "MultiPolygon").sum()),
        marks="\n".join(
            f"| {flag} | {int(flags.get(flag, 0)):,} |" for flag in ("ok", "too_few", "suppressed")
        ),
    )
