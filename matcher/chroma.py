"""Chroma: a folder of this process, or a server."""

import logging
import shutil
import sqlite3
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

from matcher.errors import IndexUnavailableError
from matcher.seal import Seal, break_seal, is_readable, seal, seal_of

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import AdminClient, Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.fastapi import FastAPI
    from chromadb.api.models.Collection import Collection

log = logging.getLogger(__name__)

HNSW: Final["CreateHNSWConfiguration"] = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 200,
    "max_neighbors": 16,
}
"""At 50,000 text-like vectors these find 99.5 % of the true ten nearest, in about 2 ms."""


class Chroma:
    """A client that never embeds, and a folder that is replaced when it can't be read.

    Args:
        folder: where Chroma keeps its files; not used with a URL.
        url: a Chroma server instead.

    Raises:
        IndexUnavailableError: the server can't be reached.

    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder = folder
        self._url = url
        self.trusted = bool(url)
        """Whether the files are as an orderly end left them."""
        self._client = self._connect() if url else self._open_folder()

    @property
    def is_server(self) -> bool:
        """Whether the index is on a server, whose files are not ours to mend."""
        return bool(self._url)

    def find(self, name: str) -> "Collection | None":
        """Return a collection, if it exists."""
        from chromadb.errors import NotFoundError  # noqa: PLC0415 - half a second to import

        with suppress(NotFoundError):
            return self._client.get_collection(name, embedding_function=_refusal())
        return None

    def create(self, name: str, metadata: Mapping[str, str]) -> "Collection":
        """Return a collection, which is made if it doesn't exist."""
        return self._client.get_or_create_collection(
            name,
            configuration={"hnsw": HNSW},
            metadata=dict(metadata),
            embedding_function=_refusal(),
        )

    def drop(self, name: str) -> None:
        """Remove a collection, if it exists."""
        from chromadb.errors import NotFoundError  # noqa: PLC0415

        with suppress(NotFoundError):
            self._client.delete_collection(name)

    def names(self) -> list[str]:
        """Return the names of all collections."""
        return [collection.name for collection in self._client.list_collections()]

    def start_anew(self) -> None:
        """Move the folder aside (it may be wanted for a report) and begin with an empty one."""
        self._disconnect()
        self._move_aside()
        self._client = self._connect()

    def close(self) -> None:
        """Let go of the files, or of the connection."""
        self._disconnect()
        if not self._url:
            seal(self._folder)

    def _open_folder(self) -> "ClientAPI":
        state = seal_of(self._folder)
        self.trusted = state is Seal.WHOLE
        used = self._folder.is_dir() and any(self._folder.iterdir())
        if used and (
            state is Seal.BROKEN or (state is Seal.NONE and not is_readable(self._folder))
        ):
            log.warning("The index folder is damaged: it will be rebuilt from the database.")
            self._move_aside()
        break_seal(self._folder)
        try:
            return self._connect()
        except damage() as error:
            log.warning("The index folder can't be opened (%s).", type(error).__name__)
            self._move_aside()
            return self._connect()

    def _connect(self) -> "ClientAPI":
        import chromadb  # noqa: PLC0415
        from chromadb.config import Settings  # noqa: PLC0415

        settings = Settings(anonymized_telemetry=False)
        if not self._url:
            self._folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(path=str(self._folder), settings=settings)
        parts = urlsplit(self._url)
        secure = parts.scheme == "https"
        host, port = parts.hostname or "localhost", parts.port or (443 if secure else 8000)
        try:
            return chromadb.HttpClient(host=host, port=port, ssl=secure, settings=settings)
        except ValueError as error:
            # Chroma turns every failure to connect into a ValueError.
            raise IndexUnavailableError(
                f"The Chroma server at {host}:{port} can't be reached. "
                "Start it (`chroma run`), or correct or unset AKIN_CHROMA_URL."
            ) from error

    def _disconnect(self) -> None:
        # What Chroma's functions return has a `close` that their declared type lacks.
        client = cast("Client", self._client)
        admin = cast("AdminClient", client._admin_client)  # noqa: SLF001
        servers = (client._server, admin._server)  # noqa: SLF001
        client.close()
        if self._url:
            for server in servers:
                # Chroma leaves its connections to the garbage collector.
                cast("FastAPI", server)._session.close()  # noqa: SLF001

    def _move_aside(self) -> None:
        _forget_system(str(self._folder))
        for older in self._folder.parent.glob(f"{self._folder.name}.damaged-*"):
            shutil.rmtree(older)
        self._folder.rename(self._folder.with_name(f"{self._folder.name}.damaged-{time.time_ns()}"))
        self.trusted = False


def damage() -> tuple[type[Exception], ...]:
    """Return what Chroma raises for files that it can't read."""
    from chromadb.errors import ChromaError  # noqa: PLC0415

    return (ChromaError, sqlite3.DatabaseError)


def _forget_system(path: str) -> None:
    """Make Chroma open a path anew: it keeps one system a path, even one that failed to start."""
    from chromadb.api.shared_system_client import SharedSystemClient  # noqa: PLC0415

    # There is no public way that leaves other folders' systems alone.
    SharedSystemClient._identifier_to_system.pop(path, None)  # noqa: SLF001
    SharedSystemClient._identifier_to_refcount.pop(path, None)  # noqa: SLF001


@cache
def _refusal() -> Any:
    """Return an embedding function that raises: without one, Chroma would download a model."""
    from chromadb.api.types import EmbeddingFunction  # noqa: PLC0415

    class Refusal(EmbeddingFunction[Any]):
        def __init__(self) -> None:
            pass

        def __call__(self, input: Any) -> Any:  # noqa: A002, ARG002 - Chroma's own name
            raise AssertionError("Akin gives Chroma vectors, never texts.")

        @staticmethod
        def name() -> str:
            return "default"

        def get_config(self) -> dict[str, Any]:
            return {}

        @staticmethod
        def build_from_config(config: dict[str, Any]) -> "Refusal":  # noqa: ARG004
            return Refusal()

    return Refusal()
