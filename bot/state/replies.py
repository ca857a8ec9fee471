"""Akin's own replies: which message each belongs to, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.state.tables import replies, shown
from bot.state.upsert import upsert
from matcher import MatchRecord


@dataclass(frozen=True, slots=True)
class Reply:
    """A message of Akin's in a thread.

    It belongs to the message at `message_ts` and stands at `reply_ts`. `asked` says that somebody
    mentioned Akin. `shown` are the documents it shows, best first.
    """

    team: str
    channel: str
    message_ts: str
    thread_ts: str
    reply_ts: str
    asked: bool = False
    hidden_by: str = ""
    shown: tuple[MatchRecord, ...] = ()


class Replies:
    """Replies by the message that they belong to."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def put(self, reply: Reply) -> None:
        """Store a reply, with what it shows."""
        key = {"team": reply.team, "channel": reply.channel, "message_ts": reply.message_ts}
        values = {
            **key,
            "thread_ts": reply.thread_ts,
            "reply_ts": reply.reply_ts,
            "asked": reply.asked,
            "hidden_by": reply.hidden_by,
            "updated_at": datetime.now(UTC),
        }
        rows = [
            {
                **key,
                "rank": rank,
                "document": record.document,
                "position": record.position,
                "cosine": record.cosine,
                "relevance": record.relevance,
                "same": record.same,
            }
            for rank, record in enumerate(reply.shown)
        ]
        with self._engine.begin() as db:
            upsert(db, replies, values)
            db.execute(sa.delete(shown).where(*_is(shown, reply)))
            if rows:
                db.execute(shown.insert(), rows)

    def get(self, team: str, channel: str, message_ts: str) -> Reply | None:
        """Return the reply that belongs to a message."""
        found = self._select(
            replies.c.team == team,
            replies.c.channel == channel,
            replies.c.message_ts == message_ts,
        )
        return found[0] if found else None

    def at(self, team: str, channel: str, reply_ts: str) -> Reply | None:
        """Return the reply that stands at a ts."""
        found = self._select(
            replies.c.team == team, replies.c.channel == channel, replies.c.reply_ts == reply_ts
        )
        return found[0] if found else None

    def in_channel(self, team: str, channel: str) -> list[Reply]:
        """Return the replies in a channel."""
        return self._select(replies.c.team == team, replies.c.channel == channel)

    def showing(self, team: str, documents: Sequence[str]) -> list[Reply]:
        """Return the replies that show any of these documents."""
        where = sa.exists().where(
            shown.c.team == replies.c.team,
            shown.c.channel == replies.c.channel,
            shown.c.message_ts == replies.c.message_ts,
            shown.c.document.in_(documents),
        )
        return self._select(replies.c.team == team, where)

    def delete(self, reply: Reply) -> None:
        """Remove a reply."""
        with self._engine.begin() as db:
            db.execute(sa.delete(replies).where(*_is(replies, reply)))

    def counts(self, team: str) -> dict[str, int]:
        """Count the replies of each channel."""
        query = (
            sa.select(replies.c.channel, sa.func.count())
            .where(replies.c.team == team)
            .group_by(replies.c.channel)
        )
        with self._reader.connect() as db:
            return dict(map(tuple, db.execute(query)))

    def duplicates(
        self, team: str, channel: str, between: tuple[str, str], same: float
    ) -> list[str]:
        """Return the ts of messages whose reply, unasked, showed that it came up before.

        Args:
            team: the workspace.
            channel: the messages' channel.
            between: the ts from which on, and the ts before which they were written.
            same: from which probability on a match counts as the same.

        """
        query = (
            sa.select(replies.c.message_ts)
            .where(
                replies.c.team == team,
                replies.c.channel == channel,
                replies.c.message_ts >= between[0],
                replies.c.message_ts < between[1],
                replies.c.asked.is_(False),
                sa.exists().where(
                    shown.c.team == replies.c.team,
                    shown.c.channel == replies.c.channel,
                    shown.c.message_ts == replies.c.message_ts,
                    shown.c.same >= same,
                ),
            )
            .order_by(replies.c.message_ts)
        )
        with self._reader.connect() as db:
            return list(db.execute(query).scalars())

    def _select(self, *where: sa.ColumnElement[bool]) -> list[Reply]:
        query = sa.select(replies).where(*where).order_by(replies.c.message_ts)
        with self._reader.connect() as db:
            found = db.execute(query).all()
            result = []
            for row in found:
                rows = db.execute(sa.select(shown).where(*_is(shown, row)).order_by(shown.c.rank))
                records = tuple(
                    MatchRecord(r.document, r.position, r.cosine, r.relevance, r.same) for r in rows
                )
                result.append(
                    Reply(
                        team=row.team,
                        channel=row.channel,
                        message_ts=row.message_ts,
                        thread_ts=row.thread_ts,
                        reply_ts=row.reply_ts,
                        asked=row.asked,
                        hidden_by=row.hidden_by,
                        shown=records,
                    )
                )
        return result


def _is(table: sa.Table, reply: Any) -> list[sa.ColumnElement[bool]]:
    return [
        table.c.team == reply.team,
        table.c.channel == reply.channel,
        table.c.message_ts == reply.message_ts,
    ]
