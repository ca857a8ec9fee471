"""Who and where the local workspace is: its fixed ids, tokens and secrets."""

from __future__ import annotations

TEAM_ID = "T0AKIN"
TEAM_NAME = "Akin Playground"
TEAM_DOMAIN = "akin-playground"
TEAM_URL = "https://akin-playground.slack.com/"
FOREIGN_TEAM_ID = "T0OTHERORG"

APP_ID = "A0AKIN"
BOT_ID = "B0AKIN"
BOT_USER_ID = "U0AKINBOT"
BOT_NAME = "akin"

BOT_TOKEN = "xoxb-playground"  # noqa: S105 - opens nothing but the local workspace
APP_TOKEN = "xapp-playground"  # noqa: S105 - opens nothing but the local workspace
SIGNING_SECRET = "playground-signing-secret"  # noqa: S105 - opens nothing but the local workspace
VERIFICATION_TOKEN = "playground-verification"  # noqa: S105 - opens nothing but the local workspace

DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "reactions:read",
        "reactions:write",
        "users:read",
    }
)
"""The scopes a bot is granted unless a workspace says otherwise."""

APP_SCOPES = frozenset({"connections:write"})
"""The scopes of the app-level token."""
