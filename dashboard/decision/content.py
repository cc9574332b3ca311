"""The content of a decision record: plain data that is written once and never changed.

The schema, version 1 (``FORMAT``); every text is a string, every date ``YYYY-MM-DD``:

``format``
    1. A reader that does not know the version shows the JSON alone.
``question``
    What was to be decided.
``decided``, ``review``
    The day of the decision, and that on which it will be looked at again.
``deciders``
    A list of ``{"role", "name"}``, in the order they were written; ``name`` may be empty.
``objections``
    What was said against it; may be empty.
``weights_of``
    ``{"kind", "note"}``: ``kind`` is ``default``, ``preset``, ``own`` or ``room``; ``note`` says
    who and how, and is not empty for a room.
``supersedes``
    The number of the record whose place this one takes, or ``null``.
``release``
    ``{"key", "sha256", "demonstration"}`` of the data; ``key`` is the first 12 digits of the hash.
``themes``
    A list of ``{"key", "indicators"}``: the themes in the order in which ``computed`` gives their
    limits and central weights, and the keys of the indicators of each.
``computed``
    The computed shortlist, as ``dashboard.shortlist.record.as_record`` gives it.
``places``
    A list of ``{"computed", "chosen", "reason"}``, one per place of the computed list: ids of
    areas, and why they differ; ``reason`` is empty where they do not.
``said``
    By language (``tr``, ``en``): what follows from ``computed`` in words of that day, so that a
    later catalogue or wording changes nothing. ``candidates``, ``finding``, ``weights``,
    ``normalisation``, ``mean``, ``draws``, ``assumptions``, ``tie`` and ``balance`` are sentences
    (the last two may be empty); ``themes``, ``indicators``, ``provinces`` are names by key;
    ``why`` has a paragraph per listed or chosen area; ``outside`` says what an area that is not
    listed misses, where there is something to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.entries import LANGUAGES
from dashboard.release import release_hash
from dashboard.shortlist.balance import balanced_of
from dashboard.shortlist.draws import robust_of
from dashboard.shortlist.record import as_record
from dashboard.shortlist.rules import broken_said, missed_said
from dashboard.shortlist.selection import Membership, Shortlist, shortlist_of
from dashboard.shortlist.why import assumptions_said, balance_said, counts, tie_said, why
from dashboard.summary import area_name, province_name
from dashboard.synthesis_summary import theme_name, weights_said
from dashboard.synthesis_view import Weighting
from dashboard.view import View
from dashboard.wording import enumerated, number, text

FORMAT = 1


class WeightsOf(StrEnum):
    """Whose weights a decision rests on."""

    DEFAULT = "default"
    PRESET = "preset"
    OWN = "own"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the list: the computed area, the chosen one, and why they differ."""

    computed: str
    chosen: str
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether the decision departs from the computed list here."""
        return self.computed != self.chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What people decided about a computed list; the fields are those of the schema."""

    question: str
    weights_of: WeightsOf
    weights_note: str
    deciders: tuple[tuple[str, str], ...]
    decided: date
    objections: str
    review: date
    places: tuple[Place, ...]
    supersedes: str | None = None


def weights_kinds(view: View) -> tuple[WeightsOf, ...]:
    """Whose the weights of a view can be: the first one by the look of them, or a room's."""
    weighting = view.synthesis.weighting
    if weighting == Weighting():
        return WeightsOf.DEFAULT, WeightsOf.ROOM
    preset = not (weighting.themes or weighting.within or weighting.first)
    return (WeightsOf.PRESET if preset else WeightsOf.OWN), WeightsOf.ROOM


