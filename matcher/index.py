"""The vector index: Chroma collections that follow the store and can be rebuilt from it."""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from matcher.errors import EncoderMismatchError, IndexUnavailableError
from matcher.store import CollectionKey, DocumentStore, IndexChange, IndexedChunk

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

UPSERT_LIMIT: Final = 2000
"""Vectors in one call; Chroma refuses more than 5,461."""

HNSW: Final = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 16}
"""At 50,000 text-like vectors these find 99.5 % of the true ten nearest, in about 2 ms."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk near a query: its cosine in [-1, 1]."""

    document: str
    position: int
    cosine: float


class VectorIndex:
    """One Chroma collection for each workspace, audience and kind.

    Private texts are never even in a collection that a public answer queries. The index holds no
    text, and nothing that the store does not have: `follow` applies the store's changes, `check`
    finds damage and rebuilds.

    Args:
        store: the documents that the index follows.
        folder: where Chroma keeps its files; it is moved aside and rebuilt when damaged.
        url: a Chroma server instead of a folder, for several processes.
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
        self._folder = folder
        self._url = url
        self._encoder_name = encoder_name
        self._progress: Progress = progress or _silent
        self._writing = threading.RLock()
        self._collections: dict[CollectionKey, Collection] = {}
        self._client = self._connect_or_move_aside()

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
        """
        collection = self._find(key)
        if collection is None:
            return []
        where: Any = {"channel": {"$in": sorted(channels)}} if channels is not None else None
        if channels is not None and not channels:
            return []
        found = collection.query(
            query_embeddings=vectors, n_results=limit, where=where, include=["distances"]
        )
        best: dict[str, float] = {}
        for ids, distances in zip(found["ids"], found["distances"] or [], strict=True):
            for id_, distance in zip(ids, distances, strict=True):
                best[id_] = max(best.get(id_, -1.0), 1.0 - float(distance))
        hits = [Hit(*_split_id(id_), cosine) for id_, cosine in best.items()]
        return sorted(hits, key=lambda hit: (-hit.cosine, hit.document, hit.position))

    # -- following the store

    def follow(self) -> int:
        """Apply the store's outstanding changes; return how many there were.

        What is written is what the store holds now, so that changes may be applied twice, late,
        or by another process than the one that made them.
        """
        applied = 0
        with self._writing:
            while changes := self._store.changes():
                for key in dict.fromkeys(change.key for change in changes):
                    self._apply(key, [change for change in changes if change.key == key])
                self._store.followed(changes)
                applied += len(changes)
        return applied

    def _apply(self, key: CollectionKey, changes: Sequence[IndexChange]) -> None:
        documents = sorted({change.document for change in changes})
        present: set[str] = set()
        for batch in self._store.indexed(key, documents):
            present.update(_id(chunk) for chunk in batch)
            self._upsert(key, batch)
        stale = {
            f"{change.document}#{position}"
            for change in changes
            for position in range(change.positions)
        } - present
        collection = self._find(key)
        if stale and collection is not None:
            for ids in _batches(sorted(stale)):
                collection.delete(ids=list(ids))

    def _upsert(self, key: CollectionKey, chunks: Sequence[IndexedChunk]) -> None:
        collection = self._create(key)
        for batch in _batches(chunks):
            collection.upsert(
                ids=[_id(chunk) for chunk in batch],
                embeddings=np.stack([chunk.vector for chunk in batch]),
                metadatas=[{"channel": chunk.channel or "-"} for chunk in batch],
            )

    # -- damage

    def check(self) -> int:
        """Compare the index with the store, mend what differs; return how much was rebuilt.

        A killed process can leave a Chroma folder that opens but can't be read. Such a folder is
        moved aside (not deleted: it may be wanted for a report) and everything is rebuilt from
        the store's vectors, at about 2,000 a second. A collection that merely differs in size is
        rebuilt alone.
        """
        with self._writing:
            try:
                self.follow()
                wrong = [
                    key for key, size in self._store.collections().items() if not self._holds(key, size)
                ]
                for key in wrong:
                    log.warning("An index collection differs from the database: rebuilding it.")
                    self._drop(key)
                    self._rebuild(key)
                self._drop_unknown()
            except _damage() as error:
                if self._url:
                    raise IndexUnavailableError(
                        f"The Chroma server reports a damaged index ({type(error).__name__}). "
                        "Stop Akin, delete the server's data, start the server and then Akin: "
                        "it fills the index again from the database."
                    ) from error
                log.warning(
                    "The index folder is damaged (%s): rebuilding it from the database.",
                    type(error).__name__,
                )
                self._move_aside()
                self._client = self._connect()
                wrong = list(self._store.collections())
                for key in wrong:
                    self._rebuild(key)
                self._store.followed(self._store.changes(limit=1_000_000))
        return len(wrong)

    def _holds(self, key: CollectionKey, size: int) -> bool:
        collection = self._find(key)
        if collection is None or collection.count() != size:
            return False
        first = next(self._store.indexed(key))[:1]
        hits = self.query(key, np.stack([chunk.vector for chunk in first]), 1)
        # Rounding aside, a stored vector's nearest neighbour is itself or its equal.
        return bool(hits) and hits[0].cosine > 0.99  # noqa: PLR2004

    def _rebuild(self, key: CollectionKey) -> None:
        total = self._store.collections().get(key, 0)
        done = 0
        for batch in self._store.indexed(key):
            self._upsert(key, batch)
            done += len(batch)
            self._progress("Rebuilding the index", done, total)

    def _drop_unknown(self) -> None:
        known = {self._name(key) for key in self._store.collections()}
        mine = f".{self._store.encoder[:8]}"
        for collection in self._client.list_collections():
            if collection.name not in known and collection.name.endswith(mine):
                self._client.delete_collection(collection.name)
        self._collections.clear()

    def drop_other_encoders(self) -> None:
        """Remove the collections of all other encoders (after `akin reindex`)."""
        mine = f".{self._store.encoder[:8]}"
        for collection in self._client.list_collections():
            if not collection.name.endswith(mine):
                self._client.delete_collection(collection.name)

    def close(self) -> None:
        """Let go of the files or the connection."""
        with self._writing:
            self._collections.clear()
            self._client.close()

    # -- Chroma

    def _name(self, key: CollectionKey) -> str:
        return f"{key.team}.{key.audience}.{key.kind.value}.{self._store.encoder[:8]}"

    def _find(self, key: CollectionKey) -> "Collection | None":
        from chromadb.errors import NotFoundError  # noqa: PLC0415 - half a second to import

        known = self._collections.get(key)
        if known is not None:
            return known
        with suppress(NotFoundError):
            collection = self._client.get_collection(
                self._name(key), embedding_function=_refuse_to_embed()
            )
            self._verify(collection)
            self._collections[key] = collection
            return collection
        return None

    def _create(self, key: CollectionKey) -> "Collection":
        found = self._find(key)
        if found is not None:
            return found
        collection = self._client.get_or_create_collection(
            self._name(key),
            configuration={"hnsw": HNSW},  # type: ignore[typeddict-item]
            metadata={"encoder": self._encoder_name or "-", "weights": self._store.encoder},
            embedding_function=_refuse_to_embed(),
        )
        self._collections[key] = collection
        return collection

    def _verify(self, collection: "Collection") -> None:
        weights = (collection.metadata or {}).get("weights")
        if weights != self._store.encoder:
            raise EncoderMismatchError(
                "The index was built with another encoder than the one that is set; run "
                "`akin reindex` to build it anew."
            )

    def _drop(self, key: CollectionKey) -> None:
        from chromadb.errors import NotFoundError  # noqa: PLC0415

        self._collections.pop(key, None)
        with suppress(NotFoundError):
            self._client.delete_collection(self._name(key))

    def _connect_or_move_aside(self) -> "ClientAPI":
        try:
            return self._connect()
        except _damage() as error:
            if self._url:
                raise
            log.warning("The index folder can't be opened (%s).", type(error).__name__)
            self._move_aside(opened=False)
            return self._connect()

    def _connect(self) -> "ClientAPI":
        import chromadb  # noqa: PLC0415
        from chromadb.config import Settings  # noqa: PLC0415

        settings = Settings(anonymized_telemetry=False)
        if not self._url:
            self._folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(path=str(self._folder), settings=settings)
        parts = urlsplit(self._url)
        secure = parts.scheme == "https"
        try:
            return chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if secure else 8000),
                ssl=secure,
                settings=settings,
            )
        except ValueError as error:
            # Chroma turns every failure to connect into a ValueError.
            raise IndexUnavailableError(
                f"The Chroma server at {parts.hostname}:{parts.port} can't be reached. "
                "Start it (`chroma run`), or correct or unset AKIN_CHROMA_URL."
            ) from error

    def _move_aside(self, *, opened: bool = True) -> None:
        self._collections.clear()
        if opened:
            self._client.close()
        from chromadb.api.shared_system_client import SharedSystemClient  # noqa: PLC0415

        # Chroma keeps one system a path for the life of the process, damaged or not.
        SharedSystemClient.clear_system_cache()
        aside = self._folder.with_name(f"{self._folder.name}.damaged-{time.time_ns()}")
        for older in self._folder.parent.glob(f"{self._folder.name}.damaged-*"):
            shutil.rmtree(older)
        self._folder.rename(aside)


