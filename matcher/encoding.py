"""Documents to chunks with their vectors."""

from collections.abc import Sequence

from ingest.chunks import chunks
from ingest.documents import Document
from matcher.chunk_store import EncodedChunk, EncodedDocument
from matcher.encoder import TextEncoder


def encode_documents(encoder: TextEncoder, documents: Sequence[Document]) -> list[EncodedDocument]:
    """Cut documents into chunks and encode these, all documents' together.

    What a document says several times (a line that fills a log) is one chunk.
    """
    cut = [
        list({chunk.text: chunk for chunk in reversed(chunks(document, encoder.spans))}.values())
        for document in documents
    ]
    for each in cut:
        each.reverse()
    vectors = iter(encoder.encode([chunk.text for each in cut for chunk in each]))
    return [
        EncodedDocument(
            document, [EncodedChunk(chunk.text, chunk.part, next(vectors)) for chunk in each]
        )
        for document, each in zip(documents, cut, strict=True)
    ]
