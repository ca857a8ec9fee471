"""The vector index: Chroma collections that follow the store and can be rebuilt from it."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from matcher.batches import batched
from matcher.changes import CollectionKey, IndexChange
from matcher.chroma import Chroma, damage
from matcher.chroma_collections import Collections
from matcher.chunk_store import IndexedChunk
from matcher.comparison import holds
from matcher.entries import entry_id, metadata_of, place_of, vector_of
from matcher.errors import IndexUnavailableError
from matcher.exact import exact_cosines
from matcher.store import DocumentStore

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

UPSERT_LIMIT: Final = 2000
"""Vectors in one call; Chroma refuses more than 5,461."""

SMALL: Final = 1000
"""Entries of a collection that are all asked for, so that one that is missing is noticed: at 1,000
of them a query takes 6 ms instead of 3."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk near a query: its cosine in [-1, 1], and to which of the query's vectors."""

    document: str
    position: int
    cosine: float
    asked: int = 0


class VectorIndex:
    """One Chroma collection for each workspace, audience and kind.

    Private texts are never even in a collection that a public answer queries. The index holds no
    text, and nothing that the store does not have: `follow` applies the store's changes, `check`
    finds damage and rebuilds.

    Args:
        store: the documents that the index follows.
        folder: where Chroma keeps its files; it is moved aside and rebuilt when damaged.
        url: a Chroma server instead of a folder, for several processes.
        encoder_name: for people who look into the collections.
        progress: told about a rebuild.

    Raises:
        IndexUnavailableError: the server can't be reached.

    """

    def __init__(
        self,
        store: DocumentStore,
        *,
        folder: Path,
        url: str = "",
        encoder_name: str = "",
        progress: Progress | None = None,
    ) -> None:
        self._store = store
        self._progress: Progress = progress or _silent
        self._writing = threading.RLock()
        self.collections = Collections(Chroma(folder, url), store.encoder, encoder_name)

    # -- searching

    def query(
        self,
        key: CollectionKey,
        vectors: npt.NDArray[np.float32],
        limit: int,
        channels: frozenset[str] | None = None,
    ) -> list[Hit]:
        """Return the chunks nearest to any of the (q, d) unit vectors, nearest first.

        A collection that doesn't exist has no hits. A chunk that is near several of the vectors
        comes once, with its best cosine.

        Args:
            key: the collection.
            vectors: what to look for.
            limit: how many chunks for each of the vectors.
            channels: where given, only chunks of documents from these channels.

        """
        from chromadb.errors import NotFoundError  # noqa: PLC0415 - half a second to import

        if channels is not None and not channels:
            return []
        allowed = None if channels is None else sorted(channels)
        try:
            best = self._nearest(key, vectors, limit, allowed)
        except NotFoundError:
            # Another process has just built it anew.
            self.collections.forget(key)
            best = self._nearest(key, vectors, limit, allowed)
        hits = [Hit(*place_of(id_), cosine, asked) for id_, (cosine, asked) in best.items()]
        return sorted(hits, key=lambda hit: (-hit.cosine, hit.document, hit.position))

    def _nearest(
        self,
        key: CollectionKey,
        vectors: npt.NDArray[np.float32],
        limit: int,
        channels: list[str] | None,
    ) -> dict[str, tuple[float, int]]:
        collection = self.collections.find(key)
        if collection is None:
            return {}
        size = collection.count()
        wanted = size if channels is None and limit < size <= SMALL else limit
        where: Any = None if channels is None else {"channel": {"$in": channels}}
        found = collection.query(
            query_embeddings=vectors, n_results=wanted, where=where, include=["distances"]
        )
        fewest = min(map(len, found["ids"]))
        if fewest < wanted and (channels is not None or fewest < size):
            # Many equal texts (alerts, pasted logs) link to each other only, and a search that
            # comes upon them does not get out again; and where entries were written over, some
            # are linked to by none. The graph has fewer hits than there are.
            return exact_cosines(self._store.chunks, key, vectors, limit, channels)
        best: dict[str, tuple[float, int]] = {}
        rows = zip(found["ids"], found["distances"] or [], strict=True)
        for asked, (ids, distances) in enumerate(rows):
            nearest = zip(ids, distances, strict=True)
            for id_, distance in islice(nearest, limit):
                cosine = 1.0 - float(distance)
                if id_ not in best or cosine > best[id_][0]:
                    best[id_] = (cosine, asked)
        return best

    # -- following the store

    def follow(self) -> int:
        """Apply the store's outstanding changes; return how many there were.

        What is written is what the store holds now, so that changes may be applied twice, late,
        or by another process than the one that made them.
        """
        if not self._store.changes.last():
            return 0
        with self._changing():
            return self._follow()

    def _follow(self) -> int:
        applied = 0
        # Up to here only: who adds must not be kept busy with what others go on adding.
        last = self._store.changes.last()
        while changes := self._store.changes.until(last):
            for key in dict.fromkeys(change.key for change in changes):
                self._apply(key, [change for change in changes if change.key == key])
            self._store.changes.forget(changes)
            applied += len(changes)
        return applied

    def _apply(self, key: CollectionKey, changes: Sequence[IndexChange]) -> None:
        from chromadb.errors import NotFoundError  # noqa: PLC0415

        documents = sorted({change.document for change in changes})
        present: set[str] = set()
        for batch in self._store.chunks.indexed(key, documents):
            present.update(entry_id(chunk.document, chunk.position) for chunk in batch)
            self._upsert(key, batch)
        stale = {
            entry_id(change.document, position)
            for change in changes
            for position in range(change.positions)
        } - present
        collection = self.collections.find(key)
        if stale and collection is not None:
            for ids in batched(sorted(stale), UPSERT_LIMIT):
                try:
                    collection.delete(ids=list(ids))
                except NotFoundError:
                    self.collections.forget(key)
                    break

    def _upsert(self, key: CollectionKey, chunks: Sequence[IndexedChunk]) -> None:
        from chromadb.errors import NotFoundError  # noqa: PLC0415

        for batch in batched(chunks, UPSERT_LIMIT):
            try:
                _write(self.collections.create(key), batch)
            except NotFoundError:
                self.collections.forget(key)
                _write(self.collections.create(key), batch)

    # -- damage

    def check(self) -> int:
        """Compare the index with the store, mend what differs; return how much was rebuilt.

        A killed process can leave a Chroma folder that opens but can't be read. Such a folder is
        moved aside and everything is rebuilt from the store's vectors, at about 2,000 a second. A
        collection that merely differs is rebuilt alone.

        Returns:
            The number of collections that were rebuilt.

        Raises:
            IndexUnavailableError: the index is on a server and damaged.

        """
        with self._changing():
            try:
                wrong = self._differing()
                if wrong:
                    log.warning("The index differs from the database: rebuilding it.")
                for key in wrong:
                    self.collections.drop(key)
                self._rebuild(wrong)
                self._drop_unknown()
            except damage() as error:
                if self.collections.chroma.is_server:
                    raise IndexUnavailableError(
                        f"The Chroma server reports a damaged index ({type(error).__name__}). "
                        "Stop Akin, delete the server's data, start the server and then Akin: "
                        "it fills the index again from the database."
                    ) from error
                log.warning(
                    "The index folder is damaged (%s): rebuilding it from the database.",
                    type(error).__name__,
                )
                self.collections.forget_all()
                self.collections.chroma.start_anew()
                with self._store.still():
                    seen = self._store.changes.last()
                wrong = list(self._store.chunks.collections())
                self._rebuild(wrong)
                self._store.changes.forget_until(seen)
            self._follow()
        return len(wrong)

    def _differing(self) -> list[CollectionKey]:
        while True:
            self._follow()
            # Comparing makes sense only while nobody writes and nothing is outstanding.
            with self._store.still():
                if not self._store.changes.last():
                    return [
                        key
                        for key, size in self._store.chunks.collections().items()
                        if not self._holds(key, size)
                    ]

    def _holds(self, key: CollectionKey, size: int) -> bool:
        collection = self.collections.find(key)
        return collection is not None and holds(
            collection, self._store.chunks, key, size, thorough=not self.collections.chroma.trusted
        )

    def _rebuild(self, keys: Sequence[CollectionKey]) -> None:
        sizes = self._store.chunks.collections()
        total, done = sum(sizes.get(key, 0) for key in keys), 0
        for key in keys:
            for batch in self._store.chunks.indexed(key, self._store.chunks.documents_in(key)):
                self._upsert(key, batch)
                done += len(batch)
                self._progress("Rebuilding the index", done, total)

    def _drop_unknown(self) -> None:
        known = {self.collections.name(key) for key in self._store.chunks.collections()}
        for name in self.collections.mine():
            if name not in known:
                self.collections.chroma.drop(name)
        self.collections.forget_all()

    def drop_other_encoders(self) -> None:
        """Remove the collections of all other encoders (after `akin reindex`)."""
        for name in self.collections.others():
            self.collections.chroma.drop(name)

    def close(self) -> None:
        """Let go of the files or the connection."""
        with self._writing:
            self.collections.close()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._writing:
            self.collections.refuse_if_closed()
            with self._store.following():
                yield


def _write(collection: "Collection", chunks: Sequence[IndexedChunk]) -> None:
    collection.upsert(
        ids=[entry_id(chunk.document, chunk.position) for chunk in chunks],
        embeddings=np.stack([vector_of(chunk) for chunk in chunks]),
        metadatas=[metadata_of(chunk) for chunk in chunks],
    )


def _silent(what: str, done: int, total: int) -> None:
    """Report nothing."""
