"""Reading the likeliest candidates first, and no more of them than can change what is shown."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from matcher.calibration import Calibration
from matcher.reranker import Reranker
from matcher.shortlist import Contender, NearChunk

BLOCK: Final = 12
"""Candidates read between two looks at what is still worth reading, and at the clock."""

Place = tuple[str, int]
"""A chunk: its document's id and its position."""


@dataclass(slots=True)
class Readings:
    """What the reranker said: (same, relevant) logits by chunk, and how far it got.

    `read` counts candidates; `out_of_time` tells that more were worth reading than the budget
    allowed.
    """

    said: dict[Place, tuple[float, float]] = field(default_factory=dict)
    read: int = 0
    out_of_time: bool = False

    def of(self, contender: Contender, chunk: NearChunk) -> tuple[float, float]:
        """Return what was said about a chunk; (0, 0) where it was not read."""
        return self.said.get((contender.document.id, chunk.position), (0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Scored:
    """A contender's log-odds, and the chunk that makes it relevant."""

    same: float
    relevant: float
    chunk: NearChunk


def score(contender: Contender, calibration: Calibration, readings: Readings) -> Scored:
    """Return a contender's log-odds by what is known of it; the best of its chunks counts."""
    relevant, chunk = max(
        (
            (calibration.relevant.logit(
                contender.helps(chunk, readings.of(contender, chunk)[1])), chunk)
            for chunk in contender.chunks
        ),
        key=lambda scored: scored[0],
    )  # fmt: skip
    same = -math.inf
    if contender.own is not None:
        reading = readings.of(contender, contender.telling)[0] if contender.telling else 0.0
        same = calibration.same.logit(contender.same(reading))
    return Scored(same, relevant, chunk)


def read(
    reranker: Reranker,
    contenders: Sequence[Contender],
    calibration: Calibration,
    *,
    shown: int,
    same_from: float,
    budget: float | None = None,
) -> Readings:
    """Read contenders, likeliest first, while another one could still come to be shown.

    One could where the most that reading lifts a pair by (`Calibration.reach`) would bring it
    among the `shown` most relevant, or above the threshold of *same*.

    Args:
        reranker: reads.
        contenders: candidates with their chunks.
        calibration: makes log-odds of features.
        shown: how many matches are wanted.
        same_from: the lowest probability at which *same* is said.
        budget: seconds after which no further block is begun; None for no limit.

    """
    started = time.monotonic()
    readings = Readings()
    same_logit = math.log(same_from / (1.0 - same_from))
    before = {c.document.id: score(c, calibration, readings) for c in contenders}
    # What lies too far from the query for a reading to count has its final score already.
    done = [before[c.document.id].relevant for c in contenders if not c.to_read]
    waiting = sorted(
        (c for c in contenders if c.to_read),
        key=lambda c: (-before[c.document.id].relevant, c.document.id),
    )
    while waiting:
        last = sorted(done, reverse=True)[shown - 1] if len(done) >= shown else -math.inf
        waiting = [
            c for c in waiting
            if before[c.document.id].relevant + calibration.reach.relevant > last
            or before[c.document.id].same + (calibration.reach.same if c.telling else 0.0)
            >= same_logit
        ]  # fmt: skip
        if not waiting:
            break
        if budget is not None and readings.read and time.monotonic() - started >= budget:
            readings.out_of_time = True
            break
        block, waiting = waiting[:BLOCK], waiting[BLOCK:]
        chunks = [(c, chunk) for c in block for chunk in c.to_read]
        said = reranker.read([(chunk.asked, chunk.reading) for _, chunk in chunks])
        for (contender, chunk), (same, relevant) in zip(chunks, said, strict=True):
            place = (contender.document.id, chunk.position)
            readings.said[place] = (float(same), float(relevant))
        readings.read += len(block)
        done += [score(c, calibration, readings).relevant for c in block]
    return readings
