"""Forms are opened here: their trigger is good for three seconds, too short for the inbox."""

import json
import logging
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.views.candidates import job_modal, loading_modal
from bot.views.digest_settings import digest_modal
from bot.views.message import Block
from bot.views.settings import watch_modal

log = logging.getLogger(__name__)


def open_watch_form(client: WebClient, body: dict[str, Any]) -> None:
    """Open the form for watching a channel, with the channel that the person is looking at."""
    view = watch_modal(body.get("channel_id") or None)
    # Where the answer goes when the form comes back.
    view["private_metadata"] = json.dumps({"response_url": body.get("response_url") or ""})
    _open(client, body, view)


def open_job_form(client: WebClient, body: dict[str, Any]) -> None:
    """Open the form for an opening, which belongs to the channel that it was opened in."""
    _open(client, body, job_modal(str(body.get("channel_id") or "")))


def open_digest_form(client: WebClient, body: dict[str, Any]) -> None:
    """Open the form for a channel's digest, with the channel that the person is looking at."""
    view = digest_modal(str(body.get("channel_id") or ""))
    view["private_metadata"] = json.dumps({"response_url": body.get("response_url") or ""})
    _open(client, body, view)


def open_topic_form(client: WebClient, body: dict[str, Any]) -> str:
    """Open the form for a topic, which a job fills; return its id, "" if it didn't open."""
    return _open(client, body, loading_modal("Edit topic"))


def open_why_form(client: WebClient, body: dict[str, Any]) -> str:
    """Open the form that says why a candidate has its score; return its id, "" if it didn't open.

    It is filled by a job: to hold a résumé against an opening can take longer than a trigger lasts.
    """
    return _open(client, body, loading_modal("Why this score"))


def _open(client: WebClient, body: dict[str, Any], view: Block) -> str:
    try:
        answer = client.views_open(trigger_id=str(body.get("trigger_id") or ""), view=view)
    except SlackApiError as error:
        code = error.response.get("error")
        log.warning("Slack did not open a form: %s. Whoever asked can ask again.", code)
        return ""
    return str((answer.get("view") or {}).get("id") or "")
