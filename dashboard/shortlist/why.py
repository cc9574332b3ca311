"""“Neden bu ilçe?”: the verdict on one area, its reasons, and what would change it, in words.

Verdict, counts and sentences come from here alone. ``YES``: the area is in the list and in at least
80 % of the draws. ``NO``: it is not in the list and in fewer than 20 % of the draws, or no
candidate. Everything between is ``PARTLY``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np

from dashboard.catalogue import Group, Unit
from dashboard.dataset import Dataset, Series
from dashboard.index.certainty import CONTESTED, STURDY, Grade
from dashboard.index.inputs import Input
from dashboard.index.scores import Beside, Index, beside_province, index_at
from dashboard.ranking import value_at
from dashboard.shortlist.balance import Balanced, Clash, Kind, Need, balanced_of
from dashboard.shortlist.balance import Why as WhyNot
from dashboard.shortlist.draws import Robust, robust_of
from dashboard.shortlist.flip import Flip, flip_of
from dashboard.shortlist.rules import broken_said, missed_said
from dashboard.shortlist.selection import Membership, Shortlist, asked_of, shortlist_of
from dashboard.shortlist.told import Figure, told
from dashboard.summary import province_name
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.draws import Source
from dashboard.synthesis.score import Method
from dashboard.view import View
from dashboard.wording import enumerated, number, percent, suffixed, text

MOST_REASONS = 3
LEAST_POINTS = 0.05  # of a score, below which a part is shown as nothing


class Verdict(StrEnum):
    """The answer to “Neden bu ilçe?”; see the module for the rule."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Reason:
    """One indicator that moves the score away from that of the province, by ``points`` (negative:
    down, more is to be done). ``rank`` of ``ranked``: how far up the area stands among those that
    are chosen from and have a value, 1 the most to be done; equal ones share the better rank."""

    indicator: str
    theme: str
    points: float
    value: float
    province_value: float
    rank: int
    ranked: int
    said: str
    standing: str


@dataclass(frozen=True, slots=True)
class Why:
    """The card of one area.

    ``answer``, ``standing`` and ``grade_word`` say verdict, membership and grade in a word or two.
    ``membership`` is that of the computed list, ``listed`` that of the list that counts, under the
    rules of balance. ``share``: of the draws that list it (0 to 1), NaN where it is no candidate;
    ``grade`` is ``None`` then and its word empty. ``place``: in the order of those that pass, 0
    elsewhere. ``missed``: the criteria that it misses or of which it can't be told, in words with
    the distance. ``covered``: percent of the weight that rests on values. ``flip`` is ``None``
    where no change of one share does it, or a rule of balance decides.
    """

    area: str
    verdict: Verdict
    answer: str
    membership: Membership
    standing: str
    listed: bool
    share: float
    grade: Grade | None
    grade_word: str
    place: int
    sentence: str
    missed: tuple[str, ...]
    reasons: tuple[Reason, ...]
    against: Reason | None
    covered: float
    coverage: str
    flip: Flip | None
    flip_label: str
    flip_sentence: str

    @property
    def paragraph(self) -> str:
        """All of it in running text."""
        parts = [self.sentence, *(f"{one.said}." for one in self.reasons)]
        parts += [f"{self.against.said}."] if self.against else []
        return " ".join([*parts, self.coverage, f"{self.flip_label} {self.flip_sentence}"])


@dataclass(frozen=True, slots=True)
class Counts:
    """How many areas stand where; they add up to ``total``. ``sentence`` says the first of it."""

    total: int
    listed: int
    passing: int
    near: int
    failing: int
    unknown: int
    unscored: int
    vetoed: int
    ineligible: int
    sentence: str


def verdict(listed: bool, share: float) -> Verdict:
    """The rule of the verdict; a share that is NaN is that of no candidate."""
    often = 0.0 if np.isnan(share) else share
    if listed and often >= STURDY:
        return Verdict.YES
    return Verdict.PARTLY if listed or often >= CONTESTED else Verdict.NO


def counts(dataset: Dataset, view: View) -> Counts:
    """The counts of the computed list."""
    found = shortlist_of(dataset, view)
    each = {str(one): found.count(one) for one in Membership}
    total, passing = int(found.inside.sum()), len(found.order)
    sentence = text(
        f"shortlist.finding.{found.level}",
        view.language,
        total=number(total, view.language),
        passing=_of_them(passing, view.language),
        listed=number(len(found.listed), view.language),
    )
    return Counts(total=total, sentence=sentence, **each)


