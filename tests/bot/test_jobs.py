import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

import bot.slots  # noqa: F401 - its table belongs to the migrations that are compared
from bot.errors import LeaseLostError
from bot.job_table import jobs, metadata, next_ready
from bot.jobs import Backoff, Counts, Inbox, RunningJob, Status

LetTimePass = Callable[[float], None]
SECRET = "my password is hunter2"


def claimed(inbox: Inbox, owner: str = "worker") -> RunningJob:
    running = inbox.claim(owner)
    assert running is not None
    return running


def claimed_ids(inbox: Inbox) -> list[str]:
    """Claim until there is nothing to do."""
    found = []
    while (running := inbox.claim("worker")) is not None:
        found.append(running.job.event_id)
    return found


def kill(inbox: Inbox, event_id: str) -> None:
    """Put a job and bury it."""
    inbox.put(event_id, "message", {"text": SECRET})
    running = claimed(inbox)
    assert running.job.event_id == event_id
    inbox.bury(running, "It can't be done.")


class TestPut:
    def test_a_job_comes_out_as_it_was_put_in(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        payload = {
            "text": "naïve \x00 \ud800 🎉 שלום",
            "list": [1, 2.5, None, True],
            "deep": {"a": {}},
        }

        assert inbox.put("Ev1", "message", payload, lane="C1")

        job = claimed(inbox).job
        assert (job.event_id, job.kind, job.payload, job.lane) == ("Ev1", "message", payload, "C1")
        assert (job.status, job.attempts, job.claims, job.last_error) == (Status.RUNNING, 1, 1, "")
        assert job.created_at.tzinfo is not None

    def test_a_repeat_is_ignored_whatever_became_of_the_first(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        assert inbox.put("Ev1", "message", {"text": "first"})
        assert not inbox.put("Ev1", "message", {"text": "second"}, lane="C1")
        running = claimed(inbox)
        assert running.job.payload == {"text": "first"}
        assert not inbox.put("Ev1", "message", {})
        inbox.finish(running)
        assert not inbox.put("Ev1", "message", {})
        kill(inbox, "Ev2")
        assert not inbox.put("Ev2", "message", {})

        assert inbox.counts() == Counts(done=1, dead=1)

    def test_one_of_many_that_put_the_same_event_at_once_is_the_first(self, engine: Engine) -> None:
        inboxes = [Inbox(engine) for _ in range(8)]
        together = threading.Barrier(len(inboxes))

        def put(inbox: Inbox) -> bool:
            together.wait(timeout=30)
            return inbox.put("Ev1", "message", {})

        with ThreadPoolExecutor(len(inboxes)) as pool:
            assert sorted(pool.map(put, inboxes)) == [False] * 7 + [True]

    def test_the_moments_of_jobs_are_those_of_their_arrival(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        for number in range(3):
            inbox.put(f"Ev{number}", "message", {})

        moments = [claimed(inbox).job.created_at for _ in range(3)]

        assert moments == sorted(set(moments))

    def test_a_delayed_job_waits(self, engine: Engine, let_time_pass: LetTimePass) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {}, delay=timedelta(seconds=60))
        assert inbox.claim("worker") is None
        let_time_pass(61)
        assert claimed_ids(inbox) == ["Ev1"]

    def test_a_job_without_an_id_or_with_a_payload_that_is_no_json_is_refused(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine)
        with pytest.raises(ValueError, match="event_id"):
            inbox.put("", "message", {})
        with pytest.raises(ValueError, match="JSON"):
            inbox.put("Ev1", "message", {"score": float("nan")})
        with pytest.raises(TypeError):
            inbox.put("Ev1", "message", {"inbox": inbox})
        assert inbox.counts() == Counts()

    def test_a_locked_database_raises_so_that_the_event_is_not_acked(
        self, sqlite_engine: Engine
    ) -> None:
        @sa.event.listens_for(sqlite_engine, "connect")
        def _impatient(connection: Any, _entry: Any) -> None:
            connection.execute("PRAGMA busy_timeout=0")

        sqlite_engine.dispose()
        inbox = Inbox(sqlite_engine)
        with sqlite_engine.begin(), pytest.raises(sa.exc.OperationalError, match="locked"):
            inbox.put("Ev1", "message", {})

        assert inbox.put("Ev1", "message", {})

    def test_a_full_disk_raises_so_that_the_event_is_not_acked(self, sqlite_engine: Engine) -> None:
        @sa.event.listens_for(sqlite_engine, "connect")
        def _small_disk(connection: Any, _entry: Any) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={pages + 2}")

        sqlite_engine.dispose()
        inbox = Inbox(sqlite_engine)
        with pytest.raises(sa.exc.OperationalError, match="full"):
            inbox.put("Ev1", "message", {"text": "x" * 100_000})

        assert inbox.counts() == Counts()
        assert inbox.put("Ev1", "message", {})


class TestOrder:
    def test_jobs_without_a_lane_run_side_by_side_in_the_order_of_arrival(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine)
        for number in range(40):
            inbox.put(f"Ev{number}", "message", {})
        assert claimed_ids(inbox) == [f"Ev{number}" for number in range(40)]

    def test_a_lane_runs_one_job_at_a_time_in_the_order_of_arrival(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        for number in range(3):
            inbox.put(f"Ev{number}", "message", {}, lane="C1")
        for number in range(3):
            running = claimed(inbox)
            assert running.job.event_id == f"Ev{number}"
            assert inbox.claim("another") is None
            inbox.finish(running)
        assert inbox.claim("worker") is None

    def test_the_oldest_of_all_lanes_heads_and_laneless_jobs_comes_first(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine)
        for event_id, lane in [
            ("Ev1", "C2"),
            ("Ev2", "C2"),
            ("Ev3", ""),
            ("Ev4", "C1"),
            ("Ev5", "C3"),
            ("Ev6", ""),
        ]:
            inbox.put(event_id, "message", {}, lane=lane)
        assert claimed_ids(inbox) == ["Ev1", "Ev3", "Ev4", "Ev5", "Ev6"]

    def test_a_lane_whose_head_rests_waits_as_a_whole_and_holds_up_no_other(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {}, lane="C1")
        inbox.put("Ev2", "message", {}, lane="C1")
        inbox.put("Ev3", "message", {}, lane="C2")
        inbox.fail(claimed(inbox), "Not now.")

        assert claimed_ids(inbox) == ["Ev3"]
        let_time_pass(5)
        assert claimed_ids(inbox) == ["Ev1"]

    def test_many_workers_never_run_two_jobs_of_a_lane_at_once(self, engine: Engine) -> None:
        lanes = ["C1", "C2", "C3"]
        expected = {lane: [f"{lane}-{number}" for number in range(12)] for lane in lanes}
        for number in range(12):
            for lane in lanes:
                Inbox(engine).put(f"{lane}-{number}", "message", {}, lane=lane)
        begun: dict[str, list[str]] = defaultdict(list)
        at_work: set[str] = set()
        clashes: list[str] = []
        lock = threading.Lock()
        left = sum(map(len, expected.values()))

        def work(inbox: Inbox) -> None:
            nonlocal left
            while True:
                running = inbox.claim("worker")
                with lock:
                    if not left:
                        return
                    if running is None:
                        continue
                    if running.job.lane in at_work:
                        clashes.append(running.job.event_id)
                    at_work.add(running.job.lane)
                    begun[running.job.lane].append(running.job.event_id)
                running.once("step", lambda: None)
                with lock:
                    at_work.remove(running.job.lane)
                    left -= 1
                inbox.finish(running)

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(work, [Inbox(engine) for _ in range(6)]))

        assert not clashes
        assert begun == expected
        assert Inbox(engine).counts() == Counts(done=36)

    def test_a_clash_over_a_lane_is_looked_at_again(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {}, lane="C1")
        clashes = ["one", "two"]

        @sa.event.listens_for(engine, "before_cursor_execute")
        def _clash(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "RETURNING" in statement and "claims=" in statement and clashes:
                raise sa.exc.IntegrityError(clashes.pop(), None, Exception("a lane runs one job"))

        assert claimed(inbox).job.event_id == "Ev1"
        assert not clashes

    def test_the_database_itself_refuses_a_second_running_job_of_a_lane(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {}, lane="C1")
        inbox.put("Ev2", "message", {}, lane="C1")
        with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
            connection.execute(sa.update(jobs).values(status="running"))


class TestLeases:
    def test_a_job_is_taken_over_when_its_lease_has_run_out(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine, lease=timedelta(seconds=30))
        inbox.put("Ev1", "message", {}, lane="C1")
        first = claimed(inbox, "first")
        assert not first.again
        let_time_pass(29)
        assert inbox.claim("second") is None
        let_time_pass(2)
        second = claimed(inbox, "second")
        assert (second.job.event_id, second.job.attempts, second.again) == ("Ev1", 2, True)

    def test_who_lost_a_job_can_change_nothing_about_it(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        first = claimed(inbox)
        let_time_pass(31)
        second = claimed(inbox)
        for attempt in (
            lambda: inbox.finish(first),
            lambda: inbox.fail(first, "Late."),
            lambda: inbox.bury(first, "Late."),
            lambda: first.once("step", lambda: "late"),
        ):
            with pytest.raises(LeaseLostError, match="Ev1"):
                attempt()
        assert second.once("step", lambda: "in time") == "in time"
        inbox.finish(second)
        assert inbox.counts() == Counts(done=1)

    def test_a_heartbeat_renews_the_lease_and_tells_who_lost_it(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        first = claimed(inbox)
        for _ in range(3):
            let_time_pass(29)
            inbox.heartbeat([first])
            assert inbox.claim("second") is None
        first.lease_ends = 0.0
        inbox.heartbeat([first])
        assert first.lease_ends > time.monotonic()
        first.check()
        let_time_pass(31)
        claimed(inbox)
        inbox.heartbeat([first])
        with pytest.raises(LeaseLostError):
            first.check()

    def test_no_step_begins_when_the_job_was_taken_over_unnoticed(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        first = claimed(inbox)
        first.lease_ends = 0.0  # the machine slept
        assert first.once("one", lambda: 1) == 1  # nobody took it: the lease is renewed
        let_time_pass(31)
        claimed(inbox)
        first.lease_ends = 0.0
        done: list[str] = []
        with pytest.raises(LeaseLostError):
            first.once("two", lambda: done.append("two"))
        assert not done

    def test_a_job_that_ends_its_worker_each_time_is_dead_at_last(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine, max_attempts=3)
        inbox.put("Ev1", "message", {}, lane="C1")
        inbox.put("Ev2", "message", {}, lane="C1")
        for attempts in (1, 2, 3):
            assert claimed(inbox).job.attempts == attempts
            let_time_pass(31)
        assert claimed_ids(inbox) == ["Ev2"]
        (dead,) = inbox.dead()
        assert (dead.event_id, dead.attempts) == ("Ev1", 3)
        assert "stopped" in dead.last_error

    def test_a_released_job_is_ready_at_once_and_its_attempt_is_not_counted(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine)
        for event_id in ("Ev1", "Ev2", "Ev3"):
            inbox.put(event_id, "message", {})
        first = claimed(inbox, "mine")
        claimed(inbox, "mine")
        claimed(inbox, "another's")
        assert inbox.release("mine") == 2
        assert inbox.counts() == Counts(ready=2, running=1)
        again = claimed(inbox, "mine")
        assert (again.job.event_id, again.job.attempts) == ("Ev1", 1)
        assert again.again, "it may have posted before it was given back"
        with pytest.raises(LeaseLostError):
            inbox.finish(first)

    def test_everything_is_taken_back_where_one_process_owns_the_database(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine, max_attempts=2)
        for event_id in ("Ev1", "Ev2"):
            inbox.put(event_id, "message", {})
        claimed_ids(inbox)
        assert inbox.take_back_everything() == 2
        assert claimed_ids(inbox) == ["Ev1", "Ev2"]
        assert inbox.take_back_everything() == 2
        assert inbox.counts() == Counts(dead=2)


class TestSteps:
    def test_a_job_that_runs_again_does_not_repeat_its_steps(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        done: list[str] = []

        def step(name: str) -> dict[str, str]:
            done.append(name)
            return {"ts": name}

        first = claimed(inbox)
        assert first.once("reply", lambda: step("reply")) == {"ts": "reply"}
        assert first.once("reply", lambda: step("reply")) == {"ts": "reply"}
        inbox.fail(first, "Slack was away.")
        let_time_pass(5)
        second = claimed(inbox)
        assert second.steps == {"reply": {"ts": "reply"}}
        assert second.once("reply", lambda: step("reply")) == {"ts": "reply"}
        assert second.once("index", lambda: step("index")) == {"ts": "index"}
        let_time_pass(31)
        assert claimed(inbox).steps == {"reply": {"ts": "reply"}, "index": {"ts": "index"}}
        assert done == ["reply", "index"]

    def test_a_step_that_fails_is_not_remembered(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        running = claimed(inbox)
        with pytest.raises(ZeroDivisionError):
            running.once("sum", lambda: 1 // 0)
        assert running.once("sum", lambda: 7) == 7

    def test_a_step_returns_the_same_the_first_time_and_later(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        running = claimed(inbox)
        first = running.once("pair", lambda: {"pair": (1, 2)})
        first["pair"].append("changed by the caller")
        assert running.once("pair", lambda: None) == {"pair": [1, 2]}

    def test_a_step_is_recorded_although_the_database_fails_for_a_moment(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        running = claimed(inbox)
        failures = ["once", "twice"]

        @sa.event.listens_for(engine, "before_cursor_execute")
        def _fail(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "steps=" in statement and failures:
                raise sa.exc.OperationalError(failures.pop(), None, Exception("away"))

        done: list[str] = []
        running.once("reply", lambda: done.append("reply"))
        inbox.release("worker")
        assert claimed(inbox).steps == {"reply": None}
        assert done == ["reply"]
        assert not failures


class TestFailures:
    def test_a_failed_job_rests_longer_each_time_and_then_is_dead(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine, max_attempts=4, backoff=Backoff(base=100, cap=300, jitter=0))
        inbox.put("Ev1", "message", {})
        for rest in (100, 200, 300):
            assert inbox.fail(claimed(inbox), "Slack was away.") is Status.READY
            let_time_pass(rest - 60)
            assert inbox.claim("worker") is None
            let_time_pass(60.5)
        running = claimed(inbox)
        assert (running.job.attempts, running.job.last_error) == (4, "Slack was away.")
        assert inbox.fail(running, "Still away.") is Status.DEAD
        let_time_pass(1000)
        assert inbox.claim("worker") is None
        assert inbox.counts() == Counts(dead=1)

    def test_a_job_that_is_asked_to_come_later_keeps_its_attempts(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine, max_attempts=1, max_postponements=3)
        inbox.put("Ev1", "message", {})
        for _ in range(3):
            assert inbox.fail(claimed(inbox), "429", retry_after=400.0) is Status.READY
            let_time_pass(340)
            assert inbox.claim("worker") is None
            let_time_pass(60.5)
        running = claimed(inbox)
        assert (running.job.attempts, running.again) == (1, True)
        assert inbox.fail(running, "429", retry_after=40.0) is Status.DEAD, "not without end"

    @pytest.mark.parametrize("seconds", [-5.0, 0.0, float("nan"), 1e300])
    def test_any_number_of_seconds_to_come_later_is_bearable(
        self, engine: Engine, let_time_pass: LetTimePass, seconds: float
    ) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        inbox.fail(claimed(inbox), "429", retry_after=seconds)
        let_time_pass(24 * 3600 + 1)
        assert claimed_ids(inbox) == ["Ev1"]

    def test_an_error_of_any_length_and_content_can_be_kept(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {})
        inbox.bury(claimed(inbox), "a\x00b" * 1000)
        assert inbox.dead()[0].last_error == ("ab" * 250)

    @given(attempts=st.integers(1, 5000), chance=st.floats(0, 1, exclude_max=True))
    def test_a_rest_doubles_up_to_its_cap_less_a_random_part(
        self, attempts: int, chance: float
    ) -> None:
        backoff = Backoff(base=1.0, cap=120.0, jitter=0.5)
        whole = backoff.seconds(attempts, chance=0.0)
        assert whole == (2.0 ** (attempts - 1) if attempts <= 7 else 120.0)
        assert whole / 2 <= backoff.seconds(attempts, chance) <= whole
        assert whole / 2 <= backoff.seconds(attempts) <= whole


class TestDead:
    def test_the_dead_are_listed_with_their_payload_the_latest_first(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        for event_id in ("Ev1", "Ev2", "Ev3"):
            kill(inbox, event_id)
        assert [job.event_id for job in inbox.dead(limit=2)] == ["Ev3", "Ev2"]
        assert inbox.dead()[0].payload == {"text": SECRET}
        assert inbox.dead()[0].status is Status.DEAD

    def test_each_death_is_told_once(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        for event_id in ("Ev1", "Ev2"):
            kill(inbox, event_id)
        told = [inbox.take_dead(), Inbox(engine).take_dead(), inbox.take_dead()]
        assert [job and job.event_id for job in told] == ["Ev1", "Ev2", None]
        assert inbox.counts() == Counts(dead=2)

    def test_a_revived_job_has_all_its_attempts_and_its_steps(self, engine: Engine) -> None:
        inbox = Inbox(engine, max_attempts=1)
        inbox.put("Ev1", "message", {"text": SECRET})
        running = claimed(inbox)
        running.once("reply", lambda: "ts")
        inbox.fail(running, "Slack was away.")
        assert inbox.take_dead()
        assert inbox.revive("Ev1")
        assert not inbox.revive("Ev1")
        assert not inbox.revive("Ev2")
        running = claimed(inbox)
        assert (running.job.attempts, running.job.payload) == (1, {"text": SECRET})
        assert running.steps == {"reply": "ts"}
        inbox.fail(running, "Again.")
        dead = inbox.take_dead()
        assert dead is not None
        assert dead.last_error == "Again."

    def test_a_revived_job_is_first_of_its_lane_but_waits_for_the_running_one(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine)
        for event_id in ("Ev1", "Ev2", "Ev3"):
            inbox.put(event_id, "message", {}, lane="C1")
        inbox.bury(claimed(inbox), "It can't be done.")
        second = claimed(inbox)
        inbox.revive("Ev1")
        assert inbox.claim("worker") is None
        inbox.finish(second)
        assert claimed_ids(inbox) == ["Ev1"]


class TestKeeping:
    def test_of_a_done_job_only_id_and_kind_are_kept(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        inbox.put("Ev1", "message", {"text": SECRET}, lane="C-private")
        running = claimed(inbox)
        running.once("reply", lambda: SECRET)
        inbox.finish(running)
        with engine.connect() as connection:
            row = connection.execute(sa.select(jobs)).one()._asdict()
        assert (row["event_id"], row["kind"], row["status"]) == ("Ev1", "message", "done")
        kept = json.dumps(row, default=str)
        assert SECRET not in kept
        assert "C-private" not in kept

    def test_of_a_dead_job_nothing_is_kept_once_its_message_is_forgotten(
        self, engine: Engine
    ) -> None:
        inbox = Inbox(engine, max_attempts=1)
        told = {"channel": "C1", "ts": "1700.5", "text": SECRET}
        replied = {"channel": "C1", "ts": "1800.1", "thread_ts": "1700.5", "text": "Me too"}
        elsewhere = {"channel": "C2", "ts": "1700.5", "text": "Hello"}
        for number, event in enumerate((told, replied, elsewhere)):
            inbox.put(f"Ev{number}", "message", {"event": event})
            inbox.fail(claimed(inbox), SECRET)
        inbox.put("Ev9", "message", {"event": told})

        assert inbox.forget("C1", "1700.5") == 1

        assert inbox.counts() == Counts(ready=1, dead=2, done=1)
        assert not inbox.revive("Ev0")
        assert not inbox.put("Ev0", "message", {}), "its repeat is known"
        with engine.connect() as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.event_id == "Ev0")).one()
        assert SECRET not in json.dumps(row._asdict(), default=str)

    def test_old_done_jobs_are_removed_and_dead_ones_later(
        self, engine: Engine, let_time_pass: LetTimePass
    ) -> None:
        inbox = Inbox(engine)
        for number in range(3):
            inbox.put(f"Ev{number}", "message", {})
            inbox.finish(claimed(inbox))
        kill(inbox, "dead")
        inbox.put("ready", "message", {})
        assert inbox.prune(timedelta(days=1)) == 0
        let_time_pass(86_401)
        assert inbox.prune(timedelta(days=1), dead_older_than=timedelta(days=30)) == 3
        assert inbox.counts() == Counts(ready=1, dead=1)
        let_time_pass(29 * 86_401)
        assert inbox.prune(timedelta(days=1), dead_older_than=timedelta(days=30)) == 1
        assert inbox.counts() == Counts(ready=1)

    def test_more_old_jobs_than_one_batch_are_removed(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.jobs._PRUNE_BATCH", 4)
        inbox = Inbox(engine)
        for number in range(10):
            inbox.put(f"Ev{number}", "message", {})
            inbox.finish(claimed(inbox))
        assert inbox.prune(timedelta(0)) == 10

    def test_the_tables_are_those_of_the_migrations(self, engine: Engine) -> None:
        def ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
            return kind != "table" or name in metadata.tables

        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_object": ours})
            assert compare_metadata(context, metadata) == []

    def test_a_long_lane_and_many_lanes_are_searched_by_index(self, engine: Engine) -> None:
        row = {"kind": "message", "payload": "{}", "status": "ready"}
        now = {"run_at": sa.func.current_timestamp(), "created_at": sa.func.current_timestamp()}
        with engine.begin() as connection:
            connection.execute(
                sa.insert(jobs).values(now),
                [
                    {**row, "event_id": f"Ev{n}", "lane": "C1" if n < 10_000 else f"C{n % 200}"}
                    for n in range(12_000)
                ],
            )
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("ANALYZE jobs")
        query = sa.select(next_ready(engine.dialect))
        with engine.connect() as connection:
            explain = "EXPLAIN " if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
            compiled = query.compile(engine, compile_kwargs={"render_postcompile": True})
            values = compiled.params
            positional = tuple(values[name] for name in compiled.positiontup or ())
            plan = connection.exec_driver_sql(
                explain + str(compiled),
                tuple(map(str, positional)) if positional else values,
            ).all()
        text = "\n".join(str(line) for line in plan)
        assert "jobs_finished" not in text, text
        if engine.dialect.name == "postgresql":
            assert "Seq Scan on jobs" not in text, text
            assert "Index Cond: (seq = ANY" in text, text
        for table in ("first", "later", "waiting", "running", "free", "chosen"):
            assert f"SCAN {table}\n" not in text + "\n", text


class TestWaiting:
    def test_a_job_that_comes_in_ends_the_wait(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        rings = inbox.rings
        ended = threading.Event()

        def wait() -> None:
            inbox.wait(rings, 60)
            ended.set()

        thread = threading.Thread(target=wait)
        thread.start()
        inbox.put("Ev1", "message", {})
        assert ended.wait(timeout=30)
        thread.join()

    def test_a_job_that_came_in_before_the_wait_is_not_waited_for(self, engine: Engine) -> None:
        inbox = Inbox(engine)
        rings = inbox.rings
        inbox.put("Ev1", "message", {})
        inbox.wait(rings, 3600)


@pytest.mark.parametrize(("lease", "max_attempts"), [(0, 6), (-1, 6), (30, 0)])
def test_senseless_settings_are_refused(
    sqlite_engine: Engine, lease: int, max_attempts: int
) -> None:
    with pytest.raises(ValueError, match="lease"):
        Inbox(sqlite_engine, lease=timedelta(seconds=lease), max_attempts=max_attempts)
