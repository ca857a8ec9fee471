"""What the index still has to follow: written with each change of a document, in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from ingest.documents import Kind
from matcher.batches import IN_LIMIT, batched
from matcher.tables import chunks, documents, index_changes


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


class ChangeLog:
    """The changes that the index has not followed yet, oldest first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def last(self) -> int:
        """Return the number of the newest change; 0 if there is none."""
        with self._reader.connect() as db:
            return db.execute(sa.select(sa.func.max(index_changes.c.seq))).scalar() or 0

    def until(self, seq: int, limit: int = 1000) -> list[IndexChange]:
        """Return the oldest changes up to the one with this number."""
        query = (
            sa.select(index_changes)
            .where(index_changes.c.seq <= seq)
            .order_by(index_changes.c.seq)
            .limit(limit)
        )
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

    def forget(self, changes: Sequence[IndexChange]) -> None:
        """Forget changes that the index has followed."""
        with self._engine.begin() as db:
            for batch in batched([change.seq for change in changes], IN_LIMIT):
                db.execute(sa.delete(index_changes).where(index_changes.c.seq.in_(batch)))

    def forget_until(self, seq: int) -> None:
        """Forget all changes up to the one with this number."""
        with self._engine.begin() as db:
            db.execute(sa.delete(index_changes).where(index_changes.c.seq <= seq))


def mark_changed(db: Connection, encoder: str, team: str, ids: Iterable[str]) -> None:
    """Note, for the collections these documents are in at present, that they change there."""
    query = (
        sa.select(
            documents.c.id,
            documents.c.audience,
            documents.c.kind,
            sa.func.count(chunks.c.position).label("positions"),
        )
        .join(
            chunks,
            sa.and_(
                chunks.c.team == documents.c.team,
                chunks.c.document == documents.c.id,
                chunks.c.encoder == encoder,
            ),
        )
        .where(documents.c.team == team)
        .group_by(documents.c.id, documents.c.audience, documents.c.kind)
    )
    for batch in batched(list(ids), IN_LIMIT):
        rows = db.execute(query.where(documents.c.id.in_(batch))).all()
        note_changes(
            db, [(CollectionKey(team, r.audience, Kind(r.kind)), r.id, r.positions) for r in rows]
        )


def note_changes(db: Connection, changes: Sequence[tuple[CollectionKey, str, int]]) -> None:
    """Note changes: collection, document, and how many of its chunks may be in there."""
    if changes:
        db.execute(
            index_changes.insert(),
            [
                {
                    "team": key.team,
                    "document": document,
                    "audience": key.audience,
                    "kind": key.kind.value,
                    "positions": positions,
                }
                for key, document, positions in changes
            ],
        )
