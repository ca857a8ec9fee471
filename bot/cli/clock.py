"""`akin clock`: periodic work, for installations of several processes."""

import logging

import typer

from bot.cli.output import configure_logging, expected_failures

log = logging.getLogger(__name__)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(clock)


def clock() -> None:
    """Put periodic work into the inbox of `akin worker`; any number may run."""
    with expected_failures():
        _clock()


def _clock() -> None:
    from bot import settings as settings_module  # noqa: PLC0415
    from bot.clock import start_clock  # noqa: PLC0415
    from bot.runtime import heeding_signals, identify, open_inbox  # noqa: PLC0415
    from bot.settings import SettingsError  # noqa: PLC0415
    from bot.slack import Slack  # noqa: PLC0415
    from bot.slots import Slots  # noqa: PLC0415
    from bot.state.schedules import Schedules  # noqa: PLC0415
    from matcher.database import connect  # noqa: PLC0415

    settings = settings_module.load()
    settings.need("slack_bot_token")
    database_url = settings.database_url.get_secret_value()
    if not database_url:
        raise SettingsError(
            "`akin clock` works for other processes, so it needs AKIN_DATABASE_URL (PostgreSQL). "
            "On one machine `akin run` has a clock of its own."
        )
    configure_logging(settings.log_level)
    engine = connect(database_url)
    try:
        inbox = open_inbox(engine)
        token = settings.slack_bot_token.get_secret_value()
        workspace = identify(Slack(token, settings.slack_api_url, Slots(engine)))
        with heeding_signals() as wait:
            ticking = start_clock(inbox, workspace.team, Schedules(engine).all)
            log.info("The clock goes in %s. Ctrl-C stops it.", workspace.name)
            wait()
        ticking.stop()
    finally:
        engine.dispose()
