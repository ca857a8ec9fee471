"""Message shortcuts."""

from typing import Any, Final

from slack_bolt import Ack, App

from bot.listeners.handover import Handover

FIND_SIMILAR: Final = "find_similar"
"""The `callback_id` of the shortcut *Find similar*."""


def register(app: App, handover: Handover) -> None:
    """Register *Find similar*."""

    @app.message_shortcut(FIND_SIMILAR)
    def on_find_similar(ack: Ack, body: dict[str, Any]) -> None:
        handover.interaction("shortcut", body)
        ack()