def _damage() -> tuple[type[Exception], ...]:
    """Return what Chroma raises for files that it can't read."""
    import sqlite3  # noqa: PLC0415

    from chromadb.errors import InternalError  # noqa: PLC0415

    return (InternalError, sqlite3.DatabaseError)


def _refuse_to_embed() -> Any:
    """Return an embedding function that raises: without one, Chroma would download a model."""
    from chromadb.api.types import EmbeddingFunction  # noqa: PLC0415

    class Refusal(EmbeddingFunction[Any]):
        def __init__(self) -> None:
            pass

        def __call__(self, input: Any) -> Any:  # noqa: A002, ARG002 - Chroma's own name
            raise AssertionError("Akin gives Chroma vectors, never texts.")

        @staticmethod
        def name() -> str:
            return "default"

        def get_config(self) -> dict[str, Any]:
            return {}

        @staticmethod
        def build_from_config(config: dict[str, Any]) -> "Refusal":  # noqa: ARG004
            return Refusal()

    return Refusal()


def _id(chunk: IndexedChunk) -> str:
    return f"{chunk.document}#{chunk.position}"


def _split_id(id_: str) -> tuple[str, int]:
    document, _, position = id_.rpartition("#")
    return document, int(position)


def _batches(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[start : start + UPSERT_LIMIT] for start in range(0, len(items), UPSERT_LIMIT)]


def _silent(what: str, done: int, total: int) -> None:
    """Report nothing."""
