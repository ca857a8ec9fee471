"""The matcher: remember documents, and find those that match a text."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from sqlalchemy.engine import Engine

from ingest.chunks import split
from ingest.documents import LOCAL_TEAM, PUBLIC, Document, Kind
from matcher import database, memory, reindexing
from matcher.adapting import Adaptations, Judgement
from matcher.batches import taken
from matcher.calibration import DEFAULT_PRECISION, NO_READER, Calibration, calibration_for
from matcher.cascade import Readings, read
from matcher.changes import CollectionKey
from matcher.counts import Counts
from matcher.encoder import DType, Encoder, TextEncoder
from matcher.encoding import encode_documents
from matcher.findings import Findings
from matcher.folder import DataFolder
from matcher.forming import form, recall
from matcher.index import Hit, Progress, VectorIndex
from matcher.matches import Match, MatchRecord, Scope
from matcher.model_thread import ModelThread
from matcher.pairing import Pairing
from matcher.pretrained import BUNDLED
from matcher.pretrained_reranker import BUNDLED_RERANKER
from matcher.reranker import CrossReader, Reranker
from matcher.rows import digest
from matcher.shortlist import Contender, shortlist
from matcher.stopwatch import Stopwatch
from matcher.store import DocumentStore

CANDIDATES: Final = 100
"""Chunks taken from each collection before documents are formed and ranked."""

MORE_CANDIDATES: Final = 4
"""How many times as many are taken where few documents have all the nearest chunks."""

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
    PostgreSQL and a Chroma server several processes share the work.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        encoder: TextEncoder,
        store: DocumentStore,
        index: VectorIndex,
        reranker: Reranker | None = None,
        calibration: Calibration | None = None,
        budget: float | None = None,
        resources: ExitStack | None = None,
    ) -> None:
        self.engine = engine
        self.encoder = encoder
        self.store = store
        self.index = index
        self.reranker = reranker
        self.adaptations = Adaptations(store.facts, calibration or calibration_for(NO_READER))
        self.budget = budget
        self._resources = resources or ExitStack()

    @classmethod
    def open(
        cls,
        data: str | Path = "data",
        *,
        database_url: str = "",
        chroma_url: str = "",
        encoder: str | TextEncoder = BUNDLED,
        dtype: DType = "auto",
        reranker: str | Reranker | None = BUNDLED_RERANKER,
        budget: float | None = None,
        reindex: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """Open a data folder, or make it.

        Args:
            data: the folder of the embedded database and index.
            database_url: a SQLAlchemy URL instead of the folder's SQLite file.
            chroma_url: a Chroma server instead of the folder's index.
            encoder: the encoder's name or folder, which the matcher loads and closes; or one that
                is loaded already and stays the caller's to close.
            dtype: see `Encoder`; for an encoder that is given by name.
            reranker: reads query and candidates together: a name or folder, one that is there
                already and stays the caller's to close, or None, where the cosine ranks alone.
            budget: seconds that reading may take for a search; None for no limit.
            reindex: if the index was built with another encoder, build it anew.
            progress: told about a rebuild of the index.

        Raises:
            DataFolderInUseError: another process owns the folder.
            EncoderMismatchError: the index was built with another encoder.
            CalibrationError: the reranker's scores are not calibrated.
            DatabaseUnavailableError, IndexUnavailableError, ModelUnavailableError

        """
        path = Path(data)
        with ExitStack() as opened:
            engine = database.connect(database_url or database.sqlite_url(path / "akin.db"))
            if not (chroma_url and engine.dialect.name == "postgresql"):
                opened.callback(DataFolder(path).release)
            opened.callback(engine.dispose)
            database.upgrade(engine, "matcher")
            if isinstance(encoder, str):
                encoder = Encoder(encoder, dtype=dtype)
                opened.callback(encoder.close)
            if isinstance(reranker, str):
                reranker = CrossReader(reranker, dtype=dtype, thread=_shared_thread(encoder))
                opened.callback(reranker.close)
            calibration = calibration_for(reranker.fingerprint if reranker else NO_READER, path)
            store = DocumentStore.open(engine, encoder.fingerprint)
            reindexing.settle_encoder(store, encoder, reindex=reindex)
            index = VectorIndex(
                store,
                folder=path / "index",
                url=chroma_url,
                encoder_name=encoder.name,
                progress=progress,
            )
            opened.callback(index.close)
            if reindex:
                reindexing.reindex(store, index, encoder, progress)
            else:
                index.check()
            return cls(
                engine=engine,
                encoder=encoder,
                store=store,
                index=index,
                reranker=reranker,
                calibration=calibration,
                budget=budget,
                resources=opened.pop_all(),
            )

    def add(self, documents: Iterable[Document]) -> Added:
        """Remember documents; one with the same workspace and id is replaced.

        What is unchanged costs almost nothing. When this returns, the documents are in the
        database for good and can be found.
        """
        changed = unchanged = 0
        for batch in taken(documents, ADD_BATCH):
            # Within a batch the last of several with one id counts.
            latest = {(document.team, document.id): document for document in batch}
            known = self._digests(latest.values())
            new = [doc for key, doc in latest.items() if known.get(key) != digest(doc)]
            unchanged += len(batch) - len(new)
            changed += len(new)
            if new:
                self.store.put(encode_documents(self.encoder, new))
            # Even where nothing is new: who added it before may not have got this far.
            self.index.follow()
            if len(new) == ADD_BATCH:
                memory.release()
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
        """Return the documents that match a text best, best first: see `search`."""
        found = self.search(text, team=team, scope=scope, kinds=kinds, limit=limit, exclude=exclude)
        return list(found.matches)

    def search(
        self,
        text: str,
        *,
        team: str = LOCAL_TEAM,
        scope: Scope | None = None,
        kinds: Sequence[Kind | str] | None = None,
        kind: Kind | None = None,
        limit: int = 5,
        exclude: Collection[str] = (),
        same_from: float | None = None,
    ) -> Findings:
        """Search for the documents that match a text best.

        A text longer than the encoder reads is searched for passage by passage.

        Args:
            text: what is asked; blank finds nothing.
            team: the workspace that is searched.
            scope: what may be shown; everything public by default.
            kinds: the kinds of document wanted; questions and tickets by default.
            kind: what the text itself is, where that is known.
            limit: how many matches to return at most, beside those that reach `same_from`.
            exclude: ids of documents that are not wanted.
            same_from: from which probability on *same* will be said: what reaches it is returned,
                however many are more relevant. By default none is for that alone.

        """
        watch = Stopwatch()
        contenders = self.contenders(
            text, team=team, scope=scope, kinds=kinds, kind=kind, limit=limit, exclude=exclude,
            watch=watch,
        )  # fmt: skip
        calibration = self.calibration(team)
        readings = Readings()
        if self.reranker is not None and contenders:
            readings = read(
                self.reranker,
                contenders,
                calibration,
                shown=limit,
                same_from=same_from or calibration.threshold(DEFAULT_PRECISION),
                budget=self.budget,
            )
            watch.lap("read")
        matches = [form(each, calibration, readings) for each in contenders]
        matches.sort(key=lambda match: (-match.relevance, -match.cosine, match.document.id))
        # Who asks for the same is kept, however many are more relevant.
        rest = [m for m in matches[limit:] if same_from is not None and m.same >= same_from]
        return Findings(
            (*matches[:limit], *rest),
            len(contenders),
            readings.read,
            readings.out_of_time,
            watch.laps,
        )

    def contenders(
        self,
        text: str,
        *,
        team: str = LOCAL_TEAM,
        scope: Scope | None = None,
        kinds: Sequence[Kind | str] | None = None,
        kind: Kind | None = None,
        limit: int = 5,
        exclude: Collection[str] = (),
        watch: Stopwatch | None = None,
    ) -> list[Contender]:
        """Return the documents that a search would choose among, in no order: see `search`."""
        scope = scope or Scope()
        watch = watch or Stopwatch()
        wanted = [Kind(each) for each in kinds or (Kind.QUESTION, Kind.TICKET)]
        passages = [passage.text for passage in split(text, self.encoder.spans)]
        if not passages or limit < 1:
            return []
        vectors = self.encoder.encode(passages)
        watch.lap("encode")
        hits: list[Hit] = []
        for audience in dict.fromkeys(scope.audiences):
            channels = scope.channels if audience == PUBLIC else None
            for each in dict.fromkeys(wanted):
                key = CollectionKey(team, audience, each)
                hits += self._candidates(key, vectors, channels, exclude, limit)
        watch.lap("search")
        found = shortlist(self.store, team, scope, passages, hits, kind=kind)
        watch.lap("compare")
        return found

    def calibration(self, team: str = LOCAL_TEAM) -> Calibration:
        """Return how scores become probabilities in a workspace."""
        return self.adaptations.of(team)

    def learn(self, judgements: Sequence[Judgement], *, team: str = LOCAL_TEAM) -> int:
        """Move a workspace's verdict towards what its people said about pairs of documents.

        All of its judgements are given each time, oldest first. Ten move it little; see
        `Logistic.adapted`. Returns how many counted: those whose documents are still there.
        """
        pairing = Pairing(self.encoder, self.reranker)
        return self.adaptations.learn(team, judgements, self.store, pairing)

    def recall(
        self,
        records: Sequence[MatchRecord],
        *,
        team: str = LOCAL_TEAM,
        scope: Scope | None = None,
        text: str = "",
    ) -> list[Match]:
        """Return earlier matches with their present texts, in the same order.

        Those whose document is gone, or is not to be shown within the scope, are left out.

        Args:
            records: the matches.
            team: the workspace.
            scope: what may be shown; everything public by default.
            text: what was asked. Where it is given, the matches tell in what they agree and
                differ with it.

        """
        return recall(self.store, team, scope or Scope(), records, text)

    def reindex(self, progress: Progress | None = None) -> int:
        """Encode every document that has no chunks of this encoder, and switch to it.

        The old vectors stay in use until the new ones are complete. Returns how many documents
        were encoded.
        """
        return reindexing.reindex(self.store, self.index, self.encoder, progress)

    def scrub(self) -> None:
        """Leave no byte of what was removed in the database's files.

        SQLite overwrites what is deleted (`secure_delete`); what its log still holds is written
        back and the log emptied. A database server's own files are its own affair.
        """
        database.scrub(self.engine)

    def close(self) -> None:
        """Let go of index, database, data folder, and of an encoder that was loaded by name."""
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _candidates(
        self,
        key: CollectionKey,
        vectors: npt.NDArray[np.float32],
        channels: frozenset[str] | None,
        exclude: Collection[str],
        limit: int,
    ) -> list[Hit]:
        """Return the nearest chunks, enough of them to be of `limit` documents if there are."""
        count = max(CANDIDATES, limit)
        while True:
            found = self.index.query(key, vectors, count, channels)
            hits = [hit for hit in found if hit.document not in exclude]
            if len({hit.document for hit in hits}) >= limit or len(found) < count:
                return hits
            count *= MORE_CANDIDATES

    def _digests(self, documents: Iterable[Document]) -> dict[tuple[str, str], str]:
        by_team: dict[str, list[str]] = {}
        for document in documents:
            by_team.setdefault(document.team, []).append(document.id)
        return {
            (team, id_): value
            for team, ids in by_team.items()
            for id_, value in self.store.digests(team, ids).items()
        }


def _shared_thread(encoder: TextEncoder) -> ModelThread | None:
    """Return the thread of Akin's own encoder: reranker and encoder take turns on it."""
    return encoder.thread if isinstance(encoder, Encoder) else None
