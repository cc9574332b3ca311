"""Addresses of pictures: what they answer, to odd questions too."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from callbacks import pictures
from dashboard.dataset import Dataset
from dashboard.picture.link import public_link, qr_svg
from dashboard.picture.sheet import PIXELS, Size
from dashboard.settings import DEMONSTRATION, Settings
from dashboard.view import parse
from dashboard.wording import text
from tests.conftest import AppMaker

QUERY = "g=literacy_gap&grup=fark&il=izmir&duzey=ilce"


@pytest.mark.parametrize(("size", "ending"), [("1", "-1x"), ("2", "-2x"), ("a4", "-a4")])
def test_a_picture_is_a_file_with_a_plain_name(client: FlaskClient, size: str, ending: str) -> None:
    answer = client.get(f"/export/map.png?{QUERY}&olcek={size}")
    assert answer.status_code == 200
    assert answer.content_type == "image/png"
    assert Image.open(io.BytesIO(answer.data)).size == PIXELS[Size(size)]
    name = f"gosterim-verisi-literacy_gap-gap-2023-district{ending}.png"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_drawing_says_that_it_is_a_demonstration(client: FlaskClient) -> None:
    answer = client.get(f"/export/map.svg?{QUERY}&dil=en")
    assert answer.content_type == "image/svg+xml"
    assert text("demonstration.label", "en") in answer.text
    assert answer.headers["Content-Disposition"].endswith('gap-2023-district.svg"')
    assert "demonstration-data-" in answer.headers["Content-Disposition"]


def test_criteria_have_a_picture(client: FlaskClient) -> None:
    answer = client.get("/export/threshold.png?duzey=ilce&esik=tertiary_share:kadin:cok:20")
    assert Image.open(io.BytesIO(answer.data)).size == PIXELS[Size.SCREEN]
    assert "thresholds-district-1x.png" in answer.headers["Content-Disposition"]


def test_the_synthesis_has_a_picture(client: FlaskClient) -> None:
    answer = client.get("/export/synthesis.png?duzey=ilce&gorunum=kesinlik")
    assert Image.open(io.BytesIO(answer.data)).size == PIXELS[Size.SCREEN]
    name = answer.headers["Content-Disposition"]
    assert 'gosterim-verisi-synthesis-certainty-district-1x.png"' in name


def test_the_shortlist_has_a_picture_and_a_paper(client: FlaskClient) -> None:
    answer = client.get("/export/shortlist.png?k=3")
    assert Image.open(io.BytesIO(answer.data)).size == PIXELS[Size.SCREEN]
    assert "gosterim-verisi-shortlist-district-1x.png" in answer.headers["Content-Disposition"]
    paper = client.get("/export/shortlist.pdf?icinde=d-1819&dil=en")
    assert paper.content_type == "application/pdf"
    assert paper.data.startswith(b"%PDF-")
    name = "demonstration-data-shortlist-neighbourhood.pdf"
    assert paper.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("size", ["3", "", "a3", "1e9", "../1", "%00"])
def test_an_unknown_size_is_told(client: FlaskClient, size: str) -> None:
    answer = client.get(f"/export/map.png?{QUERY}&olcek={size}")
    assert answer.status_code == 400
    assert answer.content_type.startswith("text/plain")
    assert answer.text == text("export.wrong_size", "tr", sizes="1, 2, a4")


@pytest.mark.parametrize(
    "query",
    [
        "g=gone&yil=x&enaz=-&mahalle=999999999&aralik=a,b",
        f"g={'x' * 10_000}",
        "aralik=1e300,-1e300",
        "aralik=-999999999999999,999999999999999",
        "esik=tertiary_share:kadin:cok:1e300",
        "il=balikesir&mahalle=41108",
        "mahalle=<script>",
        "gorunum=kesinlik&k=50&deneme=aralik&sinir=care:0-1,work:99-100,x:1-2&w=care:x,y:1",
        "gorunum=degisim&w=care:0&once=work:100&olcekleme=standart&tohum=-1",
        "icinde=d-1819&il=balikesir&mahalle=41108&olcut=puan:x&veto=care:ustu:0&denge=il,yok&k=50",
    ],
)
def test_a_picture_of_an_odd_link_is_the_nearest_picture(client: FlaskClient, query: str) -> None:
    for kind in ("map", "threshold", "synthesis", "shortlist"):
        answer = client.get(f"/export/{kind}.svg?duzey=ilce&{query}")
        assert answer.status_code == 200, kind
        assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "path", ["data.png", "map.gif", "map.pdf", "synthesis.pdf", "..map.png", "qr.png"]
)
def test_no_other_picture_has_an_address(client: FlaskClient, path: str) -> None:
    assert client.get(f"/export/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/esik",
        "/karsilastir",
        "/sentez",
        "/kisa-liste",
        "/veri",
        "/gostergeler",
        "/gostergeler/literacy_gap",
    ],
)
def test_the_code_of_a_printed_page_is_its_link(
    client: FlaskClient, demo: Dataset, path: str
) -> None:
    answer = client.get(f"/export/qr.svg?sayfa={path}&{QUERY}", base_url="https://atlas.example")
    assert answer.content_type == "image/svg+xml"
    link = public_link(demo, parse(QUERY, demo).view, path, "https://atlas.example")
    assert answer.data == qr_svg(link)


def test_no_code_leads_elsewhere(client: FlaskClient) -> None:
    for path in ("//example.org", "/gostergeler/../x", "/gostergeler//example.org"):
        assert client.get(f"/export/qr.svg?sayfa={path}").status_code == 404


def test_the_operator_names_the_public_address(app_of: AppMaker) -> None:
    settings = Settings(data=DEMONSTRATION, address="https://atlas.example.org")
    client = app_of(settings).server.test_client()
    answer = client.get(f"/export/map.svg?{QUERY}")
    assert "https://atlas.example.org/?il=izmir" in answer.text.replace("&amp;", "&")
    assert "http://localhost" not in answer.text


def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_ADDRESS", "https://atlas.example.org/")
    assert Settings.from_environment().address == "https://atlas.example.org"
    monkeypatch.setenv("ATLAS_ADDRESS", "atlas.example.org")
    with pytest.raises(ValueError, match="ATLAS_ADDRESS must begin with https://"):
        Settings.from_environment()


def test_a_picture_is_drawn_once(client: FlaskClient) -> None:
    path = f"/export/map.png?{QUERY}&ilce=d-1128"
    first = client.get(path)
    before = pictures._drawn.cache_info()
    assert client.get(path).data == first.data
    after = pictures._drawn.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)


def test_too_many_drawings_at_once_are_asked_to_come_back(client: FlaskClient) -> None:
    taken = 0
    while pictures._room.acquire(blocking=False):
        taken += 1
    try:
        assert taken == pictures.WAITING
        answer = client.get(f"/export/map.png?{QUERY}&dil=en")
    finally:
        for _ in range(taken):
            pictures._room.release()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.text == text("export.busy", "en")
    assert client.get(f"/export/map.png?{QUERY}&dil=en").status_code == 200


def test_the_pages_do_without_the_drawing_library(project: Path) -> None:
    """It takes most of a second to load; nobody who looks at a page waits for it."""
    code = (
        "import sys; from app import server; from flask.testing import FlaskClient;"
        "client = server.test_client();"
        "assert client.get('/').status_code == 200;"
        "assert client.get('/export/qr.svg').status_code == 200;"
        "assert 'matplotlib' not in sys.modules;"
        "assert client.get('/export/map.png?duzey=ilce').status_code == 200;"
        "assert 'matplotlib' in sys.modules;"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-600:]
