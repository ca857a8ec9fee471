"""Storage: the database, its schema, and the index over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Final

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from bot.doctor import index
from bot.doctor.finding import Finding, ok, problem, warning
from bot.settings import Settings
from matcher.database import connect, sqlite_url

_PACKAGES: Final = ("matcher", "bot")


@contextmanager
def opened(settings: Settings) -> Iterator[Engine | None]:
    """Open the database that is set; None where there is none yet.

    Raises:
        DatabaseUnavailableError: the URL is no database's, or its driver isn't installed.

    """
    url = settings.database_url.get_secret_value()
    file = settings.data / "akin.db"
    if not url and not file.is_file():
        yield None
        return
    engine = connect(url or sqlite_url(file))
    try:
        yield engine
    finally:
        engine.dispose()


def look(settings: Settings, engine: Engine | None) -> Iterator[Finding]:
    """Look at the database and at the index; what another process owns is not opened."""
    if engine is None:
        yield ok("database", "There is none yet; the first start or import makes it.")
        return
    schema = [_schema(engine, package) for package in _PACKAGES]
    where = "SQLite in the data folder" if engine.dialect.name == "sqlite" else "PostgreSQL"
    yield next((found for found in schema if found), ok("database", f"{where}, as it should be."))
    if sa.inspect(engine).has_table("documents"):
        yield index.look(settings, engine)


def _schema(engine: Engine, package: str) -> Finding | None:
    """Return what is to be said of the schema of one package's tables, if anything is."""
    config = Config()
    config.set_main_option("script_location", str(resources.files(package) / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    present = _version(engine, f"{package}_version")
    # What isn't there at all is made when it is first needed.
    if present is None or present == scripts.get_current_head():
        return None
    if present in known:
        return warning(
            "database",
            "It was written by an older Akin.",
            "Nothing is to be done: the next start brings it up to date.",
        )
    return problem(
        "database",
        "It was written by a newer Akin.",
        "Upgrade this one: pip install --upgrade akin-bot",
    )


def _version(engine: Engine, table: str) -> str | None:
    if not sa.inspect(engine).has_table(table):
        return None
    with engine.execution_options(akin_read_only=True).connect() as db:
        return db.execute(sa.select(sa.column("version_num")).select_from(sa.table(table))).scalar()
