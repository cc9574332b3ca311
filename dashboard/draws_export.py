"""The weights that were drawn and what became of the ranks: everything from which shares of draws
and intervals can be counted again."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.dataset import Dataset
from dashboard.export import safe, table
from dashboard.index.certainty import DRAWS, Certainty, certainty_of
from dashboard.index_tables import described, file_name
from dashboard.synthesis.draws import Source
from dashboard.synthesis.robustness import scenarios
from dashboard.synthesis_export import certainty_notes
from dashboard.view import View
from dashboard.wording import text

DIGITS = 3  # decimals of shares of 100 in the CSV
FRESH = ("normalisation", "mean", "without")  # what a draw of methods has beside its weights


def draws_csv(
    dataset: Dataset, view: View, address: str = "", count: int = DRAWS
) -> tuple[str, str]:
    """File name and text: a row per draw with the shares of 100 of the themes, of the indicators
    inside their theme, and the rank of each area that has one (1: lowest score).

    Raises ``ValueError`` where the level has nothing to put together, and ``WeightError`` where no
    weights lie between the view's limits.
    """
    certainty, language = certainty_of(dataset, view, count), view.language
    shares, ranked, areas = _numbers(dataset, certainty)
    structure = certainty.index.shares.structure
    heads = [text("synthesis.export.column.draw", language)]
    ways = _ways(certainty)
    heads += [text(f"synthesis.export.column.{one}", language) for one in ways]
    heads += [*structure.themes, *structure.indicators, *areas]
    mark = "," if language == "tr" else "."
    rows = [
        [
            str(place + 1),
            *(one[place] for one in ways.values()),
            *(f"{share:.{DIGITS}f}".replace(".", mark) for share in parts),
            *map(str, ranks),
        ]
        for place, (parts, ranks) in enumerate(zip(shares.tolist(), ranked.tolist(), strict=True))
    ]
    said = certainty_notes(dataset, view, certainty, address)
    said.append(text("synthesis.export.draws_rule", language))
    name = file_name(dataset, "draws", certainty.index.level, language, "csv")
    return name, table(said, [[safe(one) for one in heads], *rows])


def draws_parquet(
    dataset: Dataset, view: View, address: str = "", count: int = DRAWS
) -> tuple[str, bytes]:
    """File name and table: ``draw`` (int32), a column of shares of 100 (float32) per theme
    (``theme:care``) and per indicator inside its theme (``indicator:…``), and a column of ranks
    (int16) per area with a score (``rank:<id>``).

    The metadata hold release, source, seed, k, limits, present weights and method as JSON, and the
    notes. Raises as ``draws_csv`` does.
    """
    certainty = certainty_of(dataset, view, count)
    shares, ranked, areas = _numbers(dataset, certainty)
    structure = certainty.index.shares.structure
    columns: dict[str, Any] = {"draw": pa.array(np.arange(1, len(shares) + 1, dtype=np.int32))}
    columns |= {key: pa.array(words) for key, words in _ways(certainty).items()}
    names = [f"theme:{one}" for one in structure.themes]
    names += [f"indicator:{one}" for one in structure.indicators]
    single = shares.astype(np.float32)
    columns |= {name: pa.array(single[:, place]) for place, name in enumerate(names)}
    columns |= {f"rank:{area}": pa.array(ranked[:, place]) for place, area in enumerate(areas)}
    made = pa.table(columns).replace_schema_metadata(_about(dataset, view, certainty, address))
    content = io.BytesIO()
    # ranks hardly ever repeat: a dictionary of them is longer than they are
    pq.write_table(made, content, compression="zstd", use_dictionary=False, write_statistics=False)
    name = file_name(dataset, "draws", certainty.index.level, view.language, "parquet")
    return name, content.getvalue()


def _numbers(dataset: Dataset, certainty: Certainty) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Draws × (themes, indicators) in shares of 100; draws × areas with a rank; ids of these."""
    draws = certainty.draws
    ids = dataset.areas(certainty.index.level)["id"].to_numpy()[certainty.inside]
    shares = np.hstack([draws.themes, draws.within]) * 100
    return shares, certainty.placed()[:, certainty.inside], [str(one) for one in ids]


def _ways(certainty: Certainty) -> dict[str, list[str]]:
    """Per draw of methods how the index was made; nothing where the weights are drawn."""
    if certainty.draws.source is not Source.METHODS:
        return {}
    entering, weights = certainty.index.entering, certainty.index.shares.weights
    made = scenarios(entering.values, entering.structure, entering.scale, weights)
    found = [(str(one.method.normalisation), str(one.method.mean), one.without) for one in made]
    return {key: [one[place] for one in found] for place, key in enumerate(FRESH)}


def _about(dataset: Dataset, view: View, certainty: Certainty, address: str) -> dict[str, str]:
    index, draws = certainty.index, certainty.draws
    limits = dict(zip(index.shares.structure.themes, certainty.limits, strict=True))
    return {
        "title": text("brand", view.language),
        "release": dataset.release.key,
        "demonstration": str(dataset.release.demonstration),
        "level": str(index.level),
        "provinces": ",".join(view.provinces(dataset)),
        "source": str(draws.source),
        "seed": str(draws.seed),
        "draws": str(certainty.count),
        "k": str(certainty.k),
        "limits": json.dumps(limits if draws.source is Source.BETWEEN else {}),
        "index": json.dumps(described(index), ensure_ascii=False),
        "notes": json.dumps(certainty_notes(dataset, view, certainty, address), ensure_ascii=False),
    }
