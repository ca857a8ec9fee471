"""The topics of each channel: what they are called, what people changed, how they went."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.state.digest_tables import topic_messages, topic_periods, topics
from bot.state.upsert import upsert
from ingest.smalltalk import said
from matcher.rows import bytes_of, vector_of
from matcher.tables import documents

_BATCH = 400


@dataclass(frozen=True, slots=True, eq=False)
class KnownTopic:
    """A topic of a channel, as it was last seen.

    Attributes:
        name: made from its terms.
        given_name: what a person calls it; "" where nobody did.
        terms: its distinctive terms, best first.
        hidden: whether a person took it out of the digests.
        merged_into: the id of the topic that a person made it part of, "" where it stands alone.
        changed_by: the id of who renamed, merged or hid it last.
        example: the ts of its most central message.
        centroid: (d,) float32, unit length.
        state: new, growing and so on, by its last period.

    """

    team: str
    channel: str
    id: str
    name: str
    terms: tuple[str, ...]
    example: str
    centroid: npt.NDArray[np.float32] = field(repr=False)
    spread: float
    state: str
    first_seen: datetime
    last_seen: datetime
    given_name: str = ""
    hidden: bool = False
    merged_into: str = ""
    changed_by: str = ""

    @property
    def title(self) -> str:
        """What it is called: by people, or else by its terms."""
        return self.given_name or self.name


@dataclass(frozen=True, slots=True)
class TopicPeriod:
    """How a topic went in a period: messages, distinct people, and messages that were answered."""

    topic: str
    started_at: datetime
    ended_at: datetime
    size: int
    people: int
    answered: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a period brings: the topics as they are after it, how they went, whose messages are."""

    topics: Sequence[KnownTopic] = ()
    periods: Sequence[TopicPeriod] = ()
    messages: Mapping[str, str] = field(default_factory=dict)
    """The id of the topic by the ts of the message."""


