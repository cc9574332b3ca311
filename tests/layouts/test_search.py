"""Answers of the search box."""

from __future__ import annotations

from dashboard.dataset import Dataset
from dashboard.search import search
from layouts.search import options


def test_answers_are_grouped_by_kind(demo: Dataset) -> None:
    for language, heads in (("tr", ["İlçeler", "Mahalleler"]), ("en", ["Districts"])):
        groups = options(search(demo, "konak", language), language)
        assert [one["group"] for one in groups][: len(heads)] == heads


def test_a_value_says_kind_key_and_province(demo: Dataset) -> None:
    items = options(search(demo, "karsiyaka bostanli", "tr"), "tr")[0]["items"]
    assert items[0] == {
        "value": "neighbourhood|41108|izmir",
        "label": "Bostanlı · Karşıyaka, İzmir",
    }


def test_values_are_unique(demo: Dataset) -> None:
    groups = options(search(demo, "yeni", "tr"), "tr")
    values = [item["value"] for group in groups for item in group["items"]]
    assert len(values) == len(set(values)) > 1


def test_nothing_found_is_an_empty_list() -> None:
    assert options([], "tr") == []
