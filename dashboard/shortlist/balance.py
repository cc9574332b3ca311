"""Balance: at least one district of every kind, at the least cost of certainty.

Where the first k already hold one of every kind, they stay. Else the k areas are those that pass,
keep the rules and have the largest sum of shares of draws that list them; of equal sums the one
with the lowest scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from dashboard.catalogue import Level
from dashboard.dataset import Dataset, Floats, Selection
from dashboard.index.certainty import DRAWS
from dashboard.shortlist.draws import robust_of
from dashboard.shortlist.selection import shortlist_of
from dashboard.shortlist_view import Balance
from dashboard.view import View

# A district is rural where fewer than 150 people live on one km² of all its land: the limit of a
# rural community in the OECD's typology.
RURAL_DENSITY = 150.0
TENTHS = 10  # of a score: whole numbers keep the programme exact


class Kind(StrEnum):
    """Kinds of districts that a rule may ask for; of provinces each is its own kind."""

    PROVINCE = "province"
    RURAL = "rural"
    URBAN = "urban"
    COAST = "coast"
    INLAND = "inland"


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """At least one area of a kind; ``province`` is the key of the one that is meant, else empty.
    ``members``: areas of this kind among all of the level."""

    kind: Kind
    province: str
    members: Selection


class Why(StrEnum):
    """Why needs can't be met: nobody that passes is of the kind, or the list is too short."""

    NOBODY = "nobody"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """The fewest needs that can't be met together. ``places``: how many areas they would take at
    least; 0 where nobody is of the kind."""

    why: Why
    needs: tuple[Need, ...]
    places: int
    k: int


@dataclass(frozen=True, slots=True, eq=False)
class Balanced:
    """The list under the rules. ``listed``: positions, lowest score first; the computed list where
    there is a ``clash``. ``displaced``, ``brought_in``: beside the computed list. ``given_up``: how
    much smaller the sum of shares of draws is than it could be without rules (1 is one whole area).
    ``score_points``: how many points of score less need the list holds, in all. ``not_told``: kinds
    of which the catalogue says nothing of some area."""

    listed: tuple[int, ...]
    displaced: tuple[int, ...]
    brought_in: tuple[int, ...]
    given_up: float
    score_points: float
    needs: tuple[Need, ...]
    clash: Clash | None
    not_told: tuple[Kind, ...]


def balanced_of(dataset: Dataset, view: View, count: int = DRAWS) -> Balanced | None:
    """The view's list under its balance rules; ``None`` where it has none, or chooses from
    neighbourhoods, which share province and coast."""
    found = shortlist_of(dataset, view)
    if not view.shortlist.balance or found.level is Level.NEIGHBOURHOOD:
        return None
    robust = robust_of(dataset, view, count)
    needs, not_told = needs_of(dataset, view)
    passing = np.array(sorted(found.order), dtype=np.intp)
    k = min(found.k, len(passing))
    now = found.listed
    if all(need.members[list(now)].any() for need in needs):
        return Balanced(now, (), (), 0.0, 0.0, needs, None, not_told)
    members = [need.members[passing] for need in needs]
    clash = _clash(needs, members, len(passing), k)
    if clash is not None:
        return Balanced(now, (), (), 0.0, 0.0, needs, clash, not_told)
    times, scores = robust.times[passing], found.index.scores[passing]
    chosen = best(times, scores, members, k)
    free = best(times, scores, [], k)
    then = {int(one) for one in passing[chosen]}
    return Balanced(
        tuple(one for one in found.order if one in then),
        tuple(one for one in now if one not in then),
        tuple(one for one in found.order if one in then and one not in now),
        float(times[free].sum() - times[chosen].sum()) / robust.count,
        float(
            np.round(found.index.scores[list(then)].sum() - found.index.scores[list(now)].sum(), 1)
        ),
        needs,
        None,
        not_told,
    )


