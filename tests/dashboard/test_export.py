"""Tables to download."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from dashboard.dataset import Dataset
from dashboard.export import safe, values_csv
from dashboard.extent import extent
from dashboard.legend import legend
from dashboard.reliability import reliability
from dashboard.threshold_export import threshold_csv
from dashboard.view import View
from dashboard.wording import text

Reader = Callable[[str, Dataset], View]
Table = tuple[list[str], list[str], list[list[str]]]


def _table(content: str) -> Table:
    """Notes, heads, rows."""
    assert content.startswith("\ufeff")
    assert content.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    notes = [row[0] for row in rows if row[0].startswith("# ")]
    heads, *cells = rows[len(notes) :]
    assert all(len(row) == len(heads) for row in cells)
    return notes, heads, cells


def test_the_tiny_province_in_turkish(tiny: Dataset, view: Reader) -> None:
    name, content = values_csv(tiny, view("g=employment&grup=kadin", tiny))
    notes, heads, rows = _table(content)
    assert name == "employment-women-2023-neighbourhood.csv"
    assert heads[:8] == ["kimlik", "ad", "ilçe", "il", "değer", "pay", "payda", "durum"]
    by_id = {row[0]: row for row in rows}
    assert by_id["101"][:8] == ["101", "Işık Mh.", "Iğdır", "Minik", "30,0", "150", "500", ""]
    assert heads[8:] == [
        *("kadın", "erkek", "fark (kadın − erkek)", "kadın ve erkek birlikte"),
        *("denge (erkekler = 100)", "denge ve düzey (0–100)"),
    ]
    assert by_id["101"][8:] == ["30,0", "60,0", "-30,0", "45,0", "50", "34"]
    # the men's rate is shown, the women's is hidden: nothing is told of both
    assert by_id["105"][8:] == ["", "50,0", "", "", "", ""]
    assert by_id["103"][4:6] == ["", ""]
    assert by_id["103"][7] == "Çok az kişi"
    assert by_id["105"][4:6] == ["", ""]
    assert by_id["105"][7] == "Gizlendi"
    assert by_id["x-6"][4:8] == ["", "", "", "Veri yok"]
    assert "x-7" not in by_id
    assert tiny.release.key in "".join(notes)


def test_the_tiny_province_in_english(tiny: Dataset, view: Reader) -> None:
    _, content = values_csv(tiny, view("g=employment&grup=kadin&dil=en", tiny))
    _, heads, rows = _table(content)
    assert "value" in heads
    assert next(row for row in rows if row[0] == "101")[4] == "30.0"


def test_numbers_have_no_thousands_separator_and_a_plain_minus(tiny: Dataset, view: Reader) -> None:
    _, content = values_csv(tiny, view("g=population", tiny))
    assert next(row for row in _table(content)[2] if row[0] == "101")[4] == "1200"
    _, content = values_csv(tiny, view("g=employment&grup=fark", tiny))
    assert next(row for row in _table(content)[2] if row[0] == "101")[4] == "-30,0"


@pytest.mark.parametrize(
    ("query", "language"), [("", "tr"), ("duzey=ilce", "en"), ("g=labour_participation", "tr")]
)
def test_a_demonstration_says_so_first(
    demo: Dataset, view: Reader, query: str, language: str
) -> None:
    shown = view(f"{query}&dil={language}", demo)
    for name, content in (values_csv(demo, shown), threshold_csv(demo, shown)):
        notes = _table(content)[0]
        assert text("demonstration.label", language) in notes[0]
        assert name.startswith(text("export.demonstration_prefix", language))


def test_a_real_release_does_not_say_so(tiny: Dataset, view: Reader) -> None:
    for name, content in (values_csv(tiny, view("", tiny)), threshold_csv(tiny, view("", tiny))):
        assert text("demonstration.label", "tr") not in content
        assert not name.startswith(text("export.demonstration_prefix", "tr"))


def test_rows_are_what_the_legend_counts(demo: Dataset, view: Reader) -> None:
    for query in ("g=tertiary_share&il=balikesir", "g=older_women_share", "g=literacy_gap"):
        shown = view(query, demo)
        found = legend(demo, shown)
        rows = _table(values_csv(demo, shown)[1])[2]
        assert len(rows) == found.total
        assert sum(1 for row in rows if row[4]) == found.valued
        assert all(bool(row[4]) != bool(row[7]) for row in rows)


def test_a_span_cuts_the_table(tiny: Dataset, view: Reader) -> None:
    rows = _table(values_csv(tiny, view("g=employment&grup=kadin&aralik=28,50", tiny))[1])[2]
    assert {row[0] for row in rows} == {"101", "102"}


def test_a_criterion_that_hides_its_value_hides_it_in_the_table(
    tiny: Dataset, view: Reader
) -> None:
    _, content = threshold_csv(tiny, view("g=employment&esik=employment:kadin:az:30", tiny))
    _, heads, rows = _table(content)
    cells = {row[0]: row for row in rows}
    met = text("threshold.criterion.met", "tr")
    assert cells["101"][4:] == ["1200", text("threshold.state.pass", "tr"), "30,0", met, ""]
    why = {"103": "Çok az kişi", "105": "Gizlendi", "x-6": "Veri yok"}
    for area, said in why.items():
        assert cells[area][5:] == [text("threshold.state.unknown", "tr"), "", said, ""]
    assert cells["104"][6:] == ["25,0", text("threshold.criterion.not_met", "tr"), "5,0"]
    assert "30" in heads[6]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert safe(f"{start}1+1") == f"'{start}1+1"


def test_a_common_name_stays_as_it_is() -> None:
    assert safe("İnönü Mah.") == "İnönü Mah."
    assert safe("") == ""


def test_reliability_and_smoothed_values_stand_beside_the_raw_ones(
    demo: Dataset, view: Reader
) -> None:
    shown = view("g=older_women_alone_share&dil=en", demo)
    _, heads, rows = _table(values_csv(demo, shown)[1])
    found = reliability(demo, shown.series)
    assert heads[8:] == ["smoothed value", "reliability (0–1)"]
    places = [demo.place(row[0]) for row in rows]
    for row, place in zip(rows, places, strict=True):
        raw, smoothed, weight = row[4], row[8], row[9]
        assert bool(raw) == bool(smoothed) == bool(weight), row
        if raw:
            assert float(smoothed) == pytest.approx(found.smoothed[place])
            assert float(weight) == pytest.approx(found.weights[place], abs=0.005 + 1e-9)


def test_districts_say_who_lives_in_the_worst_tenth(demo: Dataset, view: Reader) -> None:
    shown = view("g=tertiary_share&grup=kadin&duzey=ilce&dil=en", demo)
    _, heads, rows = _table(values_csv(demo, shown)[1])
    found = extent(demo, shown.series)
    assert found is not None
    column = heads.index(text("export.column.worst_people", "en"))
    spread = heads.index(text("export.column.spread_90_10", "en"))
    assert {row[column] == "" for row in rows} == {True, False}
    for row in rows:
        place = demo.place(row[0])
        for at, value in ((column, found.worst[place] * 100), (spread, found.reach[place])):
            written = float(row[at]) if row[at] else float("nan")
            assert written == pytest.approx(value, abs=0.05 + 1e-9, nan_ok=True)


def test_no_empty_columns_are_added(tiny: Dataset, view: Reader) -> None:
    _, heads, _ = _table(values_csv(tiny, view("g=population", tiny))[1])
    assert len(heads) == 8
