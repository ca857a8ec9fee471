"""What the verdict looks at in a pair of texts: a handful of numbers with names."""

from dataclasses import astuple, dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Features:
    """A pair of a query and a document's text.

    Attributes:
        cosine: of their vectors, -1 to 1.
        reading: what the reranker says after reading both, as far as it counts at this cosine
            (`counted`); 0 without a reranker.
        agreement: identifiers that both name, by how rare they are in the workspace, 0 to 1.
        conflict: identifiers in which they differ (error codes, versions), likewise.
        opposition: 1 where they name things that exclude each other (iOS and Android).
        negation: 1 where just one of them negates what both say.
        quantity: 1 where they name different amounts, times or sizes of one sort.
        repeat: 1 where one says the other again, word for word.
        template: the share of the texts that is the workspace's boilerplate, 0 to 1.
        other_kind: 1 where a question is compared with a ticket.

    """

    cosine: float = 0.0
    reading: float = 0.0
    agreement: float = 0.0
    conflict: float = 0.0
    opposition: float = 0.0
    negation: float = 0.0
    quantity: float = 0.0
    repeat: float = 0.0
    template: float = 0.0
    other_kind: float = 0.0

    def row(self) -> npt.NDArray[np.float64]:
        """Return the values in the order of NAMES: (k,)."""
        return np.array(astuple(self), dtype=np.float64)


FAR: Final = 0.5
NEAR: Final = 0.8
"""Cosines up to which a reading counts for nothing, and from which on it counts fully."""


def counted(reading: float, cosine: float) -> float:
    """Return how much of a reading counts for a pair.

    A reranker tells apart what lies near together; where the vectors lie far apart, what it adds
    is noise that would lift unrelated texts: measured on what searches of the sample content
    find, where the reading of every pair costs more order than it brings.
    """
    share = min(max((cosine - FAR) / (NEAR - FAR), 0.0), 1.0)
    return reading * share


TAUGHT: Final = 480
"""Characters of the longest texts that the reranker learnt from."""


def can_tell(first: str, second: str) -> bool:
    """Tell whether a reading of these two passages says anything about *same*.

    Of longer texts than it learnt from it doesn't: there the order of cosine and reading is below
    the cosine's (tickets in `training/trackers`).
    """
    return max(len(first), len(second)) <= TAUGHT


NAMES = tuple(field.name for field in fields(Features))
