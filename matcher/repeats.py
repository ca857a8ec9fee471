"""Whether one text says the other again, word for word.

A reranker that has learnt what one changed word can do sees traps where nothing has changed. What
repeats a text needs no reading.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from matcher.wording import LONGEST, tokens

_SMALL_PRINT: Final = ".,;:!?…"
_FEWEST: Final = 4
"""Words that a text must have: "VPN down" is said of any failure there ever was."""

_DIGEST: Final = 16
"""Bytes that stand for a wording: texts are remembered by the thousand, and some are long."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands for a text's words in their order: of all of it, and of what is below its title.

    `body` is empty where there is no second line, both are where there are too few words.
    """

    whole: bytes = b""
    body: bytes = b""


def words(text: str) -> tuple[str, ...]:
    """Return what is said in a text: its words and signs, in small letters.

    Stops are left out. Other signs count: a file named "#" is not one named "%". Of a text too
    long to be looked at whole it returns none.
    """
    if len(text) >= LONGEST:
        return ()
    return tuple(word for token in tokens(text) if (word := token.rstrip(_SMALL_PRINT)))


def wording(text: str) -> Wording:
    """Return what stands for a text's words."""
    _, _, below = text.strip().partition("\n")
    return Wording(_digest(text), _digest(below))


def repeats(query: Wording, document: Wording) -> bool:
    """Tell whether two texts are equal but for capitals, stops and a title above one of them.

    Titles count where both have one: below them may be the same log.
    """
    if not query.whole or not document.whole:
        return False
    return query.whole in (document.whole, document.body) or query.body == document.whole


def _digest(text: str) -> bytes:
    said = words(text)
    if sum(word[0].isalnum() for word in said) < _FEWEST:
        return b""
    return blake2b("\n".join(said).encode(), digest_size=_DIGEST).digest()
