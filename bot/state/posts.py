"""What people wrote in watched channels: the parts that a document is made of."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.state.tables import forgotten, posts, resolutions
from bot.state.upsert import upsert


@dataclass(frozen=True, slots=True)
class Post:
    """A message in plain text.

    `version` is the ts of its last edit, or its own; later ones replace earlier ones. `checks` is
    how many people marked it with a check mark. `author_id` is "" where nobody noted it.
    """

    team: str
    channel: str
    ts: str
    thread_ts: str
    author: str
    text: str
    version: str = ""
    checks: int = 0
    checked_at: datetime | None = None
    author_id: str = ""

    @property
    def is_root(self) -> bool:
        """Whether it starts its thread."""
        return self.ts == self.thread_ts


class Posts:
    """Posts by workspace, channel and ts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def put(self, post: Post) -> None:
        """Store a post; its check marks stay as they are."""
        new = {
            "team": post.team,
            "channel": post.channel,
            "ts": post.ts,
            "thread_ts": post.thread_ts,
            "author": post.author,
            "author_id": post.author_id,
            "text": post.text,
            "version": post.version,
        }
        with self._engine.begin() as db:
            upsert(db, posts, new)

    def get(self, team: str, channel: str, ts: str) -> Post | None:
        """Return a post, if it is known."""
        found = self._select(*_is(team, channel, ts))
        return found[0] if found else None

    def thread(self, team: str, channel: str, thread_ts: str) -> list[Post]:
        """Return the posts of a thread, the root (if known) first."""
        return self._select(
            posts.c.team == team, posts.c.channel == channel, posts.c.thread_ts == thread_ts
        )

    def threads_between(self, team: str, channel: str, start: str, end: str) -> list[Post]:
        """Return the posts of the threads that began from one ts on and before another."""
        return self._select(
            posts.c.team == team,
            posts.c.channel == channel,
            posts.c.thread_ts >= start,
            posts.c.thread_ts < end,
        )

    def earliest(self, team: str, channel: str) -> str | None:
        """Return the ts of the oldest post of a channel."""
        query = sa.select(sa.func.min(posts.c.ts)).where(
            posts.c.team == team, posts.c.channel == channel
        )
        with self._reader.connect() as db:
            return db.execute(query).scalar()

    def check(self, post: Post, change: int) -> None:
        """Count a check mark that was put on a post (+1) or taken off (-1)."""
        with self._engine.begin() as db:
            db.execute(
                posts.update()
                .where(*_is(post.team, post.channel, post.ts))
                .values(
                    checks=sa.case((posts.c.checks + change > 0, posts.c.checks + change), else_=0),
                    checked_at=datetime.now(UTC),
                )
            )

    def resolve(self, team: str, channel: str, ts: str, text: str) -> None:
        """Note the resolution that somebody wrote for the ticket at `ts`."""
        values = {"team": team, "channel": channel, "ts": ts, "text": text}
        with self._engine.begin() as db:
            upsert(db, resolutions, values)

    def resolution(self, team: str, channel: str, ts: str) -> str | None:
        """Return the resolution that somebody wrote for the ticket at `ts`."""
        query = sa.select(resolutions.c.text).where(
            resolutions.c.team == team, resolutions.c.channel == channel, resolutions.c.ts == ts
        )
        with self._reader.connect() as db:
            return db.execute(query).scalar()

    def delete(self, team: str, channel: str, ts: str) -> None:
        """Remove a post."""
        with self._engine.begin() as db:
            db.execute(sa.delete(posts).where(*_is(team, channel, ts)))

    def forget(self, team: str, channel: str, ts: str) -> None:
        """Remove a post, and the thread that it starts, for good.

        No later edit or reply brings it back, nor does an event that Slack delivers late.
        """
        with self._engine.begin() as db:
            upsert(db, forgotten, {"team": team, "channel": channel, "ts": ts}, keep=True)
            for table, column in (
                (posts, posts.c.ts),
                (posts, posts.c.thread_ts),
                (resolutions, resolutions.c.ts),
            ):
                db.execute(
                    sa.delete(table).where(
                        table.c.team == team, table.c.channel == channel, column == ts
                    )
                )

    def forget_channel(self, team: str, channel: str) -> None:
        """Remove all posts of a channel."""
        with self._engine.begin() as db:
            for table in (posts, resolutions):
                db.execute(sa.delete(table).where(table.c.team == team, table.c.channel == channel))

    def is_forgotten(self, team: str, channel: str, ts: str, thread_ts: str) -> bool:
        """Tell whether a post was deleted or forgotten, alone or with its thread."""
        query = sa.select(forgotten.c.ts).where(
            forgotten.c.team == team,
            forgotten.c.channel == channel,
            forgotten.c.ts.in_({ts, thread_ts}),
        )
        with self._reader.connect() as db:
            return db.execute(query).first() is not None

    def _select(self, *where: sa.ColumnElement[bool]) -> list[Post]:
        query = sa.select(posts).where(*where).order_by(posts.c.ts)
        with self._reader.connect() as db:
            return [Post(**row._asdict()) for row in db.execute(query)]


def _is(team: str, channel: str, ts: str) -> list[Any]:
    return [posts.c.team == team, posts.c.channel == channel, posts.c.ts == ts]
