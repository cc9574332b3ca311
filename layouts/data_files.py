"""Files to download and how to cite them: what ends the page Veri."""

from __future__ import annotations

from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard import data_package, geometry_export
from dashboard.citation import bibtex, cited, link
from dashboard.dataset import Dataset
from dashboard.release import publications
from dashboard.view import View
from dashboard.wording import day_of, number, text

ORIGIN = "{origin}"  # in links: the address of the server, which the browser knows
CHOSEN = tuple(f"chosen.{form}" for form in ("csv", "xlsx", "parquet"))


def files(dataset: Dataset, view: View) -> list[Component]:
    """Links to every file; of the values all, and those that the page shows."""
    language = view.language
    shapes = geometry_export.offered(dataset.release)
    why = (
        text("data.files.geometry_demonstration", language)
        if dataset.release.demonstration
        else ""
        if shapes
        else geometry_export.withheld(dataset, language)
    )
    geometry = ("areas-neighbourhood.geojson", "areas-district.geojson", "areas.gpkg")
    return [
        html.P(text("data.files.note", language)),
        html.H3(text("data.files.all", language)),
        _list(dataset, view, data_package.VALUES),
        html.H3(text("data.files.chosen", language)),
        _list(dataset, view, CHOSEN),
        html.H3(text("data.files.geometry", language)),
        html.P(why, className="foot") if why else None,
        _list(dataset, view, geometry) if shapes else None,
        html.H3(text("data.files.together", language)),
        _list(dataset, view, (data_package.ZIP, data_package.DESCRIPTOR)),
    ]


def _list(dataset: Dataset, view: View, names: tuple[str, ...]) -> Component:
    return html.Ul([_file(dataset, view, one) for one in names], className="download-files")


def _file(dataset: Dataset, view: View, name: str) -> Component:
    stem, _, form = name.rpartition(".")
    key = f"{stem.removeprefix('areas-')}_{form}" if form == "geojson" else form
    words = "" if view.language == "tr" else f"?dil={view.language}"
    if stem == "chosen":
        words = f"?{view.to_query()}"
    return html.Li(
        html.A(
            [
                html.Strong(text(f"data.files.{key}.name", view.language)),
                html.Span(text(f"data.files.{key}.use", view.language)),
            ],
            href=f"/data/{dataset.release.key}/{name}{words}",
            download="",
            **{"data-file-name": name},
        )
    )


def citation(dataset: Dataset, language: str, today: date) -> list[Component]:
    """The citation as text and as BibTeX and the release's link, each with a button to copy it."""
    where = link(dataset, language, ORIGIN)
    texts = (
        ("plain", cited(dataset, language, where, today)),
        ("bibtex", bibtex(dataset, language, where, today)),
        ("link", where),
    )
    return [
        html.P(text("data.citation.intro", language)),
        *(_to_copy(key, said, language) for key, said in texts),
    ]


def _to_copy(key: str, said: str, language: str) -> Component:
    place = f"cite-{key}"
    before, _, after = said.partition(ORIGIN)
    name = text(f"data.citation.{key}", language)
    return html.Div(
        [
            html.Div(
                [
                    html.H3(name, id=f"{place}-name"),
                    html.Button(
                        text("data.citation.copy", language),
                        className="outline-button",
                        **{
                            "data-copy": place,
                            "data-done": text("data.citation.copied", language),
                            "aria-describedby": f"{place}-name",
                        },
                    ),
                ],
                className="cite-head",
            ),
            html.Pre(
                [before, html.Span(**{"data-origin": ""}), after],
                id=place,
                className="cite",
                tabIndex=0,
            ),
        ]
    )


def log(dataset: Dataset, language: str) -> Component:
    """Publications of the folder of releases, the newest first; the served release where nothing is
    logged."""
    root = dataset.release.folder.parent.parent
    heads = [text(f"data.log.{one}", language) for one in ("time", "release", "action", "note")]
    rows = [
        [
            day_of(one.time, language),
            _release(dataset, one.release, language),
            text(f"data.action.{one.action}", language),
            one.note,
        ]
        for one in reversed(publications(root))
    ]
    alone = [
        text("data.log.undated", language),
        _release(dataset, dataset.release.key, language),
        "",
        "",
    ]
    return table(heads, rows or [alone])


def _release(dataset: Dataset, key: str, language: str) -> str:
    current = key == dataset.release.key
    return f"{key} ({text('data.log.current', language)})" if current else key


def table(heads: list[str], rows: list[list[str | Component]]) -> Component:
    """A plain table in a region that scrolls."""
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows]),
            ],
            className="plain-table",
        ),
        className="wide",
        tabIndex=0,
        role="region",
        **{"aria-label": heads[0]},
    )


def joined(dataset: Dataset, language: str) -> Component:
    """How many residents of each province stand on the map."""
    heads = [text(f"data.{key}", language) for key in ("province", "areas", "residents")]
    rows: list[list[str | Component]] = []
    for key in dataset.release.provinces:
        entry = dataset.release.manifest["provinces"][key]
        counts, residents = entry["counts"], entry["residents"]
        areas = ", ".join(
            f"{number(counts[level], language)} {text(f'level_many.{level}', language)}"
            for level in ("neighbourhood", "district")
        )
        share = number(residents["joined"] / residents["total"] * 100, language, 2)
        of = f"{number(residents['joined'], language)} / {number(residents['total'], language)}"
        rows.append(
            [entry["name"], areas, f"{of} ({text('unit.percent.amount', language).format(share)})"]
        )
    return table(heads, rows)
