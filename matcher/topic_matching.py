"""Matching: a period's topics with known ones, one to one, and what split or was merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from matcher.encoder import Vectors

Likeness = npt.NDArray[np.float64]

LIKE: Final = 0.7
"""The likeness under which two topics are not the same: see `likeness`."""

PART: Final = 0.5
"""The likeness that a part has to its whole at least: less, since the whole is more than it."""

CLOSER: Final = 0.02
"""By how much two parts together must be nearer to a whole than the larger one alone."""

_HALF: Final = 0.5


class Group(Protocol):
    """What is compared of a topic."""

    @property
    def centroid(self) -> Vectors:
        """(dimensions,) float32, of unit length."""

    @property
    def members(self) -> frozenset[str]:
        """Keys of its messages."""

    @property
    def size(self) -> int:
        """How many messages it has."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Which topics are the same, by their rows and numbers.

    Attributes:
        matched: by known topic, the period's topic that it is.
        split: by one of the period's topics, the known topic that it was part of.
        merged: by known topic, the period's topic that it became part of.

    """

    matched: Mapping[int, int]
    split: Mapping[int, int]
    merged: Mapping[int, int]

    @classmethod
    def of(cls, known: Sequence[Group], current: Sequence[Group]) -> Self:
        """Match topics so that all together are most alike (optimal assignment, Kuhn 1955)."""
        alike = likeness(known, current)
        matched = _assigned(alike)
        split = _parts(current, known, alike.T, {number: row for row, number in matched.items()})
        merged = _parts(known, current, alike, matched)
        return cls(matched, split, merged)

    def known_of(self, number: int) -> int | None:
        """Return the row of the known topic that one of the period's topics is, if any."""
        return next((row for row, other in self.matched.items() if other == number), None)


def likeness(known: Sequence[Group], current: Sequence[Group]) -> Likeness:
    """Return how alike topics are, up to 1: (known, current).

    The cosine of their centroids; messages that they have in common close the gap to 1, by the
    cosine of their sets of messages (Ochiai 1957).
    """
    if not known or not current:
        return np.zeros((len(known), len(current)))
    ours, theirs = (np.stack([t.centroid for t in topics]) for topics in (known, current))
    alike: Likeness = (ours @ theirs.T).astype(np.float64)
    for row, one in enumerate(known):
        for number, other in enumerate(current):
            if shared := len(one.members & other.members):
                both = shared / (len(one.members) * len(other.members)) ** 0.5
                alike[row, number] += (1 - alike[row, number]) * both
    return alike


def _assigned(alike: Likeness) -> dict[int, int]:
    """Return by row the column that it is matched with, pairs under LIKE left out."""
    # Pairs that don't count must not stand in the way of those that do.
    worth = np.where(alike >= LIKE, alike, 0.0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {
        int(row): int(column)
        for row, column in zip(rows, columns, strict=True)
        if alike[row, column] >= LIKE
    }


def _parts(
    parts: Sequence[Group], wholes: Sequence[Group], alike: Likeness, matched: Mapping[int, int]
) -> dict[int, int]:
    """Return by part the whole that it belongs to, for parts that are matched with nothing.

    It belongs to the whole that it is most like, where that is matched with a larger part: if it
    shares half of its messages with it, or if both parts together are nearer to the whole than the
    larger one alone.
    """
    larger = {whole: part for part, whole in matched.items()}
    found = {}
    for part, group in enumerate(parts):
        if part in matched or not len(wholes):
            continue
        whole = int(alike[part].argmax())
        if whole not in larger:
            continue
        main, shared = parts[larger[whole]], len(group.members & wholes[whole].members)
        if shared:
            belongs = shared >= _HALF * min(len(group.members), len(wholes[whole].members))
        else:
            belongs = bool(alike[part, whole] >= PART) and _completes(group, main, wholes[whole])
        if belongs:
            found[part] = whole
    return found


def _completes(part: Group, main: Group, whole: Group) -> bool:
    """Say whether two parts together are nearer to a whole than the main one alone."""
    size = part.size + main.size
    together = (part.size * part.centroid + main.size * main.centroid) / max(size, 1)
    together /= max(float(np.linalg.norm(together)), 1e-12)
    return float(together @ whole.centroid) >= float(main.centroid @ whole.centroid) + CLOSER
