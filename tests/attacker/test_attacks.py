"""An attacker with everything a browser can get, on data with planted small counts.

One test per route, named by its letter. Each attack must succeed on the same data
without protection, else it proves nothing. Route (a), the index under any weights, stands in
``test_index_attacks.py``. Routes of what does not exist yet add their own when they come: (e) own
groups of neighbourhoods that differ by one.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import openpyxl
import pandas
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.catalogue import Group, Level
from dashboard.comparison import comparison
from dashboard.dataset import Flag, Series
from dashboard.figures.distribution import strips
from dashboard.legend import legend
from dashboard.pipeline.breaks import class_breaks
from dashboard.ranking import ranking
from dashboard.release import BREAKS, VALUES, Release
from dashboard.search import search
from dashboard.view import View, parse
from dashboard.wording import text
from layouts.pages import PAGES
from layouts.pages import threshold as threshold_page
from tests.attacker.site import Site, published, published_again
from tests.attacker.world import KEY, RESIDENTS, TRUTH, area

CALLER, CALLS = area(0, 0), TRUTH.calls[0][0]
VISITOR, VISITS = area(1, 0), TRUTH.women[1][0]
CALLERS = RESIDENTS[0][0]
SERIES = Series("calls", Group.TOTAL, 2023, Level.NEIGHBOURHOOD)
VISITORS = Series("visits", Group.WOMEN, 2023, Level.NEIGHBOURHOOD)
HIDEABLE = range(1, 5)


def _view(site: Site, query: str) -> View:
    return parse(query, site.dataset).view


def _whole_numbers(low: float, high: float, people: int) -> list[int]:
    """Counts whose rate per 10,000 lies between two rates."""
    return [one for one in range(50) if low <= 10_000 * one / people <= high]


def _shown(site: Site, series: Series, without: str) -> list[float]:
    """What the attacker knows of the other areas: their rates, out of the published counts."""
    measured = site.dataset.measured(series)
    others = (site.dataset.areas(series.level)["id"] != without).to_numpy()
    known = others & (measured.flags == Flag.OK)
    return list(10_000 * measured.numerators[known] / measured.denominators[known])


# --- (b) percentile and rank order ----------------------------------------------------------------


def _by_rank(site: Site) -> list[int]:
    """Counts possible by the caller's place in the ranking, its own value unread."""
    rows = ranking(site.dataset, _view(site, "g=calls&il=ornek&sira=artan")).rows
    places = [one.area for one in rows]
    if CALLER not in places:
        return []
    at = places.index(CALLER)
    return _whole_numbers(rows[at - 1].value, rows[at + 1].value, CALLERS)


def test_b_the_ranking_has_no_place_for_a_hidden_value(guarded: Site, naked: Site) -> None:
    assert _by_rank(naked) == [CALLS]
    assert _by_rank(guarded) == []
    found = ranking(guarded.dataset, _view(guarded, "g=calls&il=ornek&sira=artan"))
    values = [row.value for row in found.rows]
    # ranks count the shown alone: no number is left out where the hidden would stand
    assert [row.rank for row in found.rows] == [1 + sum(v < one for v in values) for one in values]
    assert found.unranked[Flag.SUPPRESSED] == 2


def _by_dots(site: Site) -> dict[str, float]:
    """Positions of the dots in the strips, by area."""
    districts = ["d-21", "d-22", "d-23"]
    dots = strips(site.dataset, _view(site, "g=calls&sekme=dagilim"), districts).data[0]
    return dict(zip(dots.customdata, dots.x, strict=True))


def test_b_the_strips_have_no_dot_for_a_hidden_value(guarded: Site, naked: Site) -> None:
    dot = _by_dots(naked)[CALLER]
    assert _whole_numbers(dot - 0.05, dot + 0.05, CALLERS) == [CALLS]
    assert set(_by_dots(naked)) - set(_by_dots(guarded)) == {CALLER, area(0, 1)}


def _by_comparison(site: Site) -> list[float]:
    """Numbers in the comparison of the caller's neighbourhood with the next: values, intervals."""
    query = f"karsi={CALLER},{area(0, 1)}&gostergeler=calls,calls_per_km2"
    cells = [
        one
        for entry in comparison(site.dataset, _view(site, query))
        for line in entry.measures or (entry.main,)
        for one in line.areas
    ]
    assert len(cells) >= 4
    numbers = [number for one in cells for number in (one.value, one.low, one.high)]
    return [one for one in numbers if not numpy.isnan(one)]


