"""Whether a collection of the index holds what the database has."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.batches import IN_LIMIT, batched
from matcher.changes import CollectionKey
from matcher.chunk_store import ChunkStore, IndexedChunk
from matcher.entries import entry_id, metadata_of, vector_of

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

SAMPLE: Final = 16
"""Documents that are looked at in files that are as an orderly end left them."""

_TOLERANCE: Final = 1e-5
_ITSELF: Final = 0.99
"""Rounding aside, a stored vector's nearest neighbour is itself or its equal."""

_FOUND: Final = 0.5
"""The share of them that must be found: among many equal texts a sound graph loses some."""


def holds(
    collection: "Collection", chunks: ChunkStore, key: CollectionKey, size: int, *, thorough: bool
) -> bool:
    """Tell whether a collection holds the chunks that it should, and finds them.

    Args:
        collection: what the index has.
        chunks: what it should have.
        key: the collection's key.
        size: its number of chunks in the database.
        thorough: whether to compare every vector (20,000 a second), or a few.

    """
    if collection.count() != size:
        return False
    ids = chunks.documents_in(key)
    some = ids[:: len(ids) // SAMPLE + 1]
    for batch in chunks.indexed(key, ids if thorough else some):
        for part in batched(batch, IN_LIMIT):
            if not _stored(collection, part):
                return False
    vectors = [batch[0].vector for id_ in some for batch in chunks.indexed(key, [id_]) if batch]
    if not vectors:
        return True
    found = collection.query(query_embeddings=np.stack(vectors), n_results=1, include=["distances"])
    itself = [bool(near) and 1.0 - float(near[0]) > _ITSELF for near in found["distances"] or []]
    return sum(itself) >= _FOUND * len(vectors)


def _stored(collection: "Collection", chunks: Sequence[IndexedChunk]) -> bool:
    expected = {entry_id(chunk.document, chunk.position): chunk for chunk in chunks}
    found = collection.get(ids=list(expected), include=["embeddings", "metadatas"])
    embeddings, metadatas = found["embeddings"], found["metadatas"]
    if embeddings is None or metadatas is None or set(found["ids"]) != set(expected):
        return False
    ordered = [expected[id_] for id_ in found["ids"]]
    if any(
        dict(metadata or {}) != metadata_of(chunk)
        for metadata, chunk in zip(metadatas, ordered, strict=True)
    ):
        return False
    wanted = np.stack([vector_of(chunk) for chunk in ordered])
    return bool(np.allclose(np.asarray(embeddings), wanted, atol=_TOLERANCE))
