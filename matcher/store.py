"""The truth: documents in the SQL database, with all that belongs to them."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from ingest.documents import LOCAL_TEAM, Document
from matcher.batches import IN_LIMIT, batched
from matcher.changes import ChangeLog, CollectionKey, mark_changed, note_changes
from matcher.chunk_store import ChunkStore, EncodedDocument
from matcher.counts import Counts, count_documents
from matcher.database import Lock, alone, locked
from matcher.facts import Facts
from matcher.mark_store import MarkStore
from matcher.rows import digest, document_of, row_of
from matcher.tables import chunks, document_marks, documents


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
        self.chunks = ChunkStore(engine, encoder)
        self.changes = ChangeLog(engine)
        self.facts = Facts(engine)
        self.marks = MarkStore(engine)

    @classmethod
    def open(cls, engine: Engine, encoder: str) -> Self:
        """Return the store; the first time, note the marks of what an older Akin stored."""
        store = cls(engine, encoder)
        store.marks.complete(store.facts)
        return store

    def put(self, items: Sequence[EncodedDocument]) -> None:
        """Store documents; those with the same workspace and id are replaced.

        Of several with one workspace and id, the last counts.
        """
        latest = {(item.document.team, item.document.id): item for item in items}
        by_team: dict[str, list[str]] = {}
        for team, id_ in latest:
            by_team.setdefault(team, []).append(id_)
        with self.still() as db:
            for team, ids in by_team.items():
                mark_changed(db, self.encoder, team, ids)
                for batch in batched(ids, IN_LIMIT):
                    # The chunks go with their documents.
                    db.execute(sa.delete(documents).where(*_are(team, batch)))
            if latest:
                db.execute(documents.insert(), [row_of(each.document) for each in latest.values()])
            self.chunks.insert(db, list(latest.values()))
            self.marks.insert(db, [each.document for each in latest.values()])
            note_changes(
                db,
                [(_key(each.document), id_, len(each.chunks)) for (_, id_), each in latest.items()],
            )

    def delete(self, team: str, ids: Iterable[str]) -> int:
        """Remove documents altogether; return how many there were."""
        removed = 0
        with self.still() as db:
            for batch in batched(list(ids), IN_LIMIT):
                mark_changed(db, self.encoder, team, batch)
                removed += db.execute(sa.delete(documents).where(*_are(team, batch))).rowcount
        return removed

    def move_channel(self, team: str, channel: str, audience: str) -> list[str]:
        """Show all documents of a channel to another audience; return the ids of those moved."""
        query = sa.select(documents.c.id).where(
            documents.c.team == team,
            documents.c.channel == channel,
            documents.c.audience != audience,
        )
        change = (
            documents.update()
            .where(documents.c.team == team, documents.c.id == sa.bindparam("document"))
            .values(audience=audience, digest=sa.bindparam("moved"))
        )
        # One transaction: nobody may find half of a channel where it no longer belongs.
        with self.still() as db:
            ids = list(db.execute(query.order_by(documents.c.id)).scalars())
            mark_changed(db, self.encoder, team, ids)
            for batch in batched(ids, IN_LIMIT):
                rows = db.execute(sa.select(documents).where(*_are(team, batch))).all()
                moved = [document_of(row).moved_to(audience) for row in rows]
                db.execute(change, [{"document": doc.id, "moved": digest(doc)} for doc in moved])
            mark_changed(db, self.encoder, team, ids)
        return ids

    def adopt(self, team: str) -> int:
        """Give the documents imported before Slack was connected to a workspace.

        Where the workspace has a document with the same id already, that one stays. Each portion
        is a transaction of its own; what an end in the middle leaves is adopted the next time.
        """
        query = sa.select(documents.c.id).where(documents.c.team == LOCAL_TEAM).limit(IN_LIMIT)
        adopted = 0
        while team != LOCAL_TEAM:
            with self.still() as db:
                ids = list(db.execute(query).scalars())
                if not ids:
                    break
                adopted += self._adopt(db, team, ids)
        return adopted

    def _adopt(self, db: Connection, team: str, ids: Sequence[str]) -> int:
        mark_changed(db, self.encoder, LOCAL_TEAM, ids)
        taken = set(db.execute(sa.select(documents.c.id).where(*_are(team, ids))).scalars())
        free = [id_ for id_ in ids if id_ not in taken]
        if free:
            # Copied, then deleted: the foreign keys of what belongs to it need both in between.
            rows = db.execute(sa.select(documents).where(*_are(LOCAL_TEAM, free))).mappings()
            db.execute(documents.insert(), [{**row, "team": team} for row in rows.all()])
            for table in (chunks, document_marks):
                theirs = sa.and_(table.c.team == LOCAL_TEAM, table.c.document.in_(free))
                db.execute(table.update().where(theirs).values(team=team))
            mark_changed(db, self.encoder, team, free)
        db.execute(sa.delete(documents).where(*_are(LOCAL_TEAM, ids)))
        return len(free)

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
            return list(db.execute(query.order_by(documents.c.id)).scalars())

    def counts(self, team: str | None = None) -> Counts:
        """Count the documents of a workspace (or of all), by where they came from."""
        with self._reader.connect() as db:
            return count_documents(db, team)

    def reading(self) -> AbstractContextManager[Connection]:
        """Begin a transaction that only reads."""
        return self._reader.connect()

    def still(self) -> AbstractContextManager[Connection]:
        """Begin a transaction during which nobody else writes documents; reading goes on."""
        return locked(self._engine, Lock.WRITING)

    def following(self) -> AbstractContextManager[None]:
        """Keep other processes from following the changes at the same time.

        Of two that do, the slower one could overwrite newer vectors in the index with older ones.
        """
        return alone(self._engine, Lock.FOLLOWING)

    def _select_by_id(
        self, query: sa.Select[Any], team: str, ids: Sequence[str]
    ) -> list[sa.Row[Any]]:
        rows: list[sa.Row[Any]] = []
        with self._reader.connect() as db:
            for batch in batched(ids, IN_LIMIT):
                rows.extend(db.execute(query.where(*_are(team, batch))))
        return rows


def _key(document: Document) -> CollectionKey:
    return CollectionKey(document.team, document.audience, document.kind)


def _are(team: str, ids: Sequence[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return documents.c.team == team, documents.c.id.in_(ids)
