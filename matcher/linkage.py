"""Average linkage: clusters merged, the nearest first."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from matcher.cosines import Rows, Table, tables
from matcher.encoder import Vectors


def average_linkage(vectors: Vectors, levels: Sequence[float]) -> Iterator[Rows]:
    """Yield clusters at each level: (n,) labels, numbered from 0.

    At a level, all clusters are merged between whose members the mean cosine is at least that
    (UPGMA, Sokal and Michener 1958). All pairs of clusters that are each other's nearest are
    merged at once, which gives the same as one after the other, since no merge brings anything
    nearer (Murtagh 1983, "A survey of recent advances in hierarchical clustering algorithms").
    The mean cosine between two clusters is the product of their means, so that no table of all
    pairs is kept.

    Args:
        vectors: (n, dimensions) float32, of unit length.
        levels: mean cosines, descending.

    """
    labels = np.arange(len(vectors))
    means, sizes = vectors.copy(), np.ones(len(vectors), dtype=np.float32)
    nearest, cosines = _nearest(means)
    for level in levels:
        while len(means) > 1 and cosines.max() >= level:
            into = _merged(nearest, cosines, level)
            kept = into == np.arange(len(into))
            means, sizes = _joined(means, sizes, into)
            means, sizes = means[kept], sizes[kept]
            labels = (np.cumsum(kept) - 1)[into[labels]]
            nearest, cosines = _nearest(means)
        yield labels


def _merged(nearest: Rows, cosines: Table, level: float) -> Rows:
    """Return into which cluster each goes: (m,)."""
    here = np.arange(len(nearest))
    mutual = (cosines >= level) & (nearest[nearest] == here) & (here < nearest)
    into = here.copy()
    if mutual.any():
        into[nearest[mutual]] = here[mutual]
    else:
        # Among equal cosines rounding can make a circle.
        best = int(cosines.argmax())
        into[max(best, int(nearest[best]))] = min(best, int(nearest[best]))
    return into


def _joined(means: Vectors, sizes: Table, into: Rows) -> tuple[Vectors, Table]:
    second = np.flatnonzero(into != np.arange(len(into)))
    first = into[second]
    share = (sizes[second] / (sizes[first] + sizes[second]))[:, None]
    means[first] += share * (means[second] - means[first])
    sizes[first] += sizes[second]
    return means, sizes


def _nearest(means: Vectors) -> tuple[Rows, Table]:
    """Return each one's nearest other, and the cosine; the first of several that are as near."""
    nearest = np.zeros(len(means), dtype=np.intp)
    best: npt.NDArray[np.float32] = np.full(len(means), -np.inf, dtype=np.float32)
    for rows, table in tables(means):
        nearest[rows] = table.argmax(axis=1)
        best[rows] = table.max(axis=1)
    return nearest, best
