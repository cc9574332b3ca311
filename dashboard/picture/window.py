"""The part of the world that the frame of a map shows, and where its points lie on the sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path

from dashboard.catalogue import Level
from dashboard.dataset import Dataset
from dashboard.geometry import Layers, Outline, outlines, projected
from dashboard.view import View

FAR, NEAR = 50, 20  # metres: tolerance of the geometry of whole provinces, of one district
ROOM = 18.0  # units between the areas and the frame
AROUND = 0.12  # of a district's size, shown of its neighbours
NARROW, WIDE = 0.8, 1.42  # width of a frame by its height
Box = tuple[float, float, float, float]  # left, top, width, height in units


@dataclass(frozen=True, slots=True)
class Window:
    """A frame and its scale: x = left + (east − west) · scale."""

    frame: Box
    west: float
    north: float
    scale: float

    @classmethod
    def of(cls, extent: Box, frame: Box, below: float) -> Window:
        """The whole extent (west, south, east, north) in the frame, above its last ``below``."""
        west, south, east, north = extent
        width, height = frame[2], frame[3] - below
        scale = min((width - 2 * ROOM) / (east - west), (height - 2 * ROOM) / (north - south))
        left = (west + east) / 2 - width / scale / 2
        return cls(frame, left, (south + north) / 2 + height / scale / 2, scale)

    def path(self, outline: Outline) -> Path:
        """The area in units."""
        rings = [ring for part in outline.parts for ring in part]
        codes = [_codes(len(ring)) for ring in rings]
        return Path(self.points(np.concatenate(rings)), np.concatenate(codes))

    def points(self, places: np.ndarray) -> np.ndarray:
        """Projected points in units; shape (n, 2)."""
        left, top, _, _ = self.frame
        across = left + (places[:, 0] - self.west) * self.scale
        return np.column_stack((across, top + (self.north - places[:, 1]) * self.scale))

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """One place (EPSG:4326) in units."""
        x, y = self.points(projected([lon, lat]))[0]
        return float(x), float(y)

    def size(self, outline: Outline) -> tuple[float, float, float]:
        """Width, height and lowest y of an area in units."""
        west, south, east, north = outline.bounds
        lowest = self.frame[1] + (self.north - south) * self.scale
        return (east - west) * self.scale, (north - south) * self.scale, lowest

    def shows(self, outline: Outline) -> bool:
        """Whether any of the area's surroundings lies in the frame."""
        if not outline.parts:
            return False
        west, south, east, north = outline.bounds
        _, _, width, height = self.frame
        return (
            east > self.west
            and west < self.west + width / self.scale
            and north > self.north - height / self.scale
            and south < self.north
        )


def _codes(count: int) -> np.ndarray:
    codes = np.full(count, Path.LINETO, dtype=np.uint8)
    codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
    return codes


def layers_of(dataset: Dataset, view: View, framed: str) -> Layers:
    """The outlines of the provinces in view, finer where one district fills the frame: that of the
    area ``framed``, if any."""
    return outlines(dataset.release, view.provinces(dataset), NEAR if framed else FAR)


def extent(dataset: Dataset, framed: str, layers: Layers) -> Box:
    """West, south, east, north of what is shown: the provinces, or the district of the area
    ``framed``."""
    shown: Iterable[Outline] = layers[Level.PROVINCE]
    around = 0.0
    if framed:
        district = framed
        if dataset.level_of(district) is Level.NEIGHBOURHOOD:
            district = dataset.parent(district)
        shown = [one for one in layers[Level.DISTRICT] if one.area == district]
        around = AROUND
    found = np.array([one.bounds for one in shown])
    west, south = found[:, :2].min(axis=0)
    east, north = found[:, 2:].max(axis=0)
    wide, high = (east - west) * around, (north - south) * around
    return float(west - wide), float(south - high), float(east + wide), float(north + high)


def suited_width(shown: Box, height: float) -> float:
    """Width that suits an extent at this height, between a tall and a wide frame."""
    west, south, east, north = shown
    wide = height * (east - west) / (north - south)
    return float(np.clip(wide, height * NARROW, height * WIDE))
