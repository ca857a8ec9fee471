"""The topics of a channel followed from period to period: the same one keeps its id and name."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from bot.akin import Akin
from bot.digest_contents import TopicShare
from bot.schedule import Span
from bot.state import KnownTopic, Outcome, Seen, TopicPeriod
from bot.work.heard import Heard, ts
from matcher import topic_identity
from matcher.topic_identity import Change, PeriodTopic, State
from matcher.topics import Topic, find_topics


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """A span with its messages, and those of the periods before it that topics are found with."""

    span: Span
    heard: Sequence[Heard]
    earlier: Sequence[Heard] = ()


class Following:
    """The topics of one channel, to be shown one period after the other, oldest first.

    Nothing is stored: `seen` says what the periods brought. Topics that people merged stay apart
    here, so that each is recognised; what shows them puts them together.
    """

    def __init__(self, akin: Akin, channel: str) -> None:
        self._team, self._channel = akin.team, channel
        self._known = akin.state.topics.of_channel(akin.team, channel)
        self._periods = akin.state.topics.periods(akin.team, channel)
        self._topic_of = akin.state.topics.messages(akin.team, channel)
        told = akin.state.digests.told(akin.team, channel)
        # A period of silence counts as one in which no topic came up.
        self._silent = {d.ended_at for d in told if d.outcome is Outcome.SILENT}
        self._documents: dict[str, list[str]] = {}
        self._seen: list[Seen] = []

    @property
    def known(self) -> Mapping[str, KnownTopic]:
        """The topics after the period that was seen last, by id."""
        return self._known

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What each period brought, in their order."""
        return tuple(self._seen)

    def documents(self, topic: str) -> list[str]:
        """Return the ids of a topic's documents in the period that was seen last."""
        return self._documents.get(topic, [])

    def see(self, period: Period, before: Span) -> tuple[list[TopicShare], int]:
        """Find the topics of a period and recognise those that are known.

        Args:
            period: with its messages.
            before: the span that it is compared with.

        Returns:
            The topics, largest first, and how many messages are of none.

        """
        rows = [each for each in (*period.earlier, *period.heard) if each.vector is not None]
        vectors = [each.vector for each in rows if each.vector is not None]
        first = sum(each.vector is not None for each in period.earlier)
        found: Sequence[Topic] = ()
        if vectors:
            labels = [self._topic_of.get(each.document.source.ts, "") for each in rows]
            texts = [each.document.text for each in rows]
            found = find_topics(texts, np.stack(vectors), labels if any(labels) else None).topics
        had: dict[str, set[str]] = defaultdict(set)
        for each in rows:
            had[self._topic_of.get(each.document.source.ts, "")].add(each.document.source.ts)
        changes = topic_identity.follow(
            [self._identified(topic, had[topic.id]) for topic in self._known.values()],
            [_of_period(topic, rows, first) for topic in found],
        )
        counted = self._counted(before)
        members = {
            change.topic.id: [rows[row] for row in found[change.number].members if row >= first]
            for change in changes
            if change.number is not None
        }
        self._note(period.span, changes, found, rows, first, members)
        self._documents = {id_: [e.document.id for e in each] for id_, each in members.items()}
        shares = [
            self._share(id_, members.get(id_, ()), counted)
            for id_ in self._known
            if members.get(id_) or (counted or {}).get(id_)
        ]
        other = len(period.heard) - sum(map(len, members.values()))
        return sorted(shares, key=lambda share: (-share.size, share.topic)), other

    def _identified(self, topic: KnownTopic, had: set[str]) -> topic_identity.KnownTopic:
        """Return a topic as it is matched; `had` are those of the messages at hand that it had.

        What people merged is matched on, for itself.
        """
        periods = [each for each in self._periods if each.topic == topic.id]
        sizes = {each.ended_at: each.size for each in periods}
        ends = self._ends() if periods else []
        last = periods[-1] if periods else None
        return topic_identity.KnownTopic(
            id=topic.id,
            name=topic.name,
            centroid=topic.centroid,
            members=frozenset(had),
            counts=tuple(sizes.get(end, 0) for end in ends if end >= min(sizes)),
            answered=0.0 if last is None or not last.size else last.answered / last.size,
            merged_into="" if topic.changed_by else topic.merged_into,
        )

    def _ends(self) -> list[datetime]:
        ends = {period.ended_at for period in self._periods}
        return sorted(ends | {end for end in self._silent if ends and end > min(ends)})

    def _counted(self, span: Span) -> Mapping[str, int] | None:
        """Count each topic's messages in a span; None where not all of it was seen."""
        if not self._periods:
            return None
        first = min(period.started_at for period in self._periods)
        if first > span.start or max(self._ends()) < span.end:
            return None
        start, end = ts(span.start), ts(span.end)
        return Counter(topic for each, topic in self._topic_of.items() if start <= each < end)

    def _note(
        self, span: Span, changes: Sequence[Change], found: Sequence[Topic], rows: Sequence[Heard],
        first: int, members: Mapping[str, Sequence[Heard]],
    ) -> None:  # fmt: skip
        """Bring what is known to the end of a period, and note what it brought."""
        changed: dict[str, KnownTopic] = {}
        topic_of: dict[str, str] = {}
        for change in changes:
            id_ = change.topic.id
            if change.number is None:
                changed[id_] = replace(
                    self._known[id_], state=change.state.value,
                    merged_into=self._known[id_].merged_into or change.topic.merged_into,
                )  # fmt: skip
            elif change.state is not State.NEW or members[id_]:
                topic = found[change.number]
                changed[id_] = self._after(change, topic, rows, first)
                topic_of |= {rows[row].document.source.ts: id_ for row in topic.members}
        periods = [
            TopicPeriod(id_, span.start, span.end, len(each), _people(each), _answered(each))
            for id_, each in members.items()
            if each
        ]
        self._known = {**self._known, **changed}
        self._periods = [*self._periods, *periods]
        self._topic_of |= topic_of
        self._seen.append(Seen(tuple(changed.values()), tuple(periods), topic_of))

    def _after(self, change: Change, topic: Topic, rows: Sequence[Heard], first: int) -> KnownTopic:
        """Return a topic as it is after a period in which it came up."""
        present = [row for row in topic.members if row >= first] or list(topic.members)
        example = _central(present, topic.centroid, rows)
        moments = [rows[row].document.created_at for row in topic.members]
        fresh = KnownTopic(
            team=self._team, channel=self._channel, id=change.topic.id, name=change.topic.name,
            terms=topic.terms, example=rows[example].document.source.ts,
            centroid=change.topic.centroid, spread=topic.spread, state=change.state.value,
            first_seen=min(moments), last_seen=max(moments),
        )  # fmt: skip
        known = self._known.get(fresh.id)
        if known is None:
            return fresh
        return replace(
            known, name=known.name or topic.name, terms=fresh.terms, example=fresh.example,
            centroid=fresh.centroid, spread=fresh.spread, state=fresh.state,
            last_seen=max(known.last_seen, fresh.last_seen),
        )  # fmt: skip

    def _share(
        self, id_: str, members: Sequence[Heard], counted: Mapping[str, int] | None
    ) -> TopicShare:
        known = self._known[id_]
        there = {each.document.source.ts: each.document.id for each in members}
        return TopicShare(
            topic=id_,
            size=len(members),
            people=tuple(sorted({each.person for each in members if each.person})),
            answered=_answered(members),
            before=None if counted is None else counted.get(id_, 0),
            state=known.state,
            example=there.get(known.example, next(iter(there.values()), "")),
        )


