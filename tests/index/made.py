"""Made-up inputs: the tiny province with other indicators, and indices of any matrix."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas

from dashboard.catalogue import Level, load_catalogue
from dashboard.dataset import Dataset, Flag
from dashboard.index.inputs import Inputs
from dashboard.index.scores import DIGITS, Index
from dashboard.index.weighting import resolve
from dashboard.pipeline.publish import publish
from dashboard.release import current_release
from dashboard.synthesis.score import Method, Scale, synthesise
from dashboard.synthesis.weights import Structure
from dashboard.synthesis_view import Weighting
from tests.tiny import _indicator, tiny_catalogue, write_tiny

NEIGHBOURHOODS = ("101", "102", "103", "104", "105", "x-6")
THEMES = ("people", "work", "care", "safety", "empty")


def indicator(key: str, theme: str, *more: str, goalposts: str = "[0, 100]") -> str:
    """An entry of the catalogue; rates of 100 unless ``more`` says otherwise."""
    lines = more if any(one.startswith("groups") for one in more) else ('groups = ["total"]', *more)
    if not any(one.startswith("direction") for one in lines):
        lines = ('direction = "higher"', *lines)
    entry = _indicator(key, key, "percent", *lines).replace(
        'theme = "people"', f'theme = "{theme}"'
    )
    return entry.replace("goalposts = [0, 100]", f"goalposts = {goalposts}")


def row(
    area: str, key: str, value: float | None, group: str = "total", **more: Any
) -> dict[str, Any]:
    """A row of values: percent of 1,000 people; ``flag`` says why there is none."""
    level = "district" if area.startswith("d-") else "neighbourhood"
    level = "province" if area == "minik" else level
    known = value is not None
    return {
        "area": area,
        "indicator": key,
        "group": group,
        "year": 2023,
        "level": level,
        "value": value,
        "numerator": value * 10 if known else None,
        "denominator": 1000.0 if known else None,
        "flag": "ok" if known else "no_data",
        "method": "measured",
        **more,
    }


def dataset_of(folder: Path, entries: Sequence[str], rows: Sequence[dict[str, Any]]) -> Dataset:
    """The tiny province with these indicators and values."""
    catalogue = tiny_catalogue(folder / "catalogue")
    themes = "\n".join(f'[{one}]\nname = {{ tr = "{one}", en = "{one}" }}' for one in THEMES)
    (catalogue / "themes.toml").write_text(themes, "utf-8")
    path = catalogue / "indicators.toml"
    path.write_text("\n".join([path.read_text("utf-8"), *entries]), "utf-8")
    release = write_tiny(folder / "processed", catalogue, values=pandas.DataFrame(rows))
    publish(folder / "processed", release.key)
    return Dataset(current_release(folder / "processed"), load_catalogue(catalogue))


def entering(
    values: np.ndarray,
    themes: Sequence[str],
    on: Sequence[bool] | None = None,
    flags: np.ndarray | None = None,
    directions: Sequence[float] | None = None,
) -> Inputs:
    """Inputs of a matrix of areas × indicators between goalposts 0 and 100."""
    names = [f"i{place}" for place in range(len(themes))]
    states = [True] * len(themes) if on is None else on
    made: Any = tuple(
        SimpleNamespace(indicator=SimpleNamespace(key=name, theme=theme), on=one, banded=False)
        for name, theme, one in zip(names, themes, states, strict=True)
    )
    missing = np.where(np.isnan(values), Flag.NO_DATA, Flag.OK).astype(np.uint8)
    turned = np.ones(len(themes)) if directions is None else np.array(directions, dtype=float)
    return Inputs(
        Level.DISTRICT,
        made,
        {},
        Structure.of(names, themes),
        Scale(turned, np.tile([0.0, 100.0], (len(themes), 1))),
        values,
        missing if flags is None else flags,
        np.ones(len(values), dtype=np.bool_),
    )


def index_on(
    inputs: Inputs, weighting: Weighting | None = None, method: Method | None = None
) -> Index:
    """The index of such inputs, without classes."""
    shares, way = resolve(inputs, weighting or Weighting()), method or Method()
    found = synthesise(inputs.values, inputs.structure, inputs.scale, shares.weights, way)
    scores = np.round(found.index, DIGITS)
    flags = np.where(np.isnan(scores), Flag.NO_DATA, Flag.OK).astype(np.uint8)
    return Index(inputs.level, inputs, shares, way, found, scores, flags, ())