def content_of(dataset: Dataset, view: View, choice: Choice) -> dict[str, Any]:
    """The content of the record of a decision on the view's shortlist; see the module.

    Raises ``ValueError`` where the level has nothing to put together or no weights lie between the
    limits of the view.
    """
    computed = as_record(dataset, view)
    manifest = dataset.release.manifest
    chosen = {one.chosen for one in choice.places}
    return {
        "format": FORMAT,
        "question": choice.question,
        "decided": choice.decided.isoformat(),
        "review": choice.review.isoformat(),
        "deciders": [{"role": role, "name": name} for role, name in choice.deciders],
        "objections": choice.objections,
        "weights_of": {"kind": str(choice.weights_of), "note": choice.weights_note},
        "supersedes": choice.supersedes,
        "release": {
            "key": dataset.release.key,
            "sha256": release_hash(manifest),
            "demonstration": dataset.release.demonstration,
        },
        "themes": _themes(shortlist_of(dataset, view)),
        "computed": computed,
        "places": [
            {"computed": one.computed, "chosen": one.chosen, "reason": one.reason}
            for one in choice.places
        ],
        "said": {
            language: _said(dataset, replace(view, language=language), computed, chosen)
            for language in LANGUAGES
        },
    }


def _themes(found: Shortlist) -> list[dict[str, Any]]:
    """Objects lose the order of their keys when they are written: lists keep it."""
    structure = found.index.shares.structure
    return [
        {
            "key": theme,
            "indicators": [
                indicator
                for indicator, of in zip(structure.indicators, structure.theme_of, strict=True)
                if of == place
            ],
        }
        for place, theme in enumerate(structure.themes)
    ]


def _said(
    dataset: Dataset, view: View, computed: Mapping[str, Any], chosen: set[str]
) -> dict[str, Any]:
    language = view.language
    found, robust = shortlist_of(dataset, view), robust_of(dataset, view)
    balanced = balanced_of(dataset, view)
    indicators = dataset.catalogue.indicators
    weights = computed["weights"]
    normalisation, mean = computed["method"]
    draws = computed["draws"]
    return {
        "candidates": candidates_said(dataset, view, found),
        "finding": counts(dataset, view).sentence,
        "weights": weights_said(dataset, view.synthesis.weighting, found.index.shares, language),
        "normalisation": text(f"synthesis.normalisation.{normalisation}", language),
        "mean": text(f"synthesis.mean.{mean}", language),
        "draws": text(
            f"record.draws.{draws['source']}", language, count=number(draws["count"], language)
        ),
        "assumptions": assumptions_said(robust, language),
        "tie": tie_said(dataset, view),
        "balance": "" if balanced is None else balance_said(dataset, view, balanced),
        "themes": {key: theme_name(dataset, key, language) for key in weights["themes"]},
        "indicators": {key: indicators[key].name[language] for key in weights["indicators"]},
        "provinces": {
            key: province_name(dataset, key)
            for key in {row["province"] for row in computed["rows"]}
        },
        "why": {
            area: why(dataset, view, area).paragraph
            for area in dict.fromkeys([*computed["list"], *sorted(chosen)])
        },
        "outside": _outside(dataset, found, computed, language),
    }


def candidates_said(dataset: Dataset, view: View, found: Shortlist) -> str:
    """Among which areas is chosen: ``İzmir ve Balıkesir, 50 ilçe``."""
    language = view.language
    if found.level is Level.NEIGHBOURHOOD:
        where = area_name(dataset, view.shortlist.inside)
    else:
        names = [province_name(dataset, key) for key in view.provinces(dataset)]
        where = enumerated(names, language)
    return text(
        "record.candidates",
        language,
        where=where,
        count=number(int(found.inside.sum()), language),
        level=text(f"level_many.{found.level}", language),
    )


def _outside(
    dataset: Dataset, found: Shortlist, computed: Mapping[str, Any], language: str
) -> dict[str, str]:
    """What keeps an area off the list, by id: criteria with the distance, a veto, a condition."""
    said = {}
    for row in computed["rows"]:
        place, membership = dataset.place(row["area"]), Membership(row["membership"])
        parts = [missed_said(dataset, one, place, language) for one in found.criteria]
        if membership in (Membership.VETOED, Membership.INELIGIBLE):
            rules = found.vetoes if membership is Membership.VETOED else found.eligibility
            parts = [
                broken_said(dataset, one, place, language) for one in rules if one.unmet[place]
            ]
        if not row["listed"] and any(parts):
            said[row["area"]] = "; ".join(part for part in parts if part)
    return said
