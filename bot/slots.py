"""One post a second and channel: the moments at which a channel may be posted to."""

import time
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from bot.job_table import metadata

_slots = sa.Table(
    "slots",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("free_at", sa.Double, nullable=False),  # seconds since 1970, UTC
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment that belongs to one caller alone.

    `at` is the moment (seconds since 1970 by the database's clock), `wait` the seconds until then.
    """

    at: float
    wait: float


class Slots:
    """Hands out moments that lie at least `interval` seconds apart, across threads and processes.

    The next free moment of each key is a row, moved on by a single statement, so that two callers
    can never be given the same one. Moments that pass unused are not saved up.
    """

    def __init__(self, engine: Engine, interval: float = 1.0) -> None:
        if not interval > 0:
            raise ValueError(f"A slot's interval is a positive number of seconds, not {interval}.")
        self._engine = engine
        self._interval = interval

    def take(self, key: str) -> float:
        """Reserve the key's next free moment and return how many seconds to wait for it.

        A moment once reserved is used up, whether anything is posted then or not.
        """
        return self.reserve(key).wait

    def reserve(self, key: str) -> Slot:
        """Reserve the key's next free moment."""
        with self._engine.begin() as connection:
            now = self._now()
            at = self._later(_slots.c.free_at, now)
            row = connection.execute(
                self._insert(key, now + self._interval)
                .on_conflict_do_update(
                    index_elements=[_slots.c.key], set_={"free_at": at + self._interval}
                )
                .returning(_slots.c.free_at, now.label("now"))
            ).one()
        reserved = row.free_at - self._interval
        return Slot(at=reserved, wait=max(0.0, reserved - row.now))

    def penalty(self, key: str, seconds: float) -> None:
        """Keep the key's moments free for some seconds, as a 429's Retry-After demands.

        Moments that were reserved before stay as they are.
        """
        with self._engine.begin() as connection:
            until = self._now() + max(0.0, seconds)
            connection.execute(
                self._insert(key, until).on_conflict_do_update(
                    index_elements=[_slots.c.key],
                    set_={"free_at": self._later(_slots.c.free_at, until)},
                )
            )

    def _now(self) -> sa.ColumnElement[float]:
        """Return the present. Call it inside the transaction: the wait for its lock takes time."""
        if self._engine.dialect.name == "postgresql":
            # Not the statement's beginning: the statement may have waited for the row's lock.
            clock = sa.func.clock_timestamp(type_=sa.DateTime(timezone=True))
            return sa.cast(sa.func.extract("epoch", clock), sa.Double)
        return sa.literal(time.time(), sa.Double())

    @staticmethod
    def _later(
        one: sa.ColumnElement[float], other: sa.ColumnElement[float]
    ) -> sa.ColumnElement[float]:
        return sa.case((one > other, one), else_=other)

    def _insert(
        self, key: str, free_at: sa.ColumnElement[float]
    ) -> "postgresql.Insert | sqlite.Insert":
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        return insert(_slots).values(key=key, free_at=free_at)
