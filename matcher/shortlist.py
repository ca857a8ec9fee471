"""The documents that a search looks at more closely: each with its chunks nearest to the query."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.chunks import Part, part_text
from ingest.documents import Document, Kind
from matcher.differences import Differences, differences, marks
from matcher.document_marks import text_marks
from matcher.features import FAR, Features, can_tell, counted
from matcher.index import Hit
from matcher.matches import Scope
from matcher.rarity import Rarity
from matcher.store import DocumentStore
from matcher.templates import Templates

_NOT_NEAR: Final = -0.1
"""Stands for the cosine of a document whose replies or resolution alone were found."""

CHUNKS: Final = 2
"""How many of a document's chunks are read; the best one counts."""


@dataclass(frozen=True, slots=True)
class NearChunk:
    """A chunk of a document, and the passage of the query that it is near to.

    `asked` and `reading` are what the reranker reads of the two.
    """

    text: str
    part: Part
    position: int
    cosine: float
    asked: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Contender:
    """A document that may match.

    `chunks` are its nearest ones, nearest first; `own` is the nearest of its own text (not its
    replies, not its resolution), the only one that tells whether it asks for the same.
    """

    document: Document
    chunks: tuple[NearChunk, ...]
    own: NearChunk | None
    differences: Differences
    template: float = 0.0
    other_kind: bool = False

    @property
    def telling(self) -> NearChunk | None:
        """The chunk whose reading tells whether the same is asked, if one does."""
        own = self.own
        return own if own is not None and can_tell(own.asked, own.reading) else None

    @property
    def to_read(self) -> tuple[NearChunk, ...]:
        """The chunks that the reranker reads, each once: those whose reading would count."""
        own = () if self.telling is None else (self.telling,)
        near = [chunk for chunk in (*own, *self.chunks) if chunk.cosine > FAR]
        return tuple({chunk.position: chunk for chunk in near}.values())

    def same(self, reading: float = 0.0) -> Features:
        """Return the features of *same*; `reading` is of the chunk that is `telling`."""
        if self.own is None:
            return self._features(_NOT_NEAR, 0.0)
        return self._features(self.own.cosine, reading if self.telling else 0.0)

    def helps(self, chunk: NearChunk, reading: float = 0.0) -> Features:
        """Return the features of *relevant* for one of the chunks."""
        return self._features(chunk.cosine, reading)

    def _features(self, cosine: float, reading: float) -> Features:
        return self.differences.features(
            cosine,
            reading=counted(reading, cosine),
            template=self.template,
            other_kind=self.other_kind,
        )


def shortlist(
    store: DocumentStore, team: str, scope: Scope, passages: Sequence[str],
    hits: Collection[Hit], *, kind: Kind | None = None,
) -> list[Contender]:  # fmt: skip
    """Return the documents of hits that may be shown within the scope, in no order.

    Args:
        store: the documents.
        team: the workspace.
        scope: what may be shown.
        passages: the query's passages, which the hits' `asked` counts.
        hits: chunks near them.
        kind: what the query is, where that is known.

    """
    documents = store.get(team, sorted({hit.document for hit in hits}))
    texts = store.chunks.passages(team, [(hit.document, hit.position) for hit in hits])
    near: dict[str, list[NearChunk]] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.cosine, hit.document, hit.position)):
        document = documents.get(hit.document)
        passage = texts.get((hit.document, hit.position))
        # The index may lag behind the database by a moment. The database decides.
        if document is None or passage is None or not scope.allows(document):
            continue
        near.setdefault(hit.document, []).append(
            NearChunk(passage.text, passage.part, hit.position, hit.cosine, passages[hit.asked])
        )
    return _compared(store, team, scope, [documents[id_] for id_ in near], near, passages, kind)


def _compared(
    store: DocumentStore, team: str, scope: Scope, documents: Sequence[Document],
    near: Mapping[str, Sequence[NearChunk]], passages: Sequence[str], kind: Kind | None,
) -> list[Contender]:  # fmt: skip
    """Return contenders with all that is compared by the texts themselves.

    What is rare and what is boilerplate is counted among the documents within the scope only.
    """
    query = "\n".join(passages)
    own = {document.id: part_text(document, Part.TEXT) for document in documents}
    wanted = {mark for text in (query, *own.values()) for mark in text_marks(text)}
    frequencies = store.marks.document_frequencies(team, scope.audiences, wanted)
    rarity, templates = Rarity(frequencies), Templates(frequencies)
    asked, boilerplate = marks(templates.strip(query)), templates.share(query)
    return [
        Contender(
            document=document,
            chunks=tuple(_stripped(chunk, templates) for chunk in near[document.id][:CHUNKS]),
            own=next(
                (_stripped(c, templates) for c in near[document.id] if c.part is Part.TEXT), None
            ),
            differences=differences(asked, marks(templates.strip(own[document.id])), rarity),
            template=min(boilerplate, templates.share(own[document.id])),
            other_kind=kind is not None and kind is not document.kind,
        )
        for document in documents
    ]


def _stripped(chunk: NearChunk, templates: Templates) -> NearChunk:
    """Return a chunk as it is to be read: without the workspace's boilerplate."""
    return replace(chunk, asked=templates.strip(chunk.asked), reading=templates.strip(chunk.text))
