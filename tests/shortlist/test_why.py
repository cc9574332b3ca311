"""“Neden bu ilçe?”: sentences, and that none of them contradicts another."""

from __future__ import annotations

import math
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Group, Level
from dashboard.dataset import Dataset
from dashboard.index.certainty import Grade
from dashboard.index.scores import beside_province
from dashboard.shortlist.balance import balanced_of
from dashboard.shortlist.draws import robust_of
from dashboard.shortlist.selection import NOT_RANKED, Membership, shortlist_of
from dashboard.shortlist.told import Figure, told
from dashboard.shortlist.why import (
    Verdict,
    assumptions_said,
    counts,
    tie_said,
    verdict,
    why,
)
from dashboard.view import parse
from dashboard.wording import suffixed
from tests.shortlist.questions import questions

# What no sentence may hold: raw keys, numbers of the other language, open fields.
UNREAD = re.compile(r"\{|\}|\bnan\b|None|shortlist\.|\d\.\d(?!\d\d)")


@pytest.mark.parametrize(
    ("listed", "share", "expected"),
    [
        (True, 1.0, Verdict.YES),
        (True, 0.8, Verdict.YES),
        (True, 0.79, Verdict.PARTLY),
        (True, 0.0, Verdict.PARTLY),
        (False, 0.2, Verdict.PARTLY),
        (False, 0.95, Verdict.PARTLY),
        (False, 0.199, Verdict.NO),
        (False, math.nan, Verdict.NO),
    ],
)
def test_the_rule_of_the_verdict(listed: bool, share: float, expected: Verdict) -> None:
    assert verdict(listed, share) is expected


LISTED = {
    "tr": ("listede ve yeri", "listede, ama", "denge kuralıyla listede"),
    "en": ("is on the list",),
}
OUTSIDE = {
    "tr": (
        "listede değil",
        "liste dışında",
        "sıralanmadı",
        "kıl payı dışarıda",
        "yerini başkasına",
    ),
    "en": ("not on the list", "off the list", "not ranked", "narrowly out", "gave its place"),
}


@given(st.data())
@settings(max_examples=10, deadline=None)
def test_verdict_counts_and_sentences_never_contradict(demo: Dataset, data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(["tr", "en"]))
    balance = data.draw(st.sampled_from(["", "il", "kir-kent", "il,kir-kent,kiyi-ic"]))
    words = {**data.draw(questions(demo)), "dil": language}
    view = parse({**words, **({"denge": balance} if balance else {})}, demo).view
    found, robust = shortlist_of(demo, view), robust_of(demo, view)
    balanced = balanced_of(demo, view)
    ids = demo.areas(Level.DISTRICT)["id"]
    places = [int(one) for one in np.flatnonzero(found.inside)]
    seen = {place: why(demo, view, str(ids.iloc[place])) for place in places}
    counted = counts(demo, view)
    told_ = Counter(str(one.membership) for one in seen.values())
    for one in Membership:
        assert getattr(counted, one) == told_[one] == found.count(one)
    assert counted.total == sum(told_.values())
    assert str(counted.listed) in counted.sentence
    final = set(balanced.listed if balanced else found.listed)
    assert {place for place, one in seen.items() if one.listed} == final
    for place, one in seen.items():
        assert one.verdict is verdict(one.listed, one.share)
        said = one.sentence
        assert any(part in said for part in LISTED[language]) == one.listed
        assert any(part in said for part in OUTSIDE[language]) == (not one.listed)
        assert (one.verdict is Verdict.YES) <= one.listed
        assert (one.grade is None) == math.isnan(one.share) == (not robust.candidates[place])
        if one.verdict is Verdict.YES:
            assert one.grade is Grade.STURDY
        assert (one.place > 0) == (one.membership in (Membership.LISTED, Membership.PASSING))
        if one.membership in NOT_RANKED:
            assert one.place == 0
            assert one.flip is None or one.membership is Membership.UNKNOWN
        assert len(one.missed) == len(found.criteria) - found.met[place]
        computed = one.membership is Membership.LISTED
        if one.flip is not None:
            assert one.listed == computed == (place in one.flip.leaves)
            assert ("çıkar" if computed else "girer") in one.flip_sentence or language == "en"
        if language == "tr":
            assert one.flip_label.startswith("Listeden çık" if one.listed else "Listeye gir")
        assert len(one.reasons) <= 3
        assert all(reason.points < 0 for reason in one.reasons)
        assert one.against is None or one.against.points > 0
        if language == "tr":
            assert not UNREAD.search(one.paragraph), one.paragraph
        else:
            assert not re.search(r"\{|\}|\bnan\b|None|shortlist\.", one.paragraph), one.paragraph


