"""Marks of a text, by which a workspace's documents are counted: its identifiers and its lines."""

import re
from hashlib import sha256
from typing import Final

from ingest.chunks import Part, part_text
from ingest.documents import Document
from matcher.identifiers import identifiers
from matcher.wording import LONGEST

MARK_LIMIT: Final = 80
"""Characters of a mark, as many as its column holds."""

_MOST: Final = 60
_MOST_IDENTIFIERS: Final = 30
"""How many marks a text has at most, and how many of them are identifiers."""

_SHORTEST_LINE: Final = 12
_LONGEST_LINE: Final = 200
"""Characters of a line, normalised. Shorter ones are in everything, longer ones in nothing else."""

_DIGIT: Final = re.compile(r"\d")
_NO_WORD: Final = re.compile(r"[\W_]+")


def marks_of(document: Document) -> list[str]:
    """Return the marks of a document's own text."""
    return text_marks(part_text(document, Part.TEXT))


def text_marks(text: str) -> list[str]:
    """Return the marks of a text, each once: "id:hv:5031", "line:1f0c…"."""
    found = [
        identifier.mark[:MARK_LIMIT]
        for family in identifiers(text).values()
        for identifier in family.values()
    ][:_MOST_IDENTIFIERS]
    found += [mark for line in text[:LONGEST].splitlines() if (mark := line_mark(line))]
    return list(dict.fromkeys(found))[:_MOST]


def line_mark(line: str) -> str:
    """Return the mark of a line; empty for one that is too short or too long to be counted.

    Neither capitals nor digits, punctuation or blanks make a difference.
    """
    plain = _NO_WORD.sub(" ", _DIGIT.sub("0", line.lower())).strip()
    if not _SHORTEST_LINE <= len(plain) <= _LONGEST_LINE:
        return ""
    return f"line:{sha256(plain.encode()).hexdigest()[:16]}"
