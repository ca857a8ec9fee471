"""What comes with Akin as labelled pairs: what is asked, and which document is about the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from bot.playground import content
from ingest.chunks import Part, part_text
from ingest.documents import Document, Kind
from matcher import archives
from matcher.archives import Archive
from matcher.calibrating import Labelled
from matcher.calibration import FOLDER
from matcher.cascade import Readings
from matcher.encoder import TextEncoder
from matcher.reranker import Reranker
from matcher.search import Matcher
from matcher.shortlist import Contender

ARCHIVES: Final = FOLDER / "archives"
"""Teams that were invented for calibrating: no model was trained on what they wrote."""

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
class Corpus:
    """What lies in one team's collections, and what is asked there.

    Attributes:
        name: for people.
        documents: what can be found.
        problems: the problem that each document is about, by the document's id.
        queries: what is asked.
        tells_help: whether what is about another problem is known not to help.
        is_whole: whether all its pairs stay together when a model is fitted and tried: what is
            fitted to some teams has to hold for others.

    """

    name: str
    documents: Sequence[Document]
    problems: Mapping[str, str]
    queries: Sequence[Query]
    tells_help: bool = True
    is_whole: bool = False


def corpora() -> list[Corpus]:
    """Return all that searches are calibrated on: the sample content, and archives of teams."""
    return [sample(), *map(corpus_of, archives.read(ARCHIVES))]


def sample() -> Corpus:
    """Return the sample content."""
    found, problems = documents()
    return Corpus("sample content", found, problems, queries())


def corpus_of(archive: Archive) -> Corpus:
    """Return an archive, each of whose messages is asked among all the others.

    What has a title above a text is a ticket, what hasn't is a question.
    """
    found, problems, asked_ = [], {}, []
    shared = {each.number for each in archive.problems if len(each.messages) > 1}
    for place, (message, number) in enumerate(archive.messages):
        id_ = f"{archive.name}-{place}"
        title, _, text = message.partition("\n\n")
        kind = Kind.TICKET if text else Kind.QUESTION
        found.append(Document(id_, kind, title, text or message))
        problems[id_] = str(number)
        asked_.append(Query(message, kind, str(number), id_, number in shared))
    return Corpus(archive.name, found, problems, asked_, tells_help=False, is_whole=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of a corpus with the nearest documents found, and which of them are right."""

    corpus: Corpus
    query: Query
    contenders: list[Contender]
    right: list[bool]


def asked(encoder: TextEncoder, corpus: Corpus) -> list[Asked]:
    """Search for every query of a corpus; return what there is to choose from."""
    with (
        TemporaryDirectory(prefix="akin-calibration-") as folder,
        Matcher.open(Path(folder), encoder=encoder, reranker=None) as matcher,
    ):
        matcher.add(corpus.documents)
        result = []
        for query in corpus.queries:
            contenders = matcher.contenders(query.text, kind=query.kind, exclude={query.own})
            nearest = sorted(contenders, key=lambda each: -each.chunks[0].cosine)[:NEAREST]
            right = [corpus.problems[each.document.id] == query.group for each in nearest]
            result.append(Asked(corpus, query, nearest, right))
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
    same, relevant, labels, helps, groups = [], [], [], [], []
    for each, readings_ in zip(everything, said, strict=True):
        for contender, right in zip(each.contenders, each.right, strict=True):
            telling, best = contender.telling, contender.chunks[0]
            reading = readings_.of(contender, telling)[0] if telling else 0.0
            same.append(contender.same(reading).row())
            relevant.append(contender.helps(best, readings_.of(contender, best)[1]).row())
            labels.append(float(right))
            helps.append(float(right) if each.corpus.tells_help else np.nan)
            groups.append(each.corpus.name if each.corpus.is_whole else each.query.group)
    return Labelled(np.stack(same), np.stack(relevant), np.array(labels), np.array(helps), groups)
