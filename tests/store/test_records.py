"""Decision records: numbers without gaps, content as it was written, nothing ever changed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dashboard.store import (
    DamagedRecordError,
    State,
    Store,
    StoreError,
    Terms,
    canonical,
    open_store,
)
from dashboard.store.migrate import upgrade
from tests.store.conftest import PASSWORD, SetClock, connected
from tests.store.test_commitments import TERMS

ROOT = Path(__file__).resolve().parents[2]
CONTENT: dict[str, Any] = {
    "question": "Odak ilçe hangisi? \u0000 \u2028 'ığüşöç'",
    "weights": {"mobility": 0.1, "work": 1e-300},
    "list": ["d-1128", None, True, 3],
}
WRITER = """
import sys
from dashboard.store import open_store
store = open_store(sys.argv[1])
store.decisions()
print("ready", flush=True)
sys.stdin.readline()
for n in range(int(sys.argv[2])):
    print(store.record_decision({"by": sys.argv[3], "n": n}, "ayse").number, flush=True)
"""


def writer(url: str, count: int, name: str) -> subprocess.Popen[str]:
    """A process that writes records and prints each number once it is acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(count), name],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_record_is_read_as_it_was_written(store: Store, url: str) -> None:
    written = store.record_decision(CONTENT, "ayse")
    assert written.number == "KK-2026-001"
    assert (written.year, written.sequence, written.account) == (2026, 1, "ayse")
    assert written.created == datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
    assert written.content == CONTENT
    assert written.sha256 == hashlib.sha256(canonical(CONTENT).encode()).hexdigest()
    assert store.decision("KK-2026-001") == written
    store.close()
    assert open_store(url).decisions() == (written,), "after a restart too"


def test_numbers_are_those_of_the_year_in_turkey(store: Store, clock: SetClock) -> None:
    clock.now = datetime(2026, 12, 31, 20, 59, tzinfo=UTC)
    numbers = [store.record_decision({}, "ayse").number for _ in range(2)]
    clock.forward(minutes=2)
    numbers.append(store.record_decision({}, "ayse").number)
    assert numbers == ["KK-2026-001", "KK-2026-002", "KK-2027-001"]
    assert [one.number for one in store.decisions()] == numbers[::-1], "the newest first"


def test_the_number_after_999_has_four_digits(store: Store, url: str) -> None:
    first = store.record_decision({}, "ayse")
    with connected(url) as connection:
        connection.execute(
            text(
                "INSERT INTO decision (number, year, sequence, created, content, sha256, account) "
                "SELECT 'KK-2026-999', year, 999, created, content, sha256, account FROM decision"
            )
        )
    written = store.record_decision({}, "ayse")
    assert written.number == "KK-2026-1000"
    assert store.decision("KK-2026-1000") == written
    assert [one.sequence for one in store.decisions()] == [1000, 999, first.sequence]


@pytest.mark.parametrize("number", ["KK-2026-002", "kk-2026-001", "", "KK-2026-001\0", "\ud800"])
def test_there_is_no_record_of_another_number(store: Store, number: str) -> None:
    store.record_decision({}, "ayse")
    assert store.decision(number) is None


def test_a_record_is_superseded_once(store: Store) -> None:
    first = store.record_decision({"n": 1}, "ayse")
    second = store.record_decision({"n": 2}, "ayse", first.number)
    with pytest.raises(StoreError, match="superseded by KK-2026-002 already"):
        store.record_decision({"n": 3}, "ayse", first.number)
    with pytest.raises(StoreError, match="no decision record 'KK-2026-009'"):
        store.record_decision({"n": 3}, "ayse", "KK-2026-009")
    third = store.record_decision({"n": 3}, "ayse", second.number)
    assert third.number == "KK-2026-003", "a refusal uses up no number"
    said = [(one.number[-1], one.supersedes, one.superseded_by) for one in store.decisions()]
    assert said == [
        ("3", second.number, None),
        ("2", first.number, third.number),
        ("1", None, second.number),
    ]
    found = store.decision(first.number)
    assert found is not None
    assert found.superseded_by == second.number


