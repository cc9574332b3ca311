"""The list leaves the page as files: from the dialog, of the present view, and read back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp

from dashboard.dataset import Dataset
from dashboard.shortlist.draws import robust_of
from dashboard.shortlist.selection import shortlist_of
from dashboard.shortlist.why import counts, name_at
from dashboard.synthesis_summary import share_of_draws
from dashboard.view import parse
from dashboard.wording import number, text
from tests.browser.reader import Reader

CHOSEN = "/kisa-liste?il=izmir&esik=tertiary_share:kadin:cok:20&k=4"
FORMS = ["screen", "double", "print", "svg", "pdf", "csv", "xlsx", "geojson"]


def _opened(reader: Reader) -> Any:
    reader.page.locator("[data-action=download]").click()
    dialog = reader.page.get_by_role("dialog")
    dialog.locator("img").wait_for(state="visible")
    return dialog


def _downloaded(reader: Reader, dialog: Any, form: str) -> tuple[str, bytes]:
    with reader.page.expect_download() as waiting:
        dialog.locator(f"a[data-format={form}]").click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_csv_geojson_and_pdf_of_the_present_list(reader: Reader, demo: Dataset) -> None:
    page = reader.open(CHOSEN)
    page.locator("[data-control=k]").fill("6")
    page.locator("[data-control=k]").press("Enter")
    page.wait_for_function("location.search.includes('k=6')")
    page.wait_for_function("document.querySelectorAll('tr.is-listed').length === 6")
    dialog = _opened(reader)
    assert dialog.locator("a[data-format]").evaluate_all(
        "(all) => all.map((one) => one.dataset.format)"
    ) == [*FORMS[:6], "shortlist_xlsx", "geojson"]
    view = parse(CHOSEN.split("?")[1].replace("k=4", "k=6"), demo).view
    found, robust = shortlist_of(demo, view), robust_of(demo, view)
    names = [name_at(demo, found, one) for one in found.listed]

    name, content = _downloaded(reader, dialog, "csv")
    assert name == "gosterim-verisi-kisa-liste-ilce.csv"
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    notes_and_rows = list(lines)
    notes = [one[0] for one in notes_and_rows if one[0].startswith("#")]
    heads, *rows = [one for one in notes_and_rows if not one[0].startswith("#")]
    assert any(f"{reader.address}/kisa-liste?" in one and "k=6" in one for one in notes)
    at = {key: heads.index(text(f"shortlist.export.column.{key}", "tr")) for key in
          ("listed", "score", "in_list_share")}  # fmt: skip
    listed = [one for one in rows if one[at["listed"]] == text("yes", "tr")]
    assert [one[1] for one in listed] == names
    for row, place in zip(listed, found.listed, strict=True):
        assert row[at["score"]] == number(float(found.index.scores[place]), "tr", 1)
        assert float(row[at["in_list_share"]].replace(",", ".")) == robust.shares[place]

    name, content = _downloaded(reader, dialog, "geojson")
    assert name == "gosterim-verisi-kisa-liste-ilce.geojson"
    collection = json.loads(content)
    shown = [one["properties"] for one in collection["features"] if one["properties"]["listed"]]
    assert [one["name"] for one in shown] == names
    assert [one["id"] for one in shown] == collection["list"]
    # the map on the screen has the class of the file
    painted = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('path.area[data-level=district]')]"
        ".map(({dataset}) => [dataset.area, dataset.class]))"
    )
    for one in collection["features"]:
        told = one["properties"]["class"]
        assert painted[one["id"]] == ("none" if told is None else str(told))

    name, content = _downloaded(reader, dialog, "pdf")
    assert name == "gosterim-verisi-shortlist-district.pdf"
    sheet = pypdfium2.PdfDocument(content)[0]
    said = sheet.get_textpage().get_text_bounded()
    assert counts(demo, view).sentence in said
    for place in found.listed:
        assert name_at(demo, found, place) in said
        assert share_of_draws(float(robust.shares[place]), "tr") in said
    codes = zxingcpp.read_barcodes(sheet.render(scale=3).to_pil().convert("RGB"))
    assert [one.text.partition("?")[0] for one in codes] == [f"{reader.address}/kisa-liste"]
    assert "k=6" in codes[0].text


def test_the_button_stands_in_the_head_and_in_nobody_s_way(reader: Reader, phone: Reader) -> None:
    for who, least in ((reader, 24), (phone, 44)):
        page = who.open("/kisa-liste?dil=en&w=care:35,education:20.5,work:20,safety:24.5")
        button = page.locator(".shortlist-head .download-button")
        box, facts = button.bounding_box(), page.locator(".list-facts").bounding_box()
        head = page.locator(".shortlist-head").bounding_box()
        assert box
        assert facts
        assert head
        assert box["height"] >= least
        assert box["x"] >= facts["x"] + facts["width"] or box["y"] >= facts["y"] + facts["height"]
        right, edge = box["x"] + box["width"], head["x"] + head["width"]
        assert edge - 20 <= right <= edge
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert who.barriers() == []
        dialog = _opened(who)
        assert dialog.evaluate("(one) => one.scrollWidth <= one.clientWidth")
        assert dialog.locator("a[data-format]").count() == len(FORMS)
