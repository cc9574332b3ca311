"""What is asked of the shortlist, as words of the address."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Group
from dashboard.criterion import Criterion, Operator
from dashboard.dataset import Dataset
from dashboard.shortlist_view import (
    Balance,
    InWorstTenth,
    Neighbourhoods,
    ScoreAtMost,
    ShortlistView,
    Side,
    Veto,
)
from dashboard.view import MOST_NEEDED, parse
from tests.shortlist.questions import questions

FAR = Criterion("kindergarten_distance", Group.TOTAL, Operator.AT_LEAST, 1000.0)


def test_every_word_is_read(demo: Dataset) -> None:
    found = parse(
        "icinde=d-1819&olcut=puan:45,onda-bir:kindergarten_distance:toplam:az:20"
        ",sayi:kindergarten_distance:toplam:az:1000:az:5"
        ",oran:kindergarten_distance:toplam:az:1000:cok:12.5"
        "&veto=education:ustu:70,care:alti:20&kapsam=80&nufus=5000&denge=kiyi-ic,il",
        demo,
    )
    assert not found.dropped
    assert found.view.shortlist == ShortlistView(
        inside="d-1819",
        more=(
            ScoreAtMost(45.0),
            InWorstTenth(Criterion("kindergarten_distance", Group.TOTAL, Operator.AT_LEAST, 20.0)),
            Neighbourhoods(FAR, Operator.AT_LEAST, 5.0),
            Neighbourhoods(FAR, Operator.AT_MOST, 12.5, of_all=True),
        ),
        vetoes=(Veto("education", Side.ABOVE, 70.0), Veto("care", Side.BELOW, 20.0)),
        least_covered=80.0,
        least_people=5000,
        balance=(Balance.COAST, Balance.PROVINCE),
    )


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_link_gives_the_same_shortlist_again(demo: Dataset, data: st.DataObject) -> None:
    balance = data.draw(st.lists(st.sampled_from(list(Balance)), unique=True))
    words = {**data.draw(questions(demo)), "denge": ",".join(balance), "kilit": "care"}
    found = parse(words, demo)
    assert not found.dropped
    again = parse(found.view.to_query(), demo)
    assert again.view == found.view
    assert not again.dropped
    assert found.view.shortlist.balance == tuple(balance)


def test_nothing_asked_has_no_words() -> None:
    assert not any(ShortlistView().to_words().values())


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("icinde", "41108"),
        ("icinde", "izmir"),
        ("olcut", "puan:101"),
        ("olcut", "puan:x"),
        ("olcut", "onda-bir:kindergarten_distance:toplam:az:120"),
        ("olcut", "onda-bir:nothing:toplam:az:20"),
        ("olcut", "sayi:kindergarten_distance:toplam:az:1000:az:2.5"),
        ("olcut", "sayi:kindergarten_distance:toplam:az:1000:az:-1"),
        ("olcut", "oran:kindergarten_distance:toplam:az:1000:az:101"),
        ("olcut", "sayi:kindergarten_distance:toplam:az:1000"),
        ("olcut", "baska:1"),
        ("veto", "education:ustu:101"),
        ("veto", "education:yani:20"),
        ("veto", "nothing:ustu:20"),
        ("veto", "education:ustu"),
        ("veto", "education:ustu:20:3"),
        ("kapsam", "101"),
        ("kapsam", "-1"),
        ("nufus", "12.5"),
        ("nufus", "1e9"),
        ("denge", "dag"),
        ("enaz", str(MOST_NEEDED + 1)),
    ],
)
def test_what_cannot_be_followed_is_dropped_and_named(demo: Dataset, key: str, word: str) -> None:
    found = parse({key: word}, demo)
    assert found.dropped == (f"{key}={word}",)
    assert found.view == parse("", demo).view


def test_lists_end_where_they_are_full(demo: Dataset) -> None:
    scores = ",".join(f"puan:{one}" for one in range(40, 46))
    found = parse({"olcut": scores}, demo)
    assert len(found.view.shortlist.more) == 4
    assert found.dropped == ("olcut=puan:44", "olcut=puan:45")


def test_of_an_equal_question_one_is_kept(demo: Dataset) -> None:
    found = parse("olcut=puan:45,puan:45.0,puan:45&denge=il,il", demo)
    assert found.view.shortlist.more == (ScoreAtMost(45.0),)
    assert found.view.shortlist.balance == (Balance.PROVINCE,)
