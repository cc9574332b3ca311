"""A tiny invented province: raw files, catalogue and releases for tests.

Two districts, Iğdır (ı) and İnciköy (İ), of three neighbourhoods each on a grid of cells of
0.02 degrees; an islet; one neighbourhood drawn with a second part as if it were a hole.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas
import pandas
import shapely

from dashboard.catalogue import load_catalogue
from dashboard.pipeline.areas import complete_areas
from dashboard.pipeline.publish import publish
from dashboard.pipeline.write import ProvinceData, write_release
from dashboard.release import Release

KEY, NAME, PLATE = "minik", "Minik", 99
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WEST, SOUTH, STEP = 27.0, 38.0, 0.02


def _cell(column: int, row: int, wide: int = 1) -> shapely.Polygon:
    left, low = WEST + column * STEP, SOUTH + row * STEP
    return shapely.box(left, low, left + wide * STEP, low + STEP)


def _with_stray_hole() -> shapely.Polygon:
    """A cell whose "hole" lies outside its shell: in truth a further part."""
    part = shapely.box(WEST - 0.03, SOUTH, WEST - 0.02, SOUTH + 0.01)
    return shapely.Polygon(_cell(0, 0).exterior, [part.exterior])


# source id, name on the map, district, shape
POLYGONS = [
    (1, "Işık Mh.", "Iğdır", _with_stray_hole()),
    (2, "İnönü Mah.", "Iğdır", _cell(1, 0)),
    (3, "Evka - 6", "Iğdır", _cell(2, 0)),
    (4, "Dereköy Mh.", "İnciköy", _cell(0, 1)),
    (5, "Kapıkaya Mh.", "İnciköy", _cell(1, 1)),
    (6, "Yenişehir Mh.", "İnciköy", _cell(2, 1)),
    (7, "Kaya Adası", "İnciköy", _cell(5, 3)),
]
MEDAS = """\ufeffMinik(Iğdır/Iğdır Bel./Işık Mah.)-101|1200.0|
Minik(Iğdır/Iğdır Bel./İnönü Mah.)-102|800.0|
Minik(Iğdır/Iğdır Bel./Evka 6 Mah.)-103|60.0|
Minik(İnciköy/İnciköy Bel./Dereköy Mah.)-104|300.0|
Minik(İnciköy/İnciköy Bel./Kapukaya Mah.)-105|250.0|
Minik(İnciköy/İnciköy Bel./Bahçe Mah.)-106|5.0|
Başka(Uzak/Uzak Bel./Merkez Mah.)-900|10.0|
"""
DISTRICTS = "\ufeffMinik(Iğdır)-11|2060.0|\nMinik(İnciköy)-12|555.0|\nBaşka(Uzak)-13|10.0|\n"
PROVINCES = "\ufeffMinik-99|2615.0|\nBaşka-98|10.0|\n"
SEX = "IL;ILCE;KADIN;ERKEK\r\nMİNİK;IĞDIR;1.030;1.030\r\nMİNİK;İNCİKÖY;300;255\r\n"
STOPS = "AD;ENLEM;BOYLAM\nBir;38.01;27.01\nİki;38.011;27.011\nÜç;38.01;27.03\nDört;38.03;27.01\n"

_ABOUT = """publisher = "Test"
title = { tr = "Deneme", en = "Test" }
year = 2023
date = "2023-12-31"
licence = "none"
address = "https://example.org"
"""
_SOURCES = {
    "boundaries": """content = "boundaries"
format = "vector"
files = { minik = "boundaries.geojson" }
columns = { id = "no", name = "ad", district = "ilce", province = "il", plate = "plaka" }
""",
    "residents": """content = "table"
format = "medas"
files = "mahalle.csv"
counts = { residents = "nüfus" }
""",
    "districts": """content = "table"
format = "medas"
level = "district"
files = "ilce.csv"
counts = { residents = "nüfus" }
""",
    "provinces": """content = "table"
format = "medas"
level = "province"
files = "il.csv"
counts = { residents = "nüfus" }
""",
    "sex": """content = "table"
format = "csv"
level = "district"
files = "cinsiyet.csv"
thousands = "."
columns = { province = "IL", district = "ILCE" }
counts = { women = "KADIN", men = "ERKEK" }
""",
    "stops": """content = "points"
service = "bus stops"
format = "csv"
files = { minik = "durak.csv" }
columns = { name = "AD" }
scores = { lat = "ENLEM", lon = "BOYLAM" }
""",
}
_MEASURES = """
[residents]
neighbourhood = "residents"
district = "districts"
province = "provinces"
column = "residents"
year = 2023
least_joined_percent = 50

