"""The HTML around the app: language, title and link preview follow the address."""

from __future__ import annotations

import html
from collections.abc import Callable

from flask import has_request_context, request

from callbacks.current import Current
from dashboard.criteria import finding
from dashboard.dataset import Dataset
from dashboard.index.scores import can_be_made
from dashboard.release import ReleaseError
from dashboard.shortlist.selection import shortlist_level
from dashboard.shortlist.why import counts
from dashboard.summary import subtitle, title
from dashboard.synthesis_summary import synthesis_title
from dashboard.threshold import evaluate
from dashboard.view import View, parse
from dashboard.wording import text
from layouts import indicator_words
from layouts.shell import page_title
from layouts.synthesis_map import made

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
<script>{start}</script>
{css}
</head>
<body>
<noscript>{noscript}</noscript>
{app_entry}
<div id="connection" class="connection" role="status" {connection}></div>
<div>{config}{scripts}{renderer}</div>
</body>
</html>"""
CONNECTION = ("waiting", "slow", "offline", "back", "renewed", "fault", "incomplete", "reload")
# A script or style sheet that got lost on the way: a style sheet is asked for again; without one of
# the scripts nothing starts, so the page is opened again as soon as the server answers. The number
# of tries stands in the history entry, which 1_view.js overwrites when the page has started.
START = """addEventListener("error", function (event) {
  var lost = event.target, tries = (history.state && history.state.tries) || 0;
  if (lost.tagName === "LINK" && lost.rel === "stylesheet" && !lost.dataset.again) {
    var again = lost.cloneNode();
    again.dataset.again = "true";
    setTimeout(function () { lost.replaceWith(again); }, 500);
  }
  if (lost.tagName !== "SCRIPT" || window.atlasLost) return;
  window.atlasLost = true;
  var started = window.atlas && window.atlas.started, wait = 500;
  function say() {
    var line = document.getElementById("connection"), button = document.createElement("button");
    button.textContent = line.dataset.reload;
    button.className = "outline-button";
    button.onclick = function () { location.reload(); };
    line.replaceChildren(line.dataset.incomplete + " ", button);
    line.dataset.state = "incomplete";
  }
  function look() {
    fetch(location.href, {method: "HEAD", cache: "no-store"}).then(function () {
      history.replaceState({tries: tries + 1}, "");
      location.reload();
    }, function () { setTimeout(look, wait = Math.min(wait * 2, 10000)); });
  }
  if (started || tries > 5) return addEventListener("load", say), started && say();
  setTimeout(look, wait);
}, true);"""


def _indicator(dataset: Dataset, view: View) -> str:
    return title(dataset, view.series, view.language)


def _finding(dataset: Dataset, view: View) -> str:
    return "".join(finding(evaluate(dataset, view), view.language))


def _chosen(dataset: Dataset, view: View) -> str:
    if can_be_made(dataset, shortlist_level(view)):
        return counts(dataset, view).sentence
    return text("focus.map_title", view.language)


# What a page's map shows; assets/js/5_page.js says the same while the view changes.
SHOWN = {
    "/": _indicator,
    "/karsilastir": _indicator,
    "/esik": _finding,
    "/kisa-liste": _chosen,
    "/sentez": lambda dataset, view: synthesis_title(view, made(dataset, view)),
}


def interpolated_index(current: Current) -> Callable[..., str]:
    """The function that Dash asks for the page's HTML."""

    def interpolate(**parts: str) -> str:
        path, words = (request.path, dict(request.args)) if has_request_context() else ("/", {})
        language, name, description = _preview(current, path, words)
        return INDEX.format(
            language=language,
            title=html.escape(name),
            description=html.escape(description),
            start=START,
            connection=" ".join(
                f'data-{word}="{html.escape(text(f"connection.{word}", language))}"'
                for word in CONNECTION
            ),
            noscript=html.escape(text("noscript", language)),
            css=parts["css"],
            app_entry=parts["app_entry"].replace("Loading...", text("brand", language)),
            config=parts["config"],
            scripts=parts["scripts"],
            renderer=parts["renderer"],
        )

    return interpolate


def _preview(current: Current, path: str, words: dict[str, str]) -> tuple[str, str, str]:
    try:
        dataset = current.dataset()
    except ReleaseError:
        return "tr", text("brand", "tr"), text("refused.title", "tr")
    view = parse(words, dataset).view
    name = page_title(dataset, path, view.language)
    card = dataset.catalogue.indicators.get(indicator_words.key_of(path))
    if path in SHOWN:
        name = f"{SHOWN[path](dataset, view)} · {name}"
    description = subtitle(dataset, view.series, view.language)
    if card:
        description = card.meaning[view.language]
    if dataset.release.demonstration:
        description = f"{text('demonstration.label', view.language)} {description}"
    return view.language, name, description
