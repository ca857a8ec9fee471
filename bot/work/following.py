"""The topics of a channel followed from period to period: the same one keeps its id and name."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from bot.akin import Akin
from bot.digest_contents import TopicShare
from bot.schedule import Span
from bot.state import KnownTopic, Seen, TopicPeriod
from bot.work.heard import Heard, ts
from matcher.topics import Topic, find_topics

_SAME_TOPIC = 0.6


class Following:
    """The topics of one channel, to be shown one period after the other, oldest first.

    Nothing is stored: `seen` says what the periods brought.
    """

    def __init__(self, akin: Akin, channel: str) -> None:
        self._team, self._channel = akin.team, channel
        self._known = akin.state.topics.of_channel(akin.team, channel)
        self._periods = akin.state.topics.periods(akin.team, channel)
        self._topic_of = akin.state.topics.messages(akin.team, channel)
        self._documents: dict[str, list[str]] = {}
        self._seen: list[Seen] = []

    @property
    def knows_any(self) -> bool:
        """Whether the channel has topics already."""
        return bool(self._known)

    @property
    def hidden(self) -> frozenset[str]:
        """The ids of topics that people took out of the digests."""
        return frozenset(id_ for id_, topic in self._known.items() if topic.hidden)

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What each period brought, in their order."""
        return tuple(self._seen)

    def centroid(self, topic: str) -> npt.NDArray[np.float32] | None:
        """Return the centroid of a topic, (d,) float32 of unit length."""
        known = self._known.get(topic)
        return None if known is None else known.centroid

    def documents(self, topic: str) -> list[str]:
        """Return the ids of a topic's documents in the period that was seen last."""
        return self._documents.get(topic, [])

    def see(self, span: Span, heard: Sequence[Heard], before: Span) -> tuple[list[TopicShare], int]:
        """Find the topics of a period and recognise those that are known.

        Args:
            span: the period.
            heard: its messages.
            before: the period that it is compared with.

        Returns:
            The topics, largest first, and how many messages are of none.

        """
        placed = [each for each in heard if each.vector is not None]
        vectors = np.stack([e.vector for e in placed if e.vector is not None]) if placed else None
        found: Sequence[Topic] = ()
        if vectors is not None:
            found = find_topics([each.document.text for each in placed], vectors).topics
        earlier = self._counted(before)
        matched = self._recognise(span, found, placed)
        members: dict[str, list[Heard]] = defaultdict(list)
        for topic, id_ in zip(found, matched, strict=True):
            members[self._target(id_)] += [placed[row] for row in topic.members]
        self._note(span, found, matched, placed, members, earlier)
        shares = [
            self._share(id_, members.get(id_, ()), earlier)
            for id_ in self._known
            if id_ in members or (earlier or {}).get(id_)
        ]
        self._documents = {id_: [e.document.id for e in each] for id_, each in members.items()}
        other = len(heard) - sum(map(len, members.values()))
        return sorted(shares, key=lambda share: (-share.size, share.topic)), other

    def _recognise(self, span: Span, found: Sequence[Topic], placed: Sequence[Heard]) -> list[str]:
        """Return the id of each topic that was found: a known one's, or a new one."""
        known = list(self._known.values())
        ids = [self._new_id(span, placed[topic.example]) for topic in found]
        if not found or not known:
            return ids
        cosines = np.stack([t.centroid for t in found]) @ np.stack([t.centroid for t in known]).T
        for row, column in zip(*linear_sum_assignment(-cosines), strict=True):
            if cosines[row, column] >= _SAME_TOPIC:
                ids[row] = known[column].id
        return ids

    def _new_id(self, span: Span, example: Heard) -> str:
        name = f"{self._channel}\0{span.end.isoformat()}\0{example.document.id}"
        return hashlib.blake2b(name.encode(), digest_size=9).hexdigest()

    def _target(self, id_: str) -> str:
        """Return the topic that one is part of, by what people merged."""
        known = self._known.get(id_)
        return known.merged_into if known is not None and known.merged_into else id_

    def _counted(self, span: Span) -> Mapping[str, int] | None:
        """Count each topic's messages in a span; None where not all of it was seen."""
        if not self._periods:
            return None
        first = min(period.started_at for period in self._periods)
        last = max(period.ended_at for period in self._periods)
        if first > span.start or last < span.end:
            return None
        start, end = ts(span.start), ts(span.end)
        return Counter(topic for each, topic in self._topic_of.items() if start <= each < end)

    def _state(self, id_: str, size: int, before: int | None, span: Span) -> str:
        """Return how a topic stands after a period."""
        known = self._known.get(id_)
        if known is None:
            return "new"
        if not size:
            return "fading" if before else "resolved"
        if before is None:
            return "steady"
        if not before:
            return "back again" if known.first_seen < span.start else "new"
        if size > before * 1.25 and size - before > 1:
            return "growing"
        return "fading" if before > size * 1.25 and before - size > 1 else "steady"

    def _note(
        self, span: Span, found: Sequence[Topic], matched: Sequence[str], placed: Sequence[Heard],
        members: Mapping[str, Sequence[Heard]], earlier: Mapping[str, int] | None,
    ) -> None:  # fmt: skip
        """Bring what is known to the end of a period, and note what it brought."""
        changed: dict[str, KnownTopic] = {}
        for topic, id_ in zip(found, matched, strict=True):
            changed[id_] = self._after(id_, topic, placed)
        for id_, known in {**self._known, **changed}.items():
            size, before = len(members.get(id_, ())), (earlier or {}).get(id_, 0)
            state = self._state(id_, size, before if earlier is not None else None, span)
            if id_ in changed or state != known.state:
                changed[id_] = replace(changed.get(id_, known), state=state)
        periods = [
            TopicPeriod(id_, span.start, span.end, len(each), _people(each), _answered(each))
            for id_, each in members.items()
        ]
        topic_of = {e.document.source.ts: id_ for id_, each in members.items() for e in each}
        self._known |= changed
        self._periods += periods
        self._topic_of |= topic_of
        self._seen.append(Seen(tuple(changed.values()), tuple(periods), topic_of))

    def _after(self, id_: str, topic: Topic, placed: Sequence[Heard]) -> KnownTopic:
        """Return a topic as it is after a period in which it came up."""
        example = placed[topic.example].document
        first = min(placed[row].document.created_at for row in topic.members)
        last = max(placed[row].document.created_at for row in topic.members)
        known = self._known.get(id_)
        fresh = KnownTopic(
            team=self._team, channel=self._channel, id=id_, name=topic.name, terms=topic.terms,
            example=example.source.ts, centroid=topic.centroid, spread=topic.spread, state="",
            first_seen=first, last_seen=last,
        )  # fmt: skip
        if known is None:
            return fresh
        # Its name stays too: a topic is recognised by it.
        return replace(
            known, name=known.name or fresh.name, terms=topic.terms, example=fresh.example,
            centroid=topic.centroid, spread=topic.spread, last_seen=last,
        )  # fmt: skip

    def _share(
        self, id_: str, members: Sequence[Heard], earlier: Mapping[str, int] | None
    ) -> TopicShare:
        known = self._known[id_]
        there = {each.document.source.ts: each.document.id for each in members}
        return TopicShare(
            topic=id_,
            size=len(members),
            people=tuple(sorted({each.person for each in members if each.person})),
            answered=_answered(members),
            before=None if earlier is None else earlier.get(id_, 0),
            state=known.state,
            example=there.get(known.example, next(iter(there.values()), "")),
        )


def _people(members: Sequence[Heard]) -> int:
    return len({each.person for each in members if each.person})


def _answered(members: Sequence[Heard]) -> int:
    return sum(each.is_answered for each in members)
