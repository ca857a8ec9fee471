"""Events: messages, mentions, reactions, channels and people that change."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from slack_bolt import App

from bot.listeners.handover import Handover
from bot.work.incoming import SAID, is_human

log = logging.getLogger(__name__)

EVENTS: Final[Mapping[str, str]] = {
    "app_mention": "mention",
    "reaction_added": "reaction",
    "reaction_removed": "reaction",
    "app_home_opened": "home",
    "member_joined_channel": "member_changed",
    "member_left_channel": "member_changed",
    "channel_left": "conversation_left",
    "group_left": "conversation_left",
    "channel_archive": "conversation_archived",
    "group_archive": "conversation_archived",
    "channel_unarchive": "conversation_changed",
    "group_unarchive": "conversation_changed",
    "channel_deleted": "conversation_deleted",
    "group_deleted": "conversation_deleted",
    "channel_rename": "conversation_changed",
    "group_rename": "conversation_changed",
    "channel_shared": "conversation_changed",
    "channel_unshared": "conversation_changed",
    "channel_id_changed": "conversation_changed",
    "user_change": "person_changed",
    "team_join": "person_changed",
}
"""Which kind of job each event but `message` becomes."""

OTHERS: Final[Mapping[str | None, str]] = {
    "message_changed": "message_changed",
    "message_deleted": "message_deleted",
    "channel_convert_to_private": "conversation_changed",
    "channel_convert_to_public": "conversation_changed",
    "group_convert_to_private": "conversation_changed",
    "group_convert_to_public": "conversation_changed",
}
"""Which kind of job messages of other subtypes become."""


def register(app: App, handover: Handover) -> None:
    """Register a listener for each event in the tables."""
    for name, kind in EVENTS.items():
        app.event(name)(_listener(handover, kind))

    @app.event("file_shared")
    def on_file_shared() -> None:
        """Do nothing: an upload comes as a message too, with the channel's order and its words."""

    @app.event("message")
    def on_message(body: dict[str, Any], context: dict[str, Any]) -> None:
        kind = message_kind(body.get("event") or {}, str(context.get("bot_user_id") or ""))
        if kind is not None:
            handover.event(kind, body)


def _listener(handover: Handover, kind: str) -> Any:
    def on_event(body: dict[str, Any]) -> None:
        handover.event(kind, body)

    return on_event


def message_kind(event: Mapping[str, Any], bot_user: str) -> str | None:
    """Return which kind of job a `message` event becomes; None for those that are no work.

    Bots' messages, joins and the like are left alone. Edits that change no words (unfurls) are
    no work. A message that mentions Akin comes once more, as `app_mention`: that one counts.
    """
    subtype = event.get("subtype")
    if not event.get("channel") or not event.get("ts"):
        log.warning("A message event without channel or ts was left alone.")
        return None
    if subtype in OTHERS:
        return None if subtype == "message_changed" and not _is_edit(event) else OTHERS[subtype]
    if not is_human(event):
        return None
    if event.get("channel_type") == "im":
        return "mention"
    return None if f"<@{bot_user}" in str(event.get("text") or "") else "message"


def _is_edit(event: Mapping[str, Any]) -> bool:
    message = event.get("message") or {}
    if message.get("subtype") == "tombstone":
        return True
    if not message.get("ts") or message.get("bot_id") or message.get("subtype") not in SAID:
        return False
    before = event.get("previous_message") or {}
    return not before or before.get("text") != message.get("text")
