"""Buttons."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.forms import open_watch_form
from bot.listeners.handover import Handover
from bot.views.actions import Action

ACTIONS: Final[Mapping[Action, str]] = {
    Action.ANSWERS: "answers",
    Action.NOT_DUPLICATE: "not_duplicate",
    Action.UNDO: "undo",
    Action.HIDE: "hide",
    Action.SHOW: "show",
    Action.SHARE: "share",
}
"""Which kind of job a press of each button becomes."""


def register(app: App, handover: Handover) -> None:
    """Register a listener for each button, and the one that opens a form."""
    for action, kind in ACTIONS.items():
        app.action(action.value)(_listener(handover, kind))

    def acknowledge(ack: Ack) -> None:
        ack()

    def open_form(client: WebClient, body: dict[str, Any]) -> None:
        open_watch_form(client, body)

    app.action(Action.OPEN_WATCH.value)(ack=acknowledge, lazy=[open_form])


def _listener(handover: Handover, kind: str) -> Any:
    def on_press(ack: Ack, body: dict[str, Any]) -> None:
        handover.interaction(kind, body, in_channel=True)
        ack()

    return on_press
