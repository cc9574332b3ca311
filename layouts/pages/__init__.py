"""The pages: each builds its content from a dataset and a view."""

from __future__ import annotations

from layouts.pages import (
    catalogue,
    compare,
    data,
    imprint,
    indicator,
    map,
    not_found_404,
    quality,
    shortlist,
    synthesis,
    threshold,
)

PAGES = (
    *(map, compare, threshold, synthesis, shortlist, catalogue, indicator),
    *(data, quality, imprint),
    not_found_404,
)