[[measure]]
indicator = "population"
group = "total"
levels = ["neighbourhood", "district", "province"]
year = 2023
numerator = { figure = "residents" }

[[measure]]
indicator = "women_share"
group = "women"
levels = ["district", "province"]
year = 2021
numerator = { table = "sex", columns = ["women"] }
denominator = { table = "sex", columns = ["women", "men"] }
scale = 100

[[measure]]
indicator = "stops_per_1000_people"
group = "total"
levels = ["neighbourhood", "district"]
year = 2023
numerator = { points = "stops", figure = "count" }
denominator = { figure = "residents" }
scale = 1000

[[measure]]
indicator = "stop_distance"
group = "total"
levels = ["neighbourhood"]
year = 2023
numerator = { points = "stops", figure = "distance" }

[[measure]]
indicator = "residents_without_stop_share"
group = "total"
levels = ["district"]
year = 2023
numerator = { points = "stops", figure = "residents_without" }
denominator = { figure = "residents" }
scale = 100
"""
_ALIASES = """
[[alias]]
province = "minik"
district = "İnciköy"
boundary_name = "Kapıkaya Mh."
table_name = "Kapukaya Mah."
reason = "Yazım"
date = 2026-01-01
"""
_KINDS = "[islet]\nnames = ['ada(sı)?$']\n[industrial]\nnames = ['\\bosb\\b']\n"


def _indicator(key: str, name: str, unit: str, *more: str) -> str:
    words = f'{{ tr = "{name}", en = "{name} (en)" }}'
    groups = next(line for line in more if line.startswith("groups"))
    kind = "gap" if '"men"' in groups else "women" if "women" in groups else "context"
    lines = [f"[{key}]", f'code = "{key}"', 'theme = "people"', f'kind = "{kind}"']
    texts = ("name", "meaning", "numerator", "denominator", "dark", "caveat")
    lines += [f"{field} = {words}" for field in texts]
    lines += [f'unit = "{unit}"', 'aggregation = "pooled"', 'access = "neighbourhood"', *more]
    lines.append(f'origin = {{ publisher = {words}, licence = {words}, address = "", date = "" }}')
    if {'direction = "higher"', 'direction = "lower"'} & {*more}:
        lines.append("goalposts = [0, 100]")
    return "\n".join(lines) + "\n"


_INDICATORS = "\n".join(
    [
        _indicator("population", "Nüfus", "persons", 'groups = ["total"]', "digits = 0",
                   'direction = "neutral"'),
        _indicator("women_share", "Kadın payı", "percent", 'groups = ["women"]',
                   'direction = "neutral"', 'finest_level = "district"', "floor = 100"),
        _indicator("employment", "İstihdam", "percent", 'groups = ["women", "men"]',
                   'direction = "higher"', "floor = 100"),
        _indicator("stops_per_1000_people", "Durak", "per_1000", 'groups = ["total"]',
                   'direction = "higher"', "floor = 100"),
        _indicator("stop_distance", "Uzaklık", "metres", 'groups = ["total"]', "digits = 0",
                   'direction = "lower"'),
        _indicator("residents_without_stop_share", "Duraksız", "percent", 'groups = ["total"]',
                   'direction = "lower"', 'finest_level = "district"', "floor = 100"),
    ]
)  # fmt: skip


def boundaries(polygons: list[tuple[Any, ...]] | None = None) -> geopandas.GeoDataFrame:
    """The polygons with the columns of a publisher, EPSG:4326."""
    rows = [
        {"no": number, "ad": name, "ilce": district, "il": NAME, "plaka": PLATE, "geometry": shape}
        for number, name, district, shape in (polygons or POLYGONS)
    ]
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")


def tiny_catalogue(folder: Path) -> Path:
    """Write the catalogue's TOML files into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "themes": '[people]\nname = { tr = "Nüfus", en = "People" }\n',
        "indicators": _INDICATORS,
        "sources": "\n".join(f"[{key}]\n{_ABOUT}{text}" for key, text in _SOURCES.items()),
        "measures": _MEASURES,
        "aliases": _ALIASES,
        "kinds": _KINDS,
    }
    for name, text in contents.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def tiny_raw(folder: Path) -> Path:
    """Write raw files into ``folder`` and the catalogue into ``folder/catalogue``; return it."""
    tiny_catalogue(folder / "catalogue")
    boundaries().to_file(folder / "boundaries.geojson", driver="GeoJSON")
    texts = {"mahalle": MEDAS, "ilce": DISTRICTS, "il": PROVINCES, "cinsiyet": SEX, "durak": STOPS}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes(text.encode())
    return folder


