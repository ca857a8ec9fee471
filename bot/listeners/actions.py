"""Buttons."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.forms import (
    open_digest_form,
    open_topic_form,
    open_watch_form,
    open_why_form,
)
from bot.listeners.handover import Handover
from bot.views.actions import Action

ACTIONS: Final[Mapping[Action, str]] = {
    Action.ANSWERS: "answers",
    Action.NOT_DUPLICATE: "not_duplicate",
    Action.UNDO: "undo",
    Action.HIDE: "hide",
    Action.SHOW: "show",
    Action.SHARE: "share",
    Action.REMOVE_OPENING: "remove_opening",
}
"""Which kind of job a press of each button becomes."""

QUESTIONS: Final[Mapping[Action, str]] = {Action.CHOOSE_OPENING: "opening_chosen"}
"""Likewise of what only shows something, which needn't wait for the channel's work."""


def register(app: App, handover: Handover) -> None:
    """Register a listener for each button, and the one that opens a form."""
    for action, kind in ACTIONS.items():
        app.action(action.value)(_listener(handover, kind))
    for action, kind in QUESTIONS.items():
        app.action(action.value)(_listener(handover, kind, in_channel=False))

    def acknowledge(ack: Ack) -> None:
        ack()

    def open_form(client: WebClient, body: dict[str, Any]) -> None:
        open_watch_form(client, body)

    def why(client: WebClient, body: dict[str, Any]) -> None:
        view_id = open_why_form(client, body)
        if view_id:
            handover.interaction("why", body, view_id=view_id)

    def open_digest(client: WebClient, body: dict[str, Any]) -> None:
        channel = (body.get("channel") or {}).get("id")
        open_digest_form(client, {**body, "channel_id": channel})

    def edit_topic(client: WebClient, body: dict[str, Any]) -> None:
        view_id = open_topic_form(client, body)
        if view_id:
            handover.interaction("topic_form", body, view_id=view_id)

    app.action(Action.OPEN_DIGEST.value)(ack=acknowledge, lazy=[open_digest])
    app.action(Action.EDIT_TOPIC.value)(ack=acknowledge, lazy=[edit_topic])
    app.action(Action.OPEN_WATCH.value)(ack=acknowledge, lazy=[open_form])
    app.action(Action.WHY.value)(ack=acknowledge, lazy=[why])


def _listener(handover: Handover, kind: str, *, in_channel: bool = True) -> Any:
    def on_press(ack: Ack, body: dict[str, Any]) -> None:
        handover.interaction(kind, body, in_channel=in_channel)
        ack()

    return on_press
