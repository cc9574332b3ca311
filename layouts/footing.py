"""The foot of every page: who makes the atlas, where help is, what is promised, what to report."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.view import View
from dashboard.wording import text

IMPRINT = "/hakkinda"
# sections of the page Hakkında, by the words of their headings, and their anchors
ANCHORS = {
    "atlas": "atlas",
    "contact": "iletisim",
    "report": "yanlis-sayi",
    "help": "siddet",
    "accessibility": "erisilebilirlik",
    "privacy": "gizlilik",
    "funding": "destek",
}
IN_FOOT = ("help", "accessibility", "privacy", "funding")


def page_address(path: str, view: View) -> str:
    """Address of another page that shows the same view."""
    return f"{path}?{view.to_query()}"


def imprint_address(view: View, section: str) -> str:
    """Address of one section of Hakkında."""
    return f"{page_address(IMPRINT, view)}#{ANCHORS[section]}"


def footing(dataset: Dataset, view: View) -> Component:
    """One quiet line, in the same place on every page; on a phone it ends the page."""
    language = view.language
    return html.Footer(
        [
            _link(text("nav.imprint", language), page_address(IMPRINT, view)),
            *(
                _link(text(f"imprint.{section}.link", language), imprint_address(view, section))
                for section in IN_FOOT
            ),
            report_link(view, ""),
            html.P(dataset.imprint.funding[language], className="funding"),
        ],
        className="footing",
        **{"data-testid": "footing"},
    )


def _link(label: str, address: str) -> Component:
    return html.A(label, href=address, **{"data-page": IMPRINT})


def report_link(view: View, said: str) -> Component:
    """The question whether a number is wrong: a mail that begins with ``said``.

    The browser adds link and release and puts the mail together when it is used, because only it
    knows the address of the server; where no mail address is known the link leads to what Hakkında
    says of it.
    """
    return html.A(
        text("report.link", view.language),
        href=imprint_address(view, "report"),
        className="text-link report-link",
        **{"data-page": IMPRINT, "data-report": said, "data-testid": "report"},
    )


def report_words(dataset: Dataset, language: str) -> dict[str, str]:
    """For the browser: where a report goes and the words around it."""
    return {
        "mail": dataset.imprint.mail,
        **{
            key: text(f"report.{key}", language) for key in ("subject", "address", "release", "ask")
        },
    }
