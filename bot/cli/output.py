"""What commands say, and how they fail: one line on stderr that says why and what to do."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

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


def configure_logging(level: str) -> None:
    """Log to stderr, one line an event, and less of the libraries."""
    logging.basicConfig(
        level=level,
        format="%(message)s",
        datefmt="%H:%M:%S",
        handlers=[RichHandler(console=errors, show_path=False, markup=False)],
    )
    for noisy in ("httpx", "sentence_transformers", "slack_sdk", "alembic", "uvicorn"):
        logging.getLogger(noisy).setLevel("WARNING")
    # Bolt warns that a client was given although SLACK_BOT_TOKEN is set, which is as it should be.
    logging.getLogger("slack_bolt").setLevel("ERROR")
