"""The second look: a model that reads query and text together."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Reranker(Protocol):
    """Scores pairs of (query, text). Without one, matches keep the order of their cosine."""

    @property
    def name(self) -> str:
        """The model's name, for people."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """Return (n,) float32 in [0, 1]: how well each text answers its query."""
