import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import LeaseLostError, RetryLater, Undeliverable
from bot.job_table import jobs
from bot.jobs import Backoff, Counts, Inbox, Job, RunningJob
from bot.workers import Handler, Workers
from tests.bot.child import LEASE

SECRET = "my password is hunter2"
AT_ONCE = Backoff(base=0.001, jitter=0)
TIMEOUT = 60.0  # seconds: how long a test waits for what should happen


def eventually(condition: Callable[[], Any]) -> Any:
    """Wait until a condition holds and return its value."""
    pause = threading.Event()
    deadline = time.monotonic() + TIMEOUT
    while not (value := condition()):
        assert time.monotonic() < deadline, "it never came true"
        pause.wait(0.01)
    return value


@contextmanager
def working(inbox: Inbox, handlers: dict[str, Handler], **settings: Any) -> Iterator[Workers]:
    workers = Workers(inbox, handlers, **settings)
    workers.start()
    try:
        yield workers
    finally:
        assert workers.stop(timeout=TIMEOUT)


@contextmanager
def child(role: str, url: str, done: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen([sys.executable, "-m", "tests.bot.child", role, url, done]) as process:
        try:
            yield process
        finally:
            process.kill()


def lines(done: Path) -> list[str]:
    return done.read_text().splitlines() if done.exists() else []


class TestWork:
    def test_jobs_are_done_by_the_handlers_of_their_kinds(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        handled: list[tuple[str, Any]] = []
        handlers: dict[str, Handler] = {
            "message": lambda running: handled.append(("message", running.job.payload["number"])),
            "edit": lambda running: handled.append(("edit", running.job.payload["number"])),
        }
        with working(inbox, handlers) as workers:
            for number in range(20):
                inbox.put(f"Ev{number}", ["message", "edit"][number % 2], {"number": number})
            eventually(lambda: inbox.counts() == Counts(done=20))
            assert workers.alive
            eventually(lambda: workers.busy == 0)
        assert sorted(handled, key=lambda pair: pair[1]) == [
            (["message", "edit"][number % 2], number) for number in range(20)
        ]

    def test_the_health_check_sees_whether_the_threads_run(self, sqlite_engine: Engine) -> None:
        workers = Workers(Inbox(sqlite_engine), {})
        assert not workers.alive
        workers.start()
        assert eventually(lambda: workers.alive)
        workers.stop()
        assert not workers.alive

    def test_an_idle_worker_takes_a_new_job_without_waiting_for_its_next_look(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.workers._FIRST_POLL", 3600.0)
        monkeypatch.setattr("bot.workers._LONGEST_POLL", 3600.0)
        inbox = Inbox(engine)
        handled = threading.Semaphore(0)
        with working(inbox, {"message": lambda _: handled.release()}):
            for number in range(10):
                inbox.put(f"Ev{number}", "message", {})
                assert handled.acquire(timeout=TIMEOUT)

    def test_another_processs_job_is_found_by_looking(self, engine: Engine) -> None:
        handled = threading.Event()
        with working(Inbox(engine), {"message": lambda _: handled.set()}):
            Inbox(engine).put("Ev1", "message", {})
            assert handled.wait(TIMEOUT)

    def test_as_many_jobs_run_at_once_as_there_are_threads(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        begun, go_on = threading.Semaphore(0), threading.Event()

        def wait(_running: RunningJob) -> None:
            begun.release()
            assert go_on.wait(TIMEOUT)

        with working(inbox, {"message": wait}, threads=3) as workers:
            for number in range(4):
                inbox.put(f"Ev{number}", "message", {})
            for _ in range(3):
                assert begun.acquire(timeout=TIMEOUT)
            assert workers.busy == 3
            assert inbox.counts() == Counts(ready=1, running=3)
            go_on.set()
            assert begun.acquire(timeout=TIMEOUT)

    def test_there_has_to_be_a_thread(self, sqlite_engine: Engine) -> None:
        with pytest.raises(ValueError, match="thread"):
            Workers(Inbox(sqlite_engine), {}, threads=0)


class TestFailures:
    def test_a_failing_job_is_tried_again_then_dead_and_told_of_once(
        self, engine: Engine, caplog: pytest.LogCaptureFixture
    ) -> None:
        inbox = Inbox(engine, max_attempts=3, backoff=AT_ONCE)
        attempts: list[int] = []
        told: list[Job] = []

        def fail(running: RunningJob) -> None:
            attempts.append(running.job.attempts)
            raise KeyError(SECRET)

        with working(inbox, {"message": fail}, on_dead=told.append):
            inbox.put("Ev1", "message", {"text": SECRET})
            eventually(lambda: told)
        assert attempts == [1, 2, 3]
        (dead,) = inbox.dead()
        assert told == [dead]
        assert dead.last_error.startswith("KeyError in test_workers.py, line ")
        assert "Ev1" in caplog.text
        assert "hunter2" not in caplog.text + dead.last_error

    def test_a_job_that_can_never_succeed_is_buried_at_once(self, engine: Engine) -> None:
        inbox = Inbox(engine)

        def refuse(_running: RunningJob) -> None:
            raise Undeliverable("The channel is gone.")

        told: list[Job] = []
        with working(inbox, {"message": refuse}, on_dead=told.append):
            inbox.put("Ev1", "message", {})
            eventually(lambda: told)
        assert (told[0].attempts, told[0].last_error) == (1, "The channel is gone.")

    def test_a_job_of_an_unknown_kind_is_buried_with_the_reason(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        with working(inbox, {}):
            inbox.put("Ev1", "mystery", {})
            (dead,) = eventually(inbox.dead)
        assert "no handler" in dead.last_error

    def test_a_job_that_wants_to_come_later_does_so_without_losing_attempts(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine, max_attempts=1)
        attempts: list[int] = []

        def later(running: RunningJob) -> None:
            attempts.append(running.job.attempts)
            if len(attempts) < 4:
                raise RetryLater(0.001, "Slack answered 429.")

        with working(inbox, {"message": later}):
            inbox.put("Ev1", "message", {})
            eventually(lambda: inbox.counts().done)
        assert attempts == [1, 1, 1, 1]

    def test_a_worker_outlives_who_is_told_of_the_dead(
        self, engine: Engine, caplog: pytest.LogCaptureFixture
    ) -> None:
        inbox = Inbox(engine)

        def fall_over(job: Job) -> None:
            raise RuntimeError(job.payload["text"])

        with working(inbox, {"message": lambda _: None}, on_dead=fall_over, threads=1) as workers:
            inbox.put("Ev1", "mystery", {"text": SECRET})
            inbox.put("Ev2", "message", {})
            eventually(lambda: inbox.counts() == Counts(done=1, dead=1))
            assert workers.alive
        assert "Ev1: RuntimeError" in caplog.text
        assert "hunter2" not in caplog.text

    def test_a_job_that_died_with_another_process_is_told_of(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        running = inbox.claim("gone")
        assert running
        inbox.bury(running, "It can't be done.")
        told: list[str] = []
        with working(Inbox(engine), {}, on_dead=lambda job: told.append(job.event_id)):
            eventually(lambda: told)
        assert told == ["Ev1"]


class TestStop:
    def test_running_jobs_finish_and_no_other_begins(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        begun, go_on = threading.Event(), threading.Event()

        def wait(_running: RunningJob) -> None:
            begun.set()
            assert go_on.wait(TIMEOUT)

        workers = Workers(inbox, {"message": wait}, threads=1)
        workers.start()
        inbox.put("Ev1", "message", {})
        inbox.put("Ev2", "message", {})
        assert begun.wait(TIMEOUT)
        stopped: list[bool] = []
        stopping = threading.Thread(target=lambda: stopped.append(workers.stop(TIMEOUT)))
        stopping.start()
        eventually(workers._stopping.is_set)
        go_on.set()
        stopping.join(TIMEOUT)
        assert stopped == [True]
        assert inbox.counts() == Counts(ready=1, done=1)

    def test_a_job_that_does_not_finish_in_time_is_given_back_uncounted(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine)
        begun, go_on = threading.Event(), threading.Event()
        posted: list[str] = []
        lost = threading.Event()

        def hang(running: RunningJob) -> None:
            running.once("first", lambda: posted.append("first"))
            begun.set()
            assert go_on.wait(TIMEOUT)
            try:
                running.once("second", lambda: posted.append("second"))
            except LeaseLostError:
                lost.set()
                raise

        workers = Workers(inbox, {"message": hang}, threads=1)
        workers.start()
        inbox.put("Ev1", "message", {}, lane="C1")
        assert begun.wait(TIMEOUT)
        assert not workers.stop(timeout=0)

        second = inbox.claim("another")
        assert second is not None
        assert (second.job.attempts, second.again, second.steps) == (1, True, {"first": None})
        go_on.set()
        assert lost.wait(TIMEOUT)
        workers._threads[0].join(TIMEOUT)
        assert posted == ["first"], "the old thread begins no further step"
        inbox.finish(second)

    def test_stop_before_start_and_twice_is_harmless(self, sqlite_engine: Engine) -> None:
        workers = Workers(Inbox(sqlite_engine), {})
        assert workers.stop()
        assert workers.stop()
        assert not workers.alive


class TestLeases:
    def test_a_long_job_keeps_its_lease(self, engine: Engine) -> None:
        inbox = Inbox(engine, lease=timedelta(seconds=1))
        begun, go_on = threading.Event(), threading.Event()

        def wait(_running: RunningJob) -> None:
            begun.set()
            assert go_on.wait(TIMEOUT)

        def lease_until() -> Any:
            with engine.connect() as connection:
                return connection.scalar(sa.select(jobs.c.lease_until))

        others = Inbox(engine, lease=timedelta(seconds=1))
        with working(inbox, {"message": wait}):
            inbox.put("Ev1", "message", {})
            assert begun.wait(TIMEOUT)
            first = lease_until()

            def two_leases_later() -> bool:
                assert others.claim("another") is None
                return bool(lease_until() > first + timedelta(seconds=2))

            eventually(two_leases_later)
            go_on.set()
        assert inbox.counts() == Counts(done=1)

    def test_who_finds_that_a_job_is_lost_does_not_report_it_as_failed(
        self, engine: Engine, caplog: pytest.LogCaptureFixture
    ) -> None:
        inbox = Inbox(engine)

        def lose(running: RunningJob) -> None:
            running.lose()
            running.check()

        with working(inbox, {"message": lose}):
            inbox.put("Ev1", "message", {})
            eventually(lambda: "Ev1 was taken over" in caplog.text)
        assert inbox.counts() == Counts(running=1), "it is left to whoever has it"

    def test_a_killed_processs_job_is_taken_over_and_its_steps_are_not_repeated(
        self, engine: Engine, database_url: str, tmp_path: Path
    ) -> None:
        done = tmp_path / "done"
        inbox = Inbox(engine, lease=LEASE)
        inbox.put("Ev1", "hang", {}, lane="C1")
        inbox.put("Ev2", "hang", {}, lane="C1")
        with child("killed", database_url, done) as process:
            eventually(lambda: "hanging" in lines(done))
            process.kill()
            process.wait()
        running = eventually(lambda: inbox.claim("another"))
        assert (running.job.event_id, running.job.attempts, running.again) == ("Ev1", 2, True)
        assert running.once("first", lambda: pytest.fail("the step was repeated")) == "first"
        assert lines(done).count("first") == 1

    def test_a_job_that_kills_its_process_each_time_ends_dead(
        self, engine: Engine, database_url: str, tmp_path: Path
    ) -> None:
        done = tmp_path / "done"
        inbox = Inbox(engine, lease=LEASE, max_attempts=2)
        inbox.put("Ev1", "end_worker", {})
        for attempt in (1, 2):
            with child(f"{attempt}", database_url, done) as process:
                process.wait(TIMEOUT)
        told: list[Job] = []
        with working(inbox, {}, on_dead=told.append):
            eventually(lambda: told)
        assert lines(done).count("attempt") == 2
        assert inbox.counts() == Counts(dead=1)

    def test_processes_that_are_killed_again_and_again_lose_no_job_and_no_order(
        self, engine: Engine, database_url: str, tmp_path: Path
    ) -> None:
        done = tmp_path / "done"
        inbox = Inbox(engine, lease=LEASE)
        lanes = ["C1", "C2", "C3"]
        for number in range(150):
            inbox.put(f"Ev{number:03}", "work", {}, lane=lanes[number % 3])

        def until_done(number: int) -> None:
            eventually(lambda: inbox.counts().done >= number)

        for kills in range(1, 4):
            with child(f"{kills}a", database_url, done), child(f"{kills}b", database_url, done):
                until_done(25 * kills)
        with child("last", database_url, done):
            eventually(lambda: inbox.counts() == Counts(done=150))
        for lane in lanes:
            begun = [line for line in lines(done) if line.startswith(lane)]
            # A kill between a step and its record repeats the step, and only that.
            first = list(dict.fromkeys(begun))
            assert first == sorted(first) == sorted(set(begun))
            assert begun == sorted(begun)
            assert len(first) == 50
            assert len(begun) <= 50 + 6


class TestDatabaseErrors:
    def test_workers_outlive_a_database_that_is_away(
        self, engine: Engine, caplog: pytest.LogCaptureFixture
    ) -> None:
        inbox = Inbox(engine, lease=timedelta(seconds=0.5))

        def rename(old: str, new: str) -> None:
            with engine.begin() as connection:
                connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

        begun, go_on = threading.Event(), threading.Event()

        def wait(_running: RunningJob) -> None:
            begun.set()
            assert go_on.wait(TIMEOUT)

        with working(inbox, {"wait": wait, "message": lambda _: None}, threads=2) as workers:
            inbox.put("Ev1", "wait", {})
            assert begun.wait(TIMEOUT)
            rename("jobs", "away")
            eventually(lambda: "could not take a job" in caplog.text)
            eventually(lambda: "could not be renewed" in caplog.text)
            with pytest.raises(sa.exc.SQLAlchemyError):
                inbox.put("Ev2", "message", {})
            go_on.set()
            eventually(lambda: "end of job Ev1 is not recorded yet" in caplog.text)
            assert workers.alive
            rename("away", "jobs")
            inbox.put("Ev2", "message", {})
            eventually(lambda: inbox.counts() == Counts(done=2))
            assert workers.alive

    def test_workers_outlive_an_error_that_nobody_thought_of(
        self, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inbox = Inbox(sqlite_engine)
        claim = inbox.claim
        errors: list[Exception] = [ZeroDivisionError(), MemoryError()]

        def claim_at_last(owner: str) -> RunningJob | None:
            if errors:
                raise errors.pop()
            return claim(owner)

        monkeypatch.setattr(inbox, "claim", claim_at_last)
        with working(inbox, {"message": lambda _: None}, threads=1):
            inbox.put("Ev1", "message", {})
            eventually(lambda: inbox.counts().done)

    def test_stop_does_not_wait_for_a_database_that_is_away(
        self, engine: Engine, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.ERROR)
        inbox = Inbox(engine)
        handled = threading.Event()

        def handle(_running: RunningJob) -> None:
            with engine.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE jobs RENAME TO away")
            handled.set()

        workers = Workers(inbox, {"message": handle}, threads=1)
        workers.start()
        inbox.put("Ev1", "message", {})
        assert handled.wait(TIMEOUT)
        eventually(lambda: "is not recorded yet" in caplog.text)
        assert not workers.stop(timeout=0)
        workers._threads[0].join(TIMEOUT)
        assert not workers.alive
        assert "could not be given back" in caplog.text
