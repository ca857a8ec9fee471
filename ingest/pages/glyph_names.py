"""Names of glyphs that stand in a text where the PDF does not say which character they are."""

import re
from typing import Final

_PLAIN: Final = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "period": ".", "comma": ",", "colon": ":",
    "semicolon": ";", "hyphen": "-", "endash": "–", "emdash": "—", "slash": "/", "plus": "+",
    "parenleft": "(", "parenright": ")", "at": "@", "percent": "%", "ampersand": "&",
    "underscore": "_", "numbersign": "#", "dollar": "$", "exclam": "!", "question": "?",
    "quoteright": "’", "quoteleft": "‘", "quotedbl": '"', "quotesingle": "'", "bullet": "•",
    "space": " ",
}  # fmt: skip
_LETTERS: Final = re.compile("[A-Za-z](?:_[A-Za-z]){0,3}")
_LIGATURE: Final = re.compile("ff[il]?|f[ijl]")


def character_of(name: str) -> str:
    """Return what a glyph's name (without the slash) means, "" for pictures and unknown ones.

    Names are made as the Adobe Glyph List says: parts joined by "_" are a ligature, what follows a
    "." is a variant of the glyph (an old-style figure, a small capital).
    """
    base = name.partition(".")[0]
    if _LETTERS.fullmatch(base):
        return base.replace("_", "")
    if _LIGATURE.fullmatch(base):
        return base
    return _PLAIN.get(base, "")
