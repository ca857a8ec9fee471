"""Titles: the few words that stand for a text in a list."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from ingest.smalltalk import is_opening, is_smalltalk

_SENTENCE_END: Final = re.compile(r"(?<=[!?])\s+|(?<=[。！？])|(?<=[.…])\s+(?=[^\sa-zß-ÿ])")
_OPENING: Final = re.compile(r"[^,:!.?\n–—]{1,40}?\s?[,:!.–—-]+\s+(?=\S)")
# These are greetings whatever follows; "welcome" and "morning" can begin a sentence.
_CALL: Final = re.compile(
    r"(?:hi|hiya|hey|hello|hallo|hola|bonjour|ciao|salut|hej|hoi|ola|olá|cześć)"
    r"(?:\s+(?:all|everyone|everybody|team|there|guys|folks|again|zusammen|@[\w.-]+))?"
    r"(?:\s*[,:!.–—-]+)?\s+(?=\S)|@[\w.-]+[,:]?\s+(?=\S)",
    re.IGNORECASE,
)


def title_of(text: str, limit: int = 80) -> str:
    """Return the first sentence of a text that says something, at most `limit` characters.

    Greetings and openings such as "Quick question:" are passed over. What is longer is cut between
    words and ends in "…". A text that says nothing gives its first sentence, an empty one "".
    """
    first = ""
    for sentence in _sentences(text):
        first = first or sentence
        if not is_smalltalk(sentence) and not is_opening(sentence):
            return shortened(_without_opening(sentence), limit)
    return shortened(first, limit)


def shortened(text: str, limit: int) -> str:
    """Return the text in one line of at most `limit` characters, cut between words with "…"."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    end = max(limit - 1, 0)
    if not line[end].isspace():
        words, _, broken = line[:end].rpartition(" ")
        # One long word, or a script without blanks, is cut where it has to be.
        end = len(words) if len(broken) <= limit // 2 else _between_characters(line, end)
    return line[:end].rstrip(" ,;:-–—([{") + "…"


def _between_characters(text: str, end: int) -> int:
    """Return the last place up to `end` where no emoji or accented letter is cut in two."""
    while end and (
        unicodedata.category(text[end]).startswith("M")
        or "\U0001f3fb" <= text[end] <= "\U0001f3ff"
        or "\u200d" in text[end - 1 : end + 1]
    ):
        end -= 1
    return end


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        start = 0
        for end in _SENTENCE_END.finditer(line):
            if sentence := line[start : end.start()].strip():
                yield sentence
            start = end.end()
        if rest := line[start:].strip():
            yield rest


def _without_opening(sentence: str) -> str:
    """Return a sentence without the "Hi team," or "Quick question:" it may begin with."""
    while rest := _after_opening(sentence):
        sentence = rest
    return sentence


def _after_opening(sentence: str) -> str:
    """Return what follows an opening, "" if there is none or nothing that says something."""
    opening = _OPENING.match(sentence)
    if opening is None or not is_opening(opening.group().rstrip(" ,:!.–—-")):
        opening = _CALL.match(sentence)
    rest = "" if opening is None else sentence[opening.end() :]
    return "" if is_smalltalk(rest) else rest
