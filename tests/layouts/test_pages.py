"""Every page builds for every kind of view, and what stands on it can be read and used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.summary import written
from dashboard.view import GROUP_WORDS, LEVEL_WORDS, RULE_WORDS, parse
from dashboard.wording import text, texts
from layouts import ids, shell
from layouts.area_map import browser_constants
from layouts.pages import PAGES
from layouts.pages import compare as compare_page
from layouts.pages import data as data_page
from layouts.pages import map as map_page
from layouts.pages import quality as quality_page
from layouts.pages import threshold as threshold_page

MAP_QUERIES = {
    "nothing selected": "",
    "a neighbourhood selected": "mahalle=41108",
    "a neighbourhood selected on the district map": "mahalle=41108&duzey=ilce",
    "a district selected": "ilce=d-1128",
    "a district selected on the district map": "ilce=d-1128&duzey=ilce&grup=erkek",
    "a gap": "g=literacy_gap&grup=fark&mahalle=41108",
    "a district-only indicator": "g=older_women_share",
    "a district-only indicator with a neighbourhood selected": "g=sege_score&mahalle=41108",
    "a province-only indicator": "g=labour_participation",
    "a province-only indicator with a district selected": "g=labour_participation&ilce=d-1128",
    "the province level": "g=literacy_gap&duzey=il",
    "an indicator without values for provinces": "g=woman_mayor&ilce=d-1128",
    "a neighbourhood-only indicator": "g=woman_muhtar&mahalle=41108",
    "one province, ascending, another rule": "il=balikesir&sira=artan&kirilim=esit-aralik",
    "the distribution": "sekme=dagilim",
    "the distribution of districts": "sekme=dagilim&g=older_women_share",
    "the distribution of provinces": "sekme=dagilim&g=labour_participation",
    "a brushed range": "aralik=5,12&sekme=dagilim",
    "an empty range": "aralik=5000,6000",
    "an old link": "g=gone&il=ankara&mahalle=1&karsi=d-0",
}
COMPARE_QUERIES = {
    "nothing chosen": "",
    "four districts": "karsi=d-1128,d-1161,d-2066,d-1203&gostergeler=sege_score,literacy_gap",
    "one district": "karsi=d-1128",
    "a province-only indicator": "g=labour_participation",
    "a neighbourhood-only indicator": "g=woman_muhtar",
    "nothing that districts have": "gostergeler=woman_muhtar",
    "an old link": "karsi=d-0&gostergeler=gone",
}
THRESHOLD_QUERIES = {
    "nothing chosen": "",
    "districts": "duzey=ilce&il=balikesir",
    "the province level": "duzey=il",
    "a province-only indicator": "g=labour_participation",
    "a neighbourhood-only indicator": "g=woman_muhtar",
    "three criteria, two needed": (
        "esik=tertiary_share:kadin:cok:10,stops_per_km2:toplam:cok:5,sege_score:toplam:cok:0&enaz=2"
    ),
    "criteria nobody meets": "esik=tertiary_share:kadin:az:99999",
    "a criterion of provinces": "esik=labour_participation:kadin:az:1&duzey=ilce",
    "an old link": "esik=gone:kadin:az:1",
    "near misses": "esik=tertiary_share:kadin:cok:10&liste=kil-payi",
    "areas that fail, one selected": (
        "esik=tertiary_share:kadin:cok:10.25,literacy_gap:fark:cok:-2&liste=gecemeyenler&mahalle=41108"
    ),
    "shares of districts, one selected": "liste=ilceler&ilce=d-1128",
    "shares of provinces": "liste=ilceler&duzey=ilce&mahalle=41108",
    "yes or no": "esik=woman_muhtar:toplam:az:1&liste=gecemeyenler&mahalle=41108",
    "men": "esik=tertiary_share:erkek:az:20&liste=kil-payi",
    "as many criteria as can be": "esik="
    + ",".join(f"tertiary_share:kadin:cok:{value}" for value in range(10, 18))
    + "&enaz=3",
}
DATA_QUERIES = {
    "nothing chosen": "",
    "gender indicators of districts": "konu=cinsiyet&duzey=ilce&il=balikesir",
    "the province level": "duzey=il",
    "a theme and a year": "konu=tema:education&veriyili=2022",
    "an indicator and a district": "konu=literacy_gap&ilce=d-1128",
    "a neighbourhood selected": "mahalle=41108",
    "an old link": "konu=gone&veriyili=1900",
}
TINY_QUERIES = {
    "nothing selected": "",
    "too few people": "g=employment&mahalle=103",
    "suppressed": "g=employment&mahalle=105&grup=kadin",
    "no data and no residents": "g=employment&mahalle=x-6",
    "an islet": "g=employment&mahalle=x-7",
    "a district": "g=employment&ilce=d-12&duzey=ilce&sekme=dagilim",
    "a gap": "g=employment&grup=fark&sekme=dagilim",
    "a district-only indicator": "g=women_share&mahalle=101",
    "the province level": "g=employment&duzey=il",
    "thresholds with a suppressed value": "esik=employment:kadin:az:30&mahalle=105",
    "thresholds and an islet": "esik=population:toplam:az:9&mahalle=x-7&liste=gecemeyenler",
    "thresholds and a criterion of districts": "esik=women_share:kadin:az:51&mahalle=101&enaz=1",
}
DEMO_QUERIES = (
    (map_page, MAP_QUERIES),
    (compare_page, COMPARE_QUERIES),
    (threshold_page, THRESHOLD_QUERIES),
    (data_page, DATA_QUERIES),
    (quality_page, {"all provinces": ""}),
)
LANGUAGES = ("tr", "en")
VISIBLE = ("title", "placeholder", "aria-label", "label", "nothingFoundMessage", "thumbLabel")
VISIBLE += ("thumbFromLabel", "thumbToLabel")
CONTROLS = ("Button", "Select", "MultiSelect", "Slider", "RangeSlider", "SegmentedControl")
CONTROLS += ("TextInput", "NumberInput", "RadioGroup", "Radio")
NOT_SAID = re.compile(r"(?<!\w)(?:nan|NaN|None(?! of)|undefined|null|inf|NaT|<NA>)(?!\w)")
PLACEHOLDER_LEFT = re.compile(r"\{\w*\}")
DOTTED_DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
LICENCE = re.compile(r"(?:CC BY(?:-\w+)?|EUPL|WCAG)[ -]\d\.\d")
COMMA_DECIMAL = re.compile(r"(?<![\d,])\d+,\d+(?![\d,])")


def page_of(dataset: Dataset, page: ModuleType, query: str) -> Component:
    """The whole page, frame and all."""
    parsed = parse(query, dataset)
    words = dict(parse_qsl(query))
    content = [*shell.stores({}, parsed.view), *page.build(dataset, parsed, words)]
    return shell.shell(dataset, parsed.view, page.PATH, content)


def parts(component: Component) -> Iterator[Component]:
    """The component and all within it."""
    yield component
    for part in component._traverse():
        if isinstance(part, Component):
            yield part


def strings_in(child: Any) -> Iterator[str]:
    """Every string among a part's children."""
    if isinstance(child, str | int | float):
        yield str(child)
    elif isinstance(child, list | tuple):
        for one in child:
            yield from strings_in(one)
    elif isinstance(child, Component):
        yield from strings_in(getattr(child, "children", getattr(child, "nodes", None)))


