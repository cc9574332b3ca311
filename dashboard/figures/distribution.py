"""Distribution of the neighbourhoods within each district: one dot each, the district as a bar."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.catalogue import Group, Level
from dashboard.classes import classes, palette
from dashboard.dataset import Dataset, Flag, Series
from dashboard.figures.colours import COLOURS
from dashboard.ranking import value_at
from dashboard.view import View
from dashboard.wording import amount, text, unit_of

ROW = 26  # pixels per district where all are shown
ROW_OF_FEW = 64


def strips(dataset: Dataset, view: View, districts: Sequence[str]) -> go.Figure:
    """A strip per district, in the order given, of the view's series.

    A series that is not published for neighbourhoods has no dots. The browser fades those outside
    the view's range.
    """
    series = view.series
    fine = Series(series.indicator, series.group, series.year, Level.NEIGHBOURHOOD)
    figure = go.Figure()
    if dataset.has(fine):
        figure.add_trace(_dots(dataset, view, fine, districts))
    figure.add_trace(_bars(dataset, series, districts))
    _frame(dataset, figure, series, districts, view.language)
    return figure


def spread(area: str) -> float:
    """Height of an area's dot, −0.5 to 0.5: the same in every picture, whatever the indicator."""
    return zlib.crc32(area.encode()) % 1000 / 1000 - 0.5


def _dots(dataset: Dataset, view: View, fine: Series, districts: Sequence[str]) -> go.Scatter:
    areas = dataset.areas(Level.NEIGHBOURHOOD)
    measured = dataset.measured(fine)
    row_of = {district: row for row, district in enumerate(districts)}
    inside = areas["district"].isin(districts).to_numpy() & (measured.flags == Flag.OK)
    places = np.flatnonzero(inside)
    ids = areas["id"].to_numpy()[places]
    jitter = np.array([spread(str(one)) for one in ids])
    rows = np.array([row_of[one] for one in areas["district"].to_numpy()[places]])
    colours = COLOURS[palette(dataset, fine, view.rule)]
    found = classes(dataset, fine, view.rule)[places]
    return go.Scatter(
        x=measured.values[places],
        y=rows + jitter * 0.55,
        mode="markers",
        marker={
            "size": 6,
            "color": [colours[min(one, len(colours) - 1)] for one in found],
            "line": {"width": 0.5, "color": "rgba(90,105,112,.55)"},
        },
        customdata=ids,
        text=areas["name"].to_numpy()[places],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )


def _bars(dataset: Dataset, series: Series, districts: Sequence[str]) -> go.Scatter:
    values = [value_at(dataset, series, one)[0] for one in districts]
    return go.Scatter(
        x=[None if np.isnan(one) else one for one in values],
        y=list(range(len(districts))),
        mode="markers",
        marker={"symbol": "line-ns", "size": 18, "line": {"width": 4, "color": "#0f4c5c"}},
        customdata=list(districts),
        text=[str(dataset.area(one)["name"]) for one in districts],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        name="district",
    )


def _frame(
    dataset: Dataset, figure: go.Figure, series: Series, districts: Sequence[str], language: str
) -> None:
    percent = unit_of(dataset.indicator(series), series.group) == "percent"  # a gap is in points
    provinces = {str(dataset.area(one)["province"]) for one in districts}
    for province in sorted(provinces):
        value, flag = value_at(dataset, series, province)
        if flag is Flag.OK:
            figure.add_vline(value, line={"width": 1.2, "dash": "dot", "color": "#6f7d82"})
    figure.update_layout(
        height=64 + (ROW if len(districts) > 4 else ROW_OF_FEW) * max(len(districts), 2),
        margin={"l": 8, "r": 12, "t": 28, "b": 28},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={
            "family": "Inter, Segoe UI, Roboto, Noto Sans, sans-serif",
            "size": 13,
            "color": "#626f75",
        },
        separators=",." if language == "tr" else ".,",
        dragmode="zoom",
        hovermode="closest",
        hoverlabel={"bgcolor": "#fcfbf8", "bordercolor": "#7f8b8f", "font": {"color": "#17262b"}},
        transition={"duration": 0},
    )
    figure.update_xaxes(
        nticks=5,
        side="top",
        showgrid=True,
        gridcolor="rgba(127,139,143,.25)",
        zeroline=series.group is Group.GAP,
        zerolinecolor="#7f8b8f",
        title=None,
        tickformat=",",
        ticksuffix="%" if percent and language != "tr" else "",
        tickprefix="%" if percent and language == "tr" else "",
    )
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(districts))),
        ticktext=[str(dataset.area(one)["name"]) for one in districts],
        range=[len(districts) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        automargin=True,
    )


def described(dataset: Dataset, series: Series, districts: Sequence[str], language: str) -> str:
    """The figure in words, for people who do not see it: lowest and highest district."""
    values = [(value_at(dataset, series, one)[0], one) for one in districts]
    known = sorted(pair for pair in values if not np.isnan(pair[0]))
    if not known:
        return text("no_data", language)
    indicator = dataset.indicator(series)
    low, high = known[0], known[-1]
    return text(
        "distribution.described",
        language,
        low=dataset.area(low[1])["name"],
        low_value=amount(low[0], indicator, series.group, language),
        high=dataset.area(high[1])["name"],
        high_value=amount(high[0], indicator, series.group, language),
    )
