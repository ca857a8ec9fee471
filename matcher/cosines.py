"""The cosines of many vectors, some rows at a time: the whole table of 15,000 takes 900 MB."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.encoder import Vectors

Table = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]

BLOCK: Final = 1024
"""Rows of the table that are in memory at a time."""


def unit(vectors: Vectors) -> Vectors:
    """Return the vectors with length 1."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    found: Vectors = vectors / np.maximum(lengths, 1e-12)
    return found


def tables(vectors: Vectors, which: Rows | None = None) -> Iterator[tuple[Rows, Table]]:
    """Yield row numbers (b,) and the products of their vectors with all: (b, n).

    Where a vector meets itself stands minus infinity.

    Args:
        vectors: (n, dimensions) float32.
        which: the rows wanted; all by default.

    """
    which = np.arange(len(vectors)) if which is None else which
    for start in range(0, len(which), BLOCK):
        rows = which[start : start + BLOCK]
        table = vectors[rows] @ vectors.T
        table[np.arange(len(rows)), rows] = -np.inf
        yield rows, table


def largest(table: Table, count: int) -> tuple[Rows, Table]:
    """Return the columns of each row's largest values, in no order, and these: (b, count) both."""
    columns = np.argpartition(table, table.shape[1] - count, axis=1)[:, -count:]
    return columns, np.take_along_axis(table, columns, axis=1)
