"""Small talk: greetings, thanks, agreement and the like, which are no questions."""

import re
import unicodedata
from typing import Final

from ingest import phrases

_MOST_WORDS: Final = 14
_MOST_CHARACTERS: Final = 800
_LONGEST_NAME: Final = 10


_LAUGHTER: Final = re.compile(r"(?:a?(?:ha|he|hi|ja){2,}[hj]?|l+o+l+|x+d+)")
_EMOJI_NAME: Final = re.compile(r":[\w+'-]+:(?::skin-tone-\d:)?")
_MENTION: Final = re.compile(r"<@[A-Z0-9]+(?:\|[^<>\n]*)?>|(?<!\S)@[\w.-]+")
_VOTE: Final = re.compile(r"(?<!\S)(?:[+-]1|\+\++|\^+)(?![^\s!.,])")
_EMOTICON: Final = re.compile(r"(?<!\S)(?:[:;=8x][-^']?[)(dpo/|\\*]|<3|\^_\^|o/|\\o/)(?!\S)")
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHE: Final = re.compile(r"(?<=n)['’](?=t\b)|(?<=[a-z])['’](?=(?:s|m|re|ll|ve)\b)")


def said(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without accents and apostrophes."""
    folded = _APOSTROPHE.sub("", text.casefold().replace("ł", "l").replace("ø", "o"))
    decomposed = unicodedata.normalize("NFD", folded)
    return tuple(_WORD.findall("".join(c for c in decomposed if unicodedata.category(c) != "Mn")))


def _parsed(*lists: str) -> frozenset[tuple[str, ...]]:
    found = (said(phrase) for words in lists for phrase in re.split(r"[|\n]", words))
    return frozenset(phrase for phrase in found if phrase)


_GREETINGS: Final = _parsed(phrases.GREETINGS)
_KNOWN: Final = _parsed(phrases.GREETINGS, phrases.THANKS, phrases.NODS)
_BEFORE_NAME: Final = _parsed(phrases.GREETINGS, phrases.THANKS)
_ALONE: Final = _parsed(phrases.ALONE)
_AROUND: Final = _parsed(phrases.AROUND)
_OPENINGS: Final = _parsed(phrases.OPENINGS)
_LONGEST: Final = max(map(len, _KNOWN | _AROUND))


def is_smalltalk(text: str) -> bool:
    """Say whether a message is nothing but greetings, thanks, agreement, emoji or punctuation.

    Knows the usual words of the European languages. True only when every word of the message is
    one of them, or a first name after a greeting or thanks: a question is never taken for it.
    """
    bare = _without_signs(text)
    if len(bare) > _MOST_CHARACTERS:
        return not any(character.isalnum() for character in bare)
    words = said(bare)
    if len(words) > _MOST_WORDS:
        return False
    return not words or words in _ALONE or _made_of(words, _KNOWN) or _to_somebody(bare)


def is_opening(text: str) -> bool:
    """Say whether a text only greets or announces a question: "Hi Ana", "Quick question"."""
    words = said(_without_signs(text[:_MOST_CHARACTERS]))
    return not words or words in _OPENINGS or _made_of(words, _GREETINGS) or _to_somebody(text)


def _without_signs(text: str) -> str:
    """Return the text without mentions, emoji names and emoticons, a vote such as +1 as a word."""
    for pattern, instead in (
        (_MENTION, " "),
        (_EMOJI_NAME, " "),
        (_VOTE, " same "),
        (_EMOTICON, " "),
    ):
        text = pattern.sub(instead, text)
    return text.strip()


def _made_of(words: tuple[str, ...], core: frozenset[tuple[str, ...]]) -> bool:
    """Say whether the words are phrases one after the other, at least one of them of the core."""
    # reached[i]: the first i words can be read as phrases, with (True) or without one of the core.
    reached: dict[int, bool] = {0: False}
    for start in range(len(words)):
        if start not in reached:
            continue
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            phrase = words[start:end]
            laughs = core is _KNOWN and bool(_LAUGHTER.fullmatch(" ".join(phrase)))
            in_core = laughs or phrase in core
            if in_core or phrase in _AROUND:
                reached[end] = reached.get(end, False) or reached[start] or in_core
    return reached.get(len(words), False)


def _to_somebody(text: str) -> bool:
    """Say whether a text is a greeting or thanks and a first name: "Thanks Ana!"."""
    named = re.fullmatch(r"([^,:;?]{2,40})\s([^\W\d_]+)[\s.!]*", text.strip())
    if named is None or not named[2].istitle() or not 1 < len(named[2]) <= _LONGEST_NAME:
        return False
    return said(named[1]) in _BEFORE_NAME
