"""The payloads of commands, presses, shortcuts and submissions, as Slack writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground import elements
from bot.playground.conversations import Conversation, Kind
from bot.playground.identity import APP_ID, TEAM_DOMAIN, TEAM_ID, VERIFICATION_TOKEN
from bot.playground.messages import Ephemeral, Json, Message
from bot.playground.people import User
from bot.playground.shapes import message_json
from bot.playground.views import View

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace


def channel_name(conversation: Conversation) -> str:
    """Return the name by which payloads call a conversation."""
    if conversation.kind is Kind.IM:
        return "directmessage"
    if conversation.kind is Kind.PRIVATE:
        return "privategroup"
    return conversation.name


def command(
    workspace: Workspace, user: User, conversation: Conversation, name: str, text: str
) -> Json:
    """Return the form fields of a slash command."""
    hook = workspace.capabilities.issue_hook(user.id, conversation.id)
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": user.team_id,
        "team_domain": TEAM_DOMAIN,
        "channel_id": conversation.id,
        "channel_name": channel_name(conversation),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": f"{workspace.api_url}commands/{TEAM_ID}/{hook}",
        "trigger_id": workspace.capabilities.issue_trigger(user.id),
    }


def block_actions(
    workspace: Workspace, user: User, target: Message | Ephemeral | View, action: Json
) -> Json:
    """Return the payload of a press or choice in a message, modal or Home tab."""
    shape = _shape("block_actions", user)
    given = workspace.inputs.get((_key(target), user.id), {})
    if isinstance(target, View):
        return shape | {
            "container": {"type": "view", "view_id": target.id},
            "trigger_id": workspace.capabilities.issue_trigger(user.id, target.id),
            "view": target.to_slack(elements.state(target.blocks, given)),
            "actions": [action],
        }
    is_ephemeral = isinstance(target, Ephemeral)
    conversation = workspace.conversations[target.channel]
    container: Json = {
        "type": "message",
        "message_ts": target.ts,
        "channel_id": target.channel,
        "is_ephemeral": is_ephemeral,
    }
    if target.thread_ts is not None:
        container["thread_ts"] = target.thread_ts
    shape |= {
        "container": container,
        "trigger_id": workspace.capabilities.issue_trigger(user.id),
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        "state": elements.state(target.blocks, given),
        "response_url": _response_url(workspace, user, target),
        "actions": [action],
    }
    # Slack does not keep ephemeral messages, so it can't send them along.
    if isinstance(target, Message):
        shape["message"] = message_json(workspace, target)
    return shape


def block_suggestion(
    workspace: Workspace,
    user: User,
    target: Message | Ephemeral | View,
    block_id: str,
    action_id: str,
    typed: str,
) -> Json:
    """Return the payload by which the bot is asked for the options of an external select."""
    shape = _shape("block_suggestion", user) | {
        "action_id": action_id,
        "block_id": block_id,
        "value": typed,
    }
    if isinstance(target, View):
        container: Json = {"type": "view", "view_id": target.id}
        return shape | {"container": container, "view": target.to_slack()}
    conversation = workspace.conversations[target.channel]
    return shape | {
        "container": {
            "type": "message",
            "message_ts": target.ts,
            "channel_id": target.channel,
            "is_ephemeral": isinstance(target, Ephemeral),
        },
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
    }


def message_action(workspace: Workspace, user: User, message: Message, callback_id: str) -> Json:
    """Return the payload of a message shortcut."""
    conversation = workspace.conversations[message.channel]
    return _shape("message_action", user) | {
        "action_ts": workspace.ids.ts(),
        "callback_id": callback_id,
        "trigger_id": workspace.capabilities.issue_trigger(user.id),
        "response_url": _response_url(workspace, user, message),
        "message_ts": message.ts,
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        "message": message_json(workspace, message),
    }


def view_submission(workspace: Workspace, user: User, view: View, state: Json) -> Json:
    """Return the payload of a submitted modal."""
    return _shape("view_submission", user) | {
        "trigger_id": workspace.capabilities.issue_trigger(user.id, view.id),
        "view": view.to_slack(state),
        "response_urls": [],
    }


def view_closed(user: User, view: View, *, is_cleared: bool) -> Json:
    """Return the payload of a modal that was closed."""
    return _shape("view_closed", user) | {"view": view.to_slack(), "is_cleared": is_cleared}


def _shape(kind: str, user: User) -> Json:
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team_id,
        },
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _response_url(workspace: Workspace, user: User, target: Message | Ephemeral) -> str:
    hook = workspace.capabilities.issue_hook(
        user.id,
        target.channel,
        message_ts=target.ts,
        thread_ts=target.thread_ts,
        is_ephemeral=isinstance(target, Ephemeral),
    )
    return f"{workspace.api_url}actions/{TEAM_ID}/{hook}"


def _key(target: Message | Ephemeral | View) -> str:
    return target.id if isinstance(target, View) else f"{target.channel}/{target.ts}"
