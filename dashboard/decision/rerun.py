"""“Aynı verilerle yeniden çalıştır”: the stored question computed again, and what differs.

Two tables are the same where their rows and their list are, to the last digit; their hashes say it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dashboard.changes import earlier_release
from dashboard.dataset import Dataset
from dashboard.release import release_hash
from dashboard.shortlist.record import as_record
from dashboard.store import canonical
from dashboard.view import parse


class Outcome(StrEnum):
    """What computing again showed.

    ``SAME``: the recorded release is served, and the table is identical. ``SAME_ELSEWHERE``:
    another release is served, and gives the identical table. ``OTHER_DATA``: another release is
    served and its table differs. ``OTHER_PROGRAM``: the recorded release is served and its table
    differs, so the program computes otherwise. ``IMPOSSIBLE``: the question can't be put to the
    data.
    """

    SAME = "same"
    SAME_ELSEWHERE = "same_elsewhere"
    OTHER_DATA = "other_data"
    OTHER_PROGRAM = "other_program"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an area stands in a table: its place among those that pass (0: none), its score, and
    whether it is listed. ``there`` is false for an area that the table lacks."""

    place: int
    score: float | None
    listed: bool
    membership: str
    there: bool = True


NOWHERE = Standing(0, None, False, "", there=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """An area that stands otherwise; ``name`` is the newer one."""

    area: str
    name: str
    before: Standing
    now: Standing


@dataclass(frozen=True, slots=True)
class Rerun:
    """A question computed again. ``computed`` is ``None`` where it can't be; ``sha256`` is that of
    its table, ``stored_sha256`` that of the recorded one. ``dropped``: words of the question that
    the data do not know."""

    outcome: Outcome
    release: str
    release_sha256: str
    computed: dict[str, Any] | None
    stored_sha256: str
    sha256: str
    differences: tuple[Difference, ...]
    dropped: tuple[str, ...]


def table_hash(computed: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a computed list's rows and list."""
    table = {"list": computed["list"], "rows": computed["rows"]}
    return hashlib.sha256(canonical(table).encode()).hexdigest()


def computed_again(dataset: Dataset, content: Mapping[str, Any]) -> Rerun:
    """The question of a record put to a release."""
    stored, release = content["computed"], dataset.release
    parsed = parse({str(key): str(word) for key, word in stored["view"].items()}, dataset)
    before = table_hash(stored)
    same_data = release_hash(release.manifest) == content["release"]["sha256"]
    known: tuple[str, str, str] = (release.key, release_hash(release.manifest), before)
    try:
        found = as_record(dataset, parsed.view, stored["draws"]["count"])
    except ValueError:
        return Rerun(Outcome.IMPOSSIBLE, *known[:2], None, before, "", (), parsed.dropped)
    now = table_hash(found)
    if now == before:
        outcome = Outcome.SAME if same_data else Outcome.SAME_ELSEWHERE
    else:
        outcome = Outcome.OTHER_PROGRAM if same_data else Outcome.OTHER_DATA
    return Rerun(
        outcome, *known[:2], found, before, now, differences(stored, found), parsed.dropped
    )


def computed_with_the_old(dataset: Dataset, content: Mapping[str, Any]) -> Rerun | None:
    """The question put to the recorded release, where another one is served and the recorded one
    still lies beside it; else ``None``."""
    key = content["release"]["key"]
    if key == dataset.release.key:
        return None
    old = earlier_release(dataset, key).dataset
    return None if old is None else computed_again(old, content)


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The areas whose place, score or membership differs, in the order of the newer table, those
    that it lacks last."""
    old, new = _standings(before), _standings(now)
    names = {row["area"]: row["name"] for one in (before, now) for row in one["rows"]}
    found = []
    for area in dict.fromkeys([*new, *old]):
        was, stands = old.get(area, NOWHERE), new.get(area, NOWHERE)
        if was != stands:
            found.append(Difference(area, names[area], was, stands))
    return tuple(found)


def _standings(computed: Mapping[str, Any]) -> dict[str, Standing]:
    return {
        row["area"]: Standing(row["place"], row["score"], row["listed"], row["membership"])
        for row in computed["rows"]
    }
