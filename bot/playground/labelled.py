"""The sample content as labelled pairs: what is asked, and which document is about the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from bot.playground import content
from ingest.chunks import Part, part_text
from ingest.documents import Document, Kind
from matcher.calibrating import Labelled
from matcher.cascade import Readings
from matcher.encoder import TextEncoder
from matcher.reranker import Reranker
from matcher.search import Matcher
from matcher.shortlist import Contender

NEAREST: Final = 10
"""Candidates of a search that become pairs: those that a reply chooses among."""


@dataclass(frozen=True, slots=True)
class Query:
    """A text that is asked, and the problem it is about.

    `own` is the document that it is itself, or "". `matches` tells whether anything is right.
    """

    text: str
    kind: Kind
    group: str
    own: str = ""
    matches: bool = True


def documents() -> tuple[list[Document], dict[str, str]]:
    """Return the public documents of the sample content, and the problem of each, by id."""
    found, groups = [], {}
    for ticket in content.tickets():
        found.append(Document(ticket.id, Kind.TICKET, ticket.title, ticket.text, ticket.resolution))
        groups[ticket.id] = ticket.group or f"alone-{ticket.id}"
    for question in content.questions():
        found.append(
            Document(question.id, Kind.QUESTION, question.text, question.text, question.answer)
        )
        groups[question.id] = question.group or f"alone-{question.id}"
    return found, groups


def queries() -> list[Query]:
    """Return every document as something that is asked, and every probe."""
    found, groups = documents()
    shared = {group for group in groups.values() if list(groups.values()).count(group) > 1}
    asked = [
        Query(part_text(each, Part.TEXT), each.kind, groups[each.id], each.id,
              groups[each.id] in shared)
        for each in found
    ]  # fmt: skip
    for number, probe in enumerate(content.probes()):
        group = probe.group or (f"alone-{probe.expected}" if probe.expected else f"none-{number}")
        asked.append(Query(probe.text, Kind(probe.kind), group, matches=probe.expected is not None))
    return asked


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the nearest documents that a search finds, and which of them are right."""

    query: Query
    contenders: list[Contender]
    right: list[bool]


def asked(encoder: TextEncoder) -> list[Asked]:
    """Search for every query among all documents; return what there is to choose from."""
    found, groups = documents()
    with (
        TemporaryDirectory(prefix="akin-calibration-") as folder,
        Matcher.open(Path(folder), encoder=encoder, reranker=None) as matcher,
    ):
        matcher.add(found)
        result = []
        for query in queries():
            contenders = matcher.contenders(query.text, kind=query.kind, exclude={query.own})
            nearest = sorted(contenders, key=lambda each: -each.chunks[0].cosine)[:NEAREST]
            right = [groups[each.document.id] == query.group for each in nearest]
            result.append(Asked(query, nearest, right))
    return result


def readings(reranker: Reranker, everything: Sequence[Asked]) -> list[Readings]:
    """Return what the reranker says of every query's contenders."""
    chunks = [
        (number, contender, chunk)
        for number, each in enumerate(everything)
        for contender in each.contenders
        for chunk in contender.to_read
    ]
    said = reranker.read([(chunk.asked, chunk.reading) for _, _, chunk in chunks])
    found = [Readings() for _ in everything]
    for (number, contender, chunk), (same, relevant) in zip(chunks, said, strict=True):
        place = (contender.document.id, chunk.position)
        found[number].said[place] = (float(same), float(relevant))
    return found


def pairs(everything: Sequence[Asked], said: Sequence[Readings]) -> Labelled:
    """Return all pairs of queries and contenders with their features and labels."""
    same, relevant, labels, groups = [], [], [], []
    for each, readings_ in zip(everything, said, strict=True):
        for contender, right in zip(each.contenders, each.right, strict=True):
            own, best = contender.own, contender.chunks[0]
            same.append(
                contender.features(own.cosine, readings_.of(contender, own)[0]).row()
                if own
                # Its own text is not even near: the reply or resolution alone was found.
                else contender.features(-0.1).row()
            )
            relevant.append(contender.features(best.cosine, readings_.of(contender, best)[1]).row())
            labels.append(float(right))
            groups.append(each.query.group)
    answer = np.array(labels)
    return Labelled(np.stack(same), np.stack(relevant), answer, answer, groups)
