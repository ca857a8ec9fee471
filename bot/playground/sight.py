"""What one person sees of the workspace.

Every function here expects the workspace's lock to be held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.conversations import Conversation
from bot.playground.errors import Refused
from bot.playground.messages import Ephemeral
from bot.playground.people import User
from bot.playground.shown import words
from bot.playground.views import View
from bot.playground.visibility import may_see

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace


def conversations(workspace: Workspace, user: User) -> list[Conversation]:
    """Return the conversations whose messages `user` may read."""
    return [c for c in workspace.conversations.values() if may_see(user, c)]


def require(workspace: Workspace, user: User, conversation: Conversation) -> Conversation:
    """Return the conversation if `user` may read it.

    Raises:
        Refused: `channel_not_found`; what somebody may not see does not exist for them.

    """
    current = workspace.conversations.get(conversation.id)
    if current is None or not may_see(user, current):
        raise Refused("channel_not_found", f"{user.name} cannot see that conversation.")
    return current


def ephemerals(workspace: Workspace, user: User) -> list[Ephemeral]:
    """Return what was shown to `user` alone, oldest first."""
    if user.deleted:
        return []
    return [
        e
        for e in workspace.ephemerals
        if e.user == user.id and may_see(user, workspace.conversations[e.channel])
    ]


def views(workspace: Workspace, user: User) -> list[View]:
    """Return the modals that `user` has open, the topmost last."""
    stack = [] if user.deleted else workspace.stacks.get(user.id, [])
    return [workspace.views[view_id] for view_id in stack]


def home(workspace: Workspace, user: User) -> View | None:
    """Return the bot's Home tab as `user` sees it, once it was published."""
    view_id = None if user.deleted else workspace.homes.get(user.id)
    return workspace.views[view_id] if view_id else None


def everything(workspace: Workspace, user: User) -> str:
    """Return all words that `user` can find anywhere, one piece a line.

    Texts stand as they are and once more within JSON. Of messages: text, blocks, attachments,
    metadata (other apps can show it) and attached files with what is in them; of conversations:
    name, topic, purpose; ephemeral messages; modals with errors; the Home tab.
    """
    pieces: list[object] = []
    for conversation in conversations(workspace, user):
        pieces += [conversation.name, conversation.topic, conversation.purpose]
        for message in workspace.timelines[conversation.id]:
            pieces += [message.text, message.blocks, message.attachments, message.metadata]
            for file in (workspace.files.get(file_id) for file_id in message.files):
                if file is not None:
                    pieces += [file.name, file.title, file.content.decode(errors="replace")]
    for ephemeral in ephemerals(workspace, user):
        pieces += [ephemeral.text, ephemeral.blocks, ephemeral.attachments]
    own_home = home(workspace, user)
    for view in [*views(workspace, user), *([own_home] if own_home else [])]:
        pieces += [view.content, view.errors]
    return words(*pieces)
