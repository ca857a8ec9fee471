"""Forms are opened here: their trigger is good for three seconds, too short for the inbox."""

import json
import logging
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.views.settings import watch_modal

log = logging.getLogger(__name__)


def open_watch_form(client: WebClient, body: dict[str, Any]) -> None:
    """Open the form for watching a channel, with the channel that the person is looking at."""
    view = watch_modal(body.get("channel_id") or None)
    # Where the answer goes when the form comes back.
    view["private_metadata"] = json.dumps({"response_url": body.get("response_url") or ""})
    try:
        client.views_open(trigger_id=str(body.get("trigger_id") or ""), view=view)
    except SlackApiError as error:
        code = error.response.get("error")
        log.warning("Slack did not open a form: %s. Whoever asked can ask again.", code)