def test_b_the_comparison_says_nothing_of_a_hidden_value(guarded: Site, naked: Site) -> None:
    assert any(
        _whole_numbers(one - 0.05, one + 0.05, CALLERS) == [CALLS] for one in _by_comparison(naked)
    )
    assert _by_comparison(guarded) == []


def test_b_the_search_is_in_the_order_of_names(sites: dict[str, Site]) -> None:
    orders = {
        name: [one.key for one in search(site.dataset, "a", "tr")] for name, site in sites.items()
    }
    assert CALLER in orders["guarded"]
    assert len({tuple(order) for order in orders.values()}) == 1


# --- (c) class breaks and histograms --------------------------------------------------------------


def _by_breaks(site: Site) -> list[int]:
    """Counts of the visitor with which the published limits come out, from the others' values."""
    others = _shown(site, VISITORS, VISITOR)
    entry = json.loads((site.folder / BREAKS).read_text("utf-8"))[VISITORS.scale]["breaks"]

    def gives(count: int) -> bool:
        numbers = numpy.array([*others, 10_000 * count / RESIDENTS[1][0]])
        return all(class_breaks(rule, numbers, 1) == limits for rule, limits in entry.items())

    return [count for count in HIDEABLE if gives(count)]


def test_c_class_breaks_are_made_without_hidden_values(guarded: Site, naked: Site) -> None:
    assert _by_breaks(naked) == [VISITS]
    assert _by_breaks(guarded) == []


def _by_bars(site: Site) -> list[tuple[float, float]]:
    """Bars of the legend that hold more areas than the attacker knows of: their ends."""
    shown = legend(site.dataset, _view(site, "g=visits&grup=kadin"))
    edges, positions = shown.edges, shown.positions
    known = numpy.round(_shown(site, VISITORS, VISITOR), 1)
    found = []
    for bar in shown.bins:
        ends = numpy.interp([bar.start, bar.start + bar.width], positions, edges)
        first, last = bar is shown.bins[0], bar is shown.bins[-1]
        inside = (first | (known >= ends[0])) & (last | (known < ends[1]))
        if round(bar.areas * shown.valued) > inside.sum():
            found.append((-numpy.inf if first else float(ends[0]), float(ends[1])))
    return found


def test_c_the_bars_of_the_legend_hold_no_hidden_value(guarded: Site, naked: Site) -> None:
    (bar,) = _by_bars(naked)
    assert bar[0] <= 10_000 * VISITS / RESIDENTS[1][0] < bar[1]
    assert _by_bars(guarded) == []


# --- (d) thresholds -------------------------------------------------------------------------------


def _state_in_file(site: Site, query: str) -> str:
    """The state of the caller's neighbourhood in the file that the reader downloads."""
    answer = site.client.get(f"/export/threshold.csv?{query}&dil=en")
    lines = [line for line in answer.text.removeprefix("\ufeff").splitlines() if line[:1] != "#"]
    rows = list(csv.reader(lines, delimiter=";"))
    heads = next(row for row in rows if row and row[0] == text("export.column.id", "en"))
    row = next(row for row in rows if row and row[0] == CALLER)
    return row[heads.index(text("export.column.state", "en"))]


def _state_on_map(site: Site, query: str) -> str:
    """The same as the page's callback answers it, one letter per area."""
    view = _view(site, query)
    letters = threshold_page.panels(site.dataset, view, {}, [])[0]["letters"]
    return str(letters[site.dataset.place(CALLER)])


def _bisected(site: Site, state: Callable[[Site, str], str]) -> float | None:
    """The rate at which the state changes; ``None`` where it never does."""
    low, high = 0.0, 1000.0

    def at_least(value: float) -> str:
        return state(site, f"esik=calls:toplam:az:{value:.1f}")

    first = at_least(low)
    if first == at_least(high):
        return None
    while high - low > 0.15:
        middle = round((low + high) / 2, 1)
        low, high = (middle, high) if at_least(middle) == first else (low, middle)
    return low


