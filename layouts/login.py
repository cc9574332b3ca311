"""Giriş: name and password; or why nobody can log in here yet, and what the operator does."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from dashboard.wording import number, text
from layouts.fields import Fields, hidden, submit
from layouts.footing import LOGIN, in_language

NAME, PASSWORD, BACK, PROOF = "ad", "parola", "sonra", "form"
COMMANDS = (
    "python -m dashboard store upgrade",
    "python -m dashboard user add ayse --role facilitator",
)


class Off(StrEnum):
    """Why nothing can be written."""

    NO_STORE = "no_store"
    NO_ACCOUNT = "no_account"
    BROKEN = "broken"


def login_page(language: str, back: str, proof: str, said: str, name: str) -> list[Component]:
    """The form. ``back``: where it leads; ``proof``: that it is this page's own; ``said``: why the
    last attempt failed, or empty; ``name``: what was typed."""
    intro = "needed" if back.startswith("/karar/yeni") else "purpose"
    return [
        html.Article(
            [
                html.H1(text("login.title", language)),
                html.P(text(f"login.{intro}", language)),
                html.P(said, className="faults fault", role="alert") if said else None,
                html.Form(
                    [
                        hidden(PROOF, proof),
                        hidden(BACK, back),
                        Fields().line(
                            NAME,
                            text("login.name", language),
                            name,
                            autoComplete="username",
                        ),
                        Fields().line(
                            PASSWORD,
                            text("login.password", language),
                            "",
                            type="password",
                            autoComplete="current-password",
                        ),
                        submit(text("login.submit", language)),
                        html.P(text("login.cookie", language), className="hint"),
                    ],
                    method="post",
                    action=in_language(LOGIN, language),
                    noValidate=True,
                    className="login-form",
                ),
            ],
            className="article",
            **{"data-testid": "login"},
        )
    ]


def off_page(language: str, off: Off) -> list[Component]:
    """What the operator does so that records can be written."""
    commands = {
        Off.NO_STORE: "\n".join(COMMANDS),
        Off.NO_ACCOUNT: COMMANDS[1],
        Off.BROKEN: "python -m dashboard store status",
    }[off]
    return [
        html.Article(
            [
                html.H1(text("login.off.title", language)),
                html.P(text(f"login.off.{off}", language)),
                html.Pre(commands, className="commands"),
                html.P(text("login.off.rest", language)),
            ],
            className="article",
            **{"data-testid": "login-off"},
        )
    ]


def wait_said(seconds: int, language: str) -> str:
    """A wait in words, minutes rounded up."""
    if seconds < 90:
        return text("login.seconds", language, count=number(seconds, language))
    return text("login.minutes", language, count=number(-(-seconds // 60), language))


def message_page(title: str, said: str, link: tuple[str, str]) -> list[Component]:
    """A few calm words and the way on: label and address."""
    return [
        html.Article(
            [html.H1(title), html.P(said), html.P(html.A(link[0], href=link[1]))],
            className="article",
        )
    ]
