"""Addresses of files: geometry, classes, values, tables, and the page around them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import brotli
import numpy as np
import pytest
from flask.testing import FlaskClient

from callbacks.files import preloaded
from dashboard.catalogue import Group, Level
from dashboard.classes import letters, palette
from dashboard.dataset import Dataset, Series
from dashboard.export import values_csv
from dashboard.settings import Settings
from dashboard.shortlist_export import shortlist_csv, shortlist_geojson
from dashboard.summary import subtitle, title
from dashboard.synthesis_export import scores_csv
from dashboard.threshold import evaluate
from dashboard.view import RULE_WORDS, parse
from dashboard.wording import number, text
from tests.index.made import dataset_of, indicator, row

FOREVER = "public, max-age=31536000, immutable"


def _get(client: FlaskClient, path: str, encoding: str = "identity") -> Any:
    return client.get(path, headers={"Accept-Encoding": encoding})


def _geometry(demo: Dataset, province: str = "izmir", metres: int = 50) -> str:
    return f"/geo/{demo.release.key}/{demo.release.geometry(province, metres)}"


@pytest.mark.parametrize("metres", [20, 50])
@pytest.mark.parametrize("province", ["izmir", "balikesir"])
def test_geometry_is_the_file_of_the_release(
    client: FlaskClient, demo: Dataset, province: str, metres: int
) -> None:
    file = demo.release.folder / demo.release.geometry(province, metres)
    plain = _get(client, _geometry(demo, province, metres))
    assert plain.status_code == 200
    assert plain.data == file.read_bytes()
    assert plain.content_type.startswith("application/json")
    assert plain.headers["Cache-Control"] == FOREVER
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
    ],
)
def test_geometry_is_sent_as_it_was_compressed(
    client: FlaskClient, demo: Dataset, accepted: str, encoding: str, unpack: Any
) -> None:
    answer = _get(client, _geometry(demo), accepted)
    assert answer.headers["Content-Encoding"] == encoding
    file = demo.release.folder / demo.release.geometry("izmir", 50)
    assert unpack(answer.data) == file.read_bytes()
    assert len(answer.data) < file.stat().st_size / 2


def test_an_encoding_that_is_refused_is_not_sent(client: FlaskClient, demo: Dataset) -> None:
    answer = _get(client, _geometry(demo), "br;q=0, gzip")
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    [
        "/geo/{key}/izmir/no-such.topojson",
        "/geo/000000000000/{file}",
        "/geo/{key}/ankara/areas-50m.topojson",
        "/geo/{key}/izmir/..%2f..%2fmanifest.json",
        "/geo/{key}/../../CURRENT",
        "/geo/{key}/izmir/manifest.json",
        "/geo/{key}/izmir/values.parquet",
        "/geo/{key}/{file}.br",
        "/geo/{key}/%2e%2e/manifest.json",
    ],
)
def test_no_other_file_has_an_address(client: FlaskClient, demo: Dataset, path: str) -> None:
    wanted = path.format(key=demo.release.key, file=demo.release.geometry("izmir", 50))
    answer = _get(client, wanted)
    # an address outside of /geo is the page itself, never a file
    assert answer.status_code == 404 or answer.content_type.startswith("text/html")
    assert b'"sha256"' not in answer.data


def test_classes_of_every_indicator_are_loaded_once(client: FlaskClient, demo: Dataset) -> None:
    for language in ("tr", "en"):
        name = preloaded(demo, language).name
        plain = _get(client, f"/classes/{name}.{language}.json")
        assert plain.headers["Cache-Control"] == FOREVER
        packed = _get(client, f"/classes/{name}.{language}.json", "br")
        assert packed.headers["Content-Encoding"] == "br"
        assert brotli.decompress(packed.data) == plain.data
        found = str(plain.get_json())
        assert all(key in found for key in demo.offers)
    assert _get(client, "/classes/000000000000.tr.json").status_code == 404


def _values(client: FlaskClient, demo: Dataset, series: Series, rule: str, language: str) -> Any:
    path = f"/values/{demo.release.key}/stamp/{language}/{series.key}/{rule}.json"
    answer = _get(client, path)
    assert answer.status_code == 200, path
    assert answer.headers["Cache-Control"] == FOREVER
    return answer.get_json()


@pytest.mark.parametrize(
    "series",
    [
        Series("women_employment_neighbourhood", Group.WOMEN, 2023, Level.NEIGHBOURHOOD),
        Series("literacy_gap", Group.GAP, 2022, Level.DISTRICT),
        Series("day_care_per_1000_older", Group.TOTAL, 2023, Level.NEIGHBOURHOOD),
        Series("woman_muhtar", Group.TOTAL, 2023, Level.NEIGHBOURHOOD),
        Series("labour_participation", Group.WOMEN, 2023, Level.PROVINCE),
    ],
)
def test_values_agree_with_the_dataset(client: FlaskClient, demo: Dataset, series: Series) -> None:
    for language in ("tr", "en"):
        found = _values(client, demo, series, "own", language)
        assert found["key"] == series.key
        assert found["letters"] == letters(demo, series)
        assert found["palette"] == palette(demo, series)
        assert found["title"] == title(demo, series, language)
        assert found["subtitle"] == subtitle(demo, series, language)
        values = demo.measured(series).values
        assert [one is None for one in found["values"]] == list(np.isnan(values))
        for shown, value in zip(found["values"], values, strict=True):
            if shown is not None:
                digits = found["digits"]
                written = number(shown / 10**digits, language, digits)
                assert written == number(float(value), language, digits)


def test_another_rule_has_an_address_of_its_own(client: FlaskClient, demo: Dataset) -> None:
    series = Series("tertiary_share", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
    for rule in demo.rules(series):
        found = _values(client, demo, series, RULE_WORDS[rule], "tr")
        assert found["letters"] == letters(demo, series, rule)


def test_a_change_of_indicator_is_small(client: FlaskClient, demo: Dataset) -> None:
    for key in demo.offers:
        series = demo.offers[key][0]
        path = f"/values/{demo.release.key}/stamp/tr/{series.key}/own.json"
        assert len(_get(client, path, "br").data) <= 10_000, key


@pytest.mark.parametrize(
    "wanted",
    [
        "no_such/women/2023/district/own",
        "literacy_gap/nobody/2023/district/own",
        "literacy_gap/women/1999/district/own",
        "literacy_gap/women/x/district/own",
        "literacy_gap/women/2023/street/own",
        "literacy_gap/women/2023/district/rastgele",
        "literacy_gap/women/2023/district",
        "older_women_share/women/2023/neighbourhood/own",
        "literacy_gap/women/" + "9" * 5000 + "/district/own",
    ],
)
def test_unknown_values_have_no_address(client: FlaskClient, demo: Dataset, wanted: str) -> None:
    assert _get(client, f"/values/{demo.release.key}/stamp/tr/{wanted}.json").status_code == 404


def test_values_of_another_release_have_no_address(client: FlaskClient) -> None:
    path = "/values/000000000000/stamp/tr/literacy_gap/women/2023/district/own.json"
    assert _get(client, path).status_code == 404


def test_the_table_of_what_is_shown(client: FlaskClient, demo: Dataset) -> None:
    query = "g=tertiary_share&grup=kadin&il=balikesir&duzey=ilce"
    answer = _get(client, f"/export/values.csv?{query}")
    name, content = values_csv(demo, parse(query, demo).view)
    assert answer.data.decode() == content
    assert answer.content_type == "text/csv; charset=utf-8"
    assert name in answer.headers["Content-Disposition"]


def test_the_table_of_criteria(client: FlaskClient, demo: Dataset) -> None:
    query = "duzey=ilce&esik=tertiary_share:kadin:cok:10"
    content = _get(client, f"/export/threshold.csv?{query}").data.decode()
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    passing = [row for row in rows if text("threshold.state.pass", "tr") in row]
    assert len(passing) == evaluate(demo, parse(query, demo).view).passes.sum() > 0


def test_a_table_of_an_odd_link_is_the_default_table(client: FlaskClient) -> None:
    assert _get(client, "/export/values.csv?g=gone&yil=x&enaz=-").status_code == 200
    assert _get(client, "/export/threshold.csv?esik=::::").status_code == 200


@pytest.mark.parametrize("province", ["izmir", "balikesir"])
def test_the_quality_report_can_be_read(client: FlaskClient, province: str) -> None:
    answer = _get(client, f"/quality/{province}.md")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.data.decode().startswith("#")


@pytest.mark.parametrize("province", ["ankara", "..%2fmanifest", "%2e%2e"])
def test_no_other_report(client: FlaskClient, province: str) -> None:
    answer = _get(client, f"/quality/{province}.md")
    assert answer.status_code == 404 or answer.content_type.startswith("text/html")
    assert b'"sha256"' not in answer.data


def _meta(page: str, name: str) -> str:
    found = re.search(rf'<meta property="{name}" content="([^"]*)">', page)
    assert found
    return unescape(found.group(1))


@pytest.mark.parametrize(
    ("path", "word"),
    [("/", "map"), ("/karsilastir", "compare"), ("/esik", "threshold"), ("/veri", "data")],
)
@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_shared_link_says_what_it_shows(
    client: FlaskClient, demo: Dataset, path: str, word: str, language: str
) -> None:
    page = _get(client, f"{path}?g=literacy_gap&grup=fark&dil={language}").data.decode()
    assert f'<html lang="{language}"' in page
    indicator = demo.catalogue.indicators["literacy_gap"]
    *shown, name, brand = _meta(page, "og:title").split(" · ")
    assert (name, brand) == (text(f"nav.{word}", language), text("brand", language))
    assert bool(shown) == (path != "/veri")
    if path in ("/", "/karsilastir"):
        assert shown == [indicator.gap_name[language]]
    assert text("demonstration.label", language) in _meta(page, "og:description")
    assert "2023" in _meta(page, "og:description")


@pytest.mark.parametrize("key", ["literacy_gap", "average_rent"])
def test_a_shared_card_says_which_indicator_it_explains(
    client: FlaskClient, demo: Dataset, key: str
) -> None:
    page = _get(client, f"/gostergeler/{key}?g=population&dil=en").data.decode()
    indicator = demo.catalogue.indicators[key]
    assert _meta(page, "og:title").startswith(f"{indicator.name['en']} · ")
    assert indicator.meaning["en"] in _meta(page, "og:description")


def test_words_of_a_link_never_become_markup(client: FlaskClient) -> None:
    page = _get(client, '/?g="><script>alert(1)</script>&dil="><script>').data.decode()
    assert "<script>alert" not in page


def test_no_address_of_the_page_leaves_the_server(client: FlaskClient) -> None:
    page = _get(client, "/").data.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) > 5
    assert not [one for one in addresses if re.match(r"(?:https?:)?//", one)]


def test_the_values_are_valid_json(client: FlaskClient, demo: Dataset) -> None:
    """NaN is no JSON; browsers refuse it."""

    def refuse(word: str) -> None:
        raise AssertionError(word)

    for key in demo.offers:
        path = f"/values/{demo.release.key}/stamp/tr/{demo.offers[key][0].key}/own.json"
        json.loads(_get(client, path).data, parse_constant=refuse)


def test_the_outcome_of_criteria_comes_in_three_forms(client: FlaskClient) -> None:
    query = "duzey=ilce&esik=tertiary_share:kadin:cok:20"
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "geojson": "application/geo+json",
    }
    for kind, content_type in types.items():
        found = _get(client, f"/export/threshold.{kind}?{query}")
        assert found.status_code == 200
        assert found.content_type == content_type
        assert (
            f'filename="gosterim-verisi-esik-ilce.{kind}"' in found.headers["Content-Disposition"]
        )
    assert _get(client, f"/export/threshold.exe?{query}").status_code == 404


def test_shapes_travel_compressed(client: FlaskClient) -> None:
    address = "/export/threshold.geojson?duzey=ilce"
    plain, packed = _get(client, address), _get(client, address, "br")
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2


@pytest.mark.parametrize("query", ["esik=gone:kadin:az:1", "esik=%00", "esik=" + "x" * 10_000, ""])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_a_strange_link_gives_a_file_all_the_same(
    client: FlaskClient, kind: str, query: str
) -> None:
    assert _get(client, f"/export/threshold.{kind}?duzey=ilce&{query}").status_code == 200


@pytest.mark.parametrize(
    ("name", "file", "kind"),
    [
        ("synthesis.csv", "sentez-ilce.csv", "text/csv; charset=utf-8"),
        (
            "synthesis.xlsx",
            "sentez-ilce.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("synthesis.geojson", "sentez-ilce.geojson", "application/geo+json"),
        ("rank-change.csv", "sira-degisimi-ilce.csv", "text/csv; charset=utf-8"),
        ("certainty.csv", "kesinlik-ilce.csv", "text/csv; charset=utf-8"),
        ("draws.csv", "denemeler-ilce.csv", "text/csv; charset=utf-8"),
        ("draws.parquet", "denemeler-ilce.parquet", "application/vnd.apache.parquet"),
    ],
)
def test_the_synthesis_comes_as_files(client: FlaskClient, name: str, file: str, kind: str) -> None:
    query = "duzey=ilce&il=izmir&w=care:60,safety:40&deneme=yontem"
    found = _get(client, f"/export/{name}?{query}")
    assert found.status_code == 200
    assert found.content_type == kind
    assert f'filename="gosterim-verisi-{file}"' in found.headers["Content-Disposition"]
    assert found.data
    assert _get(client, f"/export/{name}x?{query}").status_code == 404


def test_a_file_of_the_synthesis_names_the_address_it_was_asked_at(
    client: FlaskClient, demo: Dataset
) -> None:
    query = "duzey=ilce&w=care:60,safety:40&dil=en"
    said = _get(client, f"/export/synthesis.csv?{query}").data.decode()
    assert said == scores_csv(demo, parse(query, demo).view, "http://localhost/")[1]
    assert "http://localhost/sentez?" in said


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("name", ["certainty.csv", "draws.csv", "draws.parquet"])
def test_limits_without_room_are_answered_in_plain_words(
    client: FlaskClient, name: str, language: str
) -> None:
    limits = "w=care:50,safety:50&deneme=aralik&sinir=care:60-80,safety:50-70"
    found = _get(client, f"/export/{name}?duzey=ilce&{limits}&dil={language}")
    assert found.status_code == 400
    assert text("error.limits", language) in unescape(found.data.decode())
    assert _get(client, f"/export/synthesis.csv?duzey=ilce&{limits}").status_code == 200


def test_draws_of_neighbourhoods_are_too_many_for_a_table(client: FlaskClient) -> None:
    found = _get(client, "/export/draws.csv?duzey=mahalle&deneme=yontem")
    assert found.status_code == 400
    assert text("error.large", "tr") in unescape(found.data.decode())
    assert _get(client, "/export/draws.parquet?duzey=mahalle&deneme=yontem").status_code == 200


def test_a_level_with_nothing_to_put_together_is_answered_in_plain_words(
    tmp_path: Path, app_of: Any
) -> None:
    rows = [row("d-11", "p", 30.0), row("101", "population", 20.0)]
    dataset_of(tmp_path, [indicator("p", "people")], rows)
    settings = Settings(data=tmp_path / "processed", catalogue=tmp_path / "catalogue")
    client = app_of(settings).server.test_client()
    for name in ("synthesis.csv", "synthesis.xlsx", "rank-change.csv", "certainty.csv"):
        found = _get(client, f"/export/{name}?duzey=mahalle")
        assert found.status_code == 404
        assert text("error.synthesis", "tr") in unescape(found.data.decode())
        assert _get(client, f"/export/{name}?duzey=ilce").status_code == 200
    # nobody has said that these boundaries may be passed on
    assert _get(client, "/export/synthesis.geojson?duzey=ilce").status_code == 404


@pytest.mark.parametrize("query", ["w=x:y", "sinir=care:9-1", "k=0&tohum=x", "w=%00", ""])
@pytest.mark.parametrize("name", ["synthesis.csv", "rank-change.csv", "certainty.csv"])
def test_a_strange_link_to_a_synthesis_gives_a_file_all_the_same(
    client: FlaskClient, name: str, query: str
) -> None:
    assert _get(client, f"/export/{name}?duzey=ilce&{query}").status_code == 200


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("geojson", "application/geo+json"),
    ],
)
def test_the_shortlist_comes_as_files(
    client: FlaskClient, demo: Dataset, kind: str, content_type: str
) -> None:
    query = "il=izmir&k=4&deneme=yontem"
    found = _get(client, f"/export/shortlist.{kind}?{query}")
    assert found.status_code == 200
    assert found.content_type == content_type
    name = f"gosterim-verisi-kisa-liste-ilce.{kind}"
    assert f'filename="{name}"' in found.headers["Content-Disposition"]
    assert _get(client, f"/export/shortlist.{kind}x?{query}").status_code == 404
    made = {"csv": shortlist_csv, "geojson": shortlist_geojson}.get(kind)
    if made is not None:
        assert found.text == made(demo, parse(query, demo).view, "http://localhost/")[1]
        assert "http://localhost/kisa-liste?" in found.text


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_a_shortlist_without_draws_is_refused_in_plain_words(
    client: FlaskClient, kind: str, language: str
) -> None:
    limits = f"w=care:50,safety:50&deneme=aralik&sinir=care:60-80,safety:50-70&dil={language}"
    found = _get(client, f"/export/shortlist.{kind}?{limits}")
    assert found.status_code == 400
    assert text("error.limits", language) in unescape(found.data.decode())
    assert client.get(f"/export/shortlist.png?{limits}").status_code == 200


def test_a_shortlist_of_nothing_and_shapes_that_stay(tmp_path: Path, app_of: Any) -> None:
    rows = [row("d-11", "p", 30.0), row("101", "population", 20.0)]
    dataset_of(tmp_path, [indicator("p", "people")], rows)
    settings = Settings(data=tmp_path / "processed", catalogue=tmp_path / "catalogue")
    client = app_of(settings).server.test_client()
    for name in ("shortlist.csv", "shortlist.xlsx"):
        found = _get(client, f"/export/{name}?icinde=d-11")
        assert found.status_code == 404
        assert text("error.synthesis", "tr") in unescape(found.data.decode())
        assert _get(client, f"/export/{name}").status_code == 200
    # nobody has said that these boundaries may be passed on
    assert _get(client, "/export/shortlist.geojson").status_code == 404
    for query in ("icinde=d-11", ""):
        assert client.get(f"/export/shortlist.svg?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["icinde=d-9&k=x", "olcut=puan:x,oran:a", "veto=%00", "denge=ay", "il=nowhere"]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_a_strange_link_to_a_shortlist_gives_a_file_all_the_same(
    client: FlaskClient, kind: str, query: str
) -> None:
    assert _get(client, f"/export/shortlist.{kind}?{query}").status_code == 200
