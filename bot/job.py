"""A job of the inbox, as it is stored and as a worker holds it."""

import json
import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, Self

import sqlalchemy as sa

from bot.errors import LeaseLostError

JSON = dict[str, Any] | list[Any] | str | int | float | bool | None


class Status(StrEnum):
    """Where a job stands."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, as it stands in the inbox.

    `attempts` counts the failed and the present ones; `claims` every time that a worker took the
    job, also those that don't count against it. `last_error` is a short sentence without
    anybody's text. The payload of a job that is done is empty.
    """

    event_id: str
    kind: str
    payload: dict[str, Any]
    lane: str
    status: Status
    attempts: int
    postponements: int
    claims: int
    created_at: datetime
    last_error: str

    @classmethod
    def of_row(cls, row: sa.Row[Any]) -> Self:
        """Read a job from its row."""
        return cls(
            event_id=row.event_id,
            kind=row.kind,
            payload=json.loads(row.payload),
            lane=row.lane,
            status=Status(row.status),
            attempts=row.attempts,
            postponements=row.postponements,
            claims=row.claims,
            created_at=row.created_at,
            last_error=row.last_error,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs there are of each status."""

    ready: int = 0
    running: int = 0
    done: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long a failed job rests: `base` seconds, doubled at each attempt, at most `cap`.

    A random part of up to `jitter` (a share of the whole, 0 to 1) is taken off, so that jobs that
    failed together don't come back together.
    """

    base: float = 1.0
    cap: float = 120.0
    jitter: float = 0.5

    def seconds(self, attempts: int, chance: float | None = None) -> float:
        """Return the rest after so many attempts; `chance` in [0, 1) replaces the random number."""
        if chance is None:
            chance = random.random()  # noqa: S311 - spreads load, guards nothing
        whole = min(self.cap, self.base * 2.0 ** min(attempts - 1, 64))
        return whole * (1 - self.jitter * chance)


class Leases(Protocol):
    """What a running job asks of its inbox."""

    def record(self, running: "RunningJob", steps: dict[str, JSON]) -> None:
        """Store the steps of a job that is still the worker's."""

    def heartbeat(self, running: Collection["RunningJob"]) -> None:
        """Renew the leases of jobs, or mark them as lost."""


class RunningJob:
    """A job that a worker has taken, with the steps of it that are already done."""

    def __init__(
        self, leases: Leases, job: Job, seq: int, steps: dict[str, JSON], lease_ends: float
    ) -> None:
        self.job = job
        self.seq = seq
        self.lease_ends = lease_ends
        """When the lease ends unless it is renewed, by `time.monotonic`."""
        self._leases = leases
        self._steps = steps
        self._lost = False

    @property
    def steps(self) -> dict[str, JSON]:
        """What the steps that are done returned, by name."""
        return dict(self._steps)

    @property
    def again(self) -> bool:
        """Whether a worker had this job before, and may have done more than it could record."""
        return self.job.claims > 1

    def once(self, step: str, action: Callable[[], JSON]) -> Any:
        """Do a step unless it is done already, remember what it returned, and return that.

        What is remembered went through JSON, and so does what the first call returns. A kill
        between the action and its record repeats the action: where that matters, look (only if
        `again`) whether its effect is there before causing it.

        Raises:
            LeaseLostError: another worker has the job by now.
        """
        if step not in self._steps:
            self.check()
            text = json.dumps(action())
            self._leases.record(self, {**self._steps, step: json.loads(text)})
            self._steps[step] = json.loads(text)
        return json.loads(json.dumps(self._steps[step]))

    def check(self) -> None:
        """Make sure that the job is still this worker's.

        Raises:
            LeaseLostError: it isn't.
        """
        if not self._lost and time.monotonic() >= self.lease_ends:
            # The machine slept, or the database was away for as long as the lease.
            self._leases.heartbeat([self])
        if self._lost:
            raise lease_lost(self.job)

    def lose(self) -> None:
        """Note that the job is no longer this worker's, so that no further step begins."""
        self._lost = True


def lease_lost(job: Job) -> LeaseLostError:
    """Return the error that says that a job is no longer the worker's."""
    return LeaseLostError(
        f"The job {job.event_id} was taken over after its lease had run out; "
        "what is left of it is the other worker's to do."
    )
