"""The inbox: what Slack delivered, kept in one table until it is done.

Acked means stored: a listener's only work is `Inbox.put`. Workers take the jobs from there
(`bot.workers`), each under a lease that another worker takes over when it runs out.
"""

import json
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from bot.errors import LeaseLostError
from bot.job import JSON, Backoff, Counts, Job, RunningJob, Status, lease_lost
from bot.job_table import claim, interrupt, is_status, jobs, moment

__all__ = ["JSON", "Backoff", "Counts", "Inbox", "Job", "RunningJob", "Status"]

_MAX_ERROR_LENGTH: Final = 500
_CLAIM_TRIES: Final = 3
_LONGEST_REST: Final = 24 * 3600.0  # seconds
_NOTHING_KEPT: Final = {"payload": "{}", "steps": "{}", "lane": "", "last_error": ""}
"""Of what people wrote."""

_PRUNE_BATCH: Final = 500
_RECORD_PAUSES: Final = (0.05, 0.2, 1.0)  # seconds


class Inbox:
    """The jobs of a database, SQLite or PostgreSQL.

    One job of a lane runs at a time, in the order of arrival; a lane whose first job has to wait
    waits as a whole. The lane "" is none: its jobs run beside anything.

    Args:
        engine: opened by `matcher.database.connect`, with the tables of `bot` up to date.
        lease: how long a job belongs to a worker that gives no sign of life.
        max_attempts: after so many failed attempts a job is dead. An attempt that ends with its
            worker counts too, so that a job that kills its worker each time is dead at last.
        max_postponements: as many times a job may ask to be tried later before that counts too.
        backoff: how long a failed job rests.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        lease: timedelta = timedelta(seconds=30),
        max_attempts: int = 6,
        max_postponements: int = 100,
        backoff: Backoff | None = None,
    ) -> None:
        if lease <= timedelta(0) or max_attempts < 1:
            raise ValueError("An inbox needs a lease above zero and at least one attempt.")
        self.lease = lease
        self.max_attempts = max_attempts
        self.max_postponements = max_postponements
        self.backoff = backoff or Backoff()
        self._engine = engine
        self._dialect = engine.dialect
        self._bell = threading.Condition()
        self._rings = 0
        ran_out = jobs.c.lease_until <= moment(self._dialect)
        self._expire = interrupt(self._dialect, ran_out, max_attempts)
        self._claim = claim(self._dialect, lease)

    def put(
        self,
        event_id: str,
        kind: str,
        payload: dict[str, Any],
        *,
        lane: str = "",
        delay: timedelta = timedelta(0),
    ) -> bool:
        """Store a job and return whether it is new; one that is there already stays as it is.

        It is on the disk when this returns. A job that is delayed holds up its lane.

        Raises:
            ValueError, TypeError: there is no event id, or the payload is not JSON.
            sqlalchemy.exc.SQLAlchemyError: it could not be stored (the database is locked, the
                disk full): the event must not be acked.
        """
        if not event_id:
            raise ValueError("A job needs an event_id, by which its repeats are known.")
        insert = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        statement = (
            insert(jobs)
            .values(
                event_id=event_id,
                kind=kind,
                lane=lane,
                # ASCII, because PostgreSQL keeps no NUL and no half of a surrogate pair.
                payload=json.dumps(payload, ensure_ascii=True, allow_nan=False),
                status=Status.READY,
                run_at=moment(self._dialect, delay),
                created_at=moment(self._dialect),
            )
            .on_conflict_do_nothing(index_elements=[jobs.c.event_id])
            .returning(jobs.c.seq)
        )
        with self._transaction() as connection:
            new = connection.execute(statement).first() is not None
        if new:
            self._ring()
        return new

    def claim(self, owner: str) -> RunningJob | None:
        """Take the job that is to run next, or None while there is nothing to do.

        Jobs whose lease has run out are ready again before that, or dead after their last attempt.
        """
        for _ in range(_CLAIM_TRIES):
            # Before the database is asked, so that it is never later than the lease's true end.
            lease_ends = time.monotonic() + self.lease.total_seconds()
            try:
                with self._transaction() as connection:
                    connection.execute(self._expire)
                    row = connection.execute(self._claim, {"new_owner": owner}).one_or_none()
            except sa.exc.IntegrityError:
                # A job of the same lane was revived and claimed in the same instant.
                continue
            if row is None:
                return None
            return RunningJob(self, Job.of_row(row), row.seq, json.loads(row.steps), lease_ends)
        return None

    def record(self, running: RunningJob, steps: dict[str, JSON]) -> None:
        """Store a job's steps, if it is still the worker's; `RunningJob.once` is the way to this.

        What is to be recorded has happened, so a database that fails for a moment is asked again.

        Raises:
            LeaseLostError: another worker has the job by now.
        """
        for pause in (*_RECORD_PAUSES, None):
            try:
                return self._change(running, steps=json.dumps(steps))
            except sa.exc.OperationalError:
                if pause is None:
                    raise
                time.sleep(pause)
        return None

    def finish(self, running: RunningJob) -> Status:
        """Mark a job as done. What people wrote doesn't linger: only its id and kind are kept.

        Raises:
            LeaseLostError: another worker has the job by now.
        """
        # The row stays for a while because a repeat of the event is recognised by its id.
        self._change(running, **self._ended(Status.DONE), **_NOTHING_KEPT)
        return Status.DONE

    def fail(self, running: RunningJob, error: str, *, retry_after: float | None = None) -> Status:
        """Give a job back after a failure; it is tried again after a rest, or dead at last.

        Args:
            running: the job.
            error: a short sentence without anybody's text.
            retry_after: seconds to wait, where the failure is not the job's own; the attempt is
                not counted then, up to `max_postponements` times.

        Returns:
            READY or DEAD.

        Raises:
            LeaseLostError: another worker has the job by now.
        """
        job = running.job
        if retry_after is not None and job.postponements < self.max_postponements:
            rest = min(max(0.0, retry_after), _LONGEST_REST)
            attempts, postponements = job.attempts - 1, job.postponements + 1
        elif job.attempts >= self.max_attempts:
            return self.bury(running, error)
        else:
            rest = self.backoff.seconds(job.attempts)
            attempts, postponements = job.attempts, job.postponements
        self._change(
            running,
            status=Status.READY,
            owner=None,
            lease_until=None,
            attempts=attempts,
            postponements=postponements,
            run_at=moment(self._dialect, timedelta(seconds=rest)),
            last_error=_sentence(error),
        )
        return Status.READY

    def bury(self, running: RunningJob, error: str) -> Status:
        """Mark a job as dead. It keeps its payload, so that it can be revived until it is pruned.

        Raises:
            LeaseLostError: another worker has the job by now.
        """
        self._change(running, **self._ended(Status.DEAD), last_error=_sentence(error))
        return Status.DEAD

    def heartbeat(self, running: Collection[RunningJob]) -> None:
        """Renew the leases of jobs; those that another worker has by now are marked as lost."""
        lease_ends = time.monotonic() + self.lease.total_seconds()
        for one in running:
            try:
                self._change(one, lease_until=moment(self._dialect, self.lease))
                one.lease_ends = lease_ends
            except LeaseLostError:
                one.lose()

    def release(self, owner: str) -> int:
        """Give back an owner's jobs without counting the attempt; return how many."""
        with self._transaction() as connection:
            released = connection.execute(
                sa.update(jobs)
                .where(is_status(jobs, Status.RUNNING), jobs.c.owner == owner)
                .values(
                    status=Status.READY,
                    owner=None,
                    lease_until=None,
                    attempts=jobs.c.attempts - 1,
                )
            ).rowcount
        self._ring(released)
        return released

    def take_back_everything(self) -> int:
        """Take every running job back at start and return how many those were.

        Only where this process alone owns the database: whoever ran them is gone, and waiting for
        the leases would be in vain.
        """
        with self._transaction() as connection:
            taken = connection.execute(
                interrupt(self._dialect, sa.true(), self.max_attempts)
            ).rowcount
        self._ring(taken)
        return taken

    def counts(self) -> Counts:
        """Count the jobs of each status."""
        # Each by itself, so that each has its index and no payload is read.
        query = sa.select(
            *(
                sa.select(sa.func.count())
                .where(is_status(jobs, status), *conditions)
                .scalar_subquery()
                .label(status.value)
                for status, conditions in (
                    (Status.READY, ()),
                    (Status.RUNNING, ()),
                    (Status.DONE, (jobs.c.finished_at.is_not(None),)),
                    (Status.DEAD, (jobs.c.finished_at.is_not(None),)),
                )
            )
        )
        with self._reading() as connection:
            return Counts(**connection.execute(query).one()._asdict())

    def dead(self, limit: int = 20) -> list[Job]:
        """Return the jobs that died last, the latest first."""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(jobs)
                .where(is_status(jobs, Status.DEAD), jobs.c.finished_at.is_not(None))
                .order_by(jobs.c.finished_at.desc(), jobs.c.seq.desc())
                .limit(limit)
            )
            return [Job.of_row(row) for row in rows]

    def take_dead(self) -> Job | None:
        """Return a dead job that nobody has been told of yet; each death is handed out once."""
        oldest = jobs.alias("oldest")
        chosen = (
            sa.select(oldest.c.seq)
            .where(is_status(oldest, Status.DEAD), oldest.c.announced_at.is_(None))
            .order_by(oldest.c.seq)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        with self._transaction() as connection:
            row = connection.execute(
                sa.update(jobs)
                .where(jobs.c.seq == chosen)
                .values(announced_at=moment(self._dialect))
                .returning(*jobs.c)
            ).one_or_none()
        return None if row is None else Job.of_row(row)

    def revive(self, event_id: str) -> bool:
        """Give a dead job all its attempts again; False if there is no dead job of that id.

        It keeps its place: it is the first of its lane again. Steps that were done stay done.
        """
        with self._transaction() as connection:
            revived = connection.execute(
                sa.update(jobs)
                .where(jobs.c.event_id == event_id, is_status(jobs, Status.DEAD))
                .values(
                    status=Status.READY,
                    attempts=0,
                    postponements=0,
                    run_at=moment(self._dialect),
                    finished_at=None,
                    announced_at=None,
                )
            ).rowcount
        self._ring(revived)
        return revived > 0

    def forget(self, channel: str, message_ts: str) -> int:
        """Forget the dead jobs that hold a message that is to be forgotten; return how many.

        They can't be revived afterwards. Of them only what is kept of a done job stays.
        """
        with self._transaction() as connection:
            return connection.execute(
                sa.update(jobs)
                .where(
                    is_status(jobs, Status.DEAD),
                    jobs.c.payload.contains(json.dumps(channel), autoescape=True),
                    jobs.c.payload.contains(f'"ts": {json.dumps(message_ts)}', autoescape=True),
                )
                .values(**self._ended(Status.DONE), **_NOTHING_KEPT)
            ).rowcount

    def prune(
        self,
        older_than: timedelta = timedelta(days=1),
        *,
        dead_older_than: timedelta = timedelta(days=30),
    ) -> int:
        """Remove the jobs that were done or died so long ago; return how many.

        A repeat of a removed event would be new: keep the done ones for longer than Slack repeats
        an event (about six minutes).
        """
        return sum(
            self._prune(status, age)
            for status, age in ((Status.DONE, older_than), (Status.DEAD, dead_older_than))
        )

    @property
    def rings(self) -> int:
        """How often jobs have come in here; read it before `claim` and hand it to `wait`."""
        return self._rings

    def wait(self, rings: int, seconds: float) -> None:
        """Wait until a job comes in by this very inbox, at most so long.

        Jobs of other processes, and those whose rest or lease ends, don't ring: look in between.
        """
        with self._bell:
            self._bell.wait_for(lambda: self._rings != rings, seconds)

    def wake(self) -> None:
        """End every `wait`."""
        with self._bell:
            self._rings += 1
            self._bell.notify_all()

    def _ring(self, times: int = 1) -> None:
        if times:
            with self._bell:
                self._rings += 1
                self._bell.notify(times)

    def _prune(self, status: Status, age: timedelta) -> int:
        chosen = (
            sa.select(jobs.c.seq)
            .where(is_status(jobs, status), jobs.c.finished_at <= moment(self._dialect, -age))
            .limit(_PRUNE_BATCH)
        )
        pruned = 0
        while True:
            # In batches, because a listener's `put` waits for the whole transaction.
            with self._transaction() as connection:
                batch = connection.execute(
                    sa.delete(jobs).where(jobs.c.seq.in_(chosen), is_status(jobs, status))
                ).rowcount
            pruned += batch
            if batch < _PRUNE_BATCH:
                return pruned

    def _ended(self, status: Status) -> dict[str, Any]:
        return {
            "status": status,
            "finished_at": moment(self._dialect),
            "owner": None,
            "lease_until": None,
        }

    def _change(self, running: RunningJob, **values: Any) -> None:
        with self._transaction() as connection:
            changed = connection.execute(
                sa.update(jobs)
                .where(
                    jobs.c.seq == running.seq,
                    # The number of the claim tells this one from every later one, also of the
                    # same owner.
                    jobs.c.claims == running.job.claims,
                    is_status(jobs, Status.RUNNING),
                )
                .values(**values)
            ).rowcount
        if not changed:
            raise lease_lost(running.job)

    def _transaction(self) -> AbstractContextManager[sa.Connection]:
        return self._engine.begin()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        # Looking must not wait for SQLite's write lock.
        with self._engine.connect().execution_options(akin_read_only=True) as connection:
            yield connection


def _sentence(error: str) -> str:
    return error.replace("\x00", "")[:_MAX_ERROR_LENGTH]
