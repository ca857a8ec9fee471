"""Duplicates: all pairs of messages that ask the same, without comparing all with all."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from matcher.calibration import Calibration
from matcher.cosines import largest, tables
from matcher.differences import differences, marks
from matcher.document_marks import text_marks
from matcher.encoder import Vectors
from matcher.features import FAR, Features, can_tell, counted
from matcher.rarity import Frequencies, Rarity
from matcher.repeats import words
from matcher.reranker import Reranker
from matcher.templates import Templates

NEIGHBOURS: Final = 20
"""Of how many nearest neighbours of a message each pair is looked at."""

READINGS: Final = 4_000
"""How many pairs are read at most, the likeliest first, where no other number is asked for."""

COMPARED: Final = 20_000
"""How many pairs, nearest first, are compared in what they name, before they are read."""

_BLOCK: Final = 256

Progress = Callable[[int, int], None]
"""Told how many pairs were read, of how many."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two messages, by row number, the first one lower.

    Attributes:
        a: the row of one.
        b: the row of the other.
        same: the calibrated probability that they ask the same.
        cosine: of their vectors.

    """

    a: int
    b: int
    same: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The pairs that ask the same, surest first, and what it took to find them.

    Attributes:
        pairs: those from the threshold on.
        candidates: near neighbours whose reading could have brought them there.
        read: how many of these were read closely.

    """

    pairs: tuple[Duplicate, ...] = ()
    candidates: int = 0
    read: int = 0

    @property
    def skipped(self) -> int:
        """How many candidates were left out, since others were likelier."""
        return self.candidates - self.read


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two groups of equal texts, by number, and the log-odds that they ask the same, unread."""

    a: int
    b: int
    features: Features
    logit: float

    def after(self, reading: float) -> "_Pair":
        """Return the pair as it was read."""
        reading = counted(reading, self.features.cosine)
        return replace(self, features=replace(self.features, reading=reading))


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Pairs that may be the same: those worth reading, likeliest first, and those judged already.

    `passed` counts near ones that were not compared, since others lie nearer.
    """

    to_read: list[_Pair]
    judged: list[_Pair]
    passed: int


def find_duplicates(
    texts: Sequence[str],
    vectors: Vectors,
    calibration: Calibration,
    reranker: Reranker | None,
    *,
    threshold: float,
    readings: int = READINGS,
    progress: Progress | None = None,
) -> Duplicates:
    """Return all pairs of messages that ask the same.

    Equal texts, but for capitals and punctuation, are the same without more. Of the others, each
    message's nearest neighbours are compared, in what they name and in what they differ; those
    that a reading could bring to the threshold (`Calibration.reach`) are read by the reranker, the
    likeliest first, and judged as in a search. The others are left out. Pairs too long for a
    reading to tell anything are judged without one.

    Args:
        texts: messages; "" is the same as none.
        vectors: their vectors: (n, dimensions) float32, of unit length.
        calibration: makes probabilities of features; the reranker's.
        reranker: reads pairs; None leaves that out.
        threshold: the probability of *same* from which a pair is returned, 0 to 1.
        readings: how many pairs are read at most.
        progress: told how far the reading is.

    """
    groups = _equal(texts)
    first = [texts[rows[0]] for rows in groups]
    candidates = _candidates(
        first, vectors[[rows[0] for rows in groups]], calibration, threshold, reranker is not None
    )
    read = candidates.to_read[:readings]
    pairs = candidates.judged
    if reranker is not None:
        logits = _read(reranker, [(first[pair.a], first[pair.b]) for pair in read], progress)
        pairs = [*pairs, *map(_Pair.after, read, logits)]
    found = [Duplicate(a, b, 1.0, 1.0) for rows in groups for a, b in combinations(rows, 2)]
    for pair in pairs:
        same = calibration.same.probability(pair.features)
        if same >= threshold:
            found += [
                Duplicate(min(a, b), max(a, b), same, pair.features.cosine)
                for a in groups[pair.a]
                for b in groups[pair.b]
            ]
    found.sort(key=lambda pair: (-pair.same, pair.a, pair.b))
    return Duplicates(tuple(found), len(candidates.to_read) + candidates.passed, len(read))


def _equal(texts: Sequence[str]) -> list[list[int]]:
    """Return the rows of each text, those of equal words together; empty ones left out."""
    rows: dict[tuple[str, ...] | str, list[int]] = {}
    for row, text in enumerate(texts):
        if text.strip():
            # What has no words is compared as it is.
            rows.setdefault(words(text) or text.strip(), []).append(row)
    return list(rows.values())


def _candidates(
    texts: Sequence[str], vectors: Vectors, calibration: Calibration, threshold: float, reads: bool
) -> _Candidates:
    """Return the pairs of near neighbours that may reach the threshold; `reads`: by a reading."""
    reached = math.log(threshold / (1 - threshold))
    least = reached - (calibration.reach.same if reads else 0.0)
    cosines = _near(vectors)
    # What two texts name in common lifts a pair; every other detail only lowers it.
    lift = max(calibration.same.weight("agreement"), 0.0)
    worth = [
        (cosine, a, b)
        for (a, b), cosine in cosines.items()
        if calibration.same.logit(Features(cosine=cosine)) + lift >= least
    ]
    worth.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    compared = worth[:COMPARED]
    counts = Counter(mark for text in texts for mark in text_marks(text))
    frequencies = Frequencies(len(texts), counts)
    rarity, templates = Rarity(frequencies), Templates(frequencies)
    to_read, judged = [], []
    for cosine, a, b in compared:
        details = differences(
            marks(templates.strip(texts[a])), marks(templates.strip(texts[b])), rarity
        )
        features = details.features(
            cosine, template=min(templates.share(texts[a]), templates.share(texts[b]))
        )
        pair = _Pair(a, b, features, calibration.same.logit(features))
        if reads and can_tell(texts[a], texts[b]):
            if pair.logit >= least:
                to_read.append(pair)
        elif pair.logit >= reached:
            judged.append(pair)
    to_read.sort(key=lambda pair: (-pair.logit, pair.a, pair.b))
    return _Candidates(to_read, judged, len(worth) - len(compared))


def _near(vectors: Vectors) -> dict[tuple[int, int], float]:
    """Return the pairs of near neighbours and their cosines, each pair once."""
    found: dict[tuple[int, int], float] = {}
    count = min(NEIGHBOURS, len(vectors) - 1)
    if count < 1:
        return found
    for rows, table in tables(vectors):
        columns, cosines = largest(table, count)
        for row, others, values in zip(rows.tolist(), columns, cosines, strict=True):
            for other, cosine in zip(others.tolist(), values.tolist(), strict=True):
                if cosine > FAR:
                    found[min(row, other), max(row, other)] = cosine
    return found


def _read(
    reranker: Reranker, pairs: Sequence[tuple[str, str]], progress: Progress | None
) -> list[float]:
    """Return the logits that pairs ask the same."""
    logits = [0.0] * len(pairs)
    # Pairs of one length together: a pass takes as long as its longest.
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        for i, logit in zip(block, reranker.read([pairs[i] for i in block])[:, 0], strict=True):
            logits[i] = float(logit)
        if progress is not None:
            progress(start + len(block), len(order))
    return logits
