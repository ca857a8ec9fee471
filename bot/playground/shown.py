"""What the bot ever showed, and to whom, even if it was changed or deleted later.

Every function here expects the workspace's lock to be held.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.playground.identity import BOT_ID
from bot.playground.messages import Ephemeral, Message
from bot.playground.views import View
from bot.playground.visibility import may_see

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Shown:
    """Words that stood before the eyes of `viewers` (user ids) when they appeared."""

    viewers: frozenset[str]
    words: str


def words(*pieces: object) -> str:
    """Return texts as they are and everything else as JSON, one piece a line."""
    # Not escaped: a search for "Grüße" must find it.
    written = [p if isinstance(p, str) else json.dumps(p, ensure_ascii=False) for p in pieces if p]
    return "\n".join(written)


def message(workspace: Workspace, message: Message) -> None:
    """Remember a message of the bot, or a new version of one."""
    if message.bot_id == BOT_ID:
        conversation = workspace.conversations[message.channel]
        viewers = {u.id for u in workspace.users.values() if may_see(u, conversation)}
        said = words(message.text, message.blocks, message.attachments, message.metadata)
        workspace.shown.append(Shown(frozenset(viewers), said))


def ephemeral(workspace: Workspace, ephemeral: Ephemeral) -> None:
    """Remember an ephemeral message."""
    said = words(ephemeral.text, ephemeral.blocks, ephemeral.attachments)
    workspace.shown.append(Shown(frozenset({ephemeral.user}), said))


def view(workspace: Workspace, view: View) -> None:
    """Remember a modal or Home tab."""
    said = words(view.content, view.errors)
    workspace.shown.append(Shown(frozenset({view.user}), said))
