"""What was said in a channel during a stretch of time, with the vectors that lie stored."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from ingest.chunks import Part
from ingest.documents import Document
from matcher.rows import document_of, vector_of
from matcher.store import DocumentStore
from matcher.tables import chunks, documents


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A document and the vector of its beginning, (d,) float32 of unit length.

    The vector is None for a document that this encoder has not encoded yet.
    """

    document: Document
    vector: npt.NDArray[np.float32] | None


def said_between(
    store: DocumentStore, team: str, channel: str, start: datetime, end: datetime
) -> list[Said]:
    """Return the documents of a channel from one moment on and before another, oldest first."""
    query = (
        sa.select(documents, chunks.c.vector)
        .outerjoin(
            chunks,
            sa.and_(
                chunks.c.team == documents.c.team,
                chunks.c.document == documents.c.id,
                chunks.c.encoder == store.encoder,
                # A document's own text comes before its replies and its resolution.
                chunks.c.position == 0,
                chunks.c.part == Part.TEXT.value,
            ),
        )
        .where(
            documents.c.team == team,
            documents.c.channel == channel,
            documents.c.created_at >= start,
            documents.c.created_at < end,
        )
        .order_by(documents.c.created_at, documents.c.id)
    )
    with store.reading() as db:
        return [
            Said(document_of(row), None if row.vector is None else vector_of(row.vector))
            for row in db.execute(query)
        ]
