"""From hits on chunks to matches of documents."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.chunks import Part, part_text
from matcher.chunk_store import Passage
from matcher.identifiers import compare, identifiers
from matcher.index import Hit
from matcher.matches import Match, MatchRecord, Scope
from matcher.reranker import Reranker
from matcher.store import DocumentStore
from matcher.verdicts import RELEVANT, SAME


def form(
    store: DocumentStore, team: str, scope: Scope, text: str, hits: Collection[Hit]
) -> list[Match]:
    """Return the matches, in no order, of documents that may be shown within the scope.

    Each has its best passage; only the document's own text tells whether it asks for the same.
    """
    documents = store.get(team, sorted({hit.document for hit in hits}))
    passages = store.chunks.passages(team, [(hit.document, hit.position) for hit in hits])
    best: dict[str, tuple[Hit, Passage]] = {}
    own_text: dict[str, float] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.cosine, hit.document, hit.position)):
        document = documents.get(hit.document)
        passage = passages.get((hit.document, hit.position))
        # The index may lag behind the database by a moment. The database decides.
        if document is None or passage is None or not scope.allows(document):
            continue
        best.setdefault(hit.document, (hit, passage))
        if passage.part is Part.TEXT:
            own_text.setdefault(hit.document, hit.cosine)
    asked = identifiers(text)
    matches = []
    for id_, (hit, passage) in best.items():
        document = documents[id_]
        terms = compare(asked, identifiers(part_text(document, Part.TEXT)))
        matches.append(
            Match(
                document=document,
                passage=passage.text,
                part=passage.part,
                cosine=hit.cosine,
                relevance=RELEVANT.probability(hit.cosine, terms),
                same=SAME.probability(own_text.get(id_, -1.0), terms),
                position=hit.position,
                agreeing=terms.agreeing,
                conflicting=terms.conflicting,
            )
        )
    return matches


def rerank(reranker: Reranker, text: str, matches: Sequence[Match]) -> list[Match]:
    """Return the matches with the reranker's score as their relevance."""
    scores = reranker.score([(text, match.passage) for match in matches])
    return [
        replace(match, rerank=float(score), relevance=float(score))
        for match, score in zip(matches, scores, strict=True)
    ]


def recall(
    store: DocumentStore, team: str, scope: Scope, records: Sequence[MatchRecord]
) -> list[Match]:
    """Return earlier matches with their documents' present texts, in the same order.

    Those whose document is gone, or is not to be shown within the scope, are left out.
    """
    documents = store.get(team, [record.document for record in records])
    passages = store.chunks.passages(team, [(r.document, r.position) for r in records])
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
