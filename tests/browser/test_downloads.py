"""Downloads by keyboard, and what comes out of the printer."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from dashboard.release import current_release
from dashboard.settings import DEMONSTRATION
from tests.browser.reader import Reader

A4 = (595.3, 841.9)  # points


def opened(reader: Reader) -> Any:
    """The dialog, opened by keyboard."""
    button = reader.page.locator("[data-action=download]")
    button.focus()
    reader.page.keyboard.press("Enter")
    dialog = reader.page.get_by_role("dialog")
    dialog.wait_for()
    return dialog


@pytest.mark.parametrize("path", ["/?il=izmir&duzey=ilce", "/esik?il=izmir&duzey=ilce"])
def test_the_dialog_is_opened_and_closed_by_keyboard(reader: Reader, path: str) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    page = reader.open(path)
    assert asked
    assert not [one for one in asked if ".png?" in one], "a picture that nobody asked for"
    dialog = opened(reader)
    image = dialog.locator("img")
    image.wait_for(state="visible")
    assert len([one for one in asked if ".png?" in one]) == 1
    assert image.evaluate("(one) => one.naturalWidth") == 1600
    title = page.locator("[data-testid=map-title] h1").inner_text()
    assert (image.get_attribute("alt") or "").startswith(title.replace("\n", " "))
    before = page.url
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.action") == "download"
    assert page.url == before


@pytest.mark.parametrize(("name", "size"), [("PNG, 1600", (1600, 1000)), ("PNG, A4", (3508, 2480))])
def test_a_picture_of_the_present_view_is_downloaded(
    reader: Reader, name: str, size: tuple[int, int]
) -> None:
    page = reader.open("/?il=izmir&duzey=ilce&dil=tr")
    page.locator("#indicator-filter").fill("okuryazarlık fark")
    page.locator(".picker-item", has_text="Okuryazarlık farkı").locator("input").click()
    reader.painted("literacy_gap")
    page.wait_for_function("location.search.includes('literacy_gap')")
    dialog = opened(reader)
    with page.expect_download() as waiting:
        dialog.get_by_role("link", name=name).click()
    assert "literacy_gap" in waiting.value.suggested_filename
    assert waiting.value.suggested_filename.startswith("gosterim-verisi-")
    image = Image.open(io.BytesIO(waiting.value.path().read_bytes()))
    assert image.size == size
    codes = [one.text for one in zxingcpp.read_barcodes(image.convert("RGB"))]
    assert len(codes) == 1
    assert codes[0].startswith(f"{reader.address}/?il=izmir&g=literacy_gap")


def test_a_preview_that_fails_is_told(reader: Reader) -> None:
    page = reader.open("/?il=izmir&duzey=ilce")
    page.route("**/export/map.png*", lambda route: route.fulfill(status=200, body="no picture"))
    dialog = opened(reader)
    dialog.get_by_text("Önizleme hazırlanamadı").wait_for()
    assert dialog.locator("img").is_hidden()


def test_a_phone_shows_the_dialog_whole(phone: Reader) -> None:
    page = phone.open("/?il=izmir&duzey=ilce")
    page.locator("[data-action=download]").tap()
    dialog = page.get_by_role("dialog")
    dialog.locator("img").wait_for(state="visible")
    assert dialog.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    heights = dialog.locator("a, button").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert len(heights) == 7
    assert min(heights) >= 44
    dialog.get_by_role("button", name="Kapat").tap()
    dialog.wait_for(state="hidden")


def printed(reader: Reader, path: str, tmp_path: Path, painted: bool = True) -> Any:
    """The page as it comes out of the printer."""
    page = reader.open(path, painted=painted)
    page.wait_for_function(
        "(() => { const one = document.querySelector('.print-code');"
        " return one?.complete && one.naturalWidth > 0; })()"
    )
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    return pypdfium2.PdfDocument(tmp_path / "page.pdf")


def words(document: Any) -> str:
    found = "\n".join(one.get_textpage().get_text_bounded() for one in document)
    return found.replace("\x02", "-")  # a hyphen at which a line was broken


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/?il=izmir", ["Kaynak", "Çok az kişi", "Sıra"]),
        ("/?il=izmir&mahalle=41108", ["Bostanlı", "Kaynak", "Kadın, %"]),
        (
            "/esik?il=izmir&duzey=ilce&esik=tertiary_share:kadin:cok:20",
            ["(kadın), en çok %20,0", "Kaynak", "Geçenler 13", "Karaburun"],
        ),
        (
            "/karsilastir?karsi=d-1128,d-1161",
            ["Kaynak", "Aliağa, İzmir", "Ayvalık, Balıkesir", "Kendi ili", "daha kötü"],
        ),
        ("/karsilastir?karsi=d-1128", ["Kaynak", "Aliağa, İzmir"]),
    ],
)
def test_a_page_is_printed_whole_on_a4(
    reader: Reader, tmp_path: Path, path: str, said: list[str], scheme: str
) -> None:
    reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    document = printed(reader, path, tmp_path, painted="karsi=" not in path)
    assert 1 <= len(document) <= 2
    for sheet in document:
        assert sheet.get_size() == pytest.approx(A4, abs=1)
    found = words(document)
    release = f"Sürüm {current_release(DEMONSTRATION).key}"
    for one in [*said, "Gösterim verisi", release, "Avrupa Birliği’nin mali desteği"]:
        assert one in found, one
    for control in ("Paylaş", "Mahalleni bul", "İndir", "Değiştir", "Sabitle", "Ölçüt ekle"):
        assert control not in found, control
    images = [one.render(scale=2).to_pil().convert("RGB") for one in document]
    assert images[0].getpixel((4, 4)) == (255, 255, 255)  # paper is light
    link = zxingcpp.read_barcodes(images[-1])[0].text
    assert link.startswith(reader.address + path.split("?")[0])
    assert "".join(link.split()) in "".join(found.split())


@pytest.mark.parametrize(
    ("path", "name"), [("/?il=izmir", "Bergama"), ("/karsilastir?karsi=d-1128,d-1161", "Menemen")]
)
def test_the_map_on_paper_has_its_names(reader: Reader, path: str, name: str) -> None:
    """Chromium may draw letters with a halo as outlines, so they are looked for on the page."""
    page = reader.open(path, painted="karsi=" not in path)
    page.locator(".district-label", has_text=name).first.wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    label = page.locator(".district-label", has_text=name).first
    assert label.is_visible()
    box, frame = label.bounding_box(), page.locator(".map-frame").first.bounding_box()
    assert box
    assert frame
    assert frame["x"] <= box["x"] <= frame["x"] + frame["width"]
    assert frame["y"] <= box["y"] <= frame["y"] + frame["height"]


def test_the_map_on_paper_shows_all_that_the_screen_shows(reader: Reader) -> None:
    page = reader.open("/esik?il=izmir&duzey=ilce")
    page.wait_for_load_state("networkidle")  # the frame takes its size with the last panel
    page.evaluate("document.fonts.ready")
    before = page.evaluate("atlas.mapState.maps[0].map.getBounds().toBBoxString()")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    inside = page.evaluate(
        """(before) => {
            const [west, south, east, north] = before.split(',').map(Number);
            const {map} = atlas.mapState.maps[0], size = map.getSize();
            const now = map.getBounds();
            return [size.x, size.y, now.contains([[south, west], [north, east]])];
        }""",
        before,
    )
    assert inside[2]
    assert inside[0] <= 718
    assert inside[1] <= 560
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("() => atlas.mapState.maps[0].map.getSize().y > 400")
    after = page.evaluate("atlas.mapState.maps[0].map.getBounds().toBBoxString()")
    assert [float(one) for one in after.split(",")] == pytest.approx(
        [float(one) for one in before.split(",")], abs=0.02
    )


def test_the_two_maps_of_a_comparison_stand_side_by_side_on_paper(reader: Reader) -> None:
    page = reader.open("/karsilastir?karsi=d-1128,d-1161", painted=False)
    page.wait_for_function("() => atlas.mapState.maps.filter(({map}) => map).length === 2")
    page.wait_for_selector(".strips .main-svg")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1047})
    first, second = page.locator(".twin .map-holder").all()
    left, right = first.bounding_box(), second.bounding_box()
    assert left
    assert right
    assert left["y"] == right["y"]
    assert right["x"] >= left["x"] + left["width"]
    assert right["x"] + right["width"] <= 718
    zooms = page.evaluate("atlas.mapState.maps.map(({map}) => map.getZoom())")
    assert zooms[0] == zooms[1]
    chart = page.locator(".strips .main-svg").first.bounding_box()
    assert chart
    assert chart["x"] + chart["width"] <= 718


def test_the_link_on_paper_has_the_criteria_that_the_page_began_with(reader: Reader) -> None:
    page = reader.open("/esik?il=izmir")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    link = page.locator(".print-link").text_content() or ""
    assert f"esik={page.evaluate('atlas.page.criteriaAtFirst.neighbourhood')}" in link
