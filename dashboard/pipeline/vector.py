"""Map files of any format that GDAL or GeoParquet knows."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pyogrio.errors
import pyproj

from dashboard.pipeline.read import InputError
from dashboard.pipeline.sources import Source


def open_layer(source: Source, path: Path) -> geopandas.GeoDataFrame:
    """The shapes of a map file in the coordinate system that its source declares.

    Raises ``InputError`` for a file that can't be read, holds no shapes or has another system.
    """
    layer = _open(path)
    _require_crs(source, path, layer)
    return layer


def _open(path: Path) -> geopandas.GeoDataFrame:
    if path.stat().st_size == 0:
        raise InputError(path, "the file is empty", "Get it from its publisher again")
    try:
        layer = (
            geopandas.read_parquet(path) if path.suffix == ".parquet" else geopandas.read_file(path)
        )
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        OSError,
        ValueError,
    ) as error:
        raise InputError(
            path,
            "it can't be read as a map; the file may be cut off or of another kind",
            "Get it from its publisher again",
        ) from error
    if not isinstance(layer, geopandas.GeoDataFrame) or layer.empty:
        raise InputError(path, "it holds no shapes", "Get it from its publisher again")
    return layer


def _require_crs(source: Source, path: Path, layer: geopandas.GeoDataFrame) -> None:
    if layer.crs is None:
        problem = "it does not say its coordinate system"
    elif not layer.crs.equals(pyproj.CRS(source.crs), ignore_axis_order=True):
        problem = f"its coordinate system is {layer.crs.to_string()}, not {source.crs}"
    else:
        return
    raise InputError(
        path,
        problem,
        "Mend 'crs' in sources.toml or save the file in that system",
        column="geometry",
    )