def targets(topics: Mapping[str, KnownTopic]) -> dict[str, str]:
    """Return for each topic that was merged the one that shows it, through any number of steps."""
    found: dict[str, str] = {}
    for id_, topic in topics.items():
        seen, at = {id_}, topic
        while at.merged_into in topics and at.merged_into not in seen:
            seen.add(at.merged_into)
            at = topics[at.merged_into]
        if at.id != id_:
            found[id_] = at.id
    return found


def _of_period(topic: Topic, rows: Sequence[Heard], first: int) -> PeriodTopic:
    present = [rows[row] for row in topic.members if row >= first]
    return PeriodTopic(
        name=topic.name,
        centroid=topic.centroid,
        members=frozenset(rows[row].document.source.ts for row in topic.members),
        count=len(present),
        answered=_answered(present) / len(present) if present else 0.0,
    )


def _central(
    members: Sequence[int], centroid: npt.NDArray[np.float32], rows: Sequence[Heard]
) -> int:
    """Return the row that is nearest to a centroid."""
    vectors = np.stack([v for row in members if (v := rows[row].vector) is not None])
    return members[int((vectors @ centroid).argmax())]


def _people(members: Sequence[Heard]) -> int:
    return len({each.person for each in members if each.person})


def _answered(members: Sequence[Heard]) -> int:
    return sum(each.is_answered for each in members)
