"""Every wire ends at a part that some page has, and no wire thinks."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from dash.development.base_component import Component

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.view import Listed, parse
from layouts import ids, shell
from layouts.pages import PAGES

MOST_LINES = 8
QUERIES = (
    "sekme=dagilim",
    "mahalle=41108",
    "esik=tertiary_share:kadin:cok:10,sege_score:toplam:az:0",
)


@pytest.fixture(scope="module")
def parts(demo: Dataset) -> list[Any]:
    """The ids of all parts of all pages, with the properties that they can have."""
    pages = [
        shell.shell(
            demo,
            parse(query, demo).view,
            page.PATH,
            [
                *shell.stores({}, parse(query, demo).view),
                *page.build(demo, parse(query, demo), {}),
            ],
        )
        for page in PAGES
        for query in QUERIES
    ]
    found = [
        (getattr(part, "id", None), frozenset(part._prop_names))
        for page in pages
        for part in page._traverse()
        if isinstance(part, Component)
    ]
    return [(name, properties) for name, properties in found if name]


def _fits(wanted: Any, part: Any) -> bool:
    if isinstance(wanted, str) or isinstance(part, str):
        return bool(wanted == part)
    return wanted.keys() == part.keys() and all(
        word == part[key] or word in (["ALL"], ["MATCH"]) for key, word in wanted.items()
    )


def test_every_wire_ends_at_a_part(wires: list[Any], parts: list[Any]) -> None:
    assert len(wires) > 10
    for wire in wires:
        for wanted, prop in (*wire.writes, *wire.reads):
            fitting = [props for part, props in parts if _fits(wanted, part)]
            assert fitting, f"no page has {wanted}"
            if prop != "id":
                assert all(prop in props for props in fitting), f"{wanted} has no {prop}"


def test_every_control_and_held_word_is_gathered(wires: list[Any], parts: list[Any]) -> None:
    reads = [one for wire in wires for one in wire.reads]
    for part, _ in parts:
        if isinstance(part, dict) and part.get("role") in ("control", "held"):
            assert any(_fits(wanted, part) for wanted, _ in reads), part


def test_each_property_has_one_writer(wires: list[Any]) -> None:
    written = [f"{part}.{prop}" for wire in wires for part, prop in wire.writes]
    assert len(written) == len(set(written))
    assert not [wire.output for wire in wires if "@" in wire.output]


def test_only_the_view_makes_the_panels(wires: list[Any]) -> None:
    """On the server every answer is made from the view, the search excepted."""
    for wire in wires:
        if not wire.in_browser:
            names = {part if isinstance(part, str) else part["role"] for part, _ in wire.reads}
            assert "view" in names, wire.output


def test_wrong_ids_are_told_by_dash(app: Dash) -> None:
    assert app.config.suppress_callback_exceptions is False


def _modules(project: Path, package: str) -> list[tuple[Path, ast.Module]]:
    return [
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((project / package).rglob("*.py"))
    ]


def _is_callback(function: ast.FunctionDef) -> bool:
    return any("callback" in ast.unparse(one) for one in function.decorator_list)


def test_a_callback_is_a_wire(project: Path) -> None:
    found = 0
    for path, tree in _modules(project, "callbacks"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and _is_callback(node):
                found += 1
                lines = (node.end_lineno or 0) - node.body[0].lineno + 1
                assert lines <= MOST_LINES, f"{path.name}: {node.name}"
    assert found >= 4


def test_no_second_writer_is_allowed(project: Path) -> None:
    for path, tree in _modules(project, "callbacks"):
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword):
                assert node.arg != "allow_duplicate", path


def test_the_core_and_the_layouts_wire_nothing(project: Path) -> None:
    for package in ("dashboard", "layouts"):
        for path, tree in _modules(project, package):
            names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            assert not names & {"callback", "clientside_callback"}, path


def test_browser_functions_exist(project: Path) -> None:
    """``ClientsideFunction("view", "gather")`` names a function of a script."""
    scripts = "".join(
        path.read_text(encoding="utf-8") for path in (project / "assets" / "js").glob("*.js")
    )
    wanted = [
        [ast.literal_eval(one) for one in node.args]
        for _, tree in _modules(project, "callbacks")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "ClientsideFunction"
        and all(isinstance(one, ast.Constant) for one in node.args)
    ]
    assert len(wanted) >= 8
    for namespace, function in wanted:
        assert namespace in scripts
        assert function in scripts


def _output_with(wires: list[Any], part: str) -> str:
    return next(
        wire.output
        for wire in wires
        if not wire.in_browser and part in [one for one, _ in wire.writes]
    )


def test_panels_answer_the_view(answer: Callable[..., Any], wires: list[Any]) -> None:
    words = {"g": "literacy_gap", "grup": "kadin", "duzey": "ilce", "il": "izmir", "dil": "en"}
    view = {"id": "view", "property": "data", "value": words}
    found = answer(_output_with(wires, "ranking-body"), [view], [drawn({})])
    assert "Women" in str(found["ranking-body"])
    assert "Konak" in str(found["ranking-body"])
    assert "Ayvalık" not in str(found["ranking-body"])
    assert found["distribution-body"]["children"] == []
    assert str(Level.DISTRICT) in found["announcement"]["children"].lower()


def drawn(words: dict[str, str]) -> dict[str, Any]:
    return {"id": "panels-drawn", "property": "data", "value": words}


def test_a_brushed_range_leaves_alone_what_does_not_follow_it(
    answer: Callable[..., Any], wires: list[Any]
) -> None:
    before = {"g": "literacy_gap", "grup": "kadin", "duzey": "ilce", "il": "izmir"}
    brushed = {**before, "aralik": "80,90"}
    view = {"id": "view", "property": "data", "value": brushed}
    output = _output_with(wires, "ranking-body")
    found = answer(output, [view], [drawn(before)])
    assert found["panels-drawn"]["data"] == brushed
    assert {"counts-body", "ranking-body", "distribution-body", "area-body"} < found.keys()
    still = {"series-controls", "about-body", "legend-body", "announcement"}
    assert not still & found.keys()
    for other in (before | {"g": "tertiary_share"}, before | {"sira": "artan"}, {}):
        assert still < answer(output, [view], [drawn(other)]).keys()


def test_search_answers(answer: Callable[..., Any]) -> None:
    typed = {"id": "search", "property": "searchValue", "value": "karsiyaka bostanli"}
    view = {"id": "view", "property": "data", "value": {"dil": "tr"}}
    options = answer("search.data", [typed], [view])["search"]["data"]
    assert options[0]["items"][0]["value"] == "neighbourhood|41108|izmir"


@pytest.mark.parametrize("typed", [None, "", "zzzz"])
def test_search_answers_nothing(answer: Callable[..., Any], typed: str | None) -> None:
    box = {"id": "search", "property": "searchValue", "value": typed}
    view = {"id": "view", "property": "data", "value": {}}
    assert answer("search.data", [box], [view])["search"]["data"] == []


def test_an_unknown_language_in_the_view_is_turkish(answer: Callable[..., Any]) -> None:
    box = {"id": "search", "property": "searchValue", "value": "konak"}
    view = {"id": "view", "property": "data", "value": {"dil": "de"}}
    assert answer("search.data", [box], [view])["search"]["data"][0]["group"] == "İlçeler"


def test_comparison_answers_the_view(answer: Callable[..., Any], wires: list[Any]) -> None:
    words = {"karsi": "d-1128,d-1161", "gostergeler": "sege_score"}
    output = _output_with(wires, "compare-body")
    found = answer(output, [{"id": "view", "property": "data", "value": words}])
    assert [one["id"] for one in found["compared-places"]["data"]] == ["d-1128", "d-1161"]
    assert "Bergama" in str(found["compare-body"]) or "Aliağa" in str(found["compare-body"])


def test_what_can_be_added_follows_what_is_typed(answer: Callable[..., Any]) -> None:
    def offered(typed: str, words: dict[str, str]) -> list[str]:
        found = answer(
            "add-compared.data",
            [
                {"id": "add-compared", "property": "searchValue", "value": typed},
                {"id": "view", "property": "data", "value": words},
            ],
        )["add-compared"]["data"]
        return [one["value"] for group in found for one in group["items"]]

    districts = offered("", {"karsi": "d-1128,d-1161"})
    assert len(districts) == 48
    assert not {"d-1128", "d-1161"} & set(districts)
    assert offered("karsiyaka", {})[0] == "d-1448"


def test_thresholds_answer_the_view(answer: Callable[..., Any], wires: list[Any]) -> None:
    words = {"esik": "tertiary_share:kadin:cok:10", "duzey": "ilce", "liste": "gecemeyenler"}
    said = {"role": "criterion", "part": "said", "place": 0}
    tabs = [ids.listed("tab", one) for one in Listed]
    panels = [ids.listed("panel", one) for one in Listed]
    found = answer(
        _output_with(wires, ids.THRESHOLD_CARD),
        [{"id": "view", "property": "data", "value": words}],
        [[{"id": said, "property": "id", "value": said}]],
        family=[*tabs, *panels, said],
    )
    assert "Konak" in str(found)
    assert "geçenler" not in str(found)
    assert found[ids.LEGEND_THRESHOLD]["children"]
    assert set(found[ids.JUDGED]["data"]["letters"]) <= set("0123nx")


def test_a_closed_list_is_not_made(answer: Callable[..., Any], wires: list[Any]) -> None:
    words = {"esik": "tertiary_share:kadin:cok:10", "duzey": "ilce", "liste": "ilceler"}
    tabs = [ids.listed("tab", one) for one in Listed]
    panels = [ids.listed("panel", one) for one in Listed]
    found = answer(
        _output_with(wires, ids.THRESHOLD_CARD),
        [{"id": "view", "property": "data", "value": words}],
        [[]],
        family=[*tabs, *panels],
    )
    filled = [part for part, props in found.items() if "share-bar" in str(props)]
    assert len(filled) == 1
    assert "ilceler" in filled[0]
    assert "Konak" not in str(found)
