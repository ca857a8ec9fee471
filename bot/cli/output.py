"""What commands say, and how they fail: one line on stderr that says why and what to do."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from rich.console import Console
from rich.logging import RichHandler

console = Console()
errors = Console(stderr=True)


def fail(sentence: str) -> NoReturn:
    """Say why a command failed, and end with code 1."""
    errors.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(1)


@contextmanager
def expected_failures() -> Iterator[None]:
    """Turn the failures that Akin expects into one line on stderr and exit code 1."""
    from bot.errors import BotError  # noqa: PLC0415 - like the next two, not needed for --help
    from ingest.errors import IngestError  # noqa: PLC0415
    from matcher.errors import MatcherError  # noqa: PLC0415

    try:
        yield
    except (BotError, IngestError, MatcherError) as error:
        fail(str(error))


_NOISY: Final = ("alembic", "apscheduler", "httpx", "sentence_transformers", "slack_sdk", "uvicorn")
"""Libraries of which only warnings matter to whoever runs Akin."""


def configure_logging(level: str) -> None:
    """Log to stderr, one line an event, and less of the libraries."""
    handler = RichHandler(console=errors, show_path=False, markup=False)
    handler.addFilter(_worth_reading)
    logging.basicConfig(level=level, format="%(message)s", datefmt="%H:%M:%S", handlers=[handler])


def _worth_reading(record: logging.LogRecord) -> bool:
    library = record.name.partition(".")[0]
    if library == "slack_bolt":
        # Bolt's loggers set levels of their own. It warns that a client was given although
        # SLACK_BOT_TOKEN is set, which is as it should be; its traces may show what people wrote.
        record.exc_info = None
        return record.levelno >= logging.ERROR
    return library not in _NOISY or record.levelno >= logging.WARNING
