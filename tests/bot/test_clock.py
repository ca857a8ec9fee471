"""The clock puts one row a period into the inbox, however many clocks there are."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from apscheduler.triggers.interval import IntervalTrigger
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.clock import BEAT, PERIODIC, Clock, Periodic, start_clock
from bot.job_table import jobs
from bot.jobs import Inbox
from bot.schedule import WEEKDAYS, Schedule
from bot.state import Schedules
from bot.work.table import WORK
from matcher.database import connect, sqlite_url, upgrade
from tests.e2e.office import PATIENCE, until

TEAM = "T1"
HOURLY = PERIODIC[0]
MOMENTS = st.integers(1_500_000_000, 2_500_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))


@pytest.fixture
def inbox(sqlite_engine: Engine) -> Inbox:
    return Inbox(sqlite_engine)


@pytest.fixture
def started() -> Iterator[Callable[[Clock], Clock]]:
    clocks: list[Clock] = []

    def start(clock: Clock) -> Clock:
        clocks.append(clock)
        clock.start()
        return clock

    yield start
    for clock in clocks:
        clock.stop()


def wait_for_jobs(inbox: Inbox, count: int) -> list[str]:
    """Return the ids of the jobs once there are so many."""
    for _ in range(1000):
        rings = inbox.rings
        if inbox.counts().ready >= count:
            break
        inbox.wait(rings, 0.02)
    return ids(inbox)


def ids(inbox: Inbox) -> list[str]:
    with inbox._engine.connect() as db:
        return list(db.execute(sa.select(jobs.c.event_id).order_by(jobs.c.seq)).scalars())


def test_at_start_the_present_period_is_made_up_for(inbox: Inbox) -> None:
    before = HOURLY.key(TEAM, datetime.now(UTC))
    clock = start_clock(inbox, TEAM)
    try:
        found = wait_for_jobs(inbox, 1)
    finally:
        clock.stop()
    assert found in ([before], [HOURLY.key(TEAM, datetime.now(UTC))])


def test_several_clocks_make_one_row_a_period(
    inbox: Inbox, started: Callable[[Clock], Clock]
) -> None:
    daily = Periodic("check_channels", IntervalTrigger(days=1), "%Y")
    for _ in range(5):
        started(Clock(inbox, TEAM, [daily, Periodic("other", IntervalTrigger(days=1), "%Y")]))
    year = f"{datetime.now(UTC):%Y}"
    assert sorted(wait_for_jobs(inbox, 2)) == [f"check_channels:T1:{year}", f"other:T1:{year}"]


def test_workspaces_have_rows_of_their_own(inbox: Inbox, started: Callable[[Clock], Clock]) -> None:
    started(Clock(inbox, "T1"))
    started(Clock(inbox, "T2"))
    assert {id_.split(":")[1] for id_ in wait_for_jobs(inbox, 2)} == {"T1", "T2"}


def test_a_database_that_is_away_is_asked_again(
    tmp_path: Path, started: Callable[[Clock], Clock], caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect(sqlite_url(tmp_path / "later.db"))  # without tables
    inbox = Inbox(engine)
    started(Clock(inbox, TEAM))
    for _ in range(1000):
        if "can't be stored" in caplog.text:
            break
        inbox.wait(inbox.rings, 0.02)
    upgrade(engine, "bot")
    assert len(wait_for_jobs(inbox, 1)) == 1
    engine.dispose()


def test_stopping_does_not_wait_for_a_database_that_is_away(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "never.db"))
    clock = start_clock(Inbox(engine), TEAM)
    clock.stop()
    engine.dispose()


def test_it_gives_signs_of_life(inbox: Inbox, started: Callable[[Clock], Clock]) -> None:
    clock = Clock(inbox, TEAM)
    clock._last_tick = datetime.now(UTC) - timedelta(days=1)
    assert not clock.alive
    started(clock)
    for _ in range(1000):
        if clock.alive:
            break
        inbox.wait(inbox.rings, 0.02)
    assert clock.alive
    assert datetime.now(UTC) - clock.last_tick < BEAT


@given(moment=MOMENTS, seconds=st.integers(0, 7200))
def test_two_moments_have_one_key_exactly_if_they_lie_in_one_hour(
    moment: datetime, seconds: int
) -> None:
    later = moment + timedelta(seconds=seconds)
    same_hour = moment.replace(minute=0, second=0, microsecond=0) == later.replace(
        minute=0, second=0, microsecond=0
    )
    assert (HOURLY.key(TEAM, moment) == HOURLY.key(TEAM, later)) is same_hour


def test_every_kind_of_periodic_work_has_somebody_who_does_it() -> None:

    assert {periodic.kind for periodic in PERIODIC} <= set(WORK)


NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
WEEKLY = Schedule.starting(
    team=TEAM, channel="C1", days=(0,), at=time(9), zone="Europe/Berlin", destination="C1", now=NOW
)
TICK = timedelta(seconds=0.05)


def digests_due(inbox: Inbox) -> list[str]:
    return [id_ for id_ in ids(inbox) if id_.startswith("digest:")]


def test_of_the_digests_that_were_missed_the_last_gets_one_row_from_any_number_of_clocks(
    inbox: Inbox, sqlite_engine: Engine, started: Callable[[Clock], Clock]
) -> None:
    schedules = Schedules(sqlite_engine)
    schedules.put(WEEKLY)
    for _ in range(3):
        started(
            Clock(
                inbox, TEAM, [], timetable=schedules.all, beat=TICK,
                now=lambda: NOW + timedelta(weeks=3),
            )
        )  # fmt: skip
    assert wait_for_jobs(inbox, 1) == ["digest:T1:C1:2026-12-14T09:00"]


def test_it_stops_while_it_notes_a_new_schedule(inbox: Inbox) -> None:
    """The scheduler, shutting down, waits for the look, which may want to change the scheduler."""
    looking, going_on = threading.Event(), threading.Event()

    def timetable(_: str) -> list[Schedule]:
        looking.set()
        assert going_on.wait(PATIENCE)
        return [WEEKLY]

    clock = Clock(inbox, TEAM, [], timetable=timetable, beat=TICK, now=lambda: NOW)
    clock.start()
    assert looking.wait(PATIENCE)
    stopping = threading.Thread(target=clock.stop, daemon=True)
    stopping.start()
    with suppress(TimeoutError):  # it may be that far, but need not be
        until(lambda: not clock._scheduler.running, patience=1)
    going_on.set()
    stopping.join(PATIENCE)

    assert not stopping.is_alive()


def test_nothing_is_due_before_its_time_nor_while_it_pauses(
    inbox: Inbox, sqlite_engine: Engine, started: Callable[[Clock], Clock]
) -> None:
    schedules = Schedules(sqlite_engine)
    schedules.put(WEEKLY)
    later = NOW + timedelta(weeks=1)
    paused = replace(WEEKLY, channel="C2", paused_until=later.date() + timedelta(1))
    schedules.put(paused)
    present = [NOW]
    looked: list[str] = []

    def timetable(team: str) -> list[Schedule]:
        looked.append(team)
        return schedules.all(team)

    started(Clock(inbox, TEAM, [], timetable=timetable, beat=TICK, now=lambda: present[0]))
    while len(looked) < 3:
        inbox.wait(inbox.rings, 0.01)
    assert digests_due(inbox) == []
    present[0] = later
    assert wait_for_jobs(inbox, 1) == ["digest:T1:C1:2026-11-30T09:00"]


def test_schedules_that_change_while_it_goes_are_noticed(
    inbox: Inbox, sqlite_engine: Engine, started: Callable[[Clock], Clock]
) -> None:
    schedules = Schedules(sqlite_engine)
    clock = started(Clock(inbox, TEAM, [], timetable=schedules.all, beat=TICK))

    def runs_at(days: tuple[int, ...], hour: int) -> bool:
        run = clock.next_runs.get("C1")
        return run is not None and run.weekday() in days and run.hour == hour

    def wait(condition: Callable[[], bool]) -> None:
        for _ in range(500):
            if condition():
                return
            inbox.wait(inbox.rings, 0.02)
        raise TimeoutError

    fresh = replace(WEEKLY, since=datetime.now(UTC))
    schedules.put(fresh)
    wait(lambda: runs_at((0,), 9))
    schedules.put(replace(fresh, days=WEEKDAYS, at=time(17, 30)))
    wait(lambda: runs_at(WEEKDAYS, 17))
    schedules.delete(TEAM, "C1")
    wait(lambda: not clock.next_runs)


def test_a_timetable_that_can_t_be_read_is_read_again(
    inbox: Inbox, started: Callable[[Clock], Clock], caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[list[Schedule]] = []

    def timetable(_team: str) -> list[Schedule]:
        if not answers:
            answers.append([WEEKLY])
            raise sa.exc.OperationalError("select", {}, Exception("away"))
        return answers[0]

    clock = started(
        Clock(inbox, TEAM, [], timetable=timetable, beat=TICK, now=lambda: NOW + timedelta(weeks=1))
    )
    assert wait_for_jobs(inbox, 1) == ["digest:T1:C1:2026-11-30T09:00"]
    assert "The timetable can't be read" in caplog.text
    assert clock.alive
