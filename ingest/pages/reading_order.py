"""Reading order: the lines of a page, column after column.

A gutter is a vertical strip that no line crosses for a while, with columns of lines on both sides
(the idea of the recursive X-Y cut, Nagy and Seth 1984). Lines that cross it (a headline over both
columns) part the page into bands; in each band the left column is read before the right one, each
of them in the same way. Rows of a table, or dates at a margin, are no columns: they are read with
the line beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from ingest.pages.lines import Line, has_date

_LEAST_LINES: Final = 3
"""Of a column."""

_LEAST_GUTTER: Final = 0.8
_NARROWEST: Final = 0.2
"""How wide a gutter is at least, in ems: between most of its lines, and between any."""

_ALIGNED: Final = 0.3
"""Baselines this near, in ems, make a row."""

_ALIGNED_SHARE: Final = 0.6
"""From this share of lines on rows with the other side's, or with nothing beside them, on, a side
may annotate the other."""

_DATED_SHARE: Final = 0.3
"""Of lines that are dates: the others are places, headings, dates that were not recognised."""

_MOSTLY_APART: Final = 0.7
"""From this share of lines with nothing beside them on, a side is headings in gaps of the other."""

_SPARSE: Final = 0.65
"""Labels for each line beside them, at most."""

_HALF: Final = 0.5
_MOST: Final = 0.8

_SAME_EDGE: Final = 3.0
"""Edges within so many points are one edge."""

_LABEL: Final = 30
_CELL: Final = 12
"""Characters of a label, and of a cell, at most."""

_STEP: Final = 4.0
"""Gutters are looked for at places so many points apart: half of the narrowest."""

_LOST_BY_PARTING: Final = 4
"""How many lines fewer in columns are taken rather than columns that are parted once more."""

_DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class _Band:
    """Lines between two that cross a gutter."""

    left: list[Line]
    right: list[Line]


def in_reading_order(lines: Sequence[Line]) -> list[list[Line]]:
    """Return blocks of lines in the order in which a person reads them.

    A block is one column, or what spans the columns, from its top; lines that share a baseline
    within a block follow each other from the left.
    """
    return _ordered(list(lines), 0)


def _ordered(lines: list[Line], depth: int) -> list[list[Line]]:
    gutter = _gutter(lines) if depth < _DEEPEST else None
    if gutter is None:
        return [_by_rows(lines)] if lines else []
    blocks: list[list[Line]] = []
    across: list[Line] = []
    from_top = sorted(lines, key=lambda line: (-line.y, line.x))
    for part in _parts(from_top, gutter):
        if isinstance(part, _Band) and _is_columns(part):
            if across:
                blocks.extend(_ordered(across, depth + 1))
                across = []
            blocks.extend(_ordered(part.left, depth + 1))
            blocks.extend(_ordered(part.right, depth + 1))
        elif isinstance(part, _Band):
            across.extend([*part.left, *part.right])
        else:
            across.append(part)
    if across:
        blocks.extend(_ordered(across, depth + 1))
    return blocks


def _by_rows(lines: Sequence[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.y, line.x)):
        if rows and _on_one_row(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.x)]


def _on_one_row(first: Line, second: Line) -> bool:
    return abs(first.y - second.y) < _ALIGNED * min(first.size, second.size)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return the place of the gutter beside which most lines stand in columns.

    Lines that cross it count against it, more so where they part columns that go on below.
    """
    best, most = None, 0
    from_top = sorted(lines, key=lambda line: (-line.y, line.x))
    for place in _places(lines):
        parts = _parts(from_top, place)
        bands = [part for part in parts if isinstance(part, _Band) and _is_columns(part)]
        standing = sum(len(band.left) + len(band.right) for band in bands)
        crossing = sum(isinstance(part, Line) for part in parts)
        worth = standing - crossing - _LOST_BY_PARTING * max(0, len(bands) - 1)
        if bands and worth > most:
            best, most = place, worth
    return best


def _places(lines: Sequence[Line]) -> list[float]:
    """Return where a gutter could be, from the left."""
    if not lines:
        return []
    first, last = min(line.x for line in lines), max(line.end for line in lines)
    steps = int((last - first) / _STEP)
    return [first + step * _STEP for step in range(1, steps)]


def _parts(from_top: Sequence[Line], gutter: float) -> list[_Band | Line]:
    """Return what crosses a gutter, and the bands between, from the top."""
    parts: list[_Band | Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in from_top:
        if line.x < gutter < line.end:
            if left or right:
                parts.append(_Band(left, right))
                left, right = [], []
            parts.append(line)
        elif line.end <= gutter:
            left.append(line)
        else:
            right.append(line)
    if left or right:
        parts.append(_Band(left, right))
    return parts


def _is_columns(band: _Band) -> bool:
    """Say whether the two sides of a band are columns, each read by itself."""
    left, right = band.left, band.right
    if min(len(left), len(right)) < _LEAST_LINES:
        return False
    em = median([line.size for line in (*left, *right)])
    ends, starts = sorted(line.end for line in left), sorted(line.x for line in right)
    # A single long line may reach into the gutter.
    usual = starts[len(starts) // 10] - ends[-1 - len(ends) // 10]
    if usual < _LEAST_GUTTER * em or starts[0] - ends[-1] < _NARROWEST * em:
        return False
    # They stand beside each other, not one below the other.
    top = min(max(line.y for line in side) for side in (left, right))
    bottom = max(min(line.y for line in side) for side in (left, right))
    if top - bottom < 2 * em:
        return False
    return not (_annotates(left, right) or _annotates(right, left))


def _annotates(side: Sequence[Line], other: Sequence[Line]) -> bool:
    """Say whether the lines of a side belong to single lines of the other: dates, labels, cells."""
    dates = [line for line in side if has_date(line.text)]
    if len(dates) >= _DATED_SHARE * len(side) and _aligned(dates, other) >= _ALIGNED_SHARE:
        return True
    length = median([len(line.text) for line in side])
    if length > _LABEL:
        return False
    # Headings stand among the labels of a table, on rows of their own. Below the end of the other
    # side there is no gap to stand in.
    top, bottom = max(line.y for line in other), min(line.y for line in other)
    apart = sum(
        bottom < line.y < top and not any(_touch(line, each) for each in other) for line in side
    ) / len(side)  # fmt: skip
    if _aligned(side, other) + apart < _ALIGNED_SHARE:
        return False
    if apart >= _MOSTLY_APART or (length <= _CELL and _aligned(other, side) >= _HALF):
        return True
    # A column has its lines one below the other; labels stand where something begins, or end
    # at the same place, just before what they are labels of.
    top, bottom = max(line.y for line in side), min(line.y for line in side)
    beside = [line for line in other if bottom - line.size < line.y < top + line.size]
    return len(side) <= _SPARSE * len(beside) or _flush_right(side)


def _touch(first: Line, second: Line) -> bool:
    return abs(first.y - second.y) < max(first.size, second.size)


def _flush_right(side: Sequence[Line]) -> bool:
    ends = [line.end for line in side]
    starts = [line.x for line in side]
    return _alike(ends) >= _MOST and _alike(starts) < _HALF


def _alike(places: Sequence[float]) -> float:
    """Return the share of places near the median one."""
    middle = median(places)
    return sum(abs(place - middle) <= _SAME_EDGE for place in places) / len(places)


def _aligned(side: Sequence[Line], other: Sequence[Line]) -> float:
    """Return the share of a side's lines that stand on a row with one of the other."""
    return sum(any(_on_one_row(line, each) for each in other) for line in side) / len(side)
