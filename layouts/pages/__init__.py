"""The pages: each builds its content from a dataset and a view."""

from __future__ import annotations

from layouts.pages import map

PAGES = (map,)