def needs_of(dataset: Dataset, view: View) -> tuple[tuple[Need, ...], tuple[Kind, ...]]:
    """What the rules of a view ask of its districts, and the kinds of which some aren't told."""
    areas = dataset.areas(Level.DISTRICT)
    own = areas["province"].to_numpy()
    rural, counted = rural_districts(dataset)
    told = [
        dataset.catalogue.districts.coast(str(province), str(name))
        for province, name in zip(own, areas["name"], strict=True)
    ]
    needs: list[Need] = []
    for rule in Balance:
        if rule not in view.shortlist.balance:
            continue
        if rule is Balance.PROVINCE:
            needs += [Need(Kind.PROVINCE, one, own == one) for one in view.provinces(dataset)]
        elif rule is Balance.SETTLEMENT:
            needs += [Need(Kind.RURAL, "", rural), Need(Kind.URBAN, "", counted & ~rural)]
        else:
            by_sea, inland = (np.array([one is wanted for one in told]) for wanted in (True, False))
            needs += [Need(Kind.COAST, "", by_sea), Need(Kind.INLAND, "", inland)]
    here = dataset.in_provinces(Level.DISTRICT, view.provinces(dataset))
    untold = {
        Balance.COAST: (Kind.COAST, Kind.INLAND),
        Balance.SETTLEMENT: (Kind.RURAL, Kind.URBAN),
    }
    missing = {
        Balance.COAST: np.array([one is None for one in told]),
        Balance.SETTLEMENT: ~counted,
    }
    asked = [rule for rule in untold if rule in view.shortlist.balance]
    kinds = [kind for rule in asked if (missing[rule] & here).any() for kind in untold[rule]]
    return tuple(needs), tuple(kinds)


@lru_cache(maxsize=8)
def rural_districts(dataset: Dataset) -> tuple[Selection, Selection]:
    """Districts with fewer than ``RURAL_DENSITY`` residents per km², and those of which it can be
    told: their residents and their area are known."""
    areas = dataset.areas(Level.DISTRICT)
    people = areas["population"].to_numpy(np.float64, na_value=np.nan)
    km2 = areas["area_km2"].to_numpy(np.float64, na_value=np.nan)
    known = np.isfinite(people) & (km2 > 0)
    return known & (people < RURAL_DENSITY * km2), known


def best(
    times: npt.NDArray[np.int64], scores: Floats, members: Sequence[Selection], k: int
) -> npt.NDArray[np.intp]:
    """Positions of k areas with the largest sum of ``times``, at least one of each of ``members``;
    of equal sums that with the lowest ``scores`` (shown ones). Raises ``ValueError`` where the
    needs can't be met."""
    rules = [LinearConstraint(np.ones(len(times)), k, k)]
    rules += [LinearConstraint(one.astype(float), 1, np.inf) for one in members]
    first = _solved(-times.astype(float), rules)
    rules.append(LinearConstraint(times.astype(float), times[first].sum(), np.inf))
    chosen = np.round(scores * TENTHS)
    return np.flatnonzero(_solved(chosen, rules))


def _solved(costs: Floats, rules: Sequence[LinearConstraint]) -> Selection:
    found = milp(
        costs,
        constraints=rules,
        integrality=np.ones(len(costs)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise ValueError("These needs can't be met together.")
    return np.asarray(found.x > 0.5)


def _clash(
    needs: Sequence[Need], members: Sequence[Selection], passing: int, k: int
) -> Clash | None:
    """The fewest needs that can't be met by k areas, the first of equally few; ``None`` where all
    can."""
    for count in range(1, len(needs) + 1):
        for some in combinations(range(len(needs)), count):
            if count == 1 and not members[some[0]].any():
                return Clash(Why.NOBODY, (needs[some[0]],), 0, k)
            places = _fewest([members[one] for one in some], passing)
            if places > k:
                return Clash(Why.TOO_SHORT, tuple(needs[one] for one in some), places, k)
    return None


def _fewest(members: Sequence[Selection], passing: int) -> int:
    """How many areas are needed to hold one of each; some area is in each of ``members``."""
    rules = [LinearConstraint(one.astype(float), 1, np.inf) for one in members]
    return int(_solved(np.ones(passing), rules).sum())