def _of_them(count: int, language: str) -> str:
    written = number(count, language)
    return suffixed(written, "its") if language == "tr" else written


def why(dataset: Dataset, view: View, area: str) -> Why:
    """The card of one area of the shortlist's level that is chosen from. Raises ``KeyError`` for an
    area of another level or outside."""
    asked = replace(asked_of(dataset, view), language=view.language)
    return _why(dataset, asked, area)


@lru_cache(maxsize=256)
def _why(dataset: Dataset, view: View, area: str) -> Why:
    found, robust = shortlist_of(dataset, view), robust_of(dataset, view)
    if dataset.level_of(area) is not found.level:
        raise KeyError(area)
    place = dataset.place(area)
    membership = found.memberships[place]
    if membership is None:
        raise KeyError(area)
    balanced = balanced_of(dataset, view)
    listed = place in (balanced.listed if balanced else found.listed)
    share, language = float(robust.shares[place]), view.language
    reasons, against = _reasons(dataset, view, found, area)
    moved = listed != (membership is Membership.LISTED)
    flip = None if moved else flip_of(dataset, view, place)
    answer, grade = verdict(listed, share), robust.grade(place)
    covered = float(found.covered[place])
    missed = (missed_said(dataset, one, place, language) for one in found.criteria)
    return Why(
        area=area,
        verdict=answer,
        answer=text(f"shortlist.verdict.{answer}", language),
        membership=membership,
        standing=text(f"shortlist.membership.{membership}", language),
        listed=listed,
        share=share,
        grade=grade,
        grade_word=text(f"shortlist.grade.{grade}", language) if grade else "",
        place=found.order.index(place) + 1 if place in found.order else 0,
        sentence=_sentence(dataset, view, place, listed),
        missed=tuple(said for said in missed if said),
        reasons=reasons,
        against=against,
        covered=covered,
        coverage=text(
            "shortlist.coverage", language, share=percent(covered / 100, language, "its")
        ),
        flip=flip,
        flip_label=text(f"shortlist.flip.label_{'out' if listed else 'in'}", language),
        flip_sentence=(
            text("shortlist.flip.balance", language)
            if moved
            else flip_sentence(dataset, found, flip, place, language)
        ),
    )


def name_at(dataset: Dataset, found: Shortlist, place: int) -> str:
    """Name of the area at a position."""
    return str(dataset.areas(found.level)["name"].iloc[place])


def names_at(dataset: Dataset, found: Shortlist, places: tuple[int, ...], language: str) -> str:
    """Names of areas in a row."""
    return enumerated([name_at(dataset, found, one) for one in places], language)


def _sentence(dataset: Dataset, view: View, place: int, listed: bool) -> str:
    """The verdict in words: where the area stands, and how often the draws list it."""
    found, robust = shortlist_of(dataset, view), robust_of(dataset, view)
    membership, language = found.memberships[place], view.language
    name = name_at(dataset, found, place)
    trials = _trials(robust, place, language)
    computed = membership is Membership.LISTED
    if listed or computed or membership is Membership.PASSING:
        part = "listed" if listed else "displaced" if computed else "passing"
        part = "brought_in" if listed and not computed else part
        order = found.order.index(place) + 1
        return text(
            f"shortlist.said.{part}_{_how_often(robust, place)}",
            language,
            name=name,
            trials=trials,
            place=number(order, language),
        )
    said = text(
        f"shortlist.said.{membership}",
        language,
        name=name,
        needed=number(found.needed, language),
        met=number(int(found.met[place]), language),
        rule=_broken_rule(dataset, found, place, language),
    )
    often = robust.grade(place) in (Grade.STURDY, Grade.CONTESTED)
    return f"{said} {text('shortlist.said.yet', language, trials=trials)}" if often else said


def _how_often(robust: Robust, place: int) -> str:
    if not robust.times[place]:
        return "never"
    return str(robust.grade(place))


