"""Documents as rows of the database, and back."""

import hashlib
import json
from datetime import UTC
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from ingest.documents import Document, Kind, Source
from matcher.unicode import storable

_AUTHOR_LIMIT: Final = 255
_STATUS_LIMIT: Final = 64


def digest(document: Document) -> str:
    """Return a hash of everything in a document: where it is unchanged, there is no work."""
    row = _values(document)
    row["created_at"] = document.created_at.astimezone(UTC).isoformat()
    # Documents that were imported before Slack was connected change their workspace, nothing else.
    parts = [value for name, value in row.items() if name not in {"team", "id"}]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def row_of(document: Document) -> dict[str, Any]:
    """Return a document as the values of a row of `documents`."""
    return {**_values(document), "digest": digest(document)}


def _values(document: Document) -> dict[str, Any]:
    source = document.source
    return {
        "team": document.team,
        "id": document.id,
        "kind": document.kind.value,
        "title": storable(document.title),
        "text": storable(document.text),
        "resolution": storable(document.resolution),
        "replies": storable(json.dumps(document.replies, ensure_ascii=False)),
        # PostgreSQL refuses what is longer than the column; an export can hold anything.
        "status": storable(document.status)[:_STATUS_LIMIT],
        "author": storable(document.author)[:_AUTHOR_LIMIT],
        "channel": source.channel,
        "ts": source.ts,
        "permalink": storable(source.permalink),
        "file": storable(source.file),
        "record": storable(source.record),
        "audience": document.audience,
        "created_at": document.created_at,
    }


def document_of(row: sa.Row[Any]) -> Document:
    """Return the document of a row of `documents`."""
    return Document(
        id=row.id,
        kind=Kind(row.kind),
        title=row.title,
        text=row.text,
        resolution=row.resolution,
        replies=tuple(json.loads(row.replies)),
        status=row.status,
        author=row.author,
        source=Source(row.team, row.channel, row.ts, row.permalink, row.file, row.record),
        audience=row.audience,
        created_at=row.created_at,
    )


def bytes_of(vector: npt.NDArray[np.float32]) -> bytes:
    """Return a vector as little-endian float32."""
    return vector.astype("<f4").tobytes()


def vector_of(data: bytes) -> npt.NDArray[np.float32]:
    """Return the vector of little-endian float32 bytes."""
    return np.frombuffer(data, dtype="<f4")
