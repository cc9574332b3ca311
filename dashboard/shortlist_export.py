"""The shortlist as files: CSV, XLSX and GeoJSON, a row per area that was chosen from.

Every number is one of ``dashboard.shortlist``, the same that page, card and decision record show.
Rows stand in the order of the record: the areas that pass, lowest score first, then the others.
Every function raises ``ValueError`` where the level has nothing to put together, and
``WeightError`` where no weights lie between the view's limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard import criteria
from dashboard.dataset import Dataset, Floats
from dashboard.export import named, safe
from dashboard.index.certainty import DRAWS
from dashboard.index.scores import DIGITS
from dashboard.index_tables import (
    HEAD_COLUMNS,
    Column,
    Sheet,
    as_csv,
    as_geojson,
    as_workbook,
    described,
    file_name,
    head_notes,
    index_notes,
    known_ranks,
    left_out_notes,
    limits_note,
    rounded,
    sources_notes,
    weights_sheet,
)
from dashboard.picture.link import public_link
from dashboard.shortlist.balance import Balanced, balanced_of
from dashboard.shortlist.bounds import SHARE_DIGITS, Bounds
from dashboard.shortlist.draws import Robust, method_changes, robust_of
from dashboard.shortlist.margins import Margin, Step, Threshold, margins_of
from dashboard.shortlist.question import among_said, asked_series, question_said
from dashboard.shortlist.record import ordered
from dashboard.shortlist.rules import asked_said
from dashboard.shortlist.selection import Membership, Shortlist, shortlist_of
from dashboard.shortlist.why import (
    assumptions_said,
    balance_said,
    counts,
    names_at,
    tie_said,
    verdict,
    why_out,
)
from dashboard.shortlist_view import Neighbourhoods
from dashboard.synthesis_summary import theme_name
from dashboard.view import View
from dashboard.wording import number, text
from dashboard.workbook import Cell

PAGE = "/kisa-liste"
FRACTION_DIGITS = 4  # of the exact share of draws: one draw of 10,000
CANDIDATES = (Membership.LISTED, Membership.PASSING)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A shortlist with its draws; ``listed``: positions of the list that counts, under the rules of
    balance, lowest score first."""

    shortlist: Shortlist
    robust: Robust
    balanced: Balanced | None
    listed: tuple[int, ...]


def shortlist_csv(
    dataset: Dataset, view: View, address: str = "", count: int = DRAWS
) -> tuple[str, str]:
    """File name and text: UTF-8 with BOM, ``;``, decimals as in the language. ``address``: the
    public one of the server, for the link; ``count`` weights are drawn."""
    found, language = _found(dataset, view, count), view.language
    said = notes(dataset, view, found, address)
    content = as_csv(_list_sheet(dataset, view, found), said, language)
    return _name(dataset, found, language, "csv"), content


def shortlist_xlsx(
    dataset: Dataset, view: View, address: str = "", count: int = DRAWS
) -> tuple[str, bytes]:
    """File name and workbook: the list, the thresholds and how far each can move, the weights, the
    areas that are not ranked with the reasons, and the list under other methods."""
    found, language = _found(dataset, view, count), view.language
    sheets = (
        _list_sheet(dataset, view, found),
        _margins_sheet(dataset, view, found),
        weights_sheet(dataset, found.shortlist.index, language),
        _others_sheet(dataset, found, language),
        _methods_sheet(dataset, view, found),
    )
    said = notes(dataset, view, found, address)
    return _name(dataset, found, language, "xlsx"), as_workbook(sheets, said)


