"""From contenders to matches, and earlier matches brought back."""

import math
from collections.abc import Sequence

from ingest.chunks import Part, part_text
from matcher.calibration import Calibration
from matcher.cascade import Readings, score
from matcher.chunk_store import Passage
from matcher.differences import Differences, differences, marks
from matcher.logistic import sigmoid
from matcher.matches import Match, MatchRecord, Scope
from matcher.shortlist import Contender
from matcher.store import DocumentStore


def form(contender: Contender, calibration: Calibration, readings: Readings) -> Match:
    """Return the match of a contender, by what its features and its readings say."""
    scored = score(contender, calibration, readings)
    chunk = scored.chunk
    was_read = (contender.document.id, chunk.position) in readings.said
    return Match(
        document=contender.document,
        passage=chunk.text,
        part=chunk.part,
        cosine=chunk.cosine,
        relevance=float(sigmoid(scored.relevant)),
        same=0.0 if scored.same == -math.inf else float(sigmoid(scored.same)),
        position=chunk.position,
        rerank=readings.of(contender, chunk)[1] if was_read else None,
        agreeing=contender.differences.agreeing,
        conflicting=contender.differences.conflicting,
    )


def recall(
    store: DocumentStore,
    team: str,
    scope: Scope,
    records: Sequence[MatchRecord],
    text: str = "",
) -> list[Match]:
    """Return earlier matches with their documents' present texts, in the same order.

    Those whose document is gone, or is not to be shown within the scope, are left out. In what
    they agree and differ with the text that was asked is told where that is given.
    """
    asked = marks(text) if text else None
    documents = store.get(team, [record.document for record in records])
    passages = store.chunks.passages(team, [(r.document, r.position) for r in records])
    matches = []
    for record in records:
        document = documents.get(record.document)
        if document is None or not scope.allows(document):
            continue
        passage = passages.get((record.document, record.position), Passage("", Part.TEXT))
        found = Differences()
        if asked is not None:
            found = differences(asked, marks(part_text(document, Part.TEXT)))
        matches.append(
            Match(
                document=document,
                passage=passage.text,
                part=passage.part,
                cosine=record.cosine,
                relevance=record.relevance,
                same=record.same,
                position=record.position,
                agreeing=found.agreeing,
                conflicting=found.conflicting,
            )
        )
    return matches
