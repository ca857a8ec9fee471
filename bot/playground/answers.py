"""What the bot answers to commands and interactions, at once or through a response URL.

Every function here expects the workspace's lock to be held.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.playground import limits, modals, posting, shown
from bot.playground.capabilities import Hook
from bot.playground.deliveries import Channel, Delivery
from bot.playground.errors import ActionError, Refused
from bot.playground.identity import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID
from bot.playground.limits import Content
from bot.playground.messages import Ephemeral, Json, Message

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace


def take(workspace: Workspace, delivery: Delivery) -> None:
    """Do what the answer to a command or interaction says."""
    answer = delivery.answer
    try:
        if delivery.type == "view_submission":
            modals.submitted(workspace, delivery.view_id or "", answer)
        elif delivery.channel is Channel.COMMAND and answer:
            body = {"text": answer} if isinstance(answer, str) else answer
            hook = Hook(delivery.user or "", delivery.conversation or "", 0.0)
            respond(workspace, hook, body)
    except Refused as refusal:
        error = ActionError(delivery.user or "", delivery.type, refusal.code)
        workspace.errors.append(error)


def respond(workspace: Workspace, hook: Hook, body: Json) -> None:
    """Do what was posted to a response URL.

    Raises:
        Refused: as for posting, and `message_not_found` where the original is gone.

    """
    if _true(body.get("delete_original")):
        _delete_original(workspace, hook)
        return
    content = limits.accept(body.get("text"), body.get("blocks"), body.get("attachments"))
    if _true(body.get("replace_original")) and hook.message_ts is not None:
        _replace_original(workspace, hook, content)
    elif body.get("response_type") == "in_channel":
        _post(workspace, hook, body, content)
    else:
        ephemeral = Ephemeral(
            hook.channel,
            hook.user,
            workspace.ids.ts(),
            content.text,
            content.blocks,
            content.attachments,
            thread_ts=body.get("thread_ts"),
        )
        posting.whisper(workspace, ephemeral)


def _post(workspace: Workspace, hook: Hook, body: Json, content: Content) -> None:
    if workspace.conversations[hook.channel].is_archived:
        raise Refused("is_archived")
    posting.put(
        workspace,
        Message(
            hook.channel,
            workspace.ids.ts(),
            BOT_USER_ID,
            content.text,
            TEAM_ID,
            bot_id=BOT_ID,
            app_id=APP_ID,
            thread_ts=body.get("thread_ts"),
            blocks=content.blocks,
            attachments=content.attachments,
            metadata=limits.accept_metadata(body.get("metadata")),
        ),
    )


def _replace_original(workspace: Workspace, hook: Hook, content: Content) -> None:
    if not hook.is_ephemeral:
        message = posting.find(workspace, hook.channel, hook.message_ts or "")
        posting.edit(
            workspace,
            message,
            BOT_USER_ID,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
        )
        return
    original = _ephemeral(workspace, hook)
    index = workspace.ephemerals.index(original)
    changed = replace(
        original,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
    )
    workspace.ephemerals[index] = changed
    shown.ephemeral(workspace, changed)
    workspace.notify()


def _delete_original(workspace: Workspace, hook: Hook) -> None:
    if hook.is_ephemeral:
        workspace.ephemerals.remove(_ephemeral(workspace, hook))
        workspace.notify()
    else:
        message = posting.find(workspace, hook.channel, hook.message_ts or "")
        posting.remove(workspace, message)


def _ephemeral(workspace: Workspace, hook: Hook) -> Ephemeral:
    for ephemeral in workspace.ephemerals:
        if ephemeral.ts == hook.message_ts and ephemeral.user == hook.user:
            return ephemeral
    raise Refused("message_not_found")


def _true(value: Any) -> bool:
    return str(value).lower() in {"true", "1"}
