"""Modals and Home tabs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.playground.identity import APP_ID, BOT_ID, TEAM_ID
from bot.playground.messages import Json


@dataclass(frozen=True, slots=True)
class View:
    """One version of a modal or Home tab as shown to `user`.

    `content` is what the bot gave (blocks, title, …); `hash` changes with every version;
    `errors` are the bot's complaints about the last submission, by block id.
    """

    id: str
    user: str
    type: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> tuple[Json, ...]:
        """The view's blocks."""
        return tuple(self.content.get("blocks", ()))

    @property
    def callback_id(self) -> str:
        """The name by which the bot knows this view's submissions."""
        return str(self.content.get("callback_id", ""))

    @property
    def title(self) -> str:
        """The title's text; empty for a Home tab."""
        return str(self.content.get("title", {}).get("text", ""))

    def to_slack(self, state: Json | None = None) -> dict[str, Any]:
        """Return the view object of payloads and of `views.*`; `state` holds `values`."""
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "type": self.type,
            "blocks": list(self.blocks),
            "private_metadata": self.content.get("private_metadata", ""),
            "callback_id": self.callback_id,
            "state": state or {"values": {}},
            "hash": self.hash,
            "title": self.content.get("title"),
            "clear_on_close": bool(self.content.get("clear_on_close", False)),
            "notify_on_close": bool(self.content.get("notify_on_close", False)),
            "close": self.content.get("close"),
            "submit": self.content.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": APP_ID,
            "external_id": self.content.get("external_id", ""),
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }
