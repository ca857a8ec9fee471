"""Chunks: the passages of a document that are encoded, none longer than the encoder reads."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from ingest.documents import Document

Spans = Callable[[str], Sequence[tuple[int, int]]]
"""Returns the (start, end) offsets of each token of a text, in order, without special tokens."""

_TITLE_WITHIN: Final = 200
"""A title that stands within so many characters of the text's beginning is not repeated."""


class Part(StrEnum):
    """What of a document a chunk was cut from."""

    TEXT = "text"
    REPLY = "reply"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text: `text` is the whole text's `[start:end]`, offsets in characters."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of one part of a document: `text` is `part_text(document, part)[start:end]`."""

    text: str
    start: int
    end: int
    part: Part


class _Cut(IntEnum):
    """How good a place is to cut at, just before a token; a higher one is preferred."""

    NEVER = 0
    TOKEN = 1
    WORD = 2
    LINE = 3
    SENTENCE = 4
    PARAGRAPH = 5


def part_text(document: Document, part: Part) -> str:
    """Return the text of one part of a document, the one that its chunks' offsets count in.

    The document's own text is the title and the text; the title is left out where the text begins
    with it. Replies are joined by empty lines.
    """
    match part:
        case Part.TEXT:
            return _titled(document.title, document.text)
        case Part.REPLY:
            return _REPLIES_APART.join(document.replies)
        case Part.RESOLUTION:
            return document.resolution


def chunks(document: Document, spans: Spans, limit: int = 200, overlap: int = 32) -> list[Chunk]:
    """Cut a document into chunks of at most `limit` tokens, `overlap` of them shared at a cut.

    The document's own text, its replies and its resolution are cut apart from each other. Short
    replies are packed together up to the limit. Every character that is not whitespace is in some
    chunk; a document without any has no chunks. Takes time linear in the document's length.
    """
    found: list[Chunk] = []
    for part in Part:
        text = part_text(document, part)
        regions = (
            _reply_groups(document.replies, spans, limit)
            if part is Part.REPLY
            else [(0, len(text))]
        )
        for start, end in regions:
            found.extend(
                Chunk(passage.text, start + passage.start, start + passage.end, part)
                for passage in split(text[start:end], spans, limit, overlap)
            )
    return found


