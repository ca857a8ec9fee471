"""A chunk as Chroma keeps it: its id, and the metadata that queries filter by."""

from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.chunk_store import IndexedChunk

NO_CHANNEL: Final = "-"
"""The channel of documents that came from none; Chroma refuses empty metadata."""

_JITTER: Final = 3e-3


def entry_id(document: str, position: int) -> str:
    """Return the id of a document's chunk."""
    return f"{document}#{position}"


def place_of(id_: str) -> tuple[str, int]:
    """Return document and position of a chunk's id."""
    document, _, position = id_.rpartition("#")
    return document, int(position)


def metadata_of(chunk: IndexedChunk) -> dict[str, str]:
    """Return a chunk's metadata."""
    return {"channel": chunk.channel or NO_CHANNEL}


def vector_of(chunk: IndexedChunk) -> npt.NDArray[np.float32]:
    """Return the vector that the index gets: the chunk's, moved by 0.003 to a side of its own.

    Texts that are exactly equal would link to nothing but each other in the graph, and hide what
    lies near them (an HNSW node drops a link only for a neighbour that is strictly nearer to
    another one). A cosine changes by less than 0.001.
    """
    name = entry_id(chunk.document, chunk.position).encode()
    seed = int.from_bytes(blake2b(name, digest_size=8).digest())
    aside = np.random.default_rng(seed).normal(size=chunk.vector.shape).astype(np.float32)
    moved = chunk.vector + aside * np.float32(_JITTER / np.linalg.norm(aside))
    unit: npt.NDArray[np.float32] = moved / np.linalg.norm(moved)
    return unit
