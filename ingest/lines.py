"""Lines: a text file's, in constant memory whatever the file holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.encodings import encoding_of

LONGEST: Final = 8_000_000
"""Characters; what is longer is no line of text, and comes as several of them."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file whose encoding is known."""

    path: Path
    encoding: str

    @classmethod
    def at(cls, path: Path) -> "TextFile":
        """Return the file at a path; raises UnreadableFileError if it is no text."""
        return cls(path, encoding_of(path))

    @property
    def name(self) -> str:
        """The name without its folder."""
        return self.path.name

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            while line := file.readline(LONGEST):
                yield line
