"""The same paths on the real build, with the indicators that it has; skipped without its input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboard.catalogue import load_catalogue
from dashboard.classes import letters
from dashboard.comparison import Outcome, comparison
from dashboard.dataset import Dataset
from dashboard.index.scores import index_of
from dashboard.pipeline.build import build_release
from dashboard.pipeline.publish import publish
from dashboard.settings import CATALOGUE
from dashboard.shortlist.flip import flip_of
from dashboard.shortlist.selection import shortlist_of
from dashboard.shortlist.why import counts, why
from dashboard.synthesis_summary import of_gender
from dashboard.threshold import evaluate
from dashboard.view import parse
from dashboard.wording import number, text
from tests.browser.reader import Reader

RAW = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not RAW.is_dir(), reason=f"the real input files are not in {RAW}"),
]
STATES = {"n": "none", "f": "few", "s": "suppressed", "x": "unvalued"}


@dataclass(frozen=True)
class Real:
    """The real build and the address where it is served."""

    dataset: Dataset
    address: str


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., str]) -> Real:
    folder = tmp_path_factory.mktemp("real")
    release = build_release(RAW, folder, CATALOGUE)
    publish(folder, release.key)
    dataset = Dataset(release, load_catalogue(CATALOGUE))
    return Real(dataset, serve("--data", str(folder)))


@pytest.fixture
def visitor(chromium: Browser, real: Real) -> Iterator[Reader]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="tr-TR")
    reader = Reader(context.new_page(), real.address)
    yield reader
    context.close()
    assert reader.faults == []


def test_the_map_has_the_classes_of_python_and_no_demonstration(
    visitor: Reader, real: Real
) -> None:
    page = visitor.open("/?g=population_density")
    series = parse("g=population_density", real.dataset).view.series
    expected = [STATES.get(one, one) for one in letters(real.dataset, series)]
    assert visitor.letters() == expected
    assert not page.get_by_test_id("demonstration").count()
    assert "Gösterim" not in page.inner_text("body")


def test_what_is_not_published_says_so(visitor: Reader) -> None:
    page = visitor.open("/?il=balikesir&g=stop_distance")
    assert "Balıkesir için yayımlanmıyor" in page.locator("#notice-body").inner_text()
    assert "Sıralanacak değer yok" in page.locator("#ranking-body").inner_text()
    absent = page.locator(".picker-item", has=page.locator("input[value=literacy_gap]"))
    assert "yayımlanmıyor" in absent.text_content()
    assert absent.locator("input").is_disabled()
    page.get_by_role("button", name="İzmir ilini göster").click()
    page.wait_for_selector(".ranking tbody tr")
    assert visitor.words()["il"] == "izmir"


def test_the_comparison_says_what_the_engine_says(visitor: Reader, real: Real) -> None:
    query = "gostergeler=women_share,young_voter_share,sege_score,literacy_gap&g=population_density"
    page = visitor.open(f"/karsilastir?{query}", painted=False)
    page.wait_for_selector(".compare-table tbody")
    entries = comparison(real.dataset, parse(query, real.dataset).view)
    rows = page.locator(".compare-table tbody")
    assert rows.count() == len(entries) == 3, "literacy by neighbourhood is not published"
    for entry, body in zip(entries, rows.all(), strict=True):
        compared = [one.outcome for one in (*entry.main.areas, *entry.main.above)]
        expected = [
            text(f"outcome.{one}", "tr") for one in compared if one is not Outcome.NOT_COMPARED
        ]
        assert body.locator("tr").first.locator(".tag").all_inner_texts() == expected


def test_thresholds_count_what_python_counts(visitor: Reader, real: Real) -> None:
    query = "esik=population_density:toplam:az:1000,stop_distance:toplam:cok:500&il=izmir"
    page = visitor.open(f"/esik?{query}")
    outcome = evaluate(real.dataset, parse(query, real.dataset).view)
    assert page.locator(".count-number").inner_text() == number(int(outcome.passes.sum()), "tr")
    assert outcome.passes.any()


def test_a_picture_of_the_real_build_names_its_sources(visitor: Reader, real: Real) -> None:
    page = visitor.open("/?il=izmir&g=population_density")
    answer = page.request.get(f"{real.address}/export/map.svg?il=izmir&g=population_density")
    assert answer.ok
    drawn = answer.text()
    assert "TÜİK" in drawn
    assert "Gösterim" not in drawn


def test_a_synthesis_of_what_there_is_says_what_it_is_not(visitor: Reader, real: Real) -> None:
    """The indicators that the real build has; those that can't enter with their reason."""
    page = visitor.open("/sentez?duzey=ilce&bolum=yontem")
    index = index_of(real.dataset, parse("duzey=ilce", real.dataset).view)
    assert page.evaluate("() => atlas.mapState.shown.letters") == index.letters()
    rows = page.locator(".inputs tbody tr")
    assert rows.count() == len(index.entering.inputs) > 3
    left_out = page.get_by_test_id("left-out").inner_text()
    assert "bu sürümde yayımlanmamış" in left_out
    assert "iyi ya da kötü sayılmaz" in left_out
    told = of_gender(index)
    assert page.locator("h1").inner_text() == ("Eşitlik puanı" if told else "Sentez puanı")
    assert told or "eşitlik puanı değildir" in page.locator(".notice").inner_text()
    for theme in index.shares.structure.themes:
        assert page.locator(f'[data-theme-share="{theme}"]').count() == 1


def test_a_shortlist_of_what_there_is(visitor: Reader, real: Real) -> None:
    query = "esik=population_density:toplam:az:100&k=3"
    page = visitor.open(f"/kisa-liste?{query}")
    view = parse(query, real.dataset).view
    found = shortlist_of(real.dataset, view)
    assert page.locator("h1").inner_text() == counts(real.dataset, view).sentence
    table = page.get_by_test_id("shortlist-table").locator("tr[data-area]")
    ids = real.dataset.areas(found.level)["id"].tolist()
    shown = [one.get_attribute("data-area") for one in table.all()]
    assert shown == [ids[one] for one in found.order]
    assert len(found.listed) == 3
    table.first.locator("button").click()
    first = why(real.dataset, view, ids[found.order[0]])
    page.wait_for_selector(".why-sentence")
    assert page.locator(".why-sentence").inner_text() == first.sentence
    flip = flip_of(real.dataset, view, found.order[0])
    assert bool(flip) == bool(page.get_by_test_id("try-flip").count())
