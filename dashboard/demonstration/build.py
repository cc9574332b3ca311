"""Builds the demonstration atlas, a release like any other."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pandas

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.demonstration.anchors import Anchors, read_anchors
from dashboard.demonstration.ground import ground_of
from dashboard.demonstration.known import counted_women
from dashboard.demonstration.report import quality_report
from dashboard.demonstration.shapes import schematic_neighbourhoods
from dashboard.demonstration.sources import demonstration_sources
from dashboard.demonstration.values import province_values
from dashboard.demonstration.wheels import Country, read_country
from dashboard.pipeline.areas import complete_areas
from dashboard.pipeline.publish import publish
from dashboard.pipeline.write import ProvinceData, write_release
from dashboard.release import Release

CATALOGUE = Path(__file__).parents[2] / "data" / "catalogue"
ANCHORS = "anchors.toml"
PROVINCES = {35: ("izmir", "İzmir"), 10: ("balikesir", "Balıkesir")}


def build_demonstration(sources: Path, out: Path) -> Release:
    """Write the demonstration release into ``out``, publish it there and return it.

    ``sources``: the folder with the two wheels. The same wheels and catalogue give the same bytes.
    Raises ``SourceError`` for a missing wheel, ``CatalogueError`` for a wrong catalogue.
    """
    catalogue = load_catalogue(CATALOGUE)
    anchors = read_anchors(CATALOGUE / ANCHORS)
    country = read_country(sources, tuple(PROVINCES))
    towns = {code: one.town for code, one in anchors.districts.items() if one.town is not None}
    shapes = schematic_neighbourhoods(country, towns)
    provinces = [
        _province(plate, country, shapes[shapes["plate"] == plate], anchors, catalogue)
        for plate in PROVINCES
    ]
    drawn = pandas.concat([one.values["indicator"] for one in provinces]).unique().tolist()
    release = write_release(
        out,
        provinces,
        catalogue=catalogue,
        sources=demonstration_sources(sources, CATALOGUE / ANCHORS, catalogue, drawn),
        demonstration=True,
    )
    publish(out, release.key)
    return release


def _province(
    plate: int,
    country: Country,
    shapes: geopandas.GeoDataFrame,
    anchors: Anchors,
    catalogue: Catalogue,
) -> ProvinceData:
    key, name = PROVINCES[plate]
    published = _published(country, plate, key)
    areas = complete_areas(shapes, (key, name), published)
    ground = ground_of(plate, areas, anchors)
    areas["women"] = counted_women(areas, ground)
    values = province_values(areas, ground, anchors, catalogue)
    residents = int(shapes["population"].sum())
    return ProvinceData(
        key=key,
        name=name,
        plate=plate,
        areas=areas,
        values=values,
        residents={"joined": residents, "total": residents},
        unmatched=0,
        quality_report=quality_report(name, areas, values),
    )


def _published(country: Country, plate: int, key: str) -> dict[str, int]:
    """Residents of the districts and the province as published, a few more than the sums."""
    rows = country.districts[country.districts["plate"] == plate]
    residents = {
        f"d-{code}": int(people)
        for code, people in zip(rows["code"], rows["population"], strict=True)
    }
    return {**residents, key: sum(residents.values())}
