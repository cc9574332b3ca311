"""Names of places as Turkish writes, sorts and searches them.

Python's own ``lower`` and ``upper`` are wrong for Turkish (``"IĞDIR".lower()`` is ``"iğdir"``),
so nothing in the project may call them on a name; it calls the functions here.
"""

from __future__ import annotations

import re
import unicodedata

_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_UPPER = str.maketrans({"ı": "I", "i": "İ"})
_ASCII = str.maketrans("çğıöşüâîû", "cgiosuaiu")
_ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
_PLACE_IN_ALPHABET = {letter: place for place, letter in enumerate(_ALPHABET, start=1)}
_WITHOUT_CIRCUMFLEX = str.maketrans("âîû", "aiu")
_DIGITS_OR_LETTER = re.compile(r"\d+|\D")
_SUFFIX = re.compile(r"\s+(?:mahallesi|mah|mh|köyü|koyu)\.?$")
_LEVEL_WORD = re.compile(r"(?<=\S)\s+(?:mahallesi|mah|mh)\.?$")
_NOT_LETTER_OR_DIGIT = re.compile(r"[^\w()]+|_", re.UNICODE)


def turkish_lower(text: str) -> str:
    """The text in small letters: ``İZMİR`` → ``izmir``, ``IĞDIR`` → ``ığdır``."""
    return unicodedata.normalize("NFC", text).translate(_LOWER).lower()


def turkish_upper(text: str) -> str:
    """The text in capitals: ``izmir`` → ``İZMİR``, ``ığdır`` → ``IĞDIR``."""
    return unicodedata.normalize("NFC", text).translate(_UPPER).upper()


def capital(said: str, language: str) -> str:
    """The words with a capital at their beginning: ``İstihdam``, ``Employment``."""
    first = turkish_upper(said[:1]) if language == "tr" else said[:1].upper()
    return first + said[1:]


def fold(text: str) -> str:
    """The text as people type it without Turkish letters, for search only.

    ``Altıeylül`` and ``ALTIEYLUL`` both give ``altieylul``. It merges names that differ, so the
    join of tables and boundaries never uses it.
    """
    folded = turkish_lower(text).translate(_ASCII)
    return " ".join(_NOT_LETTER_OR_DIGIT.sub(" ", folded).split())


def slug(text: str) -> str:
    """The text as a part of an address: ``Balıkesir`` → ``balikesir``."""
    return fold(text).replace("(", "").replace(")", "").replace(" ", "-")


def name_key(name: str) -> str:
    """The key under which a neighbourhood of two publishers is the same name.

    Turkish letters are kept; case, the words *Mahallesi*/*Mah.*/*Mh.*/*Köyü*, spaces, dots,
    hyphens, quotes and circumflexes are not. Words in brackets stay in the key, because two
    villages of one district can differ only there.
    """
    lowered = turkish_lower(name.strip()).translate(_WITHOUT_CIRCUMFLEX)
    lowered = _SUFFIX.sub("", lowered)
    return _NOT_LETTER_OR_DIGIT.sub("", lowered)


def bare_name(name: str) -> str:
    """The name without its publisher's *Mahallesi*, *Mah.* or *Mh.*, which the level says already.

    *Köyü* stays: it is part of what people call the place.
    """
    written = unicodedata.normalize("NFC", name.strip())
    found = _LEVEL_WORD.search(turkish_lower(written))
    return written[: found.start()] if found else written


def sort_key(name: str) -> tuple[tuple[tuple[int, int], ...], str]:
    """Key that sorts names as a Turkish dictionary does: c < ç < d, ı < i, "Evka 2" < "Evka 10".

    A circumflex only breaks ties. Runs of digits compare as numbers and stand before letters.
    """
    lowered = turkish_lower(name)
    first = tuple(
        (1, int(part)) if part.isdecimal() else (2, _PLACE_IN_ALPHABET.get(part, 0))
        for part in _DIGITS_OR_LETTER.findall(lowered.translate(_WITHOUT_CIRCUMFLEX))
    )
    return first, lowered