def visible(component: Component) -> list[str]:
    """What a reader sees or hears."""
    found = list(strings_in(component))
    for part in parts(component):
        given = part.to_plotly_json()["props"]
        found += [str(given[name]) for name in VISIBLE if isinstance(given.get(name), str)]
        options = given.get("data")
        if part._type in ("Select", "MultiSelect", "SegmentedControl") and options:
            found += [one["label"] for one in flat(options)]
    return found


def flat(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Options out of their groups."""
    return [item for one in options for item in one.get("items", [one])]


def _cases() -> list[Any]:
    cases = [
        ("demo", page, about, query)
        for page, queries in DEMO_QUERIES
        for about, query in queries.items()
    ]
    cases += [
        ("tiny", page, about, query) for about, query in TINY_QUERIES.items() for page in PAGES
    ]
    return [
        pytest.param(name, page, query, id=f"{name}{page.PATH}-{about}")
        for name, page, about, query in cases
    ]


@pytest.mark.parametrize(("name", "page", "query"), _cases())
def test_every_page_can_be_read(
    name: str, page: ModuleType, query: str, request: pytest.FixtureRequest
) -> None:
    dataset = request.getfixturevalue(name)
    for language in LANGUAGES:
        built = page_of(dataset, page, f"{query}&dil={language}")
        _require_unique_ids(built)
        _require_labels(built)
        _require_known_values(built)
        _require_readable(visible(built), language)
        said = text("demonstration.label", language) in visible(built)
        assert said == dataset.release.demonstration


def _require_unique_ids(built: Component) -> None:
    found = [str(part.id) for part in parts(built) if getattr(part, "id", None)]
    assert sorted(found) == sorted(set(found))


def _require_labels(built: Component) -> None:
    known = {part.id for part in parts(built) if isinstance(getattr(part, "id", None), str)}
    for part in parts(built):
        if part._type not in CONTROLS:
            continue
        given = part.to_plotly_json()["props"]
        if given.get("aria-labelledby"):
            assert given["aria-labelledby"] in known, part
            continue
        names = [given.get(one) for one in ("aria-label", "label", "thumbLabel", "thumbFromLabel")]
        if part._type == "Button":
            names.append("".join(strings_in(part)).strip(" ×"))
        assert any(isinstance(one, str) and one.strip() for one in names), part


def _require_known_values(built: Component) -> None:
    """A chosen value that is not among the options is shown as a raw key."""
    for part in parts(built):
        if part._type in ("Select", "MultiSelect"):
            given = part.to_plotly_json()["props"]
            if part._namespace == "dash_html_components":
                chosen_here = [one for one in parts(part) if getattr(one, "selected", False)]
                assert len(chosen_here) == 1, given
                continue
            chosen = given.get("value") or []
            known = {one["value"] for one in flat(given["data"])}
            assert set([chosen] if isinstance(chosen, str) else chosen) <= known, given.get("id")


def _require_readable(said: list[str], language: str) -> None:
    keys = set(texts(language)) - {"yes", "no", "brand"}
    for one in said:
        assert one not in keys, one
        assert not NOT_SAID.search(one), one
        assert not PLACEHOLDER_LEFT.search(one), one
        if language == "tr":
            dotted = [
                found
                for found in DOTTED_DECIMAL.findall(LICENCE.sub("", one))
                if not THOUSANDS.match(found)
            ]
            assert not dotted, one
        elif not one.startswith("Part") and "karsi=" not in one:
            wrong = [
                found
                for found in COMMA_DECIMAL.findall(one)
                if not re.fullmatch(r"\d{1,3},\d{3}", found)
            ]
            assert not wrong, one


def _ids_and_tests(built: Component) -> set[str]:
    found = set()
    for part in parts(built):
        given = part.to_plotly_json()["props"]
        if "data-testid" in given:
            found.add(given["data-testid"])
    return found


FRAME = {"search", "share", "language", "colour-scheme"}


@pytest.mark.parametrize(
    ("page", "query", "expected"),
    [
        (
            map_page,
            "sekme=dagilim",
            {"map", "map-title", "legend", "indicator-picker", "province-switch", "level-switch"}
            | {"ranking-table", "distribution"},
        ),
        (compare_page, "", {"compare"}),
        (
            threshold_page,
            "",
            {"map", "map-title", "legend", "province-switch", "level-switch", "threshold-list"},
        ),
    ],
)
def test_the_stable_names_are_there(
    demo: Dataset, page: ModuleType, query: str, expected: set[str]
) -> None:
    assert (expected | FRAME) <= _ids_and_tests(page_of(demo, page, query))


def test_every_page_has_the_frame(demo: Dataset) -> None:
    for page in PAGES:
        found = _ids_and_tests(page_of(demo, page, ""))
        assert FRAME | {"demonstration"} <= found


def test_every_level_and_group_of_every_indicator_builds(demo: Dataset) -> None:
    for key, offers in demo.offers.items():
        for level, group in {(one.level, one.group) for one in offers}:
            query = f"g={key}&duzey={LEVEL_WORDS[level]}&grup={GROUP_WORDS[group]}&il=balikesir"
            parsed = parse(query, demo)
            assert (parsed.view.series.level, parsed.view.series.group) == (level, group)
            for panel in map_page.panels(demo, parsed, {}):
                for part in panel if isinstance(panel, list) else [panel]:
                    _require_readable(list(strings_in(part)), "tr")


def test_the_title_names_all(demo: Dataset) -> None:
    built = page_of(demo, map_page, "g=literacy_gap&grup=kadin&duzey=ilce&yil=2022")
    title = next(
        part
        for part in parts(built)
        if part.to_plotly_json()["props"].get("data-testid") == "map-title"
    )
    said = " ".join(strings_in(title))
    for word in (
        demo.catalogue.indicators["literacy_gap"].name["tr"],
        text("group_long.women", "tr"),
        "%",
        "2022",
        text("level.district", "tr"),
    ):
        assert word in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "level"),
    [
        ("g=older_women_share", "district"),
        ("g=labour_participation", "province"),
    ],
)
def test_an_indicator_not_published_for_neighbourhoods_says_so(
    demo: Dataset, query: str, level: str, language: str
) -> None:
    built = page_of(demo, map_page, f"{query}&duzey=mahalle&dil={language}")
    assert text(f"notice.only_{level}", language) in visible(built)


def test_what_a_link_could_not_say_is_told(demo: Dataset) -> None:
    for page in (map_page, compare_page, threshold_page):
        said = " ".join(visible(page_of(demo, page, "il=ankara&karsi=d-0")))
        assert "il=ankara" in said
        assert "karsi=d-0" in said


def test_source_and_caveat_stand_without_a_click(demo: Dataset) -> None:
    for key in demo.offers:
        said = visible(page_of(demo, map_page, f"g={key}"))
        caveat = demo.catalogue.indicators[key].caveat["tr"]
        assert not caveat or caveat in said
        assert text("about.source", "tr") in said
        if key == "population":
            break


def test_the_table_shows_the_first_ranks(tiny: Dataset) -> None:
    built = page_of(tiny, map_page, "g=employment&grup=kadin")
    rows = [
        part.to_plotly_json()["props"]["data-area"]
        for part in parts(built)
        if part._type == "Tr" and "data-area" in part.to_plotly_json()["props"]
    ]
    assert rows == ["102", "101", "104"]


def test_a_selected_area_stands_once_in_the_table(tiny: Dataset) -> None:
    built = page_of(tiny, map_page, "g=employment&grup=kadin&mahalle=101")
    rows = [
        part.to_plotly_json()["props"]["data-area"]
        for part in parts(built)
        if part._type == "Tr" and "data-area" in part.to_plotly_json()["props"]
    ]
    assert sorted(rows) == ["101", "102"]


def test_the_first_paint_is_what_the_title_says(demo: Dataset) -> None:
    for query in ("", "g=literacy_gap&grup=fark", "g=older_women_share", "il=izmir&kirilim=dogal"):
        built = page_of(demo, map_page, query)
        paint = next(part.data for part in parts(built) if getattr(part, "id", "") == ids.PAINT)
        view = parse(query, demo).view
        assert paint["key"] == view.series.key
        assert len(paint["letters"]) == len(demo.areas(view.series.level))
        title = next(part for part in parts(built) if getattr(part, "id", "") == ids.MAP_TITLE)
        assert list(strings_in(title)) == [paint["title"]]


def test_the_map_has_a_layer_per_province_and_level(demo: Dataset) -> None:
    built = page_of(demo, map_page, "")
    layers = {part.id for part in parts(built) if part._type == "GeoJSON"}
    expected = {
        ids.geometry(province, level) for province in demo.release.provinces for level in Level
    }
    assert layers == expected


def test_the_browser_knows_where_a_province_begins(demo: Dataset) -> None:
    constants = browser_constants(demo, parse("", demo).view)
    for level in Level:
        areas = demo.areas(level)
        for province in demo.release.provinces:
            start = constants["offsets"][province][level]
            size = constants["sizes"][province][level]
            assert set(areas["province"].iloc[start : start + size]) == {province}
            assert size == (areas["province"] == province).sum()


@pytest.mark.parametrize("rule", ["", *RULE_WORDS.values()])
def test_the_legend_names_only_colours_that_are_shown(demo: Dataset, rule: str) -> None:
    built = page_of(demo, map_page, f"g=literacy_gap&grup=fark&kirilim={rule}")
    paint = next(part.data for part in parts(built) if getattr(part, "id", "") == ids.PAINT)
    said = text("legend.gap", "tr") in visible(built)
    assert said == paint["palette"].startswith("div")


def test_a_link_to_another_page_keeps_the_view(demo: Dataset) -> None:
    query = "g=literacy_gap&mahalle=41108&il=izmir"
    view = parse(query, demo).view
    built = page_of(demo, map_page, query)
    links = [
        part.href
        for part in parts(built)
        if part._type == "A" and "data-page" in part.to_plotly_json()["props"]
    ]
    assert len(links) >= 4
    for link in links:
        assert parse(urlsplit(link).query, demo).view == view


def test_words_of_a_link_are_shown_as_text(demo: Dataset) -> None:
    built = page_of(demo, map_page, "g=%3Cscript%3Ealert(1)%3C/script%3E")
    assert any("<script>" in one for one in visible(built))
    kinds = {part._type for part in parts(built)}
    assert not kinds & {"Markdown", "DangerouslySetInnerHTML", "Iframe"}


def test_a_province_without_values_says_so_and_offers_the_other(demo: Dataset) -> None:
    def said(query: str) -> tuple[list[Component], str, str]:
        panels = map_page.panels(demo, parse(query, demo), {})
        return panels[0], " ".join(strings_in(panels[0])), " ".join(strings_in(panels[5]))

    notice, words, ranking = said("il=balikesir&g=ses_score&duzey=il")
    assert text("notice.absent_in", "tr", provinces="Balıkesir") in words
    assert offered(notice) == ["izmir"]
    assert text("ranking.nobody", "tr") in ranking
    notice, words, _ = said("g=ses_score&duzey=il")
    assert "Balıkesir" in words
    assert offered(notice) == []


def offered(notice: list[Component]) -> list[str]:
    """Provinces that the notice offers to show instead."""
    given = [part.to_plotly_json()["props"] for one in notice for part in parts(one)]
    return [one["data-word"] for one in given if "data-choose" in one]


def test_values_of_provinces_stand_in_words_under_the_map(demo: Dataset) -> None:
    parsed = parse("g=labour_participation", demo)
    said = " ".join(strings_in(map_page.panels(demo, parsed, {})[4]))
    for province in demo.release.provinces:
        assert written(demo, parsed.view.series, province, "tr") in said