@pytest.mark.parametrize("state", [_state_in_file, _state_on_map])
def test_d_no_threshold_ever_moves_a_hidden_value(
    guarded: Site, naked: Site, state: Callable[[Site, str], str]
) -> None:
    found = _bisected(naked, state)
    assert found is not None
    assert _whole_numbers(found - 0.05, found + 0.05, CALLERS) == [CALLS]
    assert _bisected(guarded, state) is None


# --- Margins: sums of areas, of groups, of indicators that share counts ---------------------------


def _table(folder: Path) -> pandas.Series:
    values = pandas.read_parquet(folder / KEY / VALUES)
    return values.set_index(["indicator", "group", "area"])["numerator"].sort_index()


def _by_sum(site: Site, indicator: str, group: str) -> dict[str, float]:
    """Counts that are alone missing in their district, or told by the other two groups, or by
    another indicator; the attacker pretends not to have read the one looked for."""
    told = _table(site.folder)
    found = {}
    for district in range(3):
        near = [area(district, at) for at in range(6)]
        for one in near:
            others = told[indicator, group][[other for other in near if other != one]]
            found[f"{one} by district"] = told[indicator, group][f"d-2{district + 1}"] - others.sum(
                skipna=False
            )
            if indicator == "visits":
                found[f"{one} by group"] = (
                    told[indicator, "total"][one] - told[indicator, "men"][one]
                )
            else:
                found[f"{one} by indicator"] = told["calls_per_km2", "total"][one]
    return {name: count for name, count in found.items() if not numpy.isnan(count)}


@pytest.mark.parametrize(
    ("indicator", "group", "one", "count"),
    [("calls", "total", CALLER, CALLS), ("visits", "women", VISITOR, VISITS)],
)
def test_margins_leave_two_unknown(
    guarded: Site, naked: Site, indicator: str, group: str, one: str, count: int
) -> None:
    open_sums = _by_sum(naked, indicator, group)
    assert [told for name, told in open_sums.items() if name.startswith(one)] == [count, count]
    assert not [name for name in _by_sum(guarded, indicator, group) if name.startswith(one)]


def test_violence_of_a_district_is_not_told_by_the_province(guarded: Site, naked: Site) -> None:
    reports = [_table(site.folder)["reports", "women"] for site in (naked, guarded)]
    by_sum = [told[KEY] - told["d-22"] - told["d-23"] for told in reports]
    assert by_sum[0] == TRUTH.reports[0]
    assert numpy.isnan(by_sum[1])
    assert not {one for one in reports[1].index if not one.startswith("d-")} - {KEY}


# --- (f) an old release beside a new one ----------------------------------------------------------


def _by_old_release(old: Release, new: Release) -> float:
    """The caller's count: the old district's total less what the new release shows of the rest."""
    first, second = _table(old.folder)["calls", "total"], _table(new.folder)["calls", "total"]
    others = [area(0, at) for at in range(1, 6)]
    known = first[others].fillna(second[others])
    return float(first["d-21"] - known.sum(skipna=False))


