"""A Schedule: on which days and when a channel's digest is due, in the channel's time zone.

A moment that the clocks skip in spring falls where it would have been (a 02:30 comes at 03:30);
one that they repeat in autumn counts the first time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days by the names that triggers understand; their numbers mean another day to cron."""

EVERY_DAY: Final = tuple(range(7))
WEEKDAYS: Final = tuple(range(5))
FOREVER: Final = date.max
"""Paused until somebody resumes it."""

NAME: Final = "%Y-%m-%dT%H:%M"
"""How a period is named: by the wall clock at its end, which each has once."""

_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a period: its moment (UTC), and its name by the wall clock of its zone."""

    moment: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, from `start` (included) to `end` (not included), both in UTC."""

    start: datetime
    end: datetime

    def before(self, zone: ZoneInfo) -> "Span":
        """Return the span to compare with: as long, and with the same days of the week.

        A day is compared with the day before, everything else with as many whole weeks earlier
        as it takes. Counted by the wall clock, so that a change of the clocks moves nothing.
        """
        start, end = (_wall(moment, zone) for moment in (self.start, self.end))
        length = end - start
        days = 1 if length <= timedelta(days=1) else -(-length // timedelta(_WEEK)) * _WEEK
        return Span(*(_moment(each - timedelta(days), zone) for each in (start, end)))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the digest of a channel is due and where it goes.

    Attributes:
        team: the workspace.
        channel: the id of the channel that the digest is about.
        days: of the week, Monday being 0, ascending.
        at: the time on these days.
        zone: the name of the time zone that `days` and `at` are in.
        destination: the id of the channel that it is posted in.
        since: what was due until then is not made up for.
        covers_from: the beginning of the first digest's period.
        set_by: the id of who set it up.
        paused_until: the first day (by the zone) on which it comes again; None while it comes.

    """

    team: str
    channel: str
    days: tuple[int, ...]
    at: time
    zone: str
    destination: str
    since: datetime
    covers_from: datetime
    set_by: str = ""
    paused_until: date | None = None

    @classmethod
    def starting(
        cls, *, team: str, channel: str, days: Sequence[int], at: time, zone: str, destination: str,
        now: datetime, set_by: str = "",
    ) -> "Schedule":  # fmt: skip
        """Return a schedule that begins now: its first digest covers a whole period.

        Raises:
            ValueError: there is no day, or the zone is unknown.

        """
        if not days or not set(days) <= set(EVERY_DAY):
            raise ValueError("A schedule needs at least one day of the week, 0 to 6.")
        if known_zone(zone) is None:
            raise ValueError(f"There is no time zone {zone!r}: use a name such as Europe/Lisbon.")
        fresh = cls(
            team=team, channel=channel, days=tuple(sorted(set(days))), at=at, zone=zone,
            destination=destination, since=now, covers_from=now, set_by=set_by,
        )  # fmt: skip
        return replace(fresh, covers_from=fresh.latest(now).moment)

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone itself; UTC where its name is no longer known."""
        return known_zone(self.zone) or ZoneInfo("UTC")

    @property
    def day_names(self) -> str:
        """The days as a trigger takes them: "mon", "mon,wed"."""
        return ",".join(DAYS[day] for day in self.days)

    def on(self, day: date) -> Due:
        """Return what is due on a day."""
        wall = datetime.combine(day, self.at)
        return Due(_moment(wall, self.zone_info), wall.strftime(NAME))

    def latest(self, now: datetime) -> Due:
        """Return what was due last, at or before a moment."""
        return next(due for due in self._around(now, -1) if due.moment <= now)

    def following(self, now: datetime) -> Due | None:
        """Return what is due next after a moment; None while it is paused without an end."""
        if self.paused_until == FOREVER:
            return None
        begin = now if self.paused_until is None else max(now, self.on(self.paused_until).moment)
        coming = (due for due in self._around(begin, 1) if due.moment > now)
        return next(due for due in coming if not self._pauses(due))

    def due(self, now: datetime) -> Due | None:
        """Return what should have been posted last; None where nothing should have yet."""
        latest = self.latest(now)
        return None if latest.moment <= self.since or self._pauses(latest) else latest

    def is_paused(self, now: datetime) -> bool:
        """Tell whether it pauses today."""
        today = _wall(now, self.zone_info).date()
        return self.paused_until is not None and today < self.paused_until

    def _pauses(self, due: Due) -> bool:
        return self.paused_until is not None and due.name[:10] < self.paused_until.isoformat()

    def _around(self, now: datetime, direction: int) -> list[Due]:
        today = _wall(now, self.zone_info).date()
        days = (today + timedelta(direction * (step - 1)) for step in range(_WEEK + 3))
        return [self.on(day) for day in days if day.weekday() in self.days]


def known_zone(name: str) -> ZoneInfo | None:
    """Return a time zone by its name; None where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _moment(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
