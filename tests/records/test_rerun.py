"""“Aynı verilerle yeniden çalıştır”: identical under the same data, else what differs."""

from __future__ import annotations

import copy
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.dataset import Dataset
from dashboard.decision.rerun import Outcome, computed_again, computed_with_the_old, differences
from dashboard.release import RELEASES, current_release, published
from dashboard.settings import CATALOGUE
from dashboard.store import Store
from dashboard.wording import text
from tests.records.conftest import NEW, Person, changed_release, routes

MOVED = ("d-1178", "ses_score", 400.0)  # the first of the list becomes well off


def _dataset(root: Path) -> Dataset:
    return Dataset(current_release(root), load_catalogue(CATALOGUE))


def _content(facilitator: Person, store: Store) -> dict[str, Any]:
    record = store.decision(facilitator.record())
    assert record is not None
    return record.content


def test_the_same_data_give_the_same_table(
    facilitator: Person, visitor: Person, store: Store, demo: Dataset
) -> None:
    content = _content(facilitator, store)
    found = computed_again(demo, content)
    assert found.outcome is Outcome.SAME
    assert found.computed == content["computed"]
    assert found.differences == ()
    assert computed_with_the_old(demo, content) is None
    page = visitor.get(f"/karar/{store.numbers()[0]}?yeniden=evet")
    assert text("record.rerun.same", "tr") in page
    assert page.count(found.sha256) == 2
    assert found.sha256 == found.stored_sha256


def test_another_release_is_compared_and_the_old_one_still_agrees(
    url: str, store: Store, own_releases: Path
) -> None:
    person = Person(routes(url, own_releases).test_client())
    person.log_in()
    number = person.record(NEW)
    old = published(own_releases)
    new = changed_release(own_releases, *MOVED)
    content = store.decision(number).content  # type: ignore[union-attr]
    dataset = _dataset(own_releases)
    found, before = computed_again(dataset, content), computed_with_the_old(dataset, content)
    assert found.outcome is Outcome.OTHER_DATA
    assert found.release == new != old
    assert found.sha256 != found.stored_sha256
    assert before is not None
    assert before.outcome is Outcome.SAME
    moved = {one.area: one for one in found.differences}
    assert moved[MOVED[0]].before.score < moved[MOVED[0]].now.score  # type: ignore[operator]
    stored = {row["area"]: row for row in content["computed"]["rows"]}
    now = {row["area"]: row for row in found.computed["rows"]}  # type: ignore[index]
    told = {"place", "score", "listed", "membership"}
    different = [area for area in now if any(now[area][one] != stored[area][one] for one in told)]
    assert sorted(moved) == sorted(different)
    page = unescape(person.get(f"/karar/{number}?yeniden=evet"))
    for part in ("other_data", "stored", "again"):
        assert text(f"record.rerun.{part}", "tr") in page
    assert text("record.rerun.old_same", "tr", release=old) in page
    assert found.sha256 in page
    assert found.stored_sha256 in page
    shown = page[page.index("rerun-differences") :]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", shown[: shown.index("</table>")])
    assert len(rows) == len(different) + 1


def test_an_old_release_that_is_gone_is_said_to_be(account_url: str, own_releases: Path) -> None:
    person = Person(routes(account_url, own_releases).test_client())
    person.log_in()
    number = person.record(NEW)
    old = published(own_releases)
    changed_release(own_releases, *MOVED)
    shutil.rmtree(own_releases / RELEASES / old)
    page = person.get(f"/karar/{number}?yeniden=evet&dil=en")
    assert text("record.rerun.old_gone", "en", release=old) in unescape(page)


def test_a_change_that_moves_nothing_is_the_same_table(
    account_url: str, own_releases: Path
) -> None:
    person = Person(routes(account_url, own_releases).test_client())
    person.log_in()
    number = person.record(NEW)
    changed_release(own_releases, "d-1178", "protection_orders_per_10000", 1.0)
    page = person.get(f"/karar/{number}?yeniden=evet")
    assert text("record.rerun.same_elsewhere", "tr") in page


def test_a_form_from_before_a_new_release_is_shown_again(
    url: str, store: Store, own_releases: Path
) -> None:
    from tests.records.conftest import FILLED, QUESTION

    person = Person(routes(url, own_releases).test_client())
    person.log_in()
    fields = {**person.hidden(person.get(NEW)), **FILLED}
    changed_release(own_releases, *MOVED)
    answer = person.client.post(NEW, data=fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert text("record.form.moved", "tr") in page
    assert QUESTION in page
    assert store.numbers() == ()
    assert person.client.post(NEW, data={**person.hidden(page), **FILLED}).status_code == 303


def test_another_program_is_not_taken_for_other_data(
    facilitator: Person, store: Store, demo: Dataset
) -> None:
    content = copy.deepcopy(_content(facilitator, store))
    content["computed"]["rows"][0]["score"] += 0.1
    found = computed_again(demo, content)
    assert found.outcome is Outcome.OTHER_PROGRAM
    assert [one.area for one in found.differences] == [content["computed"]["rows"][0]["area"]]


def test_a_question_that_the_data_cannot_bear(
    facilitator: Person, store: Store, demo: Dataset
) -> None:
    content = copy.deepcopy(_content(facilitator, store))
    content["computed"]["view"] |= {"deneme": "aralik", "sinir": "care:60-70,work:60-70"}
    assert computed_again(demo, content).outcome is Outcome.IMPOSSIBLE
    content = copy.deepcopy(_content(facilitator, store))
    content["computed"]["view"]["esik"] += ",given_up:kadin:az:1"
    found = computed_again(demo, content)
    assert any("given_up" in one for one in found.dropped)


def test_areas_that_one_table_lacks_are_told(facilitator: Person, store: Store) -> None:
    stored = _content(facilitator, store)["computed"]
    fewer = copy.deepcopy(stored)
    lost = fewer["rows"].pop(0)
    (gone,) = differences(stored, fewer)
    (came,) = differences(fewer, stored)
    assert (gone.area, gone.now.there) == (lost["area"], False)
    assert (came.area, came.before.there, came.now.listed) == (lost["area"], False, True)
    assert differences(stored, stored) == ()


@pytest.mark.parametrize("language", ["tr", "en"])
def test_it_is_open_to_everybody(facilitator: Person, visitor: Person, language: str) -> None:
    number = facilitator.record()
    page = visitor.get(f"/karar/{number}?dil={language}")
    assert text("record.rerun_button", language) in page
    assert f"/karar/{number}?yeniden=evet" in page
    assert 'data-testid="add-commitment"' not in page