def test_only_an_open_account_records(store: Store) -> None:
    with pytest.raises(StoreError, match="no account 'fatma'"):
        store.record_decision({}, "fatma")
    store.disable_account("ayse")
    with pytest.raises(StoreError, match="ayse is disabled"):
        store.record_decision({}, "ayse")
    assert store.decisions() == ()


@pytest.mark.parametrize(
    "content",
    [
        {1: "key"},
        {"tuple": (1, 2)},
        {"number": float("nan")},
        {"number": float("inf")},
        {"day": datetime(2026, 1, 1, tzinfo=UTC)},
        {"text": "\ud800"},
        {"bytes": b""},
        {"whole": 10**5000},
        ["list"],
    ],
    ids=["key", "tuple", "nan", "infinity", "day", "broken text", "bytes", "endless", "list"],
)
def test_a_content_that_json_would_change_is_refused(content: Any) -> None:
    with pytest.raises(StoreError, match="must be"):
        canonical(content)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abğİ\0"), inner),
    max_leaves=15,
)


@given(st.dictionaries(st.text("abcığ"), _JSON))
def test_canonical_json_gives_the_content_back(content: dict[str, Any]) -> None:
    written = canonical(content)
    assert json.loads(written) == content
    assert canonical(json.loads(written)) == written
    assert canonical(dict(reversed(content.items()))) == written, "the order of keys is none"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, SetClock]:
    url, clock = f"sqlite:///{tmp_path_factory.mktemp('shared') / 'a.sqlite'}", SetClock()
    upgrade(url)
    store = open_store(url, clock)
    store.add_account("ayse", PASSWORD)
    return store, clock


@settings(max_examples=20, deadline=None)
@given(
    moves=st.lists(st.tuples(st.integers(2020, 2024), st.booleans(), st.booleans()), max_size=6),
)
def test_numbers_have_no_gaps_whatever_the_clock_and_refusals(
    shared: tuple[Store, SetClock], moves: list[tuple[int, bool, bool]]
) -> None:
    store, clock = shared
    for year, refused, supersedes in moves:
        clock.now = datetime(year, 6, 1, tzinfo=UTC)
        standing = [one.number for one in store.decisions() if one.superseded_by is None]
        if refused:
            with pytest.raises(StoreError):
                store.record_decision({}, "ayse", "KK-1999-001")
        else:
            store.record_decision({}, "ayse", standing[0] if supersedes and standing else None)
    found = store.decisions()
    for year in {one.year for one in found}:
        sequences = sorted(one.sequence for one in found if one.year == year)
        assert sequences == list(range(1, len(sequences) + 1))
    earlier = [one.supersedes for one in found if one.supersedes]
    assert len(earlier) == len(set(earlier))


def test_processes_that_write_at_once_share_the_numbers(store: Store, url: str) -> None:
    running = [writer(url, 20, name) for name in "abc"]
    for one in running:
        go(one)
    told = [one.communicate(timeout=120)[0].split() for one in running]
    assert [one.returncode for one in running] == [0, 0, 0]
    assert sorted(number for numbers in told for number in numbers) == [
        f"KK-2026-{n:03d}" for n in range(1, 61)
    ]
    by_number = {one.number: one.content for one in store.decisions()}
    for name, numbers in zip("abc", told, strict=True):
        assert [by_number[one] for one in numbers] == [{"by": name, "n": n} for n in range(20)]


def test_threads_that_write_at_once_share_the_numbers(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(lambda n: store.record_decision({"n": n}, "ayse"), range(24)))
    assert sorted(one.sequence for one in written) == list(range(1, 25))
    assert {one.number: one for one in written} == {one.number: one for one in store.decisions()}


