"""Documents for the tests."""

from datetime import UTC, datetime

from ingest.documents import LOCAL_TEAM, PUBLIC, Document, Kind, Source
from matcher.chunk_store import EncodedDocument
from matcher.encoder import TextEncoder
from matcher.encoding import encode_documents

CREATED = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)


def document(
    id_: str,
    text: str = "",
    *,
    team: str = LOCAL_TEAM,
    channel: str = "",
    audience: str = PUBLIC,
    kind: Kind = Kind.TICKET,
    title: str = "",
    resolution: str = "",
    replies: tuple[str, ...] = (),
    status: str = "",
    author: str = "",
) -> Document:
    return Document(
        id=id_,
        kind=kind,
        title=title,
        text=text or f"what {id_} says",
        resolution=resolution,
        replies=replies,
        status=status,
        author=author,
        source=Source(team=team, channel=channel, record=id_),
        audience=audience,
        created_at=CREATED,
    )


def encoded(encoder: TextEncoder, *documents: Document) -> list[EncodedDocument]:
    return encode_documents(encoder, documents)


def numbered(count: int, start: int = 0, **options: str) -> list[Document]:
    """Documents of two words each, no two alike."""
    return [
        document(f"d{i}", f"number{i} letter{i * 7919}", **options)  # type: ignore[arg-type]
        for i in range(start, start + count)
    ]
