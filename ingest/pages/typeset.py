"""A page's text: its blocks of lines in reading order, mended, with empty lines between parts."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.pages.lines import Line
from ingest.pages.mending import bullets, characters, joined, words_of
from ingest.text import visible

_PART: Final = 1.5
"""A gap between lines from which on something new begins, in usual gaps of the block."""

_CELL_GAP: Final = 1.6
"""A gap within a row that parts cells, in ems; a narrower one parts words."""


def texts_of(pages: Sequence[Sequence[Sequence[Line]]]) -> list[str]:
    r"""Return the text of each page; cells of a row are parted by "\t".

    Args:
        pages: of each page the blocks in reading order (see `in_reading_order`).

    """
    raw = [[_rows(block) for block in blocks] for blocks in pages]
    words = words_of("\n".join(row for blocks in raw for block in blocks for row in block))
    return [
        "\n\n".join(filter(None, (_mended(block, words) for block in blocks))) for blocks in raw
    ]


def _mended(rows: Sequence[str], words: frozenset[str]) -> str:
    return "\n".join(bullets(joined(rows, words))).strip("\n")


def _rows(block: Sequence[Line]) -> list[str]:
    """Return the rows of a block as texts, an empty one where a gap parts them."""
    rows: list[list[Line]] = []
    for line in block:
        same = rows and abs(rows[-1][0].y - line.y) < 0.3 * line.size and line.x >= rows[-1][-1].x
        if same:
            rows[-1].append(line)
        else:
            rows.append([line])
    gaps = [above[0].y - below[0].y for above, below in pairwise(rows)]
    usual = median([gap for gap in gaps if gap > 0] or [0.0])
    texts: list[str] = []
    for number, row in enumerate(rows):
        gap = gaps[number - 1] if number else 0.0
        if number and (gap < 0 or gap > _PART * usual):
            texts.append("")
        text = _row(row)
        if text:
            texts.append(text)
    return texts


def _row(row: Sequence[Line]) -> str:
    text, end = "", row[0].x
    for line in row:
        shown = visible(characters(line.text)).strip()
        if not shown:
            continue
        if text:
            text += "\t" if line.x - end > _CELL_GAP * line.size else " "
        text += shown
        end = line.end
    return text
