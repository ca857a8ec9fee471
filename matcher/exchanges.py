"""What is said the other way round: "A to B" and "B to A", "before" where the other says "after".

All words are alike then, or all but one, and a vector hardly moves.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from matcher.wording import is_content, tokens

_LONGEST: Final = 40
"""Words of a text that is compared word by word; in longer ones more than one thing differs."""

_PHRASE: Final = 3
"""Words that may change places together."""

_FEWEST: Final = 2
"""Words that both texts must have beside those that differ."""

_PASSED_OVER: Final = frozenset({"a", "an", "the", "my", "our", "your", "please", "hi", "hello"})

# "Java or C#" is "C# or Java", "Ann can but Bob can't" is "Bob can't but Ann can".
_EITHER_WAY: Final = frozenset({"and", "or", "nor", "but", "vs", "versus"})

_OPPOSITES: Final = (
    ("to", "from"), ("into", "from"), ("before", "after"), ("with", "without"), ("in", "out"),
    ("on", "off"), ("up", "down"), ("above", "below"), ("over", "under"), ("inside", "outside"),
)  # fmt: skip
_OPPOSITE: Final = frozenset(frozenset(pair) for pair in _OPPOSITES)


def in_order(text: str) -> tuple[str, ...]:
    """Return the words of a short text in their order; none of a long one."""
    words = [word for word in tokens(text) if word[0].isalnum() and word not in _PASSED_OVER]
    return tuple(words) if len(words) <= _LONGEST else ()


def exchanged(query: Sequence[str], document: Sequence[str]) -> list[tuple[str, str]]:
    """Return what each text says where the other says it the other way round: at most one pair.

    Two phrases have changed places ("string to integer", "integer to string"), or one word is the
    other's opposite ("transfer to", "transfer from"), and nothing else differs.

    Args:
        query: the words of the one text, `in_order`.
        document: those of the other.

    """
    if len(query) != len(document) or query == document:
        return []
    start, end = 0, len(query)
    while query[start] == document[start]:
        start += 1
    while query[end - 1] == document[end - 1]:
        end -= 1
    ours, theirs = query[start:end], document[start:end]
    if len(ours) == 1:
        alike = len(query) - 1
        if alike >= _FEWEST and frozenset((*ours, *theirs)) in _OPPOSITE:
            return [(_around(query, start), _around(document, start))]
        return []
    for first, last in _phrases(len(ours)):
        between = ours[first : len(ours) - last]
        if theirs != (*ours[len(ours) - last :], *between, *ours[:first]):
            continue
        if (
            _EITHER_WAY.isdisjoint(between)
            and len(query) - first - last >= _FEWEST
            and _names_something(ours[:first])
            and _names_something(ours[len(ours) - last :])
        ):
            return [(_quoted(ours, first, last), _quoted(theirs, last, first))]
    return []


def _phrases(length: int) -> Iterator[tuple[int, int]]:
    """Yield the lengths of a first and a last phrase, with at least a word between them."""
    for first in range(1, _PHRASE + 1):
        for last in range(1, _PHRASE + 1):
            if first + last < length:
                yield first, last


def _names_something(phrase: Sequence[str]) -> bool:
    return any(is_content(word) or word[0].isdigit() for word in phrase)


def _quoted(words: Sequence[str], first: int, last: int) -> str:
    """Return two phrases with what stands between them, where that is short."""
    start, between, end = words[:first], words[first : len(words) - last], words[-last:]
    return " ".join((*start, *(between if len(between) <= _PHRASE else "…"), *end))


def _around(words: Sequence[str], place: int) -> str:
    """Return a word with the next one, or the one before where it is the last."""
    return " ".join(words[place : place + 2] if place + 1 < len(words) else words[place - 1 :])
