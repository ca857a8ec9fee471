"""Lines: a text file's, with their numbers, in constant memory whatever the file holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.encodings import encoding_of

LONGEST: Final = 8_000_000
"""Characters; what is longer is no line of text, and comes as several of them."""


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a text file with their ends, in the file's own encoding."""
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as file:
        while line := file.readline(LONGEST):
            yield line
