"""People and bots of the workspace, and guests and strangers in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.playground.identity import TEAM_ID


@dataclass(frozen=True, slots=True)
class User:
    """One account. `team_id` differs from the workspace's for people of other organisations."""

    id: str
    name: str
    real_name: str
    team_id: str = TEAM_ID
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    tz: str = "Europe/Berlin"
    updated: int = 0

    @property
    def is_guest(self) -> bool:
        """Whether this account sees only the channels it was added to."""
        return self.is_restricted or self.is_ultra_restricted

    @property
    def is_foreign(self) -> bool:
        """Whether this account belongs to another organisation."""
        return self.team_id != TEAM_ID

    def to_slack(self, *, stranger: bool = False) -> dict[str, Any]:
        """Return the user object of `users.info`; `stranger`: shares no channel with the caller."""
        first, _, last = self.real_name.partition(" ")
        profile: dict[str, Any] = {
            "title": "",
            "phone": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "first_name": first,
            "last_name": last,
            "status_text": "",
            "status_emoji": "",
            "avatar_hash": "",
            "team": self.team_id,
        }
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "color": "4bbe2e",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": 3600,
            "profile": profile,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.is_foreign:
            user["is_stranger"] = stranger
        if self.bot_id is not None:
            profile["bot_id"] = self.bot_id
            profile["api_app_id"] = self.app_id
        return user
