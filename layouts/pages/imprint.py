"""Hakkında: who makes the atlas, contact, help, accessibility, privacy and funding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.dataset import Dataset
from dashboard.imprint import HelpLine
from dashboard.view import Parsed, View
from dashboard.wording import day, text
from layouts import about, footing

PATH = footing.IMPRINT
# how many sentences each list of a section has; their words are imprint.<section>.<list>_1 …
TESTED, UNTESTED, LIMITS, KEPT = 4, 2, 3, 6


def build(dataset: Dataset, parsed: Parsed, _words: Mapping[str, str]) -> list[Component]:
    """The page's content."""
    view, language = parsed.view, parsed.view.language
    return [
        html.Article(
            [
                html.Div(about.dropped_notice(dataset, parsed), className="notice", role="status"),
                html.H1(text("imprint.title", language)),
                _contents(language),
                *_section("atlas", language, _atlas(dataset, language)),
                *_section("contact", language, _contact(dataset, language)),
                *_section("report", language, _report(dataset, view)),
                *_section("help", language, _help(dataset, language)),
                *_section("accessibility", language, _accessibility(dataset, view)),
                *_section("privacy", language, _privacy(dataset, language)),
                *_section("funding", language, _funding(dataset, language)),
            ],
            className="article",
        )
    ]


def _contents(language: str) -> Component:
    return html.Nav(
        html.Ul(
            [
                html.Li(html.A(text(f"imprint.{section}.title", language), href=f"#{anchor}"))
                for section, anchor in footing.ANCHORS.items()
            ]
        ),
        className="contents",
        **{"aria-label": text("imprint.contents", language)},
    )


def _section(
    name: str, language: str, content: Sequence[Component | None]
) -> list[Component | None]:
    heading = text(f"imprint.{name}.title", language)
    return [html.H2(heading, id=footing.ANCHORS[name], tabIndex=-1), *content]


def _atlas(dataset: Dataset, language: str) -> list[Component]:
    imprint = dataset.imprint
    association = imprint.association[language]
    said = [html.P(text("imprint.atlas.what", language))]
    if association:
        said.append(html.P(text("imprint.atlas.who", language, association=association)))
    elif _addresses(dataset, language):
        said.append(html.P(text("imprint.atlas.nobody", language)))
    return said


def _contact(dataset: Dataset, language: str) -> list[Component]:
    """The addresses; where there is none, that is said here and nowhere else on the page."""
    word = "none" if dataset.imprint.association[language] else "nobody"
    return _addresses(dataset, language) or [html.P(text(f"imprint.contact.{word}", language))]


def _write_to_us(dataset: Dataset, language: str) -> list[Component]:
    """The addresses, or the way to where it is said that there is none yet."""
    label = text("imprint.contact.title", language)
    link = html.A(label, href=f"#{footing.ANCHORS['contact']}", className="text-link")
    return _addresses(dataset, language) or [html.P(link)]


def _addresses(dataset: Dataset, language: str) -> list[Component]:
    imprint = dataset.imprint
    said = []
    if imprint.mail:
        said.append(
            html.P(
                [
                    f"{text('imprint.contact.mail', language)}: ",
                    html.A(imprint.mail, href=f"mailto:{imprint.mail}"),
                ]
            )
        )
    if imprint.postal_address:
        label = text("imprint.contact.post", language)
        said.append(html.P(f"{label}: {imprint.postal_address}"))
    return said


def _report(dataset: Dataset, view: View) -> list[Component]:
    language = view.language
    if not dataset.imprint.mail:
        return [html.P(text("imprint.report.none", language))]
    return [
        html.P(text("imprint.report.how", language)),
        html.P(footing.report_link(view, "")),
    ]


def _help(dataset: Dataset, language: str) -> list[Component | None]:
    lines = dataset.imprint.help_lines
    if not lines:
        return [html.P(text("imprint.help.none", language))]
    checked = any(line.checked for line in lines)
    return [
        html.P(text("imprint.help.first", language)),
        None if checked else html.P(text("imprint.help.all_unconfirmed", language)),
        html.Dl(
            [part for line in lines for part in _help_line(line, language, checked)],
            className="lines",
        ),
        html.P(text("imprint.help.trace", language)),
    ]


def _help_line(line: HelpLine, language: str, some_checked: bool) -> list[Component]:
    name: str | Component = line.name[language]
    if line.phone:
        name = html.A(name, href=f"tel:{line.phone.replace(' ', '')}")
    said = f"{text('about.source', language)}: {line.source}."
    if line.checked:
        checked = day(line.checked, language)
        said += f" {text('imprint.help.confirmed', language, day=checked)}"
    elif some_checked:
        said += f" {text('imprint.help.unconfirmed', language)}"
    return [
        html.Dt(name),
        html.Dd(
            [
                html.P(line.sentence[language]),
                html.Small(said),
            ]
        ),
    ]


def _sentences(key: str, count: int, language: str) -> Component:
    return html.Ul([html.Li(text(f"{key}_{one}", language)) for one in range(1, count + 1)])


def _accessibility(dataset: Dataset, view: View) -> list[Component]:
    language, key = view.language, "imprint.accessibility"
    release = dataset.release.key
    return [
        html.P(text(f"{key}.target", language)),
        html.H3(text(f"{key}.tested", language)),
        _sentences(f"{key}.tested", TESTED, language),
        html.H3(text(f"{key}.untested", language)),
        _sentences(f"{key}.untested", UNTESTED, language),
        html.H3(text(f"{key}.limit", language)),
        _sentences(f"{key}.limit", LIMITS, language),
        html.P(text(f"{key}.tell", language)),
        *_write_to_us(dataset, language),
        html.P(text(f"{key}.reviewed", language, release=release), className="muted"),
    ]


def _privacy(dataset: Dataset, language: str) -> list[Component]:
    key = "imprint.privacy"
    return [
        html.P(text(f"{key}.short", language)),
        _sentences(f"{key}.kept", KEPT, language),
        html.P(text(f"{key}.statistics", language)),
        html.P(text(f"{key}.rights", language)),
        *_write_to_us(dataset, language),
    ]


def _funding(dataset: Dataset, language: str) -> list[Component]:
    notice = dataset.imprint.funding[language]
    return [html.P(notice or text("imprint.funding.none", language))]
