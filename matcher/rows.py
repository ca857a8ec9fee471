"""Documents as rows of the database, and back."""

import hashlib
import json
from datetime import UTC
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from ingest.documents import Document, Kind, Source


def digest(document: Document) -> str:
    """Return a hash of everything in a document: where it is unchanged, there is no work."""
    source = document.source
    parts = [
        document.kind, document.title, document.text, document.resolution, *document.replies,
        document.status, document.author, source.channel, source.ts, source.permalink,
        source.file, source.record, document.audience,
        document.created_at.astimezone(UTC).isoformat(),
    ]  # fmt: skip
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def row_of(document: Document) -> dict[str, Any]:
    """Return a document as the values of a row of `documents`."""
    source = document.source
    return {
        "team": document.team,
        "id": document.id,
        "kind": document.kind.value,
        "title": document.title,
        "text": document.text,
        "resolution": document.resolution,
        "replies": json.dumps(document.replies, ensure_ascii=False),
        "status": document.status,
        "author": document.author,
        "channel": source.channel,
        "ts": source.ts,
        "permalink": source.permalink,
        "file": source.file,
        "record": source.record,
        "audience": document.audience,
        "created_at": document.created_at,
        "digest": digest(document),
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
