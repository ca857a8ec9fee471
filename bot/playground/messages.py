"""Messages that everybody in a conversation sees, and ephemeral ones that one person sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
"""A JSON object as it travels to and from Slack."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One emoji on a message and who put it there, in order."""

    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changed a message last, and when (`ts`)."""

    user: str
    ts: str


@dataclass(frozen=True, slots=True)
class Message:
    """One version of a message; a change makes a new one with the same `channel` and `ts`.

    `text` is in Slack's mrkdwn: `&`, `<` and `>` escaped, mentions as `<@U…>`.
    `files` are file ids. `root` of a reply is its `thread_ts`.
    """

    channel: str
    ts: str
    user: str | None
    text: str
    team: str
    bot_id: str | None = None
    app_id: str | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    metadata: Json | None = None
    edited: Edit | None = None
    reactions: tuple[Reaction, ...] = ()
    files: tuple[str, ...] = ()
    client_msg_id: str | None = None
    broadcast: bool = False
    inviter: str | None = None
    old_name: str | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in another message's thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_tombstone(self) -> bool:
        """Whether it is what is left of a deleted message that has replies."""
        return self.subtype == "tombstone"

    def reaction(self, name: str) -> Reaction | None:
        """Return the reaction of that name, if anybody added it."""
        return next((r for r in self.reactions if r.name == name), None)


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message shown to `user` alone, never stored in the conversation."""

    channel: str
    user: str
    ts: str
    text: str
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    thread_ts: str | None = None
