"""The arithmetic of the index against figures that others published (tests/golden/SOURCES.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.synthesis.aggregate import Mean, aggregate, closed
from dashboard.synthesis.normalise import (
    by_deviation,
    by_goalposts,
    by_percentile,
    by_target,
)
from dashboard.synthesis.score import ranks
from dashboard.synthesis.treatment import kurtosis, skewness, treated

GOLDEN = Path(__file__).parents[1] / "golden"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "golden"


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLDEN / f"{name}.csv")


def mean(scores: np.ndarray, weights: np.ndarray, kind: Mean = Mean.ARITHMETIC) -> Any:
    return aggregate(kind, scores, closed(scores, weights, 0.0))


@pytest.fixture(scope="module")
def asem() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ASEM index: data by country, and meta-data by code."""
    meta = read("coinr_asem_iMeta").set_index("iCode")
    return read("coinr_asem_iData").set_index("uCode"), meta


def _levels(asem: tuple[pd.DataFrame, pd.DataFrame], without: str = "") -> dict[str, Any]:
    """Scores of every aggregate, from denominating to the index, as COINr's example builds it."""
    data, meta = asem
    indicators = meta[meta["Type"] == "Indicator"]
    values = data[indicators.index].astype(float)
    for key, denominator in indicators["Denominator"].dropna().items():
        values[key] = values[key] / data[denominator]
    values = values.fillna(values.groupby(data["EurAsia_group"]).transform("mean"))
    columns = np.column_stack([treated(column)[0] for column in values.to_numpy().T])
    goalposts = np.column_stack([np.nanmin(columns, axis=0), np.nanmax(columns, axis=0)])
    directions = indicators["Direction"].to_numpy(float)
    scores: dict[str, Any] = dict(
        zip(indicators.index, by_goalposts(columns, directions, goalposts).T, strict=True)
    )
    for level in (2.0, 3.0, 4.0):
        for key in meta.index[meta["Level"] == level]:
            parts = [part for part in meta.index[meta["Parent"] == key] if part != without]
            weights = meta.loc[parts, "Weight"].to_numpy(float)
            scores[key] = mean(np.column_stack([scores[part] for part in parts]), weights)
    return scores