def _trials(robust: Robust, place: int, language: str) -> str:
    """``10.000 denemenin %40’ında``."""
    kind = "methods" if robust.source is Source.METHODS else "weights"
    share = 0.0 if np.isnan(robust.shares[place]) else float(robust.shares[place])
    return text(
        f"shortlist.trials.{kind}",
        language,
        count=number(robust.count, language),
        share=percent(share, language, "its_in"),
    )


def _broken_rule(dataset: Dataset, found: Shortlist, place: int, language: str) -> str:
    broken = [one for one in (*found.eligibility, *found.vetoes) if one.unmet[place]]
    return broken_said(dataset, broken[0], place, language) if broken else ""


def why_out(dataset: Dataset, found: Shortlist, place: int, language: str) -> list[str]:
    """What keeps an area off the ranking, a text for each rule: those of eligibility or the vetoes
    that it breaks, else the criteria that it misses or of which it can't be told."""
    broken = {Membership.INELIGIBLE: found.eligibility, Membership.VETOED: found.vetoes}
    rules = broken.get(found.memberships[place] or Membership.UNKNOWN)
    if rules is not None:
        return [broken_said(dataset, one, place, language) for one in rules if one.unmet[place]]
    return [said for one in found.criteria if (said := missed_said(dataset, one, place, language))]


def flip_sentence(
    dataset: Dataset, found: Shortlist, flip: Flip | None, place: int, language: str
) -> str:
    """The flip line of the area at a position: which share must move how far, and who goes and
    comes; or that no single share does it."""
    if flip is None:
        unscored = np.isnan(found.index.scores[place])
        return text(f"shortlist.flip.{'no_data' if unscored else 'none'}", language)
    before, after = _share(flip.before, language), _share(flip.after, language)
    if language == "tr":
        before, after = suffixed(before, "from"), suffixed(after, "to")
    way = "rise" if flip.after > flip.before else "fall" if flip.after else "off"
    theme = dataset.catalogue.themes[flip.theme].name[language]
    change = text(f"shortlist.flip.{way}", language, theme=theme, before=before, after=after)
    first = {place}
    leaves = tuple(sorted(flip.leaves, key=lambda one: one not in first))
    enters = tuple(sorted(flip.enters, key=lambda one: one not in first))
    out = "out" if place in flip.leaves else "in"
    alone = not (enters if out == "out" else leaves)
    return text(
        f"shortlist.flip.{out}{'_alone' if alone else ''}",
        language,
        change=change,
        leaves=names_at(dataset, found, leaves, language),
        enters=names_at(dataset, found, enters, language),
    )


def _share(share: float, language: str) -> str:
    """A share of 100 with a decimal only where it has one."""
    return number(share, language, 0 if share == round(share) else 1)


def _reasons(
    dataset: Dataset, view: View, found: Shortlist, area: str
) -> tuple[tuple[Reason, ...], Reason | None]:
    """The indicators that pull the score down most beside the province, and the one that pulls it
    up most."""
    index = found.index
    if index.method.mean is Mean.MAZZIOTTA_PARETO:
        # its penalty belongs to no indicator: the parts are those of the mean that it starts from
        method = Method(index.method.normalisation, Mean.ARITHMETIC)
        index = index_at(dataset, found.level, view.synthesis.weighting, method)
    beside = beside_province(dataset, index, area)
    if beside is None:
        return (), None
    order = np.argsort(beside.indicators, kind="stable")
    down = [one for one in order if beside.indicators[one] <= -LEAST_POINTS][:MOST_REASONS]
    up = [one for one in order[::-1] if beside.indicators[one] >= LEAST_POINTS][:1]
    made = [_reason(dataset, view, (found, index, beside), int(one), area) for one in (*down, *up)]
    return tuple(made[: len(down)]), made[-1] if up else None


