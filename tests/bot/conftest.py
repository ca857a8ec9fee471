"""Fixtures: an empty database of either make, and a way to let time pass in it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.job_table import jobs
from matcher.database import connect, sqlite_url, upgrade


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty database with the bot's tables, on SQLite and on PostgreSQL."""
    engine = connect(database_url)
    upgrade(engine, "bot")
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(sqlite_url(tmp_path / "akin.db"))
    upgrade(engine, "bot")
    yield engine
    engine.dispose()


@pytest.fixture
def let_time_pass(engine: Engine) -> Callable[[float], None]:
    """A function that makes every moment in the inbox so many seconds older."""
    return lambda seconds: age_jobs(engine, seconds)


def age_jobs(engine: Engine, seconds: float) -> None:
    moments = (jobs.c.run_at, jobs.c.lease_until, jobs.c.finished_at)
    with engine.begin() as connection:
        for row in connection.execute(sa.select(jobs.c.seq, *moments)).all():
            older = {
                column.name: row._mapping[column] - timedelta(seconds=seconds)
                for column in moments
                if row._mapping[column] is not None
            }
            connection.execute(sa.update(jobs).where(jobs.c.seq == row.seq).values(older))
