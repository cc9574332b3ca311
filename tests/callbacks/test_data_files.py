"""The files of Veri over HTTP: names, compression, ranges, old releases and wrong names."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from dash import Dash
from flask.testing import FlaskClient

from callbacks.data_files import Made
from dashboard.catalogue import load_catalogue
from dashboard.data_package import GEOPACKAGE, MEDIA_TYPES, names
from dashboard.dataset import Dataset
from dashboard.release import current_release
from dashboard.settings import Settings
from dashboard.view import parse
from layouts import downloads

AppMaker = Callable[[Settings], Dash]


@pytest.fixture(scope="module")
def base(demo: Dataset) -> str:
    return f"/data/{demo.release.key}"


def test_every_offered_file_answers(client: FlaskClient, demo: Dataset, base: str) -> None:
    for name in names(demo.release):
        answer = client.get(f"{base}/{name}")
        assert answer.status_code == 200, name
        assert answer.content_type == MEDIA_TYPES[name.rpartition(".")[2]]
        called = answer.headers["Content-Disposition"]
        assert demo.release.key in called
        assert "gosterim-verisi-" in called
        assert answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "no-cache", "its citation can change"
        assert int(answer.headers["Content-Length"]) > 100


def test_a_file_is_compressed_and_not_sent_twice(client: FlaskClient, base: str) -> None:
    plain = client.get(f"{base}/areas-district.geojson")
    packed = client.get(f"{base}/areas-district.geojson", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    known = {"If-None-Match": plain.headers["ETag"]}
    assert client.get(f"{base}/areas-district.geojson", headers=known).status_code == 304
    part = client.get(f"{base}/areas-district.geojson", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, plain.data[:10])


def test_the_language_is_the_reader_s(client: FlaskClient, base: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{base}/esitlik-atlasi.zip?dil=en").data))
    described = json.loads(archive.read("datapackage.json"))
    assert described["title"].startswith("Equality Atlas")
    turkish = json.loads(client.get(f"{base}/datapackage.json?dil=xx").data)
    assert turkish["title"].startswith("Eşitlik Atlası")


def test_chosen_values_follow_the_words(client: FlaskClient, base: str) -> None:
    answer = client.get(
        f"{base}/chosen.parquet?il=izmir&konu=literacy_gap&duzey=ilce&veriyili=2022"
    )
    table = pd.read_parquet(io.BytesIO(answer.data))
    assert set(table["indicator"]) == {"literacy_gap"}
    assert set(table["year"]) == {2022}
    assert set(table["level"]) == {"district"}
    assert set(table["province"]) == {"İzmir"}
    assert table["area"].nunique() == 30


@pytest.mark.parametrize(
    "address",
    [
        "/data/000000000000/values.csv",
        "{base}/values.txt",
        "{base}/chosen.zip",
        "{base}/..%2fmanifest.json",
        "{base}/manifest.json",
    ],
)
def test_other_names_are_not_found(client: FlaskClient, base: str, address: str) -> None:
    assert client.get(address.format(base=base)).status_code == 404


def test_boundaries_without_rights_are_not_found(
    app_of: AppMaker, tiny_root: Path, tiny: Dataset, demo: Dataset
) -> None:
    app = app_of(Settings(data=tiny_root, catalogue=tiny_root.parent / "catalogue"))
    client = app.server.test_client()
    key = (tiny_root / "CURRENT").read_text().strip()
    assert client.get(f"/data/{key}/{GEOPACKAGE}").status_code == 404
    assert client.get(f"/data/{key}/areas-neighbourhood.geojson").status_code == 404
    assert client.get("/export/threshold.geojson").status_code == 404
    assert client.get("/export/threshold.csv").status_code == 200
    for dataset, expected in ((tiny, False), (demo, True)):
        offered = str(downloads.dialog(dataset, parse({}, dataset).view, "threshold"))
        assert ("/export/threshold.geojson" in offered) is expected
    package = client.get(f"/data/{key}/esitlik-atlasi.zip")
    inside = zipfile.ZipFile(io.BytesIO(package.data)).namelist()
    assert not [one for one in inside if "areas" in one]


def test_a_name_that_a_reader_gives_the_server_is_in_no_file(
    client: FlaskClient, base: str
) -> None:
    answer = client.get(f"{base}/datapackage.json?dil=tr", headers={"Host": "evil.example"})
    assert b"evil.example" not in answer.data


def test_files_of_an_older_release_are_forgotten(demo: Dataset, tiny: Dataset) -> None:
    made = Made()
    old = made.file(tiny, "values.csv", "tr", "")
    assert old.exists()
    new = made.file(demo, "areas-province.geojson", "tr", "")
    assert new.exists()
    assert not old.exists()


def test_files_cite_the_day_on_which_their_release_was_last_published(tiny_root: Path) -> None:
    dataset = Dataset(current_release(tiny_root), load_catalogue(tiny_root.parent / "catalogue"))
    made, log = Made(), tiny_root / "publications.jsonl"
    for day in ("2026-05-04", "2026-07-08"):
        line = {"time": f"{day}T10:00:00Z", "release": dataset.release.key, "action": "publish"}
        log.write_text(json.dumps(line | {"before": "", "note": ""}) + "\n", encoding="utf-8")
        said = json.loads(made.file(dataset, "datapackage.json", "en", "").read_bytes())
        assert f"{int(day[-2:])} {'May' if '-05-' in day else 'July'} 2026" in said["citation"]


def test_quality_reports_have_an_address(client: FlaskClient) -> None:
    assert client.get("/kalite?il=izmir").status_code == 200
    assert client.get("/quality/izmir.md").status_code == 200