class Topics:
    """Topics by workspace, channel and id."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def of_channel(self, team: str, channel: str) -> dict[str, KnownTopic]:
        """Return the topics of a channel by id, those that were merged or hidden too."""
        query = (
            sa.select(topics)
            .where(topics.c.team == team, topics.c.channel == channel)
            .order_by(topics.c.first_seen, topics.c.id)
        )
        with self._reader.connect() as db:
            return {row.id: _topic(row) for row in db.execute(query)}

    def periods(self, team: str, channel: str) -> list[TopicPeriod]:
        """Return how the topics of a channel went, the oldest period first."""
        query = (
            sa.select(topic_periods)
            .where(topic_periods.c.team == team, topic_periods.c.channel == channel)
            .order_by(topic_periods.c.ended_at, topic_periods.c.topic)
        )
        with self._reader.connect() as db:
            return [
                TopicPeriod(r.topic, r.started_at, r.ended_at, r.size, r.people, r.answered)
                for r in db.execute(query)
            ]

    def messages(self, team: str, channel: str) -> dict[str, str]:
        """Return the id of the topic of each message that has one, by its ts."""
        query = sa.select(topic_messages.c.ts, topic_messages.c.topic).where(
            topic_messages.c.team == team, topic_messages.c.channel == channel
        )
        with self._reader.connect() as db:
            return {row.ts: row.topic for row in db.execute(query)}

    def write(self, db: Connection, team: str, channel: str, seen: Seen) -> None:
        """Store what a period brings, in the caller's transaction.

        What people changed meanwhile stays.
        """
        for topic in seen.topics:
            upsert(db, topics, _found(topic) | _changes(topic), keep=True)
            db.execute(topics.update().where(*_is(team, channel, topic.id)).values(_found(topic)))
        for period in seen.periods:
            values = {
                "team": team, "channel": channel, "topic": period.topic,
                "ended_at": period.ended_at, "started_at": period.started_at,
                "size": period.size, "people": period.people, "answered": period.answered,
            }  # fmt: skip
            upsert(db, topic_periods, values)
        moved = list(seen.messages)
        for start in range(0, len(moved), _BATCH):
            batch = moved[start : start + _BATCH]
            db.execute(
                sa.delete(topic_messages).where(
                    topic_messages.c.team == team,
                    topic_messages.c.channel == channel,
                    topic_messages.c.ts.in_(batch),
                )
            )
            rows = [
                {"team": team, "channel": channel, "ts": ts, "topic": seen.messages[ts]}
                for ts in batch
            ]
            db.execute(topic_messages.insert(), rows)

    def change(
        self, team: str, channel: str, id_: str, person: str, *, given_name: str | None = None,
        hidden: bool | None = None, merged_into: str | None = None,
    ) -> None:  # fmt: skip
        """Store what a person changed about a topic; what is None stays as it is.

        What was merged into a topic goes along when that one is merged itself.
        """
        values: dict[str, Any] = {
            "given_name": given_name, "hidden": hidden, "merged_into": merged_into,
        }  # fmt: skip
        chosen = {name: value for name, value in values.items() if value is not None}
        with self._engine.begin() as db:
            db.execute(
                topics.update().where(*_is(team, channel, id_)).values(**chosen, changed_by=person)
            )
            if merged_into:
                db.execute(
                    topics.update()
                    .where(
                        topics.c.team == team,
                        topics.c.channel == channel,
                        topics.c.merged_into == id_,
                    )
                    .values(merged_into=merged_into)
                )

    def forget_message(self, team: str, channel: str, ts: str) -> str | None:
        """Forget that a message was of a topic; return the topic's id, None where it had none.

        Of a topic without any message left nothing stays. Otherwise its terms and its name keep
        only what other messages say as well, and another message becomes its example.
        """
        with self._engine.begin() as db:
            mine = (
                topic_messages.c.team == team,
                topic_messages.c.channel == channel,
            )
            query = sa.select(topic_messages.c.topic).where(*mine, topic_messages.c.ts == ts)
            id_ = db.execute(query).scalar()
            if id_ is None:
                return None
            db.execute(sa.delete(topic_messages).where(*mine, topic_messages.c.ts == ts))
            others = (
                sa.select(documents.c.ts, documents.c.text)
                .join(
                    topic_messages,
                    sa.and_(
                        topic_messages.c.team == documents.c.team,
                        topic_messages.c.channel == documents.c.channel,
                        topic_messages.c.ts == documents.c.ts,
                    ),
                )
                .where(*mine, topic_messages.c.topic == id_)
                .order_by(documents.c.ts.desc())
            )
            left = [(row.ts, row.text) for row in db.execute(others)]
            if not left:
                self._drop(db, team, channel, [id_])
                return str(id_)
            row = db.execute(sa.select(topics).where(*_is(team, channel, id_))).one()
            db.execute(
                topics.update().where(*_is(team, channel, id_)).values(_without(row, ts, left))
            )
        return str(id_)

    def forget_channel(self, team: str, channel: str) -> None:
        """Remove all topics of a channel, with their history."""
        with self._engine.begin() as db:
            ids = sa.select(topics.c.id).where(topics.c.team == team, topics.c.channel == channel)
            self._drop(db, team, channel, list(db.execute(ids).scalars()))

    def _drop(self, db: Connection, team: str, channel: str, ids: Iterable[str]) -> None:
        for id_ in ids:
            for table in (topic_messages, topic_periods):
                db.execute(
                    sa.delete(table).where(
                        table.c.team == team, table.c.channel == channel, table.c.topic == id_
                    )
                )
            db.execute(sa.delete(topics).where(*_is(team, channel, id_)))


def _without(row: sa.Row[Any], ts: str, left: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return what changes about a topic when a message of it is gone; `left` is (ts, text)."""
    words = {word for _, text in left for word in said(text)}
    terms = [t for t in json.loads(row.terms) if all(word in words for word in said(t))]
    kept = all(word in words for word in said(row.name))
    return {
        "terms": json.dumps(terms, ensure_ascii=False),
        "name": row.name if kept else ", ".join(terms[:3]),
        "example": left[0][0] if row.example == ts else row.example,
    }


def _found(topic: KnownTopic) -> dict[str, Any]:
    """Return the columns that each period may change."""
    return {
        "team": topic.team,
        "channel": topic.channel,
        "id": topic.id,
        "name": topic.name,
        "terms": json.dumps(topic.terms, ensure_ascii=False),
        "example": topic.example,
        "centroid": bytes_of(topic.centroid),
        "spread": topic.spread,
        "state": topic.state,
        "first_seen": topic.first_seen,
        "last_seen": topic.last_seen,
    }


def _changes(topic: KnownTopic) -> dict[str, Any]:
    """Return the columns that only people change."""
    return {
        "given_name": topic.given_name,
        "hidden": topic.hidden,
        "merged_into": topic.merged_into,
        "changed_by": topic.changed_by,
    }


def _topic(row: sa.Row[Any]) -> KnownTopic:
    return KnownTopic(
        team=row.team, channel=row.channel, id=row.id, name=row.name,
        terms=tuple(json.loads(row.terms)), example=row.example, centroid=vector_of(row.centroid),
        spread=row.spread, state=row.state, first_seen=row.first_seen, last_seen=row.last_seen,
        given_name=row.given_name, hidden=row.hidden, merged_into=row.merged_into,
        changed_by=row.changed_by,
    )  # fmt: skip


def _is(team: str, channel: str, id_: str) -> list[sa.ColumnElement[bool]]:
    return [topics.c.team == team, topics.c.channel == channel, topics.c.id == id_]
