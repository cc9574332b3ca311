"""The foot of every page, Hakkında, and what a link could not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.imprint import Imprint, load_imprint
from dashboard.settings import CATALOGUE, OPERATOR
from dashboard.view import parse
from dashboard.wording import text
from layouts import about, footing, shell
from layouts.pages import PAGES, imprint
from layouts.pages import map as map_page

LANGUAGES = ("tr", "en")


def _parts(component: Component) -> list[Component]:
    return [component, *(one for one in component._traverse() if isinstance(one, Component))]


def _said(component: Any) -> str:
    if isinstance(component, list | tuple):
        return " ".join(_said(one) for one in component)
    if isinstance(component, Component):
        return _said(getattr(component, "nodes", None) or getattr(component, "children", None))
    return "" if component is None else str(component)


@pytest.fixture
def introduced(demo: Dataset) -> Any:
    """The demonstration with an operator who has said everything."""
    before = demo.imprint
    committed = load_imprint(OPERATOR, CATALOGUE)
    lines = tuple(replace(one, checked=date(2026, 1, 31)) for one in committed.help_lines)
    demo.imprint = replace(
        committed,
        association={"tr": "Örnek Derneği", "en": "Example Association"},
        mail="atlas@example.org",
        postal_address="Konak, İzmir",
        help_lines=lines,
    )
    yield demo
    demo.imprint = before


def _page(dataset: Dataset, query: str) -> Component:
    parsed = parse(query, dataset)
    return shell.shell(dataset, parsed.view, imprint.PATH, imprint.build(dataset, parsed, {}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_operator_says_is_shown(introduced: Dataset, language: str) -> None:
    page = _page(introduced, f"dil={language}")
    said = _said(page)
    association = introduced.imprint.association[language]
    for part in (association, "atlas@example.org", "Konak, İzmir"):
        assert part in said
    assert introduced.imprint.funding[language] in said
    assert text("imprint.contact.none", language) not in said
    assert text("imprint.help.unconfirmed", language) not in said
    assert {"tr": "31 Ocak 2026", "en": "31 January 2026"}[language] in said
    links = {getattr(one, "href", "") for one in _parts(page)}
    assert {"mailto:atlas@example.org", "tel:112", "tel:183"} <= links


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_has_said_is_said_to_be_missing(demo: Dataset, language: str) -> None:
    page = _page(demo, f"dil={language}")
    said = _said(page)
    for key in ("contact.nobody", "report.none", "help.none", "funding.none"):
        assert said.count(text(f"imprint.{key}", language)) == 1
    assert not [one for one in _parts(page) if "mailto:" in str(getattr(one, "href", ""))]


def test_lines_that_nobody_confirmed_say_so(demo: Dataset) -> None:
    before, read = demo.imprint, load_imprint(OPERATOR, CATALOGUE)
    first, *others = read.help_lines
    demo.imprint = read
    none_checked = _said(_page(demo, ""))
    demo.imprint = replace(read, help_lines=(replace(first, checked=date(2026, 1, 31)), *others))
    one_checked = _said(_page(demo, ""))
    demo.imprint = before
    assert none_checked.count(text("imprint.help.all_unconfirmed", "tr")) == 1
    assert text("imprint.help.unconfirmed", "tr") not in none_checked
    assert text("imprint.help.all_unconfirmed", "tr") not in one_checked
    assert one_checked.count(text("imprint.help.unconfirmed", "tr")) == len(others)


def test_the_foot_stands_on_every_page_with_the_view(demo: Dataset) -> None:
    for page in PAGES:
        parsed = parse("il=izmir&mahalle=41108", demo)
        built = shell.shell(demo, parsed.view, page.PATH, page.build(demo, parsed, {}))
        foot = next(one for one in _parts(built) if one._type == "Footer")
        hrefs = [one.href for one in _parts(foot) if one._type == "A"]
        assert hrefs[5:7] == [footing.RECORDS, footing.LOGIN]  # they show no view
        del hrefs[5:7]
        assert len(hrefs) == 6
        for section in footing.IN_FOOT:
            assert footing.imprint_address(parsed.view, section) in hrefs
        assert all("mahalle=41108" in one for one in hrefs)


def test_every_anchor_has_its_heading(demo: Dataset) -> None:
    headings = {getattr(one, "id", "") for one in _parts(_page(demo, "")) if one._type == "H2"}
    assert headings == set(footing.ANCHORS.values())


def test_a_report_names_indicator_area_and_value(demo: Dataset) -> None:
    parsed = parse("il=izmir&mahalle=41108&g=literacy_gap&grup=kadin&yil=2023", demo)
    built = map_page.build(demo, parsed, {})
    said = [
        one.to_plotly_json()["props"]["data-report"]
        for part in built
        for one in _parts(part)
        if "data-report" in one.to_plotly_json()["props"]
    ]
    assert len(said) == 1
    title, area, value = said[0].split("\n")
    assert "Okuryazarlık oranı" in title
    assert "2023" in title
    assert area == "Bostanlı (Karşıyaka, İzmir)"
    assert "Bostanlı" in value
    assert "%" in value


def test_the_words_of_a_report_are_complete() -> None:
    for language in LANGUAGES:
        dataset = type("Held", (), {"imprint": Imprint({}, {}, mail="a@b.org")})()
        words = footing.report_words(dataset, language)  # type: ignore[arg-type]
        assert all(words.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_list_of_what_was_left_out_ends_in_a_number(demo: Dataset, language: str) -> None:
    words = {f"k{place}": "x" * 300 for place in range(60)} | {"dil": language}
    said = _said(about.dropped_notice(demo, parse(words, demo)))
    assert len(said) < 700
    assert "k0=" in said
    assert "k59=" not in said
    assert "56" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_indicator_that_is_not_published_is_called_by_its_name(
    tiny: Dataset, language: str
) -> None:
    gone = next(one for one in tiny.catalogue.indicators if one not in tiny.offers)
    found = parse({"g": gone, "dil": language}, tiny)
    said = _said(about.dropped_notice(tiny, found))
    assert tiny.catalogue.indicators[gone].name[language] in said
    assert f"g={gone}" not in said
