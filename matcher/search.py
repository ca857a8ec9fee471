"""The matcher: remember documents, and find those that match a text."""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlalchemy.engine import Engine

from ingest.chunks import Part, chunks, split
from ingest.documents import LOCAL_TEAM, Document, Kind
from matcher import database
from matcher.encoder import BUNDLED, Encoder, TextEncoder
from matcher.errors import EncoderMismatchError
from matcher.folder import DataFolder
from matcher.index import Hit, Progress, VectorIndex
from matcher.matches import Counts, Match, MatchRecord, Scope
from matcher.reranker import Reranker
from matcher.rows import digest
from matcher.store import (
    CollectionKey,
    DocumentStore,
    EncodedChunk,
    EncodedDocument,
    Passage,
)
from matcher.verdicts import RELEVANT, SAME

log = logging.getLogger(__name__)

CANDIDATES: Final = 100
"""Chunks taken from each collection before documents are formed and ranked."""

ADD_BATCH: Final = 128
"""Documents encoded and stored in one go: bounds the memory of an import."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `Matcher.add` did: documents that were new or changed, and that were as before."""

    changed: int = 0
    unchanged: int = 0


class Matcher:
    """Documents that can be found by meaning.

    Safe to use from several threads. A data folder belongs to one process at a time; with both a
    database URL and a Chroma URL several processes share the work.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        encoder: TextEncoder,
        store: DocumentStore,
        index: VectorIndex,
        folder: DataFolder | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.engine = engine
        self.encoder = encoder
        self.store = store
        self.index = index
        self.reranker = reranker
        self._folder = folder

    @classmethod
    def open(
        cls,
        data: str | Path = "data",
        *,
        database_url: str = "",
        chroma_url: str = "",
        encoder: str | TextEncoder = BUNDLED,
        reranker: Reranker | None = None,
        reindex: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """Open a data folder, or make it.

        Args:
            data: the folder of the embedded database and index.
            database_url: a SQLAlchemy URL instead of the folder's SQLite file.
            chroma_url: a Chroma server instead of the folder's index.
            encoder: the encoder's name or folder, or one that is loaded already.
            reranker: reads query and candidates together; without one, cosine ranks.
            reindex: if the index was built with another encoder, build it anew.
            progress: told about a rebuild of the index.

        Raises:
            DataFolderInUseError: another process owns the folder.
            EncoderMismatchError: the index was built with another encoder.
            DatabaseUnavailableError, IndexUnavailableError, ModelUnavailableError
        """
        path = Path(data)
        folder = None if database_url and chroma_url else DataFolder(path)
        opened: TextEncoder | None = None
        try:
            engine = database.connect(database_url or database.sqlite_url(path / "akin.db"))
            database.upgrade(engine, "matcher")
            if isinstance(encoder, str):
                opened = encoder = Encoder(encoder)
            store = DocumentStore(engine, encoder.fingerprint)
            _settle_encoder(store, encoder, reindex=reindex)
            index = VectorIndex(
                store,
                folder=path / "index",
                url=chroma_url,
                encoder_name=encoder.name,
                progress=progress,
            )
            matcher = cls(
                engine=engine,
                encoder=encoder,
                store=store,
                index=index,
                folder=folder,
                reranker=reranker,
            )
            if reindex:
                matcher.reindex(progress)
            index.check()
        except BaseException:
            if opened is not None:
                opened.close()
            if folder is not None:
                folder.release()
            raise
        return matcher

    def add(self, documents: Iterable[Document]) -> Added:
        """Remember documents; one with the same workspace and id is replaced.

        What is unchanged costs almost nothing. When this returns, the documents are in the
        database for good and can be found.
        """
        changed = unchanged = 0
        for batch in _batches(documents, ADD_BATCH):
            # Within a batch the last of several with one id counts.
            latest = {(document.team, document.id): document for document in batch}
            known = self._digests(latest.values())
            new = [doc for key, doc in latest.items() if known.get(key) != digest(doc)]
            unchanged += len(batch) - len(new)
            changed += len(new)
            if new:
                self.store.put(self._encode(new))
                self.index.follow()
        return Added(changed, unchanged)

    def remove(self, ids: Iterable[str], *, team: str = LOCAL_TEAM) -> int:
        """Forget documents altogether; return how many there were."""
        removed = self.store.delete(team, ids)
        self.index.follow()
        return removed

    def get(self, id_: str, *, team: str = LOCAL_TEAM) -> Document | None:
        """Return a document, if there is one with this id."""
        return self.store.get(team, [id_]).get(id_)

    def move_channel(self, team: str, channel: str, audience: str) -> list[str]:
        """Show a channel's documents to another audience; return the ids of those moved."""
        moved = self.store.move_channel(team, channel, audience)
        self.index.follow()
        return moved

    def adopt(self, team: str) -> int:
        """Give the documents imported before Slack was connected to a workspace."""
        adopted = self.store.adopt(team)
        self.index.follow()
        return adopted

    def counts(self, team: str | None = None) -> Counts:
        """Count the documents of a workspace (or of all), by where they came from."""
        return self.store.counts(team)

    def find(
        self,
        text: str,
        *,
        team: str = LOCAL_TEAM,
        scope: Scope | None = None,
        kinds: Sequence[Kind | str] | None = None,
        limit: int = 5,
        exclude: Collection[str] = (),
    ) -> list[Match]:
        """Return the documents that match a text best, best first.

        A text longer than the encoder reads is searched for passage by passage.

        Args:
            text: what is asked; blank finds nothing.
            team: the workspace that is searched.
            scope: what may be shown; everything public by default.
            kinds: the kinds of document wanted; questions and tickets by default.
            limit: how many matches to return at most.
            exclude: ids of documents that are not wanted.
        """
        scope = scope or Scope()
        wanted = [Kind(kind) for kind in kinds or (Kind.QUESTION, Kind.TICKET)]
        queries = [passage.text for passage in split(text, self.encoder.spans)]
        if not queries or limit < 1:
            return []
        vectors = self.encoder.encode(queries)
        hits: list[Hit] = []
        for audience in scope.audiences:
            channels = scope.channels if audience == "public" else None
            for kind in wanted:
                key = CollectionKey(team, audience, kind)
                hits.extend(self.index.query(key, vectors, CANDIDATES, channels))
        matches = self._form(team, scope, [hit for hit in hits if hit.document not in exclude])
        if self.reranker is not None:
            matches = self._rerank(self.reranker, text, matches)
        matches.sort(key=lambda match: (-match.relevance, -match.cosine, match.document.id))
        return matches[:limit]

    def recall(
        self, records: Sequence[MatchRecord], *, team: str = LOCAL_TEAM, scope: Scope | None = None
    ) -> list[Match]:
        """Return earlier matches with their present texts, in the same order.

        Those whose document is gone, or is not to be shown within the scope, are left out.
        """
        scope = scope or Scope()
        documents = self.store.get(team, [record.document for record in records])
        passages = self.store.passages(team, [(r.document, r.position) for r in records])
        matches = []
        for record in records:
            document = documents.get(record.document)
            if document is None or not scope.allows(document):
                continue
            passage = passages.get((record.document, record.position), Passage("", Part.TEXT))
            matches.append(
                Match(
                    document=document,
                    passage=passage.text,
                    part=passage.part,
                    cosine=record.cosine,
                    relevance=record.relevance,
                    same=record.same,
                    position=record.position,
                )
            )
        return matches

    def _form(self, team: str, scope: Scope, hits: Sequence[Hit]) -> list[Match]:
        """Turn hits on chunks into matches of documents, each with its best passage."""
        documents = self.store.get(team, sorted({hit.document for hit in hits}))
        passages = self.store.passages(team, [(hit.document, hit.position) for hit in hits])
        best: dict[str, tuple[Hit, Passage]] = {}
        own_text: dict[str, float] = {}
        for hit in sorted(hits, key=lambda hit: -hit.cosine):
            document = documents.get(hit.document)
            passage = passages.get((hit.document, hit.position))
            # The index may lag behind the database by a moment. The database decides.
            if document is None or passage is None or not scope.allows(document):
                continue
            best.setdefault(hit.document, (hit, passage))
            if passage.part is Part.TEXT:
                own_text.setdefault(hit.document, hit.cosine)
        return [
            Match(
                document=documents[id_],
                passage=passage.text,
                part=passage.part,
                cosine=hit.cosine,
                relevance=RELEVANT.probability(hit.cosine),
                # Only its own text tells whether a document asks for the same.
                same=SAME.probability(own_text.get(id_, -1.0)),
                position=hit.position,
            )
            for id_, (hit, passage) in best.items()
        ]

    @staticmethod
    def _rerank(reranker: Reranker, text: str, matches: list[Match]) -> list[Match]:
        scores = reranker.score([(text, match.passage) for match in matches])
        return [
            replace(match, rerank=float(score), relevance=float(score))
            for match, score in zip(matches, scores, strict=True)
        ]

    def reindex(self, progress: Progress | None = None) -> int:
        """Encode every document that has no chunks of this encoder, and switch to it.

        The old vectors stay in use until the new ones are complete. Returns how many documents
        were encoded.
        """
        total = self.store.counts().documents
        done = 0
        while batch := self.store.unencoded(ADD_BATCH):
            encoded = self._encode(batch)
            self.store.put_chunks(encoded)
            if all(not item.chunks for item in encoded):
                break  # what is left has no text
            done += len(batch)
            if progress is not None:
                progress("Encoding", done, total)
        self.index.check()
        self.store.note({"encoder": self.encoder.name, "weights": self.encoder.fingerprint})
        self.store.drop_other_chunks()
        self.index.drop_other_encoders()
        return done

    def close(self) -> None:
        """Stop the model thread and let go of the data folder."""
        self.index.close()
        self.encoder.close()
        self.engine.dispose()
        if self._folder is not None:
            self._folder.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _digests(self, documents: Iterable[Document]) -> dict[tuple[str, str], str]:
        by_team: dict[str, list[str]] = {}
        for document in documents:
            by_team.setdefault(document.team, []).append(document.id)
        return {
            (team, id_): value
            for team, ids in by_team.items()
            for id_, value in self.store.digests(team, ids).items()
        }

    def _encode(self, documents: Sequence[Document]) -> list[EncodedDocument]:
        cut = [chunks(document, self.encoder.spans) for document in documents]
        vectors = iter(self.encoder.encode([chunk.text for each in cut for chunk in each]))
        return [
            EncodedDocument(
                document, [EncodedChunk(chunk.text, chunk.part, next(vectors)) for chunk in each]
            )
            for document, each in zip(documents, cut, strict=True)
        ]


def _settle_encoder(store: DocumentStore, encoder: TextEncoder, *, reindex: bool) -> None:
    """Note the encoder of a new database; refuse another one than the noted."""
    noted = store.fact("weights")
    if noted is None:
        store.note({"encoder": encoder.name, "weights": encoder.fingerprint})
    elif noted != encoder.fingerprint and not reindex:
        raise EncoderMismatchError(
            f"The index was built with the encoder {store.fact('encoder')!r}, and "
            f"{encoder.name!r} is set now. Run `akin reindex` to build it anew with that one, or "
            "set AKIN_ENCODER back."
        )


def _batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    iterator = iter(documents)
    while batch := list(islice(iterator, size)):
        yield batch