def shortlist_geojson(
    dataset: Dataset, view: View, address: str = "", count: int = DRAWS
) -> tuple[str, str]:
    """File name and text of a FeatureCollection (RFC 7946): longitude and latitude in WGS 84.

    The properties have English keys; ``class`` is that of the map, 3 listed, 2 passing, 1 a near
    miss, 0 out, null where it can't be told. Numbers are rounded as in the tables, but
    ``in_list_share``, which is exact. For releases whose boundaries may be passed on: see
    ``geometry_export.offered``.
    """
    found, language = _found(dataset, view, count), view.language
    shortlist, robust = found.shortlist, found.robust
    ids = [str(one) for one in dataset.areas(shortlist.level)["id"]]
    balanced = found.balanced
    about = {
        "k": shortlist.k,
        "needed": shortlist.needed,
        "list": [ids[one] for one in found.listed],
        **described(shortlist.index),
        "draws": {
            "source": str(robust.source),
            "seed": robust.seed,
            "count": robust.count,
            "limits": [list(one) for one in robust.limits],
            "varied": [str(one) for one in robust.varied],
            "not_varied": [str(one) for one in robust.not_varied],
        },
        "thresholds": [
            {"key": key, "title": asked_said(dataset, one.asked, language), "value": one.value}
            for key, _, one in _thresholds(shortlist, language)
        ],
        "displaced": [ids[one] for one in balanced.displaced] if balanced else [],
        "brought_in": [ids[one] for one in balanced.brought_in] if balanced else [],
        "notes": notes(dataset, view, found, address),
    }
    columns, names = _columns(found, language), named(dataset, shortlist.level)
    rows = [
        (place, _properties(found, names[place], columns, place, language))
        for place in ordered(shortlist)
    ]
    content = as_geojson(dataset, shortlist.level, rows, about, language)
    return _name(dataset, found, language, "geojson"), content


def _found(dataset: Dataset, view: View, count: int) -> Found:
    shortlist, robust = shortlist_of(dataset, view), robust_of(dataset, view, count)
    balanced = balanced_of(dataset, view, count)
    listed = balanced.listed if balanced else shortlist.listed
    return Found(shortlist, robust, balanced, listed)


def _name(dataset: Dataset, found: Found, language: str, kind: str) -> str:
    return file_name(dataset, "shortlist", found.shortlist.level, language, kind)


def whole_percent(share: float) -> float:
    """A share of draws in whole percent as it is shown: 100 for all of them alone; NaN stays."""
    if np.isnan(share):
        return float("nan")
    return 100.0 if share == 1 else float(min(round(share * 100), 99))


# --- The list -------------------------------------------------------------------------------------


def _thresholds(found: Shortlist, language: str) -> list[tuple[str, str, Bounds]]:
    """Key, name and bounds of every threshold: ``criterion_1``, ``Ölçüt 1``."""
    groups = (
        ("criterion", found.criteria),
        ("veto", found.vetoes),
        ("eligibility", found.eligibility),
    )
    return [
        (f"{kind}_{which}", f"{text(f'shortlist.export.{kind}', language)} {which}", one)
        for kind, bounds in groups
        for which, one in enumerate(bounds, 1)
    ]


def _columns(found: Found, language: str) -> list[Column]:
    """What is told of every area in numbers, but its thresholds."""
    shortlist, robust = found.shortlist, found.robust
    shares, times = robust.shares, np.where(robust.candidates, robust.times, np.nan)

    def column(key: str, values: Floats, digits: int = 0) -> Column:
        return Column(key, text(f"shortlist.export.column.{key}", language), values, digits)

    return [
        column("rank", known_ranks(shortlist.ranks)),
        column("score", shortlist.index.scores, DIGITS),
        column("in_list_percent", np.array([whole_percent(float(one)) for one in shares])),
        column("in_list_share", shares, FRACTION_DIGITS),
        column("in_list_draws", times),
        column("rank_low", robust.low),
        column("rank_median", robust.median),
        column("rank_high", robust.high),
        column("covered", shortlist.covered, SHARE_DIGITS),
    ]


def _list_sheet(dataset: Dataset, view: View, found: Found) -> Sheet:
    """All areas that were chosen from, in the order of the record."""
    language, shortlist = view.language, found.shortlist
    columns, names = _columns(found, language), named(dataset, shortlist.level)
    thresholds = _thresholds(shortlist, language)
    heads = [text(f"export.column.{one}", language) for one in HEAD_COLUMNS]
    words = ("standing", "standing_key", "listed", "grade", "verdict")
    heads += [text(f"shortlist.export.column.{one}", language) for one in words]
    first = len(heads)
    heads += [one.head for one in columns]
    digits = {first + place: one.digits for place, one in enumerate(columns)}
    for _, name, one in thresholds:
        digits |= {len(heads): one.digits, len(heads) + 2: _missed_digits(one)}
        heads += [
            f"{name}: {asked_said(dataset, one.asked, language)}",
            f"{name}: {text('export.column.state', language)}",
            f"{name}: {text('shortlist.export.column.missed', language)}",
        ]
    rows = []
    for place in ordered(shortlist):
        cells: list[Cell] = [safe(one) for one in names[place]]
        cells += _standing(found, place, language)
        cells += [rounded(one, place) for one in columns]
        for _, _, one in thresholds:
            cells += [
                _number(one.figure(place), one.digits),
                text(f"threshold.criterion.{_state(one, place)}", language),
                _missed(one, place),
            ]
        rows.append(cells)
    return Sheet(text("shortlist.export.sheet.list", language), heads, rows, digits)


