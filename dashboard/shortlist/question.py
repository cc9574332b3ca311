"""The question of a shortlist in words: who is chosen from, what is asked, which balance."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.catalogue import Level
from dashboard.criterion import Criterion
from dashboard.dataset import Dataset, Series
from dashboard.shortlist.bounds import Bounds
from dashboard.shortlist.rules import asked_said
from dashboard.shortlist.selection import Shortlist, shortlist_of
from dashboard.shortlist_view import InWorstTenth, Neighbourhoods
from dashboard.summary import area_name, province_name
from dashboard.threshold import criterion_series
from dashboard.view import View
from dashboard.wording import enumerated, number, text


def among_said(dataset: Dataset, view: View) -> str:
    """Whose areas are chosen from: the provinces in view, or the district that is named."""
    if view.shortlist.inside:
        return area_name(dataset, view.shortlist.inside)
    names = [province_name(dataset, one) for one in view.provinces(dataset)]
    return enumerated(names, view.language)


def question_said(dataset: Dataset, view: View) -> list[str]:
    """A line each for criteria, vetoes, eligibility and balance; those that are not asked have
    none, but that nothing is asked of the areas is said."""
    found, language = shortlist_of(dataset, view), view.language
    said = [_criteria_said(dataset, found, language)]
    for key, bounds in (("vetoes", found.vetoes), ("eligibility", found.eligibility)):
        if bounds:
            rules = _rules_said(dataset, bounds, language)
            said.append(text(f"shortlist.question.{key}", language, rules=rules))
    if view.shortlist.balance and found.level is not Level.NEIGHBOURHOOD:
        kinds = [text(f"focus.balance_{one}", language) for one in view.shortlist.balance]
        rules = "; ".join(kinds)
        said.append(text("shortlist.question.balance", language, rules=rules))
    return said


def _criteria_said(dataset: Dataset, found: Shortlist, language: str) -> str:
    count = len(found.criteria)
    if not count:
        return text(f"shortlist.question.none.{found.level}", language)
    key = "one" if count == 1 else "all" if found.needed == count else "some"
    return text(
        f"shortlist.question.{key}",
        language,
        needed=number(found.needed, language),
        count=number(count, language),
        rules=_rules_said(dataset, found.criteria, language),
    )


def _rules_said(dataset: Dataset, bounds: Sequence[Bounds], language: str) -> str:
    """The thresholds in a row, numbered where there are several."""
    said = [asked_said(dataset, one.asked, language) for one in bounds]
    if len(said) == 1:
        return said[0]
    return "; ".join(f"{place}. {one}" for place, one in enumerate(said, 1))


def asked_series(dataset: Dataset, found: Shortlist) -> tuple[Series, ...]:
    """The series whose values the criteria judge, beside those of the index."""
    several = []
    for one in found.criteria:
        asked, level = one.asked, found.level
        if isinstance(asked, InWorstTenth | Neighbourhoods):
            asked, level = asked.criterion, Level.NEIGHBOURHOOD
        if isinstance(asked, Criterion):
            several.append(criterion_series(dataset, asked, level))
    return tuple(dict.fromkeys(one for one in several if one))
