"""Topics: what a set of messages is about, without a preset number of them.

>>> from matcher.topics import find_topics
>>> found = find_topics(texts, encoder.encode(texts))                   # doctest: +SKIP
>>> [(topic.name, len(topic.members)) for topic in found.topics]        # doctest: +SKIP
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ingest.empty_answers import says_nothing
from matcher.clustering import cluster
from matcher.encoder import Vectors
from matcher.topic_terms import distinctive_terms, name_of

FEWEST: Final = 15
"""Below so many messages there are no topics: a list says more."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Messages that are about the same.

    Attributes:
        members: their row numbers, ascending.
        example: the most central of them, the medoid.
        terms: what sets it apart from the others, best first.
        centroid: (dimensions,) float32, of unit length.
        spread: mean cosine distance of its members to the centroid, 0 to 2.

    """

    members: tuple[int, ...]
    example: int
    terms: tuple[str, ...]
    centroid: Vectors = field(compare=False)
    spread: float

    @property
    def name(self) -> str:
        """A readable name, made of its best terms."""
        return name_of(self.terms)


@dataclass(frozen=True, slots=True)
class Topics:
    """What messages are about.

    Attributes:
        topics: largest first.
        other: rows that fit nowhere, ascending.
        small_talk: rows that say nothing (greetings, thanks, "don't know"), ascending: they were
            left out before.

    """

    topics: tuple[Topic, ...] = ()
    other: tuple[int, ...] = ()
    small_talk: tuple[int, ...] = ()


def find_topics(
    texts: Sequence[str], vectors: Vectors, before: Sequence[str] | None = None
) -> Topics:
    """Return the topics of messages.

    The same messages give the same topics, in whatever order they come. Fewer than FEWEST that say
    something have none: all of them are `other`.

    Args:
        texts: the messages, n of them.
        vectors: their vectors: (n, dimensions) float32, of unit length.
        before: the id of the topic that each message was in the last time, "" where none. Given
            that, topics change less from one time to the next.

    Raises:
        ValueError: there are more or fewer vectors, or topics before, than texts.

    """
    if len(texts) != len(vectors):
        raise ValueError(f"There are {len(texts)} texts, but {len(vectors)} vectors.")
    if before is not None and len(before) != len(texts):
        raise ValueError(f"There are {len(texts)} texts, but {len(before)} topics before.")
    said = [not says_nothing(text) for text in texts]
    small_talk = tuple(row for row, says in enumerate(said) if not says)
    rows = [row for row, says in enumerate(said) if says]
    if len(rows) < FEWEST:
        return Topics((), tuple(rows), small_talk)
    # Everything from here sees them in this order, so that theirs makes no difference.
    rows.sort(key=lambda row: (texts[row], vectors[row].tobytes()))
    known = None
    if before is not None:
        numbers = {id_: number for number, id_ in enumerate(sorted(set(before) - {""}))}
        known = np.array([numbers.get(before[row], -1) for row in rows])
    labels = cluster(np.asarray(vectors[rows], dtype=np.float32), known)
    order = np.array(rows)
    groups = [order[labels == label] for label in range(int(labels.max(initial=-1)) + 1)]
    other = order[labels < 0]
    terms = distinctive_terms(
        [[texts[row] for row in group] for group in groups], [texts[row] for row in other]
    )
    topics = [
        _topic(group, vectors[group], tuple(each))
        for group, each in zip(groups, terms, strict=True)
    ]
    topics.sort(key=lambda topic: (-len(topic.members), texts[topic.example], topic.name))
    return Topics(tuple(topics), tuple(sorted(other.tolist())), small_talk)


def _topic(rows: np.ndarray, vectors: Vectors, terms: tuple[str, ...]) -> Topic:
    """Return the topic of some rows, which come in the order of their texts."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    centroid = mean / max(float(np.linalg.norm(mean)), 1e-12)
    cosines = vectors @ centroid
    return Topic(
        members=tuple(sorted(rows.tolist())),
        # The mean cosine to all members is largest where the one to their mean is.
        example=int(rows[int(cosines.argmax())]),
        terms=terms,
        centroid=centroid.astype(np.float32),
        spread=float(1.0 - cosines.mean()),
    )
