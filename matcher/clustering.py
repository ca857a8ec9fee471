"""Clusters of vectors, without a preset number of them.

What was compared, and what it gave, stands in benchmarks/topics.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.metrics import adjusted_rand_score

from matcher.cosines import Rows, largest, tables, unit
from matcher.encoder import Vectors
from matcher.linkage import average_linkage, ward_linkage

FEWEST_NEIGHBOURS: Final = 4
MOST_NEIGHBOURS: Final = 20
NEIGHBOURS: Final = 0.2
"""A vector is drawn towards so many of its nearest neighbours: this times the root of all."""

LEVELS: Final = (0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2)
"""Mean cosines, after that, at which average linkage is cut."""

STEP: Final = 1.2
MOST: Final = 100
MOST_OF_ROOT: Final = 3.0
"""Into how many clusters Ward's linkage is cut: 2, and so many times more each time, up to half of
all, and no more than the second number plus the third times the root of all."""

SMALLEST: Final = 2
SMALLEST_OF_ROOT: Final = 0.17
SMALLEST_OF_ALL: Final = 0.003
"""How many members a cluster has at least: the largest of the first number, the second times the
root of all, the third times all."""

EVEN: Final = 0.8
OF_LIKE_SIZES: Final = 1.03
"""Where average linkage itself finds clusters so even in size (`evenness`), messages fall into
topics of like sizes, and a silhouette of Ward's linkage is worth so many times as much."""

CHAINED: Final = 0.02
MANY: Final = 400
"""So much is added to that for each doubling of the vectors beyond so many: the more there are, the
more of the clusters does average linkage join along what lies between them, to a silhouette that is
no worse."""

NEAR_ENOUGH: Final = 0.25
"""The cosine to its cluster's centroid that a vector has at least; with less it fits nowhere."""

COHERENT: Final = 0.15
BY_CHANCE: Final = 0.2
"""The mean cosine that a cluster's members, as they were, have at least; the second one by their
number is added, since among many unrelated messages some few are alike by chance."""

KEEPING: Final = 0.8
"""What clusters as the last time are worth, beside the silhouette."""

_ROUNDS: Final = 10
_SAME: Final = 1e-3
"""The largest difference of rounding between equal texts' vectors."""


def cluster(vectors: Vectors, before: Rows | None = None) -> Rows:
    """Return the cluster of each vector, 0 and up, -1 for those that fit nowhere: (n,).

    Each vector is drawn towards its nearest neighbours. Average linkage, which finds clusters of
    very unlike sizes, and Ward's, which finds those of like sizes better, are cut in many places.
    From each cut on, small clusters are dissolved and every vector goes to the nearest of the
    others (spherical k-means, Dhillon and Modha 2001). What has the best silhouette (Rousseeuw
    1987) on the vectors as they were is taken; Ward's count for more where sizes are alike.

    Args:
        vectors: (n, dimensions) float32, of unit length.
        before: the cluster that each was in the last time, -1 where none: where several cuts are
            about as good, the one that is most like it is taken.

    """
    count = len(vectors)
    root = count**0.5
    neighbours = min(max(round(NEIGHBOURS * root), FEWEST_NEIGHBOURS), MOST_NEIGHBOURS)
    drawn = drawn_together(centred(vectors), neighbours)
    known = np.zeros(count, dtype=bool) if before is None else before >= 0

    def found(labels: Rows) -> _Cut:
        fits = labels >= 0
        if not fits.any():
            return _Cut(labels, -np.inf, 0.0)
        kept = 0.0
        if before is not None and known.any():
            kept = float(adjusted_rand_score(before[known], labels[known]))
        # What fits nowhere counts as what is alone does.
        apart = silhouette(vectors[fits], labels[fits]) * float(fits.mean())
        return _Cut(labels, apart, KEEPING * kept)

    smallest = max(SMALLEST, round(max(SMALLEST_OF_ROOT * root, SMALLEST_OF_ALL * count)))

    def settled(cuts: Iterable[Rows]) -> list[_Cut]:
        return [found(_settled(vectors, drawn, labels, smallest)) for labels in cuts]

    unlike = max(settled(average_linkage(drawn, LEVELS)), key=_Cut.worth)
    like = max(settled(ward_linkage(drawn, _counts(count))), key=_Cut.worth, default=unlike)
    of_like_sizes = OF_LIKE_SIZES + CHAINED * max(0.0, log2(count / MANY))
    factor = of_like_sizes if evenness(unlike.labels) >= EVEN else 1.0
    return like.labels if like.worth(factor) > unlike.worth() else unlike.labels


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """Clusters, settled: how far apart they are, and what they keep of the ones before."""

    labels: Rows
    apart: float
    kept: float

    def worth(self, factor: float = 1.0) -> float:
        return factor * self.apart + self.kept


def _counts(vectors: int) -> list[int]:
    """Return into how many clusters so many vectors may fall, ascending."""
    most = min(vectors / 2, MOST + MOST_OF_ROOT * vectors**0.5)
    counts, number = [], 2.0
    while number <= most:
        counts.append(round(number))
        number = max(number * STEP, number + 1)
    return counts


