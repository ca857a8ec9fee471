"""Which events reach the bot, and the envelope they come in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.playground.conversations import Conversation
from bot.playground.identity import APP_ID, BOT_USER_ID, TEAM_ID, VERIFICATION_TOKEN
from bot.playground.messages import Json

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

# Slack tells an app of these for every public channel, in it or not.
_PUBLIC_LIFECYCLE = frozenset(
    {
        "channel_archive",
        "channel_created",
        "channel_deleted",
        "channel_rename",
        "channel_shared",
        "channel_unarchive",
        "channel_unshared",
    }
)
_SCOPES = {
    "app_mention": "app_mentions:read",
    "file_shared": "files:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
_BY_FAMILY = frozenset({"member_joined_channel", "member_left_channel"})


def reaches_bot(workspace: Workspace, event: Json, conversation: Conversation | None) -> bool:
    """Whether the bot is told of this event: it is there to see it and has the scope for it."""
    kind = str(event["type"])
    scope = needed_scope(event, conversation)
    if scope is not None and scope not in workspace.scopes:
        return False
    if conversation is None or BOT_USER_ID in conversation.members:
        return True
    if kind in {"channel_left", "group_left"}:
        return True
    return not conversation.is_private and kind in _PUBLIC_LIFECYCLE


def needed_scope(event: Json, conversation: Conversation | None) -> str | None:
    """Return the scope without which Slack does not send this event; None where it needs none."""
    kind = str(event["type"])
    if kind in _SCOPES:
        return _SCOPES[kind]
    if conversation is None:
        return None
    if kind == "message":
        return f"{conversation.kind.family}:history"
    if kind in _BY_FAMILY or kind.startswith("channel_"):
        return f"{conversation.kind.family}:read"
    if kind.startswith("group_"):
        return "groups:read"
    return None


def envelope(workspace: Workspace, event: Json, conversation: Conversation | None) -> Json:
    """Return the body of an Events API request."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(6).upper()}",
        "event_time": int(workspace.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": conversation is not None and conversation.is_ext_shared,
        "event_context": f"4-{secrets.token_urlsafe(32)}",
    }
