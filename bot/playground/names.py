"""People and channels by the names that somebody types, in capitals or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.playground.conversations import Conversation
from bot.playground.people import User

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

_AT: Final = re.compile(r"(?<![\w.@])@([\w-]+)")


def user(workspace: Workspace, name: str) -> User | None:
    """Return the account of that name, if there is one."""
    with workspace.lock:
        return next((u for u in workspace.users.values() if u.name.lower() == name.lower()), None)


def channel(workspace: Workspace, name: str) -> Conversation | None:
    """Return the channel of that name, if there is one."""
    with workspace.lock:
        channels = [c for c in workspace.conversations.values() if c.is_channel]
    return next((c for c in channels if c.name == name.lower()), None)


def proper(workspace: Workspace, text: str) -> str:
    """Return a text with each `@name` as the workspace has it: Slack offers a list to pick from."""

    def written(match: re.Match[str]) -> str:
        known = user(workspace, match[1])
        return match[0] if known is None else f"@{known.name}"

    return _AT.sub(written, text)
