"""What Akin did about a message, told to somebody who looks on: the demo's page.

Nobody looks on elsewhere. What is told holds documents of private channels, so an observer must
neither log nor store it.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from matcher import Band, Bands, Match
from matcher.findings import Findings


@dataclass(frozen=True, slots=True)
class Looked:
    """A search, and what was decided about it.

    Attributes:
        channel: where it was asked for.
        ts: the message that it is about; empty for a command.
        user: who alone sees what came of it; empty for a reply in a thread.
        findings: what was found, and what each stage took.
        bands: from which probabilities on a match is shown there.
        band: what the best match is.
        shown: what of it the channel is told: *silence* where it wants to hear less.
        at: when it was decided, by `time.monotonic`.

    """

    channel: str
    ts: str
    user: str
    findings: Findings
    bands: Bands
    band: Band
    shown: Band
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Read:
    """Résumés that were read, and held against the openings of their channel.

    Attributes:
        channel: where they were dropped.
        ts: the message that they came with.
        files: how many there were.
        unreadable: how many of them could not be read.
        openings: against how many openings they were held.
        seconds: what reading and holding against them took.
        at: when it was done, by `time.monotonic`.

    """

    channel: str
    ts: str
    files: int
    unreadable: int
    openings: int
    seconds: Mapping[str, float]
    at: float = field(default_factory=time.monotonic)


class Observer(Protocol):
    """Is told what Akin does, in the thread that does it: it must be quick and not fail."""

    def looked(self, looked: Looked) -> None:
        """Take note of a search."""

    def read(self, read: Read) -> None:
        """Take note of résumés."""


def best_band(matches: Sequence[Match], bands: Bands) -> Band:
    """Return the strongest band that any match falls into."""
    found = {bands.of(match) for match in matches}
    return next((band for band in (Band.SAME, Band.RELATED) if band in found), Band.SILENCE)
