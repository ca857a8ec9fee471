"""From where to where: "from A to B" is not "from B to A", though the words are the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from matcher.wording import LONGEST, is_content, stem

_NEAR: Final = 4
"""Words after "from" and "to" that may name the place."""

_MOST: Final = 20
"""Routes of a text that are looked at."""

_WORD: Final = r"[\w.+#'&/%-]{1,40}"
_START: Final = rf"(?:{_WORD}\s){{1,{_NEAR}}}?"
_END: Final = rf"(?:{_WORD}\s?){{1,{_NEAR}}}"
_ROUTE: Final = re.compile(
    rf"\bfrom\s(?P<start>{_START})(?:in|on)?to\s(?P<end>{_END})"
    rf"|\b(?:in|on)?to\s(?P<end_first>{_START})from\s(?P<then_start>{_END})"
    rf"|(?<!\S)(?P<before>{_WORD})\s?(?:->|→)\s?(?P<behind>{_WORD})"
)


@dataclass(frozen=True, slots=True)
class Route:
    """The words that say where something goes from, and where to: as they were said, by stem."""

    start: Mapping[str, str]
    end: Mapping[str, str]


def routes(text: str) -> tuple[Route, ...]:
    """Return the routes that a text tells."""
    plain = " ".join(text[:LONGEST].lower().split())
    found = []
    for match in islice(_ROUTE.finditer(plain), _MOST):
        start = _words(match["start"] or match["then_start"] or match["before"])
        end = _words(match["end"] or match["end_first"] or match["behind"])
        if start and end:
            found.append(Route(start, end))
    return tuple(found)


def opposite(query: tuple[Route, ...], document: tuple[Route, ...]) -> list[tuple[str, str]]:
    """Return what the texts said where the one goes where the other comes from.

    A text that tells of both ways is opposite to none.
    """
    if any(_leads(ours.start, ours.end, theirs) for ours in query for theirs in document):
        return []
    found = []
    for ours in query:
        for theirs in document:
            if back := _leads(ours.end, ours.start, theirs):
                end, start = back
                found.append((f"from {start} to {end}", f"from {end} to {start}"))
    return found


def _leads(
    start: Mapping[str, str], end: Mapping[str, str], route: Route
) -> tuple[str, str] | None:
    """Return the words for start and end, if a route leads from the one to the other."""
    starts = [said for word, said in start.items() if word in route.start and word not in route.end]
    ends = [said for word, said in end.items() if word in route.end and word not in route.start]
    return (starts[0], ends[0]) if starts and ends else None


def _words(said: str) -> dict[str, str]:
    words = (word.strip(".,'") for word in said.split())
    return {stem(word): word for word in words if word and (is_content(word) or word[0].isdigit())}
