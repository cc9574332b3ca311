"""What a link from another release says to its reader: calmly, and until it is dismissed."""

from __future__ import annotations

from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.changes import Earlier, earlier_release
from dashboard.changes_export import shown_changes
from dashboard.dataset import Dataset
from dashboard.release import Publication, first_publication
from dashboard.view import View
from dashboard.wording import day_of, number, suffixed, text


def release_notice(dataset: Dataset, view: View, path: str) -> list[Component]:
    """Which release the link names and which is shown, and how many of the shown values differ.

    Empty where the link names none or the one that is shown. ``path`` is that of the page.
    """
    if not view.release:
        return []
    language = view.language
    earlier = earlier_release(dataset, view.release)
    shown = first_publication(dataset.release.folder.parents[1], dataset.release.key)
    said = [
        text(
            "earlier.shared" if earlier.known else "earlier.unknown",
            language,
            old=_dated(view.release, earlier.published, language),
            new=_dated(dataset.release.key, shown, language),
        )
    ]
    actions: list[Component] = []
    if earlier.known:
        compared, actions = _compared(dataset, view, path, earlier)
        said += compared
    dismiss = html.Button(
        text("earlier.dismiss", language),
        className="text-button",
        **{"data-choose": "surum", "data-word": ""},
    )
    return [
        html.P(
            [f"{' '.join(said)} ", html.Span([*actions, dismiss], className="notice-actions")],
            className="release-notice",
            **{"data-testid": "release-notice"},
        )
    ]


def _dated(key: str, said: Publication | None, language: str) -> str:
    if said is None:
        return key
    return text("earlier.dated", language, release=key, date=day_of(said.time, language))


def _compared(
    dataset: Dataset, view: View, path: str, earlier: Earlier
) -> tuple[list[str], list[Component]]:
    """What became of the values that the page shows, and the way to the list of changes."""
    language = view.language
    if earlier.dataset is None:
        return [text("earlier.gone", language)], []
    said: list[str] = []
    if earlier.dataset.release.demonstration and not dataset.release.demonstration:
        said.append(text("earlier.demonstration", language))
    found = shown_changes(earlier.dataset, dataset, view, path)
    if not found.values:
        return said, []
    if not found.changes:
        return [*said, text("earlier.same", language)], []
    count, total = (number(one, language) for one in (len(found.changes), found.values))
    if language == "tr":
        count = suffixed(count, "its")
    said.append(text("earlier.changed", language, total=total, count=count))
    query = urlencode({**view.to_words(), "sayfa": path}, safe=":,/")
    link = html.A(text("earlier.list", language), href=f"/export/changes.csv?{query}", download="")
    return said, [link]
