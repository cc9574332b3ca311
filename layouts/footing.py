"""The foot of every page: who makes the atlas, where help is, what is promised, what to report."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.store import Login
from dashboard.view import View
from dashboard.wording import text
from layouts.markup import FormInput, Markup

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
RECORDS, LOGIN, LOGOUT = "/kararlar", "/giris", "/cikis"
CSRF = "csrf"  # the field of a form that holds the token of its login


def page_address(path: str, view: View) -> str:
    """Address of another page that shows the same view."""
    return f"{path}?{view.to_query()}"


def imprint_address(view: View, section: str) -> str:
    """Address of one section of Hakkında."""
    return f"{page_address(IMPRINT, view)}#{ANCHORS[section]}"


def in_language(path: str, language: str) -> str:
    """Address of a page that shows no view, in the reader's language."""
    return path if language == "tr" else f"{path}?dil={language}"


def footing(dataset: Dataset, view: View, login: Login | None = None) -> Component:
    """One quiet line, in the same place on every page; on a phone it ends the page. ``login`` is
    that of the reader, if any."""
    language = view.language
    return html.Footer(
        [
            _link(text("nav.imprint", language), page_address(IMPRINT, view)),
            *(
                _link(text(f"imprint.{section}.link", language), imprint_address(view, section))
                for section in IN_FOOT
            ),
            html.A(text("record.list_title", language), href=in_language(RECORDS, language)),
            *_login(login, language),
            report_link(view, ""),
            html.P(dataset.imprint.funding[language], className="funding"),
        ],
        className="footing",
        **{"data-testid": "footing"},
    )


def _login(login: Login | None, language: str) -> list[Component]:
    """The way in, or who is logged in and the way out."""
    if login is None:
        return [html.A(text("login.link", language), href=in_language(LOGIN, language))]
    way_out = html.Form(
        [
            FormInput(type="hidden", name=CSRF, value=login.csrf),
            html.Button(text("login.out", language), type="submit", className="text-button"),
        ],
        method="post",
        action=in_language(LOGOUT, language),
    )
    who = text("login.who", language, name=login.account.name)
    return [html.Div([html.Span(who), Markup(way_out)], className="who")]


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
