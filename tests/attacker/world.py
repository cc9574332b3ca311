"""An invented province with planted small counts: raw files for the real build.

Three districts of six neighbourhoods. Calls and visits are points in their neighbourhood; the
truth about them stands here and in the raw files, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas
import shapely

from tests.tiny import _ABOUT, _MEASURES, _SOURCES, _indicator

KEY, NAME, PLATE = "ornek", "Örnek", 97
DISTRICTS = {"Asma": 21, "Bağ": 22, "Çam": 23}
NAMES = ("Akça", "Bostan", "Cami", "Dere", "Elma", "Fındık")
RESIDENTS = (
    (7351, 52013, 61027, 70123, 66037, 90217),
    (6469, 21013, 33071, 28051, 40111, 19081),
    (23011, 12007, 30103, 45007, 38011, 27017),
)
WEST, SOUTH, STEP = 27.0, 38.0, 0.02
Counts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class World:
    """Counts per district and neighbourhood. ``calls``: 3 from 201, and the 173 of its neighbour
    must go with them. ``women`` and ``men`` who visited: two women of 301. ``reports`` of violence
    by district."""

    calls: Counts
    women: Counts
    men: Counts
    reports: tuple[int, ...]


TRUTH = World(
    calls=(
        (3, 173, 241, 313, 290, 451),
        (31, 200, 299, 351, 199, 277),
        (9, 5, 180, 220, 160, 260),
    ),
    women=(
        (87, 611, 705, 822, 777, 1031),
        (2, 233, 391, 331, 470, 227),
        (271, 141, 353, 533, 449, 317),
    ),
    men=(
        (79, 599, 689, 801, 761, 1009),
        (71, 229, 383, 317, 461, 211),
        (263, 137, 347, 523, 443, 311),
    ),
    reports=(7, 15, 40),
)


def _moved(counts: Counts, district: int, first: int, second: int, people: int) -> Counts:
    """The counts with ``people`` more in one neighbourhood of a district and fewer in another."""
    row = list(counts[district])
    row[first] += people
    row[second] -= people
    return (*counts[:district], tuple(row), *counts[district + 1 :])


# Another truth that gives the same margins: it differs in cells that are hidden, and there alone.
OTHER = replace(
    TRUTH,
    calls=_moved(TRUTH.calls, 0, 0, 1, -1),
    women=_moved(TRUTH.women, 1, 0, 5, 2),
    men=_moved(TRUTH.men, 1, 0, 5, -2),
    reports=(9, 13, 40),
)


def area(district: int, neighbourhood: int) -> str:
    """The id of a neighbourhood, by positions."""
    return f"{district + 2}0{neighbourhood + 1}"


def added(one: Counts, other: Counts) -> Counts:
    """The sums, place by place."""
    return tuple(
        tuple(a + b for a, b in zip(first, second, strict=True))
        for first, second in zip(one, other, strict=True)
    )


def _boundaries() -> geopandas.GeoDataFrame:
    rows = [
        {
            "no": 10 * row + column,
            "ad": f"{name} Mh.",
            "ilce": district,
            "il": NAME,
            "plaka": PLATE,
            "geometry": shapely.box(
                *(WEST + column * STEP, SOUTH + row * STEP),
                *(WEST + (column + 1) * STEP, SOUTH + (row + 1) * STEP),
            ),
        }
        for row, district in enumerate(DISTRICTS)
        for column, name in enumerate(NAMES)
    ]
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")


def points(counts: Sequence[Sequence[int]]) -> str:
    """A file of points, so many in the middle of each neighbourhood."""
    lines = ["AD;ENLEM;BOYLAM"]
    for row, of_district in enumerate(counts):
        for column, count in enumerate(of_district):
            lat, lon = SOUTH + (row + 0.5) * STEP, WEST + (column + 0.5) * STEP
            lines += [f"x;{lat:.4f};{lon:.4f}"] * count
    return "\n".join(lines) + "\n"


def _tables() -> dict[str, str]:
    near, middle = [], []
    for number, (district, people) in enumerate(zip(DISTRICTS, RESIDENTS, strict=True)):
        near += [
            f"{NAME}({district}/{district} Bel./{name} Mah.)-{area(number, at)}|{people[at]}.0|"
            for at, name in enumerate(NAMES)
        ]
        middle.append(f"{NAME}({district})-{DISTRICTS[district]}|{sum(people)}.0|")
    whole = f"{NAME}-{PLATE}|{sum(map(sum, RESIDENTS))}.0|"
    return {"mahalle": "\n".join(near), "ilce": "\n".join(middle), "il": whole}


FILES: Mapping[str, Callable[[World], Counts]] = {
    "calls": lambda world: world.calls,
    "visits_women": lambda world: world.women,
    "visits_men": lambda world: world.men,
    "visits": lambda world: added(world.women, world.men),
    "reports": lambda world: tuple((count,) for count in world.reports),
}

_INDICATORS = (
    _indicator("population", "Nüfus", "persons", 'groups = ["total"]', "digits = 0",
               'direction = "neutral"'),
    _indicator("calls", "Arama", "per_10000", 'groups = ["total"]', 'direction = "ambiguous"',
               'sensitivity = "sensitive"', "floor = 100"),
    _indicator("calls_per_km2", "Sıklık", "stops_per_km2", 'groups = ["total"]', "digits = 2",
               'direction = "neutral"'),
    _indicator("visits", "Ziyaret", "per_10000", 'groups = ["women", "men", "total"]',
               'direction = "higher"', 'sensitivity = "sensitive"', "floor = 100"),
    _indicator("reports", "Başvuru", "per_10000", 'groups = ["women"]', "digits = 3",
               'direction = "ambiguous"', 'finest_level = "district"',
               'sensitivity = "violence"', "floor = 100"),
    # the same calls, judged: what a synthesis can be made of, beside one that everyone may know
    _indicator("distress", "Sıkıntı", "per_10000", 'groups = ["total"]', 'direction = "lower"',
               'sensitivity = "sensitive"', "floor = 100"),
    _indicator("crowding", "Sıkışıklık", "persons_per_km2", 'groups = ["total"]',
               'direction = "lower"').replace("[0, 100]", "[0, 30000]").replace(
               'theme = "people"', 'theme = "ground"'),
)  # fmt: skip

_POINTS = """content = "points"
service = "{name}"
format = "csv"
files = {{ ornek = "{name}.csv" }}
columns = {{ name = "AD" }}
scores = {{ lat = "ENLEM", lon = "BOYLAM" }}
"""
_MEASURE = """
[[measure]]
indicator = "{indicator}"
group = "{group}"
levels = [{levels}]
year = 2023
numerator = {numerator}
{denominator}
"""


def _measures() -> str:
    every = '"neighbourhood", "district", "province"'
    above = '"district", "province"'
    by_people = 'denominator = { figure = "residents" }\nscale = 10000'
    made = [("population", "total", every, "", "")]
    made += [("calls", "total", every, "calls", by_people)]
    made += [("calls_per_km2", "total", every, "calls", 'denominator = { figure = "area_km2" }')]
    made += [("visits", "women", every, "visits_women", by_people)]
    made += [("visits", "men", every, "visits_men", by_people)]
    made += [("visits", "total", every, "visits", by_people)]
    made += [("reports", "women", above, "reports", by_people)]
    made += [("distress", "total", every, "calls", by_people)]
    made += [("crowding", "total", every, "", 'denominator = { figure = "area_km2" }')]
    entries = [
        _MEASURE.format(
            indicator=indicator,
            group=group,
            levels=levels,
            numerator=f'{{ points = "{source}", figure = "count" }}'
            if source
            else '{ figure = "residents" }',
            denominator=denominator,
        )
        for indicator, group, levels, source, denominator in made
    ]
    return _MEASURES.partition("[[measure]]")[0] + "".join(entries)


def write_world(folder: Path, world: World, guarded: bool = True) -> Path:
    """Write raw files, and the catalogue into ``folder/catalogue``; unguarded, every indicator is
    declared open."""
    catalogue = folder / "catalogue"
    catalogue.mkdir(parents=True, exist_ok=True)
    indicators = "\n".join(_INDICATORS)
    if not guarded:
        for word in ("sensitive", "violence"):
            indicators = indicators.replace(f'sensitivity = "{word}"\n', "")
    sources = {key: _SOURCES[key] for key in ("residents", "districts", "provinces")}
    sources["boundaries"] = _SOURCES["boundaries"].replace("minik", KEY)
    sources["boundaries"] += "redistributable = true\n"
    sources |= {name: _POINTS.format(name=name) for name in FILES}
    contents = {
        "themes": '[people]\nname = { tr = "Nüfus", en = "People" }\n'
        '[ground]\nname = { tr = "Yer", en = "Ground" }\n',
        "indicators": indicators,
        "sources": "\n".join(f"[{key}]\n{_ABOUT}{text}" for key, text in sources.items()),
        "measures": _measures(),
        "aliases": "",
        "kinds": "[islet]\nnames = ['ada(sı)?$']\n[industrial]\nnames = ['\\bosb\\b']\n",
    }
    for name, text in contents.items():
        (catalogue / f"{name}.toml").write_text(text, encoding="utf-8")
    _boundaries().to_file(folder / "boundaries.geojson", driver="GeoJSON")
    for name, text in _tables().items():
        (folder / f"{name}.csv").write_text(f"\ufeff{text}\n", encoding="utf-8")
    for name, counts in FILES.items():
        (folder / f"{name}.csv").write_text(points(counts(world)), encoding="utf-8")
    return folder
