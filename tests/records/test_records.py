"""Decision records: what is written, what is refused, and what can be read back."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask import Flask

from dashboard.dataset import Dataset
from dashboard.shortlist.record import as_record
from dashboard.store import Store
from dashboard.view import parse
from dashboard.wording import text
from tests.records.conftest import FILLED, NEW, QUESTION, VIEW, Person

REASON = "Belediye bu ilçede zaten kreş açıyor."


@pytest.fixture(scope="session")
def computed(demo: Dataset) -> dict[str, Any]:
    """The shortlist of the view of these tests."""
    return as_record(demo, parse(VIEW, demo).view)


@pytest.fixture
def seventh(computed: dict[str, Any]) -> str:
    """The area in the seventh place of those that pass."""
    return next(str(row["area"]) for row in computed["rows"] if row["place"] == 7)


def _names(computed: dict[str, Any]) -> dict[str, str]:
    return {row["area"]: row["name"] for row in computed["rows"]}


def _plain(page: str) -> str:
    """What is read on a page."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def _selected(page: str, name: str) -> str:
    """The value of the option of a field that is selected."""
    field = page[page.index(f'name="{name}"') :]
    option = re.search(r"<option[^>]* selected[^>]*>", field[: field.index("</select>")])
    assert option is not None
    return re.findall(r'value="([^"]*)"', option.group())[0]


def _pdf_text(content: bytes) -> str:
    with closing(pypdfium2.PdfDocument(io.BytesIO(content))) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", " ", " ".join(pages).replace("\ufffe", "").replace("\u200b", ""))


def test_the_form_shows_the_computed_list(facilitator: Person, computed: dict[str, Any]) -> None:
    page = facilitator.get(NEW)
    names = _names(computed)
    for place, area in enumerate(computed["list"]):
        assert _selected(page, f"yer_{place + 1}") == area
        assert names[area] in page
    assert page.count('name="yer_') == len(computed["list"])
    assert text("record.form.privacy", "tr")[:40] in unescape(page)
    assert _selected(page, "agirlik") == "default"


def test_a_record_says_everything(
    facilitator: Person, visitor: Person, computed: dict[str, Any], seventh: str
) -> None:
    number = facilitator.record(yer_5=seventh, gerekce_5=REASON)
    assert re.fullmatch(r"KK-[0-9]{4}-001", number)
    said = _plain(visitor.get(f"/karar/{number}"))
    names = _names(computed)
    parts = [
        number, QUESTION, REASON, names[seventh], "12 Kasım atölyesi, 24 kişi", "Ayşe Yılmaz",
        "Sosyal işler komisyonu", "15 Ocak 2026", "15 Ocak 2027", "Ulaşım ölçülmedi.",
        "10.000 deneme", "2026", "Denenmeyenler:", "eksik veri kuralı", computed["release"],
        "en çok %12,0", "en çok 1.000 m", "2 ölçütten en az 1", "kıl payı dışarıda", "uzakta",
        text("record.demonstration", "tr"), *names.values(),
    ]  # fmt: skip
    assert not [one for one in parts if one not in said]
    fifth = names[computed["list"][4]]
    assert f"{fifth} yerine" in said
    english = _plain(visitor.get(f"/karar/{number}?dil=en"))
    assert f"instead of {fifth}" in english
    assert "15 January 2027" in english
    assert "not in the list" not in said


