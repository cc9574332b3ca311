"""Points of any file become counts, rates, distances and shares of people near one."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pandas
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.__main__ import main
from dashboard.pipeline.points import PointFigures, point_figures
from dashboard.release import VALUES, current_release
from tests.tiny import STOPS, boundaries, tiny_areas, tiny_raw

UTM = 32635
SHARE = """
[[measure]]
indicator = "residents_without_stop_share"
group = "total"
levels = ["neighbourhood", "district"]
year = 2023
method = "apportioned"
numerator = { points = "stops", figure = "residents_within", metres = 500, least_density = LEAST }
denominator = { figure = "residents" }
scale = 100
"""
KML = "<html><body><table><tr><td>ADI</td><td>Durak</td></tr></table></body></html>"


def _build(folder: Path) -> int:
    places = {"--raw": folder, "--out": folder / "out", "--catalogue": folder / "catalogue"}
    return main(["build", "--publish", *(str(part) for pair in places.items() for part in pair)])


def _values(folder: Path, indicator: str) -> pandas.DataFrame:
    release = current_release(folder / "out")
    values = pandas.read_parquet(release.folder / "minik" / VALUES)
    return values[values["indicator"] == indicator].set_index("area")


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _rows() -> list[list[str]]:
    return [line.split(";") for line in STOPS.splitlines()]


def _geometry() -> geopandas.GeoDataFrame:
    names, lat, lon = zip(*_rows()[1:], strict=True)
    points = geopandas.points_from_xy(*([float(one) for one in axis] for axis in (lon, lat)))
    return geopandas.GeoDataFrame({"AD": names}, geometry=points, crs="EPSG:4326")


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in _rows():
        book.active.append(row)
    book.save(path)


def _json(path: Path) -> None:
    head, *rows = _rows()
    path.write_text(json.dumps([dict(zip(head, row, strict=True)) for row in rows]), "utf-8")


def _kml_export(path: Path) -> None:
    """GeoJSON as map programs write it from KML: heights, an HTML page, a CRS84 name."""
    features = [
        {
            "type": "Feature",
            "properties": {"AD": name, "description": KML, "tessellate": -1, "icon": None},
            "geometry": {"type": "Point", "coordinates": [float(lon), float(lat), 0]},
        }
        for name, lat, lon in _rows()[1:]
    ]
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    content = {"type": "FeatureCollection", "crs": system, "features": features}
    path.write_text(json.dumps(content), encoding="utf-8")


FILES: dict[str, tuple[str, str, Callable[[Path], Any]]] = {
    "csv, longitude first": (
        *("csv", "nokta.csv"),
        lambda path: path.write_text("\n".join(f"{b};{a};{c}" for a, c, b in _rows()), "utf-8"),
    ),
    "json": ("json", "nokta.json", _json),
    "xlsx": ("xlsx", "nokta.xlsx", _xlsx),
    "geojson": ("vector", "nokta.geojson", lambda path: _geometry().to_file(path)),
    "geopackage": ("vector", "nokta.gpkg", lambda path: _geometry().to_file(path)),
    "geoparquet": ("vector", "nokta.parquet", lambda path: _geometry().to_parquet(path)),
    "kml export": ("vector", "nokta.geojson", _kml_export),
}


@pytest.fixture(scope="module")
def from_csv(tmp_path_factory: pytest.TempPathFactory) -> pandas.DataFrame:
    folder = tiny_raw(tmp_path_factory.mktemp("csv"))
    assert _build(folder) == 0
    return _values(folder, "stop_distance")


def _points_of(folder: Path, form: str, name: str) -> None:
    """Let the source of stops be this file."""
    sources = folder / "catalogue" / "sources.toml"
    _change(
        sources,
        'format = "csv"\nfiles = { minik = "durak.csv" }',
        f'''format = "{form}"
files = {{ minik = "{name}" }}''',
    )
    if form == "vector":
        _change(sources, 'scores = { lat = "ENLEM", lon = "BOYLAM" }\n', "")


@pytest.mark.parametrize("kind", FILES)
def test_points_of_any_file_give_the_same_figures(
    tmp_path: Path, from_csv: pandas.DataFrame, kind: str
) -> None:
    folder = tiny_raw(tmp_path)
    form, name, write = FILES[kind]
    write(folder / name)
    _points_of(folder, form, name)
    assert _build(folder) == 0
    found = _values(folder, "stop_distance")
    pandas.testing.assert_frame_equal(found, from_csv)


def test_points_in_another_system_that_is_declared(
    tmp_path: Path, from_csv: pandas.DataFrame
) -> None:
    folder = tiny_raw(tmp_path)
    _geometry().to_crs(UTM).to_file(folder / "nokta.gpkg")
    _points_of(folder, "vector", "nokta.gpkg")
    _change(folder / "catalogue" / "sources.toml", "[stops]", '[stops]\ncrs = "EPSG:32635"')
    assert _build(folder) == 0
    assert _values(folder, "stop_distance")["value"].tolist() == pytest.approx(
        from_csv["value"].tolist(), abs=0.01
    )


def _shapes(drawn: list[Any]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        geopandas.GeoDataFrame({"AD": ["a", "b"]}, geometry=drawn, crs=4326).to_file(path)

    return write


POINT = shapely.Point(27.01, 38.01)
WRONG: dict[str, tuple[str, Callable[[Path], Any], tuple[str, ...]]] = {
    "a line": (
        "vector",
        _shapes([POINT, shapely.LineString([(27, 38), (27.1, 38)])]),
        ("row 2", "'geometry'", "one point", "remove the row"),
    ),
    "two points in one row": (
        "vector",
        _shapes([POINT, shapely.MultiPoint([(27, 38), (27.1, 38)])]),
        ("row 2", "'geometry'", "one point"),
    ),
    "no geometry": ("vector", _shapes([POINT, None]), ("row 2", "'geometry'", "one point")),
    "one row exchanged": (
        "csv",
        lambda path: path.write_text(STOPS.replace("38.03;27.01", "27.01;38.03"), "utf-8"),
        ("row 5", "'lat'", "exchanged", "Mend the row"),
    ),
    "no coordinate": (
        "csv",
        lambda path: path.write_text(STOPS.replace("38.03;27.01", "38.03;"), "utf-8"),
        ("row 5", "'lon'", "missing", "remove the row"),
    ),
    "the place 0, 0": (
        "csv",
        lambda path: path.write_text(STOPS.replace("38.03;27.01", "0;0"), "utf-8"),
        ("row 5", "'lon'", "missing"),
    ),
    "decimal comma": (
        "csv",
        lambda path: path.write_text(STOPS.replace("38.03", "38,03"), "utf-8"),
        ("row 5", "'ENLEM'", "'38,03'", 'decimal = ","'),
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_point_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    form, write, parts = WRONG[kind]
    folder = tiny_raw(tmp_path)
    name = "nokta.geojson" if form == "vector" else "durak.csv"
    write(folder / name)
    if form == "vector":
        _points_of(folder, form, name)
    assert _build(folder) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    for part in (name, *parts):
        assert part in message, message


def test_a_decimal_comma_that_is_declared_is_read(
    tmp_path: Path, from_csv: pandas.DataFrame
) -> None:
    folder = tiny_raw(tmp_path)
    (folder / "durak.csv").write_text(STOPS.replace(".", ","), encoding="utf-8")
    _change(folder / "catalogue" / "sources.toml", "[stops]", '[stops]\ndecimal = ","')
    assert _build(folder) == 0
    pandas.testing.assert_frame_equal(_values(folder, "stop_distance"), from_csv)


# --- how near ------------------------------------------------------------------------------------


@cache
def _areas() -> geopandas.GeoDataFrame:
    return tiny_areas()


def _figures(points: list[tuple[float, float]], *reaches: float) -> PointFigures:
    table = pandas.DataFrame(points, columns=["lon", "lat"]).assign(row=range(len(points)))
    return point_figures(_areas(), table, Path("durak.csv"), reaches)


def _square_metres(area: str) -> float:
    shapes = _areas().to_crs(UTM).set_index("id").geometry
    return float(shapes[area].area)


def test_one_point_in_the_middle_reaches_a_circle() -> None:
    share = _figures([(27.03, 38.01)], 500).within[500]
    assert share["102"] * _square_metres("102") == pytest.approx(math.pi * 500**2, rel=5e-4)
    assert share.drop("102").eq(0).all()


def test_circles_that_overlap_count_once_and_reach_across_borders() -> None:
    one = _figures([(27.03, 38.01)], 500).within[500]
    same = _figures([(27.03, 38.01)] * 3, 500).within[500]
    assert same.tolist() == pytest.approx(one.tolist())
    corner = _figures([(27.02, 38.02)], 500).within[500]
    reached = sum(corner[area] * _square_metres(area) for area in ("101", "102", "104", "105"))
    assert reached == pytest.approx(math.pi * 500**2, rel=5e-4)
    assert (corner[["101", "102", "104", "105"]] > 0).all()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.floats(27.0, 27.06), st.floats(38.0, 38.04)), min_size=1, max_size=6),
    st.floats(1, 3000),
)
def test_a_share_is_one_and_grows_with_points_and_distance(
    points: list[tuple[float, float]], metres: float
) -> None:
    figures = _figures(points, metres, 2 * metres)
    near, far = figures.within[metres], figures.within[2 * metres]
    assert near.between(0, 1 + 1e-9).all()
    assert (far >= near - 1e-9).all()
    fewer = _figures(points[:1], metres)
    assert (near >= fewer.within[metres] - 1e-9).all()
    assert (figures.distance <= fewer.distance + 1e-9).all()


def _with_share(folder: Path, least_density: str) -> Path:
    """Raw files whose measures share residents out; replaces the share of residents without."""
    tiny_raw(folder)
    measures = folder / "catalogue" / "measures.toml"
    text = measures.read_text(encoding="utf-8")
    start = text.index('[[measure]]\nindicator = "residents_without_stop_share"')
    measures.write_text(text[:start] + SHARE.replace("LEAST", least_density), encoding="utf-8")
    _change(
        folder / "catalogue" / "indicators.toml",
        'direction = "lower"\nfinest_level = "district"\nfloor = 100',
        'direction = "lower"\nfloor = 100',
    )
    return folder


def test_residents_near_a_point_are_shared_out_by_area(tmp_path: Path) -> None:
    folder = _with_share(tmp_path, "0")
    assert _build(folder) == 0
    found = _values(folder, "residents_without_stop_share")
    assert set(found["method"]) == {"apportioned"}
    stop = _geometry().to_crs(UTM).geometry.iloc[2]
    land = boundaries().to_crs(UTM).geometry.iloc[1]
    share = stop.buffer(500, quad_segs=64).intersection(land).area / land.area
    assert found.loc["102", "value"] == pytest.approx(share * 100, rel=2e-3)
    assert found.loc["102", "numerator"] == pytest.approx(share * 800, rel=2e-3)
    assert found.loc["103", "flag"] == "too_few"
    by_district = found.loc[["101", "102"], "numerator"].sum()
    assert found.loc["d-11", "numerator"] >= by_district
    assert found.loc["d-11", "denominator"] == 2060


def test_it_is_not_shared_out_where_few_live_on_much_land(tmp_path: Path) -> None:
    folder = _with_share(tmp_path, "100")  # only 101 (about 240) and 102 (about 205 per km²)
    assert _build(folder) == 0
    found = _values(folder, "residents_without_stop_share")
    assert sorted(found.index) == ["101", "102", "d-11"], "d-12 is not known well enough"


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('method = "apportioned"\n', "", "method 'measured'"),
        ('"apportioned"', '"modelled"', "method 'modelled'"),
        (", metres = 500", "", "needs metres and least_density"),
        (", least_density = 0", "", "needs metres and least_density"),
    ],
)
def test_what_is_shared_out_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, part: str
) -> None:
    folder = _with_share(tmp_path, "0")
    _change(folder / "catalogue" / "measures.toml", old, new)
    assert _build(folder) == 1
    message = capsys.readouterr().err
    assert "[[measure]]" in message
    assert part in message


def test_the_distance_of_a_district_is_the_median_of_its_residents(tmp_path: Path) -> None:
    folder = tiny_raw(tmp_path)
    measures = folder / "catalogue" / "measures.toml"
    text = measures.read_text(encoding="utf-8")
    place = text.index('indicator = "stop_distance"')
    levels = 'levels = ["neighbourhood", "district", "province"]'
    new = text[place:].replace('levels = ["neighbourhood"]', levels, 1)
    measures.write_text(text[:place] + new, encoding="utf-8")
    assert _build(folder) == 0
    found = _values(folder, "stop_distance")["value"]
    # 1,200 of the 2,060 residents of Iğdır live in 101, and 300 of İnciköy's 550 in 104
    assert found["d-11"] == max(found[["101", "102", "103"]][found <= found["101"]])
    assert found["d-12"] == found["104"]
    assert found["103"] > found["d-11"]


def test_a_median_needs_nearly_all_residents(tmp_path: Path) -> None:
    folder = tiny_raw(tmp_path)
    measures = folder / "catalogue" / "measures.toml"
    _change(measures, "least_joined_percent = 50", "least_joined_percent = 99.5")
    text = measures.read_text(encoding="utf-8")
    place = text.index('indicator = "stop_distance"')
    levels = 'levels = ["neighbourhood", "district"]'
    new = text[place:].replace('levels = ["neighbourhood"]', levels, 1)
    measures.write_text(text[:place] + new, encoding="utf-8")
    assert _build(folder) == 0
    found = _values(folder, "stop_distance")
    assert "d-11" in found.index
    assert "d-12" not in found.index, "5 of its 555 residents have no boundary"


# --- per 1,000 of a group ------------------------------------------------------------------------

WOMEN = [
    ("ILCE_ADI", "MAHALLE_ADI", "NUFUS_KADIN_TOPLAM", "NUFUS_ERKEK_TOPLAM"),
    ("IĞDIR", "IŞIK", 625, 575),
    ("IĞDIR", "İNÖNÜ", 400, 400),
    ("IĞDIR", "EVKA-6", 120, 30),
    ("İNCİKÖY", "DEREKÖY", 150, 150),
    ("İNCİKÖY", "KAPUKAYA", 125, 125),
    ("İNCİKÖY", "YENİ BAHÇE", 40, 40),
]
PER_WOMEN = """
[[measure]]
indicator = "stops_per_1000_people"
group = "total"
levels = ["neighbourhood", "district"]
year = 2022
numerator = { points = "stops", figure = "count" }
denominator = { table = "women", columns = ["women"] }
scale = 1000
"""
WOMEN_SOURCE = """
[women]
content = "table"
format = "xlsx"
level = "neighbourhood"
publisher = "Test"
title = { tr = "Kadınlar", en = "Women" }
year = 2022
date = "2022-12-31"
licence = "none"
address = "https://example.org"
files = { minik = "kadin.xlsx" }
columns = { district = "ILCE_ADI", neighbourhood = "MAHALLE_ADI" }
counts = { women = "NUFUS_KADIN_TOPLAM" }
"""


def _women(folder: Path, rows: list[tuple[Any, ...]]) -> Path:
    """Raw files with a workbook of women per neighbourhood, and stops per 1,000 of them."""
    tiny_raw(folder)
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(folder / "kadin.xlsx")
    for name, text in (("sources", WOMEN_SOURCE), ("measures", PER_WOMEN)):
        path = folder / "catalogue" / f"{name}.toml"
        path.write_text(path.read_text("utf-8") + text, encoding="utf-8")
    return folder


def _per_women(folder: Path) -> pandas.DataFrame:
    found = _values(folder, "stops_per_1000_people")
    return found[found["year"] == 2022]


def test_points_per_1000_women_of_a_table_of_neighbourhoods(tmp_path: Path) -> None:
    folder = _women(tmp_path, WOMEN)
    assert _build(folder) == 0
    found = _per_women(folder)
    assert found.loc["101", "value"] == pytest.approx(2 / 625 * 1000)
    assert found.loc["103", ["value", "denominator"]].tolist() == [0, 120]
    # joined by the name that the alias confirms for the table of residents
    assert found.loc["105", "denominator"] == 125
    assert found.loc["d-11", ["numerator", "denominator"]].tolist() == [3, 1145]
    assert "d-12" not in found.index, "Yenişehir has no row, so the district is not whole"
    report = (current_release(folder / "out").folder / "minik" / "quality-report.md").read_text()
    assert "women: şu mahallelerin sınırı bulunamadı, sayıları kullanılmadı" in report
    assert "YENİ BAHÇE (İnciköy)." in report


def test_a_neighbourhood_given_twice_is_refused_whatever_its_spelling(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _build(_women(tmp_path, [*WOMEN, ("Iğdır", "Evka 6 Mah.", 1, 1)])) == 1
    message = capsys.readouterr().err
    for part in ("kadin.xlsx", "row 4, 8", "'MAHALLE_ADI'", "EVKA-6", "more than once"):
        assert part in message, message
