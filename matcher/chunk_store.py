"""Chunks and their vectors in the SQL database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from ingest.chunks import Part
from ingest.documents import Document, Kind
from matcher.batches import IN_LIMIT, batched
from matcher.changes import CollectionKey
from matcher.database import Lock, locked
from matcher.rows import bytes_of, document_of, vector_of
from matcher.tables import chunks, documents
from matcher.unicode import storable


@dataclass(frozen=True, slots=True)
class EncodedChunk:
    """A passage of a document and its vector, (d,) float32 of unit length."""

    text: str
    part: Part
    vector: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncodedDocument:
    """A document with its chunks, ready to be stored."""

    document: Document
    chunks: Sequence[EncodedChunk]


@dataclass(frozen=True, slots=True)
class IndexedChunk:
    """A chunk as the index holds it."""

    document: str
    position: int
    channel: str
    vector: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of a chunk, and which part of its document it is from."""

    text: str
    part: Part


class ChunkStore:
    """The chunks of one encoder; those of others lie beside them while `akin reindex` runs.

    Args:
        engine: a database that `matcher.database.upgrade` has brought to the present schema.
        encoder: the fingerprint of the encoder whose chunks are read and written.

    """

    def __init__(self, engine: Engine, encoder: str) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)
        self.encoder = encoder

    def insert(self, db: Connection, items: Sequence[EncodedDocument]) -> None:
        """Insert the chunks of documents that have none, in the caller's transaction."""
        rows = [
            {
                "team": item.document.team,
                "document": item.document.id,
                "encoder": self.encoder,
                "position": position,
                "part": chunk.part.value,
                "text": storable(chunk.text),
                "vector": bytes_of(chunk.vector),
            }
            for item in items
            for position, chunk in enumerate(item.chunks)
        ]
        if rows:
            db.execute(chunks.insert(), rows)

    def passages(
        self, team: str, keys: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], Passage]:
        """Return the chunks' texts, by (document, position)."""
        wanted = set(keys)
        columns = sa.select(chunks.c.document, chunks.c.position, chunks.c.text, chunks.c.part)
        query = columns.where(chunks.c.team == team, chunks.c.encoder == self.encoder)
        found: dict[tuple[str, int], Passage] = {}
        with self._reader.connect() as db:
            for batch in batched(sorted({document for document, _ in wanted}), IN_LIMIT):
                for row in db.execute(query.where(chunks.c.document.in_(batch))):
                    if (row.document, row.position) in wanted:
                        passage = Passage(row.text, Part(row.part))
                        found[row.document, row.position] = passage
        return found

    def collections(self) -> dict[CollectionKey, int]:
        """Return every collection that the index should have, with its number of chunks."""
        key = (documents.c.team, documents.c.audience, documents.c.kind)
        query = sa.select(*key, sa.func.count()).join(chunks, self._mine()).group_by(*key)
        with self._reader.connect() as db:
            return {
                CollectionKey(team, audience, Kind(kind)): count
                for team, audience, kind, count in db.execute(query.order_by(*key))
            }

    def documents_in(self, key: CollectionKey, channels: Sequence[str] | None = None) -> list[str]:
        """Return the ids of the documents that belong in a collection, in order.

        Args:
            key: the collection.
            channels: where given, only documents from these.

        """
        query = sa.select(documents.c.id).where(*_in(key)).order_by(documents.c.id)
        with self._reader.connect() as db:
            if channels is None:
                return list(db.execute(query).scalars())
            found: list[str] = []
            for batch in batched(channels, IN_LIMIT):
                found += db.execute(query.where(documents.c.channel.in_(batch))).scalars()
            return sorted(found)

    def indexed(self, key: CollectionKey, ids: Sequence[str]) -> Iterator[list[IndexedChunk]]:
        """Yield the chunks of those of the documents that belong in a collection, in batches.

        Each batch is a transaction of its own: none stays open while the caller works.
        """
        query = (
            sa.select(chunks.c.document, chunks.c.position, documents.c.channel, chunks.c.vector)
            .join(documents, self._mine())
            .where(*_in(key))
            .order_by(chunks.c.document, chunks.c.position)
        )
        for batch in batched(ids, IN_LIMIT):
            with self._reader.connect() as db:
                rows = db.execute(query.where(documents.c.id.in_(batch))).all()
            yield [
                IndexedChunk(row.document, row.position, row.channel, vector_of(row.vector))
                for row in rows
            ]

    def unencoded(self, after: tuple[str, str], limit: int) -> list[Document]:
        """Return documents without chunks of this encoder, in the order of (team, id).

        Args:
            after: the team and id of the last one that was seen; ("", "") to begin with.
            limit: how many at most.

        """
        key = sa.tuple_(documents.c.team, documents.c.id)
        query = (
            sa.select(documents)
            .where(~sa.exists().where(self._mine()), key > sa.tuple_(*map(sa.literal, after)))
            .order_by(documents.c.team, documents.c.id)
            .limit(limit)
        )
        with self._reader.connect() as db:
            return [document_of(row) for row in db.execute(query)]

    def put_missing(self, items: Sequence[EncodedDocument], digests: Sequence[str]) -> None:
        """Add the chunks of documents that are still as they were read and still have none.

        Args:
            items: the documents with their chunks.
            digests: `matcher.rows.digest` of each.

        """
        query = sa.select(documents.c.team, documents.c.id, documents.c.digest).where(
            ~sa.exists().where(self._mine())
        )
        with locked(self._engine, Lock.WRITING) as db:
            present: set[tuple[str, str, str]] = set()
            for batch in batched([item.document.id for item in items], IN_LIMIT):
                rows = db.execute(query.where(documents.c.id.in_(batch)))
                present.update((row.team, row.id, row.digest) for row in rows)
            self.insert(
                db,
                [
                    item
                    for item, digest in zip(items, digests, strict=True)
                    if (item.document.team, item.document.id, digest) in present
                ],
            )

    def drop_other_encoders(self) -> None:
        """Remove the chunks of all other encoders."""
        with locked(self._engine, Lock.WRITING) as db:
            db.execute(sa.delete(chunks).where(chunks.c.encoder != self.encoder))

    def _mine(self) -> sa.ColumnElement[bool]:
        return sa.and_(
            chunks.c.team == documents.c.team,
            chunks.c.document == documents.c.id,
            chunks.c.encoder == self.encoder,
        )


def _in(key: CollectionKey) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        documents.c.team == key.team,
        documents.c.audience == key.audience,
        documents.c.kind == key.kind.value,
    )