def test_page_and_pdf_say_the_same(
    facilitator: Person, computed: dict[str, Any], seventh: str
) -> None:
    number = facilitator.record(yer_5=seventh, gerekce_5=REASON)
    answer = facilitator.client.get(f"/karar/{number}.pdf")
    assert answer.mimetype == "application/pdf"
    assert f"{number}.pdf" in answer.headers["Content-Disposition"]
    said = _pdf_text(answer.data)
    parts = (number, QUESTION, REASON, "ğüşıöçİ", f"http://localhost/karar/{number}")
    for part in (*parts, *_names(computed).values(), "Ayşe Yılmaz", "%12,0", computed["release"]):
        assert part in said, part
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", facilitator.get(f"/karar/{number}"))
    assert len(rows) > 60
    for row in rows:
        cells = [unescape(one) for one in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for cell in cells:
            # a cell may be broken over lines, and the number of a row may stand behind it
            assert cell.replace(" ", "") in said.replace(" ", ""), row
    with closing(pypdfium2.PdfDocument(io.BytesIO(answer.data))) as document:
        about = document.get_metadata_dict()
        pages = len(document)
        last = document[pages - 1].get_textpage().get_text_range()
    assert about["Title"] == QUESTION
    assert about["Author"] == "Eşitlik Atlası"
    assert f"{number} · sayfa {pages}/{pages}" in last
    assert b"/MarkInfo" in answer.data
    assert b"/Lang (tr" in answer.data or b"/Lang(tr" in answer.data
    english = _pdf_text(facilitator.client.get(f"/karar/{number}.pdf?dil=en").data)
    assert "Decision record" in english


def test_a_very_long_record_can_be_printed(facilitator: Person) -> None:
    long = "Uzun bir itiraz, satır satır.\n" * 150
    number = facilitator.record(itiraz=long, soru="Çok uzun soru " * 40)
    answer = facilitator.client.get(f"/karar/{number}.pdf")
    assert _pdf_text(answer.data).count("satır satır.") == 150


def test_words_of_typst_and_html_are_only_words(facilitator: Person) -> None:
    said = '#panic("x") $a_1$ *b* <script>alert(1)</script> \\ {number} &amp; "tırnak"'
    number = facilitator.record(soru=said, itiraz=said, rol_1=said, ad_1="<b>Ad</b>")
    page = facilitator.get(f"/karar/{number}")
    assert "<script>alert" not in page
    assert said in _plain(page.replace("&amp;amp;", "&amp;amp;"))
    pdf = _pdf_text(facilitator.client.get(f"/karar/{number}.pdf").data)
    for part in ('#panic("x") $a_1$ *b* <script>', "{number} &amp;"):
        assert part in pdf


def test_the_json_bears_its_hash(facilitator: Person, store: Store) -> None:
    number = facilitator.record()
    answer = facilitator.client.get(f"/karar/{number}.json")
    told = json.loads(answer.data)
    canonical = json.dumps(
        told["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert hashlib.sha256(canonical.encode()).hexdigest() == told["sha256"]
    assert f'"content": {canonical}}}' in answer.get_data(as_text=True)
    assert told["number"] == number
    assert told["link"] == f"http://localhost/karar/{number}"
    assert told["content"]["format"] == 1
    assert "ayse" not in answer.get_data(as_text=True)
    record = store.decision(number)
    assert record is not None
    assert record.sha256 == told["sha256"]
    assert told["sha256"] in facilitator.get(f"/karar/{number}")


def test_the_code_leads_to_the_record(facilitator: Person) -> None:
    zxing = pytest.importorskip("zxingcpp")
    number = facilitator.record()
    content = facilitator.client.get(f"/karar/{number}.pdf").data
    with closing(pypdfium2.PdfDocument(io.BytesIO(content))) as document:
        picture = document[0].render(scale=3).to_pil()
    assert [one.text for one in zxing.read_barcodes(picture)] == [
        f"http://localhost/karar/{number}"
    ]
    assert facilitator.client.get(f"/karar/{number}.qr.svg").mimetype == "image/svg+xml"


WRONG = {
    "a deviation without a reason": (
        {"yer_5": "SEVENTH", "gerekce_5": "  "},
        "gerekce_5",
        "reason",
    ),
    "an area that is none": ({"yer_1": "d-0", "gerekce_1": "x"}, "yer_1", "candidate"),
    "no question": ({"soru": " \u200b "}, "soru", "question"),
    "no role": ({"rol_1": "", "rol_2": "", "ad_2": ""}, "rol_1", "no_decider"),
    "a name without a role": ({"rol_2": ""}, "rol_2", "role"),
    "no day": ({"tarih": "yarın"}, "tarih", "day"),
    "a day that has not come": (
        {"tarih": "2999-01-01", "gozden": "2999-02-01"},
        "tarih",
        "not_yet",
    ),
    "no review": ({"gozden": ""}, "gozden", "review"),
    "a review before the decision": ({"gozden": "2026-01-15"}, "gozden", "review_before"),
    "a room without a name": ({"agirlik_notu": ""}, "agirlik_notu", "weights_note"),
    "weights that are not these": ({"agirlik": "own"}, "agirlik", "weights"),
    "a question that is too long": ({"soru": "x" * 5001}, "soru", "too_long"),
    "a record that is not there": ({"yerine": "KK-2020-001"}, "yerine", "supersedes"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_fault_is_named_at_its_field_and_nothing_typed_is_lost(
    facilitator: Person, store: Store, seventh: str, wrong: str
) -> None:
    changes, name, fault = WRONG[wrong]
    changes = {key: seventh if one == "SEVENTH" else one for key, one in changes.items()}
    fields = {**FILLED, "gerekce_2": "yarım kalan gerekçe", **changes}
    answer = facilitator.send(fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    said = text(f"record.fault.{fault}", "tr")
    assert f'id="alan-{name}-fault">{said}' in page or f'id="alan-{name}-fault"' in page
    assert re.search(rf'<p [^>]*id="alan-{name}-fault"[^>]*>{re.escape(said)}</p>', page)
    control = re.search(rf'<(?:input|textarea|select)[^>]*id="alan-{name}"[^>]*>', page)
    assert control is not None
    assert f"alan-{name}-fault" in control.group()
    assert 'aria-invalid="true"' in control.group()
    assert page.count('class="fault"') == 1
    for key, one in fields.items():
        if one.strip() and one.isprintable() and not key.startswith(("yer", "agirlik", "tarih")):
            assert one in unescape(page), key
    if "yer_5" in changes:
        assert _selected(page, "yer_5") == seventh
    assert store.numbers() == ()


def test_the_same_area_twice_is_a_fault(
    facilitator: Person, computed: dict[str, Any], store: Store
) -> None:
    answer = facilitator.send({**FILLED, "yer_2": computed["list"][0], "gerekce_2": REASON})
    assert answer.status_code == 422
    assert text("record.fault.twice", "tr") in answer.get_data(as_text=True)
    assert store.numbers() == ()


@pytest.mark.parametrize("csrf", [None, "", "0" * 64])
def test_a_missing_or_wrong_token_writes_nothing(
    facilitator: Person, store: Store, csrf: str | None
) -> None:
    fields = {**facilitator.hidden(facilitator.get(NEW)), **FILLED}
    fields.pop("csrf")
    answer = facilitator.client.post(NEW, data=fields | ({} if csrf is None else {"csrf": csrf}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert text("login.form_old", "tr") in page
    assert QUESTION in page
    assert store.numbers() == ()
    # the form that came back is good
    again = facilitator.client.post(NEW, data={**facilitator.hidden(page), **FILLED})
    assert again.status_code == 303


def test_a_login_that_ended_loses_nothing(facilitator: Person, store: Store) -> None:
    page = facilitator.get(NEW)
    token = facilitator.client.get_cookie("atlas_login")
    assert token is not None
    store.end_login(token.value)
    answer = facilitator.client.post(NEW, data={**facilitator.hidden(page), **FILLED})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert QUESTION in page
    assert text("login.ended", "tr") in page
    assert store.numbers() == ()
    other_tab = Person(facilitator.client)
    assert other_tab.log_in().status_code == 303
    # the form in the first tab knows nothing of the new login: it comes back once more, filled
    sent = facilitator.client.post(NEW, data={**facilitator.hidden(page), **FILLED})
    assert sent.status_code == 403
    last = {**facilitator.hidden(sent.get_data(as_text=True)), **FILLED}
    assert facilitator.client.post(NEW, data=last).status_code == 303


def test_the_token_of_another_login_is_refused(
    facilitator: Person, server: Flask, store: Store
) -> None:
    other = Person(server.test_client())
    other.log_in()
    fields = {**other.hidden(other.get(NEW)), **FILLED}
    assert facilitator.client.post(NEW, data=fields).status_code == 403
    assert store.numbers() == ()


def test_the_same_form_sent_twice_is_one_record(facilitator: Person, store: Store) -> None:
    fields = {**facilitator.hidden(facilitator.get(NEW)), **FILLED}
    first, second = (facilitator.client.post(NEW, data=fields) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(store.numbers()) == 1


def test_one_more_row_keeps_what_was_typed(facilitator: Person, store: Store) -> None:
    answer = facilitator.send({**FILLED, "islem": "satir"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'name="rol_3"' in page
    assert QUESTION in page
    assert "Ayşe Yılmaz" in page
    assert store.numbers() == ()


def test_a_record_is_superseded_once(facilitator: Person) -> None:
    first = facilitator.record()
    page = facilitator.get(f"{NEW}&yerine={first}")
    assert _selected(page, "yerine") == first
    second = facilitator.record(soru="İkinci karar?", yerine=first)
    said = _plain(facilitator.get(f"/karar/{first}"))
    assert text("record.superseded_by", "tr", number=second).split(" ")[0] in said
    assert second in said
    assert first in _plain(facilitator.get(f"/karar/{second}"))
    answer = facilitator.send({**FILLED, "soru": "Üçüncü?", "yerine": first})
    assert answer.status_code == 422
    assert text("record.fault.supersedes", "tr") in answer.get_data(as_text=True)
    told = json.loads(facilitator.client.get(f"/karar/{first}.json").data)
    assert told["superseded_by"] == second
    assert second in _pdf_text(facilitator.client.get(f"/karar/{first}.pdf").data)
    listed = _plain(facilitator.get("/kararlar"))
    assert listed.index(second) < listed.index(first)
    assert text("record.state_superseded", "tr", number=second) in listed


def test_a_record_cannot_be_changed(facilitator: Person) -> None:
    number = facilitator.record()
    before = facilitator.client.get(f"/karar/{number}.json").data
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(facilitator.client, method)(f"/karar/{number}", data=FILLED)
        assert answer.status_code == 405
    assert facilitator.client.get(f"/karar/{number}.json").data == before


def _damage(url: str, number: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as raw:
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(
            "UPDATE decision SET content = replace(content, 'kreş', 'park') WHERE number = ?",
            (number,),
        )
        raw.commit()


@pytest.mark.fault
def test_a_damaged_record_is_shown_as_such(facilitator: Person, url: str) -> None:
    good, bad = facilitator.record(), facilitator.record(soru="Hangi kreş?")
    _damage(url, bad)
    listed = _plain(facilitator.get("/kararlar"))
    assert text("record.state_damaged", "tr") in listed
    assert text("record.state_standing", "tr") in listed
    for form in ("", ".json", ".pdf"):
        answer = facilitator.client.get(f"/karar/{bad}{form}")
        assert answer.status_code == 500
        assert "Hangi park?" not in answer.get_data(as_text=True)
        assert text("record.damaged_title", "tr") in answer.get_data(as_text=True)
    assert facilitator.client.get(f"/karar/{good}").status_code == 200
    assert facilitator.record(soru="Yeni bir soru?")


@pytest.mark.parametrize("number", ["KK-2026-999", "KK-x", "..", "KK-2026-001%00"])
def test_a_record_that_is_not_there(visitor: Person, number: str) -> None:
    for form in ("", ".json", ".pdf"):
        assert visitor.client.get(f"/karar/{number}{form}").status_code == 404


def test_a_newer_format_is_not_guessed(facilitator: Person, store: Store) -> None:
    number = store.record_decision({"format": 99}, "ayse").number
    page = facilitator.get(f"/karar/{number}")
    assert text("record.unknown", "tr") in page
    assert text("record.state_unknown", "tr") in facilitator.get("/kararlar")
    assert facilitator.client.get(f"/karar/{number}.pdf").status_code == 404
    assert facilitator.client.get(f"/karar/{number}.json").status_code == 200
    assert facilitator.record()


def test_records_of_a_place(facilitator: Person, computed: dict[str, Any]) -> None:
    number = facilitator.record()
    chosen, other = computed["list"][0], "d-1203"
    assert number in _plain(facilitator.get(f"/kararlar?ilce={chosen}"))
    said = _plain(facilitator.get(f"/kararlar?ilce={other}"))
    assert number not in said
    assert text("record.list_of_none", "tr") in said
    assert number in _plain(facilitator.get("/kararlar?ilce=nowhere"))


def test_an_empty_list_cannot_be_recorded(facilitator: Person, store: Store) -> None:
    nobody = "/karar/yeni?esik=tertiary_share:kadin:az:99"
    page = facilitator.get(nobody)
    assert text("record.form.nothing", "tr") in page
    assert facilitator.send(FILLED, nobody).status_code in (403, 422)
    assert store.numbers() == ()


def test_limits_without_weights_are_explained(facilitator: Person) -> None:
    answer = facilitator.client.get("/karar/yeni?deneme=aralik&sinir=care:60-70,work:60-70")
    assert answer.status_code == 422
    assert "/kisa-liste" in answer.get_data(as_text=True)


def test_neighbourhoods_of_a_district(facilitator: Person) -> None:
    number = facilitator.record("/karar/yeni?icinde=d-1448&k=3", agirlik="default")
    said = _plain(facilitator.get(f"/karar/{number}"))
    assert "Karşıyaka" in said
    assert text("record.head.neighbourhood", "tr") in said
    assert facilitator.client.get(f"/karar/{number}.pdf").status_code == 200
    assert text("record.rerun.same", "tr") in facilitator.get(f"/karar/{number}?yeniden=evet")


def test_limits_are_told_in_the_order_of_the_themes(facilitator: Person) -> None:
    view = "/karar/yeni?deneme=aralik&sinir=care:20-40,housing:5-10&denge=il,kir-kent"
    number = facilitator.record(view)
    said = _plain(facilitator.get(f"/karar/{number}"))
    assert "Bakım ve hizmetler 20,0–40,0" in said
    assert "Konut 5,0–10,0" in said


def test_the_files_of_the_store_hold_no_password(facilitator: Person, tmp_path: Path) -> None:
    facilitator.record()
    stored = (tmp_path / "store" / "atlas.sqlite").read_bytes()
    assert "salkımlı".encode() not in stored
