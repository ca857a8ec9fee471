"""When each channel's digest is due."""

from datetime import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.schedule import Schedule
from bot.state.digest_tables import schedules
from bot.state.upsert import upsert


class Schedules:
    """Schedules by workspace and the channel that the digest is about."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def put(self, schedule: Schedule) -> None:
        """Store a channel's schedule in place of the one that it had."""
        values = {
            "team": schedule.team,
            "channel": schedule.channel,
            "days": ",".join(map(str, schedule.days)),
            "at": schedule.at.strftime("%H:%M"),
            "zone": schedule.zone,
            "destination": schedule.destination,
            "since": schedule.since,
            "covers_from": schedule.covers_from,
            "set_by": schedule.set_by,
            "paused_until": schedule.paused_until,
        }
        with self._engine.begin() as db:
            upsert(db, schedules, values)

    def get(self, team: str, channel: str) -> Schedule | None:
        """Return the schedule of a channel's digest."""
        found = self._select(schedules.c.team == team, schedules.c.channel == channel)
        return found[0] if found else None

    def all(self, team: str) -> list[Schedule]:
        """Return the schedules of a workspace, in the order of their channels' ids."""
        return self._select(schedules.c.team == team)

    def delete(self, team: str, channel: str) -> bool:
        """Remove a channel's schedule; tell whether it had one."""
        with self._engine.begin() as db:
            gone = sa.delete(schedules).where(
                schedules.c.team == team, schedules.c.channel == channel
            )
            return db.execute(gone).rowcount > 0

    def _select(self, *where: sa.ColumnElement[bool]) -> list[Schedule]:
        query = sa.select(schedules).where(*where).order_by(schedules.c.channel)
        with self._reader.connect() as db:
            return [_schedule(row) for row in db.execute(query)]


def _schedule(row: sa.Row[Any]) -> Schedule:
    return Schedule(
        team=row.team,
        channel=row.channel,
        days=tuple(map(int, row.days.split(","))),
        at=time.fromisoformat(row.at),
        zone=row.zone,
        destination=row.destination,
        since=row.since,
        covers_from=row.covers_from,
        set_by=row.set_by,
        paused_until=row.paused_until,
    )
