"""Identity: which of the topics known from earlier periods a new period's topics are."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Final

import numpy as np

from matcher.cosines import unit
from matcher.encoder import Vectors
from matcher.topic_matching import Matching
from matcher.trends import PERIODS, is_gone, since_return, trend

SOLVED: Final = 0.5
"""The share of a topic's messages that were answered, from which on, gone, it counts as solved."""

MOVES: Final = 0.3
"""How much of a new period's centroid goes into the known one, at least."""

_COUNTS: Final = 26
"""How many periods' counts are kept: half a year of weeks."""


class State(StrEnum):
    """Where a topic stands in a period.

    new: nothing known is like it. growing, fading: clearly more, or fewer, messages than in the
    periods before (`trend`). steady: neither. back: it was gone, and is asked about again. gone:
    nobody has asked for so long that it is no chance (`is_gone`). resolved: gone, and most of its
    messages had been answered.
    """

    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    FADING = "fading"
    BACK = "back"
    RESOLVED = "resolved"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class PeriodTopic:
    """A topic of one period.

    Attributes:
        name: what it would be called.
        centroid: (dimensions,) float32, of unit length.
        members: keys of its messages. If topics are found among several periods' messages at once,
            all of them.
        count: how many of them are of this period alone; all, where not said.
        answered: the share that was answered, 0 to 1.

    """

    name: str
    centroid: Vectors = field(compare=False)
    members: frozenset[str]
    count: int = -1
    answered: float = 0.0

    @property
    def size(self) -> int:
        """How many messages of this period it has."""
        return len(self.members) if self.count < 0 else self.count


@dataclass(frozen=True, slots=True)
class KnownTopic:
    """A topic of earlier periods.

    Attributes:
        id: stays as it is.
        name: stays as it is, too, or is what a person has called it.
        centroid: (dimensions,) float32, of unit length.
        members: keys of its messages in the last period that it had any.
        counts: messages in each period since it was first seen, oldest first.
        answered: the share of its messages that was answered when it was last seen.
        merged_into: the id of the topic that it has become part of; "" if of none. Such a topic is
            matched no more.

    """

    id: str
    name: str
    centroid: Vectors = field(compare=False)
    members: frozenset[str]
    counts: tuple[int, ...]
    answered: float = 0.0
    merged_into: str = ""

    @property
    def size(self) -> int:
        """How many messages it had in the last period that it had any."""
        return next((count for count in reversed(self.counts) if count), 0)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a topic in a period.

    Attributes:
        topic: the topic as it is known from now on.
        state: where it stands.
        number: which of the period's topics it is; None where nobody asked.
        split_from: the id of the topic that it was part of before; "" if of none.
        merged: ids of the topics that became part of it in this period.

    """

    topic: KnownTopic
    state: State
    number: int | None = None
    split_from: str = ""
    merged: tuple[str, ...] = ()


def follow(known: Sequence[KnownTopic], current: Sequence[PeriodTopic]) -> list[Change]:
    """Say which known topics a period's topics are, and how all of them stand now.

    Topics are matched so that all together are most alike (optimal assignment, Kuhn 1955). Where
    one topic has become two, the larger part stays what it was and the other says where it is
    from; where two have become one, the larger stays and the other is part of it. Call it once a
    whole period, also where nobody asked anything, and keep the topics that it returns.

    Args:
        known: topics of earlier periods.
        current: the period's topics.

    Returns:
        A change for each of the period's topics, in their order, then one for each known topic
        that nobody asked about. Those that were merged before are left out.

    """
    open_ = [topic for topic in known if not topic.merged_into]
    matching = Matching.of(open_, current)
    changes = []
    for number, topic in enumerate(current):
        row = matching.known_of(number)
        if row is None:
            whole = matching.split.get(number)
            origin = "" if whole is None else open_[whole].id
            changes.append(Change(_first(topic), State.NEW, number, origin))
            continue
        parts = [open_[part] for part, into in sorted(matching.merged.items()) if into == number]
        state = _state(open_[row], topic, parts)
        after = _continued(open_[row], topic, parts)
        changes.append(Change(after, state, number, "", tuple(part.id for part in parts)))
    for row, absent in enumerate(open_):
        if row not in matching.matched:
            heir = matching.merged.get(row)
            changes.append(_absent(absent, "" if heir is None else changes[heir].topic.id))
    return changes


def _first(topic: PeriodTopic) -> KnownTopic:
    """Return a new topic as it is known from now on; its id is made of its messages."""
    key = "\0".join(sorted(topic.members) or [topic.name])
    return KnownTopic(
        id=f"topic-{blake2b(key.encode(), digest_size=8).hexdigest()}",
        name=topic.name,
        centroid=topic.centroid,
        members=topic.members,
        counts=(topic.size,),
        answered=topic.answered,
    )


def _continued(before: KnownTopic, topic: PeriodTopic, parts: Sequence[KnownTopic]) -> KnownTopic:
    """Return a known topic after a period in which it was asked about."""
    share = max(MOVES, topic.size / max(topic.size + sum(before.counts[-PERIODS:]), 1))
    centroid = before.centroid + share * (topic.centroid - before.centroid)
    return replace(
        before,
        centroid=unit(centroid.astype(np.float32)),
        members=topic.members,
        counts=(*_together(before, parts), topic.size)[-_COUNTS:],
        answered=topic.answered,
    )


def _together(before: KnownTopic, parts: Sequence[KnownTopic]) -> tuple[int, ...]:
    """Return the counts of a topic and of those that become part of it: nothing grows by that."""
    counts = list(before.counts)
    for part in parts:
        longest = max(len(counts), len(part.counts))
        own, other = ([0] * (longest - len(c)) + list(c) for c in (counts, part.counts))
        counts = [one + two for one, two in zip(own, other, strict=True)]
    return tuple(counts)


def _state(before: KnownTopic, topic: PeriodTopic, parts: Sequence[KnownTopic]) -> State:
    if not topic.size:
        return _absent(before, "").state
    if is_gone(before.counts):
        return State.BACK
    counts = (*_together(before, parts), topic.size)
    return State(trend(since_return(counts)).value)


def _absent(topic: KnownTopic, into: str) -> Change:
    """Return what became of a topic that nobody asked about."""
    after = replace(topic, counts=(*topic.counts, 0)[-_COUNTS:], merged_into=into)
    if is_gone(after.counts):
        return Change(after, State.RESOLVED if topic.answered >= SOLVED else State.GONE)
    return Change(after, State(trend(since_return(after.counts)).value))
