"""How many documents there are, by where they came from."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ingest.documents import Kind
from matcher.matches import Scope
from matcher.tables import documents


@dataclass(frozen=True, slots=True)
class Count:
    """How many documents of one kind came from one place, and how many have a resolution."""

    audience: str
    channel: str
    kind: Kind
    documents: int
    resolved: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents there are, by where they came from."""

    rows: tuple[Count, ...] = ()

    @property
    def documents(self) -> int:
        """All documents."""
        return sum(row.documents for row in self.rows)

    @property
    def resolved(self) -> int:
        """Those with a resolution."""
        return sum(row.resolved for row in self.rows)

    def within(self, scope: Scope) -> "Counts":
        """Return the counts of what may be shown within a scope."""
        return Counts(tuple(row for row in self.rows if scope.covers(row.audience, row.channel)))

    def of(self, *, channel: str | None = None, kind: Kind | None = None) -> "Counts":
        """Return the counts of one channel, of one kind, or of both."""
        return Counts(
            tuple(
                row
                for row in self.rows
                if channel in {None, row.channel} and kind in {None, row.kind}
            )
        )


def count_documents(db: Connection, team: str | None = None) -> Counts:
    """Count the documents of a workspace, or of all."""
    place = (documents.c.audience, documents.c.channel, documents.c.kind)
    resolved = sa.func.sum(sa.case((documents.c.resolution != "", 1), else_=0))
    query = sa.select(*place, sa.func.count(), resolved).group_by(*place).order_by(*place)
    if team is not None:
        query = query.where(documents.c.team == team)
    return Counts(
        tuple(
            Count(audience, channel, Kind(kind), count, int(solved))
            for audience, channel, kind, count, solved in db.execute(query)
        )
    )
