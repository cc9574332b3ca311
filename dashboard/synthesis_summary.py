"""The synthesis in words: titles, sentences about an area, weights, why something is missing."""

from __future__ import annotations

import numpy as np

from dashboard.dataset import FLAG_NAMES, Dataset, Flag
from dashboard.index.change import Change
from dashboard.index.inputs import Input
from dashboard.index.scores import DIGITS, Index
from dashboard.index.weighting import Shares
from dashboard.legend import people_of
from dashboard.summary import area_name, province_name, source
from dashboard.synthesis_view import Painted, Weighting
from dashboard.view import View
from dashboard.wording import enumerated, number, percent, text

MOST_THEMES = 3  # named in a title; the others are counted
LEAST = 0.01  # of the draws: what is less is not told apart


def share(of_hundred: float, language: str) -> str:
    """A share of 100 as it is shown: ``35``, ``12,5``."""
    return number(of_hundred, language, 0 if float(of_hundred).is_integer() else 1)


def share_of_draws(part: float, language: str) -> str:
    """A share of draws in whole percent, because their error is half a point."""
    if part == 0:
        return text("synthesis.certainty.never", language)
    if part < LEAST:
        return text("synthesis.certainty.below_one", language)
    whole = 100 if part == 1 else min(round(part * 100), 99)
    return text("unit.percent.amount", language).format(number(whole, language))


def score(points: float, language: str) -> str:
    """A score, or that there is none."""
    return (
        text("synthesis.no_score", language)
        if np.isnan(points)
        else number(points, language, DIGITS)
    )


def theme_name(dataset: Dataset, theme: str, language: str, short: bool = False) -> str:
    """The theme's name; ``short`` where room is scarce."""
    found = dataset.catalogue.themes[theme]
    return (found.short if short else found.name)[language]


def weights_said(dataset: Dataset, weighting: Weighting, shares: Shares, language: str) -> str:
    """The weights in a few words: the name of a preset, else the heaviest themes."""
    if weighting.first and not weighting.within:
        names = [theme_name(dataset, one, language, short=True) for one in weighting.first]
        return text("synthesis.first_said", language, themes=", ".join(names))
    if not weighting.themes and not weighting.within:
        return text(f"synthesis.preset_long.{weighting.preset}", language)
    ordered = sorted(
        zip(shares.themes, shares.structure.themes, strict=True), key=lambda one: -one[0]
    )
    return ", ".join(
        f"{theme_name(dataset, theme, language, short=True)} {share(part, language)}"
        for part, theme in ordered[:MOST_THEMES]
        if part
    ) + ("…" if sum(1 for part, _ in ordered if part) > MOST_THEMES else "")


def of_gender(index: Index) -> bool:
    """Whether any indicator with weight tells of women, or of a gap."""
    return any(one.indicator.of_gender for one in weighted_inputs(index))


def score_name(index: Index | None, language: str) -> str:
    """What the score is called: of equality only where it rests on an indicator of gender."""
    plain = index is not None and not of_gender(index)
    return text("synthesis.map_title_plain" if plain else "synthesis.map_title", language)


def synthesis_title(view: View, index: Index | None) -> str:
    """What the map shows; ``index`` is ``None`` where the level has nothing to put together."""
    painted, language = view.synthesis.painted, view.language
    if painted is Painted.CERTAINTY:
        return text("synthesis.map_title_certainty", language, k=view.synthesis.k)
    if painted is Painted.CHANGE:
        return text("synthesis.map_title_change", language)
    return score_name(index, language)


def synthesis_subtitle(dataset: Dataset, view: View, index: Index) -> str:
    """Under which weights, on what scale, of which years and areas."""
    language = view.language
    years = [one.series.year for one in index.entering.inputs]
    return text(
        "synthesis.subtitle",
        language,
        weights=weights_said(dataset, view.synthesis.weighting, index.shares, language),
        year=str(max(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}",
        level=text(f"level.{index.level}", language),
    )


def change_subtitle(dataset: Dataset, view: View, change: Change) -> str:
    """Which weights are compared."""
    language, synthesis = view.language, view.synthesis
    return text(
        "synthesis.subtitle_change",
        language,
        before=weights_said(dataset, synthesis.base, change.base.shares, language),
        now=weights_said(dataset, synthesis.weighting, change.now.shares, language),
        level=text(f"level.{change.now.level}", language),
    )


def covered(dataset: Dataset, view: View, index: Index) -> str:
    """How many of the areas in view have a score, and which share of the women live there."""
    language = view.language
    inside = index.inside(dataset, view)
    known = inside & ~np.isnan(index.scores)
    people, who = people_of(dataset, index.level)
    everyone = np.nansum(people[inside])
    said = text(
        "synthesis.covered",
        language,
        total=number(int(inside.sum()), language),
        known=number(int(known.sum()), language),
        level=text(f"level_many.{index.level}", language),
    )
    if not everyone:
        return said
    lived = text(
        "synthesis.covered_people",
        language,
        who=text(f"synthesis.who.{who}", language),
        share=percent(float(np.nansum(people[known]) / everyone), language, "its"),
    )
    return f"{said}; {lived}"


def why_no_score(index: Index, place: int, language: str) -> str:
    """Why an area has no score."""
    return text(f"synthesis.missing.{FLAG_NAMES[Flag(index.flags[place])]}", language)


def missing_themes(dataset: Dataset, index: Index, place: int, language: str) -> list[str]:
    """Names of the themes with weight that an area lacks."""
    lacking = np.isnan(index.found.themes[place]) & (index.found.weights.themes > 0)
    themes = index.shares.structure.themes
    return [theme_name(dataset, themes[one], language) for one in np.flatnonzero(lacking)]


def lead(dataset: Dataset, view: View, index: Index, area: str) -> str:
    """An area's score and rank in a sentence; empty where it is of another level."""
    if dataset.level_of(area) is not index.level:
        return ""
    place, language = dataset.place(area), view.language
    name = area_name(dataset, area)
    if np.isnan(index.scores[place]):
        reason = why_no_score(index, place, language)
        return text("synthesis.lead_none", language, name=name, reason=reason)
    inside = index.inside(dataset, view)
    rank = int(index.ranks(inside)[place])
    if not rank:
        return f"{name}: {score(float(index.scores[place]), language)}"
    return text(
        "synthesis.lead",
        language,
        name=name,
        score=number(float(index.scores[place]), language, DIGITS),
        rank=number(rank, language),
        count=number(int((inside & ~np.isnan(index.scores)).sum()), language),
        level=text(f"level_many.{index.level}", language),
    )


def scope_name(dataset: Dataset, view: View) -> str:
    """The provinces in view by name."""
    names = [province_name(dataset, key) for key in view.provinces(dataset)]
    return enumerated(names, view.language)


def sources(dataset: Dataset, index: Index, language: str) -> list[str]:
    """Who published what enters, each once."""
    said = [source(dataset, one.series, language) for one in weighted_inputs(index)]
    return list(dict.fromkeys(said))


def weighted_inputs(index: Index) -> list[Input]:
    """The inputs with weight."""
    structure, weights = index.shares.structure, index.found.weights
    on = (weights.within > 0) & (weights.themes > 0)[structure.theme_of]
    return [index.entering.inputs[one] for one in np.flatnonzero(on)]
