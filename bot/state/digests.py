"""Digests by period: posted once, or why not; what each shows, by id."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.state.digest_tables import digests
from bot.state.topics import Seen, Topics
from bot.state.upsert import upsert


class Outcome(StrEnum):
    """What became of a period's digest."""

    PENDING = "pending"
    POSTED = "posted"
    SILENT = "silent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_TOLD = (Outcome.POSTED.value, Outcome.SILENT.value, Outcome.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of a channel for a period.

    Attributes:
        period: its name, by the wall clock at its end.
        destination: the id of the channel that it was to be posted in.
        outcome: what became of it; `reason` is a sentence that says why it was not posted.
        message_ts: of the post, `details_ts` of what stands in its thread; "" where there is none.
        picture: the id of the file.
        pictured: a hash of the names in the picture.
        contents: what it shows, by id and in numbers, without anybody's words.

    """

    team: str
    channel: str
    period: str
    started_at: datetime
    ended_at: datetime
    destination: str
    outcome: Outcome = Outcome.PENDING
    reason: str = ""
    message_ts: str = ""
    details_ts: str = ""
    picture: str = ""
    pictured: str = ""
    contents: dict[str, Any] = field(default_factory=dict)


class Digests:
    """Digests by workspace, channel and period."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)
        self._topics = Topics(engine)

    def begin(self, digest: Digest, seen: Sequence[Seen] = ()) -> Digest:
        """Store a new digest and what its period brings to the topics, both or neither.

        Where the period has one already, nothing changes. Returns the one that is stored.
        """
        with self._engine.begin() as db:
            if upsert(db, digests, _values(digest), keep=True):
                for each in seen:
                    self._topics.write(db, digest.team, digest.channel, each)
        return self.get(digest.team, digest.channel, digest.period) or digest

    def change(self, digest: Digest, **values: Any) -> Digest:
        """Store what changed about a digest, and return it."""
        changed = replace(digest, **values)
        with self._engine.begin() as db:
            db.execute(digests.update().where(*_is(changed)).values(_values(changed)))
        return changed

    def get(self, team: str, channel: str, period: str) -> Digest | None:
        """Return the digest of a period."""
        found = self._select(
            digests.c.team == team, digests.c.channel == channel, digests.c.period == period
        )
        return found[0] if found else None

    def at(self, team: str, destination: str, message_ts: str) -> Digest | None:
        """Return the digest whose post, or whose details, stand at a ts of a channel."""
        found = self._select(
            digests.c.team == team,
            digests.c.destination == destination,
            sa.or_(digests.c.message_ts == message_ts, digests.c.details_ts == message_ts),
        )
        return found[0] if found else None

    def latest(self, team: str, channel: str) -> Digest | None:
        """Return the last digest of a channel whose period counts as told: posted, or silent."""
        found = self.told(team, channel)
        return found[-1] if found else None

    def told(self, team: str, channel: str) -> list[Digest]:
        """Return the digests of a channel whose period counts as told, oldest first."""
        return self._select(
            digests.c.team == team, digests.c.channel == channel, digests.c.outcome.in_(_TOLD)
        )

    def last(self, team: str, channel: str) -> Digest | None:
        """Return the last digest of a channel, whatever became of it."""
        found = self._select(digests.c.team == team, digests.c.channel == channel)
        return found[-1] if found else None

    def posted(self, team: str, channel: str) -> list[Digest]:
        """Return the digests that stand in Slack, about a channel or in it, oldest first."""
        return self._select(
            digests.c.team == team,
            sa.or_(digests.c.channel == channel, digests.c.destination == channel),
            digests.c.outcome == Outcome.POSTED.value,
        )

    def showing(self, team: str, documents: Sequence[str]) -> list[Digest]:
        """Return the digests that stand in Slack and show any of these documents."""
        shows = [digests.c.contents.contains(f'"{id_}"', autoescape=True) for id_ in documents]
        if not shows:
            return []
        return self._select(
            digests.c.team == team, digests.c.outcome == Outcome.POSTED.value, sa.or_(*shows)
        )

    def forget_channel(self, team: str, channel: str) -> None:
        """Remove the digests about a channel, and what is known of those that were posted in it.

        That these were posted stays noted: their periods are not told again elsewhere.
        """
        theirs = digests.c.team == team
        with self._engine.begin() as db:
            db.execute(sa.delete(digests).where(theirs, digests.c.channel == channel))
            db.execute(
                digests.update()
                .where(theirs, digests.c.destination == channel)
                .values(
                    outcome=Outcome.WITHDRAWN.value, message_ts="", details_ts="", picture="",
                    contents="{}",
                )
            )  # fmt: skip

    def _select(self, *where: sa.ColumnElement[bool]) -> list[Digest]:
        query = sa.select(digests).where(*where).order_by(digests.c.ended_at, digests.c.period)
        with self._reader.connect() as db:
            return [_digest(row) for row in db.execute(query)]


def _digest(row: sa.Row[Any]) -> Digest:
    values = row._asdict()
    return Digest(
        **values | {"outcome": Outcome(row.outcome), "contents": json.loads(row.contents)}
    )


def _values(digest: Digest) -> dict[str, Any]:
    values = {name: getattr(digest, name) for name in Digest.__dataclass_fields__}
    return values | {
        "outcome": digest.outcome.value,
        "contents": json.dumps(digest.contents, ensure_ascii=False),
    }


def _is(digest: Digest) -> list[sa.ColumnElement[bool]]:
    return [
        digests.c.team == digest.team,
        digests.c.channel == digest.channel,
        digests.c.period == digest.period,
    ]
