"""Channels, direct messages and group direct messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.playground.identity import TEAM_ID


class Kind(StrEnum):
    """The four kinds of conversation, by the names that `conversations.list` gives them."""

    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    IM = "im"
    MPIM = "mpim"

    @property
    def family(self) -> str:
        """The prefix of this kind's scopes: channels, groups, im or mpim."""
        return {"public_channel": "channels", "private_channel": "groups"}.get(self, self.value)

    @property
    def channel_type(self) -> str:
        """The `channel_type` of this kind's message events."""
        return {"public_channel": "channel", "private_channel": "group"}.get(self, self.value)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation and who is in it (`members`, by user id)."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: frozenset[str] = frozenset()
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    connected_teams: frozenset[str] = frozenset()
    previous_names: tuple[str, ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether only members see what is in it."""
        return self.kind is not Kind.PUBLIC

    @property
    def is_channel(self) -> bool:
        """Whether it is a public or private channel rather than a direct message."""
        return self.kind in {Kind.PUBLIC, Kind.PRIVATE}

    @property
    def is_ext_shared(self) -> bool:
        """Whether another organisation is connected to it."""
        return bool(self.connected_teams)

    def other(self, user: str) -> str:
        """Return the other side of a direct message as `user` sees it."""
        return next(iter(self.members - {user}), user)

    def to_slack(self, viewer: str, *, with_count: bool = False) -> dict[str, Any]:
        """Return the object of `conversations.info`, as `viewer` (a user id) sees it."""
        common: dict[str, Any] = {
            "id": self.id,
            "created": self.created,
            "is_archived": self.is_archived,
            "is_im": self.kind is Kind.IM,
            "is_mpim": self.kind is Kind.MPIM,
            "is_org_shared": False,
            "context_team_id": TEAM_ID,
            "updated": self.created * 1000,
        }
        if with_count:
            common["num_members"] = len(self.members)
        if self.kind is Kind.IM:
            return common | {
                "user": self.other(viewer),
                "is_user_deleted": False,
                "priority": 0,
                "is_open": True,
            }
        return common | {
            "name": self.name,
            "name_normalized": self.name,
            # Slack calls every channel made since 2021 a channel, private ones included.
            "is_channel": self.is_channel,
            "is_group": False,
            "is_private": self.is_private,
            "is_general": False,
            "unlinked": 0,
            "creator": self.creator,
            "is_member": viewer in self.members,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "pending_connected_team_ids": [],
            "parent_conversation": None,
            "shared_team_ids": [TEAM_ID, *sorted(self.connected_teams)],
            "connected_team_ids": sorted(self.connected_teams),
            "topic": {"value": self.topic, "creator": self.creator, "last_set": self.created},
            "purpose": {"value": self.purpose, "creator": self.creator, "last_set": self.created},
            "previous_names": list(self.previous_names),
        }