def test_the_asem_index(asem: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    scores, published = _levels(asem), read("coinr_asem_results_published")
    place = [asem[0].index.get_loc(code) for code in published["uCode"]]
    for level in published.columns[2:]:
        assert np.abs(scores[level][place] - published[level]).max() < 0.00505, level
    assert ranks(scores["Index"])[place].tolist() == published["Rank"].tolist()


def test_its_correlations(asem: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    scores = _levels(asem)
    for _, row in read("coinr_asem_corr_published").iterrows():
        _, one, other = row["stat"].split("_")
        assert np.corrcoef(scores[one], scores[other])[0, 1] == pytest.approx(
            row["published"], abs=1e-7
        )


def test_leaving_out_a_pillar(asem: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    whole = ranks(_levels(asem)["Index"])
    for _, row in read("coinr_asem_remove_pillar_published").iterrows():
        rest = ranks(_levels(asem, row["pillar_removed"])["Index"])
        assert np.abs(rest - whole).mean() == pytest.approx(row["mean_abs_rank_change"], abs=1e-6)


def test_skewness_and_kurtosis_of_the_raw_data(asem: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    for _, row in read("coinr_asem_stats_published").iterrows():
        column = asem[0][row["iCode"]].to_numpy(float)
        assert float(f"{skewness(column):.3g}") == row["Skew"]
        assert float(f"{kurtosis(column):.3g}") == row["Kurt"]


def test_normalised_years_of_school() -> None:
    table = read("oecd_table15_normalisation_published")
    years = table[["schooling_raw"]].to_numpy(float)
    up = np.array([1.0])
    standard = (by_deviation(years, up)[:, 0] - 100) / 10
    assert np.round(standard, 2) == pytest.approx(table["zscore"], abs=0.0051)
    goalposts = np.array([[years.min(), years.max()]])
    assert by_goalposts(years, up, goalposts)[:, 0] / 100 == pytest.approx(
        table["minmax"], abs=0.0051
    )


def test_ranks_of_a_geometric_mean() -> None:
    raw = read("oecd_tai_raw_23").set_index("country")
    means = mean(raw.to_numpy(float), np.ones(raw.shape[1]), Mean.GEOMETRIC)
    published = read("oecd_tai_table38_geometric_rank_published").set_index("country")["T38_GME"]
    assert ranks(means).tolist() == published.loc[raw.index].tolist()


def test_small_geometric_means() -> None:
    for _, row in read("oecd_small_examples_published").iterrows():
        if row["case"].startswith("geometric"):
            numbers = np.array([[float(one) for one in row["case"][10:-1].split(",")]])
            found = mean(numbers, np.ones(4), Mean.GEOMETRIC)
            assert found == pytest.approx(row["published"], abs=0.01)


def test_mazziotta_pareto_in_closed_form() -> None:
    for _, row in read("mazziotta_pareto").iterrows():
        numbers = np.array([[float(one) for one in row["input"].split(";")]])
        found = mean(numbers, np.ones(numbers.shape[1]), Mean.MAZZIOTTA_PARETO)
        assert found == pytest.approx(row["expected"], abs=1e-9)


def test_ranks_and_shares_of_years_of_school() -> None:
    """The other columns of Table 15 that the engine has a way to."""
    table = read("oecd_table15_normalisation_published")
    years = table[["schooling_raw"]].to_numpy(float)
    up = np.array([1.0])
    percentiles = by_percentile(years, up)[:, 0] / 100
    lowest_first = percentiles * (len(years) - 1) + 1
    assert lowest_first == pytest.approx(table["rank_high_is_top"])
    assert np.round(lowest_first / len(years) * 100, 1) == pytest.approx(table["percentile"])
    best = np.array([[0.0, years.max()]])
    assert by_target(years, up, best)[:, 0] / 100 == pytest.approx(
        table["ratio_to_best"], abs=0.0051
    )


@pytest.fixture(scope="module")
def counties() -> pd.DataFrame:
    """The social vulnerability index of 3,142 counties. An extract would test nothing: a percentile
    rank follows from all of them, and the whole table is too large to keep here."""
    path = SHARED / "svi2018_us_county_published.csv"
    if not path.is_file():
        pytest.skip("the table of 3,142 counties is not beside the checkout")
    return pd.read_csv(path).replace(-999, np.nan)


@pytest.mark.real
@pytest.mark.parametrize(
    ("raw", "published", "direction", "tolerance"),
    [
        ("EP_POV", "EPL_POV", 1, 1e-9),
        ("EP_UNEMP", "EPL_UNEMP", 1, 1e-9),
        ("EP_NOHSDP", "EPL_NOHSDP", 1, 1e-9),
        ("EP_PCI", "EPL_PCI", -1, 0.0011),  # equal incomes are not ranked as the rest is
        ("SPL_THEME1", "RPL_THEME1", 1, 1e-9),
        ("SPL_THEMES", "RPL_THEMES", 1, 1e-9),
    ],
)
def test_percentile_ranks_of_the_social_vulnerability_index(
    counties: pd.DataFrame, raw: str, published: str, direction: int, tolerance: float
) -> None:
    ranked = by_percentile(counties[[raw]].to_numpy(float), np.array([float(direction)]))
    found, known = ranked[:, 0] / 100, counties[published].notna()
    assert known.sum() > 3100
    assert np.round(found[known], 4) == pytest.approx(counties.loc[known, published], abs=tolerance)


@pytest.mark.real
def test_a_theme_of_the_social_vulnerability_index(counties: pd.DataFrame) -> None:
    """From the four rates to the rank of the theme: ranks, their sum, the rank of the sum."""
    rates = counties[["EP_POV", "EP_UNEMP", "EP_PCI", "EP_NOHSDP"]].to_numpy(float)
    ranked = np.round(by_percentile(rates, np.array([1.0, 1.0, -1.0, 1.0])) / 100, 4)
    ranked[np.isnan(rates).any(axis=1)] = np.nan
    theme = by_percentile(ranked.sum(axis=1)[:, None], np.array([1.0]))[:, 0] / 100
    known = counties["RPL_THEME1"].notna()
    assert np.abs(theme[known] - counties.loc[known, "RPL_THEME1"]).max() < 0.0011
