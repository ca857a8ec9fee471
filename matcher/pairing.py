"""The features of given pairs of texts, for fitting and measuring: as a search would see them."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.chunks import split
from matcher.differences import differences, marks
from matcher.encoder import TextEncoder
from matcher.features import NAMES, can_tell, counted
from matcher.reranker import Reranker

Array = npt.NDArray[np.float64]

_READING: Final = NAMES.index("reading")


class Pairing:
    """Makes features of pairs of texts.

    Long texts are cut into passages, as everywhere; the two that are nearest to each other stand
    for the pair.

    Args:
        encoder: gives the cosines.
        reranker: reads the nearest passages; None leaves the reading 0.

    """

    def __init__(self, encoder: TextEncoder, reranker: Reranker | None) -> None:
        self._encoder = encoder
        self._reranker = reranker

    def features(
        self, pairs: Sequence[tuple[str, str]], *, other_kind: Sequence[bool] | None = None
    ) -> tuple[Array, Array]:
        """Return the features (n, k) for *same* and for *relevant*.

        They differ in the reading alone, which tells of no long passages whether they are the same.

        Args:
            pairs: (query, text).
            other_kind: whether the two are of different kinds; none is by default.

        """
        nearest, cosines = self.nearest(pairs)
        said = self._read(nearest, range(len(pairs)))
        same = self._unread(pairs, cosines, other_kind)
        relevant = same.copy()
        for row, cosine in enumerate(cosines.tolist()):
            if can_tell(*nearest[row]):
                same[row, _READING] = counted(float(said[row, 0]), cosine)
            relevant[row, _READING] = counted(float(said[row, 1]), cosine)
        return same, relevant

    def same(
        self, pairs: Sequence[tuple[str, str]], *, other_kind: Sequence[bool] | None = None
    ) -> Array:
        """Return the features (n, k) for *same* alone; what tells nothing of it is not read."""
        nearest, cosines = self.nearest(pairs)
        telling = [row for row, pair in enumerate(nearest) if can_tell(*pair)]
        same = self._unread(pairs, cosines, other_kind)
        for row, said in zip(telling, self._read(nearest, telling), strict=True):
            same[row, _READING] = counted(float(said[0]), float(cosines[row]))
        return same

    def _read(self, nearest: Sequence[tuple[str, str]], rows: Sequence[int]) -> Array:
        """Return the logits of these rows, (len(rows), 2); zeros without a reranker."""
        if self._reranker is None or not rows:
            return np.zeros((len(rows), 2))
        return np.asarray(self._reranker.read([nearest[row] for row in rows]), dtype=np.float64)

    @staticmethod
    def _unread(
        pairs: Sequence[tuple[str, str]], cosines: Array, other_kind: Sequence[bool] | None
    ) -> Array:
        """Return the features without a reading: (n, k)."""
        rows = np.zeros((len(pairs), len(NAMES)))
        for i, (query, text) in enumerate(pairs):
            found = differences(marks(query), marks(text))
            kinds = bool(other_kind[i]) if other_kind else False
            rows[i] = found.features(float(cosines[i]), other_kind=kinds).row()
        return rows

    def nearest(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], Array]:
        """Return each pair's nearest passages, and their cosine."""
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        passages = {
            text: [passage.text for passage in split(text, self._encoder.spans)] or [text]
            for text in texts
        }
        flat = list(dict.fromkeys(passage for each in passages.values() for passage in each))
        place = {passage: i for i, passage in enumerate(flat)}
        vectors = self._encoder.encode(flat)
        found, cosines = [], np.zeros(len(pairs))
        for i, (query, text) in enumerate(pairs):
            ours, theirs = passages[query], passages[text]
            table = vectors[[place[p] for p in ours]] @ vectors[[place[p] for p in theirs]].T
            row, column = np.unravel_index(int(table.argmax()), table.shape)
            found.append((ours[row], theirs[column]))
            cosines[i] = table[row, column]
        return found, cosines
