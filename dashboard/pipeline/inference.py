"""What an attacker can infer: the tightest limits of hidden counts that published sums allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy
from scipy import optimize, sparse
from scipy.sparse import csgraph

from dashboard.pipeline.counts import NONE, Cell, Counts, Margin

NEAR = 1e-6
Range: TypeAlias = tuple[float, float]
Known: TypeAlias = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Sum:
    """Σ ± unknowns = ``left``. An unknown is the position of a cell, or −1 − that of a margin for
    whatever the margin counts elsewhere."""

    signs: tuple[tuple[int, int], ...]
    left: float


class Exposed(NamedTuple):
    """A hidden cell (its position), or what a margin counts elsewhere (−1 − its position), and the
    least and greatest number that are possible."""

    unknown: int
    low: float
    high: float


def exposed(counts: Counts, known: Known) -> list[Exposed]:
    """Everything that can be told more closely than the rule says.

    ``known``: the counts that the attacker has, by the positions of their cells. A hidden count
    may be any whole number from 1 (from 0 where only too few people are the reason) to its people:
    at least ``least`` − 1 of them must stay possible, or all there are. What a margin counts
    elsewhere must not turn out to be a small number.
    """
    limits = {at: _limits(cell) for at, cell in enumerate(counts.cells) if at not in known}
    limits |= {-1 - at: (0.0, one.rest) for at, one in enumerate(counts.margins) if one.rest}
    sums = [
        one for at, margin in enumerate(counts.margins) if (one := _sum(at, margin, known)).signs
    ]
    found = []
    for part in _components(sums):
        for unknown, (low, high) in _inferred(part, limits).items():
            if _too_close(unknown, (low, high), limits[unknown], counts):
                found.append(Exposed(unknown, low, high))
    return sorted(found)


def _limits(cell: Cell) -> Range:
    """What is known of a hidden count by itself: zeros are shown, but not those of too few."""
    return (0.0 if cell.zero or cell.flag == "too_few" else 1.0), cell.people


def _sum(at: int, margin: Margin, known: Known) -> Sum:
    signs = [(member, 1) for member in margin.members if member not in known]
    left = margin.total - sum(known[member] for member in margin.members if member in known)
    if margin.rest:
        signs.append((-1 - at, 1))
    if margin.whole in known:
        left += known[margin.whole]
    elif margin.whole != NONE:
        signs.append((margin.whole, -1))
    return Sum(tuple(signs), left)


def _components(sums: Sequence[Sum]) -> Iterable[list[Sum]]:
    """Sums that share an unknown, together."""
    unknowns = sorted({unknown for one in sums for unknown, _ in one.signs})
    column = {unknown: at for at, unknown in enumerate(unknowns)}
    # sums and unknowns are the two kinds of nodes of one graph
    pairs = [(row, len(sums) + column[u]) for row, one in enumerate(sums) for u, _ in one.signs]
    size = len(sums) + len(unknowns)
    rows, columns = numpy.array(pairs, dtype=int).reshape(-1, 2).T
    graph = sparse.coo_array((numpy.ones(len(rows)), (rows, columns)), shape=(size, size))
    _, labels = csgraph.connected_components(graph, directed=False)
    together: dict[int, list[Sum]] = {}
    for one, label in zip(sums, labels, strict=False):
        together.setdefault(int(label), []).append(one)
    return together.values()


def _inferred(sums: Sequence[Sum], limits: Mapping[int, Range]) -> dict[int, Range]:
    """Tightest limits of each unknown; those it had where the sums contradict each other."""
    if len(sums) == 1:
        return _by_one(sums[0], limits)
    return _by_programming(sums, limits)


def _by_one(one: Sum, limits: Mapping[int, Range]) -> dict[int, Range]:
    """One sum alone: what the others leave."""
    spans = {
        unknown: limits[unknown] if sign > 0 else (-limits[unknown][1], -limits[unknown][0])
        for unknown, sign in one.signs
    }
    found = {}
    for unknown, sign in one.signs:
        others = [span for other, span in spans.items() if other != unknown]
        low = max(spans[unknown][0], one.left - sum(span[1] for span in others))
        high = min(spans[unknown][1], one.left - sum(span[0] for span in others))
        if low > high + NEAR:
            return {unknown: limits[unknown] for unknown in spans}
        found[unknown] = (low, high) if sign > 0 else (-high, -low)
    return found


def _by_programming(sums: Sequence[Sum], limits: Mapping[int, Range]) -> dict[int, Range]:
    """Least and greatest value of each unknown under all sums (integer programming).

    Numbers that are not whole, as shared-out ones, are left free between whole ones.
    """
    unknowns = sorted({unknown for one in sums for unknown, _ in one.signs})
    column = {unknown: at for at, unknown in enumerate(unknowns)}
    entries = [
        (row, column[unknown], sign) for row, one in enumerate(sums) for unknown, sign in one.signs
    ]
    rows, columns, signs = zip(*entries, strict=True)
    matrix = sparse.csr_array((signs, (rows, columns)), shape=(len(sums), len(unknowns)))
    left = numpy.array([one.left for one in sums])
    whole = bool(numpy.all(abs(left - left.round()) < NEAR))
    low, high = (numpy.array([limits[unknown][end] for unknown in unknowns]) for end in (0, 1))
    left = left.round() if whole else left
    constraints = optimize.LinearConstraint(matrix, left, left)
    found = {}
    for unknown, at in column.items():
        ends: list[float] = []
        for direction in (1.0, -1.0):
            aim = numpy.zeros(len(unknowns))
            aim[at] = direction
            answer = optimize.milp(
                aim,
                constraints=constraints,
                bounds=optimize.Bounds(low, high),
                integrality=numpy.full(len(unknowns), int(whole)),
            )
            ends.append(direction * answer.fun if answer.success else limits[unknown][len(ends)])
        found[unknown] = (ends[0], ends[1])
    return found


def _too_close(unknown: int, found: Range, limits: Range, counts: Counts) -> bool:
    low, high = numpy.ceil(found[0] - NEAR), numpy.floor(found[1] + NEAR)
    possible = high - low + 1
    if unknown >= 0:
        cell = counts.cells[unknown]
        return bool(possible < min(cell.least - 1, limits[1] - limits[0] + 1))
    margin = counts.margins[-1 - unknown]
    least = counts.cells[margin.whole].least
    return bool(low >= 1 and high < least and possible < min(least - 1, margin.rest))
