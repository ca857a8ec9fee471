"""The words of a text, and how alike two texts are worded."""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from typing import Final

LONGEST: Final = 20_000
"""Characters of a text that are looked at; a pasted log repeats itself long before."""

_TOKEN: Final = re.compile(r"w/(?:o(?:ut)?\b)?|[^\W\d_][^\W_]*(?:'[^\W\d_]+)?|\d[\w.,:]*|[^\w\s]")
_SUFFIXES: Final = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "er",
                    "ed", "es", "s", "ly")  # fmt: skip
_SHORTEST_STEM: Final = 3

# They say how, not what.
_EMPTY: Final = frozenset({
    "a", "an", "the", "to", "be", "been", "being", "is", "are", "was", "were", "am", "do", "does",
    "did", "done", "have", "has", "had", "having", "i", "we", "you", "he", "she", "it", "they",
    "me", "us", "him", "her", "them", "my", "our", "your", "his", "its", "their", "this", "that",
    "these", "those", "there", "here", "of", "in", "on", "at", "by", "for", "with", "w/", "from",
    "as", "so", "than", "then", "too", "very", "just", "even", "only", "still", "yet", "any",
    "anymore", "more", "longer", "able", "can", "could", "will", "would", "shall", "should", "may",
    "might", "must", "get", "gets", "got", "getting", "let", "lets", "all", "also", "really",
    "always", "ever", "now", "again", "some", "and", "or", "but", "if", "when", "while", "who",
    "what", "which", "how", "where", "why", "up", "out", "off", "over", "into", "onto", "about",
    "possible", "seem", "seems", "seemed", "want", "wants", "need", "needs", "s", "t", "m", "re",
    "ve", "ll", "d",
})  # fmt: skip


def tokens(text: str) -> list[str]:
    """Return a text's words, numbers and punctuation marks in order, in small letters.

    Words of any script are words; of "ö" in two characters it makes one.
    """
    small = unicodedata.normalize("NFC", text[:LONGEST].lower())
    return _TOKEN.findall(small.replace("’", "'"))


def is_content(token: str) -> bool:
    """Tell whether a token is a word that says what a text is about."""
    return token[0].isalpha() and token not in _EMPTY


def stem(word: str) -> str:
    """Return a word without the commonest endings: "loading" and "loads" are "load"."""
    word = word.removesuffix("'s")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            word = word.removesuffix(suffix)
            break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM else word


def likeness(query: AbstractSet[str], document: AbstractSet[str]) -> float:
    """Return the share of two texts' words that both have, 0 to 1 (Jaccard, 1901)."""
    together = len(query | document)
    return len(query & document) / together if together else 0.0
