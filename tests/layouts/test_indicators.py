"""The list of indicators, their cards, and how a withdrawn one explains itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash.development.base_component import Component

from dashboard.catalogue import Catalogue, Direction, Indicator, Withdrawn
from dashboard.comparison import Outcome
from dashboard.dataset import Dataset, Flag
from dashboard.export import values_csv
from dashboard.search import search
from dashboard.summary import held
from dashboard.view import GROUP_WORDS, LEVEL_WORDS, parse
from dashboard.wording import text
from layouts.area_map import preload
from layouts.pages import PAGES, catalogue, compare, indicator
from layouts.pages import map as map_page
from tests.layouts.test_pages import parts, visible

LANGUAGES = ("tr", "en")
JUDGING = {"behind", "ahead", "behind-line", "ahead-line"}
JUDGING |= {f"tag-{one}" for one in (Outcome.BETTER, Outcome.WORSE)}
JUDGING |= {f"tag-{one}" for one in (Outcome.MORE_EQUAL, Outcome.LESS_EQUAL)}
GOOD_OR_BAD = ("direction.higher", "direction.lower", "direction.parity", "direction.gap")
GOOD_OR_BAD += ("outcome.better", "outcome.worse", "outcome.more_equal", "outcome.less_equal")
GOOD_OR_BAD += ("legend.gap",)


def card(dataset: Dataset, key: str, query: str = "") -> list[Component]:
    return indicator.build(dataset, parse(query, dataset), {indicator.VARIABLE: key})


def said(built: list[Any]) -> str:
    return "\n".join(one for part in built if isinstance(part, Component) for one in visible(part))


def links(built: list[Component]) -> list[str]:
    return [
        part.to_plotly_json()["props"]["href"]
        for whole in built
        for part in parts(whole)
        if part._type == "A"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_says_everything_of_the_catalogue(demo: Dataset, language: str) -> None:
    for key, one in demo.catalogue.indicators.items():
        found = said(card(demo, key, f"dil={language}"))
        words = (one.name, one.gap_name, one.meaning, one.population, one.numerator)
        words += (one.denominator, one.publisher, one.origin.licence, one.caveat)
        for part in (*(each[language] for each in words), one.code, one.origin.address):
            assert part in found, (key, part)
        for part in (
            demo.catalogue.themes[one.theme].name[language],
            text(f"catalogue.kind.{one.kind}", language),
            text(f"direction.{one.direction}", language),
            text(f"rule.{one.break_rule}", language),
            text(f"catalogue.access_rule.{one.access}", language),
            text(f"catalogue.pooling.{one.aggregation}", language),
            text(f"catalogue.secrecy_rule.{one.sensitivity}", language),
            ", ".join(map(str, one.years)) or text("catalogue.unknown", language),
        ):
            assert part in found, (key, part)
        assert (text("catalogue.no_goalposts", language) in found) == (one.goalposts is None), key


def test_a_card_counts_what_the_release_holds(tiny: Dataset) -> None:
    rows = {(one.level, one.group): one for one in held(tiny, "employment")}
    near = rows["neighbourhood", "women"]  # type: ignore[index]
    counts = (near.valued, near.no_data, near.too_few, near.suppressed)
    assert (near.years, counts) == ((2023,), (3, 1, 1, 1))
    assert [(one.level, one.group) for one in held(tiny, "employment")] == [
        (level, group)
        for level in ("neighbourhood", "district", "province")
        for group in ("women", "men")
    ]
    for one in held(tiny, "employment"):
        measured = [
            s for s in tiny.offers["employment"] if (s.level, s.group) == (one.level, one.group)
        ]
        valued = int((tiny.measured(measured[0]).flags == Flag.OK).sum())
        assert one.valued == valued


def test_a_card_leads_to_the_map_of_its_indicator_and_keeps_the_view(demo: Dataset) -> None:
    there = [
        parse(urlsplit(link).query, demo)
        for link in links(card(demo, "literacy_gap", "il=balikesir&dil=en&g=population"))
        if urlsplit(link).path == "/"
    ]
    assert [one.dropped for one in there] == [()]
    view = there[0].view
    assert (view.series.indicator, view.series.group) == ("literacy_gap", "gap")
    assert (view.province, view.language) == ("balikesir", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_a_row_for_every_indicator(demo: Dataset, language: str) -> None:
    built = catalogue.build(demo, parse(f"il=izmir&dil={language}", demo), {})
    found = [urlsplit(one) for one in links(built)]
    keys = [one.path.removeprefix("/gostergeler/") for one in found]
    assert sorted(keys) == sorted(demo.catalogue.indicators)
    assert all(parse_qs(one.query)["il"] == ["izmir"] for one in found)
    themes = [part for whole in built for part in parts(whole) if part._type == "Section"]
    assert len(themes) == len(demo.catalogue.themes) + 1
    assert demo.catalogue.indicators["average_rent"].name[language] in said(themes[-1:])
    absent = text("catalogue.absent", language)
    in_use = demo.catalogue.in_use
    assert said(built).count(absent) == sum(one.key not in demo.offers for one in in_use)


def test_the_shown_indicator_and_the_picker_lead_to_the_cards(demo: Dataset) -> None:
    built = map_page.build(demo, parse("g=literacy_gap&il=izmir", demo), {})
    found = [urlsplit(one) for one in links(built)]
    assert {"/gostergeler/literacy_gap", "/gostergeler"} <= {one.path for one in found}
    assert all("il=izmir" in one.query for one in found if one.path.startswith("/gostergeler"))


def classes(built: list[Any]) -> set[str]:
    whole = [one for one in built if isinstance(one, Component)]
    given = [part.to_plotly_json()["props"] for one in whole for part in parts(one)]
    return {name for props in given for name in str(props.get("className", "")).split()}


def _unjudged(dataset: Dataset) -> list[Indicator]:
    return [one for one in dataset.catalogue.indicators.values() if not one.judged]


def test_what_is_not_judged_is_nowhere_called_good_or_bad(demo: Dataset) -> None:
    assert len(_unjudged(demo)) >= 12
    for language in LANGUAGES:
        words = {text(key, language) for key in GOOD_OR_BAD}
        for one in _unjudged(demo):
            key = one.key
            blocks = card(demo, key, f"dil={language}")
            for series in demo.offers.get(key, ()):
                query = f"g={key}&grup={GROUP_WORDS[series.group]}&dil={language}"
                query += f"&duzey={LEVEL_WORDS[series.level]}&mahalle=41108&gostergeler={key}"
                parsed = parse(f"{query}&karsi=d-1128,d-1161", demo)
                for panel in map_page.panels(demo, parsed, {}):
                    blocks += panel if isinstance(panel, list) else [panel]
                blocks += compare.panels(demo, parsed.view)[1:]
            flat = [
                part for block in blocks for part in (block if isinstance(block, list) else [block])
            ]
            assert not classes(flat) & JUDGING, key
            spoken = {
                line for part in flat if isinstance(part, Component) for line in visible(part)
            }
            assert not spoken & words, (key, spoken & words)


def changed(dataset: Dataset, key: str, **fields: Any) -> Dataset:
    """The same release, one entry of its catalogue changed."""
    entries = dict(dataset.catalogue.indicators)
    entries[key] = replace(entries[key], **fields)
    return Dataset(dataset.release, Catalogue(dataset.catalogue.themes, entries))


def test_a_neutral_gap_has_no_side(tiny: Dataset) -> None:
    """Women and men of one rate, neutral: the line between them has no colour of a side."""
    neutral = changed(tiny, "employment", direction=Direction.NEUTRAL, goalposts=None)
    found = []
    for dataset in (tiny, neutral):
        parsed = parse("g=employment&mahalle=101&grup=kadin", dataset)
        panels = map_page.panels(dataset, parsed, {})
        blocks = [one for each in panels for one in (each if isinstance(each, list) else [each])]
        found.append(classes(blocks) & JUDGING)
    assert found == [{"behind", "behind-line"}, set()]


@pytest.fixture(scope="module")
def without(tiny: Dataset) -> Dataset:
    """The tiny province after employment, which its release still holds, was withdrawn."""
    reason = {"tr": "Sayım yöntemi değişti.", "en": "It is counted otherwise."}
    gone = Withdrawn("2026-11-22", reason, "women_share")
    return changed(tiny, "employment", withdrawn=gone)


def test_a_withdrawn_indicator_is_offered_nowhere(tiny: Dataset, without: Dataset) -> None:
    assert "employment" in tiny.offers
    assert "employment" not in without.offers
    assert "employment" in str(preload(tiny, "tr"))
    assert "employment" not in str(preload(without, "tr"))
    assert search(tiny, "istihdam", "tr")
    assert not search(without, "istihdam", "tr")
    for page in PAGES:
        if page not in (catalogue, indicator):
            built = said(page.build(without, parse("", without), {}))
            assert "İstihdam" not in built, page.PATH
    name, content = values_csv(without, parse("g=employment", without).view)
    assert "employment" not in name
    assert "İstihdam" not in str(content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_to_a_withdrawn_indicator_shows_what_replaces_it(
    without: Dataset, language: str
) -> None:
    parsed = parse(f"g=employment&il=minik&dil={language}", without)
    assert parsed.view.series.indicator == "women_share"
    notice = map_page.build(without, parsed, {})
    found = said(notice)
    name = without.catalogue.indicators["employment"].name[language]
    assert text("notice.withdrawn", language, name=name) in found
    assert text("notice.dropped", language, parts="g=employment") not in found
    paths = [urlsplit(one).path for one in links(notice)]
    assert "/gostergeler/employment" in paths
    offered = [one for one in links(notice) if urlsplit(one).path == "/" and "women_share" in one]
    assert offered


def test_withdrawn_indicators_in_lists_and_criteria_are_explained(without: Dataset) -> None:
    for query in ("gostergeler=employment,women_share", "esik=employment:kadin:az:30"):
        built = compare.build(without, parse(query, without), {})
        assert text("notice.withdrawn", "tr", name="İstihdam") in said(built)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_a_withdrawn_indicator_says_when_why_and_what_instead(
    without: Dataset, language: str
) -> None:
    built = card(without, "employment", f"dil={language}")
    found = said(built)
    gone = without.catalogue.indicators["employment"].withdrawn
    assert gone is not None
    day = {"tr": "22 Kasım 2026", "en": "22 November 2026"}[language]
    assert day in found
    assert gone.reason[language] in found
    assert text("catalogue.withdrawn_absent", language) in found
    assert "/gostergeler/women_share" in [urlsplit(one).path for one in links(built)]
    assert not [one for one in links(built) if urlsplit(one).path == "/"]


def test_a_withdrawn_indicator_without_a_replacement_says_so(tiny: Dataset) -> None:
    gone = Withdrawn("2026-11-22", {"tr": "Neden.", "en": "Why."}, "")
    dataset = changed(tiny, "employment", withdrawn=gone)
    assert text("catalogue.no_replacement", "tr") in said(card(dataset, "employment"))
    parsed = parse("g=employment", dataset)
    assert parsed.view.series.indicator in dataset.offers
    assert text("notice.withdrawn", "tr", name="İstihdam") in said(
        map_page.build(dataset, parsed, {})
    )
