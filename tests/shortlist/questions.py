"""Addresses of shortlists, drawn at random."""

from __future__ import annotations

from hypothesis import strategies as st

from dashboard.catalogue import Level
from dashboard.criterion import Criterion, Operator
from dashboard.dataset import Dataset, Flag
from dashboard.shortlist_view import InWorstTenth, Neighbourhoods, ScoreAtMost, Side, Veto

THEMES = ("education", "work", "care", "safety", "participation")


@st.composite
def criteria(draw: st.DrawFn, dataset: Dataset, level: Level) -> Criterion:
    """A criterion at a value that some area of the level has, or near it."""
    offers = [
        one
        for several in dataset.offers.values()
        for one in several
        if one.level is level and dataset.indicator(one).judged
    ]
    series = draw(st.sampled_from(offers))
    measured = dataset.measured(series)
    values = [float(one) for one in measured.values[measured.flags == Flag.OK]]
    value = draw(st.sampled_from(sorted(set(values)))) + draw(st.sampled_from([0.0, 0.05, -1.0]))
    operator = draw(st.sampled_from(list(Operator)))
    return Criterion(series.indicator, series.group, operator, float(f"{value:.10g}"))


@st.composite
def further(draw: st.DrawFn, dataset: Dataset) -> ScoreAtMost | InWorstTenth | Neighbourhoods:
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return ScoreAtMost(draw(st.integers(25, 60)) + draw(st.sampled_from([0.0, 0.3])))
    criterion = draw(criteria(dataset, Level.NEIGHBOURHOOD))
    if kind == 1:
        percent = float(draw(st.integers(0, 40)))
        return InWorstTenth(
            Criterion(criterion.indicator, criterion.group, criterion.operator, percent)
        )
    wanted = float(draw(st.integers(0, 40)))
    return Neighbourhoods(criterion, draw(st.sampled_from(list(Operator))), wanted, kind == 3)


@st.composite
def weights(draw: st.DrawFn) -> str:
    """A word of weights: a preset, or some tenths of every theme."""
    if draw(st.booleans()):
        return draw(st.sampled_from(["", "bakim", "guvenlik", "katilim"]))
    themes = ("population", *THEMES, "health", "mobility", "housing")
    parts = draw(st.lists(st.integers(1, 30), min_size=9, max_size=9))
    return ",".join(f"{theme}:{part}" for theme, part in zip(themes, parts, strict=True))


@st.composite
def questions(draw: st.DrawFn, dataset: Dataset, rules: bool = True) -> dict[str, str]:
    """Words of the address of a shortlist of districts; ``rules``: with criteria and the like."""
    words = {
        "il": draw(st.sampled_from(["hepsi", "hepsi", "izmir", "balikesir"])),
        "k": str(draw(st.integers(1, 8))),
        "w": draw(weights()),
        "birlestirme": draw(st.sampled_from(["geometrik", "aritmetik", "mazziotta-pareto"])),
    }
    if rules:
        asked = draw(st.lists(criteria(dataset, Level.DISTRICT), max_size=3))
        more = draw(st.lists(further(dataset), max_size=2))
        vetoes = st.builds(
            Veto,
            st.sampled_from(THEMES),
            st.sampled_from(list(Side)),
            st.integers(10, 90).map(float),
        )
        words |= {
            "esik": ",".join(one.to_word() for one in asked),
            "olcut": ",".join(one.to_word() for one in more),
            "enaz": str(draw(st.integers(0, max(len(asked) + len(more), 1)))),
            "veto": ",".join(
                one.to_word() for one in draw(st.lists(vetoes, max_size=1, unique=True))
            ),
            "kapsam": str(draw(st.sampled_from([0, 0, 90, 99.5]))),
            "nufus": str(draw(st.sampled_from([0, 0, 20000, 106168]))),
        }
    return {key: word for key, word in words.items() if word not in ("", "0")}
