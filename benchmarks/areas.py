"""Repair, clean, dissolve, simplify and write so many areas, as a build does; its own process.

``python -m benchmarks.areas --boundaries FILE --count N --out DIR`` prints one line of JSON: areas,
vertices, and seconds of each step. The areas are those nearest to İzmir, so that they lie together.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas
import numpy
import pandas
import shapely

from dashboard.catalogue import load_catalogue
from dashboard.pipeline.areas import complete_areas, metric
from dashboard.pipeline.boundaries import with_valid_rings
from dashboard.pipeline.write import ProvinceData, write_release
from dashboard.settings import CATALOGUE

IZMIR = (27.14, 38.42)  # longitude, latitude


class Steps:
    """Seconds of the processor for each step, in their order: others' work is not in them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        start = time.process_time()
        yield
        self.seconds[name] = round(time.process_time() - start, 2)


def nearest(path: Path, count: int) -> geopandas.GeoDataFrame:
    """So many polygons of the file, those nearest to İzmir."""
    drawn = geopandas.read_parquet(path)
    away = numpy.hypot(drawn["cx"] - IZMIR[0], drawn["cy"] - IZMIR[1])
    return drawn.iloc[numpy.argsort(away, kind="stable")[:count]].reset_index(drop=True)


def neighbourhoods(drawn: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """The polygons as the pipeline knows neighbourhoods, with invented residents."""
    town = drawn["cityName"] + " " + drawn["townName"]
    residents = numpy.random.default_rng(1).lognormal(6.5, 1.2, len(drawn)).astype(int)
    return geopandas.GeoDataFrame(
        {
            "id": drawn["quarterId"].astype(str),
            "name": drawn["name"],
            "kind": "neighbourhood",
            "district": "d-" + town,
            "district_name": town,
            "population": pandas.array(residents, dtype="Int64"),
        },
        geometry=drawn.geometry,
        crs=drawn.crs,
    )


def values(areas: geopandas.GeoDataFrame) -> pandas.DataFrame:
    """One indicator for every area."""
    rows = areas[["id", "level", "population"]].rename(columns={"id": "area"})
    rows = rows.rename(columns={"population": "value"}).astype({"value": float})
    return rows.assign(
        indicator="population", group="total", year=2023, numerator=None, denominator=None,
        flag="ok", method="demonstration",
    )  # fmt: skip


def main() -> None:
    """Run all steps and print their times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boundaries", type=Path, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    steps = Steps()
    with steps.step("read"):
        drawn = nearest(chosen.boundaries, chosen.count)
    with steps.step("repair"):
        projected = metric(drawn)
        polygons = projected.geometry.to_numpy()
        valid = with_valid_rings(polygons, ~shapely.is_valid(drawn.geometry.to_numpy()))
    with steps.step("coverage"):
        clean = projected.set_geometry(shapely.coverage_clean(valid), crs=projected.crs)
        # The file is no clean coverage: a few quarters lie wholly in others (a build refuses it).
        clean = clean[~clean.is_empty]
        rows = neighbourhoods(clean.to_crs(drawn.crs))
    with steps.step("areas"):
        areas = complete_areas(rows, ("izmir", "İzmir"))
    with steps.step("simplify and write"):
        data = ProvinceData(
            key="izmir", name="İzmir", plate=35, areas=areas, values=values(areas),
            residents={"joined": 0, "total": 1}, unmatched=0, quality_report="",
        )  # fmt: skip
        write_release(
            chosen.out, [data], catalogue=load_catalogue(CATALOGUE), sources={}, demonstration=True
        )
    vertices = int(shapely.get_num_coordinates(clean.geometry.to_numpy()).sum())
    print(json.dumps({"areas": len(clean), "vertices": vertices, "seconds": steps.seconds}))


if __name__ == "__main__":
    main()
