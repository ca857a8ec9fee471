"""Switching to another encoder: its vectors are built beside the old ones, then replace them."""

from typing import Final

from matcher.encoder import TextEncoder
from matcher.encoding import encode_documents
from matcher.errors import EncoderMismatchError
from matcher.index import Progress, VectorIndex
from matcher.rows import digest
from matcher.store import DocumentStore

BATCH: Final = 128
"""Documents encoded and stored in one go."""


def settle_encoder(store: DocumentStore, encoder: TextEncoder, *, reindex: bool) -> None:
    """Note the encoder of a new database; refuse another one than the noted.

    Raises:
        EncoderMismatchError: another one is noted, and this is no reindexing.

    """
    noted = store.facts.get("weights")
    if noted is None:
        store.facts.note({"encoder": encoder.name, "weights": encoder.fingerprint})
    elif noted != encoder.fingerprint and not reindex:
        raise EncoderMismatchError(
            f"The index was built with the encoder {store.facts.get('encoder')!r}, and "
            f"{encoder.name!r} is set now. Run `akin reindex` to build it anew with that one, or "
            "set AKIN_ENCODER back."
        )


def reindex(
    store: DocumentStore,
    index: VectorIndex,
    encoder: TextEncoder,
    progress: Progress | None = None,
) -> int:
    """Encode every document that has no chunks of this encoder, and switch to it.

    The old vectors stay in use until the new ones are complete; an end in the middle loses
    nothing, the next time goes on from there. Returns how many documents were encoded.
    """
    total = store.counts().documents
    done = 0
    last = ("", "")
    while batch := store.chunks.unencoded(last, BATCH):
        digests = [digest(document) for document in batch]
        store.chunks.put_missing(encode_documents(encoder, batch), digests)
        last = (batch[-1].team, batch[-1].id)
        done += len(batch)
        if progress is not None:
            progress("Encoding", done, total)
    index.check()
    store.facts.note({"encoder": encoder.name, "weights": encoder.fingerprint})
    store.chunks.drop_other_encoders()
    index.drop_other_encoders()
    return done