def split(text: str, spans: Spans, limit: int = 200, overlap: int = 32) -> list[Passage]:
    """Cut a text into passages of at most `limit` tokens that share up to `overlap` at each cut.

    Cuts between paragraphs where it can, else sentences, lines, words, tokens, in this order. The
    overlap is at most a quarter of the limit, so that passages get ahead. Only a single character
    of more tokens than the limit makes a longer passage. A text without tokens is one passage,
    unless it is whitespace only: then there is none. Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"A passage needs room for at least 1 token, not {limit}.")
    return list(_split(text, 0, spans, limit, min(overlap, limit // 4)))


def _split(text: str, offset: int, spans: Spans, limit: int, overlap: int) -> Iterator[Passage]:
    tokens = spans(text)
    if len(tokens) <= limit:
        yield from _passages(text, [(0, len(text))], offset)
        return
    starts, cuts = _cuts(text, tokens)
    edges = [0, *starts[1:], len(text)]
    ranges = [(edges[first], edges[end]) for first, end in _windows(cuts, limit, overlap)]
    for passage in _passages(text, ranges, 0):
        # A tokenizer can see a piece of a word as more tokens than it was within the whole word.
        if len(ranges) > 1 and len(spans(passage.text)) > limit:
            yield from _split(passage.text, offset + passage.start, spans, limit, 0)
        else:
            yield Passage(passage.text, offset + passage.start, offset + passage.end)


def _passages(text: str, ranges: Sequence[tuple[int, int]], offset: int) -> Iterator[Passage]:
    """Yield the ranges without whitespace around them; those of whitespace only are left out."""
    for start, end in ranges:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            yield Passage(stripped, offset + first, offset + first + len(stripped))


def _windows(cuts: bytearray, limit: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of tokens, each of at most `limit`, that cover them all.

    `cuts[i]` says how good a cut before token i is. A good cut is looked for in a window's second
    half only: many short passages find worse than few full ones.
    """
    count, first = len(cuts), 0
    while count - first > limit:
        full = first + limit
        cut = _best(cuts, first + limit // 2 + 1, full) or _best(cuts, first + 1, full)
        if cut is None:
            cut = next((i for i in range(full + 1, count) if cuts[i]), count)
        yield first, cut
        if cut == count:
            return
        room = min(overlap, (cut - first) // 2)
        first = _best_start(cuts, cut - room, cut)
    yield first, count


def _best(cuts: bytearray, low: int, high: int) -> int | None:
    """Return the last of the best places to cut in low..high, both included, if there is one."""
    window = cuts[low : high + 1]
    best = max(window, default=_Cut.NEVER)
    return None if best == _Cut.NEVER else low + window.rindex(best)


def _best_start(cuts: bytearray, low: int, cut: int) -> int:
    """Return where the passage after a cut begins: at a sentence or word shortly before it."""
    window = cuts[low:cut]
    best = max(window, default=_Cut.NEVER)
    return cut if best == _Cut.NEVER else low + window.index(best)


_WHITESPACE: Final = re.compile(r"\s+")
# Scripts that put no blank after a sentence.
_FULL_STOP: Final = re.compile("[。！？｡][”’」』）]?")
_SENTENCE_ENDS: Final = frozenset(".!?…。！？｡؟۔।")
_CLOSERS: Final = "\"'”’»)]}*_`"


def _cuts(text: str, tokens: Sequence[tuple[int, int]]) -> tuple[list[int], bytearray]:
    """Return each token's start, and how good it is to cut the text there."""
    starts: list[int] = []
    cuts = bytearray()
    reached = 0
    for start, end in tokens:
        # Some tokenizers count the blank before a word to its token.
        begin = start
        while begin < end and text[begin].isspace():
            begin += 1
        begin = max(begin, starts[-1] if starts else 0)
        starts.append(begin)
        # A character can be several tokens (Hangul, bytes): no cut within it.
        cuts.append(_Cut.TOKEN if begin >= reached and end > start else _Cut.NEVER)
        reached = max(reached, end)
    token = 0
    for position, cut in _boundaries(text):
        while token < len(starts) and starts[token] < position:
            token += 1
        if token == len(starts):
            break
        if cuts[token]:
            cuts[token] = max(cuts[token], cut)
    return starts, cuts


def _boundaries(text: str) -> Iterator[tuple[int, _Cut]]:
    """Yield places between words, sentences and paragraphs in order: where the next one begins."""
    stops = _FULL_STOP.finditer(text)
    stop = next(stops, None)
    for blank in _WHITESPACE.finditer(text):
        while stop is not None and stop.end() <= blank.start():
            yield stop.end(), _Cut.SENTENCE
            stop = next(stops, None)
        breaks = blank.group().count("\n")
        ending = text[max(blank.start() - 4, 0) : blank.start()].rstrip(_CLOSERS)
        if breaks > 1:
            yield blank.end(), _Cut.PARAGRAPH
        elif ending and ending[-1] in _SENTENCE_ENDS:
            yield blank.end(), _Cut.SENTENCE
        elif breaks:
            yield blank.end(), _Cut.LINE
        else:
            yield blank.end(), _Cut.WORD
    while stop is not None:
        yield stop.end(), _Cut.SENTENCE
        stop = next(stops, None)


_REPLIES_APART: Final = "\n\n"


def _reply_groups(replies: Sequence[str], spans: Spans, limit: int) -> list[tuple[int, int]]:
    """Return ranges of the replies' joined text: neighbours that together are within the limit."""
    groups: list[tuple[int, int]] = []
    room = position = 0
    for reply in replies:
        end = position + len(reply)
        size = len(spans(reply))
        if groups and size <= room:
            groups[-1] = (groups[-1][0], end)
            room -= size
        else:
            groups.append((position, end))
            room = limit - size
        position = end + len(_REPLIES_APART)
    return groups


def _titled(title: str, text: str) -> str:
    """Return title and text, the title only where the text does not begin with it anyway."""
    said = " ".join(title.removesuffix("…").split())
    if not said or not text:
        return text or title
    beginning = " ".join(text[: 2 * (len(title) + _TITLE_WITHIN)].split())
    at = beginning.find(said, 0, len(said) + _TITLE_WITHIN)
    if at >= 0:
        before = beginning[at - 1 : at]
        after = beginning[at + len(said) : at + len(said) + 1]
        if not before.isalnum() and (not after.isalnum() or title.endswith("…")):
            return text
    return f"{title}\n{text}"
