"""What computing a record again gave: the same, or both tables and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.decision.document import Facts, Table
from dashboard.decision.rerun import Difference, Outcome, Rerun, Standing
from dashboard.wording import number, percent, text
from layouts.record import block, table

IDENTICAL = (Outcome.SAME, Outcome.SAME_ELSEWHERE)


def rerun_block(
    content: Mapping[str, Any], again: Rerun, old: Rerun | None, language: str
) -> list[Component | None]:
    """``again`` is the question put to the present release, ``old`` to the recorded one where that
    is another release and still here."""
    said = [html.P(html.Strong(_word(str(again.outcome), language)), role="status")]
    if again.dropped:
        said.append(html.P(_word("dropped", language, parts="; ".join(again.dropped))))
    if again.release != content["release"]["key"]:
        said.append(html.P(_old_said(content, old, language)))
    return [
        html.Div(said, className="rerun-said", **{"data-testid": "rerun"}),
        block(_hashes(content, again, language)),
        *_tables(content, again, language),
    ]


def _word(key: str, language: str, **values: object) -> str:
    return text(f"record.rerun.{key}", language, **values)


def _old_said(content: Mapping[str, Any], old: Rerun | None, language: str) -> str:
    key = "old_gone"
    if old is not None:
        key = "old_same" if old.sha256 == old.stored_sha256 else "old_other"
    return _word(key, language, release=content["release"]["key"])


def _hashes(content: Mapping[str, Any], again: Rerun, language: str) -> Facts:
    stored = _word("release_of", language, release=content["release"]["key"])
    now = _word("release_of", language, release=again.release)
    pairs = [
        (_word("stored", language), f"{again.stored_sha256}\n{stored}"),
        (_word("again", language), f"{again.sha256 or '–'}\n{now}"),
    ]
    return Facts(tuple(pairs))


def _tables(content: Mapping[str, Any], again: Rerun, language: str) -> list[Component | None]:
    stored = content["computed"]
    if again.computed is None:
        return []
    if again.outcome in IDENTICAL:
        said = _word("again", language)
        shown = _table(stored, again.computed, said, language)
        return [html.Details([html.Summary(said), shown], className="fold")]
    both = [("stored", stored), ("again", again.computed)]
    return [
        *_differences(again.differences, language),
        html.Div(
            [
                html.Div([html.H3(_word(key, language)), _table(stored, one, key, language)])
                for key, one in both
            ],
            className="rerun-tables",
        ),
    ]


def _table(
    stored: Mapping[str, Any], computed: Mapping[str, Any], caption: str, language: str
) -> Component:
    rows = [row for row in computed["rows"] if row["place"] or row["listed"]]
    heads = ("place", stored["level"], "score", "share")
    cells = tuple(
        (
            number(row["place"], language) if row["place"] else "–",
            row["name"],
            _score(row["score"], language),
            "–"
            if row["times"] is None
            else percent(row["times"] / computed["draws"]["count"], language),
        )
        for row in rows
    )
    marked = frozenset(place for place, row in enumerate(rows) if row["listed"])
    heads_said = tuple(text(f"record.head.{one}", language) for one in heads)
    return table(Table(caption, heads_said, cells, frozenset({0, 2, 3}), marked), "is-listed")


def _differences(found: tuple[Difference, ...], language: str) -> list[Component]:
    said = _word("differences", language, count=number(len(found), language))
    if not found:
        return [html.P(_word("no_differences", language))]
    place, score = (text(f"record.head.{one}", language) for one in ("place", "score"))
    before, now = (text(f"record.head.{one}", language) for one in ("before", "now"))
    heads = (
        text("record.head.area", language),
        f"{place}: {before}",
        f"{place}: {now}",
        f"{score}: {before}",
        f"{score}: {now}",
        text("record.head.membership", language),
    )
    rows = tuple(
        (
            one.name,
            _place(one.before, language),
            _place(one.now, language),
            _standing_score(one.before, language),
            _standing_score(one.now, language),
            _membership(one, language),
        )
        for one in found
    )
    moved = frozenset(
        place for place, one in enumerate(found) if one.before.listed != one.now.listed
    )
    shown = table(Table(said, heads, rows, frozenset({1, 2, 3, 4}), moved), "is-chosen")
    return [html.H3(said), html.Div(shown, **{"data-testid": "rerun-differences"})]


def _place(one: Standing, language: str) -> str:
    return number(one.place, language) if one.place else _absent(one, language)


def _standing_score(one: Standing, language: str) -> str:
    return _score(one.score, language) if one.there else _absent(one, language)


def _absent(one: Standing, language: str) -> str:
    return _word("none" if one.there else "gone", language)


def _score(score: float | None, language: str) -> str:
    return _word("none", language) if score is None else number(score, language, 1)


def _membership(one: Difference, language: str) -> str:
    if one.before.listed == one.now.listed:
        return _word("stays" if one.now.listed else "stays_out", language)
    return _word("entered" if one.now.listed else "left", language)
