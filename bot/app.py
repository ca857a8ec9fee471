"""The Bolt app: listeners that store what happened, and nothing else."""

import logging

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient

from bot.jobs import Inbox
from bot.listeners import register
from bot.listeners.handover import Handover
from bot.settings import Settings

log = logging.getLogger(__name__)


def build_app(settings: Settings, inbox: Inbox) -> App:
    """Return the Bolt app for one workspace.

    Raises:
        slack_bolt.error.BoltError: the bot token is refused.
    """
    token = settings.slack_bot_token.get_secret_value()
    app = App(
        client=WebClient(token, base_url=settings.slack_api_url),
        # Socket Mode needs no secret: its connection is authenticated.
        signing_secret=settings.slack_signing_secret.get_secret_value() or None,
        # The answer goes out after the listener has run: acked means stored.
        process_before_response=True,
        raise_error_for_unhandled_request=False,
    )
    register(app, Handover(inbox))

    @app.error
    def on_error(error: Exception) -> BoltResponse:
        # Not acked, so Slack delivers again. The request itself may hold what people wrote.
        log.error("An event could not be stored (%s); Slack will repeat it.", type(error).__name__)
        return BoltResponse(status=500)

    return app
