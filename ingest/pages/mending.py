"""Mending: what typesetting did to words is undone, so that they can be read and found."""

import re
from collections.abc import Iterable
from typing import Final

_LIGATURES: Final = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\x7f": "•", "\u00ad": "-", "\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u202f": " ",
    }
)  # fmt: skip
"""A soft hyphen that was drawn is a hyphen; codes without a character are drawn as bullets."""

_PICTURES: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd\ufffc]")
"""Private characters: icons of a font; nobody else knows what they show."""

_BULLET: Final = re.compile(r"^[ \t]*[•‣▪▫◦●○■□∙·⁃➢➤►▶✓✔❖◆◇*–—-](?:[ \t]+|(?=[^\W\d_]))")
_LONE_BULLET: Final = re.compile(r"^•?[ \t]*[•‣▪▫◦●○■□∙·⁃➢➤►▶✓✔❖◆◇*–-]?$")
_SPACED_OUT: Final = re.compile(r"(?:\b\w\b )(?:\b\w\b ){2,}\b\w\b")
_BROKEN: Final = re.compile(r"([^\W\d_]+)-$")
_WORDS: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+|[^\W\d_]+")

_KEEP_HYPHEN: Final = frozenset({
    "all", "co", "cross", "data", "end", "event", "front", "back", "full", "high", "in", "long",
    "low", "multi", "near", "non", "off", "on", "one", "open", "peer", "post", "pre", "real",
    "role", "self", "short", "single", "so", "test", "third", "top", "two", "up", "user", "well",
    "world",
})  # fmt: skip
"""First parts that commonly stand before a hyphen of their own."""


def characters(line: str) -> str:
    """Return a line with ligatures apart, drawn hyphens as hyphens, and no icons."""
    plain = _PICTURES.sub("", line.translate(_LIGATURES))
    return _SPACED_OUT.sub(lambda found: found.group().replace(" ", ""), plain)


def bullets(lines: Iterable[str]) -> list[str]:
    """Return lines with "• " for whatever sign begins an item; a lone sign joins the next line."""
    found: list[str] = []
    waiting = False
    for line in lines:
        stripped = line.strip()
        if stripped and _LONE_BULLET.match(stripped):
            waiting = True
            continue
        marked = _BULLET.sub("• ", line)
        if waiting and stripped and not marked.startswith("• "):
            marked = f"• {stripped}"
        waiting = waiting and not stripped
        found.append(marked)
    return found


def joined(lines: Iterable[str], words: frozenset[str]) -> list[str]:
    """Return lines without words broken at their end; the rest of a word moves up.

    Args:
        lines: of one column, from the top.
        words: all words of the document (see `words_of`), which tell "re-use" from "reuse".

    """
    found: list[str] = []
    for line in lines:
        broken = _BROKEN.search(found[-1]) if found else None
        rest = re.match(r"[^\W\d_]+", line)
        if broken is None or rest is None or not rest.group()[0].islower():
            found.append(line)
            continue
        first, second = broken.group(1), rest.group()
        hyphen = "-" if _keeps_hyphen(first, second, found[-1], words) else ""
        end = line.find(" ")
        moved = line if end < 0 else line[:end]
        found[-1] = found[-1][:-1] + hyphen + moved
        if end >= 0 and line[end:].strip():
            found.append(line[end:].strip())
    return found


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, in lower case, compounds with their hyphens."""
    return frozenset(word.lower() for word in _WORDS.findall(text))


def _keeps_hyphen(first: str, second: str, line: str, words: frozenset[str]) -> bool:
    compound, whole = f"{first}-{second}".lower(), f"{first}{second}".lower()
    if (compound in words) != (whole in words):
        return compound in words
    start = line[: -len(first) - 1]
    return first.lower() in _KEEP_HYPHEN or start.endswith("-")
