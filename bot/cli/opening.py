"""The documents, opened for one command and closed after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.output import configure_logging, expected_failures, fail
from bot.cli.progress import rebuilds

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from bot.settings import Settings
    from matcher import Matcher


def load_settings() -> "Settings":
    """Read the settings; log warnings only, since a command's own words say how it went."""
    from bot import settings as settings_module  # noqa: PLC0415 - half a second, not for --help

    settings = settings_module.load()
    configure_logging("WARNING" if settings.log_level == "INFO" else settings.log_level)
    return settings


@contextmanager
def failures() -> Iterator[None]:
    """Turn every failure that can be expected, the database's included, into one line on stderr."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    with expected_failures():
        try:
            yield
        except SQLAlchemyError as error:
            # Its own message repeats the statement with everything in it.
            fail(
                f"The database failed ({type(error).__name__}). Check that it can be reached and "
                "that its disk has room; `akin doctor` looks at both. Then run the command again."
            )


@contextmanager
def opened(settings: "Settings", *, searching: bool = False) -> Iterator["Matcher"]:
    """Open the documents and the index, showing the progress where the index is rebuilt.

    Args:
        settings: where they are.
        searching: whether anything is to be found, which takes the reranker.

    Raises:
        MatcherError: see `Matcher.open`.

    """
    from bot.runtime import open_matcher  # noqa: PLC0415

    with rebuilds() as progress:
        matcher = open_matcher(settings, progress=progress, searching=searching)
    with matcher:
        yield matcher


@contextmanager
def glance(settings: "Settings") -> Iterator["Engine | None"]:
    """Open the database for a look, which Akin at work doesn't mind; None where there is none yet.

    Raises:
        MatcherError: it can't be opened.

    """
    from matcher.database import connect, sqlite_url  # noqa: PLC0415

    url = settings.database_url.get_secret_value()
    file = settings.data / "akin.db"
    if not url and not file.exists():
        yield None
        return
    engine = connect(url or sqlite_url(file))
    try:
        yield engine
    finally:
        engine.dispose()
