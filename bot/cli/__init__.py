"""The command line. Models and Chroma are imported only by the commands that need them."""

import logging
import sys

import typer

from bot.cli import (
    clock,
    demo,
    digest,
    doctor,
    duplicates,
    finding,
    forgetting,
    importing,
    manifest,
    models,
    parsing,
    ranking,
    reindexing,
    run,
    topics,
)
from bot.cli.output import fail
from bot.errors import BotError

app = typer.Typer(
    name="akin",
    help="A Slack bot that remembers: it answers in the thread with what the team already has.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (
    demo, run, clock, importing, finding, digest, topics, duplicates, parsing, ranking, forgetting,
    reindexing, models, manifest, doctor,
):  # fmt: skip
    module.register(app)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 it failed, 2 wrong use."""
    try:
        app()
    except BotError as error:
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        logging.shutdown()