def test_of_two_that_supersede_one_record_at_once_one_does(store: Store) -> None:
    first = store.record_decision({}, "ayse")

    def supersede(n: int) -> bool:
        try:
            store.record_decision({"n": n}, "ayse", first.number)
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(supersede, range(4))) == [False, False, False, True]
    assert len(store.decisions()) == 2


_COLUMNS = "number, year, sequence, created, content, sha256, account, supersedes"
_BOTH = [
    "UPDATE decision SET content = '{}'",
    "UPDATE decision SET number = 'KK-2026-007' WHERE sequence = 2",
    "UPDATE decision SET supersedes = 'KK-2026-002' WHERE sequence = 1",
    "DELETE FROM decision WHERE sequence = 2",
    "DELETE FROM commitment_status",
    "UPDATE commitment SET target = 'less'",
    "UPDATE commitment_status SET state = 'done'",
    "DELETE FROM commitment",
    f"INSERT INTO decision ({_COLUMNS}) SELECT {_COLUMNS} FROM decision WHERE sequence = 2 "
    "ON CONFLICT (number) DO UPDATE SET content = '{}'",
]
_OF = {
    "sqlite": [
        f"REPLACE INTO decision ({_COLUMNS}) SELECT number, year, sequence, created, '{{}}', "
        "sha256, account, supersedes FROM decision",
        f"REPLACE INTO decision ({_COLUMNS}) SELECT 'KK-2026-008', year, sequence, created, "
        "'{}', sha256, account, NULL FROM decision WHERE sequence = 2",
        f"REPLACE INTO decision ({_COLUMNS}) SELECT 'KK-2026-008', year, 8, created, "
        "'{}', sha256, account, supersedes FROM decision WHERE sequence = 2",
        "UPDATE OR REPLACE decision SET sequence = 1 WHERE sequence = 2",
        "REPLACE INTO commitment SELECT id, decision, district, district_name, indicator, 'less', "
        "target_value, responsible, due, evidence, created, account FROM commitment",
        "REPLACE INTO commitment_status SELECT id, commitment, year, 'done', note, created, "
        "account FROM commitment_status",
    ],
    "postgresql": ["TRUNCATE decision CASCADE", "TRUNCATE commitment_status"],
}


def test_the_database_itself_refuses_to_change_or_delete(store: Store, url: str) -> None:
    first = store.record_decision({"n": 1}, "ayse")
    store.record_decision({"n": 2}, "ayse", first.number)
    terms = Terms(**{**TERMS, "decision": first.number})
    store.add_status(store.add_commitment(terms, "ayse").id, 2026, State.PLANNED, "ayse")
    before = store.decisions(), store.commitments_of_decision(first.number)
    for statement in [*_BOTH, *_OF[url.partition(":")[0]]]:
        never = pytest.raises(DBAPIError, match="rows are never changed or deleted")
        with never, connected(url) as connection:
            connection.exec_driver_sql(statement)
        assert (store.decisions(), store.commitments_of_decision(first.number)) == before, statement
    assert store.record_decision({"n": 3}, "ayse").number == "KK-2026-003"


def test_a_content_that_was_changed_all_the_same_is_found(store: Store, url: str) -> None:
    store.record_decision({"n": 1}, "ayse")
    second = store.record_decision({"n": 2}, "ayse")
    sqlite = url.startswith("sqlite")
    with connected(url) as connection:
        away = (
            "DROP TRIGGER decision_update"
            if sqlite
            else "ALTER TABLE decision DISABLE TRIGGER USER"
        )
        connection.exec_driver_sql(away)
        connection.exec_driver_sql("UPDATE decision SET content = '{\"n\":7}' WHERE sequence = 1")
    with pytest.raises(DamagedRecordError, match="KK-2026-001"):
        store.decision("KK-2026-001")
    with pytest.raises(DamagedRecordError, match="KK-2026-001"):
        store.decisions()
    assert store.decision(second.number) == second
