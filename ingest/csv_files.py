"""CSV: rows of a table, each with its line, and rows that can't be read named by theirs."""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ingest.columns import column_guess
from ingest.lines import LONGEST, TextFile
from ingest.records import Skipped

_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 30
_FEWEST_COLUMNS: Final = 2
"""A table of one column has rows that look like any line."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the line it begins at, counted from 1, and its fields."""

    line: int
    fields: tuple[str, ...]


class _UnclosedQuoteError(Exception):
    """A quoted field went on for longer than any record is."""


def rows_of(file: TextFile) -> Iterator[Row | Skipped]:
    """Yield the rows of a CSV or TSV file, the header first, blank lines left out.

    The delimiter is the one that makes most sense of the first lines. A row whose quotes are
    broken comes as Skipped, and reading goes on at the line after its first.
    """
    lines = file.lines()
    sample = _sample(lines)
    first = 1
    delimiter = _declared(sample[0]) if sample else None
    if delimiter:
        first, sample = 2, sample[1:]
    delimiter = delimiter or delimiter_of(sample)
    again = _Lines(sample, lines, first)
    # The limit is the process's; it only ever grows here.
    csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST))
    return _rows(again, delimiter)


def delimiter_of(sample: Sequence[str]) -> str:
    """Return the delimiter that gives a header of most known columns, else of most columns."""

    def sense(delimiter: str) -> tuple[int, int, int]:
        rows = [row for row in csv.reader(sample, delimiter=delimiter) if any(row)]
        if not rows:
            return (0, 0, 0)
        width = len(rows[0])
        even = sum(len(row) == width for row in rows) if width > 1 else 0
        return (len(column_guess(rows[0])), even, width)

    return max(_DELIMITERS, key=sense)


class _Lines:
    """Lines that can be read again: a reader of them takes `taken` since it last began."""

    def __init__(self, sample: Sequence[str], rest: Iterator[str], first: int) -> None:
        self._waiting = deque(sample)
        self._rest = rest
        self._size = 0
        self.taken: list[str] = []
        self.number = first

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > LONGEST:
            raise _UnclosedQuoteError
        line = self._waiting.popleft() if self._waiting else next(self._rest)
        self.taken.append(line)
        self._size += len(line)
        return line

    def begin(self) -> None:
        """Count what is taken from here."""
        self.number += len(self.taken)
        self.taken.clear()
        self._size = 0

    def back_to_second(self) -> None:
        """Give all lines taken back but the first."""
        self._waiting.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _rows(lines: _Lines, delimiter: str) -> Iterator[Row | Skipped]:
    strict = csv.reader(lines, delimiter=delimiter, strict=True)
    width = 0
    while True:
        lines.begin()
        fields: list[str] | None
        try:
            fields = next(strict)
            doubtful = 0 < width != len(fields)
        except StopIteration:
            return
        except (csv.Error, _UnclosedQuoteError):
            fields = _read_leniently(lines.taken, delimiter)
            doubtful = True
        # A field that was never closed goes on up to the next quote, over the rows between.
        if doubtful and len(lines.taken) > 1 and _are_rows(lines.taken[1:], delimiter, width):
            fields = None
        if fields is None:
            yield Skipped(lines.number, "Its quotes are broken: one is opened and not closed.")
            lines.back_to_second()
        elif any(field.strip() for field in fields):
            width = width or len(fields)
            yield Row(lines.number, tuple(fields))


def _read_leniently(taken: Sequence[str], delimiter: str) -> list[str] | None:
    """Return the fields of a record whose quotes are not as they should be, if they close."""
    rows = list(csv.reader(taken, delimiter=delimiter))
    if len(rows) != 1 or _is_open(taken, delimiter):
        return None
    return rows[0]


def _is_open(taken: Sequence[str], delimiter: str) -> bool:
    """Say whether a quoted field goes on after the lines: then an empty line is part of it."""
    (before,) = csv.reader(taken, delimiter=delimiter)
    rows = list(csv.reader([*taken, "\n"], delimiter=delimiter))
    return len(rows) == 1 and rows[0] != before


def _are_rows(taken: Sequence[str], delimiter: str, width: int) -> bool:
    """Say whether at least half of the lines are rows of the table's width by themselves."""
    if width < _FEWEST_COLUMNS:
        return False
    written = [line for line in islice(taken, 10 * _SAMPLE) if line.strip()][:_SAMPLE]
    fitting = sum(len(next(csv.reader([line], delimiter=delimiter))) == width for line in written)
    return fitting * 2 >= len(written) > 0


def _sample(lines: Iterator[str]) -> list[str]:
    sample: list[str] = []
    size = 0
    for line in islice(lines, _SAMPLE):
        sample.append(line)
        size += len(line)
        if size > LONGEST:
            break
    return sample


def _declared(line: str) -> str | None:
    """Return the delimiter that a first line such as "sep=;" names, as spreadsheets write it."""
    name, _, delimiter = line.strip("\r\n").strip('"').partition("=")
    return delimiter if name.lower() == "sep" and len(delimiter) == 1 else None