def test_the_list_that_counts_is_the_one_under_the_rules(demo: Dataset) -> None:
    view = parse("k=5&denge=il,kir-kent,kiyi-ic", demo).view
    balanced = balanced_of(demo, view)
    assert balanced is not None
    ids = demo.areas(Level.DISTRICT)["id"]
    (brought_in,) = (why(demo, view, str(ids[one])) for one in balanced.brought_in)
    (displaced,) = (why(demo, view, str(ids[one])) for one in balanced.displaced)
    assert brought_in.listed
    assert brought_in.verdict is Verdict.PARTLY
    assert brought_in.grade is Grade.WEAK
    assert brought_in.sentence == (
        "Balçova denge kuralıyla listede: adaylar arasında 27. sırada, kural olmadan ancak 10.000 "
        "denemenin %13’ünde listeye giriyor."
    )
    assert not displaced.listed
    assert displaced.membership is Membership.LISTED
    assert displaced.sentence == (
        "Gömeç adaylar arasında 5. sırada, ama denge kuralı yerini başkasına verdi; 10.000 "
        "denemenin %36’sında listeye giriyor."
    )
    for one in (brought_in, displaced):
        assert one.flip is None
        assert one.flip_sentence == "Yerini ağırlıklar değil, denge kuralı belirliyor."
    assert brought_in.flip_label == "Listeden çıkması için:"


def test_the_reasons_are_the_parts_that_pull_down_most(demo: Dataset) -> None:
    view = parse("k=5", demo).view
    found = shortlist_of(demo, view)
    ids = demo.areas(Level.DISTRICT)["id"]
    for place in found.order[:10]:
        one = why(demo, view, str(ids.iloc[place]))
        beside = beside_province(demo, found.index, str(ids.iloc[place]))
        assert beside is not None
        names = [inp.indicator.key for inp in found.index.entering.inputs]
        order = np.argsort(beside.indicators, kind="stable")
        assert [reason.indicator for reason in one.reasons] == [names[at] for at in order[:3]]
        assert one.against is not None
        assert one.against.indicator == names[order[-1]]
        for reason in (*one.reasons, one.against):
            at = names.index(reason.indicator)
            assert reason.points == pytest.approx(beside.indicators[at], abs=0.051)
            assert 1 <= reason.rank <= reason.ranked
            assert reason.said in one.paragraph


def test_the_numbers_of_the_sentence_are_those_of_the_table(demo: Dataset) -> None:
    view = parse("k=5", demo).view
    found, robust = shortlist_of(demo, view), robust_of(demo, view)
    areas = demo.areas(Level.DISTRICT)
    place = found.listed[-1]
    one = why(demo, view, str(areas["id"][place]))
    percent = round(100 * float(robust.shares[place]))
    assert (
        f"10.000 denemenin {suffixed(str(percent), 'its_in')}".replace(
            f"{percent}’", f"%{percent}’"
        )
        in one.sentence
    )
    assert one.flip is not None
    entering = [str(areas["name"][at]) for at in one.flip.enters]
    assert all(name in one.flip_sentence for name in entering)


