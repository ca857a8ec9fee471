"""Threads that take jobs from the inbox, keep their leases alive, and stop without losing any."""

import logging
import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from bot.errors import LeaseLostError, RetryLater, Undeliverable
from bot.jobs import Inbox, Job, RunningJob, Status

Handler = Callable[[RunningJob], None]
"""Does a job. Whatever it raises is a failure; `RetryLater` and `Undeliverable` say more."""

_log = logging.getLogger(__name__)

_FIRST_POLL: Final = 0.05  # seconds
_LONGEST_POLL: Final = 0.25
_LONGEST_REST: Final = 5.0  # after errors of the database
_BEATS_A_LEASE: Final = 3
_BEATS_AFTER_ERRORS: Final = 5  # as many times as often
_PRUNE_EVERY: Final = 3600.0  # seconds


class Workers:
    """Threads that do an inbox's jobs, and one that renews the leases of what they are doing.

    Args:
        inbox: where the jobs are.
        handlers: what to do, by the jobs' kind. A job of any other kind is buried.
        threads: how many jobs run at a time.
        on_dead: told of each job that died, whichever worker it died with, once.
    """

    def __init__(
        self,
        inbox: Inbox,
        handlers: Mapping[str, Handler],
        *,
        threads: int = 4,
        on_dead: Callable[[Job], None] | None = None,
    ) -> None:
        if threads < 1:
            raise ValueError(f"There has to be at least one worker thread, not {threads}.")
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._inbox = inbox
        self._handlers = dict(handlers)
        self._on_dead = on_dead
        self._beat = inbox.lease.total_seconds() / _BEATS_A_LEASE
        self._stopping = threading.Event()
        self._closed = threading.Event()
        self._running: set[RunningJob] = set()
        self._lock = threading.Lock()
        self._tell_due = 0.0
        self._prune_due = 0.0
        self._threads = [
            threading.Thread(target=self._work, name=f"akin-worker-{number}", daemon=True)
            for number in range(1, threads + 1)
        ]
        self._heart = threading.Thread(target=self._keep_leases, name="akin-leases", daemon=True)

    @property
    def busy(self) -> int:
        """How many jobs are running here now."""
        with self._lock:
            return len(self._running)

    @property
    def alive(self) -> bool:
        """Whether all threads run, for the health check."""
        return all(thread.is_alive() for thread in (*self._threads, self._heart))

    def start(self) -> None:
        """Start the threads; once only.

        Raises:
            RuntimeError: they were started before.
        """
        self._heart.start()
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Take no more jobs, let the running ones finish, and give back those that don't in time.

        What is given back is another worker's to do at once, and its attempt isn't counted. Its
        thread here begins no further step, and ends with the process.

        Args:
            timeout: seconds to wait for the running jobs.

        Returns:
            Whether all of them finished.
        """
        self._stopping.set()
        self._inbox.wake()
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))
        with self._lock:
            self._closed.set()
            left = list(self._running)
        for running in left:
            running.lose()
        if left:
            try:
                released = self._inbox.release(self.owner)
            except sa.exc.SQLAlchemyError as error:
                # Their leases run out by themselves.
                _log.error("Running jobs could not be given back: %s", _name(error))
            else:
                _log.info("Gave back %d jobs that were still running.", released)
        if self._heart.is_alive():
            self._heart.join(max(1.0, deadline - time.monotonic()))
        return not left

    def _work(self) -> None:
        rest, poll = _FIRST_POLL, _FIRST_POLL
        while not self._stopping.is_set():
            try:
                rings = self._inbox.rings
                self._chores()
                running = self._inbox.claim(self.owner)
                if running is None:
                    self._inbox.wait(rings, poll)
                    came_in = self._inbox.rings != rings
                    poll = _FIRST_POLL if came_in else min(poll * 2, _LONGEST_POLL)
                else:
                    poll = _FIRST_POLL
                    self._do(running)
                rest = _FIRST_POLL
            except Exception as error:  # noqa: BLE001 - a worker outlives whatever goes wrong
                _log.error("A worker could not take a job: %s", _describe(error))
                self._stopping.wait(rest)
                rest = min(rest * 2, _LONGEST_REST)

    def _do(self, running: RunningJob) -> None:
        with self._lock:
            closed = self._closed.is_set()
            if not closed:
                self._running.add(running)
        if closed:
            # Claimed while `stop` gave everything back: nobody would renew this lease.
            self._inbox.release(self.owner)
            return
        try:
            status = self._settle(running, self._handle(running))
        finally:
            with self._lock:
                self._running.discard(running)
        if status is Status.DEAD:
            self._tell_of_the_dead()

    def _handle(self, running: RunningJob) -> Callable[[], Status | None]:
        """Run the handler and return what records its end."""
        job, inbox = running.job, self._inbox
        handler = self._handlers.get(job.kind)
        if handler is None:
            return partial(inbox.bury, running, "This version of Akin has no handler for its kind.")
        try:
            handler(running)
        except Undeliverable as error:
            return partial(inbox.bury, running, error.reason)
        except RetryLater as error:
            _log.debug("Job %s (%s) waits: %s", job.event_id, job.kind, error.reason)
            return partial(self._postpone, running, error)
        except LeaseLostError as error:
            return partial(_reraise, error)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is the job's failure
            return partial(inbox.fail, running, _describe(error))
        return partial(inbox.finish, running)

    def _postpone(self, running: RunningJob, error: RetryLater) -> Status | None:
        """Give a job back that has to wait. That is no failure, unless it has waited too often."""
        status = self._inbox.fail(running, error.reason, retry_after=error.seconds)
        return None if status is Status.READY else status

    def _settle(self, running: RunningJob, record: Callable[[], Status | None]) -> Status | None:
        """Record a job's end, however long the database is away; None if that's no longer ours."""
        job = running.job
        rest = _FIRST_POLL
        while True:
            try:
                status = record()
            except LeaseLostError as error:
                _log.warning("%s", error)
                return None
            except sa.exc.SQLAlchemyError as error:
                _log.error("The end of job %s is not recorded yet: %s", job.event_id, _name(error))
                if self._closed.wait(rest):
                    return None
                rest = min(rest * 2, _LONGEST_REST)
            else:
                if status not in {Status.DONE, None}:
                    _log.warning(
                        "Job %s (%s) failed at attempt %d and is %s now.",
                        job.event_id,
                        job.kind,
                        job.attempts,
                        status,
                    )
                return status

    def _chores(self) -> None:
        now = time.monotonic()
        with self._lock:
            tell, prune = now >= self._tell_due, now >= self._prune_due
            if tell:
                self._tell_due = now + self._beat
            if prune:
                self._prune_due = now + _PRUNE_EVERY
        if tell:
            # Those that died with another worker, or with a process that was killed.
            self._tell_of_the_dead()
        if prune:
            self._inbox.prune()

    def _tell_of_the_dead(self) -> None:
        if self._on_dead is None:
            return
        while (job := self._inbox.take_dead()) is not None:
            try:
                self._on_dead(job)
            except Exception as error:  # noqa: BLE001 - the job is dead either way, and listed
                _log.error("Nobody was told of dead job %s: %s", job.event_id, _describe(error))

    def _keep_leases(self) -> None:
        pause = self._beat
        while not self._closed.wait(pause):
            with self._lock:
                running = list(self._running)
            try:
                self._inbox.heartbeat(running)
                pause = self._beat
            except Exception as error:  # noqa: BLE001 - the leases need this thread, come what may
                _log.error("Leases could not be renewed: %s", _describe(error))
                pause = self._beat / _BEATS_AFTER_ERRORS


def _reraise(error: LeaseLostError) -> Status:
    raise error


def _name(error: BaseException) -> str:
    return type(error).__name__


def _describe(error: BaseException) -> str:
    """Say what was raised and where. Not its message: that may hold what people wrote."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    lines = [line for _, line in traceback.walk_tb(error.__traceback__)]
    if not frames:
        return f"{_name(error)}."
    return f"{_name(error)} in {Path(frames[-1].f_code.co_filename).name}, line {lines[-1]}."
