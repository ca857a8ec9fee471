"""The nearest chunks by comparing every vector in the database: slower than the graph, complete."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matcher.changes import CollectionKey
from matcher.chunk_store import ChunkStore
from matcher.entries import entry_id


def exact_cosines(
    chunks: ChunkStore,
    key: CollectionKey,
    vectors: npt.NDArray[np.float32],
    limit: int,
    channels: Sequence[str] | None = None,
) -> dict[str, tuple[float, int]]:
    """Return the best cosine, and whose, of each entry that is among the `limit` nearest to one.

    Args:
        chunks: the database.
        key: the collection.
        vectors: (q, d) float32 of unit length.
        limit: how many entries for each of the vectors.
        channels: where given, only chunks of documents from these channels.

    """
    ids: list[str] = []
    columns: list[npt.NDArray[np.float32]] = []
    for batch in chunks.indexed(key, chunks.documents_in(key, channels)):
        if batch:
            ids += [entry_id(chunk.document, chunk.position) for chunk in batch]
            columns.append(vectors @ np.stack([chunk.vector for chunk in batch]).T)
    if not ids:
        return {}
    cosines = np.concatenate(columns, axis=1)
    nearest = np.argsort(-cosines, axis=1, kind="stable")[:, :limit]
    return {
        ids[column]: (float(cosines[:, column].max()), int(cosines[:, column].argmax()))
        for column in set(nearest.ravel())
    }
