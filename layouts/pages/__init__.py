"""The pages: each builds its content from a dataset and a view."""

from __future__ import annotations

from layouts.pages import compare, data, map, threshold

PAGES = (map, compare, threshold, data)
