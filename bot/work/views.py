"""Forms that somebody sent in."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from bot.akin import Akin
from bot.errors import Undeliverable
from bot.job import RunningJob
from bot.slack import SlackRefusal
from bot.views.digest_settings import digest_values
from bot.views.message import Message
from bot.views.settings import watch_values
from bot.work import digest_commands, overviews
from bot.work.commands import start_watching

Choice = TypeVar("Choice")


def on_watch_submitted(akin: Akin, running: RunningJob) -> None:
    """Watch a channel as the form says, and tell whoever sent it."""
    user, view, choice = _submitted(running, watch_values)
    message = start_watching(akin, running, user, choice)
    running.once("answer", lambda: _tell(akin, user, _response_url(view), message))
    overviews.publish(akin, user)


def on_digest_submitted(akin: Akin, running: RunningJob) -> None:
    """Set up a digest as the form says, and tell whoever sent it."""
    user, view, choice = _submitted(running, digest_values)
    message = digest_commands.submitted(akin, running, user, choice)
    running.once("answer", lambda: _tell(akin, user, _response_url(view), message))


def _submitted(
    running: RunningJob, read: Callable[[dict[str, Any]], Choice]
) -> tuple[str, dict[str, Any], Choice]:
    """Return who sent a form, the form, and what was chosen in it.

    Raises:
        Undeliverable: it is not as Akin made it, or nobody sent it.

    """
    body = running.job.payload["body"]
    view = body.get("view") or {}
    user = (body.get("user") or {}).get("id")
    if not user:
        raise Undeliverable("A form came in without the person who sent it.")
    try:
        return user, view, read(view.get("state") or {})
    except ValueError as error:
        raise Undeliverable(str(error)) from None


def _tell(akin: Akin, user: str, response_url: str, message: Message) -> bool:
    """Answer where the form was opened, or else in direct messages."""
    if response_url and akin.slack.respond(response_url, message):
        return True
    try:
        akin.slack.call("chat.postMessage", channel=user, text=message.text, blocks=message.blocks)
    except SlackRefusal:
        return False  # the App Home, published next, shows it as well
    return True


def _response_url(view: dict[str, object]) -> str:
    try:
        metadata = json.loads(str(view.get("private_metadata") or "{}"))
    except ValueError:
        return ""
    url = metadata.get("response_url") if isinstance(metadata, dict) else ""
    return str(url or "")
