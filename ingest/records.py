"""Records: what reading a file gives, one after the other, and where each stood."""

from dataclasses import dataclass

from ingest.documents import Document


@dataclass(frozen=True, slots=True)
class Record:
    """A document and where it was read.

    `line` is the first line of the record in a text file, counted from 1; in JSON that is no JSON
    Lines, and in a Slack export, the number of the record. Reading on with `start=line` gives what
    follows it.
    """

    line: int
    document: Document


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that could not be read; `reason` is a sentence without anything of its content."""

    line: int
    reason: str
