"""The whole shortlist as plain data, for a decision record: what was asked, of which release, and
every row of the answer.

The same release and view give the same data to the last digit: what is drawn at random comes from
the seed, numbers are rounded to the digits that are shown, shares of draws are counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.dataset import Dataset, Floats
from dashboard.entries import LANGUAGES
from dashboard.index.certainty import DRAWS
from dashboard.shortlist.balance import balanced_of
from dashboard.shortlist.bounds import Bounds
from dashboard.shortlist.draws import Robust, robust_of
from dashboard.shortlist.margins import Step, margins_of
from dashboard.shortlist.rules import asked_said
from dashboard.shortlist.selection import Membership, Shortlist, asked_of, shortlist_of
from dashboard.shortlist.why import verdict
from dashboard.view import View

FORMAT = 1
WEIGHT_DIGITS = 1  # of central weights, in percent


def as_record(dataset: Dataset, view: View, count: int = DRAWS) -> dict[str, Any]:
    """The shortlist of a view as numbers, texts, lists and dictionaries (JSON without NaN):

    ``release`` (id), ``demonstration``, ``view`` (words of the address), ``level``, ``k``,
    ``needed``, ``weights`` (shares of 100 of themes and indicators), ``draws`` (source, seed,
    count, limits, what was varied and what not), ``criteria``, ``vetoes`` and ``eligibility`` (each
    in words), ``margins`` (how far each can move), ``balance``, and ``rows``: every area that was
    chosen from, those that pass first, in their order. The language of the view changes nothing.
    """
    found, robust = shortlist_of(dataset, view), robust_of(dataset, view, count)
    balanced = balanced_of(dataset, view, count)
    listed = balanced.listed if balanced else found.listed
    ids = [str(one) for one in dataset.areas(found.level)["id"]]
    shares = found.index.shares
    structure = shares.structure
    rules = {
        name: [_rule(dataset, one) for one in bounds]
        for name, bounds in (
            ("criteria", found.criteria),
            ("vetoes", found.vetoes),
            ("eligibility", found.eligibility),
        )
    }
    return {
        "format": FORMAT,
        "release": dataset.release.key,
        "demonstration": dataset.release.demonstration,
        "view": asked_of(dataset, view).to_words(),
        "level": str(found.level),
        "k": found.k,
        "needed": found.needed,
        "method": [str(found.index.method.normalisation), str(found.index.method.mean)],
        "weights": {
            "themes": dict(zip(structure.themes, shares.themes, strict=True)),
            "indicators": dict(zip(structure.indicators, shares.within, strict=True)),
        },
        "draws": _draws(robust),
        **rules,
        "margins": [
            {
                "threshold": str(one.threshold),
                "place": one.place,
                "value": one.value,
                "down": _step(one.down, ids),
                "up": _step(one.up, ids),
            }
            for one in margins_of(dataset, view)
        ],
        "balance": None
        if balanced is None
        else {
            "displaced": [ids[one] for one in balanced.displaced],
            "brought_in": [ids[one] for one in balanced.brought_in],
            "given_up": round(balanced.given_up * robust.count),
            "score_points": balanced.score_points,
            "clash": None
            if balanced.clash is None
            else [f"{one.kind}:{one.province}" for one in balanced.clash.needs],
        },
        "tied_at_the_end": found.tied_at_the_end,
        "list": [ids[one] for one in listed],
        "rows": [_row(dataset, found, robust, one, one in listed) for one in ordered(found)],
    }


def _draws(robust: Robust) -> dict[str, Any]:
    return {
        "source": str(robust.source),
        "seed": robust.seed,
        "count": robust.count,
        "limits": [list(one) for one in robust.limits],
        "varied": [str(one) for one in robust.varied],
        "not_varied": [str(one) for one in robust.not_varied],
    }


def _rule(dataset: Dataset, bounds: Bounds) -> dict[str, Any]:
    said = {one: asked_said(dataset, bounds.asked, one) for one in LANGUAGES}
    return {"said": said, "value": bounds.value}


def _step(step: Step | None, ids: list[str]) -> dict[str, Any] | None:
    if step is None:
        return None
    return {
        "value": step.value,
        "enters": [ids[one] for one in step.enters],
        "leaves": [ids[one] for one in step.leaves],
    }


def ordered(found: Shortlist) -> list[int]:
    """Positions of all areas that were chosen from: those that pass in their order, then the others
    in that of the memberships."""
    kinds = list(Membership)
    rest = [one for one in np.flatnonzero(found.inside) if int(one) not in found.order]
    rest.sort(key=lambda one: kinds.index(found.memberships[one] or Membership.INELIGIBLE))
    return [*found.order, *(int(one) for one in rest)]


def _row(
    dataset: Dataset, found: Shortlist, robust: Robust, place: int, listed: bool
) -> dict[str, Any]:
    area = dataset.areas(found.level).iloc[place]
    grade = robust.grade(place)
    central = np.round(100 * robust.central[place], WEIGHT_DIGITS)
    return {
        "area": str(area["id"]),
        "name": str(area["name"]),
        "province": str(area["province"]),
        "membership": str(found.memberships[place]),
        "listed": listed,
        "verdict": str(verdict(listed, float(robust.shares[place]))),
        "place": found.order.index(place) + 1 if place in found.order else 0,
        "tied": bool(found.tied[place]),
        "score": _number(found.index.scores[place]),
        "covered": _number(found.covered[place]),
        "met": int(found.met[place]),
        "criteria": [_outcome(one, place) for one in found.criteria],
        "vetoes": [_outcome(one, place) for one in found.vetoes],
        "eligibility": [_outcome(one, place) for one in found.eligibility],
        "times": int(robust.times[place]) if robust.candidates[place] else None,
        "grade": str(grade) if grade else None,
        "ranks": _numbers(np.array([robust.low[place], robust.median[place], robust.high[place]])),
        "central": _numbers(central),
    }


def _outcome(bounds: Bounds, place: int) -> dict[str, Any]:
    """Whether a threshold is met (``null``: not known), the figure, and how much is missing."""
    known = not bounds.unknown[place]
    digits = max(bounds.digits, 6)
    return {
        "met": bool(bounds.met[place]) if known else None,
        "figure": _number(bounds.figure(place)),
        "missed": _number(np.round(bounds.missed[place], digits)),
    }


def _number(value: float) -> float | None:
    """A number as JSON can hold it."""
    return float(value) + 0.0 if np.isfinite(value) else None


def _numbers(values: Floats) -> list[float | None]:
    return [_number(float(one)) for one in values]
