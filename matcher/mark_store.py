"""The marks of documents in the SQL database, and in how many documents each stands."""

import json
from collections.abc import Collection, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from ingest.documents import Document
from matcher.batches import IN_LIMIT, batched
from matcher.database import Lock, locked
from matcher.document_marks import marks_of
from matcher.facts import Facts
from matcher.rarity import Frequencies
from matcher.rows import document_of
from matcher.tables import document_marks, documents

_FACT: Final = "marks"
_COMPLETE: Final = "complete 1"
"""The fact that all documents have their marks; of another number, that they have other ones."""

_BATCH: Final = 200
"""Documents marked in one transaction: others wait for no longer than that takes."""

_OF_DOCUMENT: Final = sa.and_(
    documents.c.team == document_marks.c.team, documents.c.id == document_marks.c.document
)


class MarkStore:
    """What documents are counted by.

    Args:
        engine: a database that `matcher.database.upgrade` has brought to the present schema.

    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def insert(self, db: Connection, items: Sequence[Document]) -> None:
        """Insert the marks of documents that have none, in the caller's transaction."""
        rows = [
            {"team": document.team, "document": document.id, "mark": mark}
            for document in items
            for mark in marks_of(document)
        ]
        if rows:
            db.execute(document_marks.insert(), rows)

    def document_frequencies(
        self, team: str, audiences: Collection[str], marks: Collection[str]
    ) -> Frequencies:
        """Return how many documents there are, and in how many of them each mark stands.

        Args:
            team: the workspace.
            audiences: only documents of these count: what is said in a private channel must not
                show in what others are told.
            marks: of the query and of all its candidates together.

        """
        ours = documents.c.team == team
        shown = documents.c.audience.in_(sorted(audiences))
        counted = (
            sa.select(document_marks.c.mark, sa.func.count().label("documents"))
            .where(document_marks.c.team == team)
            .group_by(document_marks.c.mark)
        )
        found: dict[str, int] = {}
        with self._reader.connect() as db:
            total = sa.select(sa.func.count()).select_from(documents).where(ours)
            whole = db.execute(total).scalar_one()
            visible = db.execute(total.where(shown)).scalar_one()
            if visible < whole:
                # Each of a common mark's documents has to be looked up: only where any is hidden.
                counted = counted.join(documents, _OF_DOCUMENT).where(ours, shown)
            for batch in batched(sorted(set(marks)), IN_LIMIT):
                rows = db.execute(counted.where(document_marks.c.mark.in_(batch)))
                found |= {row.mark: row.documents for row in rows}
        return Frequencies(visible, found)

    def complete(self, facts: Facts) -> None:
        """Note the marks of the documents that an older Akin stored, if that isn't done yet.

        An end in the middle loses nothing: the next time goes on from there.
        """
        state = facts.get(_FACT)
        if state == _COMPLETE:
            return
        last = _progress(state)
        while reached := self._mark_after(last):
            last = reached
            facts.note({_FACT: json.dumps([_COMPLETE, *last])})
        facts.note({_FACT: _COMPLETE})

    def _mark_after(self, last: tuple[str, str]) -> tuple[str, str] | None:
        """Mark the documents that follow one in the order of (team, id); return the last of them.

        Those that have marks already get them anew.
        """
        key = sa.tuple_(documents.c.team, documents.c.id)
        query = (
            sa.select(documents)
            .where(key > sa.tuple_(*map(sa.literal, last)))
            .order_by(documents.c.team, documents.c.id)
            .limit(_BATCH)
        )
        with locked(self._engine, Lock.WRITING) as db:
            items = [document_of(row) for row in db.execute(query)]
            for team in {document.team for document in items}:
                ids = [document.id for document in items if document.team == team]
                db.execute(
                    sa.delete(document_marks).where(
                        document_marks.c.team == team, document_marks.c.document.in_(ids)
                    )
                )
            self.insert(db, items)
        return (items[-1].team, items[-1].id) if items else None


def _progress(state: str | None) -> tuple[str, str]:
    """Return up to which document the marks are noted, as a fact tells it; ("", "") for none."""
    if state is None or not state.startswith("["):
        return "", ""
    version, team, id_ = json.loads(state)
    return (team, id_) if version == _COMPLETE else ("", "")
