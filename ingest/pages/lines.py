"""Lines: runs that stand on one baseline without a wide gap between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from ingest.pages.runs import Run

_SAME_BASELINE: Final = 0.35
"""How far baselines may be apart within a line (superscripts, icons), in ems."""

_WORD_GAP: Final = 0.17
"""From this gap on two runs are two words, in ems; a blank is about 0.25 wide."""

_NARROW_GAP: Final = 0.05
"""From this gap on, where pypdf saw a blank as well."""

_WIDE_GAP: Final = 0.9
"""From this gap on they are two lines beside each other: columns, cells, a date at the margin."""

_DRAWN_TWICE: Final = 0.15
"""Text drawn again within this distance, in ems, is one text (a way to make it bold)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line without a wide gap; places in points as in `Run`."""

    text: str
    x: float
    end: float
    y: float
    size: float


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """Return the lines of a page from the top, those on one baseline from the left."""
    lines: list[Line] = []
    for row in _rows(runs):
        lines.extend(_parted(row))
    return lines


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Return runs on one baseline together, from the top; each row from the left."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.y, run.x)):
        # A heading's letters are no reason to take the small line below it for its own.
        for row in reversed(rows[-3:]):
            if abs(row[0].y - run.y) < _SAME_BASELINE * min(row[0].size, run.size):
                row.append(run)
                break
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.x) for row in rows]


def _parted(row: Sequence[Run]) -> list[Line]:
    lines: list[Line] = []
    text, first, last, end = "", row[0], row[0], row[0].x
    sizes: list[float] = []

    def finish() -> None:
        if text.strip():
            lines.append(Line(text.strip(), first.x, end, first.y, median(sizes)))

    for run in row:
        shown = run.text.strip()
        if sizes and _drawn_again(last, run):
            continue
        gap = (run.x - end) / max(min(run.size, last.size), 0.1)
        if sizes and gap > _WIDE_GAP:
            finish()
            text, first, sizes = shown, run, [run.size]
        elif not sizes:
            text, first, sizes = shown, run, [run.size]
        else:
            seen = run.text.startswith(" ")
            apart = gap > _WORD_GAP or (seen and gap > _NARROW_GAP)
            text += (" " if apart else "") + shown
            sizes.append(run.size)
        end = run.end if not sizes[1:] else max(end, run.end)
        last = run
    finish()
    return lines


def _drawn_again(last: Run, run: Run) -> bool:
    near = _DRAWN_TWICE * run.size
    same = last.text.strip() == run.text.strip()
    return same and abs(last.x - run.x) < near and abs(last.y - run.y) < near


_DATE: Final = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{2,4}\b|\b(?:present|now|today|heute|current)\b",
    re.IGNORECASE,
)

_DATE_LENGTH: Final = 40
"""Characters of a line that is a date and little else, at most."""


def has_date(text: str) -> bool:
    """Say whether a short text is mostly a date, as they stand beside entries."""
    return len(text) <= _DATE_LENGTH and _DATE.search(text) is not None