WORDS = {  # indicator: figure of an area and of İzmir, what is said of them
    "older_women_alone_share": (
        Figure(42.3, 28.0),
        "65 yaş ve üstü 100 kadından 42’si evde tek başına yaşıyor (İzmir’de 28’i)",
        "Of 100 women aged 65 and over, 42 live alone (İzmir: 28)",
    ),
    "lone_mother_households_share": (
        Figure(13.2, 8.4),
        "100 haneden 13’ünde yalnız anne ve çocukları yaşıyor (İzmir’de 8’inde)",
        "Of 100 households, 13 are a mother and her children alone (İzmir: 8)",
    ),
    "tertiary_share": (
        Figure(18.1, 26.6),
        "25 yaş ve üstü 100 kadından 18’i üniversite ya da yüksekokul bitirmiş (İzmir’de 27’si)",
        "Of 100 women aged 25 and over, 18 have finished university or college (İzmir: 27)",
    ),
    "women_employment_neighbourhood": (
        Figure(25.7, 32.4, 64.8, 66.3),
        "15 yaş ve üstü 100 kadından 26’sı, 100 erkekten 65’i çalışıyor (İzmir’de 32’si ve 66’sı)",
        "Of 100 women aged 15 and over, 26 work, and of 100 men, 65 (İzmir: 32 and 66)",
    ),
    "illiterate_women_share": (
        Figure(0.9, 4.2),
        "6 yaş ve üstü 100 kadından 0,9’u okuma yazma bilmiyor (İzmir’de 4,2’si)",
        "Of 100 women and girls aged 6 and over, 0.9 can't read and write (İzmir: 4.2)",
    ),
    "stop_within_500m_share": (
        Figure(62.0, 71.0),
        "Burada yaşayan 100 kişiden 62’sinin en çok 500 metre uzağında bir durak var "
        "(İzmir’de 71’inin)",
        "Of 100 people who live here, 62 have a stop within 500 metres (İzmir: 71)",
    ),
    "residents_without_stop_share": (
        Figure(36.0, 2.1),
        "İlçede yaşayan 100 kişiden 36’sının mahallesinde hiç durak yok (İzmir’de 2’sinin)",
        "Of 100 residents of the district, 36 live in a neighbourhood without a single stop "
        "(İzmir: 2)",
    ),
    "kindergarten_distance": (
        Figure(1227.0, 454.0),
        "En yakın kreş ya da anaokuluna uzaklık: 1.227 m (İzmir’de 454 m)",
        "Distance to the nearest crèche or kindergarten: 1,227 m (İzmir: 454 m)",
    ),
    "kindergartens_per_1000_children": (
        Figure(1.2, 3.0),
        "0–5 yaş her 1.000 çocuğa 1,2 kreş ya da anaokulu düşüyor (İzmir’de 3,0)",
        "There are 1.2 crèches or kindergartens for every 1,000 children aged 0–5 (İzmir: 3.0)",
    ),
    "street_lights_per_km": (
        Figure(36.1, 44.0),
        "Bir kilometre yolda 36,1 sokak lambası var (İzmir’de 44,0)",
        "36.1 street lamps stand along one kilometre of road (İzmir: 44.0)",
    ),
    "rent_burden": (
        Figure(55.3, 40.2),
        "Ortanca kira, ortanca hane gelirinin yüzde 55’i (İzmir’de 40’ı)",
        "Rent as a share of income: 55.3% (İzmir: 40.2%)",
    ),
    "sege_score": (
        Figure(0.62, None),
        "Sosyoekonomik gelişmişlik puanı (SEGE): 0,62",
        "Socio-economic development score (SEGE): 0.62",
    ),
    "tertiary_parity": (
        Figure(0.72, 0.94),
        "Yükseköğretimde kadın-erkek dengesi: 0,72 (İzmir’de 0,94)",
        "Parity in higher education: 0.72 (İzmir: 0.94)",
    ),
    "woman_mayor": (
        Figure(0.0, 0.27),
        "Kadın belediye başkanı: Hayır",
        "Woman mayor: No",
    ),
}


@pytest.mark.parametrize("key", WORDS)
def test_figures_in_plain_words(demo: Dataset, key: str) -> None:
    figure, turkish, english = WORDS[key]
    indicator = demo.catalogue.indicators[key]
    group = Group.WOMEN if Group.WOMEN in indicator.groups else indicator.default_group
    assert told(indicator, group, figure, "İzmir", "tr") == turkish
    assert told(indicator, group, figure, "İzmir", "en") == english


def test_people_are_told_with_a_decimal_where_whole_ones_would_hide_a_difference(
    demo: Dataset,
) -> None:
    indicator = demo.catalogue.indicators["older_women_alone_share"]
    said = told(indicator, Group.WOMEN, Figure(28.3, 27.9), "Balıkesir", "tr")
    assert "28,3’ü" in said
    assert "(Balıkesir’de 27,9’u)" in said


