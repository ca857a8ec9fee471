"""The Slack app's manifest, and the one table of what Akin asks of Slack."""

from collections.abc import Mapping
from typing import Any, Final

from bot.listeners.commands import COMMAND
from bot.listeners.shortcuts import FIND_SIMILAR

_READ_CHANNELS: Final = frozenset({"channels:read", "groups:read"})
_READ_ALL: Final = _READ_CHANNELS | {"im:read", "mpim:read"}
_HISTORY: Final = frozenset({"channels:history", "groups:history", "im:history", "mpim:history"})
_NONE: Final[frozenset[str]] = frozenset()

METHODS: Final[Mapping[str, frozenset[str]]] = {
    # The app token has its own scope, connections:write, which no manifest asks for.
    "apps.connections.open": _NONE,
    "auth.test": _NONE,
    "chat.delete": frozenset({"chat:write"}),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": _HISTORY,
    "conversations.info": _READ_ALL,
    "conversations.join": frozenset({"channels:join"}),
    "conversations.list": _READ_CHANNELS,
    "conversations.members": _READ_ALL,
    "conversations.replies": _HISTORY,
    # The picture of a digest; without the scope a digest goes out without it.
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.delete": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    # Of what people drop in channels for résumés; the files' addresses need the same scope.
    "files.info": frozenset({"files:read"}),
    "users.conversations": _READ_CHANNELS | {"mpim:read"},
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
    "views.open": _NONE,
    "views.publish": _NONE,
    "views.update": _NONE,
}
"""Every Web API method that Akin calls, and the bot scopes that it needs there."""

EVENTS: Final[Mapping[str, frozenset[str]]] = {
    "app_home_opened": _NONE,
    "app_mention": frozenset({"app_mentions:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "channel_deleted": frozenset({"channels:read"}),
    "channel_id_changed": _READ_CHANNELS,
    "channel_left": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "channel_shared": _READ_CHANNELS,
    "channel_unarchive": frozenset({"channels:read"}),
    "channel_unshared": _READ_CHANNELS,
    "group_archive": frozenset({"groups:read"}),
    "group_deleted": frozenset({"groups:read"}),
    "group_left": frozenset({"groups:read"}),
    "group_rename": frozenset({"groups:read"}),
    "group_unarchive": frozenset({"groups:read"}),
    "member_joined_channel": _READ_CHANNELS,
    "member_left_channel": _READ_CHANNELS,
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "team_join": frozenset({"users:read"}),
    "user_change": frozenset({"users:read"}),
}
"""Every event that Akin subscribes to, and the scopes without which Slack doesn't send it."""

SHORTCUTS: Final = {FIND_SIMILAR: "Find similar"}
"""The message shortcuts: what a message's menu calls each, by its `callback_id`."""

INTERACTIONS: Final = frozenset({"commands"})
"""What the slash command, the message shortcut and their response URLs need."""

BOT_SCOPES: Final = frozenset().union(*METHODS.values(), *EVENTS.values(), INTERACTIONS)
"""The scopes of the bot token: all that is needed, and nothing else."""

EVENTS_PATH: Final = "/slack/events"
"""Where `akin web` takes everything of Slack's."""

_DESCRIPTION: Final = "Remembers: answers a question or ticket in its thread with what you have."
_LONG_DESCRIPTION: Final = """\
Akin remembers what your team has already answered. When a question or a ticket comes in, it \
replies in the thread with what matches: the earlier answer, the duplicate and how it was solved, \
with the passage that matched and how sure it is.

Say `/akin watch #channel as tickets` to begin, `/akin find …` to search, or mention @Akin in a \
thread. Private channels stay private: what is said there is shown to their members only.

Akin runs on your own machine with its models on board. Nothing is sent to anybody but Slack."""
_USAGE_HINT: Final = (
    "[find TEXT | watch #channel as tickets | digest weekly mon 9:00 | candidates | job | "
    "resolve LINK | forget LINK | help]"
)


def manifest(url: str = "") -> dict[str, Any]:
    """Return the manifest that Slack makes the app from.

    Args:
        url: the address of `akin web`, for events over HTTP; without one, Socket Mode.

    """
    request_url = events_url(url) if url else ""
    over_http = {"request_url": request_url} if request_url else {}
    command = {
        "command": COMMAND,
        "description": "Search, watch channels, note resolutions",
        "usage_hint": _USAGE_HINT,
        # Channels and people then come with their ids, which names alone don't tell.
        "should_escape": True,
    }
    if request_url:
        command["url"] = request_url
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Akin",
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Akin", "always_online": True},
            "shortcuts": [
                {
                    "name": SHORTCUTS[FIND_SIMILAR],
                    "type": "message",
                    "callback_id": FIND_SIMILAR,
                    "description": "Search for what matches this message",
                }
            ],
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": sorted(BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {**over_http, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **over_http},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }


def events_url(url: str) -> str:
    """Return where Slack is to send events, given the address of `akin web`."""
    return url.rstrip("/").removesuffix(EVENTS_PATH) + EVENTS_PATH
