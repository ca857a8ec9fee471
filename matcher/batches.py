"""Work in portions: bounded memory, bounded statements."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

T = TypeVar("T")

IN_LIMIT: Final = 500
"""Values in one SQL `IN (…)`."""


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield slices of at most `size` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def taken(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of at most `size` items of what may be endless."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
