"""The slash command."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.forms import open_watch_form
from bot.listeners.handover import Handover

COMMAND = "/akin"


def register(app: App, handover: Handover) -> None:
    """Register `/akin`."""

    def on_command(ack: Ack, body: dict[str, Any]) -> None:
        if not wants_form(body):
            handover.interaction("command", body, in_channel=changes_memory(body))
        ack()

    def open_form(client: WebClient, body: dict[str, Any]) -> None:
        # Not a job: a form must open within three seconds, and whoever misses it asks again.
        if wants_form(body):
            open_watch_form(client, body)

    app.command(COMMAND)(ack=on_command, lazy=[open_form])


def wants_form(body: dict[str, Any]) -> bool:
    """Tell whether the command is `/akin watch` without any more words."""
    return str(body.get("text") or "").split() == ["watch"]


def changes_memory(body: dict[str, Any]) -> bool:
    """Tell whether a command has to keep its place among the channel's messages."""
    return str(body.get("text") or "").split(maxsplit=1)[:1] in (["watch"], ["resolve"], ["forget"])
