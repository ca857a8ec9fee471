"""How rare a mark is among the documents that may be shown."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_FEW: Final = 2
"""A mark in so many documents is rare, however few there are in all."""

_RARE: Final = 0.001
_COMMON: Final = 0.05
"""Shares of the documents: up to the one a mark is rare, from the other on it tells nothing."""

_TOO_FEW: Final = 20
"""Among fewer documents than this nothing can be said to be common."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of the documents within a scope marks stand.

    Attributes:
        documents: how many documents there are.
        by_mark: in how many of them each mark stands; what is missing, in none.

    """

    documents: int = 0
    by_mark: Mapping[str, int] = field(default_factory=dict)

    def of(self, mark: str) -> int:
        """Return in how many documents a mark stands."""
        return self.by_mark.get(mark, 0)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How telling identifiers are, by how often they are named in the workspace."""

    frequencies: Frequencies = field(default_factory=Frequencies)

    def weight(self, mark: str) -> float:
        """Return how telling a mark is: 1 for a rare one, 0 for a common one.

        In between it falls with the logarithm of the share of documents that have it.
        """
        documents, frequency = self.frequencies.documents, self.frequencies.of(mark)
        if documents < _TOO_FEW or frequency <= _FEW:
            return 1.0
        fallen = math.log(frequency / documents / _RARE) / math.log(_COMMON / _RARE)
        return min(max(1.0 - fallen, 0.0), 1.0)
