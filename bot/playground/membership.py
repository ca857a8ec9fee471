"""What can happen to conversations: who comes and goes, and what becomes of them.

Every function here expects the workspace's lock to be held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground import posting
from bot.playground.conversations import Conversation, Kind
from bot.playground.errors import Refused
from bot.playground.identity import BOT_USER_ID, FOREIGN_TEAM_ID, TEAM_ID
from bot.playground.messages import Json, Message
from bot.playground.people import User

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace


def join(
    workspace: Workspace, channel: Conversation, user: User, inviter: str | None = None
) -> Conversation:
    """Put somebody into a channel.

    Raises:
        Refused: `is_archived`, `user_is_restricted` (a stranger, and the channel is not shared).

    """
    if channel.is_archived:
        raise Refused("is_archived")
    if user.is_foreign and user.team_id not in channel.connected_teams:
        raise Refused("user_is_restricted", "People of other organisations need a shared channel.")
    if user.id in channel.members:
        return channel
    channel = workspace.replace_conversation(channel, members=channel.members | {user.id})
    event: Json = {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": user.team_id,
        "event_ts": workspace.ids.ts(),
    }
    if inviter is not None:
        event["inviter"] = inviter
    workspace.emit(event, channel)
    _note(workspace, channel, user.id, "join", f"<@{user.id}> has joined the channel", inviter)
    return channel


def leave(workspace: Workspace, channel: Conversation, user: User, actor: str) -> Conversation:
    """Take somebody out of a channel; `actor` is who did it.

    Raises:
        Refused: `not_in_channel`.

    """
    if user.id not in channel.members:
        raise Refused("not_in_channel")
    if user.id != BOT_USER_ID:
        _note(workspace, channel, user.id, "leave", f"<@{user.id}> has left the channel")
    channel = workspace.replace_conversation(channel, members=channel.members - {user.id})
    ts = workspace.ids.ts()
    if user.id == BOT_USER_ID:
        workspace.emit(
            {
                "type": "group_left" if channel.is_private else "channel_left",
                "channel": channel.id,
                "actor_id": actor,
                "event_ts": ts,
            },
            channel,
        )
        _note(workspace, channel, user.id, "leave", f"<@{user.id}> has left the channel")
    else:
        workspace.emit(
            {
                "type": "member_left_channel",
                "user": user.id,
                "channel": channel.id,
                "channel_type": "G" if channel.is_private else "C",
                "team": user.team_id,
                "event_ts": ts,
            },
            channel,
        )
    return channel


def archive(workspace: Workspace, channel: Conversation, user: str) -> Conversation:
    """Archive a channel.

    Raises:
        Refused: `already_archived`.

    """
    if channel.is_archived:
        raise Refused("already_archived")
    _note(workspace, channel, user, "archive", f"<@{user}> archived the channel")
    channel = workspace.replace_conversation(channel, is_archived=True)
    _lifecycle(workspace, channel, "archive", {"channel": channel.id, "user": user, "is_moved": 0})
    return channel


def unarchive(workspace: Workspace, channel: Conversation, user: str) -> Conversation:
    """Bring an archived channel back.

    Raises:
        Refused: `not_archived`.

    """
    if not channel.is_archived:
        raise Refused("not_archived")
    channel = workspace.replace_conversation(channel, is_archived=False)
    _lifecycle(workspace, channel, "unarchive", {"channel": channel.id, "user": user})
    _note(workspace, channel, user, "unarchive", f"<@{user}> un-archived the channel")
    return channel


def rename(workspace: Workspace, channel: Conversation, name: str, user: str) -> Conversation:
    """Give a channel another name.

    Raises:
        Refused: `name_taken`.

    """
    if any(c.name == name for c in workspace.conversations.values()):
        raise Refused("name_taken")
    old = channel.name
    channel = workspace.replace_conversation(
        channel, name=name, previous_names=(*channel.previous_names, old)
    )
    renamed = {
        "id": channel.id,
        "name": name,
        "created": channel.created,
        "name_normalized": name,
        "is_channel": not channel.is_private,
        "is_mpim": False,
    }
    _lifecycle(workspace, channel, "rename", {"channel": renamed})
    text = f'<@{user}> has renamed the channel from "{old}" to "{name}"'
    _note(workspace, channel, user, "name", text, old_name=old)
    return channel


def delete(workspace: Workspace, channel: Conversation, user: str) -> None:
    """Delete a channel with everything in it."""
    _lifecycle(workspace, channel, "deleted", {"channel": channel.id, "actor_id": user})
    del workspace.conversations[channel.id]
    del workspace.timelines[channel.id]
    workspace.ephemerals[:] = [e for e in workspace.ephemerals if e.channel != channel.id]
    workspace.notify()


def make_private(workspace: Workspace, channel: Conversation, user: str) -> Conversation:
    """Turn a public channel into a private one; its id stays."""
    if channel.kind is not Kind.PUBLIC:
        raise Refused("method_not_supported_for_channel_type")
    channel = workspace.replace_conversation(channel, kind=Kind.PRIVATE)
    text = "made this channel *private*. Now, it can only be viewed or joined by invitation."
    _note(workspace, channel, user, "convert_to_private", text)
    return channel


def make_public(workspace: Workspace, channel: Conversation, user: str) -> Conversation:
    """Turn a private channel into a public one; its id stays."""
    if channel.kind is not Kind.PRIVATE:
        raise Refused("method_not_supported_for_channel_type")
    channel = workspace.replace_conversation(channel, kind=Kind.PUBLIC)
    text = "made this channel *public*. Any member of the workspace can see and join it."
    _note(workspace, channel, user, "convert_to_public", text)
    return channel


def share(workspace: Workspace, channel: Conversation) -> Conversation:
    """Connect another organisation to a channel."""
    channel = workspace.replace_conversation(
        channel, connected_teams=channel.connected_teams | {FOREIGN_TEAM_ID}
    )
    workspace.emit(
        {
            "type": "channel_shared",
            "connected_team_id": FOREIGN_TEAM_ID,
            "channel": channel.id,
            "event_ts": workspace.ids.ts(),
        },
        channel,
    )
    return channel


def unshare(workspace: Workspace, channel: Conversation) -> Conversation:
    """Disconnect the other organisation; its people lose the channel."""
    ours = {m for m in channel.members if not workspace.users[m].is_foreign}
    channel = workspace.replace_conversation(
        channel, connected_teams=frozenset(), members=frozenset(ours)
    )
    workspace.emit(
        {
            "type": "channel_unshared",
            "previously_connected_team_id": FOREIGN_TEAM_ID,
            "channel": channel.id,
            "is_ext_shared": False,
            "event_ts": workspace.ids.ts(),
        },
        channel,
    )
    return channel


def _lifecycle(workspace: Workspace, channel: Conversation, what: str, fields: Json) -> None:
    prefix = "group" if channel.is_private else "channel"
    event = {"type": f"{prefix}_{what}", **fields, "event_ts": workspace.ids.ts()}
    workspace.emit(event, channel)


def _note(
    workspace: Workspace,
    channel: Conversation,
    user: str,
    what: str,
    text: str,
    inviter: str | None = None,
    old_name: str | None = None,
) -> None:
    """Post the line that Slack itself writes into the channel."""
    prefix = "channel" if not channel.is_private or what.startswith("convert") else "group"
    posting.put(
        workspace,
        Message(
            channel.id,
            workspace.ids.ts(),
            user,
            text,
            TEAM_ID,
            subtype=f"{prefix}_{what}",
            inviter=inviter,
            old_name=old_name,
        ),
    )
