"""Whatever happens to the inbox, it does what a plain list of jobs in memory would do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.engine import Engine

from bot.errors import LeaseLostError
from bot.job_table import jobs
from bot.jobs import Backoff, Counts, Inbox, RunningJob, Status
from tests.bot.conftest import age_jobs

LANES = ["", "C1", "C2", "C3"]
OWNERS = ["ada", "bob"]
MAX_ATTEMPTS = 3
LEASE = timedelta(seconds=600)
REST = 300.0  # seconds
LONG = 1000.0  # seconds: longer than any rest or lease


@dataclass
class Expected:
    """What is expected of a job."""

    event_id: str
    lane: str
    status: Status = Status.READY
    resting: bool = False
    expired: bool = False
    attempts: int = 0
    owner: str = ""
    steps: list[str] = field(default_factory=list)


class InboxMachine(RuleBasedStateMachine):
    engine: Engine

    @initialize()
    def begin(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.delete(jobs))
        self.inbox = Inbox(
            self.engine,
            lease=LEASE,
            max_attempts=MAX_ATTEMPTS,
            backoff=Backoff(base=REST, cap=REST, jitter=0),
        )
        self.expected: list[Expected] = []
        self.held: list[tuple[RunningJob, Expected]] = []
        self.stale: list[RunningJob] = []

    def next_expected(self) -> Expected | None:
        for job in self.expected:
            if job.status is not Status.READY or job.resting:
                continue
            rivals = [other for other in self.expected if job.lane and other.lane == job.lane]
            if any(other.status is Status.RUNNING for other in rivals):
                continue
            if job.lane and next(o for o in rivals if o.status is Status.READY) is not job:
                continue
            return job
        return None

    def let_go(self, job: Expected) -> None:
        """The job's holder, if there is one, holds it no longer."""
        self.stale += [running for running, held in self.held if held is job]
        self.held = [(running, held) for running, held in self.held if held is not job]

    @rule(lane=st.sampled_from(LANES))
    def put(self, lane: str) -> None:
        event_id = f"Ev{len(self.expected)}"
        assert self.inbox.put(event_id, "message", {"of": event_id}, lane=lane)
        self.expected.append(Expected(event_id, lane))

    @precondition(lambda self: self.expected)
    @rule(data=st.data(), lane=st.sampled_from(LANES))
    def put_again(self, data: st.DataObject, lane: str) -> None:
        job = data.draw(st.sampled_from(self.expected))
        assert not self.inbox.put(job.event_id, "other", {}, lane=lane)

    @rule(owner=st.sampled_from(OWNERS))
    def claim(self, owner: str) -> None:
        running = self.inbox.claim(owner)
        for job in self.expected:
            if job.status is Status.RUNNING and job.expired:
                job.status = Status.DEAD if job.attempts >= MAX_ATTEMPTS else Status.READY
                job.resting = job.expired = False
                self.let_go(job)
        self.take(running, self.next_expected(), owner)

    def take(self, running: RunningJob | None, job: Expected | None, owner: str) -> None:
        assert (running is None) == (job is None)
        if running is None or job is None:
            return
        job.status, job.owner, job.attempts = Status.RUNNING, owner, job.attempts + 1
        assert running.job.event_id == job.event_id
        assert running.job.attempts == job.attempts
        assert running.job.payload == {"of": job.event_id}
        assert sorted(running.steps) == sorted(job.steps)
        self.held.append((running, job))

    @precondition(lambda self: self.held)
    @rule(data=st.data(), name=st.sampled_from(["reply", "index"]))
    def step(self, data: st.DataObject, name: str) -> None:
        running, job = data.draw(st.sampled_from(self.held))
        done = []
        running.once(name, lambda: done.append(name))
        assert bool(done) == (name not in job.steps)
        if done:
            job.steps.append(name)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), how=st.sampled_from(["finish", "fail", "later", "bury"]))
    def end(self, data: st.DataObject, how: str) -> None:
        running, job = data.draw(st.sampled_from(self.held))
        self.let_go(job)
        self.stale.remove(running)
        job.expired = False
        if how == "finish":
            status = self.inbox.finish(running)
            job.status = Status.DONE
        elif how == "bury":
            status = self.inbox.bury(running, "It can't be done.")
            job.status = Status.DEAD
        elif how == "later":
            status = self.inbox.fail(running, "429", retry_after=REST)
            job.status, job.resting, job.attempts = Status.READY, True, job.attempts - 1
        else:
            status = self.inbox.fail(running, "Slack was away.")
            job.resting = job.attempts < MAX_ATTEMPTS
            job.status = Status.READY if job.resting else Status.DEAD
        assert status is job.status
        self.stale.append(running)

    @precondition(lambda self: self.stale)
    @rule(data=st.data(), how=st.sampled_from(["finish", "fail", "bury"]))
    def end_too_late(self, data: st.DataObject, how: str) -> None:
        running = data.draw(st.sampled_from(self.stale))
        ends: dict[str, Callable[[], object]] = {
            "finish": lambda: self.inbox.finish(running),
            "fail": lambda: self.inbox.fail(running, "Late."),
            "bury": lambda: self.inbox.bury(running, "Late."),
        }
        with pytest.raises(LeaseLostError):
            ends[how]()

    @rule(data=st.data())
    def time_passes_and_some_workers_live(self, data: st.DataObject) -> None:
        age_jobs(self.engine, LONG)
        beating = [pair for pair in self.held if data.draw(st.booleans())]
        self.inbox.heartbeat([running for running, _ in beating])
        for job in self.expected:
            job.resting = False
            job.expired = job.status is Status.RUNNING and all(job is not one for _, one in beating)

    @rule(owner=st.sampled_from(OWNERS))
    def release(self, owner: str) -> None:
        for job in self.expected:
            if job.status is Status.RUNNING and job.owner == owner:
                job.status, job.attempts, job.expired = Status.READY, job.attempts - 1, False
                self.let_go(job)
        self.inbox.release(owner)

    @rule()
    def the_one_process_starts_again(self) -> None:
        self.inbox.take_back_everything()
        for job in self.expected:
            if job.status is Status.RUNNING:
                job.status = Status.DEAD if job.attempts >= MAX_ATTEMPTS else Status.READY
                job.expired = False
                self.let_go(job)

    @precondition(lambda self: any(job.status is Status.DEAD for job in self.expected))
    @rule(data=st.data())
    def revive(self, data: st.DataObject) -> None:
        dead = [job for job in self.expected if job.status is Status.DEAD]
        job = data.draw(st.sampled_from(dead))
        assert self.inbox.revive(job.event_id)
        job.status, job.attempts = Status.READY, 0

    @invariant()
    def nothing_is_lost(self) -> None:
        statuses = [job.status for job in self.expected]
        assert self.inbox.counts() == Counts(
            ready=statuses.count(Status.READY),
            running=statuses.count(Status.RUNNING),
            done=statuses.count(Status.DONE),
            dead=statuses.count(Status.DEAD),
        )

    @invariant()
    def no_lane_runs_two(self) -> None:
        lanes = [job.lane for job in self.expected if job.status is Status.RUNNING and job.lane]
        assert len(lanes) == len(set(lanes))


def test_any_sequence_of_events_loses_nothing_and_keeps_the_order_of_each_lane(
    engine: Engine,
) -> None:
    class Machine(InboxMachine):
        pass

    Machine.engine = engine
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
        ),
    )
