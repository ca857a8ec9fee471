"""What heads the entries of a résumé: lines with a period, and the titles beside them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ingest.periods import Period, find_period

_ENTRY_LINE: Final = 120
"""Characters of a line that can head an entry; a longer one tells a story with a year in it."""

_TITLE_LINES: Final = 2
"""Lines above a date, at most, that name its entry: the role, and where it was."""

_PLACE_LINE: Final = 60
"""Characters of a line that says where a role was."""

_SENTENCE_WORDS: Final = 6
_SENTENCE_LOWER_WORDS: Final = 3
"""Words of a sentence, at least, and those among them that begin with a small letter."""

_FEW_WORDS: Final = 4
"""Words beside a date at a line's beginning, at most, where the line may go on with a bullet."""


class Head(NamedTuple):
    """What heads an entry: its period and title; whether the title stands on another line."""

    period: Period
    title: str
    is_bare: bool


def head_of(lines: Sequence[str], number: int) -> Head | None:
    """Return what a line says of the entry that it heads, None if it heads none."""
    text = lines[number]
    if text.startswith("•") or len(text) > _ENTRY_LINE:
        return None
    found = find_period(text, single=False)
    if found is None:
        found = find_period(text)
        if found is None or not _stands_alone(text, found.start, found.end):
            return None
    alone = found.start == 0 and len(text[found.end :].split()) <= _FEW_WORDS
    in_its_cell = alone or text[: found.start].endswith("\t")
    if not in_its_cell and _in_bullet(lines, number):
        return None
    rest = text[: found.start] + "\t" + text[found.end :]
    parts = (part.strip(" \t,;:|·()–—-") for part in rest.split("\t"))
    title = ", ".join(part for part in parts if part)
    # A date that stands by itself is above or below what it dates.
    is_bare = not any(character.isalpha() for character in title)
    return Head(found.period, _neighbour(lines, number) if is_bare else title, is_bare)


def _in_bullet(lines: Sequence[str], number: int) -> bool:
    """Say whether a line goes on with a bullet above it."""
    for at in range(number, 0, -1):
        if lines[at].startswith("•"):
            return True
        if not lines[at - 1] or not goes_on(lines[at - 1], lines[at]):
            return False
    return lines[0].startswith("•")


_PARTING: Final = ("\t", ",", "|", "·", "–", "—", "-", "•", ":")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a date heads an entry rather than being told of: “revenue in 2015”."""
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    return not before or before.endswith((*_PARTING, "(")) or after.startswith(_PARTING)


def _neighbour(lines: Sequence[str], number: int) -> str:
    """Return the title that belongs to a date: the line above it, or below where that is none."""
    above = lines[number - 1] if number else ""
    below = lines[number + 1] if number + 1 < len(lines) else ""
    if number and _in_bullet(lines, number - 1):
        above = ""
    for text in (above, below):
        if text and not text.startswith("•") and find_period(text, single=False) is None:
            return text.replace("\t", ", ")
    return ""


def title_lines(lines: Sequence[str]) -> frozenset[int]:
    """Return the lines that name entries, too, though the date stands on another line."""
    found: set[int] = set()
    for number in range(len(lines)):
        head = head_of(lines, number)
        if head is None:
            continue
        if not head.is_bare:
            if _names_the_place(lines, number + 1):
                found.add(number + 1)
            continue
        above = number
        while above and number - above < _TITLE_LINES and _may_name(lines, above - 1):
            above -= 1
        if above < number:
            found.update(range(above, number))
        elif number + 1 < len(lines) and _may_name(lines, number + 1):
            found.add(number + 1)
    return frozenset(found)


def _may_name(lines: Sequence[str], number: int) -> bool:
    text = lines[number]
    return (
        bool(text) and len(text) <= _ENTRY_LINE and not text.endswith((".", ":"))
        and head_of(lines, number) is None and not _in_bullet(lines, number)
    )  # fmt: skip


def _names_the_place(lines: Sequence[str], number: int) -> bool:
    """Say whether the line below a head with its date says where that was: no work, no sentence."""
    if number + 1 >= len(lines) or not lines[number + 1].startswith("•"):
        return False
    text = lines[number]
    return _may_name(lines, number) and len(text) <= _PLACE_LINE and not is_sentence(text)


def is_sentence(text: str) -> bool:
    """Tell whether a text tells something, rather than naming it."""
    words = text.split()
    return (
        len(words) >= _SENTENCE_WORDS
        and sum(word[:1].islower() for word in words) >= _SENTENCE_LOWER_WORDS
    )


def goes_on(before: str, line: str) -> bool:
    """Tell whether a line goes on with the sentence of the one before it."""
    if before.rstrip().endswith((".", ":", "!", "?")):
        return False
    return line[:1].islower() or len(before) > _WRAPPED or before.rstrip().endswith((",", "-", "–"))


_WRAPPED: Final = 45
"""Characters of a line from which on it may have been wrapped, and goes on below."""
