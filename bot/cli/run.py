"""`akin run`, `akin web`, `akin worker`: Akin at work."""

import logging
from contextlib import ExitStack
from typing import Annotated

import typer

from bot.cli.opening import failures
from bot.cli.output import configure_logging

log = logging.getLogger(__name__)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(run)
    app.command()(web)
    app.command()(worker)


def run() -> None:
    """Connect to Slack by Socket Mode and do everything in this one process."""
    with failures():
        _run()


def web(
    port: Annotated[int | None, typer.Option(help="The port to listen on (AKIN_PORT).")] = None,
    host: Annotated[str | None, typer.Option(help="The address (AKIN_HOST).")] = None,
) -> None:
    """Take Slack's events over HTTP at /slack/events.

    With AKIN_DATABASE_URL and AKIN_CHROMA_URL set, `akin worker` does the work; otherwise this
    process does.
    """
    with failures():
        _web(port, host)


def worker() -> None:
    """Do the work that `akin web` takes in, as one of any number of processes."""
    with failures():
        _worker()


def _run() -> None:
    from bot import settings as settings_module  # noqa: PLC0415
    from bot.app import build_app  # noqa: PLC0415
    from bot.runtime import running, wait_for_signal  # noqa: PLC0415
    from bot.sockets import connected  # noqa: PLC0415

    settings = settings_module.load()
    settings.need("slack_bot_token", "slack_app_token")
    configure_logging(settings.log_level)
    with running(settings, progress) as work:
        app = build_app(settings, work.akin.inbox)
        # Left from the inside out: first no new events, then no new jobs.
        with connected(app, settings.slack_app_token.get_secret_value()):
            log.info("Akin is at work in %s. Ctrl-C stops it.", work.akin.workspace.name)
            wait_for_signal()
        log.info("Stopping: what is under way is finished first.")


def _web(port: int | None, host: str | None) -> None:
    import uvicorn  # noqa: PLC0415

    from bot import settings as settings_module  # noqa: PLC0415
    from bot.app import build_app  # noqa: PLC0415
    from bot.health import check  # noqa: PLC0415
    from bot.runtime import inbox_only, running  # noqa: PLC0415
    from bot.web import build_web  # noqa: PLC0415

    settings = settings_module.load(port=port, host=host)
    settings.need("slack_bot_token", "slack_signing_secret")
    configure_logging(settings.log_level)
    with ExitStack() as stack:
        workers, clock = None, None
        if settings.embedded:
            work = stack.enter_context(running(settings, progress))
            inbox, workers, clock = work.akin.inbox, work.workers, work.clock
        else:
            inbox = stack.enter_context(inbox_only(settings))
        application = build_web(build_app(settings, inbox), lambda: check(inbox, workers, clock))
        log.info("Akin takes events at http://%s:%d/slack/events.", settings.host, settings.port)
        uvicorn.run(
            application,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=10,
        )


def _worker() -> None:
    from bot import settings as settings_module  # noqa: PLC0415
    from bot.runtime import running, wait_for_signal  # noqa: PLC0415
    from bot.settings import SettingsError  # noqa: PLC0415

    settings = settings_module.load()
    settings.need("slack_bot_token")
    if settings.embedded:
        raise SettingsError(
            "`akin worker` shares its work with other processes, so it needs AKIN_DATABASE_URL "
            "(PostgreSQL) and AKIN_CHROMA_URL (a Chroma server). On one machine use `akin run` "
            "or `akin web`, which work alone."
        )
    configure_logging(settings.log_level)
    with running(settings, progress) as work:
        log.info("This worker is at work in %s.", work.akin.workspace.name)
        wait_for_signal()
        log.info("Stopping: what is under way is finished first.")


def progress(what: str, done: int, total: int) -> None:
    """Log how far a rebuild is."""
    log.info("%s: %d of %d.", what, done, total)
