"""The SQL database: opened, tuned and brought to the present schema."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from enum import IntEnum
from importlib import resources
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from matcher.errors import DatabaseUnavailableError

BUSY_TIMEOUT_MS: Final = 30_000
"""How long a writer waits for another one before SQLite reports the database as locked."""

_BUSY_PAUSE: Final = 0.02
"""Seconds between two tries where SQLite does not wait by itself."""

_PRIMARY: Final = 0xFF
"""The bits of an SQLite error that say its sort; the others say more of it."""

POOL_SIZE: Final = 16
"""Connections kept open; as many again for a while when all threads need two."""


class UtcDateTime(sa.types.TypeDecorator[Any]):
    """A moment in UTC, on databases that keep time zones and on SQLite, which does not."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:  # noqa: ARG002
        """Refuse naive datetimes and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Only datetimes with a time zone can be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:  # noqa: ARG002
        """Return the stored moment with its time zone, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Lock(IntEnum):
    """What only one transaction at a time may do, over all processes on one database."""

    MIGRATING = 5237891
    WRITING = 5237892
    FOLLOWING = 5237893


def connect(url: str) -> Engine:
    """Open an engine on a SQLAlchemy URL (`sqlite:///…` or `postgresql://…`).

    SQLite runs in WAL mode with full syncs, and its transactions take the write lock when they
    begin, so that no transaction fails half-way because another one wrote first.

    Raises:
        DatabaseUnavailableError: the URL is malformed or of a database that Akin can't use, or
            its driver isn't installed.

    """
    parsed = _parse(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            engine = sa.create_engine(
                parsed,
                connect_args={"timeout": BUSY_TIMEOUT_MS / 1000},
                pool_size=POOL_SIZE,
                max_overflow=POOL_SIZE,
            )
            _tune_sqlite(engine)
            return engine
        return sa.create_engine(
            parsed, pool_pre_ping=True, pool_size=POOL_SIZE, max_overflow=POOL_SIZE
        )
    except ModuleNotFoundError as error:
        raise DatabaseUnavailableError(
            f"The database driver {error.name} is not installed; "
            "for PostgreSQL run: pip install 'akin-bot[postgres]'"
        ) from error
    except sa.exc.NoSuchModuleError:
        raise DatabaseUnavailableError(
            f"AKIN_DATABASE_URL names an unknown driver ({parsed.drivername}); "
            "use sqlite:///… or postgresql://…."
        ) from None


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        # The URL may hold a password: neither message nor traceback may repeat it.
        raise DatabaseUnavailableError(
            "AKIN_DATABASE_URL is not a database URL; it looks like "
            "postgresql://user:password@host/database or sqlite:////path/to/akin.db. "
            "Special characters in the password are written as %40 for @, %2F for /, %3A for :."
        ) from None
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    backend = parsed.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise DatabaseUnavailableError(
            f"Akin can't use a database of the kind {backend!r} (AKIN_DATABASE_URL); "
            "use sqlite:///… or postgresql://…."
        )
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise DatabaseUnavailableError(
            "AKIN_DATABASE_URL names an SQLite database without a file, which would be another, "
            "empty one for each thread; use sqlite:////path/to/akin.db."
        )
    return parsed


def sqlite_url(path: Path) -> str:
    """Return the URL of an SQLite file."""
    return str(sa.URL.create("sqlite", database=str(path)))


def upgrade(engine: Engine, package: str) -> None:
    """Bring the tables of a package to the present schema by its Alembic migrations.

    Each package (`matcher`, `bot`) has a `migrations` folder and a version table of its own, so
    that `matcher` can be used alone.

    Raises:
        DatabaseUnavailableError: the database can't be reached, or it is newer than this Akin.

    """
    config = Config()
    # Alembic's settings take % for an interpolation.
    folder = str(resources.files(package) / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    try:
        with locked(engine, Lock.MIGRATING) as connection:
            config.attributes["connection"] = connection
            config.attributes["version_table"] = f"{package}_version"
            command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseUnavailableError(
            "The database was written by a newer version of Akin; upgrade Akin to use it "
            f"({error})."
        ) from error
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        reason = (error.orig if isinstance(error, sa.exc.DBAPIError) else error) or error
        raise DatabaseUnavailableError(
            f"The database can't be opened ({type(reason).__name__}: {str(reason).strip()}). "
            "Check AKIN_DATABASE_URL, or AKIN_DATA for the data folder."
        ) from error


def scrub(engine: Engine) -> None:
    """Write SQLite's log back and empty it, so that nothing deleted is left in it."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()  # outside of any transaction, where it would be refused
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


@contextmanager
def locked(engine: Engine, lock: Lock) -> Iterator[sa.Connection]:
    """Begin a transaction that no other one with this lock runs beside.

    SQLite has one writer at a time anyway.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(int(lock))))
        yield connection


@contextmanager
def alone(engine: Engine, lock: Lock) -> Iterator[None]:
    """Keep other processes from what needs this lock, without a transaction on SQLite.

    An SQLite file has one process; that one's threads have locks of their own.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with locked(engine, lock):
        yield


def _tune_sqlite(engine: Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        if not isinstance(connection, sqlite3.Connection):
            return
        # SQLAlchemy's own BEGIN (below) replaces the driver's implicit one.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        _use_wal(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        read_only = connection.get_execution_options().get("akin_read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log.

    While somebody else writes to a file that is new, SQLite refuses that at once, whatever the
    timeout: both might wait for each other. Nobody waits for this connection yet.
    """
    deadline = monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY
            if not busy or monotonic() >= deadline:
                raise
            sleep(_BUSY_PAUSE)
        else:
            return
