"""What can be done with messages, by people and by bots alike.

Every function here expects the workspace's lock to be held.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.playground import shown
from bot.playground.conversations import Conversation, Kind
from bot.playground.errors import Refused
from bot.playground.identity import BOT_USER_ID
from bot.playground.messages import Edit, Ephemeral, Json, Message, Reaction
from bot.playground.shapes import message_json

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

TOMBSTONE_TEXT = "This message was deleted."
_MENTION = f"<@{BOT_USER_ID}"


def put(workspace: Workspace, message: Message) -> Message:
    """Add a new message and tell the bot of it."""
    conversation = workspace.conversations[message.channel]
    workspace.timelines[message.channel].put(message)
    shown.message(workspace, message)
    for file_id in message.files:
        workspace.emit(
            {
                "type": "file_shared",
                "channel_id": message.channel,
                "file_id": file_id,
                "user_id": message.user,
                "file": {"id": file_id},
                "event_ts": message.ts,
            },
            conversation,
        )
    shape = message_json(workspace, message)
    workspace.emit(shape | _place(conversation, message.ts), conversation)
    if message.subtype in {None, "file_share", "thread_broadcast", "bot_message"}:
        _mention(workspace, message, shape, before="")
    workspace.notify()
    return message


def change(workspace: Workspace, message: Message, **changes: object) -> Message:
    """Store a changed version of a message and tell the bot (`message_changed`)."""
    before = find(workspace, message.channel, message.ts)
    conversation = workspace.conversations[message.channel]
    previous = message_json(workspace, before)
    after = replace(before, **changes)  # type: ignore[arg-type]  # field names and types are the caller's
    workspace.timelines[message.channel].put(after)
    shown.message(workspace, after)
    shape = message_json(workspace, after)
    ts = workspace.ids.ts()
    workspace.emit(
        {
            "type": "message",
            "subtype": "message_changed",
            "message": shape | {"source_team": after.team, "user_team": after.team},
            "previous_message": previous,
            "hidden": True,
            "ts": ts,
            **_place(conversation, ts),
        },
        conversation,
    )
    if after.subtype != "tombstone":
        _mention(workspace, after, shape, before=before.text)
    workspace.notify()
    return after


def edit(workspace: Workspace, message: Message, by: str, **changes: object) -> Message:
    """Change what a message says, marked as edited by `by`."""
    return change(workspace, message, edited=Edit(by, workspace.ids.ts()), **changes)


def remove(workspace: Workspace, message: Message) -> None:
    """Delete a message. A root with replies stays as a tombstone until its last reply goes."""
    timeline = workspace.timelines[message.channel]
    if timeline.replies(message.ts):
        change(
            workspace,
            message,
            subtype="tombstone",
            user="USLACKBOT",
            bot_id=None,
            app_id=None,
            text=TOMBSTONE_TEXT,
            blocks=(),
            attachments=(),
            metadata=None,
            files=(),
            reactions=(),
            edited=None,
        )
        return
    conversation = workspace.conversations[message.channel]
    previous = message_json(workspace, find(workspace, message.channel, message.ts))
    removed = timeline.remove(message.ts)
    ts = workspace.ids.ts()
    workspace.emit(
        {
            "type": "message",
            "subtype": "message_deleted",
            "deleted_ts": removed.ts,
            "previous_message": previous,
            "hidden": True,
            "ts": ts,
            **_place(conversation, ts),
        },
        conversation,
    )
    workspace.notify()
    root = timeline.get(removed.thread_ts or "") if removed.is_reply else None
    if root is not None and root.is_tombstone and not timeline.replies(root.ts):
        remove(workspace, root)


def react(workspace: Workspace, message: Message, user: str, name: str) -> Message:
    """Add a reaction.

    Raises:
        Refused: `already_reacted`.

    """
    message = find(workspace, message.channel, message.ts)
    present = message.reaction(name)
    if present is not None and user in present.users:
        raise Refused("already_reacted")
    if present is None:
        reactions = (*message.reactions, Reaction(name, (user,)))
    else:
        more = Reaction(name, (*present.users, user))
        reactions = tuple(more if r is present else r for r in message.reactions)
    return _set_reactions(workspace, message, reactions, "reaction_added", user, name)


def unreact(workspace: Workspace, message: Message, user: str, name: str) -> Message:
    """Take a reaction back.

    Raises:
        Refused: `no_reaction`.

    """
    message = find(workspace, message.channel, message.ts)
    present = message.reaction(name)
    if present is None or user not in present.users:
        raise Refused("no_reaction")
    fewer = Reaction(name, tuple(u for u in present.users if u != user))
    reactions = tuple(fewer if r is present else r for r in message.reactions)
    reactions = tuple(r for r in reactions if r.users)
    return _set_reactions(workspace, message, reactions, "reaction_removed", user, name)


def whisper(workspace: Workspace, ephemeral: Ephemeral) -> Ephemeral:
    """Show a message to one person."""
    workspace.ephemerals.append(ephemeral)
    shown.ephemeral(workspace, ephemeral)
    workspace.notify()
    return ephemeral


def find(workspace: Workspace, channel: str, ts: str) -> Message:
    """Return the current version of a message.

    Raises:
        Refused: `message_not_found`.

    """
    timeline = workspace.timelines.get(channel)
    message = timeline.get(ts) if timeline is not None else None
    if message is None:
        raise Refused("message_not_found")
    return message


def _set_reactions(
    workspace: Workspace,
    message: Message,
    reactions: tuple[Reaction, ...],
    event: str,
    user: str,
    name: str,
) -> Message:
    after = replace(message, reactions=reactions)
    workspace.timelines[message.channel].put(after)
    body: Json = {
        "type": event,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "event_ts": workspace.ids.ts(),
    }
    if message.user:
        body["item_user"] = message.user
    workspace.emit(body, workspace.conversations[message.channel])
    workspace.notify()
    return after


def _mention(workspace: Workspace, message: Message, shape: Json, *, before: str) -> None:
    conversation = workspace.conversations[message.channel]
    mentioned = _MENTION in message.text and _MENTION not in before
    # Slack sends no app_mention for a direct message: `message` says it already.
    if mentioned and conversation.kind is not Kind.IM and message.user != BOT_USER_ID:
        event = shape | {"type": "app_mention", "channel": message.channel}
        workspace.emit(event | {"event_ts": workspace.ids.ts()}, conversation)


def _place(conversation: Conversation, ts: str) -> Json:
    return {
        "channel": conversation.id,
        "channel_type": conversation.kind.channel_type,
        "event_ts": ts,
    }
