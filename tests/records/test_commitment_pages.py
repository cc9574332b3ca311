"""Commitments on the page of a record: written by facilitators, read by all, never changed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from dashboard.store import Store
from dashboard.wording import text
from tests.records.conftest import Person

TERMS = {
    "yer": "d-1178",
    "gosterge": "creche_places_per_100",
    "hedef": "100 çocuğa düşen kreş yeri 6’ya çıkacak",
    "hedef_degeri": "6,5",
    "sorumlu": "Bayındır Belediyesi",
    "son_tarih": "2027-12-31",
    "kanit": "Belediyenin faaliyet raporu",
}


@pytest.fixture
def number(facilitator: Person) -> str:
    return facilitator.record()


def _send(person: Person, number: str, path: str = "", **fields: str) -> Any:
    page = person.get(f"/karar/{number}")
    return person.client.post(
        f"/karar/{number}/taahhut{path}", data={**person.hidden(page), **fields}
    )


def test_a_commitment_is_shown_on_the_record_and_for_its_district(
    facilitator: Person, visitor: Person, number: str
) -> None:
    answer = _send(facilitator, number, **TERMS)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#taahhutler")
    for address in (f"/karar/{number}", "/kararlar?ilce=d-1178"):
        page = unescape(visitor.get(address))
        assert page.count('data-testid="commitment"') == 1
        for part in (TERMS["hedef"], "6,5", TERMS["sorumlu"], "31 Aralık 2027", TERMS["kanit"]):
            assert part in page
    assert 'id="d-1178"' in visitor.get(f"/karar/{number}")
    assert 'data-testid="commitment"' not in visitor.get("/kararlar?ilce=d-1203")


def test_the_status_of_each_year_is_added(
    facilitator: Person, visitor: Person, number: str, store: Store
) -> None:
    _send(facilitator, number, **TERMS)
    (made,) = store.commitments_of_decision(number)
    for state, note in (
        ("planned", ""),
        ("under_way", "İhale yapıldı"),
        ("under_way", "İhale yapıldı"),
    ):
        answer = _send(
            facilitator, number, f"/{made.id}/durum",
            durum_yili="2026", durum=state, durum_notu=note,
        )  # fmt: skip
        assert answer.status_code == 303
    page = visitor.get(f"/karar/{number}")
    assert page.index("2026: planlandı") < page.index("2026: sürüyor")
    assert "İhale yapıldı" in page
    assert len(store.commitments_of_decision(number)[0].statuses) == 2  # sent twice, written once


def test_the_same_commitment_sent_twice_is_one(
    facilitator: Person, number: str, store: Store
) -> None:
    for _ in range(2):
        assert _send(facilitator, number, **TERMS).status_code == 303
    assert len(store.commitments_of_decision(number)) == 1


WRONG = {
    "yer": ("d-1203", "district"),
    "gosterge": ("no_such", "indicator"),
    "hedef": ("", "target"),
    "hedef_degeri": ("altı", "target_value"),
    "sorumlu": (" ", "responsible"),
    "son_tarih": ("31.12.2027", "due"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_named_and_nothing_typed_is_lost(
    facilitator: Person, number: str, store: Store, name: str
) -> None:
    said, fault = WRONG[name]
    answer = _send(facilitator, number, **{**TERMS, name: said})
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    found = re.search(rf'id="alan-{name}-fault"[^>]*>([^<]*)<', page)
    assert found is not None
    assert found.group(1) == text(f"commitment.fault.{fault}", "tr")
    for key, one in TERMS.items():
        if key != name:
            assert one in page
    assert store.commitments_of_decision(number) == ()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"durum_yili": "1999", "durum": "done"}, "durum_yili"),
        ({"durum_yili": "2999", "durum": "done"}, "durum_yili"),
        ({"durum_yili": "²026", "durum": "done"}, "durum_yili"),
        ({"durum_yili": "2026", "durum": "perfect"}, "durum"),
    ],
)
def test_a_wrong_status_is_named(
    facilitator: Person, number: str, store: Store, fields: dict[str, str], name: str
) -> None:
    _send(facilitator, number, **TERMS)
    (made,) = store.commitments_of_decision(number)
    answer = _send(facilitator, number, f"/{made.id}/durum", **fields)
    assert answer.status_code == 422
    assert f'id="alan-{made.id}-{name}-fault"' in answer.get_data(as_text=True)
    assert store.commitments_of_decision(number)[0].statuses == ()


def test_who_is_not_logged_in_writes_nothing(
    facilitator: Person, visitor: Person, number: str, store: Store
) -> None:
    answer = visitor.client.post(f"/karar/{number}/taahhut", data=TERMS)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/giris?sonra=")
    forged = facilitator.client.post(f"/karar/{number}/taahhut", data={**TERMS, "csrf": "0"})
    assert forged.status_code == 403
    assert store.commitments_of_decision(number) == ()


def test_a_commitment_of_another_record_is_left_alone(
    facilitator: Person, number: str, store: Store
) -> None:
    other = facilitator.record(soru="Başka bir soru?")
    _send(facilitator, other, **TERMS)
    (made,) = store.commitments_of_decision(other)
    _send(facilitator, number, f"/{made.id}/durum", durum_yili="2026", durum="done")
    assert store.commitments_of_decision(other)[0].statuses == ()
    fields = {**facilitator.hidden(facilitator.get(f"/karar/{number}")), **TERMS}
    assert facilitator.client.post("/karar/KK-2020-001/taahhut", data=fields).status_code == 404
