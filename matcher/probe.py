"""Opens a Chroma folder and reads in it, in a process of its own; run by `matcher.seal`.

Damaged files of a vector index don't always raise: some end the process that reads them. This
one may be ended. It exits with 0 if everything could be read.
"""

import os
import sys
import threading

import chromadb
from chromadb.config import Settings

QUERIES = 256


def main(folder: str) -> None:
    """Count every collection, read vectors spread over it, and search for them."""
    settings = Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(path=folder, settings=settings)
    for collection in client.list_collections():
        collection.count()
        ids = collection.get(include=[])["ids"]
        some = ids[:: len(ids) // QUERIES + 1]
        if some:
            vectors = collection.get(ids=some, include=["embeddings"])["embeddings"]
            collection.query(query_embeddings=vectors, n_results=10, include=["distances"])


def end_with_parent() -> None:
    """End when the process that started this one does: the folder is for one at a time."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    main(sys.argv[1])
    # Not through Python's shutdown, which would wait for the thread that reads.
    os._exit(0)
