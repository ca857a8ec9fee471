"""The inbox's table, its clock, and the statements that hand out the oldest job of a free lane."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.dml import ReturningUpdate

from bot.job import Status
from matcher.database import UtcDateTime

metadata: Final = sa.MetaData()

# The order of arrival. Not the time: two jobs can arrive in one microsecond, and clocks step back.
_SEQUENCE: Final = sa.BigInteger().with_variant(sa.Integer, "sqlite")

jobs: Final = sa.Table(
    "jobs",
    metadata,
    sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("steps", sa.Text, nullable=False, server_default="{}"),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("postponements", sa.Integer, nullable=False, server_default="0"),
    sa.Column("claims", sa.Integer, nullable=False, server_default="0"),
    sa.Column("run_at", UtcDateTime, nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("last_error", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.Column("announced_at", UtcDateTime),
    # Sequence numbers of pruned rows are never used again.
    sqlite_autoincrement=True,
)

# Written out rather than bound: a partial index serves only a query whose text implies its
# condition, and neither SQLite nor a prepared PostgreSQL statement looks into a parameter.


def is_status(table: sa.FromClause, status: Status) -> sa.ColumnElement[bool]:
    """Return the condition on a status, with its value written out for the partial indexes."""
    return table.c.status == sa.literal_column(f"'{status}'")


def _index(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    condition = sa.text(where)
    return sa.Index(
        name,
        *(jobs.c[column] for column in columns),
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


_index("jobs_one_running_a_lane", "lane", where="status = 'running' AND lane <> ''", unique=True)
_index("jobs_leases", "lease_until", where="status = 'running'")
_index("jobs_ready", "lane", "seq", "run_at", where="status = 'ready'")
_index("jobs_unannounced", "seq", where="status = 'dead' AND announced_at IS NULL")
# Partial, because SQLite would look for ready jobs in it otherwise.
_index("jobs_finished", "status", "finished_at", where="finished_at IS NOT NULL")

_LANELESS_CANDIDATES: Final = 16

INTERRUPTED: Final = "The worker stopped in the middle of it."


def moment(dialect: sa.Dialect, offset: timedelta = timedelta(0)) -> sa.ColumnElement[Any]:
    """Return the present plus an offset, read each time that the statement runs.

    PostgreSQL is asked for its own time, because its clients' clocks may disagree; SQLite's
    clients all share one machine's clock.
    """
    if dialect.name == "postgresql":
        now = sa.func.statement_timestamp(type_=sa.DateTime(timezone=True))
        return now + sa.literal(offset, sa.Interval()) if offset else now
    return sa.bindparam(
        None, callable_=lambda: datetime.now(UTC) + offset, type_=UtcDateTime(), unique=True
    )


def next_ready(dialect: sa.Dialect) -> sa.ScalarSelect[int]:
    """Return the query for the `seq` of the job that is to run next, if there is one.

    It is the oldest job that may run now among those without a lane and the heads of the lanes in
    which nothing runs. It hops from lane to lane by the index, so that its cost grows with the
    number of waiting lanes and not with the jobs behind their heads.
    """
    first = jobs.alias("first")
    lanes = (
        sa.select(sa.func.min(first.c.lane).label("lane"))
        .where(is_status(first, Status.READY), first.c.lane > "")
        .cte("lanes", recursive=True)
    )
    later = jobs.alias("later")
    next_lane = (
        sa.select(sa.func.min(later.c.lane))
        .where(is_status(later, Status.READY), later.c.lane > lanes.c.lane)
        .scalar_subquery()
    )
    lanes = lanes.union_all(sa.select(next_lane).where(lanes.c.lane.is_not(None)))

    waiting = jobs.alias("waiting")
    head = (
        sa.select(sa.func.min(waiting.c.seq))
        .where(is_status(waiting, Status.READY), waiting.c.lane == lanes.c.lane)
        .scalar_subquery()
    )
    running = jobs.alias("running")
    occupied = sa.exists().where(
        is_status(running, Status.RUNNING),
        running.c.lane == lanes.c.lane,
        running.c.lane != sa.literal_column("''"),
    )
    heads = sa.select(head.label("seq")).where(lanes.c.lane.is_not(None), ~occupied)

    free = jobs.alias("free")
    laneless = (
        sa.select(free.c.seq)
        .where(
            is_status(free, Status.READY),
            free.c.lane == "",
            free.c.run_at <= moment(dialect),
        )
        .order_by(free.c.seq)
        # More than one, because other workers may hold the first ones at this moment.
        .limit(_LANELESS_CANDIDATES)
        .subquery()
    )
    candidates = heads.union_all(sa.select(laneless.c.seq))

    chosen = jobs.alias("chosen")
    if dialect.name == "postgresql":
        # As an array, because PostgreSQL takes a join for an invitation to walk through the jobs.
        is_candidate = chosen.c.seq == sa.func.any(sa.func.array(candidates.scalar_subquery()))
    else:
        is_candidate = chosen.c.seq.in_(candidates)
    return (
        sa.select(chosen.c.seq)
        # Asked of the row itself once more: PostgreSQL looks at its newest version after locking.
        .where(is_candidate, is_status(chosen, Status.READY), chosen.c.run_at <= moment(dialect))
        .order_by(chosen.c.seq)
        .limit(1)
        .with_for_update(skip_locked=True, of=chosen)
        .scalar_subquery()
    )


def claim(dialect: sa.Dialect, lease: timedelta) -> ReturningUpdate[Any]:
    """Return the statement that hands the next job, if any, to the parameter `new_owner`."""
    return (
        sa.update(jobs)
        .where(jobs.c.seq == next_ready(dialect))
        .values(
            status=Status.RUNNING,
            attempts=jobs.c.attempts + 1,
            claims=jobs.c.claims + 1,
            owner=sa.bindparam("new_owner"),
            lease_until=moment(dialect, lease),
        )
        .returning(*jobs.c)
    )


def interrupt(
    dialect: sa.Dialect, condition: sa.ColumnElement[bool], max_attempts: int
) -> sa.Update:
    """Return the statement that makes running jobs ready again, or dead after the last attempt."""
    worn_out = jobs.c.attempts >= max_attempts
    chosen = (
        sa.select(jobs.c.seq)
        .where(is_status(jobs, Status.RUNNING), condition)
        .with_for_update(skip_locked=True)
    )
    return (
        sa.update(jobs)
        .where(jobs.c.seq.in_(chosen))
        .values(
            status=sa.case((worn_out, Status.DEAD), else_=Status.READY),
            finished_at=sa.case((worn_out, moment(dialect)), else_=None),
            owner=None,
            lease_until=None,
            last_error=INTERRUPTED,
        )
    )