def centred(vectors: Vectors) -> Vectors:
    """Return the vectors without their mean, of unit length.

    In a channel that is about one thing all vectors lie near together; what tells its topics apart
    is where they differ from the mean.
    """
    apart = vectors - vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    # Where all are one and the same, nothing is left of them.
    return vectors if np.abs(apart).max() < _SAME else unit(apart)


def drawn_together(vectors: Vectors, neighbours: int) -> Vectors:
    """Return the vectors, each plus the weighted mean of its nearest neighbours, of unit length.

    One step of mean shift on a graph of nearest neighbours: clusters become denser, and what lies
    between them joins one.
    """
    count = min(neighbours, len(vectors) - 1)
    drawn = np.empty_like(vectors)
    for rows, table in tables(vectors):
        nearest, weights = largest(table, count)
        weights = np.maximum(weights, 0.0)
        weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        drawn[rows] = vectors[rows] + np.einsum("nk,nkd->nd", weights, vectors[nearest])
    return unit(drawn)


def silhouette(vectors: Vectors, labels: Rows) -> float:
    """Return how much nearer vectors are to their own cluster than to the next one, -1 to 1.

    The mean silhouette by cosine distance (Rousseeuw 1987); a vector alone counts as 0.
    """
    sizes = np.bincount(labels)
    if len(sizes) < 2:  # noqa: PLR2004 - there is no next one
        return 0.0
    sums = sums_of(vectors, labels)
    here = np.arange(len(vectors))
    cosines = vectors @ (sums / sizes[:, None].astype(np.float32)).T
    size = sizes[labels]
    # The mean over the other members: the vector's product with itself is 1.
    own = 1.0 - (cosines[here, labels] * size - 1.0) / np.maximum(size - 1, 1)
    cosines[here, labels] = -np.inf
    next_ = 1.0 - cosines.max(axis=1)
    scores = (next_ - own) / np.maximum(np.maximum(own, next_), 1e-9)
    return float(np.where(size > 1, scores, 0.0).mean(dtype=np.float64))


def evenness(labels: Rows) -> float:
    """Return how alike the clusters' sizes are, 0 to 1; -1 is no cluster.

    The number of clusters of one size that would have the same entropy (Hill 1973), by the number
    that there are.
    """
    sizes = np.bincount(labels[labels >= 0])
    shares = sizes[sizes > 0] / max(sizes.sum(), 1)
    if not len(shares):
        return 0.0
    return float(np.exp(-(shares * np.log(shares)).sum())) / len(shares)


def sums_of(vectors: Vectors, labels: Rows) -> Vectors:
    """Return the sum of each cluster's vectors: (clusters, dimensions)."""
    sums = np.zeros((int(labels.max()) + 1, vectors.shape[1]), dtype=np.float32)
    order = np.argsort(labels, kind="stable")
    found, starts = np.unique(labels[order], return_index=True)
    sums[found] = np.add.reduceat(vectors[order], starts, axis=0)
    return sums


def _settled(vectors: Vectors, drawn: Vectors, labels: Rows, smallest: int) -> Rows:
    """Return the clusters without the small ones, each vector in the nearest, -1 for the rest."""
    kept = np.bincount(labels) >= smallest
    centroids = unit(sums_of(drawn, labels)[kept])
    for _ in range(_ROUNDS if kept.any() else 0):
        before = centroids
        centroids = unit(sums_of(drawn, _numbered((drawn @ centroids.T).argmax(axis=1))))
        if np.array_equal(centroids, before):
            break
    while len(centroids):
        cosines = drawn @ centroids.T
        labels = np.where(cosines.max(axis=1) >= NEAR_ENOUGH, cosines.argmax(axis=1), -1)
        good = _coherent(vectors, labels, len(centroids))
        if good.all():
            return labels
        # Who was in a cluster that is about nothing may belong to another one.
        centroids = centroids[good]
    return np.full(len(vectors), -1)


def _coherent(vectors: Vectors, labels: Rows, clusters: int) -> npt.NDArray[np.bool_]:
    """Return which clusters are about something: (clusters,)."""
    fits = labels >= 0
    sizes = np.bincount(labels[fits], minlength=clusters).astype(np.float32)
    sums = np.zeros((clusters, vectors.shape[1]), dtype=np.float32)
    if fits.any():
        found = sums_of(vectors[fits], labels[fits])
        sums[: len(found)] = found
    # Of the products of a sum with itself, each member's with itself is 1.
    pairs = np.maximum(sizes * (sizes - 1), 1)
    mean = ((sums * sums).sum(axis=1) - sizes) / pairs
    good: npt.NDArray[np.bool_] = (sizes >= SMALLEST) & (
        mean >= COHERENT + BY_CHANCE / np.maximum(sizes, 1)
    )
    return good


def _numbered(labels: Rows) -> Rows:
    """Return the labels numbered without gaps; -1 stays."""
    found, numbers = np.unique(labels[labels >= 0], return_inverse=True)
    again = np.full(len(labels), -1)
    if len(found):
        again[labels >= 0] = numbers
    return again