def _reason(
    dataset: Dataset,
    view: View,
    parts: tuple[Shortlist, Index, Beside],
    column: int,
    area: str,
) -> Reason:
    found, index, beside = parts
    language, one = view.language, index.entering.inputs[column]
    figure = _figure(dataset, one, area, beside, column)
    province = province_name(dataset, beside.province)
    said = told(one.indicator, one.series.group, figure, province, language)
    if one.indicator.unit is Unit.YES_NO:
        said = _among_the_province(dataset, one, beside.province, said, language)
    normalised = index.found.normalised[:, column]
    known = normalised[found.inside & ~np.isnan(normalised)]
    mine = normalised[dataset.place(area)]
    rank, same = int((known < mine).sum()) + 1, int((known == mine).sum()) - 1
    key = "against" if beside.indicators[column] > 0 else "for"
    return Reason(
        indicator=one.indicator.key,
        theme=one.indicator.theme,
        points=float(np.round(beside.indicators[column], 1)) + 0.0,
        value=figure.value,
        province_value=float("nan") if figure.province is None else figure.province,
        rank=rank,
        ranked=len(known),
        said=text(f"shortlist.reason.{key}", language, said=said),
        standing=text(
            f"shortlist.reason.{'rank_shared' if same else 'rank'}.{found.level}",
            language,
            rank=number(rank, language),
            ranked=number(len(known), language),
            same=number(same, language),
        ),
    )


def _figure(dataset: Dataset, one: Input, area: str, beside: Beside, column: int) -> Figure:
    """What is told of an indicator: the published value, not the middle of the band in which it may
    enter; of men too where the score of both sexes enters."""
    value = value_at(dataset, one.series, area)[0]
    if not one.of_both:
        return Figure(value, _or_none(float(beside.province_values[column])))
    men = Series(one.series.indicator, Group.MEN, one.series.year, one.series.level)
    theirs = [_or_none(value_at(dataset, who, beside.province)[0]) for who in (one.series, men)]
    if None in theirs:
        theirs = [None, None]
    return Figure(value, theirs[0], value_at(dataset, men, area)[0], theirs[1])


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value


def _among_the_province(
    dataset: Dataset, one: Input, province: str, said: str, language: str
) -> str:
    """A yes or no beside how many areas of the province say yes."""
    level = one.series.level
    values = dataset.measured(one.series).values[dataset.in_provinces(level, [province])]
    yes, known = int((values == 1).sum()), int(np.isfinite(values).sum())
    name, written = province_name(dataset, province), number(yes, language)
    return text(
        f"shortlist.reason.yes.{level}",
        language,
        said=said,
        where=suffixed(name, "in") if language == "tr" else name,
        yes=suffixed(written, "its_in") if language == "tr" else written,
        known=number(known, language),
    )


def tie_said(dataset: Dataset, view: View) -> str:
    """That equal shown scores meet at the end of the list; empty where they don't."""
    tied = shortlist_of(dataset, view).tied_at_the_end
    return text("shortlist.tie", view.language) if tied else ""


def balance_said(dataset: Dataset, view: View, balanced: Balanced) -> str:
    """What the rules of balance did: nothing, whom they moved at what cost, or why they can't be
    kept."""
    found, language = shortlist_of(dataset, view), view.language
    if balanced.clash is not None:
        return _clash_said(dataset, balanced.clash, language)
    if not balanced.displaced:
        return text("shortlist.balance.kept", language)
    return text(
        "shortlist.balance.moved",
        language,
        displaced=names_at(dataset, found, balanced.displaced, language),
        brought_in=names_at(dataset, found, balanced.brought_in, language),
        given_up=number(balanced.given_up, language, 2),
        points=number(balanced.score_points, language, 1),
    )


def _clash_said(dataset: Dataset, clash: Clash, language: str) -> str:
    kinds = [_kind_said(dataset, one, language) for one in clash.needs]
    if clash.why is WhyNot.NOBODY:
        return text("shortlist.balance.nobody", language, kind=kinds[0])
    return text(
        "shortlist.balance.too_short",
        language,
        kinds=enumerated(kinds, language),
        places=number(clash.places, language),
        k=number(clash.k, language),
    )


def _kind_said(dataset: Dataset, need: Need, language: str) -> str:
    if need.kind is not Kind.PROVINCE:
        return text(f"shortlist.kind.{need.kind}", language)
    name = province_name(dataset, need.province)
    name = suffixed(name, "from") if language == "tr" else name
    return text("shortlist.kind.province", language, province=name)


def assumptions_said(robust: Robust, language: str) -> str:
    """What the draws varied, and what they did not."""
    varied, kept = (
        enumerated([text(f"shortlist.assumption.{one}", language) for one in several], language)
        for several in (robust.varied, robust.not_varied)
    )
    return text("shortlist.assumptions", language, varied=varied, kept=kept)
