"""The dialog from which a page is downloaded, and the foot that only a printed page has."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.geometry_export import offered
from dashboard.view import View
from dashboard.wording import text
from layouts.footing import page_address
from layouts.markup import Markup

DATA = "/veri"
# The rows of the dialog: file, size and key of its words. ``assets/js/7_downloads.js`` adds the
# words of the address.
PICTURES = (
    ("png", "1", "screen"),
    ("png", "2", "double"),
    ("png", "a4", "print"),
    ("svg", "1", "svg"),
)
PAPER = ("shortlist",)  # pages whose picture comes as PDF too
# per page the name of its tables, and their forms
TABLES = {
    "map": ("values", ("csv",)),
    "comparison": ("comparison", ("csv",)),
    "threshold": ("threshold", ("csv", "xlsx", "geojson")),
    "synthesis": ("synthesis", ("csv", "xlsx", "geojson")),
    "shortlist": ("shortlist", ("csv", "xlsx", "geojson")),
}
OWN_WORDS = {("shortlist", "xlsx"): "shortlist_xlsx"}  # of a form that holds more than others


def button(language: str) -> Component:
    """What opens the dialog."""
    return html.Button(
        text("export.button", language),
        className="outline-button download-button",
        **{"data-action": "download", "aria-haspopup": "dialog"},
    )


def dialog(dataset: Dataset, view: View, kind: str) -> Component:
    """Preview and formats of one page; closed until its button is pressed."""
    language, query = view.language, view.to_query()
    rows = [_row(f"/export/{kind}.{form}", size, key, view) for form, size, key in PICTURES]
    if kind in PAPER:
        rows.append(_row(f"/export/{kind}.pdf", "", "pdf", view))
    name, forms = TABLES[kind]
    shapes = offered(dataset.release)
    rows += [
        _row(f"/export/{name}.{form}", "", OWN_WORDS.get((name, form), form), view)
        for form in forms
        if form != "geojson" or shapes
    ]
    demonstration = dataset.release.demonstration
    return Markup(
        html.Dialog(
            [
                html.Div(
                    [
                        html.H2(text("export.title", language), id="download-title"),
                        html.Button(
                            "×",
                            className="icon-button close",
                            title=text("nav.close", language),
                            **{"aria-label": text("nav.close", language), "data-close": "download"},
                        ),
                    ],
                    className="download-head",
                ),
                html.Div(
                    [
                        html.Img(
                            alt="",
                            width="1600",
                            height="1000",
                            **{"data-preview": f"/export/{kind}.png"},
                        ),
                        html.P(
                            text("export.waiting", language),
                            className="download-waiting",
                            role="status",
                            **{"data-failed": text("export.failed", language)},
                        ),
                    ],
                    className="download-preview",
                ),
                html.P(
                    [
                        text("export.content", language),
                        " " + text("export.content_demonstration", language)
                        if demonstration
                        else "",
                    ],
                    className="foot",
                ),
                html.Ul(rows, className="download-files"),
                html.P(
                    html.A(
                        text("data.citation.how", language),
                        href=f"{page_address(DATA, view)}#alintila",
                        **{"data-page": DATA},
                    ),
                    className="links",
                ),
            ],
            id="download",
            className="download",
            **{
                "aria-labelledby": "download-title",
                "data-testid": "download",
                "data-query": query,
            },
        )
    )


def _row(file: str, size: str, key: str, view: View) -> Component:
    start = f"{file}?olcek={size}&" if size else f"{file}?"
    return html.Li(
        html.A(
            [
                html.Strong(text(f"export.file.{key}.name", view.language)),
                html.Span(text(f"export.file.{key}.use", view.language)),
            ],
            href=start + view.to_query(),
            download="",
            **{"data-file": start, "data-format": key},
        )
    )


def print_foot(dataset: Dataset, view: View, path: str) -> Component:
    """What ends a printed page: brand, day, release, link, funding and code. The browser fills in
    day, link and code."""
    language = view.language
    release = f"{text('export.release', language)} {dataset.release.key}"
    return html.Footer(
        [
            html.Div(
                [
                    html.P(
                        [
                            html.Strong(text("brand", language)),
                            html.Span(className="print-day"),
                            html.Span(release),
                        ]
                    ),
                    html.P(className="print-link"),
                    html.P(dataset.imprint.funding[language]),
                ]
            ),
            html.Img(alt=text("export.code", language), className="print-code"),
        ],
        className="print-foot",
        **{"data-code": "/export/qr.svg", "data-path": path},
    )
