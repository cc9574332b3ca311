"""The HTML around the app: language, title and link preview follow the address."""

from __future__ import annotations

import html
from collections.abc import Callable

from flask import has_request_context, request

from callbacks.current import Current
from dashboard.release import ReleaseError
from dashboard.summary import subtitle, title
from dashboard.view import parse
from dashboard.wording import text

INDEX = """<!DOCTYPE html>
<html lang="{language}" data-mantine-color-scheme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
<meta property="og:type" content="website">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
{css}
</head>
<body>
<noscript>{noscript}</noscript>
{app_entry}
<footer>{config}{scripts}{renderer}</footer>
</body>
</html>"""


def interpolated_index(current: Current) -> Callable[..., str]:
    """The function that Dash asks for the page's HTML."""

    def interpolate(**parts: str) -> str:
        words = dict(request.args) if has_request_context() else {}
        language, name, description = _preview(current, words)
        return INDEX.format(
            language=language,
            title=html.escape(name),
            description=html.escape(description),
            noscript=html.escape(text("noscript", language)),
            css=parts["css"],
            app_entry=parts["app_entry"].replace("Loading...", text("brand", language)),
            config=parts["config"],
            scripts=parts["scripts"],
            renderer=parts["renderer"],
        )

    return interpolate


def _preview(current: Current, words: dict[str, str]) -> tuple[str, str, str]:
    try:
        dataset = current.dataset()
    except ReleaseError:
        return "tr", text("brand", "tr"), text("refused.title", "tr")
    view = parse(words, dataset).view
    brand = text("brand", view.language)
    name = f"{title(dataset, view.series, view.language)} · {brand}"
    description = subtitle(dataset, view.series, view.language)
    if dataset.release.demonstration:
        description = f"{text('demonstration.label', view.language)} {description}"
    return view.language, name, description
