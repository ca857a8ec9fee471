"""The truth: documents, their chunks and vectors in the SQL database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from ingest.chunks import Part
from ingest.documents import LOCAL_TEAM, Document, Kind
from matcher.matches import Count, Counts
from matcher.rows import bytes_of, digest, document_of, row_of, vector_of
from matcher.tables import chunks, documents, index_changes, index_state

BATCH: Final = 500
"""Ids in one `IN (…)`."""


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
class CollectionKey:
    """What has a collection of its own in the index."""

    team: str
    audience: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class IndexChange:
    """A document that the index has to look at again, in one collection.

    `positions` is how many chunks of it the collection may hold at most.
    """

    seq: int
    key: CollectionKey
    document: str
    positions: int


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


class DocumentStore:
    """Documents in SQL. Every change leaves a row for the index in the same transaction.

    Args:
        engine: a database that `matcher.database.upgrade` has brought to the present schema.
        encoder: the fingerprint of the encoder whose chunks are read and written.
    """

    def __init__(self, engine: Engine, encoder: str) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)
        self.encoder = encoder

    # -- documents

    def put(self, items: Sequence[EncodedDocument]) -> None:
        """Store documents; those with the same workspace and id are replaced.

        Ids must be different within one call.
        """
        with self._engine.begin() as db:
            self._mark_changed(db, [item.document for item in items])
            for item in items:
                db.execute(sa.delete(documents).where(_is(item.document)))
            if items:
                db.execute(documents.insert(), [row_of(item.document) for item in items])
            self._insert_chunks(db, items)
            after = [(item.document, len(item.chunks)) for item in items]
            _insert_changes(db, [(_key(doc), doc.id, count) for doc, count in after])

    def delete(self, team: str, ids: Iterable[str]) -> int:
        """Remove documents altogether; return how many there were."""
        removed = 0
        with self._engine.begin() as db:
            for batch in _batches(list(ids)):
                where = sa.and_(documents.c.team == team, documents.c.id.in_(batch))
                rows = db.execute(sa.select(documents).where(where))
                self._mark_changed(db, [document_of(row) for row in rows])
                removed += db.execute(sa.delete(documents).where(where)).rowcount
        return removed

    def move_channel(self, team: str, channel: str, audience: str) -> list[str]:
        """Show all documents of a channel to another audience; return the ids of those moved."""
        where = sa.and_(
            documents.c.team == team,
            documents.c.channel == channel,
            documents.c.audience != audience,
        )
        with self._engine.begin() as db:
            rows = db.execute(sa.select(documents).where(where))
            moved = [document_of(row).moved_to(audience) for row in rows]
            self._mark_changed(db, moved)
            for document in moved:
                db.execute(
                    documents.update()
                    .where(_is(document))
                    .values(audience=audience, digest=digest(document))
                )
            self._mark_changed(db, moved)
        return [document.id for document in moved]

    def adopt(self, team: str) -> int:
        """Give the documents imported before Slack was connected to a workspace."""
        local = documents.c.team == LOCAL_TEAM
        with self._engine.begin() as db:
            rows = db.execute(sa.select(documents).where(local)).all()
            self._mark_changed(db, [document_of(row) for row in rows])
            taken = set(
                db.execute(sa.select(documents.c.id).where(documents.c.team == team)).scalars()
            )
            # Copied, then deleted: the chunks' foreign key needs both to exist in between.
            adopted = [{**row._mapping, "team": team} for row in rows if row.id not in taken]
            if adopted:
                db.execute(documents.insert(), adopted)
                ids = [row["id"] for row in adopted]
                for batch in _batches(ids):
                    where = sa.and_(chunks.c.team == LOCAL_TEAM, chunks.c.document.in_(batch))
                    db.execute(chunks.update().where(where).values(team=team))
                    moved = sa.and_(documents.c.team == team, documents.c.id.in_(batch))
                    found = db.execute(sa.select(documents).where(moved))
                    self._mark_changed(db, [document_of(row) for row in found])
            db.execute(sa.delete(documents).where(local))
        return len(adopted)

    def get(self, team: str, ids: Sequence[str]) -> dict[str, Document]:
        """Return the documents that exist, by id."""
        rows = self._select_by_id(sa.select(documents), team, ids)
        return {row.id: document_of(row) for row in rows}

    def digests(self, team: str, ids: Sequence[str]) -> dict[str, str]:
        """Return the digests of the documents that exist, by id."""
        rows = self._select_by_id(sa.select(documents.c.id, documents.c.digest), team, ids)
        return {row.id: row.digest for row in rows}

    def in_channel(self, team: str, channel: str) -> list[str]:
        """Return the ids of a channel's documents."""
        query = sa.select(documents.c.id).where(
            documents.c.team == team, documents.c.channel == channel
        )
        with self._reader.connect() as db:
            return list(db.execute(query).scalars())

    def counts(self, team: str | None = None) -> Counts:
        """Count the documents of a workspace (or of all), by where they came from."""
        place = (documents.c.audience, documents.c.channel, documents.c.kind)
        solved = sa.func.sum(sa.case((documents.c.resolution != "", 1), else_=0))
        query = sa.select(*place, sa.func.count(), solved).group_by(*place)
        if team is not None:
            query = query.where(documents.c.team == team)
        with self._reader.connect() as db:
            return Counts(
                tuple(
                    Count(audience, channel, Kind(kind), count, int(resolved))
                    for audience, channel, kind, count, resolved in db.execute(query)
                )
            )

    # -- chunks

    def passages(self, team: str, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Passage]:
        """Return the chunks' texts, by (document, position)."""
        wanted = set(keys)
        columns = sa.select(chunks.c.document, chunks.c.position, chunks.c.text, chunks.c.part)
        query = columns.where(chunks.c.team == team, chunks.c.encoder == self.encoder)
        found: dict[tuple[str, int], Passage] = {}
        with self._reader.connect() as db:
            for batch in _batches(sorted({document for document, _ in wanted})):
                for row in db.execute(query.where(chunks.c.document.in_(batch))):
                    if (row.document, row.position) in wanted:
                        passage = Passage(row.text, Part(row.part))
                        found[row.document, row.position] = passage
        return found

    def collections(self) -> dict[CollectionKey, int]:
        """Return every collection that the index should have, with its number of chunks."""
        query = (
            sa.select(documents.c.team, documents.c.audience, documents.c.kind, sa.func.count())
            .join(chunks, sa.and_(_same_document(), chunks.c.encoder == self.encoder))
            .group_by(documents.c.team, documents.c.audience, documents.c.kind)
        )
        with self._reader.connect() as db:
            return {
                CollectionKey(team, audience, Kind(kind)): count
                for team, audience, kind, count in db.execute(query)
            }

    def indexed(
        self, key: CollectionKey, ids: Sequence[str] | None = None
    ) -> Iterator[list[IndexedChunk]]:
        """Yield the chunks of a collection (or of some of its documents), in batches."""
        query = (
            sa.select(chunks.c.document, chunks.c.position, documents.c.channel, chunks.c.vector)
            .join(documents, _same_document())
            .where(
                documents.c.team == key.team,
                documents.c.audience == key.audience,
                documents.c.kind == key.kind.value,
                chunks.c.encoder == self.encoder,
            )
        )
        if ids is not None:
            query = query.where(documents.c.id.in_(ids))
        with self._reader.connect() as db:
            for rows in db.execution_options(yield_per=2000).execute(query).partitions():
                yield [
                    IndexedChunk(row.document, row.position, row.channel, vector_of(row.vector))
                    for row in rows
                ]

    def unencoded(self, limit: int = BATCH) -> list[Document]:
        """Return documents that have no chunks of this encoder (for `akin reindex`)."""
        theirs = sa.and_(_same_document(), chunks.c.encoder == self.encoder)
        query = sa.select(documents).where(~sa.exists().where(theirs)).limit(limit)
        with self._reader.connect() as db:
            return [document_of(row) for row in db.execute(query)]

    def put_chunks(self, items: Sequence[EncodedDocument]) -> None:
        """Add this encoder's chunks to documents that have none of it."""
        with self._engine.begin() as db:
            self._insert_chunks(db, items)

    def drop_other_chunks(self) -> None:
        """Remove the chunks of all other encoders."""
        with self._engine.begin() as db:
            db.execute(sa.delete(chunks).where(chunks.c.encoder != self.encoder))

    # -- what the index has to follow

    def changes(self, limit: int = 1000) -> list[IndexChange]:
        """Return the oldest changes that the index has not followed yet."""
        query = sa.select(index_changes).order_by(index_changes.c.seq).limit(limit)
        with self._reader.connect() as db:
            return [
                IndexChange(
                    row.seq,
                    CollectionKey(row.team, row.audience, Kind(row.kind)),
                    row.document,
                    row.positions,
                )
                for row in db.execute(query)
            ]

    def followed(self, changes: Sequence[IndexChange]) -> None:
        """Forget changes that the index has followed."""
        with self._engine.begin() as db:
            for batch in _batches([change.seq for change in changes]):
                db.execute(sa.delete(index_changes).where(index_changes.c.seq.in_(batch)))

    # -- facts about the index

    def fact(self, key: str) -> str | None:
        """Return what was noted about the index under a key."""
        query = sa.select(index_state.c.value).where(index_state.c.key == key)
        with self._reader.connect() as db:
            return db.execute(query).scalar()

    def note(self, facts: dict[str, str]) -> None:
        """Note facts about the index, all or none."""
        with self._engine.begin() as db:
            for key, value in facts.items():
                db.execute(sa.delete(index_state).where(index_state.c.key == key))
                db.execute(index_state.insert().values(key=key, value=value))

    # -- parts of the above

    def _select_by_id(
        self, query: sa.Select[Any], team: str, ids: Sequence[str]
    ) -> list[sa.Row[Any]]:
        rows: list[sa.Row[Any]] = []
        with self._reader.connect() as db:
            for batch in _batches(ids):
                where = sa.and_(documents.c.team == team, documents.c.id.in_(batch))
                rows.extend(db.execute(query.where(where)))
        return rows

    def _insert_chunks(self, db: Connection, items: Sequence[EncodedDocument]) -> None:
        rows = [
            {
                "team": item.document.team,
                "document": item.document.id,
                "encoder": self.encoder,
                "position": position,
                "part": chunk.part.value,
                "text": chunk.text,
                "vector": bytes_of(chunk.vector),
            }
            for item in items
            for position, chunk in enumerate(item.chunks)
        ]
        if rows:
            db.execute(chunks.insert(), rows)

    def _mark_changed(self, db: Connection, changed: Sequence[Document]) -> None:
        """Note, for the collections these documents are in at present, that they change."""
        query = (
            sa.select(documents.c.team, documents.c.id, documents.c.audience, documents.c.kind,
                      sa.func.count(chunks.c.position).label("positions"))
            .join(chunks, sa.and_(_same_document(), chunks.c.encoder == self.encoder))
            .group_by(documents.c.team, documents.c.id, documents.c.audience, documents.c.kind)
        )  # fmt: skip
        by_team: dict[str, list[str]] = {}
        for document in changed:
            by_team.setdefault(document.team, []).append(document.id)
        for team, ids in by_team.items():
            for batch in _batches(ids):
                where = sa.and_(documents.c.team == team, documents.c.id.in_(batch))
                rows = db.execute(query.where(where)).all()
                _insert_changes(
                    db,
                    [
                        (CollectionKey(team, r.audience, Kind(r.kind)), r.id, r.positions)
                        for r in rows
                    ],
                )


def _insert_changes(db: Connection, changes: Sequence[tuple[CollectionKey, str, int]]) -> None:
    rows = [
        {
            "team": key.team,
            "document": document,
            "audience": key.audience,
            "kind": key.kind.value,
            "positions": positions,
        }
        for key, document, positions in changes
    ]
    if rows:
        db.execute(index_changes.insert(), rows)


def _key(document: Document) -> CollectionKey:
    return CollectionKey(document.team, document.audience, document.kind)


def _is(document: Document) -> sa.ColumnElement[bool]:
    return sa.and_(documents.c.team == document.team, documents.c.id == document.id)


def _same_document() -> sa.ColumnElement[bool]:
    return sa.and_(chunks.c.team == documents.c.team, chunks.c.document == documents.c.id)


def _batches(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