def test_every_indicator_that_can_be_a_reason_answers_its_question(demo: Dataset) -> None:
    asked = 0
    for level in ("", "icinde=d-1819"):
        found = shortlist_of(demo, parse(level, demo).view)
        for one in found.index.entering.inputs:
            men = 50.0 if one.of_both else None
            figure = Figure(26.0, 32.0, men, men)
            for language in ("tr", "en"):
                said = told(one.indicator, one.series.group, figure, "İzmir", language)
                assert not re.search(r"\b(kaç|kaçı|[Hh]ow many)\b", said), said
                assert "26" in said or one.indicator.unit == "yes_no", said
                asked += 1
    assert asked > 100


def test_sentences_as_they_are_read(demo: Dataset) -> None:
    view = parse("k=5", demo).view
    assert counts(demo, view).sentence == "50 ilçenin 42’si koşulları sağlıyor; listede 5 ilçe var."
    gomec = why(demo, view, "d-1928")
    assert gomec.sentence == (
        "Gömeç listede, ama yeri tartışmalı: 10.000 denemenin %36’sında listeye giriyor."
    )
    assert (gomec.answer, gomec.grade_word, gomec.standing) == ("Kısmen", "tartışmalı", "listede")
    assert gomec.flip_label == "Listeden çıkması için:"
    assert gomec.flip_sentence == (
        "“Nüfus ve haneler” temasının payı 11,2’den 7,3’e inerse Gömeç listeden çıkar, "
        "Kepsut girer."
    )
    kepsut = why(demo, view, "d-1462")
    assert kepsut.standing == "aday, liste dışında"
    assert why(demo, parse("k=5&dil=en", demo).view, "d-1928").flip_sentence == (
        "If the share of “Population and households” fell from 11.2 to 7.3, Gömeç would leave the "
        "list and Kepsut would enter it."
    )
    assert gomec.coverage == "Puanın ağırlığının %100’ü yayımlanmış değerlere dayanıyor."
    assert assumptions_said(robust_of(demo, view), "tr").startswith("Denenenler: temaların")


def test_what_is_missed_is_told_with_its_distance(demo: Dataset) -> None:
    query = (
        "esik=women_employment_neighbourhood:kadin:cok:20&enaz=4"
        "&olcut=puan:30,onda-bir:kindergarten_distance:toplam:az:99"
        ",sayi:kindergarten_distance:toplam:az:1000:az:60"
    )
    view = parse(query, demo).view
    area = "d-1928"
    assert why(demo, view, area).missed == (
        "İstihdam oranı (uydurma mahalle değeri) (kadın), en çok %20,0: 10,6 puan uzakta",
        "sentez puanı, en çok 30: 6,3 puan uzakta",
        "En yakın kreş ya da anaokuluna uzaklık: en kötü onda birde yaşayan kadınların payı, en az "
        "%99: 99,0 puan uzakta",
        "En yakın kreş ya da anaokuluna uzaklık, en az 1.000 m olan mahalle sayısı, en az 60: "
        "52 mahalle uzakta",
    )


def test_a_veto_and_a_condition_are_told_with_what_the_area_has(demo: Dataset) -> None:
    vetoed = why(demo, parse("veto=education:ustu:70", demo).view, "d-2006").sentence
    assert vetoed == (
        "Balçova listede değil, çünkü veto konuldu: “Eğitim” puanı, en çok 70 (burada 85,1)."
    )
    small = why(demo, parse("nufus=50000", demo).view, "d-1928").sentence
    assert small.startswith(
        "Gömeç listede değil, çünkü ön koşulu sağlamıyor: nüfus, en az 50.000 (burada "
    )


def test_an_area_outside_the_question_has_no_card(demo: Dataset) -> None:
    for query, area in (
        ("il=balikesir", "d-1819"),
        ("", "41108"),
        ("icinde=d-1819", "d-1819"),
    ):
        with pytest.raises(KeyError):
            why(demo, parse(query, demo).view, area)


def test_equal_scores_at_the_end_of_the_list_are_said(demo: Dataset) -> None:
    said = {k: tie_said(demo, parse(f"k={k}", demo).view) for k in range(1, 42)}
    found = shortlist_of(demo, parse("k=1", demo).view)
    scores = [float(found.index.scores[one]) for one in found.order]
    for k, sentence in said.items():
        assert bool(sentence) == (scores[k - 1] == scores[k])
    assert any(said.values())
