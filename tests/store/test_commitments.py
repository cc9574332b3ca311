"""Commitments follow from a record, belong to a district, and tell how far they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.store import State, Store, StoreError, Terms
from tests.store.conftest import SetClock

TERMS: dict[str, Any] = {
    "decision": "KK-2026-001",
    "district": "d-1128",
    "district_name": "Karşıyaka",
    "indicator": "tertiary_share",
    "target": "Kreş sayısı 12’ye çıkar",
    "target_value": 12.5,
    "responsible": "Karşıyaka Belediyesi",
    "due": date(2028, 12, 31),
    "evidence": "Faaliyet raporu",
}


def test_commitments_are_listed_by_record_and_by_district(store: Store) -> None:
    for n in (1, 2):
        store.record_decision({"n": n}, "ayse")
    one = store.add_commitment(Terms(**TERMS), "ayse")
    bare = {**TERMS, "target_value": None, "evidence": "", "district": "d-1203"}
    two = store.add_commitment(Terms(**bare), "ayse")
    three = store.add_commitment(Terms(**{**TERMS, "decision": "KK-2026-002"}), "ayse")
    assert len({one.id, two.id, three.id}) == 3
    assert one.terms == Terms(**TERMS)
    assert store.commitments_of_decision("KK-2026-001") == (one, two)
    assert store.commitments_of_district("d-1128") == (one, three)
    assert store.commitments_of_district("d-9") == ()
    assert (one.account, one.statuses) == ("ayse", ())


def test_statuses_are_added_by_year_and_none_is_lost(store: Store, clock: SetClock) -> None:
    store.record_decision({}, "ayse")
    one = store.add_commitment(Terms(**TERMS), "ayse")
    other = store.add_commitment(Terms(**TERMS), "ayse")
    store.add_status(one.id, 2027, State.UNDER_WAY, "ayse")
    store.add_status(one.id, 2026, State.PLANNED, "ayse", "Bütçe ayrıldı")
    clock.forward(days=400)
    last = store.add_status(one.id, 2027, State.GIVEN_UP, "ayse", "Arsa bulunamadı")
    store.add_status(other.id, 2026, State.DONE, "ayse")
    found = store.commitments_of_district("d-1128")
    assert [(said.year, said.state, said.note) for said in found[0].statuses] == [
        (2026, State.PLANNED, "Bütçe ayrıldı"),
        (2027, State.UNDER_WAY, ""),
        (2027, State.GIVEN_UP, "Arsa bulunamadı"),
    ]
    assert found[0].statuses[-1] == last
    assert last.created == clock.now
    assert [said.state for said in found[1].statuses] == [State.DONE]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target": "  "}, "target"),
        ({"responsible": ""}, "responsible"),
        ({"district": ""}, "district"),
        ({"target_value": float("nan")}, "finite"),
        ({"decision": "KK-2026-002"}, "no decision record"),
        ({"evidence": "\ud800"}, "surrogates.*write it anew"),
        ({"evidence": "a\0"}, "null character"),
    ],
)
def test_a_wrong_commitment_is_refused(store: Store, change: dict[str, Any], said: str) -> None:
    store.record_decision({}, "ayse")
    with pytest.raises(StoreError, match=said):
        store.add_commitment(Terms(**{**TERMS, **change}), "ayse")
    assert store.commitments_of_decision("KK-2026-001") == ()


def test_a_wrong_status_is_refused(store: Store) -> None:
    store.record_decision({}, "ayse")
    one = store.add_commitment(Terms(**TERMS), "ayse")
    with pytest.raises(StoreError, match="no commitment 77"):
        store.add_status(77, 2026, State.DONE, "ayse")
    with pytest.raises(StoreError, match="26 is not a year"):
        store.add_status(one.id, 26, State.DONE, "ayse")
    with pytest.raises(StoreError, match="null character"):
        store.add_status(one.id, 2026, State.DONE, "ayse", "a\0")
    with pytest.raises(StoreError, match="no account"):
        store.add_status(one.id, 2026, State.DONE, "fatma")
    with pytest.raises(StoreError, match="no account"):
        store.add_commitment(Terms(**TERMS), "fatma")
    assert store.commitments_of_decision("KK-2026-001") == (one,)
