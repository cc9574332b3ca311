"""Ids of the parts that callbacks speak to. A page and its callbacks take them from here."""

from __future__ import annotations

PAGE = "page"  # constants of the page for the browser: addresses, offers, language
VIEW = "view"  # the words of the address: the one state
ADDRESSED = (
    "addressed"  # last address written; an output makes the browser run the callback at load
)
PAINTED = "painted"  # key of the last series painted
PAINT = "paint"  # what the map shows: series, classes, title

MAP = "area-map"
MAP_TITLE = "map-title-text"
MAP_SUBTITLE = "map-subtitle-text"
LEGEND = "legend-body"
ABOUT = "about-body"
NOTICE = "notice-body"
SERIES_CONTROLS = "series-controls"
RANKING = "ranking-body"
DISTRIBUTION = "distribution-body"
STRIPS = "strips-body"
MAP_DRAWN = "map-drawn"  # whether geometry has been drawn once
STRIPS_DRAWN = "strips-drawn"  # what the chart shows, so that a brushed range does not redraw it
PANELS_DRAWN = "panels-drawn"  # words for which the panels of Harita were drawn last
AREA = "area-body"
COUNTS = "counts-body"

SEARCH = "search"
COMPARED = "compared-areas"
COMPARE = "compare-body"
COMPARED_PLACES = "compared-places"  # where the compared areas stand, in their order
TWIN_NAMES = ("twin-name-first", "twin-name-second")
ADD_COMPARED = "add-compared"
SERIES_CONTROLS_COMPARE = "series-controls-compare"
LEGEND_COMPARE = "legend-compare"
STRIPS_COMPARE = "strips-compare"
THRESHOLDS = "threshold-controls"
THRESHOLD_CARD = "threshold-card"
CHANGED = "threshold-changed"  # how many areas the last move has put into another class
UNDO = "undo-criteria"
COUNTS_THRESHOLD = "threshold-head"
LEGEND_THRESHOLD = "threshold-legend"
ADD_CRITERION = "add-criterion"
JUDGED = "judged"  # what the map of Eşik shows
CRITERIA_DRAWN = "criteria-drawn"  # indicators of the criteria that have controls
ANNOUNCEMENT = "announcement"
GAPS = "gaps"  # what the map of Veri shows
GAPS_PAINTED = "gaps-painted"
GAPS_SAID = "gaps-said"
GAPS_LEGEND = "gaps-legend"
GAPS_CARD = "gaps-card"
COVERAGE = "coverage-body"
FILES = "files-body"
SYNTHESIS = "synthesis"  # what the map of Sentez shows, and the shares that count
SYNTHESIS_PAINTED = "synthesis-painted"
SYNTHESIS_NOTICE = "synthesis-notice"
SYNTHESIS_LEGEND = "synthesis-legend"
SYNTHESIS_CARD = "synthesis-card"
SHORTLIST = "shortlist"  # what the map of Kısa liste shows
SHORTLIST_PAINTED = "shortlist-painted"
SHORTLIST_HEAD = "shortlist-head"
SHORTLIST_LIST = "shortlist-list"
SHORTLIST_CARD = "shortlist-card"
SHORTLIST_LEGEND = "shortlist-legend"
SHORTLIST_NOTICE = "shortlist-notice"
SHORTLIST_WEIGHTS = "shortlist-weights"
SHORTLIST_RULES = "shortlist-rules"  # further criteria, vetoes, eligibility, balance
SHORTLIST_DRAWS = "shortlist-draws"  # source, seed, limits
WEIGHTS = "weights-body"
WEIGHTS_DRAWN = "weights-drawn"  # level of the areas for which there are sliders


def control(field: str, first: str = "") -> dict[str, str]:
    """A control whose ``value`` is the word of ``field`` in the address.

    ``first`` is the value with which the server drew a control that it draws anew after each
    change: as long as it still holds that value nobody has touched it.
    """
    return {"role": "control", "field": field, "first": first}


def held(field: str) -> dict[str, str]:
    """A store whose ``data`` is the word of ``field``: set by clicks on map, table and search."""
    return {"role": "held", "field": field}


def criterion(part: str, place: int) -> dict[str, str | int]:
    """One part (``group``, ``operator``, ``value``, ``number``, ``said``) of a criterion."""
    return {"role": "criterion", "part": part, "place": place}


def listed(part: str, listed: str) -> dict[str, str]:
    """The ``tab`` or the ``panel`` of a list beside the map of thresholds."""
    return {"role": "listed", "part": part, "list": str(listed)}


def part(name: str) -> dict[str, str]:
    """A panel beside the synthesis map."""
    return {"role": "part", "name": str(name)}


def chart(name: str) -> dict[str, str]:
    """A chart; by family, because a page holds its charts only while their panel is open."""
    return {"role": "chart", "name": name}


def geometry(province: str, level: str, of_map: str = "") -> str:
    """The layer of one province and level; ``of_map`` tells the second of two maps from the
    first."""
    return f"geometry{of_map}-{province}-{level}"
