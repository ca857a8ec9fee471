"""The collections of one encoder: found, made and dropped by what they are for."""

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from matcher.changes import CollectionKey
from matcher.chroma import Chroma
from matcher.errors import EncoderMismatchError, IndexUnavailableError

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_PLAIN: Final = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_PLAIN_LIMIT: Final = 64


class Collections:
    """Chroma's collections by workspace, audience and kind.

    Args:
        chroma: where they are.
        weights: the fingerprint of the encoder whose vectors they hold.
        encoder_name: for people who look into the collections.

    """

    def __init__(self, chroma: Chroma, weights: str, encoder_name: str = "") -> None:
        self.chroma = chroma
        self._metadata = {"encoder": encoder_name or "-", "weights": weights}
        self._suffix = f".{weights[:8]}"
        self._known: dict[CollectionKey, Collection] = {}
        self._closed = False

    def name(self, key: CollectionKey) -> str:
        """Return a collection's name; no two different ones have the same."""
        parts = (key.team, key.audience, key.kind.value)
        return ".".join(_plain(part) for part in parts) + self._suffix

    def find(self, key: CollectionKey) -> "Collection | None":
        """Return a collection, if it exists.

        Raises:
            EncoderMismatchError: it holds another encoder's vectors.
            IndexUnavailableError: the index is closed.

        """
        known = self._known.get(key)
        if known is not None:
            return known
        self.refuse_if_closed()
        collection = self.chroma.find(self.name(key))
        if collection is not None:
            if (collection.metadata or {}).get("weights") != self._metadata["weights"]:
                raise EncoderMismatchError(
                    "The index was built with another encoder than the one that is set; run "
                    "`akin reindex` to build it anew."
                )
            self._known[key] = collection
        return collection

    def create(self, key: CollectionKey) -> "Collection":
        """Return a collection, which is made if it doesn't exist."""
        collection = self.find(key)
        if collection is None:
            collection = self.chroma.create(self.name(key), self._metadata)
            self._known[key] = collection
        return collection

    def drop(self, key: CollectionKey) -> None:
        """Remove a collection, if it exists."""
        self.forget(key)
        self.chroma.drop(self.name(key))

    def forget(self, key: CollectionKey) -> None:
        """Look a collection up again the next time: another process has removed it."""
        self._known.pop(key, None)

    def forget_all(self) -> None:
        """Look all collections up again."""
        self._known.clear()

    def mine(self) -> list[str]:
        """Return the names of all collections of this encoder."""
        return [name for name in self.chroma.names() if name.endswith(self._suffix)]

    def others(self) -> list[str]:
        """Return the names of all collections of other encoders."""
        return [name for name in self.chroma.names() if not name.endswith(self._suffix)]

    def refuse_if_closed(self) -> None:
        """Raise IndexUnavailableError after `close`."""
        if self._closed:
            raise IndexUnavailableError("The index is closed; open the data folder again.")

    def close(self) -> None:
        """Let go of the files or the connection."""
        if not self._closed:
            self._closed = True
            self._known.clear()
            self.chroma.close()


def _plain(part: str) -> str:
    if len(part) <= _PLAIN_LIMIT and _PLAIN.fullmatch(part):
        return part
    return f"x--{blake2b(part.encode(), digest_size=16).hexdigest()}"
