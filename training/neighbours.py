"""Each text's nearest other ones, by the encoder."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matcher.encoder import Encoder

_ROWS = 1024


def encode(encoder: Encoder, texts: Sequence[str], cache: Path) -> npt.NDArray[np.float32]:
    """Return (n, d) unit vectors of texts; kept in a file, since a run that goes on needs them."""
    if cache.exists():
        vectors = np.load(cache)
        if len(vectors) == len(texts):
            return np.asarray(vectors, np.float32)
    vectors = encoder.encode(texts)
    np.save(cache, vectors.astype(np.float16))
    return vectors


def nearest(
    vectors: npt.NDArray[np.float32], among: npt.NDArray[np.float32], count: int
) -> npt.NDArray[np.int64]:
    """Return (n, count) rows of `among`, the nearest to each vector first; all, if fewer."""
    count = min(count, len(among))
    found = np.empty((len(vectors), count), dtype=np.int64)
    for start in range(0, len(vectors), _ROWS):
        cosines = vectors[start : start + _ROWS] @ among.T
        top = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        order = np.argsort(-np.take_along_axis(cosines, top, axis=1), axis=1)
        found[start : start + _ROWS] = np.take_along_axis(top, order, axis=1)
    return found