def _standing(found: Found, place: int, language: str) -> list[Cell]:
    """Membership in words and its key, whether the area is on the list that counts, how sure that
    is, and the verdict."""
    membership, graded = found.shortlist.memberships[place], found.robust.grade(place)
    listed = place in found.listed
    answer = verdict(listed, float(found.robust.shares[place]))
    return [
        text(f"shortlist.membership.{membership}", language),
        str(membership),
        text("yes" if listed else "no", language),
        text(f"shortlist.grade.{graded}", language) if graded else "",
        text(f"shortlist.verdict.{answer}", language),
    ]


def _properties(
    found: Found, names: Sequence[str], columns: Sequence[Column], place: int, language: str
) -> dict[str, Any]:
    shortlist, robust = found.shortlist, found.robust
    membership, graded, listed = shortlist.memberships[place], robust.grade(place), found.listed
    share, letter = float(robust.shares[place]), shortlist.letters()[place]
    properties: dict[str, Any] = dict(zip(HEAD_COLUMNS, names, strict=True))
    properties |= {
        "standing": str(membership),
        "standing_label": text(f"shortlist.membership.{membership}", language),
        "listed": place in listed,
        "class": int(letter) if letter.isdigit() else None,
        "grade": str(graded) if graded else None,
        "verdict": str(verdict(place in listed, share)),
    }
    properties |= {one.key: rounded(one, place) for one in columns}
    properties["in_list_share"] = None if np.isnan(share) else share
    for key, _, one in _thresholds(shortlist, language):
        properties |= {
            f"{key}_value": _number(one.figure(place), one.digits),
            f"{key}_state": _state(one, place),
            f"{key}_missed_by": _missed(one, place),
        }
    return properties


def _state(one: Bounds, place: int) -> str:
    """``met``, ``near``, ``not_met`` or ``unknown``."""
    if one.unknown[place]:
        return "unknown"
    if one.met[place]:
        return "met"
    return "near" if one.narrowly[place] else "not_met"


def _missed_digits(one: Bounds) -> int:
    """Decimals of distances from a threshold: of its figures, more where it has more itself."""
    return criteria.digits(one.value, one.digits)


def _missed(one: Bounds, place: int) -> float | int | None:
    """How far an area is from a threshold; ``None`` where it is met or can't be told."""
    return _number(float(one.missed[place]) or float("nan"), _missed_digits(one))


def _number(value: float, digits: int) -> float | int | None:
    if np.isnan(value):
        return None
    return round(value, digits) + 0.0 if digits else round(value)


# --- The other sheets -----------------------------------------------------------------------------


def _margins_sheet(dataset: Dataset, view: View, found: Found) -> Sheet:
    """A row per threshold: how many areas meet it, and the nearest values below and above at which
    the computed list is another one, with who enters and who leaves."""
    language, shortlist = view.language, found.shortlist
    keys = ("kind", "rule", "value", "meeting")
    steps = [f"{way}_{one}" for way in ("down", "up") for one in ("value", "enters", "leaves")]
    heads = [text(f"shortlist.export.column.{one}", language) for one in (*keys, *steps)]
    rows: list[list[Cell]] = []
    for one in margins_of(dataset, view):
        bounds = _of_margin(shortlist, one)
        inner = one.threshold is Threshold.NEIGHBOURHOOD
        rows.append(
            [
                text(f"shortlist.export.{one.threshold}", language),
                _rule_said(dataset, bounds, inner, language),
                one.value,
                None if inner else int((bounds.met & shortlist.inside).sum()),
                *_step(dataset, shortlist, one.down, language),
                *_step(dataset, shortlist, one.up, language),
            ]
        )
    return Sheet(text("shortlist.export.sheet.margins", language), heads, rows)


def _of_margin(found: Shortlist, one: Margin) -> Bounds:
    groups = {Threshold.VETO: found.vetoes, Threshold.ELIGIBILITY: found.eligibility}
    return groups.get(one.threshold, found.criteria)[one.place]


