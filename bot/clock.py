"""The clock: puts a row into the inbox for each period, however many clocks there are."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import SQLAlchemyError

from bot.jobs import Inbox
from bot.schedule import Due, Schedule

log = logging.getLogger(__name__)

BEAT: Final = timedelta(seconds=15)
"""How often the clock gives a sign of life."""

_FIRST_REST: Final = 1.0  # seconds, after an error of the database
_LONGEST_REST: Final = 60.0


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work that is due once a period.

    `kind` is the job's, `trigger` says when a period begins, and `period` (for `strftime`, in
    UTC) names it: clocks that give a period the same name make one row of it.
    """

    kind: str
    trigger: BaseTrigger
    period: str

    def key(self, team: str, moment: datetime) -> str:
        """Return the id of the job of the period that a moment lies in."""
        return f"{self.kind}:{team}:{moment.astimezone(UTC):{self.period}}"


PERIODIC: Final = (
    # Events of changes can be missed while nobody listens; an hour is the longest that a
    # channel that became private can be taken for what it was.
    Periodic("check_channels", CronTrigger(minute=0, timezone=UTC), "%Y-%m-%dT%H"),
)


Timetable = Callable[[str], Sequence[Schedule]]
"""Returns the schedules of a workspace's digests as they are now (`Schedules.all`)."""


def utc_now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)


def digest_key(team: str, channel: str, period: str) -> str:
    """Return the id of the job of a channel's digest for a period."""
    return f"digest:{team}:{channel}:{period}"


def digest_lane(channel: str) -> str:
    """Return the lane of a channel's digests: one at a time, and none waits for its messages."""
    return f"digest:{channel}"


class Clock:
    """Puts periodic work into the inbox from a thread of its own.

    The schedule is kept in memory and nothing but the inbox is written, so that any number of
    clocks may run, be killed and be started again: each period has one row. At start the present
    period is made up for.

    Each channel's digest has a trigger of its own. Schedules that changed are noticed at the next
    beat, and so is what was missed: of the periods that ended while no clock ran, the last one
    gets a row, whose digest tells of them all.

    Args:
        inbox: where the jobs go.
        team: the workspace they are for.
        periodic: what is due when.
        timetable: tells the schedules of digests; without it there are none.
        now: the present.
        beat: how often it gives a sign of life and looks at the timetable.

    """

    def __init__(
        self,
        inbox: Inbox,
        team: str,
        periodic: Sequence[Periodic] = PERIODIC,
        *,
        timetable: Timetable | None = None,
        now: Callable[[], datetime] = utc_now,
        beat: timedelta = BEAT,
    ) -> None:
        self._inbox = inbox
        self._team = team
        self._timetable = timetable
        self._now = now
        self._beat_every = beat
        self._ticking: dict[str, Schedule] = {}
        self._put_last: dict[str, str] = {}
        self._stopping = threading.Event()
        self._following = threading.Lock()
        self._last_tick = datetime.now(UTC)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # A run that comes late is better than none, and one is as good as several.
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        first = datetime.now(UTC)
        every = IntervalTrigger(timezone=UTC)
        every.interval = beat  # the constructor takes whole seconds only
        self._add(self._beat, every, first)
        for each in periodic:
            self._add(self._put, each.trigger, first, each)
        if timetable is not None:
            self._add(self._look, every, first)

    @property
    def last_tick(self) -> datetime:
        """When the clock last gave a sign of life."""
        return self._last_tick

    @property
    def alive(self) -> bool:
        """Whether it goes, for the health check: the scheduler's own flag stays true when dead."""
        return datetime.now(UTC) - self._last_tick < 4 * self._beat_every

    def start(self) -> None:
        """Start the thread; once only."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop, and wait until what is under way has ended."""
        self._stopping.set()
        with self._following:
            # While it shuts down the scheduler waits for its jobs, and lets none of them change it.
            pass
        self._scheduler.shutdown(wait=True)

    @property
    def next_runs(self) -> dict[str, datetime]:
        """When the trigger of each channel's digest goes next, by the channel's id."""
        jobs = ((channel, self._scheduler.get_job(_job(channel))) for channel in self._ticking)
        return {channel: job.next_run_time for channel, job in jobs if job is not None}

    def _add(self, function: Any, trigger: BaseTrigger, first: datetime, *args: Any) -> None:
        self._scheduler.add_job(function, trigger, args=args, next_run_time=first)

    def _beat(self) -> None:
        self._last_tick = datetime.now(UTC)

    def _look(self) -> None:
        """Follow the timetable, one look at a time, and none once the clock is stopping."""
        with self._following:
            if self._timetable is not None and not self._stopping.is_set():
                self._follow(self._timetable)

    def _follow(self, timetable: Timetable) -> None:
        """Note new and changed schedules, those that are gone, and what was missed."""
        try:
            schedules = {each.channel: each for each in timetable(self._team)}
        except SQLAlchemyError as error:
            # The next beat looks again; what is due then is made up for.
            log.warning("The timetable can't be read (%s).", type(error).__name__)
            return
        for channel in set(self._ticking) - set(schedules):
            self._scheduler.remove_job(_job(channel))
            del self._ticking[channel]
        for channel, schedule in schedules.items():
            before = self._ticking.get(channel)
            if before is None or _times(before) != _times(schedule):
                self._scheduler.add_job(
                    self._look, _trigger(schedule), id=_job(channel), replace_existing=True
                )
            self._ticking[channel] = schedule
            due = schedule.due(self._now())
            if due is not None and self._put_last.get(channel) != due.name:
                self._put_digest(schedule, due)

    def _put_digest(self, schedule: Schedule, due: Due) -> None:
        channel = schedule.channel
        try:
            new = self._inbox.put(
                digest_key(self._team, channel, due.name),
                "digest",
                {"channel": channel, "period": due.name},
                lane=digest_lane(channel),
            )
        except SQLAlchemyError as error:
            log.warning("A digest can't be stored (%s).", type(error).__name__)
            return
        self._put_last[channel] = due.name
        if new:
            log.debug("A digest is due.")

    def _put(self, periodic: Periodic) -> None:
        rest = _FIRST_REST
        while not self._stopping.is_set():
            # Asked anew at each attempt: after a long outage only the present period matters.
            key = periodic.key(self._team, datetime.now(UTC))
            try:
                if self._inbox.put(key, periodic.kind, {}):
                    log.debug("%s is due.", periodic.kind)
            except SQLAlchemyError as error:
                log.warning("%s can't be stored (%s).", periodic.kind, type(error).__name__)
                self._stopping.wait(rest)
                rest = min(rest * 2, _LONGEST_REST)
            else:
                return


def start_clock(inbox: Inbox, team: str, timetable: Timetable | None = None) -> Clock:
    """Start the clock of a workspace and return it."""
    clock = Clock(inbox, team, timetable=timetable)
    clock.start()
    return clock


def _job(channel: str) -> str:
    return f"digest:{channel}"


def _times(schedule: Schedule) -> tuple[object, ...]:
    return schedule.days, schedule.at, schedule.zone


def _trigger(schedule: Schedule) -> CronTrigger:
    # By the days' names: to a trigger 0 is Monday, to cron it is Sunday.
    return CronTrigger(
        day_of_week=schedule.day_names,
        hour=schedule.at.hour,
        minute=schedule.at.minute,
        timezone=schedule.zone_info,
    )
