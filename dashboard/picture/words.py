"""What a picture says of itself; known without drawing it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import criteria
from dashboard.comparison import comparison, standings
from dashboard.dataset import Dataset
from dashboard.summary import source, standing_sentence, subtitle, title
from dashboard.threshold import evaluate
from dashboard.view import View
from dashboard.wording import amount, text


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture says of itself: title, subtitle, sources and a name for its file."""

    title: str
    subtitle: str
    source: str
    name: str


def map_words(dataset: Dataset, view: View) -> Words:
    """Words of the picture of Harita; a brushed range is told, because it fades areas."""
    series, language = view.series, view.language
    below = subtitle(dataset, series, language)
    if view.span:
        indicator = dataset.indicator(series)
        ends = [amount(one, indicator, series.group, language) for one in view.span]
        below = f"{below} · {text('span.label', language)}: {' – '.join(ends)}"
    name = f"{series.indicator}-{series.group}-{series.year}-{series.level}"
    return Words(
        title(dataset, series, language),
        below,
        source(dataset, series, language),
        name,
    )


def comparison_words(dataset: Dataset, view: View) -> Words:
    """Words of the picture of Karşılaştır."""
    entries, language = comparison(dataset, view), view.language
    sources_ = [source(dataset, one.main.series, language) for one in entries]
    sources_.append(source(dataset, view.series, language))
    series = f"{title(dataset, view.series, language)} · {subtitle(dataset, view.series, language)}"
    return Words(
        standing_sentence(dataset, view, standings(dataset, entries)),
        series,
        "; ".join(dict.fromkeys(sources_)),
        "comparison",
    )


def threshold_words(dataset: Dataset, view: View) -> Words:
    """Words of the picture of Eşik."""
    outcome, language = evaluate(dataset, view), view.language
    return Words(
        "".join(criteria.finding(outcome, language)),
        criteria.reach(outcome, language),
        criteria.sources(dataset, outcome, language),
        f"thresholds-{outcome.level}",
    )