def _rule_said(dataset: Dataset, bounds: Bounds, inner: bool, language: str) -> str:
    """The rule, or the threshold on the indicator inside a rule that counts neighbourhoods."""
    asked = bounds.asked
    if inner and isinstance(asked, Neighbourhoods):
        asked = asked.criterion
    return asked_said(dataset, asked, language)


def _step(dataset: Dataset, found: Shortlist, step: Step | None, language: str) -> list[Cell]:
    if step is None:
        return [text("focus.margin_none", language), "", ""]
    who = (names_at(dataset, found, one, language) for one in (step.enters, step.leaves))
    return [step.value, *(safe(one) for one in who)]


def _others_sheet(dataset: Dataset, found: Found, language: str) -> Sheet:
    """The areas that are not ranked: near misses, those that are out, those that can't be told."""
    shortlist = found.shortlist
    heads = [text(f"export.column.{one}", language) for one in HEAD_COLUMNS]
    heads += [text(f"shortlist.export.column.{one}", language) for one in ("standing", "reasons")]
    names = named(dataset, shortlist.level)
    rows: list[list[Cell]] = [
        [
            *(safe(one) for one in names[place]),
            text(f"shortlist.membership.{shortlist.memberships[place]}", language),
            safe("; ".join(why_out(dataset, shortlist, place, language))),
        ]
        for place in ordered(shortlist)
        if shortlist.memberships[place] not in CANDIDATES
    ]
    return Sheet(text("shortlist.export.sheet.others", language), heads, rows)


def _methods_sheet(dataset: Dataset, view: View, found: Found) -> Sheet:
    """The computed list under every scale and mean, with all themes and without each."""
    language, shortlist = view.language, found.shortlist
    ways = ("normalisation", "mean", "without")
    heads = [text(f"synthesis.export.column.{one}", language) for one in ways]
    keys = ("same", "enters", "leaves")
    heads += [text(f"shortlist.export.column.{one}", language) for one in keys]
    rows: list[list[Cell]] = []
    for one in method_changes(dataset, view):
        method, without = one.scenario.method, one.scenario.without
        rows.append(
            [
                text(f"synthesis.normalisation.{method.normalisation}", language),
                text(f"synthesis.mean.{method.mean}", language),
                theme_name(dataset, without, language) if without else "",
                text("no" if one.enters or one.leaves else "yes", language),
                safe(names_at(dataset, shortlist, one.enters, language)),
                safe(names_at(dataset, shortlist, one.leaves, language)),
            ]
        )
    return Sheet(text("shortlist.export.sheet.methods", language), heads, rows)


# --- Notes ----------------------------------------------------------------------------------------


def notes(dataset: Dataset, view: View, found: Found, address: str) -> list[str]:
    """What stands above every table: demonstration, release, link, the question in words, the
    finding, balance and ties, how the index is made, what was drawn and what was not varied, what
    is left out and why, sources with their terms."""
    language, shortlist, robust = view.language, found.shortlist, found.robust
    index = shortlist.index
    title = text(
        "shortlist.export.title",
        language,
        level=text(f"level.{shortlist.level}", language),
        places=among_said(dataset, view),
        k=number(shortlist.k, language),
    )
    further = (one.indicator for one in asked_series(dataset, shortlist))
    said = [
        *head_notes(dataset, title, public_link(dataset, view, PAGE, address), language),
        *question_said(dataset, view),
        counts(dataset, view).sentence,
        balance_said(dataset, view, found.balanced) if found.balanced else "",
        tie_said(dataset, view),
        *index_notes(dataset, index, language),
        draws_note(robust, language),
        limits_note(dataset, index, robust.limits, language) if robust.limits else "",
        assumptions_said(robust, language),
        text("shortlist.export.grades", language),
        text("shortlist.export.order", language),
        text("shortlist.export.near", language) if shortlist.criteria else "",
        text("threshold.caution", language) if len(shortlist.criteria) > 1 else "",
        text("synthesis.export.missing", language),
        *left_out_notes(dataset, index, language),
        *sources_notes(dataset, index, language, further),
    ]
    return [one for one in said if one]


def draws_note(robust: Robust, language: str) -> str:
    """Source, number and seed of the draws."""
    return text(
        "shortlist.export.draws",
        language,
        source=text(f"synthesis.source.{robust.source}", language),
        count=number(robust.count, language),
        seed=robust.seed,
    )