def tiny_areas() -> geopandas.GeoDataFrame:
    """All areas of the province, repaired, with residents and ids as in a release."""
    drawn = boundaries()
    shapes = shapely.make_valid(drawn.geometry.values, method="structure")
    ids = {1: "101", 2: "102", 3: "103", 4: "104", 5: "105", 6: "x-6", 7: "x-7"}
    residents = [1200, 800, 60, 300, 250, None, None]
    rows = geopandas.GeoDataFrame(
        {
            "id": [ids[number] for number in drawn["no"]],
            "name": drawn["ad"],
            "kind": ["neighbourhood"] * 6 + ["islet"],
            "district": drawn["ilce"].map({"Iğdır": "d-11", "İnciköy": "d-12"}),
            "district_name": drawn["ilce"],
            "population": pandas.array(residents, dtype="Int64"),
            "women": pandas.array([600, 400, 30, 150, 125, None, None], dtype="Int64"),
        },
        geometry=shapely.coverage_clean(shapes),
        crs="EPSG:4326",
    )
    return complete_areas(rows, (KEY, NAME), {"d-11": 2060, "d-12": 555, KEY: 2615})


def _value(
    area: str, indicator: str, group: str, value: float | None, **more: Any
) -> dict[str, Any]:
    level = "province" if area == KEY else "district" if area.startswith("d-") else "neighbourhood"
    row = {"area": area, "indicator": indicator, "group": group, "year": 2023, "level": level}
    flag = "no_data" if value is None else "ok"
    return {
        **row,
        "value": value,
        "numerator": None,
        "denominator": None,
        "flag": flag,
        "method": "measured",
        **more,
    }


def _rate(area: str, group: str, numerator: float, denominator: float) -> dict[str, Any]:
    value = numerator / denominator * 100
    counts = {"numerator": numerator, "denominator": denominator}
    return _value(area, "employment", group, value, **counts)


def tiny_values() -> pandas.DataFrame:
    """Values with every flag: 103 too few, 105 suppressed for women, x-6 without data."""
    people = {"101": 1200, "102": 800, "103": 60, "104": 300, "105": 250}
    people |= {"d-11": 2060, "d-12": 555, KEY: 2615}
    rows = [_value(area, "population", "total", count) for area, count in people.items()]
    rows += [
        _rate("101", "women", 150, 500),
        _rate("101", "men", 300, 500),
        _rate("102", "women", 140, 350),
        _rate("102", "men", 210, 350),
        _rate("104", "women", 30, 120),
        _rate("104", "men", 90, 120),
        _rate("105", "men", 55, 110),
        _value("105", "employment", "women", None, denominator=110.0, flag="suppressed"),
        _value("103", "employment", "women", None, denominator=25.0, flag="too_few"),
        _value("103", "employment", "men", None, denominator=25.0, flag="too_few"),
        _value("x-6", "employment", "women", None),
        _rate("d-11", "women", 295, 875),
        _rate("d-11", "men", 520, 875),
        _rate("d-12", "women", 60, 230),
        _rate("d-12", "men", 145, 230),
        _rate(KEY, "women", 355, 1105),
        _rate(KEY, "men", 665, 1105),
        _value("d-11", "women_share", "women", 50.0, numerator=1030.0, denominator=2060.0),
        _value("d-12", "women_share", "women", 54.05, numerator=300.0, denominator=555.0),
    ]
    return pandas.DataFrame(rows)


def tiny_release(tmp_path: Path, demonstration: bool = False) -> Path:
    """Publish a release of the tiny province below ``tmp_path``; return the folder of releases.

    Its catalogue lies in ``tmp_path/catalogue``.
    """
    out = tmp_path / "processed"
    release = write_tiny(out, tiny_catalogue(tmp_path / "catalogue"), demonstration)
    publish(out, release.key)
    return out


def write_tiny(
    out: Path,
    catalogue: Path,
    demonstration: bool = False,
    licence: str = "none",
    values: pandas.DataFrame | None = None,
) -> Release:
    """Write the release of ``tiny_release`` into ``out``, unpublished; another licence or other
    values make another release."""
    about = {"publisher": "Test", "title": {"tr": "Deneme", "en": "Test"}, "year": 2023}
    about |= {"date": "2023-12-31", "licence": licence, "address": "", "files": []}
    data = ProvinceData(
        key=KEY,
        name=NAME,
        plate=PLATE,
        areas=tiny_areas(),
        values=tiny_values() if values is None else values,
        residents={"joined": 2610, "total": 2615},
        unmatched=1,
        quality_report="# Minik\n",
    )
    indicators = ["population", "women_share", "employment"]
    return write_release(
        out,
        [data],
        catalogue=load_catalogue(catalogue),
        sources={"test": {**about, "indicators": indicators}},
        demonstration=demonstration,
    )


def read_json(path: Path) -> Any:
    """The content of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))
