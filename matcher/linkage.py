"""Average linkage: clusters merged, the nearest first."""

from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

from matcher.cosines import BLOCK, Rows, Table, tables
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
    nearest, cosines = _nearest(means, np.arange(len(means)))
    for level in levels:
        while len(means) > 1 and cosines.max() >= level:
            into = _merged(nearest, cosines, level)
            kept = into == np.arange(len(into))
            number = (np.cumsum(kept) - 1)[into]
            touched = np.bincount(into, minlength=len(into))[into] > 1
            means, sizes = _joined(means, sizes, into)
            means, sizes = means[kept], sizes[kept]
            labels = number[labels]
            # Whose nearest was not merged keeps it: no merge brings anything nearer.
            stale = np.flatnonzero((touched | touched[nearest])[kept])
            nearest, cosines = number[nearest[kept]], cosines[kept]
            nearest[stale], cosines[stale] = _nearest(means, stale)
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


def _nearest(means: Vectors, which: Rows) -> tuple[Rows, Table]:
    """Return the nearest other of some, the first of several that are as near, and the cosine."""
    nearest = np.zeros(len(which), dtype=np.intp)
    best = np.full(len(which), -np.inf, dtype=np.float32)
    if len(means) > 1:
        for start, (_, table) in zip(count(step=BLOCK), tables(means, which), strict=False):
            columns = table.argmax(axis=1)
            here = slice(start, start + len(columns))
            nearest[here], best[here] = columns, table[np.arange(len(columns)), columns]
    return nearest, best
