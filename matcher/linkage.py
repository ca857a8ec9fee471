"""Clusters merged, the nearest first: by the mean cosine of their members, or as Ward does it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from matcher.cosines import BLOCK, Rows, Table, tables
from matcher.encoder import Vectors

Nearness = Callable[[Table, Rows, Vectors, Table], Table]
"""Of a table of products of means (b, m), the rows that it is of, all means and their sizes: how
near each of these clusters is to each of all, more meaning nearer; may overwrite the table."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What was merged: `pairs` of vectors' rows (k, 2), nearest first, and how near they were."""

    size: int
    pairs: Rows
    nearness: Table

    def at(self, level: float) -> Rows:
        """Return clusters: all that is at least so near is merged. (n,) labels from 0."""
        return self._labels(int((self.nearness >= level).sum()))

    def into(self, clusters: int) -> Rows:
        """Return so many clusters: (n,) labels from 0."""
        return self._labels(max(0, self.size - clusters))

    def _labels(self, merges: int) -> Rows:
        ones = np.ones(merges, dtype=bool)
        pairs = self.pairs[:merges]
        graph = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(self.size, self.size))
        labels: Rows = connected_components(graph, directed=False)[1].astype(np.intp)
        return labels


def average_linkage(vectors: Vectors, levels: Sequence[float]) -> Iterator[Rows]:
    """Yield clusters at each level: (n,) labels, numbered from 0.

    At a level, all clusters are merged between whose members the mean cosine is at least that
    (UPGMA, Sokal and Michener 1958).

    Args:
        vectors: (n, dimensions) float32, of unit length.
        levels: mean cosines.

    """
    tree = _merged(vectors, _mean_cosine, min(levels))
    yield from map(tree.at, levels)


def ward_linkage(vectors: Vectors, counts: Sequence[int]) -> Iterator[Rows]:
    """Yield so many clusters as each count says: (n,) labels, numbered from 0.

    Merged are the two that add least to the squared distances to the clusters' means (Ward 1963).

    Args:
        vectors: (n, dimensions) float32.
        counts: numbers of clusters.

    """
    tree = _merged(vectors, _least_spread, -np.inf)
    yield from map(tree.into, counts)


def _mean_cosine(table: Table, _rows: Rows, _means: Vectors, _sizes: Table) -> Table:
    """The mean cosine between the members of two clusters is the product of their means."""
    return table


def _least_spread(table: Table, rows: Rows, means: Vectors, sizes: Table) -> Table:
    """Two clusters add to the spread the squared distance of their means, times a mean size."""
    squares = np.einsum("nd,nd->n", means, means)
    table *= 2.0
    table -= squares[rows][:, None]
    table -= squares
    table *= sizes[rows][:, None] * sizes / (sizes[rows][:, None] + sizes)
    return table


def _merged(vectors: Vectors, nearness: Nearness, least: float) -> Tree:
    """Merge clusters until no two are as near as the least.

    All pairs that are each other's nearest are merged at once, which gives the same as one after
    the other, since no merge brings anything nearer (Murtagh 1983, "A survey of recent advances in
    hierarchical clustering algorithms"). Only means and sizes are kept, no table of all pairs.
    """
    means, sizes = vectors.copy(), np.ones(len(vectors), dtype=np.float32)
    rows = np.arange(len(vectors))  # of a member of each
    ceiling = np.full(len(vectors), np.inf, dtype=np.float32)
    nearest, near = _nearest(means, sizes, rows, nearness)
    pairs, nearnesses = [np.empty((0, 2), dtype=np.intp)], [np.empty(0, dtype=np.float32)]
    while len(means) > 1 and near.max() >= least:
        into = _mutual(nearest, near, least)
        second = np.flatnonzero(into != np.arange(len(into)))
        first = into[second]
        # Rounding aside, what is merged later is less near.
        ceiling[first] = np.minimum(near[first], np.minimum(ceiling[first], ceiling[second]))
        pairs.append(np.stack([rows[first], rows[second]], axis=1))
        nearnesses.append(ceiling[first])
        share = (sizes[second] / (sizes[first] + sizes[second]))[:, None]
        means[first] += share * (means[second] - means[first])
        sizes[first] += sizes[second]
        kept = into == np.arange(len(into))
        number = (np.cumsum(kept) - 1)[into]
        touched = np.bincount(into, minlength=len(into))[into] > 1
        # Whose nearest was not merged keeps it: no merge brings anything nearer.
        stale = np.flatnonzero((touched | touched[nearest])[kept])
        nearest, near = number[nearest[kept]], near[kept]
        means, sizes, rows, ceiling = means[kept], sizes[kept], rows[kept], ceiling[kept]
        nearest[stale], near[stale] = _nearest(means, sizes, stale, nearness)
    found = np.concatenate(nearnesses)
    order = np.argsort(-found, kind="stable")
    return Tree(len(vectors), np.concatenate(pairs)[order], found[order])


def _mutual(nearest: Rows, near: Table, least: float) -> Rows:
    """Return into which cluster each goes: (m,)."""
    here = np.arange(len(nearest))
    mutual = (near >= least) & (nearest[nearest] == here) & (here < nearest)
    into = here.copy()
    if mutual.any():
        into[nearest[mutual]] = here[mutual]
    else:
        # Among equal ones rounding can make a circle.
        best = int(near.argmax())
        into[max(best, int(nearest[best]))] = min(best, int(nearest[best]))
    return into


def _nearest(means: Vectors, sizes: Table, which: Rows, nearness: Nearness) -> tuple[Rows, Table]:
    """Return the nearest other of some, the first of several that are as near, and how near."""
    nearest = np.zeros(len(which), dtype=np.intp)
    best = np.full(len(which), -np.inf, dtype=np.float32)
    if len(means) > 1:
        for start, (rows, table) in zip(count(step=BLOCK), tables(means, which), strict=False):
            found = nearness(table, rows, means, sizes)
            columns = found.argmax(axis=1)
            here = slice(start, start + len(columns))
            nearest[here], best[here] = columns, found[np.arange(len(columns)), columns]
    return nearest, best
