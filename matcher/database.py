"""The SQL database: opened, tuned and brought to the present schema."""

import sqlite3
from datetime import UTC
from importlib import resources
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from matcher.errors import DatabaseUnavailableError

BUSY_TIMEOUT_MS: Final = 30_000
"""How long a writer waits for another one before SQLite reports the database as locked."""


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

        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def connect(url: str) -> Engine:
    """Open an engine on a SQLAlchemy URL (`sqlite:///…` or `postgresql://…`).

    SQLite runs in WAL mode with full syncs, and its transactions take the write lock when they
    begin, so that no transaction fails half-way because another one wrote first.

    Raises:
        DatabaseUnavailableError: the URL is malformed or its driver isn't installed.
    """
    try:
        parsed = sa.make_url(url)
        if parsed.drivername in {"postgres", "postgresql"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "sqlite":
            engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
            _tune_sqlite(engine)
            return engine
        return sa.create_engine(parsed, pool_pre_ping=True, pool_size=16, max_overflow=16)
    except sa.exc.ArgumentError:
        # The URL may hold a password: the message must not repeat it.
        raise DatabaseUnavailableError(
            "AKIN_DATABASE_URL is not a database URL; it looks like "
            "postgresql://user:password@host/database or sqlite:////path/to/akin.db."
        ) from None
    except ModuleNotFoundError as error:
        raise DatabaseUnavailableError(
            f"The database driver {error.name} is not installed; "
            "for PostgreSQL run: pip install 'akin-bot[postgres]'"
        ) from error


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
    config.set_main_option("script_location", str(resources.files(package) / "migrations"))
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # Several processes start at once: one migrates, the others wait.
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(5237891)"))
            config.attributes["connection"] = connection
            config.attributes["version_table"] = f"{package}_version"
            command.upgrade(config, "head")
    except command.util.CommandError as error:
        raise DatabaseUnavailableError(
            "The database was written by a newer version of Akin; upgrade Akin to use it "
            f"({error})."
        ) from error
    except sa.exc.OperationalError as error:
        raise DatabaseUnavailableError(
            f"The database can't be opened ({type(error.orig).__name__}: {error.orig}). "
            "Check AKIN_DATABASE_URL, or AKIN_DATA for the data folder."
        ) from error


def _tune_sqlite(engine: Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        if not isinstance(connection, sqlite3.Connection):
            return
        # SQLAlchemy's own BEGIN (below) replaces the driver's implicit one.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        read_only = connection.get_execution_options().get("akin_read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
