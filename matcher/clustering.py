"""Clusters of vectors, without a preset number of them."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.encoder import Vectors

Labels = npt.NDArray[np.intp]

NEIGHBOURS: Final = 8
"""How many of its nearest neighbours a vector is drawn towards."""

TOGETHER: Final = 0.35
"""The mean cosine, after that, down to which clusters are merged."""

SMALLEST: Final = 2
"""A message alone is no cluster."""

_SAME: Final = 1e-3
"""The largest difference of rounding between equal texts' vectors."""

_BLOCK: Final = 2048
"""Rows of the table of cosines that are in memory at a time."""


def cluster(vectors: Vectors) -> Labels:
    """Return the cluster of each vector, 0 and up, -1 for those that fit nowhere: (n,).

    What all vectors have in common is taken away, each is drawn towards its nearest neighbours,
    and clusters are merged, the nearest first, as long as the mean cosine between their members
    is high enough (average linkage, Sokal and Michener 1958).

    Args:
        vectors: (n, dimensions) float32, of unit length.

    """
    labels = agglomerate(drawn_together(centred(vectors), NEIGHBOURS), TOGETHER)
    sizes = np.bincount(labels)
    kept = np.cumsum(sizes >= SMALLEST) - 1
    kept[sizes < SMALLEST] = -1
    return kept[labels]


def centred(vectors: Vectors) -> Vectors:
    """Return the vectors without their mean, of unit length.

    In a channel that is about one thing all vectors lie near together; what tells its topics apart
    is where they differ from the mean.
    """
    apart = vectors - vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    # Where all are one and the same, nothing is left of them.
    return vectors if np.abs(apart).max() < _SAME else _unit(apart)


def drawn_together(vectors: Vectors, neighbours: int) -> Vectors:
    """Return the vectors, each plus the weighted mean of its nearest neighbours, of unit length.

    One step of mean shift on a graph of nearest neighbours: clusters become denser, and what lies
    between them joins one.
    """
    count = min(neighbours, len(vectors) - 1)
    shifted = np.empty_like(vectors)
    for start, cosines in _cosines(vectors):
        rows = np.arange(start, start + len(cosines))
        cosines[rows - start, rows] = -np.inf
        nearest = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        weights = np.maximum(np.take_along_axis(cosines, nearest, axis=1), 0.0)
        weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        shifted[rows] = vectors[rows] + np.einsum("nk,nkd->nd", weights, vectors[nearest])
    return _unit(shifted)


def agglomerate(vectors: Vectors, together: float) -> Labels:
    """Return clusters by average linkage: (n,), numbered from 0.

    All pairs of clusters that are each other's nearest are merged at once, which gives the same
    clusters as one after the other (Murtagh 1983, "A survey of recent advances in hierarchical
    clustering algorithms"): with the mean cosine, no merge brings anything nearer. The mean
    cosine between the members of two clusters is the product of their means, so that no table of
    all pairs is kept.

    Args:
        vectors: (n, dimensions) float32, of unit length.
        together: the mean cosine down to which two clusters are merged.

    """
    labels = np.arange(len(vectors))
    means, sizes = vectors.astype(np.float32), np.ones(len(vectors))
    while len(means) > 1:
        nearest, cosines = _nearest(means)
        here = np.arange(len(means))
        wanted = cosines >= together
        if not wanted.any():
            break
        mutual = wanted & (nearest[nearest] == here) & (here < nearest)
        if not mutual.any():
            # Among equal cosines rounding can make a circle.
            mutual[int(cosines.argmax())] = True
        first, second = here[mutual], nearest[mutual]
        share = (sizes[second] / (sizes[first] + sizes[second]))[:, None].astype(np.float32)
        means[first] += share * (means[second] - means[first])
        sizes[first] += sizes[second]
        into = here.copy()
        into[second] = first
        kept = np.ones(len(means), dtype=bool)
        kept[second] = False
        labels = (np.cumsum(kept) - 1)[into[labels]]
        means, sizes = means[kept], sizes[kept]
    return labels


def _nearest(means: Vectors) -> tuple[Labels, npt.NDArray[np.float32]]:
    """Return each one's nearest other, and the cosine."""
    nearest, best = np.empty(len(means), dtype=np.intp), np.empty(len(means), dtype=np.float32)
    for start, cosines in _cosines(means):
        rows = np.arange(start, start + len(cosines))
        cosines[rows - start, rows] = -np.inf
        nearest[rows] = cosines.argmax(axis=1)
        best[rows] = cosines[rows - start, nearest[rows]]
    return nearest, best


def _cosines(vectors: Vectors) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """Yield the table of cosines, some rows at a time, with the first one's number."""
    for start in range(0, len(vectors), _BLOCK):
        yield start, vectors[start : start + _BLOCK] @ vectors.T


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit
