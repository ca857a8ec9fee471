"""Legibility: whether what came out of a PDF is language, or the noise of a broken font."""

import re
import unicodedata
from typing import Final

_ENOUGH: Final = 40
_ENOUGH_WORDS: Final = 10
"""Characters, and words, from which on a text can be judged."""

_BAD: Final = 0.15
"""Share of characters that mean nothing, from which on a text is noise."""

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_VOWELS: Final = frozenset("aeiouyäöüáàâãåæéèêëíìîïóòôõøúùûýœąęı")
_VOWELLED: Final = 0.55
_LATIN_MOSTLY: Final = 0.7
_LETTERS: Final = 0.3
_CID: Final = re.compile(r"\(cid:\d+\)|/g\d+\b|/uni[0-9A-F]{4}")


def is_garbled(text: str) -> bool:
    """Say whether a text is what a font without a table of its characters gives.

    Two signs: characters that mean nothing (replacements, controls, unassigned or private ones,
    names of glyphs), or Latin words of which too few have a vowel.
    """
    shown = [character for character in text if not character.isspace()]
    if len(shown) < _ENOUGH:
        return False
    bad = sum(
        character == "\ufffd" or unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs")
        for character in shown
    )
    bad += sum(len(found) for found in _CID.findall(text))
    if bad > _BAD * len(shown):
        return True
    letters = [character for character in shown if character.isalpha()]
    if len(letters) < _LETTERS * len(shown):
        # Figures and signs for the most part: no résumé, and most likely shifted codes.
        return True
    latin = sum("LATIN" in unicodedata.name(character, "") for character in letters)
    words = _WORD.findall(text)
    if latin < _LATIN_MOSTLY * len(letters) or len(words) < _ENOUGH_WORDS:
        return False
    return sum(bool(_VOWELS & set(word.lower())) for word in words) < _VOWELLED * len(words)
