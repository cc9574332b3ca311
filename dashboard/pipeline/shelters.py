"""No shelter is ever mapped: points that speak of one stop the build.

A women's shelter is safe only while nobody can find it. So neither a source of shelters is read nor
a list in which one stands among other places, and no message repeats a name, an address or
coordinates.
"""

from __future__ import annotations

import html
import re

from dashboard.places import fold

# Matched in text without Turkish letters, signs and markup, in small letters. The first has no
# other meaning and is found however it is spaced; the others can mean a bunker, a guest house or a
# bus shelter, unless they stand beside women or violence. Streets may be called after them.
_SHELTER = "siginmaev"
_STREET = r"(?:sokak|sokagi|sok|sk|cadde|caddesi|cad|cd|bulvari?|blv|yolu|cikmazi|meydani|street)"
_DOUBTFUL = (
    r"\b(?:siginma(?!ci)\w*|sigina[kg]\w*|konuk ?ev\w*|barinma ev\w*"
    r"|ilk kabul birim\w*|ilk adim istasyon\w*|shelters?|refuges?|safe ?houses?)\b"
    rf"(?! {_STREET}\b)"
)
_WOMEN = r"\b(?:kadin|women|woman|siddet|violence|domestic)\w*"
_BESIDE = r"(?: \w+){0,2} "
_WOMENS = re.compile(f"{_WOMEN}{_BESIDE}{_DOUBTFUL}|{_DOUBTFUL}{_BESIDE}{_WOMEN}")
_PERHAPS = re.compile(_DOUBTFUL)
_MARKUP = re.compile(r"<[^>]*>")


def is_shelter(text: str) -> bool:
    """Whether a text certainly speaks of a women's shelter."""
    words = _words(text)
    return _SHELTER in words.replace(" ", "") or bool(_WOMENS.search(words))


def speaks_of_shelter(text: str) -> bool:
    """Whether a text speaks of a shelter of whatever kind."""
    return is_shelter(text) or bool(_PERHAPS.search(_words(text)))


def _words(text: str) -> str:
    plain = fold(_MARKUP.sub(" ", html.unescape(text)))
    return " ".join(plain.replace("(", " ").replace(")", " ").split())
