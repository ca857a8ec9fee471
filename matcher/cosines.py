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


def tables(vectors: Vectors, *, itself: float = -np.inf) -> Iterator[tuple[Rows, Table]]:
    """Yield row numbers (b,) and the products of their vectors with all: (b, n).

    Args:
        vectors: (n, dimensions) float32.
        itself: what stands where a vector meets itself.

    """
    for start in range(0, len(vectors), BLOCK):
        table = vectors[start : start + BLOCK] @ vectors.T
        rows = np.arange(start, start + len(table))
        table[rows - start, rows] = itself
        yield rows, table


def largest(table: Table, count: int) -> tuple[Rows, Table]:
    """Return the columns of each row's largest values, in no order, and these: (b, count) both."""
    columns = np.argpartition(table, table.shape[1] - count, axis=1)[:, -count:]
    return columns, np.take_along_axis(table, columns, axis=1)
