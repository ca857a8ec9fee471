"""The work: jobs that wait or died, and watched channels that Akin is not in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.doctor.finding import Finding, ok, warning
from bot.doctor.slack import Connection
from bot.job_table import is_status, jobs
from bot.jobs import Inbox, Job, Status
from bot.state import Conversation, State
from bot.state.tables import conversations
from bot.views.words import counted

LATE: Final = timedelta(minutes=10)
"""How long a job may have been due before somebody should know."""

_NAMED: Final = 5
_ALL: Final = 100_000


def look(engine: Engine, connection: Connection, *, retry_dead: bool) -> Iterator[Finding]:
    """Look at the jobs and at the watched channels."""
    tables = sa.inspect(engine)
    if tables.has_table(jobs.name):
        inbox = Inbox(engine)
        if retry_dead:
            yield _retry(inbox)
        yield _waiting(engine, inbox)
        yield from _dead(inbox)
    if tables.has_table(conversations.name):
        yield from _channels(State(engine), connection)


def _retry(inbox: Inbox) -> Finding:
    revived = sum(inbox.revive(job.event_id) for job in inbox.dead(limit=_ALL))
    return ok("dead jobs", f"{counted(revived, 'dead job')} will be tried again.")


def _waiting(engine: Engine, inbox: Inbox) -> Finding:
    counts = inbox.counts()
    says = f"{counted(counts.ready, 'job')} waiting, {counts.running:,} at work."
    with engine.execution_options(akin_read_only=True).connect() as db:
        due = db.execute(
            sa.select(sa.func.min(jobs.c.run_at)).where(is_status(jobs, Status.READY))
        ).scalar()
    late = datetime.now(UTC) - due if due is not None else timedelta(0)
    if late < LATE:
        return ok("jobs", says)
    return warning(
        "jobs",
        f"{says} The oldest has been due for {_lasting(late)}.",
        "Nobody works on them: start `akin run` (or `akin worker`), or look at its log.",
    )


def _dead(inbox: Inbox) -> Iterator[Finding]:
    count = inbox.counts().dead
    if not count:
        yield ok("dead jobs", "None.")
        return
    last = inbox.dead(limit=_NAMED)
    listed = "; ".join(_of(job) for job in last)
    more = f"; and {count - len(last):,} before" if count > len(last) else ""
    yield warning(
        "dead jobs",
        f"{counted(count, 'job')} failed for good. The last: {listed}{more}.",
        "Once the cause is gone, `akin doctor --retry-dead` has them tried again.",
    )


def _of(job: Job) -> str:
    reason = job.last_error.rstrip(".") or "no reason was noted"
    return f"{job.kind}, {job.created_at:%Y-%m-%d %H:%M} UTC: {reason}"


def _channels(state: State, connection: Connection) -> Iterator[Finding]:
    if not connection.team:
        return
    watched = state.conversations.watched(connection.team)
    joined = connection.channels()
    outside = [
        conversation
        for conversation in watched
        if (conversation.id not in joined if joined is not None else not conversation.is_member)
    ]
    if not outside:
        yield ok("channels", f"{counted(len(watched), 'channel')} watched.")
        return
    yield warning(
        "channels",
        f"Akin is not in {', '.join(map(_named, outside))}, and hears nothing there.",
        "Say `/invite @Akin` in each, or `/akin watch #channel as off`.",
    )


def _named(conversation: Conversation) -> str:
    # A private channel's name is as private as what is said in it.
    public = conversation.is_public and conversation.name
    return f"#{conversation.name}" if public else conversation.id


def _lasting(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < 120:  # noqa: PLR2004 - minutes
        return counted(minutes, "minute")
    hours = minutes // 60
    return counted(hours, "hour") if hours < 48 else counted(hours // 24, "day")  # noqa: PLR2004
