"""The view and the link that carries it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset, Series
from dashboard.synthesis.aggregate import Mean
from dashboard.synthesis.draws import Source
from dashboard.synthesis.normalise import Normalisation
from dashboard.synthesis_view import (
    MOST_K,
    MOST_SEED,
    Painted,
    Part,
    Preset,
    SynthesisView,
    Weighting,
)
from dashboard.view import (
    ALL_PROVINCES,
    GROUP_WORDS,
    LEVEL_WORDS,
    LONGEST_NAMED,
    MOST_COMPARED,
    MOST_CRITERIA,
    MOST_INDICATORS,
    RULE_WORDS,
    Criterion,
    Listed,
    Operator,
    Panel,
    View,
    parse,
    permalink,
    settle,
)

Reader = Callable[[str, Dataset], View]
KEYS = (
    *("il", "g", "grup", "yil", "duzey", "kirilim", "ilce", "mahalle", "aralik", "sekme"),
    *("sira", "karsi", "gostergeler", "esik", "enaz", "liste", "dil", "surum"),
    *("w", "wg", "once", "onceg", "olcekleme", "birlestirme", "gorunum", "bolum"),
    *("deneme", "tohum", "k", "sinir", "kilit"),
)
# words that mean what is shown anyway and stand in no address
SILENT = {"sekme": ("siralama",), "dil": ("tr",), "yil": ("0",)}
numbers = st.integers(-10_000_000, 10_000_000).map(lambda one: one / 100)
tenths = st.integers(0, 1000).map(lambda one: one / 10)


def _shares(keys: list[str]) -> st.SearchStrategy[tuple[tuple[str, float], ...]]:
    """Shares of 100 of some of the keys, in any order."""
    named = st.lists(st.tuples(st.sampled_from(keys), tenths), unique_by=lambda one: one[0])
    return named.map(tuple)


@st.composite
def weightings(draw: st.DrawFn, themes: list[str], indicators: list[str]) -> Weighting:
    """A preset, or shares of themes of which one is above 0; and shares of some indicators."""
    shares = draw(_shares(themes))
    within = draw(_shares(indicators))
    if any(share for _, share in shares):
        return Weighting(Preset.EQUAL, shares, within)
    return Weighting(draw(st.sampled_from(list(Preset))), (), within)


@st.composite
def syntheses(draw: st.DrawFn, dataset: Dataset) -> SynthesisView:
    """Anything that Sentez can be asked for."""
    themes = list(dataset.catalogue.themes)
    indicators = [one.key for one in dataset.catalogue.in_use if one.fits_index]
    some = st.lists(st.sampled_from(themes), unique=True)
    limits = [(key, *sorted(draw(st.tuples(tenths, tenths)))) for key in draw(some)]
    return SynthesisView(
        weighting=draw(weightings(themes, indicators)),
        base=draw(weightings(themes, indicators)),
        normalisation=draw(st.sampled_from(list(Normalisation))),
        mean=draw(st.sampled_from(list(Mean))),
        painted=draw(st.sampled_from(list(Painted))),
        part=draw(st.sampled_from(list(Part))),
        source=draw(st.sampled_from(list(Source))),
        seed=draw(st.integers(0, MOST_SEED)),
        k=draw(st.integers(1, MOST_K)),
        limits=tuple(limits),
        locked=tuple(draw(some)),
    )


@st.composite
def views(draw: st.DrawFn, dataset: Dataset) -> View:
    """Any view that a page of the dataset can show."""
    everything = [one for offers in dataset.offers.values() for one in offers]
    series = draw(st.sampled_from(everything))
    provinces = (*dataset.release.provinces, ALL_PROVINCES)
    districts = list(dataset.areas(Level.DISTRICT)["id"])
    places = [*districts, *dataset.areas(Level.NEIGHBOURHOOD)["id"]]
    selected = draw(st.sampled_from(["", *places]))
    inside = (ALL_PROVINCES, dataset.area(selected)["province"]) if selected else provinces
    ends = draw(st.none() | st.tuples(numbers, numbers))
    criteria = st.builds(
        lambda one, operator, value: Criterion(one.indicator, one.group, operator, value),
        st.sampled_from(everything),
        st.sampled_from(list(Operator)),
        numbers,
    )
    several = {"unique": True}
    levels = [one for one in Level if settle(dataset, replace(series, level=one)) == series]
    return View(
        level=draw(st.sampled_from(levels)),
        province=draw(st.sampled_from(inside)),
        series=series,
        rule=draw(st.sampled_from([None, *dataset.rules(series)[1:]])),
        selected=selected,
        span=(min(ends), max(ends)) if ends else None,
        panel=draw(st.sampled_from(list(Panel))),
        descending=draw(st.booleans()),
        compared=tuple(
            draw(
                st.lists(
                    st.sampled_from(districts), max_size=MOST_COMPARED[Level.DISTRICT], **several
                )
            )
        ),
        indicators=tuple(
            draw(
                st.lists(st.sampled_from(list(dataset.offers)), max_size=MOST_INDICATORS, **several)
            )
        ),
        criteria=tuple(draw(st.lists(criteria, max_size=MOST_CRITERIA))),
        needed=draw(st.integers(0, MOST_CRITERIA)),
        listed=draw(st.sampled_from(list(Listed))),
        synthesis=draw(syntheses(dataset)),
        language=draw(st.sampled_from(["tr", "en"])),
        release=draw(st.sampled_from(["", "0123456789ab"])),
    )


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_link_gives_the_same_view_again(demo: Dataset, data: st.DataObject) -> None:
    view = data.draw(views(demo))
    found = parse(view.to_query(), demo)
    assert found.view == view
    assert not found.dropped
    assert parse(view.to_words(), demo) == found


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(-1e6, 1e6))
@settings(deadline=None)
def test_a_view_read_from_any_link_gives_itself_again(
    demo: Dataset, low: float, threshold: float
) -> None:
    esik = f"literacy_gap:fark:az:{threshold!r}"
    view = parse({"aralik": f"{low!r},3.5", "esik": esik}, demo).view
    assert parse(view.to_query(), demo).view == view


words = st.text(max_size=12) | st.sampled_from(
    ["izmir", "mahalle", "d-1128", "literacy_gap", "a:b:c:d", "nan,inf", "1,2,3", "٣", "1e999", "²"]
)


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), words, max_size=8))
@settings(max_examples=200, deadline=None)
def test_no_link_is_too_strange(demo: Dataset, wanted: dict[str, str]) -> None:
    found = parse(wanted, demo)
    assert demo.has(found.view.series)
    assert parse(found.view.to_query(), demo).view == found.view


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_query_is_too_strange(demo: Dataset, query: str) -> None:
    assert demo.has(parse(query, demo).view.series)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("word", ["9" * 5000, "-1", "\x00", "%", "x" * 5000])
def test_no_word_is_too_long(demo: Dataset, key: str, word: str) -> None:
    found = parse({key: word}, demo)
    assert all(len(part) <= 80 for part in found.dropped)


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("il", "ankara"),
        ("g", "no_such_indicator"),
        ("grup", "herkes"),
        ("yil", "1999"),
        ("yil", "eski"),
        ("duzey", "sokak"),
        ("kirilim", "rastgele"),
        ("ilce", "d-0"),
        ("ilce", "41108"),
        ("mahalle", "0"),
        ("mahalle", "d-1128"),
        ("aralik", "1"),
        ("aralik", "a,b"),
        ("sekme", "hava"),
        ("liste", "hepsi"),
        ("sira", "rastgele"),
        ("enaz", "99"),
        ("dil", "de"),
    ],
)
def test_an_unknown_value_falls_back_and_is_named(demo: Dataset, key: str, word: str) -> None:
    found = parse({key: word}, demo)
    assert found.dropped == (f"{key}={word}",)
    assert found.view == parse({}, demo).view


def test_an_unknown_part_of_a_list_leaves_the_others(demo: Dataset) -> None:
    found = parse("karsi=d-1128,d-0,41108&gostergeler=sege_score,x&esik=x:y:z:1", demo)
    assert found.view.compared == ("d-1128",)
    assert found.view.indicators == ("sege_score",)
    assert found.view.criteria == ()
    assert found.dropped == ("karsi=d-0", "karsi=41108", "gostergeler=x", "esik=x:y:z:1")


def test_lists_end_where_they_are_full(demo: Dataset) -> None:
    districts = list(demo.areas(Level.DISTRICT)["id"])[:6]
    found = parse({"karsi": ",".join(districts)}, demo)
    assert found.view.compared == tuple(districts[: MOST_COMPARED[Level.DISTRICT]])
    assert len(found.dropped) == 2


def test_a_criterion_of_a_group_without_values_is_dropped(demo: Dataset) -> None:
    found = parse({"esik": "sege_score:kadin:az:1"}, demo)
    assert found.view.criteria == ()
    assert found.dropped


def test_unknown_keys_do_no_harm(demo: Dataset) -> None:
    assert parse("utm_source=x", demo).view == parse("", demo).view


def test_a_span_is_sorted(demo: Dataset, view: Reader) -> None:
    assert view("aralik=7,-3.5", demo).span == (-3.5, 7.0)


def test_a_selected_area_outside_the_province_widens_it(demo: Dataset, view: Reader) -> None:
    found = view("il=balikesir&ilce=d-1128", demo)
    assert found.province == ALL_PROVINCES
    assert view("il=izmir&ilce=d-1128", demo).province == "izmir"


def test_one_province_is_its_own_default(tiny: Dataset, view: Reader) -> None:
    assert view("", tiny).province == "minik"
    assert view("il=hepsi", tiny).provinces(tiny) == ("minik",)


def test_a_demonstration_opens_with_its_invented_example(demo: Dataset, view: Reader) -> None:
    assert view("", demo).series.indicator == "women_employment_neighbourhood"


def _everything(dataset: Dataset) -> list[Series]:
    return [
        Series(indicator, group, year, level)
        for indicator in dataset.offers
        for group in Group
        for year in (2022, 2023, 1990)
        for level in Level
    ]


def test_what_exists_is_shown_as_wanted(demo: Dataset) -> None:
    for wanted in _everything(demo):
        if demo.has(wanted):
            assert settle(demo, wanted) == wanted


def test_level_settles_first_then_group_then_year(demo: Dataset) -> None:
    for wanted in _everything(demo):
        found, offers = settle(demo, wanted), demo.offers[wanted.indicator]
        finest = offers[0].level
        at_level = [one for one in offers if one.level == wanted.level]
        assert found.level == (wanted.level if at_level else finest)
        here = [one for one in offers if one.level == found.level]
        default = demo.catalogue.indicators[wanted.indicator].default_group
        if any(one.group == wanted.group for one in here):
            assert found.group == wanted.group
        elif any(one.group == default for one in here):
            assert found.group == default
        years = [one.year for one in here if one.group == found.group]
        assert found.year == (wanted.year if wanted.year in years else max(years))


def test_a_district_indicator_asked_for_neighbourhoods_is_shown_for_districts(
    demo: Dataset, view: Reader
) -> None:
    assert view("g=older_women_share&duzey=mahalle", demo).series.level is Level.DISTRICT
    assert view("g=labour_participation&duzey=mahalle", demo).series.level is Level.PROVINCE


def test_the_words_of_a_link_are_the_readers(demo: Dataset, view: Reader) -> None:
    found = view("g=literacy_gap&grup=kadin&duzey=ilce&yil=2022&mahalle=41108&dil=en", demo)
    assert found.to_words() == {
        "il": ALL_PROVINCES,
        "g": "literacy_gap",
        "grup": GROUP_WORDS[Group.WOMEN],
        "yil": "2022",
        "duzey": LEVEL_WORDS[Level.DISTRICT],
        "mahalle": "41108",
        "dil": "en",
    }


def test_numbers_in_a_link_have_a_dot_and_no_exponent(demo: Dataset, view: Reader) -> None:
    found = replace(view("", demo), span=(0.5, 1200000.25))
    assert found.to_words()["aralik"] == "0.5,1200000.25"
    criterion = Criterion("land_value", Group.TOTAL, Operator.AT_LEAST, 4500)
    assert criterion.to_word() == "land_value:toplam:az:4500"
    assert math.isfinite(criterion.value)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("mahalle=41108&ilce=d-0", ("ilce=d-0",)),
        ("mahalle=41108&ilce=d-1128", ("ilce=d-1128",)),
        ("mahalle=0&ilce=d-1128", ("mahalle=0",)),
        ("il=balikesir&ilce=d-1128", ("il=balikesir",)),
        ("il=izmir&il=balikesir", ("il=balikesir",)),
        ("il=izmir&il=izmir", ()),
        ("gosterge=literacy_gap", ("gosterge=literacy_gap",)),
        ("utm_source=x&fbclid=y&satir=hepsi", ()),
        ("kirilim=sabit", ("kirilim=sabit",)),
    ],
)
def test_whatever_is_not_followed_is_named(
    demo: Dataset, query: str, named: tuple[str, ...]
) -> None:
    assert parse(query, demo).dropped == named


def test_a_district_beside_its_own_neighbourhood_is_followed(demo: Dataset) -> None:
    district = demo.parent("41108")
    assert not parse(f"mahalle=41108&ilce={district}", demo).dropped


def test_a_rule_without_frozen_limits_is_named(demo: Dataset) -> None:
    named = 0
    for key in demo.offers:
        for rule, word in RULE_WORDS.items():
            found = parse({"g": key, "kirilim": word}, demo)
            followed = rule in demo.rules(found.view.series)
            assert (f"kirilim={word}" in found.dropped) is not followed, key
            named += not followed
    assert named


def test_of_a_key_that_stands_twice_the_first_counts(demo: Dataset) -> None:
    for query in ("il=izmir&il=balikesir", {"il": ["izmir", "balikesir"]}):
        assert parse(query, demo).view.province == "izmir"


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_what_is_named_can_be_shown(demo: Dataset, word: str) -> None:
    for part in parse({"g": f"\u202e{word}\n", "x\u200b": word}, demo).dropped:
        assert part.isprintable()
        assert len(part) <= LONGEST_NAMED


@given(
    st.lists(st.tuples(st.sampled_from(KEYS) | st.text(max_size=5), words), max_size=10).map(
        lambda pairs: "&".join(f"{key}={word}" for key, word in pairs)
    )
)
@settings(max_examples=200, deadline=None)
def test_every_word_of_a_link_is_followed_or_named(demo: Dataset, query: str) -> None:
    found = parse(query, demo)
    followed = found.view.to_words()
    named = {part.partition("=")[0] for part in found.dropped}
    for key, word in dict(reversed(parse_qsl(query))).items():
        if key in ("il", "g", "grup", "yil", "dil", "sekme", "ilce", "mahalle", "kirilim"):
            default = parse({}, demo).view.to_words().get(key, "")
            meant = followed.get(key, "") == word or word in (default, *SILENT.get(key, ()))
            assert meant or key in named, (key, word)


@pytest.mark.parametrize("number", ["1e300", "-1e300", "1e15", "nan", "inf"])
def test_a_number_that_cannot_be_written_out_is_dropped(demo: Dataset, number: str) -> None:
    found = parse(f"aralik=1,{number}&esik=literacy_gap:fark:az:{number}", demo)
    assert found.view.span is None
    assert found.view.criteria == ()
    assert len(found.dropped) == 2


def test_a_permanent_link_carries_the_release_that_is_shown(demo: Dataset, view: Reader) -> None:
    seen = view("il=izmir&g=literacy_gap&karsi=d-1128&surum=0123456789ab&dil=en", demo)
    assert seen.release == "0123456789ab"
    kept = permalink(seen, demo)
    assert kept.endswith(f"&dil=en&surum={demo.release.key}")
    again = parse(kept, demo)
    assert not again.dropped
    assert again.view == replace(seen, release=""), "it is the one that is shown"
    assert "karsi" not in permalink(seen, demo, ("karsi",))
    assert "surum" not in view("il=izmir", demo).to_query(), "the address bar stays as it is"


@pytest.mark.parametrize(
    "word", ["0123", "0123456789AB", "../../secret", "0123456789abc", "٣" * 12]
)
def test_a_release_that_is_no_id_is_dropped(demo: Dataset, word: str) -> None:
    found = parse({"surum": word}, demo)
    assert found.view.release == ""
    assert found.dropped == (f"surum={word}",)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_link_to_a_synthesis_gives_it_again(demo: Dataset, data: st.DataObject) -> None:
    view = replace(parse("", demo).view, synthesis=data.draw(syntheses(demo)))
    found = parse(view.to_query(), demo)
    assert found.view == view
    assert not found.dropped


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("w", "bakimm"),
        ("w", "care:0,safety:0"),
        ("w", "care"),
        ("w", "care:-1"),
        ("w", "care:101"),
        ("w", "care:nan"),
        ("w", "peace:10"),
        ("wg", "population:10"),  # neither end is better: no part of a synthesis
        ("wg", "protection_orders_per_10000:10"),  # violence
        ("once", "bakimm"),
        ("onceg", "literacy_gap"),
        ("olcekleme", "z"),
        ("birlestirme", "harmonik"),
        ("gorunum", "renk"),
        ("bolum", "son"),
        ("deneme", "bin"),
        ("tohum", "-1"),
        ("tohum", "1000000"),
        ("tohum", "٣"),
        ("k", "0"),
        ("k", "51"),
        ("sinir", "care:20"),
        ("sinir", "care:10-20-30"),
        ("sinir", "care:-10-20"),
        ("sinir", "peace:0-10"),
        ("kilit", "peace"),
    ],
)
def test_a_word_of_a_synthesis_that_is_not_followed_is_named(
    demo: Dataset, key: str, word: str
) -> None:
    found = parse({key: word}, demo)
    named = [part.partition("=") for part in found.dropped]
    assert {one for one, _, _ in named} == {key}
    assert all(part in word for _, _, part in named)
    assert found.view == parse({}, demo).view


def test_of_a_theme_that_is_named_twice_the_first_counts(demo: Dataset) -> None:
    found = parse("w=care:10,safety:20,care:30&sinir=care:1-2,care:3-4&kilit=care,care", demo)
    synthesis = found.view.synthesis
    assert synthesis.weighting.themes == (("care", 10.0), ("safety", 20.0))
    assert synthesis.limits == (("care", 1.0, 2.0),)
    assert synthesis.locked == ("care",)
    assert found.dropped == ("w=care:30", "sinir=care:3-4")


def test_shares_are_read_as_they_are_shown(demo: Dataset, view: Reader) -> None:
    found = view("w=care:33.333,safety:0.04,work:5", demo).synthesis.weighting
    assert found.themes == (("care", 33.3), ("safety", 0.0), ("work", 5.0))