def test_f_a_corrected_release_does_not_tell_what_the_old_one_hid(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # 201 had 3; counted again it has 311, so that nothing small is left in its district
    again = replace(TRUTH, calls=((311, *TRUTH.calls[0][1:]), *TRUTH.calls[1:]))
    together, apart = (tmp_path_factory.mktemp(name) for name in ("together", "apart"))
    old, new = published_again(together, [TRUTH, again])
    (unaware,) = published_again(apart, [again])
    assert _by_old_release(old, unaware) == CALLS, "built elsewhere, it would tell"
    assert numpy.isnan(_by_old_release(old, new))


def test_f_the_list_of_changes_tells_nothing_of_what_is_hidden_now(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("changes")
    before = replace(TRUTH, calls=((311, *TRUTH.calls[0][1:]), *TRUTH.calls[1:]))
    (old,) = published_again(folder, [before])
    site = published(folder, TRUTH, guarded=True)  # 201 has 3 now
    asked = f"/export/changes.csv?surum={old.key}&g=calls&duzey=mahalle"
    lines = site.client.get(asked).text.lstrip("\ufeff").splitlines()
    table = [line for line in lines if not line.lstrip('"').startswith("#")]
    rows = list(csv.DictReader(table, delimiter=";"))
    (mine,) = [row for row in rows if CALLER in row.values()]
    assert mine[text("export.column.old", "tr")] == "", "what was shown then is hidden now"
    assert text("flag.suppressed", "tr") in mine.values()
    assert site.client.get(asked.replace(old.key, "0123456789ab")).status_code == 404


def test_f_what_the_old_release_showed_hides_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # 302 was 200 and is 2: 301 and the others can be looked up, so the total must go
    few = replace(TRUTH, calls=(TRUTH.calls[0], (31, 2, *TRUTH.calls[1][2:]), TRUTH.calls[2]))

    def by_old(old: Release, new: Release) -> float:
        others = [area(1, at) for at in (0, 2, 3, 4, 5)]
        known = _table(old.folder)["calls", "total"][others].sum()
        return float(_table(new.folder)["calls", "total"]["d-22"] - known)

    together, apart = (tmp_path_factory.mktemp(name) for name in ("together", "apart"))
    old, new = published_again(together, [TRUTH, few])
    (unaware,) = published_again(apart, [few])
    assert by_old(old, unaware) == 2, "built elsewhere, it would tell"
    assert numpy.isnan(by_old(old, new))


# --- (g) files, addresses, pages ------------------------------------------------------------------


def _in_values(site: Site) -> Iterable[Any]:
    key = f"/values/{site.dataset.release.key}/0/tr/{SERIES.key}/own.json"
    answer = json.loads(site.client.get(key).data)
    tenths = answer["values"][site.dataset.place(CALLER)]
    return [None if tenths is None else tenths / 10]


def _in_csv(site: Site) -> Iterable[Any]:
    answer = site.client.get("/export/values.csv?g=calls&dil=en").text
    row = next(row for row in csv.reader(io.StringIO(answer), delimiter=";") if row[0] == CALLER)
    # the number of people is open; value and numerator are not
    return [float(cell) if cell else None for cell in row[4:6]]


def _in_threshold_csv(site: Site) -> Iterable[Any]:
    answer = site.client.get("/export/threshold.csv?esik=calls:toplam:az:1&dil=en").text
    row = next(row for row in csv.reader(io.StringIO(answer), delimiter=";") if row[0] == CALLER)
    return [float(cell) for cell in row[5:] if cell.replace(".", "").isdecimal()]


def _in_xlsx(site: Site) -> Iterable[Any]:
    answer = site.client.get("/export/threshold.xlsx?esik=calls:toplam:az:1")
    rows = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True)
    row = next(row for row in rows if row[0] == CALLER)
    return [cell for cell in row[5:] if isinstance(cell, float | int)]


def _in_geojson(site: Site) -> Iterable[Any]:
    answer = json.loads(site.client.get("/export/threshold.geojson?esik=calls:toplam:az:1").data)
    one = next(one for one in answer["features"] if one["properties"]["id"] == CALLER)
    told = {key: value for key, value in one["properties"].items() if key != "residents"}
    return [value for value in told.values() if isinstance(value, float | int)]


@pytest.mark.parametrize("told", [_in_values, _in_csv, _in_threshold_csv, _in_xlsx, _in_geojson])
def test_g_downloads_hold_no_hidden_value(
    guarded: Site, naked: Site, told: Callable[[Site], Iterable[Any]]
) -> None:
    rate = round(10_000 * CALLS / CALLERS, 1)
    assert rate in told(naked)
    assert not {rate, CALLS} & {one for one in told(guarded) if one is not None}


QUERIES = (
    "g=calls",
    f"g=calls&mahalle={CALLER}&sekme=dagilim",
    "g=calls_per_km2&kirilim=dogal",
    f"g=visits&grup=kadin&mahalle={VISITOR}",
    "g=visits&grup=fark&kirilim=esit-aralik&dil=en",
    "g=visits&duzey=ilce&ilce=d-22",
    "g=reports&ilce=d-21",
    f"karsi={CALLER},{VISITOR}&gostergeler=calls,visits,calls_per_km2",
    "karsi=d-21,d-22&gostergeler=reports",
    "esik=calls:toplam:cok:4.1",
    "esik=visits:kadin:az:3,visits:fark:cok:0&enaz=1&liste=kil-payi",
    "duzey=ilce&esik=reports:kadin:cok:0.3",
)
PICTURES = (
    "/export/map.svg?g=calls&il=ornek",
    "/export/map.png?g=visits&grup=kadin",
    f"/export/comparison.svg?karsi={CALLER},{VISITOR}&gostergeler=calls,visits",
    "/export/threshold.svg?esik=calls:toplam:cok:4.1",
    "/export/threshold.png?duzey=ilce&esik=reports:kadin:cok:0.3",
)


def _addresses(site: Site) -> list[str]:
    """Every address with numbers: values of all series, downloads, pictures, pages, reports."""
    every = [series for offers in site.dataset.offers.values() for series in offers]
    start = f"/values/{site.dataset.release.key}/0/tr"
    found = [f"{start}/{series.key}/{rule}.json" for series in every for rule in ("own", "dogal")]
    for query in QUERIES:
        found += [f"/export/values.csv?{query}", f"/export/comparison.csv?{query}"]
        found += [f"/export/threshold.{kind}?{query}" for kind in ("csv", "geojson")]
        found += [f"{page}?{query}" for page in ("/", "/karsilastir", "/esik", "/veri")]
    files = [
        f"/geo/{site.dataset.release.key}/{name}" for name in site.dataset.release.manifest["files"]
    ]
    data = f"/data/{site.dataset.release.key}"
    files += [f"{data}/{name}" for name in ("values.csv", "values.parquet", "datapackage.json")]
    files += [f"{data}/chosen.{form}?duzey=ilce" for form in ("csv", "parquet")]
    return [*found, *PICTURES, *files, f"/quality/{KEY}.md"]


def _pages(site: Site) -> dict[str, str]:
    """Layouts and figures as the browser gets them."""
    found = {}
    for query in QUERIES:
        parsed = parse(query, site.dataset)
        words = parsed.view.to_words()
        for page in PAGES:
            if hasattr(page, "build"):
                content = page.build(site.dataset, parsed, words)
                found[f"{page.__name__} {query}"] = json.dumps(content, cls=PlotlyJSONEncoder)
        drawn = strips(site.dataset, parsed.view, ["d-21", "d-22", "d-23"])
        found[f"strips {query}"] = json.dumps(drawn, cls=PlotlyJSONEncoder)
    key = site.dataset.release.key
    return {name: content.replace(key, "RELEASE") for name, content in found.items()}


def _said(site: Site, address: str) -> bytes:
    """An answer without the release's id and without the one that Dash draws for each page."""
    answer = site.client.get(address.replace("RELEASE", site.dataset.release.key))
    said = answer.data.replace(site.dataset.release.key.encode(), b"RELEASE")
    return re.sub(rb'"end_id":"[^"]*"', b"", said) + str(answer.status_code).encode()


def _differences(one: Site, other: Site) -> set[str]:
    """Addresses and pages that differ between two sites."""
    addresses = [address.replace(one.dataset.release.key, "RELEASE") for address in _addresses(one)]
    pages = [_pages(one), _pages(other)]
    return {address for address in addresses if _said(one, address) != _said(other, address)} | {
        name for name in pages[0] if pages[0][name] != pages[1][name]
    }


def test_g_two_worlds_that_differ_in_hidden_counts_look_the_same(sites: dict[str, Site]) -> None:
    assert sites["guarded"].dataset.release.key == sites["other"].dataset.release.key
    assert _differences(sites["guarded"], sites["other"]) == set()
    seen = _differences(sites["naked"], sites["other naked"])
    for start in (
        "/values/",
        "/export/values.csv",
        "/export/map.svg",
        "/export/threshold.geojson",
        "/data/",
    ):
        assert any(one.startswith(start) for one in seen), f"{start} would show the difference"
    for page in ("layouts.pages.map", "layouts.pages.compare", "layouts.pages.threshold"):
        assert any(one.startswith(page) for one in seen), f"{page} would show the difference"


def test_g_the_workbook_is_the_same_in_both_worlds(sites: dict[str, Site]) -> None:
    def cells(site: Site) -> list[Any]:
        answer = site.client.get(f"/export/threshold.xlsx?{QUERIES[9]}")
        sheets = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets
        return [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]

    assert cells(sites["guarded"]) == cells(sites["other"])
    assert cells(sites["naked"])[8:] != cells(sites["other naked"])[8:]
