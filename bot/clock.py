"""The clock: puts a row into the inbox for each period, however many clocks there are."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import SQLAlchemyError

from bot.jobs import Inbox

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


class Clock:
    """Puts periodic work into the inbox from a thread of its own.

    The schedule is kept in memory and nothing but the inbox is written, so that any number of
    clocks may run, be killed and be started again: each period has one row. At start the present
    period is made up for.

    Args:
        inbox: where the jobs go.
        team: the workspace they are for.
        periodic: what is due when.

    """

    def __init__(self, inbox: Inbox, team: str, periodic: Sequence[Periodic] = PERIODIC) -> None:
        self._inbox = inbox
        self._team = team
        self._stopping = threading.Event()
        self._last_tick = datetime.now(UTC)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # A run that comes late is better than none, and one is as good as several.
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        now = datetime.now(UTC)
        self._add(self._beat, IntervalTrigger(seconds=int(BEAT.total_seconds())), now)
        for each in periodic:
            self._add(self._put, each.trigger, now, each)

    @property
    def last_tick(self) -> datetime:
        """When the clock last gave a sign of life."""
        return self._last_tick

    @property
    def alive(self) -> bool:
        """Whether it goes, for the health check: the scheduler's own flag stays true when dead."""
        return datetime.now(UTC) - self._last_tick < 4 * BEAT

    def start(self) -> None:
        """Start the thread; once only."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop, and wait until what is under way has ended."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)

    def _add(self, function: Any, trigger: BaseTrigger, first: datetime, *args: Any) -> None:
        self._scheduler.add_job(function, trigger, args=args, next_run_time=first)

    def _beat(self) -> None:
        self._last_tick = datetime.now(UTC)

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


def start_clock(inbox: Inbox, team: str) -> Clock:
    """Start the clock of a workspace and return it."""
    clock = Clock(inbox, team)
    clock.start()
    return clock
